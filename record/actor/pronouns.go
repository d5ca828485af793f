package actor

import (
	"math"
	"strings"

	"dateline/lang"
	"dateline/trees"
)

// A candidate is a chain that a pronoun may mean, by the mention that stands nearest
// before it (or, within its sentence, behind it).
type candidate struct {
	chain   *chain
	mention *Mention
	before  int // names of the chain before the pronoun
}

// candidates returns the chains that a pronoun may mean.
func (r *reading) candidates(m *Mention) []candidate {
	var out []candidate
	for _, c := range r.chains {
		if !c.mayBePerson() {
			continue
		}
		var near *Mention
		before := 0
		for _, name := range c.names {
			switch {
			case name.sentence > m.sentence:
			case name.Start < m.Start:
				near = name
				before++
			case name.sentence == m.sentence && near == nil:
				near = name
			}
		}
		if near == nil || near.sentence < m.sentence-far {
			continue
		}
		out = append(out, candidate{c, near, before})
	}
	return out
}

func (c *chain) mayBePerson() bool {
	if c.kind == Person {
		return true
	}
	for _, w := range c.full {
		if words["body"][strings.ToLower(w)] {
			return false
		}
	}
	if c.kind == Place {
		return len(c.full) == 1
	}
	return len(c.full) > 0 && len(c.full) <= 4
}

func featureNames() []string {
	r := &reading{sentences: []Sentence{{Words: make([]lang.Word, 1)}}, starts: []int{0}}
	c := &chain{}
	m := &Mention{}
	c.names = []*Mention{m}
	return trees.Names(func(row *trees.Row) { r.describePair(row, m, []candidate{{c, m, 0}}, 0) })
}

// describeAll gives the numbers of each candidate, beside the others.
func (r *reading) describeAll(m *Mention, cs []candidate) [][]float32 {
	out := make([][]float32, len(cs))
	for i := range cs {
		var row trees.Row
		r.describePair(&row, m, cs, i)
		out[i] = row.Values
	}
	return out
}

func (r *reading) describePair(row *trees.Row, m *Mention, cs []candidate, at int) {
	c := cs[at]
	r.describePronoun(row, m)
	r.describePlace(row, m, c)
	r.describeSyntax(row, m, c)
	r.describeChain(row, m, c)
	r.describeRivals(row, m, cs, at)
}

func (r *reading) word(n, i int) lang.Word { return r.sentences[n].Words[i] }

// describePronoun adds what form a pronoun has and where it stands.
func (r *reading) describePronoun(row *trees.Row, m *Mention) {
	w := r.word(m.sentence, m.head)
	ws := r.sentences[m.sentence].Words
	row.Add("pronoun: case", caseOf(w))
	row.Add("pronoun: relation", relation(w.Deprel))
	row.AddIf("pronoun: she", pronounSex[strings.ToLower(w.Form)] == "female")
	row.Add("pronoun: word", float32(m.head))
	row.AddIf("pronoun: in speech", inQuotes(ws, m.head))
	same := 0
	for i := range ws[:m.head] {
		if s := pronounSex[strings.ToLower(ws[i].Form)]; s != "" && s == pronounSex[strings.ToLower(w.Form)] {
			same++
		}
	}
	row.Add("pronoun: same before it in the sentence", float32(same))
	row.Add("pronoun: clauses above", float32(clausesAbove(ws, m.head)))
}

// describePlace adds how far a candidate stands away.
func (r *reading) describePlace(row *trees.Row, m *Mention, c candidate) {
	apart := r.starts[m.sentence] + m.head - r.starts[c.mention.sentence] - c.mention.head
	row.Add("apart: sentences", float32(m.sentence-c.mention.sentence))
	row.Add("apart: words", float32(math.Log1p(math.Abs(float64(apart)))))
	row.AddIf("apart: behind", apart < 0)
	row.Add("name: word", float32(c.mention.first))
	row.Add("name: sentence", float32(c.mention.sentence))
	row.AddIf("name: in speech", inQuotes(r.sentences[c.mention.sentence].Words, c.mention.head))
	row.AddIf("name: speech as the pronoun's", inQuotes(r.sentences[c.mention.sentence].Words, c.mention.head) ==
		inQuotes(r.sentences[m.sentence].Words, m.head))
	same := 0
	sex := pronounSex[strings.ToLower(r.word(m.sentence, m.head).Form)]
	for n := c.mention.sentence; n <= m.sentence; n++ {
		for i, w := range r.sentences[n].Words {
			if n == c.mention.sentence && i <= c.mention.last || n == m.sentence && i >= m.head {
				continue
			}
			if pronounSex[strings.ToLower(w.Form)] == sex {
				same++
			}
		}
	}
	row.Add("apart: same pronouns between", float32(same))
}

