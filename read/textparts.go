package read

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/dom"
	"dateline/read/field"
	"dateline/read/phrase"
	"dateline/trees"
)

func isUpper(r rune) bool { return unicode.IsUpper(r) }

func isLower(r rune) bool { return unicode.IsLower(r) }

// roleByLine judges a line by how it begins, as roleByWords does a block.
func roleByLine(l *line) dom.Role {
	text := strings.Replace(l.text, " :", ":", 1)
	if r := phrase.RoleByWords(&dom.Block{Text: text, Words: l.words, Kind: l.kind}); r != dom.RoleNone || l.words > 45 {
		return r
	}
	lower := strings.ToLower(text)
	for _, o := range lineOpenings {
		for _, w := range o.words {
			if rest, ok := strings.CutPrefix(lower, w); ok && (l.words <= 8 || strings.HasPrefix(rest, ":")) {
				return o.role
			}
		}
	}
	return dom.RoleNone
}

// lineOpenings are those of openings in words.go for more languages.
var lineOpenings = []struct {
	role  dom.Role
	words []string
}{
	{dom.RoleTeaser, []string{"смотрите также", "читать также", "материалы по теме", "новости по теме", "اقرأ أيضا", "اقرأ أيضاً", "مواضيع ذات صلة", "شاهد أيضا"}},
	{dom.RoleSignup, []string{"подпишитесь", "подписывайтесь", "اشترك"}},
	{dom.RoleLegal, []string{"все права защищены", "جميع الحقوق محفوظة"}},
	{dom.RoleTags, []string{"теги:", "метки:", "الوسوم:"}},
	{dom.RoleComments, []string{"комментарии", "оставить комментарий", "التعليقات", "اترك تعليق"}},
	{dom.RoleByline, []string{"время чтения", "temps de lecture", "reading time", "lesezeit", "tiempo de lectura", "tempo di lettura", "tempo de leitura", "leestijd"}},
}

// rxLineByline is rxBylineOpening for more languages, and letters without capitals.
var rxLineByline = regexp.MustCompile(`^(?i:автор(?: текста)?|текст|yazan|بقلم|كتب|الكاتب)\s*:?\s+(\p{L}.*)$`)

// bylineLike: the line says who wrote the story; author is what follows "By".
func bylineLike(s string) (author string, ok bool) {
	if len(s) > 200 || dom.EndsSentence(s) || dom.CountWords(s) > 12 {
		return "", false
	}
	for _, rx := range []*regexp.Regexp{phrase.BylineOpening, rxLineByline} {
		if m := rx.FindStringSubmatch(s); m != nil {
			return m[1], true
		}
	}
	return "", false
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
		if l.role != dom.RoleNone || l.words > 12 || i <= c.head {
			continue
		}
		m := rxGluedAddress.FindStringSubmatch(l.text)
		if m == nil || !nameLike(m[1]) {
			continue
		}
		by := news.Byline{Name: strings.TrimSpace(m[1]), URL: m[2]}
		id := dom.Letters(by.Name)
		start := i
		if i > 0 && c.lines[i-1].letters == id {
			start = i - 1
			c.lines[start].role = dom.RoleByline
		}
		l.role = dom.RoleAuthorBox
		if i+1 < len(c.lines) {
			about := c.lines[i+1]
			if about.role == dom.RoleNone && about.words >= 4 && (strings.Contains(about.letters, id) || about.gap == 0 && start < i) {
				by.About = about.text
				about.role = dom.RoleAuthorBox
			}
		}
		c.addByline(by)
		c.saw("bylines", l.text)
		c.endBody(start)
	}
	for i, l := range c.lines {
		label := strings.TrimRight(strings.ToLower(l.text), ": ")
		if l.role != dom.RoleNone || !slices.Contains(authorLabels, strings.ReplaceAll(label, "’", "'")) || i+1 >= len(c.lines) {
			continue
		}
		l.role = dom.RoleAuthorBox
		c.lines[i+1].role = dom.RoleAuthorBox
		c.about(c.lines[i+1].text)
		c.endBody(i)
	}
}

// authorLabels head the box about the author.
var authorLabels = []string{"about the author", "about the authors", "about the writer", "about author", "über den autor", "über die autorin", "zum autor", "zur autorin", "zur person", "sobre el autor", "sobre la autora", "sobre o autor", "sobre a autora", "à propos de l'auteur", "à propos de l'auteure", "informazioni sull'autore", "l'autore", "over de auteur", "o autorze", "об авторе", "عن الكاتب"}

// about adds a note to the byline whose name it holds.
func (c *copyText) about(note string) {
	id := dom.Letters(note)
	for i := range c.r.Bylines {
		if strings.Contains(id, dom.Letters(c.r.Bylines[i].Name)) {
			c.r.Bylines[i].About = cmp.Or(c.r.Bylines[i].About, note)
			return
		}
	}
	c.r.Bylines = append(c.r.Bylines, news.Byline{About: note}) // its name is filled in by findLeaders
}

