package record

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
	"dateline/record/actor"
)

// A token is a word, a possessive ending or a mark of the text.
type token struct {
	lang.Span
	text, lower string
	sentence    int  // index into document.sentences
	capital     bool // begins with an upper-case letter
	word        bool // letters or digits
	quoted      bool // within a quotation
	speech      bool // within one that is long enough to be someone's words
}

// A sentence holds tokens first to last-1.
type sentence struct {
	lang.Span
	first, last int
	paragraph   int
	times       []lang.TimeMention // spans are of the whole text
	words       []lang.Word        // see parse; spans are of the whole text
}

// A document is a report's text prepared for reading: every rule works on its
// tokens and cites its sentences.
type document struct {
	report    news.Report
	text      string
	points    []int // for each byte offset at a token or sentence edge see point
	tokens    []token
	sentences []sentence
	quotes    []quotation
	people    people
	written   time.Time       // the day of its dateline, zero if it has none
	writtenBy string          // how that is known
	mentioned []actor.Mention // names, roles and pronouns, once a rule has asked for them
	recorder  *Recorder       // nil: one that was taught nothing
}

func newDocument(r news.Report) *document {
	d := &document{report: r, text: r.Text}
	d.points = pointIndex(r.Text)
	paragraph, at := 0, 0
	spans := lang.Sentences(r.Text)
	for n, s := range spans {
		if n > 0 && strings.Count(r.Text[at:s.Start], "\n") > 1 {
			paragraph++
		}
		at = s.End
		first := len(d.tokens)
		d.tokens = appendTokens(d.tokens, r.Text, s, n)
		d.sentences = append(d.sentences, sentence{Span: s, first: first, last: len(d.tokens), paragraph: paragraph})
	}
	d.quotes = d.findQuotations()
	d.written, d.writtenBy = lang.Written(r.Text, spans, r.Published)
	for i, times := range lang.TextTimes(r.Text, spans, r.Published) {
		d.sentences[i].times = times[:min(len(times), 64)] // a sentence with more is a table
	}
	d.people = d.findPeople()
	return d
}

// pointStep is how many bytes lie between two entries of the point index.
const pointStep = 64

// pointIndex counts the code points before every pointStep-th byte.
func pointIndex(text string) []int {
	out := make([]int, 0, len(text)/pointStep+1)
	count := 0
	for i := 0; i < len(text); i++ {
		if i%pointStep == 0 {
			out = append(out, count)
		}
		if utf8.RuneStart(text[i]) {
			count++
		}
	}
	return out
}

// point turns a byte offset at the start of a character into a count of code points.
func (d *document) point(at int) int {
	if len(d.points) == 0 {
		return 0
	}
	i := min(at/pointStep, len(d.points)-1)
	count := d.points[i]
	for k := i * pointStep; k < at; k++ {
		if utf8.RuneStart(d.text[k]) {
			count++
		}
	}
	return count
}

// cite cites sentences from to to, both included, as one stretch of the text.
func (d *document) cite(from, to int) news.Citation {
	if to < from {
		from, to = to, from
	}
	start, end := d.sentences[from].Start, d.sentences[to].End
	return news.Citation{
		ReportID: d.report.ID, Version: d.report.Version,
		Exact: d.text[start:end], Start: d.point(start), End: d.point(end),
	}
}

// words is the text of tokens i to j-1 as it stands.
func (d *document) words(i, j int) string {
	if i >= j {
		return ""
	}
	return d.text[d.tokens[i].Start:d.tokens[j-1].End]
}

// tok is token i, and no token at all (no word, no mark) outside the text.
func (d *document) tok(i int) token {
	if i < 0 || i >= len(d.tokens) {
		return token{}
	}
	return d.tokens[i]
}

func (d *document) lower(i int) string { return d.tok(i).lower }

func appendTokens(out []token, text string, s lang.Span, sentence int) []token {
	for i := s.Start; i < s.End; {
		r, size := utf8.DecodeRuneInString(text[i:s.End])
		if unicode.IsSpace(r) {
			i += size
			continue
		}
		j := i + size
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case word:
			j = wordEnd(text[:s.End], i)
		case (r == '\'' || r == '’') && j < s.End && (text[j] == 's' || text[j] == 'S') && endsWord(text[:s.End], j+1):
			j++
		}
		out = append(out, token{Span: lang.Span{Start: i, End: j}, text: text[i:j], lower: strings.ToLower(text[i:j]),
			sentence: sentence, capital: unicode.IsUpper(r) || arabicArticle(text[i:j]), word: word})
		i = j
	}
	return out
}

// arabicArticle: al-Abadi is a name though it begins small.
func arabicArticle(w string) bool {
	return len(w) > 4 && (w[:3] == "al-" || w[:3] == "el-") && w[3] >= 'A' && w[3] <= 'Z'
}

func endsWord(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	return !unicode.IsLetter(r)
}

// wordEnd is where the word at i ends: letters and digits, with inner hyphens,
// the apostrophe of O'Brien and don't but not of a possessive, the points of
// U.S. and 3.5, and the comma of 1,200.
func wordEnd(text string, i int) int {
	j := i
	for j < len(text) {
		r, size := utf8.DecodeRuneInString(text[j:])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			j += size
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[min(j+size, len(text)):])
		inner := unicode.IsLetter(next) || unicode.IsDigit(next)
		switch {
		case r == '-' && inner:
		case (r == '\'' || r == '’') && inner && !(next == 's' && endsWord(text, j+size+1)):
		case (r == '.' || r == ',') && unicode.IsDigit(next) && text[j-1] >= '0' && text[j-1] <= '9':
		case r == '.' && isInitialism(text[i:j]) && (inner && unicode.IsUpper(next) || strings.Contains(text[i:j], ".")):
		default:
			return j
		}
		j += size
	}
	return j
}

// isInitialism tells U and U.S from other words.
func isInitialism(s string) bool {
	if len(s) > 11 {
		return false
	}
	for i, r := range s {
		if i%2 == 0 && (r < 'A' || r > 'Z') || i%2 == 1 && r != '.' {
			return false
		}
	}
	return len(s)%2 == 1
}

// timeBetween is the first date that stands within tokens i to j-1.
func (d *document) timeBetween(i, j int) *news.TimeRef {
	if i >= j || i >= len(d.tokens) {
		return nil
	}
	for _, m := range d.sentences[d.tokens[i].sentence].times {
		if k := d.tokenAt(m.End - 1); k >= 0 && isPossessive(d.tok(k+1)) {
			continue // Tuesday's election tells when the election was
		}
		if m.Start >= d.tokens[i].Start && m.End <= d.tokens[j-1].End {
			ref := m.Ref
			return &ref
		}
	}
	return nil
}

// skipTime is the token behind the date that begins at token i, with the
// preposition before it; i where there is none.
func (d *document) skipTime(i, limit int) int {
	k := i
	switch d.lower(k) {
	case "on", "in", "since", "at", "by":
		k++
	}
	if k >= limit {
		return i
	}
	for _, m := range d.sentences[d.tokens[k].sentence].times {
		if m.Start != d.tokens[k].Start {
			continue
		}
		for k < limit && d.tokens[k].Start < m.End {
			k++
		}
		return k
	}
	return i
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
