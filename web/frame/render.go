package frame

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
)

// A Page is what every template gets: what the layout shows, and Data, which is
// the page's own. Handlers fill in what is special; render adds the rest.
type Page struct {
	Title       string // of the browser's tab; empty on the front page
	Description string
	Canonical   string // path of the page, empty: none
	NoIndex     bool
	Section     string // key of the section that the page stands in
	Wide        bool   // uses the whole width
	Feeds       string // path prefix of the feeds that belong to the page: "" for the whole site
	Meta        publish.Meta
	Data        any

	// Filled in by render.
	Site     publish.Site
	User     *news.User // nil: nobody is signed in
	Path     string
	Address  string // path and query, for forms that lead back
	Query    string // what stands in the search box
	Flash    string // said once, after a form was accepted
	Counts   map[string]int
	Incoming bool // whoever asks sees stories, facts and the register
	Held     bool // at the desk: what goes out is held back after a restore

	Condition newsroom.Condition // what is wrong with the machine; shown at the desk
}

// Render writes a page whole or not at all: a template that fails leaves the
// answer to the error page.
func (s *Server) Render(w http.ResponseWriter, r *http.Request, status int, name string, p Page) error {
	if strings.HasPrefix(name, "desk/") {
		p.Condition = s.Room.Condition()
	}
	p.Site, p.Path, p.Address = s.Room.Site, r.URL.Path, r.URL.RequestURI()
	if hasSession(r) {
		p.User = s.User(r)
		p.Flash = s.Sessions.PopString(r.Context(), "flash")
	}
	p.Incoming = s.Room.ShowsIncoming() || p.User != nil
	t, ok := s.templates[name]
	if !ok {
		return noTemplate(name)
	}
	var body bytes.Buffer
	if err := t.ExecuteTemplate(&body, "layout", p); err != nil {
		return err
	}
	if kept, ok := s.keptFor(r); ok {
		page, found := refilled(body.Bytes(), kept)
		if !found {
			return SeeOther(w, r, "/desk/writing/"+kept.ID)
		}
		body = *bytes.NewBuffer(page)
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(body.Len()))
	if header.Get("Cache-Control") == "" {
		if strings.HasPrefix(name, "desk/") || p.User != nil {
			header.Set("Cache-Control", "no-store")
		} else {
			header.Set("Cache-Control", "no-cache")
		}
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		body.WriteTo(w)
	}
	return nil
}

// Show renders a page that was found.
func (s *Server) Show(w http.ResponseWriter, r *http.Request, name string, p Page) error {
	return s.Render(w, r, http.StatusOK, name, p)
}

// Again shows a form again with what was wrong with it. Errors that are no
// refusals are not the form's matter.
func (s *Server) Again(w http.ResponseWriter, r *http.Request, name string, err error, with func(problem string) Page) error {
	said, status, err := Refusal(err)
	if err != nil {
		return err
	}
	return s.Render(w, r, status, name, with(said))
}

// Flash leaves a sentence for the next page that the same browser asks for.
func (s *Server) Flash(r *http.Request, text string) {
	s.Sessions.Put(r.Context(), "flash", text)
}

// RenderPart returns a part of a page, for a script that puts it into the page.
func (s *Server) RenderPart(name, part string, data any) ([]byte, error) {
	t, ok := s.templates[name]
	if !ok {
		return nil, noTemplate(name)
	}
	var out bytes.Buffer
	err := t.ExecuteTemplate(&out, part, data)
	return out.Bytes(), err
}

// AssetAddress returns the address of one of the files that pages load.
func (s *Server) AssetAddress(name string) string { return s.assets.byName[name] }
