package fetch_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"dateline/fetch"
	"dateline/internal/testkit"
)

func client(t *testing.T, web *testkit.Loopback, change func(*fetch.Config)) *fetch.Client {
	t.Helper()
	cfg := fetch.Config{UserAgent: fetch.UserAgent("test", "https://newsroom.example/about"), Resolve: web.Resolve(), RootCAs: web.RootCAs()}
	if change != nil {
		change(&cfg)
	}
	c, err := fetch.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

const world = `
-- https://a.example/page --
> Content-Type: text/html
hello
-- http://a.example/moved --
> Status: 301
> Location: https://a.example/moved2
-- https://a.example/moved2 --
> Status: 308
> Location: page
-- https://a.example/found --
> Status: 302
> Location: /moved2
-- https://a.example/loop --
> Status: 302
> Location: /loop
-- https://a.example/to-private --
> Status: 302
> Location: http://169.254.169.254/latest/
-- https://a.example/to-file --
> Status: 302
> Location: file:///etc/passwd
-- https://a.example/to-shut --
> Status: 302
> Location: https://shut.example/private/x
-- https://a.example/gone --
> Status: 410
it was here
-- https://a.example/busy --
> Status: 503
> Retry-After: 120
-- https://shut.example/robots.txt --
User-agent: dateline
Disallow: /private/
-- https://shut.example/private/x --
secret
-- https://shut.example/open --
open
-- https://ill.example/robots.txt --
> Status: 500
-- https://ill.example/x --
never seen
`

func TestGet(t *testing.T) {
	web := testkit.Web(t, world)
	c := client(t, web, nil)
	for _, tc := range []struct {
		url       string
		body      string
		permanent string
		reason    fetch.Reason
		later     bool
	}{
		{url: "https://a.example/page", body: "hello\n"},
		{url: " HTTPS:a.EXAMPLE:443/x/../page#top ", body: "hello\n"},
		{url: "http://a.example/moved", body: "hello\n", permanent: "https://a.example/page"},
		{url: "https://a.example/found", body: "hello\n"},
		{url: "https://a.example/loop", reason: fetch.Redirects},
		{url: "https://a.example/to-private", reason: fetch.Blocked},
		{url: "https://a.example/to-file", reason: fetch.Redirects},
		{url: "https://a.example/to-shut", reason: fetch.Robots},
		{url: "https://shut.example/open", body: "open\n"},
		{url: "https://ill.example/x", reason: fetch.Robots, later: true},
		{url: "https://a.example/gone", reason: fetch.Status},
		{url: "https://a.example/busy", reason: fetch.Status, later: true},
		{url: "https://a.example/none", reason: fetch.Status},
		{url: "http://127.0.0.1/", reason: fetch.Blocked, later: false},
		{url: "https://203.0.113.9:22/", reason: fetch.Blocked},
		{url: "gopher://a.example/", reason: fetch.BadAddress},
		{url: "page", reason: fetch.BadAddress},
	} {
		resp, err := c.Get(t.Context(), fetch.Request{URL: tc.url, Robots: true})
		if tc.reason != "" {
			var e *fetch.Error
			if !errors.As(err, &e) || e.Reason != tc.reason || e.Later != tc.later {
				t.Errorf("%s: got error %+v, want reason %q, later %v", tc.url, err, tc.reason, tc.later)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tc.url, err)
			continue
		}
		if string(resp.Body) != tc.body || resp.Permanent != tc.permanent {
			t.Errorf("%s: got %q, permanent %q; want %q, %q", tc.url, resp.Body, resp.Permanent, tc.body, tc.permanent)
		}
	}
	if n := web.Count("https://shut.example/robots.txt"); n != 1 {
		t.Errorf("robots.txt of one host was asked for %d times, want 1", n)
	}
	if n := web.Count("https://shut.example/private/x") + web.Count("https://ill.example/x"); n != 0 {
		t.Errorf("pages that robots.txt forbids were asked for %d times", n)
	}
	var e *fetch.Error
	if _, err := c.Get(t.Context(), fetch.Request{URL: "https://a.example/busy"}); !errors.As(err, &e) || e.RetryAfter != 2*time.Minute {
		t.Errorf("busy: got %+v, want a RetryAfter of 2m", err)
	}
	if resp, err := c.Get(t.Context(), fetch.Request{URL: "https://a.example/gone"}); err == nil || string(resp.Body) != "it was here\n" {
		t.Errorf("gone: got %v, want the answer beside its error", err)
	}
}

func TestConditionalGet(t *testing.T) {
	web := testkit.Web(t, world)
	c := client(t, web, nil)
	first, err := c.Get(t.Context(), fetch.Request{URL: "https://a.example/page"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.Get(t.Context(), fetch.Request{URL: "https://a.example/page", ETag: first.Header.Get("ETag")})
	if err != nil || !again.NotModified || len(again.Body) != 0 {
		t.Errorf("got %+v, %v; want NotModified", again, err)
	}
}

// A validator names a version of one host's page; on another host it could
// match by chance and hide a page that was never fetched.
func TestValidatorsStayOnTheirHost(t *testing.T) {
	sent := map[string]http.Header{}
	web := testkit.WebHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent[r.Host+r.URL.Path] = r.Header.Clone()
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "https://b.example/page", http.StatusFound)
		case "/renamed":
			http.Redirect(w, r, "/page", http.StatusFound)
		}
	}))
	c := client(t, web, nil)
	const modified = "Mon, 01 Jun 2026 08:00:00 GMT"
	for _, page := range []string{"https://a.example/moved", "https://a.example/renamed"} {
		if _, err := c.Get(t.Context(), fetch.Request{URL: page, ETag: `"v1"`, LastModified: modified}); err != nil {
			t.Fatal(err)
		}
	}
	for page, want := range map[string]bool{"a.example/moved": true, "b.example/page": false, "a.example/renamed": true, "a.example/page": true} {
		h := sent[page]
		if tag, since := h.Get("If-None-Match") == `"v1"`, h.Get("If-Modified-Since") == modified; h == nil || tag != want || since != want {
			t.Errorf("%s: ETag sent: %v, date sent: %v; want %v", page, tag, since, want)
		}
	}
}

