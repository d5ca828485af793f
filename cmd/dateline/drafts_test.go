package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"dateline/store"
)

// keepDrafts writes in the editor and leaves it in each way in which text was lost: by
// closing the tab, by going on after the session ended, and by saving then.
func (s *stage) keepDrafts(t *testing.T) {
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
	s.do(t, "giving axe to the editor", chromedp.Evaluate[chromedp.Void](s.axe))
	s.checkPage(t, "desk-draft-kept")
	s.shoot(t, "desk-draft-kept")

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
	for _, look := range []struct {
		width int64
		dark  bool
	}{{1280, false}, {390, true}} {
		s.seenAs(t, look.width, look.dark)
		s.fits(t, "desk-draft-unsaved", look.width)
		s.do(t, "giving axe to the offer", chromedp.Evaluate[chromedp.Void](s.axe))
		s.checkPage(t, "desk-draft-unsaved")
		s.shoot(t, "desk-draft-unsaved"+map[bool]string{true: "-390-dark", false: ""}[look.dark])
	}
	s.seenAs(t, 1280, false)
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
	for _, look := range []struct {
		width int64
		dark  bool
	}{{1280, false}, {390, true}} {
		s.seenAs(t, look.width, look.dark)
		s.fits(t, "signin-kept", look.width)
		s.do(t, "giving axe to the sign-in page", chromedp.Evaluate[chromedp.Void](s.axe))
		s.checkPage(t, "signin-kept")
		s.shoot(t, "signin-kept"+map[bool]string{true: "-390-dark", false: ""}[look.dark])
	}
	s.seenAs(t, 1280, false)
	s.do(t, "signing in", chromedp.SetValue(chromedp.CSS(`input[name=email]`), editor.Email), chromedp.SetValue(chromedp.CSS(`input[name=password]`), "four words will do"))
	s.press(t, `form[action="/signin"] button`)
	if at := eval[string](t, s, "location.pathname"); at != page {
		t.Fatalf("after signing in the browser is at %s, want %s", at, page)
	}
	s.press(t, "button[value=save]")
	s.says(t, ".flash", "Saved")
	row, err := s.room.Store.Dispatch(ctx, strings.TrimPrefix(page, "/desk/dispatches/"))
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
		if w, err = s.room.Store.WritingIn(context.Background(), s.editor(t).ID, page+" body"); err == nil && strings.Contains(w.Fields, strings.ReplaceAll(text, " ", "+")) {
			return w
		}
	}
	t.Fatalf("kept of %s is %q, without %q", page, w.Fields, text)
	return w
}
