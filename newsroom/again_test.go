package newsroom

import (
	"strings"
	"testing"
	"time"

	"dateline/fetch"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/store"
	"dateline/store/storetest"
)

// article is a page with a story and something around it that is never the same.
func article(headline, sentence, around string) string {
	body := strings.Repeat("<p>The council of Aster met for the third time this week, and its members spoke for two hours about the bridge over the Lune, which was closed in spring.</p>\n", 3)
	return "> Content-Type: text/html\n<html><head><title>" + headline + "</title></head><body><nav><a href=\"/a\">Home</a> " + around + "</nav><article><h1>" + headline + "</h1>" +
		body + "<p>" + sentence + "</p></article></body></html>"
}

// TestChangedAfterPublication: a page that says something else gives a version,
// an event and a word to whoever asked for it; one in which only the
// surroundings changed gives none of it; one that is gone is noted.
func TestChangedAfterPublication(t *testing.T) {
	const page = "https://paper.example/bridge"
	web := testkit.Web(t, "-- https://paper.example/robots.txt --\nUser-agent: *\n")
	web.Set(page, article("Bridge stays closed", "The mayor said that it would open in June.", "10 readers"))
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	n, err := Open(t.Context(), Config{Data: t.TempDir(), Clock: func() time.Time { return now }, Log: testkit.Logger(t),
		Fetch: fetch.Config{Resolve: web.Resolve(), RootCAs: web.RootCAs()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		storetest.CheckPlans(t, n.db)
		n.Close()
	})
	admin, err := n.MakeAdministrator(t.Context(), "Ann", "ann@news.example", "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []news.Alert{{Name: "Told", Query: "mayor", Channel: news.ChannelEmail, Changes: true}, {Name: "Once", Query: "mayor", Channel: news.ChannelEmail}} {
		if _, err := n.AddAlert(t.Context(), admin, a); err != nil {
			t.Fatal(err)
		}
	}
	source := news.Source{ID: "src_1", Name: "Paper", Feed: "https://paper.example/feed", Kind: news.SourceFeed, State: news.SourceActive}
	item := news.Item{ID: news.ItemID(source.ID, page), SourceID: source.ID, URL: page}
	writing(t, n, func(tx *store.Tx) error {
		if _, _, err := tx.AddSource(source, now); err != nil {
			return err
		}
		if _, err := tx.SaveItems([]news.Item{item}, now); err != nil {
			return err
		}
		return tx.Plan(StepPage, item.ID, now)
	})
	walk := func() { t.Helper(); walk(t, n) }
	report := news.ReportID(page)
	after := func(wait time.Duration, content string, versions int, kinds ...news.EventKind) {
		t.Helper()
		web.Set(page, content)
		now = now.Add(wait)
		walk()
		had, err := n.db.Versions(t.Context(), report)
		if err != nil || len(had) != versions {
			t.Errorf("%d versions, %v; want %d", len(had), err, versions)
		}
		events, err := n.db.Events(t.Context(), report)
		if err != nil || len(events) != len(kinds) {
			t.Fatalf("events %+v, %v; want %v", events, err, kinds)
		}
		for i, e := range events {
			if e.Kind != kinds[i] {
				t.Errorf("event %d is %s, want %s", i, e.Kind, kinds[i])
			}
		}
	}
	before := article("Bridge stays closed", "The mayor said that it would open in June.", "10 readers")
	after(0, before, 1)
	writing(t, n, func(tx *store.Tx) error { return tx.Hasten(StepMatch, report, now) })
	walk()
	after(time.Hour, article("Bridge stays closed", "The mayor said that it would open in June.", "999 readers"), 1)
	if counts, err := n.db.Counts(t.Context()); err != nil || counts["captures"] != 1 {
		t.Errorf("%d captures are kept, %v; want one: the story is the same", counts["captures"], err)
	}
	after(4*time.Hour, article("Bridge stays closed", "She said that it would open in July.", "20 readers"), 2, news.BodyChanged)
	after(time.Hour, article("Bridge to open", "She said that it would open in July.", "20 readers"), 3, news.BodyChanged, news.HeadlineChanged)
	after(time.Hour, "> Status: 410\n", 3, news.BodyChanged, news.HeadlineChanged, news.PageGone)

	owed, err := n.db.Deliveries(t.Context(), "", "", news.Paging{})
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]int{}
	for _, d := range owed.Rows {
		name, _, _ := strings.Cut(d.Title, ":")
		said[name]++
	}
	if said["Told"] != 1 || said["Once"] != 1 || said["Told, changed"] != 3 || said["Once, changed"] != 0 {
		t.Errorf("owed: %v", said)
	}
}

// walk does all that is due now, apart from sending and studying, by hand.
func walk(t *testing.T, n *Newsroom) {
	t.Helper()
	for worked := true; worked; {
		worked = false
		for _, s := range n.steps {
			if s.kind == StepDeliver || s.kind == stepStudy {
				continue
			}
			taken, err := n.claim(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range taken {
				worked = true
				if e := n.perform(t.Context(), s, d); e.finish != nil {
					n.write(t.Context(), s, []ending{e})
				}
			}
		}
		for _, f := range n.followers {
			followed, err := n.followOnce(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			worked = worked || followed
		}
	}
}
