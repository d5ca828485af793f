package view

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"dateline/news"
	"dateline/web/frame/texts"
)

// A ToldFact is a fact with who told it and when.
type ToldFact struct {
	news.Fact
	Outlet string
	At     time.Time // of the report
}

// A FactView is one thing that is told, with every sentence that tells it.
type FactView struct {
	Kind      string // for readers: "Statement"
	Line      string // who did what to whom
	Quote     string
	Footing   string // "said", "denied" …; empty: the report says so itself
	When      string // in words
	Place     string
	Agreement *news.Agreement
	Told      []tellingView
	Outlets   int

	from      string    // RFC 3339, for the order
	FirstTold time.Time // by the first report that tells it
}

// A tellingView is one sentence that tells a fact.
type tellingView struct {
	Exact, Outlet string
	Citation      news.Citation
}

// FactViews puts the facts that say the same into one, in the order in which
// they came.
func FactViews(facts []ToldFact) []FactView {
	var out []FactView
	at := map[string]int{}
	for _, f := range facts {
		key := sayingOf(f.Fact)
		i, known := at[key]
		if !known {
			i = len(out)
			at[key] = i
			out = append(out, FactViewOf(f.Fact))
			out[i].FirstTold = f.At
		} else if f.Agreement != nil {
			out[i].learn(FactViewOf(f.Fact))
		}
		for _, c := range f.Citations {
			out[i].Told = append(out[i].Told, tellingView{c.Exact, f.Outlet, c})
		}
	}
	for i := range out {
		outlets := map[string]bool{}
		for _, t := range out[i].Told {
			outlets[t.Outlet] = true
		}
		out[i].Outlets = len(outlets)
	}
	return out
}

// sayingOf is what makes two facts say the same: of an agreement its title, of
// others all that readers see.
func sayingOf(f news.Fact) string {
	if f.Agreement != nil {
		return "agreement\x00" + strings.ToLower(f.Agreement.Title)
	}
	v := FactViewOf(f)
	return strings.ToLower(strings.Join([]string{v.Kind, v.Line, f.Quote, v.Footing, v.When}, "\x00"))
}

// learn takes over what a later telling of the same knows better.
func (v *FactView) learn(other FactView) {
	if v.from == "" && other.from != "" {
		v.from, v.When = other.from, other.When
	}
	v.Place = cmp.Or(v.Place, other.Place)
	if len(other.Line) > len(v.Line) {
		v.Line = other.Line
	}
}

// FactViewOf returns a fact as pages show it, without the sentences that report it.
func FactViewOf(f news.Fact) FactView {
	v := FactView{Kind: texts.KindWord(f.Kind), Quote: f.Quote, Agreement: f.Agreement}
	if f.Modality != news.Asserted && !(f.Modality == news.Said && (f.Kind == news.FactQuote || f.Kind == news.FactStatement)) {
		v.Footing = string(f.Modality)
	}
	if f.Time != nil {
		v.When, v.from = texts.SpanInWords(*f.Time), f.Time.From
	}
	if f.Place != nil {
		v.Place = cmp.Or(f.Place.Name, f.Place.Text)
	}
	switch {
	case f.Agreement != nil:
		v.Line = f.Agreement.Title
		if who := texts.Actors(f.Agreement.Parties); who != "" {
			v.Line += " – " + who
		}
	default:
		v.Line = strings.Join(strings.Fields(strings.Join([]string{texts.Actors(f.Source), f.Predicate, texts.Actors(f.Target), f.Object}, " ")), " ")
	}
	if len(f.Citations) > 0 && strings.Contains(f.Citations[0].Exact, f.Quote) {
		v.Quote = "" // the cited sentence shows it
	}
	if f.Speaker != nil && (v.Line == "" || f.Kind == news.FactQuote) {
		v.Line = cmp.Or(f.Speaker.Name, f.Speaker.Text)
	}
	return v
}

// A FactDay holds the facts of one day.
type FactDay struct {
	Label string
	Facts []FactView
}

// FactDays orders facts by when they happened.
func FactDays(facts []FactView) (out []FactDay) {
	for _, f := range ByTime(facts, func(f *FactView) *FactView { return f }) {
		if n := len(out); n == 0 || out[n-1].Label != f.When {
			out = append(out, FactDay{Label: f.When})
		}
		out[len(out)-1].Facts = append(out[len(out)-1].Facts, f)
	}
	return out
}

// ByTime orders facts by when they happened. A fact without a time is placed by when it
// was reported, and labelled so; a fact without either comes last.
func ByTime[T any](facts []T, view func(*T) *FactView) []T {
	facts = slices.Clone(facts)
	for i := range facts {
		f := view(&facts[i])
		if f.from != "" {
			continue
		}
		f.When = "Without a time"
		if !f.FirstTold.IsZero() {
			f.from, f.When = f.FirstTold.UTC().Format(time.DateOnly)+"~", "Told on "+texts.InWords(f.FirstTold, "2 January 2006") // "~" stands behind the day itself
		}
	}
	slices.SortStableFunc(facts, func(a, b T) int {
		return cmp.Compare(cmp.Or(view(&a).from, "~"), cmp.Or(view(&b).from, "~")) // "~" stands behind every digit
	})
	return facts
}
