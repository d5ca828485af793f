package lang

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// A knownWord is what analyse made of a word. Texts say the same words over and
// over, and stemming one costs twenty times what it costs to look it up.
type knownWord struct{ word, language, form, stem, by string }

// knownWords remembers the latest word of each place; a word of more than
// mostKnownBytes is not remembered, so that it holds a few megabytes at most.
var (
	knownWords [1 << 15]atomic.Pointer[knownWord]
	knownSeed  = maphash.MakeSeed()
)

const mostKnownBytes = 24

// analyseKnown is analyse with a memory.
func analyseKnown(word, language string) (form, stem, by string) {
	if len(word) > mostKnownBytes {
		return analyse(word, language)
	}
	place := &knownWords[maphash.String(knownSeed, word)%uint64(len(knownWords))]
	if k := place.Load(); k != nil && k.word == word && k.language == language {
		return k.form, k.stem, k.by
	}
	own := strings.Clone(word) // the text itself is not to be held
	form, stem, by = analyse(own, language)
	place.Store(&knownWord{own, language, form, stem, by})
	return form, stem, by
}
