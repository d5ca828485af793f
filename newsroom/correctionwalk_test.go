package newsroom

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/desk"
	"dateline/fetch"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/publish"
	"dateline/store"
)

const (
	ferryPage = "https://paper.example/ferry"
	ferryOld  = "The ferry left the quay at 06:10 with 152 people on board."
	ferryNew  = "The ferry left the quay at 06:40 with 148 people on board."
)

// aboard is a newsroom with one published dispatch that quotes a page.
func aboard(t *testing.T) (*outbox, *testkit.Loopback, store.DispatchRow) {
	t.Helper()
	web := testkit.Web(t, "-- https://paper.example/robots.txt --\nUser-agent: *\n")
	web.Set(ferryPage, article("Ferry leaves early", ferryOld, "10 readers"))
	o := openOutboxWith(t, func(_ *outbox, c *Config) {
		for host, at := range web.Resolve() {
			c.Fetch.Resolve[host] = at
		}
		c.Fetch = fetch.Config{Resolve: c.Fetch.Resolve, RootCAs: web.RootCAs()}
	})
	item := news.Item{ID: news.ItemID("src_1", ferryPage), SourceID: "src_1", URL: ferryPage}
	writing(t, o.n, func(tx *store.Tx) error {
		source := news.Source{ID: "src_1", Name: "Paper", Feed: "https://paper.example/feed", Kind: news.SourceFeed, State: news.SourceActive}
		if _, _, err := tx.AddSource(source, o.now); err != nil {
			return err
		}
		if _, err := tx.SaveItems([]news.Item{item}, o.now); err != nil {
			return err
		}
		return tx.Plan(StepPage, item.ID, o.now)
	})
	walk(t, o.n)
	o.subscribed(news.ChannelEmail, ann, "")
	o.subscribed(news.ChannelWebhook, hook, "")
	if err := o.n.MailChanges(t.Context(), o.editor, true); err != nil {
		t.Fatal(err)
	}
	row, err := o.n.Begin(t.Context(), o.editor)
	if err != nil {
		t.Fatal(err)
	}
	report, err := o.n.db.Report(t.Context(), news.ReportID(ferryPage))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(Sentences(report), func(c news.Citation) bool { return c.Exact == ferryOld })
	if i < 0 {
		t.Fatalf("the report doesn't hold the sentence: %q", report.Text)
	}
	if row, err = o.n.AddSentences(t.Context(), o.editor, row.ID, Sentences(report)[i:i+1]); err != nil {
		t.Fatal(err)
	}
	d := row.Dispatch
	d.Headline, d.Section = "Ferry left at 06:10", "world"
	row = o.order(row, desk.Order{Act: desk.Save, Draft: d})
	row = o.order(row, desk.Order{Act: desk.Publish})
	o.walk(StepEdition, StepDeliver)
	o.wantArrived(ann+": Ferry left at 06:10", "dispatch.published")
	walk(t, o.n)
	return o, web, row
}

// A page changes, the dispatch that cites it is flagged, the new sentence is cited in
// place of the old, and all that goes out agrees with its footnotes.
func TestCorrectionWalk(t *testing.T) {
	o, web, row := aboard(t)
	web.Set(ferryPage, article("Ferry leaves early", ferryNew, "10 readers"))
	o.passes(watchFirst - time.Second)
	walk(t, o.n)
	if stale, err := o.n.StalePassages(t.Context(), row.Dispatch); err != nil || len(stale) != 0 {
		t.Fatalf("stale before the page was looked at: %+v, %v", stale, err)
	}
	o.passes(2 * time.Second)
	walk(t, o.n)
	stale, err := o.n.StalePassages(t.Context(), row.Dispatch)
	if err != nil || len(stale) != 2 {
		t.Fatalf("stale: %+v, %v; want the rest of the text and the citation", stale, err)
	}
	rest, cited := stale[0], stale[1]
	if cited.Number != 1 || cited.Was != ferryOld || cited.Proposed == nil || cited.Proposed.Exact != ferryNew || cited.Proposed.Version != 2 {
		t.Errorf("the citation is %+v, proposed %+v", cited, cited.Proposed)
	}
	want := []LostWord{{"06:10", []string{"headline", "“" + excerpt(strings.TrimSuffix(ferryOld, ".")) + ",” Paper reports."}}, {"152", nil}}
	if len(rest.Lost) != 2 || rest.Lost[0].Word != want[0].Word || rest.Lost[0].Where[0] != "headline" || rest.Lost[1].Word != "152" || len(rest.Lost[1].Where) != 1 {
		t.Errorf("lost: %+v", rest.Lost)
	}
	o.walk(StepDeliver)
	o.wantArrived("edda@wire.example: Its sources changed: Ferry left at 06:10")

	instead, err := o.n.Recite(t.Context(), row.Dispatch, []int{1})
	if err != nil {
		t.Fatal(err)
	}
	draft := row.Dispatch
	draft.Headline = "Ferry left at 06:40"
	row = o.order(row, desk.Order{Act: desk.Correct, Note: "It left at 06:40 with 148 people.", Draft: draft, Recite: instead})
	o.walk(StepEdition, StepDeliver)
	mail := o.last()
	o.mu.Lock()
	message := o.bodies[len(o.bodies)-1]
	o.mu.Unlock()
	o.wantArrived(ann+": Correction: Ferry left at 06:40", "dispatch.corrected")
	page, err := publish.Article(o.n.Site, row.Dispatch)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Sources) != 1 || page.Sources[0].Exact != ferryNew {
		t.Errorf("the footnotes are %+v", page.Sources)
	}
	for where, text := range map[string]string{"mail": mail.body, "webhook": message, "page": string(page.BodyHTML)} {
		if strings.Contains(text, "with 152") || !strings.Contains(text, "with 148") {
			t.Errorf("the %s says: %s", where, text)
		}
	}
	walk(t, o.n)
	if stale, err := o.n.StalePassages(t.Context(), row.Dispatch); err != nil || len(stale) != 0 {
		t.Errorf("stale after the correction: %+v, %v", stale, err)
	}
}

