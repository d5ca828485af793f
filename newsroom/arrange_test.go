package newsroom

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"dateline/news"
	"dateline/store"
)

// What a person arranged stays so: when the machine settles, when a report is
// read again, when the newsroom starts anew, and when all is joined once more.
func TestArrangedForEver(t *testing.T) {
	n, now := corridor(t)
	fire := "A fire destroyed the fish hall in the harbour of Port Ester on Thursday. Sixty firefighters fought the blaze for five hours, said fire chief Ilse Brandt. Nobody was hurt."
	bank := "The Varland central bank kept its rate at 3.5 per cent on Friday. Governor Mats Orring said that prices would rise more slowly."
	texts := map[string]string{"a": fire, "copy": fire, "b": "The fish hall of Port Ester has burned down. Ilse Brandt, chief of the fire brigade, said that sixty firefighters were in the harbour.", "bank": bank}
	save := func(id, more string) {
		writing(t, n, func(tx *store.Tx) error {
			_, _, err := tx.SaveReport(news.Report{ID: id, Kind: news.KindArticle, Language: "en", Outlet: id, URL: "http://" + id, Headline: "Report " + id, Text: texts[id] + more, Published: *now}, *now)
			return err
		})
	}
	var follower *follower
	for _, f := range n.allFollowers() {
		if f.name == followJoin {
			follower = f
		}
	}
	follow := func() {
		t.Helper()
		for worked := true; worked; {
			var err error
			if worked, err = n.followOnce(t.Context(), follower); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := n.settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if stuck := troubles(t, n); len(stuck) > 0 {
			t.Fatalf("troubles: %+v", stuck)
		}
	}
	row := func(id string) store.ReportRow {
		t.Helper()
		r, err := n.db.ReportRow(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, id := range []string{"a", "copy", "b", "bank"} {
		save(id, "")
		follow()
	}
	story := row("a").StoryID
	if row("b").StoryID != story || row("bank").StoryID == story {
		t.Fatal("the machine does not join what this test is to part")
	}
	reporter := news.User{ID: "user_1", Name: "Ada Quill", Role: news.Reporter, State: news.UserActive}
	if _, err := n.Arrange(t.Context(), news.User{Role: news.Reader, State: news.UserActive}, story, []string{"a"}, ""); err == nil {
		t.Error("a reader may arrange stories")
	}
	apart, err := n.Arrange(t.Context(), reporter, story, []string{"a"}, "")
	if err != nil {
		t.Fatal(err)
	}
	bankStory := row("bank").StoryID
	if _, err := n.Arrange(t.Context(), reporter, bankStory, nil, story); err != nil {
		t.Fatal(err)
	}
	for subject, want := range map[string][]string{
		"story/" + apart:     {"user_1 move from " + story + ": a copy"},
		"story/" + story:     {"user_1 move into " + apart + ": a copy", "user_1 merge from " + bankStory + ": bank"},
		"story/" + bankStory: {"user_1 merge into " + story + ": bank"},
	} {
		decisions, err := n.db.Decisions(t.Context(), subject)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range decisions {
			got = append(got, d.UserID+" "+d.Act+" "+d.Note)
		}
		if !slices.Equal(got, want) {
			t.Errorf("decided on %s: %q, want %q", subject, got, want)
		}
	}
	check := func(when string) {
		t.Helper()
		for id, want := range map[string]string{"a": apart, "copy": apart, "b": story, "bank": story} {
			if r := row(id); r.StoryID != want || !r.Link.Bound || !slices.ContainsFunc(r.Link.Because, func(s string) bool { return strings.Contains(s, "Ada Quill") }) {
				t.Errorf("%s: %s stands in %s, %+v; want %s", when, id, r.StoryID, r.Link, want)
			}
		}
	}
	check("at once")
	follow()
	check("after settling")
	save("a", " One man was treated for smoke.")
	follow()
	check("after a report was read again")
	n.joiner.forget()
	writing(t, n, func(tx *store.Tx) error { return tx.MoveMark(followJoin, 0) })
	follow()
	check("after all was joined again")
}

// Of two who move the same report at the same time, one is told that it has gone.
func TestArrangedAtOnce(t *testing.T) {
	n, now := corridor(t)
	reporter := news.User{ID: "user_1", Name: "Ada Quill", Role: news.Reporter, State: news.UserActive}
	for round := range 20 {
		from := fmt.Sprint("story_", round)
		writing(t, n, func(tx *store.Tx) error {
			for _, id := range []string{"a", "b", "c"} {
				id = fmt.Sprint(id, round)
				if _, _, err := tx.SaveReport(news.Report{ID: id, URL: "http://" + id, Kind: news.KindArticle, Published: *now}, *now); err != nil {
					return err
				}
				if err := tx.SaveLink(news.Link{ReportID: id, StoryID: from}, *now); err != nil {
					return err
				}
			}
			return nil
		})
		var stories [2]string
		var errs [2]error
		var both sync.WaitGroup
		for i := range stories {
			both.Go(func() {
				stories[i], errs[i] = n.Arrange(t.Context(), reporter, from, []string{fmt.Sprint("a", round)}, "")
			})
		}
		both.Wait()
		for i, story := range stories {
			if errs[i] != nil {
				continue
			}
			if rows, err := n.db.StoryReports(t.Context(), story); err != nil || len(rows) != 1 {
				t.Fatalf("%s was told that its report stands in %s; there are %d, %v", reporter.Name, story, len(rows), err)
			}
		}
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both were told the same: %v, %v", errs[0], errs[1])
		}
	}
}
