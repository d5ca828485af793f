package read

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A block is one stretch of visible text between two breaks of the page.
type block struct {
	node      *html.Node // the element that the text stands in directly
	kind      news.ParagraphKind
	level     int    // of a heading, 1 to 6
	text      string // whitespace collapsed, a single line break kept
	letters   string // lower-case letters and digits alone, for comparing
	words     int
	linkShare float64 // of the letters that stand in links
	href      string  // of the first link
	anchors   []anchor
	datetime  string     // of the first time element
	marks     []*mark    // of the element and all that it stands in
	gap       int        // blank lines before it, in bare text
	slanted   float64    // of the letters that are set in italics
	strong    float64    // of the letters that are set in bold
	pictures  int        // between the block before and this one
	rules     int        // lines drawn across the page between the block before and this one
	veil      *html.Node // the element that hides it until a script shows it
	sure      float32    // that it is body, 0 to 1
	repeated  int        // other pages of the site that said the same
	told      string     // the role that the desk gave it, here or on a page set alike
	ruled     role       // what rules alone would make of it
	said      role       // what its opening words say of it
	bylined   bool       // it reads like a byline
	dated     bool       // it says a date and little else
	role      role       // what it turned out to be
}

// An anchor is a link within a block: text[start:end] leads to href.
type anchor struct {
	start, end int
	href       string
	author     bool // rel=author
}

// A mark is an element whose own mark-up says what it is for.
type mark struct {
	role  role
	node  *html.Node
	words int // of long blocks within
	void  bool
}

// has reports whether the block stands in an element marked so.
func (b *block) has(r role) bool {
	for _, m := range b.marks {
		if m.role == r && !m.void {
			return true
		}
	}
	return false
}

// maxBlocks bounds the blocks of a page. What comes after as many is left out.
const maxBlocks = 20_000

// maxAnchors bounds the links that are kept of a block.
const maxAnchors = 200

// segmenter cuts a tree into blocks.
type segmenter struct {
	blocks    []*block
	buf       strings.Builder
	space     bool // whitespace is owed before the next word
	breaks    int  // line breaks owed
	letters   int
	inLinks   int
	slanted   int
	strong    int
	pictures  int // since the last block
	rules     int // since the last block
	href      string
	anchors   []anchor
	datetime  string
	keepSpace int // depth of pre elements
	covered   []coverage
	known     classRoles
}

// coverage is how much of a block an inline element's mark speaks for.
type coverage struct {
	mark    *mark
	letters int
}

// surroundings is what an element hands down to its children.
type surroundings struct {
	node  *html.Node
	kind  news.ParagraphKind
	level int
	marks []*mark
	link  bool
	slant bool
	bold  bool
	veil  *html.Node
}

// segment gives the blocks of a tree in the order of the page.
func segment(root *html.Node) []*block {
	s := &segmenter{known: classRoles{}}
	at := surroundings{node: root, kind: news.PlainParagraph}
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		s.walk(c, at)
	}
	s.flush(at)
	return unveiled(s.blocks)
}

// unveiled leaves out what long hidden elements say, unless they hold most of
// what the page says at length: then they are a story that a script will show.
func unveiled(blocks []*block) []*block {
	shown := 0.0
	hides := map[*html.Node]float64{}
	for _, b := range blocks {
		if plain := float64(b.words) * (1 - b.linkShare); b.words < 5 {
			continue
		} else if b.veil != nil {
			hides[b.veil] += plain
		} else {
			shown += plain
		}
	}
	if len(hides) == 0 {
		return blocks
	}
	return slices.DeleteFunc(blocks, func(b *block) bool { return b.veil != nil && shown*2 >= hides[b.veil] })
}

