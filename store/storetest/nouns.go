package storetest

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

func testSources(t *testing.T, db *store.DB) {
	add := func(s news.Source) (fresh bool) {
		t.Helper()
		write(t, db, func(tx *store.Tx) (err error) { _, fresh, err = tx.AddSource(s, start); return err })
		return fresh
	}
	if !add(source(1)) || add(source(1)) || !add(source(2)) {
		t.Error("a source must be new once")
	}
	gone := source(1)
	gone.State = news.SourceRemoved
	write(t, db, func(tx *store.Tx) error { return tx.ChangeSource(gone) })
	if got := must(db.Sources(ctx, "", news.Paging{}))(t).Rows; len(got) != 1 || got[0].Name != "Paper 2" {
		t.Errorf("after removing one the list is %+v, want Paper 2", got)
	}
	if !add(source(1)) {
		t.Error("a source that was removed can be added again")
	}
	if got := counts(t, db)["sources"]; got != 2 {
		t.Errorf("count of sources %d, want 2", got)
	}
	if got := must(db.Sources(ctx, "PAPER2.example", news.Paging{}))(t).Rows; len(got) != 1 {
		t.Errorf("finding by address gave %d, want 1", len(got))
	}

	item := news.Item{ID: news.ItemID(source(2).ID, "https://x.example/a"), SourceID: source(2).ID, URL: "https://x.example/a", Title: "First"}
	save := func(i news.Item) (fresh bool) {
		t.Helper()
		write(t, db, func(tx *store.Tx) error {
			ids, err := tx.SaveItems([]news.Item{i}, start)
			fresh = len(ids) == 1 && ids[0] == i.ID
			return err
		})
		return fresh
	}
	if !save(item) || save(item) {
		t.Error("an item is new once")
	}
	item.Title = "First, corrected"
	if !save(item) {
		t.Error("an item that says something else is worth another look")
	}
	other := item
	other.SourceID, other.ID = source(1).ID, news.ItemID(source(1).ID, item.URL)
	if save(other) {
		t.Error("a page that another source brought already need not be fetched twice")
	}
	write(t, db, func(tx *store.Tx) error { return tx.ItemOutcome(item.ID, "ok") })
	if got := must(db.Item(ctx, item.ID))(t); got.Title != item.Title || got.Outcome != "ok" {
		t.Errorf("item %+v, want the corrected title and outcome ok", got)
	}

	look := func(at time.Time, fresh int, failure string) store.SourceRow {
		t.Helper()
		write(t, db, func(tx *store.Tx) error {
			return tx.SaveLook(store.SourceLook{SourceID: source(2).ID, At: at, Next: at.Add(time.Hour), New: fresh, Error: failure, Memory: "m", Name: "From the feed", Site: "https://x.example/"})
		})
		return must(db.Source(ctx, source(2).ID))(t)
	}
	look(start, 3, "")
	s := look(start.Add(time.Hour), 0, "the host did not answer")
	if s.Failures != 1 || !s.LastSuccess.Equal(start) || !s.LastNew.Equal(start) || s.LastError == "" || s.Name != "Paper 2" || s.Site != "https://x.example/" {
		t.Errorf("health after a failed look: %+v", s)
	}
	if s = look(start.Add(2*time.Hour), 0, ""); s.Failures != 0 || s.LastError != "" || !s.LastNew.Equal(start) {
		t.Errorf("health after a look that brought nothing: %+v", s)
	}
	if _, err := db.Source(ctx, "src_none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a source that is not there: %v, want ErrNotFound", err)
	}
}

func testCaptures(t *testing.T, db *store.DB) {
	c := db.Pack(news.Capture{URL: "https://x.example/a", FinalURL: "https://x.example/b", FetchedAt: start, Status: 200,
		Header: http.Header{"Content-Type": {"text/html"}}, ContentType: "text/html", Body: []byte("<p>evidence")})
	for range 2 {
		write(t, db, func(tx *store.Tx) error { return tx.SaveCapture(c) })
	}
	got := must(db.Capture(ctx, c.ID))(t)
	if string(got.Body) != "<p>evidence" || got.Digest != news.Digest(got.Body) || got.Header.Get("Content-Type") != "text/html" || !got.FetchedAt.Equal(start) {
		t.Errorf("capture came back as %+v", got)
	}
	if n := counts(t, db)["captures"]; n != 1 {
		t.Errorf("the same answer twice counts %d, want 1", n)
	}
	if bad := must(db.CheckCaptures(ctx, func(int) {}))(t); len(bad) != 0 {
		t.Errorf("sound captures are said to be damaged: %v", bad)
	}
}

