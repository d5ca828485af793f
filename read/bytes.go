package read

import (
	"bytes"
	"encoding/json"
	"regexp"

	"dateline/news"
)

// Not all that an address answers with is a page. Feeds and documents are told by their
// first bytes, before any of it is read as text.

// rxRoot finds the root element of XML, behind what may stand before it.
var rxRoot = regexp.MustCompile(`^(?s:\x{FEFF}?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*>\s*)*)<(?:\w+:)?(\w+)[\s>]`)

// feedRoots are the root elements of feeds and of lists of addresses.
var feedRoots = map[string]bool{"rss": true, "feed": true, "RDF": true, "urlset": true, "sitemapindex": true, "opml": true, "channel": true}

// headOfFile bounds, in bytes, where the root element of XML is looked for.
const headOfFile = 8 << 10

// noPage returns the kind of what is no page at all, and what it is; nothing for what may
// be a page or bare text.
func noPage(body []byte) (kind news.PageKind, what string) {
	head := bytes.TrimLeft(body[:min(len(body), headOfFile)], " \t\r\n\x00\xef\xbb\xbf")
	switch {
	case len(head) == 0:
		return "", ""
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return news.PageOther, "a PDF document, which Dateline doesn't read"
	case bytes.HasPrefix(head, []byte("%!PS")), bytes.HasPrefix(head, []byte("{\\rtf")):
		return news.PageOther, "a document for a word processor or a printer, which Dateline doesn't read"
	case bytes.HasPrefix(head, []byte("WEBVTT")), bytes.HasPrefix(head, []byte("BEGIN:VCALENDAR")), bytes.HasPrefix(head, []byte("BEGIN:VCARD")):
		return news.PageOther, "data for programs, and no page"
	}
	switch head[0] {
	case '<':
		if m := rxRoot.FindSubmatch(head); m != nil && feedRoots[string(m[1])] {
			return news.PageFeed, "a feed, which `dateline feed` reads"
		}
	case '{', '[':
		return jsonKind(body)
	}
	return "", ""
}

// jsonKind tells a feed in JSON from other JSON.
func jsonKind(body []byte) (kind news.PageKind, what string) {
	if !json.Valid(bytes.TrimSpace(body)) {
		return "", ""
	}
	var feed struct {
		Version string            `json:"version"`
		Items   []json.RawMessage `json:"items"`
	}
	if json.Unmarshal(body, &feed) == nil && feed.Items != nil && bytes.Contains([]byte(feed.Version), []byte("jsonfeed")) {
		return news.PageFeed, "a feed, which `dateline feed` reads"
	}
	return news.PageOther, "JSON, and no page"
}
