package dom

import (
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
	Struck    []string   // words in it that the page has struck out
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
	Role   Role
	Node   *html.Node
	Words  int // of long blocks within
	Void   bool
	Thread bool   // of comments: it holds them one by one
	word   string // of the class name that says so
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

// LinkAround returns the address of the link that an element stands in.
func LinkAround(n *html.Node) string {
	for p := n; p != nil; p = p.Parent {
		if p.DataAtom == atom.A {
			return Attr(p, "href")
		}
	}
	return ""
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
