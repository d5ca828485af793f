package collect

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"dateline/fetch"
	"dateline/internal/testkit"
	"dateline/news"
)

// TestNoWayRoundTheGuard puts the address of a server of this machine wherever
// the outside can name one. It must never be asked.
func TestNoWayRoundTheGuard(t *testing.T) {
	var asked atomic.Int32
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer inner.Close()
	text := strings.ReplaceAll(`
-- https://a.example/ --
> Content-Type: text/html
<html><head><title>A</title><base href="INNER/base/"><link rel="alternate" type="application/rss+xml" href="INNER/feed"></head>
<body><nav><a href="INNER/section">Section</a></nav><a href="feed.xml">RSS</a></body></html>
-- https://a.example/robots.txt --
Sitemap: INNER/sitemap.xml
-- https://a.example/moved --
> Status: 301
> Location: INNER/moved
-- https://a.example/index.xml --
<sitemapindex><sitemap><loc>INNER/child.xml</loc></sitemap></sitemapindex>
-- https://a.example/feed --
> Content-Location: INNER/located
> Link: <INNER/hub>; rel="hub"
<rss xml:base="INNER/" version="2.0"><channel><link>INNER/</link><image><url>INNER/i.png</url></image><item><link>INNER/item</link><enclosure url="INNER/e.mp3"/></item></channel></rss>
`, "INNER", inner.URL)
	web := testkit.Web(t, text)
	client, err := fetch.New(fetch.Config{Resolve: web.Resolve(), RootCAs: web.RootCAs()})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	c := New(client)
	var items []news.Item
	for _, path := range []string{"/feed", "/index.xml", "/moved", "/"} {
		for _, kind := range []news.SourceKind{news.SourceFeed, news.SourceSitemap, PageList} {
			look, _ := c.Look(t.Context(), news.Source{Feed: "https://a.example" + path, Kind: kind}, Memory{}) // most are no feeds
			items = append(items, look.Feed.Items...)
		}
	}
	if len(items) == 0 {
		t.Fatal("no item came out, so none was tried")
	}
	for _, item := range append(items, news.Item{URL: inner.URL}, news.Item{URL: "https://a.example/moved"}) {
		if _, err := c.Page(t.Context(), item); err == nil && strings.HasPrefix(item.URL, inner.URL) {
			t.Errorf("%s was fetched", item.URL)
		}
	}
	for _, address := range []string{inner.URL, "https://a.example/", "https://a.example/moved", fmt.Sprintf("http://localhost:%s/", inner.URL[strings.LastIndexByte(inner.URL, ':')+1:])} {
		c.Discover(t.Context(), address)
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("a server of this machine was asked %d times", n)
	}
}
