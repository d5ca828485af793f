package world

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// placeholder stands for a date in a text, since whoever starts the world
// chooses the date of day 0: {day:9} (or {dia:9}) is the weekday's name in the
// outlet's language, {date:9} the whole date, {d:9} day and month. Days before 0
// and after the last are allowed; "today" is the day on which the article is
// published.
var placeholder = regexp.MustCompile(`\{(day|dia|date|d):(-?\d{1,5}|today)\}`)

func checkPlaceholders(s string) error {
	if rest := placeholder.ReplaceAllString(s, ""); strings.ContainsAny(rest, "{}") {
		at := strings.IndexAny(rest, "{}")
		return fmt.Errorf("a placeholder near %q is not {day:N}, {date:N} or {d:N}", cutWords(rest[at:], 4))
	}
	return nil
}

// fill puts dates in the place of an article's placeholders. The caller holds mu.
func (w *World) fill(a *article, s string) string {
	return placeholder.ReplaceAllStringFunc(s, func(match string) string {
		m := placeholder.FindStringSubmatch(match)
		t := a.published
		if n, err := strconv.Atoi(m[2]); err == nil {
			t = w.day0.AddDate(0, 0, n)
		} else if t.IsZero() {
			t = w.now // a live article that is not out yet
		}
		switch m[1] {
		case "day", "dia":
			return a.outlet.weekday(t)
		case "date":
			return a.outlet.dayMonth(t) + a.outlet.yearJoint() + strconv.Itoa(t.Year())
		}
		return a.outlet.dayMonth(t)
	})
}

func (w *World) fillAll(a *article, texts []string) []string {
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i] = w.fill(a, s)
	}
	return out
}

var (
	spanishDays   = [...]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"}
	spanishMonths = [...]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"}
)

func (o *Outlet) weekday(t time.Time) string {
	if o.Language == "es" {
		return spanishDays[t.Weekday()]
	}
	return t.Weekday().String()
}

func (o *Outlet) dayMonth(t time.Time) string {
	if o.Language == "es" {
		return strconv.Itoa(t.Day()) + " de " + spanishMonths[t.Month()-1]
	}
	return t.Format("2 January")
}

func (o *Outlet) yearJoint() string {
	if o.Language == "es" {
		return " de "
	}
	return " "
}
