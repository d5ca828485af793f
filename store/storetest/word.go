package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

// testPlaces: where facts were is kept with them, counted, found by day and by
// distance, and leaves with them.
func testPlaces(t *testing.T, db *store.DB) {
	berlin, potsdam := news.Place{Text: "Berlin", Name: "Berlin", Country: "DEU", Lat: 52.524, Lon: 13.411}, news.Place{Text: "Potsdam", Country: "DEU", Lat: 52.4, Lon: 13.066}
	suva, apia, nowhere := news.Place{Text: "Suva", Country: "FJI", Lat: -18.14, Lon: 178.44}, news.Place{Text: "Apia", Country: "WSM", Lat: -13.83, Lon: -171.77}, news.Place{Text: "the Harbour"}
	fact := func(n int, day string, at news.Place) news.Fact {
		f := news.Fact{ID: fmt.Sprint("fact_", n), Kind: news.FactEvent, Type: "CONSULT", Source: []news.Actor{{Text: "Ada", Name: "Ada"}}, Place: &at, Citations: []news.Citation{{Exact: "x", End: 1}}}
		if day != "" {
			f.Time = &news.TimeRef{From: day + "T10:00:00Z"}
		}
		return f
	}
	r := report(1)
	record := func(facts ...news.Fact) {
		t.Helper()
		write(t, db, func(tx *store.Tx) error { return tx.SaveRecord(news.Record{ID: r.ID, At: start, Facts: facts}, 1) })
	}
	write(t, db, func(tx *store.Tx) error {
		_, _, err := tx.SaveReport(r, start)
		return err
	})
	pact := news.Fact{ID: "fact_pact", Kind: news.FactAgreement, Citations: []news.Citation{{Exact: "x", End: 1}}, Agreement: &news.Agreement{Title: "Pact",
		Milestones: []news.Milestone{{Act: "signed", Place: &potsdam, Time: &news.TimeRef{From: "2026-06-02"}}, {Act: "announced", Place: &berlin, Time: &news.TimeRef{From: "2026-05"}}}}}
	bad := fact(5, "2026-06-01", berlin)
	record(fact(1, "2026-06-01", berlin), fact(2, "2026-06-03", berlin), fact(3, "", berlin), fact(4, "2026-06-01", suva), bad, fact(6, "2026-06-01", apia), fact(7, "2026-06-01", nowhere), pact)
	bad.ReportID, bad.State = r.ID, news.FactRejected
	write(t, db, func(tx *store.Tx) error { return tx.JudgeFact(bad, "user_x", start) })

	names := func(rows []store.PlaceRow) string {
		var out []string
		for _, p := range rows {
			out = append(out, fmt.Sprint(p.Name, " ", p.Facts))
		}
		return strings.Join(out, ", ")
	}
	want := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %s; want %s", what, got, want)
		}
	}
	places := func(find, country string) string {
		t.Helper()
		return names(must(db.Places(ctx, find, country, news.Paging{}))(t).Rows)
	}
	want("all", places("", ""), "Berlin 4, the Harbour 1, Suva 1, Potsdam 1, Apia 1")
	want("found", places("DAM", ""), "Potsdam 1")
	want("of Germany", places("", "DEU"), "Berlin 4, Potsdam 1")
	row := must(db.Place(ctx, store.PlaceID(berlin)))(t)
	if !row.Located || row.Lat != 52.524 || row.Lon != 13.411 {
		t.Errorf("Berlin is at %+v", row)
	}
	if _, err := db.Place(ctx, "place_none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a place that is not there: %v", err)
	}
	ids := func(s store.Span) string {
		t.Helper()
		var out []string
		for _, f := range must(db.PlaceFacts(ctx, row.ID, s, news.Paging{}))(t).Rows {
			out = append(out, f.ID)
		}
		return strings.Join(out, " ")
	}
	want("facts of Berlin", ids(store.Span{}), "fact_2 fact_1 fact_pact fact_3")
	want("facts of June", ids(store.Span{From: "2026-06-01"}), "fact_2 fact_1")
	want("facts until May", ids(store.Span{To: "2026-05-31"}), "fact_pact")
	want("days", fmt.Sprint(must(db.PlaceDays(ctx, row.ID))(t)), "[{2026-05 1} {2026-06-01 1} {2026-06-03 1}]")
	want("an actor's days", fmt.Sprint(must(db.ActorDays(ctx, "ada"))(t)), "[{2026-06-01 4} {2026-06-03 1}]")
	line := must(db.ActorTimeline(ctx, "ada", store.Span{From: "2026-06-02"}, news.Paging{}))(t)
	if len(line.Rows) != 1 || line.Rows[0].ID != "fact_2" {
		t.Errorf("an actor's timeline: %+v", line.Rows)
	}
	onMap := func(f store.MapFilter) string {
		t.Helper()
		return names(must(db.Map(ctx, f, 10))(t))
	}
	want("the map", onMap(store.MapFilter{}), "Berlin 4, Apia 1, Potsdam 1, Suva 1")
	want("the map of a day", onMap(store.MapFilter{Span: store.Span{From: "2026-06-02", To: "2026-06-02"}}), "Potsdam 1")
	want("the map of an actor", onMap(store.MapFilter{Actor: "ada", Type: "CONSULT"}), "Berlin 3, Apia 1, Suva 1")
	want("what is approved", onMap(store.MapFilter{Approved: true}), "")
	want("near Berlin", names(must(db.Near(ctx, row, 1))(t)), "Potsdam 1")
	want("near Suva", names(must(db.Near(ctx, must(db.Place(ctx, store.PlaceID(suva)))(t), 2))(t)), "Apia 1, Berlin 4")
	if km := store.Distance(must(db.Place(ctx, store.PlaceID(suva)))(t), must(db.Place(ctx, store.PlaceID(apia)))(t)); km < 1100 || km > 1200 {
		t.Errorf("over the date line it is %.0f km from Suva to Apia, want some 1,150", km)
	}
	if got := must(db.PlaceActors(ctx, row.ID, 5))(t); len(got) != 1 || got[0].Key != "ada" {
		t.Errorf("who was in Berlin: %+v", got)
	}
	record(fact(1, "", suva))
	want("recorded anew", places("", ""), "Suva 1")
}

