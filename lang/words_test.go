package lang

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWordSpans(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"The minister didn't resign.", "The minister did n't resign ."},
		{"Harvel’s mayor said: “We’ll pay.”", "Harvel ’s mayor said : “ We ’ll pay . ”"},
		{"A ten-year, $3.5 million plan (50% of it) begins.", "A ten - year , $ 3.5 million plan ( 50 % of it ) begins ."},
		{"Dr. Ana Belic of the U.S. arrived at 5pm.", "Dr. Ana Belic of the U.S. arrived at 5 pm ."},
		{"It cannot, e.g. in mid-July, co-operate.", "It can not , e.g. in mid-July , co-operate ."},
		{"Write to desk@example.org or https://example.org/a_b?c=1.", "Write to desk@example.org or https://example.org/a_b?c=1 ."},
		{"On 12/11/2024 they met at 10:30, 1,200 of them...", "On 12/11/2024 they met at 10:30 , 1,200 of them ..."},
		{"the workers' strike, 2024-25; call 555-0123", "the workers ' strike , 2024 - 25 ; call 555-0123"},
		{"He said 'no' — twice?!", "He said ' no ' — twice ?!"},
		{"", ""},
	} {
		var got []string
		for _, w := range wordSpans(c.text, Span{0, len(c.text)}) {
			got = append(got, c.text[w.Start:w.End])
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, g, c.want)
		}
	}
}

// The treebank says where no space stands, so that its text can be rebuilt.
func TestWordSpansAgainstTreebank(t *testing.T) {
	both, got, want := 0, 0, 0
	for _, sentence := range strings.Split(strings.TrimSpace(string(readTreebank(t, "ewt-dev.tsv"))), "\n\n") {
		var text strings.Builder
		gold := map[Span]bool{}
		for line := range strings.Lines(sentence) {
			f := strings.Split(strings.TrimRight(line, "\n"), "\t")
			start := text.Len()
			text.WriteString(f[0])
			gold[Span{start, text.Len()}] = true
			if len(f) > 6 && f[6] != "0" {
				text.WriteByte(' ')
			}
		}
		for _, s := range wordSpans(text.String(), Span{0, text.Len()}) {
			got++
			if gold[s] {
				both++
			}
		}
		want += len(gold)
	}
	f1 := 200 * float64(both) / float64(got+want)
	t.Logf("words of ewt-dev: F1 %.2f", f1)
	if f1 < 98.5 {
		t.Errorf("F1 %.2f, want 98.5", f1)
	}
}

// readTreebank reads a file of the treebank, which is not part of the repository.
func readTreebank(t testing.TB, name string) []byte {
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = "../../shared"
	}
	data, err := os.ReadFile(filepath.Join(root, "data/facts/treebank", name))
	if err != nil {
		t.Skipf("the treebank is not here: %v", err)
	}
	return data
}
