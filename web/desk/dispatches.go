package desk

import (
	"net/http"
	"strings"

	"dateline/desk"
	"dateline/news"
	"dateline/store"
	"dateline/web/frame"
)

// A dispatchListView is the list of dispatches.
type dispatchListView struct {
	Find, Section string
	State         news.DispatchState // empty: all but the spiked
	States        []dispatchState
	Dispatches    []dispatchLine
	MayWrite      bool
	Stale         bool // only those whose pages no longer say what they cite
	Pager         frame.Pager
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

func (s *Desk) dispatchList(w http.ResponseWriter, r *http.Request, u news.User) error {
	q := r.URL.Query()
	v := dispatchListView{Find: strings.TrimSpace(q.Get("q")), Section: q.Get("section"), State: news.DispatchState(q.Get("state")),
		States: dispatchStates, MayWrite: desk.MayBegin(u) == nil, Stale: q.Get("stale") == "1"}
	p, err := frame.Paging(r, 2, frame.RowsShown)
	if err != nil {
		return err
	}
	f := store.DispatchFilter{Section: v.Section, Find: v.Find, States: []news.DispatchState{v.State}, Stale: v.Stale}
	if v.State == "" {
		f.States = []news.DispatchState{news.Draft, news.Submitted, news.Embargoed, news.Published, news.Killed}
	}
	rows, err := s.Store.Dispatches(r.Context(), f, p)
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
	v.Pager = frame.PagerOf(r, rows.Next)
	return s.DeskPage(w, r, http.StatusOK, "dispatches", "dispatches", "Dispatches", v)
}

// userNames gives the names of users by id, those of the program too.
func (s *Desk) userNames(r *http.Request) (map[string]string, error) {
	users, err := s.Store.Users(r.Context())
	if err != nil {
		return nil, err
	}
	names := map[string]string{desk.Program.ID: desk.Program.Name}
	for _, u := range users {
		names[u.ID] = u.Name
	}
	return names, nil
}

func (s *Desk) beginDispatch(w http.ResponseWriter, r *http.Request, u news.User) error {
	row, err := s.Room.Begin(r.Context(), u)
	if err != nil {
		return err
	}
	return frame.SeeOther(w, r, "/desk/dispatches/"+row.ID)
}
