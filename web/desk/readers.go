package desk

import (
	"fmt"
	"net/http"
	"strings"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
)

// A subscriberListView is the list of those who get what is published.
type subscriberListView struct {
	Find             string
	Address, Section string // in the form that adds a webhook
	Problem          string
	Subscribers      []subscriberLine
	Pager            frame.Pager
}

// A subscriberLine is a subscriber with what fails at its address.
type subscriberLine struct {
	news.Subscriber
	Endpoint news.Endpoint
}

func (s *Desk) subscriberList(w http.ResponseWriter, r *http.Request, _ news.User) error {
	return s.showSubscribers(w, r, http.StatusOK, subscriberListView{})
}

func (s *Desk) showSubscribers(w http.ResponseWriter, r *http.Request, status int, v subscriberListView) error {
	v.Find = strings.TrimSpace(r.URL.Query().Get("q"))
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	rows, err := s.Store.Subscribers(r.Context(), v.Find, p)
	if err != nil {
		return err
	}
	for _, row := range rows.Rows {
		e, err := s.Store.Endpoint(r.Context(), row.Channel, row.Address)
		if err != nil {
			return err
		}
		v.Subscribers = append(v.Subscribers, subscriberLine{row, e})
	}
	v.Pager = frame.PagerOf(r, rows.Next)
	return s.DeskPage(w, r, status, "subscribers", "subscribers", "Subscribers", v)
}

func (s *Desk) addWebhook(w http.ResponseWriter, r *http.Request, u news.User) error {
	v := subscriberListView{Address: strings.TrimSpace(r.PostFormValue("address")), Section: r.PostFormValue("section")}
	added, err := s.Room.AddWebhook(r.Context(), u, v.Address, v.Section)
	if err != nil {
		var status int
		if v.Problem, status, err = frame.Refusal(err); err != nil {
			return err
		}
		return s.showSubscribers(w, r, status, v)
	}
	said := "A signed test message is on its way to " + added.Address + ". The webhook is confirmed, and gets what is published, once it answers with 2xx."
	if added.State == news.SubscriberConfirmed {
		said = added.Address + " has a new secret."
	}
	s.Flash(r, said+" Its messages are signed with this secret, which is shown only now: "+added.Secret)
	return frame.SeeOther(w, r, "/desk/subscribers")
}

// openEndpoint has an address tried again that bounced, or a webhook that was disabled.
func (s *Desk) openEndpoint(w http.ResponseWriter, r *http.Request, u news.User) error {
	row, err := s.Store.Subscriber(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := s.Room.OpenEndpoint(r.Context(), u, row.Channel, row.Address); err != nil {
		return err
	}
	s.Flash(r, row.Address+" is tried again from now on.")
	return frame.Back(w, r, "/desk/subscribers")
}

// settleUnsure counts one delivery, or all, as sent of which nobody could know.
func (s *Desk) settleUnsure(w http.ResponseWriter, r *http.Request, u news.User) error {
	settled, err := s.Room.SettleUnsure(r.Context(), u, r.PostFormValue("id"))
	if err != nil {
		return err
	}
	s.Flash(r, fmt.Sprintf("Counted as sent: %d.", settled))
	return frame.SeeOther(w, r, "/desk/deliveries?state=unsure")
}

func (s *Desk) endSubscription(w http.ResponseWriter, r *http.Request, u news.User) error {
	if err := s.Room.EndSubscription(r.Context(), u, r.PathValue("id")); err != nil {
		return err
	}
	s.Flash(r, "The subscription has ended; nothing more is sent there.")
	return frame.Back(w, r, "/desk/subscribers")
}

// A deliveryListView is the list of what is owed and what was sent.
type deliveryListView struct {
	State      news.DeliveryState // empty: all
	States     []deliveryState
	Subject    string
	Deliveries []store.DeliveryRow
	Pager      frame.Pager
}

type deliveryState struct {
	Key   news.DeliveryState
	Title string
}

var deliveryStates = []deliveryState{{"", "All"}, {news.DeliveryOwed, "Owed"}, {news.DeliverySending, "Sending"}, {news.DeliverySent, "Sent"},
	{news.DeliveryFailed, "Failed"}, {news.DeliveryUnsure, "Unsure"}, {news.DeliveryDropped, "Dropped"}}

func (s *Desk) deliveryList(w http.ResponseWriter, r *http.Request, _ news.User) error {
	q := r.URL.Query()
	v := deliveryListView{State: news.DeliveryState(q.Get("state")), States: deliveryStates, Subject: strings.TrimSpace(q.Get("subject"))}
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	rows, err := s.Store.Deliveries(r.Context(), v.State, v.Subject, p)
	if err != nil {
		return err
	}
	v.Deliveries, v.Pager = rows.Rows, frame.PagerOf(r, rows.Next)
	return s.DeskPage(w, r, http.StatusOK, "deliveries", "deliveries", "Deliveries", v)
}

// A deliveryView is a delivery with what was answered.
type deliveryView struct {
	store.DeliveryRow
	Message       news.Message // what all recipients get; without texts once they were removed
	DecidedByName string
	About         string // address of the page of what is delivered; may be empty
	MayRepeat     bool
}

func (s *Desk) delivery(w http.ResponseWriter, r *http.Request, _ news.User) error {
	row, err := s.Store.Delivery(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	names, err := s.userNames(r)
	if err != nil {
		return err
	}
	message, err := s.Store.Message(r.Context(), row.Subject)
	if err != nil {
		return err
	}
	v := deliveryView{DeliveryRow: row, Message: message, DecidedByName: names[row.DecidedBy], MayRepeat: mayRepeat(row)}
	if kind, rest, _ := strings.Cut(row.Subject, "/"); kind == "dispatch" {
		id, _, _ := strings.Cut(rest, "/")
		if d, err := s.Store.Dispatch(r.Context(), id); err == nil {
			v.About = "/desk/dispatches/" + d.ID
		}
	}
	return s.DeskPage(w, r, http.StatusOK, "delivery", "deliveries", "Delivery: "+row.Title, v)
}

// mayRepeat says whether a person may have a delivery sent again.
func mayRepeat(row store.DeliveryRow) bool {
	return row.State == news.DeliveryFailed || row.State == news.DeliveryUnsure
}

func (s *Desk) sendAgain(w http.ResponseWriter, r *http.Request, u news.User) error {
	if err := s.Room.Retry(r.Context(), u, newsroom.StepDeliver, r.PathValue("id")); err != nil {
		return err
	}
	s.Flash(r, "It is sent again now, unless it has become out of date; then this page says why.")
	return frame.SeeOther(w, r, "/desk/deliveries/"+r.PathValue("id"))
}
