package syntax

import (
	"math/bits"
	"strings"
)

// The parser is arc-hybrid (Kuhlmann, Gómez-Rodríguez & Satta 2011): shift moves
// the next word onto the stack, left makes the next word the head of the top of
// the stack, right makes the word below it the head. The root stands behind the
// last word (Ballesteros & Nivre 2013) and takes one word only, so what comes out
// is always one tree.
const (
	shift = 0
	// then left and right by label in turn: 1+2l, 2+2l
)

// A state is the sentence and how far the parser has come in it.
type state struct {
	words  []word
	stack  []int32
	next   int32
	heads  []int32 // -1: none yet; len(words): the root
	labels []uint16
	// children of each word on each side: the outermost two, their number, and
	// the labels seen as a set of hashed bits
	l1, l2, r1, r2 []int32
	nl, nr         []uint8
	setl, setr     []uint64
	// how many commas, verbs and conjunctions stand before each word
	commas, verbs, ands []int32

	features []uint32
	scores   []int32
}

func newState(n int) *state {
	s := &state{words: make([]word, n), stack: make([]int32, 0, n+1), labels: make([]uint16, n),
		features: make([]uint32, 0, 128), scores: make([]int32, 256)}
	ints := make([]int32, 8*(n+1))
	take := func() []int32 {
		part := ints[: n+1 : n+1]
		ints = ints[n+1:]
		return part
	}
	s.heads, s.l1, s.l2, s.r1, s.r2, s.commas, s.verbs, s.ands = take(), take(), take(), take(), take(), take(), take(), take()
	s.nl, s.nr = make([]uint8, n+1), make([]uint8, n+1)
	s.setl, s.setr = make([]uint64, n+1), make([]uint64, n+1)
	return s
}

func (m *Model) read(s *state, sentence []Token) {
	for i, t := range sentence {
		s.words[i] = newWord(t.Form, i == 0)
		if may, ok := m.known[fold(t.Form)]; ok {
			s.words[i].may = may
		}
	}
}

// restart forgets the tree, for the words as they are tagged now.
func (s *state) restart(kinds []uint8) {
	s.stack, s.next = s.stack[:0], 0
	for i := range s.heads {
		s.heads[i], s.l1[i], s.l2[i], s.r1[i], s.r2[i] = -1, -1, -1, -1, -1
		s.nl[i], s.nr[i], s.setl[i], s.setr[i] = 0, 0, 0, 0
	}
	for i := range s.words {
		kind := kinds[s.words[i].tag]
		if pauses[s.words[i].form] {
			kind = kindComma
		}
		s.commas[i+1], s.verbs[i+1], s.ands[i+1] = s.commas[i], s.verbs[i], s.ands[i]
		switch kind {
		case kindComma:
			s.commas[i+1]++
		case kindVerb:
			s.verbs[i+1]++
		case kindAnd:
			s.ands[i+1]++
		}
	}
}

const (
	kindOther = iota
	kindComma
	kindVerb
	kindAnd
)

// kindsOf gives for each tag what the words between two others are counted for.
func kindsOf(tags []string) []uint8 {
	kinds := make([]uint8, len(tags))
	for i, t := range tags {
		switch {
		case strings.HasPrefix(t, "VERB "):
			kinds[i] = kindVerb
		case strings.HasPrefix(t, "CCONJ "):
			kinds[i] = kindAnd
		}
	}
	return kinds
}

// pauses are the hashes of the folded marks that part clauses.
var pauses = map[uint64]bool{
	hashString(","): true, hashString(";"): true, hashString(":"): true,
	hashString("-"): true, hashString("--"): true, hashString("..."): true,
}

var nobody word

func (s *state) at(i int) *word {
	if i < 0 || i >= len(s.words) {
		return &nobody
	}
	return &s.words[i]
}

func (s *state) cleared(n int) []int32 {
	if cap(s.scores) < n {
		s.scores = make([]int32, n)
	}
	scores := s.scores[:n]
	clear(scores)
	return scores
}

func (s *state) add(template uint64, value uint64) {
	k := uint32(mix(value, template) >> 16)
	if k == 0 {
		k = 1
	}
	s.features = append(s.features, k)
}

func (s *state) done() bool { return len(s.stack) == 0 && int(s.next) == len(s.words) }

// allowed tells which kinds of transition keep the way to one tree open.
func (s *state) allowed() (canShift, canLeft, canRight bool) {
	n := int32(len(s.words))
	depth := len(s.stack)
	return s.next < n, depth > 0 && (s.next < n || depth == 1), depth > 1
}

