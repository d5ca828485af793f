package web

import (
	"net/http"
	"strconv"
	"time"

	"dateline/news"
	"dateline/publish"
	"dateline/store"
)

// apiRoutes lists what programs ask for. Everything is read only; what it says
// is described at /api.
func (s *server) apiRoutes() {
	s.page("GET /api", s.apiPage)
	s.document("GET /api/dispatches", s.costly(s.apiDispatches))
	s.document("GET /api/dispatches/{id}", s.apiDispatch)
	s.document("GET /api/stories", s.costly(s.apiStories))
	s.document("GET /api/matters", s.costly(s.apiMatters))
	s.document("GET /api/matters/{id}", s.costly(s.apiMatter))
	s.page("GET /api/stories/{id}/ledger", s.member(news.Reader, s.costlyDesk(s.apiLedger)))
	s.page("GET /api/reports", s.member(news.Reader, s.costlyDesk(s.apiReports)))
}

func (s *server) apiPage(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, "api", page{Title: "API", Canonical: "/api"})
}

// An apiList is one page of a list.
type apiList[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"` // absolute address of the next page
}

// An apiTeaser is a dispatch in a list.
type apiTeaser struct {
	ID        string    `json:"id"`
	URL       string    `json:"url"`
	Section   string    `json:"section,omitempty"`
	Headline  string    `json:"headline"`
	Excerpt   string    `json:"excerpt,omitempty"`
	Byline    string    `json:"byline,omitempty"`
	Published time.Time `json:"published"`
	Updated   time.Time `json:"updated,omitzero"`
	Corrected bool      `json:"corrected,omitempty"`
	Full      string    `json:"full"` // address of the whole, as ninjs
}

// apiLimit reads how many are asked for on a page: 1 to 200, 50 if it is not said.
func apiLimit(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || n < 1 {
		return 50
	}
	return min(n, 200)
}

func writeList[T any](s *server, w http.ResponseWriter, r *http.Request, items []T, next string) error {
	list := apiList[T]{Items: items}
	if items == nil {
		list.Items = []T{}
	}
	if p := pagerOf(r, next); p.Next != "" {
		list.Next = s.room.Site.Abs(p.Next)
	}
	return writeJSON(w, http.StatusOK, list)
}

func (s *server) apiDispatches(w http.ResponseWriter, r *http.Request) error {
	p, err := paging(r, 2, apiLimit(r))
	if err != nil {
		return err
	}
	ds, next, err := s.released(r.Context(), dispatchesOf{r.URL.Query().Get("section"), r.URL.Query().Get("story"), r.URL.Query().Get("matter")}, p)
	if err != nil {
		return err
	}
	var items []apiTeaser
	for _, t := range publish.Teasers(s.room.Site, ds) {
		items = append(items, apiTeaser{t.ID, s.room.Site.Abs(t.Path), t.Section.Key, t.Headline, t.Excerpt, t.Byline, t.Published, t.Updated, t.Corrected,
			s.room.Site.Abs("/api/dispatches/" + t.ID)})
	}
	return writeList(s, w, r, items, next)
}

