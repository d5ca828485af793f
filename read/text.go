package read

import (
	"strings"
	"unicode/utf8"

	"dateline/news"
)

// Bare text has no mark-up, but whoever copied or crawled the page left traces
// of it: a breadcrumb glued together, a headline said twice, a caption said
// twice (the picture's alt and its caption), a name glued to an address. Each
// line gets one role from such traces, from its neighbours and from its place.

// line is one line of a text capture.
type line struct {
	text    string
	letters string
	words   int
	gap     int // blank lines before it
	role    role
	kind    news.ParagraphKind
	sure    float32 // that it is body, 0 to 1
}

// copyText is a text capture on its way to a report.
type copyText struct {
	lines []*line
	r     news.Report
	head  int // index of the headline; -1 without one
	tail  int // index of the first line behind the story
}

const maxLines = 20_000

// newText takes a text apart: each line gets the role that traces tell.
func newText(source string) *copyText {
	c := &copyText{lines: cutLines(source), head: -1}
	c.tail = len(c.lines)
	c.findHeadline()
	c.findCaptions()
	c.findAuthorBox()
	c.findComments()
	c.findTeasers()
	c.findLeaders()
	c.findTags()
	return c
}

// readText reads a capture that is bare text.
func readText(source string, j judges, m *recall) news.Report {
	c := newText(source)
	s, numbers := c.numbers()
	j.judge(s, numbers)
	m.weigh(s)
	for i, b := range s.blocks {
		c.lines[i].sure = b.sure
	}
	c.findBody()
	for i, b := range s.blocks {
		b.role = c.lines[i].role
	}
	m.obey(s.blocks, &c.r)
	m.note(s.blocks)

	c.r.Place = datelineOf(c.r.Paragraphs)
	switch {
	case len(c.r.Paragraphs) > 0:
		c.r.Kind = news.KindArticle
	case len(c.r.Teasers) >= 5:
		c.r.Kind = news.KindListing
	default:
		c.r.Kind = news.KindOther
	}
	c.r.Confidence, c.r.Reasons = confidence(s.blocks, c.r)
	return c.r
}

// numbers describes all lines, as page.numbers does the blocks of HTML. Lines
// that traces put outside the story count as navigation where no trace says more.
func (c *copyText) numbers() (*scene, [][]float32) {
	blocks := make([]*block, len(c.lines))
	for i, l := range c.lines {
		b := &block{text: l.text, letters: l.letters, words: l.words, gap: l.gap, kind: news.PlainParagraph, ruled: l.role}
		if b.words <= 45 {
			b.said, b.bylined, b.dated = roleByWords(b), isBylineLine(b.text), isDateLine(b.text)
		}
		switch {
		case l.role == roleHeadline && i == c.head:
			b.role = roleHeadline
		case l.role == roleNone && i >= c.tail:
			b.ruled = roleNavigation
		case l.role == roleNone && b.said != roleNone:
			b.ruled = b.said
		case l.role == roleNone && b.words <= 80 && saysPhoto(b.text):
			b.ruled = roleCaption
		case l.role == roleNone:
			b.ruled = roleBody
		}
		blocks[i] = b
	}
	s := newScene(blocks)
	s.headline = lettersOf(c.r.Headline)
	for _, f := range c.r.Figures {
		s.captions = append(s.captions, lettersOf(f.Caption))
	}
	numbers := make([][]float32, len(blocks))
	for i, b := range blocks {
		numbers[i] = s.describe(i, b.ruled)
	}
	return s, numbers
}

