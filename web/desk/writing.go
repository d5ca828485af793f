package desk

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame"
)

// A writingView is what someone wrote into a form that is on no page any more.
type writingView struct {
	newsroom.Writing
	Written []frame.WrittenField
}

func (s *Desk) showWriting(w http.ResponseWriter, r *http.Request, u news.User) error {
	kept, err := s.Store.Writing(r.Context(), u.ID, r.PathValue("id"))
	if err != nil {
		return err
	}
	fields, err := url.ParseQuery(kept.Fields)
	if err != nil {
		return err
	}
	return s.DeskPage(w, r, http.StatusOK, "writing", "", "What you wrote", writingView{kept, frame.Carried{Fields: fields}.Shown()})
}

func (s *Desk) discardWriting(w http.ResponseWriter, r *http.Request, u news.User) error {
	kept, err := s.Store.Writing(r.Context(), u.ID, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := s.Room.DropWriting(r.Context(), u, kept.ID); err != nil {
		return err
	}
	s.Flash(r, "The unsaved text is discarded.")
	return frame.SeeOther(w, r, frame.Own(kept.Page))
}

// taking forgets what was kept of a form once the form was taken.
func (s *Desk) taking(h frame.MemberAnswer) frame.MemberAnswer {
	return func(w http.ResponseWriter, r *http.Request, u news.User) error {
		seen := &frame.Witness{ResponseWriter: w}
		if err := h(seen, r, u); err != nil || seen.Status != http.StatusSeeOther {
			return err
		}
		c, wrote := frame.CarriedBy(r)
		if !wrote || r.PostForm.Has("kept") { // another form that is only carried on
			return nil
		}
		kept, err := s.Store.WritingIn(r.Context(), u.ID, c.Form())
		if err == nil {
			err = s.Room.DropWriting(r.Context(), u, kept.ID)
		}
		if err != nil && !errors.Is(err, newsroom.ErrNotFound) {
			s.Log.Error("cannot forget what was written", "error", err) // the form itself was taken
		}
		return nil
	}
}

// draftForm names the editor's form of a dispatch.
func draftForm(id string) string { return frame.FormName("/desk/dispatches/"+id, "body") }

// unsaved returns what a user wrote into the editor of a dispatch and did not save.
func (s *Desk) unsaved(r *http.Request, u news.User, id string) (*newsroom.Writing, error) {
	kept, err := s.Store.WritingIn(r.Context(), u.ID, draftForm(id))
	if errors.Is(err, newsroom.ErrNotFound) {
		return nil, nil
	}
	return &kept, err
}

// keepDraft keeps what stands in the editor's fields, for its script. What is the
// same as the dispatch need not be kept.
func (s *Desk) keepDraft(w http.ResponseWriter, r *http.Request, u news.User) error {
	row, err := s.Store.Dispatch(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if desk.May(u, desk.Save, row.Dispatch) != nil && desk.May(u, desk.Correct, row.Dispatch) != nil {
		return frame.ErrForbidden
	}
	c, _ := frame.CarriedBy(r)
	c.Action = "/desk/dispatches/" + row.ID
	if sameText(draftOf(r), row.Dispatch) && r.PostFormValue("note") == "" {
		kept, err := s.unsaved(r, u, row.ID)
		if err == nil && kept != nil {
			err = s.Room.DropWriting(r.Context(), u, kept.ID)
		}
		if err != nil {
			return err
		}
	} else if _, err := s.Room.KeepWriting(r.Context(), u, newsroom.Writing{Form: draftForm(row.ID), Action: c.Action, Page: c.Action, Fields: c.Fields.Encode()}); err != nil {
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
