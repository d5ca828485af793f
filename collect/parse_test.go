package collect

import (
	"fmt"
	"strings"
	"testing"
)

// heavyFeed is a feed of twenty items in 33 KB.
func heavyFeed() []byte {
	paragraph := "<p>The harbour board of Aster has decided to close the oldest dock before the winter, as <a href=\"https://a.example/dock\">was expected</a>, and to move its cranes.</p>\n"
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>The Daily</title><link>https://a.example/</link><description>News</description>`)
	for i := range 20 {
		fmt.Fprintf(&b, `<item><title>Dock %d closes &amp; cranes move</title><link>https://a.example/news/2026/11/%d.html</link><guid isPermaLink="true">https://a.example/news/2026/11/%d.html</guid><pubDate>Mon, 02 Nov 2026 10:%02d:00 +0000</pubDate><dc:creator>Ann Author</dc:creator><category>Harbours</category><category>Trade</category><description>The harbour board has decided to close the oldest dock.</description><content:encoded><![CDATA[%s]]></content:encoded><media:thumbnail url="https://a.example/img/%d.jpg"/></item>`, i, i, i, i, strings.Repeat(paragraph, 5), i)
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}

func BenchmarkParseFeed(b *testing.B) {
	feed := heavyFeed()
	b.SetBytes(int64(len(feed)))
	b.ReportAllocs()
	for b.Loop() {
		if f, err := ParseFeed(feed, "", "https://a.example/feed"); err != nil || len(f.Items) != 20 {
			b.Fatal(err)
		}
	}
}
