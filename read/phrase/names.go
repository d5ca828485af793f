package phrase

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/dom"
)

var (
	By          = regexp.MustCompile(`^(?i:(?:words|text|story|stories|report|photos|pictures) (?:and|&) (?:words|text|story|photos|pictures|photographs|images|video) by|text und fotos?(?: von)?|reported by|artikel von|beiträge von|beitrag von|veröffentlicht von|geschrieben von|erstellt von|verfasst von|eingestellt von|ein artikel von|alle artikel von|zum profil von|rezept von|interview von|text und interview|text & interview|text von|texte de|propos recueillis par|publié par|écrit par|escrito por|publicado por|texto de|testo di|scritto da|a cura di|redacteur|geschreven door|autor\*in|autor/in|über|about|interview|reported and written by|reporting by|written by|words by|posted by|story by|article by|published by|created by|submitted by|edited by|by|von|par|por|di|da|door|av|af|oleh|text|texte|texto|testo|autore?s?|autora?s?|auteurs?|authors?|autoren|autorin|redaktion|written|skrevet av|skrevet af|przez|napisał|napisała|yazan|автор|текст|作者|记者|記者|撰文|بقلم|كتب)(?:\s*[:：]\s*|\s+|$)`)
	rxNameSplit = regexp.MustCompile(`\s*(?:[,;|/•·、，；]|\s[–—-]\s|\s(?:and|und|et|og|och|oraz|és|и|та|with|mit|sowie|&|\+)\s)\s*`)
	rxShortAnd  = regexp.MustCompile(`\s(?:y|e|i|en|ve|dan|ja)\s`)
	rxNotName   = regexp.MustCompile(`(?i)[@#»«<>{}=:：]|https?:|www\.|\d{3,}|\b(?:updated?|published|posted|min read|am|pm|uhr|follow|subscribe|share|comments?|posts?|view|more|mehr|read|click|about|stand|uncategorized|leserkommentare|gesponserte|artikel|fotograf\p{L}*|photograph\p{L}*|fotos?|photos?|bilder|images?)\b`)
	rxJob       = regexp.MustCompile(`(?i)\b(?:editor|reporter|correspondent|writer|columnist|staff|journalist\p{L}*|critic|contributor|contributing|producer|bureau|chief|analyst|photographer|redakteur\p{L}*|korrespondent\p{L}*|redacción|redattore|redattrice|journaliste|corresponsal|correspondant\p{L}*|redactora?|redacteur|periodista|giornalista|inviato|jornalista|repórter|dziennikarz|director|author|expertin|professor\p{L}*|fellow|senior|presenter|host)\b`)
	rxHandle    = regexp.MustCompile(`\S*://\S*|\s*\(?@\w+\)?|\s*[\w.+-]+@\S+\.\w+`)
	rxBesides   = regexp.MustCompile(`(?i)\s*(?:\(.*|\[.*|\s(?:for|at|of|in|from|via|on|für|vom|bei|aus|am|um|im|para|pour|le|el|il|op|w|dnia)\s.*)$`)
	rxDegree    = regexp.MustCompile(`^(?:(?:[A-Z]\.?){2,4}|Ph\.?D\.?|Dr\.?|Jr\.?|Sr\.?|M\.?Sc\.?|B\.?Sc\.?|M\.?A\.?|B\.?A\.?|M\.?D\.?|Esq\.?|Dipl\.-\S+|LL\.[BMD]\.?|MPH|RDN?|MBA|PharmD|II|III)$`)
	Domain      = regexp.MustCompile(`(?i)^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|de|at|ch|co|uk|fr|it|es|eu|info|tv|news|in|au|nl|pl|se|no|dk|fi|ru|ca|br|za|ie|io|online)\b`)
	rxHouse     = regexp.MustCompile(`(?i)\b(?:news|media|press|times|post|magazine|network|networks|agency|agencies|agence|agencia|agenzia|agentur(?:en)?|service|services|wire|wires|tv|radio|today|daily|herald|tribune|gazette|journal|chronicle|staff|team|desk|newsroom|editors|editorial|redaktion|redaktionsnetzwerk|redazione|redacción|rédaction|redação|redakcja|redactie|redaksi|online|digital|institut\p{L}*|universit\p{L}*|foundation|e\.v|gmbh|inc|ltd|group|board|consortium|magazin|verlag|reports|business|bund|verband)\b`)
	rxAgency    = regexp.MustCompile(`^(?i:(?:the |agencia |agência |agenzia |agence |agentur )?(?:ap|associated press|afp|agence france[- ]presse|reuters|dpa|deutsche presse-agentur|apa|sda|keystone-sda|epd|kna|sid|ansa|adnkronos|efe|europa press|lusa|pap|čtk|ctk|mti|tass|тасс|ria novosti|interfax|ukrinform|unian|belta|xinhua|新华社|kyodo(?: news)?|jiji(?: press)?|yonhap|pti|press trust of india|ani|ians|uni|bernama|antara|aap|pa(?: media)?|press association|canadian press|upi|united press international|bloomberg(?: news)?|anadolu(?: agency| ajansı)?|aa|anp|belga|ntb|tt|ritzau|stt|bns|elta|leta|agerpres|tanjug|hina|sta|bta|mena|wam|spa|qna|irna|nan)(?: news agency)?)$`)
)

