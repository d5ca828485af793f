package collect

import "errors"

// ErrNoFeed says that a body is none of the formats that are read as feeds.
var ErrNoFeed = errors.New("this is no feed: neither RSS, Atom, RDF, JSON Feed nor a sitemap")

func ParseFeed(body []byte, contentType, baseURL string) (Feed, error) { return Feed{}, ErrNoFeed }
