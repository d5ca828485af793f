package world

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"path"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// An answer is one resource as it is now.
type answer struct {
	contentType string
	changed     time.Time
	body        []byte
}

// Handler serves all outlets, each under its own host name; a request for any
// other name of the loopback gets the list of them.
func (w *World) Handler() http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			rw.Header().Set("Allow", "GET, HEAD")
			http.Error(rw, "This site is only for reading.", http.StatusMethodNotAllowed)
			return
		}
		w.mu.RLock()
		a, err := w.answer(r)
		w.mu.RUnlock()
		if err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
		if a == nil {
			http.NotFound(rw, r)
			return
		}
		sum := sha256.Sum256(a.body)
		rw.Header().Set("Content-Type", a.contentType)
		rw.Header().Set("ETag", `"`+hex.EncodeToString(sum[:10])+`"`)
		http.ServeContent(rw, r, "", a.changed, bytes.NewReader(a.body))
	})
}

// answer finds what is asked for; nil without an error means there is no such
// thing. The caller holds mu.
func (w *World) answer(r *http.Request) (*answer, error) {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	base := "http://" + r.Host
	for _, o := range w.outlets {
		if o.Host() == host {
			return w.outletAnswer(o, base, r)
		}
	}
	if host != "localhost" && net.ParseIP(host) == nil || r.URL.Path != "/" {
		return nil, nil
	}
	return w.directory(portOf(r.Host))
}

func (w *World) outletAnswer(o *Outlet, base string, r *http.Request) (*answer, error) {
	visible := w.visibleOf(o)
	for _, a := range visible {
		if want, query, _ := strings.Cut(a.path(), "?"); want == r.URL.Path &&
			(query == "" || strings.HasPrefix(r.URL.RawQuery+"&", query+"&")) {
			return w.render(o, "article", w.articlePage(a, base))
		}
	}
	p := r.URL.Path
	switch {
	case p == "/":
		return w.render(o, "list", w.listPage(o, base, "/", "", visible))
	case p == o.feed.path:
		return w.feedAnswer(o, base, visible)
	case p == "/style.css":
		css, err := templateFiles.ReadFile("templates/" + o.Key + ".css")
		return &answer{"text/css; charset=utf-8", w.day0, css}, err
	case p == "/robots.txt":
		text := "User-agent: *\nDisallow: /search\nDisallow: /account/\n\nSitemap: " + base + "/sitemap.xml\n"
		return &answer{"text/plain; charset=utf-8", w.day0, []byte(text)}, nil
	case p == "/sitemap.xml":
		return w.sitemap(o, base, visible), nil
	case p == "/favicon.ico", p == "/favicon.svg":
		return &answer{"image/svg+xml", w.day0, []byte(favicon(o))}, nil
	case strings.HasPrefix(p, o.imageDir) && imageName.MatchString(path.Base(p)):
		return &answer{"image/svg+xml", w.day0, []byte(picture(path.Base(p)))}, nil
	}
	return w.listAnswer(o, base, p, visible)
}

// listAnswer is a section's, an author's or a tag's page.
func (w *World) listAnswer(o *Outlet, base, path string, visible []*article) (*answer, error) {
	kind, rest, _ := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(path, "/"), "/"), "/")
	title, known := "", false
	var list []*article
	for _, a := range visible {
		names := map[string][]string{"section": a.sections, "author": a.bylines, "tag": a.tags}[kind]
		for i, name := range names {
			address := slugOf(name)
			if kind == "section" {
				address = strings.TrimPrefix(sectionPath(names[:i+1]...), "/section/")
			}
			if address == rest {
				title, known = name, true
				list = append(list, a)
				break
			}
		}
	}
	if kind == "section" {
		for _, s := range o.sections {
			if slugOf(s) == rest {
				title, known = s, true // in the navigation before it has anything
			}
		}
	}
	if !known {
		return nil, nil
	}
	return w.render(o, "list", w.listPage(o, base, path, title, list))
}

func (w *World) render(o *Outlet, name string, p *page) (*answer, error) {
	var buf bytes.Buffer
	if err := o.templates.ExecuteTemplate(&buf, name, p); err != nil {
		return nil, fmt.Errorf("%s: %w", o.Name, err)
	}
	body := buf.Bytes()
	contentType := "text/html; charset=utf-8"
	if o.charset == "windows-1252" {
		enc := encoding.HTMLEscapeUnsupported(charmap.Windows1252.NewEncoder())
		encoded, err := enc.Bytes(body)
		if err != nil {
			return nil, fmt.Errorf("%s: writing in %s: %w", o.Name, o.charset, err)
		}
		body, contentType = encoded, "text/html" // the page's meta element says the charset
	}
	return &answer{contentType, p.Day, body}, nil
}

var directoryPage = template.Must(template.New("directory").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A little web</title>
<style>body{font:17px/1.6 Georgia,serif;max-width:36rem;margin:4rem auto;padding:0 1rem;color:#222}li{margin:.5rem 0}small{color:#666}</style>
<h1>A little web</h1>
<p>Every site, place and person here is invented.</p>
<ul>{{range .Outlets}}<li><a href="http://{{.Host}}{{$.Port}}/">{{.Name}}</a> <small>{{.Tagline}}</small></li>{{end}}</ul>
</html>
`))

func (w *World) directory(port string) (*answer, error) {
	var buf bytes.Buffer
	err := directoryPage.Execute(&buf, struct {
		Outlets []*Outlet
		Port    string
	}{w.outlets, port})
	return &answer{"text/html; charset=utf-8", w.day0, buf.Bytes()}, err
}
