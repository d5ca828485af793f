package phrase

import (
	"unicode"
	"unicode/utf8"
)

// WordStats is what a block's own text gives.
type WordStats struct {
	Runes, Digits, Upper, Commas, Ends, Function, Quotes, Odd float32
}

// StatsOf counts the letters and signs of a text, as far as its first 2,000 bytes.
func StatsOf(text string) (s WordStats) {
	text = text[:min(len(text), 2000)]
	var word [12]byte
	n := 0
	flush := func() {
		if n > 0 && n <= len(word) && FunctionWords[string(word[:n])] != 0 {
			s.Function++
		}
		n = 0
	}
	for _, r := range text {
		s.Runes++
		switch {
		case unicode.IsLetter(r):
			if unicode.IsUpper(r) {
				s.Upper++
				r = unicode.ToLower(r)
			}
			if n+utf8.RuneLen(r) <= len(word) {
				n += utf8.EncodeRune(word[n:], r)
			} else {
				n = len(word) + 1
			}
			continue
		case r >= '0' && r <= '9':
			s.Digits++
		case r == ',':
			s.Commas++
		case r == '.' || r == '!' || r == '?' || r == '。':
			s.Ends++
		case r == '"' || r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
			s.Quotes++
		case r == '|' || r == '•' || r == '·' || r == '/' || r == '©' || r == '@' || r == '>' || r == '#':
			s.Odd++
		}
		if n > len(word) {
			n = 0
		}
		flush()
	}
	if n <= len(word) {
		flush()
	}
	return s
}
