package record

import (
	"slices"
	"strings"
	"sync"

	"dateline/lang"
	"dateline/news"
	"dateline/record/internal/frames"
)

// codedEvents takes what the coder finds in the sentences that are not
// somebody's words.
func (d *document) codedEvents() []news.Fact {
	coder := d.coder()
	var out []news.Fact
	parsed := 0
	for n, s := range d.sentences {
		if !d.worthParsing(n) || d.headed(s) || parsed > mostParsed+len(d.tokens)/2 {
			continue
		}
		parsed += s.last - s.first
		words := d.parse(n)
		var found []news.Fact
		for _, e := range coder.News(words, d.report.Published) {
			if f, ok := d.codedEvent(n, words, e); ok {
				found = addEvent(found, f)
			}
		}
		out = append(out, found...)
	}
	return out
}

// headed tells a sentence that has a headline before its dateline: of what is read as
// one where two stand, who did what is not plain.
func (d *document) headed(s sentence) bool {
	for k := s.first + 6; k+1 < s.last; k++ {
		if t := d.tok(k); t.text == ")" && dashes[d.tok(k+1).text] && slices.ContainsFunc(d.tokens[max(s.first, k-6):k], func(t token) bool { return len(t.text) > 2 && t.text == strings.ToUpper(t.text) && t.capital }) {
			return k > s.first+9
		}
	}
	return false
}

// inDateline tells a word of the place and agency before a report's first dash.
func (d *document) inDateline(at int) bool {
	i := d.tokenAt(at)
	if i < 0 {
		return false
	}
	s := d.sentences[d.tok(i).sentence]
	for k := s.first; k < min(s.last, s.first+14); k++ {
		if dashes[d.tok(k).text] {
			first := d.tok(s.first).text
			return i < k && len(first) > 2 && first == strings.ToUpper(first)
		}
	}
	return false
}

var dashes = set("- – — ― --")

// mostParsed and half of the words are what of a report is parsed for its events.
// That is all of nearly every report, of which four words in ten stand in sentences
// worth it; a digest of bulletins would cost twice what a report does.
const mostParsed = 240

// worthParsing spares the parser sentences that are quoted as a whole, that have no
// verb by which the coder could tell an event, and that name nobody whom a gazetteer
// or the text itself knows: the parser is most of what a report costs.
func (d *document) worthParsing(n int) bool {
	s := d.sentences[n]
	if s.last-s.first < 3 {
		return false
	}
	acts, meant, intends, must := false, false, false, false
	for k := s.first; k < s.last && !acts; k++ {
		t := d.tok(k)
		if !t.word || t.speech {
			continue
		}
		w := t.lower
		acts = tellingVerb(w) || d.recorder != nil && d.recorder.taught[w]
		meant = meant || !verbsOfSpeech[w] && newsCoder().Lexicon.Acts(w)
		intends = intends || intentWords[w] || strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t")
		must = must || w == "must" || w == "should"
		acts = acts || must && verbsOfSpeech[w] || meant && intends
	}
	if !acts {
		return false
	}
	for k := s.first; k < s.last; k++ {
		t := d.tok(k)
		if t.word && !t.speech && (isRole(t.lower) || bodiesOfPeople[t.lower] || t.capital && d.knownActor(k, s.last)) {
			return true
		}
	}
	return false
}

// tellingVerb tells a verb's form that may tell an event by itself or by a frame that
// is vouched for.
func tellingVerb(w string) bool { return tellingForms()[w] }

var tellingForms = sync.OnceValue(func() map[string]bool {
	forms := map[string]bool{}
	for _, verbs := range plainVerbs {
		for v := range verbs {
			for _, f := range newsCoder().Lexicon.Forms(v) {
				forms[f] = true
			}
		}
	}
	for _, f := range newsCoder().Lexicon.Forms("agree") {
		forms[f] = true
	}
	for w := range ownLexicon().Verbs() {
		forms[w] = true
	}
	return forms
})

// intentWords stand where something is promised, planned or refused.
var intentWords = set(`will would shall not never agreed agree agrees plan plans planned planning intend intends intended vow vows vowed promise promises
	promised pledge pledges pledged offer offers offered decide decides decided announce announces announced refuse refuses refused threaten threatens
	threatened set ready willing due prepared expected`)

