package body

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/dom"
	"dateline/read/phrase"
	"dateline/trees"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What the trees of body.go look at: numbers that describe a block by its own
// words, by what its page's mark-up says of it, by the elements and the blocks
// around it. (Bare text is described in another way, in textnumbers.go.)

// surroundingArea is what stands in one element, or in all blocks that are set
// alike.
type surroundingArea struct {
	words, linkWords float32
	blocks, long     float32 // long: at least 15 words and few links
	content          float32 // the element's own mark-up says that the story is in it
}

func (a *surroundingArea) add(b *Judged) {
	a.words += float32(b.Words)
	a.linkWords += float32(b.Words) * float32(b.LinkShare)
	a.blocks++
	if b.Words >= 15 && b.LinkShare < 0.3 {
		a.long++
	}
}

const areaLevels = 6 // how many elements up from a block are looked at

// Scene is what the features of all blocks of a page share.
type Scene struct {
	Blocks                 []*Judged
	areas                  map[*html.Node]*surroundingArea
	alike                  map[string]*surroundingArea
	Signatures             []string
	repeated               map[string]int
	all                    surroundingArea
	head                   int          // index of the headline's block, or -1
	before                 []int        // words before each block
	again                  []bool       // the block says at length what an earlier one said
	openings               []int        // first-level headings between the headline and the block
	leaders                []int        // lines with a byline or a date up to the block
	homes                  []*html.Node // the story element that the block stands in
	Headline, LinkedBody   string       // letters
	descriptions, captions []string
	outlet                 string
	familiar               map[string]uint8
	authors                []string // letters
	echoed                 []bool
	spare                  []float32 // of which numbers are made
}

// NewScene returns what the numbers of all blocks of a page share.
func NewScene(blocks []*Judged) *Scene {
	s := &Scene{Blocks: blocks, areas: map[*html.Node]*surroundingArea{}, alike: map[string]*surroundingArea{}, repeated: map[string]int{}, head: -1}
	words := 0
	contents := contentMarks{}
	for i, b := range blocks {
		s.before = append(s.before, words)
		words += b.Words
		s.all.add(b)
		s.again = append(s.again, s.repeated[opening(b)] > 0 && b.Words >= 8)
		s.repeated[opening(b)]++
		if b.Role == dom.RoleHeadline && s.head < 0 {
			s.head = i
		}
		n := b.Node
		for level := 0; n != nil && level < areaLevels; level++ {
			a := s.areas[n]
			if a == nil {
				a = &surroundingArea{content: contents.of(n)}
				s.areas[n] = a
			}
			a.add(b)
			n = n.Parent
		}
		sig := signature(b.Node)
		s.Signatures = append(s.Signatures, sig)
		if s.alike[sig] == nil {
			s.alike[sig] = &surroundingArea{}
		}
		s.alike[sig].add(b)
	}
	openings, leaders := 0, 0
	for i, b := range blocks {
		if b.Level == 1 && i > s.head {
			openings++
		}
		if b.Ruled == dom.RoleByline || b.Ruled == dom.RoleDate {
			leaders++
		}
		s.openings, s.leaders = append(s.openings, openings), append(s.leaders, leaders)
		s.homes = append(s.homes, homeOf(b.Node))
	}
	return s
}

// opening is what two blocks share that say the same, though one goes on with a
// credit: their letters, or the first of many.
func opening(b *Judged) string {
	const enough = 60
	if b.Words < 8 || len(b.Letters) <= enough {
		return b.Letters
	}
	return b.Letters[:enough]
}

// homeOf is the outermost article element around a node.
func homeOf(n *html.Node) (home *html.Node) {
	for depth := 0; n != nil && depth < 60; n, depth = n.Parent, depth+1 {
		if n.DataAtom == atom.Article {
			home = n
		}
	}
	return home
}

// signature is the same for blocks that a page's template sets alike.
func signature(n *html.Node) string {
	if n == nil {
		return ""
	}
	sig := n.Data + "." + dom.Attr(n, "class")
	if n.Parent != nil {
		sig += "<" + n.Parent.Data + "." + dom.Attr(n.Parent, "class")
	}
	return sig
}

