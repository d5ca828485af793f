package actor

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"dateline/lang"
	"dateline/trees"
)

// sure is how likely a pronoun's chain must be: measured by cross-validation on GAP,
// where it gives the precision that docs/quality.md tells.
const sure = 0.85

// far is how many sentences before a pronoun a person may have been named last.
const far = 3

// A reading holds what is known of a text while its chains are found.
type reading struct {
	language  string
	sentences []Sentence
	mentions  []*Mention // names and pronouns, later in order of the text
	chains    []*chain
	chainAt   map[*Mention]*chain
	starts    []int // the number of words before each sentence
}

const english = "en"

// Chains finds the mentions of an English text, in order, with the chains that they
// belong to.
func Chains(sentences []Sentence) []Mention {
	r := newReading(english, sentences)
	pronouns := r.pronouns()
	first := r.weigh(pronouns, firstJudge().Predict)
	for i, m := range pronouns {
		if c := r.antecedent(pronouns, first, i); c != nil {
			r.join(c, m)
		}
		r.mentions = append(r.mentions, m)
	}
	r.findRoles()
	return r.numbered()
}

// ChainsIn is Chains for a text in any language; of one that isn't English only the
// names are gathered.
func ChainsIn(language string, sentences []Sentence) []Mention {
	if language == english {
		return Chains(sentences)
	}
	return newReading(language, sentences).numbered()
}

func newReading(language string, sentences []Sentence) *reading {
	r := &reading{language: language, sentences: sentences, chainAt: map[*Mention]*chain{}}
	words := 0
	for _, s := range sentences {
		r.starts = append(r.starts, words)
		words += len(s.Words)
	}
	r.gather()
	return r
}

// join adds a pronoun or a role to a chain, whose names it leaves as they are.
func (r *reading) join(c *chain, m *Mention) {
	r.chainAt[m] = c
	if c.kind == unknown || c.kind == Organisation || c.kind == Place {
		c.kind = Person
	}
}

// numbered gives the mentions in order and the chains their numbers. Names that no
// recogniser knows are left out unless a pronoun told that a person bears them.
func (r *reading) numbered() []Mention {
	slices.SortStableFunc(r.mentions, func(a, b *Mention) int { return a.Start - b.Start })
	numbers := map[*chain]int{}
	var out []Mention
	for _, m := range r.mentions {
		c := r.chainAt[m]
		if m.Kind == unknown && c != nil {
			m.Kind = c.kind
		}
		if m.Kind == unknown {
			continue
		}
		if c != nil {
			if numbers[c] == 0 {
				numbers[c] = len(numbers) + 1
			}
			m.Chain = numbers[c]
		}
		out = append(out, *m)
	}
	return out
}

// pronouns returns the personal pronouns that mean one person, in order.
func (r *reading) pronouns() []*Mention {
	var out []*Mention
	for n, s := range r.sentences {
		for i, w := range s.Words {
			if pronounSex[strings.ToLower(w.Form)] == "" || w.UPOS != "PRON" && w.UPOS != "DET" {
				continue
			}
			out = append(out, &Mention{Span: w.Span, Kind: Pronoun, sentence: n, first: i, head: i, last: i})
		}
	}
	return out
}

// pronounSex is a table of the language's own forms.
var pronounSex = map[string]string{
	"he": "male", "him": "male", "his": "male", "himself": "male",
	"she": "female", "her": "female", "hers": "female", "herself": "female",
}

// Two forests judge. The first sees each pronoun alone; the second sees beside that
// how the first judges the other pronouns of the text.
var (
	//go:embed data/pronouns-first.trees
	packedFirst []byte
	//go:embed data/pronouns-second.trees
	packedSecond []byte
)

var firstJudge = sync.OnceValue(func() *trees.Forest {
	return trees.MustLoad("record/actor/data/pronouns-first.trees", packedFirst, featureNames())
})

var secondJudge = sync.OnceValue(func() *trees.Forest {
	return trees.MustLoad("record/actor/data/pronouns-second.trees", packedSecond, secondNames())
})

// antecedent returns the chain of whom a pronoun means, nil if that isn't sure.
func (r *reading) antecedent(pronouns []*Mention, first []weighed, at int) *chain {
	var best *chain
	var most, next float32
	for i, row := range r.describeAgain(pronouns, first, at) {
		p := secondJudge().Predict(row)
		if p > most {
			best, most, next = first[at].candidates[i].chain, p, most
		} else if p > next {
			next = p
		}
	}
	switch {
	case most < sure || next > most/2:
		return r.onlyOne(pronouns[at], first[at].candidates)
	case r.strangerBefore(pronouns[at], best, r.sexOf(pronouns[at])):
		return nil
	}
	return best
}

