package view

import (
	"errors"
	"net/http"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
)

// A MatterStory is a story of a matter, with what it follows from.
type MatterStory struct {
	store.StoryRow
	Life    news.StoryLife
	Curve   CoverageView // at the desk
	Follows []followed
}

// A followed is an earlier story, and why another follows from it.
type followed struct {
	ID, Headline string
	Because      []string
	Said         bool // a person says so: the first reason names them
}

// Outside gives the reasons as others than the desk may read them: who at the desk
// said something is the desk's own.
func (f followed) Outside() []string {
	if !f.Said || len(f.Because) == 0 {
		return f.Because
	}
	return append([]string{"linked by the desk"}, f.Because[1:]...)
}

// MatterTitle returns a matter's title as whoever asks may see it. The machine's title is
// the headline of an outlet, and can be that of a story that was killed: then readers see
// the headline of the earliest dispatch on the matter.
func (s *Views) MatterTitle(r *http.Request, m store.MatterRow) (string, error) {
	if m.Named || s.IsMember(r) {
		return m.Title, nil
	}
	if s.Room.ShowsIncoming() {
		killed, err := s.Store.HasKilledStory(r.Context(), m.ID)
		if err != nil || !killed {
			return m.Title, err
		}
	}
	first, err := s.Store.ReleasedOf(r.Context(), m.ID, news.Paging{Limit: 1})
	if err != nil || len(first.Rows) == 0 {
		return "", err
	}
	return first.Rows[0].Headline, nil
}

// MatterStories gives the stories of a matter in order of time, a page of them,
// and the cursor of the next.
func (s *Views) MatterStories(r *http.Request, id string, limit int) (list []MatterStory, next string, err error) {
	p, err := frame.Paging(r, 2, limit)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.Store.MatterPart(r.Context(), id, p)
	if err != nil {
		return nil, "", err
	}
	if rows.Rows, err = s.withoutHidden(r, rows.Rows); err != nil {
		return nil, "", err
	}
	var ids []string
	for _, row := range rows.Rows {
		ids = append(ids, row.ID)
	}
	follows, err := s.follows(r, ids...)
	if err != nil {
		return nil, "", err
	}
	for _, row := range rows.Rows {
		list = append(list, MatterStory{StoryRow: row, Life: s.Room.LifeOf(row), Follows: follows[row.ID]})
	}
	return list, rows.Next, nil
}

// follows gives what each of some stories follows from.
func (s *Views) follows(r *http.Request, stories ...string) (map[string][]followed, error) {
	threads, err := s.Store.Follows(r.Context(), stories...)
	if err != nil {
		return nil, err
	}
	var before []store.StoryRow
	for _, t := range threads {
		before = append(before, store.StoryRow{Story: news.Story{ID: t.Before}})
	}
	hidden, err := s.hiddenOf(r, before...)
	if err != nil {
		return nil, err
	}
	out := map[string][]followed{}
	for _, t := range threads {
		if hidden[t.Before] {
			continue
		}
		out[t.After] = append(out[t.After], followed{t.Before, t.Headline, t.Because, t.Said})
	}
	return out, nil
}

// BesideShown bounds what stands before and after a story on its page: a matter
// can have any number of stories.
const BesideShown = 10

// A MatterBeside is what stands next before and after a story in its matter.
type MatterBeside struct {
	store.MatterRow
	Before, After  []store.StoryRow
	Earlier, Later bool       // there are more of them
	Follows        []followed // of the story itself
}

// Beside gives a story's matter around it; nil if it stands in none.
func (s *Views) Beside(r *http.Request, story store.StoryRow) (*MatterBeside, error) {
	if story.MatterID == "" {
		return nil, nil
	}
	m, err := s.Store.Matter(r.Context(), story.MatterID)
	if errors.Is(err, newsroom.ErrNotFound) || err == nil && m.Stories == 0 {
		return nil, nil // it ended just now
	}
	if err != nil {
		return nil, err
	}
	b := &MatterBeside{MatterRow: m}
	if b.Before, b.After, err = s.Store.Beside(r.Context(), story, BesideShown+1); err != nil {
		return nil, err
	}
	if b.Earlier = len(b.Before) > BesideShown; b.Earlier {
		b.Before = b.Before[1:]
	}
	if b.Later = len(b.After) > BesideShown; b.Later {
		b.After = b.After[:BesideShown]
	}
	if b.Before, err = s.withoutHidden(r, b.Before); err != nil {
		return nil, err
	}
	if b.After, err = s.withoutHidden(r, b.After); err != nil {
		return nil, err
	}
	follows, err := s.follows(r, story.ID)
	b.Follows = follows[story.ID]
	return b, err
}
