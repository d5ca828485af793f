package main

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
)

// newQuietStage serves a newsroom in which nothing goes on, with one administrator
// whose password is the demonstration's, and opens a browser.
func newQuietStage(t *testing.T) *stage {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	needs(t, "chromium", err)
	axe, err := os.ReadFile(axeCore)
	needs(t, "axe-core", err)
	s := &stage{axe: string(axe)}
	ctx, cancel := context.WithCancel(context.Background())
	address, out, ended := make(chan string, 1), make(chan *newsroom.Newsroom, 1), make(chan error, 1)
	go func() {
		c := newsroom.Config{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler), Site: publish.Site{Name: "The Quiet Wire", Language: "en", Sections: []publish.Section{{Key: "world", Title: "World"}}}}
		ended <- serve(ctx, c, "127.0.0.1:0", serving{
			ready: func(a string) { address <- a },
			begin: func(ctx context.Context, room *newsroom.Newsroom) error {
				_, err := room.MakeAdministrator(ctx, "Edda Marsh", "edda@quiet.example", "four words will do")
				out <- room
				return err
			},
		})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	s.site, s.room = <-address, <-out
	s.openBrowser(t, browser)
	return s
}

// TestAccountPagesInABrowser looks at the pages around signing in.
func TestAccountPagesInABrowser(t *testing.T) {
	s := newQuietStage(t)
	ctx := context.Background()
	editor := s.editor(t)
	s.signIn(t, editor.Email)
	if _, _, err := s.room.SignIn(ctx, editor.Email, "four words will do", newsroom.Browser{Address: "192.0.2.7", Name: "Mozilla/5.0 (iPhone) Version/17.4 Safari/604.1"}); err != nil {
		t.Fatal(err)
	}
	for _, account := range []string{"nobody@quiet.example", "a-very-long-account-name-that-somebody-made-up@a-long-host.example"} {
		if err := s.room.NoteFailedSignIn(ctx, account, "2001:db8:1:2::/64", "wrong address or password"); err != nil {
			t.Fatal(err)
		}
	}
	row, err := s.room.Begin(ctx, editor)
	if err != nil {
		t.Fatal(err)
	}
	lost, err := s.room.KeepWriting(ctx, editor, newsroom.Writing{Form: "/desk/gone note", Action: "/desk/gone", Page: "/desk", Fields: "note=It+was+raining.%0AAnd+the+ferry+was+late."})
	if err != nil {
		t.Fatal(err)
	}
	s.eachLook(t, map[string]string{"sessions": "/desk/sessions", "confirm": "/desk/confirm", "failed": "/desk/users/failed", "users": "/desk/users",
		"password": "/desk/password", "writing": "/desk/writing/" + lost})
	// An error that holds what was written.
	s.open(t, "/desk/dispatches/"+row.ID)
	eval[bool](t, s, `(() => { const f = document.querySelector("[data-editor]"); f.elements.body.value = "It was raining.\n\nThe ferry was late."; f.action = "/desk/dispatches/none"; return true; })()`)
	limited, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	if answer, err := chromedp.RunResponse(limited, chromedp.Click(chromedp.CSS("button[value=save]"))); err != nil || answer.Status != 404 {
		t.Fatalf("saving where there is nothing: %v, %v", answer, err)
	}
	s.says(t, "#written-label", "What you wrote")
	s.looks(t, "error-written")
}

// looks holds that the page at hand fits a desk and a phone and breaks no serious rule
// of accessibility.
func (s *stage) looks(t *testing.T, name string) {
	t.Helper()
	s.do(t, "giving axe to "+name, chromedp.Evaluate[chromedp.Void](s.axe))
	for _, look := range []struct {
		as    string
		width int64
		dark  bool
	}{{name, 1280, false}, {name + "-390-dark", 390, true}} {
		s.seenAs(t, look.width, look.dark)
		s.fits(t, look.as, look.width)
		s.checkPage(t, look.as)
		s.shoot(t, look.as)
	}
	s.seenAs(t, 1280, false)
}

