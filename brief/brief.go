package brief

import (
	"cmp"
	"slices"
	"strings"

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
	maxReports   = 100
	maxSentences = 30 // of one report
	defaultWords = 120
	likeness     = 0.5 // of the words of the shorter: beyond it a sentence repeats another
)

// Write tells the story of some reports in about so many words (0: 120): the
// sentences that say what most of the reports say, no two of them alike, in
// the order in which the reports appeared. It goes over the words only where
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
	weights := weigh(reports)
	b.Headline = headline(reports, weights)
	for _, s := range choose(candidates(reports, weights), words) {
		b.Sentences = append(b.Sentences, Sentence{s.text, s.citations})
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

// choose takes the most telling sentences that fit and repeat no other.
func choose(list []*candidate, words int) []*candidate {
	byScore := slices.Clone(list)
	slices.SortStableFunc(byScore, func(a, b *candidate) int { return cmp.Compare(b.score, a.score) })
	var chosen []*candidate
	for _, c := range byScore {
		if len(chosen) > 0 && c.length > words {
			continue
		}
		if slices.ContainsFunc(chosen, c.repeats) {
			continue
		}
		chosen = append(chosen, c)
		words -= c.length
	}
	slices.SortStableFunc(chosen, func(a, b *candidate) int { return cmp.Compare(a.order, b.order) })
	return chosen
}

// headline gives the headline that says most of what the reports say.
func headline(reports []news.Report, weights weights) string {
	var best string
	var most float64 = -1
	for _, r := range reports {
		text := strings.TrimSpace(r.Headline)
		if text == "" {
			continue
		}
		if score := weights.of(termsOf(text, r.Language)); score > most {
			best, most = text, score
		}
	}
	return best
}
