package dom

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

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
	struck    []string
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
		if IsStruck(n) {
			s.strike(n)
		}
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
		if len(s.blocks) == blocks {
			s.partHeading(n, start)
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

// maxStruck bounds the struck-out words that are kept of a block.
const maxStruck = 20

// strike keeps words that the page has struck out.
func (s *segmenter) strike(n *html.Node) {
	if text := OneLine(RawTextBelow(n, longUnseen)); HasLetter(text) && len(s.struck) < maxStruck {
		s.struck = append(s.struck, text)
	}
}

// partHeading breaks the line behind an element in bold type that begins a block and
// ends without a space before a capital: a heading that only a style sheet parts.
func (s *segmenter) partHeading(n *html.Node, start int) {
	switch n.DataAtom {
	case atom.B, atom.Strong, atom.Span, atom.Em:
	default:
		return
	}
	next := n.NextSibling
	if start > 0 || s.space || s.breaks > 0 || next == nil || next.Type == html.ElementNode && next.DataAtom != atom.Span {
		return
	}
	first, _ := utf8.DecodeRuneInString(next.Data)
	if next.Type == html.ElementNode {
		first, _ = utf8.DecodeRuneInString(RawTextBelow(next, 20))
	}
	head := s.buf.String()
	last, _ := utf8.DecodeLastRuneInString(head)
	if (unicode.IsUpper(first) || strings.ContainsRune("“„«", first)) && (unicode.IsLower(last) || strings.ContainsRune(".?!”»", last)) && CountWords(head) >= 3 {
		s.breaks = 1
	}
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

// softHyphen shows where a word may be parted, and is seen only where it is.
const softHyphen = "\u00ad"

// flush ends the block that was being gathered.
func (s *segmenter) flush(at surroundings) {
	text := s.buf.String()
	if strings.Contains(text, softHyphen) && len(s.anchors) == 0 {
		text = strings.ReplaceAll(text, softHyphen, "")
	}
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
		b.Struck, s.struck = s.struck, nil
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
