package plain

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

// Text is a text capture on its way to a report.
type Text struct {
	Lines  []*Line
	Report news.Report
	Head   int // index of the headline; -1 without one
	tail   int // index of the first line behind the story
	ended  int // index of a line behind which no more of a story follows; 0: not known
}

// Open takes a text apart.
func Open(source string, j Judges) *Text {
	lines := ReadLines(source, j.Seams)
	return TellRoles(lines, NewHeadScene(lines).Head(j.Heads))
}

// ReadLines gives the lines, each with what it tells by itself.
func ReadLines(source string, seams *trees.Forest) []*Line {
	lines := cutLines(source, seams)
	for _, l := range lines {
		if l.Words <= 45 {
			l.said, l.dated = roleByLine(l), phrase.IsDateLine(l.Text)
			_, l.bylined = bylineLike(l.Text)
		}
		l.captioned = l.Words <= 80 && phrase.SaysPhoto(l.Text)
		l.credited = l.Words <= 100 && lineCredited(l.Text)
	}
	return lines
}

// TellRoles gives each line the role that traces tell; line head is the headline.
func TellRoles(lines []*Line, head int) *Text {
	c := &Text{Lines: lines, Head: head, tail: len(lines)}
	c.findHeadline()
	c.findCaptions()
	c.findCredited()
	c.findAuthorBox()
	c.findComments()
	c.findTeasers()
	c.findLeaders()
	c.findTags()
	for _, l := range c.Lines {
		switch {
		case l.Role != dom.RoleNone:
			l.Ruled = l.Role
		case l.said != dom.RoleNone:
			l.Ruled = l.said
		case l.captioned:
			l.Ruled = dom.RoleCaption
		default:
			l.Ruled = dom.RoleBody
		}
	}
	return c
}

// findHeadline takes the headline, and what is glued before it where it is said
// a second time.
func (c *Text) findHeadline() {
	if c.Head < 0 {
		return
	}
	headline := c.Lines[c.Head]
	c.Report.Headline = rxNoSpace.ReplaceAllString(headline.Text, "$1 $2")
	for i, l := range c.Lines[:min(len(c.Lines), c.Head+12)] {
		switch {
		case l.Letters == headline.Letters:
			l.Role = dom.RoleHeadline
		case i < c.Head && c.Head-i <= 8 && l.Words <= 60 && len(headline.Letters) >= 12 && strings.HasSuffix(l.Letters, headline.Letters):
			l.Role = dom.RoleSection
			names := withoutHeadline(splitTrailText(l.Text), headline.Text)
			if names == nil {
				names = unglue(gluedPrefix(l.Text, headline.Letters))
			}
			c.Report.Section = field.CleanTrail(names, headline.Text, "")
			c.saw("section", l.Text)
		}
	}
	c.takeTrail(c.Head)
	c.findTrail(c.Head)
}

