package actor

import (
	"slices"
	"strings"

	"dateline/lang"
)

// A Kind says by what a mention names someone or something.
type Kind string

const (
	Person       Kind = "person"
	Place        Kind = "place"
	Organisation Kind = "organisation"
	Pronoun      Kind = "pronoun"
	Role         Kind = "role"
	unknown      Kind = "" // a name that the recogniser doesn't know
)

// A Mention is one place where a text means someone or something.
type Mention struct {
	lang.Span
	Kind  Kind
	Chain int // the same for all that mean the same, from 1; 0: not known

	sentence    int
	first, head int // words of the sentence: where it begins, and its head in the tree
	last        int
	words       []string // of a name, without titles
}

// A Sentence is one of the text with its words and its names.
type Sentence struct {
	Words []lang.Word
	Names []lang.Entity
}

// Read parses the sentences of an English text and finds their names.
func Read(text string, spans []lang.Span) []Sentence { return ReadIn(english, text, spans) }

// ReadIn is Read for a text in one of the languages that lang parses.
func ReadIn(language, text string, spans []lang.Span) []Sentence {
	out := make([]Sentence, len(spans))
	for i, s := range spans {
		out[i].Words = lang.ParseIn(language, text, s)
		out[i].Names = lang.EntitiesIn(language, out[i].Words)
	}
	return out
}

// Named is a parsed English sentence with its names.
func Named(words []lang.Word) Sentence { return Sentence{words, lang.Entities(words)} }

// A chain is one person or thing and where it is named.
type chain struct {
	kind  Kind
	names []*Mention
	sex   string
	roles map[string]bool
	full  []string
}

// mostNames is how many names of a text are compared: a list of thousands is no story.
const mostNames = 2000

// gather makes chains of the names: a shorter name joins the one chain whose
// fuller name holds it.
func (r *reading) gather() {
	for n, s := range r.sentences {
		for _, m := range r.namesOf(n, s) {
			if len(r.mentions) >= mostNames {
				r.mentions = append(r.mentions, m)
				continue
			}
			c := r.chainOf(m)
			if c == nil {
				c = &chain{kind: m.Kind, roles: map[string]bool{}}
				r.chains = append(r.chains, c)
			}
			c.add(m)
			r.chainAt[m] = c
			r.mentions = append(r.mentions, m)
			r.describe(c, m)
		}
	}
	for _, c := range r.chains {
		c.settleSex()
	}
}

func (c *chain) add(m *Mention) {
	c.names = append(c.names, m)
	if len(m.words) > len(c.full) {
		c.full = m.words
	}
	if c.kind == unknown || m.Kind == Person && len(m.words) > 1 {
		c.kind = m.Kind
	}
}

// namesOf returns the names of a sentence: those that the recogniser knows, and
// rows of proper nouns that it left out.
func (r *reading) namesOf(n int, s Sentence) []*Mention {
	var out []*Mention
	covered := make([]bool, len(s.Words))
	for _, e := range s.Names {
		first, last := wordsIn(s.Words, e.Span)
		if first < 0 {
			continue
		}
		for i := first; i <= last; i++ {
			covered[i] = true
		}
		out = append(out, newName(s.Words, n, first, last, Kind(e.Kind)))
	}
	for i := 0; i < len(s.Words) && r.language == english; i++ {
		j := i
		for j < len(s.Words) && !covered[j] && maybeName(s.Words, j) {
			j++
		}
		if j > i {
			if m := newName(s.Words, n, i, j-1, unknown); len(m.words) > 0 && !isCalendar(m.words) {
				out = append(out, m)
			}
			i = j - 1
		}
	}
	slices.SortFunc(out, func(a, b *Mention) int { return a.Start - b.Start })
	return out
}

// maybeName reports whether a word may be a name that the recogniser doesn't know: a
// proper noun, a capital inside the sentence, or a single noun that opens it as subject.
func maybeName(ws []lang.Word, i int) bool {
	w := ws[i]
	if len(w.Form) < 2 || !isUpper(w.Form) || w.UPOS == "PRON" || words["calendar"][strings.ToLower(w.Form)] {
		return false
	}
	switch w.UPOS {
	case "PROPN":
		return true
	case "NOUN", "VERB", "ADJ", "X", "ADV":
	default:
		return false
	}
	if i > 0 && ws[i-1].UPOS != "PUNCT" {
		return w.UPOS != "ADV"
	}
	return w.XPOS == "NN" && (strings.HasPrefix(w.Deprel, "nsubj") || w.Deprel == "nmod:poss")
}

func newName(ws []lang.Word, n, first, last int, kind Kind) *Mention {
	m := &Mention{
		Span:     lang.Span{Start: ws[first].Start, End: ws[last].End},
		Kind:     kind,
		sentence: n,
		first:    first,
		last:     last,
	}
	m.head = headOf(ws, first, last)
	for i := first; i <= last; i++ {
		if w := strings.ToLower(ws[i].Form); len(m.words) == 0 && words["title"][w] || w == "'s" || w == "’s" {
			continue
		}
		m.words = append(m.words, ws[i].Form)
	}
	return m
}

