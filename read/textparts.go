package read

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/news"
)

func isUpper(r rune) bool { return unicode.IsUpper(r) }
func isLower(r rune) bool { return unicode.IsLower(r) }

// roleByLine judges a line by how it begins, as roleByWords does a block.
func roleByLine(l *line) role {
	text := strings.Replace(l.text, " :", ":", 1)
	if r := roleByWords(&block{text: text, words: l.words, kind: l.kind}); r != roleNone || l.words > 45 {
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
	return roleNone
}

// lineOpenings are those of openings in words.go for more languages.
var lineOpenings = []struct {
	role  role
	words []string
}{
	{roleTeaser, []string{"смотрите также", "читать также", "материалы по теме", "новости по теме", "اقرأ أيضا", "اقرأ أيضاً", "مواضيع ذات صلة", "شاهد أيضا"}},
	{roleSignup, []string{"подпишитесь", "подписывайтесь", "اشترك"}},
	{roleLegal, []string{"все права защищены", "جميع الحقوق محفوظة"}},
	{roleTags, []string{"теги:", "метки:", "الوسوم:"}},
	{roleComments, []string{"комментарии", "оставить комментарий", "التعليقات", "اترك تعليق"}},
	{roleByline, []string{"время чтения", "temps de lecture", "reading time", "lesezeit", "tiempo de lectura", "tempo di lettura", "tempo de leitura", "leestijd"}},
}

// rxLineByline is rxBylineOpening for more languages, and letters without capitals.
var rxLineByline = regexp.MustCompile(`^(?i:автор(?: текста)?|текст|yazan|بقلم|كتب|الكاتب)\s*:?\s+(\p{L}.*)$`)

// bylineLike: the line says who wrote the story; author is what follows "By".
func bylineLike(s string) (author string, ok bool) {
	if len(s) > 200 || endsSentence(s) || countWords(s) > 12 {
		return "", false
	}
	for _, rx := range []*regexp.Regexp{rxBylineOpening, rxLineByline} {
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
		c.saw("bylines", l.text)
		c.endBody(start)
	}
	for i, l := range c.lines {
		label := strings.TrimRight(strings.ToLower(l.text), ": ")
		if l.role != roleNone || !slices.Contains(authorLabels, strings.ReplaceAll(label, "’", "'")) || i+1 >= len(c.lines) {
			continue
		}
		l.role = roleAuthorBox
		c.lines[i+1].role = roleAuthorBox
		c.about(c.lines[i+1].text)
		c.endBody(i)
	}
}

// authorLabels head the box about the author.
var authorLabels = []string{"about the author", "about the authors", "about the writer", "about author", "über den autor", "über die autorin", "zum autor", "zur autorin", "zur person", "sobre el autor", "sobre la autora", "sobre o autor", "sobre a autora", "à propos de l'auteur", "à propos de l'auteure", "informazioni sull'autore", "l'autore", "over de auteur", "o autorze", "об авторе", "عن الكاتب"}

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
	"schreiben sie einen kommentar", "schreibe einen kommentar", "kommentar verfassen", "deine e-mail-adresse wird nicht", "deja un comentario", "deja una respuesta", "laisser un commentaire", "deixe um comentário", "lascia un commento", "laat een reactie", "dodaj komentarz", "kommentar schreiben", "hinterlasse einen kommentar", "escribe un comentario", "ajouter un commentaire", "réagir à cet article", "skriv en kommentar", "yorum yap", "přidat komentář", "оставить комментарий", "добавить комментарий", "написать комментарий", "залишити коментар", "اترك تعليق", "أضف تعليق", "发表评论", "コメントを投稿"}

