package desk

import (
	"fmt"
	"net/http"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame"
)

// A holdView shows what a restored newsroom holds back, and lets an administrator drop
// pieces of it and say that this is the live newsroom.
type holdView struct {
	Since, BackupAt time.Time
	Before          string
	Pieces          []newsroom.HeldPiece
	Pager           frame.Pager
}

func (s *Desk) holdPage(w http.ResponseWriter, r *http.Request, _ news.User) error {
	hold, err := s.Room.Hold(r.Context())
	if err != nil {
		return err
	}
	if hold == nil {
		return newsroom.ErrNotFound
	}
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	pieces, err := s.Room.HeldPieces(r.Context(), p)
	if err != nil {
		return err
	}
	v := holdView{Since: hold.Since, BackupAt: hold.BackupAt, Before: hold.Before, Pieces: pieces.Rows, Pager: frame.PagerOf(r, pieces.Next)}
	return s.DeskPage(w, r, http.StatusOK, "hold", "hold", "Held back after a restore", v)
}

// dropHeld drops one piece, or all of them.
func (s *Desk) dropHeld(w http.ResponseWriter, r *http.Request, u news.User) error {
	if r.PostFormValue("all") != "" {
		n, err := s.Room.DropAll(r.Context(), u)
		if err != nil {
			return err
		}
		s.Flash(r, fmt.Sprintf("Dropped. %d pieces will not go out.", n))
		return frame.SeeOther(w, r, "/desk/hold")
	}
	if err := s.Room.Drop(r.Context(), u, r.PostFormValue("kind"), r.PostFormValue("key")); err != nil {
		return err
	}
	s.Flash(r, "Dropped. It will not go out.")
	return frame.SeeOther(w, r, "/desk/hold")
}

func (s *Desk) goLive(w http.ResponseWriter, r *http.Request, u news.User) error {
	fenced, err := s.Room.GoLive(r.Context(), u)
	if err != nil {
		return err
	}
	said := "This is the live newsroom now. What was held back goes out."
	if fenced != "" {
		said += " The newsroom in " + fenced + " refuses to start from now on."
	}
	s.Flash(r, said)
	return frame.SeeOther(w, r, "/desk")
}