// onlyOne returns the only person whom the text has named of late that fits a pronoun:
// nobody else of that sex or of unknown sex, nor somebody without a name, was mentioned.
func (r *reading) onlyOne(m *Mention, cs []candidate) *chain {
	sex := r.sexOf(m)
	var found *chain
	for _, c := range r.chains {
		if c.kind != Person && c.kind != unknown || c.sex != "" && c.sex != sex || !c.namedWithin(m, recently) {
			continue
		}
		if found != nil {
			return nil
		}
		found = c
	}
	if found == nil || found.sex != sex || r.strangerBefore(m, found, sex) {
		return nil
	}
	for _, c := range cs {
		if c.chain == found && c.mention.Start < m.Start && !r.barred(m, c.mention) {
			return found
		}
	}
	return nil
}

// recently is for how many sentences a person is thought of after being named.
const recently = 6

// namedWithin reports whether a chain is named before a mention, in its sentence or in
// so many before it.
func (c *chain) namedWithin(m *Mention, sentences int) bool {
	return slices.ContainsFunc(c.names, func(name *Mention) bool {
		return name.Start < m.Start && name.sentence >= m.sentence-sentences
	})
}

// strangerBefore reports whether somebody without a name whom a pronoun may mean stands
// in its sentence or in one of the two before it.
func (r *reading) strangerBefore(m *Mention, c *chain, sex string) bool {
	for n := max(0, m.sentence-2); n <= m.sentence; n++ {
		ws := r.sentences[n].Words
		for i, w := range ws {
			if n == m.sentence && i >= m.head {
				break
			}
			lemma := strings.ToLower(w.Lemma)
			other := sexOfWord(lemma)
			if w.UPOS != "NOUN" || other == "" && !words["role"][lemma] && !words["kin"][lemma] ||
				other != "" && other != sex {
				continue
			}
			if !c.roles[lemma] && !r.besideName(n, i, c) {
				return true
			}
		}
	}
	return false
}

// besideName reports whether a noun is the title or the apposition of a chain's name.
func (r *reading) besideName(n, i int, c *chain) bool {
	ws := r.sentences[n].Words
	for _, m := range c.names {
		if m.sentence != n {
			continue
		}
		if i >= m.first-3 && i <= m.last || ws[i].Deprel == "appos" && ws[i].Head-1 == m.head ||
			ws[m.head].Head-1 == i {
			return true
		}
	}
	return false
}

// barred reports whether grammar keeps a pronoun from meaning a name of its sentence:
// "Tom saw him", "his father Tom".
func (r *reading) barred(m, name *Mention) bool {
	if r.ownedBy(name) {
		return true
	}
	if m.sentence != name.sentence {
		return false
	}
	ws := r.sentences[m.sentence].Words
	head := nounHead(ws, name.head)
	if above(ws, head, m.head) && caseOf(ws[m.head]) != 2 {
		return false
	}
	return caseOf(ws[m.head]) < 2 && governor(ws, head) == governor(ws, m.head)
}

// findRoles joins "the prime minister" to the one person introduced in that role.
func (r *reading) findRoles() {
	for n, s := range r.sentences {
		for i, w := range s.Words {
			if w.UPOS != "NOUN" || !words["role"][strings.ToLower(w.Lemma)] || w.XPOS == "NNS" ||
				w.Deprel == "compound" {
				continue
			}
			first := i
			for first > 0 && s.Words[first-1].Head-1 == i && s.Words[first-1].UPOS != "PUNCT" {
				first--
			}
			if !strings.EqualFold(s.Words[first].Form, definite) || r.namesBeside(n, i) {
				continue
			}
			m := &Mention{
				Span:     lang.Span{Start: s.Words[first].Start, End: w.End},
				Kind:     Role,
				sentence: n,
				first:    first,
				head:     i,
				last:     i,
			}
			if c := r.inRole(strings.ToLower(w.Lemma), n, i); c != nil {
				r.chainAt[m] = c
			}
			r.mentions = append(r.mentions, m)
		}
	}
}

const definite = "the"

// namesBeside reports whether a role is the title of a name or stands beside it.
func (r *reading) namesBeside(n, i int) bool {
	ws := r.sentences[n].Words
	for k, w := range ws {
		if w.UPOS == "PROPN" &&
			(w.Head-1 == i && w.Deprel != "nmod" && w.Deprel != "compound" && w.Deprel != "nmod:poss" || ws[i].Head-1 == k && ws[i].Deprel == "appos") {
			return true
		}
	}
	return i+1 < len(ws) && ws[i+1].UPOS == "PROPN"
}

// inRole returns the only person whom the text up to a word has introduced in a role.
func (r *reading) inRole(role string, n, i int) *chain {
	var found *chain
	for _, c := range r.chains {
		if !c.roles[role] || c.kind == Place || c.kind == Organisation {
			continue
		}
		m := c.names[0]
		if m.sentence > n || m.sentence == n && m.first > i {
			continue
		}
		if found != nil {
			return nil
		}
		found = c
	}
	return found
}
