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
	id     string
	serial int // order of arrival
	story  *story
	bound  bool // a person put it where it stands

	duplicateOf string
	original    *item   // of which it is a copy, when reports are looked at together
	twins       []*item // written on the same template, when it arrives or reports are looked at together

	published time.Time // zero: unknown
	confirmed bool      // the text names that day
	language  string
	place     string // of the dateline, as it stands
	length    float32

	said    [channels]vector  // weighed by what was common when that was last asked; unit length, or empty
	squared [channels]float64 // length of said, squared
	norms   [channels]float64 // length of said before it was brought to unit length

	// Of the same features: how much the report makes of each (weightOf), and how
	// common each is in the language.
	counts [channels][]uint8
	common [channels][]commonness

	sentences []sentence // of the body, sorted by hash
	opening   []uint32   // the telling words of headline and first sentence, sorted
	manner    manner

	headline                     []uint32 // its words, sorted
	headlineFrame, headlineFacts uint32   // see sentence
	correction                   bool     // the headline says that it corrects

	// The first names and numbers, which can be shown as evidence: what each is
	// known by, and as they stand, a line each.
	shown      []uint32
	shownTexts string

	shingles []uint32 // hashes of five words in a row, sorted: the least of them (sampled)
	shingled int      // how many there were

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
	dissection     dissection
	seen           map[uint32]int
	background     *languageBackground   // of the report's language; nil: none
	byLength       map[uint32]commonness // of its words, if there is no background
	common         [channels][]commonness
	own            func(uint32) bool // reports whether a sentence is an outlet's own line; nil: none is
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
	a.mentions[0] = lang.AppendMentions(a.mentions[0][:0], r.Headline, headline)
	a.mentions[1] = lang.AppendMentions(a.mentions[1][:0], r.Text, looked)
	a.weighByLanguage(it.language)
	d := a.dissect(r.Text, looked, a.mentions[1], vocabularyOf(it.language))
	if a.own != nil {
		for i := range d.out {
			d.out[i].own = a.own(d.out[i].hash)
		}
	}
	a.count(it)
	it.manner = a.mannerOf(r.Headline)
	it.opening = a.openingOf()
	it.correction = a.corrects()
	it.confirmed = d.dayConfirmed(r.Published)
	it.headline = headlineWords(a.headline)
	d.keepSentences(it)
	h := a.headlineSentence(r.Headline)
	it.headlineFrame, it.headlineFacts = h.frame, h.facts
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

// count counts what a report says, the outlet's own lines left out.
func (a *analyst) count(it *item) {
	d := &a.dissection
	a.beginCounting()
	headlineAs := uint32(headlineWeight)
	if len(d.terms) == 0 {
		headlineAs = leadWeight
	}
	a.counters[inWords].words(a.headline, headlineAs)
	a.counters[inLead].words(a.headline, leadWeight)
	a.countMentions(a.mentions[0], headlineAs)
	for _, s := range d.out {
		if !s.own {
			a.countSentence(s)
		}
	}
	for c := range it.said {
		it.said[c], it.counts[c] = a.counters[c].counted()
		common := a.common[c][:0]
		for _, f := range it.said[c] {
			common = append(common, a.commonnessOf(f.id))
		}
		a.common[c], it.common[c] = common, common
	}
}

func (a *analyst) beginCounting() {
	inMentions := 0
	for _, list := range a.mentions {
		for _, m := range list {
			inMentions += len(m.Terms)
		}
	}
	n := len(a.headline) + len(a.dissection.terms)
	a.counters[inWords].begin(n)
	a.counters[inLead].begin(n)
	a.counters[inNames].begin(inMentions)
	a.counters[inNumbers].begin(inMentions)
}

func (a *analyst) countSentence(s sentence) {
	terms := a.dissection.terms[s.first : s.first+s.terms]
	a.counters[inWords].words(terms, s.weight())
	if s.weighed < openingTerms {
		a.counters[inLead].words(terms, leadWeight)
	}
	a.countMentions(a.mentions[1][s.mention:s.mention+s.mentions], s.weight())
}

// weight is what an occurrence in the sentence counts.
func (s *sentence) weight() uint32 {
	if s.weighed < leadTerms {
		return leadWeight
	}
	return restWeight
}

func (a *analyst) countMentions(list []lang.Mention, weight uint32) {
	for _, m := range list {
		if m.Kind == lang.NumberMention {
			a.counters[inNumbers].count(number(m), weight)
			continue
		}
		for _, t := range m.Terms {
			a.counters[inNames].count(uint32(t.FormKey), weight)
		}
	}
}

// weighByLanguage makes the analyst ready to say how common the words at hand are.
func (a *analyst) weighByLanguage(language string) {
	a.background = backgrounds[language]
	if a.background != nil {
		return
	}
	if a.byLength == nil {
		a.byLength = map[uint32]commonness{}
	}
	clear(a.byLength)
	for _, list := range [...][]lang.Term{a.headline, a.body[:min(len(a.body), bodyTerms)]} {
		for _, t := range list {
			c := commonByLength(t)
			a.byLength[uint32(t.TextKey)], a.byLength[uint32(t.FormKey)] = c, c
		}
	}
}

func (a *analyst) commonnessOf(id uint32) commonness {
	if a.background != nil {
		return a.background.of(id)
	}
	return a.byLength[id]
}

// openingOf returns the telling words of headline and first sentence. Reports of
// one event have some of them in common, whoever wrote them.
func (a *analyst) openingOf() []uint32 {
	var out []uint32
	take := func(terms []lang.Term) {
		for _, t := range terms {
			if key := uint32(t.TextKey); !t.Function && a.commonnessOf(key).rarerThan(openingCommonness) {
				out = append(out, key)
			}
		}
	}
	take(a.headline)
	for _, s := range a.dissection.out {
		if !s.own {
			take(a.dissection.terms[s.first : s.first+s.terms])
			break
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// openingCommonness is how common a telling word of an opening is at most.
var openingCommonness = commonnessOf(0.15)

func headlineWords(terms []lang.Term) (out []uint32) {
	for _, t := range terms {
		if !t.Function {
			out = append(out, uint32(t.TextKey))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// corrects reports whether the headline says that it corrects: "CORRECTED: …".
func (a *analyst) corrects() bool {
	return len(a.headline) > 0 && a.dissection.words.class(a.headline[0]).class&corrects != 0
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
