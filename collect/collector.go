package collect

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"sort"
	"time"

	"dateline/fetch"
	"dateline/news"
)

const (
	maxFeed  = 16 << 20 // bytes of a feed, unpacked
	maxPage  = 8 << 20  // bytes of a page, unpacked
	maxItems = 5000     // of one feed

	// childSitemaps is how many sitemaps of an index are read in one look.
	childSitemaps = 3
	// fullLookEvery is how often a source that says "not modified" is asked for
	// all of it nevertheless: some servers never change their ETag.
	fullLookEvery = 24
	// looksUntilMoved is how often a feed must be seen at its new address before
	// the move is believed.
	looksUntilMoved = 3
)

const (
	acceptFeed = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
	acceptPage = "text/html, application/xhtml+xml, */*;q=0.5"
)

// A Collector looks at sources through one fetch.Client. It keeps nothing of
// its own and is safe for use by many goroutines.
type Collector struct{ client *fetch.Client }

// New makes a collector.
func New(client *fetch.Client) *Collector { return &Collector{client} }

// A Memory is what a look at a source leaves for the next one. The caller keeps
// it; its zero value is that of a source never looked at.
type Memory struct {
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	Digest       string `json:"digest,omitempty"`       // of the last body
	NotModified  int    `json:"not_modified,omitempty"` // such answers in a row
	MovedTo      string `json:"moved_to,omitempty"`     // where permanent redirects led last time
	MovedLooks   int    `json:"moved_looks,omitempty"`  // how often in a row they led there
	Watch        *Watch `json:"watch,omitempty"`        // of a page list
}

// A Look is what one look at a source brought.
type Look struct {
	Feed        Feed           // empty when nothing changed
	Capture     *news.Capture  // nil when nothing changed
	Parts       []news.Capture // the sitemaps that an index led to, as far as they brought something
	Memory      Memory         // to hand in next time
	MovedTo     string         // the address that the source has for good, once sure
	NotModified bool           // nothing changed since the last look
	MaxAge      time.Duration  // how long the answer is good, by Cache-Control
}

// Look fetches a source's feed and says what is in it. When nothing changed
// since the look that left m, there is neither a feed nor a capture. An error
// is a *fetch.Error, or says why the answer is no feed; m then stays good.
func (c *Collector) Look(ctx context.Context, s news.Source, m Memory) (Look, error) {
	request := fetch.Request{URL: s.Feed, Accept: acceptFeed, MaxBody: maxFeed, Robots: true}
	if m.NotModified%fullLookEvery != fullLookEvery-1 {
		request.ETag, request.LastModified = m.ETag, m.LastModified
	}
	resp, err := c.client.Get(ctx, request)
	if err != nil {
		return Look{Memory: m}, fmt.Errorf("look at %s: %w", s.Name, err)
	}
	look := Look{Memory: m, MaxAge: maxAge(resp.Header)}
	look.Memory.noteMove(resp.Permanent)
	if look.Memory.MovedLooks >= looksUntilMoved {
		look.MovedTo = look.Memory.MovedTo
	}
	digest := news.Digest(resp.Body)
	if resp.NotModified || digest == m.Digest {
		look.NotModified = true
		look.Memory.NotModified++
		return look, nil
	}
	if s.Kind == PageList {
		page := namedFeeds(resp)
		look.Feed.Title, look.Feed.Site, look.Feed.Hub, look.Feed.Self = page.title, resp.FinalURL, page.hub, page.self
		look.Feed.preferHeader(resp)
		look.Feed.Items, look.Memory.Watch = readPageList(resp.Body, resp.FinalURL, m.Watch)
	} else if look.Feed, look.Parts, err = c.parse(ctx, resp); err != nil {
		return Look{Memory: m}, fmt.Errorf("look at %s: %w", s.Name, err)
	}
	look.Feed.Items = itemsOf(s, look.Feed.Items, resp.FinalURL)
	look.Memory.ETag = resp.Header.Get("ETag")
	look.Memory.LastModified = resp.Header.Get("Last-Modified")
	look.Memory.Digest = digest
	look.Memory.NotModified = 0
	capture := captureOf(s.Feed, resp, digest)
	capture.SourceID = s.ID
	look.Capture = &capture
	for i := range look.Parts {
		look.Parts[i].SourceID = s.ID
	}
	return look, nil
}

func (m *Memory) noteMove(permanent string) {
	if permanent == "" || permanent != m.MovedTo {
		m.MovedLooks = 0
	}
	m.MovedTo = permanent
	if permanent != "" {
		m.MovedLooks++
	}
}