func (s *state) apply(move int) {
	if move == shift {
		s.stack = append(s.stack, s.next)
		s.next++
		return
	}
	top := s.stack[len(s.stack)-1]
	s.stack = s.stack[:len(s.stack)-1]
	label := uint16((move - 1) / 2)
	s.labels[top] = label
	bit := uint64(1) << (label & 63)
	if (move-1)%2 == 0 {
		h := s.next
		s.heads[top] = h
		s.l2[h], s.l1[h] = s.l1[h], top
		s.nl[h] = min(s.nl[h]+1, 7)
		s.setl[h] |= bit
		return
	}
	h := s.stack[len(s.stack)-1]
	s.heads[top] = h
	s.r2[h], s.r1[h] = s.r1[h], top
	s.nr[h] = min(s.nr[h]+1, 7)
	s.setr[h] |= bit
}

func (m *Model) parse(s *state) {
	s.restart(m.kinds)
	for !s.done() {
		move := s.onlyMove(m.rootMove)
		if move < 0 {
			s.parseFeatures()
			move = s.bestMove(&m.parser, 1+2*len(m.labels), m.rootMove)
		}
		s.apply(move)
	}
}

// onlyMove is the transition where there is no choice, or -1: the last word goes
// to the root, and from an empty stack one can only shift.
func (s *state) onlyMove(root int) int {
	canShift, canLeft, canRight := s.allowed()
	switch {
	case int(s.next) == len(s.words) && canLeft:
		return root
	case canShift && !canLeft && !canRight:
		return shift
	}
	return -1
}

// bestMove takes the best transition that is allowed. No word but the last is
// joined by the relation root.
func (s *state) bestMove(by scorer, classes, root int) int {
	canShift, canLeft, canRight := s.allowed()
	scores := s.cleared(classes)
	by.score(s.features, scores)
	best, bestScore := -1, int32(0)
	if canShift {
		best, bestScore = shift, scores[shift]
	}
	for c := 1; c < classes; c++ {
		if (best < 0 || scores[c] > bestScore) && c != root && c != root+1 {
			if c%2 == 1 && canLeft || c%2 == 0 && canRight {
				best, bestScore = c, scores[c]
			}
		}
	}
	return best
}