func testReports(t *testing.T, db *store.DB) {
	save := func(r news.Report, at time.Time) (version int, changed bool) {
		t.Helper()
		write(t, db, func(tx *store.Tx) (err error) { version, changed, err = tx.SaveReport(r, at); return err })
		return version, changed
	}
	r := report(1)
	if v, changed := save(r, start); v != 1 || !changed {
		t.Errorf("first reading: version %d, changed %v; want 1, true", v, changed)
	}
	r.CaptureID = "cap_other"
	if v, changed := save(r, start); v != 1 || changed {
		t.Errorf("the same text again: version %d, changed %v; want 1, false", v, changed)
	}
	if got := must(db.ReportRow(ctx, r.ID))(t); got.CaptureID != "cap_other" {
		t.Errorf("it stands on %s, want what it was read from last", got.CaptureID)
	}
	r.CaptureID = "cap_third"
	first := r.Text
	r.Text += "\n\nMore."
	r.Paragraphs = append(r.Paragraphs, news.Paragraph{Kind: news.PlainParagraph, Text: "More."})
	if v, changed := save(r, start.Add(time.Hour)); v != 2 || !changed {
		t.Errorf("another text: version %d, changed %v; want 2, true", v, changed)
	}
	if got := must(db.Report(ctx, r.ID))(t); got.Text != r.Text || got.Version != 2 {
		t.Errorf("newest version is %d with %q", got.Version, got.Text)
	}
	if got := must(db.ReportVersion(ctx, r.ID, 1))(t); got.Text != first {
		t.Errorf("version 1 is %q, want %q", got.Text, first)
	}
	if got := must(db.Versions(ctx, r.ID))(t); len(got) != 2 || got[1].Version != 2 || !got[1].At.Equal(start.Add(time.Hour)) {
		t.Errorf("versions %+v", got)
	}
	r.Tags = []string{"pact"}
	if v, changed := save(r, start.Add(2*time.Hour)); v != 2 || !changed {
		t.Errorf("another field alone: version %d, changed %v; want 2, true", v, changed)
	}
	if got := must(db.ReportVersion(ctx, r.ID, 2))(t); len(got.Tags) != 1 || got.Text != r.Text {
		t.Errorf("version 2 was not mended: %+v", got)
	}
	save(report(2), start)
	if n := counts(t, db)["reports"]; n != 2 {
		t.Errorf("count of reports %d, want 2", n)
	}
	for name, c := range map[string]struct {
		f    store.ReportFilter
		want int
	}{
		"all":              {store.ReportFilter{}, 2},
		"of a source":      {store.ReportFilter{SourceID: source(2).ID}, 1},
		"of a section":     {store.ReportFilter{Section: "diplomacy"}, 2},
		"of no section":    {store.ReportFilter{Section: "sport"}, 0},
		"of a language":    {store.ReportFilter{Language: "de"}, 0},
		"since an hour on": {store.ReportFilter{Since: start.Add(time.Hour)}, 0},
	} {
		if got := must(db.Reports(ctx, c.f, news.Paging{}))(t).Rows; len(got) != c.want {
			t.Errorf("reports %s: %d, want %d", name, len(got), c.want)
		}
	}
}

func testStories(t *testing.T, db *store.DB) {
	link := func(i int, story, copyOf string) {
		t.Helper()
		write(t, db, func(tx *store.Tx) error {
			if _, _, err := tx.SaveReport(report(i), start); err != nil {
				return err
			}
			return tx.SaveLink(news.Link{ReportID: report(i).ID, StoryID: story, DuplicateOf: copyOf, Because: []string{"same place"}}, start.Add(time.Duration(i)*time.Minute))
		})
	}
	link(2, "story_a", "")
	link(1, "story_a", "")
	link(5, "story_a", report(2).ID)
	link(3, "story_b", "")
	a := must(db.Story(ctx, "story_a"))(t)
	if a.Reports != 3 || a.Outlets != 2 || a.Copies != 1 || a.Headline != "Headline 1" || !a.First.Equal(report(1).Published) || !a.Last.Equal(report(5).Published) {
		t.Errorf("story told by three: %+v", a)
	}
	if rows := must(db.Reports(ctx, store.ReportFilter{}, news.Paging{}))(t).Rows; len(rows) != 3 || rows[0].StoryHeadline == "" {
		t.Errorf("river without copies: %+v", rows)
	}
	link(1, "story_b", "") // moved
	if a, b := must(db.Story(ctx, "story_a"))(t), must(db.Story(ctx, "story_b"))(t); a.Reports != 2 || b.Reports != 2 || b.Headline != "Headline 1" {
		t.Errorf("after a move: %+v and %+v", a, b)
	}
	write(t, db, func(tx *store.Tx) error { return tx.MergeStories("story_a", "story_b", start) })
	if a, b := must(db.Story(ctx, "story_a"))(t), must(db.Story(ctx, "story_b"))(t); a.Reports != 4 || b.State != news.StoryMerged || b.MergedInto != "story_a" {
		t.Errorf("after a merge: %+v and %+v", a, b)
	}
	if got := must(db.Stories(ctx, store.StoryFilter{}, news.Paging{}))(t).Rows; len(got) != 1 {
		t.Errorf("list after a merge has %d stories, want 1", len(got))
	}
	if got := must(db.StoryReports(ctx, "story_a"))(t); len(got) != 4 || got[0].Headline != "Headline 1" || got[0].Link.Because[0] != "same place" {
		t.Errorf("reports of the story: %+v", got)
	}
	write(t, db, func(tx *store.Tx) error { return tx.SetLead("story_a", report(3).ID, start) })
	if a := must(db.Story(ctx, "story_a"))(t); a.Headline != "Headline 3" {
		t.Errorf("a story's headline is %q, want that of its lead", a.Headline)
	}
	link(1, "story_b", "")
	if b := must(db.Story(ctx, "story_b"))(t); b.State != news.StoryLive || b.MergedInto != "" || b.Reports != 1 {
		t.Errorf("a merged story that a report was put into again: %+v", b)
	}
	write(t, db, func(tx *store.Tx) error { return tx.MergeStories("story_a", "story_b", start) })
	if got := must(db.JoinedSince(ctx, start))(t); len(got) != 4 || got[0].Headline != "Headline 2" {
		t.Errorf("what the joiner is told after a restart: %+v", got)
	}
	write(t, db, func(tx *store.Tx) error {
		return tx.BindLinks([]news.Link{{ReportID: report(3).ID, StoryID: "story_c", Because: []string{"put here by someone"}}}, start)
	})
	link(3, "story_a", "") // a machine that has not heard of it
	write(t, db, func(tx *store.Tx) error { return tx.MergeStories("story_a", "story_c", start) })
	if c := must(db.Story(ctx, "story_c"))(t); c.State != news.StoryLive || c.Reports != 1 {
		t.Errorf("a story that a person made: %+v", c)
	}
	if r := must(db.ReportRow(ctx, report(3).ID))(t); r.StoryID != "story_c" || !r.Link.Bound || r.Link.Because[0] != "put here by someone" {
		t.Errorf("a report that a person moved: %+v", r)
	}
}

