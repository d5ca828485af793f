package read

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/news"

	"golang.org/x/net/html"
)

var (
	rxBy        = regexp.MustCompile(`^(?i:(?:words|text|story|stories|report|photos|pictures) (?:and|&) (?:words|text|story|photos|pictures|photographs|images|video) by|text und fotos?(?: von)?|reported by|artikel von|beiträge von|beitrag von|veröffentlicht von|geschrieben von|erstellt von|verfasst von|eingestellt von|ein artikel von|alle artikel von|zum profil von|rezept von|interview von|text und interview|text & interview|text von|texte de|propos recueillis par|publié par|écrit par|escrito por|publicado por|texto de|testo di|scritto da|a cura di|redacteur|geschreven door|autor\*in|autor/in|über|about|interview|reported and written by|reporting by|written by|words by|posted by|story by|article by|published by|created by|submitted by|edited by|by|von|par|por|di|da|door|av|af|oleh|text|texte|texto|testo|autore?s?|autora?s?|auteurs?|authors?|autoren|autorin|redaktion|written|skrevet av|skrevet af|przez|napisał|napisała|yazan|автор|текст|作者|记者|記者|撰文|بقلم|كتب)(?:\s*[:：]\s*|\s+|$)`)
	rxNameSplit = regexp.MustCompile(`\s*(?:[,;|/•·、，；]|\s[–—-]\s|\s(?:and|und|et|og|och|oraz|és|и|та|with|mit|sowie|&|\+)\s)\s*`)
	rxShortAnd  = regexp.MustCompile(`\s(?:y|e|i|en|ve|dan|ja)\s`)
	rxNotName   = regexp.MustCompile(`(?i)[@#»«<>{}=:：]|https?:|www\.|\d{3,}|\b(?:updated?|published|posted|min read|am|pm|uhr|follow|subscribe|share|comments?|posts?|view|more|mehr|read|click|about|stand|uncategorized|leserkommentare|gesponserte|artikel|fotograf\p{L}*|photograph\p{L}*|fotos?|photos?|bilder|images?)\b`)
	rxJob       = regexp.MustCompile(`(?i)\b(?:editor|reporter|correspondent|writer|columnist|staff|journalist\p{L}*|critic|contributor|contributing|producer|bureau|chief|analyst|photographer|redakteur\p{L}*|korrespondent\p{L}*|redacción|redattore|redattrice|journaliste|corresponsal|correspondant\p{L}*|redactora?|redacteur|periodista|giornalista|inviato|jornalista|repórter|dziennikarz|director|author|expertin|professor\p{L}*|fellow|senior|presenter|host)\b`)
	rxHandle    = regexp.MustCompile(`\S*://\S*|\s*\(?@\w+\)?|\s*[\w.+-]+@\S+\.\w+`)
	rxBesides   = regexp.MustCompile(`(?i)\s*(?:\(.*|\[.*|\s(?:for|at|of|in|from|via|on|für|vom|bei|aus|am|um|im|para|pour|le|el|il|op|w|dnia)\s.*)$`)
	rxDegree    = regexp.MustCompile(`^(?:(?:[A-Z]\.?){2,4}|Ph\.?D\.?|Dr\.?|Jr\.?|Sr\.?|M\.?Sc\.?|B\.?Sc\.?|M\.?A\.?|B\.?A\.?|M\.?D\.?|Esq\.?|Dipl\.-\S+|LL\.[BMD]\.?|MPH|RDN?|MBA|PharmD|II|III)$`)
	rxDomain    = regexp.MustCompile(`(?i)^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|de|at|ch|co|uk|fr|it|es|eu|info|tv|news|in|au|nl|pl|se|no|dk|fi|ru|ca|br|za|ie|io|online)\b`)
	rxHouse     = regexp.MustCompile(`(?i)\b(?:news|media|press|times|post|magazine|network|networks|agency|agencies|agence|agencia|agenzia|agentur(?:en)?|service|services|wire|wires|tv|radio|today|daily|herald|tribune|gazette|journal|chronicle|staff|team|desk|newsroom|editors|editorial|redaktion|redaktionsnetzwerk|redazione|redacción|rédaction|redação|redakcja|redactie|redaksi|online|digital|institut\p{L}*|universit\p{L}*|foundation|e\.v|gmbh|inc|ltd|group|board|consortium|magazin|verlag|reports|business|bund|verband)\b`)
	rxAgency    = regexp.MustCompile(`^(?i:(?:the |agencia |agência |agenzia |agence |agentur )?(?:ap|associated press|afp|agence france[- ]presse|reuters|dpa|deutsche presse-agentur|apa|sda|keystone-sda|epd|kna|sid|ansa|adnkronos|efe|europa press|lusa|pap|čtk|ctk|mti|tass|тасс|ria novosti|interfax|ukrinform|unian|belta|xinhua|新华社|kyodo(?: news)?|jiji(?: press)?|yonhap|pti|press trust of india|ani|ians|uni|bernama|antara|aap|pa(?: media)?|press association|canadian press|upi|united press international|bloomberg(?: news)?|anadolu(?: agency| ajansı)?|aa|anp|belga|ntb|tt|ritzau|stt|bns|elta|leta|agerpres|tanjug|hina|sta|bta|mena|wam|spa|qna|irna|nan)(?: news agency)?)$`)
)

