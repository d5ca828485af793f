package lang

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/writing.txt
var writingText string

// A writing is how a language beside English is written, as the lexicon has it.
type writing map[string]map[string]bool

func (w writing) has(kind, word string) bool { return w[kind][word] }

// writings reads the lexicon on first use.
var writings = sync.OnceValue(func() map[string]writing { return readWritings(writingText) })

// readWritings reads a lexicon with a section for each language and a line for each
// kind of word.
func readWritings(text string) map[string]writing {
	all := map[string]writing{}
	var w writing
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			w = writing{}
			all[strings.Trim(line, "[]")] = w
		default:
			kind, words, _ := strings.Cut(line, " ")
			w[kind] = set(words)
		}
	}
	return all
}

// surfaceSpans cuts a sentence into the words of the page as the treebanks of the
// language do: elided words end at their apostrophe, pronouns behind a hyphen stand
// alone, other hyphens join. No span holds white space, and every other character is in
// one.
func (w writing) surfaceSpans(text string, sentence Span) []Span {
	c := cutter{text[sentence.Start:sentence.End], sentence.Start, make([]Span, 0, (sentence.End-sentence.Start)/5+2)}
	for i := 0; i < len(c.s); {
		r, size := utf8.DecodeRuneInString(c.s[i:])
		switch {
		case unicode.IsSpace(r):
			i += size
		case isWordRune(r):
			i = w.word(&c, i)
		default:
			i = c.mark(i, r, size)
		}
	}
	return c.spans
}

// word adds the spans of one written word and returns where it ends.
func (w writing) word(c *cutter, i int) int {
	if end := c.address(i); end > i {
		c.add(i, end)
		return end
	}
	start := i
	var last rune
	for i < len(c.s) {
		r, size := utf8.DecodeRuneInString(c.s[i:])
		if isWordRune(r) || r == '_' {
			last, i = r, i+size
			continue
		}
		next := c.rune(i + size)
		switch {
		case isApostrophe(r) && w.elides(c.s[start:i], next) && !w.isWhole(c.s[start:]):
			c.add(start, i+size)
			return i + size
		case isApostrophe(r) && (unicode.IsLetter(next) || w.has("whole", strings.ToLower(c.s[start:i])+"'")):
		case r == '-' && isWordRune(next) && w.pronounAt(c, start, i) > 0:
			c.add(start, i)
			end := w.pronounAt(c, start, i)
			c.add(i, end)
			return end
		case r == '-' && w.has("hyphens", "part") && !isASCIIDigit(last):
			c.add(start, i)
			return i
		case r == '-' && isWordRune(next), r == '.' && isWordRune(next):
		case (r == ',' || r == ':' || r == '/') && isASCIIDigit(last) && isASCIIDigit(next):
		case r == '&' && unicode.IsUpper(last) && unicode.IsUpper(next):
		case r == '.' && w.keepsDot(c, start, i):
			c.add(start, i+1)
			return i + 1
		default:
			c.add(start, i)
			return i
		}
		last, i = r, i+size
	}
	c.add(start, i)
	return i
}

// elides reports whether an apostrophe after the word is the end of it.
func (w writing) elides(word string, next rune) bool {
	if w.has("elided", "*") {
		return unicode.IsLetter(next) && utf8.RuneCountInString(word) < 12
	}
	return w.has("elided", strings.ToLower(word))
}

// isWhole reports whether a text begins with one of the words that stay whole.
func (w writing) isWhole(s string) bool {
	end := strings.IndexFunc(s, func(r rune) bool { return !isWordRune(r) && !isApostrophe(r) && r != '-' })
	if end < 0 {
		end = len(s)
	}
	return w.has("whole", strings.ReplaceAll(strings.ToLower(s[:end]), "’", "'"))
}

