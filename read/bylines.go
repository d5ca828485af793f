package read

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"dateline/news"

	"golang.org/x/net/html"
)

var (
	rxBy        = regexp.MustCompile(`^(?i:reported by|artikel von|beiträge von|beitrag von|veröffentlicht von|geschrieben von|autor\*in|über|about|interview|reporting by|written by|words by|posted by|story by|article by|published by|created by|by|von|par|por|di|door|av|text|texte|texto|testo|autore?s?|auteurs?|authors?|autoren|redaktion|written)(?:\s*:\s*|\s+|$)`)
	rxNameSplit = regexp.MustCompile(`\s*(?:[,;|/•·]|\s[–—-]\s|\s(?:and|und|et|y|e|en|og|och|with|mit|&|i)\s)\s*`)
	rxNotName   = regexp.MustCompile(`(?i)[@#]|https?:|www\.|\d{3,}|\b(?:updated?|published|posted|min read|am|pm|uhr|follow|subscribe|share|comments?|posts?|view|more|read|click|about)\b`)
	rxJob       = regexp.MustCompile(`(?i)\b(?:editor|reporter|correspondent|writer|columnist|staff|journalist|critic|contributor|producer|bureau|chief|analyst|photographer|redakteur\p{L}*|korrespondent\p{L}*|redacción|journaliste|corresponsal|redactora?|giornalista|director|author)\b`)
	rxHandle    = regexp.MustCompile(`\S*://\S*|\s*\(?@\w+\)?|\s*\S+@\S+\.\S+`)
)

// bylines gives who wrote the story: from JSON-LD, then meta elements, then
// what the page shows. Addresses and notes are added from what it shows.
func (p *page) bylines() []news.Byline {
	var out []news.Byline
	add := func(b news.Byline) {
		if len(out) >= maxBylines {
			return
		}
		for i, have := range out {
			if lettersOf(have.Name) == lettersOf(b.Name) {
				out[i].Role = firstOf(have.Role, b.Role)
				out[i].URL = firstOf(have.URL, b.URL)
				return
			}
		}
		out = append(out, b)
	}
	for _, named := range []any{p.article["author"], p.article["creator"], p.webPage["author"]} {
		if len(out) == 0 {
			for _, b := range p.linkedAuthors(named) {
				add(b)
			}
		}
	}
	if len(out) == 0 {
		for _, name := range []string{"author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator", "og:article:author", "authors", "citation_author", "creator"} {
			for _, v := range p.metas[name] {
				for _, b := range p.names(v) {
					add(b)
				}
			}
			if len(out) > 0 {
				break
			}
		}
	}
	if p.outletOnly(out) {
		shown := p.cards()
		if len(shown) == 0 {
			shown = p.shownAuthors()
		}
		if len(shown) > 0 {
			out = nil // a person who is shown before the outlet that is named
		}
		for _, b := range shown {
			add(b)
		}
	}
	p.fillBylines(out)
	return out
}

// outletOnly: no author but, at most, the outlet itself.
func (p *page) outletOnly(named []news.Byline) bool {
	for _, b := range named {
		id := lettersOf(b.Name)
		host := lettersOf(strings.TrimPrefix(p.base.Hostname(), "www."))
		if id != p.outletID && !(len(id) >= 4 && strings.HasPrefix(host, id)) {
			return false
		}
	}
	return true
}

func (p *page) linkedAuthors(v any) []news.Byline {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []news.Byline
	for _, e := range list[:min(len(list), 20)] {
		name := nameOf(e)
		if ref, ok := e.(map[string]any); ok && name == "" {
			name = p.linked.names[text(ref["@id"])]
		}
		names := p.names(name)
		if m, ok := e.(map[string]any); ok && len(names) == 1 {
			names[0].URL = absolute(p.base, firstOf(text(m["url"]), text(m["sameAs"])))
			names[0].Role = firstOf(names[0].Role, text(m["jobTitle"]))
			names[0].About = text(m["description"])
		}
		out = append(out, names...)
	}
	return out
}

