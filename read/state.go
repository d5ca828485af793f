package read

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"dateline/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Some pages show nothing until a script has run, but carry the story in the
// state that the script starts from: Next.js, Nuxt, Arc's Fusion, Apollo and
// others write it as JSON. Their shapes differ and change; what is the same
// everywhere is that a body is either one long string of HTML or a list of
// things with a text each.

// maxState bounds the JSON that is looked at, in bytes; most pages have less than
// a tenth of it.
const maxState = 4 << 20

// rxAssigned finds the states that scripts assign: window.__X__ = {…}.
var rxAssigned = regexp.MustCompile(`(?:window\.|self\.|globalThis\.|Fusion\.)?([A-Za-z_$][\w.$]*)\s*=\s*(?:JSON\.parse\(\s*("(?:[^"\\]|\\.)*")\s*\)|(\{|\[))`)

// stateBody is the body that the page's scripts carry.
func stateBody(doc *html.Node) []news.Paragraph {
	f := &stateFinder{budget: 200_000}
	left := maxState
	eachElement(doc, func(n *html.Node) bool {
		if n.DataAtom != atom.Script {
			return true
		}
		source := rawText(n)
		if len(source) < 400 || len(source) > left || strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
			return false
		}
		left -= len(source)
		f.script(source)
		return false
	})
	if f.most < 400 {
		return nil
	}
	return f.best
}

// A stateFinder keeps the longest body that it has seen.
type stateFinder struct {
	best   []news.Paragraph
	most   int
	budget int // values that may still be looked at
}

func (f *stateFinder) script(source string) {
	var v any
	if trimmed := strings.TrimSpace(source); trimmed[:min(1, len(trimmed))] == "{" || strings.HasPrefix(trimmed, "[") {
		if json.Unmarshal([]byte(trimmed), &v) == nil {
			f.visit(v, 0)
		}
		return
	}
	for tries := 0; tries < 20; tries++ {
		m := rxAssigned.FindStringSubmatchIndex(source)
		if m == nil {
			return
		}
		end := m[1]
		switch {
		case m[4] >= 0: // JSON.parse of a string
			var inner string
			if json.Unmarshal([]byte(source[m[4]:m[5]]), &inner) == nil && json.Unmarshal([]byte(inner), &v) == nil {
				f.visit(v, 0)
			}
		default:
			dec := json.NewDecoder(strings.NewReader(source[m[6]:]))
			if dec.Decode(&v) == nil {
				f.visit(v, 0)
				end = m[6] + int(dec.InputOffset())
			}
		}
		source = source[end:]
	}
}

func (f *stateFinder) visit(v any, depth int) {
	if f.budget--; f.budget < 0 || depth > 40 {
		return
	}
	switch v := v.(type) {
	case string:
		if len(v) > f.most && strings.Count(v, "</p>") >= 2 {
			f.offer(splitBody(v))
		}
	case []any:
		var list []news.Paragraph
		for _, e := range v[:min(len(v), 2000)] {
			if p, ok := stateParagraph(e); ok {
				list = append(list, p)
			}
			f.visit(e, depth+1)
		}
		f.offer(list)
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			f.visit(v[key], depth+1)
		}
	}
}

// offer takes a list for the best so far if more of it reads like paragraphs.
func (f *stateFinder) offer(list []news.Paragraph) {
	size := 0
	for _, p := range list {
		if countWords(p.Text) >= 8 && endsSentence(p.Text) {
			size += len(p.Text)
		}
	}
	if size > f.most {
		f.best, f.most = list, size
	}
}

// stateParagraph reads one thing of a list: its kind and its text, under the
// names that content systems use.
func stateParagraph(v any) (news.Paragraph, bool) {
	thing, ok := v.(map[string]any)
	if !ok {
		return news.Paragraph{}, false
	}
	kind := news.PlainParagraph
	for _, key := range []string{"type", "_type", "__typename", "component", "style", "kind", "tagName"} {
		name, _ := thing[key].(string)
		switch name = strings.ToLower(name); {
		case strings.Contains(name, "image") || strings.Contains(name, "photo") || strings.Contains(name, "video") || strings.Contains(name, "gallery") || strings.Contains(name, "promo") || strings.Contains(name, "related") || strings.Contains(name, "newsletter") || strings.Contains(name, "advert") || strings.HasPrefix(name, "interstitial"):
			return news.Paragraph{}, false
		case name == "header" || strings.HasPrefix(name, "heading") || name == "h2" || name == "h3" || name == "h4":
			kind = news.HeadingParagraph
		case strings.Contains(name, "quote"):
			kind = news.QuoteParagraph
		}
	}
	for _, key := range []string{"content", "text", "html", "value", "body", "markup", "children"} {
		if s := stateText(thing[key], 0); s != "" {
			return news.Paragraph{Kind: kind, Text: s}, true
		}
	}
	return news.Paragraph{}, false
}

// stateText is the text of a value: a string, or what its parts hold in a row.
func stateText(v any, depth int) string {
	switch v := v.(type) {
	case string:
		return text(v)
	case []any:
		var sb strings.Builder
		for _, e := range v[:min(len(v), 200)] {
			if thing, ok := e.(map[string]any); ok && depth < 4 {
				for _, key := range []string{"text", "value", "content", "children"} {
					if s := stateText(thing[key], depth+1); s != "" {
						if raw, ok := thing[key].(string); ok {
							s = raw // with the spaces at its ends
						}
						sb.WriteString(s)
						break
					}
				}
			} else if s, ok := e.(string); ok {
				sb.WriteString(s)
			}
		}
		return text(sb.String())
	}
	return ""
}