func (s *segmenter) walk(n *html.Node, at surroundings) {
	if n.Type == html.TextNode {
		s.text(n.Data, at)
		return
	}
	if n.Type != html.ElementNode || isSilent(n) {
		return
	}
	switch seen := sightOf(n); {
	case seen == hidden:
		return
	case seen == veiled && at.veil == nil:
		at.veil = n
	}
	switch n.DataAtom {
	case atom.Br:
		if s.breaks++; s.breaks > 1 && s.keepSpace == 0 {
			s.flush(at)
		}
		return
	case atom.Img:
		s.pictures++
	case atom.Hr:
		s.rules++
	case atom.Em, atom.I, atom.Cite:
		at.slant = true
	case atom.Strong, atom.B:
		at.bold = true
	}
	around := len(at.marks)
	at.marks = withMarks(n, at.marks, s.known)
	inner := at
	if n.DataAtom == atom.A {
		if href := attr(n, "href"); href != "" {
			inner.link = true
			if s.href == "" {
				s.href = href
			}
		}
	}
	if n.DataAtom == atom.Time && s.datetime == "" {
		s.datetime = attr(n, "datetime")
	}
	breaks := isBlock(n.DataAtom) || n.DataAtom == 0 && holdsBlocks(n)
	if !breaks {
		before, blocks, start := s.letters, len(s.blocks), s.buf.Len()
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			s.walk(c, inner)
		}
		if n.DataAtom == atom.A && inner.link && len(s.blocks) == blocks {
			s.anchor(n, start)
		}
		if own := at.marks[around:]; len(own) > 0 && len(s.blocks) == blocks {
			for _, m := range own {
				s.covered = append(s.covered, coverage{m, s.letters - before})
			}
		}
		return
	}
	s.flush(at)
	inner.node = n
	inner.kind, inner.level = kindOf(n, at)
	if n.DataAtom == atom.Table && isDataTable(n) {
		s.table(n, inner)
		return
	}
	if n.DataAtom == atom.Pre {
		s.keepSpace++
		defer func() { s.keepSpace-- }()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s.walk(c, inner)
	}
	if inner.link && s.href == "" {
		s.href = linkAround(n)
	}
	s.flush(inner)
}

// anchor keeps a link whose text was written from start on.
func (s *segmenter) anchor(n *html.Node, start int) {
	text := s.buf.String()
	for start < len(text) && (text[start] == ' ' || text[start] == '\n') {
		start++ // the space that was owed before the link
	}
	if start < len(text) && len(s.anchors) < maxAnchors {
		rel := attr(n, "rel")
		s.anchors = append(s.anchors, anchor{start, len(text), attr(n, "href"), rel == "author"})
	}
}

// kindOf says what a block element makes of the text within.
func kindOf(n *html.Node, at surroundings) (news.ParagraphKind, int) {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return news.HeadingParagraph, int(n.Data[1] - '0')
	case atom.Blockquote:
		return news.QuoteParagraph, 0
	case atom.Li, atom.Dd, atom.Dt:
		if at.kind != news.QuoteParagraph {
			return news.ListItemParagraph, 0
		}
	case atom.Pre:
		return news.CodeParagraph, 0
	}
	return at.kind, at.level
}

// text adds inline text, whitespace collapsed.
func (s *segmenter) text(data string, at surroundings) {
	if s.keepSpace > 0 {
		s.buf.WriteString(data)
		s.count(data, at)
		return
	}
	for len(data) > 0 {
		if i := spaces(data); i > 0 {
			s.space = true
			data = data[i:]
			continue
		}
		end := wordEnd(data)
		if s.buf.Len() > 0 {
			if s.breaks > 0 {
				s.buf.WriteByte('\n')
			} else if s.space {
				s.buf.WriteByte(' ')
			}
		}
		s.breaks, s.space = 0, false
		s.buf.WriteString(data[:end])
		s.count(data[:end], at)
		data = data[end:]
	}
}

func (s *segmenter) count(word string, at surroundings) {
	s.letters += len(word)
	if at.link {
		s.inLinks += len(word)
	}
	if at.slant {
		s.slanted += len(word)
	}
	if at.bold {
		s.strong += len(word)
	}
}

func isSpace(r rune) bool {
	return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' || r == '\u00a0' || r == '\u200b' || r > 0x2000 && unicode.IsSpace(r)
}

// spaces is how many bytes of whitespace a text begins with.
func spaces(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if !isSpace(rune(c)) {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isSpace(r) {
			return i
		}
		i += size
	}
	return len(s)
}

// wordEnd is where the word that a text begins with ends.
func wordEnd(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if isSpace(rune(c)) {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if isSpace(r) {
			return i
		}
		i += size
	}
	return len(s)
}

// flush ends the block that was being gathered.
func (s *segmenter) flush(at surroundings) {
	text := s.buf.String()
	if at.kind == news.CodeParagraph {
		text, s.anchors = strings.Trim(text, "\r\n\t "), nil
	}
	if len(s.blocks) < maxBlocks && (hasLetter(text) || isRule(text)) {
		b := &block{node: at.node, kind: at.kind, level: at.level, text: text, marks: at.marks, href: s.href, anchors: s.anchors, datetime: s.datetime}
		b.letters = lettersOf(text)
		b.words = countWords(text)
		if s.letters > 0 {
			b.linkShare = float64(s.inLinks) / float64(s.letters)
			b.slanted = float64(s.slanted) / float64(s.letters)
			b.strong = float64(s.strong) / float64(s.letters)
		}
		b.pictures, b.rules, b.veil = s.pictures, s.rules, at.veil
		s.pictures, s.rules = 0, 0
		for _, c := range s.covered {
			if c.letters*10 > s.letters*6 {
				b.marks = append(b.marks[:len(b.marks):len(b.marks)], c.mark)
			}
		}
		s.blocks = append(s.blocks, b)
	}
	s.covered = s.covered[:0]
	s.buf.Reset()
	s.anchors, s.datetime = nil, ""
	s.space, s.breaks, s.letters, s.inLinks, s.slanted, s.strong, s.href = false, 0, 0, 0, 0, 0, ""
}

