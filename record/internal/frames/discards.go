package frames

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// Discards are phrases that make a sentence none of our business: sports, storms.
type Discards [][]string

// ReadDiscards reads phrases in the format of Phoenix.discards.txt, a line each;
// a + before one means that the whole story is discarded, which for a sentence
// is the same.
func ReadDiscards(r io.Reader) (Discards, error) {
	var out Discards
	scan := bufio.NewScanner(r)
	for scan.Scan() {
		text := strings.TrimSpace(cutComment(scan.Text()))
		if words := discardWords(strings.TrimPrefix(text, "+")); len(words) > 0 {
			out = append(out, words)
		}
	}
	if err := scan.Err(); err != nil {
		return nil, fmt.Errorf("reading the discards: %w", err)
	}
	return out, nil
}

func discardWords(s string) []string {
	return strings.FieldsFunc(strings.ToUpper(s), func(r rune) bool { return r == '_' || unicode.IsSpace(r) })
}

// hold tells whether one of the phrases stands in the sentence.
func (d Discards) hold(t tree) bool {
	if len(d) == 0 {
		return false
	}
	forms := make([]string, len(t))
	for i := range t {
		forms[i] = t[i].form
	}
	for _, phrase := range d {
		for i := range forms {
			if hasPrefix(forms[i:], phrase) {
				return true
			}
		}
	}
	return false
}
