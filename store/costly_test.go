package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dateline/news"
)

// endless never finds a row and never ends by itself: it is what a query that has to
// look through a large archive is for whoever waits.
const endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0"

// lateEndless finds its first rows at once.
const lateEndless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 3"

func number(r *sql.Rows) (n int, err error) { return n, r.Scan(&n) }

// A costly read ends when its time is up, also one that has found its first rows;
// meanwhile all other reads have connections, and those who find no place for a
// costly read are told so.
func TestCostlyReadsEnd(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db, err := Open(ctx, t.TempDir(), Options{Readers: 1, Costly: CostlyBounds{AtOnce: 2, Wait: time.Millisecond, Time: 50 * time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ended := make(chan error, 2)
	release := make(chan struct{})
	for _, query := range []string{endless, lateEndless} {
		costly, done, err := db.Costly(ctx)
		if err != nil {
			t.Fatalf("a place for a costly read: %v", err)
		}
		if again, _, err := db.Costly(costly); err != nil || again != costly {
			t.Errorf("within a costly read another place is taken: %v", err)
		}
		go func() {
			_, err := collect(costly, db, number, query)
			if err != nil && !errors.Is(context.Cause(costly), ErrTooLong) {
				err = fmt.Errorf("it ended because of %w: %w", context.Cause(costly), err)
			} else if err != nil {
				err = nil
			} else {
				err = fmt.Errorf("%s ended by itself", query)
			}
			ended <- err
			<-release
			done()
		}()
	}
	if _, _, err := db.Costly(ctx); !errors.Is(err, ErrBusy) {
		t.Errorf("a third costly read of two: %v, want ErrBusy", err)
	}
	if _, err := db.Counts(ctx); err != nil { // there is but one connection for it
		t.Errorf("another read while costly ones are under way: %v", err)
	}
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	close(release)
}

// What a costly read finds, and its order, is what any read finds.
func TestCostlyReadsFindTheSame(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db, err := Open(ctx, t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	at := time.Date(2026, time.June, 3, 9, 0, 0, 0, time.UTC)
	err = db.Write(ctx, "saving", func(tx *Tx) error {
		var rows []SearchRow
		for i := range 60 {
			r := news.Report{ID: fmt.Sprintf("rep_%d", i), Version: 1, Headline: fmt.Sprint("Report ", i*7%60), Text: "pact", Published: at.Add(time.Duration(i*13%60) * time.Minute)}
			if _, _, err := tx.SaveReport(r, at); err != nil {
				return err
			}
			rows = append(rows, SearchRow{ID: r.ID, Body: strings.Repeat("pact ", 1+i%5)})
		}
		return tx.IndexReports(rows)
	})
	if err != nil {
		t.Fatal(err)
	}
	costly, done, err := db.Costly(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	for _, order := range []SearchOrder{Newest, Relevance} {
		want, err := db.SearchReports(ctx, "pact", order, news.Paging{Limit: 25})
		if err != nil || len(want.Rows) != 25 {
			t.Fatalf("%d reports, %v", len(want.Rows), err)
		}
		got, err := db.SearchReports(costly, "pact", order, news.Paging{Limit: 25})
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("by %s a costly search finds %v (%v), another %v", order, got, err, want)
		}
	}
	// An order without a limit is kept too.
	const ordered = "SELECT seq FROM report ORDER BY published DESC"
	want, err := collect(ctx, db, number, ordered)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := collect(costly, db, number, ordered); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("a costly read orders %v (%v), another %v", got, err, want)
	}
}

// The estimate of what a prefix costs grows with the words that begin so, also while
// the index is in several pieces.
func TestPrefixPages(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db, err := Open(ctx, t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	at := time.Date(2026, time.June, 3, 9, 0, 0, 0, time.UTC)
	pages := func(prefixes ...string) int {
		t.Helper()
		n, err := db.PrefixPages(ctx, prefixes)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := pages("a"); n != 0 {
		t.Errorf("in an empty index a prefix costs %d pages", n)
	}
	for piece := range 3 {
		err = db.Write(ctx, "saving", func(tx *Tx) error {
			var rows []SearchRow
			for i := range 200 {
				r := news.Report{ID: fmt.Sprintf("rep_%d_%d", piece, i), Version: 1, Headline: "x", Text: "x", Published: at}
				if _, _, err := tx.SaveReport(r, at); err != nil {
					return err
				}
				var body strings.Builder
				for w := range 60 {
					fmt.Fprintf(&body, "word%d%d ", i%50, w)
				}
				rows = append(rows, SearchRow{ID: r.ID, Body: body.String() + "zebra"})
			}
			return tx.IndexReports(rows)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	all, some, one, none := pages("w"), pages("word1"), pages("zebr"), pages("\U0010ffff")
	if all < 30 || some >= all || one >= some || none > one {
		t.Errorf("all words cost %d pages, those of word1 %d, one rare word %d, none %d", all, some, one, none)
	}
	if twice := pages("w", "w"); twice != 2*all {
		t.Errorf("a prefix twice costs %d pages, once %d", twice, all)
	}
}