// contentMarks remembers what class names and ids say of holding the story: 2 for
// its body, 1 for a story.
type contentMarks map[string]float32

// of gives the mark of an element; 3 where schema.org's own name says it.
func (known contentMarks) of(n *html.Node) float32 {
	best := float32(0)
	if n.DataAtom == atom.Article {
		best = 1
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "itemprop":
			if strings.TrimSpace(a.Val) == "articleBody" {
				return 3
			}
		case "class", "id":
			if n.DataAtom == atom.Article {
				continue
			}
			mark, ok := known[a.Val]
			if !ok {
				mark = contentMark(a.Val)
				known[a.Val] = mark
			}
			best = max(best, mark)
		}
	}
	return best
}

func contentMark(value string) float32 {
	text, story := false, false
	dom.EachWord(value[:min(len(value), 300)], func(w string) {
		switch w {
		case "content", "body", "text", "copy", "texto", "cuerpo", "inhalt", "contenu", "articlebody", "bodytext", "articletext", "richtext", "paragraph", "paragraphs":
			text = true
		case "article", "story", "entry", "post", "single", "artikel", "articulo", "noticia", "news", "blog":
			story = true
		}
	})
	switch {
	case text && story:
		return 2
	case text || story:
		return 1
	}
	return 0
}

// roles that rules and marks can tell and that the trees weigh.
var weighedRoles = [...]dom.Role{dom.RoleBody, dom.RoleHeadline, dom.RoleStandfirst, dom.RoleByline, dom.RoleAuthorBox, dom.RoleDate, dom.RoleCaption, dom.RoleSection, dom.RoleTags, dom.RoleTeaser, dom.RoleComments, dom.RoleShare, dom.RoleSignup, dom.RoleAdvert, dom.RoleNavigation, dom.RoleLegal, dom.RoleEmbed}

// room is how many numbers there may be of a block.
var room = len(SecondFeatures())

// FirstFeatures are the names of the numbers that the first trees look at,
// SecondFeatures those of the second. They are taken from the description of a
// block amid others, for which each number is given.
var (
	FirstFeatures = sync.OnceValue(func() []string {
		s, _ := sampleScene()
		return trees.Names(func(x *trees.Row) { s.describeBlock(x, SampleBlock) })
	})
	SecondFeatures = sync.OnceValue(func() []string {
		s, v := sampleScene()
		first := make([]float32, len(s.Blocks))
		return append(FirstFeatures(), trees.Names(func(x *trees.Row) {
			s.describeFirst(x, first, v, SampleBlock)
			s.describeHold(x, v, SampleBlock)
		})...)
	})
)

// SampleBlock stands amid the blocks of sampleScene.
const SampleBlock = 5

func sampleScene() (*Scene, *firstView) {
	doc, err := dom.Parse(strings.Repeat("<p>words</p>", 2*SampleBlock+1))
	if err != nil {
		panic(err)
	}
	s := NewScene(unjudged(dom.Segment(doc)))
	s.echoed = make([]bool, len(s.Blocks))
	v := s.View(make([]float32, len(s.Blocks)))
	v.sureBefore[SampleBlock], v.sureAfter[SampleBlock] = SampleBlock-1, SampleBlock+1
	return s, v
}

// describe returns the numbers of block i, with room for what describeContext adds.
func (s *Scene) describe(i int) []float32 {
	if len(s.spare) < room {
		s.spare = make([]float32, 64*room)
	}
	x := trees.Row{Values: s.spare[:0:room]}
	s.spare = s.spare[room:]
	s.describeBlock(&x, i)
	return x.Values
}

func (s *Scene) describeBlock(x *trees.Row, i int) {
	b := s.Blocks[i]
	s.describeWords(x, b)
	s.describeLikeness(x, b)
	s.describePlace(x, i)
	s.describeMarks(x, b)
	s.describeElements(x, i)
	for _, d := range [...]int{-3, -2, -1, 1, 2, 3} {
		x.In("block", d)
		s.describeNeighbour(x, b, i+d)
	}
	x.In("", 0)
	s.describeMarkup(x, i)
}

