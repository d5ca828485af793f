// Package syntax tags words with their parts of speech, finds their lemmas and
// builds their dependency tree, all three learned from a treebank in Universal
// Dependencies.
//
// In come the forms of one sentence; out come the same words with lemma, tags,
// head and relation. The model is one file that Train makes and Read takes; a
// model that has been read is never written to and may be used from many
// goroutines.
package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Token is a word of a sentence. Head counts from 1 and is 0 at the root.
type Token struct {
	Form, Lemma, UPOS, XPOS string
	Head                    int
	Deprel                  string
}

// A Model is what was learned.
type Model struct {
	tags   []string          // "UPOS XPOS", the classes of the tagger
	labels []string          // relations; the parser's classes are made from them
	sure   map[string]uint16 // words that nearly always bear one tag
	known  map[string]uint64 // of words that are not rare, the tags they may bear, as a hash
	tagger weights
	parser weights
	lemmas lemmas
	splits splits

	kinds    []uint8 // of each tag, what it is counted as between two words
	rootMove int     // the transition that makes the last word the root's
}

// Annotate fills everything but the form of each token. It takes time and memory
// in proportion to the number of tokens, however many there are.
func (m *Model) Annotate(sentence []Token) {
	if len(sentence) == 0 {
		return
	}
	s := newState(len(sentence))
	m.read(s, sentence)
	m.tag(s, sentence)
	for i := range sentence {
		t := &sentence[i]
		t.UPOS, t.XPOS, _ = strings.Cut(m.tags[s.words[i].tag], " ")
		t.Lemma = m.lemmas.of(t.Form, t.UPOS, t.XPOS)
	}
	m.parse(s)
	for i := range sentence {
		sentence[i].Head = int(s.heads[i]) + 1
		if sentence[i].Head > len(sentence) {
			sentence[i].Head = 0
		}
		sentence[i].Deprel = m.labels[s.labels[i]]
	}
}

// A word is what the features see of a token, made once a sentence.
type word struct {
	form             uint64 // hash of the form in lower case, digits made alike
	suffix2, suffix3 uint64
	suffix4, suffix5 uint64
	prefix, prefix2  uint64
	may              uint64 // which tags a dictionary gives, or of an unknown word how it looks
	shape            uint64 // capitals, digits, hyphens, dots
	tag              uint16
	exact            string
}

// fold writes a form as the features compare it: one kind of quotation marks,
// one digit, no capitals.
func fold(form string) string {
	plain := true
	for i := 0; i < len(form); i++ {
		if c := form[i]; c < 'a' || c > 'z' {
			plain = false
			break
		}
	}
	if plain {
		return form
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return '0'
		case r == '’' || r == '‘' || r == '`':
			return '\''
		case r == '“' || r == '”' || r == '«' || r == '»':
			return '"'
		case r == '—' || r == '–':
			return '-'
		}
		return unicode.ToLower(r)
	}, form)
}

func newWord(form string, first bool) word {
	f := fold(form)
	w := word{form: hashString(f), exact: form}
	w.suffix2 = hashString(lastRunes(f, 2))
	w.suffix3 = hashString(lastRunes(f, 3))
	w.suffix4 = hashString(lastRunes(f, 4))
	w.prefix = hashString(f[:len(f)-len(lastRunes(f, max(0, utf8.RuneCountInString(f)-3)))])
	w.suffix5 = hashString(lastRunes(f, 5))
	w.prefix2 = hashString(f[:len(f)-len(lastRunes(f, max(0, utf8.RuneCountInString(f)-2)))])
	w.shape = shape(form)
	w.may = mix(w.shape, w.suffix2)
	if first {
		w.shape |= 1 << 10
	}
	return w
}

func lastRunes(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}

// shape is a set of bits: how a form is written.
func shape(form string) uint64 {
	var b uint64
	for i, r := range form {
		switch {
		case unicode.IsUpper(r) && i == 0:
			b |= 1
		case unicode.IsUpper(r):
			b |= 2
		case unicode.IsLower(r):
			b |= 4
		case r >= '0' && r <= '9':
			b |= 8
		case r == '-':
			b |= 16
		case r == '.' || r == ',' || r == ':':
			b |= 32
		case r == '@' || r == '/' || r == '_':
			b |= 64
		default:
			b |= 128
		}
	}
	if len(form) == 1 {
		b |= 256
	}
	return b
}

const (
	k1 = 0x9E3779B97F4A7C15 // odd constants of Steele, Lea & Flood 2014 (SplitMix)
	k2 = 0xBF58476D1CE4E5B9
)

func hashString(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

func mix(a, b uint64) uint64 {
	h := (a ^ b*k1) * k2
	return h ^ h>>31
}
