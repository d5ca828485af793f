package desk

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/chart"
	"dateline/web/frame"
	"dateline/web/view"
)

// A deskStoriesView is the desk's list of stories.
type deskStoriesView struct {
	Query   string
	AtLeast int            // reports that a story has; not in a search
	Life    news.StoryLife // empty: all
	Lives   []news.StoryLife
	Problem string
	Stories []deskStoryLine
	Pager   frame.Pager
}

// A deskStoryLine is a story in the desk's list.
type deskStoryLine struct {
	store.StoryRow
	Life  news.StoryLife
	Curve view.CoverageView
}

func (s *Desk) deskStoryLines(r *http.Request, rows []store.StoryRow) ([]deskStoryLine, error) {
	var ids []string
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	curves, err := s.Coverage(r, ids...)
	if err != nil {
		return nil, err
	}
	var lines []deskStoryLine
	for _, row := range rows {
		lines = append(lines, deskStoryLine{row, s.Room.LifeOf(row), curves[row.ID]})
	}
	return lines, nil
}

func (s *Desk) deskStories(w http.ResponseWriter, r *http.Request, _ news.User) error {
	q := r.URL.Query()
	v := deskStoriesView{Query: strings.TrimSpace(q.Get("q")), AtLeast: 2, Life: view.LifeAsked(r), Lives: newsroom.Lives}
	if n, err := strconv.Atoi(q.Get("reports")); err == nil && n >= 1 && n <= 1000 {
		v.AtLeast = n
	}
	rows, next, err := s.deskStoryRows(r, v)
	status := http.StatusOK
	if v.Problem, status, err = frame.Refusal(err); err != nil {
		return err
	}
	if v.Stories, err = s.deskStoryLines(r, rows); err != nil {
		return err
	}
	v.Pager = frame.PagerOf(r, next)
	return s.DeskPage(w, r, status, "stories", "stories", "Stories", v)
}

func (s *Desk) deskStoryRows(r *http.Request, v deskStoriesView) ([]store.StoryRow, string, error) {
	if v.Query == "" {
		p, err := frame.Paging(r, 2, frame.RowsShown)
		if err != nil {
			return nil, "", err
		}
		rows, err := s.Store.Stories(r.Context(), s.Room.Living(store.StoryFilter{AtLeast: v.AtLeast}, v.Life), p)
		return rows.Rows, rows.Next, err
	}
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.Room.SearchStories(r.Context(), v.Query, v.Life, p)
	return rows.Rows, rows.Next, err
}

// A deskStoryView is a story as the desk works on it.
type deskStoryView struct {
	store.StoryRow
	Life       news.StoryLife
	Curve      view.CoverageView
	Matter     *view.MatterBeside // nil: it follows from nothing that is known
	Was        []store.MatterRow  // matters whose stories all became this one
	Texts      []view.TextView
	Because    map[string][]string // by report: why it stands here
	Days       []deskDay
	Facts      int // in all
	More       int // of Facts that are not shown
	Dispatches []store.DispatchRow
	Decisions  []store.Decision
	MayWrite   bool
	Span       store.Span
	Problem    string
	Strip      chart.Strip
	Map        chart.WorldMap
}

