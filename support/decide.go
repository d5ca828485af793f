package support

import (
	"fmt"
	"slices"
	"strings"

	"dateline/lang"
)

// A likeness is how a side of the claim goes with one of the evidence.
type likeness int

const (
	conflict likeness = iota // they have different names
	nothing                  // they are different things
	weak                     // nothing speaks against it
	strong                   // they are the same by name or by noun
)

// A comparison is that of a claimed proposition with one of the evidence.
type comparison struct {
	claim, evidence *proposition
	opposite        bool // the predicates are
	strong, weak    int  // sides, places and numbers that agree
	lacking         []string
	blocked         string // why they can't be of the same
	swapped         bool
	point           Point // on which alone they differ
	claimed, found  string
}

// answer compares one proposition of a claim with all of the evidence.
func answer(c *proposition, evidence *Reading) Answer {
	best := Answer{Verdict: Unknown, Why: fmt.Sprintf("The evidence doesn't say that %q.", c.lemma)}
	for _, s := range evidence.sentences {
		for n := 1; n <= len(s.words); n++ {
			e := s.props[n]
			if e == nil {
				continue
			}
			a, related := compare(c, e, evidence)
			switch {
			case !related:
			case a.Verdict == Supports:
				return a
			case a.Verdict == Contradicts, best.Verdict == Unknown:
				best = a
			}
		}
	}
	return best
}

// compare compares two propositions; related says that their predicates go together.
func compare(c, e *proposition, r *Reading) (a Answer, related bool) {
	same, opposite := predicates(c, e)
	if !same && !opposite {
		return a, false
	}
	x := comparison{claim: c, evidence: e, opposite: opposite}
	x.sides()
	if x.blocked == "" {
		x.names(r)
		x.numbers(r)
		x.time()
	}
	return x.verdict(), true
}

// predicates reports whether two predicates are the same or opposites.
func predicates(c, e *proposition) (same, opposite bool) {
	l := words()
	if l.opposite[[2]string{c.lemma, e.lemma}] {
		return false, true
	}
	ours, theirs := c.classNames(false), e.classNames(true)
	shared := slices.ContainsFunc(ours, func(n string) bool { return slices.Contains(theirs, n) })
	if c.lemma == e.lemma || shared {
		return true, false
	}
	for _, n := range append(ours, c.lemma) {
		for _, m := range append(theirs, e.lemma) {
			if l.opposite[[2]string{n, m}] {
				return false, true
			}
		}
	}
	return false, false
}

// classNames are the classes of a predicate, and those that they imply if wanted.
func (p *proposition) classNames(implied bool) (out []string) {
	for _, c := range p.classes {
		of := words().classes[c]
		out = append(out, of.name)
		if implied {
			out = append(out, of.implies...)
		}
	}
	return out
}

// sides compares who did it and whom it was done to.
func (x *comparison) sides() {
	c, e := x.claim, x.evidence
	agents, patients := slices.Concat(e.agent, e.either), slices.Concat(e.patient, e.either)
	if c.has(func(k class) bool { return k.sym }) {
		agents = slices.Concat(e.agent, e.patient, e.either, e.other)
		patients = agents
	}
	if alone(e) {
		agents = slices.Concat(e.agent, e.patient, e.either)
	}
	if alone(c) && alone(e) {
		patients = agents
	}
	if !e.copular && len(e.patient) == 0 && len(c.patient) > 0 {
		patients = slices.Concat(patients, e.other)
	}
	if x.side(c.agent, agents, patients); x.blocked == "" {
		x.side(c.patient, patients, agents)
	}
	if x.blocked == "" {
		x.side(c.either, slices.Concat(e.agent, e.patient, e.either), nil)
	}
}

// alone tells a predicate with one side.
func alone(p *proposition) bool { return len(p.agent) == 0 || len(p.patient) == 0 }

