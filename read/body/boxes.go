package body

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"dateline/news"
	"dateline/read/dom"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Boxes within a story hold other people's text: what readers wrote, offers, notices in
// place of what a browser would load, links to other stories. Each looks like prose by
// itself; what it is, its element and its first words say.

//go:embed lexicon/asks.txt
var asksText string

// asks are phrases by which a box asks something of the reader, in letters.
var asks = sync.OnceValue(func() []string {
	var out []string
	for phrase := range dom.Lexicon(asksText) {
		out = append(out, phrase)
	}
	return out
})

// longestAsk is how many words a block has at most that asks something of the reader.
const longestAsk = 45

// asksReader reports whether a short block asks something of the reader.
func asksReader(b *Judged) bool {
	if b.Words > longestAsk {
		return false
	}
	for _, phrase := range asks() {
		if strings.Contains(b.Letters, phrase) {
			return true
		}
	}
	return false
}

// strikeMarkedComments takes out what readers wrote, where the page names each comment.
// A page on which nothing else is told is left as it is.
func (p *Page) strikeMarkedComments() {
	var written []*Judged
	told := 0 // words that stand in no thread
	for _, b := range p.Blocks {
		if b.Role != dom.RoleBody || b.Desk != "" {
			continue
		}
		if inThread(b) {
			written = append(written, b)
		} else {
			told += b.Words
		}
	}
	if told < fewProseWords {
		return
	}
	for _, b := range written {
		b.Role = dom.RoleComments
	}
}

func inThread(b *Judged) bool {
	return slices.ContainsFunc(b.Marks, func(m *dom.Mark) bool { return m.Thread })
}

// A box is an element within the story with what stands in it.
type box struct {
	blocks  []*Judged
	asking  int  // blocks that ask something of the reader
	prose   int  // paragraphs that don't, and are as long as a sentence
	control bool // it holds something to fill in or to press
	pressed bool // or a link that is set as a button
}

// boxOf gathers what stands in an element.
func (p *Page) boxOf(n *html.Node) box {
	var x box
	for _, b := range p.Blocks {
		if b.Node == nil || !dom.Holds(n, b.Node) {
			continue
		}
		x.blocks = append(x.blocks, b)
		switch {
		case asksReader(b):
			x.asking++
		case b.Kind != news.ListItemParagraph && b.Kind != news.HeadingParagraph && b.Words >= 12 && dom.EndsSentence(b.Text):
			x.prose++
		}
	}
	budget := 300
	dom.EachElement(n, func(c *html.Node) bool {
		switch budget--; c.DataAtom {
		case atom.Form, atom.Input, atom.Button, atom.Select:
			x.control = true
		case atom.A:
			x.pressed = x.pressed || isButtonLink(c)
		}
		return !x.control && budget > 0
	})
	return x
}

// isButtonLink reports whether a link's class says that it is set as a button.
func isButtonLink(n *html.Node) bool {
	class, found := dom.Attr(n, "class"), false
	dom.EachWord(class[:min(len(class), 200)], func(w string) {
		found = found || w == "btn" || w == "button" || w == "cta"
	})
	return found
}

// offers reports whether a box is one that asks the reader for something: its first words
// do, or it holds a control; and it tells nothing.
func (x box) offers() bool {
	if len(x.blocks) == 0 || x.asking == 0 || x.prose > 0 && !(x.control && x.prose <= x.asking) {
		return false
	}
	first := x.blocks[0]
	if len(x.blocks) > 1 && first.Words <= 3 && !asksReader(first) {
		first = x.blocks[1] // below a label
	}
	return asksReader(first) || x.control || x.pressed || x.asking*2 >= len(x.blocks)
}

// maxBoxes bounds the boxes of a page that are looked at.
const maxBoxes = 60

// strikeOffers takes out boxes that ask the reader to subscribe, to sign up, to get an
// app, to agree to external content: the largest element around the words that ask which
// holds nothing of the story. Such words in a paragraph amid the story are left.
func (p *Page) strikeOffers() {
	looked := 0
	for _, b := range p.Blocks {
		if b.Role == dom.RoleHeadline || b.Desk != "" || b.Node == nil || !asksReader(b) {
			continue
		}
		if looked++; looked > maxBoxes {
			return
		}
		offer := p.offerAround(b)
		for _, o := range offer.blocks {
			if o.Role == dom.RoleBody && o.Desk == "" {
				o.Role = dom.RoleSignup
			}
		}
	}
}

// offerAround is the largest box around a block that asks something, and that tells
// nothing of the story.
func (p *Page) offerAround(b *Judged) box {
	var offer box
	for n, up := b.Node, 0; n != nil && up < 6; n, up = n.Parent, up+1 {
		if n.DataAtom == atom.Body || n.DataAtom == atom.Main || n.DataAtom == atom.Article {
			break
		}
		x := p.boxOf(n)
		if x.prose > 0 && (!x.control || b.Role != dom.RoleBody) || x.holdsHeadline() {
			break
		}
		if x.offers() && (len(x.blocks) > 1 || x.control) {
			offer = x
		}
	}
	return offer
}

