package record

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/lang"
	"dateline/news"
)

// leadSentences is how far into a report its main event is looked for.
const leadSentences = 6

// mainEvent is what a report as a whole is about: who by the headline, where a
// name stands in it that the text bears too, else by the lead; what by the lead,
// else the headline; when by the day that the lead tells, else the day of
// publication, and the basis says so; where by the first place that the headline
// or the lead says something happened at.
func (d *document) mainEvent() news.MainEvent {
	var main news.MainEvent
	if len(d.sentences) == 0 {
		return main
	}
	lead := d.leadSentence()
	s := d.sentences[lead]
	main.Who = d.headlineName()
	subject, predicate, plain := d.plainSubject(s)
	if !plain && main.Who == "" { // the tree costs, and is asked only where nothing else tells
		subject, predicate = d.parsedSubject(s)
	}
	main.What = predicate
	switch {
	case main.Who == "":
		main.Who = subject
	case !shareName(main.Who, subject):
		main.What = "" // what somebody else did by the lead
	}
	if main.What == "" {
		main.What = strings.TrimSpace(d.report.Headline)
		if _, rest, ok := strings.Cut(main.What, main.Who); ok && main.Who != "" && strings.TrimSpace(rest) != "" {
			main.What = strings.TrimSpace(rest)
		}
	}
	main.When = d.leadDay(lead)
	main.Where = d.leadPlace(lead, main.Who)
	return main
}

// shareName tells whether two phrases share a name.
func shareName(a, b string) bool {
	for w := range strings.FieldsSeq(a) {
		if r := []rune(w); len(r) > 2 && unicode.IsUpper(r[0]) && slices.Contains(strings.Fields(b), w) {
			return true
		}
	}
	return b == "" || a == b
}

// leadSentence is the first sentence that speaks of what the headline speaks of:
// captions and calls to share may stand before it.
func (d *document) leadSentence() int {
	head := d.headlineTerms()
	best, most := 0, 0
	for n := range d.sentences[:min(leadSentences, len(d.sentences))] {
		shared := d.shares(n, head)
		if shared > most+1 || shared > most && n == 0 {
			best, most = n, shared
		}
	}
	return best
}

func (d *document) headlineTerms() map[string]bool {
	head := map[string]bool{}
	for _, t := range lang.Terms(d.report.Headline, "") {
		if len(t.Form) > 3 {
			head[t.Form] = true
		}
	}
	return head
}

// shares counts the words of the headline that a sentence bears.
func (d *document) shares(n int, head map[string]bool) int {
	s := d.sentences[n]
	shared := map[string]bool{}
	for k := s.first; k < s.last; k++ {
		if head[d.lower(k)] {
			shared[d.lower(k)] = true
		}
	}
	return len(shared)
}

// plainSubject is the actors that open a sentence, and what they do; false if the
// sentence does not open so.
func (d *document) plainSubject(s sentence) (subject, predicate string, ok bool) {
	start := d.clauseStart(s)
	if list, next := d.phrasesAt(start, s.last); len(list) > 0 && !allPronouns(list) && next < s.last && d.startsPredicate(next, s.last) {
		end := s.last
		for end > next && !d.tok(end-1).word && !d.tok(end-1).quoted {
			end--
		}
		return d.words(list[0].start, list[len(list)-1].end), d.words(next, end), true
	}
	return "", "", false
}

// parsedSubject is the subject of a sentence's main verb by its tree, and what
// follows it.
func (d *document) parsedSubject(s sentence) (subject, predicate string) {
	words := d.parse(d.tok(s.first).sentence)
	root := rootWord(words)
	for i, w := range words {
		if w.Head != root+1 || !strings.HasPrefix(w.Deprel, "nsubj") || w.UPOS == "PRON" || i > root {
			continue
		}
		first, last := i, i
		for first > 0 && within(words, first-1, i) {
			first--
		}
		for last+1 < root && within(words, last+1, i) && words[last+1].UPOS != "PUNCT" && !strings.HasPrefix(words[last+1].Deprel, "acl") && words[last+1].UPOS != "SCONJ" {
			last++
		}
		end := len(words)
		for end > i+1 && words[end-1].UPOS == "PUNCT" {
			end--
		}
		return d.text[words[first].Start:words[last].End], d.text[words[last+1].Start:words[end-1].End]
	}
	return "", ""
}

