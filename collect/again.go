package collect

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"dateline/fetch"
	"dateline/news"
)

const (
	// againFirst is how soon a page is looked at again after it came out, or
	// after it changed: most corrections are made in the first hour.
	againFirst = 15 * time.Minute
	// againUntil is how long a page is looked at again.
	againUntil = 30 * 24 * time.Hour
	// goneLooks is how often in a row a page must be missing before it is said
	// to be gone; one that says itself that it is gone, or withheld, is so at once.
	goneLooks = 2
)

// A Revisit is what the looks at one page leave for the next. The caller keeps
// it; its zero value is that of a page never looked at again.
type Revisit struct {
	Since        time.Time `json:"since,omitzero"` // when the page came out or last changed, as far as is known
	From         time.Time `json:"from,omitzero"`  // when the page came out, as far as is known
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"last_modified,omitempty"`
	Digest       string    `json:"digest,omitempty"` // of the last body
	Missing      int       `json:"missing,omitempty"`
	Gone         string    `json:"gone,omitempty"` // why the page is said to be gone; empty: it is there
}

// FirstVisit begins the looks at a page that was just fetched. An item that says
// when it was published is as old as it says.
func FirstVisit(item news.Item, c news.Capture) Revisit {
	from := c.FetchedAt
	if t, err := time.Parse(time.RFC3339, item.Published); err == nil && t.Before(from) {
		from = t
	}
	return Revisit{Since: from, From: from, ETag: c.Header.Get("ETag"), LastModified: c.Header.Get("Last-Modified"), Digest: c.Digest}
}

// NextAgain says when a page is worth another look: soon after it came out or
// changed, then each time after as long as it has stayed the same, for thirty
// days. ok is false when it is not looked at any more.
func NextAgain(r Revisit, now time.Time) (at time.Time, ok bool) {
	at = now.Add(max(againFirst, now.Sub(r.Since)))
	return at, at.Sub(r.From) <= againUntil
}

// A PageLook is what one more look at a page found.
type PageLook struct {
	Capture *news.Capture // nil: the answer is the one from before, or none
	Revisit Revisit       // for the next look; Since is for the caller, who knows whether the text changed
	Gone    string        // the page is gone since this look, and why
	Back    bool          // a page that was gone is there again
}

// PageAgain looks whether a page is still there and still the same. An error
// says that this could not be told; r then stays good.
func (c *Collector) PageAgain(ctx context.Context, item news.Item, r Revisit) (PageLook, error) {
	look := PageLook{Revisit: r}
	request := fetch.Request{URL: item.URL, Accept: acceptPage, MaxBody: maxPage, Robots: true}
	if r.Gone == "" {
		request.ETag, request.LastModified = r.ETag, r.LastModified
	}
	resp, err := c.client.Get(ctx, request)
	var failed *fetch.Error
	if errors.As(err, &failed) && failed.Reason == fetch.Status {
		switch failed.Status {
		case http.StatusNotFound:
			look.Revisit.Missing++
		case http.StatusGone, http.StatusUnavailableForLegalReasons:
			look.Revisit.Missing = goneLooks
		default:
			return look, fmt.Errorf("look at the page again: %w", err)
		}
		if look.Revisit.Missing >= goneLooks && r.Gone == "" {
			look.Gone = failed.Detail
			look.Revisit.Gone = failed.Detail
		}
		return look, nil
	}
	if err != nil {
		return look, fmt.Errorf("look at the page again: %w", err)
	}
	look.Back = r.Gone != ""
	look.Revisit.Missing, look.Revisit.Gone = 0, ""
	if resp.NotModified || len(resp.Body) == 0 {
		return look, nil
	}
	digest := news.Digest(resp.Body)
	look.Revisit.ETag, look.Revisit.LastModified, look.Revisit.Digest = resp.Header.Get("ETag"), resp.Header.Get("Last-Modified"), digest
	if digest == r.Digest {
		return look, nil
	}
	capture := captureOf(item.URL, resp, digest)
	capture.SourceID, capture.ItemID = item.SourceID, item.ID
	look.Capture = &capture
	return look, nil
}
