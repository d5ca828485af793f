package record

import (
	"strings"

	"dateline/lang"
	"dateline/news"
)

type actorKind int

const (
	pronoun  actorKind = iota
	roleOnly           // the Russian president, officials
	person
	country
	body // an organisation, or a country that no gazetteer knows
)

// A phrase is a noun phrase that can act: tokens start to end-1 are what is
// cited as its text.
type phrase struct {
	start, end int
	kind       actorKind
	name       string // as far as the phrase itself tells
	role       string // the head of a title: president, minister …
	code       string
	sector     string
	nation     string // the country's name
	nationText string // the words that tell it: Russian, Russia
}

// phraseAt reads an actor at token i, before limit, and says where reading
// went on: behind an apposition (X, a trade lawyer, …).
func (d *document) phraseAt(i, limit int) (phrase, int, bool) {
	if i >= limit {
		return phrase{}, i, false
	}
	switch d.lower(i) {
	case "he", "she", "they":
		return phrase{start: i, end: i + 1, kind: pronoun}, i + 1, true
	}
	start := i
	if determiners[d.lower(i)] {
		i++
	}
	end := d.phraseEnd(i, limit)
	if end == i {
		return phrase{}, i, false
	}
	p, ok := d.classify(start, i, end)
	if !ok {
		return phrase{}, i, false
	}
	return p, d.skipApposition(&p, end, limit), true
}

// phraseEnd takes words that can belong to a name with its titles.
func (d *document) phraseEnd(i, limit int) int {
	end, head, titled := i, false, false // titled: a role and behind it a name
	for k := i; k < limit && k < i+16; k++ {
		t := d.tok(k)
		switch {
		case t.word && (t.capital && !d.functionWord(k) || isRole(t.lower) || roleModifiers[t.lower] && k+1 < limit):
			titled = titled || t.capital && !isRole(t.lower) && k > i && isRole(d.lower(k-1))
			head = head || t.capital || isRole(t.lower)
			if t.capital || isRole(t.lower) {
				end = k + 1
			}
		case t.text == "." && k > i && abbreviatedTitles[d.lower(k-1)]:
		case isPossessive(t) && end == k && d.follows(k+1, limit):
		case (t.lower == "of" || t.lower == "for") && end == k && head && d.ofPhrase(i, k, limit):
		case t.lower == "of" && end == k && titled && k+1 < limit && d.tok(k-1).capital && d.tok(k+1).capital && !d.functionWord(k+1):
		case t.lower == "the" && k > i && (d.lower(k-1) == "of" || d.lower(k-1) == "for"):
		case t.lower == "and" && end == k && d.ministryAnd(i, k, limit):
		default:
			return end
		}
	}
	return end
}

func isPossessive(t token) bool { return t.lower == "'s" || t.lower == "’s" }

func (d *document) follows(k, limit int) bool {
	return k < limit && (d.tok(k).capital || isRole(d.tok(k).lower) || roleModifiers[d.tok(k).lower])
}

// ofPhrase tells whether "of" or "for" at k goes on with a name: behind a role
// (president of, ministry of) or a form of state (Republic of).
func (d *document) ofPhrase(i, k, limit int) bool {
	next := k + 1
	if d.lower(next) == "the" {
		next++
	}
	if next >= limit || !d.follows(next, limit) {
		return false
	}
	before := d.lower(k - 1)
	return isRole(before) || ofHeads[before]
}

// ministryAnd keeps Ministry of Trade and Industry together.
func (d *document) ministryAnd(i, k, limit int) bool {
	if k+1 >= limit || !d.tok(k+1).capital {
		return false
	}
	for j := i; j < k; j++ {
		if (d.lower(j) == "ministry" || d.lower(j) == "minister" || d.lower(j) == "department") && d.lower(j+1) == "of" && j+3 == k {
			return !d.isNameOfCountry(k+1, limit)
		}
	}
	return false
}

func (d *document) isNameOfCountry(k, limit int) bool {
	_, n := d.nationAt(k, limit)
	return n > 0
}

