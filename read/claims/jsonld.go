package claims

import (
	"cmp"
	"encoding/json"
	"io"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"dateline/read/dom"

	"golang.org/x/net/html"
)

// Linked is what a page's JSON-LD (schema.org) says of its article.
type Linked struct {
	kind       string // the article's type, or "" when no article is described
	page       string // the page's type, such as CollectionPage
	Article    map[string]any
	Breadcrumb []string
	Publisher  string
	things     map[string]map[string]any // by @id
	WebPage    map[string]any            // the page itself, which some describe instead of the article
	Others     []map[string]any          // described beside them: a recipe, a video, an episode
	articles   []map[string]any          // all that are described; article is made of one or several
	types      map[string]bool           // of all that is described
}

const (
	MaxLinkedData     = 2 << 20
	maxLinkedArticles = 50
)

// readLinked gathers the JSON-LD of a page. What isn't JSON is mended as far as
// can be, and else passed over: the page is still there to be read. Titles and
// addresses are the page's own, by which its article is told from other stories.
func readLinked(scripts []string, titles, addresses []string) Linked {
	l := Linked{things: map[string]map[string]any{}, types: map[string]bool{}}
	for _, s := range scripts {
		if len(s) > MaxLinkedData {
			continue
		}
		for _, v := range decodeLoose(s) {
			l.visit(v, 0)
		}
	}
	l.choose(titles, addresses)
	if l.Article != nil {
		l.Publisher = l.NameOf(l.Article["publisher"])
	}
	return l
}

// decodeLoose reads JSON as pages write it: in an HTML comment or CDATA, with
// raw line breaks in strings, with commas too many, with quotes that nobody
// escaped, several values in a row. What is broken beyond that gives the few
// strings that can still be told.
func decodeLoose(s string) []any {
	s = strings.TrimSpace(strings.TrimPrefix(s, "\ufeff"))
	for _, wrap := range []string{"<!--", "-->", "//<![CDATA[", "//]]>", "/*<![CDATA[*/", "/*]]>*/", "<![CDATA[", "]]>"} {
		s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, wrap), wrap))
	}
	s = strings.TrimRight(s, "; \r\n\t")
	if strings.HasPrefix(s, "{&quot;") || strings.HasPrefix(s, "[{&quot;") {
		s = html.UnescapeString(s)
	}
	var v any
	if json.Unmarshal([]byte(s), &v) == nil {
		return []any{v}
	}
	if vs, whole := decodeRow(mendJSON(s)); whole {
		return vs
	}
	if saved := salvage(s); saved != nil {
		return []any{saved}
	}
	return nil
}

// decodeRow reads values that stand in a row; whole says that nothing was left.
func decodeRow(s string) (vs []any, whole bool) {
	dec := json.NewDecoder(strings.NewReader(s))
	for len(vs) < maxLinkedArticles {
		var v any
		if err := dec.Decode(&v); err != nil {
			return vs, err == io.EOF && len(vs) > 0
		}
		vs = append(vs, v)
	}
	return vs, true
}

// mendJSON writes JSON again without what commonly breaks it: raw control
// characters and bare quotes in strings, escapes that JSON doesn't know,
// comments, commas before a closing bracket.
func mendJSON(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	within := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case within && c == '\\' && i+1 < len(s):
			i++
			switch s[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't', 'u':
				out.WriteByte('\\')
				out.WriteByte(s[i])
			default:
				i-- // an escape that JSON doesn't know: only its sign goes
			}
		case within && c == '"':
			if within = !endsString(s[i+1:]); within {
				out.WriteByte('\\')
			}
			out.WriteByte('"')
		case within && c < 0x20:
			out.WriteByte(' ')
		case within:
			out.WriteByte(c)
		case c == '"':
			within = true
			out.WriteByte(c)
		case c == '/' && strings.HasPrefix(s[i:], "/*"):
			end := strings.Index(s[i+2:], "*/")
			if end < 0 {
				return out.String()
			}
			i += end + 3
		case c == '/' && strings.HasPrefix(s[i:], "//"):
			end := strings.IndexByte(s[i:], '\n')
			if end < 0 {
				return out.String()
			}
			i += end
		case c == ',' && closes(afterSpace(s[i+1:])), c == ';':
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

// closes reports whether a comma before this is one too many.
func closes(rest string) bool {
	return rest != "" && (rest[0] == ']' || rest[0] == '}' || rest[0] == ',')
}

// endsString reports whether what follows a quote is what follows a string: a
// colon, a closing bracket, or a comma with another value behind it.
func endsString(rest string) bool {
	rest = afterSpace(rest)
	if rest == "" {
		return true
	}
	switch rest[0] {
	case ':', '}', ']':
		return true
	case ',':
		next := afterSpace(rest[1:])
		return next == "" || strings.IndexByte(`"{[]}-0123456789tfn/,`, next[0]) >= 0
	}
	return false
}

// afterSpace is s without the space at its beginning, as far as a page indents.
func afterSpace(s string) string {
	for i := 0; i < len(s) && i < 400; i++ {
		if c := s[i]; c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return s[i:]
		}
	}
	return ""
}