// knownActor tells whether a name that a gazetteer knows, or of somebody whom the
// text introduced with a country, begins at token k.
func (d *document) knownActor(k, limit int) bool {
	if d.isNameOfCountry(k, limit) {
		return true
	}
	if known, ok := d.people.named(d.tok(k).text); ok && known.code != "" {
		return true
	}
	for n := min(4, limit-k); n > 0; n-- {
		if _, ok := lang.Organisation(d.words(k, k+n)); ok {
			return true
		}
	}
	return newsCoder().Actors.Begins(d.tok(k).text)
}

// addEvent joins an event with one that differs only in one party: several who
// did the same are sources of one fact.
func addEvent(list []news.Fact, f news.Fact) []news.Fact {
	for i := range list {
		o := &list[i]
		if o.CAMEO != f.CAMEO || o.Predicate != f.Predicate || o.Modality != f.Modality {
			continue
		}
		switch {
		case sameActors(o.Target, f.Target):
			o.Source = addActors(o.Source, f.Source)
			return list
		case sameActors(o.Source, f.Source):
			o.Target = addActors(o.Target, f.Target)
			return list
		case sameActors(o.Source, f.Target) && sameActors(o.Target, f.Source):
			return list // they did it to each other, which the first one says
		}
	}
	return append(list, f)
}

func sameActors(a, b []news.Actor) bool {
	return slices.EqualFunc(a, b, sameActor)
}

func sameActor(a, b news.Actor) bool {
	return a.Code == b.Code && (a.Text == b.Text || a.Name != "" && a.Name == b.Name)
}

func addActors(list, more []news.Actor) []news.Actor {
	for _, a := range more {
		at := slices.IndexFunc(list, func(o news.Actor) bool {
			return sameActor(o, a) || a.Name != "" && a.Name == o.Name || strings.HasSuffix(o.Text, a.Text) || strings.HasSuffix(a.Text, o.Text)
		})
		switch {
		case at < 0:
			list = append(list, a)
		case len(a.Text) > len(list[at].Text):
			list[at] = a // one phrase, read in full
		}
	}
	return list
}

// parse gives the words of sentence n, parsed once.
func (d *document) parse(n int) []lang.Word {
	s := &d.sentences[n]
	if s.words == nil {
		s.words = lang.Parse(d.text, s.Span)
	}
	return s.words
}

