package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
)

// A writingView is what someone wrote into a form that is on no page any more.
type writingView struct {
	newsroom.Writing
	Written []writtenField
}

func (s *server) showWriting(w http.ResponseWriter, r *http.Request, u news.User) error {
	kept, err := s.store.Writing(r.Context(), u.ID, r.PathValue("id"))
	if err != nil {
		return err
	}
	fields, err := url.ParseQuery(kept.Fields)
	if err != nil {
		return err
	}
	return s.desk(w, r, http.StatusOK, "writing", "", "What you wrote", writingView{kept, carried{Fields: fields}.shown()})
}

func (s *server) discardWriting(w http.ResponseWriter, r *http.Request, u news.User) error {
	kept, err := s.store.Writing(r.Context(), u.ID, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := s.room.DropWriting(r.Context(), u, kept.ID); err != nil {
		return err
	}
	s.flash(r, "The unsaved text is discarded.")
	return seeOther(w, r, own(kept.Page))
}

// taking forgets what was kept of a form once the form was taken.
func (s *server) taking(h memberAnswer) memberAnswer {
	return func(w http.ResponseWriter, r *http.Request, u news.User) error {
		seen := &witness{ResponseWriter: w}
		if err := h(seen, r, u); err != nil || seen.status != http.StatusSeeOther {
			return err
		}
		c, wrote := carriedBy(r)
		if !wrote || r.PostForm.Has("kept") { // another form that is only carried on
			return nil
		}
		kept, err := s.store.WritingIn(r.Context(), u.ID, c.form())
		if err == nil {
			err = s.room.DropWriting(r.Context(), u, kept.ID)
		}
		if err != nil && !errors.Is(err, newsroom.ErrNotFound) {
			s.log.Error("cannot forget what was written", "error", err) // the form itself was taken
		}
		return nil
	}
}

// draftForm names the editor's form of a dispatch.
func draftForm(id string) string { return formName("/desk/dispatches/"+id, "body") }

// unsaved returns what a user wrote into the editor of a dispatch and did not save.
func (s *server) unsaved(r *http.Request, u news.User, id string) (*newsroom.Writing, error) {
	kept, err := s.store.WritingIn(r.Context(), u.ID, draftForm(id))
	if errors.Is(err, newsroom.ErrNotFound) {
		return nil, nil
	}
	return &kept, err
}

// keepDraft keeps what stands in the editor's fields, for its script. What is the
// same as the dispatch need not be kept.
func (s *server) keepDraft(w http.ResponseWriter, r *http.Request, u news.User) error {
	row, err := s.store.Dispatch(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if desk.May(u, desk.Save, row.Dispatch) != nil && desk.May(u, desk.Correct, row.Dispatch) != nil {
		return errForbidden
	}
	c, _ := carriedBy(r)
	c.Action = "/desk/dispatches/" + row.ID
	if sameText(draftOf(r), row.Dispatch) && r.PostFormValue("note") == "" {
		kept, err := s.unsaved(r, u, row.ID)
		if err == nil && kept != nil {
			err = s.room.DropWriting(r.Context(), u, kept.ID)
		}
		if err != nil {
			return err
		}
	} else if _, err := s.room.KeepWriting(r.Context(), u, newsroom.Writing{Form: draftForm(row.ID), Action: c.Action, Page: c.Action, Fields: c.Fields.Encode()}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// sameText reports whether two versions of a dispatch say the same in the fields that
// a person writes.
func sameText(a, b news.Dispatch) bool {
	figure := func(d news.Dispatch) news.Figure {
		if d.Figure == nil {
			return news.Figure{}
		}
		return news.Figure{URL: d.Figure.URL, Caption: d.Figure.Caption, Credit: d.Figure.Credit, Alt: d.Figure.Alt}
	}
	head := func(d news.Dispatch) [6]string {
		return [6]string{d.Headline, d.Standfirst, d.Byline, d.Place, d.Section, d.Body}
	}
	return head(a) == head(b) && a.CommentsOpen == b.CommentsOpen && slices.Equal(a.Tags, b.Tags) && figure(a) == figure(b)
}
