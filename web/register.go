package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
)

// registerPage is how many agreements stand on one page.
const registerPage = 40

// An agreementView is an agreement in the register.
type agreementView struct {
	ID string
	news.Agreement
	Imported  string // from where, if no report tells of it
	Reports   []string
	Citations []news.Citation
	Years     []string // of its milestones, each once
	Who       string   // its parties in words
}

func agreementOf(e newsroom.RegisterEntry) agreementView {
	a := e.Agreement
	v := agreementView{ID: e.ID, Agreement: a, Imported: e.Imported, Reports: e.Reports, Citations: e.Citations, Who: actors(a.Parties)}
	for _, m := range a.Milestones {
		if m.Time == nil || len(m.Time.From) < 4 {
			continue
		}
		if y := m.Time.From[:4]; !slices.Contains(v.Years, y) {
			v.Years = append(v.Years, y)
		}
	}
	slices.Sort(v.Years)
	return v
}

// A keptRegister is the register as pages show it, kept while it is the same.
type keptRegister struct {
	mu sync.Mutex
	registerList
	edition int
}

// A registerList is all agreements, with the parties and years to choose from.
// It is everyone's: pages do not change it.
type registerList struct {
	all            []agreementView
	parties, years []string
}

func (s *server) agreements(r *http.Request) (registerList, error) {
	entries, edition, err := s.room.Register(r.Context())
	if err != nil {
		return registerList{}, err
	}
	k := &s.keptRegister
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.edition != edition {
		all := make([]agreementView, len(entries))
		for i, e := range entries {
			all[i] = agreementOf(e)
		}
		k.all, k.edition = all, edition
		k.parties, k.years = choices(all)
	}
	return k.registerList, nil
}

// A registerView is the register's list, narrowed, with the question who is bound.
type registerView struct {
	Query, Party, Year string
	Parties, Years     []string // to choose from
	All                int      // agreements in all
	Agreements         []agreementView
	Pager              pager
	Bound              boundView
	Span               store.Span
	Problem            string
	Network            network // of those that were found
	Strip              strip
	Latest             []registerMoment // the newest first
}

// A registerMoment is what happened to one of the agreements.
type registerMoment struct {
	ID, Title string
	news.Milestone
}

// momentsShown is how many of the latest milestones the register shows.
const momentsShown = 12

// picture draws the agreements that were found: who is tied to whom, and what
// happened when.
func (v *registerView) picture(r *http.Request, found []agreementView) {
	v.Network = registerNetwork(found)
	var days []store.DayCount
	for _, a := range found {
		for _, m := range a.Agreement.Milestones {
			if m.Time == nil || m.Time.From == "" {
				continue
			}
			day := m.Time.From[:min(len(m.Time.From), len(time.DateOnly))]
			if len(within([]store.DayCount{{Day: day}}, v.Span)) > 0 {
				days = append(days, store.DayCount{Day: day, Facts: 1})
				v.Latest = append(v.Latest, registerMoment{a.ID, a.Title, m})
			}
		}
	}
	v.Strip = stripOf(days, "what happened to agreements", spanLink(r.URL, "#when-label"))
	slices.SortStableFunc(v.Latest, func(a, b registerMoment) int {
		return cmp.Or(cmp.Compare(b.Time.From, a.Time.From), cmp.Compare(a.Title, b.Title))
	})
	v.Latest = v.Latest[:min(len(v.Latest), momentsShown)]
}

// A boundView is the question what binds two parties on a day, and its answer.
type boundView struct {
	A, B, Day  string
	Attacked   string    // the other question: who must defend this one
	On         time.Time // Day, if it is one
	Asked      bool
	Problem    string
	Agreements []agreementView
}