func rootWord(words []lang.Word) int {
	for i, w := range words {
		if w.Head == 0 {
			return i
		}
	}
	return -1
}

// headlineName is the first name in the headline that the text bears too, as the
// text writes it when it names it in full. A place behind a preposition is none.
func (d *document) headlineName() string {
	names := map[string]string{} // lower case → as written
	for _, m := range lang.Mentions(d.text) {
		if m.Kind != lang.NameMention || weekdayOrMonth[strings.ToLower(m.Text)] || len(m.Terms) > 5 {
			continue
		}
		text := strings.TrimSpace(m.Text)
		for _, title := range []string{"President ", "Mr ", "Mrs ", "Ms ", "Dr "} {
			text = strings.TrimPrefix(text, title)
		}
		if names[strings.ToLower(text)] == "" {
			names[strings.ToLower(text)] = text
		}
	}
	words := strings.FieldsFunc(d.report.Headline, func(r rune) bool {
		return unicode.IsSpace(r) || r == ':' || r == ',' || r == '‘' || r == '“' || r == '"'
	})
	for i := range words {
		if i > 8 {
			break
		}
		for n := min(4, len(words)-i); n > 0; n-- {
			found := names[trimmedName(strings.Join(words[i:i+n], " "))]
			if found == "" || len(found) < 3 || i > 0 && beforePlace[strings.ToLower(words[i-1])] {
				continue
			}
			first, _, _ := strings.Cut(found, " ")
			last := strings.ToLower(found[strings.LastIndexByte(found, ' ')+1:])
			if _, adjective := lang.Nationality(found); adjective || capitalFunctionWords[strings.ToLower(found)] || occasions[last] {
				continue
			}
			_, state := lang.Country(found)
			if i == 0 && isPlaceName(first) && !isPlaceName(found) || i+n < len(words) && n == 1 && i == 0 && isPlaceName(found) && !state {
				continue // Croydon tram crash: a place that what happened is called by
			}
			if both := d.joinedName(words, i, i+n, names); both != "" {
				return both
			}
			if full := d.fullName(found); full != "" {
				return full
			}
			return found
		}
	}
	return ""
}

// joinedName goes on with “and” and another name of the text: Russia and North
// Korea. It is empty where the headline does not, or not in these very words.
func (d *document) joinedName(words []string, from, to int, names map[string]string) string {
	if to+1 >= len(words) || words[to] != "and" {
		return ""
	}
	for n := min(4, len(words)-to-1); n > 0; n-- {
		if names[trimmedName(strings.Join(words[to+1:to+1+n], " "))] == "" {
			continue
		}
		if both := strings.Join(words[from:to+1+n], " "); strings.Contains(d.report.Headline, both) {
			return both
		}
	}
	return ""
}

// occasions happen, they do nothing
var occasions = set("series prix cup election elections olympics games championship championships tour day open awards festival summit league crash")

func trimmedName(s string) string {
	s = strings.ToLower(strings.Trim(s, "'’\".,!?()…-"))
	s = strings.TrimSuffix(strings.TrimSuffix(s, "'s"), "’s")
	return s
}

// fullName is the full name of a surname, where the text gives one.
func (d *document) fullName(surname string) string {
	if k, ok := d.people.named(surname); ok {
		return k.name
	}
	return ""
}

func isPlaceName(s string) bool {
	_, city := lang.City(s)
	_, country := lang.Country(s)
	return city || country
}

// leadDay is the first day that the lead tells of what it says, else the headline,
// else the sentences behind the lead, those first that speak of what the headline
// speaks of. Where none does, news is of the day on which it was written, and the basis says so.
func (d *document) leadDay(lead int) *news.TimeRef {
	if ref := d.dayOf(lead); ref != nil {
		return ref
	}
	written, _ := lang.Written(d.text, d.spans(), d.report.Published)
	for _, t := range lang.Times(d.report.Headline, written) {
		if t.Ref.From != "" && t.Ref.From == t.Ref.To && t.Ref.Precision == "day" && near(t.Ref.From, written) {
			return &t.Ref
		}
	}
	head := d.headlineTerms()
	for _, least := range []int{1, 0} {
		for n := lead + 1; n < min(lead+4, len(d.sentences)); n++ {
			if d.shares(n, head) < least {
				continue
			}
			if ref := d.dayOf(n); ref != nil {
				return ref
			}
		}
	}
	return d.untoldDay(lead, written)
}

