package support

import (
	"slices"
	"strings"
)

// A proposition is a predicate with its sides and what is said of it.
type proposition struct {
	in         *sentence
	head       int
	lemma      string // with its particle
	classes    []int
	copular    bool // X is Y
	nominal    bool // the death of X
	negative   bool
	certainty  certainty
	present    bool // simple present, which headlines use for any time
	agent      []side
	patient    []side
	either     []side // of a noun: who did it or whom it was done to
	other      []side // the rest, each behind a preposition
	speaker    []side
	quantities []*quantity
	days       []day
}

// certainty is how sure a sentence is that something is so.
type certainty int

const (
	asserted certainty = iota
	planned
	possible
)

// propose makes a proposition of a word that can be a predicate.
func (s *sentence) propose(n int) *proposition {
	w := s.word(n)
	copular := s.child(n, "cop") != 0
	p := &proposition{in: s, head: n, copular: copular}
	switch {
	case w.UPOS == "VERB", w.UPOS == "AUX" && (w.Deprel == "root" || w.Deprel == "ccomp"):
	case copular, s.bare(n):
		p.copular = true
	case (w.UPOS == "NOUN" || w.UPOS == "PROPN") && len(words().byWord[w.Lemma]) > 0:
		p.nominal = true
	case w.UPOS == "ADJ" && len(words().byWord[w.Lemma]) > 0:
		p.copular = true
	default:
		return nil
	}
	p.lemma, p.classes = s.predicate(n)
	if w.UPOS == "NUM" {
		p.lemma, p.classes = "be", nil
	}
	return p
}

// bare tells a predicate of a headline, or of a clause, that has a subject but no verb.
func (s *sentence) bare(n int) bool {
	w := s.word(n)
	return s.child(n, "nsubj") != 0 && (w.UPOS == "ADJ" || w.UPOS == "NOUN" || w.UPOS == "PROPN" || w.UPOS == "ADV" || w.UPOS == "NUM")
}

// predicate gives the lemma of a predicate and its classes: by a phrase that begins
// with the word if there is one, by a noun behind a light verb, or by the word.
func (s *sentence) predicate(n int) (lemma string, classes []int) {
	l := words()
	lemma = s.lemma(n)
	var longest []int
	for _, p := range l.phrases[lemma] {
		found := s.phrase(n, p.rest)
		if found == nil || len(found) < len(longest) {
			continue
		}
		if len(found) > len(longest) {
			classes = nil
		}
		longest = found
		classes = append(classes, p.class)
	}
	if longest != nil {
		for _, c := range longest {
			s.consumed[c] = true
			lemma += " " + s.word(c).Lemma
		}
		return lemma, classes
	}
	if c := s.child(n, "compound:prt"); c != 0 {
		s.consumed[c] = true
		return lemma + " " + s.word(c).Lemma, nil
	}
	if o := s.child(n, "obj"); o != 0 && l.is("light verbs", lemma) {
		if of := l.byWord[s.word(o).Lemma]; len(of) > 0 {
			s.consumed[o] = true
			return s.word(o).Lemma, of
		}
	}
	return lemma, l.byWord[lemma]
}

// lemma is the lemma of a word as the lexicon knows it: the parser's lemma of a
// rare form may be wrong.
func (s *sentence) lemma(n int) string {
	l := words()
	w := s.word(n)
	form := strings.ToLower(w.Form)
	if of := l.forms[form]; of != "" {
		return of
	}
	known := func(m string) bool { return len(l.byWord[m]) > 0 || len(l.phrases[m]) > 0 }
	if known(w.Lemma) {
		return w.Lemma
	}
	if known(form) {
		return form
	}
	for _, end := range []string{"ed", "d", "ing", "es", "s"} {
		if cut, ok := strings.CutSuffix(form, end); ok && known(cut) {
			return cut
		}
		if cut, ok := strings.CutSuffix(form, end); ok && known(cut+"e") {
			return cut + "e"
		}
	}
	return w.Lemma
}

