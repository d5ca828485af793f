package collect

import (
	stdhtml "html"
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// looksLikeHTML tells text that holds a tag or a reference of HTML from text
// that holds none.
func looksLikeHTML(s string) bool {
	for rest := s; ; {
		at := strings.IndexAny(rest, "<&")
		if at < 0 {
			return false
		}
		rest = rest[at:]
		if rest[0] == '&' {
			if end := strings.IndexByte(rest[:min(len(rest), 40)], ';'); end > 0 && stdhtml.UnescapeString(rest[:end+1]) != rest[:end+1] {
				return true
			}
		} else if tagName(rest) != "" || strings.HasPrefix(rest, "<!--") {
			return true
		}
		rest = rest[1:]
	}
}

// tagName is the name of the tag of HTML that s begins with.
func tagName(s string) string {
	s = strings.TrimPrefix(s[1:], "/")
	end := strings.IndexAny(s[:min(len(s), 20)], " \t\r\n/>")
	if end <= 0 || !isHTML(s[:end]) {
		return ""
	}
	return s[:end]
}

// title gives what may be text or HTML as one line of text.
func title(s string) string {
	if !looksLikeHTML(s) {
		return oneLine(s)
	}
	return textOf(s)
}

// strayDeclaration is a "<!" that begins neither comment, declaration nor section.
var strayDeclaration = regexp.MustCompile(`<!([^A-Za-z\[-])`)

// mend gives HTML that readers can see to the end: browsers take a "<!" for a
// comment whatever follows, and one that is not closed for all that follows. The
// latter is ended where its first ">" is.
func mend(s string) string {
	if !strings.Contains(s, "<!") {
		return s
	}
	s = strayDeclaration.ReplaceAllString(s, "&lt;!$1")
	at := strings.LastIndex(s, "<!--")
	if at < 0 || strings.Contains(s[at:], "-->") {
		return s
	}
	_, after, _ := strings.Cut(s[at:], ">")
	return s[:at] + after
}

// unseen are elements whose content is no text for readers.
var unseen = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Template: true, atom.Iframe: true, atom.Noframes: true, atom.Noembed: true}

// textOf gives what a reader sees of a piece of HTML, as one line.
func textOf(s string) string {
	if !strings.ContainsRune(s, '<') {
		return oneLine(stdhtml.UnescapeString(s))
	}
	var b strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(mend(s)))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return oneLine(b.String())
		case html.TextToken:
			b.Write(tokens.Text())
		case html.StartTagToken:
			name, _ := tokens.TagName()
			if a := atom.Lookup(name); unseen[a] {
				skipElement(tokens, a)
			} else if blocks[a] {
				b.WriteByte(' ')
			}
		case html.EndTagToken, html.SelfClosingTagToken:
			if name, _ := tokens.TagName(); blocks[atom.Lookup(name)] {
				b.WriteByte(' ')
			}
		}
	}
}

func skipElement(tokens *html.Tokenizer, element atom.Atom) {
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return
		case html.EndTagToken:
			if name, _ := tokens.TagName(); atom.Lookup(name) == element {
				return
			}
		}
	}
}

// blocks begin a new line.
var blocks = map[atom.Atom]bool{
	atom.P: true, atom.Br: true, atom.Div: true, atom.Li: true, atom.Ul: true, atom.Ol: true, atom.Tr: true, atom.Td: true, atom.Th: true, atom.Hr: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Blockquote: true, atom.Pre: true, atom.Table: true,
	atom.Section: true, atom.Article: true, atom.Header: true, atom.Footer: true, atom.Figure: true, atom.Figcaption: true, atom.Dt: true, atom.Dd: true,
}

// resolveLink makes an address in a text absolute. What is none that can be
// fetched is left as it is; it is not made harmless here.
func resolveLink(base, ref string) string {
	if base == "" || strings.HasPrefix(ref, "http://") || strings.HasPrefix(ref, "https://") || strings.HasPrefix(ref, "#") {
		return ref
	}
	if whole := absolute(base, ref); whole != "" {
		return whole
	}
	return ref
}

// resolveLinks makes the addresses of a piece of HTML absolute, until it is
// twice as long for it: no more was meant. Most have none that is not, and are
// given back as they are.
func resolveLinks(s, base string) string {
	if base == "" || !hasRelative(s) {
		return s
	}
	var b strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(s))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		raw := string(tokens.Raw())
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			b.WriteString(raw)
			continue
		}
		t, changed := tokens.Token(), false
		for i, a := range t.Attr {
			if linkAttributes[a.Key] && b.Len() < 2*len(s)+4<<10 {
				t.Attr[i].Val = resolveLink(base, a.Val)
				changed = changed || t.Attr[i].Val != a.Val
			}
		}
		if changed {
			raw = t.String()
		}
		b.WriteString(raw)
	}
}

// hasRelative tells whether a piece of HTML may have an attribute with an
// address that is not absolute.
func hasRelative(s string) bool {
	for rest := s; ; {
		at := strings.IndexByte(rest, '=')
		if at < 0 {
			return false
		}
		name := strings.TrimRight(rest[max(0, at-20):at], " \t\r\n")
		name = name[strings.LastIndexFunc(name, func(r rune) bool { return r < 'A' || r > 'z' })+1:]
		value := strings.TrimLeft(rest[at+1:min(len(rest), at+20)], " \t\r\n\"'")
		if linkAttributes[strings.ToLower(name)] && !strings.HasPrefix(value, "http") {
			return true
		}
		rest = rest[at+1:]
	}
}

// harmless is what text of others may hold when it is given out.
var harmless = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "div", "span", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "em", "strong", "b", "i", "u", "s",
		"small", "mark", "abbr", "cite", "q", "dfn", "kbd", "samp", "var", "del", "ins", "sup", "sub", "ul", "ol", "li", "dl", "dt", "dd",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "figure", "figcaption", "section", "article", "aside", "time")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("src").OnElements("img")
	p.AllowAttrs("alt", "title").OnElements("img")
	p.AllowAttrs("title").OnElements("a", "abbr")
	// What is left out with its content is what readers do not see.
	p.AllowElementsContent("title", "object", "applet", "frame", "frameset", "noscript", "noframes", "noembed")
	p.AllowAttrs("cite").OnElements("blockquote", "q", "del", "ins")
	return p
})

// sanitize takes out of a piece of HTML what could do harm. Doing it twice is
// doing it once.
func sanitize(s string) string {
	if !strings.ContainsAny(s, "<&\"'>\x00\r") {
		return s
	}
	s = mend(s)
	for range 4 { // a nested trick can need a second pass; nothing has needed a third
		clean := harmless().Sanitize(s)
		if clean == s {
			return clean
		}
		s = clean
	}
	return bluemonday.StrictPolicy().Sanitize(s)
}