// dayOf is the first day that sentence n tells in its main clause.
func (d *document) dayOf(n int) *news.TimeRef {
	for _, t := range d.sentences[n].times {
		if t.Ref.From != "" && t.Ref.Precision == "day" && near(t.Ref.From, d.report.Published) && !d.aside(n, t) {
			return &t.Ref
		}
	}
	return nil
}

// Hours of the day before which news is of the day before: what is told in the small
// hours happened before midnight, and who tells in the morning how a match ended
// tells of yesterday's.
const (
	smallHours = 5
	morning    = 12

	farSentences = 25 // how far into a report it is asked whether it speaks of a day
)

// untoldDay is the day of a main event whose day the report does not tell.
func (d *document) untoldDay(lead int, written time.Time) *news.TimeRef {
	if written.IsZero() {
		return nil
	}
	published := d.report.Published
	basis := "not told; the day of publication"
	day := written.Format(time.DateOnly)
	clock := published.Hour()*60 + published.Minute() + published.Second() // a day alone is no hour
	switch {
	case day != published.Format(time.DateOnly):
		_, how := lang.Written(d.text, d.spans(), published)
		basis = "not told; " + how
	case clock > 0 && published.Hour() < smallHours && !d.speaksOf(day):
		day = written.AddDate(0, 0, -1).Format(time.DateOnly)
		basis = "not told; the day before the publication, which was in the small hours"
	case clock > 0 && published.Hour() < morning && d.isMatch(lead):
		day = written.AddDate(0, 0, -1).Format(time.DateOnly)
		basis = "not told; the day before the publication, which was in the morning after a match"
	}
	return &news.TimeRef{From: day, To: day, Precision: "day", Basis: basis}
}

// speaksOf tells whether a sentence about what the headline is about speaks of a day
// as one does of the present: today, in the early hours of Wednesday.
func (d *document) speaksOf(day string) bool {
	head := d.headlineTerms()
	for n, s := range d.sentences[:min(farSentences, len(d.sentences))] {
		for _, t := range s.times {
			if t.Ref.From == day && t.Ref.To == day && strings.IndexFunc(t.Ref.Text, unicode.IsDigit) < 0 && d.shares(n, head) > 1 {
				return true
			}
		}
	}
	return false
}

// isMatch tells a report of how a match or race ended: its headline says who won, and
// the headline or lead names a contest or a score.
func (d *document) isMatch(lead int) bool {
	won, contest := false, false
	for w := range strings.FieldsSeq(strings.ToLower(d.report.Headline)) {
		w = strings.Trim(w, ",.:;!?'’‘\"")
		won = won || resultVerbs[w]
		contest = contest || contests[w]
	}
	for n := lead; won && !contest && n < min(lead+4, len(d.sentences)); n++ {
		for k := d.sentences[n].first; k < d.sentences[n].last; k++ {
			contest = contest || contests[d.lower(k)]
		}
	}
	return won && contest
}

var (
	resultVerbs = set("win wins won beat beats lose loses lost draw draws drew edge edges thrash thrashes triumph triumphs")
	contests    = set("match race prix final semi-final quarter-final championship championships innings inning laps lap goals goal goalkeeper striker playoff play-off grid podium tournament")
)

func (d *document) spans() []lang.Span {
	spans := make([]lang.Span, len(d.sentences))
	for i, s := range d.sentences {
		spans[i] = s.Span
	}
	return spans
}

