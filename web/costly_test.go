package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
)

// costlyRoutes are the addresses that are given up when they take too long, with what
// is put behind the question mark. All others must not depend on the archive's size.
var costlyRoutes = map[string]string{
	"/stories": "", "/stories/{id}": "", "/matters/{id}": "", "/register": "", "/register/{id}": "", "/search": "?q=pact",
	"/api/dispatches": "", "/api/stories": "", "/api/matters": "", "/api/matters/{id}": "", "/api/stories/{id}/ledger": "", "/api/reports": "",
	"/desk": "?q=pact", "/desk/stories": "", "/desk/stories/{id}": "", "/desk/stories/{id}/ledger": "", "/desk/matters": "", "/desk/matters/{id}": "",
	"/desk/reports/{id}/reading/correct": "?block=0&role=body", "/desk/facts": "", "/desk/places": "", "/desk/places/{id}": "", "/desk/map": "",
	"/desk/frames": "?q=x", "/desk/frames/say": "?frame=sign", "/desk/actors": "", "/desk/actor": "?name=norland", "/desk/dispatches": "?q=pact",
	"/desk/alerts/{id}": "", "/desk/sources": "?q=x", "/desk/subscribers": "?q=x", "/desk/deliveries": "?subject=x",
	"/sitemap.xml": "",
}

