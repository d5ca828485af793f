package view

import (
	"cmp"
	"net/http"
	"slices"
	"sync"

	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame/texts"
)

// An AgreementView is an agreement in the register.
type AgreementView struct {
	ID string
	news.Agreement
	Imported  string // from where, if no report tells of it
	Reports   []string
	Citations []news.Citation
	Years     []string // of its milestones, each once
	Who       string   // its parties in words
}

// AgreementOf returns an agreement of the register as pages show it.
func AgreementOf(e newsroom.RegisterEntry) AgreementView {
	a := e.Agreement
	v := AgreementView{ID: e.ID, Agreement: a, Imported: e.Imported, Reports: e.Reports, Citations: e.Citations, Who: texts.Actors(a.Parties)}
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
	All            []AgreementView
	Parties, Years []string
}

// Agreements returns the whole register, which is made anew only when it changed.
func (s *Views) Agreements(r *http.Request) (registerList, error) {
	entries, edition, err := s.Room.Register(r.Context())
	if err != nil {
		return registerList{}, err
	}
	k := &s.keptRegister
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.edition != edition {
		all := make([]AgreementView, len(entries))
		for i, e := range entries {
			all[i] = AgreementOf(e)
		}
		k.All, k.edition = all, edition
		k.Parties, k.Years = choices(all)
	}
	return k.registerList, nil
}

// choices gives the parties and years that the register knows.
func choices(all []AgreementView) (parties, years []string) {
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