func (c *copyText) addByline(by news.Byline) {
	for i, have := range c.r.Bylines {
		if have.Name == "" && strings.Contains(dom.Letters(have.About), dom.Letters(by.Name)) {
			by.About = cmp.Or(by.About, have.About)
			c.r.Bylines[i] = by
			return
		}
		if dom.Letters(have.Name) == dom.Letters(by.Name) {
			c.r.Bylines[i].Role = cmp.Or(have.Role, by.Role)
			c.r.Bylines[i].URL = cmp.Or(have.URL, by.URL)
			c.r.Bylines[i].About = cmp.Or(have.About, by.About)
			return
		}
	}
	c.r.Bylines = append(c.r.Bylines, by)
}

func nameLike(s string) bool { return phrase.IsName(strings.TrimSpace(s)) }

// relatedLabels head the lists of other stories.
var relatedLabels = []string{"related", "related stories", "related articles", "related posts", "related news", "read more", "read next", "more stories", "more news", "more from", "most read", "most popular", "trending", "trending now", "you may also like", "you might also like", "recommended", "recommended for you", "latest news", "latest stories", "popular", "popular now", "don't miss", "also in the news", "editor's picks", "editors' picks", "up next", "what to read next",
	"mehr zum thema", "das könnte sie auch interessieren", "meistgelesen", "auch interessant", "weitere artikel", "à lire aussi", "sur le même sujet", "les plus lus", "lea también", "noticias relacionadas", "te puede interesar", "lo más leído", "leia também", "leggi anche", "lees ook", "czytaj także",
	"more on this", "more on this story", "more on this topic", "most viewed", "more like this", "read also", "see also", "related topics", "top stories", "mehr aus", "meistgelesene artikel", "mehr lesen", "lesen sie auch", "lesen sie mehr", "aktuelle nachrichten", "voir aussi", "lire aussi", "à lire également", "articles liés", "les articles les plus lus", "le plus lu", "también te puede interesar", "más noticias", "más leídas", "artículos relacionados", "veja também", "mais lidas", "notícias relacionadas", "potrebbe interessarti", "i più letti", "articoli correlati", "meest gelezen", "lees meer", "zobacz także", "polecane", "читайте также", "по теме", "материалы по теме", "смотрите также", "самое читаемое", "другие новости", "новости по теме", "читайте також", "ilgili haberler", "مواضيع ذات صلة", "اقرأ أيضا", "اقرأ أيضاً", "الأكثر قراءة", "أخبار ذات صلة"}

func isRelatedLabel(s string) bool {
	if len(s) > 80 {
		return false
	}
	lower := strings.TrimRight(strings.ToLower(strings.ReplaceAll(s, "’", "'")), ": ")
	for _, label := range relatedLabels {
		if lower == label || label == "more from" && strings.HasPrefix(lower, label) && dom.CountWords(s) <= 6 {
			return true
		}
	}
	return false
}

// findTeasers finds a short title line followed by a clipped excerpt, and the
// titles listed under a label such as "Related stories" behind the story.
func (c *copyText) findTeasers() {
	for i := max(c.head+2, 1); i < len(c.lines); i++ {
		l, title := c.lines[i], c.lines[i-1]
		if l.role == dom.RoleNone && title.role == dom.RoleNone && dom.Clipped(l.text) && l.words >= 8 && titleLike(title) {
			title.role, l.role = dom.RoleTeaser, dom.RoleTeaser
			c.r.Teasers = append(c.r.Teasers, news.Teaser{Headline: unlisted(title.text), Excerpt: l.text})
			if c.storyEnded(i + 1) {
				c.endBody(i - 1)
			}
		}
	}
	for i, l := range c.lines {
		if i <= c.head || l.role != dom.RoleNone || !isRelatedLabel(l.text) {
			continue
		}
		l.role = dom.RoleTeaser
		if !c.storyEnded(i + 1) {
			continue // a label amid the story: it covers the titles right below
		}
		c.endBody(i)
		for _, t := range c.lines[i+1:] {
			if t.role == dom.RoleNone && titleLike(t) && t.words >= 4 && roleByLine(t) == dom.RoleNone && len(c.r.Teasers) < field.MaxTeasers {
				t.role = dom.RoleTeaser
				c.r.Teasers = append(c.r.Teasers, news.Teaser{Headline: unlisted(t.text)})
			}
		}
	}
}

// unlisted takes the sign of a list from an item.
func unlisted(s string) string {
	if m := rxListItem.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return s
}

// titleLike: as short as a headline and not ended as a sentence is.
func titleLike(l *line) bool {
	return l.words >= 3 && l.words <= 28 && !strings.HasSuffix(l.text, ".") && !strings.HasSuffix(l.text, ":") && !dom.Clipped(l.text) && !l.dated && !strings.Contains(l.text, "://") && !strings.HasSuffix(l.text, "”") && !strings.HasSuffix(l.text, "\"")
}

