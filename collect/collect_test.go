package collect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

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
-- https://plain.example/robots.txt --
User-agent: *
-- https://hubbed.example/robots.txt --
User-agent: *
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
	look, err := c.Look(t.Context(), found[0].Source, Memory{})
	if err != nil || len(look.Feed.Items) != 1 || look.Feed.Items[0].Title != "A & B" {
		t.Errorf("look at an index of sitemaps: got %+v, %v", look.Feed, err)
	}
	if len(look.Parts) != 1 || look.Parts[0].URL != "https://mapped.example/news.xml" || look.Parts[0].SourceID != found[0].ID {
		t.Errorf("the sitemap that brought something is not kept: %+v", look.Parts)
	}
}

func feedOf(n int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title><link>https://a.example/</link>`)
	for i := range n {
		fmt.Fprintf(&b, "\n<item><title>Item %d</title><link>https://a.example/%d</link><guid>https://a.example/%d</guid><dc:creator>Ann</dc:creator>"+
			"<description>Short %d.</description><content:encoded><![CDATA[<p>Long %d.</p>]]></content:encoded><enclosure url=\"https://a.example/%d.mp3\" type=\"audio/mpeg\" length=\"1\"/></item>", i, i, i, i, i, i)
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

func atomOf(n int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><link href="https://a.example/"/>`)
	for i := range n {
		fmt.Fprintf(&b, "\n<entry><title>Item %d</title><link href=\"https://a.example/%d\"/><id>tag:a.example,2026:%d</id><author><name>Ann</name></author>"+
			"<summary>Short %d.</summary><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Long %d.</p></div></content></entry>", i, i, i, i, i)
	}
	b.WriteString("</feed>")
	return b.String()
}

// utf16 writes ASCII in two octets a character.
func utf16(s string, big bool) string {
	b := []byte{0xff, 0xfe}
	if big {
		b = []byte{0xfe, 0xff}
	}
	for _, c := range []byte(s) {
		if big {
			b = append(b, 0, c)
		} else {
			b = append(b, c, 0)
		}
	}
	return string(b)
}

// TestOneFault puts one fault into item 10 of a feed of twenty: every other item
// must come out as it does of the whole feed.
func TestOneFault(t *testing.T) {
	swap := func(old, with string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, old) {
				return ""
			}
			return strings.Replace(s, old, with, 1)
		}
	}
	upTo := func(mark string) func(string) string {
		return func(s string) string { return s[:strings.Index(s, mark)] }
	}
	for name, tc := range map[string]struct {
		fault  func(string) string
		whole  int  // how many items must come at least
		silent bool // it is no fault that damages
	}{
		"none":                      {swap("", ""), 20, true},
		"cut off":                   {upTo("Item 10"), 10, false},
		"cut off in a tag":          {upTo("tle>Item 10"), 10, false},
		"cut off in CDATA":          {upTo("ong 10"), 10, false},
		"bare ampersand":            {swap("Item 10", "Salt & Co &c"), 20, false},
		"HTML entity":               {swap("Item 10", "caf&eacute;"), 20, true},
		"unknown entity":            {swap("Item 10", "caf&unknown;"), 20, false},
		"invalid byte":              {swap("Item 10", "caf\xe9 \xc3\xa9\xc3\xa9"), 20, false},
		"another charset":           {swap("Item 10", "caf\xe9"), 20, true},
		"control":                   {swap("Item 10", "a\x01b"), 20, true},
		"less-than":                 {swap("Item 10", "2 < 3"), 20, false},
		"mistyped end tag":          {swap("Item 10</title>", "Item 10</titel>"), 20, false},
		"end tag in capitals":       {swap("Item 10</title>", "Item 10</TITLE>"), 20, false},
		"no end tag":                {swap("Item 10</title>", "Item 10"), 20, false},
		"no end of an end tag":      {swap("Item 10</title>", "Item 10</title"), 20, false},
		"mistyped end of an item":   {swap("</item>\n<item><title>Item 11", "</itme>\n<item><title>Item 11"), 20, false},
		"no end of an item":         {swap("</item>\n<item><title>Item 11", "\n<item><title>Item 11"), 20, false},
		"no end of an entry":        {swap("</entry>\n<entry><title>Item 11", "\n<entry><title>Item 11"), 20, false},
		"end tag too many":          {swap("Item 10</title>", "Item 10</title></title></p>"), 20, false},
		"crossed tags":              {swap("Item 10</title>", "<b><i>Item 10</b></i></title>"), 20, false},
		"unclosed HTML":             {swap("Short 10.", "<p>Short<br>10 <img src=x>."), 20, false},
		"unclosed CDATA":            {swap("Long 10.</p>]]>", "Long 10.</p>"), 20, false},
		"unclosed comment":          {swap("Item 10", "Item 10<!-- x"), 20, false},
		"unclosed quote":            {swap(`10.mp3"`, "10.mp3"), 20, false},
		"unclosed quote at the end": {swap(`href="https://a.example/10"/>`, `href="https://a.example/10/>`), 20, false},
		"no quotes":                 {swap(`url="https://a.example/10.mp3"`, "url=https://a.example/10.mp3"), 20, false},
		"undeclared prefix":         {swap("Item 10</title>", "Item 10</title><x:y>z</x:y>"), 20, true},
		"no end of the feed": {func(s string) string {
			return s[:strings.LastIndex(s, ">\n<")] + s[strings.LastIndex(s, ">\n<"):strings.LastIndex(s, "</")]
		}, 20, false},
		"wrong label":        {swap("?>", ` encoding="utf-16"?>`), 20, true},
		"unknown label":      {swap("?>", ` encoding="klingon"?>`), 20, true},
		"UTF-16":             {func(s string) string { return utf16(s, false) }, 20, true},
		"UTF-16 BE":          {func(s string) string { return utf16(s, true) }, 20, true},
		"space before":       {func(s string) string { return "\n\n  " + s }, 20, true},
		"a complaint before": {func(s string) string { return "<br />\n<b>Warning</b>: something in line 1\n" + s }, 20, false},
		"text after":         {func(s string) string { return s + "<!-- served --> in 3 s" }, 20, true},
	} {
		for format, feed := range map[string]string{"RSS": feedOf(20), "Atom": atomOf(20)} {
			whole, err := ParseFeed([]byte(feed), "", "https://a.example/feed")
			if err != nil {
				t.Fatal(err)
			}
			body := tc.fault(feed)
			if body == "" {
				continue // there is no such thing in it
			}
			got, err := ParseFeed([]byte(body), "", "https://a.example/feed")
			if err != nil || len(got.Items) < tc.whole {
				t.Errorf("%s, %s: got %d items, %v; want %d", format, name, len(got.Items), err, tc.whole)
				continue
			}
			for i, item := range got.Items {
				if i != 10 && i < tc.whole && !reflect.DeepEqual(item, whole.Items[i]) {
					t.Errorf("%s, %s, item %d: got %+v, want %+v", format, name, i, item, whole.Items[i])
				}
			}
			if tc.silent != (got.Damaged == "") {
				t.Errorf("%s, %s: damaged says %q", format, name, got.Damaged)
			}
		}
	}
}

// TestWorstFeeds reads what takes careless readers time or memory that grows
// with the square of the feed; one that does so here does not come to an end.
func TestWorstFeeds(t *testing.T) {
	for name, piece := range map[string][2]string{
		"nested xml:base":        {"<rss><channel>", `<a xml:base="a/">`},
		"nested xml:base inline": {`<feed><entry><content type="xhtml">`, `<a xml:base="a/" href="b">`},
		"nested namespaces":      {"<rss><channel>", `<a:b xmlns:a="b">`},
		"namespaces":             {"<rss ", `xmlns:a="b" `},
		"attributes":             {"<rss ", `a="b" `},
		"open items":             {"<rss><channel>", "<item><description>"},
		"open CDATA":             {"<rss><channel><item><title>", "<![CDATA[x</title>"},
		"open comments":          {"<rss><channel>", "<!--"},
		"open quotes":            {"<rss><channel>", `<a b="> <`},
		"references":             {"<rss><channel><title>", "&"},
		"entities":               {`<!DOCTYPE a [<!ENTITY x "` + strings.Repeat("y", 4000) + `">]><rss><channel><title>`, "&x;"},
		"end tags":               {"<rss><channel>" + strings.Repeat("<a>", maxDepth), "</b>"},
		"links":                  {"<rss><channel><item><description>", `&lt;div>&lt;a href="x">`},
		"equals":                 {"<rss><channel><item><description>&lt;b>", "="},
		"less-thans":             {"<rss><channel><title>", "<"},
		"invalid bytes":          {"<rss><channel><title>", "\xe9\x01"},
		"JSON":                   {`{"version":"https://jsonfeed.org/version/1","items":[`, `{"id":`},
	} {
		body := piece[0] + strings.Repeat(piece[1], (512<<10)/len(piece[1]))
		feed, err := ParseFeed([]byte(body+"</description><link>https://a.example/1</link>"), "", "https://a.example/feed")
		if err == nil {
			_, err = JSONFeed(feed)
		}
		if err != nil && !errors.Is(err, ErrNoFeed) {
			t.Errorf("%s: %v", name, err)
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

func TestOPMLReadsBack(t *testing.T) {
	want := []news.Source{
		{Name: "A & B", Feed: "https://a.example/feed", Site: "https://a.example/", Folder: "World/Europe"},
		{Name: "C", Feed: "https://c.example/feed"},
	}
	var file bytes.Buffer
	if err := WriteOPML(&file, want); err != nil {
		t.Fatal(err)
	}
	read, err := ReadSubscriptions(&file)
	got := read.Sources
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
	f.Add([]byte(atomOf(1)), "")
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1}]}`), "")
	f.Add([]byte(`{"uri":"a","headlines":[{"value":"b"}],"renditions":{"c":{"href":"https://a.example/"}}}`), "")
	f.Add([]byte(`<urlset><url><loc>https://a.example/`), "")
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b "<c>">]><rss><channel><item><title>&b;<![CDATA[<d>]]><link/><description>&lt;e f="g">`), "")
	f.Add([]byte("\xff\xfe<\x00"), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		feed, err := ParseFeed(body, contentType, "https://a.example/feed")
		if err != nil {
			return
		}
		out, err := JSONFeed(feed)
		if err != nil || !json.Valid(out) {
			t.Fatalf("cannot be written: %v", err)
		}
		again, err := ParseFeed(out, "", "")
		if err != nil || len(again.Items) != len(feed.Items)+len(feed.Sitemaps) {
			t.Fatalf("%d items were written, %d read back, %v", len(feed.Items), len(again.Items), err)
		}
		for _, i := range again.Items {
			if found := vectors(i.Content); i.GUID == "" || len(found) > 0 {
				t.Errorf("item %+v: %v", i, found)
			}
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
