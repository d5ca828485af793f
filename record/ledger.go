package record

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"dateline/news"
)

// A Telling is a fact as one report tells it, with the two clocks of it: the
// fact's own time is when it happened, Learned when we came to know it.
type Telling struct {
	news.Fact
	Outlet   string    `json:"outlet,omitempty"`
	Original string    `json:"original,omitempty"` // the report that this one's text is a copy of; empty: none
	Told     time.Time `json:"told,omitzero"`      // when the report was published
	Learned  time.Time `json:"learned,omitzero"`
}

// A LedgerEntry is one fact as all reports of a story tell it: once, however
// many tell it.
type LedgerEntry struct {
	ID       string    `json:"id"`       // of the first telling
	Fact     news.Fact `json:"fact"`     // the fullest telling
	Tellings []Telling `json:"tellings"` // the first learned first
	// Sources counts those who tell it independently: outlets, wire copies and
	// what an outlet says twice counted once.
	Sources  int       `json:"sources"`
	Learned  time.Time `json:"learned,omitzero"` // when we first knew
	Disputes []Dispute `json:"disputes,omitempty"`
}

// A Dispute is a point on which the tellings of one fact differ.
type Dispute struct {
	Point   string   `json:"point"`   // number, day, place, or whether it is so
	Answers []Answer `json:"answers"` // that of most sources first, then the newest
}

// An Answer is what some say on a point in dispute.
type Answer struct {
	Says    string    `json:"says"`
	Outlets []string  `json:"outlets"`       // who says it
	Last    time.Time `json:"last,omitzero"` // when it was last said
	// Overtaken: everyone who said this said something else on the point later.
	Overtaken bool `json:"overtaken,omitempty"`
}

// Points on which tellings can differ.
const (
	pointNumber  = "number"
	pointDay     = "day"
	pointPlace   = "place"
	pointWhether = "whether it is so"
)

