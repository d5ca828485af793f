package desk

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/chart"
	"dateline/web/frame"
	"dateline/web/frame/texts"
	"dateline/web/view"
)

// A placeListView is the list of the places that facts speak of.
type placeListView struct {
	Query, Country string
	Places         []store.PlaceRow
	Unplaced       int // reports of which it is not kept yet where it was
	Pager          frame.Pager
}

func (s *Desk) deskPlaces(w http.ResponseWriter, r *http.Request, _ news.User) error {
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := placeListView{Query: strings.TrimSpace(q.Get("q")), Country: strings.ToUpper(strings.TrimSpace(q.Get("country")))}
	rows, err := s.Store.Places(r.Context(), v.Query, v.Country, p)
	if err != nil {
		return err
	}
	if v.Unplaced, err = s.Store.Unplaced(r.Context()); err != nil {
		return err
	}
	v.Places, v.Pager = rows.Rows, frame.PagerOf(r, rows.Next)
	return s.DeskPage(w, r, http.StatusOK, "places", "places", "Places", v)
}

// A placeView is one place with what happened there.
type placeView struct {
	store.PlaceRow
	timelineView
	Near   []nearPlace
	Actors []store.ActorRow // who stands in its facts
	Map    chart.WorldMap
}

// A timelineView is a page of facts by when they happened, the latest first, with
// a picture of how many there were when.
type timelineView struct {
	Span    store.Span
	Problem string
	Strip   chart.Strip
	Days    []deskDay
	Pager   frame.Pager
}

// A nearPlace is another place with how far it is.
type nearPlace struct {
	store.PlaceRow
	Far string
}

// nearShown bounds what stands beside a place's facts.
const nearShown = 12

func (s *Desk) deskPlace(w http.ResponseWriter, r *http.Request, _ news.User) error {
	ctx := r.Context()
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	row, err := s.Store.Place(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := placeView{PlaceRow: row}
	v.Span, v.Problem = chart.SpanOf(r.URL.Query())
	days, err := s.Store.PlaceDays(ctx, row.ID)
	if err != nil {
		return err
	}
	facts, err := s.Store.PlaceFacts(ctx, row.ID, v.Span, p)
	if err != nil {
		return err
	}
	v.tell(r, days, facts.Rows, facts.Next, row.Name)
	near, err := s.Store.Near(ctx, row, nearShown)
	if err != nil {
		return err
	}
	for _, o := range near {
		v.Near = append(v.Near, nearPlace{o, texts.Kilometres(store.Distance(row, o))})
	}
	if v.Actors, err = s.Store.PlaceActors(ctx, row.ID, counterpartsShown); err != nil {
		return err
	}
	if row.Located {
		// Of the neighbours those that are not a world away: the map is of this place.
		around := []store.PlaceRow{row}
		for _, o := range near {
			if store.Distance(row, o) < 1500 {
				around = append(around, o)
			}
		}
		v.Map = chart.MapOf(view.DeskPlaces(around), r.URL.Query().Get("map"), r.URL, row.Name+" and places near it", true)
	}
	return s.DeskPage(w, r, frame.Status(v.Problem), "place", "places", row.Name, v)
}

// tell fills in a page of facts. The picture shows those of all facts' days that lie in
// the span.
func (v *timelineView) tell(r *http.Request, days []store.DayCount, facts []store.FactRow, next, of string) {
	v.Strip = chart.StripOf(view.Within(days, v.Span), of, chart.SpanLink(r.URL, "#facts-label"))
	v.Days, v.Pager = groupedDays(deskFacts(facts)), frame.PagerOf(r, next)
}

// groupedDays puts facts that follow each other and are of one time under it.
func groupedDays(facts []deskFact) (out []deskDay) {
	for _, f := range facts {
		if n := len(out); n == 0 || out[n-1].Label != f.View.When {
			out = append(out, deskDay{Label: f.View.When})
		}
		out[len(out)-1].Facts = append(out[len(out)-1].Facts, f)
	}
	return out
}

// A deskMapView is the map of all that is recorded, in a span of days.
type deskMapView struct {
	Span      store.Span
	Type      string // of events; empty: of any kind
	Types     []string
	Problem   string
	Facts     int // on the map
	Map       chart.WorldMap
	Unplaced  int  // reports of which it is not kept yet where it was
	Unlocated bool // the map is empty, though there are facts with places
}

func (s *Desk) deskMap(w http.ResponseWriter, r *http.Request, _ news.User) error {
	q := r.URL.Query()
	v := deskMapView{Types: newsroom.EventTypes, Type: q.Get("type")}
	if v.Type != "" && !slices.Contains(v.Types, v.Type) {
		v.Problem = "There is no such kind of event; take one of the list."
	}
	if v.Problem == "" {
		v.Span, v.Problem = chart.SpanOf(q)
	}
	if v.Problem == "" {
		rows, err := s.Store.Map(r.Context(), store.MapFilter{Span: v.Span, Type: v.Type}, chart.MapPlacesMost)
		if err != nil {
			return err
		}
		for _, p := range rows {
			v.Facts += p.Facts
		}
		v.Map = chart.MapOf(view.DeskPlaces(rows), cmp.Or(q.Get("map"), "world"), r.URL, "what is recorded", false)
		if v.Unplaced, err = s.Store.Unplaced(r.Context()); err != nil {
			return err
		}
	}
	if v.Problem == "" && len(v.Map.Places) == 0 && v.Span == (store.Span{}) && v.Type == "" {
		some, err := s.Store.Places(r.Context(), "", "", news.Paging{Limit: 1})
		if err != nil {
			return err
		}
		v.Unlocated = len(some.Rows) > 0
	}
	return s.DeskPage(w, r, frame.Status(v.Problem), "map", "map", "Map", v)
}
