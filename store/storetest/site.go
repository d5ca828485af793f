package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

func testSites(t *testing.T, db *store.DB) {
	trace := func(n int) store.PageTrace {
		return store.PageTrace{ReportID: fmt.Sprint("rep_", n), Site: "courier.example", CaptureID: fmt.Sprint("cap_", n), At: start.Add(time.Duration(n) * time.Minute), Trace: []byte{byte(n)}, Advice: "a"}
	}
	save := func(p store.PageTrace) {
		t.Helper()
		write(t, db, func(tx *store.Tx) error {
			if _, _, err := tx.SaveReport(news.Report{ID: p.ReportID, CaptureID: p.CaptureID, URL: "https://" + p.Site + "/" + p.ReportID}, start); err != nil {
				return err
			}
			return tx.SaveTrace(p)
		})
	}
	for _, n := range []int{5, 2, 4, 1, 3} {
		save(trace(n))
	}
	other := trace(9)
	other.Site = "herald.example"
	save(other)
	reports := func(most int) (ids []string) {
		t.Helper()
		for _, p := range must(db.Traces(ctx, "courier.example", most))(t) {
			ids = append(ids, p.ReportID)
		}
		return ids
	}
	if got, want := reports(3), []string{"rep_3", "rep_4", "rep_5"}; !slices.Equal(got, want) {
		t.Errorf("the newest pages are %v, want %v", got, want)
	}
	again := trace(2)
	again.Advice, again.Trace = "b", []byte{7}
	save(again)
	if got := must(db.Traces(ctx, "courier.example", 9))(t)[1]; got.Advice != "b" || got.Trace[0] != 7 || !got.At.Equal(again.At) {
		t.Errorf("a page read again left %+v", got)
	}

	apart := trace(2)
	apart.CaptureID, apart.Advice = "cap_of another", "c"
	write(t, db, func(tx *store.Tx) error { return tx.SaveTrace(apart) })
	if got := must(db.Traces(ctx, "courier.example", 9))(t)[1]; got.Advice != "b" || got.CaptureID != trace(2).CaptureID {
		t.Errorf("a capture on which its report does not stand left %+v", got)
	}

	// What the desk said.
	say := func(report, text, role string) {
		t.Helper()
		write(t, db, func(tx *store.Tx) error {
			return tx.SaveCorrection(store.Correction{ReportID: report, Text: text, Role: role, UserID: "user_1", At: start})
		})
	}
	say("rep_1", "By Ann", "byline")
	say("rep_1", "By Ann", "other")
	say("rep_1", "More", "teaser")
	say("rep_9", "More", "teaser")
	if got := must(db.Corrections(ctx, "rep_1"))(t); len(got) != 2 || !slices.ContainsFunc(got, func(c store.Correction) bool { return c.Text == "By Ann" && c.Role == "other" }) {
		t.Errorf("corrections %+v, want the later word on each block", got)
	}
	if got := must(db.SiteCorrections(ctx, "courier.example"))(t); len(got) != 1 || len(got["rep_1"]) != 2 {
		t.Errorf("corrections of the site %+v", got)
	}
	if got, want := reports(2), []string{"rep_1", "rep_4", "rep_5"}; !slices.Equal(got, want) {
		t.Errorf("with what the desk corrected, the pages are %v, want %v", got, want)
	}
	write(t, db, func(tx *store.Tx) error { return tx.ForgetTraces("courier.example", 1) })
	if got, want := reports(9), []string{"rep_1", "rep_5"}; !slices.Equal(got, want) {
		t.Errorf("after forgetting, the pages are %v, want %v", got, want)
	}
	write(t, db, func(tx *store.Tx) error { return tx.RemoveCorrection("rep_1", "More") })
	err := db.Write(ctx, "again", func(tx *store.Tx) error { return tx.RemoveCorrection("rep_1", "More") })
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("taking back what was never said: %v", err)
	}

	// What was learned.
	if got := must(db.SiteMemory(ctx, "courier.example"))(t); got.Pages != 0 || got.Memory != nil {
		t.Errorf("of a new site %+v is known", got)
	}
	for pages := 1; pages <= 2; pages++ {
		write(t, db, func(tx *store.Tx) error {
			return tx.SaveSiteMemory("courier.example", store.SiteMemory{Memory: []byte(`{"pages":2}`), Pages: pages, StudiedAt: start})
		})
	}
	if got := must(db.SiteMemory(ctx, "courier.example"))(t); got.Pages != 2 || string(got.Memory) != `{"pages":2}` || !got.StudiedAt.Equal(start) {
		t.Errorf("what was learned comes back as %+v", got)
	}

	// Due at another time, and not due twice.
	write(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.Plan("match", "x", start.Add(time.Hour)), tx.PlanIfNone("match", "x", start), tx.PlanIfNone("match", "y", start.Add(time.Hour)))
	})
	if next := must(db.NextDue(ctx, "match"))(t); !next.Equal(start.Add(time.Hour)) {
		t.Errorf("what was due is now due at %v", next)
	}
	write(t, db, func(tx *store.Tx) error {
		at, err := tx.Due("match", "y")
		if err != nil || !at.Equal(start.Add(time.Hour)) {
			t.Errorf("y is due at %v, %v", at, err)
		}
		if at, err := tx.Due("match", "z"); err != nil || !at.IsZero() {
			t.Errorf("z is due at %v, %v", at, err)
		}
		return errors.Join(tx.Hasten("match", "x", start), tx.Hasten("match", "z", start))
	})
	if got := must(db.Claim(ctx, "match", 5, start, time.Minute))(t); len(got) != 1 || got[0].Key != "x" {
		t.Errorf("hastened: %+v, want x", got)
	}
	write(t, db, func(tx *store.Tx) error { return tx.Hasten("match", "x", start) })
	if got := must(db.Claim(ctx, "match", 5, start, time.Minute))(t); len(got) != 0 {
		t.Errorf("what was in hand was hastened: %+v", got)
	}
}

