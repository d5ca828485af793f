package read

import (
	"strings"

	"dateline/news"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxVoteNodes and maxVoteText bound the tree that the extractor sees, in nodes
// and in bytes of text: parts of it take quadratic time.
const (
	maxVoteNodes = 40_000
	maxVoteText  = 2 << 20
)

// vote lets go-trafilatura say which blocks are body. It works on a copy of the
// tree without what is invisible; its output is matched back to the blocks by
// their letters.
func (p *page) vote() {
	size := 0
	for _, b := range p.blocks {
		size += len(b.text)
	}
	var content *html.Node
	if size <= maxVoteText {
		content = extract(p.doc)
	}
	if content == nil {
		p.voteByLength()
		return
	}
	exact := map[string]bool{}
	var all strings.Builder
	for _, b := range segment(content) {
		exact[b.letters] = true
		all.WriteString(b.letters)
	}
	stream := all.String()
	words := 0
	for _, b := range p.blocks {
		b.voted = exact[b.letters] || len(b.letters) >= 30 && strings.Contains(stream, b.letters)
		if b.voted {
			words += b.words
		}
	}
	if words == 0 {
		p.voteByLength()
	}
}

// voteByLength takes every long block with few links: for pages on which the
// extractor finds nothing.
func (p *page) voteByLength() {
	for _, b := range p.blocks {
		b.voted = b.words >= 15 && b.linkShare < 0.3
	}
}

// extract runs the extractor; nil when it gives nothing. It is someone else's
// code on hostile input, so a panic of its own counts as nothing.
func extract(doc *html.Node) (content *html.Node) {
	budget := maxVoteNodes
	visible := copyVisible(doc, &budget)
	if budget <= 0 {
		return nil
	}
	defer func() {
		if recover() != nil {
			content = nil
		}
	}()
	result, err := trafilatura.ExtractDocument(visible, trafilatura.Options{ExcludeComments: true, HtmlDateMode: trafilatura.Disabled})
	if err != nil {
		return nil
	}
	return result.ContentNode
}

func copyVisible(n *html.Node, budget *int) *html.Node {
	c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Attr: n.Attr}
	for child := n.FirstChild; child != nil && *budget > 0; child = child.NextSibling {
		switch {
		case child.Type == html.TextNode:
			if last := c.LastChild; last != nil && last.Type == html.TextNode && len(last.Data) < 4096 {
				last.Data += child.Data
				continue
			}
		case child.Type != html.ElementNode || isSilent(child) || child.DataAtom == atom.Figcaption || isHidden(child):
			continue
		}
		*budget--
		c.AppendChild(copyVisible(child, budget))
	}
	return c
}

// weighMarks makes void each mark that covers much of what was voted for: a
// class name that speaks of a part of the element, not of all of it.
func (p *page) weighMarks() {
	total := 0
	for _, b := range p.blocks {
		if !b.voted {
			continue
		}
		total += b.words
		for _, m := range b.marks {
			m.words += b.words
		}
	}
	for _, b := range p.blocks {
		for _, m := range b.marks {
			limit := total * 35 / 100
			if m.role == roleEmbed || m.role == roleHeadline {
				limit = total * 60 / 100
			}
			m.void = m.words > limit && m.words > 30
		}
	}
}

// selectBody gives each voted block its role and gathers the body.
func (p *page) selectBody() {
	p.markLeaders()
	for i, b := range p.blocks {
		if b.voted && b.role == roleNone {
			b.role = p.roleOf(b, i)
		}
	}
	p.fillGaps()
	p.strikeLinkLists()
	p.strikeLabels()
	p.body = nil
	p.begin = len(p.blocks)
	for i, b := range p.blocks {
		if b.role == roleBody {
			p.begin = min(p.begin, i)
			p.body = append(p.body, b)
		}
	}
}

// markLeaders finds where the body begins and, before that, the standfirst.
func (p *page) markLeaders() {
	first, head := -1, -1
	for i, b := range p.blocks {
		if b.role == roleHeadline && head < 0 {
			head = i
		}
		if first < 0 && i > head && b.voted && b.words >= 8 && b.linkShare < 0.5 && b.kind != news.HeadingParagraph && b.role == roleNone && !b.has(roleStandfirst) && p.roleOf(b, i) == roleBody {
			first = i
		}
	}
	if first < 0 {
		return
	}
	var next *block
	for _, b := range p.blocks[first+1:] {
		if b.voted && b.words >= 8 {
			next = b
			break
		}
	}
	found := false
	for i := max(head, 0); i <= first; i++ {
		b := p.blocks[i]
		following := next
		if i < first {
			following = p.blocks[first]
		}
		if !found && p.standfirstRole(b, following) {
			b.role, found = roleStandfirst, true
		}
	}
}