func (s *Scene) describeWords(x *trees.Row, b *Judged) {
	w := phrase.StatsOf(b.Text)
	letters := max(w.Runes, 1)
	words := max(float32(b.Words), 1)
	trimmed := strings.TrimSpace(b.Text)
	first, _ := utf8.DecodeRuneInString(trimmed)
	x.Add("words", float32(b.Words))
	x.Add("runes a word", w.Runes/words)
	x.Add("share of digits", w.Digits/letters)
	x.Add("share of capitals", w.Upper/letters)
	x.Add("commas a word", w.Commas/words)
	x.Add("ends of sentences", w.Ends)
	x.Add("ends of sentences a word", w.Ends/words)
	x.Add("function words a word", w.Function/words)
	x.Add("quotation marks", w.Quotes)
	x.Add("odd signs a word", w.Odd/words)
	x.AddIf("ends a sentence", dom.EndsSentence(b.Text))
	x.AddIf("ends with a colon", strings.HasSuffix(trimmed, ":"))
	x.AddIf("is clipped", dom.Clipped(trimmed))
	x.AddIf("begins with a capital", unicode.IsUpper(first))
	x.AddIf("begins with a small letter", unicode.IsLower(first))
	x.AddIf("begins with a digit", unicode.IsDigit(first))
	x.AddIf("begins with a quotation mark", OpensQuotation(first))
	x.Add("share in links", float32(b.LinkShare))
	x.Add("links", float32(len(b.Anchors)))
	x.Add("links a word", float32(len(b.Anchors))/words)
	x.AddIf("has a line break", strings.Contains(b.Text, "\n"))
	x.AddIf("has an address", strings.Contains(b.Text, "http"))
	x.AddIf("has an at sign", strings.Contains(b.Text, "@"))
	x.AddIf("has a copyright sign", strings.Contains(b.Text, "©"))
	x.AddIf("is a paragraph", b.Kind == news.PlainParagraph)
	x.AddIf("is a heading", b.Kind == news.HeadingParagraph)
	x.Add("level of the heading", float32(b.Level))
	x.AddIf("is a quotation", b.Kind == news.QuoteParagraph)
	x.AddIf("is a list item", b.Kind == news.ListItemParagraph)
	x.AddIf("is code", b.Kind == news.CodeParagraph)
	x.AddIf("is a table", b.Kind == news.TableParagraph)
	x.Add("role by rules", float32(b.Ruled))
	x.Add("role by its opening words", float32(b.Said))
	x.AddIf("reads like a byline", b.Bylined)
	x.AddIf("says a date", b.Dated)
}

// OpensQuotation reports whether a rune opens a quotation.
func OpensQuotation(r rune) bool {
	return r == '"' || r == '“' || r == '„' || r == '«' || r == '‘'
}

// describeLikeness adds what a block has in common with what the page says of itself.
func (s *Scene) describeLikeness(x *trees.Row, b *Judged) {
	like, described, captioned := 0, false, false
	if s.Headline != "" {
		like = dom.Likeness(b.Letters, s.Headline)
	}
	for _, d := range s.descriptions {
		described = described || len(d) >= 25 && len(b.Letters) >= 25 && (strings.HasPrefix(d, b.Letters) || strings.HasPrefix(b.Letters, d))
	}
	for _, c := range s.captions {
		captioned = captioned || len(b.Letters) >= 12 && (strings.HasPrefix(b.Letters, c) || strings.HasPrefix(c, b.Letters))
	}
	linked := float32(0) // not known
	if len(s.LinkedBody) > 200 {
		linked = -1
		if len(b.Letters) >= 12 && strings.Contains(s.LinkedBody, b.Letters) {
			linked = 1
		}
	}
	x.Add("likeness to the headline", float32(like))
	x.AddIf("is the description's beginning", described)
	x.AddIf("stands for a picture", captioned)
	x.Add("is in the body that JSON-LD gives", linked)
	x.Add("blocks that say the same", float32(min(s.repeated[opening(b)], 5)))
	x.AddIf("names the outlet", len(s.outlet) >= 4 && strings.Contains(b.Letters, s.outlet))
}