// pronounAt gives the end of the pronoun that stands behind a verb and the hyphen at i;
// 0 where none does. A capital is part of a name.
func (w writing) pronounAt(c *cutter, start, i int) int {
	if len(w["behind"]) == 0 {
		return 0
	}
	end := i + 1
	for end < len(c.s) && (isWordRune(c.rune(end)) || c.s[end] == '-') {
		end += utf8.RuneLen(c.rune(end))
	}
	if first := c.rune(start); unicode.IsDigit(first) || w.isWhole(c.s[start:]) {
		return 0
	}
	if w.has("behind", c.s[i+1:end]) {
		return end
	}
	return 0
}

// keepsDot reports whether the full stop at i belongs to the word before it.
func (w writing) keepsDot(c *cutter, start, i int) bool {
	word := c.s[start:i]
	rest := strings.TrimLeftFunc(c.s[i+1:], unicode.IsSpace)
	switch {
	case c.rune(i+1) == '.':
		return false
	case w.has("title", word) && rest != "", w.has("short", word):
		return true
	case w.has("number", word):
		return rest != "" && unicode.IsDigit(rune(rest[0]))
	case w.has("ordinal", "yes") && isOrdinal(word):
		return rest != ""
	}
	r, size := utf8.DecodeRuneInString(word)
	return size == len(word) && unicode.IsUpper(r) && rest != ""
}

func isOrdinal(word string) bool {
	return len(word) <= 2 && strings.Trim(word, "0123456789") == ""
}

// abbreviates reports whether a full stop after before doesn't end the sentence; rest
// goes on behind it, with the word next.
func (w writing) abbreviates(before, rest, next string) bool {
	word := before[strings.LastIndexFunc(before, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("(\"“„«‘'’[—–/", r)
	})+1:]
	word = strings.TrimLeftFunc(word, func(r rune) bool { return !isWordRune(r) })
	digit := rest != "" && unicode.IsDigit(rune(rest[0]))
	switch {
	case word == "":
		return false
	case w.has("title", word):
		return true
	case w.has("number", word) && digit:
		return true
	case w.has("ordinal", "yes") && isOrdinal(word):
		return !w.has("opens", next)
	case utf8.RuneCountInString(word) == 1:
		r, _ := utf8.DecodeRuneInString(word)
		return unicode.IsUpper(r) && !w.has("opens", next)
	case w.has("short", word), dotted(word):
		return !w.has("opens", next)
	}
	return false
}

// enclitics cuts the pronouns from the end of an infinitive or gerund: “decirle” is
// “decir le”, Portuguese “trata-se” is “trata se”. known says which infinitives there are.
func (w writing) enclitics(word string, known func(string) bool) []string {
	if cut := strings.LastIndexByte(word, '-'); cut > 1 && w.has("hyphened", word[cut+1:]) {
		return []string{word[:cut], word[cut+1:]}
	}
	if len(w["enclitics"]) == 0 || word != strings.ToLower(word) {
		return nil
	}
	var tail []string
	stem := word
	for range 2 {
		found := ""
		for e := range w["enclitics"] {
			rest, ok := strings.CutSuffix(stem, e)
			if ok && len(rest) > 2 && w.takesPronoun(rest, known) {
				return append([]string{withoutAcute(rest)}, append([]string{e}, tail...)...)
			}
			if ok && len(e) > len(found) {
				found = e
			}
		}
		if found == "" {
			return nil
		}
		stem, tail = strings.TrimSuffix(stem, found), append([]string{found}, tail...)
	}
	return nil
}

// takesPronoun reports whether a form is an infinitive (in Italian without its last
// vowel) or a gerund of a verb that is known.
func (w writing) takesPronoun(form string, known func(string) bool) bool {
	form = withoutAcute(form)
	for e := range w["gerunds"] {
		if stem, ok := strings.CutSuffix(form, e); ok {
			return len(stem) > 1
		}
	}
	for e := range w["infinitives"] {
		if strings.HasSuffix(form, e) {
			return known(form) || known(form+"e") || known(form+"re")
		}
	}
	return false
}

var acute = strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u")

func withoutAcute(s string) string { return acute.Replace(s) }
