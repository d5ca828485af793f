package field

import (
	"cmp"
	"slices"
	"strings"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/claims"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// authors are bylines with the element that says so.
type authors struct {
	names []news.Byline
	why   string
}

func (a *authors) add(b news.Byline) {
	id := dom.Letters(b.Name)
	for i, have := range a.names {
		if known := dom.Letters(have.Name); len(known) >= 8 && len(id) > len(known) && strings.HasSuffix(id, known) {
			return // "All stories by" and the name
		} else if known == id {
			a.names[i].Role = cmp.Or(have.Role, b.Role)
			a.names[i].URL = cmp.Or(have.URL, b.URL)
			return
		}
	}
	if len(a.names) < MaxBylines {
		a.names = append(a.names, b)
	}
}

// authorMetas are the meta elements that name authors.
var authorMetas = []string{"author", "article:author", "parsely-author", "sailthru.author", "byl", "article:author_name", "article.author", "dc.creator", "dcterms.creator", "dc.creator.personalname", "og:article:author", "authors", "citation_author", "rnews:author", "cxenseparse:author", "content_author", "creator", "twitter:data1"}

// bylines gives who wrote the story: from JSON-LD, then meta elements, then
// what the page shows. A person who is shown counts before the house that the
// data names, and so does a byline under the headline that names others, or the
// same and more: data often has the first author alone, or who typed it in.
// Addresses and notes are added from what the page shows.
func (p *Page) bylines() ([]news.Byline, string) {
	said := p.saidAuthors()
	shown := p.shownAuthors()
	switch {
	case p.outletOnly(said.names):
		// A person who is shown, and else who is named so for machines: a blog's
		// author often has the blog's name.
		cards := p.cards()
		switch {
		case !p.outletOnly(cards.names):
			said = cards
		case len(shown.names) > 0 && !p.outletOnly(shown.names):
			said = shown.authors
		case len(said.names) == 0 && len(cards.names) > 0:
			said = cards
		case len(said.names) == 0:
			said = shown.authors
		}
	case shown.plain && p.namesMore(shown.names, said.names):
		said = shown.authors
	}
	for i, b := range said.names {
		if id := dom.Letters(b.Name); b.Role == "" && (id == p.OutletID || id == dom.Letters(p.Publisher)) {
			said.names[i].Role = phrase.RoleStaff // the house signs for its people
		}
	}
	if p.outletOnly(said.names) {
		if signed := p.signature(); signed != nil {
			said = authors{why: "the name at the end", names: p.house.Names(signed.Text)}
		}
	}
	p.cutToMarked(said.names)
	p.fillBylines(said.names)
	return said.names, said.why
}

// How near its end a story may be signed, in blocks, and how long such a line is at most.
const (
	nearEnd          = 3
	longestSignature = 4 // words
)

// signature is the line at the story's end that is but a person's name, set apart by type
// or place. It is no longer body.
func (p *Page) signature() *body.Judged {
	last := 0
	for i, b := range p.Blocks {
		if b.Role == dom.RoleBody {
			last = i
		}
	}
	for i := max(p.Begin+1, last-1); i <= min(last+nearEnd, len(p.Blocks)-1); i++ {
		b := p.Blocks[i]
		name := strings.Trim(b.Text, "—–-*()/ ")
		if !mayBeSignature(b) || !phrase.IsPerson(name) || len(p.house.Names(name)) != 1 {
			continue
		}
		if b.Role == dom.RoleBody {
			p.Body = slices.DeleteFunc(p.Body, func(o *body.Judged) bool { return o == b })
		}
		b.Role = dom.RoleByline
		return b
	}
	return nil
}

// mayBeSignature reports whether a block has the form of a signature: a few words that are
// no link, no heading and no label, set as signatures are.
func mayBeSignature(b *body.Judged) bool {
	switch {
	case b.Words > longestSignature, b.LinkShare > 0, b.Kind == news.HeadingParagraph, b.Said != dom.RoleNone:
		return false
	case b.MarkOf(dom.RoleNavigation) != nil, b.MarkOf(dom.RoleComments) != nil, b.MarkOf(dom.RoleTeaser) != nil:
		return false
	}
	return isSigned(b)
}

// isSigned reports whether a line is set as signatures are.
func isSigned(b *body.Judged) bool {
	const most = 0.9
	if b.Strong > most || b.Slanted > most || strings.ContainsAny(b.Text[:1], "(/-") || strings.HasPrefix(b.Text, "—") || strings.HasPrefix(b.Text, "–") {
		return true
	}
	for n, up := b.Node, 0; n != nil && up < 2; n, up = n.Parent, up+1 {
		style := strings.ReplaceAll(dom.Attr(n, "style"), " ", "")
		class := dom.Attr(n, "class")
		if strings.Contains(style, "text-align:right") || dom.Attr(n, "align") == "right" || strings.Contains(class, "text-right") || strings.Contains(class, "align-right") || strings.Contains(class, "signature") {
			return true
		}
	}
	return false
}

// cutToMarked takes from each name what the page's data glued to it, where the page shows
// the name alone in an element that is marked as an author's name.
func (p *Page) cutToMarked(names []news.Byline) {
	for i, b := range names {
		id := dom.Letters(b.Name)
		if dom.CountWords(b.Name) < 3 {
			continue
		}
		for _, n := range p.namesShown() {
			shown := dom.OneLine(dom.VisibleText(n))
			if own := dom.Letters(shown); len(own) >= 5 && len(own) < len(id) && strings.HasPrefix(id, own) && phrase.IsPerson(shown) {
				names[i].Name = shown
				if rest := strings.TrimSpace(strings.TrimPrefix(b.Name, shown)); rest != b.Name && names[i].Role == "" {
					names[i].Role = strings.Trim(rest, " ,|–-")
				}
				break
			}
		}
	}
}

// namesShown are the elements that are marked as an author's name.
func (p *Page) namesShown() []*html.Node {
	var out []*html.Node
	dom.EachElement(p.Doc, func(n *html.Node) bool {
		author, name := false, false
		class := dom.Attr(n, "class")
		dom.EachWord(class[:min(len(class), 200)], func(w string) {
			author = author || w == "author" || w == "byline" || w == "authorname" || w == "writer"
			name = name || w == "name" || w == "authorname"
		})
		if author && name && len(out) < 20 && dom.TextLength(n, 100) < 100 {
			out = append(out, n)
		}
		return len(out) < 20 && n.DataAtom != atom.Script
	})
	return out
}

// saidAuthors are those that the page's data names.
func (p *Page) saidAuthors() authors {
	for _, named := range []struct {
		by  any
		why string
	}{{p.Article["author"], "JSON-LD author"}, {p.Article["creator"], "JSON-LD creator"}, {p.WebPage["author"], "JSON-LD author of the page"}} {
		if out := p.linkedAuthors(named.by); len(out.names) > 0 {
			out.why = named.why
			return out
		}
	}
	for _, name := range authorMetas {
		out := authors{why: "meta " + name}
		if name == "twitter:data1" && !phrase.By.MatchString(p.Meta("twitter:label1")) {
			continue // it may be anything, and its label says what
		}
		for _, v := range p.Metas[name] {
			if name == "citation_author" {
				v = turned(v)
			}
			for _, b := range p.house.Names(v) {
				out.add(b)
			}
		}
		if len(out.names) > 0 {
			return out
		}
	}
	return authors{}
}

// turned is "Ana Pereira" for "Pereira, Ana", as libraries write it.
func turned(name string) string {
	family, given, ok := strings.Cut(name, ",")
	if !ok || strings.Contains(given, ",") || dom.CountWords(family) > 2 {
		return name
	}
	return dom.OneLine(given + " " + family)
}

// isUsername: what somebody logs in with, and not a name.
func isUsername(s string) bool {
	return !strings.Contains(s, " ") && len(s) < 30 && s[0] < 0x80 && strings.ToLower(s) == s
}

// outletOnly: no author but, at most, the house itself.
func (p *Page) outletOnly(named []news.Byline) bool {
	for _, b := range named {
		if !p.house.Is(b.Name) && b.Role != phrase.RoleStaff && !phrase.Domain.MatchString(b.Name) && !isUsername(b.Name) {
			return false
		}
	}
	return true
}

// namesMore reports whether the byline that is shown names other people than the
// data does, or the same and more.
func (p *Page) namesMore(shown, said []news.Byline) bool {
	common := 0
	for _, b := range said {
		for _, s := range shown {
			if a, b := dom.Letters(s.Name), dom.Letters(b.Name); a == b || len(a) >= 5 && strings.Contains(b, a) || len(b) >= 5 && strings.Contains(a, b) {
				common++
				break
			}
		}
	}
	return common == 0 || common == len(said) && len(shown) > len(said)
}

func (p *Page) linkedAuthors(v any) authors {
	var out authors
	list, ok := v.([]any)
	if m, isMap := v.(map[string]any); isMap && m["@list"] != nil {
		list, ok = m["@list"].([]any)
	}
	if !ok {
		list = []any{v}
	}
	for _, e := range list[:min(len(list), MaxBylines)] {
		if inner, ok := e.([]any); ok && len(inner) > 0 {
			e = inner[0]
		}
		t := p.Thing(e)
		if several, ok := t["name"].([]any); ok {
			for _, name := range several[:min(len(several), MaxBylines)] {
				for _, b := range p.house.Names(claims.Text(name)) {
					out.add(b)
				}
			}
			continue
		}
		names := p.house.Names(p.NameOf(e))
		if len(names) == 1 && t != nil {
			names[0].URL = dom.Absolute(p.Base, cmp.Or(claims.Text(t["url"]), claims.Text(t["sameAs"])))
			names[0].Role = cmp.Or(names[0].Role, claims.Text(t["jobTitle"]))
			names[0].About = claims.Text(t["description"])
			if kind := claims.TypeOf(t); strings.HasSuffix(kind, "Organization") && names[0].Role == "" && !p.house.Is(names[0].Name) {
				names[0].Role = phrase.RoleAgency
			}
		}
		for _, b := range names {
			out.add(b)
		}
	}
	return out
}

// cards reads the first author whom the page marks as one for machines: an hCard
// or a link of the kind "author". Others beside it are its co-authors.
func (p *Page) cards() authors {
	out := authors{why: "an author card"}
	var beside *html.Node
	for _, n := range append(p.Props["author"][:len(p.Props["author"]):len(p.Props["author"])], p.Authors...) {
		if len(out.names) > 0 && (n.Parent == nil || n.Parent.Parent != beside && n.Parent != beside) {
			break
		}
		names := p.house.Names(cmp.Or(dom.Attr(n, "content"), dom.OneLine(dom.VisibleText(n))))
		if len(names) == 1 && p.amid(n, dom.RoleComments) == nil && p.amid(n, dom.RoleTeaser) == nil {
			names[0].URL = dom.Absolute(p.Base, dom.Attr(n, "href"))
			out.add(names[0])
			if n.Parent != nil {
				beside = n.Parent.Parent
			}
		}
	}
	return out
}

// amid is the nearest element of a role that a node stands in.
func (p *Page) amid(n *html.Node, r dom.Role) *html.Node {
	for depth := 0; n != nil && depth < 30; n, depth = n.Parent, depth+1 {
		if slices.Contains(p.Known.Of(n), r) && !p.holdsBody(n) {
			return n
		}
	}
	return nil
}

// fillBylines adds, from what the page shows, each author's address and what
// the page says about the author.
func (p *Page) fillBylines(out []news.Byline) {
	if len(out) == 0 {
		return
	}
	for i := range out {
		id := dom.Letters(out[i].Name)
		if len(id) < 5 {
			continue
		}
		for j, b := range p.Blocks {
			if out[i].URL == "" && b.Href != "" && b.Words <= 30 && strings.Contains(b.Letters, id) {
				out[i].URL = p.authorLink(b, id)
			}
			if out[i].About == "" && b.Has(dom.RoleAuthorBox) && b.Words >= 6 && b.Role != dom.RoleBody && p.boxNames(j, id) {
				out[i].About = b.Text
			}
		}
	}
}

// boxNames reports whether the author box that block j stands in names the author.
func (p *Page) boxNames(j int, id string) bool {
	if strings.Contains(p.Blocks[j].Letters, id) {
		return true
	}
	for k := max(0, j-3); k < j; k++ {
		if p.Blocks[k].Words <= 10 && strings.Contains(p.Blocks[k].Letters, id) {
			return true
		}
	}
	return false
}

// authorLink is the address of the link that holds the author's name.
func (p *Page) authorLink(b *body.Judged, id string) string {
	for _, a := range b.Anchors {
		if strings.Contains(dom.Letters(b.Text[a.Start:a.End]), id) && !strings.HasPrefix(a.Href, "mailto:") {
			return dom.Absolute(p.Base, a.Href)
		}
	}
	return ""
}
