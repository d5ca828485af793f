package web

import (
	"errors"
	"io"
	"net/http"

	"dateline/newsroom"
)

// hubVerifies answers a WebSub hub that asks whether we meant our request.
func (s *server) hubVerifies(w http.ResponseWriter, r *http.Request) error {
	challenge, err := s.room.HubVerifies(r.Context(), r.PathValue("token"), r.URL.Query())
	if errors.Is(err, newsroom.ErrNoSubscription) {
		return newsroom.ErrNotFound
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = io.WriteString(w, challenge)
	return writing(err)
}

// hubTells takes what a WebSub hub sends. One that speaks of a subscription that
// is no more is told so, and may forget it.
func (s *server) hubTells(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return badForm(err)
	}
	err = s.room.HubTells(r.Context(), r.PathValue("token"), r.Header, body)
	if errors.Is(err, newsroom.ErrNoSubscription) {
		w.WriteHeader(http.StatusGone)
		return nil
	}
	if err == nil {
		w.WriteHeader(http.StatusAccepted)
	}
	return err
}
