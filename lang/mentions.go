package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A MentionKind says what a text names.
type MentionKind int

const (
	NameMention   MentionKind = iota // a capitalised word or several of them in a row
	NumberMention                    // digits
)

// A Mention is a name or a number in a text: what tells one happening from
// another of its kind, in whatever language it is told.
type Mention struct {
	Kind       MentionKind
	Words      []string // of a name: its words as forms (Term.Form); of a number: its digits, points of thousands left out
	Text       string   // as it stands
	Start, End int      // byte offsets, end exclusive
}

// Mentions finds the names and numbers of a text, in order, by capitals and
// digits alone: no dictionary, so it works for names nobody has heard of. A
// capital at the beginning of a sentence or a line counts only when the text
// never writes that word small, and not for a word of up to three letters
// unless it stands capitalised elsewhere in a sentence. Scripts without
// capitals give numbers only.
func Mentions(text string) []Mention { return MentionsAmong(text, Terms(text, "")) }

// MentionsAmong is Mentions for who has cut the text into its terms already, or
// wants the mentions of its first terms only.
func MentionsAmong(text string, terms []Term) []Mention {
	small, inside := map[string]bool{}, map[string]bool{}
	for i, t := range terms {
		switch {
		case !isCapital(text[t.Start:]):
			small[t.Form] = true
		case !opensSentence(text, terms, i):
			inside[t.Form] = true
		}
	}
	isName := func(i int) bool {
		t := terms[i]
		if !isCapital(text[t.Start:]) || utf8.RuneCountInString(t.Form) < 2 {
			return false
		}
		if !opensSentence(text, terms, i) {
			return true
		}
		return inside[t.Form] || !small[t.Form] && utf8.RuneCountInString(t.Form) > 3
	}
	var found []Mention
	for i := 0; i < len(terms); {
		switch {
		case isDigits(terms[i].Form):
			m := Mention{Kind: NumberMention, Start: terms[i].Start, End: terms[i].End}
			number := terms[i].Form
			for i++; i < len(terms) && continuesNumber(text, m.End, terms[i]); i++ {
				number += terms[i].Form
				m.End = terms[i].End
			}
			m.Words, m.Text = []string{number}, text[m.Start:m.End]
			found = append(found, m)
		case isName(i):
			m := Mention{Kind: NameMention, Start: terms[i].Start, End: terms[i].End, Words: []string{terms[i].Form}}
			for i++; i < len(terms) && isName(i) && continuesName(text[m.End:terms[i].Start], m.Words[len(m.Words)-1]); i++ {
				m.Words = append(m.Words, terms[i].Form)
				m.End = terms[i].End
			}
			m.Text = text[m.Start:m.End]
			found = append(found, m)
		default:
			i++
		}
	}
	return found
}

func isCapital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

func isDigits(form string) bool {
	for _, r := range form {
		if r < '0' || r > '9' {
			return false
		}
	}
	return form != ""
}

// opensSentence tells a term whose capital may be the sentence's: only marks
// that end a sentence, open a quotation or begin a line stand before it.
func opensSentence(text string, terms []Term, i int) bool {
	if i == 0 {
		return true
	}
	return strings.ContainsAny(text[terms[i-1].End:terms[i].Start], ".!?:\n\"“”„«»‘…•—–")
}

// continuesName tells what may stand between two words of one name; a point
// only after what may be shortened, as in "St. Mary".
func continuesName(between, before string) bool {
	switch between {
	case " ", "-", "’", "'", "\u00a0", "‑":
		return true
	}
	return between == ". " && len(before) <= 3
}

// continuesNumber tells "1,000" and "1 000" and "1.000" from "12, 13".
func continuesNumber(text string, end int, next Term) bool {
	if !isDigits(next.Form) || len(next.Form) != 3 {
		return false
	}
	switch text[end:next.Start] {
	case ",", ".", "\u00a0", "\u202f", "’", "'":
		return true
	}
	return false
}
