package syntax

import (
	"fmt"
	"math/rand/v2"
)

// Options of a training. The same options and sentences give the same model.
type Options struct {
	TaggerPasses, ParserPasses int
	Folds                      int // the parser learns on tags from taggers that have not seen the sentence
	Explore                    float64
	Forget                     float64 // how many features of a decision are left out while learning
	Least                      int     // features are taken up at their change of this number
	Scale                      float64 // steps of the quantised weights in one unit
	Log                        func(string)
}

// Train learns a model from sentences that carry everything.
func Train(sentences [][]Token, o Options) *Model {
	m := &Model{lemmas: learnLemmas(sentences)}
	m.tags, m.labels = classes(sentences)
	m.prepare()
	m.sure, m.known = sureWords(sentences, m.tags), knownWords(sentences)

	tags := make([][]uint16, len(sentences))
	for fold := range o.Folds {
		var seen [][]Token
		for i, s := range sentences {
			if i%o.Folds != fold {
				seen = append(seen, s)
			}
		}
		part := &Model{tags: m.tags, sure: sureWords(seen, m.tags), known: knownWords(seen)}
		part.tagger = newWeights(part.learnTags(seen, o).frozen(o.Scale))
		for i := fold; i < len(sentences); i += o.Folds {
			s := newState(len(sentences[i]))
			part.read(s, sentences[i])
			part.tag(s, sentences[i])
			for _, w := range s.words {
				tags[i] = append(tags[i], w.tag)
			}
		}
		o.Log(fmt.Sprintf("tagged fold %d", fold+1))
	}
	m.tagger = newWeights(m.learnTags(sentences, o).frozen(o.Scale))
	m.parser = newWeights(m.learnTrees(sentences, tags, o).frozen(o.Scale))
	return m
}

// prepare makes what follows from the classes.
func (m *Model) prepare() {
	m.kinds = kindsOf(m.tags)
	for i, l := range m.labels {
		if l == "root" {
			m.rootMove = 1 + 2*i
		}
	}
}

// classes are the pairs of tags that occur a few times, and all relations.
func classes(sentences [][]Token) (tags, labels []string) {
	seenTags, seenLabels := map[string]int{}, map[string]int{}
	for _, s := range sentences {
		for _, t := range s {
			seenTags[t.UPOS+" "+t.XPOS]++
			seenLabels[t.Deprel]++
		}
	}
	for _, t := range sortedKeys(seenTags) {
		if seenTags[t] >= 5 {
			tags = append(tags, t)
		}
	}
	return tags, sortedKeys(seenLabels)
}

// sureWords are frequent and bear the same tag all but never otherwise; not to
// look at their features makes tagging twice as fast.
func sureWords(sentences [][]Token, tags []string) map[string]uint16 {
	number := numbers(tags)
	counts := map[string]map[string]int{}
	for _, s := range sentences {
		for _, t := range s {
			if counts[t.Form] == nil {
				counts[t.Form] = map[string]int{}
			}
			counts[t.Form][t.UPOS+" "+t.XPOS]++
		}
	}
	sure := map[string]uint16{}
	for form, c := range counts {
		best, all := mostFrequent(c), 0
		for _, n := range c {
			all += n
		}
		if t, ok := number[best]; ok && all >= 20 && float64(c[best]) >= 0.995*float64(all) {
			sure[form] = t
		}
	}
	return sure
}

// knownWords gives for words that occur a few times the set of their tags,
// without slips. What the next word may be is the best there is to know of it
// before it is tagged (Toutanova et al. 2003 look at the word itself).
func knownWords(sentences [][]Token) map[string]uint64 {
	counts := map[string]map[string]int{}
	for _, s := range sentences {
		for _, t := range s {
			f := fold(t.Form)
			if counts[f] == nil {
				counts[f] = map[string]int{}
			}
			counts[f][t.UPOS+" "+t.XPOS]++
		}
	}
	known := map[string]uint64{}
	for form, c := range counts {
		all := 0
		for _, n := range c {
			all += n
		}
		if all < 4 {
			continue
		}
		may := uint64(0)
		for tag, n := range c {
			if 20*n > all {
				may ^= mix(hashString(tag), 1) // the order must not matter
			}
		}
		known[form] = may
	}
	return known
}

func numbers(names []string) map[string]uint16 {
	m := map[string]uint16{}
	for i, n := range names {
		m[n] = uint16(i)
	}
	return m
}

func (m *Model) learnTags(sentences [][]Token, o Options) *learner {
	l := newLearner(o.Least)
	number := numbers(m.tags)
	dice := rand.New(rand.NewPCG(1, 2))
	for pass := range o.TaggerPasses {
		right, all := 0, 0
		for _, i := range dice.Perm(len(sentences)) {
			s := newState(len(sentences[i]))
			m.read(s, sentences[i])
			for k, t := range sentences[i] {
				if sure, ok := m.sure[t.Form]; ok {
					s.words[k].tag = sure
					continue
				}
				s.tagFeatures(k)
				s.forget(dice, o.Forget)
				got := s.bestTag(l, len(m.tags))
				s.words[k].tag = uint16(got)
				all++
				want, known := number[t.UPOS+" "+t.XPOS]
				if !known {
					continue
				}
				l.now++
				if got == int(want) {
					right++
				} else {
					l.update(s.features, int(want), got)
				}
			}
		}
		o.Log(fmt.Sprintf("tagger pass %d: %d of %d unsure words", pass+1, right, all))
	}
	return l
}

