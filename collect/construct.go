package collect

import (
	"encoding/base64"
	"html"
	"strings"

	"golang.org/x/net/html/atom"
)

// A construct is a text of a feed, with what is said about how to take it.
type construct struct {
	value  string
	markup bool // value holds elements that lay in the feed itself, as HTML
	manner manner
	base   string
	lang   string
	whole  bool // its element came to an end
}

// A manner is how a text is to be taken.
type manner uint8

const (
	asItLooks manner = iota // RSS does not say: HTML where it looks like it
	plainText
	hypertext
)

// mannerOf tells it from Atom's type (RFC 4287 §3.1.1) and Atom 0.3's.
func mannerOf(e *element) manner {
	kind, mode := strings.ToLower(e.attr("type")), strings.ToLower(e.attr("mode"))
	switch {
	case kind == "" && e.space == contentModule, kind == "" && e.space == xhtml:
		return hypertext
	case kind == "":
		return asItLooks
	case strings.Contains(kind, "html") || strings.HasSuffix(kind, "xml"):
		return hypertext
	case mode == "escaped" && !strings.HasPrefix(kind, "text"):
		return asItLooks
	}
	return plainText
}

// construct reads on to the end of e and gives what is in it.
func (r *reader) construct(e *element) construct {
	c := construct{manner: mannerOf(e), base: e.base, lang: e.lang}
	mode, kind := e.attr("mode"), strings.ToLower(e.attr("type"))
	packed := mode == "base64" || e.space == core && mode == "" && strings.Contains(kind, "/") &&
		!strings.HasPrefix(kind, "text/") && !strings.HasSuffix(kind, "xml") // RFC 4287 §4.1.3.3
	r.readText(e, &c)
	if packed && !c.markup {
		if plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(c.value), "")); err == nil {
			c.value = strings.ToValidUTF8(string(plain), "\uFFFD")
			if c.manner == plainText {
				c.manner = asItLooks
			}
		}
	}
	return c
}

// plain reads on to the end of e and gives its text; one that was cut off is empty.
func (r *reader) plain(e *element) string {
	var c construct
	if r.readText(e, &c); !c.whole {
		return ""
	}
	if c.markup {
		return textOf(c.value)
	}
	return c.value
}

// beginsWithTag tells whether a tag comes next, but for space: the element holds elements.
func (r *reader) beginsWithTag() bool {
	rest := strings.TrimLeft(r.s[r.pos:], " \t\r\n")
	return len(rest) > 1 && rest[0] == '<' && isNameStart(rest[1])
}

// readText takes in everything up to the end of e. Elements within are written
// out as HTML. An element that is not closed ends where its parent does, or
// where the next field begins.
func (r *reader) readText(e *element, c *construct) {
	if e.empty {
		c.whole = true
		return
	}
	r.within = e.tag
	in := inline{reader: r, base: e.base}
	for {
		tok := r.next()
		switch tok.kind {
		case endOfFeed:
			return
		case charData:
			in.text(r.unescape(tok.text))
		case cdata:
			in.text(tok.text)
		case startTag:
			if r.beginsField(e, tok) {
				r.faulty = true
				r.pos = tok.at
				c.finish(&in)
				return
			}
			in.start(tok)
		case endTag:
			if in.end(tok) {
				continue
			}
			if tok.name != e.tag {
				if isHTML(tok.name) && !strings.EqualFold(tok.name, e.tag) && r.opened(tok.name) < 0 {
					r.faulty = true
					continue // it closes nothing
				}
				r.faulty = true
				if r.opened(tok.name) >= 0 && !strings.EqualFold(tok.name, e.tag) {
					r.pos = tok.at
				} // else it is e's own end, mistyped
			}
			c.finish(&in)
			return
		}
	}
}

func (c *construct) finish(in *inline) {
	c.value, c.markup, c.whole = in.close(), in.markup, true
}

// beginsField tells whether a tag within e is not e's but the next field's: e
// was not closed. Fields that go by the name of an element of HTML are not taken
// for fields where HTML may be.
func (r *reader) beginsField(e *element, tok token) bool {
	s, name := r.resolve(tok.name)
	if s != core || e.space == xhtml {
		return false
	}
	if name == "item" || name == "entry" {
		return true
	}
	if r.fields[fieldName{s, name}] == nil {
		return false
	}
	switch e.name {
	case "title", "link", "guid", "id", "pubdate", "updated", "published", "author", "category", "comments":
		return name != e.name
	}
	return !isHTML(name)
}

func isHTML(tag string) bool { return atom.Lookup([]byte(strings.ToLower(tag))) != 0 }

// html gives a construct as HTML, its addresses absolute where they can be.
func (c construct) html() string {
	switch {
	case c.markup:
		return strings.TrimSpace(c.value) // its addresses were resolved as it was written
	case c.manner == plainText, c.manner == asItLooks && !looksLikeHTML(c.value):
		return html.EscapeString(strings.TrimSpace(c.value))
	}
	return resolveLinks(strings.TrimSpace(c.value), c.base)
}

// text gives a construct as one line of plain text.
func (c construct) text() string {
	switch {
	case c.markup:
		return textOf(c.value)
	case c.manner == plainText:
		return oneLine(c.value)
	}
	return title(c.value)
}