// TestHostileAnswers asks for what origins do to exhaust a reader. Each must
// end as an error within the client's bounds.
func TestHostileAnswers(t *testing.T) {
	zeros := make([]byte, 1<<20)
	packed := map[string][]byte{"gzip": pack(t, "gzip", zeros), "br": pack(t, "br", zeros), "zstd": pack(t, "zstd", zeros)}
	zipped := zipOf(t, zeros)
	release := make(chan struct{})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; path {
		case "/gzip", "/br", "/zstd":
			w.Header().Set("Content-Encoding", path[1:])
			w.Write(packed[path[1:]])
		case "/twice":
			w.Header().Set("Content-Encoding", "gzip, gzip")
			w.Write(pack(t, "gzip", packed["gzip"]))
		case "/nested":
			w.Header().Set("Content-Encoding", "gzip, gzip, gzip, gzip")
			w.Write(packed["gzip"])
		case "/endless":
			for {
				if _, err := w.Write(zeros); err != nil {
					return
				}
			}
		case "/drip":
			for {
				fmt.Fprint(w, "x")
				http.NewResponseController(w).Flush()
				select {
				case <-r.Context().Done():
					return
				case <-release:
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		case "/silent":
			select {
			case <-r.Context().Done():
			case <-release:
			}
		case "/headers":
			for i := range 3000 {
				w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("x", 40))
			}
		case "/garbled":
			w.Header().Set("Content-Encoding", "gzip")
			w.Write([]byte("\x1f\x8b\x08 this is no gzip"))
		case "/zip": // not a content coding, but a body of its own
			w.Header().Set("Content-Type", "application/zip")
			w.Write(zipped)
		case "/length": // promises more than it may send, and sends nothing
			w.Header().Set("Content-Length", "1000000000000")
			w.WriteHeader(http.StatusOK)
		case "/short": // promises more than it sends
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "x")
		case "/names":
			for i := range 10_000 {
				w.Header()[fmt.Sprintf("X-%d", i)] = []string{"x"}
			}
		case "/reset":
			panic(http.ErrAbortHandler)
		default:
			if n, onward := strings.CutPrefix(path, "/onward/"); onward { // to another address each time
				http.Redirect(w, r, "/onward/"+n+"x", http.StatusFound)
			}
		}
	})
	web := testkit.WebHandler(t, h)
	t.Cleanup(func() { close(release) })
	c := client(t, web, func(cfg *fetch.Config) { cfg.Timeout = 500 * time.Millisecond; cfg.MaxBody = 64 << 10 })
	for path, reason := range map[string]fetch.Reason{
		"/gzip": fetch.TooLarge, "/br": fetch.TooLarge, "/zstd": fetch.TooLarge, "/twice": fetch.TooLarge, "/nested": fetch.BadEncoding,
		"/endless": fetch.TooLarge, "/drip": fetch.Timeout, "/silent": fetch.Timeout, "/headers": fetch.TooLarge,
		"/garbled": fetch.BadEncoding, "/reset": fetch.Refused, "/length": fetch.TooLarge, "/short": fetch.Refused, "/names": fetch.TooLarge,
		"/onward/": fetch.Redirects, "/zip": "",
	} {
		for _, scheme := range []string{"http", "https"} {
			_, err := c.Get(t.Context(), fetch.Request{URL: scheme + "://hostile.example" + path})
			var e *fetch.Error
			if path == "/zip" { // it is not unpacked, so it is no bomb
				if err != nil {
					t.Errorf("%s %s: %v", scheme, path, err)
				}
				continue
			}
			if scheme == "https" && (path == "/headers" || path == "/names") {
				reason = fetch.Refused // HTTP/2 ends the connection and does not say why
			}
			if !errors.As(err, &e) || e.Reason != reason {
				t.Errorf("%s %s: got %v, beneath it %v; want reason %q", scheme, path, err, errors.Unwrap(err), reason)
			}
		}
	}
}

