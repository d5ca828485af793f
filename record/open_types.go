package record

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"dateline/lang"
	"dateline/record/event"
	"dateline/record/lexicon"
)

// A sense is one line of the list of types: a verb, and the nouns that must stand in
// its object or sides where it has several senses.
type sense struct {
	typ, cameo string
	particle   string
	nouns      map[string]bool // nil: any
}

// senses are the types by the predicate's lemma, the first that fits first.
var senses = sync.OnceValue(func() map[string][]sense {
	out := map[string][]sense{}
	for _, fields := range lexicon.Lines("types") {
		s := sense{}
		s.typ, s.cameo, _ = strings.Cut(fields[0], " ")
		if len(fields) > 2 && fields[2] != "" {
			s.nouns = map[string]bool{}
			for _, w := range strings.Fields(fields[2]) {
				s.nouns[w] = true
			}
		}
		for _, verb := range strings.Fields(fields[1]) {
			lemma, particle, _ := strings.Cut(verb, "_")
			with := s
			with.particle = particle
			out[lemma] = append(out[lemma], with)
		}
	}
	return out
})

// typeOf is the type of a clause by what its predicate means; empty where its sense
// isn't known for sure.
func typeOf(words []lang.Word, c event.Clause) (typ, cameo string) {
	if c.Negative {
		return "", ""
	}
	var nouns []string
	add := func(p event.Phrase) {
		for i := p.First; i <= p.Last; i++ {
			nouns = append(nouns, words[i].Lemma)
		}
	}
	if c.Object != nil {
		add(*c.Object)
	}
	for _, p := range c.Targets {
		add(p)
	}
	undergone := len(nouns)
	for _, p := range c.Sources {
		add(p)
	}
	doers := slices.Clone(nouns[undergone:])
	nouns = nouns[:undergone]
	for i, w := range words { // charged with fraud: what hangs on the verb
		if w.Head-1 == c.Content && (w.UPOS == "NOUN" || w.UPOS == "ADJ") {
			nouns = append(nouns, words[i].Lemma)
		}
	}
	for _, s := range senses()[words[c.Content].Lemma] {
		if s.particle != "" && !(c.Last > c.Content && strings.EqualFold(words[c.Last].Form, s.particle)) {
			continue
		}
		if s.fits(nouns) || byDoer[s.typ] && s.fits(doers) {
			return s.typ, s.cameo
		}
	}
	return "", ""
}

// byDoer are the types that may be told by who or what did it: a quake, a bus, prices.
var byDoer = map[string]bool{"x-DISASTER": true, "x-FIRE": true, "x-ACCIDENT": true, "x-PRICE": true, "ASSAULT": true}

func (s sense) fits(nouns []string) bool {
	if s.nouns == nil {
		return true
	}
	for _, n := range nouns {
		if s.nouns[strings.ToLower(n)] {
			return true
		}
	}
	return false
}

// placing are the prepositions of where something happened.
var placing = lexicon.Words("placing")

// charging are verbs that need “of”.
var charging = lexicon.Words("charging")

// instrumentActs are what is done to an agreement, which its own record tells.
var instrumentActs = lexicon.Words("instrument_acts")

// smallNumbers and scales read numbers that are written out.
var smallNumbers, scales = numbers()

func numbers() (small, large map[string]float64) {
	small, large = map[string]float64{}, map[string]float64{}
	for _, fields := range lexicon.Lines("numbers") {
		v, _ := strconv.ParseFloat(fields[1], 64)
		if v >= 1000 || fields[0] == "hundred" {
			large[fields[0]] = v
		} else {
			small[fields[0]] = v
		}
	}
	return small, large
}
