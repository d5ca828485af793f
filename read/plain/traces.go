package plain

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/read/dom"
	"dateline/read/field"
	"dateline/read/phrase"
)

// Traces that are the same in captures of every making: who speaks in a thread, a way that
// lost its breaks, a list of stories that stands above and below the story, a caption that
// ends with whose picture it is.

// fewestSpeakers make a thread: one line of that form may be the story's own byline.
const fewestSpeakers = 2

// longestSpeaker is how many words the line has at most that says who speaks, and when.
const longestSpeaker = 14

// rxSpoken ends a line that says who speaks.
var rxSpoken = regexp.MustCompile(`(?i)(?:\b(?:says?|said|wrote|writes|commented|sagt|sagte|schrieb|schreibt|meint|dice|dijo|escribió|dit|a écrit|diz|disse|pisze|napisał\pL*)\s*:|:)\s*$`)

// isSpeaker reports whether a line names somebody and then a day with its hour, as the
// head of a comment does.
func isSpeaker(l *Line) bool {
	if l.Words < 3 || l.Words > longestSpeaker || len(l.Text) > 160 {
		return false
	}
	_, at, ok := phrase.LocateDay(l.Text, false)
	if !ok || at[0] == 0 {
		return false
	}
	name := strings.Trim(l.Text[:at[0]], " ,|·-–—(")
	words := dom.CountWords(name)
	if words == 0 || words > 6 || phrase.By.MatchString(name) || phrase.Issued.MatchString(name) || phrase.Modified.MatchString(name) {
		return false
	}
	behind := l.Text[at[1]:]
	return phrase.Clock.MatchString(behind) && rxSpoken.MatchString(behind)
}

// threadBegins is the index of the first line of a thread of comments; the number of lines
// without one. Each of its speakers must say something.
func threadBegins(lines []*Line) int {
	first, speakers := len(lines), 0
	for i, l := range lines {
		if i+1 < len(lines) && lines[i+1].Words >= 3 && isSpeaker(l) {
			speakers++
			first = min(first, i)
		}
	}
	if speakers < fewestSpeakers {
		return repliesBegin(lines)
	}
	return first
}

// rxSpeaks is a line that names who speaks in a thread, and nothing else.
var rxSpeaks = regexp.MustCompile(`(?i)^\P{P}{1,40}\s(?:says|said|wrote|sagt|sagte|schrieb|schreibt|meint|` +
	`dice|dijo|escribió|dit|a écrit|diz|disse|pisze)\s*(?::|\.\.\.|…)$`)

// repliesBegin is the index of the first line of a thread whose comments name their
// speaker on a line of its own, and the hour or a button on another; the number of lines
// without one.
func repliesBegin(lines []*Line) int {
	first, speakers := len(lines), 0
	for i := 1; i+1 < len(lines); i++ {
		if namesSpeaker(lines[i], lines[i+1]) && hasReply(lines[i+1:min(i+7, len(lines))]) {
			speakers++
			first = min(first, i)
		}
	}
	if speakers < fewestSpeakers {
		return len(lines)
	}
	if first > 0 && lines[first-1].Words <= 4 && field.CommentCount.MatchString(lines[first-1].Text) {
		first--
	}
	return first
}

// namesSpeaker reports whether a line says who speaks: it ends so, or it is a name above an
// hour.
func namesSpeaker(l, next *Line) bool {
	if l.Words == 0 || l.Words > 8 || len(l.Text) > 80 {
		return false
	}
	return rxSpeaks.MatchString(l.Text) || l.Words <= 4 && isMoment(next) && nameOnly(l.Text)
}

// isMoment reports whether a line is but a day with its hour.
func isMoment(l *Line) bool {
	if l.Words > 10 || len(l.Text) > 60 || !phrase.Clock.MatchString(l.Text) {
		return false
	}
	return l.dated || phrase.IsDateLine(l.Text)
}

// nameOnly reports whether a line may be a reader's name: it has no signs but those of names.
func nameOnly(s string) bool {
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" ._-", r)
	}
	return strings.IndexFunc(s, odd) < 0 && !phrase.By.MatchString(s)
}

// hasReply reports whether a button to answer, or a day with its hour, is among the lines of
// a comment.
func hasReply(lines []*Line) bool {
	moment, reply := false, false
	for _, l := range lines {
		moment = moment || isMoment(l)
		reply = reply || len(l.Text) <= 40 && rxReply.MatchString(l.Text)
	}
	return reply || moment && !isMoment(lines[0])
}

// gluedTrail returns the names of a way from the front page that lost the breaks between
// them: "HomeSportAthletics". The last may be the page's title.
func gluedTrail(s string) []string {
	if len(s) > 300 || splitTrailText(s) != nil {
		return nil
	}
	names := unglue(s)
	if len(names) < 3 || !phrase.RootNames[strings.ToLower(names[0])] {
		return nil
	}
	for _, n := range names[:len(names)-1] {
		if dom.CountWords(n) > 4 {
			return nil
		}
	}
	return names
}

