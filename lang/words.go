package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordSpans cuts a sentence into words and marks as the English treebanks of
// Universal Dependencies do, for that is what the parser learned from: clitics
// stand alone (do n't, Harvel 's), so do hyphens (a ten - year plan) except after
// a prefix (non-human), brackets, quotation marks and units (5 pm); numbers,
// addresses and abbreviations stay whole. Every character that is no white space
// is in one span, and no span holds white space.
func wordSpans(text string, sentence Span) []Span {
	c := cutter{text[sentence.Start:sentence.End], sentence.Start, make([]Span, 0, (sentence.End-sentence.Start)/4+2)}
	for i := 0; i < len(c.s); {
		r, size := utf8.DecodeRuneInString(c.s[i:])
		switch {
		case unicode.IsSpace(r):
			i += size
		case isWordRune(r) || startsShortened(c.s[i:]) || r == '@' && isWordRune(c.rune(i+1)):
			i = c.word(i)
		default:
			i = c.mark(i, r, size)
		}
	}
	return c.spans
}

type cutter struct {
	s     string
	shift int
	spans []Span
}

func (c *cutter) add(from, to int) {
	if from < to {
		c.spans = append(c.spans, Span{c.shift + from, c.shift + to})
	}
}

// rune is the rune at i, or 0 outside.
func (c *cutter) rune(i int) rune {
	if i < 0 || i >= len(c.s) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(c.s[i:])
	return r
}

// A byte that is no UTF-8 is treated like a letter: what cannot be read is not
// cut either.
func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' }

func isASCIIDigit(r rune) bool { return r >= '0' && r <= '9' }

// startsShortened knows the few words that begin with an apostrophe.
func startsShortened(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	if !isApostrophe(r) {
		return false
	}
	rest := strings.ToLower(s[size:min(len(s), size+6)])
	end := strings.IndexFunc(rest, func(r rune) bool { return !isWordRune(r) })
	if end >= 0 {
		rest = rest[:end]
	}
	switch rest {
	case "em", "til", "cause", "tis", "twas", "n", "bout", "s", "re", "ve", "ll", "m", "d":
		return true
	}
	return len(rest) >= 2 && isASCIIDigit(rune(rest[0])) && isASCIIDigit(rune(rest[1])) // '90s
}

// mark takes one mark, or a run of the same (… as three dots, a row of dashes),
// or a smiley.
func (c *cutter) mark(i int, r rune, size int) int {
	end := i + size
	if n := smiley(c.s[i:]); n > 0 {
		end = i + n
	} else if strings.ContainsRune(".-!?=*_~#<>+'`^", r) {
		for c.rune(end) == r || (r == '!' || r == '?') && (c.rune(end) == '!' || c.rune(end) == '?') {
			end++
		}
	}
	c.add(i, end)
	return end
}

func smiley(s string) int {
	for _, face := range []string{":-)", ":-(", ";-)", ":)", ":(", ";)", ":D", ":P", "=)", "<3"} {
		if strings.HasPrefix(s, face) {
			if len(s) == len(face) || !isWordRune(rune(s[len(face)])) {
				return len(face)
			}
		}
	}
	return 0
}

func (c *cutter) word(i int) int {
	if end := c.address(i); end > i {
		c.add(i, end)
		return end
	}
	end := c.wordEnd(i)
	c.clitics(i, end)
	return end
}

// address takes what is written for a machine whole: links and mail addresses.
func (c *cutter) address(i int) int {
	const longest = 2000 // a text without white space is not to be looked through again at every word
	chunk := c.s[i:min(len(c.s), i+longest)]
	end := strings.IndexFunc(chunk, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("<>\"“”", r) })
	if end >= 0 {
		chunk = chunk[:end]
	} else if len(chunk) == longest {
		return i
	}
	lower := chunk[:min(len(chunk), 12)]
	at := strings.IndexByte(chunk, '@')
	mail := at > 0 && strings.Contains(chunk[at:], ".")
	if !strings.Contains(lower, "://") && !strings.HasPrefix(lower, "www.") && !mail && !(at == 0 && len(chunk) > 1) {
		return i
	}
	if strings.Contains(chunk, ")") && !strings.Contains(chunk, "(") {
		chunk = chunk[:strings.IndexByte(chunk, ')')]
	}
	return i + len(strings.TrimRight(chunk, ".,;:!?)]}'’"))
}

