package web

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

// A server answers requests. Its methods are the pages, in files by page.
type server struct {
	Config
	room      *newsroom.Newsroom
	store     *store.Reader // the room's, to look things up
	log       *slog.Logger
	sessions  *scs.SessionManager
	templates map[string]*template.Template
	assets    *assets
	limits    limits
	attempts  *attempts
	bodies    budgets
	layouts   chan struct{} // places of texts that are being laid out
	mux       *mux

	keptSitemap  keptDocument
	keptRegister keptRegister
}

// New makes the handler of all pages. /healthz and /readyz are left to whoever
// serves it.
func New(c Config) (http.Handler, error) {
	s, err := newServer(c)
	if err != nil {
		return nil, err
	}
	return s.around(s.mux), nil
}

func newServer(c Config) (*server, error) {
	if c.Room == nil {
		return nil, errors.New("the pages need a newsroom")
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	s := &server{Config: c, room: c.Room, store: c.Room.Reader(), log: c.Log, limits: newLimits(), attempts: newAttempts(),
		bodies: newBudgets(), layouts: make(chan struct{}, layoutsMost), mux: &mux{ServeMux: http.NewServeMux()}}
	var err error
	if s.assets, err = loadAssets(); err != nil {
		return nil, fmt.Errorf("loading the assets: %w", err)
	}
	if s.templates, err = loadTemplates(s.assets); err != nil {
		return nil, fmt.Errorf("loading the templates: %w", err)
	}
	s.sessions = newSessions(c.Room, s.secure(), c.Log)
	s.routes()
	return s, nil
}

// secure says whether the site is served over HTTPS.
func (s *server) secure() bool {
	u, err := url.Parse(s.room.Site.BaseURL)
	return err == nil && strings.EqualFold(u.Scheme, "https")
}

// A mux knows the patterns of all addresses that it serves.
type mux struct {
	*http.ServeMux
	patterns []string
}

func (m *mux) Handle(pattern string, h http.Handler) {
	m.patterns = append(m.patterns, pattern)
	m.ServeMux.Handle(pattern, h)
}

// routes lists every address there is. The desk's are in desk_routes.go.
func (s *server) routes() {
	s.mux.Handle("GET /assets/", s.assets)
	s.page("GET /", s.nothingHere)
	s.siteRoutes()
	s.accountRoutes()
	s.deskRoutes()
}

// An answer is the handler of a page: it writes the page, or gives the error
// that fail turns into one.
type answer func(w http.ResponseWriter, r *http.Request) error

// page serves a page for people: with their session, and an error as a page.
func (s *server) page(pattern string, h answer) {
	s.mux.Handle(pattern, s.withSession(s.answering(h)))
}

// document serves a document for programs: without a session, so that it can be
// kept by whoever asks.
func (s *server) document(pattern string, h answer) {
	s.mux.Handle(pattern, s.answering(h))
}

// answering makes an error of an answer a page.
func (s *server) answering(h answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

type sessionKey struct{}

// withSession loads the session of a request, and notes that there is one: asking
// scs where there is none panics.
func (s *server) withSession(h http.Handler) http.Handler {
	return s.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), sessionKey{}, true)))
	}))
}

func hasSession(r *http.Request) bool { return r.Context().Value(sessionKey{}) != nil }

func (s *server) nothingHere(http.ResponseWriter, *http.Request) error {
	return newsroom.ErrNotFound
}

// seeOther ends a form that was accepted: the browser asks for the next page,
// so that reloading it sends nothing twice. It also leads on from a page that is
// elsewhere for now.
func seeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// moved says where a page is for good.
func moved(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusMovedPermanently)
	return nil
}
