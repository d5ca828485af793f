package web

import (
	"net/http"
	"strings"

	"dateline/news"
	"dateline/publish"
)

// A searchView is the search page.
type searchView struct {
	Query   string
	Problem string
	Teasers []publish.Teaser
	Stories []storyTeaser // the first few that the query finds
	Pager   pager
}

func (s *server) search(w http.ResponseWriter, r *http.Request) error {
	v := searchView{Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	status := http.StatusOK
	if v.Query != "" {
		err := s.find(r, &v)
		if said, refused := sentence(err); refused {
			v.Problem, status, err = said, http.StatusUnprocessableEntity, nil
		}
		if err != nil {
			return err
		}
	}
	p := page{Title: "Search", NoIndex: true, Query: v.Query, Data: v}
	if v.Query != "" {
		p.Title = v.Query + " – Search"
	}
	return s.render(w, r, status, "search", p)
}

func (s *server) find(r *http.Request, v *searchView) error {
	p, err := paging(r, 1, 20)
	if err != nil {
		return err
	}
	found, err := s.room.SearchDispatches(r.Context(), v.Query, p)
	if err != nil {
		return err
	}
	var ds []news.Dispatch
	for _, row := range found.Rows {
		ds = append(ds, row.Dispatch)
	}
	v.Teasers, v.Pager = publish.Teasers(s.room.Site, ds), pagerOf(r, found.Next)
	if p.After == "" {
		v.Stories, _, err = s.foundStories(r, v.Query, news.Paging{Limit: 8})
	}
	return err
}