func testFacts(t *testing.T, db *store.DB) {
	r := report(1)
	fact := func(n int) news.Fact {
		return news.Fact{ID: news.DeriveID("fact", r.ID, fmt.Sprint(n)), Kind: news.FactAgreement, Citations: []news.Citation{{Exact: "What", Start: 0, End: 4}}}
	}
	judged := func(n int, s news.FactState) news.Fact {
		f := fact(n)
		f.ReportID, f.State = r.ID, s
		return f
	}
	write(t, db, func(tx *store.Tx) error {
		if _, _, err := tx.SaveReport(r, start); err != nil {
			return err
		}
		if err := tx.SaveLink(news.Link{ReportID: r.ID, StoryID: "story_a"}, start); err != nil {
			return err
		}
		return tx.SaveRecord(news.Record{ID: r.ID, At: start, Facts: []news.Fact{fact(1), fact(2), fact(3)}, Main: news.MainEvent{Who: "Varland"}}, 1)
	})
	write(t, db, func(tx *store.Tx) error {
		if err := tx.JudgeFact(judged(1, news.FactApproved), "user_x", start); err != nil {
			return err
		}
		return tx.JudgeFact(judged(2, news.FactRejected), "user_x", start)
	})
	write(t, db, func(tx *store.Tx) error {
		return tx.SaveRecord(news.Record{ID: r.ID, At: start, Facts: []news.Fact{fact(1), fact(2), fact(4)}}, 2)
	})
	states := map[string]news.FactState{}
	for _, f := range must(db.ReportFacts(ctx, r.ID))(t) {
		states[f.ID] = f.State
		if f.Citations[0].ReportID != r.ID || f.Citations[0].Version != 2 {
			t.Errorf("citation %+v must name report and version", f.Citations[0])
		}
	}
	if states[fact(1).ID] != news.FactApproved || states[fact(2).ID] != news.FactRejected || states[fact(4).ID] != news.FactProposed || len(states) != 3 {
		t.Errorf("what the desk said was lost: %v", states)
	}
	if got := must(db.StoryFacts(ctx, "story_a"))(t); len(got) != 2 {
		t.Errorf("story shows %d facts, want 2 without the rejected", len(got))
	}
	if got := must(db.AgreementFacts(ctx))(t); len(got) != 2 {
		t.Errorf("register is made of %d facts, want 2", len(got))
	}
	if got := counts(t, db)["facts"]; got != 2 {
		t.Errorf("count of facts %d, want 2 without the rejected", got)
	}
	for want, to := range []news.FactState{2: news.FactRejected, 3: news.FactApproved} {
		if to != "" {
			write(t, db, func(tx *store.Tx) error { return tx.JudgeFact(judged(2, to), "user_x", start) })
			if got := counts(t, db)["facts"]; got != want {
				t.Errorf("%s, count of facts %d, want %d", to, got, want)
			}
		}
	}
	write(t, db, func(tx *store.Tx) error { return tx.JudgeFact(judged(2, news.FactRejected), "user_x", start) })
	testGoneFacts(t, db)
	if err := db.Write(ctx, "judge", func(tx *store.Tx) error { return tx.JudgeFact(judged(9, news.FactApproved), "user_x", start) }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("judging a fact that is not there: %v", err)
	}
}

