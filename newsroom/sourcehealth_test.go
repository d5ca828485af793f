package newsroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dateline/collect"
	"dateline/fetch"
	"dateline/news"
	"dateline/store"
)

func TestHealthOf(t *testing.T) {
	now := time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)
	var history collect.History
	for back := 20; back >= 0; back-- { // one look a day, 90 seconds late; the last two failed
		at := now.AddDate(0, 0, -back)
		history = history.Noted(at, at.Add(-90*time.Second), 3, back < 2)
	}
	kept, err := encodeState(history)
	if err != nil {
		t.Fatal(err)
	}
	row := func(change func(*store.SourceRow)) store.SourceRow {
		r := store.SourceRow{Source: news.Source{ID: "src_1", Name: "Paper", Feed: "https://paper.example/feed", State: news.SourceActive},
			AddedAt: now.AddDate(0, 0, -30), LastLook: now, History: kept}
		if change != nil {
			change(&r)
		}
		return r
	}
	h := HealthOf(row(nil), now)
	if h.State != SourceWell || h.Looks != 14 || h.Late != 90*time.Second || fmt.Sprintf("%.3f %.1f", h.Success, h.PerDay) != "0.857 3.0" || len(h.Days) != 14 || h.Days[13].Failed != 1 || h.Days[0].New != 3 {
		t.Errorf("a source that is well: %+v", h)
	}
	failing := func(err error) func(*store.SourceRow) {
		return func(r *store.SourceRow) {
			r.LastError, r.Reason, r.Failures, r.FailingSince = fmt.Sprintf("look at %s: %v", r.Name, err), reasonOf(err), 4, now.AddDate(0, 0, -3)
		}
	}
	fetched := func(reason fetch.Reason, status int) error {
		return &fetch.Error{Reason: reason, URL: "https://paper.example/feed", Status: status, Detail: "what happened"}
	}
	for _, c := range []struct {
		name          string
		row           store.SourceRow
		state         HealthState
		words, advice string
	}{
		{"new", row(func(r *store.SourceRow) { r.LastLook = time.Time{} }), SourceUnseen, "not looked at yet", ""},
		{"paused", row(func(r *store.SourceRow) { r.State = news.SourcePaused }), SourceStopped, "paused", ""},
		{"damaged", row(func(r *store.SourceRow) { r.Damaged, r.DamagedSince = "a tag is not closed", now.AddDate(0, 0, -2) }), SourceDamaged, "damaged since 13 June", "Nothing need"},
		{"robots", row(failing(fetched(fetch.Robots, 0))), SourceFailing, "failing since 12 June, 4 times: what happened", "robots.txt says no"},
		{"wall", row(failing(fetched(fetch.Wall, 403))), SourceFailing, "what happened", "user agent"},
		{"missing", row(failing(fetched(fetch.Status, 404))), SourceFailing, "what happened", "new address"},
		{"no feed", row(failing(fmt.Errorf("it: %w", collect.ErrNoFeed))), SourceFailing, "no feed", "new address"},
		{"trouble", row(failing(fetched(fetch.Status, 503))), SourceFailing, "what happened", "tried again by itself"},
		{"unknown", row(failing(errors.New("odd"))), SourceFailing, "odd", "tried again by itself"},
	} {
		got := HealthOf(c.row, now)
		if got.State != c.state || !strings.Contains(got.Words, c.words) || !strings.Contains(got.Advice, c.advice) || (got.State == SourceFailing) != (got.Advice != "" && c.name != "damaged") {
			t.Errorf("%s: %s, %q, %q", c.name, got.State, got.Words, got.Advice)
		}
	}
	var back collect.History
	if err := json.Unmarshal([]byte(kept), &back); err != nil || len(back.Days) != len(history.Days) || back.Days[0] != history.Days[0] {
		t.Errorf("the fortnight came back as %+v, %v", back.Days, err)
	}
}

// A site that answers too slowly is said to be slow, not to have no feed.
func TestSlowDiscoveryEnds(t *testing.T) {
	n := openOutbox(t).n
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	_, err := n.AddSource(ctx, news.User{Role: news.Editor}, "https://slow.example/", "")
	if err == nil || !strings.Contains(err.Error(), "answers too slowly") {
		t.Errorf("adding it says %v", err)
	}
}
