package collect

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func TestReadSubscriptions(t *testing.T) {
	const miniflux = `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Miniflux</title></head><body>
<outline text="World"><outline title="One" text="One" xmlUrl="https://one.example/feed" htmlUrl="https://one.example/" description="d" type="rss"></outline></outline>
<outline text="All"><outline title="Two" text="Two" xmlUrl="https://two.example/feed"/></outline></body></opml>`
	const fresh = `<opml xmlns:frss="https://freshrss.org/opml" version="2.0"><head/><body>
<outline text="World"><outline text="One" type="rss" xmlUrl="https://one.example/feed" htmlUrl="https://one.example/" frss:priority="feed"/>
<outline text="Scraped" type="HTML+XPath" xmlUrl="https://scraped.example/" frss:xPathItem="//li"/>
<outline text="Local" type="rss" xmlUrl="file:///etc/passwd"/></outline>
<outline text="Two" type="rss" xmlUrl="https://two.example/feed"/></body></opml>`
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for name, text := range map[string]string{"feeds_2026-06-01.opml.xml": fresh, "starred_2026-06-01.json": "{}"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(text))
	}
	z.Close()
	for name, c := range map[string]struct {
		file           string
		sources, sites string
		refused        int
	}{
		"Miniflux OPML":        {miniflux, "[One World https://one.example/feed, Two All https://two.example/feed]", "[]", 0},
		"FreshRSS OPML":        {fresh, "[One World https://one.example/feed, Two  https://two.example/feed]", "[]", 2},
		"FreshRSS packed":      {packed.String(), "[One World https://one.example/feed, Two  https://two.example/feed]", "[]", 2},
		"Miniflux JSON":        {`[{"feed_url":"https://one.example/feed","title":"One","site_url":"https://one.example/","category":{"title":"World"}},{"feed_url":"gopher://x","title":"Old"}]`, "[One World https://one.example/feed]", "[]", 1},
		"Google Reader's JSON": {`{"subscriptions":[{"id":"feed/https://one.example/feed","title":"One","categories":[{"id":"user/-/label/World","label":"World"}]}]}`, "[One World https://one.example/feed]", "[]", 0},
		"a list":               {"# mine\none.example\nhttps://two.example/feed remark\n\none.example\njavascript:alert(1)\nword\n", "[]", "[https://one.example https://two.example/feed]", 2},
	} {
		got, err := ReadSubscriptions(strings.NewReader(c.file))
		var sources []string
		for _, s := range got.Sources {
			sources = append(sources, s.Name+" "+s.Folder+" "+s.Feed)
		}
		if said := "[" + strings.Join(sources, ", ") + "]"; err != nil || said != c.sources || fmt.Sprint(got.Sites) != c.sites || len(got.Refused) != c.refused {
			t.Errorf("%s: %s, %v, refused %v, %v", name, said, got.Sites, got.Refused, err)
		}
		for _, r := range got.Refused {
			if r.Entry == "" || r.Why == "" {
				t.Errorf("%s: refused %+v", name, r)
			}
		}
	}
	for _, bad := range []string{"", "<html><body>no</body></html>", `{"a":1}`, "[1,2", "PK\x03\x04broken"} {
		if got, err := ReadSubscriptions(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read as %+v", bad, got)
		}
	}
}

// TestBestFeedFirst: of a site's feeds the main one is taken, whatever the order
// in which the page names them.
func TestBestFeedFirst(t *testing.T) {
	c, web := collector(t)
	feed := func(text string, items ...int) string {
		var b strings.Builder
		b.WriteString("<rss version=\"2.0\"><channel><title>T</title>")
		for _, i := range items {
			fmt.Fprintf(&b, "<item><title>Item %d</title><link>https://daily.example/%d</link><description>%s</description></item>", i, i, text)
		}
		return b.String() + "</channel></rss>"
	}
	web.Set("https://daily.example/sport.xml", feed("x", 1, 2))
	web.Set("https://daily.example/short.xml", feed("x", 1, 2, 3, 4))
	web.Set("https://daily.example/whole.xml", feed(strings.Repeat("The whole text. ", 9), 1, 2, 3, 4))
	web.Set("https://daily.example/comments.xml", feed("x", 11, 12, 13, 14, 15))
	link := `<link rel="alternate" type="application/rss+xml" href="/%s.xml">`
	web.Set("https://daily.example/", "> Content-Type: text/html\n<html><head>"+fmt.Sprintf(strings.Repeat(link, 4), "comments", "sport", "short", "whole")+"</head></html>")
	found, err := c.Discover(t.Context(), "https://daily.example/")
	if err != nil || len(found) != 4 || found[0].Feed != "https://daily.example/whole.xml" || len(found[0].Items) != 4 || found[3].Feed != "https://daily.example/comments.xml" {
		for _, f := range found {
			t.Log(f.Feed, len(f.Items))
		}
		t.Errorf("found %d, %v; want the whole main feed first", len(found), err)
	}
}

// TestImportedTextIsBounded: no file makes more text than it holds, though its
// folders stand above many feeds, nor unpacks to more than a bound.
func TestImportedTextIsBounded(t *testing.T) {
	long := strings.Repeat("A folder with a long name. ", 40_000) // 1 MB
	var b strings.Builder
	b.WriteString(`<opml version="2.0"><body><outline text="` + long + `"><outline text="` + long + `">`)
	for i := range 5000 {
		fmt.Fprintf(&b, `<outline text="%d" xmlUrl="https://a.example/%d"/>`, i, i)
	}
	fmt.Fprintf(&b, `<outline text="%s" xmlUrl="https://b.example/" htmlUrl="%s"/><outline text="%s" xmlUrl="no address"/>`, long, long, long)
	b.WriteString(`</outline></outline></body></opml>`)
	got, err := ReadSubscriptions(strings.NewReader(b.String()))
	if err != nil || len(got.Sources) != 5001 || len(got.Refused) != 1 {
		t.Fatalf("%d sources, %d refused, %v", len(got.Sources), len(got.Refused), err)
	}
	text := len(got.Refused[0].Entry)
	for _, s := range got.Sources {
		text += len(s.Name) + len(s.Folder) + len(s.Site)
	}
	if text > b.Len() {
		t.Errorf("%d bytes became %d", b.Len(), text)
	}
	if s := got.Sources[0]; !strings.HasPrefix(s.Folder, "A folder with") || len(s.Folder) > 4*maxLabel {
		t.Errorf("the folder is %.80q, %d bytes", s.Folder, len(s.Folder))
	}

	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for i := range 40 {
		w, err := z.Create(fmt.Sprintf("%d.opml", i))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(w, "<opml><body>%s</body></opml>", strings.Repeat(" ", 1<<20))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadSubscriptions(&packed); err == nil || !strings.Contains(err.Error(), "unpacks to more") {
		t.Errorf("an archive of 40 MB in %d bytes: %v", packed.Len(), err)
	}
}
