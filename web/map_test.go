package web

import (
	"fmt"
	"log/slog"
	"math"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dateline/news"
	"dateline/newsroom"
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

var rxPath = regexp.MustCompile(`^d="(M-?\d+ -?\d+l(-?\d+ -?\d+ )*-?\d+ -?\d+z)*"$`)

func mapped(view string, rows ...store.PlaceRow) worldMap {
	at, _ := url.Parse("/desk/map?from=2026-01-01&map=x")
	return mapOf(deskPlaces(rows), view, at, "a test", false)
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
	near := viewOf(deskPlaces([]store.PlaceRow{suva, apia}))
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
		suva.Lon, suva.Lat = float64(i)*1.2-180, float64(i%150)-75
		m.Places = append(m.Places, mapPlace{PlaceRow: suva})
	}
	labels := 0
	for _, p := range mapOf(m.Places, "world", &url.URL{Path: "/"}, "many", true).Points {
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

func TestStrip(t *testing.T) {
	link := func(s store.Span) string { return s.From + ".." + s.To }
	for _, c := range []struct {
		days                       string
		bars                       int
		unit, first, name, to, end string
	}{
		{"2026-06-01", 1, "day", "2026-06-01..2026-06-01", "1 June 2026: 1 fact", "1 June 2026", ""},
		{"2026-06-01 2026-06-01 2026-06-30", 30, "day", "2026-06-01..2026-06-01", "1 June 2026: 2 facts", "30 June 2026", ""},
		{"2024-02-10 2026-06", 29, "month", "2024-02-01..2024-02-29", "February 2024: 1 fact", "June 2026", ""},
		{"1961 2026-06-01", 66, "year", "1961-01-01..1961-12-31", "1961: 1 fact", "2026", ""},
		{"1820 2026-06-01 x 2026-13-01 0000", 21, "10 years", "1820-01-01..1829-12-31", "1820 to 1829: 1 fact", "2020 to 2029", ""},
		{"0005 9998-01-01", 90, "112 years", "", "", "", ""},
	} {
		var days []store.DayCount
		for _, d := range strings.Fields(c.days) {
			days = append(days, store.DayCount{Day: d, Facts: 1})
		}
		s := stripOf(days, "a test", link)
		if len(s.Bars) > stripMost+1 || s.Unit != c.unit && c.first != "" || len(s.Bars) != c.bars && c.first != "" {
			t.Errorf("%s: %d bars of a %s, want %d of a %s", c.days, len(s.Bars), s.Unit, c.bars, c.unit)
			continue
		}
		if c.first != "" && (s.Bars[0].Link != c.first || s.Bars[0].Name != c.name || s.To != c.to) {
			t.Errorf("%s: %+v to %s", c.days, s.Bars[0], s.To)
		}
		for _, b := range s.Bars {
			if b.X+b.W > stripWidth || b.Y < 0 || b.H > stripHeight || (b.H == 0) != (b.Link == "") {
				t.Errorf("%s: bar %+v", c.days, b)
			}
		}
	}
	if s := stripOf(nil, "nothing", link); len(s.Bars) != 0 {
		t.Errorf("of nothing: %+v", s)
	}
}

func TestRegisterNetwork(t *testing.T) {
	agreement := func(parties ...string) (a agreementView) {
		for _, p := range parties {
			a.Parties = append(a.Parties, news.Actor{Name: p})
		}
		return a
	}
	n := registerNetwork([]agreementView{agreement("A", "B"), agreement("B", "A"), agreement("B", "C", "C"), agreement("Alone"), agreement()})
	var says []string
	for _, l := range n.Lines {
		says = append(says, fmt.Sprint(l.Says, " ", l.Thick))
	}
	slices.Sort(says)
	if fmt.Sprint(says) != "[B and A: 2 agreements 3 B and C: 1 agreement 2]" && fmt.Sprint(says) != "[A and B: 2 agreements 3 B and C: 1 agreement 2]" || len(n.Nodes) != 3 {
		t.Errorf("%d parties, lines %v", len(n.Nodes), says)
	}
	if len(registerNetwork([]agreementView{agreement("A"), agreement("B")}).Lines) != 0 {
		t.Error("who has nothing in common is tied")
	}
	var many []agreementView
	for i := range 40 {
		many = append(many, agreement(fmt.Sprint("Party ", i), fmt.Sprint("Party ", (i*7+3)%40), fmt.Sprint("Party ", i%5)))
	}
	n = registerNetwork(many)
	if len(n.Nodes) > partiesMost || len(n.Nodes) < 5 {
		t.Errorf("%d parties on the picture", len(n.Nodes))
	}
	for i, a := range n.Nodes {
		if a.Left() < 0 || a.Right() > n.Width || a.Top() < 0 || a.Top()+a.Height() > n.Height {
			t.Errorf("%v is out of the picture", a)
		}
		for _, b := range n.Nodes[i+1:] {
			if a.Left() < b.Right() && b.Left() < a.Right() && a.Top() < b.Top()+b.Height() && b.Top() < a.Top()+a.Height() {
				t.Errorf("%v lies on %v", a.Lines, b.Lines)
			}
		}
	}
}

// Places have pages: a list to search, and each with what happened there by time,
// what is near, and a map; a story's facts stand on one too.
func TestPlacesAndMaps(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	r := w.reports[2]
	at := func(id, day, name, country string, lat, lon float64) news.Fact {
		return news.Fact{ID: id, Kind: news.FactEvent, Type: "CONSULT", Predicate: "met", Source: []news.Actor{{Text: "Norland", Name: "Norland"}}, Modality: news.Asserted,
			Time: &news.TimeRef{From: day, To: day, Precision: "day"}, Place: &news.Place{Text: name, Country: country, Lat: lat, Lon: lon},
			Citations: []news.Citation{w.cite(1, r, "The pact obliges both to help.").Citation}}
	}
	w.write(func(tx *store.Tx) error {
		return tx.SaveRecord(news.Record{ID: r.ID, At: began, Facts: []news.Fact{at("fact_b", "2026-06-01", "Berlin", "DEU", 52.524, 13.411),
			at("fact_b2", "2026-06-03", "Berlin", "DEU", 52.524, 13.411), at("fact_p", "2026-06-02", "Potsdam", "DEU", 52.4, 13.066), at("fact_s", "2026-06-02", "Suva", "FJI", -18.14, 178.44)}}, 1)
	})
	reader := w.as("reader@meridian.example")
	list := reader.page("/desk/places", 200)
	wantCount(t, list, "tbody tr", 4) // Arvika too
	wantText(t, list, "tbody tr", "BerlinDEU52.52° N, 13.41° E2")
	wantCount(t, reader.page("/desk/places?country=deu", 200), "tbody tr", 2)
	wantCount(t, reader.page("/desk/places?q=arv", 200), "tbody tr", 1)
	wantText(t, reader.page("/desk/places?q=atlantis", 200), ".empty", "No place fits")
	path := list.Find("tbody a").First().AttrOr("href", "")
	place := reader.page(path, 200)
	wantText(t, place, "h1", "Berlin")
	wantCount(t, place, ".desk-fact", 2)
	wantText(t, place, ".timeline-day", "3 June 2026")
	wantText(t, place, "section[aria-labelledby=near-label] li", "Potsdam DEU · 27 km · 1 fact")
	wantText(t, place, "section[aria-labelledby=who-label] li", "Norland 2 facts")
	wantCount(t, place, ".map svg path.land", 1)
	wantCount(t, place, ".strip a", 2)
	wantCount(t, place, ".map a[aria-current]", 1)
	day := reader.page(place.Find(".strip a").First().AttrOr("href", ""), 200)
	wantCount(t, day, ".desk-fact", 1)
	wantText(t, reader.page(path+"?from=2027-01-01", 200), ".empty", "is of this time")
	wantText(t, reader.page(path+"?from=soon", 422), "[role=alert]", "Write the days")
	reader.page("/desk/places/none", 404)
	reader.page("/desk/places?after=x.y", 400)

	world := reader.page("/desk/map", 200)
	wantCount(t, world, ".map svg a[href^='/desk/places/']", 2) // Potsdam lies on Berlin
	wantCount(t, world, ".map-places li", 3)
	wantCount(t, reader.page("/desk/map?from=2026-06-03&to=2026-06-03", 200), ".map-places li", 1)
	wantText(t, reader.page("/desk/map?map=africa", 200), ".map", "3 places lie outside")
	wantText(t, reader.page("/desk/map?type=ASSAULT", 200), ".empty", "No fact fits")
	reader.page("/desk/map?type=SHOUT", 422)
	reader.page("/desk/map?from=x", 422)

	actor := reader.page("/desk/actor?name=norland", 200)
	wantCount(t, actor, ".map-places li", 3)
	if actor.Find(".timeline .desk-fact").Length() < 5 {
		t.Error("the timeline of Norland is too short")
	}
	wantCount(t, reader.page("/desk/actor?name=norland&order=arrival", 200), ".strip", 0)
	wantCount(t, reader.page("/desk/actor?name=norland&from=2026-06-03&to=2026-06-03", 200), ".desk-fact", 1)

	public := w.page("/stories/"+w.story, 200)
	wantCount(t, public, ".map svg a[href^='#at-']", 2)
	wantCount(t, public, ".map-places li[id^='at-']", 3)
	wantText(t, public, ".map-credit", "Natural Earth")
	narrowed := w.page(public.Find(".strip a").First().AttrOr("href", ""), 200)
	if got := narrowed.Find(".fact").Length(); got == 0 || got >= public.Find(".fact").Length() {
		t.Errorf("%d facts of a day, of %d", got, public.Find(".fact").Length())
	}
	wantText(t, w.page("/stories/"+w.story+"?from=2031-01-01", 200), ".empty", "of this time")
	w.page("/stories/"+w.story+"?from=x", 422)
	desk := reader.page("/desk/stories/"+w.story, 200)
	wantCount(t, desk, ".map svg a[href^='/desk/places/']", 2)

	register := w.page("/register", 200)
	wantText(t, register, "section[aria-labelledby=when-label] li", "Pact of Arvika signed")
	wantCount(t, register, "section[aria-labelledby=who-label] .network a", 2)
	wantCount(t, w.page("/register?from=2026-06-02&to=2026-06-02", 200), ".agreement-row", 1)
	wantCount(t, w.page("/register?from=2027-01-01", 200), ".agreement-row", 0)
	w.page("/register?to=x", 422)
}

// What the desk rejects counts nowhere any more: neither on the pages of its place and
// of those it speaks of, nor in lists, nor on maps and timelines.
func TestRejectedFactsCountNowhere(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	r := w.reports[2]
	fact := func(id, day string) news.Fact {
		return news.Fact{ID: id, Kind: news.FactEvent, Type: "CONSULT", Predicate: "met", Source: []news.Actor{{Text: "Lund", Name: "Ada Lund"}, {Text: "officials", Sector: "GOV"}},
			Target: []news.Actor{{Text: "Roe", Name: "Anneke Roe"}}, Modality: news.Asserted, Time: &news.TimeRef{From: day, To: day, Precision: "day"},
			Place: &news.Place{Text: "Berlin", Country: "DEU", Lat: 52.524, Lon: 13.411}, Citations: []news.Citation{w.cite(1, r, "The pact obliges both to help.").Citation}}
	}
	w.write(func(tx *store.Tx) error {
		return tx.SaveRecord(news.Record{ID: r.ID, At: began, Facts: []news.Fact{fact("fact_good", "2026-06-01"), fact("fact_bad", "2026-06-03")}}, 1)
	})
	reporter := w.as("reporter@meridian.example")
	berlin := reporter.page("/desk/places?q=berlin", 200).Find("tbody a").AttrOr("href", "")
	about := func(n, days int) {
		t.Helper()
		facts := count(n, "fact", "facts")
		wantText(t, reporter.page("/desk/places?q=berlin", 200), "tbody td.num", fmt.Sprint(n))
		wantText(t, reporter.page("/desk/actors?q=ada+lund", 200), "tbody td.num", fmt.Sprint(n))
		wantText(t, reporter.page("/desk/map", 200), ".desk-head .meta", facts)
		for _, path := range []string{berlin, "/desk/actor?name=ada+lund"} {
			doc := reporter.page(path, 200)
			wantCount(t, doc, ".desk-fact", n)
			wantCount(t, doc, ".strip a", days)
			wantText(t, doc, ".map-places li", facts)
		}
		wantText(t, reporter.page(berlin, 200), "section[aria-labelledby=who-label] li", "Ada Lund "+facts)
		wantText(t, reporter.page("/desk/actor?name=anneke+roe", 200), "main", "Ada Lund "+fmt.Sprint(n))
	}
	about(2, 2)
	judge := func(to string) {
		t.Helper()
		if res := reporter.post("/desk/facts/fact_bad", url.Values{"to": {to}}); res.StatusCode != 200 {
			t.Fatalf("judging it %s: status %d", to, res.StatusCode)
		}
	}
	judge("rejected")
	about(1, 0) // one day alone has no picture
	judge("approved")
	about(2, 2)

	// Who cannot be told from others has no page, and nothing leads to one.
	wantCount(t, reporter.page("/desk/actors?q=officials", 200), "tbody tr", 0)
	page := reporter.page("/desk/facts/fact_good", 200)
	wantText(t, page, "main", "officials")
	wantCount(t, page, `a[href^="/desk/actor?"]`, 2)
	wantText(t, reporter.page("/desk/actor?name=officials", 404), "main", "Nothing is at this address")
}

// Pages of places say what is missing on them after an upgrade, and only then, and
// why a map is empty.
func TestPlacesThatAreMissing(t *testing.T) {
	s := openSite(t, nil)
	bare, err := newServer(Config{Room: s.room, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	const upgraded = "Of 3 reports it is not known here yet"
	for _, c := range []struct {
		name        string
		data        any
		want, never string
	}{
		{"desk/places", placeListView{Unplaced: 3}, upgraded, "No fact with a place"},
		{"desk/places", placeListView{}, "No fact with a place is recorded yet", "dateline reread"},
		{"desk/places", placeListView{Unplaced: 3, Query: "x"}, "No place fits", "No fact with"},
		{"desk/map", deskMapView{Unplaced: 3}, upgraded, "No fact"},
		{"desk/map", deskMapView{}, "No fact is recorded yet whose place is known", "dateline reread"},
		{"desk/map", deskMapView{Unlocated: true}, "of none that the gazetteer has", "dateline reread"},
		{"desk/map", deskMapView{Unplaced: 3, Type: "CONSULT"}, "No fact fits whose place is known", "No fact is"},
	} {
		w := httptest.NewRecorder()
		if err := bare.render(w, httptest.NewRequest("GET", "/x", nil), 200, c.name, page{Data: c.data}); err != nil {
			t.Fatal(err)
		}
		if got := w.Body.String(); !strings.Contains(got, c.want) || strings.Contains(got, c.never) {
			t.Errorf("%s of %+v lacks %q or has %q", c.name, c.data, c.want, c.never)
		}
	}
}

// Readers see on a story's map only what they see of its facts.
func TestPublicMapShowsWhatIsApproved(t *testing.T) {
	t.Parallel()
	s := openSite(t, func(c *newsroom.Config, _ *Config) { c.Facts = newsroom.FactsApproved })
	s.makeAdmin()
	r := s.report("Norland Post", "Talks", "They met in Berlin.", began)
	story := s.link(r)
	f := news.Fact{ID: "fact_1", ReportID: r.ID, Kind: news.FactEvent, Predicate: "met", Source: []news.Actor{{Text: "They"}}, Place: &news.Place{Text: "Berlin", Lat: 52.5, Lon: 13.4},
		Time: &news.TimeRef{From: "2026-06-01"}, Citations: []news.Citation{{ReportID: r.ID, Version: 1, Exact: r.Text, End: len(r.Text)}}}
	s.write(func(tx *store.Tx) error {
		return tx.SaveRecord(news.Record{ID: r.ID, At: began, Facts: []news.Fact{f}}, 1)
	})
	wantCount(t, s.page("/stories/"+story, 200), ".map", 0)
	if err := s.room.JudgeFact(t.Context(), s.admin, "fact_1", "", news.FactApproved); err != nil {
		t.Fatal(err)
	}
	wantCount(t, s.page("/stories/"+story, 200), ".map-places li", 1)
}
