package lang

import (
	"fmt"
	"sort"
	"strings"
	"time"
	"unicode"
)

// TextTimes finds the dates that the sentences of a text tell: a list for each
// sentence, in order and without overlap. Spans count from the start of the text.
//
// What is relative (“on Wednesday”, “last month”, “June 19” without a year) is
// resolved against the dateline: the date that the text itself gives at its head
// (“SELDEN, June 12 (Kestrel Wire) –”, a line that is nothing but a date), else the
// day of publication. Without either, or where the text does not tell which of two
// dates is meant, From and To stay empty and the basis says why. Inside a quotation
// it is resolved against the day on which the words were said, where the text tells
// it. “The same day”, “two days later” and “the following Monday” count from the day
// that was told last, and “the opening night” is the day that the text has once
// explained it by.
//
// Weeks run from Monday. A weekday is the nearest one before the dateline, or
// after it if the verb nearby is about the future; the dateline's own weekday
// is the dateline.
func TextTimes(text string, sentences []Span, published time.Time) [][]TimeMention {
	var s narrative
	s.home.ref, s.home.against = Written(text, sentences, published)
	out := make([][]TimeMention, len(sentences))
	readers := make([]timeParser, len(sentences))
	opener := ""
	for i, span := range sentences {
		readers[i] = timeParser{text: text, words: timeWords(text, span), story: &s}
		if i > 0 && strings.Count(text[min(sentences[i-1].End, span.Start):span.Start], "\n") > 1 {
			opener = "" // a quotation that goes on in the next paragraph opens there again
		}
		opener = markQuoted(readers[i].words, opener)
	}
	for i := range readers {
		s.sentence = i
		s.starts = append(s.starts, s.last)
		out[i] = readers[i].sentence(s.home)
	}
	s.findQuestion(out, readers)
	for i := range readers {
		if p := &readers[i]; s.waiting[p] || len(s.known) > 0 {
			s.sentence, s.last = i, s.starts[i]
			out[i] = p.sentence(s.said(readers, out, i))
		}
	}
	return out
}

// A narrative is what a text has told of days so far.
type narrative struct {
	home     reference // the dateline
	sentence int       // the number of the one that is read
	last     toldDay   // the day that was told last
	starts   []toldDay // of each sentence, what last was when it began
	question toldDay   // the only day of late that the text tells: the one it is about
	known    map[string]toldDay
	waiting  map[*timeParser]bool // what may be read better once the text is known
}

// A toldDay is a day of a text, the words that tell it, and their sentence.
type toldDay struct {
	day      time.Time
	text     string
	sentence int
}

func (t toldDay) reference(what string) reference {
	return reference{t.day, fmt.Sprintf("%s %s (“%s”)", what, t.day.Format(time.DateOnly), t.text)}
}

func dayOf(t time.Time, what string) reference {
	if t.IsZero() {
		return reference{}
	}
	y, m, d := t.Date()
	day := civil(y, m, d)
	return reference{day, what + " " + day.Format(time.DateOnly)}
}

// sentence reads one, with quoted words against the day on which they were said.
func (p *timeParser) sentence(said reference) []TimeMention {
	var out []TimeMention
	for i := 0; i < len(p.words); {
		p.reference = p.story.home
		if p.words[i].quoted {
			p.reference = said
		}
		n, refs := p.at(i)
		if n == 0 {
			i++
			continue
		}
		out = append(out, refs...)
		if p.words[i].quoted && len(refs) > 0 && refs[0].Ref.Basis != stated {
			p.story.wait(p)
		}
		if len(refs) == 1 {
			p.story.tell(refs[0])
			p.explains(i, i+n)
		}
		i += n
	}
	return out
}

// tell keeps a day that was told.
func (s *narrative) tell(m TimeMention) {
	if day, ok := m.day(); ok {
		s.last = toldDay{day, m.Ref.Text, s.sentence}
	}
}

// headSentences is how far into a text a line that is only a date, of at most
// maxHeadLine bytes, counts as its dateline.
const (
	headSentences = 4
	maxHeadLine   = 48
)

// maxDrift is how far a text's own dateline may be from its publication: a report
// on an old document may open with that one's date.
const maxDrift = 31 * 24 * time.Hour