// Each page whose cost grows with the archive is given up when its time is up, in a
// sentence, and no other page is.
func TestCostlyPagesAreGivenUp(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	w.write(func(tx *store.Tx) error { // of which the test of the ledger has one
		if err := tx.StandIn(w.story, "matter_1"); err != nil {
			return err
		}
		return tx.RetellMatter("matter_1", Began)
	})
	data := w.room.Reader().File()
	w.room.Close()
	room, err := newsroom.Open(context.Background(), newsroom.Config{Data: strings.TrimSuffix(data, "/"+store.FileName), Facts: newsroom.FactsAll, Public: newsroom.PublicAll, Site: w.room.Site,
		Log: slog.New(slog.DiscardHandler), Costly: store.CostlyBounds{Time: time.Nanosecond}})
	if err != nil {
		t.Fatal(err)
	}
	w.room = room // which the site closes
	pages, err := newServer(frame.Config{Room: room, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	openLimits(&pages.Limits)
	w.server = httptest.NewServer(pages.Around(pages.Mux))
	t.Cleanup(w.server.Close)
	s := w.as("administrator@meridian.example")
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

	addresses := w.addresses(t, pages.Mux.Patterns)
	met := 0
	for i, pattern := range asked(pages.Mux.Patterns) {
		if pattern == "/desk/events" {
			continue // goes on until the browser leaves
		}
		narrowed, costly := costlyRoutes[pattern]
		path := addresses[i] + narrowed
		res := s.get(path)
		if !costly {
			if res.StatusCode >= 500 {
				t.Errorf("%s: status %d, want an answer: what does not grow with the archive is not given up\n%.300s", path, res.StatusCode, res.body)
			}
			continue
		}
		met++
		if res.StatusCode != 503 || !strings.Contains(res.body, "too long") {
			t.Errorf("%s: status %d, want 503 and a sentence\n%.300s", path, res.StatusCode, res.body)
		}
		if strings.HasPrefix(path, "/api/") {
			if problem := decode[map[string]string](t, path, res.body); !strings.Contains(problem["error"], "too long") {
				t.Errorf("%s says %q", path, problem)
			}
		}
	}
	if met != len(costlyRoutes) {
		t.Errorf("%d of %d costly addresses exist", met, len(costlyRoutes))
	}
	search := s.page("/search?q=pact", 503)
	wantText(t, search, "main", "This search takes too long. Use longer or fewer words.")
	if got := search.Find("input[name=q]").First().AttrOr("value", ""); got != "pact" {
		t.Errorf("what was searched for stands in the box as %q", got)
	}
	wantText(t, s.page("/desk/dispatches/"+w.draft, 200), "main", "Open the page again later")
}

// asked gives the patterns that are asked for with GET, in the order of addresses.
func asked(patterns []string) (out []string) {
	for _, p := range patterns {
		if path, ok := strings.CutPrefix(p, "GET "); ok && !strings.HasPrefix(path, "/assets/") {
			out = append(out, path)
		}
	}
	return out
}

// Who asks for many costly pages at once, or too often, is refused; others are not, and
// whoever finds no place is told to come back.
func TestCostlyPagesAreLimited(t *testing.T) {
	t.Parallel()
	w := &world{rig: openSite(t, func(c *newsroom.Config, _ *frame.Config) {
		c.Costly = store.CostlyBounds{AtOnce: 3, Wait: time.Millisecond}
	})}
	pages, err := newServer(frame.Config{Room: w.room, Log: slog.New(slog.DiscardHandler), ForwardedHeader: "X-Forwarded-For"})
	if err != nil {
		t.Fatal(err)
	}
	w.server = httptest.NewServer(pages.Around(pages.Mux))
	t.Cleanup(w.server.Close)
	ctx := context.Background()
	from := func(address, path string) reply { t.Helper(); return w.get(path, "X-Forwarded-For", address) }
	want := func(address, path string, status int, retry string) {
		t.Helper()
		if res := from(address, path); res.StatusCode != status || res.Header.Get("Retry-After") != retry {
			t.Errorf("%s from %s: status %d, Retry-After %q; want %d, %q", path, address, res.StatusCode, res.Header.Get("Retry-After"), status, retry)
		}
	}
	var leaves []func()
	for range frame.TurnsAtOnce {
		leave, err := pages.Limits.Turns.Enter(ctx, "192.0.2.1", time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	want("192.0.2.1", "/search?q=pact", 429, "60")
	want("192.0.2.1", "/api/stories", 429, "60")
	want("192.0.2.1", "/", 200, "")
	want("192.0.2.2", "/search?q=pact", 200, "")
	for _, leave := range leaves {
		leave()
	}
	want("192.0.2.1", "/search?q=pact", 200, "")
	if len(pages.Limits.Turns.All) != 0 {
		t.Errorf("%d clients are remembered who want nothing", len(pages.Limits.Turns.All))
	}

	for range 3 {
		_, done, err := w.room.Reader().Costly(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer done()
	}
	want("192.0.2.3", "/search?q=pact", 503, "5")
	want("192.0.2.3", "/", 200, "")

	pages.Limits.Search = frame.NewLimiter(rate.Every(time.Hour), 1)
	want("192.0.2.4", "/stories", 503, "5") // no place, but it was asked for
	want("192.0.2.4", "/stories", 429, "60")
}

// A query of which it is known beforehand that it costs too much is refused in a
// sentence, wherever it is asked.
func TestCostlyQueriesAreRefused(t *testing.T) {
	t.Parallel()
	s := openSite(t, func(c *newsroom.Config, _ *frame.Config) { c.Costly = store.CostlyBounds{Pages: 8} })
	s.makeAdmin()
	s.report("Herald", "Talks on the pact begin", "Delegations met in the palace.", Began)
	s.settle()
	s.signIn()
	const some, many = "pac*", "pa* OR ta* OR de* OR me* OR be*"
	for _, path := range []string{"/desk?q=", "/desk?order=relevance&q=", "/stories?q=", "/desk/stories?q=", "/desk/facts?q="} {
		s.page(path+url.QueryEscape(some), 200)
		if got := s.page(path+url.QueryEscape(many), 422).Find("main").Text(); !strings.Contains(got, "Write more letters before each *") {
			t.Errorf("%s says\n%s", path, got)
		}
	}
	saved, err := s.room.AddAlert(context.Background(), s.admin, news.Alert{Query: some, Channel: news.ChannelDesk})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.room.AddAlert(context.Background(), s.admin, news.Alert{Query: "a*", Channel: news.ChannelDesk}); err == nil {
		t.Error("an alert for a* is saved")
	}
	s.page("/desk/alerts/"+saved.ID, 200)
}

// A slowReader looks, while it is sent a page, whether others find a place.
type slowReader struct {
	*httptest.ResponseRecorder
	look func()
}

func (w slowReader) Write(b []byte) (int, error) {
	w.look()
	return w.ResponseRecorder.Write(b)
}

// Who takes a costly page slowly keeps no place for costly reads meanwhile.
func TestSlowReadersKeepNoPlace(t *testing.T) {
	t.Parallel()
	s := openSite(t, func(c *newsroom.Config, _ *frame.Config) { c.Costly = store.CostlyBounds{AtOnce: 1, Wait: time.Second} })
	s.makeAdmin()
	looked := false
	w := slowReader{httptest.NewRecorder(), func() {
		_, done, err := s.room.Reader().Costly(t.Context())
		if err != nil {
			t.Fatalf("while a page is sent: %v", err)
		}
		done()
		looked = true
	}}
	s.server.Config.Handler.ServeHTTP(w, httptest.NewRequest("GET", "/search?q=pact", nil))
	if w.Code != 200 || !looked {
		t.Errorf("the search answered %d, and looked is %v", w.Code, looked)
	}
}