// parseFeatures are those of Zhang & Nivre 2011 as far as arc-hybrid has them
// (words and tags around, distance, valency, second children, label sets), and
// what stands between the two words that may be joined.
func (s *state) parseFeatures() {
	s.features = s.features[:0]
	n := int32(len(s.words))
	s0, s1, s2 := int32(-1), int32(-1), int32(-1)
	if d := len(s.stack); d > 0 {
		s0 = s.stack[d-1]
		if d > 1 {
			s1 = s.stack[d-2]
		}
		if d > 2 {
			s2 = s.stack[d-3]
		}
	}
	b0 := s.next
	S0, S1, S2 := s.view(s0), s.view(s1), s.view(s2)
	B0, B1, B2, B3 := s.view(b0), s.view(b0+1), s.view(b0+2), s.view(b0+3)

	unit := func(id uint64, v view) {
		s.add(id, v.w)
		s.add(id+1, v.t)
		s.add(id+2, v.wt)
	}
	unit(100, S0)
	unit(103, S1)
	unit(106, B0)
	unit(109, B1)
	s.add(112, B2.w)
	s.add(113, B2.t)
	s.add(114, S2.t)
	s.add(115, S2.w)
	s.add(116, B3.t)

	s.add(120, mix(S0.wt, B0.wt))
	s.add(121, mix(S0.wt, B0.t))
	s.add(122, mix(S0.t, B0.wt))
	s.add(123, mix(S0.w, B0.w))
	s.add(124, mix(S0.t, B0.t))
	s.add(125, mix(S1.wt, S0.wt))
	s.add(126, mix(S1.wt, S0.t))
	s.add(127, mix(S1.t, S0.wt))
	s.add(128, mix(S1.w, S0.w))
	s.add(129, mix(S1.t, S0.t))
	s.add(130, mix(S1.w, B0.w))
	s.add(131, mix(S1.t, B0.t))
	s.add(132, mix(S1.wt, B0.t))
	s.add(133, mix(B0.t, B1.t))
	s.add(134, mix(B0.w, B1.w))
	s.add(135, mix(B0.wt, B1.t))
	s.add(136, mix(S1.t, B0.wt))

	st := mix(S0.t, B0.t)
	ss := mix(S1.t, S0.t)
	three := mix(ss, B0.t)
	s.add(140, mix(B0.t, mix(B1.t, B2.t)))
	s.add(141, mix(st, B1.t))
	s.add(142, three)
	s.add(143, mix(S2.t, ss))
	s.add(144, mix(three, B1.t))
	s.add(145, mix(three, S0.w))
	s.add(146, mix(three, B0.w))
	s.add(147, mix(three, S1.w))
	s.add(148, mix(st, mix(B1.t, S0.w)))
	s.add(149, mix(st, B1.w))
	s.add(150, mix(mix(st, B1.t), B2.t))
	s.add(151, mix(S2.t, three))

	s.add(152, mix(ss, mix(S1.w, S0.w)))
	s.add(153, mix(st, mix(S1.w, B0.w)))
	s.add(154, mix(st, mix(S0.w, B1.w)))
	s.add(155, mix(mix(S0.w, B0.w), B1.t))
	s.add(156, mix(S2.w, ss))
	s.add(157, mix(mix(S1.w, S0.w), B0.t))

	// children
	var none view
	S0l, S0r, S1l, S1r, B0l, S0l2, S0r2, S1r2, B0l2 := none, none, none, none, none, none, none, none, none
	var vl0, vr0, vl1, vr1, vlb, setl0, setr0, setl1, setr1, setlb uint64
	if s0 >= 0 {
		S0l, S0r, S0l2, S0r2 = s.view(s.l1[s0]), s.view(s.r1[s0]), s.view(s.l2[s0]), s.view(s.r2[s0])
		vl0, vr0, setl0, setr0 = uint64(s.nl[s0]), uint64(s.nr[s0]), s.setl[s0], s.setr[s0]
	}
	if s1 >= 0 {
		S1l, S1r, S1r2 = s.view(s.l1[s1]), s.view(s.r1[s1]), s.view(s.r2[s1])
		vl1, vr1, setl1, setr1 = uint64(s.nl[s1]), uint64(s.nr[s1]), s.setl[s1], s.setr[s1]
	}
	if b0 < n {
		B0l, B0l2 = s.view(s.l1[b0]), s.view(s.l2[b0])
		vlb, setlb = uint64(s.nl[b0]), s.setl[b0]
	}
	child := func(id uint64, v view) {
		s.add(id, v.w)
		s.add(id+1, v.t)
		s.add(id+2, v.label)
	}
	child(160, S0l)
	child(163, S0r)
	child(166, S1l)
	child(169, S1r)
	child(172, B0l)
	s.add(175, mix(ss, S0l.t))
	s.add(176, mix(ss, S0r.t))
	s.add(177, mix(ss, S1l.t))
	s.add(178, mix(ss, S1r.t))
	s.add(179, mix(st, S0l.t))
	s.add(180, mix(st, S0r.t))
	s.add(181, mix(st, B0l.t))
	s.add(182, mix(ss, mix(S1r.label, S0l.label)))
	s.add(183, mix(st, mix(S0r.label, B0l.label)))
	s.add(184, mix(S0.t, mix(S0l.t, S0l2.t)))
	s.add(185, mix(S0.t, mix(S0r.t, S0r2.t)))
	s.add(186, mix(S1.t, mix(S1r.t, S1r2.t)))
	s.add(187, mix(B0.t, mix(B0l.t, B0l2.t)))
	s.add(188, mix(S0.w, S0l.w))
	s.add(189, mix(mix(S1.w, S0.t), S0l.w)) // a verb, its oblique and the preposition
	s.add(190, mix(mix(S1.t, S0.w), S0l.w))
	s.add(191, mix(mix(S0.w, B0.t), B0l.w))

	s.add(192, mix(mix(S1.w, S1r.label), mix(S0.t, S0l.w)))
	s.add(193, mix(mix(S1.t, S1r.t), mix(S0.t, S0l.w)))
	s.add(194, mix(mix(S2.t, S1.t), mix(S0.t, S0l.w))) // who of the two above takes the phrase
	s.add(195, mix(mix(S2.w, S1.t), mix(S0.t, S0l.w)))
	s.add(196, mix(mix(S1.t, S0.t), mix(B0.t, S1r.label)))
	s.add(197, mix(mix(S1.t, S0.w), mix(B0.t, S0l.label)))

	s.add(200, mix(S0.w, vl0<<4|vr0))
	s.add(201, mix(S0.t, vl0<<4|vr0))
	s.add(202, mix(S1.w, vl1<<4|vr1))
	s.add(203, mix(S1.t, vl1<<4|vr1))
	s.add(204, mix(B0.w, vlb))
	s.add(205, mix(B0.t, vlb))
	s.add(206, mix(S0.t, setl0))
	s.add(207, mix(S0.w, setl0))
	s.add(208, mix(S0.t, setr0))
	s.add(209, mix(S0.w, setr0))
	s.add(210, mix(S1.t, setr1))
	s.add(211, mix(S1.w, setr1))
	s.add(212, mix(B0.t, setlb))
	s.add(213, mix(B0.w, setlb))
	s.add(214, mix(ss, mix(setr1, setl0)))
	s.add(215, mix(st, mix(setr0, setlb)))
	s.add(216, mix(S1.t, setl1))
	s.add(217, mix(ss, mix(setl1, B0.t)))
	s.add(218, mix(st, mix(setl0, B1.t)))
	s.add(219, mix(S1.w, mix(setr1, S0.t)))

	if s0 >= 0 {
		near, between := s.between(s0, min(b0, n-1))
		s.add(220, mix(S0.w, near))
		s.add(221, mix(S0.t, near))
		s.add(222, mix(B0.w, near))
		s.add(223, mix(B0.t, near))
		s.add(224, mix(st, near))
		s.add(225, mix(st, between))
		s.add(226, mix(S0.suffix, B0.t))
		s.add(227, mix(S0.t, B0.suffix))
	}
	if s1 >= 0 {
		near, between := s.between(s1, s0)
		s.add(230, mix(ss, near))
		s.add(231, mix(ss, between))
		s.add(232, mix(S1.w, near))
		s.add(233, mix(S0.w, near))
		s.add(234, mix(S1.suffix, S0.t))
		s.add(235, mix(S1.t, S0.suffix))
		s.add(236, mix(three, between))
	}
	// what a word may be, for where the tagger is wrong
	s.add(250, S0.may)
	s.add(251, S1.may)
	s.add(252, B0.may)
	s.add(253, B1.may)
	s.add(254, mix(S0.may, B0.may))
	s.add(255, mix(S1.may, S0.may))
	s.add(256, mix(S0.may, B0.t))
	s.add(257, mix(S0.t, B0.may))
	s.add(258, mix(S1.may, S0.t))
	s.add(259, mix(S1.t, S0.may))
	s.add(260, mix(S1.may, mix(S0.may, B0.may)))
	s.add(261, mix(B0.may, B1.may))

	// endings that agree or govern, for languages that have case
	s.add(262, mix(ss, mix(S1.form2, S0.form2)))
	s.add(263, mix(st, mix(S0.form2, B0.form2)))
	s.add(264, mix(S1.suffix, S0.suffix))
	s.add(265, mix(S1.w, mix(S0.t, S0.form2)))
	s.add(266, mix(S0.w, mix(B0.t, B0.form2)))
	s.add(267, mix(mix(S1.form2, S0.form2), S0l.w))

	s.add(240, uint64(min(len(s.stack), 4)))
	s.add(241, mix(S0.form2, B0.form2))
}

// A view is a word with what the parser knows of it, ready to be mixed.
type view struct{ w, t, wt, may, label, suffix, form2 uint64 }

func (s *state) view(i int32) view {
	if i < 0 || int(i) > len(s.words) {
		return view{}
	}
	if int(i) == len(s.words) {
		return view{w: 3, t: 3, wt: 3}
	}
	w := &s.words[i]
	t := uint64(w.tag) + 5
	v := view{w: w.form, t: t, wt: mix(w.form, t), may: w.may, suffix: w.suffix3, form2: w.suffix2}
	if s.heads[i] >= 0 {
		v.label = uint64(s.labels[i]) + 1
	}
	return v
}

// between gives the distance of two words in steps that grow, and how many
// commas, verbs and conjunctions stand between them.
func (s *state) between(a, b int32) (near, between uint64) {
	d := b - a
	near = uint64(d)
	if d > 4 {
		near = 4 + uint64(bits.Len32(uint32(d)-1))
	}
	count := func(sums []int32) uint64 {
		if b <= a {
			return 0
		}
		return uint64(min(sums[b]-sums[a+1], 3))
	}
	return near, count(s.commas) | count(s.verbs)<<2 | count(s.ands)<<4
}
