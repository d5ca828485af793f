package newsroom

import (
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"dateline/fetch"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/store"
)

// hostileOrigin answers as its host's name says, until the client has gone.
func hostileOrigin(w http.ResponseWriter, r *http.Request) {
	kind, _, _ := strings.Cut(r.Host, ".")
	if r.URL.Path == "/robots.txt" && kind != "robots" {
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml")
	flush := func() { w.(http.Flusher).Flush() }
	switch kind {
	case "drip", "robots": // an octet now and then, for ever
		for r.Context().Err() == nil {
			io.WriteString(w, " ")
			flush()
			select {
			case <-r.Context().Done():
			case <-time.After(20 * time.Millisecond):
			}
		}
	case "endless":
		for piece := strings.Repeat("<item><title>x</title></item>", 1000); r.Context().Err() == nil; {
			if _, err := io.WriteString(w, piece); err != nil {
				return
			}
		}
	case "circle":
		var n int
		fmt.Sscanf(r.URL.Path, "/%d", &n)
		http.Redirect(w, r, fmt.Sprintf("/%d", n+1), http.StatusFound)
	case "bomb":
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		for zeros := make([]byte, 1<<20); r.Context().Err() == nil; {
			if _, err := z.Write(zeros); err != nil {
				return
			}
		}
	case "reset":
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<rss")
		conn.(*net.TCPConn).SetLinger(0)
		conn.Close()
	case "headers":
		for i := range 10_000 {
			w.Header().Set(fmt.Sprintf("X-Header-%d", i), "value")
		}
	default:
		io.WriteString(w, rssOf("", 1))
	}
}

// TestHostileOrigins: origins of all sorts that would keep us for ever, all at
// once and more of them than a crowd of honest ones. Each ends, with a reason in
// words; the honest are all looked at.
func TestHostileOrigins(t *testing.T) {
	web := testkit.WebHandler(t, http.HandlerFunc(hostileOrigin))
	mute, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing: TLS waits
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	resolve := web.Resolve()
	resolve["*.mute.example:443"] = mute.Addr().String()
	n, err := Open(t.Context(), Config{Data: t.TempDir(), Roles: []Role{RoleCollect}, Log: testkit.Logger(t),
		Fetch: fetch.Config{Resolve: resolve, RootCAs: web.RootCAs(), Timeout: 4 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	kinds := map[string]string{"drip": "time allowed", "robots": "time allowed", "endless": "longer than", "circle": "redirects more than", "bomb": "longer than",
		"reset": "connection broke", "headers": "headers are longer"}
	hostile := map[string]string{} // by feed: what is said of it
	var sources []news.Source
	add := func(feed, said string) {
		hostile[feed] = said
		sources = append(sources, news.Source{Feed: feed, Name: feed})
	}
	for kind, said := range kinds {
		for i := range 3 {
			add(fmt.Sprintf("http://%s.h%d.example/0", kind, i), said)
		}
	}
	for i := range 3 {
		add(fmt.Sprintf("https://a%d.mute.example/", i), "time allowed")
	}
	for i := range 40 {
		add(fmt.Sprintf("http://honest%d.example/feed", i), "")
	}
	admin := news.User{ID: "user", Role: news.Administrator}
	added, err := n.addSources(t.Context(), admin, sources)
	if err != nil || len(added) != len(sources) {
		t.Fatalf("%d of %d sources, %v", len(added), len(sources), err)
	}
	// Pages are not the matter here.
	if err := n.Start(); err != nil {
		t.Fatal(err)
	}
	changed := time.NewTicker(10 * time.Millisecond)
	defer changed.Stop()
	for looked := 0; looked < len(sources); {
		select {
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		case <-changed.C:
		}
		looked = 0
		err := n.EachSource(t.Context(), "", func(s store.SourceRow) error {
			if !s.LastLook.IsZero() {
				looked++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	n.Stop()
	err = n.EachSource(t.Context(), "", func(s store.SourceRow) error {
		said := hostile[s.Feed]
		if late := said != "" && (strings.Contains(s.LastError, "time allowed") || strings.Contains(s.LastError, "takes too long")); late { // on a busy machine its deadline comes first
			return nil
		}
		if said == "" && s.LastError != "" || !strings.Contains(s.LastError, said) {
			t.Errorf("%s: %q, want %q", s.Feed, s.LastError, said)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