// testGoneFacts: a page that changes tells other facts; those that it told before
// are known of still, since when and until when.
func testGoneFacts(t *testing.T, db *store.DB) {
	r := report(2)
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	fact := func(sentence string) news.Fact {
		return news.Fact{ID: news.DeriveID("fact", r.ID, sentence), Kind: news.FactEvent, Source: []news.Actor{{Text: "Varland", Name: "Varland"}}, Citations: []news.Citation{{Exact: sentence}}}
	}
	say := func(version int, sentences ...string) {
		r.Text, r.CaptureID = strings.Join(sentences, " "), fmt.Sprint("cap_gone_", version)
		rec := news.Record{ID: r.ID, At: at(100)}
		for _, s := range sentences {
			rec.Facts = append(rec.Facts, fact(s))
		}
		write(t, db, func(tx *store.Tx) error {
			if got, _, err := tx.SaveReport(r, at(version)); err != nil || got != version {
				t.Fatalf("version %d was kept as %d: %v", version, got, err)
			}
			if err := tx.SaveLink(news.Link{ReportID: r.ID, StoryID: "story_gone"}, start); err != nil {
				return err
			}
			return tx.SaveRecord(rec, version)
		})
	}
	before := counts(t, db)["facts"]
	say(1, "Twelve died.", "The docks burned.")
	twelve := fact("Twelve died.")
	twelve.ReportID, twelve.State = r.ID, news.FactApproved
	write(t, db, func(tx *store.Tx) error { return tx.JudgeFact(twelve, "user_x", start) })
	say(2, "Fifteen died.", "The docks burned.")
	say(3, "Fifteen died.")
	want := map[string][2]time.Time{"Twelve died.": {at(1), at(2)}, "The docks burned.": {at(1), at(3)}, "Fifteen died.": {at(2), {}}}
	tellings := must(db.StoryTellings(ctx, "story_gone"))(t)
	for _, f := range tellings {
		if w := want[f.Citations[0].Exact]; !f.LearnedAt.Equal(w[0]) || !f.GoneAt.Equal(w[1]) {
			t.Errorf("%s: learned %v, gone %v, want %v", f.Citations[0].Exact, f.LearnedAt, f.GoneAt, w)
		}
	}
	if len(tellings) != 3 {
		t.Errorf("%d tellings, want three", len(tellings))
	}
	if got := must(db.ReportFacts(ctx, r.ID))(t); len(got) != 1 || got[0].Version != 3 {
		t.Errorf("the report tells %+v, want what its newest version says", got)
	}
	if got := counts(t, db)["facts"]; got != before+1 {
		t.Errorf("count of facts %d, want one more than %d", got, before)
	}
	if got := must(db.Actor(ctx, "varland"))(t); got.Facts != 1 {
		t.Errorf("%d facts of the actor, want those still told", got.Facts)
	}
	// Recorded again by a later recorder, a version's facts are replaced; what was judged comes back so.
	say(4, "Twelve died.")
	if got := must(db.ReportFacts(ctx, r.ID))(t); len(got) != 1 || got[0].State != news.FactApproved {
		t.Errorf("told again: %+v, want approved as it was", got)
	}
	lives := map[time.Time]time.Time{} // of the twelve: from when until when
	for _, f := range must(db.StoryTellings(ctx, "story_gone"))(t) {
		if f.Citations[0].Exact == "Twelve died." {
			lives[f.LearnedAt] = f.GoneAt
		}
	}
	if gone, ok := lives[at(1)]; len(lives) != 2 || !ok || !gone.Equal(at(2)) || !lives[at(4)].IsZero() {
		t.Errorf("what went and came back has the lives %v", lives)
	}
	write(t, db, func(tx *store.Tx) error { return tx.SaveRecord(news.Record{ID: r.ID, At: at(100)}, 4) })
	if got := must(db.StoryTellings(ctx, "story_gone"))(t); len(got) != 3 {
		t.Errorf("recorded again: %d tellings, want the three of earlier versions", len(got))
	}
}

