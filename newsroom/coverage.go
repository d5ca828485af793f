package newsroom

import (
	"context"

	"dateline/join"
	"dateline/news"
	"dateline/store"
)

// How much a story was told, and by whom.
type (
	Coverage    = join.Coverage
	CoverageBar = join.CoverageBar
)

// Lives are the ways that a story can live, the liveliest first.
var Lives = []news.StoryLife{news.LifeBreaking, news.LifeRunning, news.LifeQuiet}

// LifeOf tells how a story lives now.
func (n *Newsroom) LifeOf(s store.StoryRow) news.StoryLife {
	return join.Life(s.ToldLast, s.ToldThird, n.now())
}

// Living narrows a list of stories to those that live so now; an empty life
// leaves it as it is.
func (n *Newsroom) Living(f store.StoryFilter, life news.StoryLife) store.StoryFilter {
	breaking, running := n.now().Add(-join.BreakingWithin), n.now().Add(-join.RunningWithin)
	switch life {
	case news.LifeBreaking:
		f.Third = breaking
	case news.LifeRunning:
		f.After, f.Beneath = running, breaking
	case news.LifeQuiet:
		f.Before, f.Beneath = running, breaking
	}
	return f
}

// Coverage counts the reports of stories.
func (n *Newsroom) Coverage(ctx context.Context, stories ...string) (map[string]Coverage, error) {
	rows, err := n.db.Told(ctx, stories)
	if err != nil {
		return nil, err
	}
	told := map[string][]join.Telling{}
	for _, r := range rows {
		told[r.StoryID] = append(told[r.StoryID], join.Telling{Outlet: r.Outlet, At: r.At, Copy: r.Copy})
	}
	out := map[string]Coverage{}
	for id, t := range told {
		out[id] = join.Cover(t)
	}
	return out, nil
}