// Ledger merges what the reports of one story tell: the same fact from several
// reports is one entry with all its tellings. What they differ in stands side by
// side. Facts that the desk rejected are left out; so is what was learned after a
// time, unless that is zero. The result is sorted by when things happened and is
// the same for the same tellings in any order.
func Ledger(tellings []Telling, knownAt time.Time) []LedgerEntry {
	var kept []Telling
	for _, t := range tellings {
		if t.State != news.FactRejected && (knownAt.IsZero() || !t.Learned.After(knownAt)) {
			kept = append(kept, t)
		}
	}
	slices.SortStableFunc(kept, func(a, b Telling) int {
		return cmp.Or(a.Learned.Compare(b.Learned), cmp.Compare(a.ReportID, b.ReportID), cmp.Compare(a.ID, b.ID))
	})
	var entries []*LedgerEntry
	for _, t := range kept {
		at := slices.IndexFunc(entries, func(e *LedgerEntry) bool {
			return slices.ContainsFunc(e.Tellings, func(o Telling) bool { return sameFact(o.Fact, t.Fact) })
		})
		if at < 0 {
			at = len(entries)
			entries = append(entries, &LedgerEntry{ID: t.ID, Fact: t.Fact, Learned: t.Learned})
		}
		e := entries[at]
		e.Tellings = append(e.Tellings, t)
		if detail(t.Fact) > detail(e.Fact) {
			e.Fact = t.Fact
		}
	}
	out := make([]LedgerEntry, 0, len(entries))
	for _, e := range entries {
		e.Sources = sourcesOf(e.Tellings)
		e.Disputes = disputesOf(e.Tellings)
		out = append(out, *e)
	}
	slices.SortStableFunc(out, func(a, b LedgerEntry) int {
		return cmp.Or(cmp.Compare(happened(a.Fact), happened(b.Fact)), a.Learned.Compare(b.Learned), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// happened is the day of a fact, for sorting; what has none comes last.
func happened(f news.Fact) string {
	if f.Time == nil || f.Time.From == "" {
		return "9999"
	}
	return f.Time.From
}

// detail says how much a telling tells.
func detail(f news.Fact) int {
	n := 4*len(f.Source) + 4*len(f.Target)
	if f.Time != nil && f.Time.From != "" {
		n += 3
	}
	if f.Place != nil {
		n += 3
	}
	if f.Object != "" {
		n += 2
	}
	if f.Agreement != nil {
		n += richness(f)
	}
	if f.State == news.FactApproved {
		n += 1000 // the desk's word
	}
	return n
}

// sameFact says whether two tellings are of one fact of the story.
func sameFact(a, b news.Fact) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case news.FactAgreement:
		return a.Agreement != nil && b.Agreement != nil && sameAgreement(*a.Agreement, *b.Agreement)
	case news.FactQuote:
		return sameWho(speakerOf(a), speakerOf(b)) && sameQuote(a.Quote, b.Quote)
	case news.FactStatement:
		return sameWho(speakerOf(a), speakerOf(b)) && shareOfWords(contentOf(a), contentOf(b)) >= 0.6
	}
	if a.Type != b.Type || ahead(a.Modality) != ahead(b.Modality) || !sameWho(a.Source, b.Source) || !sameWho(a.Target, b.Target) {
		return false
	}
	if !mayBeOneDay(a.Time, b.Time) && !onceOnly[a.Type] {
		return false
	}
	if a.CAMEO != "" && b.CAMEO != "" && a.CAMEO != b.CAMEO && a.CAMEO[:min(2, len(a.CAMEO))] != b.CAMEO[:min(2, len(b.CAMEO))] {
		return false
	}
	if len(a.Source)+len(a.Target) == 0 || len(b.Source)+len(b.Target) == 0 {
		// Nobody is named on a side: what was done must be the same in words.
		return shareOfWords(contentOf(a), contentOf(b)) >= 0.5
	}
	if a.Object != "" && b.Object != "" && len(a.Target) == 0 {
		return shareOfWords(withoutNumbers(a.Object), withoutNumbers(b.Object)) >= 0.5
	}
	return true
}

// onceOnly are happenings of which a story has one, so that two days for it are a
// dispute and not two facts.
var onceOnly = map[string]bool{"x-DEATH": true, "x-RESIGN": true, "x-ELECT": true, "x-APPOINT": true, "x-VERDICT": true, "x-DISASTER": true}

// ahead parts what is to come from what is told of.
func ahead(m news.Modality) bool { return m == news.Planned || m == news.Possible }

func speakerOf(f news.Fact) []news.Actor {
	if f.Speaker != nil {
		return []news.Actor{*f.Speaker}
	}
	return f.Source
}

// sameWho says whether two sets of actors may be the same: one of each is, or
// both are empty.
func sameWho(a, b []news.Actor) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	for _, x := range a {
		for _, y := range b {
			if oneActor(x, y) {
				return true
			}
		}
	}
	return false
}

func oneActor(a, b news.Actor) bool {
	x, y := strings.ToLower(cmp.Or(a.Name, a.Text)), strings.ToLower(cmp.Or(b.Name, b.Text))
	if x == y {
		return true
	}
	if a.Code != "" && a.Code == b.Code && a.Sector == b.Sector && (a.Sector == "" || a.Name == "" || b.Name == "") {
		return true
	}
	// A surname stands for its bearer.
	return len(x) >= 4 && strings.HasSuffix(y, " "+x) || len(y) >= 4 && strings.HasSuffix(x, " "+y)
}

func sameQuote(a, b string) bool {
	x, y := lettersOnly(a), lettersOnly(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	return x != "" && (x == y || len(x) >= 24 && strings.Contains(y, x))
}

func lettersOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func contentOf(f news.Fact) string { return withoutNumbers(f.Predicate + " " + f.Object) }

// shareOfWords is the share of the words of the shorter of two texts that the other has.
func shareOfWords(a, b string) float64 {
	x, y := wordSet(a), wordSet(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 0
	}
	both := 0
	for w := range x {
		if y[w] {
			both++
		}
	}
	return float64(both) / float64(len(x))
}

func wordSet(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) > 2 {
			out[w] = true
		}
	}
	return out
}

// mayBeOneDay says whether two times leave it open that they are the same.
func mayBeOneDay(a, b *news.TimeRef) bool {
	if a == nil || b == nil || a.From == "" || b.From == "" {
		return true
	}
	aFrom, aTo := dayOf(a.From), dayOf(cmp.Or(a.To, a.From))
	bFrom, bTo := dayOf(b.From), dayOf(cmp.Or(b.To, b.From))
	return aFrom <= bTo && bFrom <= aTo
}

func dayOf(s string) string { return s[:min(len(s), len("2006-01-02"))] }

