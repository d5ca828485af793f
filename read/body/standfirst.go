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
	if first := p.Body[0]; len(p.Body) > 2 && (first.Sure < Surely || first.Has(dom.RoleStandfirst)) && p.standfirstRole(first, p.Body[1]) {
		p.Body[0].Role = dom.RoleStandfirst
		p.Body = p.Body[1:]
	}
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
