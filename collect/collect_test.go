package collect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dateline/fetch"
	"dateline/internal/testkit"
	"dateline/news"
)

const world = `
-- https://daily.example/ --
> Content-Type: text/html
<html><head><title>The Daily</title>
<link rel="alternate" type="application/rss+xml" href="/comments.xml" title="Comments">
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>
-- https://daily.example/feed.xml --
> Content-Type: application/rss+xml
<rss version="2.0"><channel><title>The Daily &amp; more</title><link>https://daily.example/</link>
<item><title>One</title><link>/1?utm_source=feed&amp;id=7#top</link><guid isPermaLink="false">g1</guid><pubDate>Mon, 02 Nov 2026 10:00:00 +0100</pubDate></item>
<item><title>One again</title><link>https://daily.example/1?id=7</link></item>
<item><title>No page</title><link>javascript:alert(1)</link></item>
</channel></rss>
-- https://daily.example/1?id=7 --
> Content-Type: text/html
<p>One.</p>
-- http://old.example/feed.xml --
> Status: 301
> Location: https://daily.example/feed.xml
-- https://mapped.example/ --
<html><title>Mapped</title></html>
-- https://mapped.example/robots.txt --
Sitemap: https://mapped.example/sitemap.xml
-- https://mapped.example/sitemap.xml --
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://mapped.example/news.xml</loc></sitemap></sitemapindex>
-- https://mapped.example/news.xml --
<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://mapped.example/a</loc><n:news><n:publication_date>2026-11-02</n:publication_date><n:title>A &amp; B</n:title></n:news></url></urlset>
`

