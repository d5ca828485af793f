package support

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/lang"
)

// A quantity is a number and what it counts.
type quantity struct {
	kind  string // count, clock, score, phone, money, percent
	value float64
	text  string
	noun  string
	bound bound
	word  int
}

type bound int

const (
	exactly bound = iota
	roughly
	atLeast
	atMost
)

// A day is a stretch of time that a sentence names.
type day struct {
	start, end int // bytes of the text
	from, to   string
	text       string
	word       int
}

var (
	rxClock = regexp.MustCompile(`(?i)\b\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?|\b\d{1,2}(?:\.\d{2})?\s*[ap]\.?m\b\.?`)
	rxPhone = regexp.MustCompile(`\+?\b\d{2,5}(?:[ /-]\d{2,5}){2,}\b|\+\d[\d ]{7,}\d`)
	rxScore = regexp.MustCompile(`\b\d{1,3}[-–]\d{1,3}(?:[-–]\d{1,3})?\b`)
	rxDigit = regexp.MustCompile(`^\d[\d,]*(?:\.\d+)?$`)
)

// quantitiesOf finds the numbers of a sentence that begins at a byte of its text.
func quantitiesOf(s *sentence, base int) (out []quantity) {
	taken := make([]bool, len(s.text))
	for _, t := range s.times {
		for i := max(t.start-base, 0); i < min(t.end-base, len(taken)); i++ {
			taken[i] = true
		}
	}
	for _, form := range []struct {
		kind string
		rx   *regexp.Regexp
	}{{"clock", rxClock}, {"phone", rxPhone}, {"score", rxScore}} {
		for _, m := range form.rx.FindAllStringIndex(s.text, -1) {
			if taken[m[0]] && form.kind != "clock" {
				continue
			}
			for i := m[0]; i < m[1]; i++ {
				taken[i] = true
			}
			if n := s.wordAt(base + m[0]); n != 0 {
				out = append(out, quantity{kind: form.kind, text: s.text[m[0]:m[1]], word: n})
			}
		}
	}
	for n := 1; n <= len(s.words); n++ {
		w := s.word(n)
		if at := w.Start - base; at < 0 || at >= len(taken) || taken[at] {
			continue
		}
		if q, last := s.number(n); last > 0 {
			out = append(out, q)
			n = last
		}
	}
	return out
}

// wordAt is the number of the word that covers a byte; 0: none.
func (s *sentence) wordAt(at int) int {
	return 1 + slices.IndexFunc(s.words, func(w lang.Word) bool { return w.Start <= at && at < w.End })
}

// number reads a number that begins with a word, and returns its last word.
func (s *sentence) number(n int) (q quantity, last int) {
	value, ok := valueOf(s.word(n).Form)
	if !ok {
		return q, 0
	}
	text := []string{s.word(n).Form}
	last = n
	for last < len(s.words) {
		next := strings.ToLower(s.word(last + 1).Form)
		if k := words().scales[next]; k > 0 {
			value *= k
		} else if k := words().small[next]; k > 0 && k < 10 && value >= 20 && value < 100 && int(value)%10 == 0 {
			value += k
		} else {
			break
		}
		last++
		text = append(text, s.word(last).Form)
	}
	q = quantity{kind: "count", value: value, text: strings.Join(text, " "), word: n}
	s.unit(&q, n, last)
	return q, last
}

func valueOf(form string) (float64, bool) {
	form = strings.ToLower(strings.TrimLeft(form, "$€£¥A"))
	if a, b, ok := strings.Cut(form, "-"); ok && words().small[a] >= 20 && words().small[b] > 0 {
		return words().small[a] + words().small[b], true
	}
	if v := words().small[form]; v > 0 {
		return v, true
	}
	if !rxDigit.MatchString(form) || len(form) > 20 {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(form, ",", ""), 64)
	return v, err == nil
}

