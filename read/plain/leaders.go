package plain

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
func (c *Text) findLeaders() {
	standfirst := -1
	for i := c.Head + 1; i < min(len(c.Lines), c.Head+8) && i < c.tail; i++ {
		l := c.Lines[i]
		if l.Role != dom.RoleNone {
			continue
		}
		switch {
		case buttonsOnly(l.Text):
			l.Role = dom.RoleShare
		case l.said == dom.RoleByline && l.Words <= 8 && !l.dated && !l.bylined:
			l.Role = dom.RoleByline // how long it takes to read, say
		case rxBareBy.MatchString(l.Text) && i+1 < len(c.Lines) && nameLine(c.Lines[i+1].Text):
			l.Role, c.Lines[i+1].Role = dom.RoleByline, dom.RoleByline
			c.addByline(news.Byline{Name: c.Lines[i+1].Text})
			c.saw("bylines", l.Text+" "+c.Lines[i+1].Text)
		case c.leaderLine(l):
			if standfirst > 0 && c.Report.Standfirst == "" && standfirst < i {
				c.Lines[standfirst].Role = dom.RoleStandfirst
				c.Report.Standfirst = c.Lines[standfirst].Text
			}
		case nameLine(l.Text) && c.datedNear(i):
			l.Role = dom.RoleByline
			c.addNames(l.Text)
			c.saw("bylines", l.Text)
		case l.Words >= 6 && l.Words <= 60 && standfirst < 0 && i == c.next(c.Head):
			standfirst = i // if a byline or a date follows at once
		case l.Words > 12:
			return
		}
	}
}

// addNames adds those whom a line names: people, and the agency beside them.
func (c *Text) addNames(line string) {
	for _, by := range (phrase.House{}).Names(line) {
		c.addByline(by)
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
func (c *Text) datedNear(i int) bool {
	for j := max(i-2, c.Head+1); j <= min(i+2, len(c.Lines)-1); j++ {
		if c.Lines[j].dated {
			return true
		}
	}
	return false
}

// next is the index of the first line without a role after i.
func (c *Text) next(i int) int {
	for j := i + 1; j < len(c.Lines); j++ {
		if c.Lines[j].Role == dom.RoleNone || c.Lines[j].Role == dom.RoleStandfirst {
			return j
		}
	}
	return -1
}

// leaderLine takes a line that says who wrote the story, or when.
func (c *Text) leaderLine(l *Line) bool {
	dated := l.dated || c.datesAlone(l)
	if !dated && !l.bylined {
		return false
	}
	l.Role = dom.RoleByline
	if dated {
		c.readDates(l.Text)
	}
	said := phrase.WithoutDate(l.Text)
	author, ok := bylineLike(said)
	if !ok && !phrase.By.MatchString(said) {
		return true
	}
	for _, by := range (phrase.House{}).Names(rxFiledFrom.ReplaceAllString(cmp.Or(author, said), "")) {
		c.addByline(by)
		c.saw("bylines", l.Text)
	}
	return true
}

// datesAlone: the line says one or two dates, and besides only that something was
// published or changed then.
func (c *Text) datesAlone(l *Line) bool {
	if l.Words > 20 || len(l.Text) > 300 {
		return false
	}
	rest, found := l.Text, false
	for range 3 {
		_, without, ok := phrase.FindDay(rest)
		if !ok {
			break
		}
		rest, found = without, true
	}
	return found && dom.CountWords(phrase.LettersOnly(phrase.Clock.ReplaceAllString(rest, " "))) <= 9 && !dom.EndsSentence(l.Text)
}

// saw keeps which line said a field.
func (c *Text) saw(field, line string) {
	if c.Report.Evidence == nil {
		c.Report.Evidence = news.Evidence{}
	}
	if c.Report.Evidence[field] == "" {
		c.Report.Evidence[field] = "the line “" + strings.ToValidUTF8(line[:min(len(line), 120)], "") + "”"
	}
}

// readDates takes the dates of a line, each with what is said before it.
func (c *Text) readDates(s string) {
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
				if c.Report.Modified.IsZero() {
					c.Report.Modified = t
					c.saw("modified", s[:end])
				}
			case c.Report.Published.IsZero():
				c.Report.Published = t
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
