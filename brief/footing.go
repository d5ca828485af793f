package brief

import (
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
	if len(s.telling) == 0 {
		return f // it says nothing that could be told elsewhere
	}
	tells := w.claim(s)
	for _, other := range w.all {
		if other.text != text && !tells.toldBy(other) {
			continue
		}
		for _, t := range other.texts {
			if !slices.Contains(f.Tellers, byText[t]) {
				f.Tellers = append(f.Tellers, byText[t])
			}
		}
		if lacks(s.figures, other.figures) && lacks(other.figures, s.figures) && len(f.Differ) < mostDisputes {
			f.Differ = append(f.Differ, Difference{Dispute{other.text, other.citations[0]}, only(s.figures, other.figures), only(other.figures, s.figures)})
		}
	}
	return f
}

// A claim is what a sentence tells: its telling words without its numbers, and
// how much each of them tells. A word that every text has, such as the name of
// what the story is about, tells little.
type claim struct {
	words   []uint32 // sorted
	weights []float32
	all     float32
}

func (w *writing) claim(s *sentence) (c claim) {
	for _, word := range s.telling {
		if slices.ContainsFunc(s.figures, func(f string) bool { return w.numbers[f] == word }) {
			continue
		}
		weight := 1 - float32(w.holders[word])/float32(w.texts+1)
		c.words, c.weights, c.all = append(c.words, word), append(c.weights, weight), c.all+weight
	}
	return c
}

// toldBy says whether a sentence tells more than half of a claim.
func (c claim) toldBy(s *sentence) bool {
	var both float32
	words := s.telling
	for i, word := range c.words {
		for len(words) > 0 && words[0] < word {
			words = words[1:]
		}
		if len(words) > 0 && words[0] == word {
			both += c.weights[i]
		}
	}
	return c.all > 0 && both > likeness*c.all
}

// only gives the numbers of the first that the second has not.
func only(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(n string) bool { return slices.Contains(b, n) })
}
