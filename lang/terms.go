package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Term is one word of a text as search, alerts and joining see it, so that
// the three mean the same by a word.
type Term struct {
	*Analysis      // shared by all places where the word stands, and never changed; nil in the zero Term
	Start, End int // byte offsets into the text; apostrophes and possessive endings lie outside
}

// An Analysis is what a word is made into, wherever it stands.
type Analysis struct {
	TextKey, FormKey uint64 // Key of Text and of Form
	Function         bool   // IsFunctionWord of Form
	Single           bool   // Text is a single character

	digits bool  // Form is made of ASCII digits alone
	runes  uint8 // in Form, up to 255

	Text     string // the stem by the rules of Language, without diacritics; Form where no rules apply
	Form     string // the word as it stands: NFKC, lower case, without diacritics
	Language string // whose rules made Text: a code of StemLanguages, or empty
}

// Terms cuts a text into its terms, in order. A term is a run of letters,
// digits and marks; hyphens, apostrophes and points part terms, and the s of an
// English possessive is dropped. Scripts that put no spaces between words (Han,
// kana, Thai, Lao, Khmer, Burmese) give one term a character, so that a word
// of theirs is a phrase. Where terms begin and end never depends on the
// language; the language (ISO 639-1, with or without a region) only decides
// the stem.
func Terms(text, language string) []Term {
	return AppendTerms(make([]Term, 0, len(text)/6+1), text, language)
}

// AppendTerms appends the terms of a text to those that are given.
func AppendTerms(terms []Term, text, language string) []Term {
	language = StemLanguage(language)
	// Words are looked up some at a time: where each is remembered is far away in
	// memory, and the processor fetches many at once if it knows of them at once.
	var batch [32]lookup
	for at := 0; at < len(text); {
		n := 0
		for n < len(batch) && at < len(text) {
			start, end := nextWord(text, at)
			if start < 0 {
				at = len(text)
				break
			}
			at = end
			if !isPossessiveS(text, start, end) {
				batch[n].begin(text, start, end, language)
				n++
			}
		}
		words := batch[:n]
		for i := range words {
			words[i].fetch()
		}
		for i := range words {
			if a := words[i].analysis(text, language); a.runes > 0 {
				terms = append(terms, Term{a, words[i].start, words[i].end})
			}
		}
	}
	return terms
}

// AppendWords appends where the terms of a text stand, without making anything of
// them: that is most of what Terms costs. What Terms passes over because nothing
// of it is a letter or a digit is among them.
func AppendWords(words []Span, text string) []Span {
	for at := 0; at < len(text); {
		start, end := nextWord(text, at)
		if start < 0 {
			break
		}
		if at = end; !isPossessiveS(text, start, end) {
			words = append(words, Span{start, end})
		}
	}
	return words
}

// Analyse makes of one word, as AppendWords finds it, what Terms makes of it.
func Analyse(word, language string) *Analysis {
	language = StemLanguage(language)
	var l lookup
	l.begin(word, 0, len(word), language)
	l.fetch()
	return l.analysis(word, language)
}

// The classes of runes that cutting needs.
const (
	gapRune    = iota // between words
	wordRune          // part of a word
	singleRune        // a word by itself, with the marks that follow
	markRune          // continues what stands before it
	skipRune          // invisible inside a word: soft hyphen, joiners, tatweel
)

func classOf(r rune) int {
	switch {
	case r < utf8.RuneSelf:
		return int(asciiClass[r])
	case r < 0x300: // Latin: the common case of what is not ASCII
		if r == 0xad {
			return skipRune
		}
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return wordRune
		}
		return gapRune
	case r == 0x200c || r == 0x200d || r == 0x640:
		return skipRune
	case unicode.IsMark(r):
		return markRune
	case r == 0x30fc || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return singleRune
		}
		return gapRune
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return wordRune
	}
	return gapRune
}

// asciiClass says in one step what cutting asks most often.
var asciiClass = func() (class [utf8.RuneSelf]uint8) {
	for r := range class {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			class[r] = wordRune
		}
	}
	return class
}()