// testReadAgain: the same capture read otherwise is the same version, and so is
// another capture that tells the same, but for what a dispatch cites.
func testReadAgain(t *testing.T, db *store.DB) {
	r := report(1)
	r.CaptureID = "cap_1"
	save := func(r news.Report, version int) {
		t.Helper()
		var got int
		write(t, db, func(tx *store.Tx) (err error) { got, _, err = tx.SaveReport(r, start); return err })
		if got != version {
			t.Errorf("version %d, want %d", got, version)
		}
	}
	stands := func(version int, capture, text string) {
		t.Helper()
		got := must(db.ReportVersion(ctx, r.ID, version))(t)
		versions := must(db.Versions(ctx, r.ID))(t)
		if got.CaptureID != capture || versions[version-1].CaptureID != capture || got.Text != text {
			t.Errorf("version %d stands on %s, by its row on %s, and says %q; want %s, %q", version, got.CaptureID, versions[version-1].CaptureID, got.Text, capture, text)
		}
	}
	save(r, 1)
	r.Text = "Another reading."
	save(r, 1)
	stands(1, "cap_1", "Another reading.")
	r.CaptureID, r.Tags = "cap_2", []string{"pact"}
	save(r, 1)
	stands(1, "cap_2", "Another reading.")
	write(t, db, func(tx *store.Tx) error {
		d := news.Dispatch{ID: "dis_1", Slug: "x", State: news.Draft, Citations: []news.DispatchCitation{{Number: 1, Citation: news.Citation{ReportID: r.ID, Version: 1, Exact: r.Text}}}}
		_, err := tx.SaveDispatch(d, 0, start)
		return err
	})
	r.CaptureID = "cap_3"
	save(r, 1) // nothing else is new
	stands(1, "cap_2", "Another reading.")
	r.Tags = []string{"treaty"}
	save(r, 2)
	r.Tags = []string{"treaty", "pact"}
	save(r, 2) // the same capture, the same words
	r.Text = "A third reading."
	save(r, 3)
	stands(1, "cap_2", "Another reading.")
	stands(2, "cap_3", "Another reading.")
	stands(3, "cap_3", "A third reading.")

	other := report(2)
	save(other, 1)
	write(t, db, func(tx *store.Tx) error {
		d := news.Dispatch{ID: "dis_2", Slug: "y", State: news.Draft, Body: "It stands in " + other.ID + ", which is not cited."}
		_, err := tx.SaveDispatch(d, 0, start)
		return err
	})
	other.Text = "Another reading."
	save(other, 1)
}

