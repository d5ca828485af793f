package desk

import (
	"net/http"

	"dateline/news"
	"dateline/web/frame"
)

// confirmTime is an administrator's word that the clock is right, after it jumped ahead.
func (s *Desk) confirmTime(w http.ResponseWriter, r *http.Request, u news.User) error {
	if err := s.Room.ConfirmTime(r.Context(), u); err != nil {
		return err
	}
	s.Flash(r, "The time is confirmed. Embargoes that have ended are released.")
	return frame.Back(w, r, "/desk")
}
