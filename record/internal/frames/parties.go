package frames

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/lang"
)

// A Party is who acts or is acted upon.
type Party struct {
	Code  string // the actor's code with those of its agents, --- before them where the actor is unknown
	Actor string // the actor's part of it
	Agent string // the agents' part
	Head  int    // the word of the sentence, from 0
	Words []int  // the words that told the code, in order
	news  bool   // read for News, where two ministers of one country are two
}

// same tells whether two parties are one. Two ministers of whom nothing else is
// known are two.
func (p Party) same(o Party) bool {
	if p.news || o.news {
		return p.Code == o.Code && p.Head == o.Head
	}
	return p.Code == o.Code && (p.Head == o.Head || !strings.HasPrefix(p.Code, noCode))
}

// partyReader finds the parties of noun phrases.
type partyReader struct {
	t       tree
	actors  *Actors
	day     time.Time
	forms   []string
	unknown bool // names that no table knows are parties too
}

func newPartyReader(t tree, a *Actors, day time.Time) *partyReader {
	r := &partyReader{t: t, actors: a, day: day}
	for i := range t {
		r.forms = append(r.forms, t[i].form)
	}
	return r
}

// parties reads a noun with all that is coordinated with it. Words in taken
// already belong to the frame and name nobody.
func (r *partyReader) parties(head int, taken map[int]bool) []Party {
	var out []Party
	heads := r.t.conjuncts(head)
	heads = heads[:min(len(heads), most)]
	for _, a := range r.t.with(head, "appos") { // A, B, C and D, read as if B explained A
		if r.t[a].UPOS == "PROPN" && r.t[head].UPOS == "PROPN" && len(r.t.conjuncts(a))+len(heads) > 2 {
			heads = append(heads, r.t.conjuncts(a)...)
		}
	}
	for _, h := range heads {
		out = append(out, r.phrase(h, heads, taken)...)
	}
	if len(out) == 0 {
		for _, h := range heads {
			for _, a := range r.t.with(h, "appos") {
				out = append(out, r.phrase(a, []int{a}, taken)...)
			}
		}
	}
	return unique(out)
}

// most is how many parties a noun phrase is read to name, and how many events a
// clause tells: sentences that list more are tables.
const most = 16

func unique(list []Party) []Party {
	var out []Party
	for _, p := range list {
		if len(out) < most && !slices.ContainsFunc(out, p.same) {
			out = append(out, p)
		}
	}
	return out
}

// core is the noun with what modifies it directly, prepositional phrases and
// clauses left out.
func (r *partyReader) core(h int) []int {
	out := []int{h}
	for _, d := range r.t[h].dependents {
		switch r.t[d].relation {
		case "det", "amod", "compound", "flat", "nummod", "case":
			if r.t[d].relation == "case" && d < h {
				continue
			}
			out = append(out, r.core(d)...)
		case "nmod":
			if r.t[d].subrelation == "poss" || r.t[d].preposition == "" {
				out = append(out, r.core(d)...)
			}
		case "appos":
			if d == h+1 || d > h && r.t[d-1].UPOS != "PUNCT" && d-h < 5 && r.t[h].UPOS != "PROPN" {
				out = append(out, r.core(d)...)
			}
		}
	}
	slices.Sort(out)
	return out
}

// A reading is what a stretch of words tells of a party.
type reading struct {
	head   int
	codes  []string // of actors, in order
	agents []agentName
	words  []int
	at     []int // where each actor stands
}

// read matches actors and agents that begin at one of the places. A name may go
// on into what hangs on h (Prince of Dol Amroth), and no further.
func (r *partyReader) read(h int, places []int, taken map[int]bool) reading {
	out := reading{head: h}
	used := map[int]bool{}
	span := func(i, n int) []int {
		var at []int
		for k := i; k < i+n; k++ {
			at = append(at, k)
		}
		return at
	}
	for _, i := range places {
		code, n := r.actors.named(r.forms, i, r.day)
		if r.unknown && (!r.written(i, n) || n == 1 && r.partOfName(i, h)) {
			n = 0
		}
		if n == 0 && r.unknown {
			code, n = r.people(i)
		}
		at := span(i, n)
		if n == 0 || used[i] || !r.hangs(at, h) || allTaken(at, taken) {
			continue
		}
		if code != noCode {
			out.codes = append(out.codes, code)
			out.at = append(out.at, at[n-1])
			out.words = append(out.words, at...)
		}
		for _, k := range at {
			used[k] = true
		}
	}
	in := map[int]bool{}
	for _, i := range places {
		g, ok := r.actors.agentAt(r.forms, i)
		at := span(i, len(g.words))
		if !ok || in[i] || !r.hangs(at, h) || allTaken(at, taken) {
			continue
		}
		out.agents = append(out.agents, g)
		for _, k := range at {
			in[k] = true
			if !used[k] {
				out.words = append(out.words, k)
			}
		}
	}
	return out
}