// isRule: a line drawn with underscores, by which agencies part their stories.
func isRule(s string) bool {
	return len(s) >= 3 && strings.Trim(s, "_ ") == "" && strings.Contains(s, "___")
}

// table writes a table of data as one block: a line a row, cells parted by " | ".
func (s *segmenter) table(n *html.Node, at surroundings) {
	at.kind = news.TableParagraph
	rows := 0
	eachElement(n, func(row *html.Node) bool {
		if row.DataAtom == atom.Caption {
			return false
		}
		if row.DataAtom != atom.Tr {
			return true
		}
		var cells []string
		for c := row.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
				cells = append(cells, visibleText(c))
			}
		}
		if line := strings.Join(cells, " | "); hasLetter(line) {
			if rows++; rows > 1 {
				s.buf.WriteByte('\n')
			}
			s.buf.WriteString(line)
			s.letters += len(line)
		}
		return false
	})
	s.flush(at)
}

// isDataTable tells tables of data from tables that lay out a page: no blocks
// in their cells, at least two rows, more than one cell in a row.
func isDataTable(n *html.Node) bool {
	rows, cells, plain := 0, 0, true
	eachElement(n, func(c *html.Node) bool {
		switch c.DataAtom {
		case atom.Tr:
			rows++
		case atom.Td, atom.Th:
			cells++
			if textLength(c, 600) >= 600 {
				plain = false
			}
		case atom.Table, atom.Form, atom.Div, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.Article, atom.Blockquote:
			plain = plain && textLength(c, 40) < 40 && c.DataAtom != atom.Table
		}
		return plain
	})
	return plain && rows >= 2 && cells > rows
}

// holdsBlocks reports whether an element that HTML doesn't know lays out blocks.
func holdsBlocks(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && isBlock(c.DataAtom) {
			return true
		}
	}
	return false
}

func linkAround(n *html.Node) string {
	for p := n; p != nil; p = p.Parent {
		if p.DataAtom == atom.A {
			return attr(p, "href")
		}
	}
	return ""
}

// isSilent: elements whose content nobody reads as text.
func isSilent(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Embed,
		atom.Select, atom.Option, atom.Button, atom.Textarea, atom.Input, atom.Audio, atom.Video,
		atom.Canvas, atom.Head, atom.Title, atom.Svg, atom.Math, atom.Noframes, atom.Map, atom.Datalist:
		return true
	}
	return false
}

// sight says whether an element is seen.
type sight uint8

const (
	visible sight = iota
	veiled        // hidden, but so long that it may be a story that a script will show
	hidden
)

// sightOf tells what the page itself keeps from the reader's eye.
func sightOf(n *html.Node) sight {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			if a.Val == "until-found" {
				return visible
			}
			return hidden
		case "aria-hidden":
			if a.Val == "true" && textLength(n, 400) < 400 {
				return hidden
			}
		case "style":
			if style := squeeze(a.Val); strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				if textLength(n, 1500) < 1500 {
					return hidden
				}
				return veiled
			}
		case "class":
			for c := range strings.FieldsSeq(a.Val) {
				if hidingClass(c) {
					if textLength(n, 400) < 400 {
						return hidden
					}
					return visible
				}
				if !isBlock(n.DataAtom) && hoverCard(c) {
					return hidden
				}
			}
		}
	}
	return visible
}

// isHidden reports whether an element is not seen, nor may be.
func isHidden(n *html.Node) bool { return sightOf(n) == hidden }

func hidingClass(c string) bool {
	if len(c) < 4 || len(c) > 18 {
		return false
	}
	switch strings.ToLower(c) {
	case "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "u-hidden", "is-hidden", "hidden", "hide", "noprint-hidden", "element-invisible", "u-visually-hidden", "a11y-hidden":
		return true
	}
	return false
}

// hoverCard: a card that is laid over a paragraph when the pointer rests on a name.
func hoverCard(class string) bool {
	over, card := false, false
	eachWord(class, func(w string) {
		switch w {
		case "rollover", "tooltip", "popover", "hover":
			over = true
		case "block", "box", "card", "content", "text", "body", "panel":
			card = true
		case "tooltiptext", "hovercard":
			over, card = true, true
		}
	})
	return over && card
}

func squeeze(s string) string {
	if len(s) > 2000 {
		s = s[:2000]
	}
	return strings.ToLower(strings.ReplaceAll(s, " ", ""))
}
