package names

import (
	"math"
	"math/rand/v2"
)

// A Sentence is words with their labels, to learn from or to measure by. Style
// numbers the set by whose rules it is labelled; Label answers in style 0.
type Sentence struct {
	Words  []Word
	Labels []Label
	Style  uint32
}

// runs are made over the sentences, each in an order of its own.
const runs = 5

// Train learns a model in a number of passes over the sentences, several times.
// A feature counts if it occurs at least twice. The same sentences give the same
// model.
func Train(sentences []Sentence, passes int) *Model {
	sum := &Model{features: map[uint32]*row{}}
	for run := range uint64(runs) {
		m := train(sentences, passes, run)
		for f, w := range m.features {
			if sum.features[f] == nil {
				sum.features[f] = &row{}
			}
			for l := range w {
				sum.features[f][l] += w[l]
			}
		}
		for i := range m.follow {
			for l := range m.follow[i] {
				sum.follow[i][l] += m.follow[i][l]
			}
		}
	}
	mean := func(w *row) {
		for l := range w {
			w[l] = float32(math.Round(float64(w[l]) / runs))
		}
	}
	for _, w := range sum.features {
		mean(w)
	}
	for i := range sum.follow {
		mean(&sum.follow[i])
	}
	return sum
}

// train makes one run.
func train(sentences []Sentence, passes int, run uint64) *Model {
	features := make([][][]uint32, len(sentences))
	seen := map[uint32]int{}
	for i, s := range sentences {
		features[i] = inStyle(extract(s.Words), s.Style)
		for _, list := range features[i] {
			for _, f := range list {
				seen[f]++
			}
		}
	}
	m := &Model{features: map[uint32]*row{}}
	total := map[uint32]*row{} // of corrections, each times when it was made: the average follows from it
	var followTotal [labels + 1]row
	now := float32(1)
	change := func(f uint32, l Label, by float32) {
		w, t := m.features[f], total[f]
		if w == nil {
			w, t = &row{}, &row{}
			m.features[f], total[f] = w, t
		}
		w[l] += by
		t[l] += by * now
	}
	order := make([]int, len(sentences))
	for i := range order {
		order[i] = i
	}
	random := rand.New(rand.NewPCG(1, 2+run))
	for range passes {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, at := range order {
			s := sentences[at]
			got := m.best(s.Words, features[at])
			for i, l := range s.Labels {
				before, gotBefore := Label(labels), Label(labels)
				if i > 0 {
					before, gotBefore = s.Labels[i-1], got[i-1]
				}
				if got[i] != l {
					for _, f := range features[at][i] {
						if seen[f] > 1 {
							change(f, l, 1)
							change(f, got[i], -1)
						}
					}
				}
				if got[i] != l || before != gotBefore {
					m.follow[before][l]++
					followTotal[before][l] += now
					m.follow[gotBefore][got[i]]--
					followTotal[gotBefore][got[i]] -= now
				}
			}
			now++
		}
	}
	average := func(w, t *row) bool {
		any := false
		for l := range w {
			w[l] = float32(math.Round(float64(w[l]-t[l]/now) * 16))
			any = any || w[l] != 0
		}
		return any
	}
	for f, w := range m.features {
		if !average(w, total[f]) {
			delete(m.features, f)
		}
	}
	for i := range m.follow {
		average(&m.follow[i], &followTotal[i])
	}
	return m
}

// A Score counts names: right are those found with their exact words and kind.
type Score struct{ Right, Found, Gold int }

// F1 is the harmonic mean of precision and recall.
func (s Score) F1() float64 { return 2 * float64(s.Right) / float64(s.Found+s.Gold) }

// Evaluate counts persons, places and organisations.
func (m *Model) Evaluate(sentences []Sentence) Score {
	var sc Score
	for _, s := range sentences {
		got, want := spans(m.Label(s.Words)), spans(s.Labels)
		sc.Found += len(got)
		sc.Gold += len(want)
		for k := range got {
			if want[k] {
				sc.Right++
			}
		}
	}
	return sc
}

type span struct {
	from, to int
	kind     Label
}

func spans(list []Label) map[span]bool {
	out := map[span]bool{}
	for i := 0; i < len(list); {
		l := list[i]
		if l == Other {
			i++
			continue
		}
		kind := (l - 1) / 2 * 2
		j := i + 1
		for j < len(list) && list[j] == kind+2 {
			j++
		}
		if kind+1 != BeginOther {
			out[span{i, j, kind}] = true
		}
		i = j
	}
	return out
}
