package site

import (
	"net/http"
	"slices"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/web/frame"
	"dateline/web/view"
)

// routes lists the addresses of the public site.
func (s *Site) routes() {
	s.Page("GET /{$}", s.front)
	s.Page("GET /section/{key}", s.section)
	s.Page("GET /sections/{key}", sectionMoved)
	s.Page("GET /news/{slug}", s.dispatch)
	s.Page("GET /dispatches/{slug}", dispatchMoved)
	s.Form("POST /news/{slug}/comments", frame.SmallForm, s.mayComment, s.comment)
	s.Page("GET /evidence/{report}/{version}", s.evidence)
	s.Page("GET /captures/{id}", s.capture)
	s.Page("GET /captures/{id}/about", s.aboutCapture)
	s.Page("GET /stories", s.Incoming(s.Costly(s.stories)))
	s.Page("GET /stories/{id}", s.Incoming(s.Costly(s.story)))
	s.Page("GET /matters/{id}", s.Costly(s.dossier))
	s.Page("GET /register", s.Incoming(s.Costly(s.register)))
	s.Page("GET /register/{id}", s.Incoming(s.Costly(s.registerEntry)))
	s.Page("GET /search", s.Costly(s.search))
	s.Page("GET /about", s.about)
	s.Page("GET /subscribe", s.subscribeForm)
	s.Form("POST /subscribe", frame.SmallForm, s.Often(s.Limits.Subscribe), s.subscribe)
	s.Page("GET /subscribe/{act}", s.subscriptionForm)
	s.Form("POST /subscribe/{act}", frame.OneClick, s.maySubscribe, s.subscription)
	s.Document("GET /websub/{token}", s.hubVerifies)
	s.Document("POST /websub/{token}", s.hubTells)
	s.feedRoutes()
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
	Stories []view.StoryTeaser
	Counts  map[string]int
}

func (s *Site) front(w http.ResponseWriter, r *http.Request) error {
	ds, _, err := s.Released(r.Context(), view.DispatchesOf{}, news.Paging{Limit: frontDispatches})
	if err != nil {
		return err
	}
	var stories []view.StoryTeaser
	if s.SeesIncoming(r) {
		if stories, _, err = s.RecentStories(r, 2, "", news.Paging{Limit: frontStories}); err != nil {
			return err
		}
	}
	counts, err := s.Store.Counts(r.Context())
	if err != nil {
		return err
	}
	v := frontView{publish.Front(s.Room.Site, ds), s.Room.Now(), stories, counts}
	return s.Show(w, r, "front", frame.Page{Canonical: "/", Description: s.Room.Site.Tagline, Wide: true, Data: v})
}

// A sectionView is a section's page.
type sectionView struct {
	publish.Section
	Lead    *publish.Teaser // on the first page
	Teasers []publish.Teaser
	Pager   frame.Pager
}

func (s *Site) section(w http.ResponseWriter, r *http.Request) error {
	key := r.PathValue("key")
	i := slices.IndexFunc(s.Room.Site.Sections, func(sec publish.Section) bool { return sec.Key == key })
	if i < 0 {
		return newsroom.ErrNotFound
	}
	p, err := frame.Paging(r, 2, 20)
	if err != nil {
		return err
	}
	ds, next, err := s.Released(r.Context(), view.DispatchesOf{Section: key}, p)
	if err != nil {
		return err
	}
	v := sectionView{Section: s.Room.Site.Sections[i], Teasers: publish.Teasers(s.Room.Site, ds), Pager: frame.PagerOf(r, next)}
	if p.After == "" && len(v.Teasers) > 0 {
		v.Lead, v.Teasers = &v.Teasers[0], v.Teasers[1:]
	}
	path := publish.SectionPath(key)
	return s.Show(w, r, "section", frame.Page{Title: v.Title, Canonical: path, Section: key, Feeds: path, NoIndex: p.After != "", Data: v})
}

// sectionMoved and dispatchMoved lead from the addresses that people guess to
// those that feeds and sitemaps name.
func sectionMoved(w http.ResponseWriter, r *http.Request) error {
	return frame.Moved(w, r, publish.SectionPath(r.PathValue("key")))
}

func dispatchMoved(w http.ResponseWriter, r *http.Request) error {
	return frame.Moved(w, r, publish.Path(news.Dispatch{Slug: r.PathValue("slug")}))
}

// An aboutView explains how the newsroom works.
type aboutView struct {
	Excerpt bool // readers see the cited sentence, not the archived copy
	Public  bool // readers see stories, facts and the register
	Counts  map[string]int
}

func (s *Site) about(w http.ResponseWriter, r *http.Request) error {
	counts, err := s.Store.Counts(r.Context())
	if err != nil {
		return err
	}
	return s.Show(w, r, "about", frame.Page{Title: "How we work", Canonical: "/about", Data: aboutView{s.Room.Evidence() != newsroom.EvidenceOpen, s.Room.ShowsIncoming(), counts}})
}