// functionWord tells The, On and Wednesday from names.
func (d *document) functionWord(k int) bool {
	w := d.tok(k).lower
	return capitalFunctionWords[w] || weekdayOrMonth[w] && !(w == "may" || w == "march" || w == "april" || w == "june" || w == "august")
}

// nationAt reads a country's name or nationality at token i, the longest first.
func (d *document) nationAt(i, limit int) (lang.Name, int) {
	for n := 5; n >= 1; n-- {
		if i+n > limit || !d.tok(i).capital {
			continue
		}
		words := d.words(i, i+n)
		if found, ok := lang.Country(words); ok {
			return found, n
		}
		if found, ok := lang.Nationality(words); ok {
			return found, n
		}
	}
	return lang.Name{}, 0
}

// classify says what tokens core to end-1 are, with the article from start on.
func (d *document) classify(start, core, end int) (phrase, bool) {
	p := phrase{start: core, end: end}
	role := -1
	for k := core; k < end; k++ {
		if isRole(d.lower(k)) {
			role = k
		}
		if (d.lower(k) == "of" || d.lower(k) == "for") && role >= 0 {
			break
		}
	}
	for k := core; k < end; k++ {
		if before := d.tok(k - 1); k > core && before.capital && (before.lower == "new" || !isRole(before.lower) && !roleModifiers[before.lower]) {
			continue // New Jersey is not Jersey
		}
		if found, n := d.nationAt(k, end); n > 0 {
			p.code, p.nation, p.nationText = found.Code, found.Name, d.words(k, k+n)
			if k == core && k+n == end && role < 0 {
				if _, ok := lang.Nationality(p.nationText); ok && !isCountry(p.nationText) {
					return p, false // a nationality alone is nobody
				}
				p.kind, p.name = country, found.Name
				return p, true
			}
			break
		}
	}
	if p.nation == "" {
		d.foreignNation(&p)
	}
	whole := d.words(core, end)
	if o, ok := lang.Organisation(whole); ok {
		p.kind, p.name, p.code, p.sector = body, o.Name, o.Code, o.Sector
		return p, true
	}
	if role >= 0 {
		return d.classifyRole(p, start, role)
	}
	return d.classifyName(p)
}

// foreignNation takes the country that no gazetteer knows from "Kestria's prime
// minister" and "the President of Varland".
func (d *document) foreignNation(p *phrase) {
	for k := p.start + 1; k < p.end; k++ {
		if isPossessive(d.tok(k)) && d.allCapital(p.start, k) {
			p.nation, p.nationText = d.words(p.start, k), d.words(p.start, k)
			return
		}
		if d.lower(k) != "of" || !nationalRoles[d.lower(k-1)] {
			continue
		}
		k++
		if d.lower(k) == "the" {
			k++
		}
		if k < p.end && d.allCapital(k, p.end) {
			p.nation, p.nationText = d.words(k, p.end), d.words(k, p.end)
		}
		return
	}
}

func isCountry(s string) bool {
	_, ok := lang.Country(s)
	return ok
}

// isRole also knows secretary-general and vice-president.
func isRole(w string) bool {
	w = strings.TrimSuffix(w, "-elect")
	return roles[w] || roles[w[strings.LastIndexByte(w, '-')+1:]]
}

