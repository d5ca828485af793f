package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/internal/testkit"
	"dateline/newsroom"
	"dateline/web/frame"
)

// openLater opens a site whose clock can be put forward.
func openLater(t *testing.T) (*rig, func(time.Duration)) {
	t.Helper()
	var ahead atomic.Int64
	s := openSite(t, func(c *newsroom.Config, _ *frame.Config) {
		c.Clock = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	})
	s.makeAdmin()
	s.signIn()
	return s, func(d time.Duration) { ahead.Add(int64(d)) }
}

// TestSignedInDevices: users see where they are signed in, and end one or all others.
func TestSignedInDevices(t *testing.T) {
	t.Parallel()
	s, _ := openLater(t)
	there, third := s.as(s.admin.Email), s.as(s.admin.Email)
	doc := s.page("/desk/sessions", 200)
	if n := doc.Find(".row-line").Length(); n != 3 {
		t.Fatalf("%d devices are listed, want 3", n)
	}
	wantText(t, doc, ".row-line", "127.0.0.1")
	if n := doc.Find(".row-line .badge").Length(); n != 1 {
		t.Errorf("%d devices are this one", n)
	}
	there.page("/desk", 200)
	doc = s.document("ending one", s.post(doc.Find(`form[action$="/end"]`).First().AttrOr("action", ""), nil), 200)
	if n := doc.Find(".row-line").Length(); n != 2 {
		t.Errorf("%d devices are left, want 2", n)
	}
	if gone, there := there.get("/desk").Request.URL.Path, third.get("/desk").Request.URL.Path; (gone == "/signin") == (there == "/signin") {
		t.Errorf("after one was ended they are at %s and %s", gone, there)
	}
	doc = s.document("ending all others", s.post("/desk/sessions/others", nil), 200)
	if n := doc.Find(".row-line").Length(); n != 1 {
		t.Errorf("%d devices are left, want this one", n)
	}
	for _, other := range []*rig{there, third} {
		if res := other.get("/desk"); res.Request.URL.Path != "/signin" {
			t.Errorf("a device that was signed out is at %s", res.Request.URL.Path)
		}
	}
	s.post("/signout", nil)
	if left, err := s.room.SignIns(context.Background(), s.admin.ID); err != nil || len(left) != 0 {
		t.Errorf("after signing out %d sign-ins are left, %v", len(left), err)
	}
}

// TestAdministratorSignsOut: an administrator ends the sessions of a user; nobody
// ends those of another by their number.
func TestAdministratorSignsOut(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	w.signIn()
	rhea, rolf := w.as("reader@meridian.example"), w.as("reporter@meridian.example")
	theirs := rhea.page("/desk/sessions", 200)
	id := mustSignIn(t, w.rig, "reader@meridian.example")
	if theirs.Find(`form[action$="/end"]`).Length() != 0 {
		t.Error("the device in use is offered to be signed out")
	}
	if res := rolf.post("/desk/sessions/"+id+"/end", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("ending another's session: %d, want 404", res.StatusCode)
	}
	rhea.page("/desk", 200)
	doc := w.page("/desk/users?q=rhea", 200)
	doc = w.document("signing out", w.submit(doc, `main form[action$="/signout"]`, "", nil), 200)
	wantText(t, doc, ".flash", "signed out everywhere")
	if res := rhea.get("/desk"); res.Request.URL.Path != "/signin" {
		t.Errorf("who was signed out is at %s", res.Request.URL.Path)
	}
}

func mustSignIn(t *testing.T, s *rig, email string) string {
	t.Helper()
	u, _, err := s.room.Reader().UserByEmail(context.Background(), email)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.room.SignIns(context.Background(), u.ID)
	if err != nil || len(all) == 0 {
		t.Fatalf("%d sign-ins of %s, %v", len(all), email, err)
	}
	return all[0].ID
}

