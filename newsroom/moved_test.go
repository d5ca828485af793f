package newsroom

import (
	"net/http"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

// TestMovedFeedIsFollowed: a feed that leads elsewhere for good, three looks in a
// row, has its new address from then on; where that is a source already, the old
// one is paused.
func TestMovedFeedIsFollowed(t *testing.T) {
	h := newHubTest(t, news.SourceFeed, map[string]func(http.ResponseWriter, *http.Request){
		"pub.example/topic": redirecting(301, "/there"),
		"pub.example/old":   redirecting(308, "https://pub.example/there"),
		"pub.example/there": serving("application/rss+xml", rssOf("", 1)),
	})
	source := func(id string) store.SourceRow {
		t.Helper()
		s, err := h.n.db.Source(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := source("src_1"); s.Feed != "https://pub.example/topic" || s.LastError != "" {
		t.Fatalf("after one look: %+v", s)
	}
	again := func() {
		t.Helper()
		h.now = h.now.Add(25 * time.Hour)
		walk(t, h.n)
	}
	again()
	again()
	if s := source("src_1"); s.Feed != "https://pub.example/there" || s.Items != 1 {
		t.Errorf("after three looks: %s, %d items", s.Feed, s.Items)
	}
	again()
	if s := source("src_1"); s.State != news.SourceActive || s.LastError != "" || s.Items != 1 {
		t.Errorf("at its new address: %+v", s)
	}
	editor := news.User{ID: "user", Role: news.Editor}
	if added, err := h.n.addSources(t.Context(), editor, []news.Source{{Feed: "https://pub.example/there"}}); err != nil || len(added) != 0 {
		t.Errorf("the address that it moved to was added as another source: %v, %v", added, err)
	}
	added, err := h.n.addSources(t.Context(), editor, []news.Source{{Feed: "https://pub.example/old"}})
	if err != nil || len(added) != 1 {
		t.Fatal(added, err)
	}
	walk(t, h.n)
	again()
	again()
	if s := source(added[0].ID); s.State != news.SourcePaused || s.Feed != "https://pub.example/old" {
		t.Errorf("a source that moved to where another is: %+v", s)
	}
	decisions, err := h.n.db.Decisions(t.Context(), "source/src_1")
	if err != nil || len(decisions) == 0 || decisions[0].Act != "move" {
		t.Errorf("decisions: %+v, %v", decisions, err)
	}
}