// partOfName tells a word that ends a longer name, of which no table knows the rest:
// the Jersey of New Jersey, the Obama of Michelle Obama. Titles are no part of names.
func (r *partyReader) partOfName(i, h int) bool {
	if i == 0 || r.t[i-1].UPOS != "PROPN" && r.t[i-1].XPOS != "NNP" || !r.t.within(i-1, h) || titles[r.forms[i-1]] {
		return false
	}
	before := r.t[i-1].Form
	first, _ := utf8.DecodeRuneInString(before)
	if !unicode.IsUpper(first) || strings.HasSuffix(before, ".") || isDay(r.forms[i-1]) || isMonth(r.forms[i-1]) {
		return false
	}
	for from := max(0, i-4); from < i; from++ {
		if _, n := r.actors.named(r.forms, from, r.day); from+n >= i && n > 0 {
			return false
		}
		if g, ok := r.actors.agentAt(r.forms, from); ok && from+len(g.words) >= i {
			return false
		}
		if _, n := r.people(from); from+n >= i && n > 0 {
			return false
		}
	}
	return true
}

var titles = set(`MR MRS MS MISS DR SIR LORD LADY SENATOR REPRESENTATIVE GOVERNOR MAYOR GENERAL COLONEL MAJOR CAPTAIN PRESIDENT CHAIRMAN CHANCELLOR SECRETARY JUDGE JUSTICE KING QUEEN PRINCE POPE AYATOLLAH SHEIKH PROFESSOR THE
	NORTH SOUTH EAST WEST CENTRAL NORTHERN SOUTHERN EASTERN WESTERN FORMER GREATER`)

// written tells whether n words from i are written as a name is: with capitals,
// and short ones with nothing else (US is no us, UN no un).
func (r *partyReader) written(i, n int) bool {
	for k := i; k < i+n; k++ {
		form := r.t[k].Form
		first, _ := utf8.DecodeRuneInString(form)
		if n == 1 && len(form) <= 3 && form != r.forms[k] {
			return false
		}
		if !unicode.IsUpper(first) && (k == i || len(form) > 3) {
			return false
		}
	}
	return true
}

// people knows a country's people by lang's gazetteer: Turks, a Ghanaian.
func (r *partyReader) people(i int) (string, int) {
	if r.t[i].UPOS != "PROPN" && r.t[i].UPOS != "ADJ" && r.t[i].UPOS != "NOUN" {
		return "", 0
	}
	for _, form := range []string{r.t[i].Form, strings.TrimSuffix(r.t[i].Form, "s")} {
		if n, ok := lang.Nationality(form); ok {
			return n.Code, 1
		}
	}
	return "", 0
}

func (r *partyReader) hangs(places []int, h int) bool {
	for _, p := range places {
		if !r.t.within(p, h) {
			return false
		}
	}
	return true
}

func allTaken(places []int, taken map[int]bool) bool {
	for _, p := range places {
		if !taken[p] {
			return false
		}
	}
	return len(taken) > 0
}

// phrase reads one noun of heads, which share what stands before the first and
// behind the last of them.
func (r *partyReader) phrase(h int, heads []int, taken map[int]bool) []Party {
	own := r.read(h, r.core(h), taken)
	if len(own.codes) > 0 {
		return r.combine(own, own.agents)
	}
	carriers := []int{h}
	if len(own.agents) > 0 {
		if heads[0] != h { // Danish media and government
			before := slices.DeleteFunc(r.core(heads[0]), func(p int) bool { return p == heads[0] })
			shared := r.read(heads[0], before, taken)
			if len(shared.codes) > 0 {
				shared.words = append(shared.words, own.words...)
				shared.head = h
				return r.combine(shared, append(shared.agents, own.agents...))
			}
		}
		carriers = append(carriers, heads...)
	}
	for _, c := range carriers { // officials in Gondor, ambassadors of A, B and C
		var out []Party
		for _, behind := range r.behind(c, taken, false) {
			agents := behind.agents
			if len(own.agents) > 0 {
				agents, behind.head = own.agents, h
			}
			behind.words = append(behind.words, own.words...)
			out = append(out, r.combine(behind, agents)...)
		}
		if len(out) > 0 {
			return out
		}
	}
	if len(own.agents) > 0 {
		return r.combine(own, own.agents)
	}
	if name := r.name(h, taken); name != nil {
		return []Party{{Code: "?" + strings.Join(r.formsAt(name), " "), Actor: noCode, Head: h, Words: name, news: true}}
	}
	var out []Party
	for _, behind := range r.behind(h, taken, true) {
		out = append(out, r.combine(behind, behind.agents)...)
	}
	return out
}

