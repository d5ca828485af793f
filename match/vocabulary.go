package match

import (
	"hash/maphash"
	"strings"
	"unicode/utf8"

	"dateline/lang"
)

// A vocabulary is the words of queries, numbered from 1. A word is met in a
// report as it stands or by its stem in the report's language.
type vocabulary struct {
	keys       []uint64 // by word: the hash of what makes it the same word
	often      []uint16 // by word: a guess at how often it occurs: 1, or more
	texts      []byte   // of all words, as queries write them
	ends       []uint32 // by word: where its text ends; one without a text stands for a field's word or for a beginning
	numbers    table    // by key
	forms      chain
	languages  map[string]*chain // of stems
	beginnings bool              // there are words of which only the beginning is known
}

// A chain gives, for a hash, the words that have it.
type chain struct {
	links []link // by word
	first table
}

type link struct {
	hash uint64 // 0: none
	next uint32 // another word with this hash
}

func (c *chain) add(h uint64) {
	number := uint32(len(c.links))
	c.links = append(c.links, link{hash: h})
	if h != 0 {
		c.links[number].next = c.find(h)
		c.first.set(h, number, c.has(h))
	}
}

func (c *chain) has(h uint64) func(uint32) bool {
	return func(n uint32) bool { return c.links[n].hash == h }
}

// find gives the first word that has a hash, 0 if there is none.
func (c *chain) find(h uint64) uint32 { return c.first.find(h, c.has(h)) }

func newVocabulary() vocabulary {
	v := vocabulary{keys: make([]uint64, 1), often: make([]uint16, 1), ends: make([]uint32, 1), languages: map[string]*chain{}}
	v.forms.add(0)
	return v
}

// What a guess at a word's frequency says.
const (
	rarely      = 1
	functionish = 100
	beginningly = 1000
)

// beginningRunes is how much of a prefix lies in a key.
const beginningRunes = 3

func hashForm(form string) uint64           { return maphash.String(seed, clip(form)) | 1 }
func hashField(f field, form string) uint64 { return maphash.String(seed, fieldNames[f]+":"+form) | 1 }
func hashBeginning(f field, b string) uint64 {
	return maphash.String(seed, fieldNames[f]+":"+b+"*") | 1
}

// hashLanguage is for inLanguageOf.
func hashLanguage(language string) uint64 { return maphash.String(seed, language+mark) | 1 }

// inLanguageOf makes of a word's hash the hash of the stem that it is by a language's rules.
func inLanguageOf(word, language uint64) uint64 {
	h := (word ^ language) * 0x9e3779b97f4a7c15 // Fibonacci hashing: 2^64 divided by the golden ratio
	return (h ^ h>>32) | 1
}

// number gives the number of the word that has a key, a new one if it is new.
func (v *vocabulary) number(key uint64, describe func() (text string, often uint16, form uint64)) uint32 {
	same := func(n uint32) bool { return v.keys[n] == key }
	if n := v.numbers.find(key, same); n != 0 {
		return n
	}
	n := uint32(len(v.keys))
	text, often, form := describe()
	v.texts = append(v.texts, text...)
	v.keys, v.often, v.ends = append(v.keys, key), append(v.often, often), append(v.ends, uint32(len(v.texts)))
	v.numbers.set(key, n, same)
	v.forms.add(form)
	return n
}

// appendNeeded appends the words that must occur for a phrase to.
func (v *vocabulary) appendNeeded(words []uint32, in field, p *phrase) []uint32 {
	for i, text := range p.words {
		form := p.forms[i]
		switch {
		case p.prefix && i == len(p.words)-1:
			f := in
			if f == inHeadline {
				f = anywhere
			}
			eachBeginning(form, func(b string) { form = b })
			v.beginnings = true
			h := hashBeginning(f, form)
			words = append(words, v.number(h, func() (string, uint16, uint64) { return "", beginningly, h }))
		case in > inHeadline:
			h := hashField(in, form)
			words = append(words, v.number(h, func() (string, uint16, uint64) {
				if in == inLanguage {
					return "", beginningly, h
				}
				return "", howOften(form), h
			}))
		default:
			lower := strings.ToLower(text)
			words = append(words, v.number(maphash.String(seed, lower), func() (string, uint16, uint64) { return lower, howOften(form), hashForm(form) }))
		}
	}
	return words
}

// howOften guesses at how often a word occurs.
func howOften(form string) uint16 {
	if lang.IsFunctionWord(form) || utf8.RuneCountInString(form) < 3 {
		return functionish
	}
	return rarely
}

func eachBeginning(form string, visit func(string)) {
	end := 0
	for range beginningRunes {
		if end == len(form) {
			return
		}
		_, size := utf8.DecodeRuneInString(form[end:])
		end += size
		visit(form[:end])
	}
}

// knows tells whether the stems of a language are those of all words.
func (v *vocabulary) knows(language string) bool {
	s := v.languages[language]
	return s != nil && len(s.links) == len(v.keys)
}

// learn adds the stems of the words that came since it was last asked to.
func (v *vocabulary) learn(language string) {
	s := v.languages[language]
	if s == nil {
		s = &chain{links: make([]link, 1, len(v.keys))}
		v.languages[language] = s
	}
	inLanguage, plain := hashLanguage(language), hashLanguage("")
	var terms []lang.Term
	for n := len(s.links); n < len(v.keys); n++ {
		text := string(v.texts[v.ends[n-1]:v.ends[n]])
		var h uint64
		terms = lang.AppendTerms(terms[:0], text, language)
		for _, t := range terms {
			if t.Language == "" {
				h = inLanguageOf(hashForm(t.Text), plain)
			} else {
				h = inLanguageOf(hashForm(t.Text), inLanguage)
			}
		}
		s.add(h)
	}
}