var (
	// rxPictureWord is said of pictures and of rights, and of no author.
	rxPictureWord = regexp.MustCompile(`(?i)\b(?:cortesía|cortesia|courtesy|courtoisie|handout|getty|shutterstock|istock(?:photo)?|alamy|dreamstime|depositphotos|adobe ?stock|fotolia|pixabay|unsplash|pexels|picture[ -]alliance|imago|creative commons|archivbild|symbolbild|symbolfoto|screenshot|illustrations?|copyright|rights reserved|alle rechte)\b|©`)
	// rxButton is what one presses, the half of a day, or what leads to a name.
	rxButton = regexp.MustCompile(`(?i)^(?:seguir|guardar|reportar|compartir|imprimir|enviar|escuchar|folgen|teilen|merken|drucken|suivre|partager|imprimer|enregistrer|segui|condividi|salva|stampa|partilhar|compartilhar|salvar|volgen|delen|opslaan|obserwuj|udostępnij)\b|^[ap]\.\s?m\.?$|\s(?:edited|written|translated|reviewed)?\s?by\s`)
	// rxCraft is what others did for a story than write it.
	rxCraft = regexp.MustCompile(`(?i)(?:^|\b)(?:fotos?|photos?|fotograf\p{L}*|photograph\p{L}*|fotógraf\p{L}*|bilder|bildredaktion|styling|stylist\p{L}*|haare|hair|make-?up|kamera|camera|illustration\p{L}*|illustrator\p{L}*|grafik|graphics|assistenz|produktion|production|schnitt|layout)\b`)
	// rxLegalForm is that of a firm.
	rxLegalForm = regexp.MustCompile(`(?i)\s(?:gmbh|ag|kg|se|e\.\s?v\.?|inc\.?|ltd\.?|llc|s\.\s?a\.?|s\.\s?r\.\s?l\.?|b\.\s?v\.?|sp\. z o\.\s?o\.?)$`)
)

// rxFullStop is one behind a name, not behind a title or an initial.
var rxFullStop = regexp.MustCompile(`(\p{Ll}{4})\.\s`)

// authors are bylines with the element that says so.
type authors struct {
	names []news.Byline
	why   string
}

func (a *authors) add(b news.Byline) {
	id := lettersOf(b.Name)
	for i, have := range a.names {
		if known := lettersOf(have.Name); len(known) >= 8 && len(id) > len(known) && strings.HasSuffix(id, known) {
			return // "All stories by" and the name
		} else if known == id {
			a.names[i].Role = firstOf(have.Role, b.Role)
			a.names[i].URL = firstOf(have.URL, b.URL)
			return
		}
	}
	if len(a.names) < maxBylines {
		a.names = append(a.names, b)
	}
}