// classifyRole: with a name behind its head a role is a person's title.
func (d *document) classifyRole(p phrase, start, role int) (phrase, bool) {
	p.role, p.sector = d.lower(role), sectors[d.lower(role)]
	name := role + 1
	if d.tok(min(name, len(d.tokens)-1)).text == "." {
		name++
	}
	end := name // of the name: President Ilse Marren of Varland
	for end < p.end && d.tok(end).capital {
		end++
	}
	if end > name && (end == p.end || d.lower(end) == "of" && end+1 < p.end) {
		if bodyRoles[p.role] {
			p.kind, p.name = body, d.words(p.start, p.end)
			return p, end == p.end
		}
		p.kind, p.name = person, d.words(name, end)
		if end < p.end && p.nation == "" && nationalRoles[p.role] && d.allCapital(end+1, p.end) {
			p.nation, p.nationText = d.words(end+1, p.end), d.words(end+1, p.end)
		}
		return p, true
	}
	if name < p.end && d.lower(name) != "of" && d.lower(name) != "for" {
		return p, false
	}
	p.kind, p.start = roleOnly, start
	if bodyRoles[p.role] && d.tok(role).capital && p.end-p.start > 1 && (role > p.start || role+1 < p.end) {
		p.kind = body
		p.name = d.words(p.start, p.end)
		if determiners[d.lower(p.start)] {
			p.name = d.words(p.start+1, p.end)
		}
	}
	return p, true
}

func (d *document) allCapital(i, j int) bool {
	for k := i; k < j; k++ {
		if !d.tok(k).capital {
			return false
		}
	}
	return true
}

// classifyName: a name without a title is a person that the text introduced
// before or a full name; anything else is a body.
func (d *document) classifyName(p phrase) (phrase, bool) {
	for p.start < p.end && !d.tok(p.start).capital { // the rebel Ulmen Hill Front
		p.start++
	}
	if p.start == p.end {
		return p, false
	}
	name := d.words(p.start, p.end)
	p.name, p.kind = name, body
	plain := d.allCapital(p.start, p.end) && p.nation == ""
	if !plain {
		return p, true
	}
	if known, ok := d.people.named(name); ok {
		p.kind, p.name, p.code, p.nation, p.nationText = person, known.name, known.code, known.nation, ""
		return p, true
	}
	if n := p.end - p.start; n >= 2 && n <= 4 && !d.hasBodyWord(p.start, p.end) {
		if known, ok := lang.Person(name); ok {
			p.kind, p.code = person, known.Code
		}
	}
	return p, true
}

func (d *document) hasBodyWord(i, j int) bool {
	for k := i; k < j; k++ {
		if bodyWords[d.lower(k)] {
			return true
		}
	}
	return false
}

// skipApposition reads over ", a trade lawyer," or ", the mediator" behind a
// name and takes the role and country that it tells.
func (d *document) skipApposition(p *phrase, i, limit int) int {
	if p.kind == pronoun || p.kind == roleOnly || p.kind == country || i+1 >= limit || d.tok(i).text != "," {
		return i
	}
	if !determiners[d.lower(i+1)] && !isRole(d.lower(i+1)) && !roleModifiers[d.lower(i+1)] {
		return i
	}
	if k := d.trade(p, i+1, limit); k > 0 {
		return k
	}
	k := i + 1
	found := ""
	for ; k < limit && k < i+16; k++ {
		t := d.tok(k)
		if t.text == "," || t.text == "." || t.text == ";" || t.quoted && found != "" {
			break
		}
		if isRole(t.lower) && found == "" {
			found = t.lower
		}
		if verbsOfSpeech[t.lower] || t.lower == "and" {
			return i
		}
	}
	if found == "" || k >= limit && k < len(d.tokens) && d.tok(k-1).text != "." && k-i > 15 {
		return i
	}
	if p.kind == body && p.nation == "" && p.end-p.start >= 2 && !bodyRoles[found] {
		p.kind = person
	}
	if p.role == "" && p.kind == person {
		p.role, p.sector = found, sectors[found]
	}
	if k < limit && d.tok(k).text == "," {
		k++
	}
	return k
}

// trade reads ", a baker," behind a full name, which makes it a person's.
func (d *document) trade(p *phrase, i, limit int) int {
	if w := d.lower(i); w != "a" && w != "an" || p.kind != body || p.nation != "" || p.end-p.start < 2 || p.end-p.start > 3 || d.hasBodyWord(p.start, p.end) {
		return 0
	}
	k := i + 1
	for k < limit && k < i+5 && d.tok(k).word && !d.tok(k).capital && !descriptionStops[d.lower(k)] {
		k++
	}
	if k == i+1 || k >= limit || d.tok(k).text != "," || !peopleSuffix(d.lower(k-1)) {
		return 0
	}
	p.kind, p.role = person, d.lower(k-1)
	return k + 1
}

