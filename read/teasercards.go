package read

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// The trees look at blocks as a whole. A card whose linked headline and excerpt
// only a style sheet parts is one block, more excerpt than link, and so it looks
// like prose. Cards are therefore looked for once the trees have judged: by the
// form that makes them cards, and by where they stand.

// A teaserCard leads to another story: its linked headline, and the excerpt that
// stands below it, if any.
type teaserCard struct{ headline, excerpt, href string }

// fewHeadlineWords: a link of fewer may be a name or a phrase that prose links to.
const fewHeadlineWords = 4

// teaserCards are the cards that a block is made of: none unless all of it is, and
// none of a line that is one link, which the trees know well. A card's lines, and cards one from the other, are often parted by style sheets
// where the text has no space at all; so a link right after which other words
// begin ends a line.
func (p *page) teaserCards(b *block) []teaserCard {
	if len(b.anchors) == 0 || b.anchors[0].start != 0 {
		return nil
	}
	out := make([]teaserCard, 0, len(b.anchors))
	for i, a := range b.anchors {
		next := len(b.text)
		if i+1 < len(b.anchors) {
			next = b.anchors[i+1].start
		}
		if next < a.end {
			return nil // a link within a link
		}
		headline, rest := oneLine(b.text[a.start:a.end]), b.text[a.end:next]
		if countWords(headline) < fewHeadlineWords || strings.HasSuffix(headline, ".") || !beginsLine(rest) || !p.leadsOn(a.href) {
			return nil
		}
		out = append(out, teaserCard{headline, oneLine(rest), a.href})
	}
	if len(out) == 1 && out[0].excerpt == "" {
		return nil
	}
	return out
}

// beginsLine: what stands after a link does not go on with the link's sentence.
func beginsLine(rest string) bool {
	first, _ := utf8.DecodeRuneInString(rest)
	return strings.TrimSpace(rest) == "" || first == '\n' || unicode.IsUpper(first) || unicode.IsDigit(first) || strings.ContainsRune("“«„‘¿¡", first)
}

// leadsOn: the link leads to another page of the page's own site. What leads
// elsewhere may be the story's sources.
func (p *page) leadsOn(href string) bool {
	to, err := p.base.Parse(href)
	if err != nil || strings.HasPrefix(href, "#") {
		return false
	}
	return Site(to.String()) == Site(p.base.String()) && strings.Trim(to.Path, "/")+to.RawQuery != "" && (to.Path != p.base.Path || to.RawQuery != p.base.RawQuery)
}

// fewProseWords: a block of fewer may be a label, and says nothing of where prose stands.
const fewProseWords = 15

// strikeCards makes teasers of the cards behind the story's first paragraph that
// stand outside the smallest element around the headline and the prose so far;
// and, where there is more prose than cards, of those that stand in a row within
// it: one alone may be the story's own, and what is mostly cards is a story that
// lists them.
func (p *page) strikeCards() {
	var story *html.Node
	var headline *block
	var row, struck []*block // within the story: since the last prose, and in rows
	var prose, carded, inRow int
	endRow := func() {
		if inRow > 1 {
			struck = append(struck, row...)
		}
		row, inRow = nil, 0
	}
	for _, b := range p.blocks {
		if b.role == roleHeadline && story == nil {
			headline = b
		}
		if b.role != roleBody && b.role != roleNone || b.told != "" {
			continue
		}
		cards := p.teaserCards(b)
		switch {
		case len(cards) == 0:
			if b.role != roleBody {
				continue
			}
			endRow()
			prose += b.words
			if b.words < fewProseWords {
				continue
			}
			if story == nil {
				if story = b.node; headline != nil {
					story = headline.node
				}
			}
			for !holds(story, b.node) && story.Parent != nil {
				story = story.Parent
			}
		case story == nil:
		case !holds(story, b.node):
			b.role = roleTeaser
		case b.role == roleBody:
			row, inRow = append(row, b), inRow+len(cards)
			carded += b.words
		}
	}
	endRow()
	if carded < prose {
		for _, b := range struck {
			b.role = roleTeaser
		}
	}
}

// holds reports whether n stands within an element, or is it.
func holds(element, n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == element {
			return true
		}
	}
	return false
}
