package web

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
)

//go:embed templates
var templateFiles embed.FS

// shared is what a page's own file is parsed together with, public site and desk.
var shared = map[string][]string{
	".":    {"templates/layout.html", "templates/parts.html"},
	"desk": {"templates/desk/layout.html", "templates/parts.html", "templates/desk/parts.html"},
}

// loadTemplates parses a set for each page: "front" of templates/front.html,
// "desk/river" of templates/desk/river.html.
func loadTemplates(a *assets) (map[string]*template.Template, error) {
	out := map[string]*template.Template{}
	for folder, common := range shared {
		files, err := fs.Glob(templateFiles, path.Join("templates", folder, "*.html"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			base := strings.TrimSuffix(path.Base(file), ".html")
			if base == "layout" || base == "parts" {
				continue
			}
			t, err := template.New(base).Funcs(functions(a)).ParseFS(templateFiles, append(append([]string{}, common...), file)...)
			if err != nil {
				return nil, err
			}
			out[path.Join(folder, base)] = t
		}
	}
	return out, nil
}

func noTemplate(name string) error { return fmt.Errorf("there is no template %q", name) }

func functions(a *assets) template.FuncMap {
	return template.FuncMap{
		"asset":      a.address,
		"date":       func(t time.Time) string { return inWords(t, "2 January 2006") },
		"shortDate":  func(t time.Time) string { return inWords(t, "2 Jan 2006") },
		"clock":      func(t time.Time) string { return inWords(t, "15:04") },
		"when":       func(t time.Time) string { return inWords(t, "2 January 2006, 15:04 UTC") },
		"weekday":    func(t time.Time) string { return inWords(t, "Monday, 2 January 2006") },
		"rfc3339":    func(t time.Time) string { return inWords(t, time.RFC3339) },
		"day":        func(t time.Time) string { return inWords(t, "2006-01-02") },
		"inWords":    inWords,
		"span":       func(t *news.TimeRef) string { return spanInWords(*t) },
		"actors":     actors,
		"actorPage":  newsroom.ActorPage,
		"instrument": instrumentLabel,
		"count":      count,
		"number":     number,
		"host":       hostOf,
		"web":        webAddress,
		"dispatch":   publish.Path,
		"section":    publish.SectionPath,
		"evidence":   publish.EvidencePath,
		"query":      query,
		"dict":       dict,
		"join":       strings.Join,
		"excerpt":    excerpt,
		"paragraphs": func(s string) []string {
			return strings.Split(strings.TrimSpace(s), "\n\n")
		},
		"stateBadge": stateBadge,
		"atLeast":    func(u *news.User, role string) bool { return u != nil && reaches(u.Role, news.Role(role)) },
		"add":        func(a, b int) int { return a + b },
		"degrees":    degrees,
		"percent":    func(share float64) float64 { return 100 * share },
	}
}

func inWords(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(layout)
}

// count says how many: "1 report", "2 reports", "1,204 stories".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// number writes a number with commas between thousands.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// webAddress gives an address of the web that may stand in a link, or nothing:
// what outlets and feeds say can be anything.
func webAddress(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
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

// degrees writes a latitude or longitude as maps do: 52.52° N.
func degrees(d float64, above, below string) string {
	if d < 0 {
		return fmt.Sprintf("%.2f° %s", -d, below)
	}
	return fmt.Sprintf("%.2f° %s", d, above)
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

// excerpt cuts a text at a word's end.
func excerpt(most int, s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= most {
		return string(r)
	}
	short := string(r[:most])
	if i := strings.LastIndexByte(short, ' '); i > most/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:–—-") + "…"
}
