// Package abroad records what reports in German, Spanish, French, Italian, Dutch,
// Portuguese and Russian tell: who said what, and deaths, injuries, arrests, charges,
// sentences, meetings, agreements, appointments, elections and votes.
//
// In comes a report and its language; out go facts without identity, cited to their
// sentences. Each comes from the dependency tree of one sentence through a lexicon of
// the language. A clause that is denied, supposed, hedged or asked gives nothing, and
// neither does one whose sides aren't told in full.
package abroad

import (
	"strings"
	"time"
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
)

// Reads reports whether the package knows a language, ISO 639-1.
func Reads(language string) bool { return lexicons()[language] != nil }

// longestSentence bounds the sentences that are parsed, in bytes: longer ones are
// tables and lists.
const longestSentence = 1200

// A reader works through the sentences of one report.
type reader struct {
	report   news.Report
	language string
	*lexicon
	points int // code points before at
	at     int
	day    time.Time
}

// Facts gives the facts of a report in a language that Reads knows.
func Facts(r news.Report, language string) []news.Fact {
	d := &reader{report: r, language: language, lexicon: lexicons()[language], day: r.Published}
	if d.lexicon == nil {
		return nil
	}
	var out []news.Fact
	var before *clause
	for _, s := range lang.SentencesIn(language, r.Text) {
		c := d.clause(s)
		if s.End-s.Start > longestSentence || strings.Contains(r.Text[s.Start:s.End], "\n\n") {
			before = nil
			continue
		}
		c.words = lang.ParseIn(language, r.Text, s)
		c.index()
		said := c.quotes(before)
		out = append(out, said...)
		if len(said) == 0 {
			out = append(out, c.statements()...)
		}
		out = append(out, c.events()...)
		before = c
	}
	return out
}

// clause is a sentence with its citation.
func (d *reader) clause(s lang.Span) *clause {
	d.points += utf8.RuneCountInString(d.report.Text[d.at:s.Start])
	start := d.points
	d.points += utf8.RuneCountInString(d.report.Text[s.Start:s.End])
	d.at = s.End
	return &clause{reader: d, span: s, cited: news.Citation{
		ReportID: d.report.ID, Version: d.report.Version,
		Exact: d.report.Text[s.Start:s.End], Start: start, End: d.points,
	}}
}

// A clause is a sentence as a tree.
type clause struct {
	*reader
	span  lang.Span
	cited news.Citation
	words []lang.Word
	kids  [][]int // of each word, counted from 0
	names []lang.Entity
	times []lang.TimeMention
}

func (c *clause) index() {
	c.kids = make([][]int, len(c.words))
	for i, w := range c.words {
		if w.Head > 0 {
			c.kids[w.Head-1] = append(c.kids[w.Head-1], i)
		}
	}
	c.names = lang.EntitiesIn(c.language, c.words)
	c.times = lang.TimesIn(c.language, c.report.Text, c.span, c.day)
}

// kid gives the first child of a word with one of the relations, or -1. A relation
// without its part behind the colon stands for all its kinds.
func (c *clause) kid(of int, relations ...string) int {
	for _, k := range c.kids[of] {
		for _, r := range relations {
			if c.words[k].Deprel == r || strings.HasPrefix(c.words[k].Deprel, r+":") && !strings.Contains(r, ":") {
				return k
			}
		}
	}
	return -1
}

// loose relations are no part of a phrase that names someone.
var loose = map[string]bool{
	"acl":              true,
	"acl:relcl":        true,
	"parataxis":        true,
	"punct":            true,
	"case":             true,
	"mark":             true,
	"advcl":            true,
	"cc":               true,
	"dep":              true,
	"discourse":        true,
	"parataxis:insert": true,
	"advmod":           true,
}

// phrase gives the words of a noun phrase around its head, from and to included: what
// hangs on it without a break, relative clauses and prepositions left out.
func (c *clause) phrase(head int) (from, to int) {
	in := map[int]bool{}
	var take func(i int)
	take = func(i int) {
		in[i] = true
		for _, k := range c.kids[i] {
			if r := c.words[k].Deprel; !in[k] && (!loose[r] || i != head && (r == "case" || r == "cc")) {
				take(k)
			}
		}
	}
	take(head)
	from, to = head, head
	for from > 0 && in[from-1] {
		from--
	}
	for to+1 < len(c.words) && (in[to+1] || c.hyphenates(to+1, in)) {
		to++
	}
	for from > 1 && c.words[from-1].Form == "-" && c.words[from-1].End == c.words[from].Start &&
		c.words[from-2].End == c.words[from-1].Start {
		from -= 2
	}
	for to+1 < len(c.words) && isName(c.words[to]) && isName(c.words[to+1]) && to-from < longestPhrase {
		to++
	}
	if k := c.kid(head, "case"); k >= 0 && from > k && c.words[k].Span == c.words[from].Span {
		from++ // the article of “du ministre”
	}
	return from, to
}

func isName(w lang.Word) bool { return w.UPOS == "PROPN" }

// hyphenates reports whether a hyphen joins the words beside it.
func (c *clause) hyphenates(i int, in map[int]bool) bool {
	return c.words[i].Form == "-" && i+1 < len(c.words) && in[i+1] && c.words[i].End == c.words[i+1].Start
}

func (c *clause) text(from, to int) string {
	if from > to {
		return ""
	}
	return c.report.Text[c.words[from].Start:c.words[to].End]
}

// longestPhrase bounds a side, in words.
const longestPhrase = 14

// actor makes a side of a noun phrase; false where it names nobody.
func (c *clause) actor(head int) (news.Actor, bool) {
	w := c.words[head]
	if w.UPOS != "NOUN" && w.UPOS != "PROPN" && w.UPOS != "NUM" {
		return news.Actor{}, false
	}
	from, to := c.phrase(head)
	text := c.text(from, to)
	if to-from >= longestPhrase || utf8.RuneCountInString(text) < 2 || strings.ContainsAny(text, "\n\"“”«»()") {
		return news.Actor{}, false
	}
	a := news.Actor{Text: text}
	if n, ok := lang.CountryIn(c.language, text); ok {
		a.Code, a.Name = n.Code, n.Name
	} else if n, ok := lang.CountryIn(c.language, c.words[to].Form); ok && from < to && c.words[head].UPOS == "PROPN" && head == to {
		a.Code, a.Name = n.Code, n.Name
	}
	for _, e := range c.names {
		if e.Kind == "person" && e.Start >= c.words[from].Start && e.End <= c.words[to].End {
			a.Name = c.report.Text[e.Start:e.End]
			break
		}
	}
	return a, true
}

// actors are those of a phrase and of what is coordinated with it.
func (c *clause) actors(head int) []news.Actor {
	a, ok := c.actor(head)
	if !ok {
		return nil
	}
	return []news.Actor{a}
}
