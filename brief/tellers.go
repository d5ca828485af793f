package brief

import (
	"cmp"
	"slices"

	"dateline/support"
)

// readings keeps what sentences say, as the instrument that compares them has it.
type readings map[*sentence]*support.Reading

func (r readings) of(s *sentence) *support.Reading {
	if r[s] == nil {
		r[s] = support.Read(s.text, s.published)
	}
	return r[s]
}

// leastShared is how many telling words two sentences share for them to be compared
// at all. It only spares work: the instrument decides.
const leastShared = 2

// mostCompared is how many sentences are compared with one, those with the most
// telling words in common first: reading one takes milliseconds.
const mostCompared = 24

// comparable are the sentences that may tell what a sentence tells.
func (w *writing) comparable(s *sentence) (out []*sentence) {
	for _, o := range w.all {
		if o.text == s.text || shared(s.telling, o.telling) >= min(leastShared, len(s.telling)) {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b *sentence) int {
		return cmp.Compare(shared(s.telling, b.telling), shared(s.telling, a.telling))
	})
	return out[:min(len(out), mostCompared)]
}

// tellers gives the texts that tell what a sentence tells, in a sentence of their own.
func (w *writing) tellers(s *sentence) (texts []int) {
	texts = slices.Clone(s.texts)
	for _, o := range w.comparable(s) {
		if !slices.ContainsFunc(o.texts, func(t int) bool { return !slices.Contains(texts, t) }) {
			continue
		}
		if o.text != s.text && support.Compare(w.readings.of(s), w.readings.of(o)).Verdict != support.Supports {
			continue
		}
		for _, t := range o.texts {
			if !slices.Contains(texts, t) {
				texts = append(texts, t)
			}
		}
	}
	return texts
}

// A contrary is a sentence that tells otherwise what a sentence tells.
type contrary struct {
	*sentence
	support.Answer
}

// differing gives sentences that contradict a sentence. At most three.
func (w *writing) differing(s *sentence) (out []contrary) {
	for _, o := range w.comparable(s) {
		if a := support.Compare(w.readings.of(s), w.readings.of(o)); a.Verdict == support.Contradicts {
			if out = append(out, contrary{o, a}); len(out) == mostDisputes {
				break
			}
		}
	}
	return out
}