// unit finds the noun that a number counts, and whether it is a bound.
func (s *sentence) unit(q *quantity, n, last int) {
	l := words()
	w := s.word(n)
	head := w.Head
	for head != 0 && s.word(head).UPOS == "NUM" {
		head = s.word(head).Head
	}
	if r := relation(w); head != 0 && (r == "nummod" || r == "compound" || s.word(w.Head).UPOS == "NUM") && s.word(head).UPOS != "VERB" {
		q.noun = s.word(head).Lemma
	} else if last < len(s.words) && s.word(last+1).UPOS == "NOUN" {
		q.noun = s.word(last + 1).Lemma
	}
	before := ""
	if n > 1 {
		before = s.word(n - 1).Form
	}
	switch {
	case strings.HasSuffix(before, "%") || l.is("percent", q.noun) || last < len(s.words) && s.word(last+1).Form == "%":
		q.kind, q.noun = "percent", ""
	case strings.ContainsAny(before+w.Form, "$€£¥") || l.is("money", q.noun):
		q.kind, q.noun = "money", ""
	}
	for at := n - 1; at > 0 && at >= n-3; at-- {
		if b := s.boundBy(at); b != exactly {
			q.bound = b
		}
	}
}

func (s *sentence) boundBy(n int) bound {
	l := words()
	switch w := s.word(n); {
	case l.is("at least", w.Lemma) || l.is("at least", strings.ToLower(w.Form)):
		return atLeast
	case l.is("at most", w.Lemma):
		return atMost
	case l.is("approximate", w.Lemma):
		return roughly
	}
	return exactly
}

// A fit says how two numbers of one thing go together.
type fit int

const (
	open fit = iota
	fits
	differs
)

// against compares a claimed number with one of the evidence.
func (q *quantity) against(e *quantity) fit {
	if q.kind != e.kind {
		return open
	}
	if q.value == 0 && e.value == 0 && q.kind != "count" {
		if lettersOf(q.text) == lettersOf(e.text) {
			return fits
		}
		return differs
	}
	switch {
	case q.value == e.value:
		return fits
	case q.bound == roughly || e.bound == roughly:
		if math.Abs(q.value-e.value) <= 0.1*max(q.value, e.value) {
			return fits
		}
		return differs
	case q.bound == e.bound && q.bound != exactly:
		return differs // a new count: “at least 15” takes the place of “at least 12”
	case q.bound == atLeast && e.value > q.value, q.bound == atMost && e.value < q.value:
		return fits
	case e.bound == atLeast && q.value > e.value, e.bound == atMost && q.value < e.value:
		return open
	}
	return differs
}

// counts reports whether two numbers count the same kind of thing.
func (q *quantity) counts(e *quantity) bool {
	l := words()
	a, b := q.noun, e.noun
	if q.kind != "count" || a == b || l.sameNoun(a, b) {
		return true
	}
	loose := func(n string) bool { return n == "" || l.is("generic nouns", n) || l.is("person nouns", n) }
	return loose(a) && loose(b)
}

// someDay counts weekdays where the time of publication is unknown; such days are
// compared with one another only.
var someDay = time.Date(2020, time.January, 15, 12, 0, 0, 0, time.UTC)

func daysOf(s *sentence, base int, published time.Time) (out []day) {
	against := published
	if against.IsZero() {
		against = someDay
	}
	for _, t := range lang.Times(s.text, against) {
		n := s.wordAt(base + t.Start)
		if n == 0 {
			continue
		}
		d := day{start: base + t.Start, end: base + t.End, from: t.Ref.From, to: cmp.Or(t.Ref.To, t.Ref.From), text: s.text[t.Start:t.End]}
		for n < len(s.words) && s.word(n).Head != 0 && s.word(s.word(n).Head).Start < d.end && s.word(s.word(n).Head).Start >= d.start {
			n = s.word(n).Head
		}
		d.word = n
		if published.IsZero() && d.text == strings.ToLower(d.text) {
			d.from, d.to = "", "" // “yesterday”: nobody knows of which day
		}
		out = append(out, d)
	}
	return out
}

// apartFrom reports whether two days can't be one.
func (d day) apartFrom(e day) bool {
	if d.from == "" || e.from == "" {
		return false
	}
	cut := func(s string) string { return s[:min(len(s), len("2006-01-02"))] }
	return cut(d.to) < cut(e.from) || cut(e.to) < cut(d.from)
}
