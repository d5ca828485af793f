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

func testMatters(t *testing.T, db *store.DB) {
	link := func(i int, story, copyOf string) {
		t.Helper()
		write(t, db, func(tx *store.Tx) error {
			if _, _, err := tx.SaveReport(report(i), start); err != nil {
				return err
			}
			return tx.SaveLink(news.Link{ReportID: report(i).ID, StoryID: story, DuplicateOf: copyOf}, start)
		})
	}
	for i, story := range []string{"story_a", "story_b", "story_b", "story_c"} {
		link(i+1, story, "")
	}
	outdated := must(db.OutdatedOutlines(ctx, 10))(t)
	if len(outdated) != 3 || !must(db.MattersOutdated(ctx))(t) {
		t.Fatalf("outdated outlines: %+v, want those of three stories", outdated)
	}
	link(5, "story_c", "") // meanwhile
	write(t, db, func(tx *store.Tx) error {
		for _, o := range outdated {
			if err := tx.SaveOutline(o, "outline of "+o.StoryID, start); err != nil {
				return err
			}
		}
		return tx.MattersMade(outdated, start.Add(-time.Hour), 10)
	})
	if left := must(db.OutdatedOutlines(ctx, 10))(t); len(left) != 1 || left[0].StoryID != "story_c" {
		t.Errorf("outdated is %+v, want the story that changed while its outline was made", left)
	}
	write(t, db, func(tx *store.Tx) error {
		for _, id := range []string{"story_a", "story_b"} {
			if err := tx.StandIn(id, "matter_1"); err != nil {
				return err
			}
		}
		if err := tx.SaveThread(store.ThreadRow{Before: "story_a", After: "story_b", Score: 2.5, Because: []string{"3 names in common"}}); err != nil {
			return err
		}
		return tx.RetellMatter("matter_1", start)
	})
	m := must(db.Matter(ctx, "matter_1"))(t)
	if m.Stories != 2 || m.Reports != 3 || m.Title != "Headline 2" || !m.First.Equal(report(1).Published) || !m.Last.Equal(report(3).Published) {
		t.Errorf("matter %+v, want two stories under the headline of the one that most tell", m)
	}
	if rows := must(db.Outlines(ctx))(t); len(rows) != 2 || rows[0].Matter != "matter_1" || rows[0].Outline != "outline of story_a" {
		t.Errorf("outlines %+v", rows)
	}
	if rows := must(db.MatterStories(ctx, "matter_1"))(t); len(rows) != 2 || rows[0].ID != "story_a" || rows[0].MatterID != "matter_1" {
		t.Errorf("stories %+v", rows)
	}
	if rows := must(db.Follows(ctx, "story_a", "story_b"))(t); len(rows) != 1 || rows[0].Headline != "Headline 1" || !slices.Equal(rows[0].Because, []string{"3 names in common"}) || rows[0].Score != 2.5 {
		t.Errorf("threads %+v", rows)
	}
	first := must(db.MatterPart(ctx, "matter_1", news.Paging{Limit: 1}))(t)
	if len(first.Rows) != 1 || first.Rows[0].ID != "story_a" || first.Next == "" {
		t.Errorf("the first of its stories: %+v", first)
	}
	second := must(db.MatterPart(ctx, "matter_1", news.Paging{Limit: 1, After: first.Next}))(t)
	if len(second.Rows) != 1 || second.Rows[0].ID != "story_b" || second.Next != "" {
		t.Errorf("the next of its stories: %+v", second)
	}
	for _, c := range []struct {
		of            store.StoryRow
		before, after int
	}{{first.Rows[0], 0, 1}, {second.Rows[0], 1, 0}} {
		if before, after, err := db.Beside(ctx, c.of, 10); err != nil || len(before) != c.before || len(after) != c.after {
			t.Errorf("beside %s stand %+v and %+v, %v", c.of.ID, before, after, err)
		}
	}
	if got := counts(t, db)["matters"]; got != 1 {
		t.Errorf("%d matters are counted, want 1", got)
	}

	// What is published on its stories, as it went on.
	for i, d := range []news.Dispatch{{StoryID: "story_b", State: news.Published, PublishedAt: start.Add(time.Hour)}, {StoryID: "story_a", State: news.Published, PublishedAt: start},
		{StoryID: "story_a", State: news.Killed, PublishedAt: start}, {StoryID: "story_a", State: news.Embargoed}, {StoryID: "story_b", State: news.Draft}, {StoryID: "story_c", State: news.Published, PublishedAt: start}, {State: news.Published, PublishedAt: start}} {
		d.ID, d.Slug, d.Edition = fmt.Sprint("dis_", i), fmt.Sprint("slug-", i), 1
		write(t, db, func(tx *store.Tx) error { _, err := tx.SaveDispatch(d, 0, start); return err })
	}
	early := must(db.ReleasedOf(ctx, "matter_1", news.Paging{Limit: 1}))(t)
	if len(early.Rows) != 1 || early.Rows[0].ID != "dis_1" || early.Next == "" {
		t.Errorf("the first published on it: %+v", early)
	}
	late := must(db.ReleasedOf(ctx, "matter_1", news.Paging{Limit: 1, After: early.Next}))(t)
	if len(late.Rows) != 1 || late.Rows[0].ID != "dis_0" || late.Next != "" {
		t.Errorf("the next published on it: %+v", late)
	}
	if got := must(db.ReleasedOf(ctx, "", news.Paging{}))(t).Rows; len(got) != 0 {
		t.Errorf("published on no matter: %+v", got)
	}
	if got := must(db.ReleasedCounts(ctx, "matter_1", "matter_none", ""))(t); len(got) != 1 || got["matter_1"] != 2 {
		t.Errorf("published on matters: %v, want 2 on one", got)
	}
	if got := must(db.Released(ctx, store.DispatchFilter{Matter: "matter_1"}, news.Paging{}))(t).Rows; len(got) != 2 || got[0].ID != "dis_0" {
		t.Errorf("the newest first: %+v", got)
	}

	write(t, db, func(tx *store.Tx) error { return tx.NameMatter("matter_1", "The talks", start) })
	write(t, db, func(tx *store.Tx) error { return tx.RetellMatter("matter_1", start) })
	if rows := must(db.Matters(ctx, "TALKS", news.Paging{}))(t).Rows; len(rows) != 1 || rows[0].Title != "The talks" || !rows[0].Named {
		t.Errorf("found by its title: %+v", rows)
	}
	write(t, db, func(tx *store.Tx) error { return tx.NameMatter("matter_1", "Élysée talks with ÖVP", start) })
	if rows := must(db.Matters(ctx, "éLYSÉE övp", news.Paging{}))(t).Rows; len(rows) != 1 {
		t.Errorf("found by letters that are not English: %+v", rows)
	}
	if rows := must(db.Matters(ctx, "headline 1", news.Paging{}))(t).Rows; len(rows) != 1 {
		t.Errorf("found by a story's headline: %+v", rows)
	}
	if rows := must(db.Matters(ctx, "nothing", news.Paging{}))(t).Rows; len(rows) != 0 {
		t.Errorf("found by what it does not have: %+v", rows)
	}
	err := db.Write(ctx, "naming none", func(tx *store.Tx) error { return tx.NameMatter("matter_none", "x", start) })
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("naming a matter that is not there: %v, want ErrNotFound", err)
	}

	// It goes on in another one, and ends when no story is left.
	write(t, db, func(tx *store.Tx) error {
		if err := tx.StandIn("story_c", "matter_2"); err != nil {
			return err
		}
		if err := tx.LeadMatterTo("matter_2", "matter_1"); err != nil {
			return err
		}
		if err := tx.RetellMatter("matter_1", start); err != nil {
			return err
		}
		return tx.RetellMatter("matter_2", start)
	})
	if one, two := must(db.Matter(ctx, "matter_1"))(t), must(db.Matter(ctx, "matter_2"))(t); one.MergedInto != "matter_2" || one.Stories != 0 || two.Stories != 3 {
		t.Errorf("after one became part of the other: %+v and %+v", one, two)
	}
	write(t, db, func(tx *store.Tx) error {
		for _, id := range []string{"story_a", "story_b", "story_c"} {
			if err := tx.StandIn(id, ""); err != nil {
				return err
			}
		}
		if err := tx.DropThread("story_a", "story_b"); err != nil {
			return err
		}
		return tx.RetellMatter("matter_2", start)
	})
	if _, err := db.Matter(ctx, "matter_2"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a matter without stories: %v, want ErrNotFound", err)
	}
	if got := must(db.Threads(ctx))(t); len(got) != 0 || counts(t, db)["matters"] != 0 {
		t.Errorf("threads %+v and %d matters are left", got, counts(t, db)["matters"])
	}

	// What did not change did not change just now.
	write(t, db, func(tx *store.Tx) error { return tx.StandIn("story_c", "matter_3") })
	for _, later := range []time.Duration{0, time.Hour} {
		write(t, db, func(tx *store.Tx) error { return tx.RetellMatter("matter_3", start.Add(later)) })
		if m := must(db.Matter(ctx, "matter_3"))(t); !m.ChangedAt.Equal(start) || m.Stories != 1 {
			t.Errorf("told again, the matter of one story is %+v, want one that changed at %s", m, start)
		}
	}
	write(t, db, func(tx *store.Tx) error { return tx.StandIn("story_c", "") })
	write(t, db, func(tx *store.Tx) error { return tx.RetellMatter("matter_3", start) })

	// What was said of a story holds for what it became.
	say := func(a, b string, linked bool) {
		t.Helper()
		write(t, db, func(tx *store.Tx) error {
			return tx.SayOfStories(store.ThreadWord{A: a, B: b, Linked: linked, Because: "said by someone"}, start)
		})
	}
	say("story_b", "story_a", true)
	say("story_a", "story_b", false)
	write(t, db, func(tx *store.Tx) error { return tx.MergeStories("story_c", "story_b", start) })
	words := must(db.ThreadWords(ctx))(t)
	if len(words) != 1 || words[0].A != "story_a" || words[0].B != "story_c" || words[0].Linked {
		t.Errorf("words %+v, want the last one, of story_a and what story_b became", words)
	}

	// The outlines of what lies far back, and of what is no more, are let go of.
	for _, o := range must(db.OutdatedOutlines(ctx, 10))(t) {
		outline := "again"
		if o.StoryID == "story_b" {
			outline = ""
		}
		write(t, db, func(tx *store.Tx) error { return tx.SaveOutline(o, outline, start.Add(time.Hour)) })
	}
	var made []store.OutlineTurn
	for _, o := range must(db.Outlines(ctx))(t) {
		if o.Empty != (o.StoryID == "story_b") {
			t.Errorf("the outline of %s says that the story is empty: %v", o.StoryID, o.Empty)
		}
		if o.Fresh {
			made = append(made, store.OutlineTurn{StoryID: o.StoryID, Turn: o.Turn})
		}
	}
	say("story_a", "story_c", true) // meanwhile
	write(t, db, func(tx *store.Tx) error { return tx.MattersMade(made, start.Add(time.Minute), 1) })
	if !must(db.MattersOutdated(ctx))(t) {
		t.Error("what was said while matters were made is done, though nothing was made of it")
	}
	for _, o := range must(db.Outlines(ctx))(t) {
		made = append(made, store.OutlineTurn{StoryID: o.StoryID, Turn: o.Turn})
	}
	write(t, db, func(tx *store.Tx) error { return tx.MattersMade(made, start.Add(time.Minute), 1) })
	if rows := must(db.Outlines(ctx))(t); len(rows) != 1 || rows[0].StoryID != "story_c" {
		t.Errorf("outlines %+v, want that of the one late story", rows)
	}
	if must(db.MattersOutdated(ctx))(t) {
		t.Error("there is still something to do")
	}
}

