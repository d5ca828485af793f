package names

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func sentences() []Sentence {
	var out []Sentence
	for _, line := range []string{
		"Ana/1 Belic/2 lives/0 in/0 Harvel/3", "Tom/1 Reik/2 left/0 Ostrava/3", "Ruth/1 Aldo/2 lives/0 in/0 Ostrava/3", "Olan/1 Pell/2 left/0 Harvel/3",
	} {
		var s Sentence
		for _, w := range strings.Fields(line) {
			form, label, _ := strings.Cut(w, "/")
			s.Words = append(s.Words, Word{Form: form, UPOS: "X"})
			s.Labels = append(s.Labels, Label(label[0]-'0'))
		}
		out = append(out, s)
	}
	return out
}

// What is written is read back, and says the same.
func TestWriteRead(t *testing.T) {
	all := sentences()
	m := Train(all, 10)
	if s := m.Evaluate(all); s.Right != s.Gold || s.Found != s.Gold {
		t.Errorf("it did not learn four sentences by heart: %+v", s)
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	again, err := Read(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if !slices.Equal(m.Label(s.Words), again.Label(s.Words)) {
			t.Errorf("%v: %v and %v", s.Words, m.Label(s.Words), again.Label(s.Words))
		}
	}
	for n := range b.Len() {
		if _, err := Read(bytes.NewReader(b.Bytes()[:n])); err == nil {
			t.Fatalf("a model cut at %d of %d bytes was taken", n, b.Len())
		}
	}
	var twice bytes.Buffer
	if err := Train(sentences(), 10).Write(&twice); err != nil || !bytes.Equal(b.Bytes(), twice.Bytes()) {
		t.Errorf("not the same model twice (%v)", err)
	}
}

func TestLabelsFit(t *testing.T) {
	m := Train(sentences(), 3)
	got := m.Label([]Word{{Form: "in"}, {Form: "Ana"}, {Form: "Harvel"}, {Form: "Reik"}})
	for i, l := range got {
		if l != Other && !l.Begins() && (i == 0 || got[i-1] != l && got[i-1] != l-1) {
			t.Errorf("%v: label %d goes on with what has not begun", got, i)
		}
	}
	if m.Label(nil) != nil {
		t.Error("labels for no words")
	}
}
