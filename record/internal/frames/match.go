package frames

import (
	"slices"
	"strings"
)

// A match is the frame that fits a verb best.
type match struct {
	code    string
	pattern *pattern // nil: the verb's own code
	entry   *entry
	words   map[int]bool // those that the frame asked for, the verb left out
	roles   map[int]itemKind
	score   int
}

// vouched tells whether a dictionary that is vouched for gave the match.
func (m match) vouched() bool { return m.entry != nil && m.entry.block.vouched }

// lookup finds the frame of verb v; false if no dictionary has the verb.
func (lex *Lexicon) lookup(t tree, v int) (match, bool) {
	best, found := match{code: noCode}, false
	longest := 0
	var entries []*entry
	for _, key := range []string{t[v].form, t[v].lemma} { // LEFT is not LEAVE
		if key == t[v].lemma && len(entries) > 0 {
			break
		}
		for _, e := range lex.entries[key] {
			if _, ok := t.entryMatches(v, e); !ok {
				continue
			}
			switch {
			case len(e.words) > longest:
				longest, entries = len(e.words), []*entry{e}
			case len(e.words) == longest:
				entries = append(entries, e)
			}
		}
	}
	for _, e := range entries {
		words, _ := t.entryMatches(v, e)
		if !found || best.code == noCode && best.pattern == nil && e.code != noCode {
			if best.pattern == nil {
				best = match{code: e.code, entry: e, words: words}
			}
		}
		found = true
		for k := range e.block.patterns {
			p := &e.block.patterns[k]
			m := match{code: p.code, pattern: p, entry: e, words: map[int]bool{}, roles: map[int]itemKind{}, score: 1}
			for w := range words {
				m.words[w] = true
			}
			if t.patternMatches(v, p, &m) && (best.pattern == nil || m.score > best.score) {
				best = m
			}
		}
	}
	return best, found
}

// entryMatches finds the words of a verb of several words: its particle, or its
// object's head, or what stands right beside it.
func (t tree) entryMatches(v int, e *entry) (map[int]bool, bool) {
	words := map[int]bool{}
	for i, w := range e.words {
		if i == e.head {
			continue
		}
		at := -1
		for _, d := range t[v].dependents {
			if (t[d].form == w || t[d].lemma == w) && t[d].relation != "nsubj" {
				at = d
			}
			for _, c := range t.with(d, "case", "mark") {
				if t[c].form == w && d > v {
					at = c
				}
			}
		}
		if k := v + i - e.head; at < 0 && k >= 0 && k < len(t) && t[k].form == w {
			at = k
		}
		if at < 0 {
			return nil, false
		}
		words[at] = true
	}
	return words, true
}

func (t tree) patternMatches(v int, p *pattern, m *match) bool {
	for _, it := range p.before {
		if !t.itemMatches(v, it, true, m) {
			return false
		}
	}
	for _, it := range p.after {
		if !t.itemMatches(v, it, false, m) {
			return false
		}
	}
	return !p.paired || t.compoundSubject(v)
}

func (t tree) compoundSubject(v int) bool {
	for _, s := range t.subjectsOf(v) {
		if len(t.conjuncts(s)) > 1 {
			return true
		}
	}
	return false
}

func (t tree) itemMatches(v int, it item, before bool, m *match) bool {
	switch it.kind {
	case sourceItem, targetItem:
		m.score++
		return true
	case skipItem:
		return true
	}
	best, at := 0, []int(nil)
	take := func(score int, words []int) {
		if score > best {
			best, at = score, words
		}
	}
	for _, s := range t.slots(v, before) {
		switch it.kind {
		case prepItem:
			take(t.prepMatches(s, it))
		case nounItem:
			take(t.nounMatches(s, it.words))
		default:
			take(t.wordMatches(v, s, it.words[0]))
		}
	}
	if best == 0 {
		return false
	}
	m.score += best
	for _, w := range at {
		if !before || it.kind == prepItem {
			m.words[w] = true // who does it still names a party: SOLDIERS *
		}
	}
	if it.role == targetItem || it.role == sourceItem {
		m.roles[at[0]] = it.role
		delete(m.words, at[0])
	}
	return true
}

// slots are the heads of what can be asked for before or behind a verb. The
// subject of a passive stands for its object.
func (t tree) slots(v int, before bool) []int {
	var out []int
	passive := t.passive(v)
	if before {
		for _, d := range t[v].dependents {
			if d < v {
				out = append(out, d)
			}
		}
		out = append(out, t.subjectsOf(v)...)
		if g := t[v].Head - 1; g >= 0 && g < v && (t[v].relation == "xcomp" || t[v].relation == "ccomp" || t[v].relation == "acl") {
			out = append(out, g)
		}
		return out
	}
	for _, d := range t[v].dependents {
		switch t[d].relation {
		case "nsubj":
			if passive {
				out = append(out, d)
			}
		case "punct", "cc", "conj", "parataxis", "discourse":
		case "aux", "mark":
		default:
			if d > v || t[d].relation == "obj" {
				out = append(out, d)
			}
		}
	}
	if t[v].relation == "acl" && passive && t[v].Head > 0 {
		out = append(out, t[v].Head-1)
	}
	for _, d := range out { // talks, a meeting and a vote
		out = append(out, t.with(d, "conj")...)
	}
	for _, d := range out { // vowed to wage war
		if t.purpose(d) {
			out = append(out, t.with(d, "obj")...)
		}
	}
	return out
}

// purpose tells a verb with “to” that goes on with what the verb above it says.
func (t tree) purpose(d int) bool {
	return (t[d].relation == "xcomp" || t[d].relation == "advcl") && t.isVerb(d) && slices.Contains(t[d].prepositions, "TO")
}

