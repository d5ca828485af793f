package fetch

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

const (
	maxRedirects = 5
	maxHeader    = 64 << 10 // bytes of an answer's headers
	keptOfAnswer = 64 << 10 // bytes kept of an answer to Post, and of an error page
)

// Config says how a Client behaves. The zero value is safe and polite.
type Config struct {
	UserAgent  string         // who we are and where to complain (see UserAgent); "Dateline" when empty
	Timeout    time.Duration  // of a whole fetch with its redirects, waits for the pace apart; 30 s when 0
	MaxBody    int64          // bytes of an unpacked body, and of a packed one; 16 MiB when 0
	Pace       time.Duration  // least time between two requests to one host; 1 s when 0, none when negative
	PerHost    int            // requests to one host at a time; 2 when 0
	RobotsTTL  time.Duration  // how long a robots.txt is believed; a day when 0, as RFC 9309 §2.4 has it at most
	RootCAs    *x509.CertPool // the system's when nil
	KeepAlives int            // idle connections kept in all; 64 when 0

	// Resolve names exceptions to the guard: "host:port", "*.localhost:8123" or
	// "*:443" to the address that is dialled instead, such as "127.0.0.1:8123".
	// For everything else the guard stays on. Hosts sent elsewhere have a pace
	// of their own, ResolvePace, which is none when 0.
	Resolve     map[string]string
	ResolvePace time.Duration

	// Lookup replaces the system's resolver; nil for that one.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
}

// UserAgent is what a newsroom calls itself: the version, and the address where
// those who run sites can read who we are and complain.
func UserAgent(version, contact string) string {
	if contact == "" {
		return "Dateline/" + version
	}
	return "Dateline/" + version + " (+" + contact + ")"
}

// A Client fetches. One is made for the whole program, so that a host has one
// pace; it is safe for use by many goroutines.
type Client struct {
	cfg       Config
	dialer    *dialer
	transport *http.Transport
	pacer     *pacer
	robots    *robotsCache
}

// New makes a client. It fails when an exception of Resolve makes no sense.
func New(cfg Config) (*Client, error) {
	for from, to := range cfg.Resolve {
		if _, _, err := net.SplitHostPort(from); err != nil {
			return nil, fmt.Errorf("exception %q: it should read host:port, *.suffix:port or *:port", from)
		}
		if _, _, err := net.SplitHostPort(to); err != nil {
			return nil, fmt.Errorf("exception %q: it leads to %q, which should read host:port", from, to)
		}
	}
	setDefault(&cfg.UserAgent, "Dateline")
	setDefault(&cfg.Timeout, 30*time.Second)
	setDefault(&cfg.MaxBody, 16<<20)
	setDefault(&cfg.Pace, time.Second)
	setDefault(&cfg.PerHost, 2)
	setDefault(&cfg.RobotsTTL, 24*time.Hour)
	setDefault(&cfg.KeepAlives, 64)
	c := &Client{cfg: cfg, dialer: newDialer(cfg), pacer: newPacer(cfg.PerHost)}
	c.robots = newRobotsCache(c)
	c.transport = &http.Transport{
		Proxy:                  nil, // behind a proxy the guard would see the proxy's address only
		DialContext:            c.dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: cfg.RootCAs, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           cfg.KeepAlives,
		MaxIdleConnsPerHost:    cfg.PerHost,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true, // unpacked here, with caps
	}
	return c, nil
}

func setDefault[T comparable](v *T, value T) {
	var zero T
	if *v == zero {
		*v = value
	}
}

// Close drops the connections that are kept for later.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// A Request asks for one address.
type Request struct {
	URL          string
	ETag         string // of the copy we have: the answer may be NotModified
	LastModified string
	Accept       string // media types; "*/*" when empty
	MaxBody      int64  // the client's when 0
	Robots       bool   // ask robots.txt of every host on the way, and obey
}

// A Response is a whole answer.
type Response struct {
	Status      int
	Header      http.Header
	FinalURL    string // after redirects
	Permanent   string // where permanent redirects alone led; empty when there was none
	Body        []byte // content coding removed
	NotModified bool   // the copy that we have is the latest; Body is empty
	FetchedAt   time.Time
}

