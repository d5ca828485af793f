package read

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"dateline/news"
)

func isUpper(r rune) bool { return unicode.IsUpper(r) }
func isLower(r rune) bool { return unicode.IsLower(r) }

// roleByLine judges a line by how it begins, as roleByWords does a block.
func roleByLine(l *line) role {
	return roleByWords(&block{text: l.text, words: l.words, kind: l.kind})
}

// endBody says that the story ends before line i.
func (c *copyText) endBody(i int) {
	if i > c.head {
		c.tail = min(c.tail, i)
	}
}

// rxGluedAddress is a name with the address of its page run on.
var rxGluedAddress = regexp.MustCompile(`^(.{2,80}?)\s*(https?://[^\s<>"]+)$`)

// findAuthorBox finds the box about the author behind a story: a short line
// with a name, the same name glued to an address, a sentence about it; or a
// label, then the sentence.
func (c *copyText) findAuthorBox() {
	for i, l := range c.lines {
		if l.role != roleNone || l.words > 12 || i <= c.head {
			continue
		}
		m := rxGluedAddress.FindStringSubmatch(l.text)
		if m == nil || !nameLike(m[1]) {
			continue
		}
		by := news.Byline{Name: strings.TrimSpace(m[1]), URL: m[2]}
		id := lettersOf(by.Name)
		start := i
		if i > 0 && c.lines[i-1].letters == id {
			start = i - 1
			c.lines[start].role = roleByline
		}
		l.role = roleAuthorBox
		if i+1 < len(c.lines) {
			about := c.lines[i+1]
			if about.role == roleNone && about.words >= 4 && (strings.Contains(about.letters, id) || about.gap == 0 && start < i) {
				by.About = about.text
				about.role = roleAuthorBox
			}
		}
		c.addByline(by)
		c.endBody(start)
	}
	for i, l := range c.lines {
		label := strings.TrimRight(strings.ToLower(l.text), ": ")
		if l.role != roleNone || label != "about the author" && label != "about the writer" && label != "über den autor" && label != "über die autorin" && label != "sobre el autor" && label != "à propos de l'auteur" || i+1 >= len(c.lines) {
			continue
		}
		l.role = roleAuthorBox
		c.lines[i+1].role = roleAuthorBox
		c.about(c.lines[i+1].text)
		c.endBody(i)
	}
}

// about adds a note to the byline whose name it holds.
func (c *copyText) about(note string) {
	id := lettersOf(note)
	for i := range c.r.Bylines {
		if strings.Contains(id, lettersOf(c.r.Bylines[i].Name)) {
			c.r.Bylines[i].About = firstOf(c.r.Bylines[i].About, note)
			return
		}
	}
	c.r.Bylines = append(c.r.Bylines, news.Byline{About: note}) // its name is filled in by findLeaders
}

func (c *copyText) addByline(by news.Byline) {
	for i, have := range c.r.Bylines {
		if have.Name == "" && strings.Contains(lettersOf(have.About), lettersOf(by.Name)) {
			by.About = firstOf(by.About, have.About)
			c.r.Bylines[i] = by
			return
		}
		if lettersOf(have.Name) == lettersOf(by.Name) {
			c.r.Bylines[i].Role = firstOf(have.Role, by.Role)
			c.r.Bylines[i].URL = firstOf(have.URL, by.URL)
			c.r.Bylines[i].About = firstOf(have.About, by.About)
			return
		}
	}
	c.r.Bylines = append(c.r.Bylines, by)
}

func nameLike(s string) bool { return isName(strings.TrimSpace(s)) }

// commentForms are what the forms under stories ask for, in the languages of
// most of the web.
var commentForms = []string{"please enter your comment", "please enter your name", "leave a reply", "leave a comment", "post a comment", "add a comment", "write a comment", "your email address will not be published", "save my name, email", "join the conversation", "you must be logged in to post a comment", "cancel reply", "log in to leave a comment",
	"schreiben sie einen kommentar", "schreibe einen kommentar", "kommentar verfassen", "deine e-mail-adresse wird nicht", "deja un comentario", "deja una respuesta", "laisser un commentaire", "deixe um comentário", "lascia un commento", "laat een reactie", "dodaj komentarz"}