// codedEvent states an event of the coder as a fact, if it is plain who did it. What
// happens within somebody's quoted words is their statement, not an event; what may
// happen is none, and neither is a question.
func (d *document) codedEvent(n int, words []lang.Word, e frames.Event) (news.Fact, bool) {
	typ := plover(e.Code)
	verb := d.tokenAt(words[e.Verb].Start)
	if typ == "" || e.Inferred || e.Mode == frames.Possible || verb < 0 || d.tok(verb).quoted || d.unbalanced(n) || words[len(words)-1].Form == "?" || (noEvents[words[e.Verb].Lemma] && e.Code != "100") || e.Code == "041" && !e.Framed {
		return news.Fact{}, false
	}
	e.Source = lifted(words, e.Source)
	source, ok := d.eventActor(words, e.Source)
	crowd := typ == "PROTEST" && e.Source.Agent != "" // of whatever sort they are, they can march
	if !ok || !crowd && !d.acting(words, e.Source) || onlyPlace(words, e.Source) || d.inDateline(words[e.Source.Head].Start) || !d.acts(words, e) {
		return news.Fact{}, false
	}
	f := news.Fact{Kind: news.FactEvent, Type: typ, CAMEO: e.Code, Predicate: predicate(d.text, words, e), Source: []news.Actor{source},
		Modality: d.footing(d.sentences[n]), Citations: []news.Citation{d.cite(n, n)}}
	if len(e.Target.Words) > 0 && !whereOnly(words, e) && d.affected(words, e.Target, typ) {
		if stands(words, e, e.Target.Head) {
			target, ok := d.eventActor(words, e.Target)
			if !ok {
				return news.Fact{}, false
			}
			if target.Name == "" || target.Name != source.Name {
				f.Target = []news.Actor{target}
			}
		}
	}
	if len(f.Target) == 0 && (needTarget[typ] && !(e.Vouched && contentful(words, e)) && words[e.Verb].Lemma != "extradite" || words[e.Verb].Lemma == "warn" || !e.Framed && !standsAlone(e.Code) && !plainVerb(typ, words[e.Verb])) {
		return news.Fact{}, false // the verb alone, done to nobody, says too little
	}
	if len(f.Target) == 0 && transitive[words[e.Verb].Lemma] && !passiveVerb(words, e.Verb) && !hasDependent(words, e.Verb, "obj", func(lang.Word) bool { return true }) {
		return news.Fact{}, false // an attack, read as a verb
	}
	if f.Confidence = d.credence(words, e, f); f.Confidence < credible {
		return news.Fact{}, false
	}
	if from, to := d.objectOf(words, e); to > from && (len(f.Target) == 0 || !strings.Contains(d.words(from, to), f.Target[0].Text)) && !strings.Contains(f.Predicate, d.words(from, to)) {
		f.Object = d.words(from, to)
	}
	if e.Mode == frames.Planned {
		f.Modality = news.Planned
	}
	if len(e.Speaker.Words) > 0 {
		if speaker, ok := d.eventActor(words, e.Speaker); ok && d.acting(words, e.Speaker) && words[e.Speaker.Head].UPOS != "ADJ" {
			f.Speaker = &speaker
			if f.Modality == news.Asserted {
				f.Modality = news.Said
			}
		}
	}
	last := verb
	for _, w := range e.Words {
		if k := d.tokenAt(words[w].Start); k > last {
			last = k
		}
	}
	f.Time = d.milestoneTime(d.sentences[n], verb, last+1)
	if f.Time != nil && (d.elsewhen(n, words, e, f.Time.Text) || d.bounded(n, f.Time.Text) || d.namesAnother(words, f.Time.Text)) {
		f.Time = nil
	}
	if p := d.knownPlace(last+1, d.sentences[n]); p != nil && d.placed(words, e, p.Text) {
		f.Place = p
	}
	return f, true
}

// bounded tells a date that only says before or after when something was.
func (d *document) bounded(n int, date string) bool {
	s := d.sentences[n]
	at := strings.Index(d.text[s.Start:s.End], date)
	if at < 0 {
		return false
	}
	switch i := d.tokenAt(s.Start + at); d.lower(i - 1) {
	case "since", "until", "till", "before", "after":
		return i > s.first
	}
	return false
}

// namesAnother tells a year that is part of a name: the 1979 revolution.
func (d *document) namesAnother(words []lang.Word, date string) bool {
	if yearOf(date) == 0 {
		return false
	}
	return slices.ContainsFunc(words, func(w lang.Word) bool {
		return w.Form == date && w.Head > 0 && (w.Deprel == "nummod" || w.Deprel == "compound") && words[w.Head-1].Start > w.Start
	})
}

// elsewhen tells a date that stands in a clause of another verb than the event's and
// those above it.
func (d *document) elsewhen(n int, words []lang.Word, e frames.Event, date string) bool {
	s := d.sentences[n]
	at := strings.Index(d.text[s.Start:s.End], date)
	i := slices.IndexFunc(words, func(w lang.Word) bool { return at >= 0 && w.Start >= s.Start+at })
	if i < 0 {
		return false
	}
	above := map[int]bool{}
	for v, steps := e.Verb, 0; v >= 0 && steps < len(words); steps++ {
		above[v] = true
		v, _ = headOf(words, v)
	}
	for steps := 0; i >= 0 && !above[i] && steps < 8; steps++ {
		if words[i].UPOS == "VERB" && !slices.Contains(e.Words, i) {
			return true
		}
		i, _ = headOf(words, i)
	}
	return false
}

// placed tells whether an event was in the place of a name behind it, and not what it
// was about: it hangs on the verb or on the frame's noun.
func (d *document) placed(words []lang.Word, e frames.Event, name string) bool {
	for i := e.Verb + 1; i < len(words); i++ {
		if !strings.HasPrefix(d.text[words[i].Start:], name) {
			continue
		}
		for range 4 {
			g, relation := headOf(words, i)
			if g < 0 {
				return false
			}
			switch relation {
			case "flat", "compound", "appos", "amod":
				i = g
				continue
			}
			// What the parser hangs on a proper name is where the event was as well.
			return g == e.Verb || slices.Contains(e.Words, g) || (relation == "nmod" || relation == "obl") && words[g].UPOS == "PROPN"
		}
		return false
	}
	return false
}

