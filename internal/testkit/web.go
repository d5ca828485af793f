package testkit

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"dateline/news"
)

// A Loopback is a web on the loopback interface: any number of host names, over
// HTTP and HTTPS.
type Loopback struct {
	hosts       []string // "*" for all
	plain, safe *httptest.Server
	authority   *authority

	mu      sync.Mutex
	entries map[string]entry
	asked   []string
}

// An entry is what is served at one address.
type entry struct {
	status int
	header http.Header
	body   []byte
}

// Web serves a txtar text whose files are named by address:
//
//	-- https://daily.example/feed.xml --
//	> Content-Type: application/rss+xml
//	<rss>…
//	-- http://daily.example/old --
//	> Status: 301
//	> Location: https://daily.example/new
//
// Lines that begin with "> " before the body are headers; "> Status: 301" is
// the status. Every answer has an ETag, and If-None-Match is honoured. What is
// not in the text is 404. The web is gone when the test ends.
func Web(t testing.TB, text string) *Loopback {
	t.Helper()
	l := &Loopback{entries: map[string]entry{}}
	seen := map[string]bool{}
	for _, file := range txtar.Parse([]byte(text)).Files {
		u, err := url.Parse(file.Name)
		if err != nil || u.Host == "" {
			t.Fatalf("testkit.Web: %q is no address to serve", file.Name)
		}
		if !seen[u.Host] {
			seen[u.Host] = true
			l.hosts = append(l.hosts, u.Host)
		}
		if u.Path == "" {
			u.Path = "/"
		}
		l.entries[u.String()] = parseEntry(file.Data)
	}
	l.start(t, http.HandlerFunc(l.serve))
	return l
}

// WebHandler serves every host there is by a handler, which tells them apart by
// the request's Host.
func WebHandler(t testing.TB, h http.Handler) *Loopback {
	t.Helper()
	l := &Loopback{hosts: []string{"*"}, entries: map[string]entry{}}
	l.start(t, h)
	return l
}

func (l *Loopback) start(t testing.TB, h http.Handler) {
	t.Helper()
	var err error
	if l.authority, err = newAuthority(); err != nil {
		t.Fatal(err)
	}
	logged := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		l.asked = append(l.asked, addressOf(r))
		l.mu.Unlock()
		h.ServeHTTP(w, r)
	})
	quiet := log.New(io.Discard, "", 0) // clients that give up are what many tests are about
	l.plain = httptest.NewUnstartedServer(logged)
	l.plain.Config.ErrorLog = quiet
	l.plain.Start()
	l.safe = httptest.NewUnstartedServer(logged)
	l.safe.Config.ErrorLog = quiet
	l.safe.EnableHTTP2 = true
	l.safe.TLS = &tls.Config{GetCertificate: l.authority.certificate}
	l.safe.StartTLS()
	t.Cleanup(l.plain.Close)
	t.Cleanup(l.safe.Close)
}

// Resolve is what fetch.Config.Resolve needs to find this web's hosts here.
func (l *Loopback) Resolve() map[string]string {
	resolve := map[string]string{}
	for _, host := range l.hosts {
		plain, safe := host+":80", host+":443"
		if name, _, err := net.SplitHostPort(host); err == nil {
			// A host with a port of its own: HTTP, unless an entry says https.
			to := l.plain.Listener.Addr().String()
			for address := range l.entries {
				if strings.HasPrefix(address, "https://"+host) {
					to = l.safe.Listener.Addr().String()
				}
			}
			resolve[net.JoinHostPort(name, host[strings.LastIndexByte(host, ':')+1:])] = to
			continue
		}
		resolve[plain] = l.plain.Listener.Addr().String()
		resolve[safe] = l.safe.Listener.Addr().String()
	}
	return resolve
}

// RootCAs is the authority that signs this web's certificates, and no other.
func (l *Loopback) RootCAs() *x509.CertPool { return l.authority.pool }

// Asked gives the addresses asked for so far, in order.
func (l *Loopback) Asked() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.asked...)
}

// Count tells how often an address was asked for.
func (l *Loopback) Count(address string) int {
	n := 0
	for _, a := range l.Asked() {
		if a == address {
			n++
		}
	}
	return n
}

// Set changes what is served at an address of a host that the web has, in the
// form of an entry of its text. An empty content takes the page away.
func (l *Loopback) Set(address, content string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if content == "" {
		delete(l.entries, address)
		return
	}
	l.entries[address] = parseEntry([]byte(content))
}

func (l *Loopback) serve(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	e, ok := l.entries[addressOf(r)]
	l.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	for name, values := range e.header {
		w.Header()[name] = values
	}
	if w.Header().Get("ETag") == "" && e.status == http.StatusOK {
		w.Header().Set("ETag", strconv.Quote(news.Digest(e.body)[7:23]))
	}
	if tag := r.Header.Get("If-None-Match"); tag != "" && tag == w.Header().Get("ETag") {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.WriteHeader(e.status)
	w.Write(e.body)
}

func addressOf(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + r.URL.RequestURI()
}

func parseEntry(data []byte) entry {
	e := entry{status: http.StatusOK, header: http.Header{}}
	text := string(data)
	for strings.HasPrefix(text, "> ") {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		name, value, _ := strings.Cut(line[2:], ":")
		value = strings.TrimSpace(value)
		if strings.EqualFold(name, "Status") {
			if n, err := strconv.Atoi(value); err == nil {
				e.status = n
			}
			continue
		}
		e.header.Add(name, value)
	}
	e.body = []byte(text)
	return e
}

// Logger gives a logger that writes to the test's own log.
func Logger(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

type testWriter struct{ t testing.TB }

func (w testWriter) Write(p []byte) (int, error) {
	w.t.Helper()
	w.t.Log(strings.TrimRight(string(p), "\n"))
	return len(p), nil
}
