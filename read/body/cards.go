package body

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/claims"
	"dateline/read/dom"

	"golang.org/x/net/html"
)

// The trees look at blocks as a whole. A card whose linked headline and excerpt
// only a style sheet parts is one block, more excerpt than link, and so it looks
// like prose. Cards are therefore looked for once the trees have judged: by the
// form that makes them cards, and by where they stand.

// A Card leads to another story: its linked headline, and the excerpt that
// stands below it, if any.
type Card struct{ Headline, Excerpt, Href string }

// fewHeadlineWords: a link of fewer may be a name or a phrase that prose links to.
const fewHeadlineWords = 4

// Cards are the cards that a block is made of: none unless all of it is, and
// none of a line that is one link, which the trees know well. A card's lines, and
// cards one from the other, are often parted by style sheets where the text has no
// space at all; so a link right after which other words begin ends a line.
func (p *Page) Cards(b *Judged) []Card {
	if len(b.Anchors) == 0 || b.Anchors[0].Start != 0 {
		return nil
	}
	out := make([]Card, 0, len(b.Anchors))
	for i, a := range b.Anchors {
		next := len(b.Text)
		if i+1 < len(b.Anchors) {
			next = b.Anchors[i+1].Start
		}
		if next < a.End {
			return nil // a link within a link
		}
		headline, rest := dom.OneLine(b.Text[a.Start:a.End]), b.Text[a.End:next]
		if dom.CountWords(headline) < fewHeadlineWords || strings.HasSuffix(headline, ".") || !beginsLine(rest) || !p.LeadsOn(a.Href) {
			return nil
		}
		out = append(out, Card{headline, dom.OneLine(rest), a.Href})
	}
	if len(out) == 1 && out[0].Excerpt == "" {
		return nil
	}
	return out
}

// beginsLine: what stands after a link does not go on with the link's sentence.
func beginsLine(rest string) bool {
	first, _ := utf8.DecodeRuneInString(rest)
	return strings.TrimSpace(rest) == "" || first == '\n' || unicode.IsUpper(first) || unicode.IsDigit(first) || strings.ContainsRune("“«„‘¿¡", first)
}

// LeadsOn reports whether a link leads to another page of the page's own site. What leads
// elsewhere may be the story's sources.
func (p *Page) LeadsOn(href string) bool {
	to, err := p.Base.Parse(href)
	if err != nil || strings.HasPrefix(href, "#") {
		return false
	}
	return claims.Site(to.String()) == claims.Site(p.Base.String()) && strings.Trim(to.Path, "/")+to.RawQuery != "" && (to.Path != p.Base.Path || to.RawQuery != p.Base.RawQuery)
}

// fewProseWords: a block of fewer may be a label, and says nothing of where prose stands.
const fewProseWords = 15

// strikeCards makes teasers of the cards behind the story's first paragraph that
// stand outside the smallest element around the headline and the prose so far;
// and, where there is more prose than cards, of those that stand in a row within
// it: one alone may be the story's own, and what is mostly cards is a story that
// lists them. Where a card's excerpt is a block of its own, that is a teaser too, if
// it stands outside or under a heading that speaks of related stories; there, so is
// a line that is but a link.
func (p *Page) strikeCards() {
	var so storySoFar
	for i, b := range p.Blocks {
		so.meet(b)
		if b.Role != dom.RoleBody && b.Role != dom.RoleNone || b.Desk != "" {
			continue
		}
		cards := p.Cards(b)
		apart, listed := so.isApart(b), so.isListed(b)
		switch {
		case len(cards) > 0 && apart:
			b.Role = dom.RoleTeaser
		case b.Role != dom.RoleBody:
		case len(cards) > 0:
			if so.story != nil {
				so.rows.add(b, len(cards))
			}
		case (apart || listed) && p.isExcerpt(i), listed && isLinkedLine(b):
			b.Role = dom.RoleTeaser
		default:
			so.addProse(b)
		}
	}
	so.rows.strike()
}

// isLinkedLine reports whether a block is a headline that leads elsewhere.
func isLinkedLine(b *Judged) bool { return b.Words >= fewHeadlineWords && b.LinkShare >= 0.8 }

// storySoFar is what is known of where the story stands, from the blocks up to one.
type storySoFar struct {
	headline *html.Node // the element of the headline
	story    *html.Node // the smallest element around the headline and the prose
	related  *html.Node // the element of a heading that speaks of related stories
	rows     cardRows
}

// meet notes headlines and headings.
func (so *storySoFar) meet(b *Judged) {
	if b.Role == dom.RoleHeadline && so.story == nil {
		so.headline = b.Node
	}
	if b.Kind != news.HeadingParagraph {
		return
	}
	so.related = nil
	if so.story != nil && b.Said == dom.RoleTeaser && b.Role != dom.RoleBody {
		so.related = b.Node.Parent
	}
}

// isApart reports whether a block stands outside the story.
func (so *storySoFar) isApart(b *Judged) bool { return so.story != nil && !dom.Holds(so.story, b.Node) }

// isListed reports whether a block stands under a heading that speaks of related stories.
func (so *storySoFar) isListed(b *Judged) bool {
	return so.related != nil && dom.Within(b.Node, so.related, 5)
}

// addProse widens the story to hold a block of prose.
func (so *storySoFar) addProse(b *Judged) {
	so.rows.end()
	so.rows.prose += b.Words
	if b.Words < fewProseWords {
		return
	}
	if so.story == nil {
		if so.story = so.headline; so.story == nil {
			so.story = b.Node
		}
	}
	for !dom.Holds(so.story, b.Node) && so.story.Parent != nil {
		so.story = so.story.Parent
	}
}

// cardRows gathers the cards that stand within the story.
type cardRows struct {
	row, whole    []*Judged // since the last prose; all in rows of at least two
	cards         int       // in the row
	prose, carded int       // words
}

func (r *cardRows) add(b *Judged, cards int) {
	r.row = append(r.row, b)
	r.cards += cards
	r.carded += b.Words
}

func (r *cardRows) end() {
	if r.cards > 1 {
		r.whole = append(r.whole, r.row...)
	}
	r.row, r.cards = nil, 0
}

func (r *cardRows) strike() {
	if r.end(); r.carded >= r.prose {
		return
	}
	for _, b := range r.whole {
		b.Role = dom.RoleTeaser
	}
}

// isExcerpt: in the box that the block stands in, a linked headline stands before
// it, with no more between them than a byline or a date.
func (p *Page) isExcerpt(i int) bool {
	const most, above = 60, 2 // words of an excerpt, blocks between
	b := p.Blocks[i]
	if b.Words > most {
		return false
	}
	for j := i - 1; j >= max(0, i-1-above); j-- {
		t := p.Blocks[j]
		if t.Role == dom.RoleBody || t.Role == dom.RoleHeadline {
			return false
		}
		if t.Words >= fewHeadlineWords && t.LinkShare >= 0.9 {
			return t.Node.Parent != nil && dom.Within(b.Node, t.Node.Parent, 4) && p.LeadsOn(p.TeaserLink(t))
		}
	}
	return false
}

// TeaserLink returns where a block leads: the link around it, or its first.
func (p *Page) TeaserLink(b *Judged) string {
	if around := dom.LinkAround(b.Node); around != "" {
		return around
	}
	return b.Href
}
