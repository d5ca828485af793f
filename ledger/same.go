package ledger

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/news"
	"dateline/support"
)

// A toldFact is a telling with what it is compared by, worked out once.
type toldFact struct {
	*Telling
	sourceSide, targetSide, speakerSide []someone
	words                               []uint32 // of what was done or said, sorted
	object                              []uint32
	letters                             string // of a quote
}

// someone is an actor as far as it is compared.
type someone struct {
	name, code, sector string
	named              bool
}

// A teller gives words numbers and keeps what cited sentences say.
type teller struct {
	numbers  map[string]uint32
	readings map[reading]*support.Reading
}

// A reading is a sentence on the day it was told.
type reading struct{ sentence, day string }

// read returns the reading of the sentence that a telling cites; nil if it cites none.
func (t teller) read(f *Telling) *support.Reading {
	if len(f.Citations) == 0 || f.Citations[0].Exact == "" {
		return nil
	}
	key := reading{f.Citations[0].Exact, f.Told.Format(time.DateOnly)}
	if t.readings[key] == nil {
		t.readings[key] = support.Read(key.sentence, f.Told)
	}
	return t.readings[key]
}

// A verdict is how the sentences of two tellings bear on each other, either way.
type verdict int

const (
	silent  verdict = iota // neither says what the other says
	agree                  // one says what the other says
	differ                 // they say the same but for a number or a day
	exclude                // one says that what the other says is not so, or of others
)

func (t teller) weigh(a, b *Telling) verdict {
	x, y := t.read(a), t.read(b)
	if x == nil || y == nil {
		return silent
	}
	there, back := support.Compare(x, y), support.Compare(y, x)
	switch {
	case there.Excludes() || back.Excludes():
		return exclude
	case there.Verdict == support.Supports || back.Verdict == support.Supports:
		return agree
	case there.Verdict == support.Contradicts || back.Verdict == support.Contradicts:
		return differ
	}
	return silent
}

func (t teller) told(f *Telling) toldFact {
	out := toldFact{Telling: f, sourceSide: everyone(f.Source), targetSide: everyone(f.Target)}
	out.speakerSide = out.sourceSide
	if f.Speaker != nil {
		out.speakerSide = everyone([]news.Actor{*f.Speaker})
	}
	switch f.Kind {
	case news.FactQuote:
		out.letters = lettersOnly(f.Quote)
	case news.FactEvent, news.FactStatement:
		out.words = t.words(withoutNumbers(f.Predicate + " " + f.Object))
		out.object = t.words(withoutNumbers(f.Object))
	}
	return out
}

func everyone(actors []news.Actor) (out []someone) {
	for _, a := range actors {
		out = append(out, someone{strings.ToLower(cmp.Or(a.Name, a.Text)), a.Code, a.Sector, a.Name != ""})
	}
	return out
}

