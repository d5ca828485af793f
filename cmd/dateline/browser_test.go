package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"dateline/demo"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/record"
	"dateline/store"
)

var screenshots = flag.String("screenshots", "", "folder that the browser test puts pictures of the pages into")

// axeCore is where `npm ci` in web/axe puts the accessibility checker.
const axeCore = "../../web/axe/node_modules/axe-core/axe.min.js"

// A stage is a demo newsroom at work and a browser that looks at it.
type stage struct {
	room *newsroom.Newsroom
	show *demo.Show
	site string
	ctx  context.Context // of the browser's tab
	axe  string
}

// needs skips a test that lacks a part here; in CI a missing part is a failure.
func needs(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is needed in CI: %v", what, err)
	}
	t.Skipf("%s is not here (%v); .ci/run installs it", what, err)
}

// newStage serves the demo, waits for its first dispatches, and opens a browser.
func newStage(t *testing.T) *stage {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	needs(t, "chromium", err)
	axe, err := os.ReadFile(axeCore)
	needs(t, "axe-core", err)
	outlets, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{axe: string(axe)}
	if s.show, err = demo.New(outlets.Addr().String(), time.Now()); err != nil {
		t.Fatal(err)
	}
	world := &http.Server{Handler: s.show.World.Handler()}
	go world.Serve(outlets)
	t.Cleanup(func() { world.Close() })

	ctx, cancel := context.WithCancel(context.Background())
	c := s.show.Config(t.TempDir())
	c.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	if testing.Verbose() {
		c.Log = testkit.Logger(t)
	}
	address, out := make(chan string, 1), make(chan *newsroom.Newsroom, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- serve(ctx, c, "127.0.0.1:0", serving{
			demo:  s.show.Note(),
			ready: func(a string) { address <- a },
			begin: func(ctx context.Context, room *newsroom.Newsroom) error {
				return s.show.Run(ctx, room, time.Hour, func(line string) {
					if strings.Contains(line, "front page") {
						out <- room
					}
				})
			},
		})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	s.site = <-address
	select {
	case s.room = <-out:
	case err := <-ended:
		t.Fatalf("the demo ended: %v", err)
	case <-time.After(5 * time.Minute): // the race detector slows the demo by ten
		t.Fatal("the demo's front page did not come out in five minutes")
	}
	s.openBrowser(t, browser)
	return s
}

func (s *stage) openBrowser(t *testing.T, browser string) {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.UserDataDir(t.TempDir()))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	tab, closeTab := chromedp.NewContext(allocator)
	// The browser lives as long as the context that first uses it, so that one has no limit.
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("opening the browser: %v", err)
	}
	limited, expire := context.WithTimeout(tab, 4*time.Minute) // a hang ends as a failure
	t.Cleanup(func() { expire(); closeTab(); stop() })
	s.ctx = limited
}

// patience is how long a step in the browser may take: what is not there is not
// waited for much longer than a slow machine needs.
const patience = 15 * time.Second

func (s *stage) do(t *testing.T, what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	for _, step := range steps {
		limited, cancel := context.WithTimeout(s.ctx, patience)
		err := chromedp.Do(limited, step)
		cancel()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
}

// eval gives the value of a JavaScript expression on the page.
func eval[T any](t *testing.T, s *stage, expression string) T {
	t.Helper()
	v, err := chromedp.Run(s.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("evaluating %.80s: %v", expression, err)
	}
	return v
}

// seenAs is the size and scheme in which pages are seen from now on.
func (s *stage) seenAs(t *testing.T, width int64, dark bool) {
	t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	s.do(t, "setting the window", chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 600})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return err
	}))
}

// open opens a page, which must be there.
func (s *stage) open(t *testing.T, path string) {
	t.Helper()
	limited, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(limited, chromedp.Navigate(s.site+path))
	if err != nil {
		t.Fatalf("opening %s: %v", path, err)
	}
	if answer.Status != http.StatusOK {
		t.Fatalf("opening %s: status %d", path, answer.Status)
	}
}

