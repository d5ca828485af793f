package collect

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
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

func TestPackedFeeds(t *testing.T) {
	pack := func(s string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := io.WriteString(w, s); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	whole := pack(feedOf(20))
	if f, err := ParseFeed(whole, "application/gzip", ""); err != nil || len(f.Items) != 20 || f.Damaged != "" {
		t.Errorf("packed: got %d items, %q, %v", len(f.Items), f.Damaged, err)
	}
	if f, err := ParseFeed(whole[:len(whole)*3/4], "", ""); err != nil || len(f.Items) == 0 || f.Damaged == "" {
		t.Errorf("cut off: got %d items, %q, %v", len(f.Items), f.Damaged, err)
	}
	if _, err := ParseFeed(pack(feedOf(1)+strings.Repeat(" ", maxFeed)), "", ""); err == nil {
		t.Error("a bomb was read")
	}
}
