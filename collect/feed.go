package collect

import (
	"time"

	"dateline/news"
)

// A Feed is what a feed or a sitemap says, in whatever format it says it. Texts
// are as the feed gave them: titles and names without markup, summaries and
// contents as HTML, hostile. Addresses are absolute where the feed's own could
// be told.
type Feed struct {
	Format      string // "rss", "atom", "rdf", "json", "ninjs", "sitemap"
	Title       string
	Description string
	Site        string // the front page
	Self        string // the feed's own address, as it says
	Hub         string // WebSub
	Language    string
	Rights      string
	Image       string
	Authors     []string
	Tags        []string
	Updated     string // RFC 3339
	Items       []news.Item
	Sitemaps    []Sitemap     // of an index of sitemaps
	TTL         time.Duration // how long it asks to be left alone
	SkipHours   []int         // of the day in UTC, when it does not want to be asked
	SkipDays    []time.Weekday
	Damaged     string // what is broken about it; empty when nothing is
}

// A Sitemap is one that an index names.
type Sitemap struct {
	URL     string
	Updated string // RFC 3339
}

// Kind is the kind of source that such a feed makes.
func (f Feed) Kind() news.SourceKind {
	if f.Format == "sitemap" {
		return news.SourceSitemap
	}
	return news.SourceFeed
}
