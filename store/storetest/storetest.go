// Package storetest is the suite that every engine of the store passes. A test
// file of an engine hands in a function that opens an empty store; the suite
// does with it what the newsroom does.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
)

// Run runs the suite; open gives a new empty store each time.
func Run(t *testing.T, open func(t *testing.T) *store.DB) {
	for name, test := range map[string]func(*testing.T, *store.DB){
		"writes":     testWrites,
		"due":        testDue,
		"fence":      testFence,
		"marks":      testMarks,
		"sources":    testSources,
		"captures":   testCaptures,
		"many items": testManyItems,
		"reports":    testReports,
		"stories":    testStories,
		"matters":    testMatters,
		"told":       testTold,
		"facts":      testFacts,
		"dispatches": testDispatches,
		"deliveries": testDeliveries,
		"messages":   testMessages,
		"alerts":     testAlerts,
		"comments":   testComments,
		"people":     testPeople,
		"search":     testSearch,
		"paging":     testPaging,
		"overtaken":  testOvertaken,
		"counts":     testCounts,
		"lists":      testDispatchLists,
		"sites":      testSites,
		"actors":     testActors,
		"places":     testPlaces,
		"frames":     testFrames,
		"imported":   testImported,
		"read again": testReadAgain,
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			test(t, db)
			CheckPlans(t, db)
		})
	}
}

func write(t *testing.T, db *store.DB, do func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(ctx, t.Name(), do); err != nil {
		t.Fatal(err)
	}
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func counts(t *testing.T, db *store.DB) map[string]int {
	t.Helper()
	return must(db.Counts(ctx))(t)
}

// testWrites: many writers at once lose nothing; one that fails or panics
// undoes itself and nobody else.
func testWrites(t *testing.T, db *store.DB) {
	const n = 200
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs[i] = db.Write(ctx, "one of many", func(tx *store.Tx) error {
				if err := tx.SaveSetting(fmt.Sprintf("name %d", i), "value"); err != nil {
					return err
				}
				switch i % 10 {
				case 3:
					return errors.New("refused")
				case 7:
					panic("broken")
				}
				return nil
			})
		}()
	}
	wg.Wait()
	for i, err := range errs {
		fails := i%10 == 3 || i%10 == 7
		if (err != nil) != fails {
			t.Errorf("write %d: error %v, want one: %v", i, err, fails)
		}
		want := "value"
		if fails {
			want = ""
		}
		if got := must(db.Setting(ctx, fmt.Sprintf("name %d", i)))(t); got != want {
			t.Errorf("setting of write %d is %q, want %q", i, got, want)
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := db.Write(gone, "too late", func(tx *store.Tx) error { return tx.SaveSetting("late", "x") }); !errors.Is(err, context.Canceled) {
		t.Errorf("a write whose caller is gone: error %v, want context.Canceled", err)
	}
}

// testDue: what is due is taken once, in order, and comes back when its worker dies.
func testDue(t *testing.T, db *store.DB) {
	var woken [][]string
	var mu sync.Mutex
	db.OnDue(func(kinds []string) { mu.Lock(); woken = append(woken, kinds); mu.Unlock() })
	write(t, db, func(tx *store.Tx) error {
		for i := range 5 {
			if err := tx.Plan("page", fmt.Sprintf("p%d", i), start.Add(time.Duration(4-i)*time.Minute)); err != nil {
				return err
			}
		}
		return tx.Plan("look", "s", start)
	})
	if got := fmt.Sprint(woken); got != "[[look page]]" {
		t.Errorf("woken with %s, want [[look page]]", got)
	}
	keys := func(ds []store.Due) string {
		var s []string
		for _, d := range ds {
			s = append(s, d.Key)
		}
		return strings.Join(s, " ")
	}
	claim := func(at time.Time, n int) []store.Due {
		t.Helper()
		return must(db.Claim(ctx, "page", n, at, time.Minute))(t)
	}
	if got := keys(claim(start.Add(2*time.Minute), 2)); got != "p3 p4" {
		t.Errorf("first claim took %q, want the two that were due first, p3 and p4", got)
	}
	second := claim(start.Add(2*time.Minute), 10)
	if got := keys(second); got != "p2" {
		t.Errorf("second claim took %q, want p2: the others are held or not yet due", got)
	}
	write(t, db, func(tx *store.Tx) error { return tx.Done(second[0]) })
	if got := keys(claim(start.Add(10*time.Minute), 10)); got != "p0 p1 p3 p4" {
		t.Errorf("after the leases ended the claim took %q, want p0 p1 p3 p4", got)
	}
	write(t, db, func(tx *store.Tx) error {
		n, err := tx.FreeLeases(start)
		if n != 4 {
			t.Errorf("freed %d leases, want 4", n)
		}
		return err
	})
	if got := len(claim(start, 10)); got != 4 {
		t.Errorf("after freeing leases %d were taken, want 4", got)
	}
	if got := must(db.NextDue(ctx, "nothing"))(t); !got.IsZero() {
		t.Errorf("next of a kind that has none: %v, want the zero time", got)
	}
}

// testFence: whoever lost a lease can no longer finish.
func testFence(t *testing.T, db *store.DB) {
	write(t, db, func(tx *store.Tx) error { return tx.Plan("read", "c", start) })
	slow := must(db.Claim(ctx, "read", 1, start, time.Minute))(t)[0]
	quick := must(db.Claim(ctx, "read", 1, start.Add(2*time.Minute), time.Minute))(t)[0]
	for name, end := range map[string]func(tx *store.Tx) error{
		"done":   func(tx *store.Tx) error { return tx.Done(slow) },
		"later":  func(tx *store.Tx) error { return tx.Later(slow, start) },
		"failed": func(tx *store.Tx) error { return tx.Failed(slow, "x", start) },
		"stuck":  func(tx *store.Tx) error { return tx.Stuck(slow, "x") },
	} {
		if err := db.Write(ctx, name, end); !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("%s after the lease was lost: error %v, want ErrLeaseLost", name, err)
		}
	}
	write(t, db, func(tx *store.Tx) error { return tx.Failed(quick, "the host did not answer", start.Add(time.Hour)) })
	again := must(db.Claim(ctx, "read", 1, start.Add(time.Hour), time.Minute))(t)[0]
	if again.Tries != 2 || again.LastError != "the host did not answer" {
		t.Errorf("after a lost lease and a failed try: tries %d, error %q; want 2 and the reason", again.Tries, again.LastError)
	}
	write(t, db, func(tx *store.Tx) error { return tx.Stuck(again, "gave up") })
	if got := must(db.Claim(ctx, "read", 1, start.Add(24*time.Hour), time.Minute))(t); len(got) != 0 {
		t.Errorf("what needs a person was taken: %v", got)
	}
	troubles := must(db.Troubles(ctx, news.Paging{}))(t).Rows
	if len(troubles) != 1 || !troubles[0].Stuck || troubles[0].LastError != "gave up" {
		t.Errorf("troubles %+v, want the one that is stuck", troubles)
	}
	if got := counts(t, db)["stuck"]; got != 1 {
		t.Errorf("count of stuck %d, want 1", got)
	}
	write(t, db, func(tx *store.Tx) error { return tx.Retry("read", "c", start) })
	if got := must(db.Claim(ctx, "read", 1, start, time.Minute))(t); len(got) != 1 {
		t.Errorf("after a person said so %d were taken, want 1", len(got))
	}
	if err := db.Write(ctx, "again", func(tx *store.Tx) error { return tx.Retry("read", "c", start) }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("retrying what is not stuck: %v, want ErrNotFound", err)
	}
}