// cutLines gives the lines that say something. Lines that a mailer or an
// archive wrapped at a fixed width are joined again.
func cutLines(source string) []*line {
	var out []*line
	var group []string
	gap := 0
	flush := func() {
		if wrapped(group) {
			group = []string{strings.Join(group, " ")}
		}
		for i, text := range group {
			l := &line{text: text, letters: lettersOf(text), words: countWords(text), kind: news.PlainParagraph}
			if i == 0 {
				l.gap = gap
			}
			if len(out) < maxLines {
				out = append(out, l)
			}
		}
		if len(group) > 0 {
			group, gap = nil, 0
		}
	}
	for raw := range strings.SplitSeq(strings.ReplaceAll(source, "\r", "\n"), "\n") {
		text := oneLine(raw)
		if !hasLetter(text) && !isRule(text) {
			flush()
			gap++
			continue
		}
		group = append(group, text)
	}
	flush()
	return out
}

// wrapped reports whether lines are one paragraph cut at a fixed width: all but
// the last are nearly equally long and at most a few end as sentences do.
func wrapped(lines []string) bool {
	if len(lines) < 2 {
		return false
	}
	shortest, longest, ends := 1<<30, 0, 0
	for _, l := range lines[:len(lines)-1] {
		n := utf8.RuneCountInString(l)
		shortest, longest = min(shortest, n), max(longest, n)
		if endsSentence(l) {
			ends++
		}
	}
	last := lines[len(lines)-1]
	if len(lines) == 2 && !endsSentence(last) || strings.HasSuffix(lettersOf(lines[0]), lettersOf(last)) {
		return false // a title over a line, or a caption said twice
	}
	return shortest >= 45 && longest <= 100 && longest-shortest <= 25 && ends*2 < len(lines) && utf8.RuneCountInString(last) <= longest+10
}

// findHeadline looks among the first lines for one that is said twice, alone or
// glued to a breadcrumb, and else for the first that reads like a headline.
func (c *copyText) findHeadline() {
	limit := min(len(c.lines), 40)
	for i := 0; i < limit; i++ {
		a := c.lines[i]
		for j := i + 1; j < min(limit, i+8); j++ {
			b := c.lines[j]
			if b.words < 3 || b.words > 40 || endsSentence(b.text) && b.words > 20 || !strings.HasSuffix(a.letters, b.letters) || len(b.letters) < 12 || a.words > 60 {
				continue
			}
			if a.letters == b.letters && j == i+1 && a.gap > 0 && i > 2 {
				continue // said twice in a row amid the text: a caption
			}
			c.setHeadline(j)
			a.role = roleSection
			if glued := gluedPrefix(a.text, b.letters); glued != "" {
				c.r.Section = cleanTrail(unglue(glued), b.text, "")
			} else {
				a.role = roleHeadline
			}
			c.findTrail(i)
			return
		}
	}
	for i, l := range c.lines[:min(limit, 15)] {
		if headlineLike(l) && !trailLike(l.text) {
			c.setHeadline(i)
			c.findTrail(i)
			return
		}
	}
}

func (c *copyText) setHeadline(i int) {
	c.head = i
	c.r.Headline = c.lines[i].text
	c.lines[i].role = roleHeadline
	for _, l := range c.lines {
		if l.letters == c.lines[i].letters {
			l.role = roleHeadline
		}
	}
}

func headlineLike(l *line) bool {
	return l.words >= 3 && l.words <= 30 && !strings.HasSuffix(l.text, ".") && !strings.HasSuffix(l.text, ":") && !isDateLine(l.text) && !isBylineLine(l.text) && !buttonsOnly(l.text) && roleByLine(l) == roleNone
}

// findTrail reads a breadcrumb with separators before the headline. What else
// stands before the headline is the page's frame.
func (c *copyText) findTrail(before int) {
	for _, l := range c.lines[:before] {
		if l.role == roleNone {
			l.role = roleNavigation
		}
		if len(c.r.Section) == 0 && trailLike(l.text) {
			l.role = roleSection
			c.r.Section = cleanTrail(splitTrailText(l.text), c.r.Headline, "")
		}
	}
}

// trailLike: two to six short names parted by the signs of a breadcrumb.
func trailLike(s string) bool {
	if len(s) > 400 {
		return false
	}
	names := splitTrailText(s)
	if len(names) < 2 || len(names) > 6 {
		return false
	}
	for _, n := range names[:2] {
		if countWords(n) > 4 {
			return false
		}
	}
	return true
}

