package newsroom

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/internal/testkit"
	"dateline/news"
	"dateline/store"
	"dateline/store/storetest"
)

// corridor is a newsroom whose steps are walked by hand and whose time is set.
func corridor(t *testing.T) (*Newsroom, *time.Time) {
	t.Helper()
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	n, err := Open(t.Context(), Config{Data: t.TempDir(), Clock: func() time.Time { return now }, Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		storetest.CheckPlans(t, n.db)
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n, &now
}

func writing(t *testing.T, n *Newsroom, do func(*store.Tx) error) {
	t.Helper()
	if err := n.db.Write(context.Background(), t.Name(), do); err != nil {
		t.Fatal(err)
	}
}

func troubles(t *testing.T, n *Newsroom) []store.Due {
	t.Helper()
	rows, err := n.db.Troubles(t.Context(), news.Paging{})
	if err != nil {
		t.Fatal(err)
	}
	return rows.Rows
}

// A change that cannot be followed is left to a person, and nothing behind it waits.
func TestOneBadChange(t *testing.T) {
	for name, fault := range map[string]func(){"a panic": func() { panic("torn") }, "an error": nil} {
		t.Run(name, func(t *testing.T) {
			n, now := corridor(t)
			for i := range 5 {
				writing(t, n, func(tx *store.Tx) error { return tx.Changed("report", fmt.Sprint("rep_", i), *now) })
			}
			broken := true
			var seen []string
			f := &follower{name: "test", batch: 64, fail: func() {}, do: func(_ context.Context, changes []store.Change) (func(*store.Tx) error, error) {
				for _, c := range changes {
					if broken && c.ID == "rep_2" {
						if fault == nil {
							return nil, errors.New("torn")
						}
						fault()
					}
				}
				return func(*store.Tx) error {
					for _, c := range changes {
						seen = append(seen, c.ID)
					}
					return nil
				}, nil
			}}
			follow := func() {
				t.Helper()
				for worked := true; worked; {
					var err error
					if worked, err = n.followOnce(t.Context(), f); err != nil {
						t.Fatal(err)
					}
				}
			}
			follow()
			if want := []string{"rep_0", "rep_1", "rep_3", "rep_4"}; !slices.Equal(seen, want) {
				t.Errorf("followed %v, want %v", seen, want)
			}
			stuck := troubles(t, n)
			if len(stuck) != 1 || !stuck[0].Stuck || stuck[0].Key != "report/rep_2" || !strings.Contains(stuck[0].LastError, "torn") {
				t.Fatalf("troubles %+v, want report/rep_2 with its reason", stuck)
			}

			broken = false // the program was mended, and a person says "try again"
			writing(t, n, func(tx *store.Tx) error { return tx.Retry(stuck[0].Kind, stuck[0].Key, *now) })
			taken, err := n.claim(t.Context(), n.stepOf(stepFollow))
			if err != nil || len(taken) != 1 {
				t.Fatalf("taken %v, %v", taken, err)
			}
			n.perform(t.Context(), n.stepOf(stepFollow), taken[0])
			follow()
			if seen[len(seen)-1] != "rep_2" || len(troubles(t, n)) != 0 {
				t.Errorf("after trying again: followed %v, troubles %v", seen, troubles(t, n))
			}
		})
	}
}

// What is done when the program is told to stop is kept.
func TestDoneWhileStopping(t *testing.T) {
	n, now := corridor(t)
	writing(t, n, func(tx *store.Tx) error { return tx.Plan("test", "x", *now) })
	ctx, stop := context.WithCancel(t.Context())
	s := &step{kind: "test", batch: 1, lease: time.Minute, tries: 3, do: func(_ context.Context, d store.Due) (func(*store.Tx) error, error) {
		stop()
		return func(tx *store.Tx) error { return tx.Done(d) }, nil
	}}
	taken, err := n.claim(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	n.perform(ctx, s, taken[0])
	if next, err := n.db.NextDue(t.Context(), "test"); err != nil || !next.IsZero() {
		t.Errorf("it is due again at %v (%v), though it was done", next, err)
	}
}

// What takes longer than its lease each time ends with a person, not in a circle.
func TestLeaseLostTooOften(t *testing.T) {
	n, now := corridor(t)
	writing(t, n, func(tx *store.Tx) error { return tx.Plan("test", "x", *now) })
	tried := 0
	s := &step{kind: "test", batch: 1, lease: time.Minute, tries: 3, do: func(_ context.Context, d store.Due) (func(*store.Tx) error, error) {
		tried++
		*now = now.Add(2 * time.Minute) // meanwhile another took it
		writing(t, n, func(tx *store.Tx) error { return nil })
		return func(*store.Tx) error { return store.ErrLeaseLost }, nil
	}}
	for range 10 {
		taken, err := n.claim(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range taken {
			n.perform(t.Context(), s, d)
		}
	}
	if stuck := troubles(t, n); tried != 3 || len(stuck) != 1 || !stuck[0].Stuck {
		t.Errorf("tried %d times, troubles %+v; want 3 and one that needs a person", tried, stuck)
	}
}

// Rereading derives everything again: what was recorded is recorded anew.
func TestRereadRecordsAgain(t *testing.T) {
	n, now := corridor(t)
	r := news.Report{ID: "rep_1", URL: "https://paper.example/1", CaptureID: "cap_1", Kind: news.KindArticle, Headline: "Pact signed", Text: "A pact was signed."}
	writing(t, n, func(tx *store.Tx) error {
		if _, _, err := tx.SaveReport(r, *now); err != nil {
			return err
		}
		return tx.SaveLink(news.Link{ReportID: r.ID, StoryID: "story_1"}, *now)
	})
	if planned, err := n.Reread(t.Context()); err != nil || planned != 1 {
		t.Fatalf("reread planned %d captures, %v", planned, err)
	}
	taken, err := n.claim(t.Context(), n.stepOf(StepRecord))
	if err != nil || len(taken) != 1 || taken[0].Key != r.ID {
		t.Errorf("due to be recorded: %v, %v; want %s", taken, err, r.ID)
	}
}
