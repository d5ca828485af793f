package collect_test

import (
	"fmt"

	"dateline/collect"
)

// Any feed becomes the same Feed, whatever its format and however it is broken.
func ExampleParseFeed() {
	feed, err := collect.ParseFeed([]byte(`<rss version="2.0"><channel><title>Harbour Post</title>
		<item><title>Ferry runs aground</title><link>/news/ferry</link><pubDate>Tue, 02 Jun 2026 22:10:00 +0200</pubDate>
	</channel></rss>`), "application/rss+xml", "https://post.example/feed")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, item := range feed.Items {
		fmt.Println(feed.Title, "|", item.Title, "|", item.URL, "|", item.Published)
	}
	// Output: Harbour Post | Ferry runs aground | https://post.example/news/ferry | 2026-06-02T20:10:00Z
}
