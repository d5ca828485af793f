package desk

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"dateline/news"
)

// A Coding is what corrections must know of how events are coded.
type Coding struct {
	Types       []string                      // the kinds of events
	TypeOf      func(cameo string) string     // the kind of a CAMEO code; empty: it is none
	PlaceNamed  func(name string) *news.Place // nil: the name is a people's
	Swapped     func(news.Fact) bool          // whether source and target of a fact changed places
	SwappedNote string                        // how the basis of such a fact says so
}

// A FactCorrection is what an event is by an editor's decision, instead of what the
// machine says.
type FactCorrection struct {
	Type     string // PLOVER's or one of ours; empty: no event
	CAMEO    string // its code, if one is given
	Swapped  bool   // source and target change places
	Modality news.Modality
	Day      string // 2026-06-10, or as much of it as is known; empty: unknown
	Place    string // its name; empty: unknown
}

// correctedTime returns the time of a day that an editor gave; a time that says so
// already is left as it is.
func correctedTime(now *news.TimeRef, day, basis string) (*news.TimeRef, error) {
	if day == "" {
		return nil, nil
	}
	if now != nil && strings.HasPrefix(now.From, day) {
		return now, nil
	}
	t := &news.TimeRef{Text: day, Basis: basis}
	if now != nil {
		t.Text = now.Text
	}
	for _, known := range []struct {
		layout, precision   string
		years, months, days int
	}{{time.DateOnly, "day", 0, 0, 1}, {"2006-01", "month", 0, 1, 0}, {"2006", "year", 1, 0, 0}} {
		if from, err := time.Parse(known.layout, day); err == nil && from.Year() > 0 {
			t.From, t.Precision = from.Format(time.DateOnly), known.precision
			t.To = from.AddDate(known.years, known.months, known.days).AddDate(0, 0, -1).Format(time.DateOnly)
			return t, nil
		}
	}
	return nil, refuse(nil, "%q is no day; write it as 2026-06-10, 2026-06 or 2026, or leave it empty if it is not known.", day)
}

// place returns the place of a name that an editor gave.
func (coding Coding) place(now *news.Place, name string) (*news.Place, error) {
	switch {
	case name == "":
		return nil, nil
	case now != nil && (name == now.Name || name == now.Text):
		return now, nil
	case len(name) > 200:
		return nil, refuse(nil, "The name of a place has at most 200 letters.")
	}
	if p := coding.PlaceNamed(name); p != nil {
		return p, nil
	}
	return nil, refuse(nil, "%q is a people, not a place.", name)
}

var rxCAMEO = regexp.MustCompile(`^\d{2,4}$`)

// CheckEvent returns the kind of an event whose kind and code fit each other; of a
// code alone the kind follows.
func (coding Coding) CheckEvent(typ, cameo string) (string, error) {
	switch {
	case cameo != "" && (!rxCAMEO.MatchString(cameo) || coding.TypeOf(cameo) == ""):
		return "", refuse(nil, "%q is no CAMEO code of an event, such as 112 or 0231.", cameo)
	case typ == "" && cameo == "":
		return "", nil
	case typ == "":
		return coding.TypeOf(cameo), nil
	case !slices.Contains(coding.Types, typ):
		return "", refuse(nil, "There is no kind of event %q; take one of the list.", typ)
	case cameo != "" && coding.TypeOf(cameo) != typ:
		return "", refuse(nil, "The CAMEO code %s is of the kind %s, not %s.", cameo, coding.TypeOf(cameo), typ)
	}
	return typ, nil
}

// Correct returns a fact as an editor corrects it.
func (coding Coding) Correct(f news.Fact, c FactCorrection, now time.Time) (news.Fact, error) {
	if f.Kind != news.FactEvent {
		return f, refuse(nil, "Only events have a kind that could be corrected; approve or reject this fact.")
	}
	var err error
	if c.Type, err = coding.CheckEvent(c.Type, c.CAMEO); err != nil {
		return f, err
	}
	switch c.Modality {
	case "":
		c.Modality = f.Modality
	case news.Asserted, news.Said, news.Reported, news.Planned, news.Possible, news.Denied:
	default:
		return f, refuse(nil, "A fact is asserted, said, reported, planned, possible or denied, not %q.", c.Modality)
	}
	if c.Type == "" {
		f.State = news.FactRejected
		return f, nil
	}
	on := "this sentence"
	if c.Swapped != coding.Swapped(f) { // swapped twice is as it was
		on += ", " + coding.SwappedNote
	}
	f.Basis = fmt.Sprintf("the desk's word of %s on %s (the machine said %s)", now.UTC().Format("2 January 2006"), on, saidOf(f))
	if f.Time, err = correctedTime(f.Time, strings.TrimSpace(c.Day), f.Basis); err != nil {
		return f, err
	}
	if f.Place, err = coding.place(f.Place, strings.Join(strings.Fields(c.Place), " ")); err != nil {
		return f, err
	}
	f.State, f.Type, f.CAMEO, f.Modality = news.FactApproved, c.Type, c.CAMEO, c.Modality
	if c.Swapped {
		f.Source, f.Target = f.Target, f.Source
	}
	return f, nil
}

// saidOf is what the machine says of an event that the desk can correct.
func saidOf(f news.Fact) string {
	if _, before, ok := strings.Cut(f.Basis, "(the machine said "); ok { // the desk spoke of it before
		return strings.TrimSuffix(before, ")")
	}
	said := strings.TrimSpace(f.Type + " " + f.CAMEO)
	if f.Time != nil && f.Time.From != "" {
		said += ", " + f.Time.From
	}
	if f.Place != nil {
		said += ", " + cmp.Or(f.Place.Name, f.Place.Text)
	}
	return said
}

// EventNote says in the log of decisions what was said.
func (coding Coding) EventNote(typ, cameo string, swapped bool) string {
	if typ == "" {
		return "no event"
	}
	note := strings.TrimSpace(typ + " " + cameo)
	if swapped {
		note += ", " + coding.SwappedNote
	}
	return note
}