// listedBelow tells which lines stand under a label for other stories, and again below a
// sentence that follows: the page lists other stories above its own and below it.
func listedBelow(lines []*Line) []bool {
	const most, shortest = 60, 12 // lines looked at; letters of one
	out := make([]bool, len(lines))
	listed, looked := false, 0
	for i, l := range lines {
		listed = listed || isRelatedLabel(l.Text)
		if !listed || looked >= most || l.Words < 3 || len(l.Letters) < shortest {
			continue
		}
		looked++
		told := false // a sentence was met since
		for j, o := range lines[i+1:] {
			if told && strings.Contains(o.Letters, l.Letters) {
				out[i], out[i+1+j] = true, true
				break
			}
			told = told || o.Words >= 12 && dom.EndsSentence(o.Text)
		}
	}
	return out
}

// Whose a picture is, at a caption's end: names and houses parted by strokes; an agency
// before the photographer; a label of the desk's.
var (
	rxStrokes   = regexp.MustCompile(`^(.*[.!?”"»)])\s+(\p{Lu}[\p{L}.'’&-]*(?: \p{Lu}[\p{L}.'’&-]*){0,3}(?:\s?/\s?\p{Lu}[\p{L}.'’&-]*(?: [\p{Lu}][\p{L}.'’&-]*){0,3}){1,3})$`)
	rxFilePhoto = regexp.MustCompile(`^(?i:file (?:photo|picture|image)|archivbild|archivfoto|foto de archivo|photo d'archives|foto d'archivio)\s*[:–—-]\s*(.+)$`)
	rxAltLabel  = regexp.MustCompile(`^(?i:image|media|photo|picture) (?i:caption)\s*:?,?\s+(.+)$`)
	rxCopyLabel = regexp.MustCompile(`^(?i:image|media|photo|picture) (?i:copyright|credit|source)\s*:?,?\s+(.{2,80})$`)
)

// longestCaption is how many words a line has at most that ends with a credit in brackets.
const longestCaption = 40

// saysRights reports whether letters say that rights are reserved.
func saysRights(letters string) bool {
	for _, words := range []string{"rightsreserved", "rechtevorbehalten", "droitsréservés", "derechosreservados", "direitosreservados", "dirittiriservati", "rechtenvoorbehouden", "prawazastrzeżone", "ltd", "gmbh"} {
		if strings.Contains(letters, words) {
			return true
		}
	}
	return false
}

// longestCredited is how many words a caption has at most that ends with its credit.
const longestCredited = 70

// creditedCaption parts a line that is a caption with its credit; ok if it is one.
func creditedCaption(s string) (caption, credit string, ok bool) {
	if len(s) > 700 || dom.CountWords(s) > longestCredited {
		return "", "", false
	}
	if m := rxFilePhoto.FindStringSubmatch(s); m != nil {
		s = m[1]
		if c := rxStrokes.FindStringSubmatch(s); c != nil {
			return c[1], c[2], true
		}
		return s, "", true
	}
	if caption, credit := phrase.SplitCredit(s); strings.HasSuffix(s, ")") && strings.Contains(credit, "/") && dom.CountWords(credit) <= 5 && dom.EndsSentence(caption) && dom.CountWords(s) <= longestCaption {
		return caption, credit, true
	}
	if m := rxStrokes.FindStringSubmatch(s); m != nil && utf8.RuneCountInString(m[2]) <= 80 && strings.IndexFunc(m[2], unicode.IsDigit) < 0 {
		return m[1], m[2], true
	}
	return "", "", false
}

// findCredited takes lines between those of the story that are captions with their credit,
// and pairs of lines that pages label as such.
func (c *Text) findCredited() {
	for i, l := range c.Lines {
		if l.Role != dom.RoleNone || i <= c.Head {
			continue
		}
		if m := rxAltLabel.FindStringSubmatch(l.Text); m != nil && l.Words <= longestCredited {
			l.Role = dom.RoleCaption
			credit := ""
			for _, j := range []int{i - 1, i + 1} {
				if j > c.Head && j < len(c.Lines) && c.Lines[j].Role == dom.RoleNone {
					if m := rxCopyLabel.FindStringSubmatch(c.Lines[j].Text); m != nil && credit == "" {
						c.Lines[j].Role, credit = dom.RoleCaption, m[1]
					}
				}
			}
			c.addFigure(m[1], credit)
			continue
		}
		if caption, credit, ok := creditedCaption(l.Text); ok {
			l.Role = dom.RoleCaption
			c.addFigure(caption, credit)
		}
	}
}

// takeTrail takes the sections of a way that lost its breaks.
func (c *Text) takeTrail(before int) {
	for _, l := range c.Lines[:max(before, 0)] {
		names := gluedTrail(l.Text)
		if names == nil || len(c.Report.Section) > 0 {
			continue
		}
		l.Role = dom.RoleSection
		c.Report.Section = field.CleanTrail(names[:len(names)-1], c.Report.Headline, "")
		c.saw("section", l.Text)
	}
}

// withoutHeadline cuts, from the names of a way, the last if it ends with the headline:
// a kicker stands before it there.
func withoutHeadline(names []string, headline string) []string {
	n := len(names)
	if id := dom.Letters(headline); n > 0 && len(id) >= 12 && strings.HasSuffix(dom.Letters(names[n-1]), id) {
		return slices.Clone(names[:n-1])
	}
	return names
}

// rxNoSpace is a colon or a question mark right before a capital, where two lines of a
// headline were glued.
var rxNoSpace = regexp.MustCompile(`(\pL[:?!])(\p{Lu}\p{Ll})`)
