package site

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/web/frame"
	"dateline/web/view"
)

// A dossierTeaser leads to the dossier of a matter.
type dossierTeaser struct {
	ID, Title           string
	Dispatches, Stories int
}

// dossierOf gives the way to the dossier of a matter; nil if there is none, because
// no dispatch on it is published.
func (s *Site) dossierOf(r *http.Request, matterID string) (*dossierTeaser, error) {
	if matterID == "" {
		return nil, nil
	}
	released, err := s.Store.ReleasedCounts(r.Context(), matterID)
	if err != nil || released[matterID] == 0 {
		return nil, err
	}
	m, err := s.Store.Matter(r.Context(), matterID)
	if errors.Is(err, newsroom.ErrNotFound) || err == nil && m.Stories == 0 {
		return nil, nil // it ended just now
	}
	if err != nil {
		return nil, err
	}
	title, err := s.MatterTitle(r, m)
	if err != nil {
		return nil, err
	}
	return &dossierTeaser{m.ID, title, released[matterID], m.Stories}, nil
}

// A dossierView is a matter for readers: what was published on it as it went on, and
// the stories that it is made of, if they see stories.
type dossierView struct {
	ID, Title   string
	First, Last time.Time // of its stories
	Count       int       // of the dispatches in all
	Days        []dossierDay
	Pager       frame.Pager
	Stories     []view.StoryTeaser
	MoreStories bool
}

// A dossierDay is what was published on one day.
type dossierDay struct {
	At         time.Time
	Dispatches []publish.Teaser
}

// What a dossier shows at most on a page.
const (
	DossierDispatches = 30
	dossierStories    = 30
)

func (s *Site) dossier(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	m, err := s.Store.Matter(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	switch {
	case m.Stories == 0 && m.MergedInto != "":
		return frame.Moved(w, r, "/matters/"+m.MergedInto)
	case m.Stories == 0: // not for good: linked with another story, that is this matter again
		return frame.SeeOther(w, r, "/stories/"+m.Became)
	}
	released, err := s.Store.ReleasedCounts(ctx, m.ID)
	if err != nil {
		return err
	}
	if released[m.ID] == 0 {
		return newsroom.ErrNotFound // it is the desk's business until something is published on it
	}
	p, err := frame.Paging(r, 2, DossierDispatches)
	if err != nil {
		return err
	}
	rows, err := s.Store.ReleasedOf(ctx, m.ID, p)
	if err != nil {
		return err
	}
	var ds []news.Dispatch
	for _, row := range rows.Rows {
		ds = append(ds, row.Dispatch)
	}
	title, err := s.MatterTitle(r, m)
	if err != nil {
		return err
	}
	v := dossierView{ID: m.ID, Title: title, First: m.First, Last: m.Last, Count: released[m.ID], Days: dossierDays(publish.Teasers(s.Room.Site, ds)), Pager: frame.PagerOf(r, rows.Next)}
	if p.After == "" && s.SeesIncoming(r) {
		part, err := s.Store.MatterPart(ctx, m.ID, news.Paging{Limit: dossierStories})
		if err != nil {
			return err
		}
		if v.Stories, err = s.Shown(r, part.Rows); err != nil {
			return err
		}
		v.MoreStories = part.Next != ""
	}
	return s.Show(w, r, "matter", frame.Page{Title: cmp.Or(title, "A matter without a title"), Canonical: "/matters/" + m.ID, Section: "/stories", NoIndex: p.After != "", Data: v})
}

// dossierDays puts dispatches, the first first, under the days on which they were
// published.
func dossierDays(ts []publish.Teaser) (out []dossierDay) {
	for _, t := range ts {
		day := t.Published.UTC().Truncate(24 * time.Hour)
		if n := len(out); n == 0 || !out[n-1].At.Equal(day) {
			out = append(out, dossierDay{At: day})
		}
		out[len(out)-1].Dispatches = append(out[len(out)-1].Dispatches, t)
	}
	return out
}