// findTrail reads a breadcrumb with separators before the headline. What else
// stands before the headline is the page's frame.
func (c *Text) findTrail(before int) {
	for _, l := range c.Lines[:before] {
		if len(c.Report.Section) == 0 && trailLike(l.Text) {
			l.Role = dom.RoleSection
			c.Report.Section = field.CleanTrail(withoutHeadline(splitTrailText(l.Text), c.Report.Headline), c.Report.Headline, "")
			c.saw("section", l.Text)
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
func (c *Text) findCaptions() {
	for i := 0; i < len(c.Lines); i++ {
		l := c.Lines[i]
		if l.Role != dom.RoleNone {
			continue
		}
		if i+1 < len(c.Lines) && l.Words <= 60 && len(l.Letters) >= 8 && c.captionPair(l, c.Lines[i+1]) {
			next := c.Lines[i+1]
			caption, credit := phrase.PartCredit(next.Text)
			l.Role, next.Role = dom.RoleCaption, dom.RoleCaption
			if i+2 < len(c.Lines) && credit == "" {
				credit = c.creditLine(c.Lines[i+2])
			}
			c.addFigure(caption, credit)
			i++
			continue
		}
		if l.said == dom.RoleLegal && (phrase.HoldsYear(l.Text) || saysRights(l.Letters) || c.storyEnded(i+1)) {
			continue // whose the page is, not a picture
		}
		if caption, credit, ok := labelledCaption(l.Text); ok && i > c.Head {
			l.Role = dom.RoleCaption
			if caption == "" {
				caption = c.captionAbove(i)
			}
			c.addFigure(caption, credit)
		}
	}
}

// captionAbove takes the line above a credit for the caption, if the line before
// that says much the same: what stands for the picture where it isn't shown.
func (c *Text) captionAbove(i int) string {
	if i < 2 {
		return ""
	}
	alt, caption := c.Lines[i-2], c.Lines[i-1]
	if alt.Role != dom.RoleNone || caption.Role != dom.RoleNone || alt.Words > 40 || caption.Words > 60 {
		return ""
	}
	said, again, all := map[string]bool{}, 0, 0
	eachLineWord(caption.Text, func(w string, _ int) { said[strings.ToLower(w)] = true })
	eachLineWord(alt.Text, func(w string, _ int) {
		all++
		again += int(trees.Yes(said[strings.ToLower(w)]))
	})
	if all < 4 || again*10 < all*6 {
		return ""
	}
	alt.Role, caption.Role = dom.RoleCaption, dom.RoleCaption
	return caption.Text
}

func (c *Text) addFigure(caption, credit string) {
	if len(c.Report.Figures) < field.MaxFigures {
		c.Report.Figures = append(c.Report.Figures, news.Figure{Caption: caption, Credit: credit})
	}
}

// captionPair: the second line repeats the first, perhaps with a credit after it.
func (c *Text) captionPair(a, b *Line) bool {
	if b.Role != dom.RoleNone || b.gap > 1 {
		return false
	}
	if a.Letters == b.Letters {
		return true
	}
	caption, credit := phrase.PartCredit(b.Text)
	return credit != "" && dom.Letters(caption) == strings.TrimSuffix(a.Letters, dom.Letters(credit))
}

// creditLine takes a line that is a credit alone.
func (c *Text) creditLine(l *Line) string {
	if l.Role != dom.RoleNone || l.Words > 12 {
		return ""
	}
	rest, credit := phrase.PartCredit(l.Text)
	if credit == "" || dom.HasLetter(rest) {
		return ""
	}
	l.Role = dom.RoleCaption
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

// rxCaptionLine is a line that says of itself that it is a caption.
var rxCaptionLine = regexp.MustCompile(`^(?i:(?:image|photo|picture) caption|bildunterschrift|bildtext|légende|pie de (?:foto|imagen)|didascalia|legenda|bijschrift|onderschrift)\s*:\s*(\S.*)$`)

// labelledCaption reads a line such as "Photo: Ships at anchor / A. Name", or one
// that ends in a bracketed credit.
func labelledCaption(s string) (caption, credit string, ok bool) {
	if len(s) > 1000 || dom.CountWords(s) > 60 {
		return "", "", false
	}
	if m := rxCaptionLine.FindStringSubmatch(s); m != nil {
		caption, credit = phrase.PartCredit(m[1])
		return strings.TrimSpace(caption), credit, true
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

// finish reads the fields that follow from the body.
func (c *Text) finish() {
	c.Report.Place = field.Dateline(c.Report.Paragraphs)
	switch {
	case len(c.Report.Paragraphs) > 0:
		c.Report.Kind = news.KindArticle
	case len(c.Report.Teasers) >= fewestTeasers:
		c.Report.Kind = news.KindListing
	default:
		c.Report.Kind = news.KindOther
	}
}

// A text without a story that lists as many other stories is a list of them; one with
// fewer is a page that happens to point elsewhere.
const fewestTeasers = 5

// Blocks are the lines as blocks of a page, as which the site's profile and the desk
// know them.
func (c *Text) Blocks() []*body.Judged {
	blocks := make([]*body.Judged, len(c.Lines))
	for i, l := range c.Lines {
		blocks[i] = &body.Judged{
			Block:     &dom.Block{Text: l.Text, Letters: l.Letters, Words: l.Words, Gap: l.gap, Kind: l.kind},
			Judgement: body.Judgement{Ruled: l.Ruled, Said: l.said, Bylined: l.bylined, Dated: l.dated, Sure: l.Sure},
		}
		if i == c.Head {
			blocks[i].Role = dom.RoleHeadline
		}
	}
	return blocks
}

// Take takes over what the site's profile and the desk say of the lines.
func (c *Text) Take(blocks []*body.Judged) {
	for i, b := range blocks {
		c.Lines[i].Sure = b.Sure
		if dom.RoleNamed(b.Desk).FillsField() {
			c.Lines[i].Role = b.Role
		}
	}
}
