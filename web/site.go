package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
)

// siteRoutes lists the addresses of the public site.
func (s *server) siteRoutes() {
	s.page("GET /{$}", s.front)
	s.page("GET /section/{key}", s.section)
	s.page("GET /sections/{key}", sectionMoved)
	s.page("GET /news/{slug}", s.dispatch)
	s.page("GET /dispatches/{slug}", dispatchMoved)
	s.form("POST /news/{slug}/comments", smallForm, s.mayComment, s.comment)
	s.page("GET /evidence/{report}/{version}", s.evidence)
	s.page("GET /captures/{id}", s.capture)
	s.page("GET /captures/{id}/about", s.aboutCapture)
	s.page("GET /stories", s.costly(s.stories))
	s.page("GET /stories/{id}", s.costly(s.story))
	s.page("GET /matters/{id}", s.costly(s.dossier))
	s.page("GET /register", s.costly(s.register))
	s.page("GET /register/{id}", s.costly(s.registerEntry))
	s.page("GET /search", s.costly(s.search))
	s.page("GET /about", s.about)
	s.page("GET /subscribe", s.subscribeForm)
	s.form("POST /subscribe", smallForm, s.often(s.limits.subscribe), s.subscribe)
	s.page("GET /subscribe/{act}", s.subscriptionForm)
	s.form("POST /subscribe/{act}", oneClick, s.maySubscribe, s.subscription)
	s.document("GET /websub/{token}", s.hubVerifies)
	s.document("POST /websub/{token}", s.hubTells)
	s.feedRoutes()
	s.apiRoutes()
}

// frontDispatches is how many of the newest dispatches the front page is laid
// out from; frontStories how many stories stand beside them.
const (
	frontDispatches = 60
	frontStories    = 9
)

// A frontView is the front page.
type frontView struct {
	publish.FrontPage
	Today   time.Time
	Stories []storyTeaser
	Counts  map[string]int
}

func (s *server) front(w http.ResponseWriter, r *http.Request) error {
	ds, _, err := s.released(r.Context(), dispatchesOf{}, news.Paging{Limit: frontDispatches})
	if err != nil {
		return err
	}
	stories, _, err := s.recentStories(r, 2, "", news.Paging{Limit: frontStories})
	if err != nil {
		return err
	}
	counts, err := s.store.Counts(r.Context())
	if err != nil {
		return err
	}
	v := frontView{publish.Front(s.room.Site, ds), s.room.Now(), stories, counts}
	return s.show(w, r, "front", page{Canonical: "/", Description: s.room.Site.Tagline, Wide: true, Data: v})
}

// dispatchesOf says what dispatches are meant; empty: of any.
type dispatchesOf struct{ section, story, matter string }

// released gives what readers may see, newest first, and the cursor of the next page.
func (s *server) released(ctx context.Context, which dispatchesOf, p news.Paging) ([]news.Dispatch, string, error) {
	var f store.DispatchFilter
	f.Section, f.StoryID, f.Matter = which.section, which.story, which.matter
	rows, err := s.store.Released(ctx, f, p)
	if err != nil {
		return nil, "", err
	}
	ds := make([]news.Dispatch, len(rows.Rows))
	for i, row := range rows.Rows {
		ds[i] = row.Dispatch
	}
	return ds, rows.Next, nil
}

// A sectionView is a section's page.
type sectionView struct {
	publish.Section
	Lead    *publish.Teaser // on the first page
	Teasers []publish.Teaser
	Pager   pager
}

func (s *server) section(w http.ResponseWriter, r *http.Request) error {
	key := r.PathValue("key")
	i := slices.IndexFunc(s.room.Site.Sections, func(sec publish.Section) bool { return sec.Key == key })
	if i < 0 {
		return newsroom.ErrNotFound
	}
	p, err := paging(r, 2, 20)
	if err != nil {
		return err
	}
	ds, next, err := s.released(r.Context(), dispatchesOf{section: key}, p)
	if err != nil {
		return err
	}
	v := sectionView{Section: s.room.Site.Sections[i], Teasers: publish.Teasers(s.room.Site, ds), Pager: pagerOf(r, next)}
	if p.After == "" && len(v.Teasers) > 0 {
		v.Lead, v.Teasers = &v.Teasers[0], v.Teasers[1:]
	}
	path := publish.SectionPath(key)
	return s.show(w, r, "section", page{Title: v.Title, Canonical: path, Section: key, Feeds: path, NoIndex: p.After != "", Data: v})
}

// sectionMoved and dispatchMoved lead from the addresses that people guess to
// those that feeds and sitemaps name.
func sectionMoved(w http.ResponseWriter, r *http.Request) error {
	return moved(w, r, publish.SectionPath(r.PathValue("key")))
}

func dispatchMoved(w http.ResponseWriter, r *http.Request) error {
	return moved(w, r, publish.Path(news.Dispatch{Slug: r.PathValue("slug")}))
}

// An aboutView explains how the newsroom works.
type aboutView struct {
	Excerpt bool // readers see the cited sentence, not the whole capture
	Counts  map[string]int
}

func (s *server) about(w http.ResponseWriter, r *http.Request) error {
	counts, err := s.store.Counts(r.Context())
	if err != nil {
		return err
	}
	return s.show(w, r, "about", page{Title: "How we work", Canonical: "/about", Data: aboutView{s.room.Evidence() == newsroom.EvidenceExcerpt, counts}})
}