// apiDispatch gives a dispatch as ninjs. One that was killed says so (410).
func (s *server) apiDispatch(w http.ResponseWriter, r *http.Request) error {
	d, err := s.store.Dispatch(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	article, err := publish.Article(s.room.Site, d.Dispatch)
	if err != nil {
		return err
	}
	if article.Killed {
		return writeJSON(w, http.StatusGone, map[string]string{"error": "This dispatch was withdrawn.", "note": article.KillNote, "url": article.URL})
	}
	body, err := publish.NINJS(s.room.Site, d.Dispatch)
	if err != nil {
		return err
	}
	serveDocument(w, r, "application/json; charset=utf-8", body)
	return nil
}

// An apiStory is a story in a list.
type apiStory struct {
	ID       string    `json:"id"`
	URL      string    `json:"url"`
	Headline string    `json:"headline"`
	First    time.Time `json:"first,omitzero"`
	Last     time.Time `json:"last,omitzero"`
	Reports  int       `json:"reports"`
	Copies   int       `json:"copies"`
	Outlets  int       `json:"outlets"`
	Life     string    `json:"life"`
	Matter   string    `json:"matter,omitempty"` // of /api/matters
}

func (s *server) apiStoryOf(t storyTeaser) apiStory {
	return apiStory{t.ID, s.room.Site.Abs("/stories/" + t.ID), t.Headline, t.First, t.Last, t.Reports, t.Copies, t.Outlets, string(t.Life), t.MatterID}
}

func (s *server) apiStories(w http.ResponseWriter, r *http.Request) error {
	p, err := paging(r, 2, apiLimit(r))
	if err != nil {
		return err
	}
	stories, next, err := s.recentStories(r, 1, lifeAsked(r), p)
	if err != nil {
		return err
	}
	var items []apiStory
	for _, t := range stories {
		items = append(items, s.apiStoryOf(t))
	}
	return writeList(s, w, r, items, next)
}

// apiLedger gives what the reports of a story tell, each fact once, as it was
// known at a time.
func (s *server) apiLedger(w http.ResponseWriter, r *http.Request, _ news.User) error {
	story, err := s.store.BecameStory(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	part, err := s.ledgerPart(r, story.ID, apiLimit(r))
	if err != nil {
		return err
	}
	return writeList(s, w, r, part.entries, part.next)
}

// An apiMatter is a matter; in a list it comes without its stories.
type apiMatter struct {
	ID       string       `json:"id"`
	URL      string       `json:"url"` // of the whole, as JSON
	Title    string       `json:"title"`
	First    time.Time    `json:"first,omitzero"`
	Last     time.Time    `json:"last,omitzero"`
	Stories  int          `json:"stories"`
	Reports  int          `json:"reports"`
	Released int          `json:"dispatches"`      // published ones on its stories
	Page     string       `json:"page,omitempty"`  // address of these, for readers
	Order    []apiChapter `json:"order,omitempty"` // its stories by when they began, a page of them
	Next     string       `json:"next,omitempty"`  // absolute address of the next page
}

// An apiChapter is a story of a matter, and which earlier ones it follows from.
type apiChapter struct {
	apiStory
	Follows []apiFollowed `json:"follows,omitempty"`
}

type apiFollowed struct {
	Story   string   `json:"story"`
	Because []string `json:"because"`
}

// apiMatterOf puts a matter in the API's words; released counts the dispatches on it.
func (s *server) apiMatterOf(m store.MatterRow, released int) apiMatter {
	out := apiMatter{ID: m.ID, URL: s.room.Site.Abs("/api/matters/" + m.ID), Title: m.Title, First: m.First, Last: m.Last, Stories: m.Stories, Reports: m.Reports, Released: released}
	if released > 0 {
		out.Page = s.room.Site.Abs("/matters/" + m.ID)
	}
	return out
}

func (s *server) apiMatters(w http.ResponseWriter, r *http.Request) error {
	p, err := paging(r, 2, apiLimit(r))
	if err != nil {
		return err
	}
	rows, err := s.store.Matters(r.Context(), "", p)
	if err != nil {
		return err
	}
	var ids []string
	for _, m := range rows.Rows {
		ids = append(ids, m.ID)
	}
	released, err := s.store.ReleasedCounts(r.Context(), ids...)
	if err != nil {
		return err
	}
	var items []apiMatter
	for _, m := range rows.Rows {
		items = append(items, s.apiMatterOf(m, released[m.ID]))
	}
	return writeList(s, w, r, items, rows.Next)
}

// apiMatter gives a matter with its stories; one that became part of another
// leads there, and one whose stories all became one says which (410).
func (s *server) apiMatter(w http.ResponseWriter, r *http.Request) error {
	m, err := s.store.Matter(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if m.Stories == 0 && m.MergedInto != "" {
		return moved(w, r, "/api/matters/"+m.MergedInto)
	}
	if m.Stories == 0 {
		return writeJSON(w, http.StatusGone, map[string]string{"error": "The stories of this matter became one story.", "story": m.Became, "url": s.room.Site.Abs("/stories/" + m.Became)})
	}
	list, next, err := s.matterStories(r, m.ID, apiLimit(r))
	if err != nil {
		return err
	}
	released, err := s.store.ReleasedCounts(r.Context(), m.ID)
	if err != nil {
		return err
	}
	out := s.apiMatterOf(m, released[m.ID])
	if p := pagerOf(r, next); p.Next != "" {
		out.Next = s.room.Site.Abs(p.Next)
	}
	for _, line := range list {
		chapter := apiChapter{apiStory: s.apiStoryOf(s.teaserOf(line.StoryRow))}
		for _, f := range line.Follows {
			chapter.Follows = append(chapter.Follows, apiFollowed{f.ID, f.outside()})
		}
		out.Order = append(out.Order, chapter)
	}
	return writeJSON(w, http.StatusOK, out)
}

// An apiReport is a report in a list.
type apiReport struct {
	ID          string    `json:"id"`
	Version     int       `json:"version"`
	URL         string    `json:"url"`
	Outlet      string    `json:"outlet,omitempty"`
	Headline    string    `json:"headline"`
	Standfirst  string    `json:"standfirst,omitempty"`
	Language    string    `json:"language,omitempty"`
	Published   time.Time `json:"published,omitzero"`
	Arrived     time.Time `json:"arrived"`
	StoryID     string    `json:"story_id,omitempty"`
	DuplicateOf string    `json:"duplicate_of,omitempty"`
}

func (s *server) apiReports(w http.ResponseWriter, r *http.Request, _ news.User) error {
	p, err := paging(r, 1, apiLimit(r))
	if err != nil {
		return err
	}
	var f store.ReportFilter
	f.Copies = true
	rows, err := s.store.Reports(r.Context(), f, p)
	if err != nil {
		return err
	}
	var items []apiReport
	for _, row := range rows.Rows {
		items = append(items, apiReport{row.ID, row.Version, row.URL, row.Outlet, row.Headline, row.Standfirst, row.Language, row.Published, row.ArrivedAt, row.StoryID, row.DuplicateOf})
	}
	return writeList(s, w, r, items, rows.Next)
}
