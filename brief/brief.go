package brief

import (
	"cmp"
	"slices"

	"dateline/news"
)

// A Brief is a story told shortly.
type Brief struct {
	Headline  string     `json:"headline"`
	Sentences []Sentence `json:"sentences"`
}

// A Sentence is one sentence of a report, verbatim, with every place where
// the reports hold it; the first is the earliest report's.
type Sentence struct {
	Text      string     `json:"text"`
	Citations []Citation `json:"citations"`
	Sources   int        `json:"sources"`            // texts that say as much (support.Compare); 1: a single source
	Disputed  []Dispute  `json:"disputed,omitempty"` // where others contradict it
}

// A Dispute is a sentence that contradicts another.
type Dispute struct {
	Text     string   `json:"text"`
	Citation Citation `json:"citation"`
}

// A Citation is a place in a report's text, in code points, End exclusive: the
// text from Start to End is the sentence.
type Citation struct {
	ID    string `json:"id"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Bounds of what is looked at: news tells the important first, and a story of a
// thousand reports is told by its first hundred as well.
const (
	maxReports     = 100
	maxSentences   = 30  // of one report
	leastSentences = 5   // of each report,
	mostSentences  = 300 // and of all reports, but for those
	defaultWords   = 120
	likeness       = 0.5 // of the words of the shorter: beyond it a sentence repeats another
	mostDisputes   = 3   // of a sentence
)

// Write tells the story of some reports in about so many words (0: 120): the
// newest development that is best supported, and behind it what most of the reports
// say, no two sentences alike, in the order in which the reports appeared. What a later
// report contradicts is left out. Of each it is said how many texts say
// as much, and where others contradict it. It goes over the words only where
// one sentence alone is longer. Without reports, or without sentences in them,
// it is empty.
func Write(reports []news.Report, words int) Brief {
	if words <= 0 {
		words = defaultWords
	}
	reports = inOrder(reports)
	b := Brief{Sentences: []Sentence{}}
	if len(reports) == 0 {
		return b
	}
	w := newWriting(reports)
	b.Headline = w.headline(newest(reports))
	all := w.sentences(func(s *sentence) bool { return standsAlone(s.text, s.length) })
	if len(all) == 0 {
		all = w.sentences(func(*sentence) bool { return true })
	}
	if len(all) == 0 {
		return b
	}
	lead := w.lead(all, reports)
	b.Headline = w.headline(lead.reports(reports)) // a headline over another development would mislead
	for _, c := range w.choose(all, lead, words) {
		sources, disputed := w.told(c)
		b.Sentences = append(b.Sentences, Sentence{c.text, c.citations, sources, disputed})
	}
	return b
}

// inOrder sorts reports by time, those of unknown time last, and leaves out
// what says nothing new about who tells the story: the same report twice.
func inOrder(reports []news.Report) []news.Report {
	sorted := slices.Clone(reports)
	slices.SortFunc(sorted, func(a, b news.Report) int {
		if a.Published.IsZero() != b.Published.IsZero() {
			if a.Published.IsZero() {
				return 1
			}
			return -1
		}
		return cmp.Or(a.Published.Compare(b.Published), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Headline, b.Headline))
	})
	sorted = slices.CompactFunc(sorted, func(a, b news.Report) bool { return a.ID == b.ID })
	return sorted[:min(len(sorted), maxReports)]
}

// choose takes the lead and the most telling sentences that fit, repeat no other and
// aren't overtaken: those stand behind it in the order of time.
func (w *writing) choose(list []*sentence, lead *sentence, words int) []*sentence {
	byScore := slices.Clone(list)
	slices.SortStableFunc(byScore, func(a, b *sentence) int { return cmp.Compare(b.score, a.score) })
	chosen := []*sentence{lead}
	words -= lead.length
	for _, c := range byScore {
		if c.length > words || slices.ContainsFunc(chosen, c.repeats) || w.overtaken(c) {
			continue
		}
		chosen = append(chosen, c)
		words -= c.length
	}
	slices.SortStableFunc(chosen[1:], func(a, b *sentence) int { return cmp.Compare(a.order, b.order) })
	return chosen
}
