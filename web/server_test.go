package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"dateline/desk"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame"
)

func (s *rig) signIn() {
	s.t.Helper()
	s.document("signing in", s.post("/signin", url.Values{"email": {s.admin.Email}, "password": {password}}), 200)
}

func TestSetupAndSignIn(t *testing.T) {
	s := openSite(t, func(_ *newsroom.Config, c *frame.Config) {
		c.SetupToken = "sesame"
		c.Demo = "Try anna@demo.example\n\nwith 1234"
	})
	if res := s.get("/signin"); res.Request.URL.Path != "/setup" {
		t.Errorf("the first sign-in leads to %s", res.Request.URL.Path)
	}
	form := url.Values{"name": {"Ada"}, "email": {"ada@meridian.example"}, "password": {password}, "again": {password}, "token": {"wrong"}}
	if got := s.page("/setup?token=sesame", 200).Find("[name=token]").AttrOr("value", ""); got != "" {
		t.Errorf("the token is taken from the address: %q", got)
	}
	doc := s.document("a wrong token", s.post("/setup", form), 422)
	wantText(t, doc, "[role=alert]", "token")
	form.Set("token", "sesame")
	form.Set("again", "other")
	doc = s.document("two passwords", s.post("/setup", form), 422)
	wantText(t, doc, "[role=alert]", "differ")
	form.Set("again", password)
	res := s.post("/setup", form)
	if res.Request.URL.Path != "/desk" || res.StatusCode != 200 {
		t.Fatalf("making the administrator leads to %s, %d", res.Request.URL.Path, res.StatusCode)
	}
	if res := s.get("/setup"); res.Request.URL.Path == "/setup" {
		t.Error("a second administrator may be made")
	}
	s.post("/signout", nil)
	if res := s.get("/desk/x?y=1"); res.StatusCode != 404 {
		t.Logf("an unknown desk page answers %d", res.StatusCode)
	}
	res = s.get("/desk")
	if res.Request.URL.Path != "/signin" || res.Request.URL.Query().Get("to") != "/desk" {
		t.Errorf("the desk leads a stranger to %s", res.Request.URL)
	}
	doc = s.document("the sign-in page", res, 200)
	wantText(t, doc, ".hint", "anna@demo.example")
	doc = s.document("a wrong password", s.post("/signin", url.Values{"email": {"ada@meridian.example"}, "password": {"nope"}}), 422)
	wantText(t, doc, "[role=alert]", "wrong")
	if got, _ := doc.Find("input[name=email]").Attr("value"); got != "ada@meridian.example" {
		t.Errorf("the form forgot the address: %q", got)
	}
	res = s.post("/signin", url.Values{"email": {"ada@meridian.example"}, "password": {password}, "to": {"//evil.example/"}})
	if res.Request.URL.Path != "/desk" {
		t.Errorf("signing in leads to %s", res.Request.URL)
	}
}

func TestTokenIsRenewedAtSignIn(t *testing.T) {
	s := openSite(t, nil)
	s.makeAdmin()
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	cookie := func() *http.Cookie {
		res := s.post("/signin", url.Values{"email": {s.admin.Email}, "password": {password}})
		if len(res.Cookies()) == 0 {
			t.Fatal("signing in sets no cookie")
		}
		return res.Cookies()[0]
	}
	a, b := cookie(), cookie()
	if a.Value == b.Value {
		t.Error("signing in again keeps the token")
	}
	if !a.HttpOnly || a.SameSite != http.SameSiteLaxMode || a.Secure {
		t.Errorf("the cookie is %+v", a)
	}
}

