package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

// testOvertaken: a capture that is read late does not turn a report back, and
// one that came up again does.
func testOvertaken(t *testing.T, db *store.DB) {
	r := report(1)
	capture := func(body string, at time.Time) string {
		c := db.Pack(news.Capture{URL: r.URL, FinalURL: r.URL, FetchedAt: at, Status: 200, Body: []byte(body)})
		write(t, db, func(tx *store.Tx) error { return tx.SaveCapture(c) })
		return c.ID
	}
	read := func(text, captureID string) string {
		r.Text, r.CaptureID = text, captureID
		r.Paragraphs = []news.Paragraph{{Kind: news.PlainParagraph, Text: text}}
		write(t, db, func(tx *store.Tx) error { _, _, err := tx.SaveReport(r, start); return err })
		return must(db.Report(ctx, r.ID))(t).Text
	}
	older, newer := capture("older", start), capture("newer", start.Add(time.Hour))
	if got := read("newer", newer); got != "newer" {
		t.Errorf("the report says %q, want newer", got)
	}
	if got := read("older", older); got != "newer" {
		t.Errorf("after the older capture was read late the report says %q, want newer", got)
	}
	capture("older", start.Add(2*time.Hour))
	if got := read("older", older); got != "older" {
		t.Errorf("after the page went back the report says %q, want older", got)
	}
	if got := counts(t, db)["captures"]; got != 2 {
		t.Errorf("%d captures are counted, want 2", got)
	}
}

// testCounts: kept counts say what a count of the rows would.
func testCounts(t *testing.T, db *store.DB) {
	write(t, db, func(tx *store.Tx) error { return tx.PlanStuck("read", "c", "cannot be read", start) })
	if got := must(db.Claim(ctx, "read", 1, start, time.Minute))(t); len(got) != 0 || counts(t, db)["stuck"] != 1 {
		t.Errorf("what needs a person: taken %v, counted %d", got, counts(t, db)["stuck"])
	}
	write(t, db, func(tx *store.Tx) error { return tx.Plan("read", "c", start) })
	if got := counts(t, db)["stuck"]; got != 0 {
		t.Errorf("%d are counted as stuck after it was planned again, want 0", got)
	}
	write(t, db, func(tx *store.Tx) error { return tx.PlanStuck("read", "c", "cannot be read", start) })
	write(t, db, func(tx *store.Tx) error { return tx.Unplan("read", "c") })
	if got := counts(t, db)["stuck"]; got != 0 {
		t.Errorf("%d are counted as stuck after it was taken away, want 0", got)
	}

	write(t, db, func(tx *store.Tx) error { _, _, err := tx.AddSource(source(1), start); return err })
	item := news.Item{ID: "item_1", SourceID: source(1).ID, URL: "https://paper1.example/1"}
	write(t, db, func(tx *store.Tx) error { _, err := tx.SaveItems([]news.Item{item}, start); return err })
	for range 2 {
		write(t, db, func(tx *store.Tx) error { return tx.PageGivenUp(item.ID) })
	}
	if got := counts(t, db)["pages given up"]; got != 1 {
		t.Errorf("%d pages are counted as given up, want 1", got)
	}
	write(t, db, func(tx *store.Tx) error { return tx.ItemOutcome(item.ID, "ok") })
	if got := counts(t, db)["pages given up"]; got != 0 {
		t.Errorf("%d pages are counted as given up after it was had, want 0", got)
	}

	for i := range 3 {
		write(t, db, func(tx *store.Tx) error {
			if _, _, err := tx.SaveReport(report(i), start); err != nil {
				return err
			}
			return tx.SaveLink(news.Link{ReportID: report(i).ID, StoryID: fmt.Sprint("story_", i)}, start)
		})
	}
	write(t, db, func(tx *store.Tx) error { return tx.MergeStories("story_0", "story_1", start) })
	write(t, db, func(tx *store.Tx) error {
		return tx.SaveLink(news.Link{ReportID: report(2).ID, StoryID: "story_0"}, start)
	})
	if got, listed := counts(t, db)["stories"], len(must(db.Stories(ctx, store.StoryFilter{}, news.Paging{}))(t).Rows); got != listed || listed != 1 {
		t.Errorf("%d stories are counted and %d listed, want 1", got, listed)
	}
}

// testDispatchLists: each dispatch stands once on the pages of a list, whatever
// its text says of when it was changed, and follows its story through a merge.
func testDispatchLists(t *testing.T, db *store.DB) {
	for i := range 6 {
		d := news.Dispatch{ID: fmt.Sprint("dis_", i), Slug: fmt.Sprint("slug-", i), State: news.Draft, StoryID: "story_gone", ChangedAt: start.Add(-time.Duration(i) * time.Hour)}
		write(t, db, func(tx *store.Tx) error {
			_, err := tx.SaveDispatch(d, 0, start.Add(time.Duration(i)*time.Second))
			return err
		})
	}
	var seen []string
	for after := ""; ; {
		page := must(db.Dispatches(ctx, store.DispatchFilter{}, news.Paging{After: after, Limit: 2}))(t)
		for _, d := range page.Rows {
			seen = append(seen, d.ID)
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if want := []string{"dis_5", "dis_4", "dis_3", "dis_2", "dis_1", "dis_0"}; !slices.Equal(seen, want) {
		t.Errorf("paging shows %v, want %v", seen, want)
	}
	write(t, db, func(tx *store.Tx) error { return tx.MergeStories("story_kept", "story_gone", start) })
	row := must(db.Dispatch(ctx, "dis_0"))(t)
	write(t, db, func(tx *store.Tx) error { _, err := tx.SaveDispatch(row.Dispatch, row.Revision, start); return err })
	if got := must(db.Dispatches(ctx, store.DispatchFilter{StoryID: "story_kept"}, news.Paging{}))(t).Rows; len(got) != 6 {
		t.Errorf("after a merge and a save %d dispatches are of the story, want 6", len(got))
	}
}