var (
	// rxPictureWord is said of pictures and of rights, and of no author.
	rxPictureWord = regexp.MustCompile(`(?i)\b(?:cortesía|cortesia|courtesy|courtoisie|handout|getty|shutterstock|istock(?:photo)?|alamy|dreamstime|depositphotos|adobe ?stock|fotolia|pixabay|unsplash|pexels|picture[ -]alliance|imago|creative commons|archivbild|symbolbild|symbolfoto|screenshot|illustrations?|copyright|rights reserved|alle rechte)\b|©`)
	// rxButton is what one presses, the half of a day, or what leads to a name.
	rxButton = regexp.MustCompile(`(?i)^(?:seguir|guardar|reportar|compartir|imprimir|enviar|escuchar|folgen|teilen|merken|drucken|suivre|partager|imprimer|enregistrer|segui|condividi|salva|stampa|partilhar|compartilhar|salvar|volgen|delen|opslaan|obserwuj|udostępnij)\b|^[ap]\.\s?m\.?$|\s(?:edited|written|translated|reviewed)?\s?by\s`)
	// Craft is what others did for a story than write it.
	Craft = regexp.MustCompile(`(?i)(?:^|\b)(?:fotos?|photos?|fotograf\p{L}*|photograph\p{L}*|fotógraf\p{L}*|bilder|bildredaktion|styling|stylist\p{L}*|haare|hair|make-?up|kamera|camera|illustration\p{L}*|illustrator\p{L}*|grafik|graphics|assistenz|produktion|production|schnitt|layout)\b`)
	// rxLegalForm is that of a firm.
	rxLegalForm = regexp.MustCompile(`(?i)\s(?:gmbh|ag|kg|se|e\.\s?v\.?|inc\.?|ltd\.?|llc|s\.\s?a\.?|s\.\s?r\.\s?l\.?|b\.\s?v\.?|sp\. z o\.\s?o\.?)$`)
)

// rxWithAgency is an agency whose help a byline names: "(avec AFP)", "con EFE".
var rxWithAgency = regexp.MustCompile(`\s\(?(?i:avec|con|com|met|med|z|with|mit|und|and|y|e|et)\s(?i:l'|la )?((?i:afp|reuters|ap|dpa|efe|ansa|lusa|apa|sda|belga|anp|ntb|tt|ritzau|pap|europa press|adnkronos|agence france-presse|associated press|agencias|agenzie|agências))\)?$`)

// rxFullStop is one behind a name, not behind a title or an initial.
var rxFullStop = regexp.MustCompile(`(\p{Ll}{4})\.\s`)