func testDispatches(t *testing.T, db *store.DB) {
	d := news.Dispatch{ID: news.RandomID("dis"), Slug: "pact-signed", State: news.Draft, Headline: "Pact signed", Section: "world", ChangedAt: start}
	save := func(d news.Dispatch, rev int) (row store.DispatchRow, err error) {
		err = db.Write(ctx, "saving", func(tx *store.Tx) error {
			row, err = tx.SaveDispatch(d, rev, start)
			return err
		})
		return row, err
	}
	one := must(save(d, 0))(t)
	two := must(save(one.Dispatch, one.Revision))(t)
	if _, err := save(one.Dispatch, one.Revision); !errors.Is(err, store.ErrConflict) {
		t.Errorf("saving over someone else's change: %v, want ErrConflict", err)
	}
	other := d
	other.ID = news.RandomID("dis")
	if got := must(save(other, 0))(t); got.Slug != "pact-signed-2" {
		t.Errorf("a slug that is taken became %q, want pact-signed-2", got.Slug)
	}
	pub := two.Dispatch
	pub.State, pub.PublishedAt, pub.Edition = news.Published, start, 1
	three := must(save(pub, two.Revision))(t)
	fix := three.Dispatch
	fix.Edition, fix.Headline = 2, "Pact signed in Oradell"
	must(save(fix, three.Revision))(t)
	if got := must(db.Editions(ctx, d.ID))(t); len(got) != 2 || got[0].Headline != "Pact signed" || got[1].Headline != "Pact signed in Oradell" {
		t.Errorf("editions %+v", got)
	}
	if got := must(db.Released(ctx, store.DispatchFilter{Section: "world"}, news.Paging{}))(t).Rows; len(got) != 1 {
		t.Errorf("released %d, want 1", len(got))
	}
	if got := must(db.Dispatches(ctx, store.DispatchFilter{States: []news.DispatchState{news.Draft}, Find: "PACT"}, news.Paging{}))(t).Rows; len(got) != 1 || got[0].ID != other.ID {
		t.Errorf("drafts %+v, want the other one", got)
	}
	if got := must(db.DispatchBySlug(ctx, "pact-signed"))(t); got.Edition != 2 {
		t.Errorf("by slug: edition %d, want 2", got.Edition)
	}
	cites := func(d news.Dispatch, reports ...string) news.Dispatch {
		d.Citations = nil
		for i, id := range reports {
			d.Citations = append(d.Citations, news.DispatchCitation{Number: i + 1, Citation: news.Citation{ReportID: id, Version: 1}})
		}
		return d
	}
	citing := func(report string) (ids []string) {
		t.Helper()
		for _, d := range must(db.Citing(ctx, report))(t) {
			ids = append(ids, d.ID)
		}
		return ids
	}
	four := must(db.Dispatch(ctx, d.ID))(t)
	four = must(save(cites(four.Dispatch, "rep_1", "rep_2", "rep_1"), four.Revision))(t)
	if got := append(citing("rep_1"), citing("rep_2")...); !slices.Equal(got, []string{d.ID, d.ID}) {
		t.Errorf("cited by %v", got)
	}
	must(save(cites(four.Dispatch, "rep_2"), four.Revision))(t)
	if got := citing("rep_1"); len(got) > 0 {
		t.Errorf("what it cites no more is cited by %v", got)
	}
	must(save(cites(must(db.Dispatch(ctx, other.ID))(t).Dispatch, "rep_3"), 1))(t)
	if got := citing("rep_3"); len(got) > 0 {
		t.Errorf("what a draft cites is cited by %v in public", got)
	}
	write(t, db, func(tx *store.Tx) error { return tx.Decide("user_x", "dispatch/"+d.ID, "publish", "", start) })
	if got := must(db.Decisions(ctx, "dispatch/"+d.ID))(t); len(got) != 1 || got[0].Act != "publish" {
		t.Errorf("decisions %+v", got)
	}
	if got := counts(t, db)["dispatches"]; got != 1 {
		t.Errorf("count of released dispatches %d, want 1", got)
	}
}

func testDeliveries(t *testing.T, db *store.DB) {
	d := news.Delivery{Subject: "dispatch/dis_1/1", Channel: news.ChannelEmail, Recipient: "sub_1", DecidedBy: "user_1", DecidedAt: start}
	d.ID = news.DeliveryID(d.Subject, d.Channel, d.Recipient)
	write(t, db, func(tx *store.Tx) error {
		who := news.Subscriber{ID: "sub_1", Channel: news.ChannelEmail, Address: "a@b.example", State: news.SubscriberPending, CreatedAt: start}
		return tx.SaveSubscriber(who)
	})
	owe := func() (fresh bool) {
		write(t, db, func(tx *store.Tx) (err error) { fresh, err = tx.Owe(d); return err })
		return fresh
	}
	if !owe() || owe() {
		t.Error("the same thing is owed to the same recipient once")
	}
	d.State = news.DeliverySending
	write(t, db, func(tx *store.Tx) error { return tx.SaveDelivery(d, "") })
	if got := must(db.Unfinished(ctx))(t); len(got) != 1 || got[0].Address != "a@b.example" {
		t.Errorf("in hand: %+v", got)
	}
	d.State, d.Receipt = news.DeliverySent, "250 ok"
	write(t, db, func(tx *store.Tx) error { return tx.SaveDelivery(d, "") })
	got := must(db.Delivery(ctx, d.ID))(t)
	if got.State != news.DeliverySent || got.Tries != 1 || got.Receipt != "250 ok" {
		t.Errorf("after sending: %+v", got)
	}
	if got.DecidedBy != "user_1" || !got.DecidedAt.Equal(start) {
		t.Errorf("decided by %q at %v, want what was owed", got.DecidedBy, got.DecidedAt)
	}
	if c := counts(t, db); c["deliveries owed"] != 0 || c["deliveries sent"] != 1 {
		t.Errorf("counts %v, want none owed, one sent", c)
	}
	for subject, want := range map[string]int{"": 1, "dispatch/dis_1/": 1, "dispatch/dis_1": 1, "dispatch/dis_2/": 0} {
		if got := must(db.Deliveries(ctx, "", subject, news.Paging{}))(t).Rows; len(got) != want {
			t.Errorf("deliveries of %q: %d, want %d", subject, len(got), want)
		}
	}
	s := news.Subscriber{ID: "sub_1", Channel: news.ChannelEmail, Address: "a@b.example", State: news.SubscriberPending, CreatedAt: start}
	for _, state := range []news.SubscriberState{news.SubscriberPending, news.SubscriberConfirmed, news.SubscriberConfirmed} {
		s.State = state
		write(t, db, func(tx *store.Tx) error { return tx.SaveSubscriber(s) })
	}
	if got := must(db.Confirmed(ctx))(t); len(got) != 1 || counts(t, db)["subscribers"] != 1 {
		t.Errorf("confirmed %+v, count %d; want one", got, counts(t, db)["subscribers"])
	}
}

