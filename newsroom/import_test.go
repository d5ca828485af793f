package newsroom

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"dateline/fetch"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/store"
	"dateline/store/storetest"
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
	t.Cleanup(func() {
		storetest.CheckPlans(t, n.db)
		n.Close()
	})
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

// TestImportInTheBackground: an import that is under way says how far it is, keeps
// a second from beginning, and is broken off when the newsroom stops.
func TestImportInTheBackground(t *testing.T) {
	n, err := Open(t.Context(), Config{Data: t.TempDir(), Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		storetest.CheckPlans(t, n.db)
		n.Close()
	})
	editor := news.User{ID: "user_1", Role: news.Editor}
	file := func(entries int) io.Reader {
		var b strings.Builder
		b.WriteString(`<opml version="2.0"><body>`)
		for i := range entries {
			fmt.Fprintf(&b, `<outline xmlUrl="https://a.example/%d"/>`, i)
		}
		return strings.NewReader(b.String() + `</body></opml>`)
	}
	held, release, wrote := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() { // nothing else is written meanwhile
		wrote <- n.db.Write(context.Background(), "holding the writer", func(*store.Tx) error {
			close(held)
			<-release
			return nil
		})
	}()
	<-held
	done, err := n.BeginImport(editor, file(3))
	if err != nil {
		t.Fatal(err)
	}
	var refused *Refusal
	if _, err := n.BeginImport(editor, file(1)); !errors.As(err, &refused) {
		t.Errorf("a second import at the same time: %v", err)
	}
	if i, any := n.Importing(); !any || !i.Ended.IsZero() || i.Done() != 0 {
		t.Errorf("under way: %+v", i)
	}
	close(release)
	<-done
	if i, _ := n.Importing(); i.Ended.IsZero() || i.Added != 3 || i.Total != 3 || i.Why != "" {
		t.Errorf("at its end: %+v", i)
	}
	if err := <-wrote; err != nil {
		t.Fatal(err)
	}
	if done, err = n.BeginImport(editor, file(20*importedAtOnce)); err != nil {
		t.Fatal(err)
	}
	n.Stop()
	select {
	case <-done:
	default:
		t.Error("the newsroom stopped, and the import goes on")
	}
	if _, err := n.BeginImport(news.User{Role: news.Reader}, file(1)); err == nil {
		t.Error("a reader imports sources")
	}
}
