package web

import (
	"net/http"
	"strings"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
)

// A storyTeaser is a story in a list.
type storyTeaser struct {
	ID, Headline    string
	First, Last     time.Time
	Reports, Copies int
	Outlets         int
	Life            news.StoryLife
	MatterID        string
	Curve           coverageView // on lists of stories and on the story's page
}

func (s *server) teaserOf(row store.StoryRow) storyTeaser {
	return storyTeaser{ID: row.ID, Headline: row.Headline, First: row.First, Last: row.Last, Reports: row.Reports, Copies: row.Copies, Outlets: row.Outlets,
		Life: s.room.LifeOf(row), MatterID: row.MatterID}
}

// withCurves adds how stories were covered.
func (s *server) withCurves(r *http.Request, list []storyTeaser) error {
	var ids []string
	for _, t := range list {
		ids = append(ids, t.ID)
	}
	curves, err := s.coverage(r, ids...)
	for i := range list {
		list[i].Curve = curves[list[i].ID]
	}
	return err
}

// recentStories gives stories with at least so many reports that live so (empty:
// in whatever way), the newest first, and the cursor of the next page.
func (s *server) recentStories(r *http.Request, atLeast int, life news.StoryLife, p news.Paging) (out []storyTeaser, next string, err error) {
	rows, err := s.store.Stories(r.Context(), s.room.Living(store.StoryFilter{AtLeast: atLeast}, life), p)
	if err != nil {
		return nil, "", err
	}
	for _, row := range rows.Rows {
		out = append(out, s.teaserOf(row))
	}
	return out, rows.Next, nil
}

// foundStories gives the stories that a query finds, and the cursor of the next page.
func (s *server) foundStories(r *http.Request, query string, p news.Paging) (out []storyTeaser, next string, err error) {
	rows, err := s.room.SearchStories(r.Context(), query, lifeAsked(r), p)
	if err != nil {
		return nil, "", err
	}
	for _, row := range rows.Rows {
		out = append(out, s.teaserOf(row))
	}
	return out, rows.Next, nil
}

// A storiesView is the list of stories.
type storiesView struct {
	Query   string
	All     bool           // also those that only one report tells
	Life    news.StoryLife // empty: all
	Lives   []news.StoryLife
	Stories []storyTeaser
	Problem string
	Pager   pager
}

func (s *server) stories(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := storiesView{Query: strings.TrimSpace(q.Get("q")), All: q.Get("all") != "", Life: lifeAsked(r), Lives: newsroom.Lives}
	var next string
	var err error
	if v.Query == "" {
		v.Stories, next, err = s.storiesPage(r, v.All, v.Life)
	} else {
		v.Stories, next, err = s.storiesFound(r, v.Query)
	}
	status := http.StatusOK
	if said, refused := sentence(err); refused {
		v.Problem, status, err = said, http.StatusUnprocessableEntity, nil
	}
	if err != nil {
		return err
	}
	if err := s.withCurves(r, v.Stories); err != nil {
		return err
	}
	v.Pager = pagerOf(r, next)
	return s.render(w, r, status, "stories", page{Title: "Stories", Canonical: "/stories", Section: "/stories",
		NoIndex: len(q) > 0, Data: v})
}

func (s *server) storiesPage(r *http.Request, all bool, life news.StoryLife) ([]storyTeaser, string, error) {
	p, err := paging(r, 2, 30)
	if err != nil {
		return nil, "", err
	}
	if all {
		return s.recentStories(r, 1, life, p)
	}
	return s.recentStories(r, 2, life, p)
}

func (s *server) storiesFound(r *http.Request, query string) ([]storyTeaser, string, error) {
	p, err := paging(r, 1, 30)
	if err != nil {
		return nil, "", err
	}
	return s.foundStories(r, query, p)
}

// A storyView is a story's page: who told it when, and what they tell.
type storyView struct {
	storyTeaser
	Matter     *matterBeside  // nil: it follows from nothing that is known
	Dossier    *dossierTeaser // nil: there is no dispatch on the matter
	Dispatches []publish.Teaser
	Texts      []textView // the earliest first
	Days       []factDay  // the earliest first
	Facts      int        // in all
	More       int        // of Facts that are not shown
	Span       store.Span
	Problem    string
	Strip      strip
	Map        worldMap
}

