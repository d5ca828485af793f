// Package frametest lets the tests of each room of the pages open a server and render
// the room's templates. In come a test and values; out come failures of the test.
package frametest

import (
	"bytes"
	"context"
	"log/slog"
	"maps"
	"net/http/httptest"
	"slices"
	"testing"

	"dateline/internal/testkit"
	"dateline/newsroom"
	"dateline/web/frame"
)

// Open returns a server over a newsroom that has nothing in it.
func Open(t testing.TB) *frame.Server {
	t.Helper()
	room, err := newsroom.Open(context.Background(), newsroom.Config{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatalf("opening a newsroom: %v", err)
	}
	t.Cleanup(func() { room.Close() })
	s, err := frame.New(frame.Config{Room: room, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatalf("making the pages: %v", err)
	}
	return s
}

// Render returns a page that shows a value.
func Render(t testing.TB, s *frame.Server, name string, data any) string {
	t.Helper()
	w := httptest.NewRecorder()
	if err := s.Render(w, httptest.NewRequest("GET", "/x", nil), 200, name, frame.Page{Data: data}); err != nil {
		t.Errorf("%s of %+v: %v", name, data, err)
	}
	return w.Body.String()
}

// WithNothing renders each page that a room added to a server, and any that zero
// names, with the zero value of what it shows: a page with nothing to show must be a page.
func WithNothing(t *testing.T, s *frame.Server, zero map[string]any) {
	t.Helper()
	shared := Open(t).Pages()
	for _, name := range s.Pages() {
		if _, known := zero[name]; !known && !slices.Contains(shared, name) {
			t.Errorf("%s is rendered with nothing nowhere; add it to this test", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(zero)) {
		body := Render(t, s, name, zero[name])
		if !bytes.Contains([]byte(body), []byte("</html>")) {
			t.Errorf("%s with nothing is no whole page", name)
		}
		testkit.Harmless(t, name, body)
	}
}