// knownPlace is the place behind an event where a gazetteer has it: a name alone
// may be that of anything.
func (d *document) knownPlace(i int, s sentence) *news.Place {
	if p := d.placeAfter(i, s); p != nil && p.Country != "" {
		return p
	}
	return nil
}

// noEvents are verbs that the dictionary counts as acts toward somebody and news
// does not: leaving office is a frame of our own, and who dies does nothing.
var noEvents = set("resign quit die perish win lose beat face say tell ask want defeat deny")

// standsAlone tells codes that say enough without a target: protests of a kind,
// declared truces, arrests, and all that CAMEO tells apart by a fourth digit.
func standsAlone(code string) bool {
	return len(code) > 3 || strings.HasPrefix(code, "14") && code != "140" || strings.HasPrefix(code, "087") || code == "145"
}

// acting tells whether a party is somebody who can act: its noun itself is the
// actor or agent that the tables know, a person of the text, or a body of people.
// A U.S. strike and an Australian study are not the country.
func (d *document) acting(words []lang.Word, p frames.Party) bool {
	head := words[p.Head]
	switch {
	case strings.HasPrefix(p.Code, "?"):
		known, ok := d.people.named(head.Form)
		return ok && known.role != "" || bodyWords[strings.ToLower(head.Form)] || d.people.byName[strings.Join(formsOf(words, p.Words), " ")] != nil
	case d.possessed(words, p):
		return false
	case slices.Contains(p.Words, p.Head):
		return !strings.HasPrefix(p.Code, "---") || politicalAgents[firstSector(p.Code)] || bodiesOfPeople[head.Lemma]
	case head.UPOS == "PROPN":
		known, ok := d.people.named(head.Form)
		return p.Agent != "" || ok && known != nil
	}
	return isRole(strings.ToLower(head.Form)) || bodiesOfPeople[head.Lemma]
}

func formsOf(words []lang.Word, at []int) []string {
	var out []string
	for _, i := range at {
		out = append(out, words[i].Form)
	}
	return out
}

// possessed tells somebody who is only called by what they are to another: his
// lawyer.
func (d *document) possessed(words []lang.Word, p frames.Party) bool {
	return strings.HasPrefix(p.Code, "---") && slices.ContainsFunc(words, func(w lang.Word) bool { return w.Head == p.Head+1 && w.UPOS == "PRON" })
}

func firstSector(code string) string {
	_, sector := cameoParts(code)
	return sector
}

// agents that act in politics without a country beside them
var politicalAgents = set("GOV MIL REB OPP PTY COP JUD LEG SPY UAF")

var bodiesOfPeople = set(`force troop soldier people official authority government administration regime army military navy police rebel
	militant fighter insurgent guerrilla gunman protester demonstrator activist worker farmer student lawmaker minister leader diplomat
	negotiator delegation envoy candidate adviser advisor inspector observer monitor elder group organization organisation wing refugee migrant prisoner civilian citizen resident villager settler militia warship jet aircraft plane
	helicopter gunship counterpart court judge parliament party side coalition mission peacekeeper doctor national businessman supporter troops forces inhabitant fundamentalist islamist separatist extremist terrorist bomber striker trader landowner journalist newspaper`)

// affected tells whether a target is somebody, or something of somebody's that an
// attitude can be toward: Haiti's efforts were praised, a Senegalese plan rejected.
func (d *document) affected(words []lang.Word, p frames.Party, typ string) bool {
	if last := strings.ToLower(words[p.Words[len(p.Words)-1]].Form); strings.HasPrefix(p.Code, "?") && (lang.InstrumentKind(last) != "" || plurals[last] || bareReferences[last]) {
		return false
	}
	if d.surname(words, p) || craft[words[p.Head].Lemma] && (typ == "AGREE" || typ == "COOPERATE" || typ == "AID") {
		return false
	}
	if d.acting(words, p) {
		return true
	}
	if typ == "CONSULT" {
		return false
	}
	if strings.HasPrefix(p.Code, "?") || strings.HasPrefix(p.Code, "---") {
		return false
	}
	for _, i := range p.Words {
		if words[i].Deprel == "nmod:poss" && words[i].Head == p.Head+1 && (attitudeObjects[words[p.Head].Lemma] || places[words[p.Head].Lemma]) {
			return true
		}
	}
	return attitudes[typ] && attitudeObjects[words[p.Head].Lemma] || !attitudes[typ] && places[words[p.Head].Lemma] || typ == "THREATEN" && places[words[p.Head].Lemma]
}

