package read

import (
	"regexp"
	"strings"

	"dateline/news"
)

// titleSeparators part a page's title from the site's name.
var rxTitleSeparator = regexp.MustCompile(`\s+[|\-–—»·•:~]+\s+|\s*\|\s*|\s+::\s+|\s*»\s*`)

// findHeadline chooses, of what the page calls its title and what it shows as a
// heading, the headline as readers see it, and marks its blocks.
func (p *page) findHeadline() string {
	var said []string
	if p.article != nil {
		said = append(said, text(p.article["headline"]))
	}
	said = append(said, p.first("og:title"), p.first("twitter:title"), p.title)
	shown := p.shownHeadline(said)
	headline := ""
	switch {
	case shown != nil:
		headline = p.withoutKicker(oneLine(shown.text), said)
	default:
		for _, s := range said {
			if s = p.withoutSite(s); s != "" {
				headline = s
				break
			}
		}
	}
	id := lettersOf(headline)
	for _, b := range p.blocks {
		if b == shown || id != "" && b.letters == id {
			b.role = roleHeadline
		}
	}
	return headline
}

// withoutKicker cuts what a page sets before its headline in the same heading: a
// word on the subject, a date. The page's own titles tell, when they begin later.
func (p *page) withoutKicker(shown string, said []string) string {
	for _, s := range said {
		s = p.withoutSite(s)
		id, whole := lettersOf(s), lettersOf(shown)
		if len(id) < 12 || countWords(s) < 3 || len(id) >= len(whole) || len(id)*3 < len(whole) || !strings.HasSuffix(whole, id) {
			continue
		}
		for i := range shown {
			if lettersOf(shown[i:]) == id {
				return strings.TrimLeft(shown[i:], " :–—-|·•»")
			}
		}
	}
	return shown
}

// shownHeadline is the heading that the page's own titles point to.
func (p *page) shownHeadline(said []string) *block {
	ids := make([]string, 0, len(said))
	for _, s := range said {
		if id := lettersOf(p.withoutSite(s)); len(id) >= 4 {
			ids = append(ids, id)
		}
	}
	var best *block
	bestScore := 0
	ones := 0
	for i, b := range p.blocks {
		if b.kind != news.HeadingParagraph && !b.has(roleHeadline) || b.words > 60 || b.letters == p.outletID {
			continue
		}
		if b.markOf(roleNavigation) != nil && b.level != 1 {
			continue
		}
		score := 0
		for _, id := range ids {
			score = max(score, likeness(b.letters, id))
		}
		if b.level == 1 {
			ones++
			score += 2
			if score == 2 && b.words < 2 {
				score = 0
			}
		}
		if score > bestScore && (score > 2 || i < len(p.blocks)) {
			best, bestScore = b, score
		}
	}
	if best != nil && bestScore <= 2 && ones != 1 && len(ids) > 0 {
		return nil // several first-level headings, none of which the page calls its title
	}
	return best
}

// likeness says how near a heading is to a title: 10 the same, 6 a part of it
// or it of the heading, 0 another.
func likeness(a, b string) int {
	short, long := a, b
	if len(short) > len(long) {
		short, long = long, short
	}
	switch {
	case a == b:
		return 10
	case len(short) >= 8 && len(short)*3 >= len(long) && strings.Contains(long, short):
		return 6
	case len(short) >= 20 && commonPrefix(short, long)*10 >= len(short)*6:
		return 5
	}
	return 0
}

func commonPrefix(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// withoutSite takes the site's name off a title.
func (p *page) withoutSite(title string) string {
	title = oneLine(title)
	cuts := rxTitleSeparator.FindAllStringIndex(title, -1)
	if len(cuts) == 0 {
		return title
	}
	last, head := cuts[len(cuts)-1], cuts[0]
	tail := title[last[1]:]
	host := lettersOf(strings.TrimPrefix(p.base.Hostname(), "www."))
	isSite := func(s string) bool {
		id := lettersOf(s)
		return id != "" && (id == p.outletID || len(id) >= 4 && strings.HasPrefix(host, id) || p.outletID != "" && strings.HasPrefix(id, p.outletID))
	}
	if isSite(title[:head[0]]) {
		return p.withoutSite(title[head[1]:])
	}
	if isSite(tail) || len(strings.Fields(tail)) <= 3 && len(strings.Fields(title[:last[0]])) >= 4 && !strings.Contains(title[last[0]:last[1]], ":") {
		if len(cuts) > 1 {
			return p.withoutSite(title[:last[0]])
		}
		return title[:last[0]]
	}
	return title
}

// sameOrClipped reports whether two texts are the same but for quotes, dashes
// and spaces, or one is the beginning of the other (as descriptions are).
func sameOrClipped(a, b string) bool {
	a, b = lettersOf(a), lettersOf(b)
	if a == b {
		return true
	}
	short, long := a, b
	if len(short) > len(long) {
		short, long = long, short
	}
	return len(short) >= 25 && strings.HasPrefix(long, short)
}

// descriptions are the page's summaries of itself; those of JSON-LD are meant
// for readers, those of meta elements often for search engines alone.
func (p *page) descriptions() (linked string, metas []string) {
	if p.article != nil {
		linked = text(p.article["description"])
	}
	for _, name := range []string{"og:description", "description", "twitter:description", "dc.description"} {
		if d := p.first(name); d != "" {
			metas = append(metas, d)
		}
	}
	return linked, metas
}

// standfirst is the block between headline and body that sums the story up:
// marked so by the page, or the same as its description. A description that is
// nowhere to be seen counts only if JSON-LD has it, and never if it repeats the
// body's beginning.
func (p *page) standfirst() string {
	for _, b := range p.blocks {
		if b.role == roleStandfirst {
			return b.text
		}
	}
	linked, _ := p.descriptions()
	if linked == "" || len(linked) > 600 || sameOrClipped(linked, p.headline) {
		return ""
	}
	trimmed := strings.TrimRight(linked, ".… ")
	id := lettersOf(trimmed)
	for _, b := range p.body {
		if sameOrClipped(trimmed, b.text) || len(id) > 20 && strings.Contains(b.letters, id) {
			return ""
		}
	}
	if strings.HasSuffix(linked, "...") || strings.HasSuffix(linked, "…") {
		return "" // clipped by a machine
	}
	return linked
}

// standfirstRole reports whether a block before the body is the standfirst.
func (p *page) standfirstRole(b *block, next *block) bool {
	if b.words < 4 || b.words > 90 || b.linkShare > 0.5 || b.role == roleHeadline {
		return false
	}
	if b.has(roleStandfirst) {
		return true
	}
	linked, metas := p.descriptions()
	matches := linked != "" && sameOrClipped(b.text, strings.TrimRight(linked, ".… "))
	for _, m := range metas {
		matches = matches || sameOrClipped(b.text, strings.TrimRight(m, ".… "))
	}
	if !matches {
		return false
	}
	if b.kind == news.HeadingParagraph {
		return true
	}
	// The first paragraph often serves as the description. It is a standfirst
	// only where the page sets it apart from the paragraphs that follow.
	return next != nil && b.node.Parent != next.node.Parent && b.node != next.node
}
