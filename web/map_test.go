package web

import (
	"fmt"
	"net/url"
	"testing"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
	"dateline/web/frame/texts"
)

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
		return tx.SaveRecord(news.Record{ID: r.ID, At: Began, Facts: []news.Fact{at("fact_b", "2026-06-01", "Berlin", "DEU", 52.524, 13.411),
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
		return tx.SaveRecord(news.Record{ID: r.ID, At: Began, Facts: []news.Fact{fact("fact_good", "2026-06-01"), fact("fact_bad", "2026-06-03")}}, 1)
	})
	reporter := w.as("reporter@meridian.example")
	berlin := reporter.page("/desk/places?q=berlin", 200).Find("tbody a").AttrOr("href", "")
	about := func(n, days int) {
		t.Helper()
		facts := texts.Count(n, "fact", "facts")
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

// Readers see on a story's map only what they see of its facts.
func TestPublicMapShowsWhatIsApproved(t *testing.T) {
	t.Parallel()
	s := openSite(t, func(c *newsroom.Config, _ *frame.Config) { c.Facts = newsroom.FactsApproved })
	s.makeAdmin()
	r := s.report("Norland Post", "Talks", "They met in Berlin.", Began)
	story := s.link(r)
	f := news.Fact{ID: "fact_1", ReportID: r.ID, Kind: news.FactEvent, Predicate: "met", Source: []news.Actor{{Text: "They"}}, Place: &news.Place{Text: "Berlin", Lat: 52.5, Lon: 13.4},
		Time: &news.TimeRef{From: "2026-06-01"}, Citations: []news.Citation{{ReportID: r.ID, Version: 1, Exact: r.Text, End: len(r.Text)}}}
	s.write(func(tx *store.Tx) error {
		return tx.SaveRecord(news.Record{ID: r.ID, At: Began, Facts: []news.Fact{f}}, 1)
	})
	wantCount(t, s.page("/stories/"+story, 200), ".map", 0)
	if err := s.room.JudgeFact(t.Context(), s.admin, "fact_1", "", news.FactApproved); err != nil {
		t.Fatal(err)
	}
	wantCount(t, s.page("/stories/"+story, 200), ".map-places li", 1)
}
