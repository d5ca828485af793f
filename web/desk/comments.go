package desk

import (
	"net/http"

	"dateline/news"
	"dateline/store"
	"dateline/web/frame"
)

// A commentListView is the moderator's list of comments in one state.
type commentListView struct {
	State    news.CommentState
	States   []commentState
	Dispatch string // id; only those under it
	Comments []store.CommentRow
	Pager    frame.Pager
}

type commentState struct {
	Key   news.CommentState
	Title string
}

var commentStates = []commentState{{news.CommentHeld, "Held"}, {news.CommentApproved, "Approved"}, {news.CommentRejected, "Rejected"}}

func (s *Desk) commentList(w http.ResponseWriter, r *http.Request, _ news.User) error {
	q := r.URL.Query()
	v := commentListView{State: news.CommentState(q.Get("state")), States: commentStates, Dispatch: q.Get("dispatch")}
	if v.State == "" {
		v.State = news.CommentHeld
	}
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	rows, err := s.Store.Comments(r.Context(), v.State, v.Dispatch, p)
	if err != nil {
		return err
	}
	v.Comments, v.Pager = rows.Rows, frame.PagerOf(r, rows.Next)
	return s.DeskPage(w, r, http.StatusOK, "comments", "comments", "Comments", v)
}

func (s *Desk) moderate(w http.ResponseWriter, r *http.Request, u news.User) error {
	to := news.CommentState(r.PostFormValue("to"))
	if err := s.Room.Moderate(r.Context(), u, r.PathValue("id"), to); err != nil {
		return err
	}
	s.Flash(r, "The comment is "+string(to)+".")
	return frame.Back(w, r, "/desk/comments")
}