// A textView is one text with all who printed it.
type textView struct {
	reportLine
	Because []string // why it stands in this story
	Copies  []reportLine
	Outlets int // that printed it, copies included
}

type reportLine struct {
	ID, Outlet, Headline, URL, Standfirst string
	Version                               int
	At                                    time.Time
}

// factsShown is how many facts a story's page shows unless all are asked for.
const factsShown = 60

func (s *server) story(w http.ResponseWriter, r *http.Request) error {
	story, err := s.store.Story(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if story.State == news.StoryMerged && story.MergedInto != "" && story.MergedInto != story.ID {
		return moved(w, r, "/stories/"+story.MergedInto)
	}
	v := storyView{storyTeaser: s.teaserOf(story)}
	curves, err := s.coverage(r, story.ID)
	if err != nil {
		return err
	}
	v.Curve = curves[story.ID]
	if v.Matter, err = s.beside(r, story); err != nil {
		return err
	}
	if v.Dossier, err = s.dossierOf(r, story.MatterID); err != nil {
		return err
	}
	if v.Texts, err = s.texts(r, story.ID); err != nil {
		return err
	}
	facts, err := s.store.StoryFacts(r.Context(), story.ID)
	if err != nil {
		return err
	}
	var told []toldFact
	for _, f := range facts {
		if !s.room.ShowsFact(f.Fact) {
			continue
		}
		told = append(told, toldFact{f.Fact, f.Outlet, f.Published})
	}
	v.Span, v.Problem = spanOf(r.URL.Query())
	v.Strip = stripOf(within(daysTold(told), v.Span), v.Headline, spanLink(r.URL, "#facts-label"))
	told = toldWithin(told, v.Span)
	v.Map = mapOf(placesTold(told, func(id string) string { return "#at-" + id }), r.URL.Query().Get("map"), r.URL, v.Headline, true)
	views := factViews(told)
	v.Facts = len(views)
	if r.URL.Query().Get("facts") != "all" && len(views) > factsShown {
		v.More, views = len(views)-factsShown, views[:factsShown]
	}
	v.Days = factDays(views)
	ds, _, err := s.released(r.Context(), dispatchesOf{story: story.ID}, news.Paging{Limit: 20})
	if err != nil {
		return err
	}
	v.Dispatches = publish.Teasers(s.room.Site, ds)
	return s.render(w, r, status(v.Problem), "story", page{Title: story.Headline, Canonical: "/stories/" + story.ID, Section: "/stories", Data: v})
}

// texts groups a story's reports by text: each with those that are copies of it.
func (s *server) texts(r *http.Request, storyID string) ([]textView, error) {
	rows, err := s.store.StoryReports(r.Context(), storyID)
	if err != nil {
		return nil, err
	}
	original := map[string]string{}
	for _, row := range rows {
		original[row.ID] = row.DuplicateOf
	}
	var out []textView
	at := map[string]int{}
	var copies []int
	for i, row := range rows {
		if _, here := original[row.DuplicateOf]; here {
			copies = append(copies, i)
			continue
		}
		at[row.ID] = len(out)
		out = append(out, textView{reportLine: reportLine{row.ID, row.Outlet, row.Headline, row.URL, row.Standfirst, row.Version, row.Published}, Because: reasonsOf(row)})
	}
	for _, i := range copies {
		row := rows[i]
		line := reportLine{row.ID, row.Outlet, row.Headline, row.URL, row.Standfirst, row.Version, row.Published}
		if j, ok := at[rootOf(row.ID, original)]; ok {
			out[j].Copies = append(out[j].Copies, line)
			continue
		}
		out = append(out, textView{reportLine: line}) // copies that name each other in a ring
	}
	for i := range out {
		outlets := map[string]bool{out[i].Outlet: true}
		for _, c := range out[i].Copies {
			outlets[c.Outlet] = true
		}
		out[i].Outlets = len(outlets)
	}
	return out, nil
}

// reasonsOf says why a report stands in its story.
func reasonsOf(row store.ReportRow) []string {
	if len(row.Link.Because) == 0 && row.Link.New {
		return []string{"the story began with it"}
	}
	return row.Link.Because
}

// rootOf follows copies of copies to the text that was there first.
func rootOf(id string, original map[string]string) string {
	for range len(original) {
		before, here := original[id]
		if _, known := original[before]; !here || !known {
			return id
		}
		id = before
	}
	return id
}