// side finds all of the claimed sides among those of the evidence.
func (x *comparison) side(claimed, found, opposite []side) {
	for i := range claimed {
		best, of := bestOf(&claimed[i], found)
		if best < strong {
			if other, _ := bestOf(&claimed[i], opposite); other == strong && !alone(x.claim) {
				x.swapped = true
				x.blocked = "The sides are the other way round."
				return
			}
		}
		switch best {
		case strong:
			x.strong++
		case weak:
			x.weak++
		case conflict:
			x.blocked = fmt.Sprintf("It is said of someone or something else: %s, not %s.", of, claimed[i].text)
			return
		case nothing:
			if of != "" {
				x.blocked = fmt.Sprintf("It is said of something else: %s, not %s.", of, claimed[i].text)
				return
			}
			if !claimed[i].pronoun {
				x.lacking = append(x.lacking, claimed[i].text)
			}
		}
	}
}

func bestOf(c *side, found []side) (best likeness, of string) {
	best = -1
	for i := range found {
		if got := c.like(&found[i]); got > best {
			best, of = got, found[i].text
		}
	}
	if best < 0 {
		return nothing, ""
	}
	return best, of
}

// like compares two sides.
func (c *side) like(e *side) likeness {
	l := words()
	if c.pronoun || e.pronoun {
		return weak
	}
	if len(c.names) > 0 && len(e.names) > 0 {
		for i := range c.names {
			if slices.ContainsFunc(e.names, c.names[i].same) {
				return strong
			}
		}
		return conflict
	}
	if len(c.names) == 0 && len(e.names) == 0 {
		return c.likeNoun(e)
	}
	named, plain := c, e
	if len(named.names) == 0 {
		named, plain = e, c
	}
	switch {
	case slices.ContainsFunc(plain.owners, func(o name) bool { return slices.ContainsFunc(named.names, o.same) }):
		if l.is("state nouns", plain.noun) || named.names[0].code == "" {
			return strong
		}
		return weak
	case slices.ContainsFunc(slices.Concat(named.roles, named.mods), func(r string) bool { return l.sameNoun(r, plain.noun) }):
		return strong
	case named == c && len(named.names) > 0:
		return weak
	}
	return weak
}

// likeNoun compares sides without names.
func (c *side) likeNoun(e *side) likeness {
	l := words()
	generic := func(n string) bool { return l.is("generic nouns", n) }
	person := func(n string) bool { return generic(n) || l.is("person nouns", n) }
	switch {
	case c.noun == e.noun, l.sameNoun(c.noun, e.noun):
	case generic(c.noun) && person(e.noun), generic(e.noun) && person(c.noun):
	case slices.ContainsFunc(c.roles, func(r string) bool { return l.sameNoun(r, e.noun) }):
	case slices.ContainsFunc(e.roles, func(r string) bool { return l.sameNoun(r, c.noun) }):
	case isNumber(c.noun) && person(e.noun), isNumber(e.noun) && person(c.noun), isNumber(c.noun) && isNumber(e.noun):
	default:
		return nothing
	}
	if !c.sameOwners(e) {
		return conflict
	}
	for _, m := range c.mods {
		for _, n := range e.mods {
			if l.opposite[[2]string{m, n}] || m != n && l.is("directions", m) && l.is("directions", n) {
				return conflict
			}
		}
	}
	return strong
}

func isNumber(lemma string) bool {
	_, ok := valueOf(lemma)
	return ok
}

// sameOwners reports whether the names beside two nouns leave it open that they are one.
func (c *side) sameOwners(e *side) bool {
	if len(c.owners) == 0 || len(e.owners) == 0 {
		return true
	}
	return slices.ContainsFunc(c.owners, func(n name) bool { return slices.ContainsFunc(e.owners, n.same) })
}

// same reports whether two names may be of one bearer.
func (n name) same(o name) bool {
	switch {
	case n.code != "" && n.code == o.code, n.alias != 0 && n.alias == o.alias:
		return true
	case n.code != "" && o.code != "":
		return false
	}
	short, long := n.words, o.words
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) == 1 && len(long) > 1 && initials(long) == short[0] {
		return true
	}
	for _, w := range short {
		if !slices.Contains(long, w) {
			return strings.Join(short, "") == strings.Join(long, "")
		}
	}
	return !slices.ContainsFunc(long, func(w string) bool {
		return !slices.Contains(short, w) && (words().is("directions", w) || isNumber(w))
	})
}

