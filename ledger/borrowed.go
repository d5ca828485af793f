package ledger

import (
	"cmp"
	"strings"
	"unicode"
)

// Borrowed are the runs of so many words or more that a text has from others' texts
// outside quotation marks.
func Borrowed(text string, sources []Source, least int) (out []Loan) {
	plain := rxQuotation.ReplaceAllStringFunc(text, func(q string) string { return " " + quotedMark + " " })
	mine := wordsOf(plain)
	texts := make([]string, len(sources))
	for k := range sources {
		texts[k] = " " + strings.Join(wordsOf(sources[k].Text), " ") + " "
	}
	for i := 0; i+least <= len(mine); {
		best, of := 0, -1
		for k := range sources {
			if n := runOf(mine[i:], texts[k], least); n > best {
				best, of = n, k
			}
		}
		if of < 0 {
			i++
			continue
		}
		out = append(out, Loan{strings.Join(mine[i:i+best], " "), cmp.Or(sources[of].Outlet, sources[of].ReportID), best})
		i += best
	}
	return out
}

// A Loan is a run of words that stands in another outlet's text.
type Loan struct {
	Words  string
	Outlet string
	Count  int
}

// quotedMark stands for a quotation: no text has it.
const quotedMark = "\x00"

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != 0
	})
}

// runOf is how many words from the first on stand in a text in a row, if enough do.
func runOf(words []string, text string, least int) int {
	n := least
	if !strings.Contains(text, " "+strings.Join(words[:least], " ")+" ") {
		return 0
	}
	for n < len(words) && strings.Contains(text, " "+strings.Join(words[:n+1], " ")+" ") {
		n++
	}
	return n
}
