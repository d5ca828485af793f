package ledger

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"dateline/news"
	"dateline/support"
)

// A Telling is a fact as one report tells it, with the two clocks of it: the
// fact's own time is when it happened, Learned when we came to know it.
type Telling struct {
	news.Fact
	Outlet   string    `json:"outlet,omitempty"`
	Original string    `json:"original,omitempty"` // the report that this one's text is a copy of; empty: none
	Told     time.Time `json:"told,omitzero"`      // when the report was published
	Learned  time.Time `json:"learned,omitzero"`
	Gone     time.Time `json:"gone,omitzero"` // when a version came in that tells it no more; zero: it is still told
}

// A LedgerEntry is one fact as all reports of a story tell it: once, however
// many tell it.
type LedgerEntry struct {
	ID       string    `json:"id"`       // of the first telling
	Fact     news.Fact `json:"fact"`     // the fullest telling
	Tellings []Telling `json:"tellings"` // the first learned first
	// Sources counts those who tell it independently: outlets, wire copies and
	// what an outlet says twice counted once. It is 0 where all took it back.
	Sources  int       `json:"sources"`
	Learned  time.Time `json:"learned,omitzero"` // when we first knew
	Gone     time.Time `json:"gone,omitzero"`    // when the last who told it took it out; zero: someone tells it
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
	// Overtaken: everyone who said this said something else on the point later, or
	// took it out of the page.
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
// time, unless that is zero, and what was taken out of a page by then counts for
// nothing any more, but is shown. The result is sorted by when things happened and
// is the same for the same tellings in any order.
func Ledger(tellings []Telling, knownAt time.Time) []LedgerEntry {
	var kept []Telling
	for _, t := range tellings {
		if t.State == news.FactRejected || !knownAt.IsZero() && t.Learned.After(knownAt) {
			continue
		}
		if !knownAt.IsZero() && t.Gone.After(knownAt) {
			t.Gone = time.Time{} // nobody knew
		}
		kept = append(kept, t)
	}
	slices.SortStableFunc(kept, func(a, b Telling) int {
		return cmp.Or(a.Learned.Compare(b.Learned), cmp.Compare(a.ReportID, b.ReportID), cmp.Compare(a.ID, b.ID))
	})
	out := make([]LedgerEntry, 0, len(kept))
	for _, of := range grouped(kept) {
		fullest := 0
		for i := range of {
			if standsFor(of[i], of[fullest]) {
				fullest = i
			}
		}
		out = append(out, LedgerEntry{
			ID: of[0].ID, Fact: of[fullest].Fact, Tellings: of, Learned: of[0].Learned, Gone: goneSince(of),
			Sources: sourcesOf(of), Disputes: disputesOf(of),
		})
	}
	slices.SortStableFunc(out, func(a, b LedgerEntry) int {
		return cmp.Or(cmp.Compare(happened(a.Fact), happened(b.Fact)), a.Learned.Compare(b.Learned), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// grouped puts tellings of one fact together: each goes to the first group that
// has one like it. Only those that share a drawer are held side by side.
func grouped(tellings []Telling) (groups [][]Telling) {
	t := teller{map[string]uint32{}, map[reading]*support.Reading{}}
	told := make([]toldFact, len(tellings))
	group := make([]int, len(tellings))
	drawers := map[string][]int{}
	for i := range tellings {
		told[i] = t.told(&tellings[i])
		group[i] = len(groups)
		in := told[i].drawers()
		for _, d := range in {
			for _, j := range drawers[d] {
				if group[j] < group[i] && t.same(told[j], told[i]) {
					group[i] = group[j]
				}
			}
		}
		for _, d := range in {
			drawers[d] = append(drawers[d], i)
		}
		if group[i] == len(groups) {
			groups = append(groups, nil)
		}
		groups[group[i]] = append(groups[group[i]], tellings[i])
	}
	return groups
}

// goneSince is when the last telling went; zero if one is left.
func goneSince(tellings []Telling) (last time.Time) {
	for _, t := range tellings {
		if t.Gone.IsZero() {
			return time.Time{}
		}
		if t.Gone.After(last) {
			last = t.Gone
		}
	}
	return last
}

// standsFor says that a telling stands for its entry rather than another: for it
// is still told, or tells more.
func standsFor(t, other Telling) bool {
	if t.Gone.IsZero() != other.Gone.IsZero() {
		return t.Gone.IsZero()
	}
	return detail(t.Fact) > detail(other.Fact)
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

func speakerOf(f news.Fact) []news.Actor {
	if f.Speaker != nil {
		return []news.Actor{*f.Speaker}
	}
	return f.Source
}

// sourcesOf counts who tells a fact independently.
func sourcesOf(tellings []Telling) int {
	texts, outlets := map[string]bool{}, map[string]bool{}
	n := 0
	for _, t := range tellings {
		if !t.Gone.IsZero() {
			continue
		}
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
	newest := map[string]string{} // by outlet, its last answer that still stands
	for _, t := range tellings {
		said := say(t.Fact)
		if said == "" {
			continue
		}
		outlet := cmp.Or(t.Outlet, t.ReportID)
		if t.Gone.IsZero() {
			newest[outlet] = said
		}
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
