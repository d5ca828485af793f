package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/lang/internal/syntax"
)

// Two habits of wire copy are rare in the treebanks that the parser learned from,
// and mislead it: a day between the subject and its verb (“Varland on Thursday
// rejected …”), and who said it at the end (“…, officials said”). So the days are
// taken out and the attribution is parsed by itself; then each is put where
// Universal Dependencies wants it: a day under the verb beside it, an attribution
// as parataxis under the sentence's root.
func annotateWire(tokens []syntax.Token) {
	tail := attribution(tokens)
	main := tokens[:tail]
	if tail < len(tokens) && isEndMark(tokens[len(tokens)-1].Form) { // the full stop is the main clause's
		main = append(append([]syntax.Token{}, main...), tokens[len(tokens)-1])
	}
	annotateWithoutDays(main)
	if tail == len(tokens) {
		return
	}
	rest := tokens[tail:]
	stop := len(main) > tail
	if stop {
		copy(tokens[:tail], main)
		rest = tokens[tail : len(tokens)-1]
	}
	said := append([]syntax.Token{}, rest[1:]...) // without the comma
	annotateWithoutDays(said)
	root, top := rootOf(main), 0
	for i := range said {
		if said[i].Head == 0 {
			top = i
		}
	}
	at := tail + 1 // how far the attribution stands from the sentence's first word
	for i := range said {
		if i == top {
			said[i].Head, said[i].Deprel = root+1, "parataxis"
		} else {
			said[i].Head += at
		}
	}
	copy(rest[1:], said)
	rest[0].Lemma, rest[0].UPOS, rest[0].XPOS, rest[0].Head, rest[0].Deprel = rest[0].Form, "PUNCT", ",", root+1, "punct"
	if stop {
		last := main[len(main)-1]
		if last.Head == 0 { // cannot be: a mark is no root of a sentence with words
			last.Head = root + 1
		}
		tokens[len(tokens)-1] = last
	}
	for i := range tokens[:tail] { // the full stop has moved
		if tokens[i].Head == tail+1 && stop {
			tokens[i].Head = len(tokens)
		}
	}
}

func rootOf(tokens []syntax.Token) int {
	for i, t := range tokens {
		if t.Head == 0 {
			return i
		}
	}
	return 0
}

func isEndMark(s string) bool { return s == "." || s == "!" || s == "?" }

// attribution is where “, officials said on Monday.” begins at the end of a
// sentence, the comma included; the number of tokens where nothing does.
func attribution(tokens []syntax.Token) int {
	end := len(tokens)
	if end > 0 && isEndMark(tokens[end-1].Form) {
		end--
	}
	comma := -1
	for i := end - 1; i > 5 && i > end-14; i-- {
		if tokens[i].Form == "," {
			comma = i
			break
		}
	}
	if comma < 0 {
		return len(tokens)
	}
	verb := -1
	for i := comma + 1; i < end; i++ {
		w := strings.ToLower(tokens[i].Form)
		switch {
		case wireVerbs[w] && verb < 0:
			verb = i
		case verb < 0 && (clauseStarts[w] || isVerbal(w)), strings.ContainsAny(w, "\"“”"):
			return len(tokens)
		case verb >= 0 && !wireDays[w] && !wireAfter[w]:
			return len(tokens)
		}
	}
	if verb < comma+2 || isDayWord(tokens[comma+1].Form) {
		return len(tokens) // no subject: “, said” goes on with what is not a subject we could read
	}
	return comma
}

// annotateWithoutDays annotates a sentence as if its days were not there.
func annotateWithoutDays(tokens []syntax.Token) {
	var kept []syntax.Token
	var place []int // of a kept token in tokens
	type day struct{ from, to int }
	var days []day
	for i := 0; i < len(tokens); {
		if n := dayBesideVerb(tokens, i); n > 0 {
			days = append(days, day{i, i + n})
			i += n
			continue
		}
		kept, place = append(kept, tokens[i]), append(place, i)
		i++
	}
	annotateNames(kept)
	for i, t := range kept {
		if t.Head > 0 {
			t.Head = place[t.Head-1] + 1
		}
		tokens[place[i]] = t
	}
	for _, d := range days {
		verb := rootOf(tokens)
		switch {
		case d.to < len(tokens) && tokens[d.to].UPOS == "VERB":
			verb = d.to
		case d.to < len(tokens) && tokens[d.to].UPOS == "AUX" && tokens[d.to].Head > 0:
			verb = tokens[d.to].Head - 1
		case tokens[d.from-1].UPOS == "VERB":
			verb = d.from - 1
		}
		annotateDay(tokens, d.from, d.to, verb)
	}
}