var rxCommentCount = regexp.MustCompile(`(?i)^(?:comments?\s*\(?(\d{1,6})\)?|(\d{1,6})\s+(?:comments?|kommentare?|comentarios?|commentaires?|responses))$`)

// findComments reads the comment form and the count of comments.
func (c *copyText) findComments() {
	box := news.CommentBox{}
	found := false
	for i, l := range c.lines {
		if l.role != roleNone || l.words > 25 {
			continue
		}
		lower := strings.ToLower(l.text)
		if m := rxCommentCount.FindStringSubmatch(l.text); m != nil {
			box.Count, _ = strconv.Atoi(firstOf(m[1], m[2]))
			l.role, found = roleComments, true
			continue
		}
		if l.words <= 8 && (strings.Contains(l.letters, "commentsareclosed") || strings.Contains(l.letters, "commentsareoff") || strings.Contains(l.letters, "kommentarfunktiongeschlossen")) {
			l.role, found, box.Open = roleComments, true, false
			c.endBody(i)
			continue
		}
		for _, form := range commentForms {
			if strings.HasPrefix(lower, form) {
				l.role, found, box.Open = roleComments, true, true
				c.endBody(i)
				break
			}
		}
	}
	if found {
		c.r.Comments = &box
	}
	c.findThread()
}

// rxSays is how threads of comments name who speaks.
var rxSays = regexp.MustCompile(`(?i)^.{1,40}\s(?:says|said|wrote|sagt|sagte|schrieb|schreibt|dice|dijo|escribió|dit|a écrit|diz|disse|pisze)\s*:$`)

// findThread takes the rest of the page for comments from the first of at least
// three lines on that name who speaks.
func (c *copyText) findThread() {
	first, speakers := -1, 0
	for i, l := range c.lines {
		if i > c.head && l.role == roleNone && l.words <= 8 && len(l.text) < 80 && rxSays.MatchString(l.text) {
			if speakers++; first < 0 {
				first = i
			}
		}
	}
	if speakers < 3 {
		return
	}
	for _, l := range c.lines[first:] {
		if l.role == roleNone {
			l.role = roleComments
		}
	}
}

// relatedLabels head the lists of other stories.
var relatedLabels = []string{"related", "related stories", "related articles", "related posts", "related news", "read more", "read next", "more stories", "more news", "more from", "most read", "most popular", "trending", "trending now", "you may also like", "you might also like", "recommended", "recommended for you", "latest news", "latest stories", "popular", "popular now", "don't miss", "also in the news", "editor's picks", "editors' picks", "up next", "what to read next",
	"mehr zum thema", "das könnte sie auch interessieren", "meistgelesen", "auch interessant", "weitere artikel", "à lire aussi", "sur le même sujet", "les plus lus", "lea también", "noticias relacionadas", "te puede interesar", "lo más leído", "leia também", "leggi anche", "lees ook", "czytaj także"}

func isRelatedLabel(s string) bool {
	lower := strings.TrimRight(strings.ToLower(strings.ReplaceAll(s, "’", "'")), ": ")
	for _, label := range relatedLabels {
		if lower == label || label == "more from" && strings.HasPrefix(lower, label) && countWords(s) <= 6 {
			return true
		}
	}
	return false
}

// clipped reports an excerpt that was cut to length.
func clipped(s string) bool {
	return strings.HasSuffix(s, "...") || strings.HasSuffix(s, "…") || strings.HasSuffix(s, "[…]") || strings.HasSuffix(s, "[...]")
}

