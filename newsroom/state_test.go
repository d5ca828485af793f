package newsroom

import (
	"bytes"
	"context"
	"log/slog"
	"math"
	"strings"
	"testing"

	"dateline/news"
	"dateline/read"
)

// What can't be written is an error, and what can't be read begins anew and is logged.
func TestStateThatDoesNotFit(t *testing.T) {
	if _, err := encodeState(math.NaN()); err == nil {
		t.Error("a value that can't be written is kept as nothing")
	}
	var log bytes.Buffer
	n := &Newsroom{log: slog.New(slog.NewTextHandler(&log, nil))}
	type state struct{ A, B int }
	if got := stateOf[state](n, "source src_1", `{"A": 1, "B": "two"}`); got != (state{}) || !strings.Contains(log.String(), "src_1") {
		t.Errorf("got %+v, log %q", got, log.String())
	}
	log.Reset()
	if got := stateOf[state](n, "source src_1", ""); got != (state{}) || log.Len() > 0 {
		t.Errorf("nothing is %+v, log %q", got, log.String())
	}
}

// A database that fails while a page is read is no page without a feed item.
func TestReadingThatCannotLookUp(t *testing.T) {
	n, err := Open(t.Context(), Config{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	c := news.Capture{ID: "cap_1", URL: "https://paper.example/1", ContentType: "text/html", Body: []byte("<p>Text.</p>")}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := n.readPage(ended, c, &read.SiteProfile{}, nil); err == nil {
		t.Error("a page is read without what could not be looked up")
	}
	if _, err := n.readPage(t.Context(), c, &read.SiteProfile{}, nil); err != nil {
		t.Errorf("a page of no feed: %v", err)
	}
}