// annotateNames annotates a sentence in which names of several words that the
// gazetteer knows (United States, Palestine Liberation Organization) stand as one,
// by the name of a country that the parser knows well.
func annotateNames(tokens []syntax.Token) {
	var kept []syntax.Token
	var last []int // in tokens, of each kept one
	for i := 0; i < len(tokens); {
		n := knownName(tokens, i)
		t := tokens[i]
		if n > 1 {
			t.Form = "France"
		}
		n = max(n, 1)
		i += n
		kept, last = append(kept, t), append(last, i-1)
	}
	grammar().Annotate(kept)
	from := 0
	for i, t := range kept {
		at := last[i]
		if t.Head > 0 {
			t.Head = last[t.Head-1] + 1
		}
		form := tokens[at].Form
		tokens[at], tokens[at].Form = t, form
		if at > from {
			tokens[at].Lemma, tokens[at].UPOS, tokens[at].XPOS = form, "PROPN", "NNP"
			for k := from; k < at; k++ {
				w := &tokens[k]
				w.Lemma, w.UPOS, w.XPOS, w.Head, w.Deprel = w.Form, "PROPN", "NNP", at+1, "compound"
			}
		}
		from = at + 1
	}
	mainVerb(tokens)
}

// knownName is how many tokens from i are one name of a country or organisation.
func knownName(tokens []syntax.Token, i int) int {
	if !isCapital(tokens[i].Form) {
		return 0
	}
	name, longest := tokens[i].Form, 0
	for n := 1; n < 5 && i+n < len(tokens); n++ {
		if !isCapital(tokens[i+n].Form) && tokens[i+n].Form != "of" {
			break
		}
		name += " " + tokens[i+n].Form
		_, country := Country(name)
		_, body := Organisation(name)
		if country || body {
			longest = n + 1
		}
	}
	return longest
}

// mainVerb makes the main verb of what was read as a noun with a participle or a
// relative clause behind it: a relative clause has a subject or a relative pronoun,
// and a participle of the past that is none has no object (“troops remained on
// alert”, “the minister rejected the plan”).
func mainVerb(tokens []syntax.Token) {
	root := rootOf(tokens)
	if len(tokens) == 0 || tokens[root].UPOS != "NOUN" && tokens[root].UPOS != "PROPN" || !isEndMark(tokens[len(tokens)-1].Form) {
		return
	}
	verb := -1
	for i := root + 1; i < len(tokens); i++ {
		t := tokens[i]
		if t.Head == root+1 && (t.Deprel == "cop" || strings.HasPrefix(t.Deprel, "nsubj")) {
			return
		}
		if t.Head == root+1 && t.UPOS == "VERB" && strings.HasPrefix(t.Deprel, "acl") && verb < 0 {
			verb = i
		}
	}
	if verb < 0 && root+2 < len(tokens) {
		// police opened fire: a participle between two nouns is none
		v := root + 1
		if m := tokens[v].Head - 1; m > v && tokens[v].UPOS == "VERB" && tokens[v].Deprel == "amod" && strings.HasPrefix(tokens[v].XPOS, "VB") && isVerbal(strings.ToLower(tokens[v].Form)) && tokens[m].Head == root+1 {
			tokens[m].Head, tokens[m].Deprel = v+1, "obj"
			tokens[v].Head, tokens[v].Deprel, tokens[v].XPOS = root+1, "acl", "VBD"
			verb = v
		}
	}
	if verb < 0 || tokens[verb].XPOS == "VB" || tokens[verb].XPOS == "VBG" {
		return
	}
	object := false
	for i, t := range tokens {
		if t.Head != verb+1 {
			continue
		}
		if strings.HasPrefix(t.Deprel, "nsubj") || t.Deprel == "mark" || t.Deprel == "obl:agent" || t.XPOS == "WDT" || t.XPOS == "WP" || t.Deprel == "aux:pass" {
			return
		}
		object = object || t.Deprel == "obj" && i > verb
	}
	if tokens[verb].XPOS == "VBN" && !object && !unaccusative[strings.ToLower(tokens[verb].Form)] {
		return
	}
	tokens[verb].Head, tokens[verb].Deprel = 0, "root"
	tokens[root].Head, tokens[root].Deprel = verb+1, "nsubj"
	for i := range tokens {
		if i > verb && tokens[i].Head == root+1 || tokens[i].Head == root+1 && tokens[i].Deprel == "punct" {
			tokens[i].Head = verb + 1
		}
	}
}

