package ledger

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"dateline/lang"
	"dateline/news"
	"dateline/support"
)

// A Source is the newest version of a report that may say what a passage says.
type Source struct {
	ReportID, Outlet string
	Original         string // the report whose text it prints; empty: its own
	Text             string
	Published        time.Time
}

// A Corroboration is how the reports of a story bear on a passage of a dispatch.
type Corroboration struct {
	// Outlets say so independently, the cited ones first. Copies of one text count
	// once; a sentence that is gone from its page supports nothing.
	Outlets  []string
	Disputes []Dispute
	Fault    *Fault // how the passage differs from its own citations; nil: they support it
}

// OneSource reports whether one independent source alone says so.
func (c Corroboration) OneSource() bool { return len(c.Outlets) == 1 }

// A Fault is how a passage differs from what it cites.
type Fault struct {
	Contradicted bool
	Why          string
	Differences  []support.Mismatch
}

// A Corroborator holds what the reports of a story say, for passages to be compared with.
type Corroborator struct {
	sources  []Source
	entries  []LedgerEntry
	lines    []line
	readings map[string]*support.Reading
}

// A line is a sentence of a source.
type line struct {
	source int
	text   string
	terms  map[string]bool
}

// Bounds of what is compared. News says the important first, and reading a sentence
// takes milliseconds.
const (
	mostLines    = 30 // of one source
	mostCompared = 24 // with one passage, those with the most words in common first
	leastShared  = 2  // words; it only spares work
)

// NewCorroborator takes the reports of a story and its ledger.
func NewCorroborator(sources []Source, entries []LedgerEntry) *Corroborator {
	c := &Corroborator{sources: sources, entries: entries, readings: map[string]*support.Reading{}}
	for i, s := range sources {
		for _, span := range lang.FirstSentences(s.Text, mostLines) {
			text := s.Text[span.Start:span.End]
			c.lines = append(c.lines, line{i, text, termsOf(text)})
		}
	}
	return c
}

func termsOf(text string) map[string]bool {
	out := map[string]bool{}
	for _, t := range lang.Terms(text, "en") {
		if !t.Function && !t.Single {
			out[t.Text] = true
		}
	}
	return out
}

func (c *Corroborator) read(text string, published time.Time) *support.Reading {
	key := published.Format(time.DateOnly) + text
	if c.readings[key] == nil {
		c.readings[key] = support.Read(text, published)
	}
	return c.readings[key]
}

// Passage returns how the reports bear on a passage that cites some of them.
func (c *Corroborator) Passage(text string, cited []news.DispatchCitation) (out Corroboration) {
	if len(cited) == 0 {
		return out
	}
	claim := claimOf(text, cited)
	reading := c.read(claim, c.published(cited[0].ReportID))
	out.Fault = c.faultOf(claim, reading, cited)
	var says []witness
	for _, d := range cited {
		if out.Fault == nil && c.stands(d) {
			says = append(says, witness{c.original(d.ReportID), cmp.Or(d.Outlet, c.outlet(d.ReportID), d.ReportID)})
		}
	}
	own := says
	more, disputes := c.others(claim, reading, own)
	says = append(says, more...)
	for _, e := range c.entries {
		if !slices.ContainsFunc(e.Tellings, func(t Telling) bool { return slices.ContainsFunc(cited, t.cites) }) {
			continue
		}
		disputes = append(disputes, e.Disputes...)
		if e.Fact.Kind == news.FactQuote && len(own) > 0 {
			says = append(says, e.tellers()...)
		}
	}
	out.Outlets, out.Disputes = independent(says), once(disputes)
	return out
}

// A witness is a text that says something, and who printed it.
type witness struct{ text, outlet string }

// tellers are those who still report a fact.
func (e LedgerEntry) tellers() (out []witness) {
	for _, t := range e.Tellings {
		if t.Gone.IsZero() {
			out = append(out, witness{cmp.Or(t.Original, t.ReportID), cmp.Or(t.Outlet, t.ReportID)})
		}
	}
	return out
}

func (c *Corroborator) source(report string) *Source {
	i := slices.IndexFunc(c.sources, func(s Source) bool { return s.ReportID == report })
	if i < 0 {
		return nil
	}
	return &c.sources[i]
}

func (c *Corroborator) published(report string) (t time.Time) {
	if s := c.source(report); s != nil {
		return s.Published
	}
	return t
}

func (c *Corroborator) outlet(report string) string {
	if s := c.source(report); s != nil {
		return s.Outlet
	}
	return ""
}

func (c *Corroborator) original(report string) string {
	if s := c.source(report); s != nil {
		return cmp.Or(s.Original, report)
	}
	return report
}

// stands reports whether the newest version of a page still says what is cited. A page
// that isn't at hand is taken to say so.
func (c *Corroborator) stands(d news.DispatchCitation) bool {
	s := c.source(d.ReportID)
	if s == nil || strings.Contains(lettersOnly(s.Text), lettersOnly(d.Exact)) {
		return true
	}
	return slices.ContainsFunc(c.lines, func(l line) bool {
		return c.sources[l.source].ReportID == d.ReportID && c.says(c.read(d.Exact, s.Published), l).Verdict == support.Supports
	})
}

func (c *Corroborator) says(claim *support.Reading, l line) support.Answer {
	return support.Compare(claim, c.read(l.text, c.sources[l.source].Published))
}

