package frame

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/web/frame/texts"
)

//go:embed templates
var templateFiles embed.FS

// AddTemplates parses the pages of a room, each together with the layout and the
// parts that it shares with others: its own layout if it has one, else that of the
// public site. The page desk/river is templates/river.html of the room added as desk.
func (s *Server) AddTemplates(room string, files fs.FS) error {
	pages, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return err
	}
	common := template.New("layout").Funcs(functions(s.assets))
	if common, err = common.ParseFS(templateFiles, "templates/layout.html", "templates/parts.html"); err != nil {
		return fmt.Errorf("reading the shared templates: %w", err)
	}
	for _, own := range []string{"templates/layout.html", "templates/parts.html"} {
		if slices.Contains(pages, own) {
			if common, err = common.ParseFS(files, own); err != nil {
				return fmt.Errorf("reading the templates of %s: %w", room, err)
			}
		}
	}
	for _, file := range pages {
		base := strings.TrimSuffix(path.Base(file), ".html")
		if base == "layout" || base == "parts" {
			continue
		}
		t, err := common.Clone()
		if err == nil {
			t, err = t.ParseFS(files, file)
		}
		if err != nil {
			return fmt.Errorf("reading the template %s: %w", file, err)
		}
		s.templates[path.Join(room, base)] = t
	}
	return nil
}

// Pages returns the names of all pages that can be rendered, in alphabetical order.
func (s *Server) Pages() []string { return slices.Sorted(maps.Keys(s.templates)) }

func noTemplate(name string) error { return fmt.Errorf("there is no template %q", name) }

func functions(a *assets) template.FuncMap {
	return template.FuncMap{
		"asset":      a.address,
		"date":       func(t time.Time) string { return texts.InWords(t, "2 January 2006") },
		"shortDate":  func(t time.Time) string { return texts.InWords(t, "2 Jan 2006") },
		"clock":      func(t time.Time) string { return texts.InWords(t, "15:04") },
		"when":       func(t time.Time) string { return texts.InWords(t, "2 January 2006, 15:04 UTC") },
		"weekday":    func(t time.Time) string { return texts.InWords(t, "Monday, 2 January 2006") },
		"rfc3339":    func(t time.Time) string { return texts.InWords(t, time.RFC3339) },
		"day":        func(t time.Time) string { return texts.InWords(t, "2006-01-02") },
		"inWords":    texts.InWords,
		"span":       func(t *news.TimeRef) string { return texts.SpanInWords(*t) },
		"actors":     texts.Actors,
		"actorPage":  newsroom.ActorPage,
		"instrument": texts.InstrumentLabel,
		"count":      texts.Count,
		"number":     texts.Number,
		"host":       texts.HostOf,
		"web":        texts.WebAddress,
		"dispatch":   publish.Path,
		"section":    publish.SectionPath,
		"evidence":   publish.EvidencePath,
		"query":      query,
		"dict":       dict,
		"join":       strings.Join,
		"excerpt":    texts.Excerpt,
		"paragraphs": func(s string) []string {
			return strings.Split(strings.TrimSpace(s), "\n\n")
		},
		"stateBadge": texts.StateBadge,
		"atLeast":    func(u *news.User, role string) bool { return u != nil && Reaches(u.Role, news.Role(role)) },
		"add":        func(a, b int) int { return a + b },
		"degrees":    texts.Degrees,
		"percent":    func(share float64) float64 { return 100 * share },
	}
}

// query writes a query string of names and values, leaving empty values out.
func query(pairs ...string) (template.URL, error) {
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("query needs names with values")
	}
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	if len(v) == 0 {
		return "?", nil
	}
	return template.URL("?" + v.Encode()), nil // Encode escapes all that is not a letter, digit or -._~
}

// dict gives several values to a template that takes one.
func dict(pairs ...any) (map[string]any, error) {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}
