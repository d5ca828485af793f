package main

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/collect"
	"dateline/desk"
	"dateline/fetch"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
)

// shared is the folder of material that is measured with and not shipped.
func shared(t *testing.T, name string) string {
	t.Helper()
	folder := os.Getenv("DATELINE_SHARED")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(folder, filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s is not here; set DATELINE_SHARED to the folder of shared material", name)
	}
	return path
}

// operatorOf is who acts in tests: an administrator of no newsroom in particular.
var operatorOf = news.User{ID: desk.Program.ID, Name: "Desk", Email: "desk@dateline.localhost", Role: news.Administrator, State: news.UserActive}

func roomOver(t *testing.T, folder string, web *testkit.Loopback) *newsroom.Newsroom {
	t.Helper()
	room, err := newsroom.Open(context.Background(), newsroom.Config{
		Evidence: newsroom.EvidenceOpen,
		Data:     folder, Facts: newsroom.FactsAll, Log: testkit.Logger(t),
		Site:  publish.Site{Name: "The Wire", BaseURL: "http://site.localhost", Language: "en", Sections: []publish.Section{{Key: "world", Title: "World"}}},
		Fetch: fetch.Config{Resolve: web.Resolve(), RootCAs: web.RootCAs()},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := room.Close(); err != nil {
			t.Error(err)
		}
	})
	return room
}

// TestRealPagesReplayed collects real pages under their own addresses: each ends
// as a report or as a stated failure, and a second run brings nothing twice.
func TestRealPagesReplayed(t *testing.T) {
	folder := shared(t, "data/extraction/scrapinghub")
	pages := realPages(t, folder)
	feeds := feedsOf(pages)
	web := testkit.WebHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme := "http"
		if r.TLS != nil {
			scheme = "https"
		}
		if r.URL.Path == "/feed-of-this-host.xml" {
			w.Header().Set("Content-Type", "application/rss+xml")
			io.WriteString(w, feeds[r.Host])
			return
		}
		address, err := collect.NormalizeURL("", scheme+"://"+r.Host+r.URL.RequestURI())
		body, ok := pages[address]
		if err != nil || !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		w.Write(body)
	}))
	data := t.TempDir()
	room := roomOver(t, data, web)
	ctx := context.Background()
	for host := range feeds {
		if _, err := room.AddSource(ctx, operatorOf, "https://"+host+"/feed-of-this-host.xml", ""); err != nil {
			t.Fatal(err)
		}
	}
	first := collectOnce(t, room)
	ends := endsOf(t, room)
	for address := range pages {
		if ends[address] == "" {
			t.Errorf("%s was lost: neither a report nor a stated failure", address)
		}
	}
	read := 0
	for address, end := range ends {
		if end == "report" {
			read++
		} else {
			t.Logf("%s ended with: %s", address, end)
		}
	}
	t.Logf("%d pages: %d reports, %d stated failures; %d stories, %d facts", len(pages), read, len(ends)-read, first.Stories, first.Facts)
	if read < len(pages)*9/10 {
		t.Errorf("%d of %d pages became reports, want at least nine in ten", read, len(pages))
	}

	err := room.EachSource(ctx, "", func(s store.SourceRow) error { return room.LookNow(ctx, operatorOf, s.ID) })
	if err != nil {
		t.Fatal(err)
	}
	second := collectOnce(t, room)
	if first.Captures != second.Captures || first.Reports != second.Reports || first.Stories != second.Stories || first.Facts != second.Facts {
		t.Errorf("a second run left %+v, want what the first left, %+v", second, first)
	}
}

func collectOnce(t *testing.T, room *newsroom.Newsroom) (last newsroom.Progress) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // a hang ends as a failure
	defer cancel()
	if err := room.Once(ctx, func(p newsroom.Progress) { last = p }); err != nil {
		t.Fatalf("collecting: %v at %+v", err, last)
	}
	return last
}

// realPages gives the stored pages by the address that they are collected under.
func realPages(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	truth, err := os.ReadFile(filepath.Join(folder, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var labels map[string]struct{ URL string }
	if err := json.Unmarshal(truth, &labels); err != nil {
		t.Fatal(err)
	}
	pages := map[string][]byte{}
	for id, label := range labels {
		file, err := os.Open(filepath.Join(folder, "pages", id+".html.gz"))
		if err != nil {
			t.Fatal(err)
		}
		unpacked, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(unpacked)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		address, err := collect.NormalizeURL("", label.URL)
		if err != nil {
			t.Fatal(err)
		}
		pages[address] = body
	}
	return pages
}

// feedsOf writes a feed for each host from the addresses of its pages.
func feedsOf(pages map[string][]byte) map[string]string {
	byHost := map[string][]string{}
	for address := range pages {
		if u, err := url.Parse(address); err == nil {
			byHost[u.Host] = append(byHost[u.Host], address)
		}
	}
	feeds := map[string]string{}
	for host, addresses := range byHost {
		slices.Sort(addresses)
		var b strings.Builder
		fmt.Fprintf(&b, `<?xml version="1.0"?><rss version="2.0"><channel><title>%s</title><link>https://%s/</link><description>All pages</description>`, host, host)
		for _, a := range addresses {
			b.WriteString("<item><link>")
			xml.EscapeText(&b, []byte(a))
			b.WriteString("</link></item>")
		}
		b.WriteString("</channel></rss>")
		feeds[host] = b.String()
	}
	return feeds
}

// endsOf says for each page how it ended: "report", or the reason why not.
func endsOf(t *testing.T, room *newsroom.Newsroom) map[string]string {
	t.Helper()
	ctx := context.Background()
	ends := map[string]string{}
	err := room.EachSource(ctx, "", func(s store.SourceRow) error {
		items, err := room.Reader().Items(ctx, s.ID, news.Paging{Limit: 200})
		for _, i := range items.Rows {
			if i.Outcome != "ok" {
				ends[i.URL] = i.Outcome
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for after := ""; ; {
		page, err := room.Reader().Reports(ctx, store.ReportFilter{Copies: true}, news.Paging{After: after, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Rows {
			ends[r.URL] = "report"
		}
		if after = page.Next; after == "" {
			return ends
		}
	}
}