func collector(t *testing.T) (*Collector, *testkit.Loopback) {
	t.Helper()
	web := testkit.Web(t, world)
	client, err := fetch.New(fetch.Config{Resolve: web.Resolve(), RootCAs: web.RootCAs()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return New(client), web
}

func TestLookRemembers(t *testing.T) {
	c, web := collector(t)
	const feed = "https://daily.example/feed.xml"
	s := news.Source{ID: news.SourceID(feed), Name: "The Daily", Feed: feed}
	first, err := c.Look(t.Context(), s, Memory{})
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Feed.Items) != 1 || first.Feed.Items[0].URL != "https://daily.example/1?id=7" || first.Feed.Items[0].Published != "2026-11-02T09:00:00Z" {
		t.Errorf("items: got %+v", first.Feed.Items)
	}
	if first.Capture == nil || first.Capture.SourceID != s.ID || first.Capture.Digest != news.Digest(first.Capture.Body) {
		t.Errorf("capture: got %+v", first.Capture)
	}
	again, err := c.Look(t.Context(), s, first.Memory)
	if err != nil || !again.NotModified || again.Capture != nil || len(again.Feed.Items) != 0 {
		t.Errorf("second look: got %+v, %v; want nothing new", again, err)
	}
	blind := again.Memory
	blind.ETag = "" // a server without ETags: the digest tells
	if third, err := c.Look(t.Context(), s, blind); err != nil || !third.NotModified {
		t.Errorf("look by digest: got %+v, %v", third, err)
	}
	web.Set(feed, "<rss><channel><item><link>/2</link></item></channel></rss>")
	if changed, err := c.Look(t.Context(), s, again.Memory); err != nil || changed.NotModified || len(changed.Feed.Items) != 1 {
		t.Errorf("look at a change: got %+v, %v", changed, err)
	}
	web.Set(feed, "<p>We are being rebuilt</p>")
	failed, err := c.Look(t.Context(), s, again.Memory)
	if !errors.Is(err, ErrNoFeed) || failed.Memory != again.Memory {
		t.Errorf("look at a page: got %+v, %v; want ErrNoFeed and the memory kept", failed, err)
	}
}

func TestMoveIsBelievedAfterThreeLooks(t *testing.T) {
	c, _ := collector(t)
	s := news.Source{Feed: "http://old.example/feed.xml"}
	var m Memory
	for i, want := range []string{"", "", "https://daily.example/feed.xml"} {
		look, err := c.Look(t.Context(), s, m)
		if err != nil || look.MovedTo != want {
			t.Errorf("look %d: moved to %q, %v; want %q", i+1, look.MovedTo, err, want)
		}
		m = look.Memory
	}
}

func TestPage(t *testing.T) {
	c, _ := collector(t)
	capture, err := c.Page(t.Context(), news.Item{ID: "item_1", URL: "https://daily.example/1?id=7"})
	if err != nil || string(capture.Body) != "<p>One.</p>\n" || capture.ItemID != "item_1" || capture.ContentType != "text/html" {
		t.Errorf("got %+v, %v", capture, err)
	}
	var e *fetch.Error
	if _, err := c.Page(t.Context(), news.Item{URL: "https://daily.example/none"}); !errors.As(err, &e) || e.Status != 404 {
		t.Errorf("a page that is not there: got %v", err)
	}
}

func TestDiscover(t *testing.T) {
	c, _ := collector(t)
	for _, tc := range []struct{ address, feed, name string }{
		{"https://daily.example/", "https://daily.example/feed.xml", "The Daily & more"},
		{"https://daily.example/feed.xml", "https://daily.example/feed.xml", "The Daily & more"},
		{"https://mapped.example/", "https://mapped.example/sitemap.xml", "Mapped"},
	} {
		found, err := c.Discover(t.Context(), tc.address)
		if err != nil || len(found) != 1 || found[0].Feed != tc.feed || found[0].Name != tc.name {
			t.Errorf("%s: got %+v, %v; want %s", tc.address, found, err, tc.feed)
		}
	}
	found, _ := c.Discover(t.Context(), "https://mapped.example/")
	look, err := c.Look(t.Context(), found[0], Memory{})
	if err != nil || len(look.Feed.Items) != 1 || look.Feed.Items[0].Title != "A & B" {
		t.Errorf("look at an index of sitemaps: got %+v, %v", look.Feed, err)
	}
}

func feedOf(n int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title><link>https://a.example/</link>`)
	for i := range n {
		fmt.Fprintf(&b, "\n<item><title>Item %d</title><link>https://a.example/%d</link><dc:creator>Ann</dc:creator></item>", i, i)
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

// TestOneFault puts one fault into a feed of twenty: every item that is whole
// must come out.
func TestOneFault(t *testing.T) {
	whole := feedOf(20)
	at := strings.Index(whole, "Item 10")
	utf16 := []byte{0xff, 0xfe}
	for _, c := range []byte(whole) {
		utf16 = append(utf16, c, 0)
	}
	for name, tc := range map[string]struct {
		body string
		want int
	}{
		"whole":          {whole, 20},
		"cut off":        {whole[:at], 10},
		"bare ampersand": {strings.Replace(whole, "Item 10", "Salt & Co &c", 1), 20},
		"HTML entity":    {strings.Replace(whole, "Item 10", "caf&eacute;", 1), 20},
		"invalid byte":   {strings.Replace(whole, "Item 10", "caf\xe9", 1), 20},
		"control":        {strings.Replace(whole, "Item 10", "a\x01b", 1), 20},
		"less-than":      {strings.Replace(whole, "Item 10", "2 < 3", 1), 20},
		"mistyped end":   {strings.Replace(whole, "Item 10</title>", "Item 10</titel>", 1), 19},
		"unclosed tag":   {strings.Replace(whole, "Item 10", "<b>Item 10", 1), 19},
		"no end":         {strings.TrimSuffix(whole, "</channel></rss>"), 20},
		"wrong label":    {strings.Replace(whole, "?>", ` encoding="utf-16"?>`, 1), 20},
		"unknown label":  {strings.Replace(whole, "?>", ` encoding="klingon"?>`, 1), 20},
		"UTF-16":         {string(utf16), 20},
		"space before":   {"\n\n  " + whole, 20},
	} {
		f, err := ParseFeed([]byte(tc.body), "", "https://a.example/feed")
		if err != nil || len(f.Items) < tc.want {
			t.Errorf("%s: got %d items, %v; want %d", name, len(f.Items), err, tc.want)
		}
		if name == "whole" && f.Damaged != "" || name == "cut off" && f.Damaged == "" {
			t.Errorf("%s: damaged says %q", name, f.Damaged)
		}
	}
}

func TestJSONFeedReadsBack(t *testing.T) {
	want, err := ParseFeed([]byte(feedOf(3)), "", "")
	if err != nil {
		t.Fatal(err)
	}
	written, err := JSONFeed(want)
	if err != nil || !json.Valid(written) {
		t.Fatalf("write: %s, %v", written, err)
	}
	got, err := ParseFeed(written, "application/feed+json", "")
	if err != nil || len(got.Items) != 3 {
		t.Fatalf("read back: %+v, %v", got, err)
	}
	for i := range got.Items {
		if got.Items[i].URL != want.Items[i].URL || got.Items[i].Title != want.Items[i].Title || strings.Join(got.Items[i].Authors, "") != "Ann" {
			t.Errorf("item %d: got %+v, want %+v", i, got.Items[i], want.Items[i])
		}
	}
}

func TestNormalizeURL(t *testing.T) {
	for _, tc := range []struct{ ref, want string }{
		{"HTTP://News.Example:80/a?utm_source=x&b=1&fbclid=2#c", "http://news.example/a?b=1"},
		{"../x?gclid=1", "https://base.example/x"},
		{"//b.example", "https://b.example/"},
		{"https://b.example/?id=1;utm_x=2", "https://b.example/?id=1;utm_x=2"},
		{"mailto:a@b.example", ""},
		{"  ", ""},
	} {
		got, _ := NormalizeURL("https://base.example/d/e", tc.ref)
		if got != tc.want {
			t.Errorf("%q: got %q, want %q", tc.ref, got, tc.want)
		}
	}
}

func TestNextLook(t *testing.T) {
	now := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	looks := func(every time.Duration, brought bool) (all []Past) {
		for i := range keptLooks {
			all = append(all, Past{now.Add(-every * time.Duration(keptLooks-1-i)), brought})
		}
		return all
	}
	for name, tc := range map[string]struct {
		h           History
		least, most time.Duration
	}{
		"never looked at": {History{}, 0, 0},
		"always new":      {History{Looks: looks(time.Minute, true)}, time.Minute, 2 * time.Minute},
		"new each hour":   {History{Looks: looks(time.Hour, true)}, 27 * time.Minute, 33 * time.Minute},
		"silent":          {History{Looks: looks(24*time.Hour, false)}, 21 * time.Hour, 24 * time.Hour},
		"asks for peace":  {History{Looks: looks(time.Minute, true), Hint: 30 * time.Minute}, 27 * time.Minute, 33 * time.Minute},
		"hint too long":   {History{Looks: looks(time.Minute, true), Hint: 24 * time.Hour}, 54 * time.Minute, 66 * time.Minute},
		"failed often":    {History{Looks: looks(time.Minute, true), Failures: 20}, 21 * time.Hour, 24 * time.Hour},
		"retry after":     {History{Failures: 1, RetryAfter: 3 * time.Hour}, 3 * time.Hour, 4 * time.Hour},
	} {
		for _, id := range []string{"src_a", "src_b", "src_c"} {
			tc.h.SourceID = id
			got := NextLook(tc.h, now).Sub(now)
			if got < tc.least || got > tc.most {
				t.Errorf("%s, %s: got %v, want %v to %v", name, id, got, tc.least, tc.most)
			}
			if again := NextLook(tc.h, now).Sub(now); again != got {
				t.Errorf("%s, %s: got %v, then %v", name, id, got, again)
			}
		}
	}
}

func TestOPMLReadsBack(t *testing.T) {
	want := []news.Source{
		{Name: "A & B", Feed: "https://a.example/feed", Site: "https://a.example/", Folder: "World/Europe"},
		{Name: "C", Feed: "https://c.example/feed"},
	}
	var file bytes.Buffer
	if err := WriteOPML(&file, want); err != nil {
		t.Fatal(err)
	}
	got, err := ReadOPML(&file)
	if err != nil || len(got) != 2 {
		t.Fatalf("got %+v, %v", got, err)
	}
	for _, w := range want {
		found := false
		for _, g := range got {
			found = found || g.Name == w.Name && g.Feed == w.Feed && g.Folder == w.Folder && g.Site == w.Site && g.ID == news.SourceID(w.Feed)
		}
		if !found {
			t.Errorf("%s is missing from %+v", w.Name, got)
		}
	}
}

func FuzzParseFeed(f *testing.F) {
	f.Add([]byte(feedOf(1)), "text/xml; charset=latin1")
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1}]}`), "")
	f.Add([]byte(`<urlset><url><loc>https://a.example/`), "")
	f.Add([]byte("\xff\xfe<\x00"), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		feed, err := ParseFeed(body, contentType, "https://a.example/feed")
		if err != nil {
			return
		}
		if out, err := JSONFeed(feed); err != nil || !json.Valid(out) {
			t.Errorf("cannot be written: %v", err)
		}
	})
}

func FuzzNormalizeURL(f *testing.F) {
	f.Add("https://a.example/x?utm_a=1", "?b&utm_c")
	f.Fuzz(func(t *testing.T, base, ref string) {
		once, err := NormalizeURL(base, ref)
		if err != nil {
			return
		}
		if twice, err := NormalizeURL(base, once); err != nil || twice != once {
			t.Errorf("%q on %q gives %q, and that %q, %v", ref, base, once, twice, err)
		}
	})
}