// authorMetas are the meta elements that name authors.
var authorMetas = []string{"author", "article:author", "parsely-author", "sailthru.author", "byl", "article:author_name", "article.author", "dc.creator", "dcterms.creator", "dc.creator.personalname", "og:article:author", "authors", "citation_author", "rnews:author", "cxenseparse:author", "content_author", "creator", "twitter:data1"}

// bylines gives who wrote the story: from JSON-LD, then meta elements, then
// what the page shows. A person who is shown counts before the house that the
// data names, and so does a byline under the headline that names others, or the
// same and more: data often has the first author alone, or who typed it in.
// Addresses and notes are added from what the page shows.
func (p *page) bylines() ([]news.Byline, string) {
	said := p.saidAuthors()
	shown := p.shownAuthors()
	switch {
	case p.outletOnly(said.names):
		// A person who is shown, and else who is named so for machines: a blog's
		// author often has the blog's name.
		cards := p.cards()
		switch {
		case !p.outletOnly(cards.names):
			said = cards
		case len(shown.names) > 0 && !p.outletOnly(shown.names):
			said = shown.authors
		case len(said.names) == 0 && len(cards.names) > 0:
			said = cards
		case len(said.names) == 0:
			said = shown.authors
		}
	case shown.plain && p.namesMore(shown.names, said.names):
		said = shown.authors
	}
	for i, b := range said.names {
		if id := lettersOf(b.Name); b.Role == "" && (id == p.outletID || id == lettersOf(p.publisher)) {
			said.names[i].Role = roleStaff // the house signs for its people
		}
	}
	p.fillBylines(said.names)
	return said.names, said.why
}

// saidAuthors are those that the page's data names.
func (p *page) saidAuthors() authors {
	for _, named := range []struct {
		by  any
		why string
	}{{p.article["author"], "JSON-LD author"}, {p.article["creator"], "JSON-LD creator"}, {p.webPage["author"], "JSON-LD author of the page"}} {
		if out := p.linkedAuthors(named.by); len(out.names) > 0 {
			out.why = named.why
			return out
		}
	}
	for _, name := range authorMetas {
		out := authors{why: "meta " + name}
		if name == "twitter:data1" && !rxBy.MatchString(p.first("twitter:label1")) {
			continue // it may be anything, and its label says what
		}
		for _, v := range p.metas[name] {
			if name == "citation_author" {
				v = turned(v)
			}
			for _, b := range p.names(v) {
				out.add(b)
			}
		}
		if len(out.names) > 0 {
			return out
		}
	}
	return authors{}
}

// turned is "Ana Pereira" for "Pereira, Ana", as libraries write it.
func turned(name string) string {
	family, given, ok := strings.Cut(name, ",")
	if !ok || strings.Contains(given, ",") || countWords(family) > 2 {
		return name
	}
	return oneLine(given + " " + family)
}

// isUsername: what somebody logs in with, and not a name.
func isUsername(s string) bool {
	return !strings.Contains(s, " ") && len(s) < 30 && s[0] < 0x80 && strings.ToLower(s) == s
}

// outletOnly: no author but, at most, the house itself.
func (p *page) outletOnly(named []news.Byline) bool {
	for _, b := range named {
		if !p.isHouse(b.Name) && b.Role != roleStaff && !rxDomain.MatchString(b.Name) && !isUsername(b.Name) {
			return false
		}
	}
	return true
}

// isHouse reports whether a name is the outlet's or its site's.
func (p *page) isHouse(name string) bool {
	if p.evidence == nil {
		return false // bare text doesn't say whose it is
	}
	id := lettersOf(name)
	host := lettersOf(strings.TrimPrefix(p.base.Hostname(), "www."))
	return id != "" && (id == p.outletID || id == lettersOf(p.publisher) || len(id) >= 4 && strings.HasPrefix(host, id) || len(p.outletID) >= 4 && (strings.HasPrefix(id, p.outletID) || strings.HasPrefix(p.outletID, id) && len(id) >= 6))
}