// A message is kept once, and without its texts once nothing of it can be sent.
func testMessages(t *testing.T, db *store.DB) {
	const subject = "dispatch/dis_1/1"
	first := news.Message{Title: "A pact", Text: "It was signed.", HTML: "<p>It was signed.</p>", Payload: "{}"}
	d := news.Delivery{Subject: subject, Channel: news.ChannelEmail, Recipient: "sub_1", DecidedAt: start}
	d.ID = news.DeliveryID(d.Subject, d.Channel, d.Recipient)
	write(t, db, func(tx *store.Tx) error {
		_, err := tx.Owe(d)
		return errors.Join(err, tx.SaveMessage(subject, first, start), tx.SaveMessage(subject, news.Message{Title: "Another"}, start))
	})
	empty := func(before time.Time) (n int64) {
		write(t, db, func(tx *store.Tx) (err error) { n, err = tx.EmptyMessages(before); return err })
		return n
	}
	if got := must(db.Message(ctx, subject))(t); got != first {
		t.Errorf("kept %+v, want %+v", got, first)
	}
	if n := empty(start.Add(time.Hour)); n != 0 {
		t.Error("a message that is still owed lost its text")
	}
	d.State, d.Receipt = news.DeliverySent, "250 ok"
	write(t, db, func(tx *store.Tx) error { return tx.SaveDelivery(d, "") })
	if n := empty(start); n != 0 {
		t.Error("a young message lost its text")
	}
	if n := empty(start.Add(time.Hour)); n != 1 || empty(start.Add(time.Hour)) != 0 {
		t.Errorf("%d messages were emptied, want one, once", n)
	}
	if got := must(db.Message(ctx, subject))(t); got != (news.Message{Title: "A pact"}) {
		t.Errorf("after it was emptied: %+v", got)
	}
	if got := must(db.Delivery(ctx, d.ID))(t); got.Receipt != "250 ok" || got.Title != "A pact" {
		t.Errorf("the receipt went with the text: %+v", got)
	}
}

func testAlerts(t *testing.T, db *store.DB) {
	a := news.Alert{ID: "alert_1", UserID: "user_1", Name: "Pacts", Query: "pact", Channel: news.ChannelDesk, CreatedAt: start}
	write(t, db, func(tx *store.Tx) error {
		if _, _, err := tx.SaveReport(report(1), start); err != nil {
			return err
		}
		return tx.AddAlert(a, "")
	})
	for i, want := range []bool{true, false} {
		var first bool
		write(t, db, func(tx *store.Tx) (err error) { first, err = tx.Hit(a.ID, report(1).ID, start); return err })
		if first != want {
			t.Errorf("hit %d: first %v, want %v", i, first, want)
		}
	}
	if got := must(db.Hits(ctx, a.ID, news.Paging{}))(t).Rows; len(got) != 1 {
		t.Errorf("hits %+v, want one", got)
	}
	if got := must(db.Alerts(ctx, "user_1"))(t); len(got) != 1 || got[0].Hits != 1 {
		t.Errorf("alerts %+v", got)
	}
	write(t, db, func(tx *store.Tx) error { return tx.RemoveAlert(a.ID) })
	if got := must(db.Alerts(ctx, ""))(t); len(got) != 0 {
		t.Errorf("after removing: %+v", got)
	}
}

func testComments(t *testing.T, db *store.DB) {
	c := news.Comment{ID: "com_1", DispatchID: "dis_1", Name: "A reader", Text: "Well said", State: news.CommentHeld, At: start}
	write(t, db, func(tx *store.Tx) error {
		if _, err := tx.SaveDispatch(news.Dispatch{ID: "dis_1", Slug: "x", State: news.Published, Edition: 1}, 0, start); err != nil {
			return err
		}
		return tx.AddComment(c)
	})
	for _, s := range []news.CommentState{news.CommentApproved, news.CommentApproved, news.CommentRejected, news.CommentApproved} {
		write(t, db, func(tx *store.Tx) error { return tx.ModerateComment(c.ID, s) })
	}
	if c := counts(t, db); c["comments held"] != 0 || c["comments approved"] != 1 || c["comments rejected"] != 0 {
		t.Errorf("counts %v, want one approved", c)
	}
	if got := must(db.Comments(ctx, news.CommentApproved, "dis_1", news.Paging{}))(t).Rows; len(got) != 1 || got[0].Slug != "x" {
		t.Errorf("approved comments %+v", got)
	}
}

func testPeople(t *testing.T, db *store.DB) {
	u := news.User{ID: "user_1", Name: "Ada", Email: "ada@desk.example", Role: news.Editor, State: news.UserActive}
	write(t, db, func(tx *store.Tx) error { return tx.AddUser(u, "hash", start) })
	u2 := u
	u2.ID = "user_2"
	if err := db.Write(ctx, "second", func(tx *store.Tx) error { return tx.AddUser(u2, "hash", start) }); !errors.Is(err, store.ErrTaken) {
		t.Errorf("the same address twice: %v, want ErrTaken", err)
	}
	got, hash, err := db.UserByEmail(ctx, u.Email)
	if err != nil || got != u || hash != "hash" {
		t.Errorf("user %+v, %q, %v", got, hash, err)
	}
	write(t, db, func(tx *store.Tx) error {
		return tx.SaveSession("token", store.Session{Data: []byte("d"), Expiry: start.Add(time.Hour)}, start)
	})
	if s := must(db.Session(ctx, "token", start))(t); string(s.Data) != "d" {
		t.Errorf("session %+v", s)
	}
	if _, err := db.Session(ctx, "token", start.Add(2*time.Hour)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a session that ended: %v, want ErrNotFound", err)
	}
}

