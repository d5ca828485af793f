package brief

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
)

// A candidate is a sentence that may stand in the brief.
type candidate struct {
	text      string
	citations []Citation
	order     int // among all sentences, in order of reports
	terms     map[string]bool
	length    int // words
	score     float64
}

// A sentence of fewer words seldom stands alone; one of more is a list.
const (
	leastWords = 6
	mostWords  = 60
)

// repeats tells whether two sentences say much of the same: by their telling
// words, or, where one has hardly any, by all of them.
func (c *candidate) repeats(other *candidate) bool {
	common := 0
	for t := range c.terms {
		if other.terms[t] {
			common++
		}
	}
	shorter := min(len(c.terms), len(other.terms))
	return shorter == 0 || float64(common) > likeness*float64(shorter)
}

// candidates gives the sentences of all reports, in order, the same sentence
// once with all its places. Where no sentence is fit to stand alone, all are
// given.
func candidates(reports []news.Report, weights weights) []*candidate {
	if list := gather(reports, weights, standsAlone); len(list) > 0 {
		return list
	}
	return gather(reports, weights, func(string, int) bool { return true })
}

func gather(reports []news.Report, weights weights, fit func(text string, words int) bool) []*candidate {
	var list []*candidate
	byText := map[string]*candidate{}
	for _, r := range reports {
		at, runes := 0, 0 // runes are the code points before byte at
		for i, span := range lang.Sentences(r.Text) {
			if i == maxSentences {
				break
			}
			text := r.Text[span.Start:span.End]
			runes += utf8.RuneCountInString(r.Text[at:span.Start])
			citation := Citation{r.ID, runes, runes + utf8.RuneCountInString(text)}
			at, runes = span.End, citation.End
			if known := byText[text]; known != nil {
				if known.citations[len(known.citations)-1].ID != r.ID {
					known.citations = append(known.citations, citation)
				}
				continue
			}
			terms := lang.Terms(text, r.Language)
			if len(terms) == 0 || !fit(text, len(terms)) {
				continue
			}
			c := &candidate{text: text, citations: []Citation{citation}, order: len(list), terms: telling(terms), length: len(terms)}
			// The first sentences of a report are written to tell it shortly.
			c.score = weights.of(c.terms) * (1 + 0.5/float64(1+i))
			byText[text] = c
			list = append(list, c)
		}
	}
	return list
}

// standsAlone tells a whole sentence from a heading, a caption or a scrap.
func standsAlone(text string, words int) bool {
	if words < leastWords || words > mostWords || strings.HasSuffix(text, "?") {
		return false
	}
	bare := strings.TrimRight(text, "\"'”’»)]")
	return strings.HasSuffix(bare, ".") || strings.HasSuffix(bare, "!") || strings.HasSuffix(bare, "…") || strings.HasSuffix(bare, "。")
}

// telling gives the words of a sentence that say what it is about.
func telling(terms []lang.Term) map[string]bool {
	set := make(map[string]bool, len(terms))
	for _, t := range terms {
		if !lang.IsFunctionWord(t.Form) {
			set[t.Text] = true
		}
	}
	return set
}

func termsOf(text, language string) map[string]bool { return telling(lang.Terms(text, language)) }

// weights say of each word which part of the reports hold it.
type weights map[string]float64

// weigh counts each text once: a copy is no further source.
func weigh(reports []news.Report) weights {
	w := weights{}
	texts := map[string]bool{}
	for _, r := range reports {
		if texts[r.Text] {
			continue
		}
		texts[r.Text] = true
		for t := range termsOf(r.Headline+"\n"+r.Text, r.Language) {
			w[t]++
		}
	}
	for t := range w {
		w[t] /= float64(len(texts))
	}
	return w
}

// of is how much of what the reports say is in a set of words: the mean weight
// of the words, lowered for sets so small that the mean says little.
func (w weights) of(terms map[string]bool) float64 {
	if len(terms) == 0 {
		return 0
	}
	// Whole weights are summed first, so that the order of a map can't show in
	// the last digit.
	counts := map[float64]int{}
	for t := range terms {
		counts[w[t]]++
	}
	return sumSorted(counts) / float64(len(terms)+4)
}

func sumSorted(counts map[float64]int) float64 {
	values := make([]float64, 0, len(counts))
	for v := range counts {
		values = append(values, v)
	}
	slices.Sort(values)
	var sum float64
	for _, v := range values {
		sum += v * float64(counts[v])
	}
	return sum
}
