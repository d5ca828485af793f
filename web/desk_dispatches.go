package web

import (
	"cmp"
	"net/http"
	"strings"

	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// A dispatchListView is the list of dispatches.
type dispatchListView struct {
	Find, Section string
	State         news.DispatchState // empty: all but the spiked
	States        []dispatchState
	Dispatches    []dispatchLine
	MayWrite      bool
	Stale         bool // only those whose pages no longer say what they cite
	Pager         pager
}

type dispatchLine struct {
	store.DispatchRow
	Author string
}

type dispatchState struct {
	Key   news.DispatchState
	Title string
}

var dispatchStates = []dispatchState{{"", "All"}, {news.Draft, "Drafts"}, {news.Submitted, "Submitted"}, {news.Embargoed, "Embargoed"},
	{news.Published, "Published"}, {news.Killed, "Killed"}, {news.Spiked, "Spiked"}}

func (s *server) dispatchList(w http.ResponseWriter, r *http.Request, u news.User) error {
	q := r.URL.Query()
	v := dispatchListView{Find: strings.TrimSpace(q.Get("q")), Section: q.Get("section"), State: news.DispatchState(q.Get("state")),
		States: dispatchStates, MayWrite: desk.MayBegin(u) == nil, Stale: q.Get("stale") == "1"}
	p, err := paging(r, 2, rowsShown)
	if err != nil {
		return err
	}
	f := store.DispatchFilter{Section: v.Section, Find: v.Find, States: []news.DispatchState{v.State}, Stale: v.Stale}
	if v.State == "" {
		f.States = []news.DispatchState{news.Draft, news.Submitted, news.Embargoed, news.Published, news.Killed}
	}
	rows, err := s.store.Dispatches(r.Context(), f, p)
	if err != nil {
		return err
	}
	names, err := s.userNames(r)
	if err != nil {
		return err
	}
	for _, row := range rows.Rows {
		v.Dispatches = append(v.Dispatches, dispatchLine{row, names[row.AuthorID]})
	}
	v.Pager = pagerOf(r, rows.Next)
	return s.desk(w, r, http.StatusOK, "dispatches", "dispatches", "Dispatches", v)
}

// userNames gives the names of users by id, those of the program too.
func (s *server) userNames(r *http.Request) (map[string]string, error) {
	users, err := s.store.Users(r.Context())
	if err != nil {
		return nil, err
	}
	names := map[string]string{desk.Program.ID: desk.Program.Name}
	for _, u := range users {
		names[u.ID] = u.Name
	}
	return names, nil
}

func (s *server) beginDispatch(w http.ResponseWriter, r *http.Request, u news.User) error {
	row, err := s.room.Begin(r.Context(), u)
	if err != nil {
		return err
	}
	return seeOther(w, r, "/desk/dispatches/"+row.ID)
}

// stateBadge is the look of a dispatch's state.
func stateBadge(state news.DispatchState) string {
	return cmp.Or(map[news.DispatchState]string{news.Submitted: "warn", news.Embargoed: "calm", news.Published: "good", news.Killed: "bad"}[state], "plain")
}
