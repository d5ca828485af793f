package support

import (
	"slices"
	"strings"

	"dateline/lang"
)

// A side is someone or something that a proposition is about.
type side struct {
	head    int
	text    string
	noun    string   // the lemma of its head, unless that is a name
	roles   []string // other nouns for the same: the minister, an actress
	names   []name   // of the same
	mods    []string // lemmas that tell it from others of its kind
	owners  []name   // names that stand beside the noun
	pronoun bool
	prep    string
}

// A name is one in lower case, a word each.
type name struct {
	text  string // as it stands
	words []string
	code  string // of a country
	alias int    // its line of names.txt
	at    int
}

// nameAt is the name whose head a word is, with what belongs to it.
func (s *sentence) nameAt(n int) name {
	for _, e := range s.entities {
		if e.first <= n && n <= e.last {
			var all []int
			for i := e.first; i <= e.last; i++ {
				all = append(all, i)
			}
			return newName(s, all, n)
		}
	}
	if run := s.run(n); len(run) > 1 {
		return newName(s, run, n)
	}
	parts := []int{n}
	for _, c := range s.children[n] {
		w := s.word(c)
		switch r := relation(w); {
		case r == "flat", (r == "compound" || r == "nummod") && (w.UPOS == "PROPN" || w.UPOS == "NUM"):
			parts = append(parts, c)
			parts = append(parts, s.flat(c)...)
		case r == "amod" && startsBig(w.Form):
			parts = append(parts, c)
		}
	}
	slices.Sort(parts)
	return newName(s, slices.Compact(parts), n)
}

// run are the names and numbers that stand in a row around a word. A headline in
// capitals has none.
func (s *sentence) run(n int) (out []int) {
	if s.capitals {
		return nil
	}
	proper := func(n int) bool {
		return s.word(n).UPOS == "PROPN" && !s.person(n) && !s.timed(n)
	}
	first, last := n, n
	for first > 1 && proper(first-1) {
		first--
	}
	for last < len(s.words) && (proper(last+1) || s.word(last+1).UPOS == "NUM" && !s.timed(last+1)) {
		last++
	}
	for i := first; i <= last; i++ {
		out = append(out, i)
	}
	return out
}

func (s *sentence) flat(n int) (out []int) {
	for _, c := range s.children[n] {
		if r := relation(s.word(c)); r == "flat" || r == "compound" {
			out = append(out, c)
		}
	}
	return out
}

func startsBig(form string) bool { return form != strings.ToLower(form) }

func newName(s *sentence, parts []int, at int) name {
	l := words()
	out := name{at: at}
	var forms []string
	for _, n := range parts {
		form := s.word(n).Form
		forms = append(forms, form)
		if k := nameKey(form); k != "" && !l.is("titles", k) && !l.is("company endings", k) {
			out.words = append(out.words, k)
		}
	}
	if len(out.words) == 0 {
		for _, f := range forms {
			out.words = append(out.words, nameKey(f))
		}
	}
	whole := strings.Join(forms, " ")
	out.text = whole
	if c, ok := lang.Country(whole); ok {
		out.code = c.Code
	} else if c, ok := lang.Nationality(whole); ok {
		out.code = c.Code
	}
	out.alias = l.names[nameKey(whole)]
	return out
}

// namesWithin are the names among some words.
func (s *sentence) namesWithin(numbers []int) (out []name) {
	for _, n := range numbers {
		w := s.word(n)
		if w.UPOS != "PROPN" || s.timed(n) {
			continue
		}
		if r := relation(w); (r == "flat" || r == "compound") && s.word(w.Head).UPOS == "PROPN" && !s.person(n) {
			continue
		}
		of := s.nameAt(n)
		if !slices.ContainsFunc(out, func(o name) bool { return slices.Equal(o.words, of.words) }) {
			out = append(out, of)
		}
	}
	return out
}

// sides are those that a word and what is coordinated with it name.
func (s *sentence) sides(n int) (out []side) {
	out = append(out, s.side(n))
	for _, c := range s.children[n] {
		if relation(s.word(c)) == "conj" && len(out) < 8 {
			out = append(out, s.side(c))
		}
	}
	return out
}

