package field

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/claims"
	"dateline/read/dom"

	"dateline/read/phrase"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// rxTitleSeparator parts a page's title from the site's name.
var rxTitleSeparator = regexp.MustCompile(`\s+[|\-–—»·•:~/]+\s+|\s*[|｜]\s*|\s+::\s+|\s*»\s*`)

// A saidTitle is what the page calls itself in its data.
type saidTitle struct{ text, why string }

// maxTitle bounds a title, in bytes.
const maxTitle = 1000

// saidTitles are the titles that the page's data gives it, those first that are
// most often the headline alone.
func (p *Page) saidTitles() []saidTitle {
	all := []saidTitle{
		{claims.Text(p.Article["headline"]), "JSON-LD headline"},
		{p.Meta("og:title"), "og:title"},
		{p.Meta("twitter:title"), "twitter:title"},
		{p.Meta("headline", "dc.title", "dcterms.title", "parsely-title", "sailthru.title"), "a meta element"},
		{p.Title, "the title element"},
	}
	said := all[:0]
	for _, t := range all {
		if t.text = dom.OneLine(t.text); strings.Contains(t.text, "&") {
			t.text = dom.OneLine(html.UnescapeString(t.text)) // escaped twice
		}
		if t.text != "" && len(t.text) <= maxTitle {
			said = append(said, t)
		}
	}
	return said
}

// findHeadline chooses, of what the page calls its title and what it shows as a
// heading, the headline as readers see it, and marks its blocks.
func (p *Page) findHeadline() (headline, why string) {
	said := p.saidTitles()
	shown, score := p.shownHeadline(said)
	if shown == nil || score <= likeNone {
		if lone := p.loneHeading(said); lone != nil {
			shown, score = lone, likeHead
		}
	}
	if agreed, ok := p.agreedTitle(said); ok && (shown == nil || score <= likeNone) {
		headline, why = agreed.text, agreed.why // several say so, and none what is shown
	} else if shown != nil {
		headline, why = p.withoutKicker(shown, said), "the heading"
		headline, why = p.asWritten(headline, why, said)
	} else {
		for _, s := range said {
			if headline = p.withoutSite(s.text); headline != "" {
				why = s.why
				break
			}
		}
	}
	headline = strings.ReplaceAll(headline, softHyphen, "")
	id := dom.Letters(headline)
	for _, b := range p.Blocks {
		if b == shown || id != "" && b.Letters == id || shown != nil && b.Level > 0 && headingOf(b) == shown.Node {
			b.Role = dom.RoleHeadline
		}
	}
	return headline, why
}

// softHyphen shows where a word may be parted, and is seen only where it is.
const softHyphen = "\u00ad"

// headingOf is the heading element in which a block stands.
func headingOf(b *body.Judged) *html.Node {
	for n, up := b.Node, 0; n != nil && up < 5; n, up = n.Parent, up+1 {
		switch n.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			return n
		}
	}
	return nil
}

// candidates are the blocks that may be the headline; the blocks of a heading that is set
// in several are one.
func (p *Page) candidates() []*body.Judged {
	var out []*body.Judged
	for i := 0; i < len(p.Blocks); i++ {
		b := p.Blocks[i]
		heading := headingOf(b)
		j := i + 1
		for b.Level > 0 && heading != nil && j < len(p.Blocks) && j-i < 4 && headingOf(p.Blocks[j]) == heading {
			j++
		}
		if j > i+1 {
			whole := &body.Judged{Block: &dom.Block{Node: heading, Kind: b.Kind, Level: b.Level, Marks: b.Marks}}
			for k, part := range p.Blocks[i:j] {
				if k > 0 {
					whole.Text += " "
				}
				whole.Text += part.Text
				whole.Letters += part.Letters
				whole.Words += part.Words
			}
			out = append(out, whole)
			i = j - 1
			continue
		}
		out = append(out, b)
	}
	return out
}

// maxGeneric is how many words a title has at most that may name the site alone.
const maxGeneric = 6

