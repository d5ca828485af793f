package desk

import (
	"net/http"
	"strings"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
)

// An alertListView is a user's alerts and the form that adds one.
type alertListView struct {
	Name, Query, Address string
	Channel              news.Channel
	Changes              bool
	Problem              string
	Alerts               []store.AlertRow
}

func (s *Desk) alertList(w http.ResponseWriter, r *http.Request, u news.User) error {
	return s.showAlerts(w, r, u, http.StatusOK, alertListView{Query: r.URL.Query().Get("query"), Channel: news.ChannelDesk})
}

func (s *Desk) showAlerts(w http.ResponseWriter, r *http.Request, u news.User, status int, v alertListView) error {
	var err error
	if v.Alerts, err = s.Store.Alerts(r.Context(), u.ID); err != nil {
		return err
	}
	return s.DeskPage(w, r, status, "alerts", "alerts", "Alerts", v)
}

// addAlert saves an alert. One that sends to a webhook shows a secret, and takes a
// password that was just entered.
func (s *Desk) addAlert(w http.ResponseWriter, r *http.Request, u news.User) error {
	if news.Channel(r.PostFormValue("channel")) == news.ChannelWebhook {
		return s.recentlyAuthenticated(s.saveAlert)(w, r, u)
	}
	return s.saveAlert(w, r, u)
}

func (s *Desk) saveAlert(w http.ResponseWriter, r *http.Request, u news.User) error {
	v := alertListView{Name: strings.TrimSpace(r.PostFormValue("name")), Query: strings.TrimSpace(r.PostFormValue("query")),
		Address: strings.TrimSpace(r.PostFormValue("address")), Channel: news.Channel(r.PostFormValue("channel"))}
	if v.Channel == "" {
		v.Channel = news.ChannelDesk
	}
	v.Changes = r.PostFormValue("changes") != ""
	a, err := s.Room.AddAlert(r.Context(), u, news.Alert{Name: v.Name, Query: v.Query, Channel: v.Channel, Address: v.Address, Changes: v.Changes})
	if err != nil {
		var status int
		if v.Problem, status, err = frame.Refusal(err); err != nil {
			return err
		}
		return s.showAlerts(w, r, u, status, v)
	}
	said := "Saved. Each new report is checked against it from now on."
	if a.Channel == news.ChannelWebhook {
		row, err := s.Store.Alert(r.Context(), a.ID)
		if err != nil {
			return err
		}
		said += " Its messages are signed with this secret, which is shown only now: " + row.Secret
	}
	s.Flash(r, said)
	return frame.SeeOther(w, r, "/desk/alerts")
}

// An alertView is an alert with the reports that it found.
type alertView struct {
	store.AlertRow
	Days  []riverDay
	Pager frame.Pager
}

// ownAlert gives an alert to who has it, and to administrators.
func (s *Desk) ownAlert(r *http.Request, u news.User) (store.AlertRow, error) {
	a, err := s.Store.Alert(r.Context(), r.PathValue("id"))
	if err == nil && a.UserID != u.ID && u.Role != news.Administrator {
		err = newsroom.ErrNotFound
	}
	return a, err
}

func (s *Desk) alert(w http.ResponseWriter, r *http.Request, u news.User) error {
	a, err := s.ownAlert(r, u)
	if err != nil {
		return err
	}
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	rows, err := s.Store.Hits(r.Context(), a.ID, p)
	if err != nil {
		return err
	}
	v := alertView{AlertRow: a, Pager: frame.PagerOf(r, rows.Next)}
	excerpts, err := s.Room.Excerpts(r.Context(), a.Query, rows.Rows)
	if _, _, err = frame.Refusal(err); err != nil { // a query that is refused by now shows nothing
		return err
	}
	if v.Days, err = s.riverDays(r, rows.Rows, excerpts, true); err != nil {
		return err
	}
	return s.DeskPage(w, r, http.StatusOK, "alert", "alerts", "Alert: "+a.Name, v)
}

func (s *Desk) removeAlert(w http.ResponseWriter, r *http.Request, u news.User) error {
	a, err := s.ownAlert(r, u)
	if err != nil {
		return err
	}
	if err := s.Room.RemoveAlert(r.Context(), u, a.ID); err != nil {
		return err
	}
	s.Flash(r, "The alert “"+a.Name+"” was removed.")
	return frame.SeeOther(w, r, "/desk/alerts")
}
