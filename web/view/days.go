package view

import (
	"slices"
	"time"

	"dateline/news"
	"dateline/store"
)

// Within gives the days of a span.
func Within(days []store.DayCount, s store.Span) []store.DayCount {
	return slices.DeleteFunc(slices.Clone(days), func(d store.DayCount) bool {
		return s.From != "" && d.Day < s.From || s.To != "" && d.Day > s.To
	})
}

// DaysTold counts facts by their days; of an agreement each milestone has one.
func DaysTold(facts []ToldFact) (out []store.DayCount) {
	for _, f := range facts {
		for _, day := range daysOf(f.Fact) {
			out = append(out, store.DayCount{Day: day, Facts: 1})
		}
	}
	return out
}

// daysOf gives the days of a fact, or as much of them as is known.
func daysOf(f news.Fact) (out []string) {
	add := func(t *news.TimeRef) {
		if t != nil && t.From != "" {
			out = append(out, t.From[:min(len(t.From), len(time.DateOnly))])
		}
	}
	add(f.Time)
	if f.Agreement != nil {
		for _, m := range f.Agreement.Milestones {
			add(m.Time)
		}
	}
	return out
}

// ToldWithin gives the facts of a span of days; those of no known day are in the
// whole span alone.
func ToldWithin(facts []ToldFact, s store.Span) []ToldFact {
	if s == (store.Span{}) {
		return facts
	}
	return slices.DeleteFunc(slices.Clone(facts), func(f ToldFact) bool {
		return !slices.ContainsFunc(daysOf(f.Fact), func(day string) bool { return (s.From == "" || day >= s.From) && (s.To == "" || day <= s.To) })
	})
}