// loneHeading is the heading above the story of a page whose titles name the site, or say
// nothing of what is shown: the first of the highest level, right above prose, a byline
// or a date.
func (p *Page) loneHeading(said []saidTitle) *body.Judged {
	for _, s := range said {
		if dom.CountWords(p.withoutSite(s.text)) > maxGeneric || !p.namesHost(s.text) {
			return nil
		}
	}
	for i, b := range p.Blocks {
		if b.Words >= fewSentenceWords && b.LinkShare < 0.5 && b.Level == 0 {
			return nil // prose, and no heading above it
		}
		if !p.mayStandAlone(b) {
			continue
		}
		for _, next := range p.Blocks[i+1 : min(i+4, len(p.Blocks))] {
			if next.Level == 0 && (next.Words >= fewSentenceWords || phrase.IsBylineLine(next.Text) || phrase.IsDateLine(next.Text)) {
				return b
			}
		}
	}
	return nil
}

// mayStandAlone reports whether a block is a heading that may be the story's by itself.
func (p *Page) mayStandAlone(b *body.Judged) bool {
	if b.Level == 0 || b.Level > 3 || b.Words < 3 || b.LinkShare > 0.5 {
		return false
	}
	return !strings.HasPrefix(b.Text, "©") && b.MarkOf(dom.RoleNavigation) == nil && b.MarkOf(dom.RoleTeaser) == nil
}

// namesHost reports whether a title has the name under which the site can be reached.
func (p *Page) namesHost(title string) bool {
	name, _, _ := strings.Cut(claims.Site(p.Base.String()), ".")
	name = dom.Letters(name)
	return len(name) >= 4 && strings.Contains(dom.Letters(title), name)
}

// kickerWords are words in class names for what stands above a headline, or before it.
var kickerWords = map[string]bool{"kicker": true, "overline": true, "topline": true, "eyebrow": true, "pretitle": true, "pretitel": true, "dachzeile": true, "roofline": true, "spitzmarke": true, "antetitulo": true, "antetítulo": true, "surtitre": true, "occhiello": true, "label": true, "headtag": true, "supertitle": true, "overtitle": true, "flag": true}

// withoutOverline cuts what a heading's own mark-up calls a kicker, if the rest is a
// headline by itself. Where one of the page's titles says both, both stay.
func withoutOverline(shown *body.Judged, said []saidTitle) (rest string, cut bool) {
	for _, s := range said {
		if strings.Contains(dom.Letters(s.text), shown.Letters) {
			return "", false
		}
	}
	heading := headingOf(shown)
	if heading == nil {
		return "", false
	}
	var kicker string
	dom.EachElement(heading, func(n *html.Node) bool {
		dom.EachWord(dom.Attr(n, "class"), func(w string) {
			if kickerWords[w] && kicker == "" {
				kicker = dom.Letters(dom.VisibleText(n))
			}
		})
		return kicker == ""
	})
	line := dom.OneLine(shown.Text)
	if kicker == "" || !strings.HasPrefix(shown.Letters, kicker) || len(kicker) >= len(shown.Letters) {
		return "", false
	}
	_, rest = cutLetters(line, shown.Letters[len(kicker):])
	return rest, dom.CountWords(rest) >= 2
}

// agreedTitle is one that JSON-LD and the meta elements for sharing give alike.
func (p *Page) agreedTitle(said []saidTitle) (saidTitle, bool) {
	if len(said) < 2 || said[0].why != "JSON-LD headline" || said[1].why != "og:title" {
		return saidTitle{}, false
	}
	a, b := p.withoutSite(said[0].text), p.withoutSite(said[1].text)
	if id := dom.Letters(a); len(id) < 12 || id != dom.Letters(b) {
		return saidTitle{}, false
	}
	return saidTitle{b, "JSON-LD headline and og:title"}, true
}

// asWritten prefers the writing of the page's data where that says the same: it
// has no soft hyphens, no capitals of a design, and words that two elements part
// on the screen have a space between them.
func (p *Page) asWritten(headline, why string, said []saidTitle) (string, string) {
	id := dom.Letters(headline)
	for _, s := range said {
		for _, r := range append([]string{s.text}, p.withoutSite(s.text)) {
			if dom.Letters(r) == id && !strings.Contains(r, "&#") && (strings.ToUpper(r) != r || strings.ToUpper(headline) == headline) {
				return r, why + ", and " + s.why
			}
		}
	}
	return headline, why
}