// others returns the reports that support a claim, besides its own, and those that dispute it.
func (c *Corroborator) others(claim string, reading *support.Reading, own []witness) (says []witness, disputes []Dispute) {
	terms := termsOf(claim)
	candidates := slices.DeleteFunc(slices.Clone(c.lines), func(l line) bool { return sharedTerms(terms, l.terms) < min(leastShared, len(terms)) })
	slices.SortStableFunc(candidates, func(a, b line) int {
		return cmp.Compare(sharedTerms(terms, b.terms), sharedTerms(terms, a.terms))
	})
	byPoint := map[support.Point]*Dispute{}
	for _, l := range candidates[:min(len(candidates), mostCompared)] {
		s := c.sources[l.source]
		outlet := cmp.Or(s.Outlet, s.ReportID)
		switch a := c.says(reading, l); a.Verdict {
		case support.Supports:
			says = append(says, witness{cmp.Or(s.Original, s.ReportID), outlet})
		case support.Contradicts:
			if byPoint[a.Point] == nil {
				byPoint[a.Point] = &Dispute{Point: string(a.Point)}
				for _, w := range own {
					byPoint[a.Point].answer(a.Claimed, w.outlet)
				}
			}
			if s.Original == "" { // a copy says nothing of its own
				byPoint[a.Point].answer(a.Found, outlet)
			}
		}
	}
	for _, point := range []support.Point{support.Number, support.Day, support.Whether} {
		if d := byPoint[point]; d != nil {
			disputes = append(disputes, *d)
		}
	}
	return says, disputes
}

// answer adds who says something on the point in dispute.
func (d *Dispute) answer(says, outlet string) {
	i := slices.IndexFunc(d.Answers, func(a Answer) bool { return a.Says == says })
	if i < 0 {
		i = len(d.Answers)
		d.Answers = append(d.Answers, Answer{Says: says})
	}
	if !slices.Contains(d.Answers[i].Outlets, outlet) {
		d.Answers[i].Outlets = append(d.Answers[i].Outlets, outlet)
	}
}

func sharedTerms(a, b map[string]bool) (n int) {
	for t := range a {
		if b[t] {
			n++
		}
	}
	return n
}

var rxQuotation = regexp.MustCompile(`[“"]([^“”"]+)[”"]`)

// claimOf is what a passage claims: where it quotes the better part of a cited sentence
// and only says who wrote it, the words that it quotes.
func claimOf(text string, cited []news.DispatchCitation) string {
	bare := text // without the outlets that are named as its sources, however long their names
	for _, d := range cited {
		if d.Outlet != "" {
			bare = strings.ReplaceAll(bare, d.Outlet, "")
		}
	}
	for _, m := range rxQuotation.FindAllStringSubmatch(text, -1) {
		quoted := lettersOnly(m[1])
		long := 2*len(strings.Fields(m[1])) >= len(strings.Fields(bare))
		if long && slices.ContainsFunc(cited, func(d news.DispatchCitation) bool { return strings.Contains(lettersOnly(d.Exact), quoted) }) {
			return strings.TrimRight(strings.TrimSpace(m[1]), ",") + "."
		}
	}
	return text
}

// faultOf compares a passage with what it cites.
func (c *Corroborator) faultOf(claim string, reading *support.Reading, cited []news.DispatchCitation) *Fault {
	var exact []string
	for _, d := range cited {
		if d.Exact != "" && !slices.Contains(exact, d.Exact) {
			exact = append(exact, d.Exact)
		}
		if strings.Contains(lettersOnly(d.Exact), lettersOnly(claim)) {
			return nil
		}
	}
	evidence := c.read(strings.Join(exact, " "), c.published(cited[0].ReportID))
	if strings.Contains(lettersOnly(strings.Join(exact, " ")), lettersOnly(claim)) {
		return nil
	}
	f := &Fault{Differences: support.Mismatches(reading, evidence)}
	switch a := support.Compare(reading, evidence); a.Verdict {
	case support.Contradicts:
		f.Contradicted, f.Why = true, a.Why
	case support.Supports:
		if len(f.Differences) == 0 {
			return nil
		}
		f.Why = "What it cites doesn't have all of it."
	default:
		if len(f.Differences) == 0 && !english(claim) {
			return nil // other languages are compared by numbers, names and quotations alone
		}
		f.Why = a.Why
	}
	return f
}

func english(text string) bool {
	of := lang.Detect(text)
	return of == "" || of == "en"
}

// Sentence says in one sentence what differs.
func (f Fault) Sentence() string {
	var parts []string
	for _, d := range f.Differences {
		part := fmt.Sprintf("%s %q", d.Point, d.Claimed)
		if d.Found != "" {
			part += fmt.Sprintf(" (the source has %q)", d.Found)
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return f.Why
	}
	return "Not in what it cites: " + strings.Join(parts, ", ") + "."
}

// cites reports whether a telling cites the same sentence, or a part of it.
func (t Telling) cites(c news.DispatchCitation) bool {
	return t.ReportID == c.ReportID && slices.ContainsFunc(t.Citations, func(x news.Citation) bool {
		overlaps := x.Version == c.Version && x.Start < c.End && c.Start < x.End
		return overlaps || strings.Contains(c.Exact, x.Exact) || strings.Contains(x.Exact, c.Exact)
	})
}

// independent gives the outlets of tellers, each text and each outlet once.
func independent(says []witness) (outlets []string) {
	texts := map[string]bool{}
	for _, s := range says {
		if !texts[s.text] && !slices.Contains(outlets, s.outlet) {
			outlets = append(outlets, s.outlet)
		}
		texts[s.text] = true
	}
	return outlets
}

// once leaves each dispute once, and one for each point.
func once(disputes []Dispute) (out []Dispute) {
	for _, d := range disputes {
		if !slices.ContainsFunc(out, func(o Dispute) bool { return o.Point == d.Point }) {
			out = append(out, d)
		}
	}
	return out
}