// nextWord finds the next word at or after at; start is -1 when there is none.
func nextWord(text string, at int) (start, end int) {
	i := at
	for i < len(text) && text[i] < utf8.RuneSelf && asciiClass[text[i]] == gapRune {
		i++
	}
	start = i
	for i < len(text) && text[i] < utf8.RuneSelf && asciiClass[text[i]] == wordRune {
		i++
	}
	if i > start && (i == len(text) || text[i] < utf8.RuneSelf) {
		return start, i // the common case: a word in ASCII, with a gap in ASCII behind it
	}
	i = start
	start = -1
	first := gapRune
	for i < len(text) {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch class := classOf(r); {
		case start < 0 && (class == wordRune || class == singleRune):
			start, first = i, class
		case start < 0:
		case class == markRune || class == skipRune || class == wordRune && first == wordRune:
		default:
			return start, i
		}
		i += size
	}
	return start, len(text)
}

// isPossessiveS tells the s of "the minister's".
func isPossessiveS(text string, start, end int) bool {
	if end-start != 1 || text[start]|0x20 != 's' || start == 0 {
		return false
	}
	before := text[:start]
	for _, apostrophe := range [...]string{"'", "’", "ʼ", "＇"} {
		if rest, ok := strings.CutSuffix(before, apostrophe); ok {
			r, _ := utf8.DecodeLastRuneInString(rest)
			return classOf(r) == wordRune || classOf(r) == markRune
		}
	}
	return false
}

// analyse gives a word's form and stem, and the language whose rules made it.
func analyse(word, language string) (form, stem, by string) {
	lower, ascii := lowerASCII(word)
	if !ascii {
		lower = normalise(word)
		form = fold(lower)
	} else {
		form = lower
	}
	if language == "" || !stemmable(lower, language) {
		return form, form, ""
	}
	stem = stemWord(lower, language)
	if !ascii || !isASCII(stem) {
		stem = fold(stem)
	}
	if stem == "" {
		return form, form, ""
	}
	return form, stem, language
}

// lowerASCII lower-cases a word of ASCII letters and digits, without allocating
// when nothing changes.
func lowerASCII(word string) (lower string, ascii bool) {
	upper := false
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c >= utf8.RuneSelf {
			return "", false
		}
		upper = upper || 'A' <= c && c <= 'Z'
	}
	if !upper {
		return word, true
	}
	return strings.ToLower(word), true
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// normalise gives the lower-case NFKC form of a word, with only what may stand
// in a word.
func normalise(word string) string {
	lower := norm.NFKC.String(strings.ToLower(norm.NFKC.String(word)))
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			if classOf(r) != skipRune {
				return r
			}
		}
		return -1
	}, lower)
}

// unfolded are letters that carry their difference in themselves, not in a mark.
var unfolded = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "ł", "l",
	"ħ", "h", "ı", "i", "þ", "th", "ŧ", "t", "ς", "σ")

// fold drops the diacritics that people leave out when they search: those of
// Latin, Greek, Arabic and Hebrew letters, stress marks and the dots of ё in
// Cyrillic. Marks that make another letter (й, が, Indic vowels) stay.
func fold(lower string) string {
	if isASCII(lower) {
		return lower
	}
	var b strings.Builder
	b.Grow(len(lower))
	var base rune
	for _, r := range norm.NFD.String(lower) {
		if unicode.IsMark(r) && droppable(base, r) {
			continue
		}
		if !unicode.IsMark(r) {
			base = r
		}
		b.WriteRune(r)
	}
	return unfolded.Replace(norm.NFC.String(b.String()))
}

func droppable(base, mark rune) bool {
	if !unicode.Is(unicode.Mn, mark) {
		return false
	}
	if unicode.Is(unicode.Cyrillic, base) {
		return mark == 0x300 || mark == 0x301 || mark == 0x308 && base == 'е'
	}
	return unicode.In(base, unicode.Latin, unicode.Greek, unicode.Arabic, unicode.Hebrew)
}
