package record

import (
	"slices"
	"strings"

	"dateline/lang"
	"dateline/news"
)

// milestoneActs are participles and verbs of what happens to an agreement.
var milestoneActs = map[string]string{
	"signed": "signed", "initialled": "initialled", "initialed": "initialled", "ratified": "ratified", "announced": "announced",
	"concluded": "concluded", "agreed": "agreed", "reached": "agreed", "struck": "agreed", "suspended": "suspended",
	"terminated": "ended", "denounced": "withdrawn", "extended": "extended", "renewed": "extended", "expired": "ended", "lapsed": "ended",
	"collapsed": "ended", "ended": "ended", "scrapped": "ended", "cancelled": "ended", "canceled": "ended", "withdrew": "withdrawn",
	"approved": "ratified",
}

// infinitives say that an act is to come: to sign, will ratify.
var infinitives = set("sign initial ratify announce conclude suspend terminate extend renew withdraw end approve")

// what was agreed to be done is done: they agreed to extend the treaty
var agreedTo = map[string]string{"extend": "extended", "renew": "extended", "terminate": "ended", "end": "ended", "suspend": "suspended"}

// milestone reads what a sentence says was done to an agreement at mention m.
func (l *ledger) milestone(in *instrument, n int, s sentence, m mention) {
	d := l.d
	verb, after, ok := d.passive(m, s)
	active := false
	if !ok {
		verb, ok = d.relative(m, s)
		active, after = ok, verb+1
	}
	if !ok {
		verb, ok = d.active(m, s)
		active, after = true, m.end
	}
	if !ok || m.pronoun {
		return
	}
	if d.negated(verb, s) || d.supposed(verb, s) {
		in.denied = true
		return
	}
	if act := agreedTo[d.lower(verb)]; act != "" && d.lower(verb-1) == "to" {
		if agreed := d.backOverTime(verb-2, s); agreed >= s.first && d.lower(agreed) == "agreed" {
			if by, ok := d.subject(agreed, s.first); ok && len(by) > 1 && !allPronouns(by) {
				l.addMilestone(in, n, s, act, agreed, m.end, by)
				return
			}
		}
	}
	if infinitives[d.lower(verb)] || d.toCome(verb, s) {
		in.planned = in.planned || d.lower(verb) == "sign" || milestoneActs[d.lower(verb)] == "signed" || d.lower(verb) == "conclude"
		return
	}
	act := milestoneActs[d.lower(verb)]
	if w := d.lower(verb); w == "entered" || w == "came" || w == "took" {
		act = "in force"
	}
	if act == "" {
		return
	}
	if d.lower(verb) == "approved" && (!active || !d.parliamentBefore(verb, s)) {
		return // by a court, by a board
	}
	var by []phrase
	if active {
		list, ok := d.subject(verb, s.first)
		if ok && allPronouns(list) && d.lower(list[0].start) == "they" {
			// X and Y said that they had reached
			list, _ = d.phrasesAt(d.clauseStart(s), verb)
			ok = len(list) > 1
		}
		if !ok || allPronouns(list) {
			list = nil
		}
		by = list
		if holders := d.officeHolders(verb, s); holders != nil {
			by = holders
		}
		if len(by) == 0 && !d.plainSigners(verb, s) {
			return
		}
	} else {
		by, after = d.byList(after, s.last)
	}
	l.addMilestone(in, n, s, act, verb, after, by)
	if act != "in force" {
		if k := d.inForce(m.end, s); k > 0 && d.lower(k-1) == "—" { // — agreed in 2026 — took effect
			l.addMilestone(in, n, s, "in force", k, k+2, nil)
		}
	}
}

// inForce is where a sentence says behind token i that something took effect, 0
// for nowhere.
func (d *document) inForce(i int, s sentence) int {
	for k := i; k+1 < s.last; k++ {
		switch w := d.lower(k); {
		case w == "took" && d.lower(k+1) == "effect":
			return k
		case (w == "entered" || w == "came") && d.lower(k+1) == "into" && (d.lower(k+2) == "force" || d.lower(k+2) == "effect"):
			return k
		}
	}
	return 0
}

func (d *document) parliamentBefore(verb int, s sentence) bool {
	for k := verb - 1; k >= s.first && k > verb-6; k-- {
		switch d.lower(k) {
		case "parliament", "congress", "senate", "assembly", "lawmakers", "knesset", "duma", "bundestag":
			return true
		}
	}
	return false
}

func allPronouns(list []phrase) bool {
	return !slices.ContainsFunc(list, func(p phrase) bool { return p.kind != pronoun })
}

