package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const perFeed = 20 // items

// feedURL is where feed n is; each is on a host of its own.
func feedURL(n int) string { return fmt.Sprintf("http://outlet%d.example/feed/%d.xml", n, n) }

// serveWeb serves feeds, and does not answer for pages.
func serveWeb() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	now := time.Now().UTC()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /feed/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(strings.TrimSuffix(r.PathValue("n"), ".xml"))
		etag := fmt.Sprintf(`"v1-%d"`, n)
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
		io.WriteString(w, feed(n, now))
	})
	mux.HandleFunc("GET /page/{n}", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	return (&http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}).Serve(l)
}

// feed is a feed as blogs and papers have them: a summary and the whole text of
// each item, with links, in the usual vocabularies.
func feed(n int, now time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Outlet %d</title><link>http://outlet%d.example/</link><description>News of outlet %d</description><language>en</language>
<atom:link href="%s" rel="self" type="application/rss+xml"/>`, n, n, n, feedURL(n))
	for i := range perFeed {
		id := n*perFeed + i
		fmt.Fprintf(&b, `
<item><title>The harbour board of Aster decides on dock %d &amp; its cranes</title><link>http://pages.example/page/%d</link><guid isPermaLink="true">http://pages.example/page/%d</guid>
<pubDate>%s</pubDate><dc:creator><![CDATA[Mara Holt]]></dc:creator><category>Harbours</category><category>Trade</category>
<media:thumbnail url="http://pages.example/image/%d.jpg"/><description><![CDATA[The board has decided to close dock %d before the winter, as was expected.]]></description>
<content:encoded><![CDATA[`, id, id, id, now.Add(-time.Duration(i*37+n%60)*time.Minute).Format(time.RFC1123Z), id, id)
		for p := range 6 {
			fmt.Fprintf(&b, `<p>Paragraph %d: the crews of the ferries had asked for <a href="http://pages.example/about/%d">a new quay</a> since the old one was closed, and the board &#8220;regrets&#8221; that it took so long.</p>
`, p, id)
		}
		b.WriteString(`]]></content:encoded></item>`)
	}
	b.WriteString("\n</channel></rss>\n")
	return b.String()
}
