package web

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
)

// A matterListView is the list of matters.
type matterListView struct {
	Query   string
	Matters []newsroom.MatterRow
	Pager   pager
}

func (s *server) matterList(w http.ResponseWriter, r *http.Request, _ news.User) error {
	v := matterListView{Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	p, err := paging(r, 2, rowsShown)
	if err != nil {
		return err
	}
	if v.Query != "" {
		if err := s.limited(s.limits.desk, r); err != nil {
			return err
		}
	}
	rows, err := s.room.Store.Matters(r.Context(), v.Query, p)
	if err != nil {
		return err
	}
	v.Matters, v.Pager = rows.Rows, pagerOf(r, rows.Next)
	return s.desk(w, r, http.StatusOK, "matters", "matters", "Matters", v)
}

// A matterView is a matter's page: its stories in order of time.
type matterView struct {
	newsroom.MatterRow
	List     []matterStory
	MayWrite bool
}

// A matterStory is a story of a matter, with what it follows from.
type matterStory struct {
	newsroom.StoryRow
	Life    news.StoryLife
	Curve   coverageView
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
	m, err := s.room.Store.Matter(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	if m.Stories == 0 {
		return seeOther(w, r, "/desk/matters/"+m.MergedInto)
	}
	v := matterView{MatterRow: m, MayWrite: desk.MayBegin(u) == nil}
	if v.List, err = s.matterStories(r, m.ID); err != nil {
		return err
	}
	return s.desk(w, r, http.StatusOK, "matter", "matters", cmp.Or(m.Title, "A matter without a title"), v)
}

// matterStories gives the stories of a matter in order of time.
func (s *server) matterStories(r *http.Request, id string) (list []matterStory, err error) {
	rows, err := s.room.Store.MatterStories(r.Context(), id)
	if err != nil {
		return nil, err
	}
	threads, err := s.room.Store.MatterThreads(r.Context(), id)
	if err != nil {
		return nil, err
	}
	headlines := map[string]string{}
	var ids []string
	for _, row := range rows {
		headlines[row.ID], ids = row.Headline, append(ids, row.ID)
	}
	curves, err := s.coverage(r, ids...)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		line := matterStory{StoryRow: row, Life: s.room.LifeOf(row), Curve: curves[row.ID]}
		for _, t := range threads {
			if t.After == row.ID {
				line.Follows = append(line.Follows, followed{t.Before, headlines[t.Before], t.Because, t.Said})
			}
		}
		list = append(list, line)
	}
	return list, nil
}

// A matterBeside is what stands before and after a story in its matter.
type matterBeside struct {
	newsroom.MatterRow
	Before, After []matterStory
	Follows       []followed // of the story itself
}

// beside gives a story's matter around it; nil if it stands in none.
func (s *server) beside(r *http.Request, story newsroom.StoryRow) (*matterBeside, error) {
	if story.MatterID == "" {
		return nil, nil
	}
	m, err := s.room.Store.Matter(r.Context(), story.MatterID)
	if errors.Is(err, newsroom.ErrNotFound) {
		return nil, nil // it ended just now
	}
	if err != nil {
		return nil, err
	}
	list, err := s.matterStories(r, m.ID)
	if err != nil {
		return nil, err
	}
	b := &matterBeside{MatterRow: m}
	here := false
	for _, line := range list {
		switch {
		case line.ID == story.ID:
			here, b.Follows = true, line.Follows
		case here:
			b.After = append(b.After, line)
		default:
			b.Before = append(b.Before, line)
		}
	}
	return b, nil
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
		stories, err := s.room.Store.MatterStories(r.Context(), id)
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
	if _, err := s.room.Store.Matter(r.Context(), id); err != nil {
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
		story, err := s.room.Store.Story(r.Context(), id)
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