var (
	rxBrokenType  = regexp.MustCompile(`"@type"\s*:\s*\[?\s*"(\w*(?:Article|BlogPosting))"`)
	rxBrokenField = regexp.MustCompile(`"(headline|datePublished|dateModified|description|articleSection)"\s*:\s*"((?:[^"\\\n]|\\.){1,600})"`)
	rxBrokenName  = regexp.MustCompile(`"author"\s*:\s*\[?\s*(?:"([^"\\\n]{1,120})"|\{[^{}]{0,200}?"name"\s*:\s*"([^"\\\n]{1,120})")`)
)

// salvage takes out of an article's broken JSON what is plainly readable.
func salvage(s string) map[string]any {
	kind := rxBrokenType.FindStringSubmatch(s)
	if kind == nil {
		return nil
	}
	out := map[string]any{"@type": kind[1]}
	for _, m := range rxBrokenField.FindAllStringSubmatch(s, 20) {
		var value string
		if out[m[1]] == nil && json.Unmarshal([]byte(`"`+m[2]+`"`), &value) == nil {
			out[m[1]] = value
		}
	}
	if m := rxBrokenName.FindStringSubmatch(s); m != nil {
		out["author"] = cmp.Or(m[1], m[2])
	}
	return out
}

func (l *Linked) visit(v any, depth int) {
	if depth > 6 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v[:min(len(v), 200)] {
			l.visit(e, depth+1)
		}
	case map[string]any:
		kind := TypeOf(v)
		if kind != "" && len(l.types) < maxLinkedArticles {
			l.types[kind] = true
		}
		switch {
		case isArticleType(kind):
			if len(l.articles) < maxLinkedArticles {
				l.articles = append(l.articles, v)
			}
		case kind == "BreadcrumbList":
			if trail := breadcrumbOf(v); len(trail) > len(l.Breadcrumb) {
				l.Breadcrumb = trail
			}
		case strings.HasSuffix(kind, "Page"):
			l.page = kind
			if l.WebPage == nil || l.WebPage["datePublished"] == nil {
				l.WebPage = v
			}
		case (v["datePublished"] != nil || v["uploadDate"] != nil) && len(l.Others) < maxLinkedArticles:
			l.Others = append(l.Others, v)
		}
		if id := Text(v["@id"]); id != "" && (l.things[id] == nil || l.things[id]["name"] == nil) {
			l.things[id] = v
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "breadcrumb"} {
			l.visit(v[key], depth+1)
		}
	}
}

// choose takes, of the articles that are described, the page's own: the one at
// its address or under its title, else the first with a headline. What it does
// not say is taken from other descriptions of the same article.
func (l *Linked) choose(titles, addresses []string) {
	var best map[string]any
	most := -1
	for _, a := range l.articles {
		score := 0
		if id := dom.Letters(Text(a["headline"])); id != "" {
			score = 2
			for _, t := range titles {
				if dom.Likeness(id, t) > 0 {
					score = 4
				}
			}
		}
		if slices.ContainsFunc(addressesOf(a), func(s string) bool { return slices.Contains(addresses, s) }) {
			score += 3
		}
		if score > most {
			best, most = a, score
		}
	}
	if best == nil {
		return
	}
	l.kind, l.Article = TypeOf(best), maps.Clone(best)
	headline, at := dom.Letters(Text(best["headline"])), addressesOf(best)
	for _, other := range l.articles {
		same := headline != "" && dom.Letters(Text(other["headline"])) == headline
		if !same && !slices.ContainsFunc(addressesOf(other), func(s string) bool { return slices.Contains(at, s) }) {
			continue
		}
		for key, value := range other {
			if isEmptyJSON(l.Article[key]) {
				l.Article[key] = value
			}
		}
	}
}