// annotateDay hangs “on Thursday night” under a verb.
func annotateDay(tokens []syntax.Token, from, to, verb int) {
	head := to - 1
	for i := from; i < to; i++ {
		t := &tokens[i]
		t.Lemma, t.UPOS, t.XPOS, t.Head, t.Deprel = t.Form, "PROPN", "NNP", head+1, "compound"
		switch w := strings.ToLower(t.Form); {
		case w == "on":
			t.UPOS, t.XPOS, t.Deprel = "ADP", "IN", "case"
		case !isCapital(t.Form):
			t.UPOS, t.XPOS = "NOUN", "NN"
		}
	}
	tokens[head].Head, tokens[head].Deprel = verb+1, "obl:unmarked"
	if to-from > 1 && strings.EqualFold(tokens[from].Form, "on") {
		tokens[head].Deprel = "obl"
	}
}

// dayBesideVerb is how many tokens from i are a day between a subject and its verb,
// or between a verb and its object; 0 for none.
func dayBesideVerb(tokens []syntax.Token, i int) int {
	if i == 0 {
		return 0
	}
	k := i
	if strings.EqualFold(tokens[k].Form, "on") {
		k++
	}
	if k >= len(tokens) || !isDayWord(tokens[k].Form) {
		return 0
	}
	k++
	if k < len(tokens) && dayParts[tokens[k].Form] {
		k++
	}
	if k >= len(tokens) {
		return 0
	}
	before, after := strings.ToLower(tokens[i-1].Form), strings.ToLower(tokens[k].Form)
	r, _ := utf8.DecodeRuneInString(before)
	switch {
	case !unicode.IsLetter(r) || wireStops[before] || before == "last" || before == "next" || before == "this" || before == "early" || before == "late":
		return 0
	case isVerbal(after) && tokens[k].Form == after: // Varland on Thursday rejected
		return k - i
	case isVerbal(before) && dayObjects[after]: // rejected Thursday a plan
		return k - i
	}
	return 0
}

func isDayWord(form string) bool {
	w := strings.ToLower(form)
	_, weekday := weekdays[w]
	return weekday && form != w || w == "today" || w == "yesterday" || w == "tomorrow"
}

// isVerbal tells a verb's form by its look: finite ones of wire copy end in -ed or
// are among the commonest of the irregular ones.
func isVerbal(w string) bool {
	return auxiliaryForms[w] || pastWords[w] || len(w) > 4 && strings.HasSuffix(w, "ed") && !notPast[w]
}

var (
	auxiliaryForms = set("will would has have had is are was were may might could can should must did does do")
	dayObjects     = set("a an the its their his her that to")
	dayParts       = set("morning afternoon evening night")
	wireVerbs      = set("said says say reported reports announced added told")
	wireDays       = set("monday tuesday wednesday thursday friday saturday sunday today yesterday on late early in a statement here night morning")
	wireAfter      = set("reporters journalists afp reuters ap by telephone phone earlier recently later at news conference the separately the")
	// participles that stand behind no noun, because their verbs have no passive
	unaccusative = set("remained arrived died returned resigned protested demonstrated rioted marched agreed retreated surrendered appeared apologized apologised met fell rose went came")
	// what begins a clause, which an attribution is not
	clauseStarts = set("but which who that when while after before because if as where to it")
	// what stands before no verb
	wireStops = set("and but or that which who when while after before where because if as with by in on at to for from of into over under not it")
)

// oneSubject gives the first of two subjects of one verb to the clause that stands
// between them: in “Police found it, she said” police did not say it.
func oneSubject(tokens []syntax.Token) {
	first, clause := make([]int, len(tokens)), make([]int, len(tokens)) // of each verb, counted from 1; 0 for none
	for i, t := range tokens {
		v := t.Head - 1
		switch {
		case v < 0:
		case strings.HasPrefix(t.Deprel, "nsubj") && clause[v] > 0:
			tokens[first[v]-1].Head = clause[v]
			clause[v], first[v] = 0, 0
		case strings.HasPrefix(t.Deprel, "nsubj"):
			first[v] = i + 1
		case t.Deprel == "ccomp" && i < v && first[v] > 0:
			clause[v] = i + 1
		}
	}
}
