package brief

import (
	mathbits "math/bits"
	"slices"

	"dateline/lang"
	"dateline/news"
)

// A Cited is a sentence of a report, as a text cites it.
type Cited struct {
	ReportID string
	Text     string
}

// A Footing is what a cited sentence stands on among the reports of its story.
type Footing struct {
	// Tellers are the reports that tell as much, in whatever words, the one that
	// is cited among them; of copies of one text the first alone.
	Tellers []string
	Differ  []Difference // those that tell it with other numbers, at most three
}

// A Difference is a sentence that tells the same with other numbers.
type Difference struct {
	Dispute
	Here, There []string // the numbers that only the one has, and only the other
}

// Weigh says on what footing sentences stand that reports of one story hold. The
// order in which the reports come makes no difference. A sentence of which no
// report is at hand stands on the report that it is cited from alone.
func Weigh(reports []news.Report, sentences []Cited) []Footing {
	out := make([]Footing, len(sentences))
	reports = inOrder(reports)
	if len(reports) == 0 {
		for i, c := range sentences {
			out[i].Tellers = []string{c.ReportID}
		}
		return out
	}
	w := newWriting(reports)
	first := map[string]string{} // by text, the report that has it first
	of := map[string]string{}    // by report, the one that stands for its text
	languages := map[string]string{}
	var byText []string
	for _, r := range reports {
		if first[r.Text] == "" {
			first[r.Text] = r.ID
			byText = append(byText, r.ID)
		}
		of[r.ID], languages[r.ID] = first[r.Text], r.Language
	}
	for i, c := range sentences {
		own := of[c.ReportID]
		if own == "" {
			own = c.ReportID
		}
		out[i] = w.footing(c.Text, languages[c.ReportID], own, byText)
	}
	return out
}

func (w *writing) footing(text, language, own string, byText []string) Footing {
	f := Footing{Tellers: []string{own}}
	w.terms = lang.AppendTerms(w.terms[:0], text, language)
	s := &sentence{text: text}
	s.telling, s.words, s.figures = w.read()
	for _, t := range w.tellers(s) {
		if !slices.Contains(f.Tellers, byText[t]) {
			f.Tellers = append(f.Tellers, byText[t])
		}
	}
	for _, other := range w.differing(s) {
		here, there := numbersOf(text), numbersOf(other.text)
		f.Differ = append(f.Differ, Difference{Dispute{other.text, other.citations[0]}, only(here, there), only(there, here)})
	}
	return f
}

// numbersOf gives the numbers of a sentence, as they stand.
func numbersOf(text string) (numbers []string) {
	for _, m := range lang.Mentions(text) {
		if m.Kind == lang.NumberMention {
			numbers = append(numbers, m.Text)
		}
	}
	return numbers
}

// only gives the numbers of the first that the second has not.
func only(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(n string) bool { return slices.Contains(b, n) })
}

// A claim is what a sentence tells: its telling words without its numbers, sorted,
// at most 64 of them.
type claim []uint32

func (w *writing) claim(s *sentence) claim {
	if s.tells != nil {
		return s.tells
	}
	numbers := make([]uint32, len(s.figures))
	for i, f := range s.figures {
		numbers[i] = w.numbers[f]
	}
	c := make(claim, 0, min(len(s.telling), 64))
	for _, word := range s.telling {
		if len(c) < 64 && !slices.Contains(numbers, word) {
			c = append(c, word)
		}
	}
	s.tells = c
	return c
}

// found says which words of a claim a sentence has, a bit each.
func (c claim) found(s *sentence) (bits uint64) {
	words := s.telling
	for i, word := range c {
		for len(words) > 0 && words[0] < word {
			words = words[1:]
		}
		if len(words) > 0 && words[0] == word {
			bits |= 1 << i
		}
	}
	return bits
}

// told says that so many of its words tell a claim: half of them.
func (c claim) told(bits uint64) bool {
	return len(c) > 0 && float64(len(c))*likeness <= float64(mathbits.OnesCount64(bits))
}

// tellers gives the texts that tell what a sentence tells, in that sentence or in
// two in a row of their own. Where it tells a number they tell one too.
func (w *writing) tellers(s *sentence) (texts []int) {
	texts = slices.Clone(s.texts)
	c := w.claim(s)
	type saying struct {
		bits    uint64
		figures bool
	}
	last := make([]saying, w.texts) // by text, what its last sentence has
	for _, other := range w.all {
		now := saying{c.found(other), len(other.figures) > 0}
		for _, t := range other.texts {
			tells := c.told(now.bits|last[t].bits) && (len(s.figures) == 0 || now.figures || last[t].figures)
			if (tells || other.text == s.text) && !slices.Contains(texts, t) {
				texts = append(texts, t)
			}
			last[t] = now
		}
	}
	return texts
}

// leastClaim is how many words two sentences must have beside their numbers for
// these to be of one thing.
const leastClaim = 4

// differing gives sentences that tell what a sentence tells, and nothing else,
// with other numbers: each has one that the other has not. At most three.
func (w *writing) differing(s *sentence) (out []*sentence) {
	c := w.claim(s)
	if len(c) < leastClaim || len(s.figures) == 0 {
		return nil
	}
	for _, other := range w.all {
		if !lacks(s.figures, other.figures) || !lacks(other.figures, s.figures) || !c.told(c.found(other)) {
			continue
		}
		if back := w.claim(other); len(back) >= leastClaim && back.told(back.found(s)) {
			if out = append(out, other); len(out) == mostDisputes {
				break
			}
		}
	}
	return out
}