// TestEditorLosesNothing writes in the editor and leaves it in each way in which text was lost: by
// closing the tab, by going on after the session ended, and by saving then.
func TestEditorLosesNothing(t *testing.T) {
	s := newQuietStage(t)
	ctx := context.Background()
	editor := s.editor(t)
	s.signIn(t, editor.Email)
	s.open(t, "/desk/dispatches")
	s.press(t, `main form[action="/desk/dispatches"] button`)
	page := eval[string](t, s, "location.pathname")
	typed := func(text string) {
		t.Helper()
		s.do(t, "writing", chromedp.SendKeys(chromedp.CSS("textarea[name=body]"), text))
	}

	typed("The ferry sails.")
	s.says(t, "[data-kept]:not([hidden])", "Kept as an unsaved draft")
	s.looks(t, "desk-draft-kept")

	// A tab that is closed right after the last key.
	whole := s.ctx
	tab, closeTab := chromedp.NewContext(whole)
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil { // the tab lives as long as the context that first uses it
		t.Fatalf("opening a tab: %v", err)
	}
	s.ctx = tab
	s.open(t, page+"?kept="+s.draft(t, page, "The ferry sails.").ID)
	eval[bool](t, s, `(() => { const f = document.querySelector("textarea[name=body]"); f.value += " It is late."; return f.dispatchEvent(new Event("input", {bubbles: true})); })()`)
	closeTab()
	s.ctx = whole
	s.draft(t, page, "It is late.")

	s.open(t, page)
	s.says(t, "#unsaved-label", "unsaved text")
	s.looks(t, "desk-draft-unsaved")
	s.press(t, `a[href^="?kept="]`)
	s.says(t, "form[data-editor] > .flash", "isn’t sent yet")
	s.shoot(t, "desk-draft-back")
	if text := eval[string](t, s, "document.querySelector('textarea[name=body]').value"); !strings.Contains(text, "The ferry sails.") || !strings.Contains(text, "It is late.") {
		t.Errorf("back in the field is %q", text)
	}

	if err := s.room.EndSignIns(ctx, editor, editor.ID, ""); err != nil {
		t.Fatal(err)
	}
	typed(" Fog comes up.")
	s.says(t, "[data-signed-out]:not([hidden])", "You are signed out")
	limited, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(limited, chromedp.Click(chromedp.CSS("button[value=save]")))
	if err != nil || answer.Status != 403 {
		t.Fatalf("saving after the session ended: %v, %v", answer, err)
	}
	s.says(t, "main", "What you wrote isn’t lost")
	s.looks(t, "signin-kept")
	s.do(t, "signing in", chromedp.SetValue(chromedp.CSS(`input[name=email]`), editor.Email), chromedp.SetValue(chromedp.CSS(`input[name=password]`), "four words will do"))
	s.press(t, `form[action="/signin"] button`)
	if at := eval[string](t, s, "location.pathname"); at != page {
		t.Fatalf("after signing in the browser is at %s, want %s", at, page)
	}
	s.press(t, "button[value=save]")
	s.says(t, ".flash", "Saved")
	row, err := s.room.Reader().Dispatch(ctx, strings.TrimPrefix(page, "/desk/dispatches/"))
	if err != nil || !strings.Contains(row.Body, "The ferry sails.") || !strings.Contains(row.Body, "It is late.") || !strings.Contains(row.Body, "Fog comes up.") {
		t.Errorf("saved is %q, %v", row.Body, err)
	}
	if n := eval[int](t, s, "document.querySelectorAll('#unsaved-label').length"); n != 0 {
		t.Error("what was saved is still offered")
	}
}

// draft waits until what is kept of the editor's form holds a text.
func (s *stage) draft(t *testing.T, page, text string) (w store.Writing) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var err error
		if w, err = s.room.Reader().WritingIn(context.Background(), s.editor(t).ID, page+" body"); err == nil && strings.Contains(w.Fields, strings.ReplaceAll(text, " ", "+")) {
			return w
		}
	}
	t.Fatalf("kept of %s is %q, without %q", page, w.Fields, text)
	return w
}