// withoutKicker cuts what a page sets before its headline in the same heading (a
// word on the subject, a date) or behind it. The page's own titles tell: one is
// the headline without it, and none has both, or an element sets it apart.
func (p *Page) withoutKicker(shown *body.Judged, said []saidTitle) string {
	if rest, ok := withoutOverline(shown, said); ok {
		return rest
	}
	line := dom.OneLine(shown.Text)
	whole := dom.Letters(line)
	both := false
	for _, s := range said {
		both = both || strings.Contains(dom.Letters(s.text), whole)
	}
	for _, s := range said {
		for _, r := range append(p.readings(s.text), titleReading{dom.Letters(p.withoutSite(s.text)), likeWhole}) {
			if len(r.id) < 12 || len(r.id) >= len(whole) || len(r.id)*3 < len(whole) {
				continue
			}
			if at := strings.Index(whole, r.id); at > 0 && at+len(r.id) == len(whole) {
				before, after := cutLetters(line, r.id)
				if partSet(shown.Node, whole[:at]) || !both && r.score == likeWhole && !strings.HasSuffix(strings.TrimRight(before, " \"'“”„«»‘’"), ":") {
					return after
				}
			} else if at == 0 && partSet(shown.Node, whole[len(r.id):]) {
				before, _ := cutLetters(line, whole[len(r.id):])
				return strings.TrimRight(before, " :–—-|·•»")
			}
		}
	}
	return line
}

// cutLetters cuts a line before the part that has these letters and ends it.
func cutLetters(line, id string) (before, after string) {
	at := 0
	for i, r := range line {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && dom.Letters(line[i:]) == id {
			at = i
			break
		}
	}
	for _, open := range []string{"“", "„", "«", "‘", "\"", "'", "(", "[", "¿", "¡"} {
		if strings.HasSuffix(line[:at], open) {
			at -= len(open)
			break
		}
	}
	return line[:at], line[at:]
}

// partSet reports whether an element within a heading holds just these letters.
func partSet(n *html.Node, id string) bool {
	found, budget := false, 50
	dom.EachElement(n, func(c *html.Node) bool {
		budget--
		found = found || dom.Letters(dom.VisibleText(c)) == id
		return !found && budget > 0
	})
	return found
}

// A titleReading is what a title may say without the site's name: all of it, its
// beginning or its end.
type titleReading struct {
	id    string // its letters
	score int
}

// Scores of a heading that is like a title: the whole of it, its beginning, its
// end; a part of a word's worth less; and a heading that no title is like.
const (
	likeWhole = 10
	likeHead  = 9
	likeTail  = 8
	likeNone  = 2 // a first-level heading all the same
)

func (p *Page) readings(title string) []titleReading {
	out := []titleReading{{dom.Letters(title), likeWhole}}
	cuts := rxTitleSeparator.FindAllStringIndex(title, 8)
	for _, cut := range cuts {
		if head := title[:cut[0]]; !p.isSite(head) && dom.CountWords(head) >= 2 {
			out = append(out, titleReading{dom.Letters(head), likeHead})
		}
		if tail := title[cut[1]:]; !p.isSite(tail) && dom.CountWords(tail) >= 2 {
			out = append(out, titleReading{dom.Letters(tail), likeTail})
		}
	}
	return out
}