// aside tells a day that stands in another than the main clause, or belongs to a
// noun: Tuesday's election; the man who resigned on Monday; after it derailed on
// Wednesday.
func (d *document) aside(n int, t lang.TimeMention) bool {
	words := d.parse(n)
	subordinate := map[int]bool{} // the words whose clause a conjunction opens
	for _, w := range words {
		if w.Deprel == "mark" && subordinators[strings.ToLower(w.Form)] {
			subordinate[w.Head-1] = true
		}
	}
	for i, w := range words {
		if w.Start < t.Start || w.End > t.End {
			continue
		}
		for steps := 0; i >= 0 && steps < len(words); steps++ {
			relation, _, _ := strings.Cut(words[i].Deprel, ":")
			if subordinate[i] {
				return true
			}
			if relation == "acl" || relation == "advcl" || words[i].Deprel == "nmod:poss" {
				if words[i].XPOS != "VB" { // to celebrate on Wednesday goes on with what the main clause says
					return true
				}
			}
			i = words[i].Head - 1
		}
		return false
	}
	return false
}

var subordinators = set("as when after while because since before although though until")

// near tells a day within two weeks of another from background.
func near(day string, of time.Time) bool {
	t, err := time.Parse(time.DateOnly, day[:min(len(day), 10)])
	if err != nil || of.IsZero() {
		return err == nil
	}
	distance := of.Sub(t).Hours() / 24
	return distance > -14 && distance < 14
}

// leadPlace is where the headline says it happened, else the lead and the
// sentences behind it; else where the report was filed, else the country that the
// headline or lead names first, if it does not act there itself.
func (d *document) leadPlace(lead int, who string) string {
	fromHeadline := headlinePlace(d.report.Headline)
	if _, city := lang.City(fromHeadline); !city {
		if called := d.calledBy(); called != "" {
			return called
		}
	}
	country, isCountry := lang.Country(fromHeadline)
	if fromHeadline != "" && !isCountry {
		return d.withCity(fromHeadline)
	}
	other := ""
	for n := lead; n < min(lead+3, len(d.sentences)); n++ {
		s := d.sentences[n]
		for k := s.first; k+1 < s.last; k++ {
			if settlements[d.lower(k)] && d.lower(k+1) == "of" && !d.tok(k).speech { // in the northern city of
				if p := d.placeAt(k+2, s.last); p != nil {
					return p.Text
				}
			}
			if !beforePlace[d.lower(k)] || d.tok(k).speech || d.skipTime(k, s.last) > k {
				continue
			}
			p := d.placeAt(d.skipArticle(k+1), s.last)
			if p == nil || d.people.isName(p.Text) {
				continue
			}
			if p.Country != "" && (fromHeadline == "" || p.Country == country.Code) {
				return p.Text
			}
			if other == "" && fromHeadline == "" {
				other = p.Text
			}
		}
	}
	if other != "" {
		return other
	}
	if fromHeadline != "" {
		return fromHeadline
	}
	if place := strings.TrimSpace(d.report.Place); place != "" {
		return place
	}
	if n := lang.Dateline(d.text); n > 0 {
		place, _, _ := strings.Cut(d.text[:n], ",")
		place, _, _ = strings.Cut(place, " (")
		return strings.Trim(place, " -–—:")
	}
	for n := range d.sentences[:min(lead+4, len(d.sentences))] {
		s := d.sentences[n]
		for k := s.first; k < s.last; k++ {
			if _, m := d.nationAt(k, s.last); m > 0 && d.isNameOfState(k, k+m) && !strings.Contains(who, d.words(k, k+m)) && !d.statesAct(k, k+m) && !(k > s.first && d.tok(k-1).capital) {
				return d.words(k, k+m)
			}
			if _, ok := lang.City(d.tok(k).text); ok && !d.tok(k+1).capital && !d.people.isName(d.tok(k).text) {
				return d.tok(k).text
			}
		}
	}
	return ""
}

// statesAct tells a country that does something in its sentence from one where
// something happens.
func (d *document) statesAct(i, j int) bool {
	s := d.sentences[d.tok(i).sentence]
	w := d.lower(i - 1)
	return i == s.first || w == "and" || w == "by" || w == "between" || w == "with" || d.lower(j) == "and" || isPossessive(d.tok(j)) || milestoneActs[d.lower(j)] != ""
}

func (d *document) isNameOfState(i, j int) bool {
	_, ok := lang.Country(d.words(i, j))
	return ok
}