// Names cuts a line of authors into bylines: "By" and "and" taken out, and with
// them what stands behind a name: its office, degree, house and place.
func (h House) Names(line string) []news.Byline {
	line = dom.OneLine(rxHandle.ReplaceAllString(line, ""))
	line = rxFullStop.ReplaceAllString(line, "$1, ")
	if line == "" || len(line) > 300 {
		return nil
	}
	for range 3 {
		rest := strings.TrimSpace(By.ReplaceAllString(line, ""))
		if rest == "" {
			break // a house's people, and not what leads to their names
		}
		line = rest
	}
	line = rxWithAgency.ReplaceAllString(line, ", $1")
	var out []news.Byline
	role := func(r string) {
		last := &out[len(out)-1]
		last.Role = cmp.Or(last.Role, r)
	}
	for _, part := range parted(line) {
		if rest := By.ReplaceAllString(part, ""); rest != "" {
			part = rest
		} else if !isStaff(part) {
			continue // it leads to a name, and none follows
		}
		if part = strings.Trim(part, " .,:;()-–—\"'’“”*"); part == "" {
			continue
		}
		follows := len(out) > 0
		switch {
		case follows && isDegree(part):
		case follows && rxJob.MatchString(part) && dom.CountWords(part) <= 8:
			role(part)
		case follows && IsAgency(part) && !IsAgency(out[len(out)-1].Name):
			out = append(out, news.Byline{Name: part, Role: RoleAgency})
		case follows && out[len(out)-1].Role == "" && h.isAffiliation(part):
		case follows && rxLegalForm.MatchString(out[len(out)-1].Name) && dom.CountWords(part) == 1: // where the firm has its seat
		default:
			part = h.withoutHouse(part)
			if !IsName(part) {
				continue
			}
			b := news.Byline{Name: part}
			b.Name, b.Role = withoutJob(part)
			switch {
			case IsAgency(part):
				b.Role = RoleAgency
			case isStaff(part):
				b.Role = RoleStaff
			}
			out = append(out, b)
		}
	}
	return out
}

// withoutJob parts a name from the office that was glued behind it: "Ana Pereira Foreign
// editor".
func withoutJob(s string) (name, job string) {
	words := strings.Fields(s)
	if len(words) < 3 || !rxJob.MatchString(strings.Join(words[2:], " ")) || rxJob.MatchString(strings.Join(words[:2], " ")) {
		return s, ""
	}
	n := 2
	for n < len(words)-1 && (nameParticles[strings.ToLower(words[n-1])] || len(words[n-1]) == 2 && words[n-1][1] == '.') {
		n++ // the name goes on
	}
	if name = strings.Join(words[:n], " "); !IsPerson(name) {
		return s, ""
	}
	return name, strings.Join(words[n:], " ")
}

// parted cuts a line between names. A short word for "and" may also join the two
// family names of one person, so it parts only what may be two whole names.
func parted(line string) []string {
	var out []string
	for _, part := range rxNameSplit.Split(line, -1) {
		for {
			cut := rxShortAnd.FindStringIndex(part)
			if cut == nil || dom.CountWords(part[:cut[0]]) < 2 || dom.CountWords(part[cut[1]:]) < 2 {
				break
			}
			out, part = append(out, part[:cut[0]]), part[cut[1]:]
		}
		out = append(out, part)
	}
	return out
}

// isDegree: letters behind a name ("MS, RDN").
func isDegree(s string) bool {
	for _, w := range strings.Fields(s) {
		if !rxDegree.MatchString(w) {
			return false
		}
	}
	return !IsAgency(s)
}

// IsAgency reports whether a name is that of a news agency.
func IsAgency(s string) bool { return rxAgency.MatchString(s) }

// isAffiliation: behind a person's name, the house that the person writes for.
func (h House) isAffiliation(s string) bool {
	return IsAgency(s) || h.Is(s) || Domain.MatchString(s) || rxHouse.MatchString(s)
}

// isStaff: a house's people without their names ("Staff Reports").
func isStaff(s string) bool {
	switch dom.Letters(s) {
	case "staff", "staffreports", "staffreport", "staffwriter", "staffreporter", "editor", "editors", "editorial", "editorialboard", "theeditorialboard", "editorialteam", "editorialstaff", "newsdesk", "newsroom", "webdesk", "onlinedesk", "redaktion", "redaktionsteam", "redazione", "redacción", "laredacción", "larédaction", "rédaction", "redação", "redakcja", "redactie", "redaksi", "toimitus", "redaktionen", "redakce", "webteam", "agencies", "agenturen", "newsagencies", "wireservices":
		return true
	}
	return false
}

