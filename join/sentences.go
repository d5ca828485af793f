package join

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/lang"
)

// A sentence is what joining keeps of one sentence of a report's body: enough to
// recognise it elsewhere, and to see what an editor changed in it.
type sentence struct {
	hash       uint32 // of its words
	frame      uint32 // of its words without numbers, names, days and negations
	facts      uint32 // of those, in whatever order
	first      uint16 // its first term
	terms      uint16
	framed     uint16 // terms of the frame
	head, tail uint32 // of its first and its last words

	mention, mentions uint16 // its first name or number in the report, and how many it has
	weighed           uint16 // the term by whose place it is weighed: first, but where another report has it
	direct            bool   // it addresses its reader
	own               bool   // it is the outlet's own line
	opening           bool   // it is the report's first
	again             bool   // another sentence of the report has its frame
}

// Bounds of the sentences that are kept of a report.
const (
	mostSentences = 120
	leastTerms    = 2 // a shorter one is taken with the next
	endTerms      = 4 // of head and tail
)

// A manner is how a report is written, in numbers from 0. Guides, columns, lists
// and round-ups tell of no one event, and show it in the way they are written.
type manner struct {
	address  float32 // second person, per hundred words outside quotations
	first    float32 // first person singular, likewise
	dated    float32 // 1: headline or lead name a day
	question float32 // 1: the headline asks, or promises a number of things
	loose    float32 // share of sentences that have no telling word in common with another one
	listed   float32 // headlines of several things: how many
	lines    float32 // words in a line, on average, in hundreds
}

const mannerNumbers = 7

func (m *manner) numbers() [mannerNumbers]float32 {
	return [...]float32{m.address, m.first, m.dated, m.question, m.loose, m.listed, m.lines}
}

func (m *manner) and(o *manner) manner {
	return manner{m.address + o.address, m.first + o.first, m.dated + o.dated, m.question + o.question,
		m.loose + o.loose, m.listed + o.listed, m.lines + o.lines}
}

// A vocabulary is the closed words of a language, with a quick look at whether a
// word is none of them: few are.
type vocabulary struct {
	words map[uint32]classified
	marks [64]uint64
}

var vocabularies = func() map[string]*vocabulary {
	out := map[string]*vocabulary{}
	for language, words := range wordClasses {
		v := &vocabulary{words: words}
		for key := range words {
			v.marks[key>>6&63] |= 1 << (key & 63)
		}
		out[language] = v
	}
	return out
}()

func vocabularyOf(language string) *vocabulary {
	if same := sameLanguage[language]; same != "" {
		language = same
	}
	return vocabularies[language]
}

func (v *vocabulary) class(t lang.Term) classified {
	key := uint32(t.FormKey)
	if v == nil || v.marks[key>>6&63]>>(key&63)&1 == 0 {
		return classified{}
	}
	return v.words[key]
}

// A dissection is a report's body on the way to sentences.
type dissection struct {
	text      string
	terms     []lang.Term
	words     *vocabulary
	mentioned []uint8 // by term: of a name or a number, the mention's kind + 1
	mentions  []lang.Mention
	mention   int // the first that is in no sentence yet
	out       []sentence
	direct    int // words that address the reader, outside quotations
	first     int
	outside   int // words outside quotations
	lines     int
}

// dissect parts the first terms of a body into sentences.
func (a *analyst) dissect(text string, terms []lang.Term, mentions []lang.Mention, words *vocabulary) *dissection {
	d := &a.dissection
	*d = dissection{text: text, terms: terms, mentions: mentions, words: words, out: d.out[:0], lines: 1,
		mentioned: append(d.mentioned[:0], make([]uint8, len(terms))...)}
	d.mark(mentions)
	quoted, from := false, 0
	var s sentence
	for i, t := range terms {
		if i > 0 {
			gap := text[terms[i-1].End:t.Start]
			if gap != " " {
				var ends bool
				if ends, quoted = d.gap(gap, quoted); ends && i-from >= leastTerms && len(d.out) < mostSentences {
					d.end(s, from, i)
					s, from = sentence{}, i
				}
			}
		}
		d.take(&s, i, quoted)
	}
	d.end(s, from, len(terms))
	if len(d.out) > 0 {
		d.out[0].opening = true
	}
	return d
}

