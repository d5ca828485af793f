package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"dateline/internal/testkit"
	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
)

// A writtenForm is a form that carries writing, with what somebody writes into it.
type writtenForm struct {
	name, page, form string
	fields           url.Values
	button           string
}

const wrote = "Ferry & <b>\"harbour\"</b>\nzweite Zeile äöü"

func (w *deskWorld) writtenForms() []writtenForm {
	one := strings.ReplaceAll(wrote, "\n", " ")
	return []writtenForm{
		{"the editor", "/desk/dispatches/" + w.draft, "form[data-editor]", url.Values{"headline": {one}, "standfirst": {wrote}, "body": {"\n" + wrote}, "tags": {"a, b"}, "comments_open": {"1"}, "section": {"world"}}, "act=save"},
		{"a correction", "/desk/dispatches/" + w.pact.ID, "form[data-editor]", url.Values{"body": {wrote}, "note": {wrote}}, "act=correct"},
		{"why it is killed", "/desk/dispatches/" + w.pact.ID, ".is-kill form", url.Values{"kill_note": {wrote}}, "act=kill"},
		{"an alert", "/desk/alerts", "form[action='/desk/alerts']", url.Values{"name": {one}, "query": {"ferry OR harbour"}}, ""},
		{"a source", "/desk/sources", "form[action='/desk/sources'][method=post]", url.Values{"address": {"https://paper.example/?a=b&c"}, "folder": {one}}, ""},
		{"a source's settings", "/desk/sources/" + w.source, "form[action='/desk/sources/" + w.source + "'][class~=stack]", url.Values{"name": {one}}, ""},
		{"a webhook", "/desk/subscribers", "form[action$='/webhooks']", url.Values{"address": {"https://hook.example/"}}, ""},
		{"a user", "/desk/users", "form[action='/desk/users'][method=post]", url.Values{"name": {one}, "email": {"nora@meridian.example"}, "role": {"editor"}}, ""},
		{"a corrected fact", "/desk/facts/fact_2", "form[action$='/correct']", url.Values{"type": {"CONSULT"}, "day": {"2026-05"}, "place": {one}}, ""},
		{"an actor", "/desk/actor?name=norland", "form[action='/desk/actor'][class~=stack]", url.Values{"name": {one}}, ""},
		{"a link of stories", "/desk/stories/" + w.story, "form[action$='/matter'][class~=row]", url.Values{"to": {"/desk/stories/none"}}, ""},
	}
}

// TestWritingOutlivesTheSession: of every form of the desk, what is written while the
// session ends is back in the form after signing in, and nothing was done by itself.
func TestWritingOutlivesTheSession(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	openLimits(&openServer(t, w.rig).Limits) // all sign in from one address
	for _, f := range w.writtenForms() {
		t.Run(f.name, func(t *testing.T) {
			s := *w.as(w.admin.Email)
			s.t = t
			page := s.page(f.page, 200)
			if page.Find(f.form).Length() != 1 {
				t.Fatalf("%d forms fit %s on %s", page.Find(f.form).Length(), f.form, f.page)
			}
			before := s.change(t)
			if err := w.room.EndSignIns(context.Background(), w.admin, w.admin.ID, ""); err != nil {
				t.Fatal(err)
			}
			asked := s.document("sending it", s.submitFrom(f.page, page, f.form, f.button, f.fields), 403)
			wantText(t, asked, "main", "What you wrote isn’t lost")
			again := s.document("a wrong password", s.submit(asked, "form[action='/signin']", "", url.Values{"email": {w.admin.Email}, "password": {"wrong"}}), 422)
			wantText(t, again, "details", "What you wrote")
			res := s.submit(again, "form[action='/signin']", "", url.Values{"password": {password}})
			if page, _, _ := strings.Cut(f.page, "?"); res.Request.URL.Path != page {
				t.Fatalf("signing in leads to %s, want %s", res.Request.URL, f.page)
			}
			back := s.document("the form again", res, 200)
			form := back.Find(f.form)
			for name, values := range f.fields {
				if got := valueOf(t, form, name); got != values[0] {
					t.Errorf("%s is %q, want %q", name, got, values[0])
				}
			}
			wantText(t, back, f.form+" > .flash", "isn’t sent yet")
			if strings.Contains(res.body, "<b>&#34;") || strings.Contains(res.body, `<b>"`) {
				t.Error("what was written stands in the page unescaped")
			}
			if after := s.change(t); after != before {
				t.Error("something was done before the person pressed the button again")
			}
		})
	}
}