func testSearch(t *testing.T, db *store.DB) {
	write(t, db, func(tx *store.Tx) error {
		var rows []store.SearchRow
		for i := range 6 {
			if _, _, err := tx.SaveReport(report(i), start); err != nil {
				return err
			}
			if err := tx.SaveLink(news.Link{ReportID: report(i).ID, StoryID: fmt.Sprintf("story_%d", i%2)}, start); err != nil {
				return err
			}
			body := "pact signed"
			if i == 2 {
				body = "pact pact pact"
			}
			rows = append(rows, store.SearchRow{ID: report(i).ID, Reading: []string{"en", "de", ""}[i%3], Folded: []string{"ano", "seran"}[:i%3], Headline: fmt.Sprintf("number n%d", i), Body: body, Outlet: "o" + fmt.Sprint(i%3)})
		}
		return tx.IndexReports(rows)
	})
	find := func(expr string, o store.SearchOrder, limit int) (ids []int, next string) {
		t.Helper()
		p := must(db.SearchReports(ctx, expr, o, news.Paging{Limit: limit}))(t)
		for _, r := range p.Rows {
			var n int
			fmt.Sscanf(r.Headline, "Headline %d", &n)
			ids = append(ids, n)
		}
		return ids, p.Next
	}
	if got := must(db.SearchLanguages(ctx))(t); fmt.Sprintf("%q", got) != `["" "de" "en"]` {
		t.Errorf("languages of the search: %q", got)
	}
	if got := must(db.FoldedForms(ctx, []string{"mayo", "seran"}))(t); fmt.Sprint(got) != "[seran]" {
		t.Errorf("folded forms %v, want [seran]", got)
	}
	texts := must(db.ReportTexts(ctx, []string{report(1).ID, "rep_none", report(3).ID}))(t)
	if len(texts) != 2 || texts[report(3).ID].Text != report(3).Text || texts[report(1).ID].ID != report(1).ID {
		t.Errorf("texts %+v, want those of the two that are there", texts)
	}
	if got, next := find("pact", store.Newest, 4); fmt.Sprint(got) != "[5 4 3 2]" || next == "" {
		t.Errorf("newest first: %v, next %q", got, next)
	}
	if got, _ := find("pact", store.Relevance, 1); fmt.Sprint(got) != "[2]" {
		t.Errorf("by relevance: %v, want [2]", got)
	}
	paged, after := []int{}, ""
	for range 3 { // each report stands on one page
		p := must(db.SearchReports(ctx, "pact", store.Relevance, news.Paging{Limit: 2, After: after}))(t)
		for _, r := range p.Rows {
			var n int
			fmt.Sscanf(r.Headline, "Headline %d", &n)
			paged = append(paged, n)
		}
		after = p.Next
	}
	if fmt.Sprint(paged) != "[2 5 4 3 1 0]" || after != "" {
		t.Errorf("by relevance, in pages: %v, then %q", paged, after)
	}
	if got, _ := find(`outlet : "o1" AND pact`, store.Newest, 9); fmt.Sprint(got) != "[4 1]" {
		t.Errorf("by field: %v, want [4 1]", got)
	}
	if got := must(db.SearchStories(ctx, "n1 OR n3 OR n4", store.StoryFilter{}, news.Paging{}))(t).Rows; len(got) != 2 || got[0].ID != "story_0" {
		t.Errorf("stories %+v, want two, the one with the newest report first", got)
	}
	write(t, db, func(tx *store.Tx) error { // that is not found, but counts
		if _, _, err := tx.SaveReport(report(7), start); err != nil {
			return err
		}
		return tx.SaveLink(news.Link{ReportID: report(7).ID, StoryID: "story_0"}, start)
	})
	many := must(db.SearchStories(ctx, "pact", store.StoryFilter{AtLeast: 4}, news.Paging{Limit: 1}))(t)
	if len(many.Rows) != 1 || many.Rows[0].ID != "story_0" || many.Next != "" {
		t.Errorf("of stories that four reports tell: %+v, want a full page of them, and no other", many)
	}
	if unmerged := must(db.SearchUnmerged(ctx))(t); unmerged {
		t.Error("six reports are worth merging")
	}
	for range 20 { // in pieces of the index of their own
		write(t, db, func(tx *store.Tx) error {
			var again []store.SearchRow
			for i := range 60 {
				again = append(again, store.SearchRow{ID: report(i % 6).ID, Headline: fmt.Sprintf("number n%d", i%6), Body: "pact signed", Outlet: "o" + fmt.Sprint(i%3)})
			}
			return tx.IndexReports(again)
		})
	}
	merges := 0
	for ; must(db.SearchUnmerged(ctx))(t) && merges < 1000; merges++ {
		write(t, db, func(tx *store.Tx) error { return tx.MergeSearch(100) })
	}
	if merges < 2 || merges == 1000 {
		t.Errorf("merging took %d turns, want a few", merges)
	}
	if got, _ := find("pact AND signed", store.Newest, 9); fmt.Sprint(got) != "[5 4 3 2 1 0]" {
		t.Errorf("after merging: %v, want all six", got)
	}
	for i, state := range []news.DispatchState{news.Published, news.Draft, news.Published} {
		d := news.Dispatch{ID: fmt.Sprint("dis_", i), Slug: fmt.Sprint("pact-", i), State: state, StoryID: "story_0"}
		write(t, db, func(tx *store.Tx) error {
			if _, err := tx.SaveDispatch(d, 0, start); err != nil {
				return err
			}
			return tx.IndexDispatches([]store.SearchRow{{ID: d.ID, Body: "pact"}})
		})
	}
	if got := must(db.SearchDispatches(ctx, "pact", news.Paging{}))(t).Rows; len(got) != 2 || got[0].ID != "dis_2" || got[0].StoryID != "story_0" {
		t.Errorf("dispatches %+v, want the two that are published, the newest first", got)
	}
	write(t, db, func(tx *store.Tx) error {
		return tx.IndexReports([]store.SearchRow{{ID: report(5).ID, Body: "rewritten"}})
	})
	if got, _ := find("pact", store.Newest, 1); fmt.Sprint(got) != "[4]" {
		t.Errorf("after a rewrite: %v, want [4]", got)
	}
	if err := db.Write(ctx, "index", func(tx *store.Tx) error { return tx.IndexReports([]store.SearchRow{{ID: "rep_none"}}) }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("indexing what is not there: %v, want ErrNotFound", err)
	}
}

