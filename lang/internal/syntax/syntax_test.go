package syntax

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// invented is a treebank of our own, too small to learn English from and large
// enough to see whether anything is learned.
func invented(t testing.TB) [][]Token {
	var b strings.Builder
	row := func(form, lemma, upos, xpos string, head int, rel string) {
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%d\t%s\t1\n", form, lemma, upos, xpos, head, rel)
	}
	for _, who := range []string{"minister", "mayor", "court", "senate", "council", "envoy"} {
		for _, did := range [][2]string{{"signed", "sign"}, {"praised", "praise"}, {"met", "meet"}, {"saw", "see"}} {
			row("The", "the", "DET", "DT", 2, "det")
			row(who, who, "NOUN", "NN", 3, "nsubj")
			row(did[0], did[1], "VERB", "VBD", 0, "root")
			row("old", "old", "ADJ", "JJ", 5, "amod")
			row("treaties", "treaty", "NOUN", "NNS", 3, "obj")
			row(".", ".", "PUNCT", ".", 3, "punct")
			b.WriteByte('\n')
			row("Did", "do", "AUX", "VBD", 4, "aux")
			row("the", "the", "DET", "DT", 3, "det")
			row(who, who, "NOUN", "NN", 4, "nsubj")
			row(did[1], did[1], "VERB", "VB", 0, "root")
			row("it", "it", "PRON", "PRP", 4, "obj")
			row("?", "?", "PUNCT", ".", 4, "punct")
			b.WriteByte('\n')
		}
	}
	sentences, err := ReadTreebank(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return sentences
}

func train(sentences [][]Token) *Model {
	return Train(sentences, Options{TaggerPasses: 4, ParserPasses: 4, Folds: 3, Explore: 0.9, Forget: 0.1, Least: 1, Scale: 16, Log: func(string) {}})
}

func TestTrain(t *testing.T) {
	sentences := invented(t)
	m := train(sentences)
	s := m.Evaluate(sentences)
	if s.Words != 288 || s.UPOS != s.Words || s.XPOS != s.Words || s.Lemmas != s.Words || s.LAS != s.Words {
		t.Errorf("of what it has learned from it knows only: %v", s)
	}
	unseen := []Token{{Form: "The"}, {Form: "judges"}, {Form: "signed"}, {Form: "new"}, {Form: "treaties"}, {Form: "."}}
	m.Annotate(unseen)
	if unseen[1].Head != 3 || unseen[2].Head != 0 || unseen[4].Deprel != "obj" || unseen[4].Lemma != "treaty" {
		t.Errorf("got %+v", unseen)
	}
}

// The same sentences give the same file, and the file the same model.
func TestWriteRead(t *testing.T) {
	sentences := invented(t)
	var first, second, third bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := train(sentences).Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two trainings differ")
	}
	m, err := Read(bytes.NewReader(first.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Write(&third); err != nil || !bytes.Equal(first.Bytes(), third.Bytes()) {
		t.Errorf("what was read is written otherwise (%v)", err)
	}
	for _, n := range []int{0, 10, 30, first.Len() / 2, first.Len() - 9} {
		if _, err := Read(bytes.NewReader(first.Bytes()[:n])); err == nil {
			t.Errorf("%d of %d bytes were read without an error", n, first.Len())
		}
	}
}

// Whoever follows the transitions without cost arrives at the gold tree.
func TestOracleLeadsToTheTree(t *testing.T) {
	sentences := append(invented(t), []Token{{Head: 4}, {Head: 1}, {Head: 1}, {Head: 0}, {Head: 7}, {Head: 7}, {Head: 4}, {Head: 7}})
	for _, sentence := range sentences {
		labels := map[string]uint16{}
		for _, w := range sentence {
			if _, ok := labels[w.Deprel]; !ok {
				labels[w.Deprel] = uint16(len(labels))
			}
		}
		g, s := newGold(sentence, labels), newState(len(sentence))
		s.restart([]uint8{0})
		scores := make([]int32, 1+2*len(labels))
		for !s.done() {
			canShift, canLeft, canRight := s.allowed()
			move := g.best(s, scores, canShift, canLeft, canRight)
			if move < 0 {
				t.Fatalf("%v: no transition without cost at %v, %d", sentence, s.stack, s.next)
			}
			s.apply(move)
		}
		for i := range sentence {
			if s.heads[i] != g.heads[i] || s.labels[i] != g.labels[i] {
				t.Errorf("%v: word %d hangs on %d by %d", sentence, i+1, s.heads[i]+1, s.labels[i])
			}
		}
	}
}

func TestReadTreebankFaults(t *testing.T) {
	for _, text := range []string{"a\tb\n", "a\ta\tX\tX\tnone\tdep\t1\n"} {
		if _, err := ReadTreebank(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