// peopleSuffix: words for those who do something mostly end so.
func peopleSuffix(w string) bool {
	for _, s := range []string{"er", "or", "ist", "ian", "ant", "ent", "man", "woman", "ess"} {
		if len(w) > 4 && strings.HasSuffix(w, s) {
			return true
		}
	}
	return isRole(w)
}

// phrasesAt reads a list: A; A and B; A, B and C.
func (d *document) phrasesAt(i, limit int) ([]phrase, int) {
	var out []phrase
	at := i
	for {
		p, next, ok := d.phraseAt(at, limit)
		if !ok {
			break
		}
		out = append(out, p)
		i = next
		k := p.end
		if d.lower(k) == "," && k < limit {
			k++
		}
		joined := k < limit && d.lower(k) == "and"
		if joined {
			k++
		}
		if k == p.end || k >= limit || len(out) > 30 {
			break
		}
		if !joined && !d.listGoesOn(k, limit) {
			break
		}
		if joined {
			if _, _, ok := d.phraseAt(k, limit); !ok {
				return nil, i // "A and its allies": a part of a list is not the list
			}
		}
		at = k
	}
	return out, i
}

// listGoesOn tells the comma of a list from others: an "and" with a name must follow.
func (d *document) listGoesOn(k, limit int) bool {
	for range 6 {
		p, _, ok := d.phraseAt(k, limit)
		if !ok {
			return false
		}
		k = p.end
		if k < limit && d.lower(k) == "," {
			k++
		}
		if k < limit && d.lower(k) == "and" {
			_, _, ok := d.phraseAt(k+1, limit)
			return ok
		}
		if k == p.end {
			return false
		}
	}
	return false
}

// behindTime tells whether a date ends right before token i.
func (d *document) behindTime(i int) bool {
	if i == 0 {
		return false
	}
	for _, t := range d.sentences[d.tok(i).sentence].times {
		if t.End == d.tok(i-1).End {
			return true
		}
	}
	return false
}

// subject reads the actors whose phrase ends right before the verb at v, back
// to a place where a clause begins. Adverbs and auxiliaries between are let pass.
func (d *document) subject(v, from int) ([]phrase, bool) {
	end := d.backOverTime(v-1, d.sentences[d.tok(v).sentence]) + 1
	for end > from && (adverbs[d.lower(end-1)] || auxiliaries[d.lower(end-1)]) {
		end--
	}
	for i := max(from, end-24); i < end; i++ {
		if i > from && !clauseOpeners[d.lower(i-1)] && !d.behindTime(i) {
			continue
		}
		list, next := d.phrasesAt(i, end)
		if len(list) > 0 && next == end {
			return list, true
		}
	}
	return nil, false
}

// actor is how a fact states a phrase, with the name resolved within the text.
func (d *document) actor(p phrase) news.Actor {
	a := news.Actor{Text: d.words(p.start, p.end), Name: p.name, Code: p.code, Sector: p.sector}
	switch p.kind {
	case person:
		if known, ok := d.people.named(p.name); ok {
			a.Name = known.name
			if a.Code == "" {
				a.Code = known.code
			}
			if a.Sector == "" {
				a.Sector = known.sector
			}
		}
	case roleOnly:
		if w := d.lower(p.start); w == "a" || w == "an" || w == "one" || w == "another" {
			break // somebody in that role, not the one who was named
		}
		if known, ok := d.people.inRole(p.role, p.nation, d.tok(p.start).sentence); ok {
			a.Name = known.name
			if a.Code == "" {
				a.Code = known.code
			}
		}
	}
	if a.Name != "" {
		a.Name = strings.Join(strings.Fields(a.Name), " ")
	}
	return a
}

func (d *document) actors(list []phrase) []news.Actor {
	var out []news.Actor
	for _, p := range list {
		out = append(out, d.actor(p))
	}
	return out
}