// withoutHouse cuts off a name what tells for whom or where the person writes.
func (h House) withoutHouse(s string) string {
	if cut := rxBesides.FindStringIndex(s); cut != nil && dom.CountWords(s[:cut[0]]) >= 2 {
		s = strings.TrimSpace(s[:cut[0]])
	}
	words := strings.Fields(s)
	for n := len(words) - 1; n >= 2 && n >= len(words)-4; n-- {
		if tail := strings.Join(words[n:], " "); h.Is(tail) && len(dom.Letters(tail)) >= 4 {
			return strings.Trim(strings.Join(words[:n], " "), " .,:;-–—")
		}
	}
	return s
}

// IsName: one to six words, the first of them capital, nothing that no name has.
func IsName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 || len(s) > 80 || rxNotName.MatchString(s) || rxPictureWord.MatchString(s) || rxButton.MatchString(s) {
		return false
	}
	if _, _, isDate := FindDay(s); isDate {
		return false
	}
	first, _ := utf8.DecodeRuneInString(words[0])
	last := []rune(words[len(words)-1])[0]
	if !unicode.IsLetter(first) || unicode.IsDigit(last) {
		return false
	}
	lower := strings.ToLower(s)
	if MonthNames[lower] != 0 || RootNames[lower] || len(s) == 1 {
		return false
	}
	switch lower {
	case "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "hinterlasse einen kommentar", "keine kommentare", "leave a comment", "no comments", "http", "https",
		"admin", "administrator", "anonymous", "unknown", "unbekannt", "webmaster", "wordpressadmin", "wpadmin", "siteadmin", "superadmin", "guest", "gast", "author", "autor", "null", "none", "undefined", "user", "root", "n/a", "reading time", "lesezeit":
		return false
	}
	return true
}

// nameParticles may stand in a name in small letters.
var nameParticles = map[string]bool{}

func init() {
	for _, w := range strings.Fields("von van vom zu zum zur der den de del della dello dei di da das do dos du des la le les el al ul bin bint ibn ben y e i af av ter ten te 't op und und af ap o'") {
		nameParticles[w] = true
	}
}

// IsPerson: two to five words that are all capital but for particles, or signs of
// a writing without capitals.
func IsPerson(s string) bool {
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 6 || !IsName(s) || rxHouse.MatchString(s) || IsAgency(s) {
		return false
	}
	for i, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLower(first) && (i == 0 || !nameParticles[strings.ToLower(w)]) {
			return false
		}
		if unicode.IsDigit(first) {
			return false
		}
	}
	return true
}

// AllUpper: one to three words, each with a capital but for particles.
func AllUpper(s string) bool {
	words := strings.Fields(s)
	for i, w := range words {
		if !startsUpper(w) && (i == 0 || !nameParticles[w]) {
			return false
		}
	}
	return len(words) <= 3
}

func startsUpper(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsLower(first)
}

// AllPersons reports whether all names, one at least, have the form of a person's.
func AllPersons(names []news.Byline) bool {
	for _, n := range names {
		if !IsPerson(n.Name) {
			return false
		}
	}
	return len(names) > 0
}

// A House is what is known of whose a page is: the letters of the outlet's name, of
// the publisher's, and of the site's host. The zero House is that of a page that
// doesn't say, such as bare text.
type House struct{ Outlet, Publisher, Host string }

// Is reports whether a name is the outlet's or its site's.
func (h House) Is(name string) bool {
	id := dom.Letters(name)
	switch {
	case id == "":
		return false
	case id == h.Outlet, id == h.Publisher, len(id) >= 4 && strings.HasPrefix(h.Host, id):
		return true
	case len(h.Outlet) < 4:
		return false
	}
	return strings.HasPrefix(id, h.Outlet) || len(id) >= 6 && strings.HasPrefix(h.Outlet, id)
}

// Roles of a byline that the reader itself gives.
const (
	RoleAgency = "agency"
	RoleStaff  = "staff" // of the outlet, without a name
)

// RootNames are what breadcrumbs call the front page.
var RootNames = map[string]bool{"الرئيسية": true, "ana sayfa": true, "home": true, "homepage": true, "frontpage": true, "start": true, "startseite": true, "inicio": true, "accueil": true, "portada": true, "início": true, "index": true, "hem": true, "forside": true, "strona główna": true, "главная": true, "首页": true, "ホーム": true, "news home": true}
