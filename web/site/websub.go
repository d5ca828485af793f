package site

import (
	"errors"
	"io"
	"net/http"

	"dateline/newsroom"
	"dateline/web/frame"
)

// hubVerifies answers a WebSub hub that asks whether we meant our request.
func (s *Site) hubVerifies(w http.ResponseWriter, r *http.Request) error {
	challenge, err := s.Room.HubVerifies(r.Context(), r.PathValue("token"), r.URL.Query())
	if errors.Is(err, newsroom.ErrNoSubscription) {
		return newsroom.ErrNotFound
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = io.WriteString(w, challenge)
	return frame.Writing(err)
}

// hubTells takes what a WebSub hub sends. The body is read only if the token
// names a subscription and the header a signature that can be checked. A hub that
// speaks of a subscription that has ended is told so, and may forget it.
func (s *Site) hubTells(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	needed, err := s.Room.HubSends(r.Context(), token, r.Header)
	if err == nil && needed {
		from := func(*http.Request) string { return token }
		err = frame.Admitted(frame.HubsMessage, s.Bodies.Hubs, from, func(_ http.ResponseWriter, r *http.Request) error {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return frame.BadForm(err)
			}
			return s.Room.HubTells(r.Context(), token, r.Header, body)
		})(w, r)
	}
	if errors.Is(err, newsroom.ErrNoSubscription) {
		w.WriteHeader(http.StatusGone)
		return nil
	}
	if err == nil {
		w.WriteHeader(http.StatusAccepted)
	}
	return err
}
