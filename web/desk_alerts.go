package web

import (
	"net/http"
	"strings"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
)

// An alertListView is a user's alerts and the form that adds one.
type alertListView struct {
	Name, Query, Address string
	Channel              news.Channel
	Changes              bool
	Problem              string
	Alerts               []store.AlertRow
}

func (s *server) alertList(w http.ResponseWriter, r *http.Request, u news.User) error {
	return s.showAlerts(w, r, u, http.StatusOK, alertListView{Query: r.URL.Query().Get("query"), Channel: news.ChannelDesk})
}

func (s *server) showAlerts(w http.ResponseWriter, r *http.Request, u news.User, status int, v alertListView) error {
	var err error
	if v.Alerts, err = s.store.Alerts(r.Context(), u.ID); err != nil {
		return err
	}
	return s.desk(w, r, status, "alerts", "alerts", "Alerts", v)
}

func (s *server) addAlert(w http.ResponseWriter, r *http.Request, u news.User) error {
	v := alertListView{Name: strings.TrimSpace(r.PostFormValue("name")), Query: strings.TrimSpace(r.PostFormValue("query")),
		Address: strings.TrimSpace(r.PostFormValue("address")), Channel: news.Channel(r.PostFormValue("channel"))}
	if v.Channel == "" {
		v.Channel = news.ChannelDesk
	}
	v.Changes = r.PostFormValue("changes") != ""
	a, err := s.room.AddAlert(r.Context(), u, news.Alert{Name: v.Name, Query: v.Query, Channel: v.Channel, Address: v.Address, Changes: v.Changes})
	if err != nil {
		var status int
		if v.Problem, status, err = refusal(err); err != nil {
			return err
		}
		return s.showAlerts(w, r, u, status, v)
	}
	said := "Saved. Each new report is checked against it from now on."
	if a.Channel == news.ChannelWebhook {
		row, err := s.store.Alert(r.Context(), a.ID)
		if err != nil {
			return err
		}
		said += " Its messages are signed with this secret, which is shown only now: " + row.Secret
	}
	s.flash(r, said)
	return seeOther(w, r, "/desk/alerts")
}

// An alertView is an alert with the reports that it found.
type alertView struct {
	store.AlertRow
	Days  []riverDay
	Pager pager
}

// ownAlert gives an alert to who has it, and to administrators.
func (s *server) ownAlert(r *http.Request, u news.User) (store.AlertRow, error) {
	a, err := s.store.Alert(r.Context(), r.PathValue("id"))
	if err == nil && a.UserID != u.ID && u.Role != news.Administrator {
		err = newsroom.ErrNotFound
	}
	return a, err
}

func (s *server) alert(w http.ResponseWriter, r *http.Request, u news.User) error {
	a, err := s.ownAlert(r, u)
	if err != nil {
		return err
	}
	p, err := paging(r, 1, rowsShown)
	if err != nil {
		return err
	}
	rows, err := s.store.Hits(r.Context(), a.ID, p)
	if err != nil {
		return err
	}
	v := alertView{AlertRow: a, Pager: pagerOf(r, rows.Next)}
	excerpts, err := s.room.Excerpts(r.Context(), a.Query, rows.Rows)
	if _, _, err = refusal(err); err != nil { // a query that is refused by now shows nothing
		return err
	}
	if v.Days, err = s.riverDays(r, rows.Rows, excerpts, true); err != nil {
		return err
	}
	return s.desk(w, r, http.StatusOK, "alert", "alerts", "Alert: "+a.Name, v)
}

func (s *server) removeAlert(w http.ResponseWriter, r *http.Request, u news.User) error {
	a, err := s.ownAlert(r, u)
	if err != nil {
		return err
	}
	if err := s.room.RemoveAlert(r.Context(), u, a.ID); err != nil {
		return err
	}
	s.flash(r, "The alert “"+a.Name+"” was removed.")
	return seeOther(w, r, "/desk/alerts")
}
