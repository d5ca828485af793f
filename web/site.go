package web

import (
	"net/http"

	"dateline/news"
	"dateline/publish"
)

// siteRoutes lists the addresses of the public site.
func (s *server) siteRoutes() {
	s.page("GET /{$}", s.front)
}

// frontDispatches is how many of the newest dispatches the front page is laid out from.
const frontDispatches = 60

// A frontView is the front page.
type frontView struct {
	publish.FrontPage
}

func (s *server) front(w http.ResponseWriter, r *http.Request) error {
	ds, err := s.released(r, "", frontDispatches)
	if err != nil {
		return err
	}
	return s.show(w, r, "front", page{Canonical: "/", Description: s.room.Site.Tagline, Wide: true,
		Data: frontView{publish.Front(s.room.Site, ds)}})
}

// released gives the newest dispatches that readers may see, of a section or of all.
func (s *server) released(r *http.Request, section string, most int) ([]news.Dispatch, error) {
	f := filterOf(s.room.Store.Released)
	f.Section = section
	rows, err := s.room.Store.Released(r.Context(), f, news.Paging{Limit: most})
	if err != nil {
		return nil, err
	}
	ds := make([]news.Dispatch, len(rows.Rows))
	for i, row := range rows.Rows {
		ds[i] = row.Dispatch
	}
	return ds, nil
}
