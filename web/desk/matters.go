package desk

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
	"dateline/web/view"
)

// A matterListView is the list of matters.
type matterListView struct {
	Query   string
	Matters []store.MatterRow
	Pager   frame.Pager
}

func (s *Desk) matterList(w http.ResponseWriter, r *http.Request, _ news.User) error {
	v := matterListView{Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	p, err := frame.Paging(r, 2, frame.RowsShown)
	if err != nil {
		return err
	}
	rows, err := s.Store.Matters(r.Context(), v.Query, p)
	if err != nil {
		return err
	}
	v.Matters, v.Pager = rows.Rows, frame.PagerOf(r, rows.Next)
	return s.DeskPage(w, r, http.StatusOK, "matters", "matters", "Matters", v)
}

// A matterView is a matter's page: its stories in order of time.
type matterView struct {
	store.MatterRow
	List     []view.MatterStory
	Pager    frame.Pager
	MayWrite bool
}

func (s *Desk) matter(w http.ResponseWriter, r *http.Request, u news.User) error {
	ctx := r.Context()
	m, err := s.Store.Matter(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	if m.Stories == 0 {
		if m.MergedInto == "" {
			return frame.SeeOther(w, r, "/desk/stories/"+m.Became)
		}
		return frame.SeeOther(w, r, "/desk/matters/"+m.MergedInto)
	}
	v := matterView{MatterRow: m, MayWrite: desk.MayBegin(u) == nil}
	var next string
	if v.List, next, err = s.MatterStories(r, m.ID, frame.RowsShown); err != nil {
		return err
	}
	v.Pager = frame.PagerOf(r, next)
	var ids []string
	for _, line := range v.List {
		ids = append(ids, line.ID)
	}
	curves, err := s.Coverage(r, ids...)
	if err != nil {
		return err
	}
	for i := range v.List {
		v.List[i].Curve = curves[v.List[i].ID]
	}
	return s.DeskPage(w, r, http.StatusOK, "matter", "matters", cmp.Or(m.Title, "A matter without a title"), v)
}

// changeMatter names a matter, or takes a story out of it.
func (s *Desk) changeMatter(w http.ResponseWriter, r *http.Request, u news.User) error {
	id := r.PathValue("id")
	switch r.PostFormValue("act") {
	case "name":
		if err := s.Room.NameMatter(r.Context(), u, id, r.PostFormValue("title")); err != nil {
			return err
		}
		s.Flash(r, "The matter has its title.")
	case "out":
		if err := s.Room.TakeOut(r.Context(), u, id, r.PostFormValue("story")); err != nil {
			return err
		}
		s.Flash(r, "The story is out of this matter, and stays out until someone links it again.")
		return s.toMatterOf(w, r, id)
	case "link":
		stories, err := s.Store.MatterStories(r.Context(), id)
		if err != nil {
			return err
		}
		if len(stories) == 0 {
			return newsroom.ErrNotFound
		}
		return s.linkTo(w, r, u, stories[len(stories)-1].ID)
	default:
		return frame.BadForm(errors.New("no act is named"))
	}
	return frame.SeeOther(w, r, "/desk/matters/"+id)
}

// toMatterOf leads to a matter, or to the list when it ended.
func (s *Desk) toMatterOf(w http.ResponseWriter, r *http.Request, id string) error {
	if _, err := s.Store.Matter(r.Context(), id); err != nil {
		return frame.SeeOther(w, r, "/desk/matters")
	}
	return frame.SeeOther(w, r, "/desk/matters/"+id)
}

// linkStory links a story with another, or says that it does not follow from one.
func (s *Desk) linkStory(w http.ResponseWriter, r *http.Request, u news.User) error {
	id := r.PathValue("id")
	switch r.PostFormValue("act") {
	case "link":
		return s.linkTo(w, r, u, id)
	case "unlink":
		story, err := s.Store.Story(r.Context(), id)
		if err != nil {
			return err
		}
		if err := s.Room.UnlinkStories(r.Context(), u, id, []string{storyNamed(r.PostFormValue("to"))}); err != nil {
			return err
		}
		s.Flash(r, "The two stories are of different matters now, and stay so until someone links them again.")
		if story.MatterID != "" && r.PostFormValue("back") == "" {
			return s.toMatterOf(w, r, story.MatterID)
		}
		return frame.Back(w, r, "/desk/stories/"+id)
	}
	return frame.BadForm(errors.New("no act is named"))
}

func (s *Desk) linkTo(w http.ResponseWriter, r *http.Request, u news.User, id string) error {
	to := storyNamed(r.PostFormValue("to"))
	if to == "" {
		return &newsroom.Refusal{Sentence: "Say with which story: its address at the desk."}
	}
	matter, err := s.Room.LinkStories(r.Context(), u, id, to)
	if err != nil {
		return err
	}
	if matter == "" {
		s.Flash(r, "That the two stories are of one matter is kept; the matter is made as soon as it can be.")
		return frame.SeeOther(w, r, "/desk/stories/"+id)
	}
	s.Flash(r, "The two stories are of one matter now, and stay so until someone unlinks them.")
	return frame.SeeOther(w, r, "/desk/matters/"+matter)
}
