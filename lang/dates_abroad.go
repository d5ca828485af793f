package lang

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed data/calendar.txt
var calendarText string

// A calendar is what a language calls days, months and years. Words are in lower case.
type calendar struct {
	months   map[string]time.Month
	full     map[string]bool // names of months that are no abbreviation
	weekdays map[string]time.Weekday
	phrases  map[string][]period // by first word
	words    map[string]map[string]bool
}

// A period is a phrase for a day, week, month or year so many from the dateline's.
type period struct {
	words []string
	unit  string
	step  int
}

var calendars = sync.OnceValue(func() map[string]*calendar {
	all := map[string]*calendar{}
	var c *calendar
	for line := range strings.Lines(calendarText) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			c = &calendar{map[string]time.Month{}, map[string]bool{}, map[string]time.Weekday{},
				map[string][]period{}, map[string]map[string]bool{}}
			all[strings.Trim(line, "[]")] = c
		default:
			kind, words, _ := strings.Cut(line, " ")
			c.take(kind, strings.Fields(words))
		}
	}
	return all
})

func (c *calendar) take(kind string, words []string) {
	unit, step, isPeriod := kind, 0, false
	if at := strings.IndexAny(kind, "+-"); at > 0 {
		unit, isPeriod = kind[:at], true
		step, _ = strconv.Atoi(kind[at:])
	}
	for i, w := range words {
		switch {
		case kind == "months":
			for _, form := range strings.Split(strings.ToLower(w), "|") {
				c.months[form] = time.Month(i + 1)
				c.full[form] = len(form) > 4 || !strings.Contains(w, "|")
			}
		case kind == "weekdays":
			for _, form := range strings.Split(strings.ToLower(w), "|") {
				c.weekdays[form] = time.Weekday((i + 1) % 7)
			}
		case isPeriod:
			phrase := strings.Split(w, "_")
			first := strings.ToLower(phrase[0])
			c.phrases[first] = append(c.phrases[first], period{phrase, unit, step})
		default:
			if c.words[kind] == nil {
				c.words[kind] = map[string]bool{}
			}
			c.words[kind][strings.ToLower(w)] = true
		}
	}
}

// TimesIn finds the dates that a sentence of a text tells in a language that Parses
// knows; Times does so for English. What is relative counts from the dateline; a
// weekday is the nearest one before it, or after it where the sentence is about the
// future. Spans count from the start of the text.
func TimesIn(language, text string, sentence Span, dateline time.Time) []TimeMention {
	if language == inEnglish {
		return shifted(Times(text[sentence.Start:sentence.End], dateline), sentence.Start)
	}
	c := calendars()[language]
	if c == nil {
		return nil
	}
	r := abroadReader{c: c, timeParser: timeParser{text: text, words: timeWords(text, sentence)}}
	if !dateline.IsZero() {
		y, m, d := dateline.Date()
		r.ref, r.against = civil(y, m, d), "the day of publication "+dateline.Format(time.DateOnly)
	}
	var out []TimeMention
	for i := 0; i < len(r.words); {
		n, found := r.at(i)
		out = append(out, found...)
		i += max(n, 1)
	}
	return out
}

func shifted(times []TimeMention, by int) []TimeMention {
	for i := range times {
		times[i].Start, times[i].End = times[i].Start+by, times[i].End+by
	}
	return times
}

type abroadReader struct {
	c *calendar
	timeParser
}

func (r *abroadReader) at(i int) (int, []TimeMention) {
	for _, rule := range []func(int) (int, []TimeMention){
		r.isoDate, r.pointed, r.weekdayAndDate, r.date, r.month, r.phrase, r.weekday, r.year,
	} {
		if n, found := rule(i); n > 0 {
			return n, found
		}
	}
	return 0, nil
}

// skip passes a word of a kind, or a full stop.
func (r *abroadReader) skip(kind string, i int) int {
	if r.c.words[kind][r.lower(i)] {
		return i + 1
	}
	return i
}

// pointed: 19.06.2024 or 19/06/2024, the day first.
func (r *abroadReader) pointed(i int) (int, []TimeMention) {
	if r.lower(i+1) != "/" {
		return r.numericDate(i)
	}
	day, month, year := dayNumber(r.lower(i)), dayNumber(r.lower(i+2)), yearNumber(r.lower(i+4))
	if r.lower(i+3) != "/" || day == 0 || month == 0 || year == 0 || month > 12 {
		return 0, nil
	}
	return r.days2(i, i+5, year, time.Month(month), day, day)
}

// weekdayAndDate: mercredi 19 juin; Mittwoch, den 19. Juni. The date settles it.
func (r *abroadReader) weekdayAndDate(i int) (int, []TimeMention) {
	if _, ok := r.c.weekdays[r.lower(i)]; !ok {
		return 0, nil
	}
	for j := i + 1; j <= i+3 && j < len(r.words); j++ {
		if n, found := r.date(j); n > 0 {
			found[0].Start = r.words[i].Start
			found[0].Ref.Text = r.text[found[0].Start:found[0].End]
			return j - i + n, found
		}
		if len(r.lower(j)) > 3 {
			break
		}
	}
	return 0, nil
}

