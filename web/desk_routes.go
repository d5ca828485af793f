package web

import (
	"net/http"

	"dateline/news"
)

// deskRoutes lists the addresses of the desk. All of them ask for a signed-in
// user whose role reaches.
func (s *server) deskRoutes() {
	s.page("GET /desk", s.member(news.Reader, s.deskHome))
}

// deskHome is where a sign-in leads.
func (s *server) deskHome(w http.ResponseWriter, r *http.Request, _ news.User) error {
	counts, err := s.room.Store.Counts(r.Context())
	if err != nil {
		return err
	}
	return s.show(w, r, "desk/home", page{Title: "Desk", Data: counts})
}
