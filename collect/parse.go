package collect

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNoFeed says that a body is none of the formats that are read as feeds.
var ErrNoFeed = errors.New("this is no feed: neither RSS, Atom, RDF, JSON Feed, ninjs nor a sitemap")

// ParseFeed reads a feed or a sitemap of any format, packed by gzip or not.
// contentType is the HTTP header, for its charset, and may be empty; baseURL is
// where the body came from, for relative addresses, and may be empty. A broken
// feed gives every item that is whole, and says in Damaged what is wrong with
// it; the error is ErrNoFeed when there is nothing that could be understood.
func ParseFeed(body []byte, contentType, baseURL string) (Feed, error) {
	body, err := gunzip(body)
	if err != nil {
		return Feed{}, err
	}
	if len(body) > maxFeed {
		return Feed{}, fmt.Errorf("the feed is longer than %d MiB, more than is read", maxFeed>>20)
	}
	text, damage := decode(body, contentType)
	var feed Feed
	if start := strings.TrimLeft(text, " \t\r\n"); strings.HasPrefix(start, "{") || strings.HasPrefix(start, "[") {
		feed, err = readJSON([]byte(start), baseURL)
	} else {
		feed, err = readMarkup(text, baseURL)
	}
	if err != nil {
		return Feed{}, err
	}
	if feed.Damaged == "" {
		feed.Damaged = damage
	}
	return feed, nil
}
