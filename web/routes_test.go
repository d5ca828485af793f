package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/time/rate"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
)

// addresses gives an address for each pattern that answers GET, with something
// behind it.
func (w *deskWorld) addresses(t *testing.T, patterns []string) (out []string) {
	t.Helper()
	ctx := context.Background()
	w.write(func(tx *store.Tx) error {
		if err := tx.StandIn(w.story, "matter_1"); err != nil {
			return err
		}
		return tx.RetellMatter("matter_1", Began)
	})
	places, err := w.room.Reader().Places(ctx, "", "", news.Paging{})
	if err != nil || len(places.Rows) == 0 {
		t.Fatalf("%d places, %v", len(places.Rows), err)
	}
	alma, _, err := w.room.Reader().UserByEmail(ctx, "administrator@meridian.example")
	if err != nil {
		t.Fatal(err)
	}
	writing, err := w.room.KeepWriting(ctx, alma, newsroom.Writing{Form: "/desk/alerts name", Action: "/desk/alerts", Page: "/desk/alerts", Fields: "name=Ferries"})
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{"/desk/writing/": writing, "/desk/stories/": w.story, "/stories/": w.story, "/api/stories/": w.story, "/desk/matters/": "matter_1", "/matters/": "matter_1",
		"/api/matters/": "matter_1", "/desk/reports/": w.reports[0].ID, "/desk/facts/": "fact_1", "/desk/places/": places.Rows[0].ID,
		"/desk/dispatches/": w.draft, "/api/dispatches/": w.pact.ID, "/desk/alerts/": w.alert, "/desk/sources/": w.source,
		"/desk/deliveries/": w.delivery, "/captures/": w.reports[0].CaptureID, "/register/": w.register}
	others := strings.NewReplacer("{key}", "world", "{slug}", w.pact.Slug, "{report}", w.reports[0].ID, "{version}", "1", "{act}", "leave", "{token}", "t", "{$}", "")
	id := regexp.MustCompile(`^(.*?/)\{id\}`)
	for _, pattern := range patterns {
		path, asked := strings.CutPrefix(pattern, "GET ")
		if !asked || strings.HasPrefix(path, "/assets/") {
			continue
		}
		if found := id.FindStringSubmatch(path); found != nil {
			if ids[found[1]] == "" {
				t.Errorf("%s: no address of this kind is known; add one to this test", pattern)
			}
			path = strings.Replace(path, "{id}", ids[found[1]], 1)
		}
		out = append(out, others.Replace(path))
	}
	return out
}

// openLimits lets an address do everything as often as it likes.
func openLimits(l *frame.Limits) {
	for _, one := range []*frame.Limiter{l.SignIn, l.Comment, l.Subscribe, l.Search, l.Desk} {
		one.Every = rate.Inf
	}
}

// Whatever stands in an address after the question mark, no page fails over it: a
// cursor that nobody gave out is no page, and other nonsense narrows to nothing or
// is refused.
func TestHostileAddresses(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	pages, err := newServer(frame.Config{Room: w.room, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	openLimits(&pages.Limits)
	w.server = httptest.NewServer(pages.Around(pages.Mux))
	t.Cleanup(w.server.Close)
	s := w.as("administrator@meridian.example")
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

	const largest, tooLarge = "1y2p0ij32e8e7", "1y2p0ij32e8e8" // of an int64, in base 36
	cursors := []string{"-1", "-1.-1", "x!", "%00", "..", "1.2.3", "0", "0.0", largest, largest + "." + largest, "-" + largest, tooLarge, "zzzzzz", "zzzzzz.1", strings.Repeat("9", 60)}
	values := []string{"-1", "\x00", "\xff\xfe", hostile, "9223372036854775808", "99999999999999999999999", "2026-02-31", "0000-00-00", "1e400", "NaN", "' OR 1=1 --",
		`"unclosed`, "(((", "a* OR b*", "NOT x", "%", strings.Repeat("京", 3000), strings.Repeat("ab* ", 200), "\u202e", " "}
	parameters := []string{"q", "query", "section", "source", "language", "since", "copies", "order", "state", "kind", "life", "reports", "all", "at", "a", "b", "day", "attacked", "party", "year",
		"from", "to", "start", "end", "version", "block", "only", "role", "map", "type", "name", "country", "facts", "limit", "story", "matter", "dispatch", "subject", "stale", "frame", "id", "secret", "seen"}
	asked := 0
	for _, path := range w.addresses(t, pages.Mux.Patterns) {
		if path == "/desk/events" {
			continue // goes on until the browser leaves; it has nothing but "seen", which TestRiver asks
		}
		for _, cursor := range cursors {
			asked++
			if res := s.get(path + "?after=" + url.QueryEscape(cursor)); res.StatusCode >= 500 {
				t.Errorf("%s?after=%s: status %d", path, cursor, res.StatusCode)
			}
		}
		for _, value := range values {
			q := url.Values{}
			for _, p := range parameters {
				q.Set(p, value)
			}
			asked++
			if res := s.get(path + "?" + q.Encode()); res.StatusCode >= 500 {
				t.Errorf("%s with %.40q everywhere: status %d\n%.300s", path, value, res.StatusCode, res.body)
			}
			if q.Get("q") != "" { // once more alone, so that nothing else is refused first
				if res := s.get(path + "?q=" + url.QueryEscape(value)); res.StatusCode >= 500 {
					t.Errorf("%s?q=%.40q: status %d", path, value, res.StatusCode)
				}
			}
		}
	}
	if asked < 2000 {
		t.Errorf("only %d addresses were asked for", asked)
	}
	for _, list := range []string{"/desk", "/desk/sources", "/desk/troubles", "/desk/actors", "/desk/places", "/desk/frames", "/desk/subscribers", "/desk/stories?q=pact", "/register", "/api/reports"} {
		separator := "?"
		if strings.Contains(list, "?") {
			separator = "&"
		}
		if res := s.get(list + separator + "after=x!"); res.StatusCode != 400 {
			t.Errorf("%s at a page that there is not: status %d, want 400", list, res.StatusCode)
		}
	}
}
