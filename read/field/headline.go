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

	"golang.org/x/net/html"
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
	id := dom.Letters(headline)
	for _, b := range p.Blocks {
		if b == shown || id != "" && b.Letters == id {
			b.Role = dom.RoleHeadline
		}
	}
	return headline, why
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
	bestScore := 0
	ones := 0
	for _, b := range p.Blocks {
		heading := b.Kind == news.HeadingParagraph || b.Has(dom.RoleHeadline)
		if b.Words > 60 || b.Letters == p.OutletID || !heading && (b.Words < 4 || b.LinkShare > 0.5 || bestScore >= likeTail) {
			continue
		}
		if b.MarkOf(dom.RoleNavigation) != nil && b.Level != 1 {
			continue
		}
		score := 0
		for _, r := range readings {
			switch {
			case r.id == b.Letters:
				score = max(score, r.score)
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
		}
		if score > bestScore {
			best, bestScore = b, score
		}
	}
	if best != nil && bestScore <= likeNone && ones != 1 && len(readings) > 0 {
		return nil, 0 // several first-level headings, none of which the page calls its title
	}
	return best, bestScore
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
	if p.isSite(tail) || len(strings.Fields(tail)) <= 3 && len(strings.Fields(title[:last[0]])) >= 4 && !strings.ContainsAny(title[last[0]:last[1]], ":/") && !p.titled(title) {
		if len(cuts) > 1 {
			return p.withoutSite(title[:last[0]])
		}
		return title[:last[0]]
	}
	return title
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

// isSite reports whether a part of a title is the site's name.
func (p *Page) isSite(s string) bool {
	id := dom.Letters(s)
	if id == "" {
		return false
	}
	host := dom.Letters(strings.TrimPrefix(p.Base.Hostname(), "www."))
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

// standfirst is the block between headline and body that sums the story up:
// marked so by the page, or the same as its description. A description that is
// nowhere to be seen counts only if JSON-LD has it, and never if it repeats the
// body's beginning.
func (p *Page) standfirst() (standfirst, why string) {
	for _, b := range p.Blocks {
		if b.Role == dom.RoleStandfirst {
			return b.Text, "the block under the headline"
		}
	}
	linked, _ := p.Descriptions()
	if linked == "" || len(linked) > 600 || dom.SameOrClipped(linked, p.Headline) {
		return "", ""
	}
	trimmed := strings.TrimRight(linked, ".… ")
	id := dom.Letters(trimmed)
	for _, b := range p.Body {
		if dom.SameOrClipped(trimmed, b.Text) || len(id) > 20 && strings.Contains(b.Letters, id) {
			return "", ""
		}
	}
	if strings.HasSuffix(linked, "...") || strings.HasSuffix(linked, "…") {
		return "", "" // clipped by a machine
	}
	return linked, "JSON-LD description"
}
