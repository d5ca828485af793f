package newsroom

import (
	"context"
	"errors"
	"strings"
	"testing"

	"dateline/fetch"
	"dateline/internal/testkit"
	"dateline/news"
)

// TestImportGoesOn: a list is imported with its failures named; what was broken
// off goes on where it was, without asking again what is known.
func TestImportGoesOn(t *testing.T) {
	const feed = "<rss version=\"2.0\"><channel><title>T</title><item><title>x</title><link>https://a.example/1</link></item></channel></rss>\n"
	web := testkit.Web(t, "-- https://a.example/ --\n> Content-Type: text/html\n<link rel=alternate type=application/rss+xml href=/feed>\n-- https://a.example/feed --\n"+feed+
		"-- https://b.example/feed --\n"+feed+"-- https://c.example/robots.txt --\nUser-agent: *\n")
	n, err := Open(t.Context(), Config{Data: t.TempDir(), Log: testkit.Logger(t), Fetch: fetch.Config{Resolve: web.Resolve(), RootCAs: web.RootCAs(), Pace: -1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	editor := news.User{ID: "user_1", Role: news.Editor}
	const list = "https://a.example/\nhttps://b.example/feed\nhttps://c.example/\nnot-an-address\n"

	ctx, stop := context.WithCancel(t.Context())
	got, err := n.Import(ctx, editor, strings.NewReader(list), func(i Import) {
		if i.Added == 1 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || got.Added < 1 || got.Done() > got.Total {
		t.Errorf("broken off: %+v, %v", got, err)
	}
	told := 0
	got, err = n.Import(t.Context(), editor, strings.NewReader(list), func(Import) { told++ })
	if err != nil || got.Total != 4 || got.Added+got.Known != 2 || got.Known < 1 || len(got.Failed) != 2 || told < 2 {
		t.Errorf("taken up: %+v, %v, told %d times", got, err, told)
	}
	for _, f := range got.Failed {
		if !strings.Contains(list, f.Entry) || f.Why == "" {
			t.Errorf("failed: %+v", f)
		}
	}
	before := web.Count("https://a.example/feed")
	if got, err = n.Import(t.Context(), editor, strings.NewReader(list), nil); err != nil || got.Known != 2 || web.Count("https://a.example/feed") != before {
		t.Errorf("again: %+v, %v; a.example was asked %d times more", got, err, web.Count("https://a.example/feed")-before)
	}
	if _, err := n.Import(t.Context(), news.User{Role: news.Reader}, strings.NewReader(list), nil); err == nil {
		t.Error("a reader imports sources")
	}
}