// date: 19 juin 2024, 1er juin, 19. Juni, 19 de junio de 2024, 19 июня 2024 года.
func (r *abroadReader) date(i int) (int, []TimeMention) {
	day := dayNumber(strings.TrimRight(r.lower(i), "ºoer"))
	if day == 0 {
		return 0, nil
	}
	j := i + 1
	if r.lower(j) == "." || r.lower(j) == "º" {
		j++
	}
	j = r.skip("of", j)
	m, ok := r.c.months[r.lower(j)]
	if !ok {
		return 0, nil
	}
	j++
	if r.lower(j) == "." && !r.c.full[r.lower(j-1)] {
		j++
	}
	year := yearNumber(r.lower(r.skip("of", j)))
	if year > 0 {
		j = r.skip("year", r.skip("of", j)+1)
	}
	return r.days2(i, j, year, m, day, day)
}

// month: juin 2024; en juin.
func (r *abroadReader) month(i int) (int, []TimeMention) {
	m, ok := r.c.months[r.lower(i)]
	if !ok || !r.c.full[r.lower(i)] || dayNumber(r.lower(i-1)) > 0 {
		return 0, nil
	}
	j := i + 1
	year := yearNumber(r.lower(r.skip("of", j)))
	basis := stated
	switch {
	case year > 0:
		j = r.skip("year", r.skip("of", j)+1)
	case !r.c.words["in"][r.lower(i-1)]:
		return 0, nil
	case r.ref.IsZero():
		return r.unresolved(1, i, i+1, "month")
	default:
		year, basis = nearestYear(r.ref, m, 15), "the year nearest to "+r.against
	}
	from := civil(year, m, 1)
	return r.one(j-i, i, j, from, from.AddDate(0, 1, -1), "month", basis)
}

// phrase: hier, la semaine dernière.
func (r *abroadReader) phrase(i int) (int, []TimeMention) {
	for _, p := range r.c.phrases[r.lower(i)] {
		if !r.says(i, p.words) || p.unit == "day" && r.c.words["noday"][r.lower(i-1)] {
			continue
		}
		j := i + len(p.words)
		if r.ref.IsZero() {
			return r.unresolved(j-i, i, j, p.unit)
		}
		from, to := r.periodOf(p)
		return r.one(j-i, i, j, from, to, p.unit, r.basis("%s %+d", p.unit, p.step))
	}
	return 0, nil
}

// says reports whether words stand at i; a capital counts but at a sentence's start.
func (r *abroadReader) says(i int, words []string) bool {
	for k, w := range words {
		if i+k >= len(r.words) || r.words[i+k].raw != w && (i+k > 0 || r.lower(0) != w) {
			return false
		}
	}
	return true
}

func (r *abroadReader) periodOf(p period) (from, to time.Time) {
	switch p.unit {
	case "week":
		from = r.ref.AddDate(0, 0, 7*p.step-mondayIndex(r.ref.Weekday()))
		return from, from.AddDate(0, 0, 6)
	case "month":
		from = civil(r.ref.Year(), r.ref.Month()+time.Month(p.step), 1)
		return from, from.AddDate(0, 1, -1)
	case "year":
		return civil(r.ref.Year()+p.step, 1, 1), civil(r.ref.Year()+p.step, 12, 31)
	}
	from = r.ref.AddDate(0, 0, p.step)
	return from, from
}

// weekday: the nearest one before the dateline, that day included, or after it.
func (r *abroadReader) weekday(i int) (int, []TimeMention) {
	day, ok := r.c.weekdays[r.lower(i)]
	if only := r.c.words["weekdaybehind"]; !ok || only != nil && !only[r.lower(i-1)] {
		return 0, nil
	}
	from, to := i, i+1
	beside := func(kind string) bool {
		switch {
		case r.c.words[kind][r.lower(i+1)]:
			to = i + 2
		case r.c.words[kind][r.lower(i-1)]:
			from = i - 1
		default:
			return false
		}
		return true
	}
	next, last := beside("next"), beside("last")
	if r.ref.IsZero() {
		return r.unresolved(to-i, from, to, "day")
	}
	back := int(r.ref.Weekday()-day+7) % 7
	at, which := r.ref.AddDate(0, 0, -back), "nearest before"
	switch {
	case last && back == 0:
		at = at.AddDate(0, 0, -7)
	case next, !last && back > 0 && r.future():
		at, which = at.AddDate(0, 0, 7), "nearest after"
	}
	return r.one(to-i, from, to, at, at, "day", r.basis("%s %s", day, which))
}

// future reports whether the sentence has a word that is about the future.
func (r *abroadReader) future() bool {
	for i := range r.words {
		w := r.lower(i)
		if r.c.words["future"][w] {
			return true
		}
		for e := range r.c.words["futureends"] {
			if len(w) > len(e)+1 && strings.HasSuffix(w, e) {
				return true
			}
		}
	}
	return false
}

// year: en 2019, im Jahr 2019, в 2019 году.
func (r *abroadReader) year(i int) (int, []TimeMention) {
	year := yearNumber(r.lower(i))
	if year < 1900 || !r.c.words["in"][r.lower(i-1)] && !r.c.words["year"][r.lower(i+1)] {
		return 0, nil
	}
	j := r.skip("year", i+1)
	return r.one(j-i, i, j, civil(year, 1, 1), civil(year, 12, 31), "year", stated)
}

// IsFuture reports whether a verb's form, in lower case, puts its clause into the future
// in a language that Parses knows beside English.
func IsFuture(language, form string) bool {
	c := calendars()[language]
	if c == nil {
		return false
	}
	if c.words["future"][form] {
		return true
	}
	for e := range c.words["futureends"] {
		if len(form) > len(e)+1 && strings.HasSuffix(form, e) {
			return true
		}
	}
	return false
}
