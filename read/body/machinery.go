package body

import (
	_ "embed"
	"strings"
	"sync"

	"dateline/news"
	"dateline/read/dom"
)

//go:embed lexicon/machinery.txt
var machineryText string

// machinery is what stands in places that scripts fill, in letters.
var machinery = sync.OnceValue(func() map[string]bool { return dom.Lexicon(machineryText) })

// longestMachinery is how many words such a line has at most.
const longestMachinery = 10

// strikeMachinery takes out what stands in places that a script would fill: a picture that
// isn't loaded, an advertisement, a player.
func (p *Page) strikeMachinery() {
	for _, b := range p.Blocks {
		if b.Role != dom.RoleBody || b.Desk != "" || b.Kind == news.HeadingParagraph || b.Words > longestMachinery {
			continue
		}
		if machinery()[b.Letters] {
			b.Role = dom.RoleAdvert
		}
	}
}

// takeLastWords takes in the paragraphs behind a short body that are set as its last one is:
// of a report of two sentences the trees see too little, above all in a writing without
// spaces.
func (p *Page) takeLastWords() {
	words, last := 0, -1
	for i, b := range p.Blocks {
		if b.Role == dom.RoleBody {
			words, last = words+b.Words, i
		}
	}
	if last < 0 || words >= fewStoryWords {
		return
	}
	for i := last + 1; i < len(p.Blocks) && p.continues(p.Blocks[i-1], p.Blocks[i]); i++ {
		p.Blocks[i].Role = dom.RoleBody
	}
}

// continues reports whether a paragraph without a role is set as the one before it, and
// ends a sentence.
func (p *Page) continues(before, b *Judged) bool {
	switch {
	case b.Role != dom.RoleNone, b.Said != dom.RoleNone, b.LinkShare > 0, b.Node == nil, before.Node == nil:
		return false
	case b.Bylined, b.Dated, b.Desk != "", asksReader(b), !dom.EndsSentence(b.Text):
		return false
	}
	if before.Kind != news.PlainParagraph || b.Node == before.Node || b.Node.Parent != before.Node.Parent {
		return false
	}
	return signature(b.Node) == signature(before.Node)
}

// standsTwice reports whether the body begins with the same words twice, short enough for
// a standfirst: pages set it for two sizes of screen.
func (p *Page) standsTwice(first, again *Judged) bool {
	return first.Letters == again.Letters && mayLead(first) && again.Desk == ""
}

// mayLead reports whether a block has the length of a standfirst, and nobody said
// otherwise.
func mayLead(b *Judged) bool {
	return b.Words >= shortestLead && b.Words <= longestLead && b.LinkShare <= 0.5 && b.Desk == ""
}

// isHeadLead reports whether the body's first block is a standfirst by its class and by its
// type: it is set as a heading, or all of it in bold, and what follows isn't.
func (p *Page) isHeadLead(first, next *Judged) bool {
	const most = 0.9
	if !mayLead(first) || first.Node == nil || !hasLeadClass(first) && !first.Has(dom.RoleStandfirst) {
		return false
	}
	if next.Kind != news.PlainParagraph || next.Strong >= most || next.Words < fewProseWords {
		return false
	}
	return first.Kind == news.HeadingParagraph && first.Level > 1 || first.Strong > most
}

// leadPairs are words side by side in class names for the text below a headline.
var leadPairs = map[string]bool{
	"teaser text": true, "lead text": true, "intro text": true, "sub title": true, "sub headline": true,
	"article summary": true, "article intro": true, "article lead": true, "post excerpt": true,
}

// hasLeadPair reports whether two words of a class name say together that a text leads in.
func hasLeadPair(class string) bool {
	before, found := "", false
	dom.EachWord(strings.ToLower(class[:min(len(class), 200)]), func(w string) {
		found = found || leadPairs[before+" "+w]
		before = w
	})
	return found
}
