package field

import (
	"regexp"
	"slices"
	"strings"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// shownByline is what a page shows of its authors; plain where a line under the
// headline says "By" and names people.
type shownByline struct {
	authors
	plain bool
}

// maxBylineLines bounds the lines that name people: a list of thousands is hostile.
const maxBylineLines = 500

// shownAuthors reads the visible byline: blocks marked so, or lines that begin
// with "By", before the body's third block or right after the body.
func (p *Page) shownAuthors() shownByline {
	var near, far shownByline
	head := p.HeadIndex()
	lines := 0
	for i, b := range p.Blocks {
		isNext := i >= head-2 && i <= head+4
		if b.Words > 30 || b.MarkOf(dom.RoleComments) != nil || b.Role == dom.RoleHeadline || b.Has(dom.RoleNavigation) && !isNext {
			continue
		}
		names, says := p.bylineOf(i, isNext)
		if len(names) == 0 {
			continue
		}
		if lines++; lines > maxBylineLines {
			break
		}
		to := &far
		if i < p.Begin+3 {
			to = &near
		} else if p.inCard(b) {
			continue // who wrote another story
		}
		if to == &near && says && i >= head && !near.plain && phrase.AllPersons(names) {
			near = shownByline{plain: true} // plainer than what stood before it
		} else if near.plain && !says {
			continue
		}
		for _, n := range names {
			to.add(n)
		}
		to.why = "the line “" + excerptOf(b.Text) + "”"
		if len(near.names) >= 6 {
			break
		}
	}
	if len(near.names) > 0 {
		near.names = near.names[:min(len(near.names), 6)]
		return near
	}
	far.names = far.names[:min(len(far.names), 2)]
	return far
}

// inCard reports whether a block stands in a link, or in an element that holds another
// story's linked headline and nothing of this one.
func (p *Page) inCard(b *body.Judged) bool {
	if around := dom.LinkAround(b.Node); around != "" && b.Words > 0 && dom.TextLength(b.Node, 300) < dom.TextLength(linkOf(b.Node), 400) {
		return true
	}
	for n, up := b.Node, 0; n != nil && up < 4 && !p.holdsBody(n); n, up = n.Parent, up+1 {
		found, budget := false, 200
		dom.EachElement(n, func(c *html.Node) bool {
			budget--
			switch c.DataAtom {
			case atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
				found = found || hasLink(c) || dom.LinkAround(c) != ""
			}
			return !found && budget > 0
		})
		if found {
			return true
		}
	}
	return false
}

// linkOf is the link in which an element stands.
func linkOf(n *html.Node) *html.Node {
	for ; n.Parent != nil && n.DataAtom != atom.A; n = n.Parent {
	}
	return n
}

// bylineOf are the authors whom block i names, if it is a byline; says, if it says
// "By" or the like. Where nothing marks it as one, only what is shaped like a
// person's name counts.
func (p *Page) bylineOf(i int, isNext bool) (names []news.Byline, says bool) {
	b := p.Blocks[i]
	marked := b.Has(dom.RoleByline) && b.MarkOf(dom.RoleTeaser) == nil
	_, day, dated := phrase.LocateDay(b.Text, p.dayFirst())
	if !dated && isNext {
		_, day, dated = phrase.LocateShortDay(b.Text, p.dayFirst())
	}
	named := false // by a word such as "By" beside the date
	says = phrase.IsBylineLine(b.Text) || dated && rxSaysBy.MatchString(b.Text) || i > 0 && isByLabel(p.Blocks[i-1])
	if !says && !dated && b.Words >= 10 && dom.EndsSentence(b.Text) {
		return nil, false // it tells something, and names whom it tells of
	}
	if !says && (namesCraft(b) || i > 0 && namesCraft(p.Blocks[i-1])) {
		return nil, false
	}
	if marked || says {
		names = p.linkedNames(b)
	}
	switch {
	case len(names) > 0:
	case dated && b.Words <= 25 && (marked || isNext):
		if m := rxByWithin.FindStringSubmatch(b.Text[:day[0]] + " | " + b.Text[day[1]:]); m != nil {
			names, named = p.house.Names(rxNextWord.ReplaceAllString(m[1], "")), true // it may be one name alone
		} else if marked || says {
			names = p.house.Names(phrase.WithoutDate(b.Text))
		}
	case marked || says:
		names = p.house.Names(phrase.WithoutDate(b.Text))
	}
	persons := slices.ContainsFunc(names, func(n news.Byline) bool { return phrase.IsPerson(n.Name) })
	kept := names[:0]
	for _, n := range names {
		switch {
		case phrase.IsPerson(n.Name), says && phrase.IsAgency(n.Name):
		case !marked && !named, persons && n.Role == "":
			continue
		case n.Role == "" && !(named && dom.CountWords(n.Name) == 1) && !phrase.AllUpper(n.Name):
			continue
		}
		kept = append(kept, n)
	}
	return kept, says
}

// namesCraft: a short block that says who did something else than write the story,
// as "Photographer" above a name does.
func namesCraft(b *body.Judged) bool {
	return b.Words <= 8 && len(b.Text) <= 200 && phrase.Craft.MatchString(b.Text) && !phrase.By.MatchString(b.Text)
}

// rxNextWord is what leads on from a name to what else the line says.
var rxNextWord = regexp.MustCompile(`(?i)\s+(?:am|on|in|um|under|at|le|el|il|vom)(?:\s.*)?$`)

// rxSaysBy is how a byline begins that goes on with a date; rxByWithin finds it
// behind the date, or between other things that a line says of a story.
var (
	rxSaysBy   = regexp.MustCompile(`^(?i:by|von|par|por|written by|posted by|geschrieben von|veröffentlicht von|publié par)\s+\p{Lu}`)
	rxByWithin = regexp.MustCompile(`(?i)(?:^|[\s|·•—–-])(?:by|von|par|por|autor(?:in)?:|author:|auteur\s*:|(?:verfasst|erstellt|geschrieben|gespeichert|veröffentlicht) von:?|redaktion:|text:|posted by)\s+([^\s|·•—–,][^|·•—–,]{1,60})`)
)

// isByLabel: a block that says "By" and nothing else.
func isByLabel(b *body.Judged) bool {
	switch b.Letters {
	case "by", "von", "par", "por", "door", "autor", "autorin", "author", "authors", "auteur", "autore", "writtenby", "text", "texto", "texte":
		return true
	}
	return false
}

// linkedNames are the authors whom a byline links to, each with an address.
func (p *Page) linkedNames(b *body.Judged) []news.Byline {
	var out []news.Byline
	for _, a := range b.Anchors {
		name, href := dom.OneLine(b.Text[a.Start:a.End]), strings.ToLower(a.Href)
		isAuthor := a.Author || strings.Contains(href, "auth") || strings.Contains(href, "autor") || dom.CountWords(name) >= 2
		if !isAuthor || len(out) >= 6 {
			continue
		}
		if names := p.house.Names(name); len(names) == 1 {
			names[0].URL = dom.Absolute(p.Base, a.Href)
			out = append(out, names[0])
		}
	}
	return out
}