// holdsHeadline reports whether the story's headline stands in the box.
func (x box) holdsHeadline() bool {
	for _, b := range x.blocks {
		if b.Role == dom.RoleHeadline {
			return true
		}
	}
	return false
}

// What makes a list within a story one of links to other stories.
const (
	fewestLinks = 2 // items
	linkedShare = 4 // of five items lead to another page of the site
)

// strikeLinkLists takes out lists between paragraphs of the story whose items lead to other pages of the
// site: "Ferries: Two new ships for the line".
func (p *Page) strikeLinkLists() {
	lists := map[*html.Node][]*Judged{}
	var order []*html.Node
	starts := map[*Judged]int{}
	words, last := 0, 0 // last: index of the last prose
	for i, b := range p.Blocks {
		if b.Role != dom.RoleBody {
			continue
		}
		words += b.Words
		if b.Kind == news.PlainParagraph && b.Words >= fewProseWords {
			last = i
		}
		list := listOf(b)
		if list == nil {
			continue
		}
		starts[b] = i
		if len(lists[list]) == 0 {
			order = append(order, list)
		}
		lists[list] = append(lists[list], b)
	}
	for _, list := range order {
		items, linked, listed := lists[list], 0, 0
		for _, b := range items {
			listed += b.Words
			if p.isLinkItem(b) {
				linked++
			}
		}
		if len(items) < fewestLinks || linked*5 < len(items)*linkedShare || listed*2 > words || starts[items[0]] > last {
			continue // behind the story, the trees know lists better
		}
		for _, b := range items {
			if b.Desk == "" {
				b.Role = dom.RoleTeaser
			}
		}
	}
}

// listOf is the list in which a block is an item.
func listOf(b *Judged) *html.Node {
	if b.Kind != news.ListItemParagraph {
		return nil
	}
	for n, up := b.Node, 0; n != nil && up < 4; n, up = n.Parent, up+1 {
		if n.DataAtom == atom.Ul || n.DataAtom == atom.Ol {
			return n
		}
	}
	return nil
}

// isLinkItem reports whether an item is but a link to another page of the site, perhaps
// behind a label.
func (p *Page) isLinkItem(b *Judged) bool {
	if len(b.Anchors) != 1 || b.LinkShare < mostlyLinks || dom.EndsSentence(strings.Trim(b.Text, "”\"»")) && b.LinkShare < 0.9 {
		return false
	}
	a := b.Anchors[0]
	if dom.CountWords(b.Text[a.Start:a.End]) < fewHeadlineWords || !p.LeadsOn(a.Href) {
		return false
	}
	before, after := b.Text[:a.Start], b.Text[a.End:]
	return !dom.HasLetter(after) && (!dom.HasLetter(before) || dom.CountWords(before) <= 3)
}

// strikeLinkedBoxes takes out what stands in a link as large as a box, a headline and an
// excerpt: a card amid the story. Where most of the body stands in links, a link was
// never closed.
func (p *Page) strikeLinkedBoxes() {
	var linked []*Judged
	in, out := 0, 0 // words
	for _, b := range p.Blocks {
		if b.Role != dom.RoleBody {
			continue
		}
		if href := dom.LinkAround(b.Node); href != "" && p.LeadsOn(href) && b.Desk == "" {
			linked, in = append(linked, b), in+b.Words
		} else {
			out += b.Words
		}
	}
	if in*2 > out {
		return
	}
	for _, b := range linked {
		b.Role = dom.RoleTeaser
	}
}

// strikeRelated takes out what stands below a label such as "More on this" in an element
// that is marked as one for other stories.
func (p *Page) strikeRelated() {
	labelled := map[*dom.Mark]bool{}
	for _, b := range p.Blocks {
		m := b.MarkOf(dom.RoleTeaser)
		if m == nil || m.Void {
			continue
		}
		switch {
		case b.Said == dom.RoleTeaser && b.Words <= 8:
			labelled[m] = true
		case labelled[m] && b.Role == dom.RoleBody && b.Desk == "":
			b.Role = dom.RoleTeaser
		}
	}
}

// What a sentence that is pulled out of the story and set again has at least and at most,
// in words.
const (
	shortestPull = 4
	longestPull  = 60
)

// strikePullQuotes takes out quotations that the page sets again in large letters: what
// they say stands in a paragraph of the body, too.
func (p *Page) strikePullQuotes() {
	looked := 0
	for i, b := range p.Blocks {
		if b.Role != dom.RoleBody || b.Desk != "" || b.Words < shortestPull || b.Words > longestPull || !isSetOff(b) {
			continue
		}
		if looked++; looked > maxBoxes {
			return
		}
		id := strings.TrimSuffix(b.Letters, "more")
		for j, o := range p.Blocks {
			if i != j && o.Role == dom.RoleBody && o.Words >= b.Words && !isSetOff(o) && strings.Contains(o.Letters, id) {
				b.Role = dom.RoleTeaser
				break
			}
		}
	}
}

