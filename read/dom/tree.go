package dom

import (
	"errors"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// html.Parse has an answer for every page but takes quadratic time on some, such as
// a stray end tag after each letter among unclosed formatting elements. This file
// builds its tree from what scan.go cuts the page into, by the rules that matter to
// reading (implied ends of p, li, td …; an inline end tag never closes a block), in
// linear time, with a bounded depth and number of nodes. BenchmarkParse compares
// the two: it is 2.7 times as fast on a plain page and 90 times on a hostile one of
// 120 KB.

const (
	maxDepth = 200
	MaxNodes = 400_000
)

var errTooManyNodes = errors.New("the page has more than 400,000 elements and stretches of text; no article needs as many")

type builder struct {
	doc, html, head, body *html.Node
	stack                 []*html.Node // open elements below html; stack[0] is head or body
	open                  map[atom.Atom]int
	skipped               map[atom.Atom]int // start tags left out because they were too deep
	inBody                bool
	foreign               int // depth within svg or math, which are left out
	nodes                 int
	spare                 []html.Node      // of which the next nodes are made
	attrs                 []html.Attribute // of which their attributes are
}

// node makes a node of the tree. They are made many at a time: a page has tens
// of thousands, and all live as long as the page does.
func (b *builder) node(kind html.NodeType, a atom.Atom, data string) *html.Node {
	if b.nodes++; len(b.spare) == 0 {
		b.spare = make([]html.Node, 128)
	}
	n := &b.spare[0]
	b.spare = b.spare[1:]
	n.Type, n.DataAtom, n.Data = kind, a, data
	return n
}

// Parse makes a document of the text.
func Parse(text string) (*html.Node, error) {
	if strings.IndexByte(text, '\r') >= 0 {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	}
	b := newBuilder()
	s := &scanner{source: text}
	s.tokens(b.text, func(kind html.TokenType, t html.Token) bool {
		if kind == html.EndTagToken {
			b.end(t.DataAtom, t.Data)
		} else {
			b.start(t, kind == html.SelfClosingTagToken)
		}
		return b.nodes <= MaxNodes
	})
	if b.nodes > MaxNodes {
		return nil, errTooManyNodes
	}
	mend(b.doc)
	return b.doc, nil
}

func newBuilder() *builder {
	b := &builder{doc: &html.Node{Type: html.DocumentNode}, open: map[atom.Atom]int{}, skipped: map[atom.Atom]int{}}
	b.html, b.head, b.body = element(atom.Html), element(atom.Head), element(atom.Body)
	b.doc.AppendChild(b.html)
	b.html.AppendChild(b.head)
	b.html.AppendChild(b.body)
	b.stack = []*html.Node{b.head}
	return b
}

func element(a atom.Atom) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String()}
}

func (b *builder) top() *html.Node { return b.stack[len(b.stack)-1] }

func (b *builder) text(s string) {
	if b.foreign > 0 || len(s) == 0 {
		return
	}
	if !b.inBody && len(b.stack) == 1 {
		if strings.TrimSpace(s) == "" {
			return
		}
		b.enterBody()
	}
	b.top().AppendChild(b.node(html.TextNode, 0, s))
}

func (b *builder) enterBody() {
	b.inBody = true
	b.stack = append(b.stack[:0], b.body)
	clear(b.open)
	clear(b.skipped)
}

// maxAttrs and maxValue bound what is kept of a tag: no more attributes than any
// element needs, and of each no more than any reader of the tree looks at.
const (
	maxAttrs = 64
	maxValue = 64 << 10
)

// own copies attributes to where they can stay.
func (b *builder) own(attrs []html.Attribute) []html.Attribute {
	n := len(attrs)
	if n == 0 {
		return nil
	}
	if len(b.attrs) < n {
		b.attrs = make([]html.Attribute, max(256, n))
	}
	out := b.attrs[:n:n]
	b.attrs = b.attrs[n:]
	copy(out, attrs)
	return out
}

func (b *builder) start(t html.Token, selfClosing bool) {
	switch t.DataAtom {
	case atom.Html:
		b.html.Attr = append(b.html.Attr, t.Attr...)
		return
	case atom.Head:
		return
	case atom.Body:
		b.body.Attr = append(b.body.Attr, t.Attr...)
		if !b.inBody {
			b.enterBody()
		}
		return
	case atom.Svg, atom.Math:
		if !selfClosing {
			b.foreign++
		}
		return
	}
	if b.foreign > 0 {
		if !endsForeign(t.DataAtom) {
			return
		}
		b.foreign = 0
	}
	if !b.inBody && !inHead(t.DataAtom) {
		b.enterBody()
	}
	b.impliedEnds(t.DataAtom)
	if len(b.stack) >= maxDepth {
		if !isVoid(t.DataAtom) {
			b.skipped[t.DataAtom]++
			return
		}
	}
	n := b.node(html.ElementNode, t.DataAtom, t.Data)
	n.Attr = b.own(t.Attr)
	b.top().AppendChild(n)
	if !isVoid(t.DataAtom) {
		b.stack = append(b.stack, n)
		b.open[t.DataAtom]++
	}
}