// roleOf judges one voted block by its marks and its words.
func (p *page) roleOf(b *block, index int) role {
	for _, r := range []role{roleNavigation, roleComments, roleLegal, roleAdvert, roleSignup, roleShare, roleTeaser, roleTags, roleCaption, roleAuthorBox, roleSection} {
		if b.has(r) && !(r == roleCaption && isQuotation(b)) {
			return r
		}
	}
	if b.has(roleByline) && b.words <= 60 {
		return roleByline
	}
	if b.has(roleDate) && b.words <= 25 {
		return roleDate
	}
	if r := roleByWords(b); r != roleNone {
		return r
	}
	if b.words <= 14 && (isBylineLine(b.text) || isDateLine(b.text)) {
		return roleByline
	}
	if b.kind == news.PlainParagraph && b.linkShare >= 0.9 && b.words <= 25 && !endsSentence(b.text) {
		return roleTeaser
	}
	if b.kind == news.PlainParagraph && b.linkShare >= 0.9 && b.words >= 3 && b.text == strings.ToUpper(b.text) {
		return roleTeaser
	}
	return roleBody
}

func isQuotation(b *block) bool { return b.kind == news.QuoteParagraph }

func endsSentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)]")
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "。") || strings.HasSuffix(s, "…")
}

// fillGaps takes in what the extractor left out: between body blocks, long
// paragraphs anywhere and what stands beside a body block in the same element
// (subheads, short paragraphs, quotes, lists); before the first and after the
// last body block, long paragraphs that stand beside it.
func (p *page) fillGaps() {
	first, last := -1, -1
	for i, b := range p.blocks {
		if b.role != roleBody {
			continue
		}
		if last >= 0 && i-last < 60 {
			for j := last + 1; j < i; j++ {
				p.fill(j, p.blocks[last], b)
			}
		}
		if first < 0 {
			first = i
		}
		last = i
	}
	if first < 0 {
		return
	}
	for j := first - 1; j >= max(0, first-8) && p.blocks[j].role != roleHeadline; j-- {
		p.extend(j, p.blocks[first])
	}
	for j := last + 1; j < min(len(p.blocks), last+40); j++ {
		if !p.extend(j, p.blocks[last]) && p.blocks[j].node.Parent != p.blocks[last].node.Parent {
			break
		}
	}
}

// fill takes block j into the body if it fits between two body blocks.
func (p *page) fill(j int, before, after *block) {
	b := p.blocks[j]
	if b.voted || b.role != roleNone || b.linkShare > 0.6 || p.roleOf(b, j) != roleBody {
		return
	}
	long := b.words >= 20 && b.linkShare < 0.3 && b.kind != news.HeadingParagraph
	if long || near(b, before) || near(b, after) {
		b.role = roleBody
	}
}

// extend takes a long paragraph beside the body's end into it.
func (p *page) extend(j int, end *block) bool {
	b := p.blocks[j]
	if b.voted || b.role != roleNone || b.words < 12 || b.linkShare > 0.3 || b.kind == news.HeadingParagraph || b.node.Parent != end.node.Parent || p.roleOf(b, j) != roleBody {
		return false
	}
	b.role = roleBody
	return true
}

// near reports whether two blocks stand in the same element, or one step apart.
func near(b, o *block) bool {
	up := func(n *html.Node) *html.Node {
		if n == nil {
			return nil
		}
		return n.Parent
	}
	bp, op := up(b.node), up(o.node)
	return bp == op || b.node == o.node || bp == o.node || b.node == op || up(bp) == op && op != nil || up(op) == bp && bp != nil
}

// strikeLinkLists takes out lists of which every item is a link, and headings
// that then head nothing but what was struck.
func (p *page) strikeLinkLists() {
	for i := 0; i < len(p.blocks); {
		b := p.blocks[i]
		if b.role != roleBody || b.kind != news.ListItemParagraph {
			i++
			continue
		}
		end, links := i, 0
		for end < len(p.blocks) && p.blocks[end].role == roleBody && p.blocks[end].kind == news.ListItemParagraph {
			if p.blocks[end].linkShare > 0.85 {
				links++
			}
			end++
		}
		if links*10 >= (end-i)*8 {
			for _, item := range p.blocks[i:end] {
				item.role = roleTeaser
			}
		}
		i = end
	}
}

// strikeLabels takes out headings after which no body follows before the next
// heading of their rank, unless they stand in a row of headings.
func (p *page) strikeLabels() {
	last := true // nothing of the body follows
	for i := len(p.blocks) - 1; i >= 0; i-- {
		b := p.blocks[i]
		if b.role != roleBody {
			continue
		}
		if b.kind != news.HeadingParagraph {
			last = false
			continue
		}
		if last {
			b.role = roleTeaser
		}
	}
}
