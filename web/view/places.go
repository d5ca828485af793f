package view

import (
	"cmp"
	"slices"
	"strings"

	"dateline/store"
	"dateline/web/chart"
)

// DeskPlaces gives places as maps of the desk lead to them.
func DeskPlaces(rows []store.PlaceRow) (out []chart.MapPlace) {
	for _, p := range rows {
		out = append(out, chart.MapPlace{PlaceRow: p, Link: "/desk/places/" + p.ID})
	}
	return out
}

// PlacesTold gives the places at which facts were, of which coordinates are known,
// each with a word on the facts there; link makes where each leads.
func PlacesTold(facts []ToldFact, link func(id string) string) (out []chart.MapPlace) {
	at := map[string]int{}
	said := map[string]bool{}
	for _, f := range facts {
		for _, p := range store.PlacesIn(f.Fact) {
			if !p.Located {
				continue
			}
			line := FactViewOf(f.Fact).Line
			if key := p.ID + "\x00" + strings.ToLower(line); said[key] {
				continue
			} else {
				said[key] = true
			}
			i, known := at[p.ID]
			if !known {
				i = len(out)
				at[p.ID] = i
				p.Facts = 0
				out = append(out, chart.MapPlace{PlaceRow: p, Link: link(p.ID)})
			}
			out[i].Facts++
			if len(out[i].Lines) < 3 && line != "" {
				out[i].Lines = append(out[i].Lines, line)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b chart.MapPlace) int {
		return cmp.Or(cmp.Compare(b.Facts, a.Facts), cmp.Compare(a.Name, b.Name))
	})
	return out[:min(len(out), chart.MapPlacesMost)]
}
