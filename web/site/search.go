package site

import (
	"net/http"
	"strings"

	"dateline/news"
	"dateline/publish"
	"dateline/web/frame"
	"dateline/web/view"
)

// A searchView is the search page.
type searchView struct {
	Query   string
	Problem string
	Teasers []publish.Teaser
	Stories []view.StoryTeaser // the first few that the query finds
	Pager   frame.Pager
}

func (s *Site) search(w http.ResponseWriter, r *http.Request) error {
	v := searchView{Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	status := http.StatusOK
	if v.Query != "" {
		err := s.find(r, &v)
		if said, refused := frame.Sentence(err); refused {
			v.Problem, status, err = said, http.StatusUnprocessableEntity, nil
		}
		if err != nil {
			return err
		}
	}
	p := frame.Page{Title: "Search", NoIndex: true, Query: v.Query, Data: v}
	if v.Query != "" {
		p.Title = v.Query + " – Search"
	}
	return s.Render(w, r, status, "search", p)
}

func (s *Site) find(r *http.Request, v *searchView) error {
	p, err := frame.Paging(r, 1, 20)
	if err != nil {
		return err
	}
	found, err := s.Room.SearchDispatches(r.Context(), v.Query, p)
	if err != nil {
		return err
	}
	var ds []news.Dispatch
	for _, row := range found.Rows {
		ds = append(ds, row.Dispatch)
	}
	v.Teasers, v.Pager = publish.Teasers(s.Room.Site, ds), frame.PagerOf(r, found.Next)
	if p.After == "" && s.SeesIncoming(r) {
		v.Stories, _, err = s.FoundStories(r, v.Query, news.Paging{Limit: 8})
	}
	return err
}
