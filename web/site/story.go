package site

import (
	"net/http"
	"strings"

	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
	"dateline/web/chart"
	"dateline/web/frame"
	"dateline/web/view"
)

// A storiesView is the list of stories.
type storiesView struct {
	Query   string
	All     bool           // also those that only one report tells
	Life    news.StoryLife // empty: all
	Lives   []news.StoryLife
	Stories []view.StoryTeaser
	Problem string
	Pager   frame.Pager
}

func (s *Site) stories(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := storiesView{Query: strings.TrimSpace(q.Get("q")), All: q.Get("all") != "", Life: view.LifeAsked(r), Lives: newsroom.Lives}
	var next string
	var err error
	if v.Query == "" {
		v.Stories, next, err = s.storiesPage(r, v.All, v.Life)
	} else {
		v.Stories, next, err = s.storiesFound(r, v.Query)
	}
	status := http.StatusOK
	if said, refused := frame.Sentence(err); refused {
		v.Problem, status, err = said, http.StatusUnprocessableEntity, nil
	}
	if err != nil {
		return err
	}
	if err := s.WithCurves(r, v.Stories); err != nil {
		return err
	}
	v.Pager = frame.PagerOf(r, next)
	return s.Render(w, r, status, "stories", frame.Page{Title: "Stories", Canonical: "/stories", Section: "/stories",
		NoIndex: len(q) > 0, Data: v})
}

func (s *Site) storiesPage(r *http.Request, all bool, life news.StoryLife) ([]view.StoryTeaser, string, error) {
	p, err := frame.Paging(r, 2, 30)
	if err != nil {
		return nil, "", err
	}
	if all {
		return s.RecentStories(r, 1, life, p)
	}
	return s.RecentStories(r, 2, life, p)
}

func (s *Site) storiesFound(r *http.Request, query string) ([]view.StoryTeaser, string, error) {
	p, err := frame.Paging(r, 1, 30)
	if err != nil {
		return nil, "", err
	}
	return s.FoundStories(r, query, p)
}

// A storyView is a story's page: who told it when, and what they tell.
type storyView struct {
	view.StoryTeaser
	Matter     *view.MatterBeside // nil: it follows from nothing that is known
	Dossier    *dossierTeaser     // nil: there is no dispatch on the matter
	Dispatches []publish.Teaser
	Texts      []view.TextView // the earliest first
	Days       []view.FactDay  // the earliest first
	Facts      int             // in all
	More       int             // of Facts that are not shown
	Span       store.Span
	Problem    string
	Strip      chart.Strip
	Map        chart.WorldMap
}

func (s *Site) story(w http.ResponseWriter, r *http.Request) error {
	story, err := s.Store.Story(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if story.State == news.StoryMerged && story.MergedInto != "" && story.MergedInto != story.ID {
		return frame.Moved(w, r, "/stories/"+story.MergedInto)
	}
	hidden, err := s.IsHidden(r, story)
	if err != nil {
		return err
	}
	if hidden {
		return newsroom.ErrNotFound
	}
	v := storyView{StoryTeaser: s.TeaserOf(story)}
	curves, err := s.Coverage(r, story.ID)
	if err != nil {
		return err
	}
	v.Curve = curves[story.ID]
	if v.Matter, err = s.Beside(r, story); err != nil {
		return err
	}
	if v.Dossier, err = s.dossierOf(r, story.MatterID); err != nil {
		return err
	}
	if v.Texts, err = s.Texts(r, story.ID); err != nil {
		return err
	}
	facts, err := s.Store.StoryFacts(r.Context(), story.ID)
	if err != nil {
		return err
	}
	var told []view.ToldFact
	for _, f := range facts {
		if !s.Room.ShowsFact(f.Fact) {
			continue
		}
		told = append(told, view.ToldFact{Fact: f.Fact, Outlet: f.Outlet, At: f.Published})
	}
	v.Span, v.Problem = chart.SpanOf(r.URL.Query())
	v.Strip = chart.StripOf(view.Within(view.DaysTold(told), v.Span), v.Headline, chart.SpanLink(r.URL, "#facts-label"))
	told = view.ToldWithin(told, v.Span)
	v.Map = chart.MapOf(view.PlacesTold(told, func(id string) string { return "#at-" + id }), r.URL.Query().Get("map"), r.URL, v.Headline, true)
	views := view.FactViews(told)
	v.Facts = len(views)
	if r.URL.Query().Get("facts") != "all" && len(views) > view.FactsShown {
		v.More, views = len(views)-view.FactsShown, views[:view.FactsShown]
	}
	v.Days = view.FactDays(views)
	ds, _, err := s.Released(r.Context(), view.DispatchesOf{Story: story.ID}, news.Paging{Limit: 20})
	if err != nil {
		return err
	}
	v.Dispatches = publish.Teasers(s.Room.Site, ds)
	return s.Render(w, r, frame.Status(v.Problem), "story", frame.Page{Title: story.Headline, Canonical: "/stories/" + story.ID, Section: "/stories", Data: v})
}