// wordEnd goes on over the marks that may stand inside a word.
func (c *cutter) wordEnd(i int) int {
	start := i
	if isApostrophe(c.rune(i)) {
		i += utf8.RuneLen(c.rune(i))
	}
	var last rune
	for i < len(c.s) {
		r, size := utf8.DecodeRuneInString(c.s[i:])
		if isWordRune(r) || r == '_' {
			last = r
			i += size
			continue
		}
		next := c.rune(i + size)
		switch {
		case r == '.' && isWordRune(next) && last != 0:
		case (r == ',' || r == ':') && isASCIIDigit(last) && isASCIIDigit(next):
		case r == '/' && isASCIIDigit(last) && isASCIIDigit(next):
		case isApostrophe(r) && unicode.IsLetter(next) && last != 0:
		case r == '&' && unicode.IsUpper(last) && unicode.IsUpper(next):
		case r == '-' && isWordRune(next) && (isPrefix(c.s[start:i]) || c.inNumber(start, i)):
		case r == '.' && c.keepsDot(start, i):
			return i + 1
		default:
			return i
		}
		last = r
		i += size
	}
	return i
}

// isPrefix knows what the treebanks leave joined to its word.
func isPrefix(s string) bool {
	switch strings.ToLower(s) {
	case "non", "anti", "pro", "mid", "co", "ex", "e", "re", "semi", "sub", "over", "multi", "cross", "micro", "pre", "post",
		"inter", "intra", "trans", "ultra", "counter", "under", "un", "pan", "bi", "tri", "neo", "quasi", "pseudo", "vice":
		return true
	}
	return false
}

// inNumber tells the hyphens of telephone numbers and dates, which stay, from
// that of a range (2024-25), which does not.
func (c *cutter) inNumber(start, hyphen int) bool {
	const longest = 24
	end := hyphen
	if hyphen-start > longest {
		return false
	}
	hyphens := strings.Count(c.s[start:hyphen], "-")
	for end < min(len(c.s), hyphen+longest) && (isASCIIDigit(rune(c.s[end])) || c.s[end] == '-') {
		if c.s[end] == '-' {
			hyphens++
		}
		end++
	}
	for _, b := range []byte(c.s[start:hyphen]) {
		if !isASCIIDigit(rune(b)) && b != '-' {
			return false
		}
	}
	return hyphens > 1 || hyphen-start == 3 && end-hyphen == 5
}

// keepsDot tells whether the full stop at i belongs to the word before it.
func (c *cutter) keepsDot(start, i int) bool {
	word := c.s[start:i]
	lower := strings.ToLower(word)
	rest := strings.TrimLeftFunc(c.s[i+1:], unicode.IsSpace)
	if c.rune(i+1) == '.' {
		return false
	}
	switch {
	case titleAbbreviations[lower], dotted(word) && len(word) < 8:
		return true
	case rest == "" || isCloser(c.rune(i+1)):
		return tailAbbreviations[lower] && lower != "co" && lower != "wash" && lower != "mass" && lower != "miss"
	case numberAbbreviations[lower]:
		return lower != "no" && lower != "art" && lower != "fig" || isASCIIDigit(rune(rest[0]))
	case start == 0 && len(word) <= 2 && isASCIIDigit(rune(word[0])):
		return true // the number of an item
	}
	return tailAbbreviations[lower] || word != "I" && utf8.RuneCountInString(word) == 1 && unicode.IsUpper(c.rune(start))
}

// clitics cuts one word into what the treebanks count as words.
func (c *cutter) clitics(from, to int) {
	const longest = 64
	var w string
	if to-from <= longest {
		w = strings.ToLower(c.s[from:to])
	}
	if len(w) != to-from { // no word, or a letter whose small form is longer: leave it whole
		c.add(from, to)
		return
	}
	switch w {
	case "cannot", "gonna", "gotta", "wanna":
		c.add(from, from+3)
		c.add(from+3, to)
		return
	}
	if n := unitAt(w); n > 0 {
		c.add(from, from+n)
		c.add(from+n, to)
		return
	}
	cut := 0
	for _, end := range []string{"n't", "n’t", "'s", "’s", "'re", "’re", "'ve", "’ve", "'ll", "’ll", "'m", "’m", "'d", "’d"} {
		if len(w) > len(end) && strings.HasSuffix(w, end) {
			cut = len(end)
			break
		}
	}
	if cut > 0 {
		c.clitics(from, to-cut) // I'd've
		from = to - cut
	}
	c.add(from, to)
}

// unitAt finds where a unit follows its number: 5pm, 40km.
func unitAt(w string) int {
	n := 0
	for n < len(w) && (isASCIIDigit(rune(w[n])) || w[n] == '.' || w[n] == ',' || w[n] == ':') {
		n++
	}
	if n == 0 || n == len(w) {
		return 0
	}
	switch w[n:] {
	case "am", "pm", "a.m", "p.m", "a.m.", "p.m.", "k", "m", "bn", "km", "mm", "cm", "kg", "ft", "lb", "lbs", "mph", "mw", "kw", "gb", "mb", "x", "b", "hrs", "min":
		return n
	}
	return 0
}