// testFrames: the desk's word on frames is kept, listed and found; facts are found
// by their verb.
func testFrames(t *testing.T, db *store.DB) {
	write(t, db, func(tx *store.Tx) error {
		for _, w := range []store.FrameWord{{Frame: "slam", Type: "ACCUSE", CAMEO: "111"}, {Frame: "fire minister", Type: "x-RESIGN", Swapped: true}, {Frame: "slam", Type: "", At: start}} {
			if err := tx.SaveFrameWord(w); err != nil {
				return err
			}
		}
		return nil
	})
	all := must(db.FrameWords(ctx))(t)
	if len(all) != 2 || all[0].Frame != "fire minister" || !all[0].Swapped || all[1].Type != "" || !all[1].At.Equal(start) {
		t.Errorf("frames %+v", all)
	}
	write(t, db, func(tx *store.Tx) error { return tx.SaveFrameWord(store.FrameWord{Frame: "çede", Type: "AGREE"}) })
	if got := must(db.FindFrameWords(ctx, "ÇEDE", news.Paging{}))(t).Rows; len(got) != 1 {
		t.Errorf("found by letters that are not English: %+v", got)
	}
	write(t, db, func(tx *store.Tx) error { return tx.RemoveFrameWord("çede") })
	for find, want := range map[string]int{"": 2, "SLAM": 1, "resign": 1, "none": 0} {
		if got := must(db.FindFrameWords(ctx, find, news.Paging{}))(t).Rows; len(got) != want {
			t.Errorf("finding %q gave %+v", find, got)
		}
	}
	first := must(db.FindFrameWords(ctx, "", news.Paging{Limit: 1}))(t)
	if next := must(db.FindFrameWords(ctx, "", news.Paging{Limit: 1, After: first.Next}))(t); len(next.Rows) != 1 || next.Rows[0].Frame != "slam" || next.Next != "" {
		t.Errorf("the second page: %+v", next)
	}
	if err := db.Write(ctx, "none", func(tx *store.Tx) error { return tx.RemoveFrameWord("none") }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("taking back what was not said: %v", err)
	}
	r := report(1)
	var facts []news.Fact
	for i, predicate := range []string{"slammed", "Slams hard", "were slammed", "fired", ""} {
		facts = append(facts, news.Fact{ID: fmt.Sprint("fact_", i), Kind: news.FactEvent, Predicate: predicate, Citations: []news.Citation{{Exact: "x", End: 1}}})
	}
	facts = append(facts, news.Fact{ID: "fact_said", Kind: news.FactStatement, Predicate: "slammed", Citations: []news.Citation{{Exact: "x", End: 1}}})
	write(t, db, func(tx *store.Tx) error {
		if _, _, err := tx.SaveReport(r, start); err != nil {
			return err
		}
		if err := tx.SaveRecord(news.Record{ID: r.ID, At: start, Facts: facts}, 1); err != nil {
			return err
		}
		return tx.PlanReports("record", []string{r.ID, r.ID}, start)
	})
	var found []string
	if err := db.VerbFacts(ctx, []string{"slammed", "slams"}, func(f store.FactRow) { found = append(found, f.ID) }); err != nil {
		t.Error(err)
	}
	if !slices.Equal(found, []string{"fact_2", "fact_1", "fact_0"}) {
		t.Errorf("facts of slam: %v", found)
	}
	if due := must(db.Claim(ctx, "record", 9, start, time.Minute))(t); len(due) != 1 || due[0].Key != r.ID {
		t.Errorf("due %+v, want the report once", due)
	}
}