// left is the word before i, marks between them left out; -1 for none.
func (t tree) left(i int) int {
	for i--; i >= 0 && t[i].UPOS == "PUNCT"; i-- {
	}
	return i
}

// alternativeAt tells how well one of the alternatives fits the noun at head: its
// last word is the head, the others stand right before it.
func (t tree) alternativeAt(head int, alternatives [][]string) (int, []int) {
	for _, a := range alternatives {
		last := a[len(a)-1]
		if !t.is(head, last) {
			continue
		}
		words, ok := []int{head}, true
		for i := len(a) - 2; i >= 0 && ok; i-- {
			k := t.left(words[len(words)-1])
			ok = k >= 0 && t.is(k, a[i])
			words = append(words, k)
		}
		if ok {
			return 2 + len(a), words
		}
	}
	return 0, nil
}

// is compares a word with one of the dictionary, which may be a plural or begin
// an inflected form.
func (t tree) is(i int, w string) bool {
	w = strings.TrimSuffix(w, "_")
	f, l := t[i].form, t[i].lemma
	return f == w || l == w || plural(w, f, "S") || plural(l, w, "S") || plural(l, w, "ES")
}

// plural tells whether b is a with an ending, without making a third string of them.
func plural(a, b, ending string) bool {
	return len(b) == len(a)+len(ending) && strings.HasPrefix(b, a) && strings.HasSuffix(b, ending)
}

// modifier finds word w among what modifies the noun at head.
func (t tree) modifier(head int, w string) int {
	for _, d := range t[head].dependents {
		switch t[d].relation {
		case "conj", "acl", "appos", "cc", "punct", "parataxis", "nsubj":
			continue
		}
		if t[d].relation == "nmod" && t[d].subrelation != "poss" && t[d].preposition != "" && t[d].preposition != "OF" {
			continue // a call to arms is no arms
		}
		if t.is(d, w) {
			return d
		}
		if t[d].relation == "nmod" && t[d].preposition == "OF" {
			continue
		}
		if k := t.modifier(d, w); k >= 0 {
			return k
		}
	}
	return -1
}

// wordMatches fits a bare word: the head of what hangs on the verb, best without
// a preposition; its preposition; or one of its modifiers.
func (t tree) wordMatches(v, s int, alternatives [][]string) (int, []int) {
	if score, words := t.alternativeAt(s, alternatives); score > 0 {
		if t[s].preposition != "" && t[s].relation != "xcomp" && t[s].relation != "ccomp" {
			score--
		}
		return score + 1, words
	}
	for _, d := range t[s].dependents {
		for _, a := range alternatives {
			if len(a) == 1 && t.is(d, a[0]) && (t[d].relation == "case" || t[d].relation == "mark") && t.isNounSlot(s) {
				return 2, []int{d}
			}
		}
	}
	if t[s].relation == "obj" || t[s].relation == "xcomp" || t[s].relation == "nsubj" {
		for _, a := range alternatives {
			if k := t.modifier(s, a[len(a)-1]); k >= 0 && len(a) == 1 {
				return 1, []int{k}
			}
		}
	}
	return 0, nil
}

func (t tree) isNounSlot(s int) bool { return t[s].relation == "obl" || t[s].relation == "nmod" }

// nounMatches fits {NEW &TIETYPES RELATIONS}: the last is the head.
func (t tree) nounMatches(s int, words [][][]string) (int, []int) {
	score, at := t.alternativeAt(s, words[len(words)-1])
	head := s
	if score == 0 { // {FULL DIPLOMATIC} of the object's modifiers
		for _, a := range words[len(words)-1] {
			if k := t.modifier(s, a[len(a)-1]); k >= 0 {
				score, at = 2, []int{k}
				break
			}
		}
	}
	if score == 0 {
		return 0, nil
	}
	first := at[len(at)-1]
	for i := len(words) - 2; i >= 0; i-- {
		k := t.left(first)
		if k < 0 || !t.within(k, head) {
			return 0, nil
		}
		got, more := t.alternativeAt(k, words[i])
		if got == 0 {
			return 0, nil
		}
		score += 2
		at = append(at, more...)
		first = more[len(more)-1]
	}
	return score + 1, at
}

// prepMatches fits (FOR &NEGOTIATION) to what hangs on the verb or on its
// object; (OFF) fits a particle.
func (t tree) prepMatches(s int, it item) (int, []int) {
	prep := it.words[0]
	rest := it.words[1:]
	try := func(n int) (int, []int) {
		fits := -1
		for _, d := range t[n].dependents {
			if r := t[d].relation; r != "case" && r != "mark" {
				continue
			}
			for _, a := range prep {
				if t[d].form == strings.TrimSuffix(a[0], "_") {
					fits = d
				}
			}
		}
		if fits < 0 {
			return 0, nil
		}
		if len(rest) == 0 {
			if it.role == targetItem || it.role == sourceItem {
				return 3, []int{n, fits}
			}
			return 3, []int{fits}
		}
		if score, at := t.nounMatches(n, rest); score > 2 {
			return score + 2, append(at, fits)
		}
		if score, at := t.wordMatches(-1, n, rest[len(rest)-1]); score > 2 && len(rest) == 1 {
			return score + 2, append(at, fits)
		}
		return 0, nil
	}
	for _, a := range prep { // a particle
		if len(rest) == 0 && t.is(s, a[0]) && (t[s].relation == "compound" || t[s].relation == "advmod" || t[s].UPOS == "ADP") {
			return 4, []int{s}
		}
	}
	if score, at := try(s); score > 0 {
		return score, at
	}
	for _, d := range t.with(s, "nmod", "obl", "acl", "xcomp", "advcl") {
		if score, at := try(d); score > 0 {
			return score - 1, at
		}
	}
	return 0, nil
}
