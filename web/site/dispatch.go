package site

import (
	"errors"
	"net/http"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/web/frame"
	"dateline/web/view"
)

// A dispatchView is the page of a dispatch.
type dispatchView struct {
	publish.ArticlePage
	Story   *view.StoryTeaser // what it was written from; nil: none
	Related []publish.Teaser
	Matter  *dossierTeaser // of which the story is; nil: of none
	Comment commentForm
}

// A commentForm is what was said under a dispatch and the box to say more.
type commentForm struct {
	Approved   []publish.CommentView
	Pager      frame.Pager
	Open       bool
	Action     string
	Name, Text string
	Problem    string
	Held       bool // one was just received
}

func (s *Site) dispatch(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	d, err := s.Store.DispatchBySlug(r.Context(), slug)
	if errors.Is(err, newsroom.ErrNotFound) {
		return s.dispatchByID(w, r, slug)
	}
	if err != nil {
		return err
	}
	return s.showDispatch(w, r, http.StatusOK, d.Dispatch, commentForm{Held: r.URL.Query().Get("comment") == "held"})
}

// dispatchByID leads from the identity, which stood in addresses before a
// dispatch had a readable one, to where it is.
func (s *Site) dispatchByID(w http.ResponseWriter, r *http.Request, id string) error {
	d, err := s.Store.Dispatch(r.Context(), id)
	if err != nil {
		return err
	}
	if _, err := publish.Article(s.Room.Site, d.Dispatch); err != nil {
		return err // not released: its address is nobody's business
	}
	return frame.Moved(w, r, publish.Path(d.Dispatch))
}

func (s *Site) showDispatch(w http.ResponseWriter, r *http.Request, status int, d news.Dispatch, c commentForm) error {
	article, err := publish.Article(s.Room.Site, d)
	if err != nil {
		return err
	}
	v := dispatchView{ArticlePage: article}
	p := frame.Page{Title: article.Headline, Section: article.Section.Key, Meta: article.Meta}
	if article.Killed {
		p.Data = v
		return s.Render(w, r, http.StatusGone, "dispatch", p)
	}
	if v.Comment, err = s.comments(r, d, c); err != nil {
		return err
	}
	if err := s.relate(r, &v); err != nil {
		return err
	}
	p.Data = v
	return s.Render(w, r, status, "dispatch", p)
}

// relate adds the story that a dispatch was written from, the others on it, and the
// matter that it is of.
func (s *Site) relate(r *http.Request, v *dispatchView) error {
	if v.StoryID == "" {
		return nil
	}
	if story, err := s.Store.Story(r.Context(), v.StoryID); err == nil && story.State != news.StoryMerged {
		teaser := s.TeaserOf(story)
		hidden, err := s.IsHidden(r, story)
		if err != nil {
			return err
		}
		if s.SeesIncoming(r) && !hidden {
			v.Story = &teaser
		}
		if v.Matter, err = s.dossierOf(r, story.MatterID); err != nil {
			return err
		}
	}
	ds, _, err := s.Released(r.Context(), view.DispatchesOf{Story: v.StoryID}, news.Paging{Limit: 6})
	if err != nil {
		return err
	}
	for _, t := range publish.Teasers(s.Room.Site, ds) {
		if t.ID != v.ID {
			v.Related = append(v.Related, t)
		}
	}
	return nil
}

func (s *Site) comments(r *http.Request, d news.Dispatch, c commentForm) (commentForm, error) {
	p, err := frame.Paging(r, 1, 50)
	if err != nil {
		return c, err
	}
	rows, err := s.Store.Comments(r.Context(), news.CommentApproved, d.ID, p)
	if err != nil {
		return c, err
	}
	var all []news.Comment
	for _, row := range rows.Rows {
		all = append(all, row.Comment)
	}
	c.Approved, c.Pager = publish.Comments(all), frame.PagerOf(r, rows.Next)
	c.Open, c.Action = desk.MayComment(d) == nil, publish.Path(d)+"/comments"
	return c, nil
}

// mayComment refuses comments on what is not published or closed to them, and
// those of readers who send too many.
func (s *Site) mayComment(r *http.Request) error {
	if err := s.Limited(s.Limits.Comment, r); err != nil {
		return err
	}
	d, err := s.Store.DispatchBySlug(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	return desk.MayComment(d.Dispatch)
}

// comment takes what a reader wrote; a moderator decides.
func (s *Site) comment(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	c := commentForm{Name: r.PostFormValue("name"), Text: r.PostFormValue("text")}
	err := s.Room.Comment(r.Context(), slug, c.Name, c.Text)
	if said, refused := frame.Sentence(err); refused {
		c.Problem = said
		d, err := s.Store.DispatchBySlug(r.Context(), slug)
		if err != nil {
			return err
		}
		return s.showDispatch(w, r, http.StatusUnprocessableEntity, d.Dispatch, c)
	}
	if err != nil {
		return err
	}
	return frame.SeeOther(w, r, publish.Path(news.Dispatch{Slug: slug})+"?comment=held#comments")
}