// name is the words of a proper noun that no table knows, nil for other nouns.
func (r *partyReader) name(h int, taken map[int]bool) []int {
	if !r.unknown || r.t[h].UPOS != "PROPN" || taken[h] || isDay(r.t[h].form) || isMonth(r.t[h].form) {
		return nil
	}
	return slices.DeleteFunc(r.core(h), func(p int) bool { return r.t[p].UPOS != "PROPN" })
}

func (r *partyReader) formsAt(places []int) []string {
	var out []string
	for _, p := range places {
		out = append(out, r.forms[p])
	}
	return out
}

// behind looks for actors in what hangs on a noun, the nearest first, with what
// is coordinated with it; for agents too if there is no actor.
func (r *partyReader) behind(h int, taken map[int]bool, agents bool) []reading {
	for _, d := range r.t[h].dependents {
		switch r.t[d].relation {
		case "nmod", "acl", "appos", "obl", "xcomp", "obj", "amod", "compound":
		default:
			continue
		}
		if r.t[d].subrelation == "relcl" || r.t[d].relation == "appos" && d < h || r.whereabouts(d, h) {
			continue
		}
		var out []reading
		for _, c := range r.t.conjuncts(d) {
			if got := r.read(c, r.core(c), taken); len(got.codes) > 0 || agents && len(got.agents) > 0 {
				out = append(out, got)
			} else {
				out = append(out, r.behind(c, taken, agents)...)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// whereabouts tells that what hangs on a proper name says where the event was, and
// not whose somebody is: met Ana Belic in Harvel. Parsers hang it there; a name has
// no other of its kind to be told apart from.
func (r *partyReader) whereabouts(d, h int) bool {
	if !r.unknown || r.t[h].UPOS != "PROPN" || r.t[d].relation != "nmod" && r.t[d].relation != "obl" {
		return false
	}
	switch r.t[d].preposition {
	case "IN", "AT", "NEAR", "OUTSIDE", "ON", "DURING", "AFTER", "BEFORE":
		return true
	}
	return false
}

// combine makes codes of actors and agents. Of several actors in one phrase the
// first counts, unless they are coordinated modifiers (Eriadori and Calenardhon
// leaders).
func (r *partyReader) combine(got reading, agents []agentName) []Party {
	h := got.head
	codes := []string{noCode}
	if len(got.codes) > 0 {
		codes = got.codes[:1]
		for i := 1; i < len(got.codes); i++ {
			if at := got.at[i]; r.t[at].relation == "conj" {
				codes = append(codes, got.codes[i])
			}
		}
		for _, c := range r.t.conjuncts(got.at[0])[1:] {
			if r.t[got.at[0]].Head-1 == h && c < h {
				if more := r.read(c, r.core(c), nil); len(more.codes) > 0 && !slices.Contains(codes, more.codes[0]) {
					codes = append(codes, more.codes[0])
				}
			}
		}
	}
	slices.Sort(got.words)
	var out []Party
	for _, code := range codes {
		p := Party{Actor: code, Head: h, Words: slices.Compact(got.words), news: r.unknown}
		whole, agent := code, ""
		if slices.ContainsFunc(agents, func(g agentName) bool { return g.code == "GOV" }) {
			whole = strings.TrimSuffix(whole, "ELI") // the elite in office is the government
		}
		for _, g := range agents {
			switch {
			case g.code == "PPL" && len(agents) > 1:
			case g.before && !strings.HasPrefix(whole, g.code):
				whole = g.code + strings.TrimPrefix(whole, noCode)
			case !g.before && !strings.HasSuffix(whole, g.code):
				whole += g.code
				agent += g.code
			}
		}
		p.Code, p.Agent = whole, agent
		if p.Code != noCode {
			out = append(out, p)
		}
	}
	return out
}