// phrase finds the other words of a predicate among what hangs on its first.
func (s *sentence) phrase(n int, rest []string) (found []int) {
	for _, want := range rest {
		at := s.descendant(n, want, 3)
		if at == 0 {
			return nil
		}
		found = append(found, at)
	}
	return found
}

func (s *sentence) descendant(n int, lemma string, deep int) int {
	for _, c := range s.children[n] {
		if w := s.word(c); w.Lemma == lemma && relation(w) != "nsubj" {
			return c
		}
	}
	if deep == 1 {
		return 0
	}
	for _, c := range s.children[n] {
		if r := relation(s.word(c)); apart[r] || r == "nsubj" {
			continue
		}
		if found := s.descendant(c, lemma, deep-1); found != 0 {
			return found
		}
	}
	return 0
}

// has reports whether one of the classes of a proposition has a flag.
func (p *proposition) has(flag func(class) bool) bool {
	return slices.ContainsFunc(p.classes, func(c int) bool { return flag(words().classes[c]) })
}

// complete finds the sides of a proposition and how it is said.
func (s *sentence) complete(n int, p *proposition) {
	if p.nominal {
		s.sidesOfNoun(n, p)
	} else {
		s.sidesOfVerb(n, p)
	}
	p.negative, p.certainty = s.said(n, 0)
	for c := range s.consumed {
		if s.word(c).Head == n && s.denied(c) && !p.nominal {
			p.negative = !p.negative
		}
	}
	w := s.word(n)
	p.present = w.XPOS == "VBZ" || w.XPOS == "VBP" || s.word(s.root()).XPOS == "NNP"
	if aux := s.child(n, "aux", "cop"); aux != 0 {
		p.present = false
	}
}

// cores are the propositions that a sentence makes in its own name or a speaker's.
func (s *sentence) coresOf(n, deep int) (out []*proposition) {
	if deep > 8 {
		return nil
	}
	p := s.props[n]
	if down := s.below(n); down != 0 {
		out = s.coresOf(down, deep+1)
		for _, c := range s.children[n] {
			if c != down && s.word(c).Deprel == "ccomp" && s.props[c] != nil {
				out = append(out, s.coresOf(c, deep+1)...)
			}
		}
		if subject := s.child(n, "nsubj"); subject != 0 && words().is("reporting", s.word(n).Lemma) {
			for _, c := range out {
				c.speaker = s.sides(subject)
			}
		}
	} else if p != nil {
		out = append(out, p)
	}
	for _, c := range s.children[n] {
		if relation(s.word(c)) == "conj" && s.props[c] != nil && !s.props[c].nominal {
			out = append(out, s.coresOf(c, deep+1)...)
		}
	}
	return out
}

// below is the clause that a verb of saying, planning or trying is about; 0: none.
func (s *sentence) below(n int) int {
	l := words()
	lemma := s.word(n).Lemma
	raising := l.is("raising negative", lemma) || l.is("raising planned", lemma) ||
		l.is("raising possible", lemma) || l.is("raising neutral", lemma)
	if c := s.child(n, "ccomp"); c != 0 && s.props[c] != nil && (l.is("reporting", lemma) || l.is("denying", lemma) || raising) {
		return c
	}
	if c := s.child(n, "parataxis"); c != 0 && l.is("reporting", lemma) && s.child(c, "nsubj", "nsubj:pass") != 0 && s.props[c] != nil {
		return c
	}
	if c := s.child(n, "xcomp"); c != 0 && s.props[c] != nil && (raising || l.is("reporting", lemma)) {
		return c
	}
	if o := s.child(n, "obj", "nsubj:pass"); o != 0 && l.is("reporting", lemma) && s.props[o] != nil && s.props[o].nominal && s.child(n, "ccomp") == 0 {
		return o
	}
	if o := s.child(n, "obj"); o != 0 && l.is("plan nouns", s.word(o).Lemma) {
		if c := s.child(o, "acl"); c != 0 && s.props[c] != nil && s.child(c, "mark") != 0 {
			return c
		}
	}
	return 0
}