// Written is the day on which a text was written, as midnight, and how that is known:
// by the date that the text gives at its head; else by the newest post that it
// quotes, if all are later than the publication, for nobody quotes what is not yet
// said; else by the day of publication. It is zero if nothing tells it.
func Written(text string, sentences []Span, published time.Time) (day time.Time, basis string) {
	home := dayOf(published, "the dateline")
	take := func(p timeParser, m TimeMention) bool {
		day, ok := m.day()
		if !ok || !home.ref.IsZero() && day.Sub(home.ref).Abs() > maxDrift {
			return false
		}
		home = dayOf(day, "the text's own dateline")
		return true
	}
	scratch := narrative{home: home}
	if at := FindDateline(text); at.End > 0 {
		p := timeParser{text: text, words: timeWords(text, at), story: &scratch}
		for _, m := range p.sentence(home) {
			if take(p, m) {
				return home.ref, home.against
			}
		}
	}
	scratch.home = reference{} // only a date with its year counts here
	for _, s := range sentences[:min(headSentences, len(sentences))] {
		if s.End-s.Start > maxHeadLine {
			continue
		}
		p := timeParser{text: text, words: timeWords(text, s), story: &scratch}
		for _, m := range p.sentence(reference{}) {
			if m.Start == s.Start && strings.Trim(text[m.End:s.End], " .") == "" && take(p, m) {
				return home.ref, home.against
			}
		}
	}
	if oldest, newest := posts(text); oldest.Sub(home.ref) > 24*time.Hour && !home.ref.IsZero() {
		home = dayOf(newest, "the newest post that the text quotes,")
	}
	return home.ref, home.against
}

// posts are the oldest and the newest date behind the name of an account, as posts are
// signed where a page quotes them: (@harvelport) April 16, 2031.
func posts(text string) (oldest, newest time.Time) {
	const most = 64
	for range most {
		at := strings.Index(text, "(@")
		if at < 0 {
			break
		}
		text = text[at+2:]
		end := strings.IndexByte(text[:min(len(text), 40)], ')')
		if end < 0 {
			continue
		}
		p := timeParser{text: text, words: timeWords(text, Span{end + 1, min(len(text), end+30)}), story: &narrative{}}
		if len(p.words) == 0 {
			continue
		}
		for _, rule := range []func(int) (int, []TimeMention){p.monthDay, p.dayMonth} {
			n, refs := rule(0)
			if n == 0 || len(refs) != 1 || refs[0].Ref.Basis != stated {
				continue
			}
			if day, ok := refs[0].day(); ok {
				if oldest.IsZero() || day.Before(oldest) {
					oldest = day
				}
				if day.After(newest) {
					newest = day
				}
			}
		}
	}
	return oldest, newest
}

// day is the one that a mention means, if it means one.
func (m TimeMention) day() (time.Time, bool) {
	if m.Ref.Precision != "day" || m.Ref.From == "" || m.Ref.From != m.Ref.To {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, m.Ref.From)
	return day, err == nil
}

// findQuestion finds the day that the text is about: the one day of the week before
// the dateline that it tells in its own words.
func (s *narrative) findQuestion(out [][]TimeMention, readers []timeParser) {
	if s.home.ref.IsZero() {
		return
	}
	for i, list := range out {
		for _, m := range list {
			day, ok := m.day()
			if !ok || readers[i].quotedAt(m.Start) || day.After(s.home.ref) || s.home.ref.Sub(day) > 7*24*time.Hour || i < headSentences && len(readers[i].words) <= 8 && day.Equal(s.home.ref) {
				continue
			}
			if !s.question.day.IsZero() && !s.question.day.Equal(day) {
				s.question = toldDay{}
				return
			}
			if s.question.day.IsZero() {
				s.question = toldDay{day, m.Ref.Text, i}
			}
		}
	}
}

func (p *timeParser) quotedAt(at int) bool {
	k := p.wordAt(at)
	return k < len(p.words) && p.words[k].quoted
}

// wordAt is the first word that does not begin before at.
func (p *timeParser) wordAt(at int) int {
	return sort.Search(len(p.words), func(k int) bool { return p.words[k].Start >= at })
}

// wait has a sentence read again when the whole text has been.
func (s *narrative) wait(p *timeParser) {
	if s.waiting == nil {
		s.waiting = map[*timeParser]bool{}
	}
	s.waiting[p] = true
}