func (s *Desk) deskStory(w http.ResponseWriter, r *http.Request, u news.User) error {
	ctx := r.Context()
	story, err := s.Store.Story(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	if story.State == news.StoryMerged && story.MergedInto != "" && story.MergedInto != story.ID {
		return frame.SeeOther(w, r, "/desk/stories/"+story.MergedInto)
	}
	v := deskStoryView{StoryRow: story, Because: map[string][]string{}, MayWrite: desk.MayBegin(u) == nil}
	v.Life = s.Room.LifeOf(story)
	curves, err := s.Coverage(r, story.ID)
	if err != nil {
		return err
	}
	v.Curve = curves[story.ID]
	if v.Matter, err = s.Beside(r, story); err != nil {
		return err
	}
	if v.Was, err = s.Store.BecameOf(ctx, story.ID); err != nil {
		return err
	}
	if v.Texts, err = s.Texts(r, story.ID); err != nil {
		return err
	}
	if v.Decisions, err = s.Store.Decisions(ctx, "story/"+story.ID); err != nil {
		return err
	}
	rows, err := s.Store.StoryReports(ctx, story.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		v.Because[row.ID] = view.ReasonsOf(row)
	}
	facts, err := s.Store.StoryFacts(ctx, story.ID)
	if err != nil {
		return err
	}
	var told []view.ToldFact
	for _, f := range facts {
		told = append(told, view.ToldFact{Fact: f.Fact})
	}
	v.Span, v.Problem = chart.SpanOf(r.URL.Query())
	v.Strip = chart.StripOf(view.Within(view.DaysTold(told), v.Span), v.Headline, chart.SpanLink(r.URL, "#facts-label"))
	if v.Span != (store.Span{}) {
		told = view.ToldWithin(told, v.Span)
		facts = slices.DeleteFunc(facts, func(f store.FactRow) bool {
			return !slices.ContainsFunc(told, func(t view.ToldFact) bool { return t.ID == f.ID })
		})
	}
	v.Map = chart.MapOf(view.PlacesTold(told, func(id string) string { return "/desk/places/" + id }), r.URL.Query().Get("map"), r.URL, v.Headline, true)
	v.Facts = len(facts)
	views := deskFacts(facts)
	if r.URL.Query().Get("facts") != "all" && len(views) > view.FactsShown {
		v.More, views = len(views)-view.FactsShown, views[:view.FactsShown]
	}
	v.Days = deskDays(views)
	ds, err := s.Store.Dispatches(ctx, store.DispatchFilter{StoryID: story.ID}, news.Paging{Limit: 50})
	if err != nil {
		return err
	}
	v.Dispatches = ds.Rows
	return s.DeskPage(w, r, frame.Status(v.Problem), "story", "stories", cmp.Or(story.Headline, "A story without a headline"), v)
}

// arrangeStory moves reports into another story or into one of their own, or
// makes two stories one.
func (s *Desk) arrangeStory(w http.ResponseWriter, r *http.Request, u news.User) error {
	chosen, to := r.PostForm["report"], ""
	switch r.PostFormValue("act") {
	case "split":
	case "move":
		to = storyNamed(r.PostFormValue("to"))
	case "merge":
		chosen, to = nil, storyNamed(r.PostFormValue("to"))
	default:
		return frame.BadForm(errors.New("no act is named"))
	}
	if r.PostFormValue("act") != "merge" && len(chosen) == 0 {
		return &newsroom.Refusal{Sentence: "Choose the reports first."}
	}
	if r.PostFormValue("act") != "split" && to == "" {
		return &newsroom.Refusal{Sentence: "Say into which story: its address at the desk."}
	}
	now, err := s.Room.Arrange(r.Context(), u, r.PathValue("id"), chosen, to)
	if err != nil {
		return err
	}
	s.Flash(r, "The reports stand here now, and stay until someone moves them.")
	return frame.SeeOther(w, r, "/desk/stories/"+now)
}

// storyNamed gives the identifier of a story out of its address, or out of
// itself.
func storyNamed(address string) string {
	address, _, _ = strings.Cut(strings.TrimSpace(address), "?")
	if _, rest, ok := strings.Cut(address, "/stories/"); ok {
		address = rest
	}
	address, _, _ = strings.Cut(address, "/")
	return address
}

// draftFromStory begins a dispatch with the sentences of the story's brief.
func (s *Desk) draftFromStory(w http.ResponseWriter, r *http.Request, u news.User) error {
	row, err := s.Room.Draft(r.Context(), u, r.PathValue("id"))
	if err != nil {
		return err
	}
	s.Flash(r, "This draft begins with sentences of the reports, each with its citation. Make them your own.")
	return frame.SeeOther(w, r, "/desk/dispatches/"+row.ID)
}

// A deskFact is a fact as the desk judges it.
type deskFact struct {
	store.FactRow
	View   view.FactView
	Number int // in its list, from 1
}

// SaidBy tells the desk's answer which sentences were seen.
func (f deskFact) SaidBy() string { return newsroom.SaidBy(f.Fact) }

func deskFacts(rows []store.FactRow) []deskFact {
	var out []deskFact
	for i, row := range rows {
		out = append(out, deskFact{row, view.FactViewOf(row.Fact), i + 1})
	}
	return out
}

// A deskDay is the facts that are told of one time.
type deskDay struct {
	Label string // empty: no time is known
	Facts []deskFact
}

// deskDays orders facts by when they happened, as readers see them.
func deskDays(facts []deskFact) []deskDay {
	for i := range facts {
		facts[i].View.FirstTold = facts[i].Published
	}
	return groupedDays(view.ByTime(facts, func(f *deskFact) *view.FactView { return &f.View }))
}
