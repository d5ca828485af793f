package support

import (
	"slices"
	"strings"
	"time"

	"dateline/lang"
)

// A sentence is parsed words and the propositions that they make.
type sentence struct {
	text       string
	words      []lang.Word
	children   [][]int // by the number of a word, from 1
	lemmas     map[string]bool
	props      map[int]*proposition // by the number of the word that is its predicate
	cores      []*proposition
	quantities []quantity
	times      []day
	consumed   map[int]bool // words that belong to a predicate of several words
	names      []name
	entities   []entity
	capitals   bool // a headline that writes most words big
}

// An entity is a name that the recogniser found, from one word to another.
type entity struct {
	first, last int
	person      bool
}

func (s *sentence) findEntities() {
	for _, e := range lang.Entities(s.words) {
		first, last := s.wordAt(e.Start), s.wordAt(e.End-1)
		for first < last && words().is("titles", nameKey(s.word(first).Form)) {
			first++
		}
		if first > 0 && last >= first {
			s.entities = append(s.entities, entity{first, last, e.Kind == "person"})
		}
	}
}

func (s *sentence) inCapitals() bool {
	big, all := 0, 0
	for i := range s.words {
		if f := s.words[i].Form; len(f) > 3 {
			all++
			if startsBig(f) {
				big++
			}
		}
	}
	return all >= 4 && 4*big >= 3*all
}

// all are the numbers of all words.
func (s *sentence) all() []int {
	out := make([]int, len(s.words))
	for i := range out {
		out[i] = i + 1
	}
	return out
}

const mostWords = 120

func readSentence(text string, span lang.Span, published time.Time) *sentence {
	parsed := lang.Parse(text, span)
	if len(parsed) == 0 || len(parsed) > mostWords {
		return nil
	}
	s := &sentence{
		text: text[span.Start:span.End], words: parsed, children: make([][]int, len(parsed)+1),
		lemmas: map[string]bool{}, props: map[int]*proposition{}, consumed: map[int]bool{},
	}
	for i := range s.words {
		w := &s.words[i]
		w.Lemma = strings.ToLower(w.Lemma)
		s.children[w.Head] = append(s.children[w.Head], i+1)
		s.lemmas[w.Lemma], s.lemmas[nameKey(w.Form)] = true, true
	}
	s.times = daysOf(s, span.Start, published)
	s.quantities = quantitiesOf(s, span.Start)
	s.findEntities()
	s.capitals = s.inCapitals()
	s.names = s.namesWithin(s.all())
	for i := range s.words {
		if p := s.propose(i + 1); p != nil {
			s.props[i+1] = p
		}
	}
	for n, p := range s.props {
		s.complete(n, p)
	}
	s.share()
	s.cores = s.coresOf(s.root(), 0)
	if len(s.cores) == 0 {
		s.cores = s.nearRoot()
	}
	return s
}

func (s *sentence) word(n int) *lang.Word { return &s.words[n-1] }

func (s *sentence) root() int { return s.children[0][0] }

// relation is a relation without its subtype.
func relation(w *lang.Word) string {
	r, _, _ := strings.Cut(w.Deprel, ":")
	return r
}

// child is the first that depends on a word in one of some relations; 0: none.
func (s *sentence) child(n int, relations ...string) int {
	for _, c := range s.children[n] {
		if w := s.word(c); slices.Contains(relations, w.Deprel) || slices.Contains(relations, relation(w)) {
			return c
		}
	}
	return 0
}

// childLemma reports whether a word of a section depends on a word, in one of some relations.
func (s *sentence) childLemma(n int, section string, relations ...string) bool {
	return slices.ContainsFunc(s.children[n], func(c int) bool {
		w := s.word(c)
		return (words().is(section, w.Lemma) || words().is(section, strings.ToLower(w.Form))) &&
			(len(relations) == 0 || slices.Contains(relations, relation(w)))
	})
}

// apart are relations by which a clause or a name stands apart from what it depends on.
var apart = map[string]bool{"acl": true, "advcl": true, "appos": true, "parataxis": true, "ccomp": true, "conj": true}

// within are the words that hang on a word, itself among them, but for what stands apart.
func (s *sentence) within(n int) []int {
	out := []int{n}
	for i := 0; i < len(out); i++ {
		for _, c := range s.children[out[i]] {
			if !apart[relation(s.word(c))] {
				out = append(out, c)
			}
		}
	}
	slices.Sort(out)
	return out
}

// owner is the predicate that a word hangs on, however far away; 0: none.
func (s *sentence) owner(n int) int {
	for n = s.word(n).Head; n != 0; n = s.word(n).Head {
		if s.props[n] != nil {
			return n
		}
	}
	return 0
}

// share gives numbers and days to the propositions that they hang on.
func (s *sentence) share() {
	for i := range s.quantities {
		n := s.quantities[i].word
		for o := s.ownerOrSelf(n); o != 0; o = s.owner(o) {
			s.props[o].quantities = append(s.props[o].quantities, &s.quantities[i])
			if s.word(o).UPOS == "VERB" {
				break
			}
		}
	}
	for i := range s.times {
		for o := s.ownerOrSelf(s.times[i].word); o != 0; o = s.owner(o) {
			s.props[o].days = append(s.props[o].days, s.times[i])
			if s.word(o).UPOS == "VERB" {
				break
			}
		}
	}
}

func (s *sentence) ownerOrSelf(n int) int {
	if s.props[n] != nil {
		return n
	}
	return s.owner(n)
}

// textOf is the text from the first to the last of some words.
func (s *sentence) textOf(numbers []int) string {
	var out []string
	for _, n := range numbers {
		out = append(out, s.word(n).Form)
	}
	return strings.Join(out, " ")
}

// nearRoot is the first verb that hangs on a root which is none: the parser took it
// for a clause beside the subject.
func (s *sentence) nearRoot() []*proposition {
	for _, c := range s.children[s.root()] {
		if p := s.props[c]; p != nil && s.word(c).UPOS == "VERB" && relation(s.word(c)) != "advcl" {
			return s.coresOf(c, 1)
		}
	}
	if p := s.props[s.root()]; p != nil {
		return []*proposition{p}
	}
	return nil
}
