package syntax

import (
	"bufio"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
)

// splits says which words of the page are several words of the tree: French “du”
// is “de le”, Spanish “del” is “de el”.
type splits struct {
	words   map[string]string // folded surface: its words between spaces
	unsure  map[string]bool   // surfaces that are as often one word: French “des”
	weights weights           // decides for those: class 1 splits
	verbs   map[string]bool   // infinitives, in languages that write pronouns behind them
}

// A Surface is a word of the page with the words that a treebank makes of it.
type Surface struct {
	Form  string
	Words []Token
}

// ReadSurfaces reads the sentences of a treebank as they stood on the page. The
// eighth column of a line holds “surface/number of words”.
func ReadSurfaces(from io.Reader) ([][]Surface, error) {
	var out [][]Surface
	var sentence []Surface
	left := 0
	scan := bufio.NewScanner(from)
	for scan.Scan() {
		f := strings.Split(scan.Text(), "\t")
		if len(f) < 6 {
			if len(sentence) > 0 {
				out = append(out, sentence)
			}
			sentence, left = nil, 0
			continue
		}
		t := Token{Form: f[0], Lemma: f[1], UPOS: f[2]}
		if left > 0 {
			last := &sentence[len(sentence)-1]
			last.Words = append(last.Words, t)
			left--
			continue
		}
		surface := f[0]
		if len(f) > 7 {
			if cut := strings.LastIndexByte(f[7], '/'); cut > 0 {
				surface = f[7][:cut]
				n, _ := strconv.Atoi(f[7][cut+1:])
				left = n - 1
			}
		}
		sentence = append(sentence, Surface{surface, []Token{t}})
	}
	if len(sentence) > 0 {
		out = append(out, sentence)
	}
	return out, scan.Err()
}

// LearnSplits learns from surfaces which words to split. Words that end in a
// pronoun are left to rules, which need the infinitives.
func (m *Model) LearnSplits(sentences [][]Surface, o Options) {
	whole, cut := map[string]int{}, map[string]map[string]int{}
	enclitic := 0
	verbs := map[string]bool{}
	for _, s := range sentences {
		for _, w := range s {
			f := fold(w.Form)
			if len(w.Words) == 1 {
				whole[f]++
				if w.Words[0].UPOS == "VERB" {
					verbs[w.Words[0].Lemma] = true
				}
				continue
			}
			if w.Words[0].UPOS != "ADP" {
				enclitic++
				continue
			}
			parts := make([]string, len(w.Words))
			for i, t := range w.Words {
				parts[i] = fold(t.Form)
			}
			if cut[f] == nil {
				cut[f] = map[string]int{}
			}
			cut[f][strings.Join(parts, " ")]++
		}
	}
	sp := splits{words: map[string]string{}, unsure: map[string]bool{}, verbs: map[string]bool{}}
	for f, c := range cut {
		n := 0
		for _, k := range c {
			n += k
		}
		if 20*n < whole[f] || strings.HasSuffix(f, ".") {
			continue
		}
		sp.words[f] = mostFrequent(c)
		sp.unsure[f] = 20*whole[f] > n
	}
	if enclitic > 20 {
		sp.verbs = verbs
	}
	m.splits = sp
	m.splits.weights = newWeights(m.learnUnsure(sentences, o).frozen(o.Scale))
}

func (m *Model) learnUnsure(sentences [][]Surface, o Options) *learner {
	l := newLearner(2)
	dice := rand.New(rand.NewPCG(5, 6))
	for range o.TaggerPasses {
		for _, i := range dice.Perm(len(sentences)) {
			s := newState(len(sentences[i]))
			for k, w := range sentences[i] {
				s.words[k] = newWord(w.Form, k == 0)
			}
			for k, w := range sentences[i] {
				if !m.splits.unsure[fold(w.Form)] {
					continue
				}
				s.splitFeatures(k)
				got, want := s.bestTag(l, 2), one(len(w.Words) > 1)
				l.now++
				if got != want {
					l.update(s.features, want, got)
				}
			}
		}
	}
	return l
}

// splitFeatures are the word with its neighbours, two to each side.
func (s *state) splitFeatures(i int) {
	w, l1, l2, r1, r2 := s.at(i), s.at(i-1), s.at(i-2), s.at(i+1), s.at(i+2)
	s.features = s.features[:0]
	s.add(1, w.form)
	s.add(2, mix(w.form, l1.form))
	s.add(3, mix(w.form, l1.suffix3))
	s.add(4, mix(w.form, l1.suffix2))
	s.add(5, mix(w.form, r1.form))
	s.add(6, mix(w.form, r1.suffix3))
	s.add(7, mix(w.form, r1.shape))
	s.add(8, mix(w.form, mix(l2.form, l1.form)))
	s.add(9, mix(w.form, mix(l1.suffix2, r1.suffix2)))
	s.add(10, mix(w.form, l2.form))
	s.add(11, mix(w.form, r2.suffix3))
	s.add(12, mix(w.form, l1.shape))
	s.add(13, mix(w.form, l1.suffix4))
}

// Split gives the words of each surface, nil where it is one word. The pieces are
// in lower case but for the first letter.
func (m *Model) Split(surfaces []string) [][]string {
	out := make([][]string, len(surfaces))
	var s *state
	for i, surface := range surfaces {
		f := fold(surface)
		parts, ok := m.splits.words[f]
		if !ok {
			continue
		}
		if m.splits.unsure[f] {
			if s == nil {
				s = newState(len(surfaces))
				for k, w := range surfaces {
					s.words[k] = newWord(w, k == 0)
				}
			}
			s.splitFeatures(i)
			if s.bestTag(&m.splits.weights, 2) == 0 {
				continue
			}
		}
		out[i] = strings.Fields(parts)
	}
	return out
}

// IsInfinitive reports whether the treebank has a verb with this lemma. Treebanks
// of languages without pronouns written behind verbs know none.
func (m *Model) IsInfinitive(lemma string) bool { return m.splits.verbs[lemma] }

func (w *writer) splits(s splits) {
	words := sortedKeys(s.words)
	w.strings(words)
	for _, k := range words {
		w.string(s.words[k])
		w.number(uint64(one(s.unsure[k])))
	}
	w.strings(sortedKeys(s.verbs))
	w.weights(s.weights)
}

func (r *reader) splits() splits {
	s := splits{words: map[string]string{}, unsure: map[string]bool{}, verbs: map[string]bool{}}
	for _, k := range r.strings() {
		s.words[k] = r.string()
		s.unsure[k] = r.number() == 1
	}
	for _, k := range r.strings() {
		s.verbs[k] = true
	}
	s.weights = r.weights()
	return s
}
