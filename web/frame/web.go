package frame

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/alexedwards/scs/v2"

	"dateline/newsroom"
	"dateline/store"
)

// Config is what the pages are told. The zero value of a field but Room means
// its default.
type Config struct {
	Room *newsroom.Newsroom
	Log  *slog.Logger

	Demo            string // shown on the sign-in page, such as the accounts of a demo
	SetupToken      string // asked for when the first administrator is made; empty: not asked
	ForwardedHeader string // in which a trusted proxy names the client, such as X-Forwarded-For; empty: no proxy

	Stopping <-chan struct{} // closed when the server begins to stop: answers that would go on end then; nil: never
}

// A Server is what the rooms of package web share: how a request is taken, and how a
// page, an error or a refusal is answered. Each room embeds it and adds its pages.
type Server struct {
	Config
	Store    *store.Reader // the room's, to look things up
	Sessions *scs.SessionManager
	Limits   Limits
	Bodies   budgets
	Mux      *Mux

	templates map[string]*template.Template
	assets    *assets
	attempts  *attempts
}

// New returns a server that knows the pages of accounts and errors; the rooms add theirs.
func New(c Config) (*Server, error) {
	if c.Room == nil {
		return nil, errors.New("the pages need a newsroom")
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	s := &Server{Config: c, Store: c.Room.Reader(), Limits: newLimits(), attempts: newAttempts(), Bodies: newBudgets(),
		Mux: &Mux{ServeMux: http.NewServeMux()}, templates: map[string]*template.Template{}}
	var err error
	if s.assets, err = loadAssets(); err != nil {
		return nil, fmt.Errorf("loading the assets: %w", err)
	}
	if err := s.AddTemplates("", templateFiles); err != nil {
		return nil, err
	}
	s.Sessions = newSessions(c.Room, s.Secure(), c.Log)
	s.Mux.Handle("GET /assets/", s.assets)
	s.Page("GET /", s.nothingHere)
	s.accountRoutes()
	return s, nil
}

// Secure says whether the site is served over HTTPS.
func (s *Server) Secure() bool {
	u, err := url.Parse(s.Room.Site.BaseURL)
	return err == nil && strings.EqualFold(u.Scheme, "https")
}

// A Mux knows the patterns of all addresses that it serves.
type Mux struct {
	*http.ServeMux
	Patterns []string
}

// Handle serves a pattern and remembers it.
func (m *Mux) Handle(pattern string, h http.Handler) {
	m.Patterns = append(m.Patterns, pattern)
	m.ServeMux.Handle(pattern, h)
}

// An Answer is the handler of a page: it writes the page, or gives the error
// that fail turns into one.
type Answer func(w http.ResponseWriter, r *http.Request) error

// Page serves a page for people: with their session, and an error as a page.
func (s *Server) Page(pattern string, h Answer) {
	s.Mux.Handle(pattern, s.withSession(s.answering(h)))
}

// Document serves a document for programs: without a session, so that it can be
// kept by whoever asks.
func (s *Server) Document(pattern string, h Answer) {
	s.Mux.Handle(pattern, s.answering(h))
}

// answering makes an error of an answer a page.
func (s *Server) answering(h Answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.Fail(w, r, err)
		}
	})
}

type sessionKey struct{}

// withSession loads the session of a request, and notes that there is one: asking
// scs where there is none panics.
func (s *Server) withSession(h http.Handler) http.Handler {
	return s.Sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), sessionKey{}, true)))
	}))
}

func hasSession(r *http.Request) bool { return r.Context().Value(sessionKey{}) != nil }

func (s *Server) nothingHere(http.ResponseWriter, *http.Request) error {
	return newsroom.ErrNotFound
}

// SeeOther ends a form that was accepted: the browser asks for the next page,
// so that reloading it sends nothing twice. It also leads on from a page that is
// elsewhere for now.
func SeeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// Moved says where a page is for good.
func Moved(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusMovedPermanently)
	return nil
}
