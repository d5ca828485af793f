package lang

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"unicode"

	"dateline/internal/testkit"

	"dateline/lang/internal/syntax"
)

var rewrite = flag.Bool("rewrite", false, "write the golden parses anew")

const parsed = `The foreign minister of Varland met the president of Kestria in Harvel on Wednesday.
Varland and Kestria signed a treaty of common defence that replaces the documents of 1961.
“We will not sign it,” the ambassador told reporters.
Police said two people were killed by the flood and 15 are missing.
The court hasn't ruled on Belic's appeal.
Who wrote the letter?
`

// The parses of a few sentences of ours, to be read as a diff: go test ./lang
// -run Golden -rewrite.
func TestParseGolden(t *testing.T) {
	var b strings.Builder
	for line := range strings.Lines(parsed) {
		line = strings.TrimSpace(line)
		fmt.Fprintf(&b, "# %s\n", line)
		for i, w := range Parse(line, Span{0, len(line)}) {
			fmt.Fprintf(&b, "%d\t%s\t%s\t%s\t%s\t%d\t%s\n", i+1, w.Form, w.Lemma, w.UPOS, w.XPOS, w.Head, w.Deprel)
		}
		b.WriteByte('\n')
	}
	const golden = "testdata/parses.txt"
	if *rewrite {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the parses have changed; got\n%s", b.String())
	}
}

// The figures that docs/formats.md gives, less a little: ewt-test, words given,
// tags our own.
func TestParseScore(t *testing.T) {
	sentences, err := syntax.ReadTreebank(bytes.NewReader(readTreebank(t, "ewt-test.tsv")))
	if err != nil {
		t.Fatal(err)
	}
	if testkit.Raced {
		sentences = sentences[:len(sentences)/8]
	}
	s := grammar().Evaluate(sentences)
	t.Log("ewt-test, ", s)
	for _, c := range []struct {
		name string
		got  int
		want float64
	}{{"UPOS", s.UPOS, 94.9}, {"lemmas", s.Lemmas, 96.4}, {"UAS", s.UAS, 84.5}, {"LAS", s.LAS, 81.5}} {
		if !testkit.Raced && s.Percent(c.got) < c.want {
			t.Errorf("%s %.2f, want %.1f", c.name, s.Percent(c.got), c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for line := range strings.Lines(parsed) {
		f.Add(line)
	}
	for _, s := range []string{"", " ", ".", "'s", "n't", "\xff\xfe", "İ'LL", "a-b-c-", "@", "www.", "5pm 5", "((((", "\u0300", "1-2-3-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { checkTree(t, text, Parse(text, Span{0, len(text)})) })
}

// checkTree holds what Parse promises.
func checkTree(t *testing.T, text string, words []Word) {
	t.Helper()
	at, roots := 0, 0
	for i, w := range words {
		if w.Start < at || w.End <= w.Start || w.End > len(text) || text[w.Start:w.End] != w.Form {
			t.Fatalf("%q: word %d stands at %v after %d", text, i+1, w.Span, at)
		}
		if strings.TrimSpace(text[at:w.Start]) != "" || strings.ContainsFunc(w.Form, unicode.IsSpace) {
			t.Fatalf("%q: the words leave out %q or hold white space: %q", text, text[at:w.Start], w.Form)
		}
		at = w.End
		if w.Head < 0 || w.Head > len(words) || w.Lemma == "" || w.UPOS == "" || w.XPOS == "" || w.Deprel == "" {
			t.Fatalf("%q: word %d is %+v", text, i+1, w)
		}
		if w.Head == 0 {
			roots++
		}
		if (w.Head == 0) != (w.Deprel == "root") {
			t.Fatalf("%q: word %d hangs on %d by %s", text, i+1, w.Head, w.Deprel)
		}
	}
	if strings.TrimSpace(text[at:]) != "" || len(words) > 0 && roots != 1 {
		t.Fatalf("%q: rest %q, roots %d", text, text[at:], roots)
	}
	rooted := make([]bool, len(words)+1)
	rooted[0] = true
	var path []int
	for i := range words {
		n := i + 1
		for path = path[:0]; !rooted[n]; n = words[n-1].Head {
			if path = append(path, n); len(path) > len(words) {
				t.Fatalf("%q: word %d is in a circle", text, i+1)
			}
		}
		for _, p := range path {
			rooted[p] = true
		}
	}
}

// A sentence without an end, as a page without punctuation may hold, takes time
// in proportion.
func TestParseLong(t *testing.T) {
	size := 60_000
	if testkit.Raced {
		size = 8_000
	}
	for _, part := range []string{"the minister, who said that ", "a,", "1-", "it's", "x.", "'s", "www.", "“", "-"} {
		text := strings.Repeat(part, size/len(part))
		checkTree(t, text, Parse(text, Span{0, len(text)}))
	}
}

func TestParseWithin(t *testing.T) {
	text := "Nothing. The court has ruled. More."
	words := Parse(text, Span{9, 29})
	if len(words) != 5 || words[1].Form != "court" || words[1].Start != 13 {
		t.Errorf("got %+v", words)
	}
}

func TestParseConcurrently(t *testing.T) {
	const text = "The mayor of Harvel resigned."
	want := fmt.Sprint(Parse(text, Span{0, len(text)}))
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if got := fmt.Sprint(Parse(text, Span{0, len(text)})); got != want {
				t.Errorf("got %s", got)
			}
		})
	}
	wait.Wait()
}

func BenchmarkParse(b *testing.B) {
	sentences := strings.Split(strings.TrimSpace(parsed), "\n")
	grammar()
	b.ReportAllocs()
	words := 0
	for b.Loop() {
		for _, s := range sentences {
			words += len(Parse(s, Span{0, len(s)}))
		}
	}
	b.ReportMetric(float64(words)/b.Elapsed().Seconds(), "words/s")
}
