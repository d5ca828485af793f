package collect

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/mmcdole/gofeed"
)

// ErrNoFeed says that a body is none of the formats that are read as feeds.
var ErrNoFeed = errors.New("this is no feed: neither RSS, Atom, RDF, JSON Feed nor a sitemap")

// maxDepth bounds how deeply elements of a feed may lie in each other; gofeed
// takes time that grows with the square of it.
const maxDepth = 64

// ParseFeed reads a feed or a sitemap of any format. contentType is the HTTP
// header, for its charset, and may be empty; baseURL is where the body came
// from, for relative addresses, and may be empty. A broken feed gives every
// item that is whole, and says in Damaged what is wrong with it; the error is
// ErrNoFeed when there is nothing that could be understood.
func ParseFeed(body []byte, contentType, baseURL string) (Feed, error) {
	body, damage := decode(body, contentType)
	var feed Feed
	var err error
	root := rootName(body)
	switch {
	case bytes.HasPrefix(body, []byte("{")):
		feed, err = readJSONFeed(body, baseURL)
	case root == "urlset" || root == "sitemapindex":
		feed = readSitemap(body, baseURL)
	case root == "rss" || root == "feed" || root == "rdf" || root == "channel":
		var broken string
		feed, broken, err = readXML(body, baseURL)
		if damage == "" {
			damage = broken
		}
	default:
		return Feed{}, ErrNoFeed
	}
	if err != nil {
		return Feed{}, err
	}
	if feed.Damaged == "" {
		feed.Damaged = damage
	}
	return feed, nil
}

// readXML reads RSS, RDF and Atom: strictly first, then with what breaks
// parsers mended, then item by item.
func readXML(body []byte, baseURL string) (feed Feed, broken string, err error) {
	if tooDeep(body) {
		return Feed{}, "", fmt.Errorf("%w: its elements lie more than %d deep in each other", ErrNoFeed, maxDepth)
	}
	parsed, err := parseStrictly(body)
	if err != nil {
		broken = "the feed is not well formed"
		mended := mend(body)
		if parsed, err = parseStrictly(mended); err != nil {
			parsed, err = salvage(mended)
			broken = "the feed is broken off or garbled; the items that are whole were kept"
		}
	}
	if err == nil && len(itemStart.FindAll(body, maxItems)) > len(parsed.Items) {
		// An item that does not end properly swallows those after it.
		if apart, e := salvage(mend(body)); e == nil && len(apart.Items) > len(parsed.Items) {
			parsed, broken = apart, "an item of the feed is garbled; the items that are whole were kept"
		}
	}
	if err != nil {
		return Feed{}, "", ErrNoFeed
	}
	return fromGofeed(parsed, baseURL), broken, nil
}

// parseStrictly is gofeed, which is not to bring the house down.
func parseStrictly(body []byte) (feed *gofeed.Feed, err error) {
	defer func() {
		if r := recover(); r != nil {
			feed, err = nil, fmt.Errorf("the parser failed: %v", r)
		}
	}()
	return gofeed.NewParser().Parse(bytes.NewReader(body))
}
