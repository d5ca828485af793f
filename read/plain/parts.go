package plain

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
func roleByLine(l *Line) dom.Role {
	text := strings.Replace(l.Text, " :", ":", 1)
	if r := phrase.RoleByWords(&dom.Block{Text: text, Words: l.Words, Kind: l.kind}); r != dom.RoleNone || l.Words > 45 {
		return r
	}
	lower := strings.ToLower(text)
	for _, o := range lineOpenings {
		for _, w := range o.words {
			if rest, ok := strings.CutPrefix(lower, w); ok && (l.Words <= 8 || strings.HasPrefix(rest, ":")) {
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
func (c *Text) endBody(i int) {
	if i > c.Head {
		c.tail = min(c.tail, i)
	}
}

// rxGluedAddress is a name with the address of its page run on.
var rxGluedAddress = regexp.MustCompile(`^(.{2,80}?)\s*(https?://[^\s<>"]+)$`)

// findAuthorBox finds the box about the author behind a story: a short line
// with a name, the same name glued to an address, a sentence about it; or a
// label, then the sentence.
func (c *Text) findAuthorBox() {
	for i, l := range c.Lines {
		if l.Role != dom.RoleNone || l.Words > 12 || i <= c.Head {
			continue
		}
		m := rxGluedAddress.FindStringSubmatch(l.Text)
		if m == nil || !nameLike(m[1]) {
			continue
		}
		by := news.Byline{Name: strings.TrimSpace(m[1]), URL: m[2]}
		id := dom.Letters(by.Name)
		start := i
		if i > 0 && c.Lines[i-1].Letters == id {
			start = i - 1
			c.Lines[start].Role = dom.RoleByline
		}
		l.Role = dom.RoleAuthorBox
		if i+1 < len(c.Lines) {
			about := c.Lines[i+1]
			if about.Role == dom.RoleNone && about.Words >= 4 && (strings.Contains(about.Letters, id) || about.gap == 0 && start < i) {
				by.About = about.Text
				about.Role = dom.RoleAuthorBox
			}
		}
		c.addByline(by)
		c.saw("bylines", l.Text)
		c.endBody(start)
	}
	for i, l := range c.Lines {
		label := strings.TrimRight(strings.ToLower(l.Text), ": ")
		if l.Role != dom.RoleNone || !slices.Contains(authorLabels, strings.ReplaceAll(label, "’", "'")) || i+1 >= len(c.Lines) {
			continue
		}
		l.Role = dom.RoleAuthorBox
		c.Lines[i+1].Role = dom.RoleAuthorBox
		c.about(c.Lines[i+1].Text)
		c.endBody(i)
	}
}

// authorLabels head the box about the author.
var authorLabels = []string{"about the author", "about the authors", "about the writer", "about author", "über den autor", "über die autorin", "zum autor", "zur autorin", "zur person", "sobre el autor", "sobre la autora", "sobre o autor", "sobre a autora", "à propos de l'auteur", "à propos de l'auteure", "informazioni sull'autore", "l'autore", "over de auteur", "o autorze", "об авторе", "عن الكاتب"}

// about adds a note to the byline whose name it holds.
func (c *Text) about(note string) {
	id := dom.Letters(note)
	for i := range c.Report.Bylines {
		if strings.Contains(id, dom.Letters(c.Report.Bylines[i].Name)) {
			c.Report.Bylines[i].About = cmp.Or(c.Report.Bylines[i].About, note)
			return
		}
	}
	c.Report.Bylines = append(c.Report.Bylines, news.Byline{About: note}) // its name is filled in by findLeaders
}

func (c *Text) addByline(by news.Byline) {
	for i, have := range c.Report.Bylines {
		if have.Name == "" && strings.Contains(dom.Letters(have.About), dom.Letters(by.Name)) {
			by.About = cmp.Or(by.About, have.About)
			c.Report.Bylines[i] = by
			return
		}
		if dom.Letters(have.Name) == dom.Letters(by.Name) {
			c.Report.Bylines[i].Role = cmp.Or(have.Role, by.Role)
			c.Report.Bylines[i].URL = cmp.Or(have.URL, by.URL)
			c.Report.Bylines[i].About = cmp.Or(have.About, by.About)
			return
		}
	}
	c.Report.Bylines = append(c.Report.Bylines, by)
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
func (c *Text) findTeasers() {
	for i := max(c.Head+2, 1); i < len(c.Lines); i++ {
		l, title := c.Lines[i], c.Lines[i-1]
		if l.Role == dom.RoleNone && title.Role == dom.RoleNone && dom.Clipped(l.Text) && l.Words >= 8 && titleLike(title) {
			title.Role, l.Role = dom.RoleTeaser, dom.RoleTeaser
			c.Report.Teasers = append(c.Report.Teasers, news.Teaser{Headline: unlisted(title.Text), Excerpt: l.Text})
			if c.storyEnded(i + 1) {
				c.endBody(i - 1)
			}
		}
	}
	for i, l := range c.Lines {
		if i <= c.Head || l.Role != dom.RoleNone || !isRelatedLabel(l.Text) {
			continue
		}
		l.Role = dom.RoleTeaser
		if !c.storyEnded(i + 1) {
			continue // a label amid the story: it covers the titles right below
		}
		c.endBody(i)
		for _, t := range c.Lines[i+1:] {
			if len(c.Report.Teasers) >= field.MaxTeasers {
				break
			}
			if t.Role == dom.RoleNone && titleLike(t) && t.Words >= 4 && roleByLine(t) == dom.RoleNone {
				t.Role = dom.RoleTeaser
				c.Report.Teasers = append(c.Report.Teasers, news.Teaser{Headline: unlisted(t.Text)})
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
func titleLike(l *Line) bool {
	return l.Words >= 3 && l.Words <= 28 && !strings.HasSuffix(l.Text, ".") && !strings.HasSuffix(l.Text, ":") && !dom.Clipped(l.Text) && !l.dated && !strings.Contains(l.Text, "://") && !strings.HasSuffix(l.Text, "”") && !strings.HasSuffix(l.Text, "\"")
}

// storyEnded reports that no more of a story follows line i: at most one long
// whole sentence.
func (c *Text) storyEnded(i int) bool {
	if c.ended > 0 && i >= c.ended {
		return true // it had ended before
	}
	long := 0
	for _, l := range c.Lines[min(i, len(c.Lines)):] {
		if l.Role == dom.RoleNone && l.Words >= 15 && dom.EndsSentence(l.Text) && !dom.Clipped(l.Text) && roleByLine(l) == dom.RoleNone {
			if long++; long > 1 {
				return false
			}
		}
	}
	c.ended = i
	return true
}

// findTags reads the line that lists the story's keywords.
func (c *Text) findTags() {
	for _, l := range c.Lines {
		if m := rxTagLine.FindStringSubmatch(l.Text); m != nil && l.Role == dom.RoleNone && l.Words <= 40 {
			c.Report.Tags = append(c.Report.Tags, field.CleanTags([]string{m[1]})...)
			l.Role = dom.RoleTags
		}
	}
}

// Select gathers the lines that the trees take for body.
func (c *Text) Select() {
	said := map[string]int{} // twice: the text that stands for a picture, and its caption
	for _, l := range c.Lines {
		said[l.Letters]++
	}
	for i, l := range c.Lines {
		switch {
		case l.Role != dom.RoleNone:
		case l.said == dom.RoleTeaser && l.Words <= 20 && l.Sure < 0.9 && !dom.EndsSentence(l.Text):
			l.Role = dom.RoleTeaser // it points elsewhere, amid the story
		case l.Sure >= 0.5 && (l.Sure >= body.Surely || l.Words < 8 || said[l.Letters] == 1):
			l.Role = dom.RoleBody
			l.shape()
		case buttonsOnly(l.Text):
			l.Role = dom.RoleShare
		case i < c.Head:
			l.Role = dom.RoleNavigation
		case i > c.Head && i < c.tail && l.Words <= 14:
			c.leaderLine(l)
		}
	}
	c.findLastWords()
	body.Sandwiched(len(c.Lines),
		func(i int) bool { return c.Lines[i].Role == dom.RoleBody },
		func(i int) bool { return c.Lines[i].Role != dom.RoleNone || c.Lines[i].Sure >= body.MaybeBody },
		func(i int) {
			if c.Lines[i].Role == dom.RoleNone { // what has another role may stand between
				c.Lines[i].Role = dom.RoleBody
				c.Lines[i].shape()
			}
		})
	c.tellLists()
	c.strikeLooseEnds()
	c.gather()
	named := c.Report.Bylines[:0]
	for _, b := range c.Report.Bylines {
		if b.Name != "" {
			named = append(named, b)
		}
	}
	c.Report.Bylines = named
	c.finish()
}

// findLastWords takes the whole sentence that stands before the tags, the comments
// or the other stories for the story's last if the trees half think so: in a short
// text what follows is near, and makes them doubt.
func (c *Text) findLastWords() {
	const half = 0.3
	begun := false
	for i, l := range c.Lines[:max(len(c.Lines)-1, 0)] {
		begun = begun || l.Role == dom.RoleBody
		next := c.Lines[i+1].Role
		if begun && i > c.Head && l.Role == dom.RoleNone && l.Sure >= half && l.Words >= 12 && dom.EndsSentence(l.Text) && l.said == dom.RoleNone && (next == dom.RoleTags || next == dom.RoleTeaser || next == dom.RoleComments) {
			l.Role = dom.RoleBody
		}
	}
}

// gather takes the body's lines for paragraphs. In a capture that was cut within
// paragraphs, what begins small is the rest of the line above that did not end.
func (c *Text) gather() {
	cut := 0
	for _, l := range c.Lines {
		cut += int(trees.Yes(l.within))
	}
	last := -2
	for i, l := range c.Lines {
		if l.Role != dom.RoleBody {
			continue
		}
		first, _ := utf8.DecodeRuneInString(l.Text)
		if n := len(c.Report.Paragraphs) - 1; cut >= 3 && last == i-1 && !dom.EndsSentence(c.Lines[last].Text) && (isLower(first) || JoinsBack(string(first))) {
			c.Report.Paragraphs[n] = news.Paragraph{Kind: news.PlainParagraph, Text: joinParts([]string{c.Report.Paragraphs[n].Text, l.Text})}
		} else {
			c.Report.Paragraphs = append(c.Report.Paragraphs, news.Paragraph{Kind: l.kind, Text: l.Text})
		}
		last = i
	}
}

// shape tells headings, list items and quotes from paragraphs.
func (l *Line) shape() {
	switch m := rxListItem.FindStringSubmatch(l.Text); {
	case m != nil:
		l.kind, l.Text = news.ListItemParagraph, m[1]
	case rxNumbered.MatchString(l.Text): // its number is part of what it says
		l.kind = news.ListItemParagraph
	case strings.HasPrefix(l.Text, "> "):
		l.kind, l.Text = news.QuoteParagraph, strings.TrimSpace(l.Text[2:])
	case l.kind == news.HeadingParagraph:
	case l.Words <= 12 && !dom.EndsSentence(l.Text) && !strings.HasSuffix(l.Text, ":"):
		l.kind = news.HeadingParagraph
	}
}

// tellLists takes short lines that follow each other for a list, not for headings.
func (c *Text) tellLists() {
	const many = 3
	var row []*Line
	flush := func() {
		if len(row) >= many {
			for _, l := range row {
				l.kind = news.ListItemParagraph
			}
		}
		row = row[:0]
	}
	for _, l := range c.Lines {
		if l.Role != dom.RoleBody {
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
func (c *Text) strikeLooseEnds() {
	for i := len(c.Lines) - 1; i >= 0; i-- {
		if l := c.Lines[i]; l.Role == dom.RoleBody {
			if l.kind != news.HeadingParagraph {
				break
			}
			l.Role = dom.RoleNavigation
		}
	}
}
