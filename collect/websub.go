package collect

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // hubs of before 2018 sign with it (WebSub §8); as an HMAC it holds
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dateline/fetch"
	"dateline/news"
)

const (
	// hubLease is how long a hub is asked to tell of what is new.
	hubLease = 10 * 24 * time.Hour
	// hubRedirects is how often a hub may send a request elsewhere.
	hubRedirects = 3
)

// A HubRequest asks a WebSub hub to tell, or no longer to tell, what is new.
type HubRequest struct {
	Hub, Topic, Callback string
	Secret               string // is only sent over HTTPS (WebSub §5.1)
	Unsubscribe          bool
}

// AskHub sends a request to a hub. The hub answers it later, at the callback.
// An error is a *fetch.Error.
func (c *Collector) AskHub(ctx context.Context, r HubRequest) error {
	form := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {r.Topic}, "hub.callback": {r.Callback}}
	if r.Unsubscribe {
		form.Set("hub.mode", "unsubscribe")
	} else {
		form.Set("hub.lease_seconds", strconv.Itoa(int(hubLease/time.Second)))
		if r.Secret != "" {
			form.Set("hub.secret", r.Secret)
		}
	}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	address := r.Hub
	for hop := 0; ; hop++ {
		if !SecureHub(address) {
			form.Del("hub.secret")
		}
		resp, err := c.client.Post(ctx, address, header, []byte(form.Encode()))
		if err == nil {
			return nil
		}
		if resp == nil || resp.Header.Get("Location") == "" || resp.Status < 300 || resp.Status > 399 || hop == hubRedirects {
			return fmt.Errorf("ask the hub: %w", err)
		}
		next, err := fetch.ResolveAddress(address, resp.Header.Get("Location"))
		if err != nil {
			return fmt.Errorf("ask the hub: %w", &fetch.Error{Reason: fetch.Redirects, URL: address, Detail: "the hub sends us to what is no address", Err: err})
		}
		address = next.String()
	}
}

// SecureHub says whether a hub may be told a secret.
func SecureHub(hub string) bool { return strings.HasPrefix(hub, "https://") }

// HubLease reads for how long a hub promises to tell: as long as was asked for
// where it does not say, and never so short that asking anew would harm it.
func HubLease(seconds string) time.Duration {
	n, err := strconv.ParseUint(strings.TrimSpace(seconds), 10, 31)
	if err != nil || n == 0 {
		return hubLease
	}
	return min(max(time.Duration(n)*time.Second, time.Hour), 90*24*time.Hour)
}

// HubSignature reports whether a header is a signature that SignedByHub can check.
func HubSignature(signature string) bool {
	_, _, ok := parseSignature(signature)
	return ok
}

// parseSignature reads "method=hexadecimal digits" (WebSub §8).
func parseSignature(signature string) (sum func() hash.Hash, said []byte, ok bool) {
	method, digits, _ := strings.Cut(strings.TrimSpace(signature), "=")
	switch strings.ToLower(method) {
	case "sha1":
		sum = sha1.New
	case "sha256":
		sum = sha256.New
	case "sha384":
		sum = sha512.New384
	case "sha512":
		sum = sha512.New
	default:
		return nil, nil, false
	}
	said, err := hex.DecodeString(digits)
	return sum, said, err == nil && len(said) == sum().Size()
}

// SignedByHub says whether a body was signed with the secret, by the header
// X-Hub-Signature.
func SignedByHub(secret, signature string, body []byte) bool {
	sum, said, ok := parseSignature(signature)
	if !ok {
		return false
	}
	mac := hmac.New(sum, []byte(secret))
	mac.Write(body)
	return hmac.Equal(said, mac.Sum(nil))
}

// Pushed reads what a hub sent of a source's feed: as Look does, but nothing is
// remembered of it. An error says why it is no feed.
func Pushed(s news.Source, topic string, header http.Header, body []byte, at time.Time) (Feed, news.Capture, error) {
	if len(body) > maxFeed {
		return Feed{}, news.Capture{}, errors.New("what the hub sent is longer than a feed that is read")
	}
	feed, err := ParseFeed(body, header.Get("Content-Type"), topic)
	if err != nil {
		return Feed{}, news.Capture{}, err
	}
	feed.Items = itemsOf(s, feed.Items, topic)
	digest := news.Digest(body)
	// The hub's own headers, and what stands between it and us, are not the feed's.
	kept := http.Header{}
	for _, name := range []string{"Content-Type", "Link"} {
		if values := header.Values(name); len(values) > 0 {
			kept[name] = values
		}
	}
	return feed, news.Capture{ID: news.CaptureID(topic, digest), SourceID: s.ID, URL: topic, FinalURL: topic, FetchedAt: at, Status: http.StatusOK,
		Header: kept, ContentType: header.Get("Content-Type"), Digest: digest, Size: len(body), Body: body}, nil
}