// plainSigners accepts subjects that are no names but leave no doubt.
func (d *document) plainSigners(verb int, s sentence) bool {
	before := d.lower(verb - 1)
	return before == "countries" || before == "sides" || before == "leaders" || before == "governments" || before == "ministers" || before == "they" || before == "parties"
}

// passive: Treaty (that was) signed by …; Treaty, signed in …; Treaty entered
// into force. It gives the verb and the token behind it.
func (d *document) passive(m mention, s sentence) (verb, after int, ok bool) {
	k := m.end
	if d.lower(k) == "between" || d.lower(k) == "with" {
		_, next := d.phrasesAt(k+1, s.last)
		if next == k+1 { // between the two countries
			for next < s.last && next < k+5 && d.tok(next).word && !d.tok(next).capital && milestoneActs[d.lower(next)] == "" && !isBe(d.lower(next)) {
				next++
			}
		}
		k = next
	}
	for k < s.last && k < m.end+14 {
		w := d.lower(k)
		if w == "," || w == "(" || w == "—" || w == "–" || w == "”" || w == "\"" || w == "which" || w == "that" || isBe(w) || auxiliaries[w] || adverbs[w] || w == "not" || w == "never" || w == "yet" || w == "will" || w == "to" || w == "would" || w == "could" || w == "may" || w == "should" || w == "must" {
			k++
			continue
		}
		break
	}
	if k >= s.last {
		return 0, 0, false
	}
	w := d.lower(k)
	switch {
	case (w == "entered" || w == "came") && d.lower(k+1) == "into" && (d.lower(k+2) == "force" || d.lower(k+2) == "effect"):
		return k, k + 3, true
	case w == "took" && d.lower(k+1) == "effect":
		return k, k + 2, true
	case milestoneActs[w] != "" && w != "agreed" && w != "reached" && w != "struck" && w != "announced" && w != "denounced":
		return k, k + 1, !d.actsItself(k, m)
	case (w == "announced" || w == "agreed" || w == "reached" || w == "struck") && !d.actsItself(k, m):
		return k, k + 1, true
	}
	return 0, 0, false
}

// relative: the Treaty, which X and Y signed on Monday.
func (d *document) relative(m mention, s sentence) (int, bool) {
	k := m.end
	if d.lower(k) == "," {
		k++
	}
	if w := d.lower(k); k >= s.last || w != "which" && w != "that" {
		return 0, false
	}
	list, next := d.phrasesAt(k+1, s.last)
	for next < s.last && (auxiliaries[d.lower(next)] || adverbs[d.lower(next)]) {
		next++
	}
	if len(list) == 0 || next >= s.last || milestoneActs[d.lower(next)] == "" {
		return 0, false
	}
	return next, true
}

// actsItself tells "the Accord Party announced" apart: behind an announcing
// verb stands what was announced, so the mention was its subject.
func (d *document) actsItself(k int, m mention) bool {
	w := d.lower(k)
	if w == "expired" || w == "lapsed" {
		return false
	}
	next := d.lower(k + 1)
	return next == "the" || next == "a" || next == "an" || next == "that" || next == "its" || next == "their"
}

func isBe(w string) bool {
	return w == "is" || w == "was" || w == "were" || w == "are" || w == "been" || w == "being" || w == "be"
}

// active: X and Y signed the Treaty; X agreed on Monday to a ceasefire.
func (d *document) active(m mention, s sentence) (int, bool) {
	k := m.start - 1
	for k > s.first && (determiners[d.lower(k)] || d.lower(k) == "new" || d.lower(k) == "this" || d.lower(k) == "“" || d.lower(k) == "\"" ||
		d.lower(k) == "landmark" || d.lower(k) == "long-awaited" || d.lower(k) == "comprehensive" || yearOf(d.tok(k).text) > 0 && determiners[d.lower(k-1)]) {
		k--
	}
	if d.lower(k) == "from" {
		verb := d.backOverTime(k-1, s)
		return verb, verb >= s.first && (d.lower(verb) == "withdrew" || d.lower(verb) == "withdraw")
	}
	if d.lower(k) == "to" || d.lower(k) == "on" {
		verb := d.backOverTime(k-1, s)
		return verb, verb >= s.first && (d.lower(verb) == "agreed")
	}
	verb := d.backOverTime(k, s)
	if verb < s.first {
		return 0, false
	}
	w := d.lower(verb)
	if w == "expired" || w == "lapsed" {
		return 0, false
	}
	if w == "from" || w == "of" {
		return 0, false
	}
	return verb, milestoneActs[w] != "" || infinitives[w]
}

