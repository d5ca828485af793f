package ledger

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/lang"
	"dateline/news"
)

// A RegisterEntry is one agreement as all reports together tell of it. Every
// milestone, provision and relation keeps the citation it came with; Citations
// are all sentences, Reports all reports, in the order in which they came.
type RegisterEntry struct {
	ID string `json:"id"` // news.AgreementID
	news.Agreement
	Imported  string          `json:"imported,omitempty"` // from where, and its number there; empty: reports tell of it
	Reports   []string        `json:"reports"`
	Citations []news.Citation `json:"citations"`
}

// MergeAgreements makes the register from the agreement facts of many reports;
// other facts and rejected ones are passed over. Two facts are about one
// agreement if one's title is the other's, whole or shortened, or an alias of
// it, their parties do not contradict each other, and neither do the years of
// their signing. The result is sorted by title and the same for the same facts
// in any order.
func MergeAgreements(facts []news.Fact) []RegisterEntry {
	facts = slices.Clone(facts)
	slices.SortStableFunc(facts, func(a, b news.Fact) int {
		return cmp.Or(cmp.Compare(richness(b), richness(a)), cmp.Compare(a.ReportID, b.ReportID), cmp.Compare(a.ID, b.ID))
	})
	var entries []*RegisterEntry
	for _, f := range facts {
		if f.Kind != news.FactAgreement || f.Agreement == nil || f.State == news.FactRejected {
			continue
		}
		at := slices.IndexFunc(entries, func(e *RegisterEntry) bool { return sameAgreement(e.Agreement, *f.Agreement) })
		if at < 0 {
			entries = append(entries, &RegisterEntry{Agreement: news.Agreement{Title: f.Agreement.Title, Kind: f.Agreement.Kind}})
			at = len(entries) - 1
		}
		entries[at].take(f)
	}
	out := make([]RegisterEntry, 0, len(entries))
	for _, e := range entries {
		var names []string
		for _, p := range e.Parties {
			names = append(names, cmp.Or(p.Code, p.Name))
		}
		slices.Sort(names)
		e.ID = news.AgreementID(e.Title, names)
		out = append(out, *e)
	}
	slices.SortStableFunc(out, func(a, b RegisterEntry) int {
		return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// ImportedEntry is an agreement that somebody brought from a collection.
func ImportedEntry(from, number string, a news.Agreement) RegisterEntry {
	return RegisterEntry{ID: news.DeriveID("agr", from, number), Agreement: a, Imported: from + " " + number, Reports: []string{}, Citations: []news.Citation{}}
}

// richness puts the fullest telling first, so that its title names the entry.
func richness(f news.Fact) int {
	if f.Agreement == nil {
		return 0
	}
	a := f.Agreement
	titled := 0
	if a.Title != strings.ToLower(a.Title) {
		titled = 100
	}
	return titled + 4*len(strings.Fields(a.Title)) + len(a.Parties) + len(a.Milestones) + len(a.Provisions) + len(a.Relations)
}

func sameAgreement(a, b news.Agreement) bool {
	names := func(x news.Agreement) []string { return append([]string{x.Title}, x.Aliases...) }
	titled := slices.ContainsFunc(names(a), func(x string) bool {
		return slices.ContainsFunc(names(b), func(y string) bool { return lang.ShortensTitle(x, y) || lang.ShortensTitle(y, x) })
	})
	if years(a) != 0 && years(b) != 0 && years(a) != years(b) {
		return false
	}
	shared := 0
	for _, p := range a.Parties {
		if slices.ContainsFunc(b.Parties, func(q news.Actor) bool { return news.SameParty(p, q) }) {
			shared++
		}
	}
	least := min(len(a.Parties), len(b.Parties))
	if titled {
		return shared == least
	}
	// a description without a name joins what the same parties signed on the same day
	untitled := a.Title == strings.ToLower(a.Title) || b.Title == strings.ToLower(b.Title)
	return untitled && lang.CompatibleKinds(a.Kind, b.Kind) && least >= 2 && shared == least && signedOn(a) != "" && signedOn(a) == signedOn(b)
}

// years returns the year in which an agreement was signed; 0 if that is not known, or
// too unlikely to tell two agreements apart.
func years(a news.Agreement) int {
	if day := signedOn(a); len(day) >= 4 {
		if year, err := strconv.Atoi(day[:4]); err == nil && year >= 1600 && year <= 2199 {
			return year
		}
	}
	return 0
}

func signedOn(a news.Agreement) string {
	for _, m := range a.Milestones {
		if (m.Act == "signed" || m.Act == "agreed") && m.Time != nil && m.Time.From != "" {
			return m.Time.From
		}
	}
	return ""
}

// take adds what a fact tells that the entry did not have.
func (e *RegisterEntry) take(f news.Fact) {
	a := f.Agreement
	for _, name := range append([]string{a.Title}, a.Aliases...) {
		if !strings.EqualFold(name, e.Title) && !slices.ContainsFunc(e.Aliases, func(x string) bool { return strings.EqualFold(x, name) }) {
			e.Aliases = append(e.Aliases, name)
		}
	}
	for _, p := range a.Parties {
		if !slices.ContainsFunc(e.Parties, func(q news.Actor) bool { return news.SameParty(p, q) }) {
			e.Parties = append(e.Parties, p)
		}
	}
	for _, m := range a.Milestones {
		e.takeMilestone(m)
	}
	for _, p := range a.Provisions {
		if !slices.ContainsFunc(e.Provisions, func(old news.Provision) bool { return old.Class == p.Class && lang.WordOverlap(old.Text, p.Text) > 0.6 }) {
			e.Provisions = append(e.Provisions, p)
		}
	}
	for _, r := range a.Relations {
		at := slices.IndexFunc(e.Relations, func(old news.Relation) bool { return news.SameRelation(old, r) })
		switch {
		case at < 0:
			e.Relations = append(e.Relations, r)
		case e.Relations[at].Instrument.Title == "" && r.Instrument.Title != "":
			e.Relations[at] = r // one report says "the treaty of 1958", another its name
		}
	}
	for _, c := range f.Citations {
		if c.ReportID == "" {
			c.ReportID = f.ReportID
		}
		if !slices.Contains(e.Citations, c) {
			e.Citations = append(e.Citations, c)
		}
	}
	if f.ReportID != "" && !slices.Contains(e.Reports, f.ReportID) {
		e.Reports = append(e.Reports, f.ReportID)
	}
}

// takeMilestone keeps one of each act and day, the one with a date before the
// one without.
func (e *RegisterEntry) takeMilestone(m news.Milestone) {
	for i, old := range e.Milestones {
		if old.Act != m.Act || !news.MayBeSameTime(old.Time, m.Time) {
			continue
		}
		dated := func(x news.Milestone) bool { return x.Time != nil && x.Time.From != "" }
		if dated(m) && !dated(old) {
			e.Milestones[i] = m
		}
		return
	}
	e.Milestones = append(e.Milestones, m)
}

// Binding gives the entries that bind both A and B, by code or name, on a day:
// signed or in force by then, not ended, withdrawn or suspended before, and not
// replaced by then by an entry that is itself signed. An entry without a dated
// beginning counts, because a text that tells of an agreement as signed without
// its date still tells that it is.
func Binding(entries []RegisterEntry, a, b string, day time.Time) []RegisterEntry {
	on := day.Format(time.DateOnly)
	var out []RegisterEntry
	for _, e := range entries {
		if e.hasParty(a) && e.hasParty(b) && e.bindsOn(on) && !replacedBy(entries, e, on) {
			out = append(out, e)
		}
	}
	return out
}

// Defending gives the entries by which others are bound to somebody who is attacked
// on a day: those in force that provide for defence. Who is bound are their other
// parties.
func Defending(entries []RegisterEntry, who string, day time.Time) []RegisterEntry {
	on := day.Format(time.DateOnly)
	var out []RegisterEntry
	for _, e := range entries {
		defends := slices.ContainsFunc(e.Provisions, func(p news.Provision) bool { return p.Class == "defence" })
		if defends && e.hasParty(who) && e.bindsOn(on) && !replacedBy(entries, e, on) {
			out = append(out, e)
		}
	}
	return out
}

func (e RegisterEntry) hasParty(who string) bool {
	return slices.ContainsFunc(e.Parties, func(p news.Actor) bool { return p.Code == who && who != "" || strings.EqualFold(p.Name, who) })
}

func (e RegisterEntry) bindsOn(day string) bool {
	begun := false
	for _, m := range e.Milestones {
		from := ""
		if m.Time != nil {
			from = m.Time.From
		}
		switch m.Act {
		case "signed", "in force", "ratified", "agreed", "concluded":
			begun = begun || from == "" || from <= day
		case "ended", "withdrawn", "suspended":
			if from == "" || from <= day {
				return false
			}
		}
	}
	return begun
}

func replacedBy(entries []RegisterEntry, old RegisterEntry, day string) bool {
	return slices.ContainsFunc(entries, func(e RegisterEntry) bool {
		if e.ID == old.ID || !e.bindsOn(day) {
			return false
		}
		return slices.ContainsFunc(e.Relations, func(r news.Relation) bool {
			if r.Act != "replaces" {
				return false
			}
			if r.Instrument.Title != "" {
				return lang.ShortensTitle(r.Instrument.Title, old.Title) && (r.Instrument.Year == 0 || years(old.Agreement) == 0 || r.Instrument.Year == years(old.Agreement))
			}
			return r.Instrument.Year != 0 && r.Instrument.Year == years(old.Agreement) && sharesParties(e, old)
		})
	})
}

func sharesParties(a, b RegisterEntry) bool {
	for _, p := range b.Parties {
		if !slices.ContainsFunc(a.Parties, func(q news.Actor) bool { return news.SameParty(p, q) }) {
			return false
		}
	}
	return len(b.Parties) > 0
}
