package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"dateline/news"
)

// A toldFact is a fact with who told it and when.
type toldFact struct {
	news.Fact
	Outlet string
	At     time.Time // of the report
}

// A factView is one thing that is told, with every sentence that tells it.
type factView struct {
	Kind      string // for readers: "Statement"
	Line      string // who did what to whom
	Quote     string
	Footing   string // "said", "denied" …; empty: the report says so itself
	When      string // in words
	Place     string
	Agreement *news.Agreement
	Told      []tellingView
	Outlets   int

	from string    // RFC 3339, for the order
	told time.Time // by the first report that tells it
}

// A tellingView is one sentence that tells a fact.
type tellingView struct {
	Exact, Outlet string
	Citation      news.Citation
}

// factViews puts the facts that say the same into one, in the order in which
// they came.
func factViews(facts []toldFact) []factView {
	var out []factView
	at := map[string]int{}
	for _, f := range facts {
		key := sayingOf(f.Fact)
		i, known := at[key]
		if !known {
			i = len(out)
			at[key] = i
			out = append(out, factViewOf(f.Fact))
			out[i].told = f.At
		} else if f.Agreement != nil {
			out[i].learn(factViewOf(f.Fact))
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
	v := factViewOf(f)
	return strings.ToLower(strings.Join([]string{v.Kind, v.Line, f.Quote, v.Footing, v.When}, "\x00"))
}

// learn takes over what a later telling of the same knows better.
func (v *factView) learn(other factView) {
	if v.from == "" && other.from != "" {
		v.from, v.When = other.from, other.When
	}
	v.Place = cmp.Or(v.Place, other.Place)
	if len(other.Line) > len(v.Line) {
		v.Line = other.Line
	}
}

func factViewOf(f news.Fact) factView {
	v := factView{Kind: kindWord(f.Kind), Quote: f.Quote, Agreement: f.Agreement}
	if f.Modality != news.Asserted && !(f.Modality == news.Said && (f.Kind == news.FactQuote || f.Kind == news.FactStatement)) {
		v.Footing = string(f.Modality)
	}
	if f.Time != nil {
		v.When, v.from = spanInWords(*f.Time), f.Time.From
	}
	if f.Place != nil {
		v.Place = cmp.Or(f.Place.Name, f.Place.Text)
	}
	switch {
	case f.Agreement != nil:
		v.Line = f.Agreement.Title
		if who := actors(f.Agreement.Parties); who != "" {
			v.Line += " – " + who
		}
	default:
		v.Line = strings.Join(strings.Fields(strings.Join([]string{actors(f.Source), f.Predicate, actors(f.Target), f.Object}, " ")), " ")
	}
	if len(f.Citations) > 0 && strings.Contains(f.Citations[0].Exact, f.Quote) {
		v.Quote = "" // the cited sentence shows it
	}
	if f.Speaker != nil && (v.Line == "" || f.Kind == news.FactQuote) {
		v.Line = cmp.Or(f.Speaker.Name, f.Speaker.Text)
	}
	return v
}

func kindWord(k news.FactKind) string {
	switch k {
	case news.FactEvent:
		return "Event"
	case news.FactStatement:
		return "Statement"
	case news.FactAgreement:
		return "Agreement"
	case news.FactQuote:
		return "Quote"
	}
	return string(k)
}

// actors names who it was: "A, B and C".
func actors(as []news.Actor) string {
	var names []string
	for _, a := range as {
		if n := cmp.Or(a.Name, a.Text); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// spanInWords says when something was, as exactly as it is known.
func spanInWords(t news.TimeRef) string {
	from, err := news.ParseTime(t.From)
	if err != nil || from.IsZero() {
		return t.Text
	}
	switch t.Precision {
	case "minute", "hour":
		return from.Format("2 January 2006, 15:04")
	case "month":
		return from.Format("January 2006")
	case "quarter":
		return []string{"first", "second", "third", "fourth"}[(from.Month()-1)/3] + from.Format(" quarter of 2006")
	case "year":
		return from.Format("2006")
	case "decade":
		return from.Format("2006") + "s"
	}
	to, err := news.ParseTime(t.To)
	if err != nil || to.IsZero() || to.Format(time.DateOnly) == from.Format(time.DateOnly) {
		return from.Format("2 January 2006")
	}
	return from.Format("2 January 2006") + " to " + to.Format("2 January 2006")
}

// A factDay is what is told of one time.
type factDay struct {
	Label string
	Facts []factView
}

// factDays orders facts by when they happened.
func factDays(facts []factView) (out []factDay) {
	for _, f := range byTime(facts, func(f *factView) *factView { return f }) {
		if n := len(out); n == 0 || out[n-1].Label != f.When {
			out = append(out, factDay{Label: f.When})
		}
		out[len(out)-1].Facts = append(out[len(out)-1].Facts, f)
	}
	return out
}

// byTime orders facts by when they happened. Those of which the reports do not say
// it stand where they were told, and are labelled so; those of which that is not
// known either come last.
func byTime[T any](facts []T, view func(*T) *factView) []T {
	facts = slices.Clone(facts)
	for i := range facts {
		f := view(&facts[i])
		if f.from != "" {
			continue
		}
		f.When = "Without a time"
		if !f.told.IsZero() {
			f.from, f.When = f.told.UTC().Format(time.DateOnly)+"~", "Told on "+inWords(f.told, "2 January 2006") // "~" stands behind the day itself
		}
	}
	slices.SortStableFunc(facts, func(a, b T) int {
		return cmp.Compare(cmp.Or(view(&a).from, "~"), cmp.Or(view(&b).from, "~")) // "~" stands behind every digit
	})
	return facts
}
