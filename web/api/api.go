package api

import (
	"net/http"
	"strconv"
	"time"

	"dateline/news"
	"dateline/publish"
	"dateline/store"
	"dateline/web/frame"
	"dateline/web/view"
)

// routes lists what programs ask for. Everything is read only; what it says
// is described at /api.
func (s *API) routes() {
	s.Page("GET /api", s.page)
	s.Document("GET /api/dispatches", s.Costly(s.dispatches))
	s.Document("GET /api/dispatches/{id}", s.dispatch)
	s.Document("GET /api/stories", s.Incoming(s.Costly(s.stories)))
	s.Document("GET /api/matters", s.Incoming(s.Costly(s.matters)))
	s.Document("GET /api/matters/{id}", s.Incoming(s.Costly(s.matter)))
	s.Page("GET /api/stories/{id}/ledger", s.Member(news.Reader, s.CostlyDesk(s.ledger)))
	s.Page("GET /api/reports", s.Member(news.Reader, s.CostlyDesk(s.reports)))
}

func (s *API) page(w http.ResponseWriter, r *http.Request) error {
	return s.Show(w, r, "api", frame.Page{Title: "API", Canonical: "/api"})
}

// A List is one page of a list.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"` // absolute address of the next page
}

// A Teaser is a dispatch in a list.
type Teaser struct {
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

// limit reads how many are asked for on a page: 1 to 200, 50 if it is not said.
func limit(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || n < 1 {
		return 50
	}
	return min(n, 200)
}

func writeList[T any](s *API, w http.ResponseWriter, r *http.Request, items []T, next string) error {
	list := List[T]{Items: items}
	if items == nil {
		list.Items = []T{}
	}
	if p := frame.PagerOf(r, next); p.Next != "" {
		list.Next = s.Room.Site.Abs(p.Next)
	}
	return frame.WriteJSON(w, http.StatusOK, list)
}

func (s *API) dispatches(w http.ResponseWriter, r *http.Request) error {
	p, err := frame.Paging(r, 2, limit(r))
	if err != nil {
		return err
	}
	ds, next, err := s.Released(r.Context(), view.DispatchesOf{Section: r.URL.Query().Get("section"), Story: r.URL.Query().Get("story"), Matter: r.URL.Query().Get("matter")}, p)
	if err != nil {
		return err
	}
	var items []Teaser
	for _, t := range publish.Teasers(s.Room.Site, ds) {
		items = append(items, Teaser{t.ID, s.Room.Site.Abs(t.Path), t.Section.Key, t.Headline, t.Excerpt, t.Byline, t.Published, t.Updated, t.Corrected,
			s.Room.Site.Abs("/api/dispatches/" + t.ID)})
	}
	return writeList(s, w, r, items, next)
}

// dispatch gives a dispatch as ninjs. One that was killed says so (410).
func (s *API) dispatch(w http.ResponseWriter, r *http.Request) error {
	d, err := s.Store.Dispatch(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	article, err := publish.Article(s.Room.Site, d.Dispatch)
	if err != nil {
		return err
	}
	if article.Killed {
		return frame.WriteJSON(w, http.StatusGone, map[string]string{"error": "This dispatch was withdrawn.", "note": article.KillNote, "url": article.URL})
	}
	body, err := publish.NINJS(s.Room.Site, d.Dispatch)
	if err != nil {
		return err
	}
	frame.ServeDocument(w, r, "application/json; charset=utf-8", body)
	return nil
}

// An Story is a story in a list.
type Story struct {
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

func (s *API) storyOf(t view.StoryTeaser) Story {
	return Story{t.ID, s.Room.Site.Abs("/stories/" + t.ID), t.Headline, t.First, t.Last, t.Reports, t.Copies, t.Outlets, string(t.Life), t.MatterID}
}

func (s *API) stories(w http.ResponseWriter, r *http.Request) error {
	p, err := frame.Paging(r, 2, limit(r))
	if err != nil {
		return err
	}
	stories, next, err := s.RecentStories(r, 1, view.LifeAsked(r), p)
	if err != nil {
		return err
	}
	var items []Story
	for _, t := range stories {
		items = append(items, s.storyOf(t))
	}
	return writeList(s, w, r, items, next)
}

// ledger gives what the reports of a story tell, each fact once, as it was
// known at a time.
func (s *API) ledger(w http.ResponseWriter, r *http.Request, _ news.User) error {
	story, err := s.Store.BecameStory(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	part, err := s.LedgerPart(r, story.ID, limit(r))
	if err != nil {
		return err
	}
	return writeList(s, w, r, part.Entries, part.Next)
}

// A Matter is a matter; in a list it comes without its stories.
type Matter struct {
	ID       string    `json:"id"`
	URL      string    `json:"url"` // of the whole, as JSON
	Title    string    `json:"title"`
	First    time.Time `json:"first,omitzero"`
	Last     time.Time `json:"last,omitzero"`
	Stories  int       `json:"stories"`
	Reports  int       `json:"reports"`
	Released int       `json:"dispatches"`      // published ones on its stories
	Page     string    `json:"page,omitempty"`  // address of these, for readers
	Order    []chapter `json:"order,omitempty"` // its stories by when they began, a page of them
	Next     string    `json:"next,omitempty"`  // absolute address of the next page
}

// An chapter is a story of a matter, and which earlier ones it follows from.
type chapter struct {
	Story
	Follows []followed `json:"follows,omitempty"`
}

type followed struct {
	Story   string   `json:"story"`
	Because []string `json:"because"`
}

// matterOf puts a matter in the API's words; released counts the dispatches on it.
func (s *API) matterOf(r *http.Request, m store.MatterRow, released int) (Matter, error) {
	title, err := s.MatterTitle(r, m)
	if err != nil {
		return Matter{}, err
	}
	out := Matter{ID: m.ID, URL: s.Room.Site.Abs("/api/matters/" + m.ID), Title: title, First: m.First, Last: m.Last, Stories: m.Stories, Reports: m.Reports, Released: released}
	if released > 0 {
		out.Page = s.Room.Site.Abs("/matters/" + m.ID)
	}
	return out, nil
}

func (s *API) matters(w http.ResponseWriter, r *http.Request) error {
	p, err := frame.Paging(r, 2, limit(r))
	if err != nil {
		return err
	}
	rows, err := s.Store.Matters(r.Context(), "", p)
	if err != nil {
		return err
	}
	var ids []string
	for _, m := range rows.Rows {
		ids = append(ids, m.ID)
	}
	released, err := s.Store.ReleasedCounts(r.Context(), ids...)
	if err != nil {
		return err
	}
	var items []Matter
	for _, m := range rows.Rows {
		item, err := s.matterOf(r, m, released[m.ID])
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	return writeList(s, w, r, items, rows.Next)
}

// matter gives a matter with its stories; one that became part of another
// leads there, and one whose stories all became one says which (410).
func (s *API) matter(w http.ResponseWriter, r *http.Request) error {
	m, err := s.Store.Matter(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if m.Stories == 0 && m.MergedInto != "" {
		return frame.Moved(w, r, "/api/matters/"+m.MergedInto)
	}
	if m.Stories == 0 {
		return frame.WriteJSON(w, http.StatusGone, map[string]string{"error": "The stories of this matter became one story.", "story": m.Became, "url": s.Room.Site.Abs("/stories/" + m.Became)})
	}
	list, next, err := s.MatterStories(r, m.ID, limit(r))
	if err != nil {
		return err
	}
	released, err := s.Store.ReleasedCounts(r.Context(), m.ID)
	if err != nil {
		return err
	}
	out, err := s.matterOf(r, m, released[m.ID])
	if err != nil {
		return err
	}
	if p := frame.PagerOf(r, next); p.Next != "" {
		out.Next = s.Room.Site.Abs(p.Next)
	}
	for _, line := range list {
		chapter := chapter{Story: s.storyOf(s.TeaserOf(line.StoryRow))}
		for _, f := range line.Follows {
			chapter.Follows = append(chapter.Follows, followed{f.ID, f.Outside()})
		}
		out.Order = append(out.Order, chapter)
	}
	return frame.WriteJSON(w, http.StatusOK, out)
}

// A Report is a report in a list.
type Report struct {
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

func (s *API) reports(w http.ResponseWriter, r *http.Request, _ news.User) error {
	p, err := frame.Paging(r, 1, limit(r))
	if err != nil {
		return err
	}
	var f store.ReportFilter
	f.Copies = true
	rows, err := s.Store.Reports(r.Context(), f, p)
	if err != nil {
		return err
	}
	var items []Report
	for _, row := range rows.Rows {
		items = append(items, Report{row.ID, row.Version, row.URL, row.Outlet, row.Headline, row.Standfirst, row.Language, row.Published, row.ArrivedAt, row.StoryID, row.DuplicateOf})
	}
	return writeList(s, w, r, items, rows.Next)
}
