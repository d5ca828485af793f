package lang

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"dateline/internal/testkit"

	"dateline/lang/internal/syntax"
)

// pageOf writes the sentence of a treebank as it stood on the page.
func pageOf(block string) (text string, words []string) {
	var b strings.Builder
	skip := 0
	for line := range strings.Lines(block) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		words = append(words, f[0])
		if skip > 0 {
			if skip--; skip == 0 && f[6] == "1" {
				b.WriteByte(' ')
			}
			continue
		}
		surface := f[0]
		if cut := strings.LastIndexByte(f[7], '/'); len(f) > 7 && cut > 0 {
			surface = f[7][:cut]
			fmt.Sscan(f[7][cut+1:], &skip)
			skip--
		}
		b.WriteString(surface)
		if skip == 0 && f[6] == "1" {
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String()), words
}

// likeWords counts the words that two cuttings of a text have in common, in order.
func likeWords(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		last := 0
		for j, y := range b {
			keep := row[j+1]
			if strings.EqualFold(x, y) {
				row[j+1] = last + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			last = keep
		}
	}
	return row[len(b)]
}

// The figures that docs/quality.md gives for the languages beside English, less a
// little: the words given and tags our own, and the words found in the raw sentences.
func TestParseAbroad(t *testing.T) {
	for _, c := range []struct {
		language string
		labelled float64 // heads with relation
		words    float64 // F1
	}{{"de", 68, 97}, {"es", 74, 97}, {"fr", 79, 97}, {"it", 70, 97}, {"nl", 69, 97}, {"pt", 80, 97}, {"ru", 70, 94}} {
		t.Run(c.language, func(t *testing.T) {
			bank := readTreebank(t, c.language+"-test.tsv")
			sentences, err := syntax.ReadTreebank(bytes.NewReader(bank))
			if err != nil {
				t.Fatal(err)
			}
			if testkit.Raced {
				sentences = sentences[:len(sentences)/8]
			}
			s := grammars[c.language]().Evaluate(sentences)
			var same, ours, theirs int
			for n, block := range strings.Split(strings.Trim(string(bank), "\n"), "\n\n") {
				if !testkit.Part(n, 8) {
					continue
				}
				text, words := pageOf(block)
				var got []string
				for _, w := range ParseIn(c.language, text, Span{0, len(text)}) {
					got = append(got, w.Form)
				}
				n := likeWords(got, words)
				same, ours, theirs = same+n, ours+len(got), theirs+len(words)
				if testing.Verbose() && n < len(words) && utf8.RuneCountInString(text) < 200 {
					t.Logf("%s\n\t%q\n\t%q", text, got, words)
				}
			}
			f1 := 200 * float64(same) / float64(ours+theirs)
			t.Logf("%v; words F1 %.2f", s, f1)
			if testkit.Raced {
				return // of a part the figure means little
			}
			if s.Percent(s.LAS) < c.labelled || f1 < c.words {
				t.Errorf("LAS %.2f, want %.1f; words %.2f, want %.1f", s.Percent(s.LAS), c.labelled, f1, c.words)
			}
		})
	}
}

func TestAbroadWords(t *testing.T) {
	for _, c := range []struct{ language, text, want string }{
		{"fr", "L’accord du conseil, dit-elle, n'est pas prêt.", "L’ accord de le conseil , dit -elle , n' est pas prêt ."},
		{"fr", "Aujourd'hui, M. Dubreuil y va.", "Aujourd'hui , M. Dubreuil y va ."},
		{"es", "Quiere decirle la verdad del caso.", "Quiere decir le la verdad de el caso ."},
		{"pt", "Trata-se da lei.", "Trata se de a lei ."},
		{"it", "Dell'accordo parla un po' l'inviato.", "Di l' accordo parla un po' l' inviato ."},
		{"de", "Am 3. Mai sprach Dr. Haldern im Rat.", "An dem 3. Mai sprach Dr. Haldern in dem Rat ."},
	} {
		var got []string
		for _, w := range ParseIn(c.language, c.text, Span{0, len(c.text)}) {
			got = append(got, w.Form)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("got  %s\nwant %s", s, c.want)
		}
	}
}

func TestAbroadSentences(t *testing.T) {
	for _, c := range []struct {
		language, text string
		want           int
	}{
		{"de", "Am 3. Mai traf Dr. Haldern den Rat. Er sprach lange.", 2},
		{"fr", "M. Dubreuil a parlé. Mme Arnal aussi.", 2},
		{"es", "El Sr. Molina viajó a EE.UU. El lunes vuelve.", 2},
		{"ru", "В 2021 г. Иванов уехал. Он вернулся в мае.", 2},
		{"nl", "Volgens dr. Jansen is het klaar. Dat is goed.", 2},
	} {
		if got := SentencesIn(c.language, c.text); len(got) != c.want {
			t.Errorf("%s: %d sentences, want %d: %v", c.text, len(got), c.want, got)
		}
	}
}
