package newsroom

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
	"dateline/store/storetest"
)

// TestRegisterIsKept: whoever asks does not have it made again; it follows the
// change log, but not faster than registerAge, and the desk at once.
func TestRegisterIsKept(t *testing.T) {
	ctx := context.Background()
	now := time.Date(2026, time.June, 3, 9, 0, 0, 0, time.UTC)
	n, err := Open(ctx, Config{Data: t.TempDir(), Facts: FactsAll, Log: slog.New(slog.DiscardHandler), Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		storetest.CheckPlans(t, n.db)
		n.Close()
	})
	write := func(do func(*store.Tx) error) {
		t.Helper()
		if err := n.db.Write(ctx, "a test", do); err != nil {
			t.Fatal(err)
		}
	}
	capture := n.db.Pack(news.Capture{URL: "https://a.example/1", FetchedAt: now, Status: 200, Body: []byte("x")})
	report := news.Report{ID: "rep_1", CaptureID: capture.ID, URL: "https://a.example/1", Kind: news.KindArticle, Text: "They signed the Pact of Arvika."}
	write(func(tx *store.Tx) error {
		if err := tx.SaveCapture(capture); err != nil {
			return err
		}
		_, _, err := tx.SaveReport(report, now)
		return err
	})
	ask := func(when string, entries, edition int) {
		t.Helper()
		got, ed, err := n.Register(ctx)
		if err != nil || len(got) != entries || ed != edition {
			t.Errorf("%s: %d entries, edition %d, %v; want %d and %d", when, len(got), ed, err, entries, edition)
		}
	}
	ask("at first", 0, 1)
	ask("again", 0, 1)
	fact := news.Fact{ID: "fact_1", Kind: news.FactAgreement, Citations: []news.Citation{{Exact: report.Text, End: 31}}, Agreement: &news.Agreement{Title: "Pact of Arvika",
		Parties: []news.Actor{{Name: "Norland"}, {Name: "Sudmark"}}}}
	write(func(tx *store.Tx) error {
		return tx.SaveRecord(news.Record{ID: report.ID, At: now, Facts: []news.Fact{fact}}, 1)
	})
	ask("at the moment of a change", 0, 1)
	now = now.Add(registerAge)
	ask("soon after a change", 1, 2)
	now = now.Add(time.Hour)
	ask("long after the last change", 1, 2)
	if _, err := n.Binding(ctx, "Norland", "Sudmark", now); err != nil {
		t.Fatal(err)
	}
	ask("after a question", 1, 2)
	editor := news.User{ID: "user_1", Role: news.Editor}
	if err := n.JudgeFact(ctx, editor, "fact_1", "", news.FactRejected); err != nil {
		t.Fatal(err)
	}
	ask("after the desk rejected it", 0, 3)
	n.config.Facts = FactsApproved
	for i, state := range []news.FactState{news.FactProposed, news.FactApproved} {
		if err := n.JudgeFact(ctx, editor, "fact_1", "", state); err != nil {
			t.Fatal(err)
		}
		ask("where readers see what the desk approved, and it is "+string(state), i, 4+i)
	}
}

// The desk's word on who someone is stands above the machine's, in kept reports
// and later ones, until it is taken back.
func TestNamingAnActor(t *testing.T) {
	n, now := corridor(t)
	r := news.Report{ID: "rep_1", URL: "https://paper.example/1", CaptureID: "cap_1", Kind: news.KindArticle, Language: "en", Headline: "Promise", Published: *now,
		Text: "“We will build the bridge,” said Ada Lund, the mayor of Arvika.", Paragraphs: []news.Paragraph{{Kind: news.PlainParagraph, Text: "“We will build the bridge,” said Ada Lund, the mayor of Arvika."}}}
	record := func() {
		t.Helper()
		writing(t, n, func(tx *store.Tx) error {
			if _, _, err := tx.SaveReport(r, *now); err != nil {
				return err
			}
			return tx.Plan(StepRecord, r.ID, *now)
		})
		doAll(t, n, StepRecord)
	}
	record()
	names := func() (all []string) {
		t.Helper()
		page, err := n.db.Actors(t.Context(), "", news.Paging{})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page.Rows {
			all = append(all, a.Name+" "+a.Code+a.Sector)
		}
		return all
	}
	before := names()
	if len(before) == 0 {
		t.Fatal("nobody speaks in a quotation")
	}
	page, _ := n.db.Actors(t.Context(), "lund", news.Paging{})
	if len(page.Rows) != 1 {
		t.Fatalf("actors %v, want one who is Lund", before)
	}
	reporter, word := news.User{ID: "user_r", Role: news.Reporter}, ActorWord{Key: page.Rows[0].Key, Name: "Ada  Lund-Dahl", Code: "swe", Sector: "GOV"}
	for _, bad := range []ActorWord{{Key: word.Key}, {Name: "x"}, {Key: word.Key, Name: "x", Code: "s1"}, {Key: word.Key, Name: "x", Sector: "the mayor"}} {
		if err := n.NameActor(t.Context(), reporter, bad); err == nil {
			t.Errorf("%+v was taken for a name", bad)
		}
	}
	if err := n.NameActor(t.Context(), news.User{Role: news.Reader}, word); err == nil {
		t.Error("a reader named an actor")
	}
	if err := n.NameActor(t.Context(), reporter, word); err != nil {
		t.Fatal(err)
	}
	if done := doAll(t, n, StepRecord); done != 1 {
		t.Errorf("%d reports were recorded again, want 1", done)
	}
	if got := names(); len(got) != len(before) || got[0] != "Ada Lund-Dahl SWEGOV" {
		t.Errorf("after the desk's word: %v", got)
	}
	record()
	if got := names(); got[0] != "Ada Lund-Dahl SWEGOV" {
		t.Errorf("after recording anew: %v", got)
	}
	if err := n.UnnameActor(t.Context(), reporter, "nobody"); err == nil {
		t.Error("a word that was never said was taken back")
	}
	if err := n.UnnameActor(t.Context(), reporter, word.Key); err != nil {
		t.Fatal(err)
	}
	doAll(t, n, StepRecord)
	if got := names(); got[0] != before[0] {
		t.Errorf("after it was taken back: %v, want %v", got, before)
	}
}