// isSetOff reports whether an element around a block says that it is pulled from the
// story. A plain blockquote doesn't: it may be the only place where something is quoted.
func isSetOff(b *Judged) bool {
	for n, up := b.Node, 0; n != nil && up < 3; n, up = n.Parent, up+1 {
		found, before := false, ""
		class := dom.Attr(n, "class") + " " + dom.Attr(n, "data-shortcode-type") + " " + dom.Attr(n, "data-component") + " " + dom.Attr(n, "role")
		dom.EachWord(class[:min(len(class), 200)], func(w string) {
			switch w {
			case "pullquote", "pull", "pulled", "callout", "quotebox", "zitat", "highlight", "blockzitat":
				found = true
			case "quote":
				found = found || up == 0 || before == "big" || before == "large" || before == "article"
			}
			before = w
		})
		if found {
			return true
		}
	}
	return false
}

// strikeNotes takes out the notes to which marks in the story lead. They stay notes.
func (p *Page) strikeNotes() {
	known := map[*html.Node]bool{}
	for _, b := range p.Blocks {
		if (b.Role == dom.RoleBody || b.Role == dom.RoleNone) && b.Desk == "" && b.Node != nil && inNotes(b.Node, known) {
			b.Role = dom.RoleNote
		}
	}
}

// inNotes reports whether a node stands in an element for notes.
func inNotes(n *html.Node, known map[*html.Node]bool) bool {
	for up := 0; n != nil && up < 8; n, up = n.Parent, up+1 {
		is, ok := known[n]
		if !ok {
			is = holdsNotes(n)
			known[n] = is
		}
		if is {
			return true
		}
	}
	return false
}

// noteWords are words in class names and ids for a list of notes, or one note.
var noteWords = map[string]bool{"footnotes": true, "endnotes": true, "footnote": true, "endnote": true, "reflist": true, "fussnoten": true, "fußnoten": true}

func holdsNotes(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "role":
			if a.Val == "doc-endnotes" || a.Val == "doc-footnote" || a.Val == "doc-endnote" {
				return true
			}
		case "class", "id":
			found := false
			dom.EachWord(a.Val[:min(len(a.Val), 200)], func(w string) { found = found || noteWords[w] })
			if found || n.DataAtom == atom.Li && a.Key == "id" && isNoteID(a.Val) {
				return true
			}
		}
	}
	return false
}

// isNoteID reports whether an id is one of a note: "fn3", "note-4", "cite_note-5".
func isNoteID(id string) bool {
	name := strings.TrimRight(strings.ToLower(id), "0123456789-_:.")
	switch name {
	case "fn", "note", "cite_note", "ftn", "en", "fnt", "_ftn", "_edn", "sdfootnote":
		return len(name) < len(id)
	}
	return false
}

// takeHeadings takes in a short line that reads like a label for other stories ("UP
// NEXT"), but stands between the story's own paragraphs, in their element, and heads
// no links.
func (p *Page) takeHeadings() {
	for i := 1; i+1 < len(p.Blocks); i++ {
		b, before, next := p.Blocks[i], p.Blocks[i-1], p.Blocks[i+1]
		if b.Said != dom.RoleTeaser || b.Role != dom.RoleTeaser && b.Role != dom.RoleNone || b.Words > 6 || b.LinkShare > 0 || b.Node == nil {
			continue
		}
		if before.Role != dom.RoleBody || !mayFollowLabel(next) || before.Node.Parent != b.Node.Parent || next.Node.Parent != b.Node.Parent || b.MarkOf(dom.RoleTeaser) != nil {
			continue
		}
		b.Role = dom.RoleBody
		for j := i + 1; j < len(p.Blocks) && p.Blocks[j].Role != dom.RoleBody && mayFollowLabel(p.Blocks[j]) && p.Blocks[j].Node.Parent == b.Node.Parent; j++ {
			p.Blocks[j].Role = dom.RoleBody
		}
	}
}

// mayFollowLabel reports whether a block is text of the story below a heading: a sentence
// without a link.
func mayFollowLabel(b *Judged) bool {
	return b.Node != nil && (b.Role == dom.RoleBody || b.Role == dom.RoleNone) && b.LinkShare == 0 && dom.EndsSentence(b.Text) && b.Words >= 4
}

// dropStandfirstCopy takes out of the body's beginning what the standfirst says already:
// pages set it once for small screens and once for large ones.
func (p *Page) dropStandfirstCopy() {
	var standfirst *Judged
	for _, b := range p.Blocks {
		if b.Role == dom.RoleStandfirst && b.Has(dom.RoleStandfirst) {
			standfirst = b
		}
	}
	if standfirst == nil {
		return
	}
	changed := false
	for _, b := range p.Body[:min(len(p.Body), 3)] {
		if b.Letters == standfirst.Letters && len(p.Body) > 1 {
			b.Role, changed = dom.RoleStandfirst, true
		}
	}
	if changed {
		p.gather()
	}
}
