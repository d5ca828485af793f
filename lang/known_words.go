package lang

import (
	"math/bits"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// knownWords remembers the latest words of each place. Texts say the same words
// over and over, and stemming one costs twenty times what it costs to look it
// up. A word of more than mostKnownBytes is not remembered, so that it holds
// some twenty megabytes at most.
var knownWords [1 << 16][2]atomic.Pointer[knownWord]

// A knownWord is what was made of a word by the rules of one language. Its bytes
// stand in a row with what is asked of it most often, so that knowing it again
// is one look into memory, which is mostly far.
type knownWord struct {
	wordBytes
	Analysis
	_ [24]byte // fills what the processor fetches at once
}

const mostKnownBytes = 24

// wordBytes are the bytes of a short word; n is how many they are, and by the rules
// of which language.
type wordBytes struct{ a, b, c, n uint64 }

func bytesOf(s string) wordBytes {
	switch n := len(s); {
	case n > 16:
		return wordBytes{eight(s), eight(s[8:]), eight(s[n-8:]), uint64(n)}
	case n >= 8:
		return wordBytes{eight(s), eight(s[n-8:]), 0, uint64(n)}
	case n >= 4:
		return wordBytes{four(s) | four(s[n-4:])<<32, 0, 0, uint64(n)}
	case n > 0:
		return wordBytes{uint64(s[0]) | uint64(s[n/2])<<8 | uint64(s[n-1])<<16, 0, 0, uint64(n)}
	}
	return wordBytes{}
}

func eight(s string) uint64 { return four(s) | four(s[4:])<<32 }

func four(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// place spreads words over the table, as wyhash does (Wang Yi, public domain).
// Words that were chosen to meet in one place only cost being stemmed again.
func (w wordBytes) place() uint64 {
	hi, lo := bits.Mul64(w.a^0xa0761d6478bd642f, w.b^w.n^0xe7037ed1a0b428db)
	hi, lo = bits.Mul64(hi^lo^w.c, 0x8ebc6af09c88c6e3)
	return (hi ^ lo) % uint64(len(knownWords))
}

// A lookup finds the analysis of one word of a text in three steps, so that others
// can take theirs in between.
type lookup struct {
	start, end int
	bytes      wordBytes
	place      *[2]atomic.Pointer[knownWord] // nil: the word is too long to be remembered
	first      *knownWord
}

// begin takes the word. language is a code of StemLanguages, or empty.
func (l *lookup) begin(text string, start, end int, language string) {
	l.start, l.end, l.place = start, end, nil
	if end-start > mostKnownBytes {
		return
	}
	l.bytes = bytesOf(text[start:end])
	if language != "" {
		l.bytes.n |= uint64(language[0])<<8 | uint64(language[1])<<16
	}
	l.place = &knownWords[l.bytes.place()]
}

func (l *lookup) fetch() {
	if l.place != nil {
		l.first = l.place[0].Load()
	}
}

func (l *lookup) analysis(text, language string) *Analysis {
	if l.place == nil {
		a := newAnalysis(text[l.start:l.end], language)
		return &a
	}
	if l.first != nil && l.first.wordBytes == l.bytes {
		return &l.first.Analysis
	}
	if l.first = l.place[0].Load(); l.first != nil && l.first.wordBytes == l.bytes { // met for the first time just before
		return &l.first.Analysis
	}
	k := l.place[1].Load()
	if k == nil || k.wordBytes != l.bytes {
		own := strings.Clone(text[l.start:l.end]) // the text itself is not to be held
		k = &knownWord{wordBytes: l.bytes, Analysis: newAnalysis(own, language)}
	}
	l.place[0].Store(k) // what was asked for last stays longest
	l.place[1].Store(l.first)
	return &k.Analysis
}

func newAnalysis(word, language string) Analysis {
	form, stem, by := analyse(word, language)
	return Analysis{
		TextKey: Key(stem), FormKey: Key(form),
		Function: functionWords[form],
		Single:   utf8.RuneCountInString(stem) == 1,
		digits:   isDigits(form),
		runes:    uint8(min(utf8.RuneCountInString(form), 255)),
		Text:     stem, Form: form, Language: by,
	}
}

// Key is a number for a word: FNV-1a of 64 bits, finished as MurmurHash3 does
// (Appleby, public domain) so that its low bits are as good as its high ones.
func Key(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
