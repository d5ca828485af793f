package read

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
)

// linked is what a page's JSON-LD (schema.org) says of its article.
type linked struct {
	kind       string // the article's type, or "" when no article is described
	page       string // the page's type, such as CollectionPage
	article    map[string]any
	breadcrumb []string
	publisher  string
	names      map[string]string // of things by @id
	webPage    map[string]any    // the page itself, which some describe instead of the article
}

const maxLinkedData = 2 << 20

// readLinked gathers the JSON-LD of a page. What isn't JSON is passed over: the
// page is still there to be read.
func readLinked(scripts []string) linked {
	l := linked{names: map[string]string{}}
	for _, s := range scripts {
		var v any
		if len(s) > maxLinkedData || !decodeLoose(s, &v) {
			continue
		}
		l.visit(v, 0)
	}
	if l.article != nil {
		if l.publisher = nameOf(l.article["publisher"]); l.publisher == "" {
			if ref, ok := l.article["publisher"].(map[string]any); ok {
				l.publisher = l.names[text(ref["@id"])]
			}
		}
	}
	return l
}

// decodeLoose reads JSON as pages write it: in an HTML comment or CDATA, with
// raw line breaks in strings, with a semicolon after it.
func decodeLoose(s string, v *any) bool {
	s = strings.TrimSpace(s)
	for _, wrap := range []string{"<!--", "-->", "//<![CDATA[", "//]]>", "<![CDATA[", "]]>"} {
		s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, wrap), wrap))
	}
	s = strings.TrimSuffix(s, ";")
	if json.Unmarshal([]byte(s), v) == nil {
		return true
	}
	flat := strings.Map(func(r rune) rune {
		if r < 0x20 {
			return ' '
		}
		return r
	}, s)
	return json.Unmarshal([]byte(flat), v) == nil
}

func (l *linked) visit(v any, depth int) {
	if depth > 6 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v[:min(len(v), 200)] {
			l.visit(e, depth+1)
		}
	case map[string]any:
		kind := typeOf(v)
		switch {
		case isArticleType(kind):
			// The first one with a headline is the page's own; later ones are teasers.
			if l.article == nil || l.article["headline"] == nil && v["headline"] != nil {
				l.kind, l.article = kind, v
			}
		case kind == "BreadcrumbList":
			if trail := breadcrumbOf(v); len(trail) > len(l.breadcrumb) {
				l.breadcrumb = trail
			}
		case strings.HasSuffix(kind, "Page"):
			l.page = kind
			if l.webPage == nil || l.webPage["datePublished"] == nil {
				l.webPage = v
			}
		}
		if id, name := text(v["@id"]), text(v["name"]); id != "" && name != "" {
			l.names[id] = name
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "breadcrumb"} {
			l.visit(v[key], depth+1)
		}
	}
}

func typeOf(v map[string]any) string {
	switch t := v["@type"].(type) {
	case string:
		return strings.TrimPrefix(strings.TrimPrefix(t, "https://schema.org/"), "http://schema.org/")
	case []any:
		for _, e := range t {
			if s, ok := e.(string); ok && isArticleType(s) {
				return s
			}
		}
		if len(t) > 0 {
			return text(t[0])
		}
	}
	return ""
}

func isArticleType(kind string) bool {
	return strings.HasSuffix(kind, "Article") || kind == "BlogPosting" || kind == "LiveBlogPosting" || kind == "Report" || kind == "SocialMediaPosting" || kind == "Review"
}

func breadcrumbOf(v map[string]any) []string {
	items, _ := v["itemListElement"].([]any)
	var trail []string
	for _, e := range items[:min(len(items), 12)] {
		m, ok := e.(map[string]any)
		if !ok {
			continue
		}
		name := text(m["name"])
		if name == "" {
			name = nameOf(m["item"])
		}
		if name != "" {
			trail = append(trail, name)
		}
	}
	return trail
}

// text is a JSON value as a line of text, entities decoded, tags taken out.
func text(v any) string {
	switch v := v.(type) {
	case string:
		s := v
		if strings.Contains(s, "&") {
			s = html.UnescapeString(s)
		}
		if strings.Contains(s, "<") && strings.Contains(s, ">") {
			s = stripTags(s)
		}
		return oneLine(s)
	case []any:
		if len(v) > 0 {
			return text(v[0])
		}
	case map[string]any:
		if s := text(v["@value"]); s != "" {
			return s
		}
	}
	return ""
}

// nameOf is the name of a thing that may be given as a string or an object.
func nameOf(v any) string {
	switch v := v.(type) {
	case map[string]any:
		return text(v["name"])
	case []any:
		if len(v) > 0 {
			return nameOf(v[0])
		}
		return ""
	}
	return text(v)
}

// urlOf is the address of a thing that may be given as a string or an object.
func urlOf(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case map[string]any:
		if u := text(v["url"]); u != "" {
			return u
		}
		return text(v["contentUrl"])
	case []any:
		if len(v) > 0 {
			return urlOf(v[0])
		}
	}
	return ""
}

// stripTags is for the mark-up that pages put into metadata.
func stripTags(s string) string {
	if len(s) > 1<<20 {
		s = s[:1<<20]
	}
	var sb strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return oneLine(sb.String())
		case html.TextToken:
			sb.Write(z.Text())
		default:
			sb.WriteByte(' ')
		}
	}
}
