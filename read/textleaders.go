package read

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/dom"
	"dateline/read/phrase"
)

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
		if l.role != dom.RoleNone {
			continue
		}
		switch {
		case buttonsOnly(l.text):
			l.role = dom.RoleShare
		case l.said == dom.RoleByline && l.words <= 8 && !l.dated && !l.bylined:
			l.role = dom.RoleByline // how long it takes to read, say
		case rxBareBy.MatchString(l.text) && i+1 < len(c.lines) && nameLine(c.lines[i+1].text):
			l.role, c.lines[i+1].role = dom.RoleByline, dom.RoleByline
			c.addByline(news.Byline{Name: c.lines[i+1].text})
			c.saw("bylines", l.text+" "+c.lines[i+1].text)
		case c.leaderLine(l):
			if standfirst > 0 && c.r.Standfirst == "" && standfirst < i {
				c.lines[standfirst].role = dom.RoleStandfirst
				c.r.Standfirst = c.lines[standfirst].text
			}
		case nameLine(l.text) && c.datedNear(i):
			l.role = dom.RoleByline
			c.addByline(news.Byline{Name: l.text})
			c.saw("bylines", l.text)
		case l.words >= 6 && l.words <= 60 && standfirst < 0 && i == c.next(c.head):
			standfirst = i // if a byline or a date follows at once
		case l.words > 12:
			return
		}
	}
}

// rxBareBy is what stands before an author on a line of its own.
var rxBareBy = regexp.MustCompile(`^(?i:by|von|par|por|di|door|автор|written by|words by)\s*:?$`)

// nameLine: a person's name and nothing else, as pages set it that have no "By".
func nameLine(s string) bool {
	words := strings.Fields(s[:min(len(s), 80)])
	if len(words) < 2 || len(words) > 4 || !phrase.IsName(s) || buttonsOnly(s) || s == strings.ToUpper(s) {
		return false
	}
	for i, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		particle := i > 0 && i < len(words)-1 && len(w) <= 4
		if !isUpper(first) && !particle || strings.ContainsAny(w, "0123456789:!?&/") || phrase.FunctionWords[strings.ToLower(w)] != 0 && !particle {
			return false
		}
	}
	return true
}

// datedNear: a line near says a date and little else.
func (c *copyText) datedNear(i int) bool {
	for j := max(i-2, c.head+1); j <= min(i+2, len(c.lines)-1); j++ {
		if c.lines[j].dated {
			return true
		}
	}
	return false
}

// next is the index of the first line without a role after i.
func (c *copyText) next(i int) int {
	for j := i + 1; j < len(c.lines); j++ {
		if c.lines[j].role == dom.RoleNone || c.lines[j].role == dom.RoleStandfirst {
			return j
		}
	}
	return -1
}

// leaderLine takes a line that says who wrote the story, or when.
func (c *copyText) leaderLine(l *line) bool {
	dated := l.dated || c.datesAlone(l)
	if !dated && !l.bylined {
		return false
	}
	l.role = dom.RoleByline
	if dated {
		c.readDates(l.text)
	}
	said := phrase.WithoutDate(l.text)
	author, ok := bylineLike(said)
	if !ok && !phrase.By.MatchString(said) {
		return true
	}
	for _, by := range (phrase.House{}).Names(rxFiledFrom.ReplaceAllString(cmp.Or(author, said), "")) {
		c.addByline(by)
		c.saw("bylines", l.text)
	}
	return true
}

// datesAlone: the line says one or two dates, and besides only that something was
// published or changed then.
func (c *copyText) datesAlone(l *line) bool {
	if l.words > 20 || len(l.text) > 300 {
		return false
	}
	rest, found := l.text, false
	for range 3 {
		_, without, ok := phrase.FindDay(rest)
		if !ok {
			break
		}
		rest, found = without, true
	}
	return found && dom.CountWords(phrase.LettersOnly(phrase.Clock.ReplaceAllString(rest, " "))) <= 9 && !dom.EndsSentence(l.text)
}

// saw keeps which line said a field.
func (c *copyText) saw(field, line string) {
	if c.r.Evidence == nil {
		c.r.Evidence = news.Evidence{}
	}
	if c.r.Evidence[field] == "" {
		c.r.Evidence[field] = "the line “" + strings.ToValidUTF8(line[:min(len(line), 120)], "") + "”"
	}
}

// readDates takes the dates of a line, each with what is said before it.
func (c *copyText) readDates(s string) {
	for range 3 {
		day, _, ok := phrase.FindDay(s)
		if !ok {
			return
		}
		at := strings.Index(s, strconv.Itoa(day.Year()))
		end := len(s)
		if m := phrase.Modified.FindStringIndex(s[min(at+4, len(s)):]); at >= 0 && m != nil {
			end = at + 4 + m[0]
		}
		if t, ok := phrase.ParseDate(s[:end]); ok {
			switch {
			case phrase.Modified.MatchString(s[:end]):
				if c.r.Modified.IsZero() {
					c.r.Modified = t
					c.saw("modified", s[:end])
				}
			case c.r.Published.IsZero():
				c.r.Published = t
				c.saw("published", s[:end])
			}
		}
		s = s[end:]
	}
}

// rxFiledFrom is where an author writes from, or when, at the end of a byline.
var rxFiledFrom = regexp.MustCompile(`\s(?:in|from|aus|à|en|desde|da)\s\p{Lu}[\p{L} .'-]*$|\s(?i:published|posted|updated|veröffentlicht|publié|publicado|aktualisiert)(?:\s(?i:on|am|le|el))?\s*:?$`)

var (
	rxListItem = regexp.MustCompile(`^[•*–\-·▪‣]\s+(\S.*)$`)
	rxNumbered = regexp.MustCompile(`^\d{1,2}[.)]\s+\S`)
	rxTagLine  = regexp.MustCompile(`(?i)^(?:tags?|topics|keywords|filed under|schlagwörter|stichwörter|themen|etiquetas|temas|palabras clave|palavras-chave|mots[- ]clés|thèmes|parole chiave|trefwoorden|tagi|теги|метки|ключевые слова|الوسوم|كلمات مفتاحية)\s*:\s*(.+)$`)
)
