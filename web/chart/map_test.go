package chart

import (
	"math"
	"net/url"
	"regexp"
	"testing"

	"dateline/store"
)

var (
	berlin = store.PlaceRow{ID: "place_berlin", Name: "Berlin", Country: "DEU", Located: true, Lat: 52.524, Lon: 13.411, Facts: 9}
	paris  = store.PlaceRow{ID: "place_paris", Name: "Paris", Country: "FRA", Located: true, Lat: 48.853, Lon: 2.349, Facts: 4}
	suva   = store.PlaceRow{ID: "place_suva", Name: "Suva", Country: "FJI", Located: true, Lat: -18.14, Lon: 178.44, Facts: 1}
	apia   = store.PlaceRow{ID: "place_apia", Name: "Apia", Country: "WSM", Located: true, Lat: -13.83, Lon: -171.77, Facts: 1}
	sydney = store.PlaceRow{ID: "place_sydney", Name: "Sydney", Country: "AUS", Located: true, Lat: -33.87, Lon: 151.2, Facts: 2}
	bogota = store.PlaceRow{ID: "place_bogota", Name: "Bogotá", Country: "COL", Located: true, Lat: 4.6, Lon: -74.08, Facts: 2}
)

// The embedded outlines are whole: known land is within them, known sea is not.
func TestLand(t *testing.T) {
	inside := func(rings [][]coordinate, c coordinate) bool {
		in := false
		for _, r := range rings {
			for i := range r {
				a, b := r[i], r[(i+1)%len(r)]
				for _, lon := range []float64{c.lon - 360, c.lon, c.lon + 360} { // a ring goes on beyond 180 degrees
					if (a.lat > c.lat) != (b.lat > c.lat) && lon < (b.lon-a.lon)*(c.lat-a.lat)/(b.lat-a.lat)+a.lon {
						in = !in
					}
				}
			}
		}
		return in
	}
	for scale, rings := range map[string][][]coordinate{"small": smallScale(), "middle": middleScale()} {
		points := 0
		for _, r := range rings {
			points += len(r)
			for i, c := range r {
				if c.lon < -540 || c.lon > 540 || c.lat < -90 || c.lat > 90 {
					t.Fatalf("%s: %v is not on earth", scale, c)
				}
				if next := r[(i+1)%len(r)]; math.Abs(next.lon-c.lon) > 60 && c.lat > -80 {
					t.Errorf("%s: the land is torn from %v to %v", scale, c, next)
				}
			}
		}
		if points < 3000 {
			t.Errorf("%s: only %d points", scale, points)
		}
		for name, c := range map[string]coordinate{"Berlin": {13.4, 52.5}, "Ulan Bator": {106.9, 47.9}, "Bogotá": {-74, 4.6}, "Alice Springs": {133.9, -23.7}, "Kinshasa": {15.3, -4.3}, "Anadyr": {175, 66}, "Egvekinot": {-178, 67}, "the South Pole": {10, -89}} {
			if !inside(rings, c) {
				t.Errorf("%s: %s lies in the sea", scale, name)
			}
		}
		for name, c := range map[string]coordinate{"the Atlantic": {-30, 30}, "the Pacific": {-150, 0}, "the Gulf of Guinea": {0, 0}, "the Bay of Bengal": {88, 14}, "the Arctic": {170, 80}, "the Bering Sea": {-178, 58}} {
			if inside(rings, c) {
				t.Errorf("%s: %s is land", scale, name)
			}
		}
	}
}

// placesOf returns places as maps of the desk lead to them.
func placesOf(rows []store.PlaceRow) (out []MapPlace) {
	for _, p := range rows {
		out = append(out, MapPlace{PlaceRow: p, Link: "/desk/places/" + p.ID})
	}
	return out
}

var rxPath = regexp.MustCompile(`^d="(M-?\d+ -?\d+l(-?\d+ -?\d+ )*-?\d+ -?\d+z)*"$`)

func mapped(view string, rows ...store.PlaceRow) WorldMap {
	at, _ := url.Parse("/desk/map?from=2026-01-01&map=x")
	return MapOf(placesOf(rows), view, at, "a test", false)
}