// Get fetches an address. An answer other than 2xx or 304 is an *Error with the
// reason Status or Wall, and then the response is given too, with the beginning of its
// body. Every other failure gives an *Error alone.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	u, err := ParseAddress(r.URL)
	if err != nil {
		return nil, &Error{Reason: BadAddress, URL: short(r.URL), Detail: err.Error(), Err: err}
	}
	header := http.Header{"Accept": {"*/*"}, "Accept-Encoding": {acceptEncoding}}
	if r.Accept != "" {
		header.Set("Accept", r.Accept)
	}
	if r.ETag != "" {
		header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		header.Set("If-Modified-Since", r.LastModified)
	}
	maxBody := r.MaxBody
	if maxBody == 0 {
		maxBody = c.cfg.MaxBody
	}
	return c.follow(ctx, u, header, maxBody, r.Robots)
}

// follow asks for u and goes where it is sent, at most maxRedirects times.
func (c *Client) follow(ctx context.Context, u *url.URL, header http.Header, maxBody int64, robots bool) (*Response, error) {
	budget := c.cfg.Timeout
	permanent, onlyPermanent := "", true
	for hop := 0; ; hop++ {
		if robots {
			if err := c.robots.check(ctx, u); err != nil {
				return nil, err
			}
		}
		began := time.Now()
		waited, resp, err := c.once(ctx, budget, http.MethodGet, u, header, nil, maxBody)
		if resp != nil {
			resp.Permanent = permanent
		}
		location := ""
		if resp != nil && isRedirect(resp.Status) {
			location = resp.Header.Get("Location")
		}
		if err != nil || location == "" {
			return resp, err
		}
		if hop == maxRedirects {
			return nil, &Error{Reason: Redirects, URL: u.String(), Detail: fmt.Sprintf("the site redirects more than %d times", maxRedirects)}
		}
		next, err := resolveReference(u, location)
		if err != nil {
			return nil, &Error{Reason: Redirects, URL: u.String(), Detail: "the site redirects to " + short(location) + ", which is no address that is fetched", Err: err}
		}
		onlyPermanent = onlyPermanent && (resp.Status == http.StatusMovedPermanently || resp.Status == http.StatusPermanentRedirect)
		if onlyPermanent {
			permanent = next.String()
		}
		if next.Host != u.Host {
			// Validators belong to the address they came from.
			header = header.Clone()
			header.Del("If-None-Match")
			header.Del("If-Modified-Since")
		}
		u = next
		if budget -= time.Since(began) - waited; budget <= 0 {
			return nil, &Error{Reason: Timeout, URL: u.String(), Later: true, Detail: "the site redirects and takes too long over it"}
		}
	}
}

// Post sends a body, as webhooks do: guarded and paced like every fetch, but no
// redirect is followed, and of the answer no more than 64 KiB are kept. An
// answer other than 2xx is an *Error together with the response, as in Get.
func (c *Client) Post(ctx context.Context, address string, header http.Header, body []byte) (*Response, error) {
	u, err := ParseAddress(address)
	if err != nil {
		return nil, &Error{Reason: BadAddress, URL: short(address), Detail: err.Error(), Err: err}
	}
	header = header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("Accept-Encoding", "identity")
	_, resp, err := c.once(ctx, c.cfg.Timeout, http.MethodPost, u, header, body, keptOfAnswer)
	if err == nil && resp.Status >= 300 {
		err = statusError(u.String(), resp.Status, resp.Header, resp.FetchedAt)
	}
	return resp, err
}

