package join

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
)

// An item is a report as joining sees it.
type item struct {
	id          string
	serial      int // order of arrival, from 1
	story       *story
	duplicateOf string
	original    *item     // of which it is a copy, when all reports are looked at together
	published   time.Time // zero: unknown
	language    string
	words       vector
	names       vector   // names and numbers
	shown       []uint32 // the ids of the first names, which can be shown as evidence
	shownTexts  []string // until it is indexed
	shingles    []uint32 // hashes of five words in a row, sorted
	sketch      []uint64

	seen    uint64 // the last turn of a search that met this item
	overlap float64
}

// A vector is features sorted by id. An id is the hash of a word, so that
// nothing needs to be kept to give the same word the same id after a restart.
type vector []feature

type feature struct {
	id     uint32
	weight float32
}

// How much of a report is looked at, in terms. News tells the most important
// first; a long background part makes different happenings alike.
const (
	leadTerms   = 120
	bodyTerms   = 600
	maxShingles = 4000
	shownNames  = 40
)

// Weights of an occurrence. A headline is written to catch, with words of its
// own, and weighs less than the body's beginning.
const (
	headlineWeight = 0.6
	leadWeight     = 1.0
	restWeight     = 0.5
	wholeName      = 0.3 // a name of several words as a whole, beside each of its words
)

func analyse(r news.Report) *item {
	it := &item{id: r.ID, published: r.Published, language: r.Language}
	if it.language == "" {
		it.language = lang.Detect(r.Headline + "\n" + r.Text)
	}
	it.language, _, _ = strings.Cut(it.language, "-")
	headline, body := lang.Terms(r.Headline, it.language), lang.Terms(r.Text, it.language)
	words := map[uint32]float64{}
	headlineAs := headlineWeight
	if len(body) == 0 {
		headlineAs = leadWeight
	}
	addWords(words, headline, headlineAs)
	addWords(words, body[:min(len(body), leadTerms)], leadWeight)
	addWords(words, body[min(len(body), leadTerms):min(len(body), bodyTerms)], restWeight)
	it.words = newVector(words)

	names := map[uint32]float64{}
	it.addNames(names, r.Headline, headlineAs)
	end := len(r.Text)
	if len(body) > bodyTerms {
		end = body[bodyTerms].Start
	}
	it.addNames(names, r.Text[:end], leadWeight)
	it.names = newVector(names)

	shingled := body
	if len(body) == 0 {
		shingled = headline
	}
	it.shingles = shingle(shingled)
	it.sketch = sketch(it.shingles)
	return it
}

func addWords(weights map[uint32]float64, terms []lang.Term, weight float64) {
	for i, t := range terms {
		if lang.IsFunctionWord(t.Form) {
			continue
		}
		if utf8.RuneCountInString(t.Text) > 1 {
			weights[term(t.Text)] += weight
			continue
		}
		// A character of a script without spaces says little alone: take it with the next.
		if t.Text[0] >= utf8.RuneSelf && i+1 < len(terms) && terms[i+1].Start == t.End {
			weights[term(t.Text+terms[i+1].Text)] += weight
		}
	}
}

// addNames gives each word of a name, each whole name and each number.
func (it *item) addNames(weights map[uint32]float64, text string, weight float64) {
	for _, m := range lang.Mentions(text) {
		whole := term(strings.Join(m.Words, " "))
		if len(m.Words) == 1 {
			weights[whole] += weight
		} else {
			weights[whole] += weight * wholeName
		}
		if len(it.shown) < shownNames && !slices.Contains(it.shown, whole) {
			it.shown = append(it.shown, whole)
			it.shownTexts = append(it.shownTexts, strings.Clone(m.Text))
		}
		if len(m.Words) == 1 {
			continue
		}
		for _, w := range m.Words {
			if utf8.RuneCountInString(w) > 1 {
				weights[term(w)] += weight
			}
		}
	}
}

// newVector damps counts: the tenth mention says less than the first.
func newVector(weights map[uint32]float64) vector {
	v := make(vector, 0, len(weights))
	for id, w := range weights {
		if w > 1 {
			w = 1 + math.Log(w)
		}
		v = append(v, feature{id, float32(w)})
	}
	slices.SortFunc(v, func(a, b feature) int { return cmp.Compare(a.id, b.id) })
	return v
}

// term is the identifier of a word, or of words in a row: of 32 bits, so that what
// is remembered of a report takes half the room. Two words of a window's
// vocabulary that share one are rare, and cost a little likeness.
func term(s string) uint32 { return uint32(hash(s)) }

// hash is FNV-1a of 64 bits, finished so that its low bits are as good as its
// high ones.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// mix is the finaliser of MurmurHash3 (Appleby, public domain).
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
