package body

import (
	"strings"

	"dateline/news"
	"dateline/read/dom"
)

// summedUp is the block between headline and body that is the page's description,
// whatever its class name says.
func (p *Page) summedUp(descriptions []string) *Judged {
	for _, b := range p.Blocks[min(p.HeadIndex()+1, p.Begin):p.Begin] {
		if b.Role == dom.RoleHeadline || b.Role == dom.RoleCaption || b.Role == dom.RoleByline || b.Role == dom.RoleNavigation || b.Words < 4 || b.Words > 90 || b.LinkShare > 0.5 || len(b.Letters) < 25 {
			continue
		}
		for _, d := range descriptions {
			if dom.SameOrClipped(b.Text, strings.TrimRight(d, ".… ")) {
				return b
			}
		}
	}
	return nil
}

// standfirstRole reports whether a block before the body is the standfirst.
func (p *Page) standfirstRole(b *Judged, next *Judged) bool {
	if b.Words < 4 || b.Words > 90 || b.LinkShare > 0.5 || b.Role == dom.RoleHeadline {
		return false
	}
	if b.Has(dom.RoleStandfirst) {
		return true
	}
	linked, metas := p.Descriptions()
	matches := linked != "" && dom.SameOrClipped(b.Text, strings.TrimRight(linked, ".… "))
	for _, m := range metas {
		matches = matches || dom.SameOrClipped(b.Text, strings.TrimRight(m, ".… "))
	}
	if !matches {
		return false
	}
	if b.Kind == news.HeadingParagraph {
		return true
	}
	// The first paragraph often serves as the description. It is a standfirst
	// only where the page sets it apart from the paragraphs that follow.
	return next != nil && b.Node.Parent != next.Node.Parent && b.Node != next.Node
}

// Surely: so sure of a first paragraph that it stays one, though the page's
// description begins as it does. (Labelled pages differ on whether a lead that is
// set apart is body.)
const Surely = 0.85

// findStandfirst looks for it between the headline and the body, and takes it
// out of the body if it begins it.
func (p *Page) findStandfirst() {
	if len(p.Body) == 0 {
		return
	}
	head := 0
	for i, b := range p.Blocks[:p.Begin] {
		if b.Role == dom.RoleHeadline {
			head = i
		}
	}
	for _, b := range p.Blocks[head:p.Begin] {
		if (b.Role == dom.RoleNone || b.Role == dom.RoleStandfirst) && p.standfirstRole(b, p.Body[0]) {
			b.Role = dom.RoleStandfirst
			return
		}
	}
	if p.takeLead() {
		return
	}
	if first := p.Body[0]; len(p.Body) > 2 && (first.Sure < Surely || first.Has(dom.RoleStandfirst)) && p.standfirstRole(first, p.Body[1]) {
		p.Body[0].Role = dom.RoleStandfirst
		p.Body = p.Body[1:]
	}
}

// takeLead takes out of the body the beginning that is the standfirst by how it is set:
// twice, by its class and place, or by its class and type.
func (p *Page) takeLead() bool {
	if len(p.Body) < 3 {
		return false
	}
	first, next, lead := p.Body[0], p.Body[1], 0
	switch {
	case p.standsTwice(first, next):
		lead = 2
	case p.leadsIn(first, next), p.isHeadLead(first, next):
		lead = 1
	}
	for _, b := range p.Body[:lead] {
		b.Role = dom.RoleStandfirst
	}
	p.Body = p.Body[lead:]
	if lead > 0 {
		p.Begin = p.indexOf(p.Body[0])
	}
	return lead > 0
}

// findSummary takes the block that says what the description says for the standfirst,
// if no other is one.
func (p *Page) findSummary() {
	for _, b := range p.Blocks {
		if b.Role == dom.RoleStandfirst {
			return
		}
	}
	linked, metas := p.Descriptions()
	if b := p.summedUp(append(metas, linked)); b != nil {
		b.Role = dom.RoleStandfirst
	}
}

// What a standfirst has at least and at most, in words, that no mark-up calls one.
const (
	shortestLead = 6
	longestLead  = 60
)

// leadWords are words in class names for the text below a headline. They are also said of
// a story's first paragraph, so that where it stands must say the same.
var leadWords = map[string]bool{"lead": true, "lede": true, "leadtext": true, "intro": true, "introduction": true, "excerpt": true, "strapline": true, "summary": true, "abstract": true, "teasertext": true, "vorspann": true, "einleitung": true, "anleser": true, "ingress": true, "bajada": true, "copete": true, "sumario": true, "sommario": true, "catenaccio": true, "chapeau": true, "accroche": true, "subtitular": true, "description": true, "subline": true, "tagline": true}

// leadsIn reports whether the body's first block is the standfirst by its class and by
// where it stands: right below the headline, not in the story's element, with a byline or
// a date behind it. (Readers of labelled pages took a lead for body where less says so.)
func (p *Page) leadsIn(first, next *Judged) bool {
	if first.Words < shortestLead || first.Words > longestLead || first.LinkShare > 0.5 || first.Kind == news.ListItemParagraph || first.Desk != "" || first.Node == nil || next.Node == nil {
		return false
	}
	head := p.HeadIndex()
	at := p.indexOf(first)
	if head >= at || p.Blocks[head].Role != dom.RoleHeadline || at-head > 4 || first.Node.Parent == next.Node.Parent || first.Node == next.Node {
		return false
	}
	return hasLeadClass(first) && p.leaderBetween(at)
}

// leaderBetween reports whether a byline or a date stands between a block and the next
// of the body.
func (p *Page) leaderBetween(at int) bool {
	for _, b := range p.Blocks[at+1 : min(at+6, len(p.Blocks))] {
		if b.Role == dom.RoleBody {
			return false
		}
		if b.Role == dom.RoleByline || b.Role == dom.RoleDate || b.Bylined || b.Dated {
			return true
		}
	}
	return false
}

func hasLeadClass(b *Judged) bool {
	found := false
	for n, up := b.Node, 0; n != nil && up < 2; n, up = n.Parent, up+1 {
		class := dom.Attr(n, "class") + " " + dom.Attr(n, "itemprop")
		dom.EachWord(class[:min(len(class), 200)], func(w string) { found = found || leadWords[w] })
		found = found || hasLeadPair(class)
	}
	return found
}

// indexOf is where a block stands in the page.
func (p *Page) indexOf(b *Judged) int {
	for i, o := range p.Blocks {
		if o == b {
			return i
		}
	}
	return len(p.Blocks)
}