// shownHeadline is the heading that the page's own titles point to, and how plainly.
func (p *Page) shownHeadline(said []saidTitle) (*body.Judged, int) {
	var readings []titleReading
	for _, s := range said {
		for _, r := range p.readings(s.text) {
			if len(r.id) >= 4 {
				readings = append(readings, r)
			}
		}
	}
	var best *body.Judged
	bestScore, bestVotes := 0, 0
	ones := 0
	article := dom.Letters(claims.Text(p.Article["headline"]))
	for _, b := range p.candidates() {
		heading := b.Kind == news.HeadingParagraph || b.Has(dom.RoleHeadline)
		if b.Words > 60 || b.Letters == p.OutletID || !heading && (b.Words < 4 || b.LinkShare > 0.5 || bestScore >= likeTail) {
			continue
		}
		if b.MarkOf(dom.RoleNavigation) != nil && b.Level != 1 || strings.HasPrefix(b.Text, "©") || !heading && (b.Said == dom.RoleLegal || strings.HasPrefix(b.Href, "#")) {
			continue
		}
		score, votes := 0, 0
		for _, r := range readings {
			switch {
			case r.id == b.Letters:
				score = max(score, r.score)
				votes++
			case r.score == likeWhole && heading:
				score = max(score, dom.Likeness(b.Letters, r.id))
			}
		}
		switch {
		case !heading: // a title that is set as a plain block, if nothing else is one
			score -= 3
		case b.Level == 1:
			ones++
			score += likeNone
			if score == likeNone && b.Words < 2 {
				score = 0
			}
			if inTrail(b.Node) {
				score -= likeNone + 1 // the last step of the way to this page, worded for searchers
			}
		}
		if heading && votes > 1 {
			score += min(votes-1, 2) // several titles say so
		}
		if heading && score >= likeWhole && b.Letters == article {
			score++ // the article's own headline, not the page's title
		}
		if score > bestScore || score == bestScore && score >= likeWhole && votes > bestVotes {
			best, bestScore, bestVotes = b, score, votes
		}
	}
	if best != nil && bestScore <= likeNone && ones != 1 && len(readings) > 0 {
		return nil, 0 // several first-level headings, none of which the page calls its title
	}
	return best, bestScore
}

// inTrail reports whether a heading is an item of a list of links: the way from the front
// page to this one.
func inTrail(n *html.Node) bool {
	for up := 0; n != nil && up < 4; n, up = n.Parent, up+1 {
		class := strings.ToLower(dom.Attr(n, "class") + " " + dom.Attr(n, "aria-label"))
		if strings.Contains(class, "breadcrumb") || n.DataAtom == atom.Nav || up < 2 && linksBefore(n) >= fewestSteps {
			return true
		}
		if n.DataAtom != atom.Li {
			continue
		}
		links := 0
		for s := n.PrevSibling; s != nil; s = s.PrevSibling {
			if s.DataAtom == atom.Li && hasLink(s) {
				links++
			}
		}
		return links > 0
	}
	return false
}

// fewestSteps is how many links lead to a heading that is the last step of a way.
const fewestSteps = 2

// linksBefore counts the links in a row right before an element, with nothing but signs
// between them.
func linksBefore(n *html.Node) int {
	links := 0
	for s := n.PrevSibling; s != nil; s = s.PrevSibling {
		switch {
		case s.Type == html.TextNode && !dom.HasLetter(s.Data):
		case s.Type == html.ElementNode && s.DataAtom == atom.A && dom.TextLength(s, 60) < 60:
			links++
		case s.Type == html.ElementNode && !dom.HasLetter(dom.RawTextBelow(s, 20)):
		default:
			return links
		}
	}
	return links
}

// withoutSite takes the site's name off a title.
func (p *Page) withoutSite(title string) string {
	title = strings.Trim(dom.OneLine(title), " |»·•~/")
	cuts := rxTitleSeparator.FindAllStringIndex(title, -1)
	if len(cuts) == 0 {
		return withoutSiteCJK(title)
	}
	last, head := cuts[len(cuts)-1], cuts[0]
	tail := title[last[1]:]
	if p.isSite(title[:head[0]]) {
		return p.withoutSite(title[head[1]:])
	}
	if p.isTailed(title, cuts) {
		return title[:head[0]]
	}
	if len(cuts) > 1 && strings.Contains(title[cuts[0][0]:cuts[0][1]], "|") && dom.CountWords(title[:head[0]]) >= 4 && dom.CountWords(title[head[1]:]) <= 8 && !p.titled(title) {
		return title[:head[0]] // the section and the site behind bars
	}
	if p.isSite(tail) || len(strings.Fields(tail)) <= 3 && len(strings.Fields(title[:last[0]])) >= 4 && !strings.ContainsAny(title[last[0]:last[1]], ":/") && !p.titled(title) {
		if len(cuts) > 1 {
			return p.withoutSite(title[:last[0]])
		}
		return title[:last[0]]
	}
	return title
}