// checkPage runs axe, which the page was given, on it.
func (s *stage) checkPage(t *testing.T, name string) {
	t.Helper()
	var found struct {
		Violations []struct {
			ID, Impact, Help string
			Nodes            []struct{ HTML, FailureSummary string }
		}
	}
	raw := eval[string](t, s, `axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r))`)
	if err := json.Unmarshal([]byte(raw), &found); err != nil {
		t.Fatal(err)
	}
	for _, v := range found.Violations {
		if v.Impact != "serious" && v.Impact != "critical" {
			continue
		}
		t.Errorf("%s: %s (%s): %s, at %d places", name, v.ID, v.Impact, v.Help, len(v.Nodes))
		for _, n := range v.Nodes[:min(3, len(v.Nodes))] {
			t.Logf("   %.200s\n   %.300s", n.HTML, n.FailureSummary)
		}
	}
}

// fits holds that a page is not wider than the window that was asked for: a phone's
// browser would show it smaller, and itself as wide as the page.
func (s *stage) fits(t *testing.T, name string, width int64) {
	t.Helper()
	if over := eval[int64](t, s, `document.documentElement.scrollWidth`) - width; over > 1 {
		t.Errorf("%s is %d pixels wider than its window", name, over)
	}
}

func (s *stage) shoot(t *testing.T, name string) {
	t.Helper()
	if *screenshots == "" {
		return
	}
	png, err := chromedp.Run(s.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatalf("taking a picture of %s: %v", name, err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// signIn signs in at the desk by its form.
func (s *stage) signIn(t *testing.T, email string) {
	t.Helper()
	s.seenAs(t, 1280, false)
	s.open(t, "/signin")
	s.do(t, "filling the form", chromedp.SetValue(chromedp.CSS(`input[name=email]`), email), chromedp.SetValue(chromedp.CSS(`input[name=password]`), "four words will do"))
	s.press(t, `main form button`)
	if at := eval[string](t, s, "location.pathname"); !strings.HasPrefix(at, "/desk") {
		t.Fatalf("after signing in the browser is at %s, want the desk", at)
	}
}

// press clicks what leads to another page, and waits for that.
func (s *stage) press(t *testing.T, selector string) {
	t.Helper()
	limited, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(limited, chromedp.Click(chromedp.CSS(selector)))
	if err != nil {
		t.Fatalf("pressing %s at %s: %v\n%.1500s", selector, eval[string](t, s, "location.href"), err, eval[string](t, s, "document.body.innerText"))
	}
	if answer.Status >= 400 {
		t.Fatalf("pressing %s gave status %d at %s\n%.1500s", selector, answer.Status, answer.URL, eval[string](t, s, "document.body.innerText"))
	}
}

// says fails unless what a selector finds comes to hold a text.
func (s *stage) says(t *testing.T, selector, want string) {
	t.Helper()
	limited, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	said := fmt.Sprintf(`document.querySelector(%q)?.textContent.replace(/\s+/g, " ") ?? ""`, selector)
	if _, err := chromedp.Run(limited, chromedp.Poll[bool](fmt.Sprintf("(%s).includes(%q)", said, want), chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(patience))); err != nil {
		t.Fatalf("%s at %s says %q, want %q in it (%v)", selector, eval[string](t, s, "location.href"), eval[string](t, s, said), want, err)
	}
}

// TestInABrowser drives a newsroom at work through a browser: every page in both
// widths and schemes, and the ways that people go on site and desk.
func TestInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	s := newStage(t)
	story := s.widestStory(t)
	if places, err := s.room.Reader().Map(context.Background(), store.MapFilter{}, 10); err != nil || len(places) < 4 {
		t.Errorf("the map of the demonstration has %d points, %v", len(places), err)
	}
	s.tellOfPlaces(t)
	t.Run("site", func(t *testing.T) { s.lookAtSite(t, story) })
	t.Run("desk", func(t *testing.T) {
		s.signIn(t, "editor@demo.localhost")
		s.lookAtDesk(t, story)
	})
	t.Run("river", s.followTheRiver)
	t.Run("dispatch", func(t *testing.T) { s.writeDispatch(t, story) })
}

// widestStory gives the story that has most reports.
func (s *stage) widestStory(t *testing.T) store.StoryRow {
	t.Helper()
	stories, err := s.room.Reader().Stories(context.Background(), store.StoryFilter{AtLeast: 3}, news.Paging{Limit: 200})
	if err != nil || len(stories.Rows) == 0 {
		t.Fatalf("no story told by three: %v", err)
	}
	story := stories.Rows[0]
	for _, x := range stories.Rows {
		if x.Reports > story.Reports {
			story = x
		}
	}
	return story
}

const placesReport = "rep_places"

// tellOfPlaces adds a story of its own that tells of more places than the
// demonstration does: most of those are on no map.
func (s *stage) tellOfPlaces(t *testing.T) {
	t.Helper()
	now := time.Now().UTC()
	r := news.Report{ID: placesReport, URL: "https://globe.example/places", CaptureID: "cap_places", Kind: news.KindArticle, Language: "en", Outlet: "Globe", Headline: "A week of talks", Published: now, Version: 1,
		Text: "The United States imposed sanctions on Iran. Japan signed a fisheries treaty with India in Tokyo on Monday. Germany signed a trade agreement with France in Berlin on Monday. " +
			"Russia signed a defence pact with China in Moscow on Wednesday. Brazil signed a border treaty with Argentina in Buenos Aires on Tuesday. " +
			"South Africa signed an extradition treaty with Kenya in Nairobi on Monday. Australia signed a climate agreement with Fiji in Sydney on Sunday."}
	r.Paragraphs = []news.Paragraph{{Kind: news.PlainParagraph, Text: r.Text}}
	rec := record.Record(r)
	err := s.room.DB().Write(context.Background(), "a report of places", func(tx *store.Tx) error {
		if _, _, err := tx.SaveReport(r, now); err != nil {
			return err
		}
		if err := tx.SaveLink(news.Link{ReportID: r.ID, StoryID: news.StoryID(r.ID), New: true, Bound: true}, now); err != nil {
			return err
		}
		return tx.SaveRecord(rec, 1)
	})
	if err != nil {
		t.Fatal(err)
	}
	if places, err := s.room.Reader().Map(context.Background(), store.MapFilter{}, 10); err != nil || len(places) < 4 {
		t.Fatalf("%d places are on the map: %v", len(places), err)
	}
}

func (s *stage) released(t *testing.T) store.DispatchRow {
	t.Helper()
	released, err := s.room.Reader().Released(context.Background(), store.DispatchFilter{}, news.Paging{})
	if err != nil || len(released.Rows) == 0 {
		t.Fatalf("nothing was released: %v", err)
	}
	return released.Rows[0]
}

func (s *stage) lookAtSite(t *testing.T, story store.StoryRow) {
	register, _, err := s.room.Register(context.Background())
	if err != nil || len(register) == 0 {
		t.Fatalf("the register is empty: %v", err)
	}
	dispatch := s.released(t)
	cited := dispatch.Citations[0].Citation
	report, err := s.room.Reader().ReportVersion(context.Background(), cited.ReportID, cited.Version)
	if err != nil {
		t.Fatal(err)
	}
	matters, err := s.room.Reader().Matters(context.Background(), "", news.Paging{})
	if err != nil {
		t.Fatal(err)
	}
	matter := ""
	for _, m := range matters.Rows {
		if n, err := s.room.Reader().ReleasedCounts(context.Background(), m.ID); err == nil && n[m.ID] > 0 {
			matter = m.ID
		}
	}
	if matter == "" {
		t.Fatal("nothing is published on a matter")
	}
	s.eachLook(t, map[string]string{
		"matter":    "/matters/" + matter,
		"story-map": "/stories/" + news.StoryID(placesReport) + "?map=all",
		"front":     "/", "section": publish.SectionPath(dispatch.Section), "dispatch": publish.Path(dispatch.Dispatch), "story": "/stories/" + story.ID, "stories": "/stories",
		"register": "/register", "agreement": "/register/" + register[0].ID, "search": "/search?q=the", "about": "/about", "api": "/api", "subscribe": "/subscribe",
		"evidence": publish.EvidencePath(cited), "capture": "/captures/" + report.CaptureID + "/about", "signin": "/signin",
	})
}

func (s *stage) lookAtDesk(t *testing.T, story store.StoryRow) {
	ctx := context.Background()
	reports, err := s.room.Reader().StoryReports(ctx, story.ID)
	if err != nil || len(reports) == 0 {
		t.Fatalf("the story has no report: %v", err)
	}
	sources, err := s.room.Reader().Sources(ctx, "", news.Paging{})
	if err != nil || len(sources.Rows) == 0 {
		t.Fatalf("there is no source: %v", err)
	}
	dispatch, editor := s.released(t), s.editor(t)
	places, err := s.room.Reader().Map(ctx, store.MapFilter{}, 1)
	if err != nil || len(places) == 0 {
		t.Fatalf("no place is known: %v", err)
	}
	if err := s.room.SayFrame(ctx, editor, newsroom.FrameWord{Frame: "impose sanctions", Type: "SANCTION"}); err != nil {
		t.Fatal(err)
	}
	facts, err := s.room.Reader().ReportFacts(ctx, placesReport)
	if err != nil || len(facts) == 0 || len(facts[0].Source) == 0 {
		t.Fatalf("the report of places tells nothing: %v", err)
	}
	draft, err := s.room.Draft(ctx, editor, story.ID)
	if err != nil {
		t.Fatal(err)
	}
	alert, err := s.room.AddAlert(ctx, editor, news.Alert{Name: "Ferries", Query: "ferry OR harbour", Channel: news.ChannelDesk})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.room.Comment(ctx, dispatch.Slug, "Iris", "Was it raining?"); err != nil {
		t.Fatal(err)
	}
	if err := s.room.Subscribe(ctx, "iris@reader.example", ""); err != nil {
		t.Fatal(err)
	}
	owed, err := s.room.Reader().Deliveries(ctx, "", "", news.Paging{})
	if err != nil || len(owed.Rows) == 0 {
		t.Fatalf("nothing is owed: %v", err)
	}
	matters, err := s.room.Reader().Matters(ctx, "", news.Paging{})
	if err != nil || len(matters.Rows) == 0 {
		t.Fatalf("there is no matter: %v", err)
	}
	matter := matters.Rows[0]
	for _, m := range matters.Rows {
		if m.Stories > matter.Stories {
			matter = m
		}
	}
	followed, err := s.room.Reader().MatterStories(ctx, matter.ID)
	if err != nil || len(followed) < 2 {
		t.Fatalf("%d stories stand in a matter: %v", len(followed), err)
	}
	s.eachLook(t, map[string]string{
		"desk-matters": "/desk/matters", "desk-matter": "/desk/matters/" + matter.ID, "desk-story-of-matter": "/desk/stories/" + followed[1].ID, "story-of-matter": "/stories/" + followed[1].ID,
		"desk-quiet": "/desk/stories?life=quiet&reports=1",
		"desk-river": "/desk", "desk-narrowed": "/desk?language=en&copies=1", "desk-search": "/desk?q=treaty+OR+ferry", "desk-stories": "/desk/stories", "desk-story": "/desk/stories/" + story.ID,
		"desk-report": "/desk/reports/" + reports[0].ID, "desk-changes": "/desk/reports/" + reports[0].ID + "/changes", "desk-reading": "/desk/reports/" + reports[0].ID + "/reading", "desk-correction": "/desk/reports/" + reports[0].ID + "/reading/correct?block=5&role=byline", "desk-ledger": "/desk/stories/" + story.ID + "/ledger", "desk-actors": "/desk/actors", "desk-facts": "/desk/facts", "desk-fact": "/desk/facts/" + facts[0].ID,
		"desk-actor": "/desk/actor?name=" + url.QueryEscape(store.ActorKey(facts[0].Source[0])), "desk-places": "/desk/places", "desk-place": "/desk/places/" + places[0].ID, "desk-map": "/desk/map", "desk-map-europe": "/desk/map?map=europe",
		"desk-frames": "/desk/frames", "desk-frame": "/desk/frames/say?frame=met&type=CONSULT",
		"desk-sources": "/desk/sources", "desk-source": "/desk/sources/" + sources.Rows[0].ID, "desk-dispatches": "/desk/dispatches", "desk-dispatch": "/desk/dispatches/" + dispatch.ID,
		"desk-draft": "/desk/dispatches/" + draft.ID, "desk-alerts": "/desk/alerts", "desk-alert": "/desk/alerts/" + alert.ID, "desk-comments": "/desk/comments",
		"desk-deliveries": "/desk/deliveries", "desk-delivery": "/desk/deliveries/" + owed.Rows[0].ID, "desk-subscribers": "/desk/subscribers",
		"desk-troubles": "/desk/troubles", "desk-users": "/desk/users", "desk-password": "/desk/password",
	})
}

func (s *stage) editor(t *testing.T) news.User {
	t.Helper()
	users, err := s.room.Reader().Users(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		if u.Role == news.Administrator {
			return u
		}
	}
	t.Fatal("the demo has no editor")
	return news.User{}
}

// eachLook looks at pages: no serious violation of the accessibility rules, and
// nothing wider than the window. Axe takes longest, so it sees each width and
// each scheme once.
func (s *stage) eachLook(t *testing.T, pages map[string]string) {
	t.Helper()
	for name, path := range pages {
		s.seenAs(t, 1280, false)
		s.open(t, path)
		s.do(t, "giving axe to "+name, chromedp.Evaluate[chromedp.Void](s.axe))
		for _, look := range []struct {
			width     int64
			dark, axe bool
		}{{1280, false, true}, {1280, true, false}, {390, false, false}, {390, true, true}} {
			s.seenAs(t, look.width, look.dark)
			as := fmt.Sprintf("%s-%d", name, look.width)
			if look.dark {
				as += "-dark"
			}
			s.fits(t, as, look.width)
			if look.axe {
				s.checkPage(t, as)
			}
			s.shoot(t, as)
		}
	}
	s.seenAs(t, 1280, false)
}

// followTheRiver sees a report arrive in an open river, opens one beside its
// capture, and cites a sentence of it.
func (s *stage) followTheRiver(t *testing.T) {
	ctx := context.Background()
	s.open(t, "/desk")
	editor := s.editor(t)
	s.show.World.SetNow(time.Now().UTC())
	s.show.World.PublishNext()
	err := s.room.EachSource(ctx, "", func(row store.SourceRow) error { return s.room.LookNow(ctx, editor, row.ID) })
	if err != nil {
		t.Fatal(err)
	}
	s.says(t, "[data-arrivals]:not([hidden])", "new report")
	s.press(t, "[data-arrivals]")
	s.press(t, ".river-headline a")
	s.says(t, "pre.raw", "<")
	s.do(t, "ticking all", chromedp.Click(chromedp.CSS("[data-tick-all]")))
	s.says(t, "[data-tick-all]", "Untick all")
	s.do(t, "unticking all, ticking one", chromedp.Click(chromedp.CSS("[data-tick-all]")), chromedp.Click(chromedp.CSS("label.sentence input")))
	sentence := eval[string](t, s, `document.querySelector("label.sentence span").textContent`)
	s.press(t, ".picker button[type=submit]")
	s.says(t, ".flash", "1 sentence was added")
	s.says(t, ".citations li", sentence)
}

// writeDispatch goes from a story to a dispatch on the site, from a sentence of
// it back to the capture, and from a reader's comment to the moderator and back.
func (s *stage) writeDispatch(t *testing.T, story store.StoryRow) {
	s.open(t, "/desk/stories/"+story.ID)
	s.press(t, `main form[action$="/dispatch"] button`)
	const unsaved = `(() => { const e = new Event("beforeunload", {cancelable: true}); window.dispatchEvent(e); return e.defaultPrevented })()`
	if eval[bool](t, s, unsaved) {
		t.Error("leaving what is saved warns")
	}
	s.do(t, "writing a headline", chromedp.SendKeys(chromedp.CSS("input[name=headline]"), ", seen in a browser"))
	s.says(t, ".preview-headline", ", seen in a browser")
	// Asked in the same turn as the change: soon after, the server keeps it as a draft.
	const changed = `document.querySelector("input[name=headline]").dispatchEvent(new Event("input", {bubbles: true}))`
	const typed = `(document.querySelector("input[name=headline]").value += " today", ` + changed + `, true)`
	if !eval[bool](t, s, typed+" && "+unsaved) {
		t.Error("leaving what is not saved does not warn")
	}
	s.press(t, "button[value=publish]")
	s.says(t, ".flash", "Published")
	s.press(t, `main header a[href^="/news/"]`)
	s.says(t, "h1", ", seen in a browser")
	address := eval[string](t, s, "location.pathname")
	sentence := eval[string](t, s, `document.querySelector(".sources blockquote p").textContent`)
	s.press(t, `.sources .meta a[href^="/evidence/"]`)
	s.says(t, "mark#cited", sentence)
	s.press(t, `main a[href^="/captures/"]`)
	if source := eval[string](t, s, "document.body.innerText"); !strings.Contains(source, "<html") {
		t.Errorf("the capture is no page: %.300s", source)
	}

	s.open(t, address)
	s.do(t, "commenting", chromedp.SetValue(chromedp.CSS(".comment-form input[name=name]"), "Otto"), chromedp.SetValue(chromedp.CSS(".comment-form textarea"), "It was raining."))
	s.press(t, ".comment-form button")
	s.says(t, ".comments .flash", "moderator reads")
	s.open(t, "/desk/comments")
	s.says(t, ".comment-text", "It was raining.")
	s.press(t, ".judge button[value=approved]")
	s.says(t, ".flash", "approved")
	s.open(t, address)
	s.says(t, ".comment", "It was raining.")
}