var rxCommentCount = regexp.MustCompile(`(?i)^(?:(?:comments?|kommentare?|comentarios?|comentários?|commentaires?|commenti|reacties|komentarze|комментарии|коментарі|yorumlar|التعليقات)\s*[:(]?\s*(\d{1,6})\)?|(\d{1,6})\s+(?:comments?|kommentare?|comentarios?|comentários?|commentaires?|commenti|commento|reacties|komentarzy|комментари(?:й|я|ев)|yorum|responses|replies))$`)

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
		if l.words <= 10 && saysClosed(l.letters) {
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

// closedWords are what a page says, in letters alone, whose comments are closed.
var closedWords = []string{"commentsareclosed", "commentsclosed", "commentsareoff", "commentingisclosed", "kommentarfunktiongeschlossen", "kommentaresindgeschlossen", "kommentarbereichgeschlossen", "comentarioscerrados", "comentariosestáncerrados", "commentairessontfermés", "commentairesfermés", "icommentisonochiusi", "comentáriosencerrados", "comentáriosestãofechados", "reactieszijngesloten", "комментариизакрыты", "комментированиезакрыто", "التعليقاتمغلقة"}

func saysClosed(letters string) bool {
	for _, w := range closedWords {
		if strings.Contains(letters, w) {
			return true
		}
	}
	return false
}

// rxSays is how threads of comments name who speaks.
var rxSays = regexp.MustCompile(`(?i)^.{1,40}\s(?:says|said|wrote|sagt|sagte|schrieb|schreibt|dice|dijo|escribió|dit|a écrit|diz|disse|pisze)\s*:$`)

// findThread takes the rest of the page for comments from the first of at least
// three lines on that name who speaks.
func (c *copyText) findThread() {
	c.findReplies()
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

// rxReply is what stands under each comment of a thread: a button, how long ago.
var rxReply = regexp.MustCompile(`(?i)^(?:(?:reply|respond|report|like|antworten|melden|gefällt mir|répondre|signaler|responder|denunciar|me gusta|rispondi|beantwoorden|reageer|odpowiedz|ответить|пожаловаться|yanıtla|رد)(?:\s*\(?\d*\)?)?|\d+\s+(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\s+ago|vor\s+(?:\d+|einem|einer)\s+(?:minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?)|il y a\s+\d+\s+(?:minutes?|heures?|jours?|mois)|hace\s+\d+\s+(?:minutos?|horas?|días?|meses)|\d+\s+(?:минут|час|дн|день)\pL*\s+назад)$`)

// findReplies takes what follows a label of comments behind the story for their
// thread if there are buttons or times as threads have them, up to the next label.
func (c *copyText) findReplies() {
	sentences := 0
	for i, l := range c.lines {
		if i > c.head && l.role == roleNone && l.words >= 8 && endsSentence(l.text) {
			sentences++
		}
		if sentences < 3 || l.role != roleComments && l.said != roleComments || l.words > 8 {
			continue
		}
		end, replies := len(c.lines), 0
		for j := i + 1; j < len(c.lines); j++ {
			if isRelatedLabel(c.lines[j].text) || c.lines[j].said == roleSignup {
				end = j
				break
			}
			if len(c.lines[j].text) <= 40 && rxReply.MatchString(c.lines[j].text) {
				replies++
			}
		}
		if replies < 3 {
			continue
		}
		if c.r.Comments != nil {
			c.r.Comments.Open = true
		}
		for _, reply := range c.lines[i:end] {
			if reply.role == roleNone {
				reply.role = roleComments
			}
		}
		return
	}
}

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
			c.r.Teasers = append(c.r.Teasers, news.Teaser{Headline: unlisted(title.text), Excerpt: l.text})
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
	return l.words >= 3 && l.words <= 28 && !strings.HasSuffix(l.text, ".") && !strings.HasSuffix(l.text, ":") && !clipped(l.text) && !l.dated && !strings.Contains(l.text, "://") && !strings.HasSuffix(l.text, "”") && !strings.HasSuffix(l.text, "\"")
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
		case l.said == roleByline && l.words <= 8 && !l.dated && !l.bylined:
			l.role = roleByline // how long it takes to read, say
		case rxBareBy.MatchString(l.text) && i+1 < len(c.lines) && nameLine(c.lines[i+1].text):
			l.role, c.lines[i+1].role = roleByline, roleByline
			c.addByline(news.Byline{Name: c.lines[i+1].text})
			c.saw("bylines", l.text+" "+c.lines[i+1].text)
		case c.leaderLine(l):
			if standfirst > 0 && c.r.Standfirst == "" && standfirst < i {
				c.lines[standfirst].role = roleStandfirst
				c.r.Standfirst = c.lines[standfirst].text
			}
		case nameLine(l.text) && c.datedNear(i):
			l.role = roleByline
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
	if len(words) < 2 || len(words) > 4 || !isName(s) || buttonsOnly(s) || s == strings.ToUpper(s) {
		return false
	}
	for i, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		particle := i > 0 && i < len(words)-1 && len(w) <= 4
		if !isUpper(first) && !particle || strings.ContainsAny(w, "0123456789:!?&/") || functionWords[strings.ToLower(w)] != 0 && !particle {
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
		if c.lines[j].role == roleNone || c.lines[j].role == roleStandfirst {
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
	l.role = roleByline
	if dated {
		c.readDates(l.text)
	}
	said := withoutDate(l.text)
	author, ok := bylineLike(said)
	if !ok && !rxBy.MatchString(said) {
		return true
	}
	for _, by := range (&page{}).names(rxFiledFrom.ReplaceAllString(firstOf(author, said), "")) {
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
		_, without, ok := findDay(rest)
		if !ok {
			break
		}
		rest, found = without, true
	}
	return found && countWords(lettersOnly(rxClock.ReplaceAllString(rest, " "))) <= 9 && !endsSentence(l.text)
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
		day, _, ok := findDay(s)
		if !ok {
			return
		}
		at := strings.Index(s, strconv.Itoa(day.Year()))
		end := len(s)
		if m := rxModified.FindStringIndex(s[min(at+4, len(s)):]); at >= 0 && m != nil {
			end = at + 4 + m[0]
		}
		if t, ok := parseDate(s[:end]); ok {
			switch {
			case rxModified.MatchString(s[:end]):
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
		case l.said == roleTeaser && l.words <= 20 && l.sure < 0.9 && !endsSentence(l.text):
			l.role = roleTeaser // it points elsewhere, amid the story
		case l.sure >= 0.5 && (l.sure >= surely || l.words < 8 || said[l.letters] == 1):
			l.role = roleBody
			l.shape()
		case buttonsOnly(l.text):
			l.role = roleShare
		case i < c.head:
			l.role = roleNavigation
		case i > c.head && i < c.tail && l.words <= 14:
			c.leaderLine(l)
		}
	}
	c.findLastWords()
	sandwiched(len(c.lines),
		func(i int) bool { return c.lines[i].role == roleBody },
		func(i int) bool { return c.lines[i].role != roleNone || c.lines[i].sure >= maybeBody },
		func(i int) {
			if c.lines[i].role == roleNone { // what has another role may stand between
				c.lines[i].role = roleBody
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
		begun = begun || l.role == roleBody
		next := c.lines[i+1].role
		if begun && i > c.head && l.role == roleNone && l.sure >= half && l.words >= 12 && endsSentence(l.text) && l.said == roleNone && (next == roleTags || next == roleTeaser || next == roleComments) {
			l.role = roleBody
		}
	}
}

// gather takes the body's lines for paragraphs. In a capture that was cut within
// paragraphs, what begins small is the rest of the line above that did not end.
func (c *copyText) gather() {
	cut := 0
	for _, l := range c.lines {
		cut += int(yes(l.within))
	}
	last := -2
	for i, l := range c.lines {
		if l.role != roleBody {
			continue
		}
		first, _ := utf8.DecodeRuneInString(l.text)
		if n := len(c.r.Paragraphs) - 1; cut >= 3 && last == i-1 && !endsSentence(c.lines[last].text) && (isLower(first) || joinsBack(string(first))) {
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
	case l.words <= 12 && !endsSentence(l.text) && !strings.HasSuffix(l.text, ":"):
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
		if l.role != roleBody {
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
		if l := c.lines[i]; l.role == roleBody {
			if l.kind != news.HeadingParagraph {
				break
			}
			l.role = roleNavigation
		}
	}
}
