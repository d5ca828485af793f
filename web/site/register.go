package site

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/chart"
	"dateline/web/frame"
	"dateline/web/view"
)

// registerPage is how many agreements stand on one page.
const registerPage = 40

// A registerView is the register's list, narrowed, with the question who is bound.
type registerView struct {
	Query, Party, Year string
	Parties, Years     []string // to choose from
	All                int      // agreements in all
	Agreements         []view.AgreementView
	Pager              frame.Pager
	Bound              boundView
	Span               store.Span
	Problem            string
	Network            chart.Network // of those that were found
	Strip              chart.Strip
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
func (v *registerView) picture(r *http.Request, found []view.AgreementView) {
	v.Network = view.RegisterNetwork(found)
	var days []store.DayCount
	for _, a := range found {
		for _, m := range a.Agreement.Milestones {
			if m.Time == nil || m.Time.From == "" {
				continue
			}
			day := m.Time.From[:min(len(m.Time.From), len(time.DateOnly))]
			if len(view.Within([]store.DayCount{{Day: day}}, v.Span)) > 0 {
				days = append(days, store.DayCount{Day: day, Facts: 1})
				v.Latest = append(v.Latest, registerMoment{a.ID, a.Title, m})
			}
		}
	}
	v.Strip = chart.StripOf(days, "what happened to agreements", chart.SpanLink(r.URL, "#when-label"))
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
	Agreements []view.AgreementView
}

func (s *Site) register(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Agreements(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := registerView{Query: strings.TrimSpace(q.Get("q")), Party: strings.TrimSpace(q.Get("party")), Year: strings.TrimSpace(q.Get("year")),
		All: len(list.All), Parties: list.Parties, Years: list.Years}
	v.Span, v.Problem = chart.SpanOf(q)
	var found []view.AgreementView
	for _, a := range list.All {
		if v.wants(a) {
			found = append(found, a)
		}
	}
	p, err := frame.Paging(r, 1, registerPage)
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
	v.Pager = frame.PagerOf(r, next)
	if v.Bound, err = s.bound(r); err != nil {
		return err
	}
	v.picture(r, found)
	return s.Render(w, r, frame.Status(cmp.Or(v.Problem, v.Bound.Problem)), "register", frame.Page{Title: "Register of agreements", Canonical: "/register", Section: "/register", NoIndex: len(q) > 0, Data: v})
}

// wants says whether an agreement is among those asked for: every word in its
// title, aliases, parties or kind.
func (v registerView) wants(a view.AgreementView) bool {
	if v.Year != "" && !slices.Contains(a.Years, v.Year) {
		return false
	}
	if v.Span != (store.Span{}) && len(view.ToldWithin([]view.ToldFact{{Fact: news.Fact{Agreement: &a.Agreement}}}, v.Span)) == 0 {
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

// bound answers what binds two parties on a day, if it was asked.
func (s *Site) bound(r *http.Request) (boundView, error) {
	q := r.URL.Query()
	v := boundView{A: strings.TrimSpace(q.Get("a")), B: strings.TrimSpace(q.Get("b")), Day: strings.TrimSpace(q.Get("day")), Attacked: strings.TrimSpace(q.Get("attacked"))}
	if v.Day == "" {
		v.Day = s.Room.Now().UTC().Format(time.DateOnly)
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
		entries, err = s.Room.Defending(r.Context(), v.Attacked, day)
	} else {
		entries, err = s.Room.Binding(r.Context(), v.A, v.B, day)
	}
	if err != nil {
		return v, err
	}
	v.Asked, v.On = true, day
	for _, e := range entries {
		v.Agreements = append(v.Agreements, view.AgreementOf(e))
	}
	return v, nil
}

// An entryView is an agreement's own page.
type entryView struct {
	view.AgreementView
	Milestones []news.Milestone  // the earliest first, those of no known time last
	Provisions []provisionsView  // by class
	Sources    []agreementSource // every sentence that it stands on
	Network    chart.Network
}

type provisionsView struct {
	Class      string
	Provisions []news.Provision
}

// An agreementSource is a report with the sentences in which it tells of an agreement.
type agreementSource struct {
	view.ReportLine
	Citations []news.Citation
}

func (s *Site) registerEntry(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Agreements(r)
	if err != nil {
		return err
	}
	all := list.All
	i := slices.IndexFunc(all, func(a view.AgreementView) bool { return a.ID == r.PathValue("id") })
	if i < 0 {
		return newsroom.ErrNotFound
	}
	v := entryView{AgreementView: all[i], Provisions: byClass(all[i].Agreement.Provisions), Network: view.NetworkOf(all[i], all)}
	v.Milestones = slices.Clone(all[i].Agreement.Milestones)
	slices.SortStableFunc(v.Milestones, func(a, b news.Milestone) int { return cmp.Compare(dayOf(a), dayOf(b)) })
	if v.Sources, err = s.agreementSources(r, v.Citations); err != nil {
		return err
	}
	return s.Show(w, r, "agreement", frame.Page{Title: v.Title, Description: v.Title + " – " + v.Who, Canonical: "/register/" + v.ID, Section: "/register", Data: v})
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

// agreementSources returns the reports that citations are from, in their order.
func (s *Site) agreementSources(r *http.Request, citations []news.Citation) ([]agreementSource, error) {
	var ids []string
	for _, c := range citations {
		if len(ids) < sourcesMost && !slices.Contains(ids, c.ReportID) {
			ids = append(ids, c.ReportID)
		}
	}
	rows, err := s.Store.ReportRows(r.Context(), ids)
	if err != nil {
		return nil, err
	}
	var out []agreementSource
	for _, c := range citations {
		i := slices.IndexFunc(out, func(a agreementSource) bool { return a.ID == c.ReportID })
		if i < 0 {
			row, known := rows[c.ReportID]
			if !known { // dropped since, or beyond the bound
				continue
			}
			i = len(out)
			out = append(out, agreementSource{ReportLine: view.ReportLine{ID: row.ID, Outlet: row.Outlet, Headline: row.Headline, URL: row.URL,
				Standfirst: row.Standfirst, Version: row.Version, At: row.Published}})
		}
		if !slices.Contains(out[i].Citations, c) {
			out[i].Citations = append(out[i].Citations, c)
		}
	}
	return out, nil
}