// change returns what can be seen of orders that were carried out.
func (s *rig) change(t *testing.T) (out string) {
	t.Helper()
	ctx := context.Background()
	rows, err := s.room.Reader().Dispatches(ctx, store.DispatchFilter{}, news.Paging{Limit: 99})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows.Rows {
		out += r.Headline + string(r.State) + r.Body
	}
	users, err := s.room.Reader().Users(ctx)
	if err != nil {
		t.Fatal(err)
	}
	counts, err := s.room.Reader().Counts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return out + fmt.Sprint(counts, len(users))
}

// submitFrom is submit with the page's address, as browsers send it.
func (s *rig) submitFrom(path string, page *goquery.Document, form, button string, changes url.Values) reply {
	client := *s.client
	from := *s
	from.client = &client
	client.Transport = refererFrom{s.server.URL + path}
	return from.submit(page, form, button, changes)
}

type refererFrom struct{ page string }

func (f refererFrom) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Referer", f.page)
	return http.DefaultTransport.RoundTrip(r)
}

func valueOf(t *testing.T, form *goquery.Selection, name string) string {
	t.Helper()
	c := form.Find("[name='" + name + "']")
	switch {
	case c.Length() != 1:
		t.Errorf("%d fields are called %s", c.Length(), name)
		return ""
	case goquery.NodeName(c) == "textarea":
		return c.Text()
	case goquery.NodeName(c) == "select":
		chosen := c.Find("option[selected]")
		return chosen.AttrOr("value", chosen.Text())
	case c.AttrOr("type", "") == "checkbox" && c.Is(":not([checked])"):
		return ""
	}
	return c.AttrOr("value", "")
}

// TestWritingOfStrangersIsNotKept: only a browser in which someone was signed in gets
// its text back; a stranger's is not even read, and a form that was made up leads to
// nothing but a page of ours.
func TestWritingOfStrangersIsNotKept(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	stranger := &rig{t: t, room: w.room, server: w.server, client: newClient(t)}
	res := stranger.post("/desk/alerts", url.Values{"name": {"x"}, "query": {"y"}})
	if res.Request.URL.Path != "/signin" || strings.Contains(res.body, "What you wrote") {
		t.Errorf("a stranger's form is answered at %s: %.200s", res.Request.URL, res.body)
	}
	packed, err := frame.Carried{Action: "https://evil.example/", Page: "//evil.example/", Fields: url.Values{"query": {"<script>alert(1)</script>"}, "password": {"x"}}}.Pack()
	if err != nil {
		t.Fatal(err)
	}
	// Nor is what they pack themselves: it could be many times as long.
	for path, status := range map[string]int{"/signin": 422, "/subscribe": 422} {
		res := stranger.post(path, url.Values{"email": {w.admin.Email}, "password": {"wrong"}, "kept": {packed}})
		if res.StatusCode != status || strings.Contains(res.body, "alert(1)") {
			t.Errorf("%s unpacks for a stranger: %d", path, res.StatusCode)
		}
	}
	known := w.as(w.admin.Email)
	bomb, err := frame.Carried{Action: "/desk/alerts", Fields: url.Values{"query": {strings.Repeat("a", frame.FormMost+1)}}}.Pack()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := frame.Unpack(bomb); err == nil {
		t.Errorf("%d bytes unpack to more than a form may say", len(bomb))
	}
	for kept, want := range map[string]string{packed: "/desk/writing/", "nonsense": "/desk/alerts", strings.Repeat("A", 5000): "/desk/alerts"} {
		res := known.post("/signin", url.Values{"email": {w.admin.Email}, "password": {password}, "to": {"/desk/alerts"}, "kept": {kept}})
		if !strings.HasPrefix(res.Request.URL.Path, want) || strings.Contains(res.body, "<script>alert") {
			t.Errorf("%.20s leads to %s:\n%.500s", kept, res.Request.URL, res.body)
		}
	}
	other := w.as("editor@meridian.example")
	mine, err := w.room.Reader().WritingIn(context.Background(), w.admin.ID, frame.FormName("/desk", "query"))
	if err != nil {
		t.Fatal(err)
	}
	other.page("/desk/writing/"+mine.ID, 404)
	other.document("discarding another's", other.post("/desk/writing/"+mine.ID+"/discard", nil), 404)
}