// names cuts a line of authors into bylines, "By" and "and" taken out.
func (p *page) names(line string) []news.Byline {
	line = oneLine(rxHandle.ReplaceAllString(line, ""))
	if line == "" || len(line) > 300 {
		return nil
	}
	for range 2 {
		line = strings.TrimSpace(rxBy.ReplaceAllString(line, ""))
	}
	var out []news.Byline
	for _, part := range rxNameSplit.Split(line, -1) {
		part = strings.Trim(rxBy.ReplaceAllString(part, ""), " .,:;()-–—\"'")
		if part == "" {
			continue
		}
		if len(out) > 0 && rxJob.MatchString(part) && len(strings.Fields(part)) <= 6 {
			out[len(out)-1].Role = firstOf(out[len(out)-1].Role, part)
			continue
		}
		if isName(part) {
			out = append(out, news.Byline{Name: part})
		}
	}
	return out
}

// isName: one to six words, the first of them capital, nothing that no name has.
func isName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 || len(s) > 80 || rxNotName.MatchString(s) {
		return false
	}
	if _, _, isDate := findDay(s); isDate {
		return false
	}
	first := []rune(words[0])[0]
	last := []rune(words[len(words)-1])[0]
	if !unicode.IsLetter(first) || unicode.IsDigit(last) {
		return false
	}
	if monthNames[strings.ToLower(s)] != 0 {
		return false
	}
	switch strings.ToLower(s) {
	case "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "agencies", "agentur", "agenturen", "hinterlasse einen kommentar", "keine kommentare", "leave a comment", "no comments", "http", "https",
		"admin", "administrator", "anonymous", "unknown", "webmaster", "redaktion", "author", "null", "none", "user", "root", "editor", "staff":
		return false
	}
	return true
}

// cards reads the first author whom the page marks as one for machines: an hCard
// or a link of the kind "author". Others beside it are its co-authors.
func (p *page) cards() []news.Byline {
	var out []news.Byline
	var beside *html.Node
	for _, n := range p.authors {
		name := oneLine(visibleText(n))
		if len(out) > 0 && (n.Parent == nil || n.Parent.Parent != beside && n.Parent != beside) {
			break
		}
		names := p.names(name)
		if len(names) == 1 && p.amid(n, roleComments) == nil && p.amid(n, roleTeaser) == nil {
			names[0].URL = absolute(p.base, attr(n, "href"))
			if out = append(out, names[0]); n.Parent != nil {
				beside = n.Parent.Parent
			}
		}
	}
	return out
}

// amid is the nearest element of a role that a node stands in.
func (p *page) amid(n *html.Node, r role) *html.Node {
	for depth := 0; n != nil && depth < 30; n, depth = n.Parent, depth+1 {
		if hasOwnRole(n, r) && !p.holdsBody(n) {
			return n
		}
	}
	return nil
}

// shownAuthors reads the visible byline: blocks marked so, or lines that begin
// with "By", before the body's third block or right after the body.
func (p *page) shownAuthors() []news.Byline {
	var near, far []news.Byline
	for i, b := range p.blocks {
		if b.words > 30 || b.has(roleComments) || b.has(roleNavigation) || b.markOf(roleComments) != nil {
			continue
		}
		marked := b.markOf(roleByline) != nil && b.markOf(roleTeaser) == nil
		line := isBylineLine(b.text)
		if !marked && !line {
			continue
		}
		names := p.linkedNames(b)
		if len(names) == 0 {
			names = p.names(withoutDate(b.text))
		}
		if i < p.begin+3 {
			near = append(near, names...)
		} else {
			far = append(far, names...)
		}
		if len(near) >= 6 {
			break
		}
	}
	if len(near) > 0 {
		return near[:min(len(near), 6)]
	}
	return far[:min(len(far), 2)]
}

// linkedNames are the authors whom a byline links to, each with an address.
func (p *page) linkedNames(b *block) []news.Byline {
	var out []news.Byline
	for _, a := range b.anchors {
		name, href := oneLine(b.text[a.start:a.end]), strings.ToLower(a.href)
		isAuthor := a.author || strings.Contains(href, "auth") || strings.Contains(href, "autor") || countWords(name) >= 2
		if isAuthor && isName(name) && len(out) < 6 {
			out = append(out, news.Byline{Name: name, URL: absolute(p.base, a.href)})
		}
	}
	return out
}

