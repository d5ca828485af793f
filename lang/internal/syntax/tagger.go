package syntax

// A scorer is a model in use or one that is being trained.
type scorer interface {
	score(features []uint32, scores []int32)
}

// tag goes from left to right; each word sees its neighbours and the two tags
// given before it.
func (m *Model) tag(s *state, sentence []Token) {
	for i := range s.words {
		if t, ok := m.sure[s.words[i].exact]; ok {
			s.words[i].tag = t
			continue
		}
		s.tagFeatures(i)
		s.words[i].tag = uint16(s.bestTag(&m.tagger, len(m.tags)))
	}
}

func (s *state) bestTag(by scorer, classes int) int {
	scores := s.cleared(classes)
	by.score(s.features, scores)
	best := 0
	for c, v := range scores {
		if v > scores[best] {
			best = c
		}
	}
	return best
}

// tagFeatures are those of Ratnaparkhi 1996 and Toutanova et al. 2003: the word,
// how it is written, its ends, two words to each side, two tags to the left.
func (s *state) tagFeatures(i int) {
	w, l1, l2, r1, r2 := s.at(i), s.at(i-1), s.at(i-2), s.at(i+1), s.at(i+2)
	t1, t2 := uint64(0), uint64(0)
	if i > 0 {
		t1 = uint64(l1.tag) + 1
	}
	if i > 1 {
		t2 = uint64(l2.tag) + 1
	}
	tt := t1<<10 | t2
	s.features = s.features[:0]
	s.add(1, w.form)
	s.add(2, w.suffix3)
	s.add(3, w.suffix2)
	s.add(4, w.suffix4)
	s.add(5, w.prefix)
	s.add(6, w.shape)
	s.add(7, t1)
	s.add(8, tt)
	s.add(9, mix(t1, w.form))
	s.add(10, l1.form)
	s.add(11, l2.form)
	s.add(12, r1.form)
	s.add(13, r2.form)
	s.add(14, mix(w.form, r1.form))
	s.add(15, mix(l1.form, w.form))
	s.add(16, mix(tt, w.form))
	s.add(17, mix(t1, r1.form))
	s.add(18, mix(w.shape, t1))
	s.add(19, mix(w.shape, w.suffix3))
	s.add(20, r1.suffix3)
	s.add(21, l1.suffix3)
	s.add(22, mix(w.shape, r1.shape))
	s.add(23, mix(w.suffix3, t1))
	s.add(24, mix(w.suffix2, r1.suffix2))
	s.add(25, mix(w.form, mix(r1.form, r2.form)))
	s.add(26, mix(l1.form, r1.form))
	s.add(27, mix(w.shape, l1.shape))
	s.add(28, hashString(w.exact))
	s.add(29, mix(w.form, r1.suffix2))
	s.add(30, 0)
	s.add(31, w.suffix5)
	s.add(32, w.prefix2)
	s.add(33, w.may)
	s.add(34, r1.may)
	s.add(35, mix(w.may, r1.may))
	s.add(36, mix(tt, mix(w.may, r1.may)))
	s.add(37, mix(t1, mix(r1.may, r2.may)))
	s.add(38, mix(w.form, r1.may))
	s.add(39, mix(t1, mix(w.form, r1.may)))
	s.add(40, mix(w.may, mix(r1.may, r2.may)))
	s.add(41, mix(w.suffix3, mix(t1, r1.may)))
	s.add(42, mix(w.shape, mix(l1.shape, r1.shape)))
}