// craft can be attacked, but is only bought and sent
var craft = set("aircraft jet plane helicopter warship ship vessel gunship")

// places of somebody's can be attacked, closed and helped
var places = set("town city village region capital province district camp base headquarters stronghold position border territory airport port embassy consulate crossing")

var (
	attitudes       = set("REJECT ACCUSE SUPPORT REQUEST THREATEN AGREE CONCEDE")
	attitudeObjects = set(`plan proposal offer demand request call appeal policy decision attack move claim accusation initiative position rule
		action statement resolution change invasion occupation raid strike mediation assistance aid weapon program programme export border
		effort treatment right support refusal handling violation stance role sovereignty unity independence nomination election`)
)

// whereOnly tells a target that is only the place where something was agreed or
// talked about: they met in Geneva.
func whereOnly(words []lang.Word, e frames.Event) bool {
	switch c := e.CodeClass(); {
	case c >= 18 && e.Vouched && contentful(words, e):
		return false
	case c <= 6 || c == 14 || c >= 18:
	default:
		return false // a curfew in a town is imposed on the town
	}
	return onlyPlace(words, e.Target)
}

// onlyPlace tells a party that is named as the place where something was: it
// stands right behind in, at or near, and no agent of it is named.
func onlyPlace(words []lang.Word, p frames.Party) bool {
	first := p.Words[0]
	for first > 0 && words[first-1].UPOS == "DET" {
		first--
	}
	if p.Agent != "" || first == 0 {
		return false
	}
	switch strings.ToLower(words[first-1].Form) {
	case "in", "at", "near":
		return true
	}
	return false
}

// tokenAt is the token that holds the byte at, -1 for none.
func (d *document) tokenAt(at int) int {
	i, _ := slices.BinarySearchFunc(d.tokens, at, func(t token, at int) int { return t.End - at - 1 })
	if i < len(d.tokens) && d.tokens[i].Start <= at && at < d.tokens[i].End {
		return i
	}
	return -1
}

