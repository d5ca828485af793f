package body

import (
	"regexp"
	"strings"

	"dateline/news"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
)

// A page may hold more than one story: the next one, which it loads below the first, and
// cards in full. And one story may be told in entries, each with its hour.

// fewStoryWords is the least that must stand in the first story's element for another
// element to be another story; a shorter one is a headline and its standfirst.
const fewStoryWords = 40

// longestOverline is how many words stand at most in a label above another story's headline.
const longestOverline = 4

// strikeNextStories takes out other stories below the first: each stands in an element of
// its own that begins with its headline.
func (p *Page) strikeNextStories() {
	head := p.headline()
	if p.IsLive() {
		return
	}
	looked := 0
	for i, b := range p.Blocks {
		if b.Role != dom.RoleBody && b.Role != dom.RoleNone && b.Role != dom.RoleHeadline || i <= head || b.Kind != news.HeadingParagraph {
			continue
		}
		if looked++; looked > maxBoxes {
			return
		}
		unit := p.storyBelow(i)
		if unit == nil || !p.isAnotherStory(head, i, unit) {
			continue
		}
		for _, o := range p.Blocks[max(i-1, 0):] {
			if o.Role == dom.RoleBody && o.Desk == "" && dom.Holds(unit, o.Node) {
				o.Role = dom.RoleTeaser
			}
		}
	}
}

// headline is the index of the first block of the headline; -1 without one.
func (p *Page) headline() int {
	for i, b := range p.Blocks {
		if b.Role == dom.RoleHeadline {
			return i
		}
	}
	return -1
}

// storyBelow is the element in which a heading and the prose below it stand, if they are
// all of it: the outermost article element, or the smallest that holds both.
func (p *Page) storyBelow(i int) *html.Node {
	b := p.Blocks[i]
	if b.Node == nil {
		return nil
	}
	if home := homeOf(b.Node); home != nil {
		return home
	}
	for _, o := range p.Blocks[i+1 : min(i+8, len(p.Blocks))] {
		if o.Kind == news.HeadingParagraph && o.Level <= b.Level {
			return nil
		}
		if o.Words >= fewProseWords && o.LinkShare < mostlyLinks {
			return dom.CommonAncestor(b.Node, o.Node)
		}
	}
	return nil
}

// isAnotherStory reports whether a unit below the first story is another: nothing of the
// first stands in it, its heading is its first text, and either its headline leads to it,
// or it is as high as the first, or both have units of their own.
func (p *Page) isAnotherStory(head, i int, unit *html.Node) bool {
	if !p.isApart(head, i, unit) || !p.beginsUnit(i, unit) {
		return false
	}
	if p.Blocks[i].Words < fewHeadlineWords && !p.hasLeader(i) {
		return false // the name of a part
	}
	return p.leadsToUnit(i, unit) || p.isAsHigh(head, i) || p.haveUnits(head, i, unit)
}

// isApart reports whether a story stands before a unit, and nothing of it within.
func (p *Page) isApart(head, i int, unit *html.Node) bool {
	before, inside := 0, 0 // words of body above the heading; of those, in the unit
	for k, o := range p.Blocks[:i] {
		if o.Role != dom.RoleBody || p.isLabelOf(k, i, unit) {
			continue
		}
		before += o.Words
		if dom.Holds(unit, o.Node) || k < head && o.Kind != news.HeadingParagraph {
			inside += o.Words
		}
	}
	return inside == 0 && before >= fewStoryWords && (head < 0 || !dom.Holds(unit, p.Blocks[head].Node))
}

// isLabelOf reports whether block k is a short label right above the heading of a unit, in
// it: "Next story".
func (p *Page) isLabelOf(k, heading int, unit *html.Node) bool {
	return k == heading-1 && p.Blocks[k].Words <= longestOverline && dom.Holds(unit, p.Blocks[k].Node)
}

// beginsUnit reports whether a unit's first text is its heading, or a label above that.
func (p *Page) beginsUnit(i int, unit *html.Node) bool {
	first := p.firstIn(unit)
	return first == i || first >= 0 && p.isLabelOf(first, i, unit)
}

