package web

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
)

// A deskStoriesView is the desk's list of stories.
type deskStoriesView struct {
	Query   string
	AtLeast int            // reports that a story has; not in a search
	Life    news.StoryLife // empty: all
	Lives   []news.StoryLife
	Problem string
	Stories []deskStoryLine
	Pager   pager
}

// A deskStoryLine is a story in the desk's list.
type deskStoryLine struct {
	store.StoryRow
	Life  news.StoryLife
	Curve coverageView
}

func (s *server) deskStoryLines(r *http.Request, rows []store.StoryRow) ([]deskStoryLine, error) {
	var ids []string
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	curves, err := s.coverage(r, ids...)
	if err != nil {
		return nil, err
	}
	var lines []deskStoryLine
	for _, row := range rows {
		lines = append(lines, deskStoryLine{row, s.room.LifeOf(row), curves[row.ID]})
	}
	return lines, nil
}

func (s *server) deskStories(w http.ResponseWriter, r *http.Request, _ news.User) error {
	q := r.URL.Query()
	v := deskStoriesView{Query: strings.TrimSpace(q.Get("q")), AtLeast: 2, Life: lifeAsked(r), Lives: newsroom.Lives}
	if n, err := strconv.Atoi(q.Get("reports")); err == nil && n >= 1 && n <= 1000 {
		v.AtLeast = n
	}
	rows, next, err := s.deskStoryRows(r, v)
	status := http.StatusOK
	if v.Problem, status, err = refusal(err); err != nil {
		return err
	}
	if v.Stories, err = s.deskStoryLines(r, rows); err != nil {
		return err
	}
	v.Pager = pagerOf(r, next)
	return s.desk(w, r, status, "stories", "stories", "Stories", v)
}

func (s *server) deskStoryRows(r *http.Request, v deskStoriesView) ([]store.StoryRow, string, error) {
	if v.Query == "" {
		p, err := paging(r, 2, rowsShown)
		if err != nil {
			return nil, "", err
		}
		rows, err := s.store.Stories(r.Context(), s.room.Living(store.StoryFilter{AtLeast: v.AtLeast}, v.Life), p)
		return rows.Rows, rows.Next, err
	}
	p, err := paging(r, 1, rowsShown)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.room.SearchStories(r.Context(), v.Query, v.Life, p)
	return rows.Rows, rows.Next, err
}

// A deskStoryView is a story as the desk works on it.
type deskStoryView struct {
	store.StoryRow
	Life       news.StoryLife
	Curve      coverageView
	Matter     *matterBeside     // nil: it follows from nothing that is known
	Was        []store.MatterRow // matters whose stories all became this one
	Texts      []textView
	Because    map[string][]string // by report: why it stands here
	Days       []deskDay
	Facts      int // in all
	More       int // of Facts that are not shown
	Dispatches []store.DispatchRow
	Decisions  []store.Decision
	MayWrite   bool
	Span       store.Span
	Problem    string
	Strip      strip
	Map        worldMap
}

func (s *server) deskStory(w http.ResponseWriter, r *http.Request, u news.User) error {
	ctx := r.Context()
	story, err := s.store.Story(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	if story.State == news.StoryMerged && story.MergedInto != "" && story.MergedInto != story.ID {
		return seeOther(w, r, "/desk/stories/"+story.MergedInto)
	}
	v := deskStoryView{StoryRow: story, Because: map[string][]string{}, MayWrite: desk.MayBegin(u) == nil}
	v.Life = s.room.LifeOf(story)
	curves, err := s.coverage(r, story.ID)
	if err != nil {
		return err
	}
	v.Curve = curves[story.ID]
	if v.Matter, err = s.beside(r, story); err != nil {
		return err
	}
	if v.Was, err = s.store.BecameOf(ctx, story.ID); err != nil {
		return err
	}
	if v.Texts, err = s.texts(r, story.ID); err != nil {
		return err
	}
	if v.Decisions, err = s.store.Decisions(ctx, "story/"+story.ID); err != nil {
		return err
	}
	rows, err := s.store.StoryReports(ctx, story.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		v.Because[row.ID] = reasonsOf(row)
	}
	facts, err := s.store.StoryFacts(ctx, story.ID)
	if err != nil {
		return err
	}
	var told []toldFact
	for _, f := range facts {
		told = append(told, toldFact{Fact: f.Fact})
	}
	v.Span, v.Problem = spanOf(r.URL.Query())
	v.Strip = stripOf(within(daysTold(told), v.Span), v.Headline, spanLink(r.URL, "#facts-label"))
	if v.Span != (store.Span{}) {
		told = toldWithin(told, v.Span)
		facts = slices.DeleteFunc(facts, func(f store.FactRow) bool {
			return !slices.ContainsFunc(told, func(t toldFact) bool { return t.ID == f.ID })
		})
	}
	v.Map = mapOf(placesTold(told, func(id string) string { return "/desk/places/" + id }), r.URL.Query().Get("map"), r.URL, v.Headline, true)
	v.Facts = len(facts)
	views := deskFacts(facts)
	if r.URL.Query().Get("facts") != "all" && len(views) > factsShown {
		v.More, views = len(views)-factsShown, views[:factsShown]
	}
	v.Days = deskDays(views)
	ds, err := s.store.Dispatches(ctx, store.DispatchFilter{StoryID: story.ID}, news.Paging{Limit: 50})
	if err != nil {
		return err
	}
	v.Dispatches = ds.Rows
	return s.desk(w, r, status(v.Problem), "story", "stories", cmp.Or(story.Headline, "A story without a headline"), v)
}

// arrangeStory moves reports into another story or into one of their own, or
// makes two stories one.
func (s *server) arrangeStory(w http.ResponseWriter, r *http.Request, u news.User) error {
	chosen, to := r.PostForm["report"], ""
	switch r.PostFormValue("act") {
	case "split":
	case "move":
		to = storyNamed(r.PostFormValue("to"))
	case "merge":
		chosen, to = nil, storyNamed(r.PostFormValue("to"))
	default:
		return badForm(errors.New("no act is named"))
	}
	if r.PostFormValue("act") != "merge" && len(chosen) == 0 {
		return &newsroom.Refusal{Sentence: "Choose the reports first."}
	}
	if r.PostFormValue("act") != "split" && to == "" {
		return &newsroom.Refusal{Sentence: "Say into which story: its address at the desk."}
	}
	now, err := s.room.Arrange(r.Context(), u, r.PathValue("id"), chosen, to)
	if err != nil {
		return err
	}
	s.flash(r, "The reports stand here now, and stay until someone moves them.")
	return seeOther(w, r, "/desk/stories/"+now)
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
func (s *server) draftFromStory(w http.ResponseWriter, r *http.Request, u news.User) error {
	row, err := s.room.Draft(r.Context(), u, r.PathValue("id"))
	if err != nil {
		return err
	}
	s.flash(r, "This draft begins with sentences of the reports, each with its citation. Make them your own.")
	return seeOther(w, r, "/desk/dispatches/"+row.ID)
}

// A deskFact is a fact as the desk judges it.
type deskFact struct {
	store.FactRow
	View   factView
	Number int // in its list, from 1
}

// SaidBy tells the desk's answer which sentences were seen.
func (f deskFact) SaidBy() string { return newsroom.SaidBy(f.Fact) }

func deskFacts(rows []store.FactRow) []deskFact {
	var out []deskFact
	for i, row := range rows {
		out = append(out, deskFact{row, factViewOf(row.Fact), i + 1})
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
		facts[i].View.told = facts[i].Published
	}
	return groupedDays(byTime(facts, func(f *deskFact) *factView { return &f.View }))
}
