package site

import (
	"net/http"
	"strings"

	"dateline/newsroom"
	"dateline/web/frame"
)

// A subscribeView is the form to subscribe by e-mail.
type subscribeView struct {
	Address, Section string
	Problem          string
	Sent             bool
}

func (s *Site) subscribePage(v subscribeView) frame.Page {
	return frame.Page{Title: "Subscribe", Canonical: "/subscribe", Data: v}
}

func (s *Site) subscribeForm(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return s.Show(w, r, "subscribe", s.subscribePage(subscribeView{Section: q.Get("section"), Sent: q.Get("sent") != ""}))
}

func (s *Site) subscribe(w http.ResponseWriter, r *http.Request) error {
	v := subscribeView{Address: strings.TrimSpace(r.PostFormValue("address")), Section: r.PostFormValue("section")}
	if err := s.Room.Subscribe(r.Context(), v.Address, v.Section); err != nil {
		return s.Again(w, r, "subscribe", err, func(problem string) frame.Page {
			v.Problem = problem
			return s.subscribePage(v)
		})
	}
	return frame.SeeOther(w, r, "/subscribe?sent=1")
}

// A subscriptionView asks once more before it is confirmed or ended: programs
// that look at the links of an e-mail must not do either.
type subscriptionView struct {
	Act        string // confirm, leave
	ID, Secret string
	Done       bool
	Problem    string
}

func (s *Site) subscriptionPage(w http.ResponseWriter, v subscriptionView) frame.Page {
	w.Header().Set("Referrer-Policy", "no-referrer") // the address holds the subscriber's secret
	w.Header().Set("Cache-Control", "no-store")
	title := "Confirm your subscription"
	if v.Act == "leave" {
		title = "End your subscription"
	}
	return frame.Page{Title: title, NoIndex: true, Data: v}
}

// subscriptionOf reads which subscription is meant: from the address, where an
// e-mail's link has it, or from the form.
func subscriptionOf(r *http.Request) (subscriptionView, error) {
	v := subscriptionView{Act: r.PathValue("act"), ID: r.FormValue("id"), Secret: r.FormValue("secret")}
	if v.Act != "confirm" && v.Act != "leave" {
		return v, newsroom.ErrNotFound
	}
	return v, nil
}

// maySubscribe refuses what is no act of a subscription.
func (s *Site) maySubscribe(r *http.Request) error {
	if act := r.PathValue("act"); act != "confirm" && act != "leave" {
		return newsroom.ErrNotFound
	}
	return nil
}

func (s *Site) subscriptionForm(w http.ResponseWriter, r *http.Request) error {
	v, err := subscriptionOf(r)
	if err != nil {
		return err
	}
	return s.Show(w, r, "subscription", s.subscriptionPage(w, v))
}

// subscription confirms or ends. Mail programs post here by themselves when
// their reader presses "unsubscribe" (RFC 8058).
func (s *Site) subscription(w http.ResponseWriter, r *http.Request) error {
	v, err := subscriptionOf(r)
	if err != nil {
		return err
	}
	change := s.Room.Confirm
	if v.Act == "leave" {
		change = s.Room.Leave
	}
	if err := change(r.Context(), v.ID, v.Secret); err != nil {
		return s.Again(w, r, "subscription", err, func(problem string) frame.Page {
			v.Problem = problem
			return s.subscriptionPage(w, v)
		})
	}
	v.Done = true
	return s.Show(w, r, "subscription", s.subscriptionPage(w, v))
}
