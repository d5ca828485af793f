package web

import (
	"net/http"

	"dateline/web/api"
	"dateline/web/desk"
	"dateline/web/frame"
	"dateline/web/site"
	"dateline/web/view"
)

// Config is what the pages are told.
type Config = frame.Config

// New makes the handler of all pages. /healthz and /readyz are left to whoever
// serves it.
func New(c Config) (http.Handler, error) {
	s, err := newServer(c)
	if err != nil {
		return nil, err
	}
	return s.Around(s.Mux), nil
}

// Headed sets the headers that keep browsers safe on every answer of h.
func Headed(secure bool, h http.Handler) http.Handler { return frame.Headed(secure, h) }

// newServer puts the rooms together.
func newServer(c Config) (*frame.Server, error) {
	s, err := frame.New(c)
	if err != nil {
		return nil, err
	}
	views := view.New(s)
	if err := site.Add(views); err != nil {
		return nil, err
	}
	if err := desk.Add(views); err != nil {
		return nil, err
	}
	return s, api.Add(views)
}