// parse reads a feed; of an index of sitemaps it reads the newest ones too.
func (c *Collector) parse(ctx context.Context, resp *fetch.Response) (Feed, []news.Capture, error) {
	feed, err := ParseFeed(resp.Body, resp.Header.Get("Content-Type"), baseOf(resp))
	if err != nil {
		return Feed{}, nil, err
	}
	feed.preferHeader(resp)
	if len(feed.Sitemaps) == 0 {
		return feed, nil, nil
	}
	sort.SliceStable(feed.Sitemaps, func(i, j int) bool { return feed.Sitemaps[i].Updated > feed.Sitemaps[j].Updated })
	var failed error
	var parts []news.Capture
	for _, child := range feed.Sitemaps[:min(len(feed.Sitemaps), childSitemaps)] {
		items, part, err := c.childSitemap(ctx, child.URL)
		if err != nil {
			failed = err
			continue
		}
		if len(items) > 0 {
			parts = append(parts, part)
		}
		feed.Items = append(feed.Items, items...)
	}
	if len(feed.Items) == 0 && failed != nil {
		return Feed{}, nil, fmt.Errorf("read its sitemaps: %w", failed)
	}
	return feed, parts, nil
}

// preferHeader takes the hub that the answer's header names, which goes before
// what the feed itself says (WebSub §4), and makes sure of the topic: the address
// that the feed says is its own, else the one where it was found.
func (f *Feed) preferHeader(resp *fetch.Response) {
	if hub, self := linkHeader(resp.Header, resp.FinalURL); hub != "" {
		f.Hub = hub
		if self != "" {
			f.Self = self
		}
	}
	if f.Hub != "" && f.Self == "" {
		f.Self = resp.FinalURL
	}
}

func (c *Collector) childSitemap(ctx context.Context, address string) ([]news.Item, news.Capture, error) {
	resp, err := c.client.Get(ctx, fetch.Request{URL: address, MaxBody: maxFeed, Robots: true})
	if err != nil {
		return nil, news.Capture{}, err
	}
	feed, err := ParseFeed(resp.Body, resp.Header.Get("Content-Type"), resp.FinalURL)
	return feed.Items, captureOf(address, resp, news.Digest(resp.Body)), err
}

// itemsOf gives items the identity they have as items of s, and leaves out
// those without a page and those named twice.
func itemsOf(s news.Source, items []news.Item, base string) []news.Item {
	kept := items[:0:0]
	seen := map[string]bool{}
	for _, item := range items {
		address, err := NormalizeURL(base, item.URL)
		if err != nil || seen[address] || len(kept) == maxItems {
			continue
		}
		seen[address] = true
		item.URL, item.SourceID, item.ID = address, s.ID, news.ItemID(s.ID, address)
		kept = append(kept, item)
	}
	return kept
}

// Page fetches the page of an item. Any 2xx answer with a body is a capture;
// everything else is an error that says why.
func (c *Collector) Page(ctx context.Context, item news.Item) (news.Capture, error) {
	resp, err := c.client.Get(ctx, fetch.Request{URL: item.URL, Accept: acceptPage, MaxBody: maxPage, Robots: true})
	if err != nil {
		return news.Capture{}, fmt.Errorf("fetch the page: %w", err)
	}
	if len(resp.Body) == 0 {
		return news.Capture{}, &fetch.Error{Reason: fetch.Status, URL: resp.FinalURL, Status: resp.Status, Later: true, Detail: "the page is empty"}
	}
	capture := captureOf(item.URL, resp, news.Digest(resp.Body))
	capture.SourceID, capture.ItemID = item.SourceID, item.ID
	return capture, nil
}

func captureOf(asked string, resp *fetch.Response, digest string) news.Capture {
	return news.Capture{
		ID:          news.CaptureID(asked, digest),
		URL:         asked,
		FinalURL:    resp.FinalURL,
		FetchedAt:   resp.FetchedAt,
		Status:      resp.Status,
		Header:      resp.Header,
		ContentType: resp.Header.Get("Content-Type"),
		Digest:      digest,
		Size:        len(resp.Body),
		Body:        resp.Body,
	}
}

// gunzip unpacks a body that is a gzip file, as sitemaps often are; any other
// body is returned as it is.
func gunzip(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("unpack it: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxFeed+1))
	if len(plain) > maxFeed {
		return nil, fmt.Errorf("it is longer than %d MiB unpacked", maxFeed>>20)
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) { // what came of one that was cut off is read
		return nil, fmt.Errorf("unpack it: %w", err)
	}
	return plain, nil
}