// backOverTime steps back over a date that ends at token k.
func (d *document) backOverTime(k int, s sentence) int {
	for _, t := range s.times {
		if k >= s.first && t.End == d.tok(k).End {
			for k > s.first && d.tok(k).Start >= t.Start {
				k--
			}
			if d.lower(k) == "on" || d.lower(k) == "in" {
				k--
			}
			return k
		}
	}
	return k
}

// negated: did not sign, refused to sign, has yet to be ratified.
func (d *document) negated(verb int, s sentence) bool {
	for k := verb - 1; k >= s.first && k >= verb-5; k-- {
		switch d.lower(k) {
		case "not", "never", "refused", "refuses", "declined", "without", "failed", "yet", "denied", "didn't", "hasn't", "haven't", "won't",
			"didn’t", "hasn’t", "haven’t", "won’t", "if", "unless", "before", "until", "cannot", "nor", "neither", "no":
			return true
		case ",", ";":
			return false
		}
	}
	return false
}

// toCome: will be signed, is to be signed, could have agreed.
func (d *document) toCome(verb int, s sentence) bool {
	for k := verb - 1; k >= s.first && k >= verb-4; k-- {
		switch d.lower(k) {
		case "will", "to", "would", "could", "may", "might", "should", "must", "shall", "can":
			return true
		case ",", ";":
			return false
		}
	}
	return false
}

// byList reads "by X and Y" close behind a verb, and says where it ends.
func (d *document) byList(i, limit int) ([]phrase, int) {
	k := d.skipTime(i, limit)
	if d.lower(k) == "in" && k+1 < limit && d.tok(k+1).capital { // signed in Harvel by
		k += 2
		for k < limit && d.tok(k).capital {
			k++
		}
		k = d.skipTime(k, limit)
	}
	if d.lower(k) != "by" {
		return nil, i
	}
	list, next := d.phrasesAt(k+1, limit)
	if len(list) == 0 {
		return nil, i
	}
	return list, next
}

// addMilestone also takes the parties that the signers tell.
func (l *ledger) addMilestone(in *instrument, n int, s sentence, act string, verb, after int, by []phrase) {
	d := l.d
	c := d.cite(n, n)
	ms := news.Milestone{Act: act, Citation: &c, Time: d.milestoneTime(s, verb, after), Place: d.placeAfter(after, s)}
	for _, p := range by {
		if p.kind != pronoun && (p.kind != roleOnly || p.nation != "") {
			ms.By = append(ms.By, d.actor(p))
		}
	}
	l.partiesFrom(in, n, by)
	in.cited = append(in.cited, n)
	for i := range in.agreement.Milestones {
		old := &in.agreement.Milestones[i]
		if old.Act != act || !news.MayBeSameTime(old.Time, ms.Time) {
			continue
		}
		if fullness(ms) > fullness(*old) {
			*old = ms
		}
		return
	}
	in.agreement.Milestones = append(in.agreement.Milestones, ms)
}

// fullness prefers the telling with a date of its own, then with people and a
// place; a milestone is kept whole, because all of it stands in its citation.
func fullness(m news.Milestone) int {
	n := min(len(m.By), 3)
	if m.Time != nil {
		n += 4
		if m.Time.From != "" {
			n += 4
		}
	}
	if m.Place != nil {
		n += 2
	}
	return n
}

// milestoneTime is the date behind the verb (signed today), between verb and
// object, or at the head of the sentence; not one in a clause of its own.
func (d *document) milestoneTime(s sentence, verb, after int) *news.TimeRef {
	end := after
	for end < s.last && end < after+14 && d.tok(end).text != ";" && d.lower(end) != "replaces" && d.lower(end) != "replacing" && d.lower(end) != "which" && d.lower(end) != "that" && d.lower(end) != "will" && d.lower(end) != "and" && d.lower(end) != "after" && d.lower(end) != "before" && d.lower(end) != "according" && !verbsOfSpeech[d.lower(end)] && !isPast(d.tok(end)) {
		end++
	}
	if t := d.timeBetween(after, end); t != nil && after > verb {
		return t // the year in “its 2019 agreement” is the agreement's
	}
	if t := d.timeBetween(verb, max(end, after)); t != nil && !(t.Precision == "year" && yearOf(t.Text) > 0 && after > verb+1) {
		return t
	}
	if k := d.backOverTime(verb-1, s) + 1; k < verb {
		if t := d.timeBetween(k, verb); t != nil {
			return t // X and Y on Tuesday signed
		}
	}
	if len(s.times) > 0 && s.times[0].End <= d.tok(verb).Start {
		first := d.tok(s.first)
		if s.times[0].Start == first.Start || s.times[0].Start <= first.End+1 {
			ref := s.times[0].Ref
			return &ref
		}
	}
	return nil
}

func isPast(t token) bool {
	return !t.capital && len(t.lower) > 4 && strings.HasSuffix(t.lower, "ed") && t.lower != "united"
}

