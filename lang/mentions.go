package lang

import (
	"math/bits"
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
	Terms      []Term // of which it is made
	Text       string // as it stands
	Start, End int    // byte offsets, end exclusive
}

// Words are the words of a name as forms (Term.Form); of a number its digits,
// points of thousands left out.
func (m Mention) Words() []string {
	words := make([]string, len(m.Terms))
	for i, t := range m.Terms {
		words[i] = t.Form
	}
	if m.Kind == NumberMention {
		return []string{strings.Join(words, "")}
	}
	return words
}

// Mentions finds the names and numbers of a text, in order, by capitals and
// digits alone: no dictionary, so it works for names nobody has heard of. A
// capital at the beginning of a sentence or a line counts only when the text
// never writes that word small, and not for a word of up to three letters
// unless it stands capitalised elsewhere in a sentence. Scripts without
// capitals give numbers only.
func Mentions(text string) []Mention { return AppendMentions(nil, text, Terms(text, "")) }

// AppendMentions is Mentions for who has cut the text into its terms already, or
// wants the mentions of its first terms only. It appends to those that are given.
func AppendMentions(found []Mention, text string, terms []Term) []Mention {
	isName := namesAmong(text, terms)
	for i := 0; i < len(terms); {
		first := i
		switch {
		case terms[i].digits:
			for i++; i < len(terms) && continuesNumber(text, terms[i-1].End, terms[i]); i++ {
			}
			found = append(found, mention(NumberMention, text, terms[first:i]))
		case isName[i]:
			for i++; i < len(terms) && isName[i] && continuesName(text[terms[i-1].End:terms[i].Start], terms[i-1].Form); i++ {
			}
			found = append(found, mention(NameMention, text, terms[first:i]))
		default:
			i++
		}
	}
	return found
}

func mention(kind MentionKind, text string, terms []Term) Mention {
	start, end := terms[0].Start, terms[len(terms)-1].End
	return Mention{kind, terms[:len(terms):len(terms)], text[start:end], start, end}
}

// namesAmong says which of the terms are the word of a name.
func namesAmong(text string, terms []Term) []bool {
	isName := make([]bool, len(terms))
	var openers []int // the capitals that may be their sentences'
	for i, t := range terms {
		if isCapital(text[t.Start:]) && t.runes >= 2 {
			if opensSentence(text, terms, i) {
				openers = append(openers, i)
			} else {
				isName[i] = true
			}
		}
	}
	if len(openers) == 0 {
		return isName
	}
	// Of each word that opens a sentence: whether it is a name inside of one, and whether it stands small anywhere.
	type elsewhere struct {
		key           uint64
		inside, small bool
	}
	table := make([]elsewhere, 2<<bits.Len(uint(len(openers))))
	at := func(key uint64) *elsewhere {
		for i := key; ; i++ {
			if e := &table[i&uint64(len(table)-1)]; e.key == key || e.key == 0 {
				return e
			}
		}
	}
	for _, i := range openers {
		at(terms[i].FormKey).key = terms[i].FormKey
	}
	for i, t := range terms {
		if e := at(t.FormKey); e.key != 0 {
			e.inside = e.inside || isName[i]
			e.small = e.small || !isCapital(text[t.Start:])
		}
	}
	for _, i := range openers {
		e := at(terms[i].FormKey)
		isName[i] = e.inside || !e.small && terms[i].runes > 3
	}
	return isName
}

func isCapital(s string) bool {
	if s != "" && s[0] < utf8.RuneSelf {
		return 'A' <= s[0] && s[0] <= 'Z'
	}
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
	for _, r := range text[terms[i-1].End:terms[i].Start] {
		switch r {
		case '.', '!', '?', ':', '\n', '"', '“', '”', '„', '«', '»', '‘', '…', '•', '—', '–':
			return true
		}
	}
	return false
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
	if !next.digits || len(next.Form) != 3 {
		return false
	}
	switch text[end:next.Start] {
	case ",", ".", "\u00a0", "\u202f", "’", "'":
		return true
	}
	return false
}