func splitTrailText(s string) []string {
	for _, sep := range []string{" > ", ">", " › ", "›", " » ", "»", " / ", " → "} {
		if strings.Contains(s, sep) {
			return strings.Split(s, sep)
		}
	}
	return nil
}

// gluedPrefix is what stands in a line before the headline that ends it.
func gluedPrefix(s, headline string) string {
	for i := range s {
		if lettersOf(s[i:]) == headline {
			return strings.TrimSpace(s[:i])
		}
		if len(s)-i < len(headline) {
			break
		}
	}
	return ""
}

// unglue parts names that lost the breaks between them: "HomeWorld NewsAsia"
// is cut where a capital follows a small letter.
func unglue(s string) []string {
	if names := splitTrailText(s); names != nil {
		return names
	}
	var names []string
	start := 0
	var last rune
	for i, r := range s {
		if i > 0 && isUpper(r) && isLower(last) {
			names = append(names, s[start:i])
			start = i
		}
		last = r
	}
	return append(names, s[start:])
}

// findCaptions takes a short line that is said twice in a row for a picture's
// caption (the page gave it as the picture's alt, too), and lines that begin
// like captions do.
func (c *copyText) findCaptions() {
	for i := 0; i < len(c.lines); i++ {
		l := c.lines[i]
		if l.role != roleNone {
			continue
		}
		if i+1 < len(c.lines) && l.words <= 60 && len(l.letters) >= 8 && c.captionPair(l, c.lines[i+1]) {
			next := c.lines[i+1]
			caption, credit := partCredit(next.text)
			l.role, next.role = roleCaption, roleCaption
			if i+2 < len(c.lines) && credit == "" {
				credit = c.creditLine(c.lines[i+2])
			}
			c.addFigure(caption, credit)
			i++
			continue
		}
		if caption, credit, ok := labelledCaption(l.text); ok && i > c.head {
			l.role = roleCaption
			c.addFigure(caption, credit)
		}
	}
}

func (c *copyText) addFigure(caption, credit string) {
	if len(c.r.Figures) < maxFigures {
		c.r.Figures = append(c.r.Figures, news.Figure{Caption: caption, Credit: credit})
	}
}

// captionPair: the second line repeats the first, perhaps with a credit after it.
func (c *copyText) captionPair(a, b *line) bool {
	if b.role != roleNone || b.gap > 1 {
		return false
	}
	if a.letters == b.letters {
		return true
	}
	caption, credit := partCredit(b.text)
	return credit != "" && lettersOf(caption) == strings.TrimSuffix(a.letters, lettersOf(credit))
}

// creditLine takes a line that is a credit alone.
func (c *copyText) creditLine(l *line) string {
	if l.role != roleNone || l.words > 12 {
		return ""
	}
	rest, credit := partCredit(l.text)
	if credit == "" || hasLetter(rest) {
		return ""
	}
	l.role = roleCaption
	return credit
}

// partCredit parts "Ships at anchor. (Photo: A. Name)" at the credit.
func partCredit(s string) (caption, credit string) {
	m := rxCredit.FindStringSubmatchIndex(s)
	if m == nil {
		return s, ""
	}
	return strings.TrimRight(s[:m[2]], " (|["), cleanCredit(s[m[4]:m[5]])
}

// labelledCaption reads a line such as "Photo: Ships at anchor / A. Name", or one
// that ends in a bracketed credit.
func labelledCaption(s string) (caption, credit string, ok bool) {
	if len(s) > 1000 || countWords(s) > 60 {
		return "", "", false
	}
	caption, credit = partCredit(s)
	switch {
	case credit == "":
		return "", "", false
	case hasLetter(caption) && strings.HasSuffix(strings.TrimSpace(s), ")"):
		return strings.TrimSpace(caption), credit, true
	case !hasLetter(caption) && countWords(credit) <= 6:
		return "", credit, true
	}
	return "", "", false
}
