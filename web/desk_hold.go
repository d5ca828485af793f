package web

import (
	"fmt"
	"net/http"
	"time"

	"dateline/news"
	"dateline/newsroom"
)

// A holdView shows what a restored newsroom holds back, and lets an administrator drop
// pieces of it and say that this is the live newsroom.
type holdView struct {
	Since, BackupAt time.Time
	Before          string
	Pieces          []newsroom.HeldPiece
	Pager           pager
}

func (s *server) holdPage(w http.ResponseWriter, r *http.Request, _ news.User) error {
	hold, err := s.room.Hold(r.Context())
	if err != nil {
		return err
	}
	if hold == nil {
		return newsroom.ErrNotFound
	}
	p, err := paging(r, 1, rowsShown)
	if err != nil {
		return err
	}
	pieces, err := s.room.HeldPieces(r.Context(), p)
	if err != nil {
		return err
	}
	v := holdView{Since: hold.Since, BackupAt: hold.BackupAt, Before: hold.Before, Pieces: pieces.Rows, Pager: pagerOf(r, pieces.Next)}
	return s.desk(w, r, http.StatusOK, "hold", "hold", "Held back after a restore", v)
}

// dropHeld drops one piece, or all of them.
func (s *server) dropHeld(w http.ResponseWriter, r *http.Request, u news.User) error {
	if r.PostFormValue("all") != "" {
		n, err := s.room.DropAll(r.Context(), u)
		if err != nil {
			return err
		}
		s.flash(r, fmt.Sprintf("Dropped. %d pieces will not go out.", n))
		return seeOther(w, r, "/desk/hold")
	}
	if err := s.room.Drop(r.Context(), u, r.PostFormValue("kind"), r.PostFormValue("key")); err != nil {
		return err
	}
	s.flash(r, "Dropped. It will not go out.")
	return seeOther(w, r, "/desk/hold")
}

func (s *server) goLive(w http.ResponseWriter, r *http.Request, u news.User) error {
	fenced, err := s.room.GoLive(r.Context(), u)
	if err != nil {
		return err
	}
	said := "This is the live newsroom now. What was held back goes out."
	if fenced != "" {
		said += " The newsroom in " + fenced + " refuses to start from now on."
	}
	s.flash(r, said)
	return seeOther(w, r, "/desk")
}