func TestOwn(t *testing.T) {
	for in, want := range map[string]string{"/desk/x?y=1#z": "/desk/x?y=1#z", "": "/desk", "//evil.example": "/desk", "https://evil.example": "/desk",
		`/\evil.example`: "/desk", "javascript:alert(1)": "/desk", "/a\nb": "/desk", "/\tb": "/desk", "desk": "/desk"} {
		if got := frame.Own(in); got != want {
			t.Errorf("own(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestHeaders walks over all addresses: every answer carries the headers, errors,
// redirects, files and feeds too, of whatever method and whoever asks.
func TestHeaders(t *testing.T) {
	w := fullDesk(t)
	follow := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	stranger := &rig{t: t, server: w.server, client: newClient(t)}
	admin := w.as(w.admin.Email)
	stranger.client.CheckRedirect, admin.client.CheckRedirect = follow, follow
	routes := append(routesOf(t, w.rig), [2]string{"GET", "/nothing"}, [2]string{"GET", "/desk//"}, [2]string{"PUT", "/about"}, [2]string{"POST", "/feed.rss"},
		[2]string{"GET", "/robots.txt"}, [2]string{"GET", "/captures/" + w.reports[0].CaptureID}, [2]string{"GET", "/news/" + w.pact.Slug}, [2]string{"GET", "/dispatches/x"})
	seen := map[int]bool{}
	for _, route := range routes {
		for _, as := range []*rig{stranger, admin} {
			if route[1] == "/desk/events" || route[1] == "/signout" && as == admin {
				continue // the stream is looked at below
			}
			r, err := http.NewRequest(route[0], w.server.URL+route[1], nil)
			if err != nil {
				t.Fatal(err)
			}
			res := as.do(r)
			seen[res.StatusCode] = true
			wantHeaders(t, route[0]+" "+route[1], res.Header)
		}
	}
	for _, status := range []int{200, 301, 303, 401, 404, 405} {
		if !seen[status] {
			t.Errorf("no answer had the status %d", status)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.server.URL+"/desk/events?seen=0", nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := admin.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	wantHeaders(t, "the event stream", stream.Header)
}

func wantHeaders(t *testing.T, what string, h http.Header) {
	t.Helper()
	csp := h.Get("Content-Security-Policy")
	if strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") || !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("%s has the policy %q", what, csp)
	}
	if got := h.Get("X-Content-Type-Options"); got != "nosniff" {
		t.Errorf("%s: X-Content-Type-Options is %q", what, got)
	}
	if got := h.Get("X-Frame-Options"); got != "DENY" {
		t.Errorf("%s: X-Frame-Options is %q", what, got)
	}
	if got := h.Get("Referrer-Policy"); got != "strict-origin-when-cross-origin" && got != "no-referrer" {
		t.Errorf("%s: Referrer-Policy is %q", what, got)
	}
	if h.Get("Cross-Origin-Opener-Policy") == "" || h.Get("Permissions-Policy") == "" {
		t.Errorf("%s lacks a policy: %v", what, h)
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	s := openSite(t, nil)
	r, _ := http.NewRequest(http.MethodPost, s.server.URL+"/subscribe", strings.NewReader("address=a@b.example"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Origin", "https://evil.example")
	if res := s.do(r); res.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another site is answered %d, want 403", res.StatusCode)
	}
}

func TestLargeFormIsRefused(t *testing.T) {
	s := openSite(t, nil)
	res := s.post("/subscribe", url.Values{"address": {strings.Repeat("a", frame.SmallMost)}})
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a form too large is answered %d, want 413", res.StatusCode)
	}
}

func TestAssets(t *testing.T) {
	s := openSite(t, nil)
	doc := s.page("/", 200)
	href, _ := doc.Find("link[rel=stylesheet]").Attr("href")
	res := s.get(href)
	if res.StatusCode != 200 || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/css") {
		t.Errorf("%s: %d %v", href, res.StatusCode, res.Header)
	}
	if res := s.get("/assets/dateline.css"); res.StatusCode != 404 {
		t.Errorf("an asset without its checksum answers %d", res.StatusCode)
	}
}

func TestErrorsAreOneTable(t *testing.T) {
	refusal := &newsroom.Refusal{Sentence: "Say it otherwise."}
	for _, c := range []struct {
		err    error
		status int
		says   string
	}{
		{fmt.Errorf("looking: %w", newsroom.ErrNotFound), 404, "Nothing is at this address"},
		{fmt.Errorf("saving: %w", newsroom.ErrConflict), 409, "Someone else"},
		{fmt.Errorf("asking: %w", refusal), 422, "Say it otherwise."},
		{&desk.Refusal{Kind: desk.ErrRole, Sentence: "Ask an editor."}, 422, "Ask an editor."},
		{frame.ErrTooMany, 429, "Wait a minute"},
		{frame.ErrForbidden, 403, "role"},
		{fmt.Errorf("signing in: %w", newsroom.ErrCrowded), 503, "in a few seconds"},
		{errors.New("disk of secret-host is full"), 500, "Internal error"},
	} {
		s := bareServer(t)
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/x", nil)
		s.Fail(w, r, c.err)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) || strings.Contains(w.Body.String(), "secret-host") {
			t.Errorf("%v: answered %d, want %d, with %q in\n%.900s", c.err, w.Code, c.status, c.says, w.Body)
		}
	}
}

func TestPanicIsAPage(t *testing.T) {
	var logged bytes.Buffer
	s := bareServer(t)
	s.Log = slog.New(slog.NewTextHandler(&logged, nil))
	s.Page("GET /panics", func(http.ResponseWriter, *http.Request) error { panic("of secret-host") })
	w := httptest.NewRecorder()
	s.Around(s.Mux).ServeHTTP(w, httptest.NewRequest("GET", "/panics", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret-host") || !strings.Contains(w.Body.String(), "Internal error") {
		t.Errorf("a panic is answered %d %.300s", w.Code, w.Body)
	}
	if !strings.Contains(logged.String(), "secret-host") || !strings.Contains(logged.String(), "status=500") {
		t.Errorf("the log says %s", &logged)
	}
}

// bareServer is the server itself, without a listener.
func bareServer(t *testing.T) *frame.Server {
	t.Helper()
	s := openSite(t, nil)
	bare, err := newServer(frame.Config{Room: s.room, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return bare
}

func TestClientOf(t *testing.T) {
	for _, c := range []struct{ header, forwarded, remote, want string }{
		{"", "", "192.0.2.7:5000", "192.0.2.7"},
		{"", "198.51.100.1", "192.0.2.7:5000", "192.0.2.7"},
		{"X-Forwarded-For", "10.0.0.1, 198.51.100.1", "192.0.2.7:5000", "198.51.100.1"},
		{"X-Forwarded-For", "", "192.0.2.7:5000", "192.0.2.7"},
		{"X-Forwarded-For", "198.51.100.1:4711", "192.0.2.7:5000", "198.51.100.1"},
		{"X-Forwarded-For", "[2001:db8:1:2:3:4:5:6]:4711", "192.0.2.7:5000", "2001:db8:1:2::/64"},
		{"", "", "[2001:db8:1:2:3:4:5:6]:5000", "2001:db8:1:2::/64"},
		{"", "", "[::ffff:192.0.2.7]:5000", "192.0.2.7"},
	} {
		s := &frame.Server{Config: frame.Config{ForwardedHeader: c.header}}
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.ClientOf(r); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// TestCutOffIsNoSuccess: what cannot be done because its context ended must not
// look as if it had been done.
func TestCutOffIsNoSuccess(t *testing.T) {
	s := openSite(t, nil)
	pages, err := New(frame.Config{Room: s.room, Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	s.makeAdmin()
	s.signIn()
	for _, path := range []string{"/", "/news/x", "/feed.rss", "/api/dispatches", "/desk", "/api/reports"} {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", path, nil)
		for _, cookie := range s.client.Jar.Cookies(must(t, s.server.URL)) {
			r.AddCookie(cookie)
		}
		pages.ServeHTTP(w, r.WithContext(ended))
		if w.Code != http.StatusServiceUnavailable || w.Body.Len() == 0 {
			t.Errorf("%s with an ended context answers %d with %d bytes, want 503 and a sentence", path, w.Code, w.Body.Len())
		}
	}
}

// What a browser keeps of the desk goes when its user signs out.
func TestSignOutClears(t *testing.T) {
	s := openSite(t, nil)
	s.makeAdmin()
	s.signIn()
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res := s.post("/signout", nil)
	if got := res.Header.Get("Clear-Site-Data"); !strings.Contains(got, `"cache"`) || !strings.Contains(got, `"storage"`) {
		t.Errorf("signing out answers Clear-Site-Data %q", got)
	}
}

// A refusal is a line of the log that says who was refused what, and from where.
func TestRefusalsAreLogged(t *testing.T) {
	var log bytes.Buffer
	s := openSite(t, func(_ *newsroom.Config, c *frame.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	s.makeAdmin()
	reporter, err := s.room.AddUser(t.Context(), s.admin, "Rune Reporter", "rune@meridian.example", news.Reporter, password)
	if err != nil {
		t.Fatal(err)
	}
	if res := s.as("rune@meridian.example").get("/desk/users"); res.StatusCode != http.StatusForbidden {
		t.Fatalf("the users' page answers a reporter %d", res.StatusCode)
	}
	s.server.Close() // every line is written
	line := ""
	for l := range strings.SplitSeq(log.String(), "\n") {
		if strings.Contains(l, "msg=refused") {
			line = l
		}
	}
	for _, want := range []string{"status=403", "path=/desk/users", "client=127.0.0.1", "user=" + reporter.ID} {
		if !strings.Contains(line, want) {
			t.Errorf("the refusal's line lacks %q: %q", want, line)
		}
	}
}
