package join

import (
	"cmp"
	"slices"
	"time"

	"dateline/news"
)

// How a story lives is told from the texts that are its reports' own: copies of
// one text count once, and so does what one outlet says several times. It is
// breaking while three outlets told it within BreakingWithin, running while one
// did within RunningWithin, and quiet after that.
const (
	BreakingWithin = 3 * time.Hour
	RunningWithin  = 24 * time.Hour
)

// Life tells how a story lives at a time, from when its newest text of its own
// came out and when the newest of the third outlet did (outlets by their newest);
// zero: there is none.
func Life(last, third, now time.Time) news.StoryLife {
	switch {
	case !third.IsZero() && !third.Before(now.Add(-BreakingWithin)):
		return news.LifeBreaking
	case !last.IsZero() && !last.Before(now.Add(-RunningWithin)):
		return news.LifeRunning
	}
	return news.LifeQuiet
}

// A Telling is one report of a story, as coverage counts it.
type Telling struct {
	Outlet string
	At     time.Time
	Copy   bool // it prints another's text
}

// Coverage says how much a story was told, and by whom.
type Coverage struct {
	Step    time.Duration // that a bar stands for: an hour, a day, or several days
	Bars    []CoverageBar // in order of time without a gap
	Outlets []OutletCoverage
	Own     int // texts of their own
	Copies  int
}

// A CoverageBar is what was told in one step of time.
type CoverageBar struct {
	From        time.Time
	Own, Copies int
}

// An OutletCoverage is what one outlet told.
type OutletCoverage struct {
	Outlet      string
	Own, Copies int
	First, Last time.Time
}

// Bounds of a curve: what spans at most so many hours is shown by the hour, the
// rest by days, so many of them together that there are no more bars than this.
const (
	hoursShown = 48
	barsShown  = 60
)

// Cover counts the reports of a story by hour or day and by outlet: the outlet
// that told most first. Those of unknown time are in no bar.
func Cover(told []Telling) Coverage {
	c := Coverage{Step: time.Hour}
	outlets := map[string]*OutletCoverage{}
	var first, last time.Time
	for _, t := range told {
		o := outlets[t.Outlet]
		if o == nil {
			o = &OutletCoverage{Outlet: t.Outlet}
			outlets[t.Outlet] = o
		}
		if t.Copy {
			c.Copies, o.Copies = c.Copies+1, o.Copies+1
		} else {
			c.Own, o.Own = c.Own+1, o.Own+1
		}
		first, last = span(first, last, t.At)
		o.First, o.Last = span(o.First, o.Last, t.At)
	}
	for _, o := range outlets {
		c.Outlets = append(c.Outlets, *o)
	}
	slices.SortFunc(c.Outlets, func(a, b OutletCoverage) int {
		return cmp.Or(cmp.Compare(b.Own, a.Own), cmp.Compare(b.Copies, a.Copies), a.First.Compare(b.First), cmp.Compare(a.Outlet, b.Outlet))
	})
	if first.IsZero() {
		return c
	}
	const day = 24 * time.Hour
	if last.Sub(first) > hoursShown*time.Hour {
		days := int(last.Truncate(day).Sub(first.Truncate(day))/day) + 1
		c.Step = time.Duration((days+barsShown-1)/barsShown) * day
	}
	begin := first.UTC().Truncate(min(c.Step, day))
	c.Bars = make([]CoverageBar, last.Sub(begin)/c.Step+1)
	for i := range c.Bars {
		c.Bars[i].From = begin.Add(time.Duration(i) * c.Step)
	}
	for _, t := range told {
		if t.At.IsZero() {
			continue
		}
		bar := &c.Bars[t.At.Sub(begin)/c.Step]
		if t.Copy {
			bar.Copies++
		} else {
			bar.Own++
		}
	}
	return c
}

func span(first, last, at time.Time) (time.Time, time.Time) {
	if at.IsZero() {
		return first, last
	}
	if first.IsZero() || at.Before(first) {
		first = at
	}
	if at.After(last) {
		last = at
	}
	return first, last
}