// leadsToUnit reports whether the heading is a link to another page of the site, to which
// a link below leads, too ("Read on"), and nothing of the first story follows.
func (p *Page) leadsToUnit(i int, unit *html.Node) bool {
	b := p.Blocks[i]
	if b.LinkShare <= mostlyLinks || len(b.Anchors) != 1 || !p.LeadsOn(b.Anchors[0].Href) {
		return false
	}
	again := false
	for _, o := range p.Blocks[i+1:] {
		in := dom.Holds(unit, o.Node)
		if o.Role == dom.RoleBody && o.Words >= fewProseWords && !in {
			return false
		}
		again = again || in && len(o.Anchors) > 0 && o.Anchors[0].Href == b.Anchors[0].Href
	}
	return again
}

// isAsHigh reports whether a heading is of the level of the page's headline, which is one
// for whole stories.
func (p *Page) isAsHigh(head, i int) bool {
	level := p.Blocks[i].Level
	return head >= 0 && level > 0 && level <= 2 && level == p.Blocks[head].Level
}

// haveUnits reports whether the page's headline and a heading stand each in an article
// element of their own.
func (p *Page) haveUnits(head, i int, unit *html.Node) bool {
	if head < 0 || p.Blocks[i].Level > 3 {
		return false
	}
	return homeOf(unit) != nil && homeOf(p.Blocks[head].Node) != nil
}

// hasLeader reports whether a byline or a date stands right below a heading.
func (p *Page) hasLeader(i int) bool {
	for _, b := range p.Blocks[i+1 : min(i+3, len(p.Blocks))] {
		if b.Bylined || b.Dated || b.Has(dom.RoleByline) && b.Words <= longByline {
			return true
		}
	}
	return false
}

// firstIn is the index of the first block that stands in an element.
func (p *Page) firstIn(n *html.Node) int {
	for i, b := range p.Blocks {
		if b.Node != nil && dom.Holds(n, b.Node) {
			return i
		}
	}
	return -1
}

// rxHour is a line that says an hour and nothing else, as entries of a live report begin.
var rxHour = regexp.MustCompile(`^(?:\d{1,2}[.:h]\d{2}|\d{1,2}\s?[ap]\.?m\.?)(?::\d{2})?\s*(?i:[ap]\.?m\.?|uhr|h|hrs?|[a-z]{2,4})?$`)

func isHour(b *Judged) bool { return len(b.Text) <= 16 && rxHour.MatchString(b.Text) }

// fewestEntries make a live report.
const fewestEntries = 3

// IsLive reports whether the page tells its story in entries that have an hour each: it
// says so itself, or shows it.
func (p *Page) IsLive() bool {
	if strings.Contains(p.ArticleType(), "LiveBlog") {
		return true
	}
	entries := 0
	for i, b := range p.Blocks {
		if isHour(b) && b.MarkOf(dom.RoleComments) == nil && i+1 < len(p.Blocks) && p.entryTells(i) {
			entries++
		}
	}
	return entries >= fewestEntries
}

// entryTells reports whether prose that is body follows an hour within its element.
func (p *Page) entryTells(i int) bool {
	b := p.Blocks[i]
	for _, o := range p.Blocks[i+1 : min(i+4, len(p.Blocks))] {
		if isHour(o) {
			return false
		}
		if o.Role == dom.RoleBody && o.Kind != news.HeadingParagraph && o.LinkShare < mostlyLinks {
			return b.Node != nil && b.Node.Parent != nil && dom.Within(o.Node, b.Node.Parent, 4)
		}
	}
	return false
}

// takeHours takes in the hour of each entry of a live report, and the entry's heading.
func (p *Page) takeHours() {
	if !p.IsLive() {
		return
	}
	for i, b := range p.Blocks {
		if b.Role == dom.RoleBody || b.Desk != "" || !isHour(b) && !(b.Datetime != "" && b.Words <= 8 && phrase.Clock.MatchString(b.Text)) || !p.entryTells(i) {
			continue
		}
		b.Role = dom.RoleBody
		for j := i + 1; j < len(p.Blocks) && p.Blocks[j].Role == dom.RoleNone && p.Blocks[j].Kind == news.HeadingParagraph; j++ {
			p.Blocks[j].Role = dom.RoleBody
		}
	}
}