func zipOf(t *testing.T, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("feed.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSilentHosts asks hosts that take a connection and never say a word, nor
// shake hands for TLS, all at once: each ends by its deadline, and one that
// answers is answered meanwhile.
func TestSilentHosts(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	go func() {
		for {
			conn, err := silent.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { conn.Close() })
		}
	}()
	web := testkit.Web(t, world)
	c := client(t, web, func(cfg *fetch.Config) {
		cfg.Timeout = 500 * time.Millisecond
		cfg.Resolve["*.silent.example:443"], cfg.Resolve["*.silent.example:80"] = silent.Addr().String(), silent.Addr().String()
	})
	errs := make(chan error)
	for i := range 20 {
		go func() {
			_, err := c.Get(t.Context(), fetch.Request{URL: fmt.Sprintf("%s://h%d.silent.example/", []string{"http", "https"}[i%2], i), Robots: i%4 < 2})
			errs <- err
		}()
	}
	if _, err := c.Get(t.Context(), fetch.Request{URL: "https://a.example/page"}); err != nil {
		t.Errorf("a host that answers: %v", err)
	}
	for range 20 {
		var e *fetch.Error
		if err := <-errs; !errors.As(err, &e) || e.Reason != fetch.Timeout || !e.Later {
			t.Errorf("got %v, want a timeout that may pass", err)
		}
	}
}

func pack(t *testing.T, coding string, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		w, _ = zstd.NewWriter(&b)
	}
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestUnpacks(t *testing.T) {
	const text = "the same in every coding"
	web := testkit.WebHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if coding := r.URL.Path[1:]; coding != "plain-called-gzip" {
			w.Header().Set("Content-Encoding", coding)
			w.Write(pack(t, coding, []byte(text)))
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Write([]byte(text))
	}))
	c := client(t, web, nil)
	for _, coding := range []string{"gzip", "br", "zstd", "plain-called-gzip"} {
		resp, err := c.Get(t.Context(), fetch.Request{URL: "https://a.example/" + coding})
		if err != nil || string(resp.Body) != text {
			t.Errorf("%s: got %v, %v", coding, resp, err)
		}
	}
}