// testActors: of whom facts speak is kept with them, and counted.
func testActors(t *testing.T, db *store.DB) {
	lund, dahl := news.Actor{Text: "Lund", Name: "Ada Lund", Sector: "GOV"}, news.Actor{Text: "the union", Code: "NGOUNI"}
	fact := func(n int, source news.Actor, target ...news.Actor) news.Fact {
		return news.Fact{ID: fmt.Sprint("fact_", n), Kind: news.FactEvent, Source: []news.Actor{source}, Target: target, Citations: []news.Citation{{Exact: "x", End: 1}}}
	}
	r := report(1)
	record := func(facts ...news.Fact) {
		t.Helper()
		write(t, db, func(tx *store.Tx) error { return tx.SaveRecord(news.Record{ID: r.ID, At: start, Facts: facts}, 1) })
	}
	write(t, db, func(tx *store.Tx) error {
		if _, _, err := tx.SaveReport(r, start); err != nil {
			return err
		}
		return tx.SaveLink(news.Link{ReportID: r.ID, StoryID: "story_a"}, start)
	})
	coded := lund
	coded.Code = "VAR"
	record(fact(1, lund, dahl), fact(2, dahl, lund, coded), fact(3, lund))
	list := must(db.Actors(ctx, "", news.Paging{}))(t).Rows
	if len(list) != 2 || list[0].Name != "Ada Lund" || list[0].Facts != 3 || list[0].Code != "VAR" || list[0].Sector != "GOV" || list[1].Key != "the union" || list[1].Facts != 2 {
		t.Errorf("actors %+v, want Ada Lund with 3 facts and the union with 2", list)
	}
	if got := must(db.Actors(ctx, "UNI", news.Paging{}))(t).Rows; len(got) != 1 {
		t.Errorf("finding a part of a name gave %+v", got)
	}
	if got := must(db.ActorFacts(ctx, "ada lund", news.Paging{}))(t).Rows; len(got) != 3 || !got[0].LearnedAt.Equal(start) {
		t.Errorf("facts of Ada Lund: %+v", got)
	}
	if got := must(db.Counterparts(ctx, "ada lund", 5))(t); len(got) != 1 || got[0].Key != "the union" || got[0].Facts != 2 {
		t.Errorf("together with Ada Lund: %+v", got)
	}
	// Who cannot be told from others is nobody of their own.
	record(fact(1, news.Actor{Text: "he"}, lund), fact(2, news.Actor{Text: "Officials", Sector: "GOV"}), fact(3, dahl, news.Actor{Text: "the union"}))
	if list := must(db.Actors(ctx, "", news.Paging{}))(t).Rows; len(list) != 2 || list[0].Key != "ada lund" || list[1].Key != "the union" || list[1].Facts != 1 {
		t.Errorf("actors %+v, want Ada Lund and the union with 1 fact", list)
	}
	if got := must(db.Counterparts(ctx, "ada lund", 5))(t); len(got) != 0 {
		t.Errorf("together with Ada Lund: %+v, want nobody", got)
	}
	for key, a := range map[string]news.Actor{"": {Text: "he"}, "ada lund": lund, "the union": dahl} {
		if got := store.ActorPage(a); got != key {
			t.Errorf("the page of %+v is %q, want %q", a, got, key)
		}
	}
	record(fact(1, dahl))
	if got := must(db.Actors(ctx, "", news.Paging{}))(t).Rows; len(got) != 1 || got[0].Facts != 1 {
		t.Errorf("after it was recorded anew: %+v, want the union with 1", got)
	}
	if _, err := db.Actor(ctx, "ada lund"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("of whom no fact speaks any more: %v", err)
	}
	// What the desk rejects speaks of nobody, until it takes that back.
	judge := func(n int, to news.FactState, source news.Actor, target ...news.Actor) {
		t.Helper()
		f := fact(n, source, target...)
		f.ReportID, f.State = r.ID, to
		write(t, db, func(tx *store.Tx) error { return tx.JudgeFact(f, "user_x", start) })
	}
	count := func(key string) int {
		a, err := db.Actor(ctx, key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			t.Fatal(err)
		}
		return a.Facts
	}
	record(fact(1, dahl, lund), fact(2, lund, dahl), fact(3, lund))
	judge(1, news.FactRejected, dahl, lund)
	if got := must(db.Counterparts(ctx, "ada lund", 5))(t); len(got) != 1 || got[0].Facts != 1 || count("the union") != 1 || count("ada lund") != 2 {
		t.Errorf("without the rejected fact, together with Ada Lund (%d): %+v (%d)", count("ada lund"), got, count("the union"))
	}
	if got := must(db.ActorFacts(ctx, "the union", news.Paging{}))(t).Rows; len(got) != 1 || got[0].ID != "fact_2" {
		t.Errorf("facts of the union: %+v", got)
	}
	record(fact(1, dahl, lund), fact(2, lund, dahl), fact(3, lund))
	if count("the union") != 1 || count("ada lund") != 2 {
		t.Errorf("recorded again, the rejected fact counts: %d and %d", count("the union"), count("ada lund"))
	}
	judge(2, news.FactRejected, lund, dahl)
	if got := must(db.Actors(ctx, "", news.Paging{}))(t).Rows; len(got) != 1 || got[0].Facts != 1 {
		t.Errorf("with both rejected: %+v, want Ada Lund with 1 fact", got)
	}
	judge(1, news.FactApproved, dahl, lund)
	judge(2, news.FactProposed, lund, dahl)
	if count("the union") != 2 || count("ada lund") != 3 {
		t.Errorf("with nothing rejected: %d and %d, want 2 and 3", count("the union"), count("ada lund"))
	}
	judge(1, news.FactProposed, dahl, lund)
	record(fact(1, dahl), fact(2, lund))
	write(t, db, func(tx *store.Tx) error {
		return tx.SaveActorWord(store.ActorWord{Key: "ada lund", Name: "Ada Lund", Code: "VAR", UserID: "user_1", At: start})
	})
	record(fact(1, dahl))
	if got := must(db.Actor(ctx, "ada lund"))(t); got.Facts != 0 {
		t.Errorf("who is known by the desk's word: %+v", got)
	}
	write(t, db, func(tx *store.Tx) error { return tx.RemoveActorWord("ada lund") })
	if _, err := db.Actor(ctx, "ada lund"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("of whom neither a fact nor the desk speaks any more: %v", err)
	}
	if got := must(db.StoryTellings(ctx, "story_a"))(t); len(got) != 1 || got[0].ID != "fact_1" {
		t.Errorf("tellings %+v", got)
	}
}

// testImported: a collection of agreements is kept, replaced by number, and taken out whole.
func testImported(t *testing.T, db *store.DB) {
	save := func(number, title string) {
		t.Helper()
		write(t, db, func(tx *store.Tx) error {
			return tx.SaveImportedAgreement(store.ImportedAgreement{Collection: "ATOP", Number: number, Agreement: news.Agreement{Title: title}}, start)
		})
	}
	save("2", "b")
	save("1", "a")
	save("2", "c")
	if got := must(db.ImportedAgreements(ctx))(t); len(got) != 2 || got[0].Number != "1" || got[1].Agreement.Title != "c" {
		t.Errorf("imported %+v", got)
	}
	var gone int64
	write(t, db, func(tx *store.Tx) (err error) { gone, err = tx.RemoveImportedAgreements("ATOP"); return err })
	if got := must(db.ImportedAgreements(ctx))(t); gone != 2 || len(got) != 0 {
		t.Errorf("%d were taken out, %+v is left", gone, got)
	}
}