func (s *Scene) describePlace(x *trees.Row, i int) {
	n, all := float32(len(s.Blocks)), max(s.all.words, 1)
	sinceHead, wordsSince, leaders, home := float32(-1), float32(-1), s.leaders[i], float32(0)
	if s.head >= 0 {
		sinceHead = float32(i - s.head)
		wordsSince = float32(s.before[i] - s.before[s.head])
		leaders -= s.leaders[s.head]
		home = trees.Yes(s.homes[i] == s.homes[s.head]) + 2*trees.Yes(s.homes[i] != nil)
	}
	again, near := 0, 0
	for j := max(0, i-4); j <= min(i+4, len(s.Blocks)-1); j++ {
		again += int(trees.Yes(s.again[j]))
	}
	ahead := s.leaders[min(i+5, len(s.Blocks)-1)] - s.leaders[i]
	for j := i + 1; j < min(i+4, len(s.Blocks)); j++ {
		if s.Signatures[j] == s.Signatures[i] {
			near++
		}
	}
	x.AddIf("was said before", s.again[i])
	x.Add("blocks near that were said before", float32(again))
	x.Add("first-level headings since the headline", float32(s.openings[i]))
	x.Add("bylines and dates since the headline", float32(leaders))
	x.Add("bylines and dates in the next five blocks", float32(ahead))
	x.Add("stands in the headline's article", home)
	x.Add("of the next three blocks, those set alike", float32(near))
	x.Add("blocks before", float32(i))
	x.Add("blocks of the page", n)
	x.Add("share of blocks before", float32(i)/n)
	x.Add("share of words before", float32(s.before[i])/all)
	x.Add("words of the page", s.all.words)
	x.Add("share of the page's words in links", s.all.linkWords/all)
	x.Add("long blocks of the page", s.all.long)
	x.Add("blocks since the headline", sinceHead)
	x.Add("words since the headline", wordsSince)
}

// farMark is how many elements up a mark that a block doesn't have is said to stand.
const farMark = 20

// describeMarks adds how many elements up the nearest mark of each role stands.
func (s *Scene) describeMarks(x *trees.Row, b *Judged) {
	var nearest [len(weighedRoles)]float32
	for k := range nearest {
		nearest[k] = farMark
	}
	for _, m := range b.Marks {
		up, n := 0, b.Node
		for n != nil && n != m.Node && up < 15 {
			n, up = n.Parent, up+1
		}
		if n == nil {
			up = 0 // an inline element within the block
		}
		for k, r := range weighedRoles {
			if r == m.Role {
				nearest[k] = min(nearest[k], float32(up))
			}
		}
	}
	for k, up := range nearest {
		x.In("mark of role", int(weighedRoles[k]))
		x.Add("elements up", up)
	}
	x.In("", 0)
}

func (s *Scene) describeElements(x *trees.Row, i int) {
	b := s.Blocks[i]
	all, longAll := max(s.all.words, 1), max(s.all.long, 1)
	n := b.Node
	best, bestAt := float32(0), float32(20)
	for level := range areaLevels {
		a := &surroundingArea{}
		if n != nil {
			a = s.areas[n]
			if a.content > best {
				best, bestAt = a.content, float32(level)
			}
			n = n.Parent
		}
		x.In("element up", level)
		x.Add("share of the page's words", a.words/all)
		x.Add("share in links", a.linkWords/max(a.words, 1))
		x.Add("share of the page's long blocks", a.long/longAll)
		if level < 3 {
			x.Add("blocks", a.blocks)
			x.Add("words a block", a.words/max(a.blocks, 1))
			x.Add("says that it holds the story", a.content)
		}
	}
	x.In("", 0)
	x.Add("an element around says that it holds the story", best)
	x.Add("elements up to the one that says so", bestAt)
	a := s.alike[s.Signatures[i]]
	x.Add("set alike: blocks", a.blocks)
	x.Add("set alike: share of the page's words", a.words/all)
	x.Add("set alike: words a block", a.words/max(a.blocks, 1))
	x.Add("set alike: share in links", a.linkWords/max(a.words, 1))
	x.Add("set alike: share of long blocks", a.long/max(a.blocks, 1))
	x.Add("set alike: share of the page's long blocks", a.long/longAll)
	describeTags(x, b)
}

