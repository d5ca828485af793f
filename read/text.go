package read

import (
	"regexp"
	"strings"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/dom"
	"dateline/read/field"
	"dateline/read/phrase"
	"dateline/trees"
)

// Bare text has no mark-up, but whoever copied or crawled the page left traces
// of it: a breadcrumb glued together, a headline said twice, a caption said
// twice (the picture's alt and its caption), a name glued to an address. Each
// line gets one role from such traces, from its neighbours and from its place.

// copyText is a text capture on its way to a report.
type copyText struct {
	lines []*line
	r     news.Report
	head  int // index of the headline; -1 without one
	tail  int // index of the first line behind the story
}

// newText takes a text apart.
func newText(source string, j textJudges) *copyText {
	lines := readLines(source, j.seams)
	return tellRoles(lines, newHeadScene(lines).head(j.heads))
}

// readLines gives the lines, each with what it tells by itself.
func readLines(source string, seams *trees.Forest) []*line {
	lines := cutLines(source, seams)
	for _, l := range lines {
		if l.words <= 45 {
			l.said, l.dated = roleByLine(l), phrase.IsDateLine(l.text)
			_, l.bylined = bylineLike(l.text)
		}
		l.captioned = l.words <= 80 && phrase.SaysPhoto(l.text)
		l.credited = l.words <= 100 && lineCredited(l.text)
	}
	return lines
}

// tellRoles gives each line the role that traces tell; line head is the headline.
func tellRoles(lines []*line, head int) *copyText {
	c := &copyText{lines: lines, head: head, tail: len(lines)}
	c.findHeadline()
	c.findCaptions()
	c.findAuthorBox()
	c.findComments()
	c.findTeasers()
	c.findLeaders()
	c.findTags()
	for _, l := range c.lines {
		switch {
		case l.role != dom.RoleNone:
			l.ruled = l.role
		case l.said != dom.RoleNone:
			l.ruled = l.said
		case l.captioned:
			l.ruled = dom.RoleCaption
		default:
			l.ruled = dom.RoleBody
		}
	}
	return c
}

// readText reads a capture that is bare text.
func readText(source string, j textJudges, m *recall) news.Report {
	c := newText(source, j)
	j.judge(newLineScene(c.lines, c.head, j.words))
	blocks := c.remember(m)
	c.findBody()
	for i, b := range blocks {
		b.Role = c.lines[i].role
	}
	m.obey(blocks, &c.r)
	m.note(blocks)

	c.r.Place = field.Dateline(c.r.Paragraphs)
	switch {
	case len(c.r.Paragraphs) > 0:
		c.r.Kind = news.KindArticle
	case len(c.r.Teasers) >= 5:
		c.r.Kind = news.KindListing
	default:
		c.r.Kind = news.KindOther
	}
	c.r.Confidence, c.r.Reasons = confidence(blocks, c.r)
	return c.r
}

// remember lets what is remembered of the site, and what the desk said of the
// page, correct what the trees say of each line, as if it were a block of HTML.
func (c *copyText) remember(m *recall) []*body.Judged {
	blocks := make([]*body.Judged, len(c.lines))
	for i, l := range c.lines {
		blocks[i] = &body.Judged{
			Block:     &dom.Block{Text: l.text, Letters: l.letters, Words: l.words, Gap: l.gap, Kind: l.kind},
			Judgement: body.Judgement{Ruled: l.ruled, Said: l.said, Bylined: l.bylined, Dated: l.dated, Sure: l.sure},
		}
		if i == c.head {
			blocks[i].Role = dom.RoleHeadline
		}
	}
	if m != nil {
		s := body.NewScene(blocks)
		s.Headline = dom.Letters(c.r.Headline)
		m.weigh(s)
		for i, b := range blocks {
			c.lines[i].sure = b.Sure
			if fieldRoles[b.Desk] {
				c.lines[i].role = b.Role
			}
		}
	}
	return blocks
}

// findHeadline takes the headline, and what is glued before it where it is said
// a second time.
func (c *copyText) findHeadline() {
	if c.head < 0 {
		return
	}
	headline := c.lines[c.head]
	c.r.Headline = headline.text
	for i, l := range c.lines[:min(len(c.lines), c.head+12)] {
		switch {
		case l.letters == headline.letters:
			l.role = dom.RoleHeadline
		case i < c.head && c.head-i <= 8 && l.words <= 60 && len(headline.letters) >= 12 && strings.HasSuffix(l.letters, headline.letters):
			l.role = dom.RoleSection
			c.r.Section = field.CleanTrail(unglue(gluedPrefix(l.text, headline.letters)), headline.text, "")
			c.saw("section", l.text)
		}
	}
	c.findTrail(c.head)
}