// placeAfter is "in Harvel" close behind a verb or its object.
func (d *document) placeAfter(i int, s sentence) *news.Place {
	for k := i; k < s.last && k < i+14; k++ {
		w := d.lower(k)
		if w == "," && k > i || w == ";" || w == "that" || w == "which" || w == "after" || w == "following" || verbsOfSpeech[w] || w == "and" && d.lower(k+1) != "" && !d.tok(k+1).capital {
			return nil
		}
		if w == "in" {
			if p := d.placeAt(k+1, s.last); p != nil {
				return p
			}
		}
	}
	return nil
}

// placeAt reads a place's name at token i: capitals that are no date.
func (d *document) placeAt(i, limit int) *news.Place {
	k := i
	for k < limit && d.tok(k).capital && d.tok(k).word && !d.functionWord(k) && !weekdayOrMonth[d.lower(k)] && !roles[d.lower(k)] {
		k++
	}
	if k == i || k-i > 3 || k < limit && d.tok(k).capital && roles[d.lower(k)] || lang.InstrumentKind(d.lower(k-1)) != "" || k < limit && (isPossessive(d.tok(k)) || d.tok(k).lower == "-") {
		return nil
	}
	return PlaceNamed(d.words(i, k))
}

// PlaceNamed is the place of a name, with what the gazetteer knows of it; nil for
// a nationality.
func PlaceNamed(text string) *news.Place {
	p := &news.Place{Text: text}
	if c, ok := lang.Country(text); ok {
		p.Name, p.Country = c.Name, c.Code
	} else if c, ok := lang.City(text); ok {
		p.Name, p.Country, p.Lat, p.Lon = c.Name, c.Code, c.Lat, c.Lon
	} else if _, ok := lang.Nationality(text); ok {
		return nil
	} else {
		p.Name = text
	}
	return p
}

// parties reads "between A and B", "with B", "signed by" is a milestone's.
func (l *ledger) parties(in *instrument, n int, s sentence, m mention) {
	d := l.d
	k := m.end
	for range 3 { // an adjoining date or place may stand before
		switch d.lower(k) {
		case "between":
			list, _ := d.phrasesAt(k+1, s.last)
			if len(list) >= 2 {
				l.partiesFrom(in, n, list)
			}
			return
		case "with":
			list, _ := d.phrasesAt(k+1, s.last)
			verb, ok := d.active(m, s)
			if !ok || len(list) == 0 || d.negated(verb, s) {
				return
			}
			if subject, ok := d.subject(verb, s.first); ok && anyParty(subject) && anyParty(list) {
				l.partiesFrom(in, n, append(subject, list...))
			}
			return
		}
		next := d.skipTime(k, s.last)
		if next == k {
			return
		}
		k = next
	}
}

func anyParty(list []phrase) bool {
	return slices.ContainsFunc(list, func(p phrase) bool { return p.kind == country || p.kind == body })
}

// partiesFrom takes the states and bodies of a list; a person in a state's
// office stands for that state where the phrase itself names it.
func (l *ledger) partiesFrom(in *instrument, n int, list []phrase) {
	for _, p := range list {
		a := news.Actor{Role: "party", Code: p.code}
		switch {
		case p.kind == country || p.kind == body:
			a.Text, a.Name = l.d.words(p.start, p.end), p.name
		case p.nation != "" && p.nationText != "" && (sectors[p.role] == "GOV" || sectors[p.role] == "LEG" || p.role == "government" || leading[p.role]):
			a.Text, a.Name = p.nationText, p.nation
		case p.kind == person && l.d.stateOf(p) != nil:
			k := l.d.stateOf(p)
			a.Text, a.Name, a.Code = l.d.words(p.start, p.end), k.nation, k.code
		default:
			continue
		}
		l.addParty(in, n, a)
	}
}

// stateOf is the holder of a state's office behind a name, as the text told it.
func (d *document) stateOf(p phrase) *known {
	k, ok := d.people.named(p.name)
	if !ok || k.nation == "" || sectors[k.role] != "GOV" && !leading[k.role] {
		return nil
	}
	return k
}

func (l *ledger) addParty(in *instrument, n int, a news.Actor) {
	if a.Name == "" || len(in.agreement.Parties) >= 40 {
		return
	}
	for i, old := range in.agreement.Parties {
		if news.SameParty(old, a) {
			if len(a.Name) < len(old.Name) && a.Text == a.Name {
				in.agreement.Parties[i].Name = a.Name
			}
			return
		}
	}
	in.agreement.Parties = append(in.agreement.Parties, a)
	in.cited = append(in.cited, n)
}