func withoutDate(s string) string {
	for _, cut := range []string{" | ", " • ", " · ", " — ", " – ", "\n"} {
		if head, tail, ok := strings.Cut(s, cut); ok {
			if _, _, dated := findDay(tail); dated {
				s = head
			}
		}
	}
	if _, rest, ok := findDay(s); ok {
		s = rest
	}
	return rxClock.ReplaceAllString(s, " ")
}

// fillBylines adds, from what the page shows, each author's address and what
// the page says about the author.
func (p *page) fillBylines(out []news.Byline) {
	if len(out) == 0 {
		return
	}
	for i := range out {
		id := lettersOf(out[i].Name)
		if len(id) < 5 {
			continue
		}
		for j, b := range p.blocks {
			if out[i].URL == "" && b.href != "" && b.words <= 30 && strings.Contains(b.letters, id) {
				out[i].URL = p.authorLink(b, id)
			}
			if out[i].About == "" && b.has(roleAuthorBox) && b.words >= 6 && b.role != roleBody && p.boxNames(j, id) {
				out[i].About = b.text
			}
		}
	}
}

// boxNames reports whether the author box that block j stands in names the author.
func (p *page) boxNames(j int, id string) bool {
	if strings.Contains(p.blocks[j].letters, id) {
		return true
	}
	for k := max(0, j-3); k < j; k++ {
		if p.blocks[k].words <= 10 && strings.Contains(p.blocks[k].letters, id) {
			return true
		}
	}
	return false
}

// authorLink is the address of the link that holds the author's name.
func (p *page) authorLink(b *block, id string) string {
	for _, a := range b.anchors {
		if strings.Contains(lettersOf(b.text[a.start:a.end]), id) && !strings.HasPrefix(a.href, "mailto:") {
			return absolute(p.base, a.href)
		}
	}
	return ""
}

// shownDate is a date that readers see (or that a time element gives) near the
// headline.
type shownDate struct {
	at       time.Time
	modified bool
}

var rxModified = regexp.MustCompile(`(?i)\b(?:updated|modified|last|aktualisiert|geändert|actualizado|actualizada|mis à jour|modifié|aggiornato|atualizado|bijgewerkt|zaktualizowano)\b`)

// shownDates looks at time elements and short lines around the headline.
func (p *page) shownDates() []shownDate {
	var out, late, early []shownDate
	head := 0
	for i, b := range p.blocks {
		if b.role == roleHeadline {
			head = i
			break
		}
	}
	for i, b := range p.blocks {
		if b.words > 30 || b.markOf(roleTeaser) != nil || b.markOf(roleComments) != nil || b.role == roleBody && b.words > 12 {
			continue
		}
		if !(b.markOf(roleDate) != nil || b.markOf(roleByline) != nil || isDateLine(b.text)) {
			continue
		}
		at, ok := timeElement(b)
		if !ok {
			at, ok = parseDate(b.text)
		}
		if !ok {
			continue
		}
		d := shownDate{at, rxModified.MatchString(b.text)}
		if i >= head-6 && i <= p.begin+2 {
			out = append(out, d)
		} else if i > head {
			late = append(late, d)
		} else {
			early = append(early, d)
		}
	}
	if len(out) == 0 && len(late) > 0 {
		return late[:1]
	}
	if len(out) == 0 && len(early) == 1 {
		return early
	}
	return out
}

// timeElement is the time that a machine would read: of a time element in the
// block, or of what is marked as a date around it.
func timeElement(b *block) (at time.Time, ok bool) {
	if at, ok = parseDate(b.datetime); ok {
		return at, true
	}
	m := b.markOf(roleDate)
	if m == nil {
		return at, false
	}
	for _, key := range []string{"datetime", "content", "title"} {
		if at, ok = parseDate(attr(m.node, key)); ok {
			return at, true
		}
	}
	return at, false
}
