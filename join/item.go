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
	serial      int // order of arrival
	story       *story
	duplicateOf string
	original    *item     // of which it is a copy, when reports are looked at together
	bound       bool      // a person put it where it stands
	published   time.Time // zero: unknown
	language    string
	place       string // of the dateline, as it stands
	length      float32
	said        [channels]vector  // weighed by what was common when that was last asked; unit length, or empty
	counts      [channels][]uint8 // of the same features: how much the report makes of each (weightOf)
	shown       []uint32          // the ids of the first names, which can be shown as evidence
	shownTexts  []string          // until it is indexed
	shingles    []uint32          // hashes of five words in a row, sorted: the least of them (sampled)
	shingled    int               // how many there were

	// When reports are looked at together:
	near []*item // the most like it
	view *view   // that the following is of
	told []int32 // its names, numbers and words of the lead, numbered
	turn int     // the last comparison that met it
}

// The channels in which two reports can say the same. What the lead says is
// said in the words too: headline and beginning tell what the report is about,
// the rest often tells of earlier happenings of the kind.
const (
	inWords = iota
	inNames
	inNumbers
	inLead
	channels
)

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
	openingTerms = 50 // of the lead, beside the headline
	leadTerms    = 120
	bodyTerms    = 600
	maxShingles  = 4000
	shownNames   = 40
)

// Weights of an occurrence. A headline is written to catch, with words of its
// own, and weighs less than the body's beginning.
const (
	headlineWeight = 0.6
	leadWeight     = 1.0
	restWeight     = 0.5
)

// An analyst takes reports apart. What it works in is used again.
type analyst struct {
	at     map[uint32]int32
	counts []feature
}

func (a *analyst) analyse(r news.Report) *item {
	it := &item{id: r.ID, published: r.Published, language: r.Language, place: r.Place}
	if it.language == "" {
		it.language = lang.Detect(r.Headline + "\n" + r.Text)
	}
	it.language, _, _ = strings.Cut(it.language, "-")
	headline, body := lang.Terms(r.Headline, it.language), lang.Terms(r.Text, it.language)
	it.length = float32(len(headline) + len(body))
	looked := body[:min(len(body), bodyTerms)]
	opening := body[:min(len(body), openingTerms)]
	lead := body[:min(len(body), leadTerms)]
	headlineAs := headlineWeight
	if len(body) == 0 {
		headlineAs = leadWeight
	}

	a.words(headline, headlineAs)
	a.words(lead, leadWeight)
	a.words(looked[len(lead):], restWeight)
	it.said[inWords], it.counts[inWords] = a.counted()

	a.words(headline, leadWeight)
	a.words(opening, leadWeight)
	it.said[inLead], it.counts[inLead] = a.counted()

	mentions := [2][]lang.Mention{lang.MentionsAmong(r.Headline, headline), lang.MentionsAmong(r.Text, looked)}
	a.mentions(mentions, lang.NameMention, headlineAs)
	it.said[inNames], it.counts[inNames] = a.counted()
	a.mentions(mentions, lang.NumberMention, headlineAs)
	it.said[inNumbers], it.counts[inNumbers] = a.counted()
	it.show(mentions)

	shingled := body
	if len(body) == 0 {
		shingled = headline
	}
	it.shingles, it.shingled = shingle(shingled)
	return it
}

func (a *analyst) count(id uint32, weight float64) {
	if i, ok := a.at[id]; ok {
		a.counts[i].weight += float32(weight)
		return
	}
	if a.at == nil {
		a.at = map[uint32]int32{}
	}
	a.at[id] = int32(len(a.counts))
	a.counts = append(a.counts, feature{id, float32(weight)})
}

// counted gives what was counted since it was last called.
func (a *analyst) counted() (vector, []uint8) {
	slices.SortFunc(a.counts, func(a, b feature) int { return cmp.Compare(a.id, b.id) })
	v, counts := make(vector, len(a.counts)), make([]uint8, len(a.counts))
	for i, f := range a.counts {
		v[i].id = f.id
		counts[i] = uint8(min(math.Round(float64(f.weight)/countStep), 255))
	}
	clear(a.at)
	a.counts = a.counts[:0]
	return v, counts
}

// countStep is how exactly is remembered what a report makes of a word.
const countStep = 0.1

// weightOf damps counts: the tenth mention says less than the first.
var weightOf = func() (w [256]float64) {
	for i := range w {
		w[i] = countStep * float64(i)
		if w[i] > 1 {
			w[i] = 1 + math.Log(w[i])
		}
	}
	return w
}()

func (a *analyst) words(terms []lang.Term, weight float64) {
	for i, t := range terms {
		if lang.IsFunctionWord(t.Form) {
			continue
		}
		if len(t.Text) > 1 && (t.Text[0] < utf8.RuneSelf || utf8.RuneCountInString(t.Text) > 1) {
			a.count(term(t.Text), weight)
			continue
		}
		// A character of a script without spaces says little alone: take it with the next.
		if t.Text[0] >= utf8.RuneSelf && i+1 < len(terms) && terms[i+1].Start == t.End {
			a.count(term(t.Text+terms[i+1].Text), weight)
		}
	}
}

// mentions counts the words of names, or the numbers, of headline and body.
func (a *analyst) mentions(mentions [2][]lang.Mention, kind lang.MentionKind, headlineAs float64) {
	for part, list := range mentions {
		weight := leadWeight
		if part == 0 {
			weight = headlineAs
		}
		for _, m := range list {
			if m.Kind != kind {
				continue
			}
			for _, w := range m.Words {
				if kind == lang.NumberMention || utf8.RuneCountInString(w) > 1 {
					a.count(term(w), weight)
				}
			}
		}
	}
}

// show keeps the first names and numbers, as they stand.
func (it *item) show(mentions [2][]lang.Mention) {
	for _, list := range mentions {
		for _, m := range list {
			if len(it.shown) == shownNames {
				return
			}
			if whole := term(strings.Join(m.Words, " ")); !slices.Contains(it.shown, whole) {
				it.shown = append(it.shown, whole)
				it.shownTexts = append(it.shownTexts, strings.Clone(m.Text))
			}
		}
	}
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

func dot(a, b vector) float64 {
	var total float64
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].id < b[0].id:
			a = a[1:]
		case a[0].id > b[0].id:
			b = b[1:]
		default:
			total += float64(a[0].weight) * float64(b[0].weight)
			a, b = a[1:], b[1:]
		}
	}
	return total
}

// sum adds two vectors.
func sum(a, b vector) vector {
	out := make(vector, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].id < b[0].id:
			out, a = append(out, a[0]), a[1:]
		case a[0].id > b[0].id:
			out, b = append(out, b[0]), b[1:]
		default:
			out = append(out, feature{a[0].id, a[0].weight + b[0].weight})
			a, b = a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}