func (s *sentence) side(n int) side {
	w := s.word(n)
	l := words()
	out := side{head: n, text: s.textOf(s.within(n)), pronoun: w.UPOS == "PRON", noun: w.Lemma}
	if l.is("negative pronouns", w.Lemma) {
		out.noun = somebody
	}
	if l.is("negative pronouns", w.Lemma) || l.is("generic nouns", w.Lemma) {
		out.pronoun = false
	}
	if m := s.child(n, "case"); m != 0 {
		out.prep = s.word(m).Lemma
	}
	held := s.held(n)
	out.named(s, held)
	for _, c := range held {
		if o := s.word(c); c != n && o.UPOS == "NOUN" {
			out.roles = append(out.roles, o.Lemma)
		}
	}
	for _, c := range s.children[n] {
		out.mod(s, c)
	}
	if len(out.names) == 0 && w.UPOS == "PROPN" {
		out.names = []name{s.nameAt(n)}
	}
	return out
}

// somebody is the noun that stands for anyone.
const somebody = "person"

// held are the words that name the same as a word: what hangs on it without a
// preposition, and a part of the name that the parser took for another side.
func (s *sentence) held(n int) []int {
	out := []int{n}
	if next := s.secondHalf(n); next != 0 {
		out = append(out, next)
	}
	for i := 0; i < len(out); i++ {
		for _, c := range s.children[out[i]] {
			w := s.word(c)
			switch r := relation(w); {
			case r == "flat", r == "compound", r == "appos", w.Deprel == "nmod:desc", r == "nummod", r == "amod" && startsBig(w.Form):
				out = append(out, c)
			case r == "nmod" && w.Deprel != "nmod:poss":
				if a := s.child(c, "appos"); a != 0 && s.person(a) && !s.person(c) {
					out = append(out, a) // “the head of the bank, Eva Stern”
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// secondHalf is a word of the same relation right behind what hangs on a word.
func (s *sentence) secondHalf(n int) int {
	w := s.word(n)
	if r := relation(w); r != "nsubj" && r != "obj" {
		return 0
	}
	for _, c := range s.children[w.Head] {
		if c > n && s.word(c).Deprel == w.Deprel && c-n <= 6 && !s.comma(n, c) {
			return c
		}
	}
	return 0
}

// comma reports whether punctuation stands between two words.
func (s *sentence) comma(from, to int) bool {
	return slices.ContainsFunc(s.words[from:to-1], func(w lang.Word) bool { return w.UPOS == "PUNCT" })
}

// person reports whether a word belongs to the name of a person.
func (s *sentence) person(n int) bool {
	return slices.ContainsFunc(s.entities, func(e entity) bool { return e.person && e.first <= n && n <= e.last })
}

// named takes the names of a side: of a person if it has one, else of its head.
func (x *side) named(s *sentence, held []int) {
	var people, others, heads []name
	for _, n := range held {
		w := s.word(n)
		if w.UPOS != "PROPN" {
			continue
		}
		switch of := s.nameAt(n); {
		case s.person(n):
			people = append(people, of)
		case n == x.head || s.word(x.head).UPOS != "PROPN" && relation(w) == "appos":
			heads = append(heads, of)
		default:
			others = append(others, of)
		}
	}
	switch {
	case len(people) > 0:
		x.names, x.owners = people, append(heads, others...)
	default:
		x.names, x.owners = heads, others
	}
}

// mod takes in what tells a side from others of its kind.
func (x *side) mod(s *sentence, c int) {
	w := s.word(c)
	switch r := relation(w); {
	case w.UPOS == "PROPN" && r == "nmod":
		x.owners = append(x.owners, s.nameAt(c))
	case r == "amod", r == "compound", r == "nmod":
		x.mods = append(x.mods, w.Lemma)
	}
}

// relative is the noun for which a relative pronoun stands.
func (s *sentence) relative(n int) int {
	if !words().is("relative pronouns", s.word(n).Lemma) {
		return n
	}
	for at := s.word(n).Head; at != 0; at = s.word(at).Head {
		if s.word(at).Deprel == "acl:relcl" {
			return s.word(at).Head
		}
	}
	return n
}

// subject is the subject of a verb, its own or that of the clause it belongs to.
func (s *sentence) subject(n, deep int) int {
	if n == 0 {
		return 0
	}
	if c := s.child(n, "nsubj", "csubj"); c != 0 {
		return s.relative(c)
	}
	w := s.word(n)
	if deep > 6 || w.Head == 0 {
		return 0
	}
	switch relation(w) {
	case "xcomp":
		if o := s.child(w.Head, "obj"); o != 0 && !s.consumed[o] {
			return o
		}
		return s.subject(w.Head, deep+1)
	case "conj", "advcl":
		return s.subject(w.Head, deep+1)
	case "acl":
		if words().is("plan nouns", s.word(w.Head).Lemma) {
			return s.subject(s.word(w.Head).Head, deep+1)
		}
		return w.Head
	case "amod":
		return w.Head
	}
	return 0
}

// passive reports whether the subject of a verb is what it is done to.
func (s *sentence) passive(n int) bool {
	if s.child(n, "aux:pass", "nsubj:pass") != 0 {
		return true
	}
	w := s.word(n)
	if w.XPOS != "VBN" {
		return false
	}
	if r := relation(w); r == "conj" && s.child(n, "aux") == 0 && s.child(n, "nsubj") == 0 {
		return s.passive(w.Head)
	}
	return s.child(n, "aux") == 0 && s.child(n, "obj") == 0
}

// whoSaysSo is the speaker for whom a pronoun stands in what is said: “she said she
// would”. It is the subject itself if that is no pronoun or there is no speaker.
func (s *sentence) whoSaysSo(n, subject int) int {
	w := s.word(n)
	if s.word(subject).UPOS != "PRON" || w.Deprel != "ccomp" || !words().is("third person", s.word(subject).Lemma) {
		return subject
	}
	if speaker := s.child(w.Head, "nsubj"); speaker != 0 && words().is("reporting", s.word(w.Head).Lemma) {
		return speaker
	}
	return subject
}

func (s *sentence) sidesOfVerb(n int, p *proposition) {
	passive := s.passive(n)
	theme := p.copular || p.has(func(c class) bool { return c.theme })
	object := s.child(n, "obj")
	if object != 0 && !s.consumed[object] && !s.measure(object) && s.child(n, "nsubj:pass") == 0 {
		p.patient = s.sides(s.relative(object))
	}
	if subject := s.subject(n, 0); subject != 0 && subject != n {
		subject = s.whoSaysSo(n, subject)
		if passive || theme && len(p.patient) == 0 {
			p.patient = append(p.patient, s.sides(subject)...)
		} else {
			p.agent = s.sides(subject)
		}
	}
	s.restOf(n, p)
	if passive && len(p.agent) == 0 {
		p.agent = s.doer(n)
	}
	if object != 0 && s.consumed[object] {
		s.sidesOfNoun(object, p)
	}
	for c := range s.consumed {
		if s.word(c).Head == n && c != object {
			s.restOf(c, p)
		}
	}
}

// doer is who is named behind “by”, wherever the parser hung it.
func (s *sentence) doer(n int) []side {
	for _, c := range s.within(n) {
		m := s.child(c, "case")
		if m != 0 && words().is("behind the doer", s.word(m).Lemma) && !s.timed(c) {
			return s.sides(c)
		}
	}
	return nil
}

// measure tells by how much something was done from what it was done to.
func (s *sentence) measure(n int) bool {
	l := words()
	w := s.word(n)
	return l.is("percent", w.Lemma) || l.is("money", w.Lemma) || w.UPOS == "SYM" || w.UPOS == "NUM" || s.timed(n)
}

// restOf takes what stands behind prepositions, and complements.
func (s *sentence) restOf(n int, p *proposition) {
	for _, c := range s.children[n] {
		w := s.word(c)
		switch {
		case s.consumed[c] || s.timed(c):
		case w.Deprel == "obl:agent":
			p.agent = append(p.agent, s.sides(c)...)
		case relation(w) == "obl", relation(w) == "iobj", w.Deprel == "nmod" && !p.nominal:
			p.other = append(p.other, s.sides(c)...)
		case relation(w) == "xcomp" && s.props[c] == nil:
			p.other = append(p.other, s.sides(c)...)
		}
	}
}

func (s *sentence) sidesOfNoun(n int, p *proposition) {
	for _, c := range s.children[n] {
		w := s.word(c)
		prep := ""
		if m := s.child(c, "case"); m != 0 {
			prep = s.word(m).Lemma
		}
		switch r := relation(w); {
		case s.timed(c), r != "nmod" && r != "compound":
		case words().is("behind the doer", prep):
			p.agent = append(p.agent, s.sides(c)...)
		case w.Deprel == "nmod:poss", r == "compound", words().is("behind what is concerned", prep):
			p.either = append(p.either, s.sides(c)...)
		default:
			p.other = append(p.other, s.sides(c)...)
		}
	}
}

// timed reports whether a word is the head of an expression of time.
func (s *sentence) timed(n int) bool {
	w := s.word(n)
	return slices.ContainsFunc(s.times, func(d day) bool { return d.start <= w.Start && w.End <= d.end })
}