// wordsIn returns the first and last word of a span, -1 if it holds none.
func wordsIn(ws []lang.Word, span lang.Span) (int, int) {
	first, last := -1, -1
	for i, w := range ws {
		if w.Start >= span.Start && w.End <= span.End {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last
}

// headOf returns the word of a row whose head stands outside of it.
func headOf(ws []lang.Word, first, last int) int {
	for i := first; i <= last; i++ {
		if h := ws[i].Head - 1; h < first || h > last {
			return i
		}
	}
	return first
}

func isUpper(s string) bool {
	return s != "" && s[:1] != strings.ToLower(s[:1]) || len(s) > 0 && s[0] >= 0x80
}

func isCalendar(ws []string) bool {
	for _, w := range ws {
		if !words["calendar"][strings.ToLower(w)] {
			return false
		}
	}
	return true
}

// chainOf returns the one chain that a name belongs to, nil for none or for several.
func (r *reading) chainOf(m *Mention) *chain {
	if len(m.words) == 0 {
		return nil
	}
	var found *chain
	for i := len(r.chains) - 1; i >= 0; i-- {
		c := r.chains[i]
		if !c.bears(m) {
			continue
		}
		if slices.Equal(c.full, m.words) {
			return c
		}
		if found != nil {
			return nil
		}
		found = c
	}
	return found
}

// bears reports whether a name is the chain's, or a part of it that persons are
// called by, or the fuller form of a surname.
func (c *chain) bears(m *Mention) bool {
	for _, old := range c.names {
		if slices.Equal(old.words, m.words) {
			return true
		}
	}
	if m.Kind == Place || c.kind == Place || c.kind == Organisation && m.Kind == Organisation {
		return c.kind == Organisation && initialsOf(c.full, m.words)
	}
	if c.kind == Organisation || m.Kind == Organisation && len(m.words) > 1 {
		return false
	}
	long, short := c.full, m.words
	if len(short) > len(long) {
		long, short = short, long
	}
	if len(long) == 0 || len(short) == 0 ||
		slices.ContainsFunc(long, func(w string) bool { return words["body"][strings.ToLower(w)] }) {
		return false
	}
	if len(short) == 1 {
		return short[0] == long[len(long)-1] || short[0] == long[0]
	}
	return short[0] == long[0] && short[len(short)-1] == long[len(long)-1] // with a middle name or without
}

// initialsOf reports whether one name is made of the capitals of the other.
func initialsOf(a, b []string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(b) != 1 || len(a) < 3 {
		return false
	}
	initials := ""
	for _, w := range a {
		if isUpper(w) {
			initials += w[:1]
		}
	}
	return initials == strings.ReplaceAll(b[0], ".", "")
}

// describe takes what the words beside a name say of its bearer: titles, nouns that
// stand in apposition, and what the bearer is or was.
func (r *reading) describe(c *chain, m *Mention) {
	ws := r.sentences[m.sentence].Words
	note := func(i int) {
		w := strings.ToLower(ws[i].Lemma)
		if s := sexOfWord(strings.ToLower(ws[i].Form)); s != "" && c.sex == "" {
			c.sex = s
		}
		if words["role"][w] {
			c.roles[w] = true
		}
	}
	for i := max(0, m.first-3); i <= m.last; i++ {
		if i >= m.first || chainedBefore(ws, i, m.first) {
			note(i)
		}
	}
	for i, w := range ws {
		if w.Head-1 == m.head && i > m.last && w.Deprel == "appos" && w.UPOS == "NOUN" {
			note(i)
		}
	}
	if h := ws[m.head].Head - 1; h >= 0 && ws[h].UPOS == "NOUN" {
		d := ws[m.head].Deprel
		if d == "appos" || d == "nsubj" && hasCopula(ws, h) {
			note(h)
		}
	}
}

// chainedBefore reports whether from word i to a name stand only words that begin a
// name phrase: "Foreign Minister", "his brother".
func chainedBefore(ws []lang.Word, i, first int) bool {
	for k := i; k < first; k++ {
		if p := ws[k].UPOS; p != "NOUN" && p != "PROPN" && p != "ADJ" && ws[k].Form != "." {
			return false
		}
	}
	return true
}

func hasCopula(ws []lang.Word, head int) bool {
	return slices.ContainsFunc(ws, func(w lang.Word) bool { return w.Head-1 == head && w.Deprel == "cop" })
}

// settleSex asks the first name where no title told.
func (c *chain) settleSex() {
	if c.sex != "" || len(c.full) == 0 {
		return
	}
	c.sex = lang.FirstNameSex(c.full[0])
}