// withCity adds the city that the text names right behind a place: Trump Tower in
// New York City.
func (d *document) withCity(place string) string {
	at := strings.Index(d.text, place+" in ")
	if at < 0 {
		return place
	}
	k := d.tokenAt(at + len(place) + 1)
	if k < 0 {
		return place
	}
	if city := d.placeAt(k+1, d.sentences[d.tok(k).sentence].last); city != nil && city.Country != "" {
		return place + " in " + city.Text
	}
	return place
}

func (d *document) skipArticle(k int) int {
	if w := d.lower(k); w == "the" || w == "downtown" || w == "central" {
		return k + 1
	}
	return k
}

// isName tells whether a word is a person's whom the text introduces.
func (ps people) isName(s string) bool {
	_, ok := ps.named(s)
	return ok
}

var settlements = set("city town village capital port")

var beforePlace = set("in at outside near inside")

// calledBy is a city that a headline calls what happened by (Croydon tram crash), if
// the text says that something was in it. A city before another name is that
// name's (Chicago Cubs).
func (d *document) calledBy() string {
	words := strings.Fields(d.report.Headline)
	for i, w := range words {
		city, known := lang.City(strings.Trim(w, ",.:;!?"))
		if !known || d.people.isName(city.Name) || i+1 < len(words) && unicode.IsUpper([]rune(words[i+1])[0]) || i > 0 && unicode.IsUpper([]rune(words[i-1])[0]) {
			continue
		}
		if name := strings.Trim(w, ",.:;!?"); strings.Contains(d.text, " in "+name) {
			return name
		}
	}
	return ""
}

// headlinePlace is the name behind the first in, at, outside or near of a headline
// that is written with a capital.
func headlinePlace(headline string) string {
	words := strings.Fields(headline)
	for i, w := range words {
		if !beforePlace[strings.ToLower(w)] {
			continue
		}
		var name []string
		for k := i + 1; k < len(words) && len(name) < 4; k++ {
			clean := strings.Trim(words[k], ",.:;!?'’\"()")
			first := []rune(clean + " ")[0]
			if strings.EqualFold(clean, "the") && len(name) == 0 {
				continue
			}
			if !unicode.IsUpper(first) || weekdayOrMonth[strings.ToLower(clean)] {
				break
			}
			name = append(name, clean)
			if clean != words[k] {
				break
			}
		}
		next := ""
		if at := i + 1 + len(name); len(name) > 0 && at < len(words) && strings.Trim(words[at-1], ",.:;!?'’\"()") == words[at-1] {
			next = strings.ToLower(words[at])
		}
		if len(name) > 0 && !modifies(next) {
			return strings.Join(name, " ")
		}
	}
	return ""
}

// modifies tells a name before a noun (killed in Taliban raid) from a place, by the
// word that follows.
func modifies(next string) bool {
	return next != "" && next == strings.ToLower(next) && unicode.IsLetter([]rune(next)[0]) && !afterPlace[next] &&
		!strings.HasSuffix(next, "ed") && !strings.HasSuffix(next, "ing") && !strings.HasSuffix(next, "s")
}

var afterPlace = set("after as for on to by with over and or but amid before during following from at near in into that who when while until than is was are were will has have had ahead against about because since without where of again next")

// startsPredicate tells a verb behind a subject from a noun that belongs to it
// (Varlandic shipbuilder …).
func (d *document) startsPredicate(i, limit int) bool {
	if k := d.skipTime(i, limit); k > i {
		i = k
	}
	for adverbs[d.lower(i)] {
		i++
	}
	w := d.lower(i)
	if i >= limit || d.tok(i).capital || !d.tok(i).word {
		return false
	}
	return isVerbLike(w) || isBe(w) || auxiliaries[w] || verbsOfSpeech[w] || commonVerbs[w]
}

var commonVerbs = set(`will would may might could can must met held won lost left made took gave told became began fell rose found sent set hit put
	struck went came got saw beat cut died spoke stood sold bought built broke drew fought kept led paid ran shot sought threw withdrew
	keeps starts faces plans wants seeks opens says does did`)