func initials(words []string) string {
	var b strings.Builder
	for _, w := range words {
		r := []rune(w)
		if len(r) > 0 {
			b.WriteRune(r[0])
		}
	}
	return b.String()
}

// names asks for each name of the claimed proposition in the evidence, and for what
// stands behind prepositions.
func (x *comparison) names(r *Reading) {
	c := x.claim
	within := c.in.within(c.head)
	for _, n := range within {
		for _, a := range c.in.children[n] {
			if relation(c.in.word(a)) == "appos" {
				within = append(within, c.in.within(a)...)
			}
		}
	}
	for _, n := range c.in.namesWithin(within) {
		if !r.hasName(n) {
			x.lacking = append(x.lacking, strings.Join(n.words, " "))
		}
	}
	e := x.evidence
	all := slices.Concat(e.other, e.patient, e.agent, e.either)
	for i := range c.other {
		best, _ := bestOf(&c.other[i], all)
		switch {
		case c.other[i].pronoun:
		case best == strong:
			x.strong++
		case x.elsewhere(&c.other[i], r):
			x.lacking = append(x.lacking, c.other[i].text)
		}
	}
}

// elsewhere reports whether the evidence has something else behind the same preposition.
func (x *comparison) elsewhere(c *side, r *Reading) bool {
	if len(c.names) > 0 || r.hasWord(c.noun) {
		return false
	}
	return slices.ContainsFunc(x.evidence.other, func(o side) bool { return o.prep == c.prep && len(o.names) == 0 })
}

// hasName reports whether a reading names a bearer, in whatever place.
func (r *Reading) hasName(n name) bool {
	return slices.ContainsFunc(r.sentences, func(s *sentence) bool { return s.hasName(n) })
}

// hasName reports whether a sentence names a bearer, in whatever place.
func (s *sentence) hasName(n name) bool {
	if slices.ContainsFunc(s.names, n.same) {
		return true
	}
	return !slices.ContainsFunc(n.words, func(w string) bool { return !s.lemmas[w] })
}

// numbers compares the numbers of two propositions.
func (x *comparison) numbers(r *Reading) {
	for _, q := range x.claim.quantities {
		if x.claim.in.insideName(q.word) {
			continue
		}
		got, other := x.number(q, x.evidence.quantities)
		if got != fits && r.hasNumber(q) {
			got = fits
		}
		switch got {
		case fits:
			x.strong++
		case differs:
			x.point, x.claimed, x.found = Number, q.text, other
		default:
			x.lacking = append(x.lacking, q.text)
		}
	}
}

// hasNumber reports whether a reading has a number of the same things anywhere.
func (r *Reading) hasNumber(q *quantity) bool {
	for _, s := range r.sentences {
		for i := range s.quantities {
			if e := &s.quantities[i]; q.against(e) == fits && q.noun == e.noun {
				return true
			}
		}
	}
	return false
}

func (x *comparison) number(q *quantity, found []*quantity) (got fit, other string) {
	for _, e := range found {
		if !q.counts(e) {
			continue
		}
		switch q.against(e) {
		case fits:
			return fits, ""
		case differs:
			got, other = differs, e.text
		}
	}
	return got, other
}

// insideName tells the number of a model, a team or a record.
func (s *sentence) insideName(n int) bool {
	w := s.word(n)
	r := relation(w)
	return w.Head != 0 && s.word(w.Head).UPOS == "PROPN" && (r == "nummod" || r == "flat" || r == "compound")
}

// time compares the days of two propositions.
func (x *comparison) time() {
	for _, c := range x.claim.days {
		apart, other := false, ""
		for _, e := range x.evidence.days {
			if !c.apartFrom(e) {
				apart = false
				break
			}
			apart, other = true, e.text
		}
		if apart {
			x.point, x.claimed, x.found = Day, c.text, other
		}
	}
}