// describeTags adds what the elements around a block are called.
func describeTags(x *trees.Row, b *Judged) {
	tag, parent := atom.Atom(0), atom.Atom(0)
	depth, tableDepth, listDepth, asideUp, articleUp, mainUp := 0, 20, 20, 20, 20, 20
	for n := b.Node; n != nil && depth < 60; n = n.Parent {
		switch n.DataAtom {
		case atom.Table:
			tableDepth = min(tableDepth, depth)
		case atom.Ul, atom.Ol, atom.Dl:
			listDepth = min(listDepth, depth)
		case atom.Aside, atom.Footer, atom.Nav, atom.Header, atom.Form:
			asideUp = min(asideUp, depth)
		case atom.Article:
			articleUp = min(articleUp, depth)
		case atom.Main:
			mainUp = min(mainUp, depth)
		}
		depth++
	}
	if b.Node != nil {
		tag = b.Node.DataAtom
		if b.Node.Parent != nil {
			parent = b.Node.Parent.DataAtom
		}
	}
	x.Add("elements around", float32(depth))
	x.Add("elements up to a table", float32(tableDepth))
	x.Add("elements up to a list", float32(listDepth))
	x.Add("elements up to an aside", float32(asideUp))
	x.Add("elements up to an article", float32(articleUp))
	x.Add("elements up to main", float32(mainUp))
	x.AddIf("stands in p", tag == atom.P)
	x.AddIf("stands in div", tag == atom.Div)
	x.AddIf("stands in li", tag == atom.Li)
	x.AddIf("stands in td", tag == atom.Td)
	x.AddIf("stands in figure", tag == atom.Figure || tag == atom.Figcaption)
	x.AddIf("stands in section", tag == atom.Section || tag == atom.Article)
	x.AddIf("parent is div", parent == atom.Div)
	x.AddIf("parent is article", parent == atom.Article || parent == atom.Section || parent == atom.Main)
	x.AddIf("parent is blockquote", parent == atom.Blockquote)
	x.AddIf("parent is li", parent == atom.Li)
	x.AddIf("parent is body", parent == atom.Body)
}

// describeNeighbour adds what block j, near block b, looks like.
func (s *Scene) describeNeighbour(x *trees.Row, b *Judged, j int) {
	if j < 0 || j >= len(s.Blocks) {
		x.Values = append(x.Values, -1, 0, 0, 0, 0, 0)
		return
	}
	o := s.Blocks[j]
	alike := b.Node != nil && o.Node != nil && (b.Node == o.Node || b.Node.Parent == o.Node.Parent)
	x.Add("words", float32(o.Words))
	x.Add("share in links", float32(o.LinkShare))
	x.AddIf("is a heading", o.Kind == news.HeadingParagraph)
	x.AddIf("ends a sentence", dom.EndsSentence(o.Text))
	x.AddIf("stands in the same element", alike)
	x.Add("blank lines less", float32(b.Gap-o.Gap))
}

// DescribeContext adds, to the numbers of block i, what the first trees said of
// it and of the blocks around it.
func (s *Scene) DescribeContext(numbers, first []float32, c *firstView, i int) []float32 {
	x := trees.Row{Values: numbers}
	s.describeFirst(&x, first, c, i)
	s.describeHold(&x, c, i)
	return x.Values
}

func (s *Scene) describeFirst(x *trees.Row, first []float32, c *firstView, i int) {
	for _, d := range [...]int{0, -4, -3, -2, -1, 1, 2, 3, 4} {
		p := float32(-1)
		if j := i + d; j >= 0 && j < len(first) {
			p = first[j]
		}
		x.In("block", d)
		x.Add("sure", p)
	}
	for _, span := range [...][2]int{{-3, -1}, {1, 3}, {-8, -1}, {1, 8}, {-20, -1}, {1, 20}} {
		a := viewed{}
		if s.Blocks[i].Node == nil { // elements, where there are any, tell more
			a = c.span(i+span[0], i+span[1])
		}
		x.In("blocks within", span[0]+span[1])
		x.Add("sure a word", a.sum/max(a.words, 1))
		x.Add("sure a block", a.most/float32(span[1]-span[0]+1))
	}
	n := s.Blocks[i].Node
	for level := range 4 {
		a := viewed{}
		if n != nil {
			a = c.within[n]
			n = n.Parent
		}
		x.In("element up", level)
		x.Add("sure a word", a.sum/max(a.words, 1))
		x.Add("share of the likely body", a.sum/max(c.all.sum, 1))
		x.Add("surest block", a.most)
	}
	x.In("", 0)
	sig := c.alike[s.Signatures[i]]
	x.Add("set alike: sure a word", sig.sum/max(sig.words, 1))
	x.Add("set alike: share of the likely body", sig.sum/max(c.all.sum, 1))
	x.Add("page: sure a word", c.all.sum/max(c.all.words, 1))
	x.Add("words of the likely body", c.all.sum)
	x.Add("blocks since the likely body's first", float32(i-c.begin))
	x.Add("blocks since the likely body's last", float32(i-c.end))
	x.Add("share of the likely body before", c.before[i]/max(c.all.sum, 1))
	x.Add("blocks since one that is sure", float32(c.sinceSure[i]))
	x.Add("blocks until one that is sure", float32(c.untilSure[i]))
}