func TestMap(t *testing.T) {
	for _, r := range mapRegions {
		m := mapped(r.key, berlin, sydney, suva, apia, bogota)
		if !rxPath.MatchString(string(m.Land)) || len(m.Land) < 2000 || len(m.Land) > 60_000 {
			t.Errorf("%s: %d bytes of land: %.60s", r.key, len(m.Land), m.Land)
		}
		if m.Height < 380 || m.Height > 1300 {
			t.Errorf("%s is %d high", r.key, m.Height)
		}
		if len(m.Points)+m.Outside != 5 {
			t.Errorf("%s: %d points and %d outside, want 5 together", r.key, len(m.Points), m.Outside)
		}
		for _, p := range m.Points {
			if p.X < 0 || p.X > mapWidth || p.Y < 0 || p.Y > m.Height || p.R < 1 {
				t.Errorf("%s: %s at %d, %d", r.key, p.Name, p.X, p.Y)
			}
		}
	}
	if m := mapped("oceania", suva, apia, sydney, berlin); len(m.Points) != 3 || m.Outside != 1 || m.Points[1].X <= m.Points[0].X {
		t.Errorf("the Pacific is torn: %+v", m.Points)
	}
	for name, rows := range map[string][]store.PlaceRow{"one": {berlin}, "two": {berlin, paris}, "over the date line": {suva, apia}, "the pole": {{Name: "Pole", Located: true, Lat: 90, Facts: 1}},
		"the ends": {suva, bogota, berlin, sydney, apia}, "the same": {berlin, berlin}} {
		m := mapped("all", rows...)
		if m.Outside != 0 || len(m.Points) == 0 || !rxPath.MatchString(string(m.Land)) {
			t.Errorf("%s: %d points, %d outside, land %.40s", name, len(m.Points), m.Outside, m.Land)
		}
		if m.Height < 300 || m.Height > 900 {
			t.Errorf("%s is %d high", name, m.Height)
		}
	}
	near := viewOf(placesOf([]store.PlaceRow{suva, apia}))
	if wide := near.East - near.West; wide > 60 {
		t.Errorf("Suva and Apia, 10 degrees apart, are shown on %v degrees", wide)
	}
	close := berlin
	close.ID, close.Name, close.Lat, close.Facts = "place_close", "Close", berlin.Lat+0.01, 2
	m := mapped("all", berlin, close, paris)
	if len(m.Points) != 2 || m.Points[0].Name != "Berlin and 1 place close to it: 11 facts" || m.Points[0].Link != "/desk/places/place_berlin" {
		t.Errorf("what lies on each other: %+v", m.Points)
	}
	if len(m.Places) != 3 || m.Shown != 3 {
		t.Errorf("the list has %d of %d", m.Shown, len(m.Places))
	}
	if m.Points[0].Label != "Berlin" || m.Points[1].Label != "Paris" {
		t.Errorf("labels %+v", m.Points)
	}
	for _, c := range m.Views {
		if c.Key == "europe" && c.Link != "/desk/map?from=2026-01-01&map=europe#map" || c.Current != (c.Key == "all") {
			t.Errorf("a choice: %+v", c)
		}
	}
	if empty := mapped("world"); len(empty.Points)+len(empty.Views) != 0 {
		t.Errorf("a map of nothing: %+v", empty)
	}
	for i := range 300 {
		place := suva
		place.Lon, place.Lat = float64(i)*1.2-180, float64(i%150)-75
		m.Places = append(m.Places, MapPlace{PlaceRow: place})
	}
	labels := 0
	for _, p := range MapOf(m.Places, "world", &url.URL{Path: "/"}, "many", true).Points {
		if p.Label != "" {
			labels++
		}
	}
	if labels == 0 || labels > mapLabels {
		t.Errorf("%d labels among 300 places", labels)
	}
}

func FuzzMap(f *testing.F) {
	f.Add(52.5, 13.4, -18.0, 178.0, "all")
	f.Add(90.0, 180.0, -90.0, -180.0, "oceania")
	f.Fuzz(func(t *testing.T, lat1, lon1, lat2, lon2 float64, view string) {
		for _, d := range []float64{lat1, lon1, lat2, lon2} {
			if math.IsNaN(d) || math.IsInf(d, 0) || math.Abs(d) > 1e6 {
				t.Skip()
			}
		}
		on := func(lat, lon float64) store.PlaceRow {
			return store.PlaceRow{Name: "x", Located: true, Lat: math.Mod(lat, 90), Lon: math.Mod(lon, 180), Facts: 1}
		}
		m := mapped(view, on(lat1, lon1), on(lat2, lon2))
		if !rxPath.MatchString(string(m.Land)) || m.Height <= 0 || m.Height > 5000 {
			t.Errorf("height %d, land %.60s", m.Height, m.Land)
		}
	})
}