// Describes reports whether the page's JSON-LD describes a thing of one of these types.
func (l *Linked) Describes(types ...string) bool {
	return slices.ContainsFunc(types, func(t string) bool { return l.types[t] })
}

func isEmptyJSON(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(v) == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// addressesOf are the addresses at which a thing says that it stands.
func addressesOf(thing map[string]any) []string {
	var out []string
	for _, v := range []any{thing["url"], thing["@id"], thing["mainEntityOfPage"]} {
		if m, ok := v.(map[string]any); ok {
			v = cmp.Or(Text(m["@id"]), Text(m["url"]))
		}
		if s := plainAddress(Text(v)); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// plainAddress is what is left of an address when one and the same page is asked
// for in several ways: no scheme, "www.", query, fragment or last slash.
func plainAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.") + strings.TrimRight(u.Path, "/")
}

// TypeOf returns the schema.org type of a thing, that of an article if it has several.
func TypeOf(v map[string]any) string {
	switch t := v["@type"].(type) {
	case string:
		return plainType(t)
	case []any:
		for _, e := range t {
			if s, ok := e.(string); ok && isArticleType(plainType(s)) {
				return plainType(s)
			}
		}
		if len(t) > 0 {
			return plainType(Text(t[0]))
		}
	}
	return ""
}

func plainType(s string) string {
	for _, prefix := range []string{"https://schema.org/", "http://schema.org/", "schema:"} {
		s = strings.TrimPrefix(s, prefix)
	}
	return strings.TrimSpace(s)
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
		name := Text(m["name"])
		if item, ok := m["item"].(map[string]any); ok && name == "" {
			name = Text(item["name"]) // a bare string is an address
		}
		if name != "" {
			trail = append(trail, name)
		}
	}
	return trail
}

// Text is a JSON value as a line of text, entities decoded, tags taken out.
func Text(v any) string {
	switch v := v.(type) {
	case string:
		s := v
		if strings.Contains(s, "&") {
			s = html.UnescapeString(s)
		}
		if strings.Contains(s, "<") && strings.Contains(s, ">") {
			s = StripTags(s)
		}
		return dom.OneLine(s)
	case []any:
		if len(v) > 0 {
			return Text(v[0])
		}
	case map[string]any:
		if s := Text(v["@value"]); s != "" {
			return s
		}
	}
	return ""
}

// Thing is the object that a value is or refers to by its @id.
func (l *Linked) Thing(v any) map[string]any {
	m, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	if m["name"] == nil {
		if t := l.things[Text(m["@id"])]; t != nil {
			return t
		}
	}
	return m
}

// NameOf is the name of a thing that may be given as a string, an object, a
// reference to one, or a list of which the first counts.
func (l *Linked) NameOf(v any) string {
	switch v := v.(type) {
	case map[string]any:
		t := l.Thing(v)
		if inner, ok := t["name"].(map[string]any); ok && inner["name"] != nil {
			return Text(inner["name"])
		}
		if name := Text(t["name"]); name != "" {
			return name
		}
		return dom.OneLine(Text(t["givenName"]) + " " + Text(t["familyName"]))
	case []any:
		if len(v) > 0 {
			return l.NameOf(v[0])
		}
		return ""
	}
	return Text(v)
}

// UrlOf is the address of a thing that may be given as a string or an object.
func UrlOf(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case map[string]any:
		if u := Text(v["url"]); u != "" {
			return u
		}
		return Text(v["contentUrl"])
	case []any:
		if len(v) > 0 {
			return UrlOf(v[0])
		}
	}
	return ""
}

// StripTags is for the mark-up that pages put into metadata.
func StripTags(s string) string {
	if len(s) > 1<<20 {
		s = s[:1<<20]
	}
	var sb strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return dom.OneLine(sb.String())
		case html.TextToken:
			sb.Write(z.Text())
		default:
			sb.WriteByte(' ')
		}
	}
}