// mark says of the terms whether they are of a name or a number.
func (d *dissection) mark(mentions []lang.Mention) {
	i := 0
	for _, m := range mentions {
		for i < len(d.terms) && d.terms[i].Start < m.Start {
			i++
		}
		for k := range m.Terms {
			if i+k < len(d.terms) {
				d.mentioned[i+k] = uint8(m.Kind) + 1
			}
		}
	}
}

// gap looks at what stands between two terms: whether a sentence ends there, and
// whether what follows is quoted.
func (d *dissection) gap(gap string, quoted bool) (ends, nowQuoted bool) {
	for _, r := range gap {
		switch r {
		case '\n':
			if !ends || quoted {
				d.lines++
			}
			ends, quoted = true, false
		case '.', '!', '?', '…', '。', '！', '？':
			ends = ends || len(gap) > 1
		case '"', '“', '”', '„', '«', '»':
			quoted = !quoted
		}
	}
	return ends, quoted
}

func (d *dissection) take(s *sentence, i int, quoted bool) {
	t := d.terms[i]
	c := d.words.class(t)
	if !quoted {
		d.outside++
		if d.addresses(i, c.class) {
			d.direct++
			s.direct = true
		}
		if c.class&firstPerson != 0 {
			d.first++
		}
	}
	s.hash = uint32(mix(uint64(s.hash)<<1 ^ t.FormKey))
	switch {
	case c.class&spelledNumber != 0 && c.value != 0:
		s.facts += uint32(mix(c.value))
	case d.mentioned[i] != 0 || c.class&(negates|namesDay) != 0:
		s.facts += uint32(mix(t.FormKey))
	default:
		s.frame = uint32(mix(uint64(s.frame)<<1 ^ t.FormKey))
		s.framed++
	}
}

// addresses reports whether a word addresses the reader. The polite forms of
// German do where they have a capital that doesn't open a sentence.
func (d *dissection) addresses(i int, class wordClass) bool {
	if class&addressesReader != 0 {
		return true
	}
	if class&politeAddress == 0 || i == 0 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(d.text[d.terms[i].Start:])
	return unicode.IsUpper(r) && d.text[d.terms[i-1].End:d.terms[i].Start] == " "
}

func (d *dissection) end(s sentence, from, to int) {
	if to == from {
		return
	}
	if to-from > endTerms {
		s.head, s.tail = hashOf(d.terms[from:from+endTerms]), hashOf(d.terms[to-endTerms:to])
	}
	end := d.terms[to-1].End
	s.mention = uint16(d.mention)
	for d.mention < len(d.mentions) && d.mentions[d.mention].Start < end {
		d.mention++
	}
	s.mentions = uint16(d.mention) - s.mention
	s.first, s.terms, s.weighed = uint16(from), uint16(to-from), uint16(from)
	d.out = append(d.out, s)
}

func hashOf(terms []lang.Term) (h uint32) {
	for _, t := range terms {
		h = uint32(mix(uint64(h)<<1 ^ t.FormKey))
	}
	return h
}

// mannerOf describes how a report is written.
func (a *analyst) mannerOf(headline string) manner {
	d := &a.dissection
	var m manner
	if d.outside > 0 {
		// Once is a manner of speaking.
		m.address, m.first = 100*float32(max(d.direct-1, 0))/float32(d.outside), 100*float32(d.first)/float32(d.outside)
	}
	for i, t := range a.headline {
		c := d.words.class(t).class
		if c&addressesReader != 0 {
			m.address += 0.5
		}
		if c&namesDay != 0 {
			m.dated = 1
		}
		if i == 0 && (c&asks != 0 || isCount(t.Form)) {
			m.question = 1
		}
	}
	if strings.HasSuffix(strings.TrimSpace(headline), "?") {
		m.question = 1
	}
	for _, t := range d.terms[:min(len(d.terms), openingTerms)] {
		if d.words.class(t).class&namesDay != 0 {
			m.dated = 1
			break
		}
	}
	m.listed = listed(headline)
	m.loose = a.loose()
	m.lines = float32(len(d.terms)) / float32(100*d.lines)
	return m
}