// longestSection and longestSite are how many words stand at most behind a headline for
// the section and for the site.
const (
	longestSection = 2
	longestSite    = 5
)

// isTailed reports whether a title is a headline, its section and the site: all parted by
// the same sign, or the site known.
func (p *Page) isTailed(title string, cuts [][]int) bool {
	if len(cuts) != 2 || p.titled(title) {
		return false
	}
	head, section, site := title[:cuts[0][0]], title[cuts[0][1]:cuts[1][0]], title[cuts[1][1]:]
	if title[cuts[0][0]:cuts[0][1]] != title[cuts[1][0]:cuts[1][1]] && !p.isSite(site) {
		return false
	}
	return dom.CountWords(head) >= 4 && dom.CountWords(section) <= longestSection && dom.CountWords(site) <= longestSite
}

// titled: what another of the page's titles has in common with this one is the
// whole of it, so that no site's name is in it.
func (p *Page) titled(title string) bool {
	id := dom.Letters(title)
	same := 0
	for _, s := range []string{claims.Text(p.Article["headline"]), p.Meta("og:title"), p.Title} {
		if other := dom.Letters(s); other != id && strings.HasPrefix(other, id) || s != "" && other == id && s != p.Title {
			same++
		}
	}
	return same >= 2 || same == 1 && dom.Letters(p.Title) != id && dom.Letters(p.Title) != "" && strings.HasPrefix(dom.Letters(p.Title), id)
}

// longestHome is how many letters the name on the link to the front page has at most.
const longestHome = 40

// homeName is the letters on the first link to the front page: the site's own name, or what
// its picture says for those who can't see it.
func (p *Page) homeName() string {
	if p.home != nil {
		return *p.home
	}
	name, budget := "", 3000
	dom.EachElement(p.Doc, func(n *html.Node) bool {
		budget--
		if n.DataAtom != atom.A || !p.leadsHome(dom.Attr(n, "href")) {
			return name == "" && budget > 0
		}
		if name = dom.Letters(dom.RawTextBelow(n, 80)); name == "" {
			name = dom.Letters(dom.Attr(n, "aria-label"))
		}
		if name == "" || len(name) > longestHome || phrase.RootNames[name] {
			name = ""
		}
		return name == "" && budget > 0
	})
	p.home = &name
	return name
}

// leadsHome reports whether an address is that of the site's front page.
func (p *Page) leadsHome(href string) bool {
	if href == "/" {
		return true
	}
	host := p.Base.Hostname()
	return host != "" && strings.HasSuffix(strings.TrimRight(href, "/"), "//"+host)
}

// isSite reports whether a part of a title is the site's name.
func (p *Page) isSite(s string) bool {
	id := dom.Letters(s)
	if id == "" {
		return false
	}
	host := dom.Letters(strings.TrimPrefix(p.Base.Hostname(), "www."))
	if home := p.homeName(); len(id) >= 6 && strings.HasSuffix(home, id) {
		return true // as the link to the front page says
	}
	return id == p.OutletID || len(id) >= 4 && strings.HasPrefix(host, id) || len(p.OutletID) >= 3 && strings.HasPrefix(id, p.OutletID) && dom.CountWords(s) <= 5 || id == dom.Letters(p.Meta("twitter:site")) || id == dom.Letters(p.Publisher)
}

// rxSiteCJK is a site's name behind a title in a writing without spaces.
var rxSiteCJK = regexp.MustCompile(`^(.*[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}！？。」』)）].*?)\s*[-_|｜–—]\s*([\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\w.]{2,12})$`)

func withoutSiteCJK(title string) string {
	if m := rxSiteCJK.FindStringSubmatch(title); m != nil && utf8.RuneCountInString(m[1]) >= 6 {
		return m[1]
	}
	return title
}

// standfirst is the block between headline and body that sums the story up: marked so by
// the page, or the same as its description. What is nowhere to be seen is none.
func (p *Page) standfirst() (standfirst, why string) {
	for _, b := range p.Blocks {
		if b.Role == dom.RoleStandfirst {
			return b.Text, "the block under the headline"
		}
	}
	return "", ""
}