// learnTrees follows Goldberg & Nivre 2012: the oracle is asked in whatever
// state the parser's own choices have led to, and every transition that loses no
// further arc is right.
func (m *Model) learnTrees(sentences [][]Token, tags [][]uint16, o Options) *learner {
	l := newLearner(o.Least)
	dice := rand.New(rand.NewPCG(3, 4))
	number := numbers(m.labels)
	moves := 1 + 2*len(m.labels)
	for pass := range o.ParserPasses {
		good, all := 0, 0
		for _, i := range dice.Perm(len(sentences)) {
			g := newGold(sentences[i], number)
			s := newState(len(sentences[i]))
			m.read(s, sentences[i])
			for k, t := range tags[i] {
				s.words[k].tag = t
			}
			s.restart(m.kinds)
			for !s.done() {
				if move := s.onlyMove(m.rootMove); move >= 0 {
					s.apply(move)
					continue
				}
				s.parseFeatures()
				s.forget(dice, o.Forget)
				got := s.bestMove(l, moves, m.rootMove)
				canShift, canLeft, canRight := s.allowed()
				all++
				l.now++
				want := g.best(s, s.scores, canShift, canLeft, canRight)
				if want < 0 || g.costs(s, got) == 0 {
					good++
					s.apply(got)
					continue
				}
				l.update(s.features, want, got)
				if pass == 0 || dice.Float64() > o.Explore {
					got = want
				}
				s.apply(got)
			}
		}
		o.Log(fmt.Sprintf("parser pass %d: %.2f %% of the transitions, %d features", pass+1, 100*float64(good)/float64(all), len(l.row)))
	}
	return l
}

// forget leaves out each feature by chance (Hinton et al. 2012 for networks,
// Søgaard 2013 for the perceptron): with so many features for so few sentences
// the strongest would otherwise be relied on alone.
func (s *state) forget(dice *rand.Rand, share float64) {
	bound := uint32(share * (1 << 16))
	kept := s.features[:0]
	var bits uint64
	for i, f := range s.features {
		if i%4 == 0 {
			bits = dice.Uint64()
		}
		if uint32(bits&0xffff) >= bound {
			kept = append(kept, f)
		}
		bits >>= 16
	}
	s.features = kept
}

// A gold tree, to ask what a transition would lose.
type gold struct {
	heads     []int32 // len(heads): the root
	labels    []uint16
	lastChild []int32
}

func newGold(sentence []Token, number map[string]uint16) *gold {
	n := len(sentence)
	g := &gold{make([]int32, n), make([]uint16, n), make([]int32, n+1)}
	for i := range g.lastChild {
		g.lastChild[i] = -1
	}
	for i, t := range sentence {
		g.heads[i], g.labels[i] = int32(t.Head-1), number[t.Deprel]
		if t.Head == 0 {
			g.heads[i] = int32(n)
		}
		g.lastChild[g.heads[i]] = max(g.lastChild[g.heads[i]], int32(i))
	}
	return g
}

// costs is 0 for a transition after which everything that could still be reached
// can be reached (Goldberg & Nivre 2013, section 4, for arc-hybrid).
func (g *gold) costs(s *state, move int) int {
	b := s.next
	if move == shift {
		if h := g.heads[b]; h < b && s.heads[h] < 0 && h != s.stack[len(s.stack)-1] {
			return 1
		}
		for _, d := range s.stack {
			if g.heads[d] == b {
				return 1
			}
		}
		return 0
	}
	top := s.stack[len(s.stack)-1]
	h, left := g.heads[top], (move-1)%2 == 0
	if g.lastChild[top] >= b {
		return 1
	}
	if left && (h > b || len(s.stack) > 1 && h == s.stack[len(s.stack)-2]) || !left && h >= b {
		return 1
	}
	if (move-1)/2 != int(g.labels[top]) {
		return 1 // also where the head is lost: the label is still to be learned
	}
	return 0
}

// best is the transition without cost that the model likes most, or -1.
func (g *gold) best(s *state, scores []int32, canShift, canLeft, canRight bool) int {
	best := -1
	try := func(move int) {
		if g.costs(s, move) == 0 && (best < 0 || scores[move] > scores[best]) {
			best = move
		}
	}
	if canShift {
		try(shift)
	}
	if len(s.stack) > 0 {
		label := int(g.labels[s.stack[len(s.stack)-1]])
		if canLeft {
			try(1 + 2*label)
		}
		if canRight {
			try(2 + 2*label)
		}
	}
	return best
}
