package collect

import (
	"testing"
	"time"

	"dateline/news"
)

func TestNextAgain(t *testing.T) {
	out := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	visit := FirstVisit(news.Item{Published: out.Format(time.RFC3339)}, news.Capture{FetchedAt: out.Add(2 * time.Minute)})
	var waits []time.Duration
	now := out.Add(2 * time.Minute)
	for {
		at, ok := NextAgain(visit, now)
		if !ok {
			break
		}
		waits = append(waits, at.Sub(now))
		now = at
	}
	if len(waits) < 8 || len(waits) > 16 || waits[0] != againFirst || now.Sub(out) > againUntil {
		t.Errorf("looks after %v, the last %v after it came out", waits, now.Sub(out))
	}
	for i := 1; i < len(waits); i++ {
		if waits[i] < waits[i-1] {
			t.Errorf("wait %d is %v, the one before %v", i, waits[i], waits[i-1])
		}
	}
	visit.Since = now // it changed
	if at, _ := NextAgain(visit, now); at.Sub(now) != againFirst {
		t.Errorf("after a change the next look is in %v", at.Sub(now))
	}
	if _, ok := NextAgain(FirstVisit(news.Item{Published: "2020-01-01T00:00:00Z"}, news.Capture{FetchedAt: now}), now); ok {
		t.Error("a page of years ago is looked at again")
	}
}

func TestPageAgain(t *testing.T) {
	c, web := collector(t)
	item := news.Item{ID: "item", SourceID: "src", URL: "https://daily.example/1?id=7"}
	capture, err := c.Page(t.Context(), item)
	if err != nil {
		t.Fatal(err)
	}
	visit := FirstVisit(item, capture)
	look := func() PageLook {
		t.Helper()
		l, err := c.PageAgain(t.Context(), item, visit)
		if err != nil {
			t.Fatal(err)
		}
		visit = l.Revisit
		return l
	}
	if l := look(); l.Capture != nil || l.Gone != "" || l.Back {
		t.Errorf("nothing changed: %+v", l)
	}
	web.Set("https://daily.example/1?id=7", "<p>One, corrected.</p>\n")
	if l := look(); l.Capture == nil || l.Capture.ItemID != "item" || visit.Digest != l.Capture.Digest {
		t.Errorf("a changed page: %+v", l)
	}
	web.Set("https://daily.example/1?id=7", "> Status: 404\n")
	if l := look(); l.Gone != "" {
		t.Errorf("missing once: %+v", l)
	}
	if l := look(); l.Gone == "" {
		t.Errorf("missing twice: %+v", l)
	}
	if l := look(); l.Gone != "" || l.Back {
		t.Errorf("missing still: %+v", l)
	}
	web.Set("https://daily.example/1?id=7", "<p>One, corrected.</p>\n")
	if l := look(); !l.Back || l.Capture != nil {
		t.Errorf("there again: %+v", l)
	}
	web.Set("https://daily.example/1?id=7", "> Status: 451\n")
	if l := look(); l.Gone == "" {
		t.Errorf("withheld: %+v", l)
	}
	web.Set("https://daily.example/1?id=7", "> Status: 503\n")
	if _, err := c.PageAgain(t.Context(), item, visit); err == nil {
		t.Error("a site in trouble says nothing of its pages")
	}
}