// findTrail reads a breadcrumb with separators before the headline. What else
// stands before the headline is the page's frame.
func (c *copyText) findTrail(before int) {
	for _, l := range c.lines[:before] {
		if len(c.r.Section) == 0 && trailLike(l.text) {
			l.role = dom.RoleSection
			c.r.Section = field.CleanTrail(splitTrailText(l.text), c.r.Headline, "")
			c.saw("section", l.text)
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
		if dom.CountWords(n) > 4 {
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
		if dom.Letters(s[i:]) == headline {
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
		if l.role != dom.RoleNone {
			continue
		}
		if i+1 < len(c.lines) && l.words <= 60 && len(l.letters) >= 8 && c.captionPair(l, c.lines[i+1]) {
			next := c.lines[i+1]
			caption, credit := phrase.PartCredit(next.text)
			l.role, next.role = dom.RoleCaption, dom.RoleCaption
			if i+2 < len(c.lines) && credit == "" {
				credit = c.creditLine(c.lines[i+2])
			}
			c.addFigure(caption, credit)
			i++
			continue
		}
		if l.said == dom.RoleLegal && phrase.HoldsYear(l.text) {
			continue // whose the page is, not a picture
		}
		if caption, credit, ok := labelledCaption(l.text); ok && i > c.head {
			l.role = dom.RoleCaption
			if caption == "" {
				caption = c.captionAbove(i)
			}
			c.addFigure(caption, credit)
		}
	}
}

// captionAbove takes the line above a credit for the caption, if the line before
// that says much the same: what stands for the picture where it isn't shown.
func (c *copyText) captionAbove(i int) string {
	if i < 2 {
		return ""
	}
	alt, caption := c.lines[i-2], c.lines[i-1]
	if alt.role != dom.RoleNone || caption.role != dom.RoleNone || alt.words > 40 || caption.words > 60 {
		return ""
	}
	said, again, all := map[string]bool{}, 0, 0
	eachLineWord(caption.text, func(w string, _ int) { said[strings.ToLower(w)] = true })
	eachLineWord(alt.text, func(w string, _ int) {
		all++
		again += int(trees.Yes(said[strings.ToLower(w)]))
	})
	if all < 4 || again*10 < all*6 {
		return ""
	}
	alt.role, caption.role = dom.RoleCaption, dom.RoleCaption
	return caption.text
}

func (c *copyText) addFigure(caption, credit string) {
	if len(c.r.Figures) < field.MaxFigures {
		c.r.Figures = append(c.r.Figures, news.Figure{Caption: caption, Credit: credit})
	}
}

// captionPair: the second line repeats the first, perhaps with a credit after it.
func (c *copyText) captionPair(a, b *line) bool {
	if b.role != dom.RoleNone || b.gap > 1 {
		return false
	}
	if a.letters == b.letters {
		return true
	}
	caption, credit := phrase.PartCredit(b.text)
	return credit != "" && dom.Letters(caption) == strings.TrimSuffix(a.letters, dom.Letters(credit))
}

// creditLine takes a line that is a credit alone.
func (c *copyText) creditLine(l *line) string {
	if l.role != dom.RoleNone || l.words > 12 {
		return ""
	}
	rest, credit := phrase.PartCredit(l.text)
	if credit == "" || dom.HasLetter(rest) {
		return ""
	}
	l.role = dom.RoleCaption
	return credit
}

// rxPicture is how the label of a picture's credit begins, where it is one.
var rxPicture = regexp.MustCompile(`(?i)^(?:photo|foto|image|picture|bild|crédit|credit|фото|zdjęcie|صورة|تصوير)`)

// lineCredited reports whether a line ends with whose picture it speaks of.
func lineCredited(s string) bool {
	for _, hint := range []string{"redit", "REDIT", "rédit", "RÉDIT", "hoto", "HOTO", "oto:", "mage", "ource", "icture", "ild:", "uelle", "фото", "Фото", "ФОТО", "صورة", "تصوير", "©", "(c)"} {
		if strings.Contains(s, hint) {
			_, credit := phrase.PartCredit(s)
			return credit != ""
		}
	}
	return false
}

// labelledCaption reads a line such as "Photo: Ships at anchor / A. Name", or one
// that ends in a bracketed credit.
func labelledCaption(s string) (caption, credit string, ok bool) {
	if len(s) > 1000 || dom.CountWords(s) > 60 {
		return "", "", false
	}
	caption, credit = phrase.PartCredit(s)
	switch {
	case credit == "":
		return "", "", false
	case dom.HasLetter(caption) && strings.HasSuffix(strings.TrimSpace(s), ")"):
		return strings.TrimSpace(caption), credit, true
	case !dom.HasLetter(caption) && dom.CountWords(credit) <= 6:
		return "", credit, true
	case dom.HasLetter(caption) && dom.CountWords(credit) <= 6 && !dom.EndsSentence(s) && rxPicture.MatchString(strings.TrimSpace(s[len(caption):])):
		return strings.TrimSpace(caption), credit, true
	}
	return "", "", false
}
