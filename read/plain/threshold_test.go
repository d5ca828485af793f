package plain

import (
	"strings"
	"testing"

	"dateline/news"
	"dateline/read/dom"
)

// sentence is a whole sentence of so many words, each its own, of which the trees are so
// sure.
func sentence(name string, words int, sure float32) *Line {
	l := newLine(strings.TrimSpace(strings.Repeat(name+" ", words-1))+" end.", 0)
	l.Sure = sure
	return l
}

func selected(lines ...*Line) *Text {
	c := &Text{Lines: lines, Head: -1, tail: len(lines)}
	c.Select()
	return c
}

// TestThresholds: at each threshold of the selection, a line just on one side is body and
// one just on the other is not.
func TestThresholds(t *testing.T) {
	story := func() *Line { return sentence("story", 20, 0.95) }
	tags := func() *Line {
		l := newLine("Tags: pier", 0)
		l.Role = dom.RoleTags
		return l
	}
	for name, c := range map[string]struct {
		sure   float32
		around func(l *Line) []*Line
		want   bool
	}{
		"half":                      {0.5, func(l *Line) []*Line { return []*Line{l} }, true},
		"less than half":            {0.4999, func(l *Line) []*Line { return []*Line{l} }, false},
		"said twice, surely":        {0.85, func(l *Line) []*Line { return []*Line{l, sentence("word", 20, 0)} }, true},
		"said twice, less so":       {0.8499, func(l *Line) []*Line { return []*Line{l, sentence("word", 20, 0)} }, false},
		"between body":              {0.15, func(l *Line) []*Line { return []*Line{story(), l, story()} }, true},
		"between body, less so":     {0.1499, func(l *Line) []*Line { return []*Line{story(), l, story()} }, false},
		"before the tags":           {0.3, func(l *Line) []*Line { return []*Line{story(), l, tags()} }, true},
		"before the tags, less so":  {0.2999, func(l *Line) []*Line { return []*Line{story(), l, tags()} }, false},
		"before the tags, no story": {0.3, func(l *Line) []*Line { return []*Line{l, tags()} }, false},
	} {
		l := sentence("word", 20, c.sure)
		selected(c.around(l)...)
		if got := l.Role == dom.RoleBody; got != c.want {
			t.Errorf("%s: a line of which the trees are sure by %.4f is body: %v, want %v", name, c.sure, got, c.want)
		}
	}
}

// TestKind: a text without a story that lists five other stories is a list.
func TestKind(t *testing.T) {
	for teasers, want := range map[int]news.ReportKind{fewestTeasers - 1: news.KindOther, fewestTeasers: news.KindListing} {
		c := &Text{Head: -1}
		c.Report.Teasers = make([]news.Teaser, teasers)
		c.finish()
		if c.Report.Kind != want {
			t.Errorf("%d teasers and no story: %s, want %s", teasers, c.Report.Kind, want)
		}
	}
}