// once makes one request within the budget, and tells how long it waited for
// its turn before. A redirect is no error here.
func (c *Client) once(ctx context.Context, budget time.Duration, method string, u *url.URL, header http.Header, body []byte, maxBody int64) (time.Duration, *Response, error) {
	address := u.String()
	queued := time.Now()
	release, err := c.turn(ctx, u)
	waited := time.Since(queued)
	if err != nil {
		return waited, nil, &Error{Reason: Cancelled, URL: address, Later: true, Detail: "the fetch was stopped while it waited for its turn at the host", Err: err}
	}
	defer release()
	// The deadline covers the body too: a slow drip does not stretch it.
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return waited, nil, &Error{Reason: BadAddress, URL: address, Detail: "this is no address that can be asked for", Err: err}
	}
	req.Header = header.Clone()
	req.Header.Set("User-Agent", c.cfg.UserAgent)
	got, err := c.transport.RoundTrip(req)
	if err != nil {
		return waited, nil, transportError(address, err)
	}
	defer got.Body.Close()
	resp := &Response{Status: got.StatusCode, Header: got.Header, FinalURL: address, FetchedAt: time.Now().UTC()}
	switch {
	case got.StatusCode == http.StatusNotModified:
		resp.NotModified = true
		return waited, resp, nil
	case isRedirect(got.StatusCode) && method == http.MethodGet && got.Header.Get("Location") != "":
		return waited, resp, nil // its body is not read; the connection is given up
	case got.StatusCode < 200 || got.StatusCode > 299 || method == http.MethodPost:
		resp.Body = readSome(got, min(maxBody, keptOfAnswer))
		if method == http.MethodPost {
			return waited, resp, nil
		}
		return waited, resp, statusError(address, got.StatusCode, got.Header, resp.FetchedAt)
	}
	if resp.Body, err = readBody(got, maxBody); err != nil {
		return waited, nil, transportError(address, err)
	}
	return waited, resp, nil
}

// turn waits for the host's turn. The pause between two requests is ours, or its
// crawl-delay if longer; hosts that are sent elsewhere are each on their own.
func (c *Client) turn(ctx context.Context, u *url.URL) (release func(), err error) {
	if _, ok := c.dialer.exception(hostPort(u)); ok {
		return c.pacer.turn(ctx, u.Host, c.cfg.PerHost, c.cfg.ResolvePace)
	}
	return c.pacer.acquire(ctx, u.Host, max(c.cfg.Pace, c.robots.delay(u)))
}

// hostPort is the host and port that are dialled for an address.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
		if u.Scheme == "https" {
			port = "443"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// resolveReference gives the address that a reference on base means, by the
// same rules as ParseAddress.
func resolveReference(base *url.URL, reference string) (*url.URL, error) {
	return ResolveAddress(base.String(), reference)
}

// ResolveAddress reads a reference that stands on the page base, absolute or
// not, by the rules of ParseAddress.
func ResolveAddress(base, reference string) (*url.URL, error) {
	ref := trim(reference)
	if scheme, rest, ok := strings.Cut(ref, ":"); ok && isScheme(scheme) {
		u, err := url.Parse(base)
		relative := err == nil && strings.EqualFold(scheme, u.Scheme) && !strings.HasPrefix(rest, "/") && !strings.HasPrefix(rest, `\`)
		if !relative {
			return ParseAddress(ref)
		}
		ref = rest // "http:page.html" is relative where the scheme is the base's
	}
	b, err := ParseAddress(base)
	if err != nil {
		return nil, err
	}
	beforeQuery, query, hasQuery := strings.Cut(ref, "?")
	if !strings.Contains(beforeQuery, "#") {
		beforeQuery = strings.ReplaceAll(beforeQuery, `\`, "/")
	}
	if hasQuery {
		query = "?" + query
	}
	dir := b.EscapedPath()
	switch {
	case strings.HasPrefix(beforeQuery, "//"):
		return ParseAddress(b.Scheme + ":" + beforeQuery + query)
	case strings.HasPrefix(beforeQuery, "/"):
		dir = ""
	case beforeQuery == "" && !hasQuery:
		return b, nil
	case beforeQuery == "":
	case strings.HasPrefix(beforeQuery, "#"):
		if b.RawQuery != "" {
			dir += "?" + b.RawQuery
		}
	default:
		dir = dir[:strings.LastIndexByte(dir, '/')+1]
	}
	return ParseAddress(b.Scheme + "://" + b.Host + dir + beforeQuery + query)
}

func isScheme(s string) bool {
	for i, c := range []byte(strings.ToLower(s)) {
		if c >= 'a' && c <= 'z' || i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.') {
			continue
		}
		return false
	}
	return s != ""
}
