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
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"dateline/internal/demo"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/newsroom"
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
	case <-time.After(3 * time.Minute):
		t.Fatal("the demo's front page did not come out in three minutes")
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
	s.ctx = tab
	s.do(t, "opening the browser", chromedp.Navigate("about:blank"))
	limited, expire := context.WithTimeout(tab, 8*time.Minute) // a hang ends as a failure
	t.Cleanup(func() { expire(); closeTab(); stop() })
	s.ctx = limited
}

func (s *stage) do(t *testing.T, what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(s.ctx, steps...); err != nil {
		t.Fatalf("%s: %v", what, err)
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

// look opens a page in a size and scheme.
func (s *stage) look(t *testing.T, path string, width int64, dark bool) {
	t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	s.do(t, "opening "+path, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 600})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return err
	}), chromedp.Navigate(s.site+path))
}

// checkPage runs axe on the page and looks whether it is wider than the window.
func (s *stage) checkPage(t *testing.T, name string) {
	t.Helper()
	var found struct {
		Violations []struct {
			ID, Impact, Help string
			Nodes            []struct{ HTML, FailureSummary string }
		}
	}
	s.do(t, "examining "+name, chromedp.Evaluate[chromedp.Void](s.axe))
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
	if over := eval[int](t, s, `document.documentElement.scrollWidth - window.innerWidth`); over > 1 {
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
	s.look(t, "/signin", 1280, false)
	s.do(t, "filling the form", chromedp.SetValue(chromedp.CSS(`input[name=email]`), email), chromedp.SetValue(chromedp.CSS(`input[name=password]`), "four words will do"))
	s.press(t, `main form button`)
	if at := eval[string](t, s, "location.pathname"); !strings.HasPrefix(at, "/desk") {
		t.Fatalf("after signing in the browser is at %s, want the desk", at)
	}
}

// press clicks what leads to another page, and waits for that.
func (s *stage) press(t *testing.T, selector string) {
	t.Helper()
	limited, cancel := context.WithTimeout(s.ctx, 30*time.Second)
	defer cancel()
	answer, err := chromedp.RunResponse(limited, chromedp.Click(chromedp.CSS(selector)))
	if err != nil {
		t.Fatalf("pressing %s at %s: %v", selector, eval[string](t, s, "location.href"), err)
	}
	if answer.Status >= 500 {
		t.Errorf("pressing %s gave status %d", selector, answer.Status)
	}
}

// TestPagesInABrowser looks at the main pages in both widths and schemes: no
// serious violation of the accessibility rules, nothing wider than the window.
func TestPagesInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	s := newStage(t)
	ctx := context.Background()
	stories, err := s.room.Store.Stories(ctx, 3, news.Paging{Limit: 200})
	if err != nil || len(stories.Rows) == 0 {
		t.Fatalf("no story told by three: %v", err)
	}
	story := stories.Rows[0]
	for _, x := range stories.Rows {
		if x.Reports > story.Reports {
			story = x
		}
	}
	reports, err := s.room.Store.StoryReports(ctx, story.ID)
	if err != nil {
		t.Fatal(err)
	}
	released, err := s.room.Store.Released(ctx, store.DispatchFilter{}, news.Paging{})
	if err != nil || len(released.Rows) == 0 {
		t.Fatalf("nothing was released: %v", err)
	}
	register, err := s.room.Register(ctx)
	if err != nil || len(register) == 0 {
		t.Fatalf("the register is empty: %v", err)
	}
	dispatch := released.Rows[0]
	cited := dispatch.Citations[0]
	sources, err := s.room.Store.Sources(ctx, "", news.Paging{})
	if err != nil {
		t.Fatal(err)
	}
	public := map[string]string{
		"front": "/", "section": "/sections/" + dispatch.Section, "dispatch": "/news/" + dispatch.Slug, "story": "/stories/" + story.ID, "stories": "/stories",
		"register": "/register", "agreement": "/register/" + register[0].ID, "search": "/search?q=the", "about": "/about", "subscribe": "/subscribe",
		"evidence": fmt.Sprintf("/evidence/%s/%d?start=%d&end=%d", cited.ReportID, cited.Version, cited.Start, cited.End), "signin": "/signin",
	}
	s.eachLook(t, public)
	s.signIn(t, "editor@demo.localhost")
	s.eachLook(t, map[string]string{
		"desk": "/desk", "desk-search": "/desk?q=treaty+OR+ferry", "desk-stories": "/desk/stories", "desk-story": "/desk/stories/" + story.ID, "desk-report": "/desk/reports/" + reports[0].ID,
		"desk-sources": "/desk/sources", "desk-source": "/desk/sources/" + sources.Rows[0].ID, "desk-dispatches": "/desk/dispatches", "desk-dispatch": "/desk/dispatches/" + dispatch.ID,
		"desk-facts": "/desk/facts", "desk-alerts": "/desk/alerts", "desk-comments": "/desk/comments", "desk-deliveries": "/desk/deliveries", "desk-subscribers": "/desk/subscribers",
		"desk-troubles": "/desk/troubles", "desk-users": "/desk/users",
	})
}

func (s *stage) eachLook(t *testing.T, pages map[string]string) {
	t.Helper()
	for name, path := range pages {
		for _, width := range []int64{1280, 390} {
			for _, dark := range []bool{false, true} {
				s.look(t, path, width, dark)
				look := fmt.Sprintf("%s-%d", name, width)
				if dark {
					look += "-dark"
				}
				s.checkPage(t, look)
				s.shoot(t, look)
			}
		}
	}
}
