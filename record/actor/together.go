package actor

import (
	"strings"

	"dateline/lang"
	"dateline/trees"
)

// weighed holds how likely each candidate of a pronoun is, judged alone.
type weighed struct {
	candidates []candidate
	rows       [][]float32
	likely     []float32
}

// weigh judges each pronoun alone.
func (r *reading) weigh(pronouns []*Mention, predict func([]float32) float32) []weighed {
	out := make([]weighed, len(pronouns))
	for i, m := range pronouns {
		w := weighed{candidates: r.candidates(m)}
		w.rows = r.describeAll(m, w.candidates)
		for _, row := range w.rows {
			w.likely = append(w.likely, predict(row))
		}
		out[i] = w
	}
	return out
}

// of returns how likely a pronoun means a chain, and how likely the best of the others.
func (w weighed) of(c *chain) (mine, other float32) {
	for i, cand := range w.candidates {
		if cand.chain == c {
			mine = w.likely[i]
		} else {
			other = max(other, w.likely[i])
		}
	}
	return mine, other
}

func (r *reading) sexOf(m *Mention) string {
	return pronounSex[strings.ToLower(r.word(m.sentence, m.head).Form)]
}

func secondNames() []string {
	r := &reading{sentences: []Sentence{{Words: make([]lang.Word, 1)}}, starts: []int{0}}
	c := &chain{}
	m := &Mention{}
	c.names = []*Mention{m}
	w := weighed{[]candidate{{c, m, 0}}, make([][]float32, 1), []float32{0}}
	names := featureNames()
	return append(names, trees.Names(func(row *trees.Row) { r.describeTogether(row, []*Mention{m}, []weighed{w}, 0, 0) })...)
}

// describeAgain gives the numbers of a pronoun's candidates in view of the other pronouns.
func (r *reading) describeAgain(pronouns []*Mention, first []weighed, at int) [][]float32 {
	out := make([][]float32, len(first[at].candidates))
	for i := range out {
		var row trees.Row
		r.describeTogether(&row, pronouns, first, at, i)
		out[i] = append(append([]float32{}, first[at].rows[i]...), row.Values...)
	}
	return out
}

func (r *reading) describeTogether(row *trees.Row, pronouns []*Mention, first []weighed, at, i int) {
	m, c := pronouns[at], first[at].candidates[i].chain
	mine, other := first[at].of(c)
	row.Add("alone: likely", mine)
	row.Add("alone: other", other)
	row.Add("alone: more than others", mine-other)
	for _, side := range []struct {
		name string
		step int
	}{{"pronoun before", -1}, {"pronoun behind", 1}} {
		k := at + side.step
		for k >= 0 && k < len(pronouns) && r.sexOf(pronouns[k]) != r.sexOf(m) {
			k += side.step
		}
		mine, other, apart, clause, relation := float32(-1), float32(-1), float32(9), float32(0), float32(-1)
		if k >= 0 && k < len(pronouns) {
			p := pronouns[k]
			mine, other = first[k].of(c)
			apart = float32(max(p.sentence-m.sentence, m.sentence-p.sentence))
			ws := r.sentences[m.sentence].Words
			clause = trees.Yes(p.sentence == m.sentence && governor(ws, p.head) == governor(ws, m.head))
			relation = caseOf(r.word(p.sentence, p.head))
		}
		row.Add(side.name+": likely", mine)
		row.Add(side.name+": more than others", mine-other)
		row.Add(side.name+": sentences", apart)
		row.Add(side.name+": same clause", clause)
		row.Add(side.name+": case", relation)
	}
	sum, rest, n := float32(0), float32(0), float32(0)
	for k, p := range pronouns {
		if k != at && r.sexOf(p) == r.sexOf(m) && max(p.sentence-m.sentence, m.sentence-p.sentence) <= 1 {
			a, b := first[k].of(c)
			sum, rest, n = sum+a, rest+b, n+1
		}
	}
	row.Add("pronouns around", n)
	row.Add("pronouns around: likely", sum/max(n, 1))
	row.Add("pronouns around: more than others", (sum-rest)/max(n, 1))
}