// TestConfirmingGivesTheFormBack: a form that wants the password again is filled in
// afterwards, without the secrets in it.
func TestConfirmingGivesTheFormBack(t *testing.T) {
	t.Parallel()
	s, later := openLater(t)
	later(11 * time.Minute)
	page := s.page("/desk/users", 200)
	const add = "form[action='/desk/users'][method=post]"
	asked := s.document("adding a user", s.submitFrom("/desk/users", page, add, "", url.Values{"name": {"Nora"}, "email": {"nora@meridian.example"}, "role": {"editor"}, "password": {"two neighbours promise"}}), 403)
	if html, _ := asked.Html(); strings.Contains(html, "neighbours") {
		t.Error("the page carries the password on")
	}
	back := s.document("confirming", s.submit(asked, "main form", "", url.Values{"password": {password}}), 200)
	form := back.Find(add)
	for name, want := range map[string]string{"name": "Nora", "email": "nora@meridian.example", "role": "editor", "password": ""} {
		if got := valueOf(t, form, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	s.document("adding the user", s.submit(back, add, "", url.Values{"password": {"two neighbours promise"}}), 200)
	if _, err := s.room.Reader().WritingIn(context.Background(), s.admin.ID, frame.FormName("/desk/users", "email")); !errors.Is(err, newsroom.ErrNotFound) {
		t.Errorf("what was taken is still kept: %v", err)
	}
}

// TestErrorPageHoldsTheText: whatever a form is refused for, its text is on the page,
// and can be sent again where that may help.
func TestErrorPageHoldsTheText(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	s := openServer(t, w.rig)
	s.Limits.Comment = frame.NewLimiter(0, 1)
	reader := &rig{t: t, room: w.room, server: w.server, client: newClient(t)}
	comments := "/news/" + w.pact.Slug + "/comments"
	comment := url.Values{"name": {"Iris"}, "text": {wrote}}
	reader.document("a comment", reader.post(comments, comment), 200)
	doc := reader.document("one comment more", reader.post(comments, comment), 429)
	held := doc.Find("main form[action='" + comments + "']")
	if got := valueOf(t, held, "text"); got != wrote {
		t.Errorf("the text is %q", got)
	}
	s.Limits.Comment = frame.NewLimiter(0, 5)
	reader.document("sending it again", reader.submit(doc, "main form[action='"+comments+"']", "", nil), 200)

	editor := w.as(w.admin.Email)
	long := wrote + strings.Repeat(" The ferry sails.", 70_000)
	doc = editor.document("a text that is too long", editor.post("/desk/dispatches/"+w.draft, url.Values{"revision": {"1"}, "headline": {"Ferries"}, "body": {long}, "act": {"save"}}), 413)
	if got := doc.Find("main textarea").First().Text(); got != long {
		t.Errorf("of %d bytes the page holds %d", len(long), len(got))
	}
	if doc.Find("main form").Length() != 0 {
		t.Error("what is too long is offered to be sent again")
	}
	// An editor who is none any more, and an address that there is not.
	reporter := w.as("reporter@meridian.example")
	doc = reporter.document("a dispatch that there is not", reporter.post("/desk/dispatches/none", url.Values{"revision": {"1"}, "body": {wrote}}), 404)
	wantText(t, doc, "main textarea", "harbour")

	for name, fail := range map[string]frame.Answer{
		"an error": func(http.ResponseWriter, *http.Request) error { return errors.New("the disk is full") },
		"a panic":  func(http.ResponseWriter, *http.Request) error { panic("of the disk") },
	} {
		path := "/" + strings.ReplaceAll(name, " ", "-")
		s.Form("POST "+path, frame.SmallForm, frame.Anyone, fail)
		doc := reader.document(name, reader.post(path, url.Values{"note": {wrote}, "password": {"sesame"}}), 500)
		if got := doc.Find("main textarea").Text(); got != wrote {
			t.Errorf("%s: the page holds %q", name, got)
		}
		if html, _ := doc.Html(); strings.Contains(html, "sesame") || doc.Find("main form[action='"+path+"']").Length() != 0 {
			t.Errorf("%s: the page holds a secret, or offers to send a form without its secret", name)
		}
	}
}

// openServer puts a server of its own, which a test can reach into, behind a site.
func openServer(t *testing.T, site *rig) *frame.Server {
	t.Helper()
	s, err := newServer(frame.Config{Room: site.room, Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	site.server = httptest.NewServer(s.Around(s.Mux))
	t.Cleanup(site.server.Close)
	return s
}

// TestEditorKeepsDrafts: what the editor's script sends is offered when the dispatch is
// opened again, put into the fields, and forgotten once it is saved.
func TestEditorKeepsDrafts(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	s := w.as("reporter@meridian.example")
	doc := s.document("beginning", s.post("/desk/dispatches", nil), 200)
	page := doc.Find("form[data-editor]").AttrOr("action", "")
	draft := doc.Find("form[data-editor]").AttrOr("data-draft", "")
	fields := func(changes url.Values) url.Values {
		v := url.Values{"revision": {valueOf(t, doc.Find("form[data-editor]"), "revision")}, "headline": {""}, "body": {""}, "standfirst": {""}, "byline": {""}, "place": {""}, "section": {""}, "tags": {""}, "act": {"save"}}
		for name, values := range changes {
			v[name] = values
		}
		return v
	}
	if res := s.post(draft, fields(url.Values{"body": {wrote}})); res.StatusCode != http.StatusNoContent {
		t.Fatalf("keeping a draft: %d %s", res.StatusCode, res.body)
	}
	doc = s.page(page, 200)
	wantText(t, doc, "#unsaved-label", "unsaved text")
	if got := valueOf(t, doc.Find("form[data-editor]"), "body"); got != "" {
		t.Errorf("the text is in the fields by itself: %q", got)
	}
	if n := w.as(w.admin.Email).page(page, 200).Find("#unsaved-label").Length(); n != 0 {
		t.Error("another user is offered it")
	}
	link := doc.Find("a[href^='?kept=']").AttrOr("href", "")
	doc = s.page(page+link, 200)
	if got := valueOf(t, doc.Find("form[data-editor]"), "body"); got != wrote {
		t.Errorf("the text is %q", got)
	}
	doc = s.document("saving it", s.submit(doc, "form[data-editor]", "act=save", nil), 200)
	if doc.Find("#unsaved-label").Length() != 0 {
		t.Error("what was saved is still offered")
	}
	if got := valueOf(t, doc.Find("form[data-editor]"), "body"); got != wrote {
		t.Errorf("saved was %q", got)
	}
	// A draft that arrives late says what is saved already.
	late := url.Values{}
	doc.Find("form[data-editor]").Find("[name]").Each(func(_ int, c *goquery.Selection) {
		if name := c.AttrOr("name", ""); c.AttrOr("type", "") != "checkbox" && name != "act" {
			late.Set(name, valueOf(t, doc.Find("form[data-editor]"), name))
		}
	})
	s.post(draft, late)
	if s.page(page, 200).Find("#unsaved-label").Length() != 0 {
		t.Error("a draft that says the same is offered")
	}
	s.post(draft, fields(url.Values{"body": {"Another text"}}))
	doc = s.page(page, 200)
	doc = s.document("discarding it", s.submit(doc, "form[action$='/discard']", "", nil), 200)
	if doc.Find("#unsaved-label").Length() != 0 {
		t.Error("what was discarded is still offered")
	}
	for email, want := range map[string]int{"reader@meridian.example": 403, w.admin.Email: 204} {
		if res := w.as(email).post(draft, fields(url.Values{"body": {"x"}})); res.StatusCode != want {
			t.Errorf("%s keeps a draft: %d, want %d", email, res.StatusCode, want)
		}
	}
}

// TestSecretFieldsAreKnown: what a page asks for as a secret is never shown or kept.
func TestSecretFieldsAreKnown(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	w.signIn()
	for _, path := range []string{"/setup", "/signin", "/desk/password", "/desk/users", "/desk/confirm", "/desk/subscribers"} {
		site := w.rig
		if path == "/signin" || path == "/setup" {
			site = openSite(t, nil)
		}
		site.page(path, 200).Find("input[type=password], input[autocomplete=off][name=token]").Each(func(_ int, c *goquery.Selection) {
			r := httptest.NewRequest("POST", "/x", nil)
			frame.Holding(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				r.PostForm = url.Values{c.AttrOr("name", ""): {"sesame"}, "text": {"x"}}
				frame.Hold(r)
				if got, _ := frame.CarriedBy(r); strings.Contains(got.Fields.Encode(), "sesame") {
					t.Errorf("%s: %s is not known as a secret", path, c.AttrOr("name", ""))
				}
			})).ServeHTTP(httptest.NewRecorder(), r)
		})
	}
}
