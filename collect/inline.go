package collect

import (
	"html"
	"strings"
)

// inline writes what lies within an element: text as long as there is nothing
// else, HTML from the first element on.
type inline struct {
	reader *reader
	first  string // the text so far, when it is of one piece
	b      strings.Builder
	markup bool
	open   []string // names as written
	bases  []string // the bases before those of open
	base   string
}

func (in *inline) text(s string) {
	switch {
	case in.markup:
		in.b.WriteString(html.EscapeString(s))
	case in.first == "" && in.b.Len() == 0:
		in.first = s
	default:
		in.spill()
		in.b.WriteString(s)
	}
}

func (in *inline) spill() {
	in.b.WriteString(in.first)
	in.first = ""
}

// start writes a start tag, in HTML's way: without prefixes and namespaces.
func (in *inline) start(tok token) {
	if !in.markup {
		in.spill()
		text := in.b.String()
		in.b.Reset()
		in.b.WriteString(html.EscapeString(text))
		in.markup = true
	}
	outer := in.base
	for _, a := range tok.attrs {
		if a.name == "xml:base" && len(in.open) < maxDepth {
			in.base = onBase(in.base, a.value)
		}
	}
	name := unprefixed(tok.name)
	in.b.WriteString("<" + name)
	for _, a := range tok.attrs {
		if strings.HasPrefix(a.name, "xml") {
			continue
		}
		value := a.value
		if linkAttributes[strings.ToLower(a.name)] {
			if in.reader.grown <= maxGrown {
				value = resolveLink(in.base, value)
			}
			in.reader.grown += max(0, len(value)-len(a.value))
		}
		in.b.WriteString(" " + a.name + `="` + html.EscapeString(value) + `"`)
	}
	in.b.WriteString(">")
	switch {
	case voidElements[strings.ToLower(name)]:
		in.base = outer
	case tok.empty:
		in.b.WriteString("</" + name + ">")
		in.base = outer
	case len(in.open) < maxDepth:
		in.open, in.bases = append(in.open, tok.name), append(in.bases, outer)
	}
}

// end writes an end tag and those of what stands open within it. It is false
// for one that closes nothing here.
func (in *inline) end(tok token) bool {
	for i := len(in.open) - 1; i >= 0; i-- {
		if in.open[i] == tok.name {
			in.reader.faulty = in.reader.faulty || i < len(in.open)-1
			in.closeTo(i)
			return true
		}
	}
	return false
}

func (in *inline) closeTo(n int) {
	for i := len(in.open) - 1; i >= n; i-- {
		in.b.WriteString("</" + unprefixed(in.open[i]) + ">")
		in.base = in.bases[i]
	}
	in.open, in.bases = in.open[:n], in.bases[:n]
}

// close gives all that was written.
func (in *inline) close() string {
	if !in.markup && in.b.Len() == 0 {
		return in.first
	}
	in.reader.faulty = in.reader.faulty || len(in.open) > 0
	in.closeTo(0)
	return in.b.String()
}

func unprefixed(name string) string {
	if _, local, found := strings.Cut(name, ":"); found {
		return local
	}
	return name
}

// voidElements have no end tag (HTML §13.1.2).
var voidElements = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true, "link": true,
	"meta": true, "source": true, "track": true, "wbr": true,
}

// linkAttributes hold an address.
var linkAttributes = map[string]bool{
	"href": true, "src": true, "cite": true, "longdesc": true, "action": true, "background": true, "poster": true, "data": true,
	"usemap": true, "codebase": true, "classid": true, "profile": true,
}