// TestSensitiveFormsAskForThePassword: what changes who may do what is done only
// soon after the password was entered, under a new token.
func TestSensitiveFormsAskForThePassword(t *testing.T) {
	t.Parallel()
	s, later := openLater(t)
	add := url.Values{"name": {"Nora"}, "email": {"nora@meridian.example"}, "role": {"reader"}, "password": {"two neighbours promise"}}
	later(11 * time.Minute)
	me := "/desk/users/" + s.admin.ID
	for path, form := range map[string]url.Values{
		"/desk/users": add, me: {"name": {"Eve"}, "role": {"administrator"}}, me + "/password": {"password": {"two neighbours promise"}}, me + "/signout": nil,
		"/desk/subscribers/webhooks": {"address": {"https://example.org/hook"}}, "/desk/sessions/others": nil, "/desk/sessions/x/end": nil,
		"/desk/alerts": {"query": {"pact"}, "channel": {"webhook"}, "address": {"https://example.org/hook"}},
	} {
		doc := s.document(path, s.post(path, form), 403)
		wantText(t, doc, "h1", "Enter your password again")
		if html, _ := doc.Html(); strings.Contains(html, "neighbours") {
			t.Errorf("%s: the answer repeats a password", path)
		}
	}
	users, err := s.room.Reader().Users(context.Background())
	if err != nil || len(users) != 1 || users[0].Name != s.admin.Name {
		t.Fatalf("without the password: %+v, %v", users, err)
	}
	token := s.cookie()
	doc := s.document("a wrong password", s.post("/desk/confirm", url.Values{"password": {"wrong"}, "to": {"/desk/users"}}), 422)
	wantText(t, doc, "[role=alert]", "wrong")
	res := s.submit(doc, "main form", "", url.Values{"password": {password}})
	if res.Request.URL.Path != "/desk/users" || res.StatusCode != 200 {
		t.Fatalf("the right password leads to %s, %d", res.Request.URL, res.StatusCode)
	}
	if s.cookie() == token {
		t.Error("the session's token is not renewed")
	}
	s.document("adding a user", s.post("/desk/users", add), 200)
	if users, err = s.room.Reader().Users(context.Background()); err != nil || len(users) != 2 {
		t.Errorf("%d users, %v", len(users), err)
	}
	if res := s.post("/desk/confirm", url.Values{"password": {password}, "to": {"https://evil.example/"}}); res.Request.URL.Path != "/desk" {
		t.Errorf("confirming leads to %s", res.Request.URL)
	}
}

// cookie returns the session's token.
func (s *rig) cookie() string {
	for _, c := range s.client.Jar.Cookies(must(s.t.(*testing.T), s.server.URL)) {
		if c.Name == "dateline" {
			return c.Value
		}
	}
	return ""
}

// TestIdleSessionEnds over HTTP, with the page that was asked for as the way back.
func TestIdleSessionEnds(t *testing.T) {
	t.Parallel()
	s, later := openLater(t)
	later(11 * time.Hour)
	s.page("/desk", 200)
	later(11 * time.Hour)
	s.page("/desk", 200)
	later(12*time.Hour + time.Minute)
	if res := s.get("/desk/alerts"); res.Request.URL.Path != "/signin" || res.Request.URL.Query().Get("to") != "/desk/alerts" {
		t.Errorf("after twelve idle hours the browser is at %s", res.Request.URL)
	}
}

// TestCookies: over HTTPS the session's cookie belongs to this host alone, and the
// browser is told to stay with HTTPS.
func TestCookies(t *testing.T) {
	t.Parallel()
	s := openSite(t, nil)
	s.makeAdmin()
	signIn := func(base string) *http.Response {
		t.Helper()
		s.room.Site.BaseURL = base
		pages, err := New(frame.Config{Room: s.room, Log: testkit.Logger(t)})
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequest("POST", "/signin", strings.NewReader(url.Values{"email": {s.admin.Email}, "password": {password}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		pages.ServeHTTP(w, r)
		if w.Code != http.StatusSeeOther || len(w.Result().Cookies()) == 0 {
			t.Fatalf("signing in at %s: %d %s", base, w.Code, w.Body)
		}
		return w.Result()
	}
	for _, c := range signIn("https://wire.example").Cookies() {
		if !strings.HasPrefix(c.Name, "__Host-dateline") || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
			t.Errorf("over HTTPS the cookie is %+v", c)
		}
	}
	if got := signIn("https://wire.example").Header.Get("Strict-Transport-Security"); got == "" {
		t.Error("over HTTPS the browser isn't told to stay with it")
	}
	for _, c := range signIn("http://127.0.0.1:8080").Cookies() {
		if !strings.HasPrefix(c.Name, "dateline") || c.Secure || !c.HttpOnly {
			t.Errorf("over HTTP the cookie is %+v", c)
		}
	}
}
