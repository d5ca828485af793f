package texts

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/news"
)

// StateBadge is the look of a dispatch's state.
func StateBadge(state news.DispatchState) string {
	return cmp.Or(map[news.DispatchState]string{news.Submitted: "warn", news.Embargoed: "calm", news.Published: "good", news.Killed: "bad"}[state], "plain")
}

// KindWord returns the label of a kind of fact.
func KindWord(k news.FactKind) string {
	switch k {
	case news.FactEvent:
		return "Event"
	case news.FactStatement:
		return "Statement"
	case news.FactAgreement:
		return "Agreement"
	case news.FactQuote:
		return "Quote"
	}
	return string(k)
}

// Actors names who it was: "A, B and C".
func Actors(as []news.Actor) string {
	var names []string
	for _, a := range as {
		if n := cmp.Or(a.Name, a.Text); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// SpanInWords says when something was, as exactly as it is known.
func SpanInWords(t news.TimeRef) string {
	from, err := news.ParseTime(t.From)
	if err != nil || from.IsZero() {
		return t.Text
	}
	switch t.Precision {
	case "minute", "hour":
		return from.Format("2 January 2006, 15:04")
	case "month":
		return from.Format("January 2006")
	case "quarter":
		return []string{"first", "second", "third", "fourth"}[(from.Month()-1)/3] + from.Format(" quarter of 2006")
	case "year":
		return from.Format("2006")
	case "decade":
		return from.Format("2006") + "s"
	}
	to, err := news.ParseTime(t.To)
	if err != nil || to.IsZero() || to.Format(time.DateOnly) == from.Format(time.DateOnly) {
		return from.Format("2 January 2006")
	}
	return from.Format("2 January 2006") + " to " + to.Format("2 January 2006")
}

// InstrumentLabel names an instrument by its title and year.
func InstrumentLabel(in news.Instrument) string {
	label := cmp.Or(in.Title, "an agreement without a name")
	if in.Year > 0 && !strings.Contains(label, strconv.Itoa(in.Year)) {
		label += " (" + strconv.Itoa(in.Year) + ")"
	}
	return label
}