// Roles of a byline that the reader itself gives.
const (
	roleAgencyName = "agency"
	roleStaff      = "staff" // of the outlet, without a name
)

// namesMore reports whether the byline that is shown names other people than the
// data does, or the same and more.
func (p *page) namesMore(shown, said []news.Byline) bool {
	common := 0
	for _, b := range said {
		for _, s := range shown {
			if a, b := lettersOf(s.Name), lettersOf(b.Name); a == b || len(a) >= 5 && strings.Contains(b, a) || len(b) >= 5 && strings.Contains(a, b) {
				common++
				break
			}
		}
	}
	return common == 0 || common == len(said) && len(shown) > len(said)
}

func (p *page) linkedAuthors(v any) authors {
	var out authors
	list, ok := v.([]any)
	if m, isMap := v.(map[string]any); isMap && m["@list"] != nil {
		list, ok = m["@list"].([]any)
	}
	if !ok {
		list = []any{v}
	}
	for _, e := range list[:min(len(list), maxBylines)] {
		if inner, ok := e.([]any); ok && len(inner) > 0 {
			e = inner[0]
		}
		t := p.thing(e)
		if several, ok := t["name"].([]any); ok {
			for _, name := range several[:min(len(several), maxBylines)] {
				for _, b := range p.names(text(name)) {
					out.add(b)
				}
			}
			continue
		}
		names := p.names(p.nameOf(e))
		if len(names) == 1 && t != nil {
			names[0].URL = absolute(p.base, firstOf(text(t["url"]), text(t["sameAs"])))
			names[0].Role = firstOf(names[0].Role, text(t["jobTitle"]))
			names[0].About = text(t["description"])
			if kind := typeOf(t); strings.HasSuffix(kind, "Organization") && names[0].Role == "" && !p.isHouse(names[0].Name) {
				names[0].Role = roleAgencyName
			}
		}
		for _, b := range names {
			out.add(b)
		}
	}
	return out
}

// names cuts a line of authors into bylines: "By" and "and" taken out, and with
// them what stands behind a name: its office, degree, house and place.
func (p *page) names(line string) []news.Byline {
	line = oneLine(rxHandle.ReplaceAllString(line, ""))
	line = rxFullStop.ReplaceAllString(line, "$1, ")
	if line == "" || len(line) > 300 {
		return nil
	}
	for range 3 {
		rest := strings.TrimSpace(rxBy.ReplaceAllString(line, ""))
		if rest == "" {
			break // a house's people, and not what leads to their names
		}
		line = rest
	}
	var out []news.Byline
	role := func(r string) {
		last := &out[len(out)-1]
		last.Role = firstOf(last.Role, r)
	}
	for _, part := range parted(line) {
		if rest := rxBy.ReplaceAllString(part, ""); rest != "" {
			part = rest
		} else if !p.isStaff(part) {
			continue // it leads to a name, and none follows
		}
		if part = strings.Trim(part, " .,:;()-–—\"'’“”*"); part == "" {
			continue
		}
		follows := len(out) > 0
		switch {
		case follows && isDegree(part):
		case follows && rxJob.MatchString(part) && countWords(part) <= 8:
			role(part)
		case follows && out[len(out)-1].Role == "" && p.isAffiliation(part):
		case follows && rxLegalForm.MatchString(out[len(out)-1].Name) && countWords(part) == 1: // where the firm has its seat
		default:
			part = p.withoutHouse(part)
			if !isName(part) {
				continue
			}
			b := news.Byline{Name: part}
			switch {
			case isAgency(part):
				b.Role = roleAgencyName
			case p.isStaff(part):
				b.Role = roleStaff
			}
			out = append(out, b)
		}
	}
	return out
}

