package brief

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
)

// A sentence is one that may stand in the brief, with all places where the
// reports hold it.
type sentence struct {
	text      string
	citations []Citation
	texts     []int    // of the reports that hold it, without copies
	place     int      // in its report, from 0
	order     int      // among all sentences, in order of reports
	telling   []uint32 // its words that say what it is about, sorted
	words     []uint32 // all its words, sorted
	figures   []string // its numbers, sorted
	length    int      // in words
	score     float64
}

// A sentence of fewer words seldom stands alone; one of more is a list.
const (
	leastWords = 6
	mostWords  = 60
)

// repeats tells whether two sentences say much of the same: by their telling
// words, or, where one has hardly any, by all of them.
func (s *sentence) repeats(other *sentence) bool { return s.alike(other) || much(s.words, other.words) }

// alike tells whether two sentences tell of the same.
func (s *sentence) alike(other *sentence) bool { return much(s.telling, other.telling) }

// much tells whether two sets of words share more than half of the smaller.
func much(a, b []uint32) bool {
	shorter := min(len(a), len(b))
	common := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			common, a, b = common+1, a[1:], b[1:]
		}
	}
	return shorter == 0 || float64(common) > likeness*float64(shorter)
}

// A writing is the sentences of some reports, and how many of the texts hold
// each word.
type writing struct {
	numbers map[string]uint32 // of words
	holders []int             // by word: texts that hold it
	all     []*sentence
	texts   int
}

func newWriting(reports []news.Report) *writing {
	w := &writing{numbers: map[string]uint32{}}
	byText := map[string]*sentence{}
	seen := map[string]int{}
	most := min(max(mostSentences/len(reports), leastSentences), maxSentences)
	for _, r := range reports {
		text, copied := seen[r.Text]
		if !copied {
			text = w.texts
			w.texts++
			seen[r.Text] = text
		}
		var holds []uint32
		w.take(r, text, most, byText, func(s *sentence) {
			holds = append(holds, s.telling...)
		})
		if copied {
			continue // a copy is no further source
		}
		telling, _, _ := w.read(lang.Terms(r.Headline, r.Language))
		holds = append(holds, telling...)
		slices.Sort(holds)
		for _, word := range slices.Compact(holds) {
			w.holders[word]++
		}
	}
	return w
}

// take takes the first sentences of a report.
func (w *writing) take(r news.Report, text, most int, byText map[string]*sentence, visit func(*sentence)) {
	at, runes := 0, 0 // runes are the code points before byte at
	for i, span := range lang.Sentences(begin(r.Text, most)) {
		if i == most {
			break
		}
		exact := r.Text[span.Start:span.End]
		runes += utf8.RuneCountInString(r.Text[at:span.Start])
		citation := Citation{r.ID, runes, runes + utf8.RuneCountInString(exact)}
		at, runes = span.End, citation.End
		s := byText[exact]
		if s == nil {
			terms := lang.Terms(exact, r.Language)
			if len(terms) == 0 {
				continue
			}
			s = &sentence{text: exact, place: i, order: len(w.all), length: len(terms)}
			s.telling, s.words, s.figures = w.read(terms)
			byText[exact] = s
			w.all = append(w.all, s)
		}
		if n := len(s.citations); n == 0 || s.citations[n-1].ID != r.ID {
			s.citations = append(s.citations, citation)
		}
		if !slices.Contains(s.texts, text) {
			s.texts = append(s.texts, text)
		}
		visit(s)
	}
}

// begin gives as much of a text as surely holds its first sentences: to look
// through the rest of a long one would cost most of the time.
func begin(text string, sentences int) string {
	const longest = 1000 // bytes of a sentence, with room
	end := sentences * longest
	if end >= len(text) {
		return text
	}
	if i := strings.LastIndexByte(text[:end], '\n'); i > 0 { // where no sentence is cut
		return text[:i]
	}
	return text
}

// read gives the telling words, all words and the numbers of some terms.
func (w *writing) read(terms []lang.Term) (telling, words []uint32, figures []string) {
	for _, t := range terms {
		words = append(words, w.number(t.Form)) // as they stand: stems of two languages can't meet
		if !lang.IsFunctionWord(t.Form) {
			telling = append(telling, w.number(t.Text))
		}
		if t.Form[0] >= '0' && t.Form[0] <= '9' {
			figures = append(figures, t.Form)
		}
	}
	slices.Sort(telling)
	slices.Sort(words)
	slices.Sort(figures)
	return slices.Compact(telling), slices.Compact(words), slices.Compact(figures)
}

func (w *writing) number(word string) uint32 {
	n, known := w.numbers[word]
	if !known {
		n = uint32(len(w.holders))
		w.numbers[word] = n
		w.holders = append(w.holders, 0)
	}
	return n
}

// sentences gives those that are fit, with their scores.
func (w *writing) sentences(fit func(*sentence) bool) (list []*sentence) {
	for _, s := range w.all {
		if fit(s) {
			// The first sentences of a report are written to tell it shortly.
			s.score = w.weight(s.telling) * (1 + 0.5/float64(1+s.place))
			list = append(list, s)
		}
	}
	return list
}

// weight is how much of what the texts say is in a set of words: the mean share
// of the texts that hold them, lowered for sets so small that the mean says
// little.
func (w *writing) weight(words []uint32) float64 {
	if len(words) == 0 {
		return 0
	}
	holders := 0
	for _, n := range words {
		holders += w.holders[n]
	}
	return float64(holders) / float64(w.texts) / float64(len(words)+4)
}

// headline gives the headline that says most of what the reports say.
func (w *writing) headline(reports []news.Report) string {
	var best string
	most := -1.0
	for _, r := range reports {
		text := strings.TrimSpace(r.Headline)
		if text == "" {
			continue
		}
		telling, _, _ := w.read(lang.Terms(text, r.Language))
		if score := w.weight(telling); score > most {
			best, most = text, score
		}
	}
	return best
}

// told says how many texts tell what a sentence tells, and which sentences tell
// it with other numbers: both name some, most other words are the same, and
// each has a number that the other has not.
func (w *writing) told(s *sentence) (sources int, disputed []Dispute) {
	texts := slices.Clone(s.texts)
	for _, other := range w.all {
		if other == s || !s.alike(other) {
			continue
		}
		for _, text := range other.texts {
			if !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
		if lacks(s.figures, other.figures) && lacks(other.figures, s.figures) && len(disputed) < mostDisputes {
			disputed = append(disputed, Dispute{other.text, other.citations[0]})
		}
	}
	return len(texts), disputed
}

// lacks tells whether a number of the first is not among those of the second,
// though it has some.
func lacks(a, b []string) bool {
	return len(b) > 0 && slices.ContainsFunc(a, func(n string) bool { return !slices.Contains(b, n) })
}

// standsAlone tells a whole sentence from a heading, a caption or a scrap.
func standsAlone(text string, words int) bool {
	if words < leastWords || words > mostWords || strings.HasSuffix(text, "?") {
		return false
	}
	bare := strings.TrimRight(text, "\"'”’»)]")
	return strings.HasSuffix(bare, ".") || strings.HasSuffix(bare, "!") || strings.HasSuffix(bare, "…") || strings.HasSuffix(bare, "。")
}