// storyEnded reports that no more of a story follows line i: at most one long
// whole sentence.
func (c *copyText) storyEnded(i int) bool {
	long := 0
	for _, l := range c.lines[min(i, len(c.lines)):] {
		if l.role == dom.RoleNone && l.words >= 15 && dom.EndsSentence(l.text) && !dom.Clipped(l.text) && roleByLine(l) == dom.RoleNone {
			long++
		}
	}
	return long <= 1
}

// findTags reads the line that lists the story's keywords.
func (c *copyText) findTags() {
	for _, l := range c.lines {
		if m := rxTagLine.FindStringSubmatch(l.text); m != nil && l.role == dom.RoleNone && l.words <= 40 {
			c.r.Tags = append(c.r.Tags, field.CleanTags([]string{m[1]})...)
			l.role = dom.RoleTags
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
		case l.role != dom.RoleNone:
		case l.said == dom.RoleTeaser && l.words <= 20 && l.sure < 0.9 && !dom.EndsSentence(l.text):
			l.role = dom.RoleTeaser // it points elsewhere, amid the story
		case l.sure >= 0.5 && (l.sure >= body.Surely || l.words < 8 || said[l.letters] == 1):
			l.role = dom.RoleBody
			l.shape()
		case buttonsOnly(l.text):
			l.role = dom.RoleShare
		case i < c.head:
			l.role = dom.RoleNavigation
		case i > c.head && i < c.tail && l.words <= 14:
			c.leaderLine(l)
		}
	}
	c.findLastWords()
	body.Sandwiched(len(c.lines),
		func(i int) bool { return c.lines[i].role == dom.RoleBody },
		func(i int) bool { return c.lines[i].role != dom.RoleNone || c.lines[i].sure >= body.MaybeBody },
		func(i int) {
			if c.lines[i].role == dom.RoleNone { // what has another role may stand between
				c.lines[i].role = dom.RoleBody
				c.lines[i].shape()
			}
		})
	c.tellLists()
	c.strikeLooseEnds()
	c.gather()
	named := c.r.Bylines[:0]
	for _, b := range c.r.Bylines {
		if b.Name != "" {
			named = append(named, b)
		}
	}
	c.r.Bylines = named
}

// findLastWords takes the whole sentence that stands before the tags, the comments
// or the other stories for the story's last if the trees half think so: in a short
// text what follows is near, and makes them doubt.
func (c *copyText) findLastWords() {
	const half = 0.3
	begun := false
	for i, l := range c.lines[:max(len(c.lines)-1, 0)] {
		begun = begun || l.role == dom.RoleBody
		next := c.lines[i+1].role
		if begun && i > c.head && l.role == dom.RoleNone && l.sure >= half && l.words >= 12 && dom.EndsSentence(l.text) && l.said == dom.RoleNone && (next == dom.RoleTags || next == dom.RoleTeaser || next == dom.RoleComments) {
			l.role = dom.RoleBody
		}
	}
}

// gather takes the body's lines for paragraphs. In a capture that was cut within
// paragraphs, what begins small is the rest of the line above that did not end.
func (c *copyText) gather() {
	cut := 0
	for _, l := range c.lines {
		cut += int(trees.Yes(l.within))
	}
	last := -2
	for i, l := range c.lines {
		if l.role != dom.RoleBody {
			continue
		}
		first, _ := utf8.DecodeRuneInString(l.text)
		if n := len(c.r.Paragraphs) - 1; cut >= 3 && last == i-1 && !dom.EndsSentence(c.lines[last].text) && (isLower(first) || joinsBack(string(first))) {
			c.r.Paragraphs[n] = news.Paragraph{Kind: news.PlainParagraph, Text: joinParts([]string{c.r.Paragraphs[n].Text, l.text})}
		} else {
			c.r.Paragraphs = append(c.r.Paragraphs, news.Paragraph{Kind: l.kind, Text: l.text})
		}
		last = i
	}
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
	case l.kind == news.HeadingParagraph:
	case l.words <= 12 && !dom.EndsSentence(l.text) && !strings.HasSuffix(l.text, ":"):
		l.kind = news.HeadingParagraph
	}
}

// tellLists takes short lines that follow each other for a list, not for headings.
func (c *copyText) tellLists() {
	const many = 3
	var row []*line
	flush := func() {
		if len(row) >= many {
			for _, l := range row {
				l.kind = news.ListItemParagraph
			}
		}
		row = row[:0]
	}
	for _, l := range c.lines {
		if l.role != dom.RoleBody {
			continue
		}
		if l.kind == news.HeadingParagraph && !l.marked {
			row = append(row, l)
		} else {
			flush()
		}
	}
	flush()
}

// strikeLooseEnds takes out headings that head nothing, at both ends.
func (c *copyText) strikeLooseEnds() {
	for i := len(c.lines) - 1; i >= 0; i-- {
		if l := c.lines[i]; l.role == dom.RoleBody {
			if l.kind != news.HeadingParagraph {
				break
			}
			l.role = dom.RoleNavigation
		}
	}
}
