package frames

import (
	"slices"
	"strconv"
	"time"

	"dateline/lang"
)

// An Event is what one party did to another, by one verb.
type Event struct {
	Code           string
	Source, Target Party
	Verb           int   // the word of the sentence, from 0
	Words          []int // what the frame asked for besides the verb, in order
	Negated        bool  // the sentence denies it; Code says so (050 denied is 110)
	Inferred       bool  // a party was found elsewhere than as subject, object or agent
	Framed         bool  // a pattern gave the code, not the verb alone
	Vouched        bool  // and this pattern or verb is of a dictionary that is vouched for
	Mode           Mode
	Speaker        Party // who says so, if the sentence says it of somebody; its Words are empty if not
}

// CodeClass is CAMEO's root category of an event, 1 to 20; 0 for codes of others.
func (e Event) CodeClass() int {
	if len(e.Code) < 2 {
		return 0
	}
	n, err := strconv.Atoi(e.Code[:2])
	if err != nil {
		return 0
	}
	return n
}

// A Mode tells what happened from what is to happen or may.
type Mode int

const (
	Happened Mode = iota
	Planned
	Possible
)

// A Coder codes sentences with a verb dictionary and a table of actors.
type Coder struct {
	Lexicon  *Lexicon
	Actors   *Actors
	Discards Discards
	news     bool // see News
}

// clause is a verb with its frame and its parties.
type clause struct {
	verb             int
	known            bool // the dictionary has the verb
	m                match
	sources, targets []Party
	inferred         bool
	negated          bool
}

// longest is how many words of a sentence are coded: more are a list, and the
// work grows faster than they do.
const longest = 250

// Events codes one sentence on a day, zero if unknown, in the order of its verbs,
// as the PETRARCH coders do: each event has both parties and a code, what a said
// that b did is a's act toward b, and what a clause adds counts if nothing else
// does.
func (c Coder) Events(words []lang.Word, day time.Time) []Event {
	c.news = false
	return c.code(words, day)
}

// News codes one sentence as a news agency needs it: what a said that b did is
// b's, by a's word; a name that no table knows is a party too (its code begins
// with ?, and the name follows); an act may have nobody it was done to, and its
// Target then has no words; and only what the sentence itself asserts is told.
func (c Coder) News(words []lang.Word, day time.Time) []Event {
	c.news = true
	return c.code(words, day)
}

func (c Coder) code(words []lang.Word, day time.Time) []Event {
	if len(words) > longest {
		return nil
	}
	t := newTree(words)
	if c.Discards.hold(t) {
		return nil
	}
	r := newPartyReader(t, c.Actors, day)
	r.unknown = c.news
	clauses := map[int]*clause{}
	for v := range t {
		if t.isVerb(v) {
			clauses[v] = c.clause(t, r, v)
		}
	}
	var out []Event
	for _, main := range []bool{true, false} {
		for v := range t {
			k := clauses[v]
			if k == nil || !k.known || t.mainClause(v) != main {
				continue
			}
			for _, e := range c.compose(t, k, clauses) {
				if !slices.ContainsFunc(out, func(o Event) bool { return sameEvent(o, e) }) {
					out = append(out, e)
				}
			}
		}
		if len(out) > 0 || c.news {
			break
		}
	}
	return out
}

// mainClause tells what the sentence asserts from what it only adds: a relative
// clause, an adverbial one.
func (t tree) mainClause(v int) bool {
	for steps := 0; v >= 0 && steps <= len(t); steps++ {
		switch t[v].relation {
		case "root", "conj", "parataxis", "ccomp", "xcomp", "dep":
		default:
			return false
		}
		v = t[v].Head - 1
	}
	return true
}

func sameEvent(a, b Event) bool {
	return a.Code == b.Code && a.Source.same(b.Source) && a.Target.same(b.Target)
}

// clause reads one verb.
func (c Coder) clause(t tree, r *partyReader, v int) *clause {
	k := &clause{verb: v, negated: t.negated(v)}
	k.m, k.known = c.Lexicon.lookup(t, v)
	passive := t.passive(v)
	subjects, objects := t.subjectsOf(v), t.objectsOf(v)
	read := func(heads []int) []Party {
		var out []Party
		for _, h := range heads {
			out = append(out, r.parties(h, k.m.words)...)
		}
		return unique(out)
	}
	if passive {
		k.targets = read(subjects)
		for _, d := range t.with(v, "obl", "nmod") {
			if t[d].preposition == "BY" {
				k.sources = append(k.sources, r.parties(d, k.m.words)...)
			}
		}
		if len(k.sources) == 0 {
			k.sources = k.oblique(t, r, true)
			k.inferred = len(k.sources) > 0
		}
		return k
	}
	k.sources, k.targets = read(subjects), read(objects)
	for at := range t { // in order, for the same answer every time
		if k.m.roles[at] == targetItem {
			if got := r.parties(at, nil); len(got) > 0 {
				k.targets = got
			}
		}
	}
	if len(k.targets) == 0 && len(objects) == 0 {
		for _, d := range t.complements(v) {
			if t[d].relation != "ccomp" {
				continue
			}
			k.targets = append(k.targets, read(t.subjectsOf(d))...)
		}
	}
	if len(k.targets) == 0 && c.news {
		k.targets = k.toward(t, r, objects)
	}
	if len(k.targets) == 0 {
		k.targets = k.oblique(t, r, false)
	}
	if len(k.targets) == 0 && c.news && !slices.ContainsFunc(objects, func(o int) bool { return t[o].UPOS == "PRON" }) {
		k.targets = k.condition(t, r)
	}
	if len(k.targets) == 0 {
		k.targets = k.anywhere(t, r)
		k.inferred = len(k.targets) > 0
	}
	if k.m.pattern != nil && k.m.pattern.swapped {
		k.targets, k.sources = k.sources, k.nearest(t, r)
	}
	return k
}