// findTeasers finds a short title line followed by a clipped excerpt, and the
// titles listed under a label such as "Related stories" behind the story.
func (c *copyText) findTeasers() {
	for i := max(c.head+2, 1); i < len(c.lines); i++ {
		l, title := c.lines[i], c.lines[i-1]
		if l.role == roleNone && title.role == roleNone && clipped(l.text) && l.words >= 8 && titleLike(title) {
			title.role, l.role = roleTeaser, roleTeaser
			c.r.Teasers = append(c.r.Teasers, news.Teaser{Headline: title.text, Excerpt: l.text})
			if c.storyEnded(i + 1) {
				c.endBody(i - 1)
			}
		}
	}
	for i, l := range c.lines {
		if i <= c.head || l.role != roleNone || !isRelatedLabel(l.text) {
			continue
		}
		l.role = roleTeaser
		if !c.storyEnded(i + 1) {
			continue // a label amid the story: it covers the titles right below
		}
		c.endBody(i)
		for _, t := range c.lines[i+1:] {
			if t.role == roleNone && titleLike(t) && t.words >= 4 && roleByLine(t) == roleNone && len(c.r.Teasers) < maxTeasers {
				t.role = roleTeaser
				c.r.Teasers = append(c.r.Teasers, news.Teaser{Headline: t.text})
			}
		}
	}
}

// titleLike: as short as a headline and not ended as a sentence is.
func titleLike(l *line) bool {
	return l.words >= 3 && l.words <= 28 && !strings.HasSuffix(l.text, ".") && !strings.HasSuffix(l.text, ":") && !clipped(l.text) && !isDateLine(l.text) && !strings.HasSuffix(l.text, "”") && !strings.HasSuffix(l.text, "\"")
}

// storyEnded reports that no more of a story follows line i: at most one long
// whole sentence.
func (c *copyText) storyEnded(i int) bool {
	long := 0
	for _, l := range c.lines[min(i, len(c.lines)):] {
		if l.role == roleNone && l.words >= 15 && endsSentence(l.text) && !clipped(l.text) && roleByLine(l) == roleNone {
			long++
		}
	}
	return long <= 1
}

// buttonWords are the names on the buttons that copying leaves behind.
var buttonWords = map[string]bool{"facebook": true, "twitter": true, "x": true, "whatsapp": true, "linkedin": true, "telegram": true, "pinterest": true, "reddit": true, "email": true, "mail": true, "print": true, "share": true, "copy": true, "link": true, "tweet": true, "messenger": true, "instagram": true, "youtube": true, "flipboard": true, "pocket": true, "save": true, "listen": true, "menu": true, "search": true, "login": true, "on": true, "via": true, "this": true, "article": true, "bluesky": true, "threads": true, "viber": true, "tumblr": true}

func buttonsOnly(s string) bool {
	if len(s) > 200 {
		return false
	}
	known := 0
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !buttonWords[w] {
			return false
		}
		known++
	}
	return known > 0
}

// findLeaders reads the lines around the headline: byline, dates, standfirst.
func (c *copyText) findLeaders() {
	standfirst := -1
	for i := c.head + 1; i < min(len(c.lines), c.head+8) && i < c.tail; i++ {
		l := c.lines[i]
		if l.role != roleNone {
			continue
		}
		switch {
		case buttonsOnly(l.text):
			l.role = roleShare
		case c.leaderLine(l):
			if standfirst > 0 && c.r.Standfirst == "" && standfirst < i {
				c.lines[standfirst].role = roleStandfirst
				c.r.Standfirst = c.lines[standfirst].text
			}
		case l.words >= 6 && l.words <= 60 && standfirst < 0 && i == c.next(c.head):
			standfirst = i // if a byline or a date follows at once
		case l.words > 12:
			return
		}
	}
}

// next is the index of the first line without a role after i.
func (c *copyText) next(i int) int {
	for j := i + 1; j < len(c.lines); j++ {
		if c.lines[j].role == roleNone || c.lines[j].role == roleStandfirst {
			return j
		}
	}
	return -1
}

