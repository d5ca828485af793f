package join

import (
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
	squared     [channels]float64 // length of said, squared
	counts      [channels][]uint8 // of the same features: how much the report makes of each (weightOf)
	shown       []uint32          // the first names and numbers, which can be shown as evidence: what each is known by,
	shownTexts  string            // and as they stand, a line each
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
// nothing needs to be kept to give the same word the same id after a restart; of
// 32 bits, so that what is remembered of a report takes half the room. Two words
// of a window's vocabulary that share one are rare, and cost a little likeness.
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

// Weights of an occurrence, in countSteps. A headline is written to catch, with
// words of its own, and weighs less than the body's beginning.
const (
	headlineWeight = 6
	leadWeight     = 10
	restWeight     = 5
)

// An analyst takes reports apart. What it works in is used again: what an item
// says is the analyst's until the item is entered into the index.
type analyst struct {
	headline, body []lang.Term
	mentions       [2][]lang.Mention // of the headline, and of the body
	counters       [channels]counter
	shingles       counter
	hashes         []uint32
	texts          []byte
}

func (a *analyst) analyse(r news.Report) *item {
	it := &item{id: r.ID, published: r.Published, language: r.Language, place: r.Place}
	if it.language == "" {
		it.language = lang.Detect(r.Headline + "\n" + r.Text)
	}
	it.language, _, _ = strings.Cut(it.language, "-")
	a.headline = lang.AppendTerms(a.headline[:0], r.Headline, it.language)
	a.body = lang.AppendTerms(a.body[:0], r.Text, it.language)
	headline, body := a.headline, a.body
	it.length = float32(len(headline) + len(body))
	looked := body[:min(len(body), bodyTerms)]
	opening := body[:min(len(body), openingTerms)]
	lead := body[:min(len(body), leadTerms)]
	headlineAs := uint32(headlineWeight)
	if len(body) == 0 {
		headlineAs = leadWeight
	}

	words := a.counters[inWords].begin(len(headline) + len(looked))
	words.words(headline, headlineAs)
	words.words(lead, leadWeight)
	words.words(looked[len(lead):], restWeight)

	leads := a.counters[inLead].begin(len(headline) + len(opening))
	leads.words(headline, leadWeight)
	leads.words(opening, leadWeight)

	a.mentions[0] = lang.AppendMentions(a.mentions[0][:0], r.Headline, headline)
	a.mentions[1] = lang.AppendMentions(a.mentions[1][:0], r.Text, looked)
	inMentions := 0
	for _, list := range a.mentions {
		for _, m := range list {
			inMentions += len(m.Terms)
		}
	}
	names, numbers := a.counters[inNames].begin(inMentions), a.counters[inNumbers].begin(inMentions)
	for part, list := range a.mentions {
		weight := uint32(leadWeight)
		if part == 0 {
			weight = headlineAs
		}
		for _, m := range list {
			if m.Kind == lang.NumberMention {
				numbers.count(number(m), weight)
				continue
			}
			for _, t := range m.Terms {
				names.count(uint32(t.FormKey), weight)
			}
		}
	}
	for c := range it.said {
		it.said[c], it.counts[c] = a.counters[c].counted()
	}
	a.show(it)

	shingled := body
	if len(body) == 0 {
		shingled = headline
	}
	it.shingles, it.shingled = a.shingle(shingled)
	if cap(a.body) > 8*maxShingles { // a text out of the common is no measure for the others
		*a = analyst{}
	}
	return it
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

// words counts what terms say, function words left out.
func (c *counter) words(terms []lang.Term, weight uint32) {
	for i, w := range terms {
		switch {
		case w.Function:
		case !w.Single:
			c.count(uint32(w.TextKey), weight)
		// A character of a script without spaces says little alone: take it with the next.
		case w.Text[0] >= utf8.RuneSelf && i+1 < len(terms) && terms[i+1].Start == w.End:
			c.count(uint32(lang.Key(w.Text+terms[i+1].Text)), weight)
		}
	}
}

// number is what a number is known by: "1,000" is "1000".
func number(m lang.Mention) uint32 {
	if len(m.Terms) == 1 {
		return uint32(m.Terms[0].FormKey)
	}
	return uint32(lang.Key(m.Words()[0]))
}

// name is what a name is known by as a whole.
func name(m lang.Mention) uint32 {
	key := m.Terms[0].FormKey
	for _, t := range m.Terms[1:] {
		key = mix(key) ^ t.FormKey
	}
	return uint32(key)
}

// show keeps the first names and numbers, as they stand.
func (a *analyst) show(it *item) {
	shown, texts := a.hashes[:0], a.texts[:0]
	for _, list := range a.mentions {
		for _, m := range list {
			if len(shown) == shownNames {
				break
			}
			whole := name(m)
			if m.Kind == lang.NumberMention {
				whole = number(m)
			}
			if !slices.Contains(shown, whole) {
				shown = append(shown, whole)
				texts = append(append(texts, m.Text...), '\n')
			}
		}
	}
	it.shown, it.shownTexts = slices.Clone(shown), string(texts)
	a.hashes, a.texts = shown, texts
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