// testPaging: the pages of a list together are the list, each row once.
func testPaging(t *testing.T, db *store.DB) {
	const n = 23
	write(t, db, func(tx *store.Tx) error {
		for i := range n {
			if _, _, err := tx.SaveReport(report(i), start); err != nil {
				return err
			}
			if err := tx.SaveLink(news.Link{ReportID: report(i).ID, StoryID: fmt.Sprint("story_", i)}, start); err != nil {
				return err
			}
			if err := tx.Plan("page", fmt.Sprint(i), start); err != nil {
				return err
			}
		}
		return nil
	})
	walk := func(name string, page func(news.Paging) (int, string, error)) {
		t.Helper()
		got, after := 0, ""
		for range n {
			rows, next, err := page(news.Paging{After: after, Limit: 5})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got += rows
			if after = next; next == "" {
				break
			}
		}
		if got != n || after != "" {
			t.Errorf("%s: the pages hold %d rows and end with cursor %q, want %d and none", name, got, after, n)
		}
		if _, _, err := page(news.Paging{After: "no such page!"}); err == nil {
			t.Errorf("%s: a cursor that nobody gave out was taken", name)
		}
	}
	walk("reports", func(p news.Paging) (int, string, error) {
		x, err := db.Reports(ctx, store.ReportFilter{}, p)
		return len(x.Rows), x.Next, err
	})
	walk("stories", func(p news.Paging) (int, string, error) {
		x, err := db.Stories(ctx, store.StoryFilter{}, p)
		return len(x.Rows), x.Next, err
	})
}

// testManyItems: what is saved at once is what would be one by one.
func testManyItems(t *testing.T, db *store.DB) {
	save := func(items []news.Item) (fresh []string) {
		t.Helper()
		write(t, db, func(tx *store.Tx) (err error) { fresh, err = tx.SaveItems(items, start); return err })
		return fresh
	}
	write(t, db, func(tx *store.Tx) error { _, _, err := tx.AddSource(source(1), start); return err })
	var items []news.Item
	for n := range 23 {
		address := fmt.Sprintf("https://x.example/%d", n)
		items = append(items, news.Item{ID: news.ItemID(source(1).ID, address), SourceID: source(1).ID, URL: address, Title: address})
	}
	if fresh := save(items[:21]); len(fresh) != 21 {
		t.Errorf("%d of 21 new items are fresh", len(fresh))
	}
	items[3].Title = "changed"
	if fresh := save(append(items, items[22])); !slices.Equal(fresh, []string{items[3].ID, items[21].ID, items[22].ID}) {
		t.Errorf("fresh after a change and two new ones: %v", fresh)
	}
	if fresh := save(items); len(fresh) != 0 {
		t.Errorf("fresh though nothing changed: %v", fresh)
	}
	if s := must(db.Source(ctx, source(1).ID))(t); s.Items != 23 || counts(t, db)["items"] != 23 {
		t.Errorf("%d items of the source, %d in all; want 23", s.Items, counts(t, db)["items"])
	}
	write(t, db, func(tx *store.Tx) error { return tx.PlanStuck("page", items[0].ID, "why", start) })
	write(t, db, func(tx *store.Tx) error {
		return tx.PlanAll("page", []string{items[0].ID, items[1].ID}, start)
	})
	if due := must(db.Claim(ctx, "page", 10, start, time.Minute))(t); len(due) != 2 || due[0].Tries+due[1].Tries != 0 || counts(t, db)["stuck"] != 0 {
		t.Errorf("planned together: %+v", due)
	}
}
