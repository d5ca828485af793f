package dom

import (
	"slices"
	"strings"

	"dateline/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A Block is one stretch of visible text between two breaks of the page, as the
// page sets it. It doesn't change once Segment has returned it.
type Block struct {
	Node      *html.Node // the element that the text stands in directly; nil in bare text
	Kind      news.ParagraphKind
	Level     int    // of a heading, 1 to 6
	Text      string // whitespace collapsed, a single line break kept
	Letters   string // lower-case letters and digits alone, for comparing
	Words     int
	LinkShare float64 // of the letters that stand in links
	Href      string  // of the first link
	Anchors   []Anchor
	Datetime  string     // of the first time element
	Marks     []*Mark    // of the element and all that it stands in
	Gap       int        // blank lines before it, in bare text
	Slanted   float64    // of the letters that are set in italics
	Strong    float64    // of the letters that are set in bold
	Pictures  int        // between the block before and this one
	Rules     int        // lines drawn across the page between the block before and this one
	hiddenBy  *html.Node // the element that hides it until a script shows it
}

// An Anchor is a link within a block: text[start:end] leads to href.
type Anchor struct {
	Start, End int
	Href       string
	Author     bool // rel=author
}

// A Mark is an element whose own mark-up says what it is for.
type Mark struct {
	Role  Role
	Node  *html.Node
	Words int // of long blocks within
	Void  bool
}

// Has reports whether the block stands in an element marked so.
func (b *Block) Has(r Role) bool {
	for _, m := range b.Marks {
		if m.Role == r && !m.Void {
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
	blocks    []*Block
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
	anchors   []Anchor
	datetime  string
	keepSpace int // depth of pre elements
	covered   []coverage
	known     ClassRoles
}

// coverage is how much of a block an inline element's mark speaks for.
type coverage struct {
	mark    *Mark
	letters int
}

// surroundings is what an element hands down to its children.
type surroundings struct {
	node     *html.Node
	kind     news.ParagraphKind
	level    int
	marks    []*Mark
	link     bool
	slant    bool
	bold     bool
	hiddenBy *html.Node
}

// Segment gives the blocks of a tree in the order of the page.
func Segment(root *html.Node) []*Block {
	s := &segmenter{known: ClassRoles{}}
	at := surroundings{node: root, kind: news.PlainParagraph}
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		s.walk(c, at)
	}
	s.flush(at)
	blocks := withoutHidden(s.blocks)
	weighMarks(blocks)
	return blocks
}

// withoutHidden leaves out what long hidden elements say, unless they hold most of
// what the page says at length: then they are a story that a script will show.
func withoutHidden(blocks []*Block) []*Block {
	shown := 0.0
	hides := map[*html.Node]float64{}
	for _, b := range blocks {
		if plain := float64(b.Words) * (1 - b.LinkShare); b.Words < 5 {
			continue
		} else if b.hiddenBy != nil {
			hides[b.hiddenBy] += plain
		} else {
			shown += plain
		}
	}
	if len(hides) == 0 {
		return blocks
	}
	return slices.DeleteFunc(blocks, func(b *Block) bool { return b.hiddenBy != nil && shown*2 >= hides[b.hiddenBy] })
}

func (s *segmenter) walk(n *html.Node, at surroundings) {
	if n.Type == html.TextNode {
		s.text(n.Data, at)
		return
	}
	if n.Type != html.ElementNode || IsSilent(n) {
		return
	}
	switch seen := sightOf(n); {
	case seen == hidden:
		return
	case seen == maybeHidden && at.hiddenBy == nil:
		at.hiddenBy = n
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
		if href := Attr(n, "href"); href != "" {
			inner.link = true
			if s.href == "" {
				s.href = href
			}
		}
	}
	if n.DataAtom == atom.Time && s.datetime == "" {
		s.datetime = Attr(n, "datetime")
	}
	breaks := IsBlock(n.DataAtom) || n.DataAtom == 0 && holdsBlocks(n)
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
		s.href = LinkAround(n)
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
		rel := Attr(n, "rel")
		s.anchors = append(s.anchors, Anchor{start, len(text), Attr(n, "href"), rel == "author"})
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

// markCoverage is how much of a block, in per cent of its letters, must stand in an
// inline element for the element's mark to be one of the block: "By <a rel=author>Ana
// Pereira</a>" is a byline, a paragraph that links to its author is not.
const markCoverage = 60

// flush ends the block that was being gathered.
func (s *segmenter) flush(at surroundings) {
	text := s.buf.String()
	if at.kind == news.CodeParagraph {
		text, s.anchors = strings.Trim(text, "\r\n\t "), nil
	}
	if len(s.blocks) < maxBlocks && (HasLetter(text) || IsRule(text)) {
		b := &Block{Node: at.node, Kind: at.kind, Level: at.level, Text: text, Marks: at.marks, Href: s.href, Anchors: s.anchors, Datetime: s.datetime}
		b.Letters = Letters(text)
		b.Words = CountWords(text)
		if s.letters > 0 {
			b.LinkShare = float64(s.inLinks) / float64(s.letters)
			b.Slanted = float64(s.slanted) / float64(s.letters)
			b.Strong = float64(s.strong) / float64(s.letters)
		}
		b.Pictures, b.Rules, b.hiddenBy = s.pictures, s.rules, at.hiddenBy
		s.pictures, s.rules = 0, 0
		for _, c := range s.covered {
			if c.letters*100 > s.letters*markCoverage {
				b.Marks = append(b.Marks[:len(b.Marks):len(b.Marks)], c.mark)
			}
		}
		s.blocks = append(s.blocks, b)
	}
	s.covered = s.covered[:0]
	s.buf.Reset()
	s.anchors, s.datetime = nil, ""
	s.space, s.breaks, s.letters, s.inLinks, s.slanted, s.strong, s.href = false, 0, 0, 0, 0, 0, ""
}

// table writes a table of data as one block: a line a row, cells parted by " | ".
func (s *segmenter) table(n *html.Node, at surroundings) {
	at.kind = news.TableParagraph
	rows := 0
	EachElement(n, func(row *html.Node) bool {
		if row.DataAtom == atom.Caption {
			return false
		}
		if row.DataAtom != atom.Tr {
			return true
		}
		var cells []string
		for c := row.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
				cells = append(cells, VisibleText(c))
			}
		}
		if line := strings.Join(cells, " | "); HasLetter(line) {
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
	EachElement(n, func(c *html.Node) bool {
		switch c.DataAtom {
		case atom.Tr:
			rows++
		case atom.Td, atom.Th:
			cells++
			if TextLength(c, 600) >= 600 {
				plain = false
			}
		case atom.Table, atom.Form, atom.Div, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.Article, atom.Blockquote:
			plain = plain && TextLength(c, 40) < 40 && c.DataAtom != atom.Table
		}
		return plain
	})
	return plain && rows >= 2 && cells > rows
}

// holdsBlocks reports whether an element that HTML doesn't know lays out blocks.
func holdsBlocks(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && IsBlock(c.DataAtom) {
			return true
		}
	}
	return false
}

// LinkAround returns the address of the link that an element stands in.
func LinkAround(n *html.Node) string {
	for p := n; p != nil; p = p.Parent {
		if p.DataAtom == atom.A {
			return Attr(p, "href")
		}
	}
	return ""
}

// IsSilent: elements whose content nobody reads as text.
func IsSilent(n *html.Node) bool {
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
	visible     sight = iota
	maybeHidden       // hidden, but so long that it may be a story that a script will show
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
			if a.Val == "true" && TextLength(n, 400) < 400 {
				return hidden
			}
		case "style":
			if style := squeeze(a.Val); strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				if TextLength(n, 1500) < 1500 {
					return hidden
				}
				return maybeHidden
			}
		case "class":
			for c := range strings.FieldsSeq(a.Val) {
				if hidingClass(c) {
					if TextLength(n, 400) < 400 {
						return hidden
					}
					return visible
				}
				if !IsBlock(n.DataAtom) && hoverCard(c) {
					return hidden
				}
			}
		}
	}
	return visible
}

// IsHidden reports whether an element is not seen, nor may be.
func IsHidden(n *html.Node) bool { return sightOf(n) == hidden }

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
	EachWord(class, func(w string) {
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

// MarkOf is the nearest mark of a role, whether void or not.
func (b *Block) MarkOf(r Role) *Mark {
	for i := len(b.Marks) - 1; i >= 0; i-- {
		if b.Marks[i].Role == r {
			return b.Marks[i]
		}
	}
	return nil
}

// weighMarks makes void each mark that covers much of the page's long text: a
// class name that speaks of a part of the element, not of all of it.
func weighMarks(blocks []*Block) {
	total := 0
	for _, b := range blocks {
		if b.Words < 15 || b.LinkShare >= 0.3 {
			continue
		}
		total += b.Words
		for _, m := range b.Marks {
			m.Words += b.Words
		}
	}
	for _, b := range blocks {
		for _, m := range b.Marks {
			limit := total * 35 / 100
			if m.Role == RoleEmbed || m.Role == RoleHeadline {
				limit = total * 60 / 100
			}
			m.Void = m.Words > limit && m.Words > 30
		}
	}
}
