package web

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
)

// A matterListView is the list of matters.
type matterListView struct {
	Query   string
	Matters []store.MatterRow
	Pager   pager
}

func (s *server) matterList(w http.ResponseWriter, r *http.Request, _ news.User) error {
	v := matterListView{Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	p, err := paging(r, 2, rowsShown)
	if err != nil {
		return err
	}
	rows, err := s.store.Matters(r.Context(), v.Query, p)
	if err != nil {
		return err
	}
	v.Matters, v.Pager = rows.Rows, pagerOf(r, rows.Next)
	return s.desk(w, r, http.StatusOK, "matters", "matters", "Matters", v)
}

// A matterView is a matter's page: its stories in order of time.
type matterView struct {
	store.MatterRow
	List     []matterStory
	Pager    pager
	MayWrite bool
}

// A matterStory is a story of a matter, with what it follows from.
type matterStory struct {
	store.StoryRow
	Life    news.StoryLife
	Curve   coverageView // at the desk
	Follows []followed
}

// A followed is an earlier story, and why another follows from it.
type followed struct {
	ID, Headline string
	Because      []string
	Said         bool // a person says so: the first reason names them
}

// outside gives the reasons as others than the desk may read them: who at the desk
// said something is the desk's own.
func (f followed) outside() []string {
	if !f.Said || len(f.Because) == 0 {
		return f.Because
	}
	return append([]string{"linked by the desk"}, f.Because[1:]...)
}

func (s *server) matter(w http.ResponseWriter, r *http.Request, u news.User) error {
	ctx := r.Context()
	m, err := s.store.Matter(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	if m.Stories == 0 {
		if m.MergedInto == "" {
			return seeOther(w, r, "/desk/stories/"+m.Became)
		}
		return seeOther(w, r, "/desk/matters/"+m.MergedInto)
	}
	v := matterView{MatterRow: m, MayWrite: desk.MayBegin(u) == nil}
	var next string
	if v.List, next, err = s.matterStories(r, m.ID, rowsShown); err != nil {
		return err
	}
	v.Pager = pagerOf(r, next)
	var ids []string
	for _, line := range v.List {
		ids = append(ids, line.ID)
	}
	curves, err := s.coverage(r, ids...)
	if err != nil {
		return err
	}
	for i := range v.List {
		v.List[i].Curve = curves[v.List[i].ID]
	}
	return s.desk(w, r, http.StatusOK, "matter", "matters", cmp.Or(m.Title, "A matter without a title"), v)
}

// matterStories gives the stories of a matter in order of time, a page of them,
// and the cursor of the next.
func (s *server) matterStories(r *http.Request, id string, limit int) (list []matterStory, next string, err error) {
	p, err := paging(r, 2, limit)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.store.MatterPart(r.Context(), id, p)
	if err != nil {
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
		list = append(list, matterStory{StoryRow: row, Life: s.room.LifeOf(row), Follows: follows[row.ID]})
	}
	return list, rows.Next, nil
}

// follows gives what each of some stories follows from.
func (s *server) follows(r *http.Request, stories ...string) (map[string][]followed, error) {
	threads, err := s.store.Follows(r.Context(), stories...)
	if err != nil {
		return nil, err
	}
	out := map[string][]followed{}
	for _, t := range threads {
		out[t.After] = append(out[t.After], followed{t.Before, t.Headline, t.Because, t.Said})
	}
	return out, nil
}

// besideShown bounds what stands before and after a story on its page: a matter
// can have any number of stories.
const besideShown = 10

// A matterBeside is what stands next before and after a story in its matter.
type matterBeside struct {
	store.MatterRow
	Before, After  []store.StoryRow
	Earlier, Later bool       // there are more of them
	Follows        []followed // of the story itself
}

// beside gives a story's matter around it; nil if it stands in none.
func (s *server) beside(r *http.Request, story store.StoryRow) (*matterBeside, error) {
	if story.MatterID == "" {
		return nil, nil
	}
	m, err := s.store.Matter(r.Context(), story.MatterID)
	if errors.Is(err, newsroom.ErrNotFound) || err == nil && m.Stories == 0 {
		return nil, nil // it ended just now
	}
	if err != nil {
		return nil, err
	}
	b := &matterBeside{MatterRow: m}
	if b.Before, b.After, err = s.store.Beside(r.Context(), story, besideShown+1); err != nil {
		return nil, err
	}
	if b.Earlier = len(b.Before) > besideShown; b.Earlier {
		b.Before = b.Before[1:]
	}
	if b.Later = len(b.After) > besideShown; b.Later {
		b.After = b.After[:besideShown]
	}
	follows, err := s.follows(r, story.ID)
	b.Follows = follows[story.ID]
	return b, err
}

// changeMatter names a matter, or takes a story out of it.
func (s *server) changeMatter(w http.ResponseWriter, r *http.Request, u news.User) error {
	id := r.PathValue("id")
	switch r.PostFormValue("act") {
	case "name":
		if err := s.room.NameMatter(r.Context(), u, id, r.PostFormValue("title")); err != nil {
			return err
		}
		s.flash(r, "The matter has its title.")
	case "out":
		if err := s.room.TakeOut(r.Context(), u, id, r.PostFormValue("story")); err != nil {
			return err
		}
		s.flash(r, "The story is out of this matter, and stays out until someone links it again.")
		return s.toMatterOf(w, r, id)
	case "link":
		stories, err := s.store.MatterStories(r.Context(), id)
		if err != nil {
			return err
		}
		if len(stories) == 0 {
			return newsroom.ErrNotFound
		}
		return s.linkTo(w, r, u, stories[len(stories)-1].ID)
	default:
		return badForm(errors.New("no act is named"))
	}
	return seeOther(w, r, "/desk/matters/"+id)
}

// toMatterOf leads to a matter, or to the list when it ended.
func (s *server) toMatterOf(w http.ResponseWriter, r *http.Request, id string) error {
	if _, err := s.store.Matter(r.Context(), id); err != nil {
		return seeOther(w, r, "/desk/matters")
	}
	return seeOther(w, r, "/desk/matters/"+id)
}

// linkStory links a story with another, or says that it does not follow from one.
func (s *server) linkStory(w http.ResponseWriter, r *http.Request, u news.User) error {
	id := r.PathValue("id")
	switch r.PostFormValue("act") {
	case "link":
		return s.linkTo(w, r, u, id)
	case "unlink":
		story, err := s.store.Story(r.Context(), id)
		if err != nil {
			return err
		}
		if err := s.room.UnlinkStories(r.Context(), u, id, []string{storyNamed(r.PostFormValue("to"))}); err != nil {
			return err
		}
		s.flash(r, "The two stories are of different matters now, and stay so until someone links them again.")
		if story.MatterID != "" && r.PostFormValue("back") == "" {
			return s.toMatterOf(w, r, story.MatterID)
		}
		return back(w, r, "/desk/stories/"+id)
	}
	return badForm(errors.New("no act is named"))
}

func (s *server) linkTo(w http.ResponseWriter, r *http.Request, u news.User, id string) error {
	to := storyNamed(r.PostFormValue("to"))
	if to == "" {
		return &newsroom.Refusal{Sentence: "Say with which story: its address at the desk."}
	}
	matter, err := s.room.LinkStories(r.Context(), u, id, to)
	if err != nil {
		return err
	}
	if matter == "" {
		s.flash(r, "That the two stories are of one matter is kept; the matter is made as soon as it can be.")
		return seeOther(w, r, "/desk/stories/"+id)
	}
	s.flash(r, "The two stories are of one matter now, and stay so until someone unlinks them.")
	return seeOther(w, r, "/desk/matters/"+matter)
}