// said reports whether a predicate is denied, and how certain it is, by its own words
// and those of the clauses above it.
func (s *sentence) said(n, deep int) (negative bool, sure certainty) {
	l := words()
	negative = s.denied(n)
	sure = s.ownCertainty(n)
	w := s.word(n)
	above := w.Head
	if above == 0 || deep > 8 {
		return negative, sure
	}
	switch r := relation(w); {
	case r == "conj":
		_, other := s.said(above, deep+1)
		sure = max(sure, other)
	case r == "ccomp" || r == "xcomp":
		flips, least := s.effect(above, r, deep)
		negative, sure = negative != flips, max(sure, least)
	case r == "acl" && l.is("plan nouns", s.word(above).Lemma) && s.child(n, "mark") != 0:
		sure = max(sure, planned)
		over := s.word(above).Head
		if s.denied(above) || over != 0 && s.denied(over) {
			negative = !negative
		}
	case (r == "advcl" || r == "acl") && s.infinitive(n):
		sure = max(sure, planned)
	}
	if relation(w) == "advcl" && s.childLemma(n, "conditions", "mark") {
		sure = possible
	}
	return negative, sure
}

// effect is what a verb does to the clause below it.
func (s *sentence) effect(above int, r string, deep int) (flips bool, least certainty) {
	l := words()
	lemma := s.word(above).Lemma
	negative, sure := s.said(above, deep+1)
	switch {
	case l.is("denying", lemma), l.is("raising negative", lemma):
		return !negative, sure
	case l.is("raising neutral", lemma):
		return negative, sure
	case l.is("raising planned", lemma):
		return negative, max(sure, planned)
	case l.is("raising possible", lemma):
		return negative, possible
	case l.is("unsure reporting", lemma):
		return negative, possible
	case l.is("reporting", lemma) && r == "ccomp":
		if negative {
			return false, possible
		}
		return false, asserted
	case r == "ccomp" && s.child(above, "obj") == 0 && s.word(above).UPOS == "VERB":
		return negative, possible
	case s.word(above).UPOS == "VERB":
		return negative, possible
	}
	return negative, sure
}

func (s *sentence) infinitive(n int) bool {
	m := s.child(n, "mark")
	return m != 0 && s.word(m).XPOS == "TO"
}

// denied reports whether a word is denied by what hangs on it.
func (s *sentence) denied(n int) bool {
	l := words()
	if s.childLemma(n, "negators", "advmod", "det", "cc", "mark", "case", "discourse") {
		return true
	}
	for _, c := range s.children[n] {
		w := s.word(c)
		if r := relation(w); r != "nsubj" && r != "obj" && r != "obl" {
			continue
		}
		if l.is("negative pronouns", w.Lemma) || s.negatedNoun(c) {
			return true
		}
	}
	return false
}

// negatedNoun tells “no passengers” and “no one”.
func (s *sentence) negatedNoun(n int) bool {
	return s.childLemma(n, "negators", "det") && (n < 2 || s.word(n).Deprel != "obl")
}

func (s *sentence) ownCertainty(n int) (sure certainty) {
	if s.childLemma(n, "planned auxiliaries", "aux") || s.infinitive(n) && s.child(n, "aux", "cop") != 0 {
		sure = planned
	}
	if w := s.word(n); w.Deprel == "root" && s.infinitive(n) {
		sure = planned
	}
	if s.childLemma(n, "possible auxiliaries", "aux") || s.childLemma(n, "hedges") {
		return possible
	}
	for _, c := range s.children[n] {
		if relation(s.word(c)) == "advcl" && s.childLemma(c, "conditions", "mark") {
			return possible
		}
	}
	return sure
}

// describe puts a proposition in words.
func (p *proposition) describe() string {
	var parts []string
	for _, list := range [][]side{p.agent, p.patient, p.either} {
		for _, x := range list {
			parts = append(parts, strings.Trim(x.text, " ,.;:"))
		}
	}
	return strings.Join(slices.Compact(parts), ", ")
}
