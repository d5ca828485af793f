package syntax

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ReadTreebank reads sentences of one word a line: form, lemma, UPOS, XPOS, head
// and relation between tabs, a blank line after each sentence.
func ReadTreebank(from io.Reader) ([][]Token, error) {
	var out [][]Token
	var sentence []Token
	scan := bufio.NewScanner(from)
	for line := 1; scan.Scan(); line++ {
		if scan.Text() == "" {
			if len(sentence) > 0 {
				out = append(out, sentence)
			}
			sentence = nil
			continue
		}
		f := strings.Split(scan.Text(), "\t")
		if len(f) < 6 {
			return nil, fmt.Errorf("line %d has %d columns, not six", line, len(f))
		}
		head, err := strconv.Atoi(f[4])
		if err != nil {
			return nil, fmt.Errorf("line %d: the head is no number: %w", line, err)
		}
		sentence = append(sentence, Token{f[0], f[1], f[2], f[3], head, f[5]})
	}
	if len(sentence) > 0 {
		out = append(out, sentence)
	}
	return out, scan.Err()
}

// A Score counts words, and of them those that are right. UAS counts heads, LAS
// heads with their whole relation; punctuation counts.
type Score struct{ Words, UPOS, XPOS, Lemmas, UAS, LAS int }

// Evaluate annotates the forms of gold sentences and compares.
func (m *Model) Evaluate(sentences [][]Token) Score {
	var s Score
	for _, gold := range sentences {
		got := make([]Token, len(gold))
		for i := range gold {
			got[i].Form = gold[i].Form
		}
		m.Annotate(got)
		for i, g := range gold {
			s.Words++
			s.UPOS += one(got[i].UPOS == g.UPOS)
			s.XPOS += one(got[i].XPOS == g.XPOS)
			s.Lemmas += one(got[i].Lemma == g.Lemma)
			s.UAS += one(got[i].Head == g.Head)
			s.LAS += one(got[i].Head == g.Head && got[i].Deprel == g.Deprel)
		}
	}
	return s
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Percent is a share of the words.
func (s Score) Percent(n int) float64 { return 100 * float64(n) / float64(max(s.Words, 1)) }

func (s Score) String() string {
	return fmt.Sprintf("%d words: UPOS %.2f, XPOS %.2f, lemmas %.2f, UAS %.2f, LAS %.2f",
		s.Words, s.Percent(s.UPOS), s.Percent(s.XPOS), s.Percent(s.Lemmas), s.Percent(s.UAS), s.Percent(s.LAS))
}

// EvaluateSplits says how many surfaces are split as the treebank splits them, of
// those that it or the model splits, pronouns behind verbs left out.
func (m *Model) EvaluateSplits(sentences [][]Surface) string {
	right, all := 0, 0
	for _, s := range sentences {
		forms := make([]string, len(s))
		for i, w := range s {
			forms[i] = w.Form
		}
		for i, words := range m.Split(forms) {
			want := len(s[i].Words)
			if want == 1 && len(words) == 0 || want > 1 && s[i].Words[0].UPOS != "ADP" {
				continue
			}
			all++
			right += one(len(words) == want)
		}
	}
	return fmt.Sprintf("%d of %d", right, all)
}
