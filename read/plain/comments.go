package plain

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"dateline/news"
	"dateline/read/dom"
	"dateline/read/field"
)

// commentForms are what the forms under stories ask for, in the languages of
// most of the web.
var commentForms = []string{"please enter your comment", "please enter your name", "leave a reply", "leave a comment", "post a comment", "add a comment", "write a comment", "your email address will not be published", "save my name, email", "join the conversation", "you must be logged in to post a comment", "cancel reply", "log in to leave a comment",
	"schreiben sie einen kommentar", "schreibe einen kommentar", "kommentar verfassen", "deine e-mail-adresse wird nicht", "deja un comentario", "deja una respuesta", "laisser un commentaire", "deixe um comentário", "lascia un commento", "laat een reactie", "dodaj komentarz", "kommentar schreiben", "hinterlasse einen kommentar", "escribe un comentario", "ajouter un commentaire", "réagir à cet article", "skriv en kommentar", "yorum yap", "přidat komentář", "оставить комментарий", "добавить комментарий", "написать комментарий", "залишити коментар", "اترك تعليق", "أضف تعليق", "发表评论", "コメントを投稿"}

// findComments reads the comment form and the count of comments.
func (c *Text) findComments() {
	box := news.CommentBox{}
	found := false
	for i, l := range c.Lines {
		if l.Role != dom.RoleNone || l.Words > 25 {
			continue
		}
		lower := strings.ToLower(l.Text)
		if m := field.CommentCount.FindStringSubmatch(l.Text); m != nil {
			box.Count, _ = strconv.Atoi(cmp.Or(m[1], m[2]))
			l.Role, found = dom.RoleComments, true
			continue
		}
		if l.Words <= 10 && saysClosed(l.Letters) {
			l.Role, found, box.Open = dom.RoleComments, true, false
			c.endBody(i)
			continue
		}
		for _, form := range commentForms {
			if strings.HasPrefix(lower, form) {
				l.Role, found, box.Open = dom.RoleComments, true, true
				c.endBody(i)
				break
			}
		}
	}
	if found {
		c.Report.Comments = &box
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
func (c *Text) findThread() {
	c.findReplies()
	if begin := threadBegins(c.Lines); begin < len(c.Lines) && begin > c.Head {
		for _, l := range c.Lines[begin:] {
			if l.Role == dom.RoleNone {
				l.Role = dom.RoleComments
			}
		}
		c.endBody(begin)
		return
	}
	first, speakers := -1, 0
	for i, l := range c.Lines {
		if i > c.Head && l.Role == dom.RoleNone && l.Words <= 8 && len(l.Text) < 80 && rxSays.MatchString(l.Text) {
			if speakers++; first < 0 {
				first = i
			}
		}
	}
	if speakers < 3 {
		return
	}
	for _, l := range c.Lines[first:] {
		if l.Role == dom.RoleNone {
			l.Role = dom.RoleComments
		}
	}
}

// rxReply is what stands under each comment of a thread: a button, how long ago.
var rxReply = regexp.MustCompile(`(?i)^(?:(?:reply|respond|report|like|antworten|melden|gefällt mir|répondre|signaler|responder|denunciar|me gusta|rispondi|beantwoorden|reageer|odpowiedz|ответить|пожаловаться|yanıtla|رد)(?:\s*\(?\d*\)?)?|\d+\s+(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\s+ago|vor\s+(?:\d+|einem|einer)\s+(?:minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?)|il y a\s+\d+\s+(?:minutes?|heures?|jours?|mois)|hace\s+\d+\s+(?:minutos?|horas?|días?|meses)|\d+\s+(?:минут|час|дн|день)\pL*\s+назад)$`)

// findReplies takes what follows a label of comments behind the story for their
// thread if there are buttons or times as threads have them, up to the next label.
func (c *Text) findReplies() {
	sentences := 0
	for i, l := range c.Lines {
		if i > c.Head && l.Role == dom.RoleNone && l.Words >= 8 && dom.EndsSentence(l.Text) {
			sentences++
		}
		if sentences < 3 || l.Role != dom.RoleComments && l.said != dom.RoleComments || l.Words > 8 {
			continue
		}
		end, replies := len(c.Lines), 0
		for j := i + 1; j < len(c.Lines); j++ {
			if isRelatedLabel(c.Lines[j].Text) || c.Lines[j].said == dom.RoleSignup {
				end = j
				break
			}
			if len(c.Lines[j].Text) <= 40 && rxReply.MatchString(c.Lines[j].Text) {
				replies++
			}
		}
		if replies < 3 {
			continue
		}
		if c.Report.Comments != nil {
			c.Report.Comments.Open = true
		}
		for _, reply := range c.Lines[i:end] {
			if reply.Role == dom.RoleNone {
				reply.Role = dom.RoleComments
			}
		}
		return
	}
}
