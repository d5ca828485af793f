package chart

import (
	"net/url"
	"strings"
	"testing"

	"dateline/store"
)

func TestStrip(t *testing.T) {
	link := func(s store.Span) string { return s.From + ".." + s.To }
	for _, c := range []struct {
		days                       string
		bars                       int
		unit, first, name, to, end string
	}{
		{"2026-06-01", 1, "day", "2026-06-01..2026-06-01", "1 June 2026: 1 fact", "1 June 2026", ""},
		{"2026-06-01 2026-06-01 2026-06-30", 30, "day", "2026-06-01..2026-06-01", "1 June 2026: 2 facts", "30 June 2026", ""},
		{"2024-02-10 2026-06", 29, "month", "2024-02-01..2024-02-29", "February 2024: 1 fact", "June 2026", ""},
		{"1961 2026-06-01", 66, "year", "1961-01-01..1961-12-31", "1961: 1 fact", "2026", ""},
		{"1820 2026-06-01 x 2026-13-01 0000", 21, "10 years", "1820-01-01..1829-12-31", "1820 to 1829: 1 fact", "2020 to 2029", ""},
		{"0005 9998-01-01", 90, "112 years", "", "", "", ""},
	} {
		var days []store.DayCount
		for _, d := range strings.Fields(c.days) {
			days = append(days, store.DayCount{Day: d, Facts: 1})
		}
		s := StripOf(days, "a test", link)
		if len(s.Bars) > stripMost+1 || s.Unit != c.unit && c.first != "" || len(s.Bars) != c.bars && c.first != "" {
			t.Errorf("%s: %d bars of a %s, want %d of a %s", c.days, len(s.Bars), s.Unit, c.bars, c.unit)
			continue
		}
		if c.first != "" && (s.Bars[0].Link != c.first || s.Bars[0].Name != c.name || s.To != c.to) {
			t.Errorf("%s: %+v to %s", c.days, s.Bars[0], s.To)
		}
		for _, b := range s.Bars {
			if b.X+b.W > stripWidth || b.Y < 0 || b.H > stripHeight || (b.H == 0) != (b.Link == "") {
				t.Errorf("%s: bar %+v", c.days, b)
			}
		}
	}
	if s := StripOf(nil, "nothing", link); len(s.Bars) != 0 {
		t.Errorf("of nothing: %+v", s)
	}
}

// A span that ends with a month or a year holds its days.
func TestSpanEndsWithTheLastDay(t *testing.T) {
	for said, want := range map[string]string{"2026": "2026-12-31", "2026-11": "2026-11-30", "2024-02": "2024-02-29", "2026-11-05": "2026-11-05", "": ""} {
		s, problem := SpanOf(url.Values{"from": {said}, "to": {said}})
		if problem != "" || s.From != said || s.To != want {
			t.Errorf("%q is from %q to %q (%s), want to %q", said, s.From, s.To, problem, want)
		}
	}
	for _, said := range []string{"202", "2026-1", "2026-", "2026-13", "2026-11-31", "2026-11-050"} {
		if _, problem := SpanOf(url.Values{"to": {said}}); problem == "" {
			t.Errorf("%q passes as a day", said)
		}
	}
}