func TestPostFollowsNoRedirect(t *testing.T) {
	var got []string
	web := testkit.WebHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.URL.Path+" "+r.Header.Get("X-Signature")+" "+string(body))
		switch r.URL.Path {
		case "/elsewhere":
			http.Redirect(w, r, "/hook", http.StatusTemporaryRedirect)
		case "/later":
			w.Header().Set("Retry-After", "60")
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			w.Write([]byte("taken"))
		}
	}))
	c := client(t, web, nil)
	header := http.Header{"X-Signature": {"s"}}
	resp, err := c.Post(t.Context(), "https://hook.example/hook", header, []byte("body"))
	if err != nil || string(resp.Body) != "taken" {
		t.Errorf("hook: got %+v, %v", resp, err)
	}
	var e *fetch.Error
	if _, err := c.Post(t.Context(), "https://hook.example/elsewhere", header, nil); !errors.As(err, &e) || e.Reason != fetch.Redirects || e.Later {
		t.Errorf("elsewhere: got %v", err)
	}
	if _, err := c.Post(t.Context(), "https://hook.example/later", header, nil); !errors.As(err, &e) || !e.Later || e.RetryAfter != time.Minute {
		t.Errorf("later: got %v", err)
	}
	if want := "POST /hook s body"; got[0] != want {
		t.Errorf("the hook got %q, want %q", got[0], want)
	}
}

func TestNoCredentialsLeave(t *testing.T) {
	var header http.Header
	web := testkit.WebHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header = r.Header.Clone()
		http.SetCookie(w, &http.Cookie{Name: "id", Value: "1"})
	}))
	c := client(t, web, nil)
	for range 2 {
		if _, err := c.Get(t.Context(), fetch.Request{URL: "https://user:secret@a.example/"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"Authorization", "Cookie", "Referer"} {
		if header.Get(name) != "" {
			t.Errorf("%s was sent: %q", name, header.Get(name))
		}
	}
	if got := header.Get("User-Agent"); got != "Dateline/test (+https://newsroom.example/about)" {
		t.Errorf("user agent: got %q", got)
	}
}

func TestPaceWaitsUnderContext(t *testing.T) {
	web := testkit.Web(t, world)
	c := client(t, web, func(cfg *fetch.Config) { cfg.ResolvePace = time.Hour })
	if _, err := c.Get(t.Context(), fetch.Request{URL: "https://a.example/page"}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Get(ctx, fetch.Request{URL: "https://a.example/page"})
	var e *fetch.Error
	if !errors.As(err, &e) || e.Reason != fetch.Cancelled {
		t.Errorf("second request: got %v, want it stopped while it waits", err)
	}
	if _, err := c.Get(t.Context(), fetch.Request{URL: "https://shut.example/open"}); err != nil {
		t.Errorf("another host waits too: %v", err)
	}
	if n := web.Count("https://a.example/page"); n != 1 {
		t.Errorf("the host was asked %d times, want 1", n)
	}
}

func TestUnknownAuthorityIsRefused(t *testing.T) {
	web := testkit.Web(t, world)
	c := client(t, web, func(cfg *fetch.Config) { cfg.RootCAs = nil })
	_, err := c.Get(t.Context(), fetch.Request{URL: "https://a.example/page"})
	var e *fetch.Error
	if !errors.As(err, &e) || e.Reason != fetch.TLS {
		t.Errorf("got %v, want reason tls", err)
	}
}