// dayConfirmed reports whether the beginning of a text names the weekday on which
// it was published, or the one before. Such a time can be relied on; one that was
// read off a page may be that of its archive.
func (d *dissection) dayConfirmed(published time.Time) bool {
	if published.IsZero() {
		return false
	}
	for _, t := range d.terms[:min(len(d.terms), openingTerms)] {
		if c := d.words.class(t); c.class&namesDay != 0 && c.value > 0 {
			after := (int(published.Weekday()) - int(c.value) + 7) % 7
			return after <= 1
		}
	}
	return false
}

// isCount reports whether a headline begins with a number of things: "7 mistakes".
func isCount(form string) bool {
	return len(form) > 0 && len(form) <= 2 && strings.Trim(form, "0123456789") == ""
}

// listed counts the things that a headline lists behind its colon, in a word or
// two each: "Morning briefing: fire, verdict, pact and cup".
func listed(headline string) float32 {
	_, list, found := strings.Cut(headline, ": ")
	if !found {
		return 0
	}
	parts := strings.Split(list, ", ")
	if len(parts) < 2 {
		return 0
	}
	for _, p := range parts[:len(parts)-1] {
		if len(strings.Fields(p)) > 3 {
			return 0
		}
	}
	switch last := strings.Fields(parts[len(parts)-1]); {
	case len(last) <= 2:
		return float32(len(parts))
	case len(last) <= 4 && len(last[len(last)-2]) <= 3: // "pact and cup" are two
		return float32(len(parts)) + 1
	}
	return 0
}

// leastLoose is of how many sentences a report must have to be called loose.
const leastLoose = 4

// loose is the share of sentences that share no telling word with another one
// of the report: those of a round-up tell of different things.
func (a *analyst) loose() float32 {
	d := &a.dissection
	if len(d.out) < leastLoose {
		return 0
	}
	seen := a.seen
	if seen == nil {
		seen = map[uint32]int{}
		a.seen = seen
	}
	clear(seen)
	each := func(do func(n int, key uint32)) {
		for n, s := range d.out {
			for _, t := range d.terms[s.first : s.first+s.terms] {
				if !t.Function && a.commonnessOf(uint32(t.TextKey)).rarerThan(looseCommonness) {
					do(n+1, uint32(t.TextKey))
				}
			}
		}
	}
	each(func(n int, key uint32) {
		if had, met := seen[key]; !met {
			seen[key] = n
		} else if had != n {
			seen[key] = -1
		}
	})
	linked := make(map[int]bool, len(d.out))
	each(func(n int, key uint32) {
		if seen[key] < 0 {
			linked[n] = true
		}
	})
	long, alone := 0, 0
	for n, s := range d.out {
		if s.terms >= 5 {
			long++
			if !linked[n+1] {
				alone++
			}
		}
	}
	if long < leastLoose {
		return 0
	}
	return float32(alone) / float32(long)
}

// looseCommonness is how common a word may be to hold two sentences together.
var looseCommonness = commonnessOf(0.06)

// keepSentences gives an item its sentences, sorted by their words.
func (d *dissection) keepSentences(it *item) {
	it.sentences = slices.Clone(d.out)
	slices.SortFunc(it.sentences, func(a, b sentence) int { return cmp.Compare(a.hash, b.hash) })
	for i := range it.sentences {
		s := &it.sentences[i]
		s.again = slices.ContainsFunc(it.sentences[:i], func(o sentence) bool { return o.frame == s.frame })
	}
}

// headlineSentence takes a headline for one sentence.
func (a *analyst) headlineSentence(headline string) (s sentence) {
	d := &a.dissection
	was := *d
	d.text, d.terms = headline, a.headline
	d.mentioned = append(d.mentioned[len(d.mentioned):], make([]uint8, len(a.headline))...)
	d.mark(a.mentions[0])
	for i := range a.headline {
		d.take(&s, i, true)
	}
	*d = was
	return s
}