// leaderLine takes a line that says who wrote the story, or when.
func (c *copyText) leaderLine(l *line) bool {
	dated := isDateLine(l.text)
	if !dated && !isBylineLine(l.text) {
		return false
	}
	l.role = roleByline
	if dated {
		if at, ok := parseDate(l.text); ok {
			if rxModified.MatchString(l.text) {
				c.r.Modified = at
			} else if c.r.Published.IsZero() {
				c.r.Published = at
			}
		}
	}
	if isBylineLine(l.text) || rxBy.MatchString(l.text) {
		for _, by := range (&page{}).names(withoutDate(l.text)) {
			c.addByline(by)
		}
	}
	return true
}

var (
	rxListItem = regexp.MustCompile(`^[•*–\-·▪‣]\s+(\S.*)$`)
	rxNumbered = regexp.MustCompile(`^\d{1,2}[.)]\s+\S`)
	rxTagLine  = regexp.MustCompile(`(?i)^(?:tags|topics|keywords|filed under|schlagwörter|themen|etiquetas|mots[- ]clés)\s*:\s*(.+)$`)
)

// findTags reads the line that lists the story's keywords.
func (c *copyText) findTags() {
	for _, l := range c.lines {
		if m := rxTagLine.FindStringSubmatch(l.text); m != nil && l.role == roleNone && l.words <= 40 {
			c.r.Tags = append(c.r.Tags, cleanTags([]string{m[1]})...)
			l.role = roleTags
		}
	}
}

// findBody gathers the lines that the trees take for body.
func (c *copyText) findBody() {
	said := map[string]int{} // twice: the text that stands for a picture, and its caption
	for _, l := range c.lines {
		said[l.letters]++
	}
	for i, l := range c.lines {
		switch {
		case l.role != roleNone:
		case l.sure >= 0.5 && (l.sure >= surely || l.words < 8 || said[l.letters] == 1):
			l.role = roleBody
			l.shape()
		case buttonsOnly(l.text):
			l.role = roleShare
		case i > c.head && i < c.tail && l.words <= 14:
			c.leaderLine(l)
		}
	}
	sandwiched(len(c.lines),
		func(i int) bool { return c.lines[i].role == roleBody },
		func(i int) bool { return c.lines[i].role == roleNone && c.lines[i].sure >= maybeBody },
		func(i int) { c.lines[i].role = roleBody; c.lines[i].shape() })
	c.strikeLooseEnds()
	for _, l := range c.lines {
		if l.role == roleBody {
			c.r.Paragraphs = append(c.r.Paragraphs, news.Paragraph{Kind: l.kind, Text: l.text})
		}
	}
	named := c.r.Bylines[:0]
	for _, b := range c.r.Bylines {
		if b.Name != "" {
			named = append(named, b)
		}
	}
	c.r.Bylines = named
}

// shape tells headings, list items and quotes from paragraphs.
func (l *line) shape() {
	switch m := rxListItem.FindStringSubmatch(l.text); {
	case m != nil:
		l.kind, l.text = news.ListItemParagraph, m[1]
	case rxNumbered.MatchString(l.text): // its number is part of what it says
		l.kind = news.ListItemParagraph
	case strings.HasPrefix(l.text, "> "):
		l.kind, l.text = news.QuoteParagraph, strings.TrimSpace(l.text[2:])
	case l.words <= 12 && !endsSentence(l.text) && !strings.HasSuffix(l.text, ":"):
		l.kind = news.HeadingParagraph
	}
}

// strikeLooseEnds takes out headings that head nothing, at both ends.
func (c *copyText) strikeLooseEnds() {
	for i := len(c.lines) - 1; i >= 0; i-- {
		if l := c.lines[i]; l.role == roleBody {
			if l.kind != news.HeadingParagraph {
				break
			}
			l.role = roleNavigation
		}
	}
}