// sourcesOf counts who tells a fact independently.
func sourcesOf(tellings []Telling) int {
	texts, outlets := map[string]bool{}, map[string]bool{}
	n := 0
	for _, t := range tellings {
		text, outlet := cmp.Or(t.Original, t.ReportID), cmp.Or(t.Outlet, t.ReportID)
		if !texts[text] && !outlets[outlet] {
			n++
		}
		texts[text], outlets[outlet] = true, true
	}
	return n
}

// disputesOf finds the points on which tellings differ.
func disputesOf(tellings []Telling) []Dispute {
	var out []Dispute
	for _, point := range []struct {
		name string
		say  func(news.Fact) string
	}{
		{pointNumber, func(f news.Fact) string {
			if f.Kind != news.FactEvent {
				return ""
			}
			return numberIn(f)
		}},
		{pointDay, func(f news.Fact) string {
			if f.Kind != news.FactEvent || f.Time == nil || (f.Time.Precision != "day" && f.Time.Precision != "hour" && f.Time.Precision != "minute") {
				return ""
			}
			return dayOf(f.Time.From)
		}},
		{pointPlace, func(f news.Fact) string {
			if f.Kind != news.FactEvent || f.Place == nil {
				return ""
			}
			return cmp.Or(f.Place.Name, f.Place.Text)
		}},
		{pointWhether, func(f news.Fact) string {
			switch {
			case f.Kind != news.FactEvent:
				return ""
			case f.Modality == news.Denied:
				return "denied"
			}
			return "told"
		}},
	} {
		if answers := answersOf(tellings, point.say); len(answers) > 1 {
			out = append(out, Dispute{point.name, answers})
		}
	}
	return out
}

// answersOf gathers what is said on a point.
func answersOf(tellings []Telling, say func(news.Fact) string) []Answer {
	var out []Answer
	newest := map[string]string{} // by outlet, its last answer
	for _, t := range tellings {
		said := say(t.Fact)
		if said == "" {
			continue
		}
		outlet := cmp.Or(t.Outlet, t.ReportID)
		newest[outlet] = said
		at := slices.IndexFunc(out, func(a Answer) bool { return strings.EqualFold(a.Says, said) })
		if at < 0 {
			at = len(out)
			out = append(out, Answer{Says: said})
		}
		if !slices.Contains(out[at].Outlets, outlet) {
			out[at].Outlets = append(out[at].Outlets, outlet)
		}
		if t.Learned.After(out[at].Last) {
			out[at].Last = t.Learned
		}
	}
	for i := range out {
		out[i].Overtaken = !slices.ContainsFunc(out[i].Outlets, func(o string) bool { return strings.EqualFold(newest[o], out[i].Says) })
	}
	slices.SortStableFunc(out, func(a, b Answer) int {
		return cmp.Or(cmp.Compare(len(b.Outlets), len(a.Outlets)), b.Last.Compare(a.Last), cmp.Compare(a.Says, b.Says))
	})
	return out
}

var (
	rxDigits    = regexp.MustCompile(`\b\d{1,3}(?:[,.\x{a0} ]\d{3})+\b|\b\d+\b`)
	smallCounts = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
	multiples   = map[string]int{"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
)

// numberIn is the first count in what was done, or to whom; empty if it has none.
func numberIn(f news.Fact) string {
	texts := []string{f.Object}
	for _, a := range f.Target {
		texts = append(texts, a.Text)
	}
	for _, text := range texts {
		if n := countIn(text); n > 0 {
			return strconv.Itoa(n)
		}
	}
	return ""
}

// countIn reads the first number of a text, in digits or in English words.
func countIn(text string) int {
	n := 0
	rest := text
	if m := rxDigits.FindStringIndex(text); m != nil {
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, text[m[0]:m[1]])
		if len(digits) > 15 {
			return 0
		}
		n, _ = strconv.Atoi(digits) // digits alone
		rest = text[m[1]:]
	}
	for _, w := range strings.FieldsFunc(strings.ToLower(rest), func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch k := smallCounts[w]; {
		case multiples[w] > 0 && n > 0:
			n *= multiples[w]
		case k > 0 && (n == 0 || n%10 == 0 && k < 10 && n < 100):
			n += k
		case n > 0:
			return n
		}
	}
	return n
}

// withoutNumbers leaves out what two tellings may differ in.
func withoutNumbers(s string) string {
	words := strings.Fields(rxDigits.ReplaceAllString(s, " "))
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return smallCounts[strings.ToLower(w)]+multiples[strings.ToLower(w)] > 0 }), " ")
}
