package web

import (
	"net/http"

	"dateline/news"
)

// confirmTime is an administrator's word that the clock is right, after it jumped ahead.
func (s *server) confirmTime(w http.ResponseWriter, r *http.Request, u news.User) error {
	if err := s.room.ConfirmTime(r.Context(), u); err != nil {
		return err
	}
	s.flash(r, "The time is confirmed. Embargoes that have ended are released.")
	return back(w, r, "/desk")
}