// describeSyntax adds how name and pronoun stand in their trees.
func (r *reading) describeSyntax(row *trees.Row, m *Mention, c candidate) {
	ws, ps := r.sentences[c.mention.sentence].Words, r.sentences[m.sentence].Words
	name, pronoun := nounHead(ws, c.mention.head), m.head
	rel := relation(ws[name].Deprel)
	row.Add("name: relation", rel)
	row.AddIf("name: subject", strings.HasPrefix(ws[name].Deprel, "nsubj"))
	row.AddIf("name: possessive", ws[c.mention.head].Deprel == "nmod:poss")
	row.AddIf("name: beside", name != c.mention.head)
	row.AddIf("name and pronoun: same relation", rel == relation(ps[pronoun].Deprel))
	row.AddIf(
		"name and pronoun: both subject",
		strings.HasPrefix(ws[name].Deprel, "nsubj") && strings.HasPrefix(ps[pronoun].Deprel, "nsubj"),
	)
	row.Add("name: clauses above", float32(clausesAbove(ws, name)))
	row.Add("name: depth", float32(depth(ws, name)))
	row.Add("pronoun: depth", float32(depth(ps, pronoun)))
	row.AddIf("name: coordinated", ws[name].Deprel == "conj" || hasChild(ws, name, "conj"))
	row.AddIf(
		"name: subject of the main verb",
		strings.HasPrefix(ws[name].Deprel, "nsubj") && isRoot(ws, ws[name].Head-1),
	)
	row.AddIf("name: passive", ws[name].Deprel == "nsubj:pass" || ws[name].Deprel == "obl:agent")
	row.AddIf("name: relation of a kin", r.ownedBy(c.mention))
	within := c.mention.sentence == m.sentence
	row.AddIf("same sentence", within)
	if !within {
		ws, name = ps, pronoun
	}
	row.AddIf("same sentence: same verb", within && governor(ws, name) == governor(ws, pronoun))
	row.AddIf("same sentence: name over pronoun", within && ws[name].Head > 0 && above(ws, ws[name].Head-1, pronoun))
	row.AddIf("same sentence: pronoun over name", within && ws[pronoun].Head > 0 && above(ws, ws[pronoun].Head-1, name))
	row.AddIf("same sentence: pronoun within name", within && above(ws, name, pronoun))
	row.AddIf("same sentence: owner within owned", within && ws[pronoun].Head > 0 && caseOf(ws[pronoun]) == 2 &&
		above(ws, ws[pronoun].Head-1, name))
	row.Add("same sentence: clauses between", float32(clausesBetween(ws, name, pronoun)))
	row.AddIf("same sentence: verbs coordinated", within && coordinated(ws, governor(ws, name), governor(ws, pronoun)))
}

// describeChain adds who a candidate is and how much the text speaks of them.
func (r *reading) describeChain(row *trees.Row, m *Mention, c candidate) {
	sex := pronounSex[strings.ToLower(r.word(m.sentence, m.head).Form)]
	agrees := float32(0.5)
	if c.chain.sex != "" {
		agrees = trees.Yes(c.chain.sex == sex)
	}
	row.Add("chain: sex", agrees)
	row.Add("chain: kind", map[Kind]float32{Person: 3, unknown: 2, Organisation: 1, Place: 0}[c.chain.kind])
	row.Add("chain: names before", float32(c.before))
	row.Add("chain: names", float32(len(c.chain.names)))
	row.Add("chain: words", float32(len(c.chain.full)))
	row.Add("name: words", float32(len(c.mention.words)))
	first := c.chain.names[0]
	row.AddIf("chain: opens the text", first.sentence == 0 && first.first < 4)
	row.AddIf("chain: has a role", len(c.chain.roles) > 0)
	subjects := 0
	for _, name := range c.chain.names {
		ws := r.sentences[name.sentence].Words
		if name.Start < m.Start && strings.HasPrefix(ws[nounHead(ws, name.head)].Deprel, "nsubj") {
			subjects++
		}
	}
	row.Add("chain: subjects before", float32(subjects))
}

// describeRivals adds how many others might be meant.
func (r *reading) describeRivals(row *trees.Row, m *Mention, cs []candidate, at int) {
	sex := pronounSex[strings.ToLower(r.word(m.sentence, m.head).Form)]
	nearer, subjects, nearerSubjects, fitting, more, inSentence := 0, 0, 0, 0, 0, 0
	mine := cs[at].mention
	for i, c := range cs {
		if i == at || c.chain.sex != "" && c.chain.sex != sex || c.chain.kind != Person && c.chain.kind != unknown {
			continue
		}
		fitting++
		ws := r.sentences[c.mention.sentence].Words
		subject := strings.HasPrefix(ws[nounHead(ws, c.mention.head)].Deprel, "nsubj")
		near := c.mention.Start > mine.Start && c.mention.Start < m.Start
		if near {
			nearer++
		}
		if subject {
			subjects++
			if near {
				nearerSubjects++
			}
		}
		if c.before > cs[at].before {
			more++
		}
		if c.mention.sentence == mine.sentence && c.mention.Start < mine.Start {
			inSentence++
		}
	}
	row.AddIf("rivals: somebody without a name", r.strangerBefore(m, cs[at].chain, sex))
	row.Add("rivals", float32(fitting))
	row.Add("rivals: nearer", float32(nearer))
	row.Add("rivals: subjects", float32(subjects))
	row.Add("rivals: nearer subjects", float32(nearerSubjects))
	row.Add("rivals: named more", float32(more))
	row.Add("rivals: before it in its sentence", float32(inSentence))
}
