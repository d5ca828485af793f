package body

import (
	"strings"

	"dateline/news"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// fewAbove is how many times as many words must stand below a headline as above it.
// Where less does, the heading may be that of a box beside the story.
const fewAbove = 4

// strikeAbove takes out what stands above the headline: search boxes, notices,
// where on the site the reader is. Only where most of the story stands below it is
// that sure to be the story's headline, and a heading above may be it after all.
func (p *Page) strikeAbove() {
	var above []*Judged
	before, after := 0, 0 // words
	heading, below := false, false
	for _, b := range p.Blocks {
		below = below || b.Role == dom.RoleHeadline
		switch {
		case b.Role != dom.RoleBody:
			continue
		case below:
			after += b.Words
			continue
		}
		before += b.Words
		heading = heading || b.Kind == news.HeadingParagraph
		if !heading && b.Desk == "" {
			above = append(above, b)
		}
	}
	if before*fewAbove > after {
		return
	}
	for _, b := range above {
		b.Role = dom.RoleNone
	}
}

// strikeByline takes out a byline below the headline, which may have its date on
// a line of its own: "by" can begin a line of a story, but not its first.
func (p *Page) strikeByline() {
	for _, b := range p.Blocks[:min(len(p.Blocks), MaxTraced)] {
		if b.Role != dom.RoleBody || b.Desk != "" {
			continue
		}
		if b.Words > 25 {
			return
		}
		by, other := false, false
		for line := range strings.Lines(b.Text) {
			line = strings.TrimSpace(line)
			switch {
			case phrase.IsBylineLine(line):
				by = true
			case !phrase.IsDateLine(line):
				other = true
			}
		}
		if by && !other {
			b.Role = dom.RoleByline
		}
	}
}

// attribute gives the line that says whose a quotation is ("— Name, date") the
// role of the quotation that it stands in.
func (p *Page) attribute() {
	for i := 1; i < len(p.Blocks); i++ {
		b, before := p.Blocks[i], p.Blocks[i-1]
		if isQuotation(b) && isQuotation(before) && before.Role == dom.RoleBody && b.Role != dom.RoleBody && b.Words <= 25 && strings.IndexAny(b.Text, "—–-") == 0 && quotationOf(b) == quotationOf(before) {
			b.Role = dom.RoleBody
		}
	}
}

func quotationOf(b *Judged) *html.Node {
	n := b.Node
	for n != nil && n.DataAtom != atom.Blockquote {
		n = n.Parent
	}
	return n
}

// longCopy is how many words a paragraph has that nobody writes twice in a story; a
// shorter one may be a refrain or an answer.
const longCopy = 25

// strikeCopies takes out what the body says twice: a page that loads the next
// story below the first sometimes holds the first again.
func (p *Page) strikeCopies() {
	seen := map[string]bool{}
	copies, rest, first := 0, 0, -1
	for i, b := range p.Blocks {
		if b.Role != dom.RoleBody || b.Words < 15 {
			continue
		}
		switch {
		case seen[b.Letters]:
			if copies++; first < 0 {
				first = i
			}
			if b.Words >= longCopy {
				b.Role = dom.RoleTeaser
			}
		case first >= 0:
			rest++
		}
		seen[b.Letters] = true
	}
	if copies < 4 || rest*3 > copies {
		return
	}
	for first > 0 && (p.Blocks[first-1].Words < 15 || p.Blocks[first-1].LinkShare > 0.3) {
		first-- // the copy's own headline, byline, dates
	}
	for _, b := range p.Blocks[first:] {
		if b.Role == dom.RoleBody {
			b.Role = dom.RoleTeaser
		}
	}
}

// isLabel reports whether a block is set as a heading and is one: pages that set each
// paragraph as a heading, for its size, have sentences in them.
func isLabel(b *Judged) bool {
	return b.Kind == news.HeadingParagraph && (b.Words < fewProseWords || !dom.EndsSentence(b.Text))
}

// strikeLabels takes out headings after which no body follows.
func (p *Page) strikeLabels() {
	last := true // nothing of the body follows
	for i := len(p.Blocks) - 1; i >= 0; i-- {
		b := p.Blocks[i]
		if b.Role != dom.RoleBody {
			continue
		}
		if !isLabel(b) {
			last = false
			continue
		}
		if last {
			b.Role = dom.RoleTeaser
		}
	}
}
