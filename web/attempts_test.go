package web

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/newsroom"
	"dateline/web/frame"
)

// A crowd signs in from many addresses.
type crowd struct {
	t     *testing.T
	s     *rig
	pages http.Handler
	ahead *atomic.Int64
	log   bytes.Buffer
}

func newCrowd(t *testing.T) *crowd {
	c := &crowd{t: t, ahead: &atomic.Int64{}}
	c.s = openSite(t, func(nc *newsroom.Config, _ *frame.Config) {
		nc.Clock = func() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }
		nc.Log = slog.New(slog.NewTextHandler(&c.log, nil))
	})
	c.s.makeAdmin()
	pages, err := New(frame.Config{Room: c.s.room, Log: slog.New(slog.DiscardHandler), ForwardedHeader: "X-Forwarded-For"})
	if err != nil {
		t.Fatal(err)
	}
	c.pages = pages
	return c
}

func (c *crowd) signIn(from, email, password string, cookies ...*http.Cookie) *http.Response {
	c.t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest("POST", "/signin", strings.NewReader(url.Values{"email": {email}, "password": {password}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Forwarded-For", from)
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	c.pages.ServeHTTP(w, r)
	return w.Result()
}

// TestStrangersCannotLockOut: guessing at an account is slowed for each address and
// for all together, the same for accounts that there are not; a browser in which its
// user signed in before is not slowed, and a new one for minutes at most.
func TestStrangersCannotLockOut(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	known := c.signIn("192.0.2.1", c.s.admin.Email, password)
	if known.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in: %d", known.StatusCode)
	}
	for n, email := range []string{c.s.admin.Email, "nobody@meridian.example"} {
		first, second, others := fmt.Sprint("198.51.100.", 10+n), fmt.Sprint("198.51.100.", 20+n), fmt.Sprint("203.0.", 113+n, ".")
		for i := range 5 {
			if got := c.signIn(first, email, "wrong"); got.StatusCode != http.StatusUnprocessableEntity {
				t.Fatalf("%s, attempt %d: %d", email, i+1, got.StatusCode)
			}
		}
		if got := c.signIn(first, email, password); got.StatusCode != http.StatusTooManyRequests {
			t.Errorf("%s: the sixth attempt of an address is answered %d, want 429", email, got.StatusCode)
		}
		if got := c.signIn(second, email, "wrong"); got.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: another address is answered %d", email, got.StatusCode)
		}
		for i := range 15 { // a botnet
			c.signIn(fmt.Sprint(others, i), email, "wrong")
		}
		if got := c.signIn(others+"99", email, password); got.StatusCode != http.StatusTooManyRequests {
			t.Errorf("%s: a new address after 20 failures is answered %d, want 429", email, got.StatusCode)
		}
	}
	if got := c.signIn("198.51.100.1", c.s.admin.Email, password, known.Cookies()...); got.StatusCode != http.StatusSeeOther {
		t.Errorf("a browser that is known is answered %d", got.StatusCode)
	}
	for i := range 21 {
		c.signIn(fmt.Sprint("203.0.113.", 100+i), c.s.admin.Email, "wrong")
		c.ahead.Add(int64(30 * time.Second))
	}
	c.ahead.Add(int64(5 * time.Minute))
	if got := c.signIn("192.0.2.7", c.s.admin.Email, password); got.StatusCode != http.StatusSeeOther {
		t.Errorf("minutes after the attack a new browser is answered %d", got.StatusCode)
	}
}

// TestKnownBrowserMayNotGuess: the cookie of a browser is for its account alone, can't
// be made up, and guessing from there is slowed too.
func TestKnownBrowserMayNotGuess(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	cookies := c.signIn("192.0.2.1", c.s.admin.Email, password).Cookies()
	for i := range 5 {
		if got := c.signIn("192.0.2.1", c.s.admin.Email, "wrong", cookies...); got.StatusCode != http.StatusUnprocessableEntity {
			t.Fatalf("attempt %d: %d", i+1, got.StatusCode)
		}
	}
	if got := c.signIn("192.0.2.1", c.s.admin.Email, password, cookies...); got.StatusCode != http.StatusTooManyRequests {
		t.Errorf("the sixth attempt is answered %d, want 429", got.StatusCode)
	}
	for _, cookie := range cookies {
		if cookie.Name == "dateline-device" {
			account, _, _ := strings.Cut(cookie.Value, ".")
			cookie.Value = account + ".madeup." + strings.Repeat("A", 43)
		}
	}
	bare, err := newServer(frame.Config{Room: c.s.room, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/", nil)
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	if all := bare.Devices(r); len(all) != 0 {
		t.Errorf("a cookie that was made up is taken: %v", all)
	}
}

// TestFailedSignInsAreKept: with account and address, in the log and for administrators.
func TestFailedSignInsAreKept(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	c.signIn("198.51.100.7", "Nobody@meridian.example ", "wrong")
	c.signIn("198.51.100.7", "my secret password", "wrong")
	c.signIn("198.51.100.8", "evil\n<b>@x\x1b", "wrong")
	log := c.log.String()
	for _, want := range []string{"a sign-in failed", "account=nobody@meridian.example", "address=198.51.100.7"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
	c.s.signIn()
	doc := c.s.page("/desk/users/failed", 200)
	wantText(t, doc, "main", "nobody@meridian.example")
	wantText(t, doc, "main", "198.51.100.8")
	if html, _ := doc.Html(); strings.Contains(html+log, "secret password") || strings.Contains(html, "<b>@x") || strings.Contains(log, "\x1b") {
		t.Errorf("what was typed stands there as it is:\n%s\n%s", log, html)
	}
}

// TestConfirmingIsSlowed: whoever found a desk left open can't try many passwords.
func TestConfirmingIsSlowed(t *testing.T) {
	t.Parallel()
	s, later := openLater(t)
	for range 5 {
		s.document("a wrong password", s.post("/desk/confirm", url.Values{"password": {"wrong"}}), 422)
	}
	doc := s.document("too many", s.post("/desk/confirm", url.Values{"password": {password}}), 429)
	wantText(t, doc, "[role=alert]", "Wait")
	s.document("the password form", s.post("/desk/password", url.Values{"old": {password}, "password": {"two neighbours promise"}, "again": {"two neighbours promise"}}), 429)
	later(time.Minute)
	s.document("a minute later", s.post("/desk/confirm", url.Values{"password": {password}}), 200)
	if failed, err := s.room.Reader().FailedSignIns(context.Background(), 10); err != nil || len(failed) != 7 {
		t.Errorf("%d failures are kept, %v; want 7", len(failed), err)
	}
}