// words are the numbers of the words of a text, each once, sorted.
func (t teller) words(s string) []uint32 {
	var out []uint32
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) <= 2 {
			continue
		}
		n, ok := t.numbers[w]
		if !ok {
			n = uint32(len(t.numbers))
			t.numbers[w] = n
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// drawers are where a telling that may be the same fact stands: two that share
// none are different facts.
func (f toldFact) drawers() []string {
	head := string(f.Kind) + "|"
	side := f.speakerSide
	switch f.Kind {
	case news.FactAgreement:
		return []string{head}
	case news.FactEvent:
		head += f.Type + "|"
		if ahead(f.Modality) {
			head += "ahead"
		}
		if side = f.sourceSide; len(side) == 0 {
			head += "|target"
			side = f.targetSide
		}
	}
	var out []string
	for _, a := range side {
		// Names of one bearer end in the same word.
		out = append(out, head+"|"+a.name[strings.LastIndexByte(a.name, ' ')+1:])
		if a.code != "" {
			out = append(out, head+"|code "+a.code)
		}
	}
	if len(out) == 0 {
		out = append(out, head+"|nobody")
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// same reports whether two tellings are of one fact of the story.
func (t teller) same(a, b toldFact) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case news.FactAgreement:
		return a.Agreement != nil && b.Agreement != nil && sameAgreement(*a.Agreement, *b.Agreement)
	case news.FactQuote:
		return sameWho(a.speakerSide, b.speakerSide) && sameQuote(a.letters, b.letters)
	case news.FactStatement:
		return sameWho(a.speakerSide, b.speakerSide) && shareOfWords(a.words, b.words) > 0 && t.weigh(a.Telling, b.Telling) == agree
	}
	return a.mayBeOneEvent(b) && t.sameEvent(a, b)
}

// mayBeOneEvent reports whether nothing recorded of two events speaks against their
// being one.
func (a toldFact) mayBeOneEvent(b toldFact) bool {
	if a.Type != b.Type || ahead(a.Modality) != ahead(b.Modality) || !sameWho(a.sourceSide, b.sourceSide) || !sameWho(a.targetSide, b.targetSide) {
		return false
	}
	if !mayBeOneDay(a.Time, b.Time) && !onceOnly[a.Type] {
		return false
	}
	if a.CAMEO != "" && b.CAMEO != "" && a.CAMEO != b.CAMEO && a.CAMEO[:min(2, len(a.CAMEO))] != b.CAMEO[:min(2, len(b.CAMEO))] {
		return false
	}
	return true
}

// sameEvent reports whether two events that may be one are: by their sentences, or,
// where both name their sides, unless the sentences exclude each other.
func (t teller) sameEvent(a, b toldFact) bool {
	nameless := len(a.Source)+len(a.Target) == 0 || len(b.Source)+len(b.Target) == 0
	objects := a.Object != "" && b.Object != "" && len(a.Target) == 0
	switch said := t.weigh(a.Telling, b.Telling); {
	case said == exclude:
		return false
	case said != silent:
		return true
	case nameless:
		return len(a.words) > 0 && slices.Equal(a.words, b.words)
	case objects:
		return slices.Equal(a.object, b.object)
	}
	return true
}

// onceOnly are happenings of which a story has one, so that two days for it are a
// dispute and not two facts.
var onceOnly = map[string]bool{"x-DEATH": true, "x-RESIGN": true, "x-ELECT": true, "x-APPOINT": true, "x-VERDICT": true, "x-DISASTER": true}

// ahead parts what is to come from what is told of.
func ahead(m news.Modality) bool { return m == news.Planned || m == news.Possible }

// sameWho says whether two sets of actors may be the same: one of each is, or
// both are empty.
func sameWho(a, b []someone) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	for _, x := range a {
		for _, y := range b {
			if x.oneWith(y) {
				return true
			}
		}
	}
	return false
}

func (a someone) oneWith(b someone) bool {
	x, y := a.name, b.name
	if x == y {
		return true
	}
	if a.code != "" && a.code == b.code && a.sector == b.sector && (a.sector == "" || !a.named || !b.named) {
		return true
	}
	// A surname stands for its bearer.
	return len(x) >= 4 && endsInWord(y, x) || len(y) >= 4 && endsInWord(x, y)
}

// endsInWord says whether the last words of a text are these.
func endsInWord(s, words string) bool {
	before, ok := strings.CutSuffix(s, words)
	return ok && strings.HasSuffix(before, " ")
}

func sameQuote(x, y string) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	return x != "" && (x == y || len(x) >= 24 && strings.Contains(y, x))
}

func lettersOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// shareOfWords is the share of the words of the shorter of two texts that the other has.
func shareOfWords(x, y []uint32) float64 {
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	both := 0
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] == y[j]:
			both++
			i++
			j++
		case x[i] < y[j]:
			i++
		default:
			j++
		}
	}
	return float64(both) / float64(min(len(x), len(y)))
}

// mayBeOneDay says whether two times leave it open that they are the same.
func mayBeOneDay(a, b *news.TimeRef) bool {
	if a == nil || b == nil || a.From == "" || b.From == "" {
		return true
	}
	aFrom, aTo := dayOf(a.From), dayOf(cmp.Or(a.To, a.From))
	bFrom, bTo := dayOf(b.From), dayOf(cmp.Or(b.To, b.From))
	return aFrom <= bTo && bFrom <= aTo
}

func dayOf(s string) string { return s[:min(len(s), len("2006-01-02"))] }