// eventActor states a party as an actor: the text is the whole noun phrase, and
// who is meant follows from the text's own chain of names where it tells.
func (d *document) eventActor(words []lang.Word, p frames.Party) (news.Actor, bool) {
	if far := slices.IndexFunc(p.Words, func(i int) bool { return i > p.Head+6 }); far >= 0 && !collective[strings.ToLower(words[p.Head].Form)] && !bodiesOfPeople[words[p.Head].Lemma] { // what hangs so far behind tells of another
		p.Words = append(slices.Clone(p.Words[:far]), p.Head)
		slices.Sort(p.Words)
		p.Code = "---"
	}
	first, last := p.Words[0], p.Words[len(p.Words)-1]
	first, last = min(first, p.Head), max(last, p.Head)
	for first > 0 && within(words, first-1, p.Head) && belongs(words[first-1].Deprel) && words[first-1].UPOS != "PUNCT" {
		first--
	}
	for last+1 < len(words) && words[last+1].Deprel == "flat" && within(words, last+1, p.Head) && !weekdayOrMonth[strings.ToLower(words[last+1].Form)] {
		last++
	}
	for range 4 { // police in the Indian capital: an adjective is not the end
		g, relation := headOf(words, last)
		if g <= last || relation != "amod" && relation != "compound" || !within(words, g, p.Head) {
			break
		}
		last = g
	}
	if words[last].UPOS == "ADP" && last+1 < len(words) { // the ambassador to Britain
		for i := last + 1; i < min(last+5, len(words)); i++ {
			if words[last].Head == i+1 && within(words, i, p.Head) {
				last = i
				break
			}
		}
	}
	for first < p.Head && weekdayOrMonth[strings.ToLower(words[first].Form)] {
		first++
	}
	for i := first; i < p.Head; i++ { // BERLIN (AFP) - German leaders
		if w := words[i].Form; w == ")" || w == "–" || w == "—" || w == ":" || w == "-" && d.text[words[i].Start-1] == ' ' {
			first = i + 1
		}
	}
	if last-first > 14 {
		first, last = p.Words[0], p.Words[len(p.Words)-1]
	}
	a := news.Actor{Text: d.text[words[first].Start:words[last].End]}
	if i := d.tokenAt(words[first].Start); i >= 0 {
		limit := d.sentences[d.tok(i).sentence].last
		if q, _, ok := d.phraseAt(i, limit); ok && q.kind != pronoun {
			if known := d.actor(q); q.end > i && d.tokens[q.end-1].End >= words[min(p.Head, last)].End {
				if len(known.Text) > len(a.Text) {
					a.Text = known.Text
				}
				a.Name, a.Code, a.Sector = known.Name, known.Code, known.Sector
			}
		}
	}
	if n := len(a.Name); n > 2 && a.Name[n-2] == ' ' {
		a.Name = "" // Charles E, whose surname stands behind the point
	}
	if len(a.Code) > 3 {
		a.Code = a.Code[:3] // IGOUNO: what kind it is; the name says which
	}
	if code, sector := cameoParts(p.Code); code != "" || sector != "" {
		if sector == "GOV" && code == "" && a.Code == "" && p.Words[0] > p.Head && last+1 < len(words) {
			sector = "" // Ana Belic, president of a club: whose office it is was not read
		}
		if a.Code == "" {
			a.Code = code // of somebody whom the text introduced, it has said so itself
		}
		if sector != "" {
			a.Sector = sector
		}
	}
	return a, strings.TrimSpace(a.Text) != ""
}

func belongs(deprel string) bool {
	switch deprel {
	case "compound", "amod", "flat", "nmod:poss", "nmod:desc", "nummod":
		return true
	}
	return false
}

// within tells whether word i hangs on top, directly or not.
func within(words []lang.Word, i, top int) bool {
	for steps := 0; i >= 0 && steps <= len(words); steps++ {
		if i == top {
			return true
		}
		i = words[i].Head - 1
	}
	return false
}

// cameoParts gives the country or kind of organisation of a CAMEO code, and the
// sector by PLOVER's names; both empty if the code tells neither.
func cameoParts(code string) (country, sector string) {
	if strings.HasPrefix(code, "?") || len(code) < 3 {
		return "", ""
	}
	country, rest := code[:3], code[3:]
	switch {
	case country == "---":
		country = ""
	case country == "IGO" || country == "NGO" || country == "IMG" || country == "MNC":
		if len(rest) >= 3 && sectorNames[rest[:3]] == "" {
			rest = rest[3:] // IGOUNO: which one it is
		}
	case lang.CountryName(country, "") == "":
		country = formerCodes[country]
	}
	for ; len(rest) >= 3; rest = rest[3:] {
		if s := sectorNames[rest[:3]]; s != "" {
			return country, s
		}
	}
	return country, ""
}

// codes of CAMEO's that ISO has changed
var formerCodes = map[string]string{"ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "YUG": "SRB", "WSB": "PSE", "GZS": "PSE",
	"ANG": "AGO", "FRN": "FRA", "USR": "RUS", "SUN": "RUS", "DDR": "DEU", "CSK": "CZE", "SCG": "SRB", "FRY": "SRB"}

// sectorNames are CAMEO's roles by PLOVER's names, which differ for two.
var sectorNames = map[string]string{"GOV": "GOV", "MIL": "MIL", "REB": "REB", "OPP": "OPP", "PTY": "PTY", "COP": "COP", "JUD": "JUD",
	"SPY": "SPY", "LEG": "LEG", "MED": "JRN", "EDU": "EDU", "BUS": "BUS", "CRM": "CRM", "CVL": "CVL", "ELI": "ELI", "LAB": "LAB", "REF": "REF",
	"AGR": "AGR", "HLH": "MED", "UAF": "UAF", "SEP": "REB", "INS": "REB", "RAD": "RAD", "MOD": "MOD", "SET": "CVL", "HRI": "NGO"}