// markQuoted marks the words that stand between quotation marks, given the mark that
// an earlier sentence left open, and returns the one that this sentence leaves open.
func markQuoted(words []timeWord, open string) string {
	for k := range words {
		w := words[k].raw
		switch {
		case open == "" && (w == "“" || w == "\"" || w == "«"):
			open = w
		case open != "" && w == quoteEnds[open]:
			open = ""
		default:
			words[k].quoted = open != ""
		}
	}
	return open
}

var quoteEnds = map[string]string{"“": "”", "\"": "\"", "«": "»"}

// said is the day on which the quoted words of sentence i were said: the one that
// the clause of the verb of saying tells, in this sentence, in those that the
// quotation goes on in, or in the one it follows; else, if they were said after a
// match or at a meeting, the day that the text is about; else the dateline.
func (s *narrative) said(readers []timeParser, out [][]TimeMention, i int) reference {
	const reach = 6 // sentences: a quotation seldom goes on longer
	for k := i; k < min(i+reach, len(readers)); k++ {
		if day, found := readers[k].sayingDay(out[k]); found {
			return day.reference("the day it was said,")
		}
		if !readers[k].endsQuoted() || readers[k].unquoted() > 0 && k > i {
			break
		}
	}
	for k := i - 1; k >= max(0, i-reach); k-- {
		if !readers[k+1].startsQuoted() || readers[k+1].unquoted() > 0 && k+1 == i && !readers[k].endsQuoted() {
			break
		}
		if day, found := readers[k].sayingDay(out[k]); found {
			return day.reference("the day it was said,")
		}
	}
	if !s.question.day.IsZero() && readers[i].saidAtEvent() {
		return s.question.reference("the day it was said, which is the one that the text is about,")
	}
	return s.home
}

// sayingDay is the day in the clause of a verb of saying, outside the quotation.
func (p *timeParser) sayingDay(list []TimeMention) (toldDay, bool) {
	for _, m := range list {
		home := p.story.home.ref
		if day, ok := m.day(); ok && !p.quotedAt(m.Start) && (home.IsZero() || !day.After(home)) && p.saysAt(m.Span) {
			return toldDay{day: day, text: m.Ref.Text}, true
		}
	}
	return toldDay{}, false
}

// saysAt tells whether the time at a span belongs to a verb of saying: the nearest
// verb before it, or, where none is, the first one after it.
func (p *timeParser) saysAt(at Span) bool {
	const reach = 40 // words
	first, last := p.wordAt(at.Start), p.wordAt(at.End)
	if w := p.lower(last); (w == "'" || w == "’") && p.lower(last+1) == "s" {
		return false
	}
	for k := first - 1; k >= max(0, first-reach) && !p.words[k].quoted; k-- {
		if sayingVerbs[p.lower(k)] {
			return true
		}
		if p.tenseOf(k) != unknown || p.lower(k) == "who" || p.lower(k) == "which" {
			return false
		}
	}
	for k := last; k < min(len(p.words), last+reach) && !p.words[k].quoted; k++ {
		if sayingVerbs[p.lower(k)] {
			return true
		}
		if p.tenseOf(k) != unknown {
			return false
		}
	}
	return false
}

// saidAtEvent: “After the match, the coach said, “…””.
func (p *timeParser) saidAtEvent() bool {
	event, says := false, false
	for k, w := range p.words {
		if w.quoted {
			continue
		}
		says = says || sayingVerbs[w.lower]
		switch w.lower {
		case "after", "following", "before", "during", "at":
			event = event || p.lower(k+1) == "the"
		}
	}
	return event && says
}

func (p *timeParser) startsQuoted() bool {
	return len(p.words) > 1 && (p.words[0].quoted || p.words[1].quoted && quoteEnds[p.words[0].raw] != "")
}

func (p *timeParser) endsQuoted() bool {
	return len(p.words) > 0 && p.words[len(p.words)-1].quoted
}

// unquoted counts the words outside quotations.
func (p *timeParser) unquoted() int {
	n := 0
	for _, w := range p.words {
		if !w.quoted && unicode.IsLetter(firstRune(w.raw)) {
			n++
		}
	}
	return n
}

var sayingVerbs = set(`said says told tells wrote writes tweeted posted announced added declared insisted warned argued claimed
	asked replied testified explained stated recalled commented`)