// A corrected citation doesn't mend the headline: what the page no longer has stays
// flagged until it is gone or an editor says why it stands.
func TestHeadlineIsWatched(t *testing.T) {
	o, web, row := aboard(t)
	web.Set(ferryPage, article("Ferry leaves early", ferryNew, "10 readers"))
	o.passes(watchFirst + time.Second)
	walk(t, o.n)
	instead, err := o.n.Recite(t.Context(), row.Dispatch, []int{1})
	if err != nil {
		t.Fatal(err)
	}
	row = o.order(row, desk.Order{Act: desk.Correct, Note: "It had 148 people on board.", Draft: row.Dispatch, Recite: instead})
	walk(t, o.n)
	stale, err := o.n.StalePassages(t.Context(), row.Dispatch)
	if err != nil || len(stale) != 1 || stale[0].Number != 0 || len(stale[0].Lost) != 1 || !slices.Equal(stale[0].Lost[0].Where, []string{"headline"}) {
		t.Fatalf("stale: %+v, %v; want the headline's time", stale, err)
	}
	if err := o.n.LetStand(t.Context(), o.editor, row.ID, " "); err == nil {
		t.Error("it stands without a reason")
	}
	if err := o.n.LetStand(t.Context(), o.editor, row.ID, "The timetable says 06:10."); err != nil {
		t.Fatal(err)
	}
	if counts, err := o.n.db.Counts(t.Context()); err != nil || counts[store.StaleDispatches] != 0 {
		t.Errorf("%d dispatches are flagged, %v", counts[store.StaleDispatches], err)
	}
}

// A sentence that is gone without another in its place is not replaced by one that only
// has some words of it.
func TestNothingLikeIt(t *testing.T) {
	o, web, row := aboard(t)
	web.Set(ferryPage, article("Ferry leaves early", "Nobody was on the quay when our reporter came.", "10 readers"))
	o.passes(watchFirst + time.Second)
	walk(t, o.n)
	stale, err := o.n.StalePassages(t.Context(), row.Dispatch)
	if err != nil || len(stale) != 2 || stale[1].Proposed != nil {
		t.Errorf("stale: %+v, %v", stale, err)
	}
	if _, err := o.n.Recite(t.Context(), row.Dispatch, []int{1}); err == nil {
		t.Error("a sentence that isn't there was cited")
	}
}

// Pages of published dispatches are looked at often at first, then seldom, then not.
func TestPagesOfDispatchesAreWatched(t *testing.T) {
	published := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	for age, want := range map[time.Duration]time.Duration{time.Hour: 10 * time.Minute, 25 * time.Hour: time.Hour, 8 * 24 * time.Hour: 24 * time.Hour, 31 * 24 * time.Hour: 0} {
		d := news.Dispatch{State: news.Published, PublishedAt: published}
		if every, ok := watchEvery(d, published.Add(age)); every != want || ok != (want > 0) {
			t.Errorf("after %s: every %s, %v; want %s", age, every, ok, want)
		}
	}
	if _, ok := watchEvery(news.Dispatch{State: news.Killed, PublishedAt: published}, published); ok {
		t.Error("the pages of a killed dispatch are watched")
	}
}

// "Check this page now" and dateline recheck look at once, whatever is planned.
func TestRecheck(t *testing.T) {
	o, web, _ := aboard(t)
	if said, err := o.n.Recheck(t.Context(), []string{ferryPage}); err != nil || !strings.Contains(said[0], "says what it said") {
		t.Errorf("%q, %v", said, err)
	}
	web.Set(ferryPage, article("Ferry leaves early", ferryNew, "10 readers"))
	if said, err := o.n.Recheck(t.Context(), []string{news.ReportID(ferryPage)}); err != nil || !strings.Contains(said[0], "version 2") {
		t.Errorf("%q, %v", said, err)
	}
	if _, err := o.n.Recheck(t.Context(), []string{"https://paper.example/none"}); err == nil {
		t.Error("a page that no report is of was looked at")
	}
	if err := o.n.CheckNow(t.Context(), news.User{Role: news.Reader, State: news.UserActive}, news.ReportID(ferryPage)); err == nil {
		t.Error("a reader had a page looked at")
	}
}