// verdict sums a comparison up.
func (x *comparison) verdict() Answer {
	c, e := x.claim, x.evidence
	about := fmt.Sprintf("Both speak of %q", e.lemma)
	if of := c.describe(); of != "" {
		about += " (" + of + ")"
	}
	switch {
	case x.swapped && c.has(func(k class) bool { return k.oneway }):
		return Answer{Contradicts, about + ", with the sides the other way round.", true, Whether, c.describe(), e.describe()}
	case x.blocked != "":
		return Answer{Verdict: Unknown, Why: x.blocked, Swapped: x.swapped}
	case !sureEnough(c, e):
		return Answer{Verdict: Unknown, Why: about + ", but not with the same certainty."}
	case x.strong == 0:
		return Answer{Verdict: Unknown, Why: about + ", but it isn't said that the sides are the same."}
	case (c.negative != e.negative) != x.opposite:
		return Answer{Contradicts, about + ", but one says the opposite.", false, Whether, said(c), said(e)}
	case len(x.lacking) > 0 && x.point == "":
		return Answer{Verdict: Unknown, Why: fmt.Sprintf("%s, but the evidence has no %s.", about, strings.Join(x.lacking, ", "))}
	case x.point == Day && !c.has(func(k class) bool { return k.once }):
		return Answer{Verdict: Unknown, Why: fmt.Sprintf("%s, but on another day: %s, not %s.", about, x.found, x.claimed)}
	case x.point != "":
		return Answer{Contradicts, fmt.Sprintf("%s; the %s differs: %s, not %s.", about, x.point, x.found, x.claimed), false, x.point, x.claimed, x.found}
	case x.weak > 0 && x.strong < 2:
		return Answer{Verdict: Unknown, Why: about + ", but it isn't sure that all sides are the same."}
	case !sameSpeaker(c, e):
		return Answer{Verdict: Unknown, Why: about + ", but another speaker says so."}
	}
	return Answer{Verdict: Supports, Why: about + "."}
}

// said puts whether something is so in words.
func said(p *proposition) string {
	if p.negative {
		return "not " + p.lemma
	}
	return p.lemma
}

// sureEnough reports whether evidence is as certain as a claim.
func sureEnough(c, e *proposition) bool {
	if c.certainty == e.certainty {
		return true
	}
	if c.certainty == possible || e.certainty == possible {
		return false
	}
	return c.present || e.present // headlines say “to open” and “opens”
}

// sameSpeaker reports whether two speakers leave it open that they are one.
func sameSpeaker(c, e *proposition) bool {
	if len(c.speaker) == 0 || len(e.speaker) == 0 {
		return true
	}
	best, _ := bestOf(&c.speaker[0], e.speaker)
	return best != conflict
}

// leastCovered is the share of a claim's words that evidence has at least, each in
// some form. It only ever withholds support.
const leastCovered = 0.4

func covered(claim, evidence *Reading) bool {
	l := words()
	all, found := 0, 0
	for _, s := range claim.sentences {
		for i := range s.words {
			w := &s.words[i]
			if l.is("empty", w.Lemma) || w.UPOS == "PUNCT" || w.UPOS == "SYM" {
				continue
			}
			all++
			if evidence.has(s, i+1) {
				found++
			}
		}
	}
	return float64(found) >= leastCovered*float64(all)
}

// has reports whether a reading has a word of a sentence in some form.
func (r *Reading) has(s *sentence, n int) bool {
	w := s.word(n)
	return r.hasWord(w.Lemma) || r.hasWord(nameKey(w.Form))
}

// hasWord reports whether a reading has a word or one that news puts for it.
func (r *Reading) hasWord(lemma string) bool {
	l := words()
	return slices.ContainsFunc(r.sentences, func(o *sentence) bool {
		return o.lemmas[lemma] || slices.ContainsFunc(o.words, func(w lang.Word) bool {
			return l.sameNoun(lemma, w.Lemma) || sharesClass(lemma, w.Lemma)
		})
	})
}

func sharesClass(a, b string) bool {
	l := words()
	return slices.ContainsFunc(l.byWord[a], func(c int) bool { return slices.Contains(l.byWord[b], c) })
}