// impliedEnds closes what the start of an element closes without an end tag.
func (b *builder) impliedEnds(a atom.Atom) {
	switch a {
	case atom.Li:
		b.closeUpTo(a, atom.Ul, atom.Ol, atom.Menu)
	case atom.Dt, atom.Dd:
		b.closeUpTo(atom.Dt, atom.Dl)
		b.closeUpTo(atom.Dd, atom.Dl)
	case atom.Tr:
		b.closeUpTo(a, atom.Table)
	case atom.Td, atom.Th:
		b.closeUpTo(atom.Td, atom.Tr, atom.Table)
		b.closeUpTo(atom.Th, atom.Tr, atom.Table)
	case atom.Tbody, atom.Thead, atom.Tfoot:
		b.closeUpTo(atom.Thead, atom.Table)
		b.closeUpTo(atom.Tbody, atom.Table)
	case atom.Option, atom.Optgroup:
		b.closeUpTo(atom.Option, atom.Select)
	case atom.A:
		b.closeInline(atom.A)
	}
	if b.open[atom.P] > 0 && IsBlock(a) {
		b.closeUpTo(atom.P, atom.Td, atom.Th, atom.Table, atom.Caption, atom.Button, atom.Div, atom.Li, atom.Article, atom.Section)
	}
}

// closeUpTo closes the nearest open element of that kind, unless one of the
// walls stands between.
func (b *builder) closeUpTo(a atom.Atom, walls ...atom.Atom) {
	if b.open[a] == 0 {
		return
	}
	for i := len(b.stack) - 1; i > 0; i-- {
		at := b.stack[i].DataAtom
		if at == a {
			b.popTo(i)
			return
		}
		for _, w := range walls {
			if at == w {
				return
			}
		}
	}
}

// closeInline closes an inline element, unless a block was opened in it: what
// the standard's adoption agency does at length.
func (b *builder) closeInline(a atom.Atom) {
	if b.open[a] == 0 {
		return
	}
	for i := len(b.stack) - 1; i > 0; i-- {
		if b.stack[i].DataAtom == a {
			b.popTo(i)
			return
		}
		if IsBlock(b.stack[i].DataAtom) {
			return
		}
	}
}

func (b *builder) popTo(i int) {
	for _, n := range b.stack[i:] {
		b.open[n.DataAtom]--
	}
	b.stack = b.stack[:i]
}

func (b *builder) end(a atom.Atom, name string) {
	switch a {
	case atom.Svg, atom.Math:
		b.foreign = max(0, b.foreign-1)
		return
	case atom.Head:
		if !b.inBody {
			b.enterBody()
		}
		return
	case atom.Body, atom.Html: // what follows belongs to the body all the same
		return
	}
	if b.foreign > 0 {
		return
	}
	if b.skipped[a] > 0 {
		b.skipped[a]--
		return
	}
	if b.open[a] == 0 {
		return
	}
	if a != 0 && !IsBlock(a) {
		b.closeInline(a)
		return
	}
	for i := len(b.stack) - 1; i > 0; i-- {
		n := b.stack[i]
		if n.DataAtom == a && (a != 0 || n.Data == name) {
			b.popTo(i)
			return
		}
		if (n.DataAtom == atom.Td || n.DataAtom == atom.Th || n.DataAtom == atom.Table) && !inTable(a) {
			return // a stray end tag in a cell doesn't close what the table stands in
		}
	}
}

func isVoid(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input,
		atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr, atom.Keygen:
		return true
	}
	return false
}

func inTable(a atom.Atom) bool {
	switch a {
	case atom.Table, atom.Tr, atom.Td, atom.Th, atom.Tbody, atom.Thead, atom.Tfoot, atom.Caption:
		return true
	}
	return false
}

func inHead(a atom.Atom) bool {
	switch a {
	case atom.Title, atom.Meta, atom.Link, atom.Script, atom.Style, atom.Base, atom.Noscript, atom.Template:
		return true
	}
	return false
}

// endsForeign: the elements at which the standard leaves svg and math.
func endsForeign(a atom.Atom) bool {
	return IsBlock(a) || a == atom.Img || a == atom.Br || a == atom.Meta
}

// IsBlock says which elements begin a block of their own.
func IsBlock(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center,
		atom.Dd, atom.Details, atom.Dialog, atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset,
		atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4,
		atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Legend, atom.Li, atom.Main,
		atom.Menu, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table,
		atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul:
		return true
	}
	return false
}
