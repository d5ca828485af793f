package view

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame/texts"
)

// A CoverageView is the curve of how much a story was told, with the same in
// words and numbers.
type CoverageView struct {
	Bars    []curveBar
	Width   int // of the picture, in units of its own
	Label   string
	From    string      // when its first step began, in words
	To      string      // and its last; empty if there is but one
	Full    bool        // the last step stands at the right end
	Times   []curveTime // those in which something was told
	Outlets []outletLine
	Sources int // of them, those that told it in words of their own
}

// A curveBar is one step of time: texts of their own below, copies on top.
type curveBar struct {
	X, Y, Height        int
	CopyY, CopiesHeight int
}

// A curveTime is one step of time in words.
type curveTime struct {
	When        string
	Own, Copies int
}

// An outletLine is what one outlet told.
type outletLine struct {
	Name        string
	Own, Copies int
	First, Last time.Time
}

// The measures of a curve, in units of its own.
const (
	curveHigh  = 24
	curveStep  = 6  // from bar to bar
	curveSteps = 12 // at least: one bar alone is no wall
)

func coverageOf(c newsroom.Coverage) CoverageView {
	v := CoverageView{Width: curveStep * max(len(c.Bars), curveSteps), Label: coverageInWords(c)}
	v.From, v.To = endsInWords(c)
	v.Full = len(c.Bars) >= curveSteps
	most := 1
	for _, b := range c.Bars {
		most = max(most, b.Own+b.Copies)
	}
	for i, b := range c.Bars {
		if b.Own+b.Copies == 0 {
			continue
		}
		bar := curveBar{X: curveStep * i, Height: curveHigh * b.Own / most, CopiesHeight: curveHigh * b.Copies / most}
		if b.Own > 0 {
			bar.Height = max(bar.Height, 2)
		}
		if b.Copies > 0 {
			bar.CopiesHeight = min(max(bar.CopiesHeight, 2), curveHigh-bar.Height)
		}
		bar.Y = curveHigh - bar.Height
		bar.CopyY = bar.Y - bar.CopiesHeight
		v.Bars = append(v.Bars, bar)
		v.Times = append(v.Times, curveTime{stepInWords(b.From, c.Step), b.Own, b.Copies})
	}
	for _, o := range c.Outlets {
		v.Outlets = append(v.Outlets, outletLine{o.Outlet, o.Own, o.Copies, o.First, o.Last})
		if o.Own > 0 {
			v.Sources++
		}
	}
	return v
}

func stepInWords(from time.Time, step time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case step < day:
		return texts.InWords(from, "2 Jan 2006, 15:04")
	case step == day:
		return texts.InWords(from, "2 Jan 2006")
	}
	return texts.InWords(from, "2 Jan 2006") + " – " + texts.InWords(from.Add(step-day), "2 Jan 2006")
}

// endsInWords says from when to when a curve goes; the second is empty if both say
// the same.
func endsInWords(c newsroom.Coverage) (from, to string) {
	if len(c.Bars) == 0 {
		return "", ""
	}
	first, last := c.Bars[0].From, c.Bars[len(c.Bars)-1].From
	layout := "2 Jan 2006, 15:04"
	if c.Step >= 24*time.Hour {
		layout, last = "2 Jan 2006", last.Add(c.Step-time.Nanosecond)
	}
	if from, to = texts.InWords(first, layout), texts.InWords(last, layout); from == to {
		to = ""
	}
	return from, to
}

// coverageInWords says what the curve shows to those who do not see it.
func coverageInWords(c newsroom.Coverage) string {
	by := "hour"
	if days := int(c.Step / (24 * time.Hour)); days == 1 {
		by = "day"
	} else if days > 1 {
		by = fmt.Sprintf("%d days", days)
	}
	said := fmt.Sprintf("Coverage by the %s: %s of their own", by, texts.Count(c.Own, "text", "texts"))
	if c.Copies > 0 {
		said += " and " + texts.Count(c.Copies, "copy", "copies")
	}
	said += " by " + texts.Count(len(c.Outlets), "outlet", "outlets")
	if from, to := endsInWords(c); to != "" {
		said += ", from " + from + " to " + to
	}
	if len(c.Bars) > 0 {
		best := slices.MaxFunc(c.Bars, func(a, b newsroom.CoverageBar) int { return a.Own + a.Copies - b.Own - b.Copies })
		said += fmt.Sprintf("; most, %d, on %s", best.Own+best.Copies, stepInWords(best.From, c.Step))
	}
	return said
}

// Coverage gives the curves of stories.
func (s *Views) Coverage(r *http.Request, stories ...string) (map[string]CoverageView, error) {
	if len(stories) == 0 {
		return nil, nil
	}
	all, err := s.Room.Coverage(r.Context(), stories...)
	if err != nil {
		return nil, err
	}
	out := map[string]CoverageView{}
	for id, c := range all {
		out[id] = coverageOf(c)
	}
	return out, nil
}

// LifeAsked reads ?life=; what is none of the lives of stories narrows nothing.
func LifeAsked(r *http.Request) news.StoryLife {
	life := news.StoryLife(r.URL.Query().Get("life"))
	if slices.Contains(newsroom.Lives, life) {
		return life
	}
	return ""
}