func (s *server) register(w http.ResponseWriter, r *http.Request) error {
	list, err := s.agreements(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := registerView{Query: strings.TrimSpace(q.Get("q")), Party: strings.TrimSpace(q.Get("party")), Year: strings.TrimSpace(q.Get("year")),
		All: len(list.all), Parties: list.parties, Years: list.years}
	v.Span, v.Problem = spanOf(q)
	var found []agreementView
	for _, a := range list.all {
		if v.wants(a) {
			found = append(found, a)
		}
	}
	p, err := paging(r, 1, registerPage)
	if err != nil {
		return err
	}
	begin, err := strconv.ParseInt(cmp.Or(p.After, "0"), 36, 32)
	if err != nil || begin < 0 {
		return newsroom.ErrNoPage
	}
	v.Agreements = found[min(int(begin), len(found)):min(int(begin)+registerPage, len(found))]
	next := ""
	if int(begin)+registerPage < len(found) {
		next = strconv.FormatInt(begin+registerPage, 36)
	}
	v.Pager = pagerOf(r, next)
	if v.Bound, err = s.bound(r); err != nil {
		return err
	}
	v.picture(r, found)
	return s.render(w, r, status(cmp.Or(v.Problem, v.Bound.Problem)), "register", page{Title: "Register of agreements", Canonical: "/register", Section: "/register", NoIndex: len(q) > 0, Data: v})
}

// wants says whether an agreement is among those asked for: every word in its
// title, aliases, parties or kind.
func (v registerView) wants(a agreementView) bool {
	if v.Year != "" && !slices.Contains(a.Years, v.Year) {
		return false
	}
	if v.Span != (store.Span{}) && len(toldWithin([]toldFact{{Fact: news.Fact{Agreement: &a.Agreement}}}, v.Span)) == 0 {
		return false
	}
	if v.Party != "" && !slices.ContainsFunc(a.Parties, func(p news.Actor) bool { return isParty(p, v.Party) }) {
		return false
	}
	text := strings.ToLower(strings.Join(append([]string{a.Title, a.Kind, a.Who}, a.Aliases...), " "))
	for _, word := range strings.Fields(strings.ToLower(v.Query)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

func isParty(p news.Actor, name string) bool {
	return strings.EqualFold(p.Name, name) || strings.EqualFold(p.Text, name) || strings.EqualFold(p.Code, name)
}

// choices gives the parties and years that the register knows.
func choices(all []agreementView) (parties, years []string) {
	for _, a := range all {
		for _, p := range a.Parties {
			parties = append(parties, cmp.Or(p.Name, p.Text))
		}
		years = append(years, a.Years...)
	}
	slices.Sort(parties)
	slices.Sort(years)
	parties, years = slices.Compact(parties), slices.Compact(years)
	slices.Reverse(years)
	return parties, years
}

// bound answers what binds two parties on a day, if it was asked.
func (s *server) bound(r *http.Request) (boundView, error) {
	q := r.URL.Query()
	v := boundView{A: strings.TrimSpace(q.Get("a")), B: strings.TrimSpace(q.Get("b")), Day: strings.TrimSpace(q.Get("day")), Attacked: strings.TrimSpace(q.Get("attacked"))}
	if v.Day == "" {
		v.Day = s.room.Now().UTC().Format(time.DateOnly)
	}
	if v.A == "" && v.B == "" && v.Attacked == "" {
		return v, nil
	}
	if v.Attacked == "" && (v.A == "" || v.B == "") {
		v.Problem = "Name two parties; the question is what binds them to each other."
		return v, nil
	}
	day, err := time.Parse(time.DateOnly, v.Day)
	if err != nil {
		v.Problem = "Write the day as year, month and day, such as 2026-01-31."
		return v, nil
	}
	var entries []newsroom.RegisterEntry
	if v.Attacked != "" {
		entries, err = s.room.Defending(r.Context(), v.Attacked, day)
	} else {
		entries, err = s.room.Binding(r.Context(), v.A, v.B, day)
	}
	if err != nil {
		return v, err
	}
	v.Asked, v.On = true, day
	for _, e := range entries {
		v.Agreements = append(v.Agreements, agreementOf(e))
	}
	return v, nil
}

// An entryView is an agreement's own page.
type entryView struct {
	agreementView
	Milestones []news.Milestone  // the earliest first, those of no known time last
	Provisions []provisionsView  // by class
	Sources    []agreementSource // every sentence that it stands on
	Network    network
}

type provisionsView struct {
	Class      string
	Provisions []news.Provision
}

// An agreementSource is a report with the sentences in which it tells of an agreement.
type agreementSource struct {
	reportLine
	Citations []news.Citation
}

func (s *server) registerEntry(w http.ResponseWriter, r *http.Request) error {
	list, err := s.agreements(r)
	if err != nil {
		return err
	}
	all := list.all
	i := slices.IndexFunc(all, func(a agreementView) bool { return a.ID == r.PathValue("id") })
	if i < 0 {
		return newsroom.ErrNotFound
	}
	v := entryView{agreementView: all[i], Provisions: byClass(all[i].Agreement.Provisions), Network: networkOf(all[i], all)}
	v.Milestones = slices.Clone(all[i].Agreement.Milestones)
	slices.SortStableFunc(v.Milestones, func(a, b news.Milestone) int { return cmp.Compare(dayOf(a), dayOf(b)) })
	v.Sources = s.agreementSources(r, v.Citations)
	return s.show(w, r, "agreement", page{Title: v.Title, Description: v.Title + " – " + v.Who, Canonical: "/register/" + v.ID, Section: "/register", Data: v})
}

func dayOf(m news.Milestone) string {
	if m.Time == nil || m.Time.From == "" {
		return "~" // behind every digit
	}
	return m.Time.From
}

// byClass puts provisions under their classes, in ATOP's order, "other" last.
func byClass(ps []news.Provision) []provisionsView {
	order := []string{"defence", "offence", "neutrality", "non-aggression", "consultation"}
	rank := func(class string) int {
		if i := slices.Index(order, class); i >= 0 {
			return i
		}
		return len(order)
	}
	ps = slices.Clone(ps)
	slices.SortStableFunc(ps, func(a, b news.Provision) int {
		return cmp.Or(cmp.Compare(rank(a.Class), rank(b.Class)), cmp.Compare(a.Class, b.Class))
	})
	var out []provisionsView
	for _, p := range ps {
		if n := len(out); n == 0 || out[n-1].Class != p.Class {
			out = append(out, provisionsView{Class: p.Class})
		}
		out[len(out)-1].Provisions = append(out[len(out)-1].Provisions, p)
	}
	return out
}

// sourcesMost bounds how many reports an agreement's page names.
const sourcesMost = 50

func (s *server) agreementSources(r *http.Request, citations []news.Citation) []agreementSource {
	var out []agreementSource
	for _, c := range citations {
		i := slices.IndexFunc(out, func(a agreementSource) bool { return a.ID == c.ReportID })
		if i < 0 {
			row, err := s.store.ReportRow(r.Context(), c.ReportID)
			if err != nil || len(out) == sourcesMost {
				continue
			}
			i = len(out)
			out = append(out, agreementSource{reportLine: reportLine{row.ID, row.Outlet, row.Headline, row.URL, row.Standfirst, row.Version, row.Published}})
		}
		if !slices.Contains(out[i].Citations, c) {
			out[i].Citations = append(out[i].Citations, c)
		}
	}
	return out
}