// testMarks: the change log is read in order, and a mark moves only with its
// output. A transaction that is undone leaves neither.
func testMarks(t *testing.T, db *store.DB) {
	for i := range 5 {
		err := db.Write(ctx, "report", func(tx *store.Tx) error {
			_, _, err := tx.SaveReport(report(i), start)
			if i == 2 {
				err = errors.New("undone")
			}
			return err
		})
		if (err != nil) != (i == 2) {
			t.Fatal(err)
		}
	}
	var seen []string
	mark := must(db.Mark(ctx, "join"))(t)
	for {
		changes := must(db.Changes(ctx, mark, 2))(t)
		if len(changes) == 0 {
			break
		}
		for _, c := range changes {
			if c.Seq <= mark {
				t.Errorf("change %d after mark %d", c.Seq, mark)
			}
			mark = c.Seq
			seen = append(seen, c.ID)
		}
		write(t, db, func(tx *store.Tx) error { return tx.MoveMark("join", mark) })
	}
	want := []string{report(0).ID, report(1).ID, report(3).ID, report(4).ID}
	if fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("the consumer saw %v, want %v", seen, want)
	}
	if got, last := must(db.Mark(ctx, "join"))(t), must(db.LastChange(ctx))(t); got != last {
		t.Errorf("mark %d, want the last change %d", got, last)
	}
}

// report makes the i-th of many different reports.
func report(i int) news.Report {
	url := fmt.Sprintf("https://paper.example/%d", i)
	r := news.Report{
		ID: news.ReportID(url), URL: url, Kind: news.KindArticle, Outlet: fmt.Sprintf("Outlet %d", i%3), SourceID: source(i % 3).ID,
		Headline: fmt.Sprintf("Headline %d", i), Section: []string{"World", "Diplomacy"}, Language: "en",
		Published:  start.Add(time.Duration(i) * time.Minute),
		Paragraphs: []news.Paragraph{{Kind: news.PlainParagraph, Text: fmt.Sprintf("What happened, number %d.", i)}},
	}
	r.Text = news.JoinParagraphs(r.Paragraphs)
	return r
}

func source(i int) news.Source {
	feed := fmt.Sprintf("https://paper%d.example/feed", i)
	return news.Source{ID: news.SourceID(feed), Name: fmt.Sprintf("Paper %d", i), Feed: feed, Kind: news.SourceFeed, State: news.SourceActive}
}