// What the life of a story is told from: its own texts, by outlet, copies and
// times to come left out.
func testTold(t *testing.T, db *store.DB) {
	save := func(i int, outlet string, published time.Time, copyOf string) {
		t.Helper()
		r := report(i)
		r.Outlet, r.Published = outlet, published
		write(t, db, func(tx *store.Tx) error {
			if _, _, err := tx.SaveReport(r, start); err != nil {
				return err
			}
			return tx.SaveLink(news.Link{ReportID: r.ID, StoryID: "story_a", DuplicateOf: copyOf}, start)
		})
	}
	ago := func(minutes int) time.Time { return start.Add(-time.Duration(minutes) * time.Minute) }
	save(1, "A", ago(50), "")
	save(2, "A", ago(20), "")
	save(3, "B", ago(40), "")
	if s := must(db.Story(ctx, "story_a"))(t); !s.ToldLast.Equal(ago(20)) || !s.ToldThird.IsZero() {
		t.Errorf("told by two outlets: last %v, third %v", s.ToldLast, s.ToldThird)
	}
	save(4, "C", ago(10), report(1).ID)
	save(5, "D", start.Add(time.Hour), "")
	save(6, "E", ago(30), "")
	s := must(db.Story(ctx, "story_a"))(t)
	if !s.ToldLast.Equal(start) || !s.ToldThird.Equal(ago(30)) {
		t.Errorf("told by four outlets and a copy: last %v, third %v; want %v and %v", s.ToldLast, s.ToldThird, start, ago(30))
	}
	for name, tt := range map[string]struct {
		f    store.StoryFilter
		want int
	}{
		"since":            {store.StoryFilter{After: ago(5)}, 1},
		"not since":        {store.StoryFilter{After: start.Add(time.Minute)}, 0},
		"third since":      {store.StoryFilter{Third: ago(30)}, 1},
		"third not":        {store.StoryFilter{Third: ago(29)}, 0},
		"before":           {store.StoryFilter{Before: start}, 0},
		"before, later":    {store.StoryFilter{Before: start.Add(1)}, 0},
		"long ago":         {store.StoryFilter{Before: start.Add(time.Minute)}, 1},
		"third before":     {store.StoryFilter{Beneath: ago(29)}, 1},
		"third not before": {store.StoryFilter{Beneath: ago(30)}, 0},
	} {
		if got := must(db.Stories(ctx, tt.f, news.Paging{}))(t).Rows; len(got) != tt.want {
			t.Errorf("%s: %d stories, want %d", name, len(got), tt.want)
		}
	}
	told := must(db.Told(ctx, []string{"story_a", "story_none"}))(t)
	if len(told) != 6 || told[0].Outlet != "A" || !told[0].At.Equal(ago(50)) || !told[4].Copy || told[5].Outlet != "D" {
		t.Errorf("told %+v", told)
	}
}