// parted cuts a line between names. A short word for "and" may also join the two
// family names of one person, so it parts only what may be two whole names.
func parted(line string) []string {
	var out []string
	for _, part := range rxNameSplit.Split(line, -1) {
		for {
			cut := rxShortAnd.FindStringIndex(part)
			if cut == nil || countWords(part[:cut[0]]) < 2 || countWords(part[cut[1]:]) < 2 {
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
	return !isAgency(s)
}

func isAgency(s string) bool { return rxAgency.MatchString(s) }

// isAffiliation: behind a person's name, the house that the person writes for.
func (p *page) isAffiliation(s string) bool {
	return isAgency(s) || p.isHouse(s) || rxDomain.MatchString(s) || rxHouse.MatchString(s)
}

// isStaff: a house's people without their names ("Staff Reports").
func (p *page) isStaff(s string) bool {
	switch lettersOf(s) {
	case "staff", "staffreports", "staffreport", "staffwriter", "staffreporter", "editor", "editors", "editorial", "editorialboard", "theeditorialboard", "editorialteam", "editorialstaff", "newsdesk", "newsroom", "webdesk", "onlinedesk", "redaktion", "redaktionsteam", "redazione", "redacción", "laredacción", "larédaction", "rédaction", "redação", "redakcja", "redactie", "redaksi", "toimitus", "redaktionen", "redakce", "webteam", "agencies", "agenturen", "newsagencies", "wireservices":
		return true
	}
	return false
}

// withoutHouse cuts off a name what tells for whom or where the person writes.
func (p *page) withoutHouse(s string) string {
	if cut := rxBesides.FindStringIndex(s); cut != nil && countWords(s[:cut[0]]) >= 2 {
		s = strings.TrimSpace(s[:cut[0]])
	}
	words := strings.Fields(s)
	for n := len(words) - 1; n >= 2 && n >= len(words)-4; n-- {
		if tail := strings.Join(words[n:], " "); p.isHouse(tail) && len(lettersOf(tail)) >= 4 {
			return strings.Trim(strings.Join(words[:n], " "), " .,:;-–—")
		}
	}
	return s
}

// isName: one to six words, the first of them capital, nothing that no name has.
func isName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 || len(s) > 80 || rxNotName.MatchString(s) || rxPictureWord.MatchString(s) || rxButton.MatchString(s) {
		return false
	}
	if _, _, isDate := findDay(s); isDate {
		return false
	}
	first, _ := utf8.DecodeRuneInString(words[0])
	last := []rune(words[len(words)-1])[0]
	if !unicode.IsLetter(first) || unicode.IsDigit(last) {
		return false
	}
	lower := strings.ToLower(s)
	if monthNames[lower] != 0 {
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

// isPerson: two to five words that are all capital but for particles, or signs of
// a writing without capitals.
func isPerson(s string) bool {
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 6 || !isName(s) || rxHouse.MatchString(s) || isAgency(s) {
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

// cards reads the first author whom the page marks as one for machines: an hCard
// or a link of the kind "author". Others beside it are its co-authors.
func (p *page) cards() authors {
	out := authors{why: "an author card"}
	var beside *html.Node
	for _, n := range append(p.props["author"][:len(p.props["author"]):len(p.props["author"])], p.authors...) {
		if len(out.names) > 0 && (n.Parent == nil || n.Parent.Parent != beside && n.Parent != beside) {
			break
		}
		names := p.names(firstOf(attr(n, "content"), oneLine(visibleText(n))))
		if len(names) == 1 && p.amid(n, roleComments) == nil && p.amid(n, roleTeaser) == nil {
			names[0].URL = absolute(p.base, attr(n, "href"))
			out.add(names[0])
			if n.Parent != nil {
				beside = n.Parent.Parent
			}
		}
	}
	return out
}

// amid is the nearest element of a role that a node stands in.
func (p *page) amid(n *html.Node, r role) *html.Node {
	for depth := 0; n != nil && depth < 30; n, depth = n.Parent, depth+1 {
		if slices.Contains(p.known.of(n), r) && !p.holdsBody(n) {
			return n
		}
	}
	return nil
}

// shownByline is what a page shows of its authors; plain where a line under the
// headline says "By" and names people.
type shownByline struct {
	authors
	plain bool
}

// maxBylineLines bounds the lines that name people: a list of thousands is hostile.
const maxBylineLines = 500

// shownAuthors reads the visible byline: blocks marked so, or lines that begin
// with "By", before the body's third block or right after the body.
func (p *page) shownAuthors() shownByline {
	var near, far shownByline
	head := p.headIndex()
	lines := 0
	for i, b := range p.blocks {
		isNext := i >= head-2 && i <= head+4
		if b.words > 30 || b.markOf(roleComments) != nil || b.role == roleHeadline || b.has(roleNavigation) && !isNext {
			continue
		}
		names, says := p.bylineOf(i, isNext)
		if len(names) == 0 {
			continue
		}
		if lines++; lines > maxBylineLines {
			break
		}
		to := &far
		if i < p.begin+3 {
			to = &near
		}
		if to == &near && says && i >= head && !near.plain && allPersons(names) {
			near = shownByline{plain: true} // plainer than what stood before it
		} else if near.plain && !says {
			continue
		}
		for _, n := range names {
			to.add(n)
		}
		to.why = "the line “" + excerptOf(b.text) + "”"
		if len(near.names) >= 6 {
			break
		}
	}
	if len(near.names) > 0 {
		near.names = near.names[:min(len(near.names), 6)]
		return near
	}
	far.names = far.names[:min(len(far.names), 2)]
	return far
}

// bylineOf are the authors whom block i names, if it is a byline; says, if it says
// "By" or the like. Where nothing marks it as one, only what is shaped like a
// person's name counts.
func (p *page) bylineOf(i int, isNext bool) (names []news.Byline, says bool) {
	b := p.blocks[i]
	marked := b.has(roleByline) && b.markOf(roleTeaser) == nil
	_, day, dated := locateDay(b.text, p.dayFirst())
	named := false // by a word such as "By" beside the date
	says = isBylineLine(b.text) || dated && rxSaysBy.MatchString(b.text) || i > 0 && isByLabel(p.blocks[i-1])
	if !says && !dated && b.words >= 10 && endsSentence(b.text) {
		return nil, false // it tells something, and names whom it tells of
	}
	if !says && (namesCraft(b) || i > 0 && namesCraft(p.blocks[i-1])) {
		return nil, false
	}
	if marked || says {
		names = p.linkedNames(b)
	}
	switch {
	case len(names) > 0:
	case dated && b.words <= 25 && (marked || isNext):
		if m := rxByWithin.FindStringSubmatch(b.text[:day[0]] + " | " + b.text[day[1]:]); m != nil {
			names, named = p.names(rxNextWord.ReplaceAllString(m[1], "")), true // it may be one name alone
		} else if marked || says {
			names = p.names(withoutDate(b.text))
		}
	case marked || says:
		names = p.names(withoutDate(b.text))
	}
	persons := slices.ContainsFunc(names, func(n news.Byline) bool { return isPerson(n.Name) })
	kept := names[:0]
	for _, n := range names {
		switch {
		case isPerson(n.Name), says && isAgency(n.Name):
		case !marked && !named, persons && n.Role == "":
			continue
		case n.Role == "" && !(named && countWords(n.Name) == 1) && !allUpper(n.Name):
			continue
		}
		kept = append(kept, n)
	}
	return kept, says
}

// namesCraft: a short block that says who did something else than write the story,
// as "Photographer" above a name does.
func namesCraft(b *block) bool {
	return b.words <= 8 && rxCraft.MatchString(b.text) && !rxBy.MatchString(b.text)
}

// rxNextWord is what leads on from a name to what else the line says.
var rxNextWord = regexp.MustCompile(`(?i)\s+(?:am|on|in|um|under|at|le|el|il|vom)(?:\s.*)?$`)

// allUpper: one to three words, each with a capital but for particles.
func allUpper(s string) bool {
	words := strings.Fields(s)
	for i, w := range words {
		if !startsUpper(w) && (i == 0 || !nameParticles[w]) {
			return false
		}
	}
	return len(words) <= 3
}

// rxSaysBy is how a byline begins that goes on with a date; rxByWithin finds it
// behind the date, or between other things that a line says of a story.
var (
	rxSaysBy   = regexp.MustCompile(`^(?i:by|von|par|por|written by|posted by|geschrieben von|veröffentlicht von|publié par)\s+\p{Lu}`)
	rxByWithin = regexp.MustCompile(`(?i)(?:^|[\s|·•—–-])(?:by|von|par|por|autor(?:in)?:|author:|auteur\s*:|(?:verfasst|erstellt|geschrieben|gespeichert|veröffentlicht) von:?|redaktion:|text:|posted by)\s+([^\s|·•—–,][^|·•—–,]{1,60})`)
)

// isByLabel: a block that says "By" and nothing else.
func isByLabel(b *block) bool {
	switch b.letters {
	case "by", "von", "par", "por", "door", "autor", "autorin", "author", "authors", "auteur", "autore", "writtenby", "text", "texto", "texte":
		return true
	}
	return false
}

func startsUpper(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsLower(first)
}

func allPersons(names []news.Byline) bool {
	for _, n := range names {
		if !isPerson(n.Name) {
			return false
		}
	}
	return len(names) > 0
}

// linkedNames are the authors whom a byline links to, each with an address.
func (p *page) linkedNames(b *block) []news.Byline {
	var out []news.Byline
	for _, a := range b.anchors {
		name, href := oneLine(b.text[a.start:a.end]), strings.ToLower(a.href)
		isAuthor := a.author || strings.Contains(href, "auth") || strings.Contains(href, "autor") || countWords(name) >= 2
		if !isAuthor || len(out) >= 6 {
			continue
		}
		if names := p.names(name); len(names) == 1 {
			names[0].URL = absolute(p.base, a.href)
			out = append(out, names[0])
		}
	}
	return out
}

func withoutDate(s string) string {
	for _, cut := range []string{" | ", " • ", " · ", " — ", " – ", "\n"} {
		if head, tail, ok := strings.Cut(s, cut); ok {
			if _, _, dated := findDay(tail); dated {
				s = head
			}
		}
	}
	if _, at, ok := locateDay(s, false); ok {
		if at[0] > 12 {
			s = strings.TrimRight(rxWeekday.ReplaceAllString(s[:at[0]], ""), " ,(–—-") // what is behind the day is not the name
		} else {
			s = s[at[1]:]
		}
	}
	return rxClock.ReplaceAllString(s, " ")
}

// rxWeekday is what leads over from a name to a day.
var rxWeekday = regexp.MustCompile(`(?i)[\s,]*(?:\b(?:on|am|vom|le|el|il|em|op|den|dnia|updated|published|posted|at|um|à)\b[\s,:]*)*(?:\b(?:mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b)?[\s,.]*$`)

// fillBylines adds, from what the page shows, each author's address and what
// the page says about the author.
func (p *page) fillBylines(out []news.Byline) {
	if len(out) == 0 {
		return
	}
	for i := range out {
		id := lettersOf(out[i].Name)
		if len(id) < 5 {
			continue
		}
		for j, b := range p.blocks {
			if out[i].URL == "" && b.href != "" && b.words <= 30 && strings.Contains(b.letters, id) {
				out[i].URL = p.authorLink(b, id)
			}
			if out[i].About == "" && b.has(roleAuthorBox) && b.words >= 6 && b.role != roleBody && p.boxNames(j, id) {
				out[i].About = b.text
			}
		}
	}
}

// boxNames reports whether the author box that block j stands in names the author.
func (p *page) boxNames(j int, id string) bool {
	if strings.Contains(p.blocks[j].letters, id) {
		return true
	}
	for k := max(0, j-3); k < j; k++ {
		if p.blocks[k].words <= 10 && strings.Contains(p.blocks[k].letters, id) {
			return true
		}
	}
	return false
}

// authorLink is the address of the link that holds the author's name.
func (p *page) authorLink(b *block, id string) string {
	for _, a := range b.anchors {
		if strings.Contains(lettersOf(b.text[a.start:a.end]), id) && !strings.HasPrefix(a.href, "mailto:") {
			return absolute(p.base, a.href)
		}
	}
	return ""
}