// oblique is the nearest party behind a preposition after the verb; one the
// frame asked for comes first. Of a passive the words after its complement are
// not looked at.
func (k *clause) oblique(t tree, r *partyReader, passive bool) []Party {
	candidates := t.with(k.verb, "obl", "nmod", "advmod", "xcomp", "advcl")
	slices.SortStableFunc(candidates, func(a, b int) int { return k.rank(a) - k.rank(b) })
	for _, d := range candidates {
		if d < k.verb && t[d].preposition == "" || t.isVerb(d) && (passive || !t.purpose(d)) {
			continue
		}
		heads := []int{d}
		if t.isVerb(d) {
			heads = append(t.objectsOf(d), t.with(d, "obl", "nmod")...)
		}
		for _, h := range heads {
			if got := r.parties(h, k.m.words); len(got) > 0 {
				return got
			}
		}
	}
	return nil
}

// toward is the party that what the verb is done with is for: a mission between A and
// B, an ultimatum to C.
func (k *clause) toward(t tree, r *partyReader, objects []int) []Party {
	for _, o := range objects {
		for _, d := range t.with(o, "nmod") {
			switch t[d].preposition {
			case "BETWEEN", "WITH", "AGAINST", "TO", "ON", "FOR":
				if got := r.parties(d, k.m.words); len(got) > 0 {
					return got
				}
			}
		}
	}
	return nil
}

// condition is who must do something lest the verb's act be done: unless they stop.
func (k *clause) condition(t tree, r *partyReader) []Party {
	for _, d := range t.with(k.verb, "advcl") {
		for _, m := range t.with(d, "mark") {
			if f := t[m].form; f != "UNLESS" && f != "IF" {
				continue
			}
			for _, s := range t.with(d, "nsubj") {
				if got := r.parties(s, k.m.words); len(got) > 0 {
					return got
				}
			}
		}
	}
	return nil
}

// anywhere is the first party in what the verb's complement tells.
func (k *clause) anywhere(t tree, r *partyReader) []Party {
	for _, c := range t.complements(k.verb) {
		for i := c; i < len(t); i++ {
			if t.within(i, c) && t.isNoun(i) && t[i].relation != "compound" && t[i].relation != "amod" {
				if got := r.parties(i, k.m.words); len(got) > 0 {
					return got
				}
			}
		}
	}
	return nil
}

// nearest is the first party behind the verb, whatever it hangs on there.
func (k *clause) nearest(t tree, r *partyReader) []Party {
	for i := k.verb + 1; i < len(t); i++ {
		if t.isNoun(i) && t.within(i, k.verb) {
			if own := r.read(i, r.core(i), k.m.words); len(own.codes)+len(own.agents) > 0 {
				return r.parties(i, k.m.words)
			}
		}
	}
	return nil
}

func (k *clause) rank(d int) int {
	if k.m.words[d] {
		return -1
	}
	if d < k.verb {
		return 1000 + d
	}
	return d
}

// subjectsOf gives the heads of who does what v says, or has it done to
// themselves if v is passive: its own subject, that of the verb it is joined to,
// and of a complement what governs it.
func (t tree) subjectsOf(v int) []int { return t.subjects(v, 0) }

func (t tree) subjects(v, depth int) []int {
	own := t.with(v, "nsubj")
	own = own[:min(len(own), 4)]
	if g := t[v].Head - 1; g >= 0 && depth == 0 && len(own) == 1 && t[v].relation == "conj" && g < own[0] && (t[g].UPOS == "NOUN" || t[g].UPOS == "PROPN") && !t.passive(v) {
		for _, c := range t.with(v, "cc") {
			if c < own[0] && t[c].form == "AND" && t[g].relation == "root" {
				own = append(own, g) // A and B did it, read as A and, B did it
			}
		}
	}
	for i, s := range own {
		if t[s].UPOS != "PRON" && t[s].XPOS != "WDT" && t[s].XPOS != "WP" {
			continue
		}
		switch g := t[v].Head - 1; {
		case g < 0:
		case t[v].subrelation == "relcl" || t[v].relation == "acl":
			own[i] = g
		case t[v].relation == "ccomp" && depth < 6:
			if up := t.subjects(g, depth+1); len(up) > 0 {
				own[i] = up[0]
			}
		}
	}
	if len(own) > 0 || depth > 6 {
		return own
	}
	g := t[v].Head - 1
	if g < 0 {
		return nil
	}
	switch t[v].relation {
	case "conj":
		if t.isVerb(g) || len(t.with(g, "nsubj")) > 0 {
			return t.subjects(g, depth+1)
		}
	case "xcomp":
		if o := t.with(g, "obj", "iobj"); len(o) > 0 && t.isVerb(g) {
			return o
		}
		return t.subjects(g, depth+1)
	case "advcl":
		return t.subjects(g, depth+1)
	case "acl":
		if t.isNoun(g) && t[v].XPOS != "VB" {
			return []int{g}
		}
		if gg := t[g].Head - 1; gg >= 0 {
			return t.subjects(gg, depth+1)
		}
	}
	return nil
}

// objectsOf gives the heads of what v is done to. A day is no object.
func (t tree) objectsOf(v int) []int {
	var out []int
	for _, o := range t.with(v, "obj", "iobj") {
		if t[o].subrelation != "tmod" && !isDay(t[o].form) {
			out = append(out, o)
		}
	}
	return out
}

func isDay(form string) bool {
	switch form {
	case "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY":
		return true
	}
	return false
}

func isMonth(form string) bool {
	switch form {
	case "JANUARY", "FEBRUARY", "MARCH", "APRIL", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER":
		return true
	}
	return false
}
