package web

import (
	"bufio"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"dateline/news"
	"dateline/store"
	"dateline/web/frame"
)

// A sending is a request whose body waits to be asked for ("Expect: 100-continue"),
// so that it shows whether the server began to read it.
type sending struct {
	net.Conn
	from   *bufio.Reader
	read   bool // the server asked for the body
	status int  // of an answer that came without it
}

// sends sends the head of a request. A negative length is a body of unknown length.
func (s *rig) sends(method, path, kind string, length int64) *sending {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.server.Listener.Addr().String())
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	at, err := url.Parse(s.server.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: %s\r\nExpect: 100-continue\r\nContent-Type: %s\r\n", method, path, at.Host, kind)
	for _, cookie := range s.client.Jar.Cookies(at) {
		fmt.Fprintf(conn, "Cookie: %s\r\n", cookie)
	}
	if length < 0 {
		fmt.Fprint(conn, "Transfer-Encoding: chunked\r\n")
	} else {
		fmt.Fprintf(conn, "Content-Length: %d\r\n", length)
	}
	if strings.HasPrefix(path, "/websub/") {
		fmt.Fprintf(conn, "X-Hub-Signature: sha256=%064d\r\n", 0)
	}
	fmt.Fprint(conn, "\r\n")
	out := &sending{Conn: conn, from: bufio.NewReader(conn)}
	out.status = out.answer(s.t)
	out.read = out.status == http.StatusContinue
	return out
}

// probes is sends for who only wants to know whether the body would be read: it
// leaves at once, so that it holds no place.
func (s *rig) probes(method, path, kind string, length int64) *sending {
	s.t.Helper()
	out := s.sends(method, path, kind, length)
	out.Close()
	return out
}

// answer reads the next status line, and the empty line that ends a "100 Continue".
func (c *sending) answer(t testing.TB) (status int) {
	t.Helper()
	line, err := c.from.ReadString('\n')
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	if _, err := fmt.Sscanf(line, "HTTP/1.1 %d", &status); err != nil {
		t.Fatalf("the answer begins with %q", line)
	}
	if status == http.StatusContinue {
		c.from.ReadString('\n')
	}
	return status
}