// viewed sums up what the first trees said of several blocks, by their words.
type viewed struct{ words, sum, most float32 }

func (v viewed) with(words int, p float32) viewed {
	return viewed{v.words + float32(words), v.sum + float32(words)*p, max(v.most, p)}
}

// firstView is what the first trees said of a page as a whole.
type firstView struct {
	within                map[*html.Node]viewed
	alike                 map[string]viewed
	all                   viewed
	begin, end            int       // around the blocks that are likely body
	before                []float32 // words, by how sure they are, before each block
	words, sums           []float32 // running sums: of words, of probabilities
	sinceSure, untilSure  []int
	sureBefore, sureAfter []int // the nearest block that is surely body; -1: none
	hold                  map[*html.Node]int
}

// span sums up the blocks from one to another; most is how many are body.
func (c *firstView) span(from, to int) viewed {
	from, to = max(from, 0), min(to+1, len(c.words)-1)
	if from >= to {
		return viewed{}
	}
	return viewed{c.words[to] - c.words[from], c.before[to] - c.before[from], c.sums[to] - c.sums[from]}
}

// View sums up what the first trees say of a page.
func (s *Scene) View(first []float32) *firstView {
	c := &firstView{within: map[*html.Node]viewed{}, alike: map[string]viewed{}, begin: -1}
	c.sinceSure, c.untilSure = make([]int, len(first)), make([]int, len(first))
	const far = 50
	since, sum := far, float32(0)
	for i, b := range s.Blocks {
		c.before = append(c.before, c.all.sum)
		c.words = append(c.words, c.all.words)
		c.sums = append(c.sums, sum)
		sum += first[i]
		c.all = c.all.with(b.Words, first[i])
		n := b.Node
		for range 4 {
			if n == nil {
				break
			}
			c.within[n] = c.within[n].with(b.Words, first[i])
			n = n.Parent
		}
		c.alike[s.Signatures[i]] = c.alike[s.Signatures[i]].with(b.Words, first[i])
		if first[i] > 0.5 && b.Words >= 8 {
			if c.begin < 0 {
				c.begin = i
			}
			c.end = i
		}
		c.sinceSure[i] = since
		since = min(since+1, far)
		if first[i] > 0.7 && b.Words >= 12 {
			since = 1
		}
	}
	c.before, c.words, c.sums = append(c.before, c.all.sum), append(c.words, c.all.words), append(c.sums, sum)
	c.sureBefore, c.sureAfter = make([]int, len(first)), make([]int, len(first))
	last := -1
	for i := range first {
		c.sureBefore[i] = last
		if first[i] > 0.7 && s.Blocks[i].Words >= 12 {
			last = i
		}
	}
	next := -1
	for i := len(first) - 1; i >= 0; i-- {
		c.sureAfter[i] = next
		if first[i] > 0.7 && s.Blocks[i].Words >= 12 {
			next = i
		}
	}
	c.hold = s.holdOf(c)
	until := far
	for i := len(first) - 1; i >= 0; i-- {
		c.untilSure[i] = until
		until = min(until+1, far)
		if first[i] > 0.7 && s.Blocks[i].Words >= 12 {
			until = 1
		}
	}
	return c
}
