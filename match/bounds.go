package match

import (
	"unicode"
	"unicode/utf8"
)

// The bounds of a query. A desk's longest queries (lists of names and spellings)
// stay well below; beyond them a query is a mistake or an attack.
const (
	maxQueryBytes = 8 << 10
	maxPhrases    = 200
	maxWords      = 500 // in all phrases; each is looked up once for every language
	maxDepth      = 16
	maxNear       = 100
	defaultNear   = 10

	// A prefix is looked up as all words that begin so: the shorter it is, the more
	// of the index has to be read before the first report is found.
	maxPrefixes    = 20
	minPrefixRunes = 2
)

// bound refuses a phrase that makes the query too expensive.
func (p *parser) bound(t token, ph phrase) *SyntaxError {
	if p.phrases++; p.phrases > maxPhrases {
		return fail(t.at, "the query has more than %d words and phrases; split it into several", maxPhrases)
	}
	if p.words += len(ph.forms); p.words > maxWords {
		return fail(t.at, "the query has more than %d words; split it into several", maxWords)
	}
	if !ph.prefix || p.saved {
		return nil
	}
	if last := ph.forms[len(ph.forms)-1]; isShortPrefix(last) {
		return fail(t.at, "%s* stands for too many words; write at least %d letters before the *", last, minPrefixRunes)
	}
	if p.prefixes++; p.prefixes > maxPrefixes {
		return fail(t.at, "the query has more than %d words with *; write some of them out or split it into several", maxPrefixes)
	}
	return nil
}

// isShortPrefix reports whether too many words begin with a form. In scripts
// where one character is a word or a syllable, one is enough.
func isShortPrefix(form string) bool {
	if utf8.RuneCountInString(form) >= minPrefixRunes {
		return false
	}
	r, _ := utf8.DecodeRuneInString(form)
	return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