// routesOf lists the addresses that a site has, each with its wildcards filled in.
func routesOf(t *testing.T, s *rig) (routes [][2]string) {
	t.Helper()
	bare, err := newServer(frame.Config{Room: s.room, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("{$}", "", "{id}", "none", "{slug}", "none", "{key}", "world", "{report}", "none", "{version}", "1", "{token}", "guessed", "{act}", "leave")
	for _, pattern := range bare.Mux.Patterns {
		method, path, _ := strings.Cut(pattern, " ")
		if path = fill.Replace(path); strings.Contains(path, "{") {
			t.Errorf("%s: fill its wildcard in here", pattern)
		}
		routes = append(routes, [2]string{method, path})
	}
	if len(routes) < 80 {
		t.Fatalf("only %d routes", len(routes))
	}
	return routes
}

// TestBodiesAreReadAfterTheRight goes over all addresses: of what a stranger sends,
// or somebody whose role doesn't reach, not a byte is read where they have no right
// to send it, nor of what is too large or of the wrong kind.
func TestBodiesAreReadAfterTheRight(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	stranger := &rig{t: t, server: w.server, client: newClient(t)}
	members := []*rig{w.as("reader@meridian.example"), w.as("reporter@meridian.example"), w.as("editor@meridian.example"), w.as(w.admin.Email)}
	taken := 0
	for _, route := range routesOf(t, w.rig) {
		method, path := route[0], route[1]
		kind := frame.FormKind
		if got := members[3].probes(method, path, kind, 100); got.status == http.StatusUnsupportedMediaType {
			kind = frame.UploadKind + "; boundary=x"
		}
		desk := strings.HasPrefix(path, "/desk")
		for _, length := range []int64{60 << 10, frame.UploadMost + 1, -1} {
			if got := stranger.probes(method, path, kind, length); got.read && (method == http.MethodGet || desk || length > frame.SmallMost) {
				t.Errorf("%s %s: the server reads %d bytes of a stranger", method, path, length)
			}
		}
		if method == http.MethodGet {
			if members[3].probes(method, path, kind, 100).read {
				t.Errorf("%s %s reads a body", method, path)
			}
			continue
		}
		if !desk {
			continue
		}
		reached := false
		for _, m := range members {
			got := m.probes(method, path, kind, 60<<10)
			if !got.read && (reached || got.status != http.StatusForbidden) {
				t.Errorf("%s %s: a member is answered %d unread, and a lower role reached: %v", method, path, got.status, reached)
			}
			reached = reached || got.read
			if large := m.probes(method, path, kind, frame.UploadMost+1); large.read || got.read && large.status != http.StatusRequestEntityTooLarge {
				t.Errorf("%s %s: of a body too large: read %v, status %d", method, path, large.read, large.status)
			}
			if odd := m.probes(method, path, "application/octet-stream", 100); odd.read || got.read && odd.status != http.StatusUnsupportedMediaType {
				t.Errorf("%s %s: of a body of another kind: read %v, status %d", method, path, odd.read, odd.status)
			}
		}
		if !reached {
			t.Errorf("%s %s takes nobody's body", method, path)
		}
		taken++
	}
	if taken < 25 {
		t.Errorf("only %d addresses of the desk take a body", taken)
	}
	for path, want := range map[string]int{"/websub/guessed": 410, "/news/none/comments": 404, "/subscribe/none": 404} {
		if got := stranger.probes(http.MethodPost, path, frame.FormKind, 100); got.read || got.status != want {
			t.Errorf("%s: read %v, status %d, want %d unread", path, got.read, got.status, want)
		}
	}
}

// TestBodiesUnderWayAreCapped holds as many large bodies open as there are places:
// one more is refused unread, the desk has places of its own, and a place that is
// given back can be taken again.
func TestBodiesUnderWayAreCapped(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	tokens := []string{"one", "two", "three"}
	for _, token := range tokens {
		w.write(func(tx *store.Tx) error {
			id, _, err := tx.AddSource(news.Source{ID: news.SourceID("https://pub.example/" + token), Name: token, Feed: "https://pub.example/" + token, Kind: news.SourceFeed, State: news.SourceActive}, Began)
			if err != nil {
				return err
			}
			return tx.SaveHub(store.HubSubscription{SourceID: id, Hub: "https://hub.example/", Topic: "https://pub.example/" + token, Token: token, Secret: "secret", State: store.HubActive})
		})
	}
	hub := func(token string, length int64) *sending {
		return w.sends(http.MethodPost, "/websub/"+token, "application/rss+xml", length)
	}
	first := hub("one", -1) // it may become as long as any
	if !first.read {
		t.Fatalf("a hub's first body is answered %d unread", first.status)
	}
	if again := hub("one", frame.UploadMost); again.read || again.status != http.StatusServiceUnavailable {
		t.Errorf("a hub's second body at the same time: read %v, status %d; want 503 unread", again.read, again.status)
	}
	if second := hub("two", frame.UploadMost); !second.read {
		t.Errorf("another hub's body is answered %d unread", second.status)
	}
	if third := hub("three", frame.UploadMost); third.read || third.status != http.StatusServiceUnavailable {
		t.Errorf("one body more than there are places: read %v, status %d; want 503 unread", third.read, third.status)
	}
	if got := w.as("editor@meridian.example").sends(http.MethodPost, "/desk/sources/opml", frame.UploadKind+"; boundary=x", frame.UploadMost); !got.read {
		t.Errorf("what hubs send keeps the desk from sending: %d", got.status)
	}
	fmt.Fprint(first, "0\r\n\r\n")
	if status := first.answer(t); status != http.StatusAccepted {
		t.Errorf("a hub's message that ended is answered %d", status)
	}
	if third := hub("three", frame.UploadMost); !third.read {
		t.Errorf("a place that was given back can't be taken: %d", third.status)
	}
}
