package chart

import (
	"net/url"
	"strconv"
	"time"

	"dateline/store"
	"dateline/web/frame/texts"
)

// A Strip is a picture of when facts were: a bar for each day, month, year or
// number of years. Each bar leads to the facts of its time.
type Strip struct {
	Bars     []stripBar
	From, To string // in words, for its ends
	Unit     string // "day"
	Facts    int    // in it
	Of       string // what it is of
}

// The picture's size in its own units.
const (
	stripWidth  = 1200
	stripHeight = 120

	stripBarMost = 60 // the width of a bar where there are few
)

// Width returns how wide the picture is.
func (Strip) Width() int { return stripWidth }

// Height returns how high the picture is.
func (Strip) Height() int { return stripHeight }

// A stripBar is the facts of one time.
type stripBar struct {
	X, Y, W, H int
	Name       string // "3 June 2026: 12 facts"
	Link       string // empty: it has no facts
}

// stripMost bounds the bars of a picture.
const stripMost = 90

// StripOf draws counted days. link makes where the facts of a span of days are.
func StripOf(days []store.DayCount, of string, link func(store.Span) string) Strip {
	s := Strip{Of: of}
	var at []time.Time
	var counts []int
	for _, d := range days {
		t, err := time.Parse("2006-01-02"[:min(len(d.Day), 10)], d.Day)
		if err != nil || t.Year() < 1 {
			continue
		}
		at, counts = append(at, t), append(counts, d.Facts)
		s.Facts += d.Facts
	}
	if len(at) == 0 {
		return s
	}
	first, last := at[0], at[0]
	for _, t := range at {
		if t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	unit := unitFor(first, last)
	s.Unit = unit.name
	begin := unit.floor(first)
	number := func(t time.Time) int { return unit.since(begin, unit.floor(t)) }
	sums := make([]int, number(last)+1)
	for i, t := range at {
		sums[number(t)] += counts[i]
	}
	most := 0
	for _, n := range sums {
		most = max(most, n)
	}
	s.From, s.To = unit.words(begin), unit.words(unit.floor(last))
	slot := float64(stripWidth) / float64(len(sums))
	wide := max(min(int(slot)-2, stripBarMost), 2)
	for i, n := range sums {
		from := unit.add(begin, i)
		b := stripBar{X: int(slot*(float64(i)+0.5)) - wide/2, W: wide, Name: unit.words(from) + ": " + texts.Count(n, "fact", "facts")}
		if n > 0 {
			b.H = max(stripHeight*n/most, 6)
			b.Link = link(store.Span{From: from.Format(time.DateOnly), To: unit.add(begin, i+1).AddDate(0, 0, -1).Format(time.DateOnly)})
		}
		b.Y = stripHeight - b.H
		s.Bars = append(s.Bars, b)
	}
	return s
}

// A stripUnit is what a bar stands for.
type stripUnit struct {
	name  string
	days  int // per bar, or
	month int // months per bar
}

func unitFor(first, last time.Time) stripUnit {
	months := (last.Year()-first.Year())*12 + int(last.Month()) - int(first.Month()) + 1
	switch {
	case last.Sub(first) < stripMost*24*time.Hour:
		return stripUnit{"day", 1, 0}
	case months <= stripMost:
		return stripUnit{"month", 0, 1}
	case months <= stripMost*12:
		return stripUnit{"year", 0, 12}
	}
	years := (months/12 + stripMost - 1) / stripMost
	for _, y := range []int{10, 25, 50, 100} {
		if y >= years {
			return stripUnit{strconv.Itoa(y) + " years", 0, 12 * y}
		}
	}
	return stripUnit{strconv.Itoa(years) + " years", 0, 12 * years}
}

func (u stripUnit) floor(t time.Time) time.Time {
	if u.days == 1 {
		return t
	}
	months := t.Year()*12 + int(t.Month()) - 1
	months -= months % u.month
	return time.Date(months/12, time.Month(months%12+1), 1, 0, 0, 0, 0, time.UTC)
}

func (u stripUnit) add(t time.Time, n int) time.Time { return t.AddDate(0, u.month*n, u.days*n) }

func (u stripUnit) since(begin, t time.Time) int {
	if u.days == 1 {
		return int(t.Sub(begin).Hours()) / 24
	}
	return ((t.Year()-begin.Year())*12 + int(t.Month()) - int(begin.Month())) / u.month
}

func (u stripUnit) words(t time.Time) string {
	switch {
	case u.days == 1:
		return t.Format("2 January 2006")
	case u.month == 1:
		return t.Format("January 2006")
	case u.month == 12:
		return t.Format("2006")
	}
	return t.Format("2006") + " to " + u.add(t, 1).AddDate(0, 0, -1).Format("2006")
}

// SpanOf reads ?from= and ?to=, days such as 2026-06-10 or as much of one as is
// known. What is no day is a problem that the page shows.
func SpanOf(q url.Values) (s store.Span, problem string) {
	for _, end := range []struct {
		name string
		into *string
	}{{"from", &s.From}, {"to", &s.To}} {
		said := q.Get(end.name)
		if said == "" {
			continue
		}
		day, err := time.Parse("2006-01-02"[:min(len(said), 10)], said)
		if err != nil || len(said) != 4 && len(said) != 7 && len(said) != 10 {
			return store.Span{}, "Write the days as year, month and day, such as 2026-01-31."
		}
		if end.name == "to" { // days are compared as texts, and a month's days come after its name
			switch len(said) {
			case 4:
				said = day.AddDate(1, 0, -1).Format(time.DateOnly)
			case 7:
				said = day.AddDate(0, 1, -1).Format(time.DateOnly)
			}
		}
		*end.into = said
	}
	return s, ""
}

// SpanLink keeps the rest of a page's address and puts a span into it.
func SpanLink(at *url.URL, fragment string) func(store.Span) string {
	return func(s store.Span) string {
		q := at.Query()
		q.Del("after")
		q.Set("from", s.From)
		q.Set("to", s.To)
		return texts.AddressOf(at.EscapedPath(), q.Encode()) + fragment
	}
}
