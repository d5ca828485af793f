package brief

import (
	"cmp"
	"slices"
	"time"

	"dateline/lang"
	"dateline/news"
)

// recent is how long before the newest report another still tells the same development.
const recent = 12 * time.Hour

// newest are the reports of the last development: those published within a while before
// the newest one. Where no report has a time, all are.
func newest(reports []news.Report) []news.Report {
	var last time.Time
	for _, r := range reports {
		if r.Published.After(last) {
			last = r.Published
		}
	}
	return slices.DeleteFunc(slices.Clone(reports), func(r news.Report) bool {
		return !last.IsZero() && (r.Published.IsZero() || last.Sub(r.Published) > recent)
	})
}

// Bounds of what a lead is chosen from: the first sentences of a report, and the few
// that say most of what the reports say. Only some are parsed, because parsing is most
// of what a brief costs, and only few are compared with the other reports.
const (
	leadPlaces     = 3
	leadParsed     = 18
	leadCandidates = 6
)

// lead is the sentence that a brief opens with: of the newest reports, one that most
// texts support, that says who, where and when, and that nobody later contradicts.
func (w *writing) lead(list []*sentence, reports []news.Report) *sentence {
	of := newest(reports)
	var candidates []*sentence
	for _, s := range list {
		fresh := slices.ContainsFunc(of, func(r news.Report) bool { return r.ID == s.citations[0].ID })
		if fresh && s.place < leadPlaces {
			candidates = append(candidates, s)
		}
	}
	if len(candidates) == 0 {
		candidates = list
	}
	candidates = slices.Clone(candidates)
	slices.SortStableFunc(candidates, func(a, b *sentence) int {
		return cmp.Or(cmp.Compare(b.score, a.score), a.order-b.order)
	})
	candidates = candidates[:min(len(candidates), leadParsed)]
	worth := map[*sentence]float64{}
	for _, s := range candidates {
		worth[s] = s.score * complete(s)
	}
	byWorth := func(a, b *sentence) int {
		switch {
		case worth[a] > worth[b]:
			return -1
		case worth[a] < worth[b]:
			return 1
		}
		return a.order - b.order
	}
	slices.SortStableFunc(candidates, byWorth)
	candidates = candidates[:min(len(candidates), leadCandidates)]
	for _, s := range candidates {
		worth[s] *= 1 + 0.25*float64(len(w.tellers(s))-1)
		if w.overtaken(s) {
			worth[s] = 0
		}
	}
	slices.SortStableFunc(candidates, byWorth)
	return candidates[0]
}

// reports are those of some reports that a sentence stands in.
func (s *sentence) reports(of []news.Report) []news.Report {
	return slices.DeleteFunc(slices.Clone(of), func(r news.Report) bool {
		return !slices.ContainsFunc(s.citations, func(c Citation) bool { return c.ID == r.ID })
	})
}

// mostParsed is how many words a sentence may have to be parsed. Where no sentence of the
// usual length stands in the reports, one of a hostile page may have millions.
const mostParsed = 4 * mostWords

// complete weighs whether a sentence says who, where and when.
func complete(s *sentence) float64 {
	if s.length > mostParsed {
		return 0.5
	}
	words := lang.Parse(s.text, lang.Span{End: len(s.text)})
	who, where := false, false
	for _, e := range lang.Entities(words) {
		who = who || e.Kind != "place"
		where = where || e.Kind == "place"
	}
	n := 1.0
	if who || where {
		n += 0.3
	}
	if who && where {
		n += 0.1
	}
	if len(lang.Times(s.text, s.published)) > 0 {
		n += 0.2
	}
	if len(words) > 0 && words[0].UPOS == "PRON" {
		n -= 0.5 // nobody knows yet who “he” is
	}
	return n
}

// overtaken reports whether a later report contradicts a sentence.
func (w *writing) overtaken(s *sentence) bool {
	if s.published.IsZero() {
		return false
	}
	return slices.ContainsFunc(w.differing(s), func(c contrary) bool { return c.published.After(s.published) })
}
