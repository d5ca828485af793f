package record

import (
	"strings"
	"time"
	"unicode"

	"dateline/lang"
	"dateline/news"
)

// leadDay is the first day that the lead tells of what it says, else the headline,
// else the sentences behind the lead, those first that speak of what the headline
// speaks of. Where none does, news is of the day on which it was written, and the
// basis says so.
func (d *document) leadDay(lead int) *news.TimeRef {
	if ref := d.dayOf(lead); ref != nil {
		return ref
	}
	for _, t := range lang.Times(d.report.Headline, d.written) {
		if t.Ref.From != "" && t.Ref.From == t.Ref.To && t.Ref.Precision == "day" && near(t.Ref.From, d.written) {
			return &t.Ref
		}
	}
	head := d.headlineTerms()
	for _, least := range []int{1, 0} {
		for n := lead + 1; n < min(lead+4, len(d.sentences)); n++ {
			if d.shares(n, head) < least {
				continue
			}
			if ref := d.dayOf(n); ref != nil {
				return ref
			}
		}
	}
	return d.untoldDay(lead)
}

// dayOf is the first day that sentence n tells in its main clause.
func (d *document) dayOf(n int) *news.TimeRef {
	for _, t := range d.sentences[n].times {
		if t.Ref.From != "" && t.Ref.Precision == "day" && near(t.Ref.From, d.written) && !d.signsPost(t.Start) && !d.aside(n, t) {
			return &t.Ref
		}
	}
	return nil
}

// signsPost tells the date of a post that the page quotes: (@harvelport) April 16.
func (d *document) signsPost(at int) bool {
	before := strings.TrimRight(d.text[max(0, at-40):at], " ")
	return strings.HasSuffix(before, ")") && strings.LastIndex(before, "(@") == strings.LastIndexByte(before, '(') && strings.Contains(before, "(@")
}

// Hours of the day before which news is of the day before: what is told in the small
// hours happened before midnight, and who tells in the morning how a match ended
// tells of yesterday's.
const (
	smallHours = 5
	morning    = 12

	farSentences = 25 // how far into a report it is asked whether it speaks of a day
)

// untoldDay is the day of a main event whose day the report does not tell.
func (d *document) untoldDay(lead int) *news.TimeRef {
	if d.written.IsZero() {
		return nil
	}
	published := d.report.Published
	basis := "not told; the day of publication"
	day := d.written.Format(time.DateOnly)
	clock := published.Hour()*60 + published.Minute() + published.Second() // a day alone is no hour
	switch {
	case day != published.Format(time.DateOnly):
		basis = "not told; " + d.writtenBy
	case clock > 0 && published.Hour() < smallHours && !d.speaksOf(day):
		day = d.written.AddDate(0, 0, -1).Format(time.DateOnly)
		basis = "not told; the day before the publication, which was in the small hours"
	case clock > 0 && published.Hour() < morning && d.isMatch(lead):
		day = d.written.AddDate(0, 0, -1).Format(time.DateOnly)
		basis = "not told; the day before the publication, which was in the morning after a match"
	}
	return &news.TimeRef{From: day, To: day, Precision: "day", Basis: basis}
}

// speaksOf tells whether a sentence about what the headline is about speaks of a day
// as one does of the present: today, in the early hours of Wednesday.
func (d *document) speaksOf(day string) bool {
	head := d.headlineTerms()
	for n, s := range d.sentences[:min(farSentences, len(d.sentences))] {
		for _, t := range s.times {
			if t.Ref.From == day && t.Ref.To == day && strings.IndexFunc(t.Ref.Text, unicode.IsDigit) < 0 && d.shares(n, head) > 1 {
				return true
			}
		}
	}
	return false
}

// isMatch tells a report of how a match or race ended: its headline says who won, and
// the headline and what follows it use two words of contests at least, for one alone
// (a final, a goal, a race) may be of anything.
func (d *document) isMatch(lead int) bool {
	won, used := false, map[string]bool{}
	for w := range strings.FieldsSeq(strings.ToLower(d.report.Headline)) {
		w = strings.Trim(w, ",.:;!?'’‘\"")
		won = won || resultVerbs[w]
		if contests[w] {
			used[w] = true
		}
	}
	for n := lead; won && n < min(lead+4, len(d.sentences)); n++ {
		for k := d.sentences[n].first; k < d.sentences[n].last; k++ {
			if w := d.lower(k); contests[w] {
				used[w] = true
			}
		}
	}
	return won && len(used) > 1
}

var (
	resultVerbs = set("win wins won beat beats lose loses lost draw draws drew edge edges thrash thrashes triumph triumphs")
	contests    = set("match race prix final semi-final quarter-final championship championships innings inning laps lap goals goal goalkeeper striker playoff play-off grid podium tournament cup league season title victory")
)

// aside tells a day that stands in another than the main clause, or belongs to a
// noun: Tuesday's election; the man who resigned on Monday; after it derailed on
// Wednesday.
func (d *document) aside(n int, t lang.TimeMention) bool {
	words := d.parse(n)
	subordinate := map[int]bool{} // the words whose clause a conjunction opens
	for _, w := range words {
		if w.Deprel == "mark" && subordinators[strings.ToLower(w.Form)] {
			subordinate[w.Head-1] = true
		}
	}
	for i, w := range words {
		if w.Start < t.Start || w.End > t.End {
			continue
		}
		for steps := 0; i >= 0 && steps < len(words); steps++ {
			relation, _, _ := strings.Cut(words[i].Deprel, ":")
			if subordinate[i] {
				return true
			}
			if relation == "acl" || relation == "advcl" || words[i].Deprel == "nmod:poss" {
				if words[i].XPOS != "VB" { // to celebrate on Wednesday goes on with what the main clause says
					return true
				}
			}
			i = words[i].Head - 1
		}
		return false
	}
	return false
}

var subordinators = set("as when after while because since before although though until")

// near tells a day within two weeks of another from background.
func near(day string, of time.Time) bool {
	t, err := time.Parse(time.DateOnly, day[:min(len(day), 10)])
	if err != nil || of.IsZero() {
		return err == nil
	}
	distance := of.Sub(t).Hours() / 24
	return distance > -14 && distance < 14
}
