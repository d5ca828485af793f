package brief

import (
	"slices"
	"strings"
	"time"
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
	published time.Time
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
	return shorter == 0 || float64(shared(a, b)) > likeness*float64(shorter)
}

// shared counts the words that two sets have in common.
func shared(a, b []uint32) (common int) {
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
	return common
}

// A writing is the sentences of some reports, and how many of the texts hold
// each word.
type writing struct {
	forms   map[string]form
	numbers map[string]uint32 // of words
	holders []int             // by word: texts that hold it
	all     []*sentence
	texts   int

	readings readings
	terms    []lang.Term // of what was read last
	room     []uint32    // for the words of sentences to come
}

// A form is what a word, as it stands, was read as the last time.
type form struct {
	number   uint32
	stem     string
	stemmed  uint32 // the stem's number
	function bool   // says nothing of what its sentence is about, and has no such number
}

func newWriting(reports []news.Report) *writing {
	w := &writing{forms: map[string]form{}, numbers: map[string]uint32{}, readings: readings{}}
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
		holds = append(holds, w.headlineWords(r)...)
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
	for i, span := range lang.FirstSentences(r.Text, most) {
		exact := r.Text[span.Start:span.End]
		runes += utf8.RuneCountInString(r.Text[at:span.Start])
		citation := Citation{r.ID, runes, runes + utf8.RuneCountInString(exact)}
		at, runes = span.End, citation.End
		s := byText[exact]
		if s == nil {
			w.terms = lang.AppendTerms(w.terms[:0], exact, r.Language)
			if len(w.terms) == 0 {
				continue
			}
			s = &sentence{text: exact, place: i, order: len(w.all), length: len(w.terms), published: r.Published}
			s.telling, s.words, s.figures = w.read()
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

// read gives the telling words, all words and the numbers of the terms.
func (w *writing) read() (telling, words []uint32, figures []string) {
	n := len(w.terms)
	if len(w.room) < 2*n {
		w.room = make([]uint32, max(4096, 2*n))
	}
	telling, words, w.room = w.room[:0:n], w.room[n:n:2*n], w.room[2*n:]
	for _, t := range w.terms {
		f, known := w.forms[t.Form]
		if !known || f.stem != t.Text { // two languages may stem one form in two ways
			f = form{number: w.number(t.Form), stem: t.Text, function: lang.IsFunctionWord(t.Form)}
			if !f.function {
				f.stemmed = w.number(t.Text)
			}
			w.forms[t.Form] = f
		}
		words = append(words, f.number) // as they stand: stems of two languages can't meet
		if !f.function {
			telling = append(telling, f.stemmed)
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

// headlineWords gives the telling words of a report's headline.
func (w *writing) headlineWords(r news.Report) []uint32 {
	w.terms = lang.AppendTerms(w.terms[:0], r.Headline, r.Language)
	telling, _, _ := w.read()
	return telling
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
		if score := w.weight(w.headlineWords(r)); score > most {
			best, most = text, score
		}
	}
	return best
}

// told says how many texts tell what a sentence tells, and which sentences
// contradict it.
func (w *writing) told(s *sentence) (sources int, disputed []Dispute) {
	for _, other := range w.differing(s) {
		disputed = append(disputed, Dispute{other.text, other.citations[0]})
	}
	return len(w.tellers(s)), disputed
}

// standsAlone tells a whole sentence from a heading, a caption or a scrap.
func standsAlone(text string, words int) bool {
	if words < leastWords || words > mostWords || strings.HasSuffix(text, "?") {
		return false
	}
	bare := strings.TrimRight(text, "\"'”’»)]")
	return strings.HasSuffix(bare, ".") || strings.HasSuffix(bare, "!") || strings.HasSuffix(bare, "…") || strings.HasSuffix(bare, "。")
}
