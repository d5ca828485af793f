package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"dateline/desk"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/api"
	"dateline/web/frame"
)

// A deskWorld is a world whose desk has something on every page.
type deskWorld struct {
	*world
	source, alert, draft, comment, delivery string
	held                                    news.Dispatch // under embargo
}

func fullDesk(t testing.TB) *deskWorld {
	t.Helper()
	return furnish(fullWorld(t))
}

// furnish puts onto the desk what a newsroom gathers in its life.
func furnish(w *world) *deskWorld {
	w.t.Helper()
	ctx := context.Background()
	d := &deskWorld{world: w}
	check := func(what string, err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatalf("%s: %v", what, err)
		}
	}
	for _, u := range []struct {
		name string
		role news.Role
	}{{"Rhea Reader", news.Reader}, {"Rolf Reporter", news.Reporter}, {"Edna Editor", news.Editor}, {"Alma Administrator", news.Administrator}} {
		_, err := w.room.AddUser(ctx, w.admin, u.name, string(u.role)+"@meridian.example", u.role, password)
		check("adding a user", err)
	}
	a, err := w.room.AddAlert(ctx, w.admin, news.Alert{Name: "Pacts", Query: "pact OR treaty", Channel: news.ChannelDesk})
	check("adding an alert", err)
	d.alert = a.ID
	feed := news.Source{ID: news.SourceID("https://norland.example/feed"), Name: "Norland Post", Feed: "https://norland.example/feed", Site: "https://norland.example/",
		Kind: news.SourceFeed, Folder: "North", State: news.SourceActive}
	d.source = feed.ID
	w.write(func(tx *store.Tx) error {
		if _, _, err := tx.AddSource(feed, Began); err != nil {
			return err
		}
		item := news.Item{ID: news.ItemID(feed.ID, w.reports[0].URL), SourceID: feed.ID, URL: w.reports[0].URL, Title: w.reports[0].Headline}
		if _, err := tx.SaveItems([]news.Item{item}, Began); err != nil {
			return err
		}
		if _, err := tx.Hit(a.ID, w.reports[0].ID, Began); err != nil {
			return err
		}
		hub := store.HubSubscription{SourceID: feed.ID, Hub: "https://hub.example/", Topic: feed.Feed, Token: "t", State: store.HubActive, Until: Began.AddDate(0, 0, 10), LastPush: Began}
		if err := tx.SaveHub(hub); err != nil {
			return err
		}
		gone := news.ReportEvent{ReportID: w.reports[0].ID, Version: 1, Kind: news.PageGone, At: Began, Note: "the page is gone for good (410)"}
		if err := tx.Event(gone); err != nil {
			return err
		}
		look := store.SourceLook{SourceID: feed.ID, At: Began, Next: Began.Add(time.Hour), New: 3, Damaged: "an entity is not known",
			History: fmt.Sprintf(`{"fortnight":"%d,4,1,3,9000"}`, w.room.Now().Unix()/86400)}
		if err := tx.SaveLook(look); err != nil {
			return err
		}
		if err := tx.Decide(w.admin.ID, "source/"+feed.ID, "add", feed.Feed, Began); err != nil {
			return err
		}
		again := w.reports[0]
		again.Text = strings.Replace(again.Text, "on Tuesday", "on Tuesday evening", 1)
		again.Paragraphs = nil
		for _, p := range strings.Split(again.Text, "\n\n") {
			again.Paragraphs = append(again.Paragraphs, news.Paragraph{Kind: news.PlainParagraph, Text: p})
		}
		_, _, err := tx.SaveReport(again, Began.Add(3*time.Hour))
		return err
	})
	row, err := w.room.Draft(ctx, w.admin, w.story)
	check("drafting", err)
	d.draft = row.ID
	row, err = w.room.Begin(ctx, w.admin)
	check("beginning", err)
	row, err = w.room.Order(ctx, w.admin, row.ID, row.Revision, desk.Order{Act: desk.Save, Draft: news.Dispatch{Headline: "Held back", Section: "world", Body: "Not before tomorrow."}})
	check("saving", err)
	row, err = w.room.Order(ctx, w.admin, row.ID, row.Revision, desk.Order{Act: desk.Embargo, Reason: "Checked by hand.", Until: time.Now().Add(24 * time.Hour)})
	check("holding", err)
	d.held = row.Dispatch
	check("commenting", w.room.Comment(ctx, w.pact.Slug, "Iris", "Was it raining?"))
	held, err := w.room.Reader().Comments(ctx, news.CommentHeld, "", news.Paging{})
	check("listing comments", err)
	d.comment = held.Rows[0].ID
	check("subscribing", w.room.Subscribe(ctx, "iris@reader.example", "world"))
	owed, err := w.room.Reader().Deliveries(ctx, "", "", news.Paging{})
	check("listing deliveries", err)
	d.delivery = owed.Rows[0].ID
	return d
}

// as signs in at the desk with a browser of its own.
func (s *rig) as(email string) *rig {
	s.t.Helper()
	other := *s
	other.client = newClient(s.t)
	other.document("signing in", other.post("/signin", url.Values{"email": {email}, "password": {password}}), 200)
	return &other
}

// submit sends a form of a page as a browser would: the fields as they stand but
// for those that are changed, and the button that was pressed.
func (s *rig) submit(page *goquery.Document, form, button string, changes url.Values) reply {
	s.t.Helper()
	f := page.Find(form)
	if f.Length() != 1 {
		html, _ := page.Find("main").Html()
		s.t.Fatalf("%d forms fit %q in\n%.3000s", f.Length(), form, html)
	}
	values := url.Values{}
	f.Find("input, select, textarea").Each(func(_ int, e *goquery.Selection) {
		name := e.AttrOr("name", "")
		switch goquery.NodeName(e) {
		case "textarea":
			values.Add(name, e.Text())
		case "select":
			if chosen := e.Find("option[selected]"); chosen.Length() > 0 {
				values.Add(name, chosen.AttrOr("value", ""))
			} else {
				values.Add(name, e.Find("option").First().AttrOr("value", ""))
			}
		default:
			if _, checked := e.Attr("checked"); checked || e.AttrOr("type", "text") != "checkbox" {
				values.Add(name, e.AttrOr("value", ""))
			}
		}
	})
	if button != "" {
		name, value, _ := strings.Cut(button, "=")
		if f.Find("button[name='"+name+"'][value='"+value+"']").Length() != 1 {
			html, _ := f.Html()
			s.t.Fatalf("there is no button %s in\n%.3000s", button, html)
		}
		values.Set(name, value)
	}
	for name, v := range changes {
		values[name] = v
	}
	return s.post(strings.Split(f.AttrOr("action", ""), "#")[0], values)
}

const editorForm = "form[data-editor]"

// TestDeskEveryLinkLeadsSomewhere walks the desk as each role: nobody is led to
// where they may not go.
func TestDeskEveryLinkLeadsSomewhere(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	for role, least := range map[news.Role]int{news.Reader: 50, news.Reporter: 70, news.Editor: 90, news.Administrator: 90} {
		t.Run(string(role), func(t *testing.T) {
			s := w.as(string(role) + "@meridian.example")
			s.t = t
			if seen := walk(t, s, "/desk"); seen < least {
				t.Errorf("only %d pages were walked over, want at least %d", seen, least)
			}
		})
	}
}

// TestDeskRoles holds what each role reaches and is offered.
func TestDeskRoles(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	roles := []struct {
		role news.Role
		as   *rig
	}{{"", &rig{t: t, server: w.server, client: newClient(t)}}, {news.Reader, w.as("reader@meridian.example")}, {news.Reporter, w.as("reporter@meridian.example")},
		{news.Editor, w.as("editor@meridian.example")}, {news.Administrator, w.as(w.admin.Email)}}
	report := "/desk/reports/" + w.reports[0].ID
	for path, least := range map[string]news.Role{
		"/desk": news.Reader, "/desk/stories": news.Reader, "/desk/stories/" + w.story: news.Reader, report: news.Reader, report + "/changes": news.Reader, report + "/reading": news.Reader, "/desk/facts": news.Reader, "/desk/facts/fact_2": news.Reporter, "/desk/frames": news.Reader, "/desk/frames/say": news.Editor,
		"/desk/alerts": news.Reader, "/desk/sources": news.Reader, "/desk/sources/" + w.source: news.Reader, "/desk/sources/opml": news.Reader, "/desk/troubles": news.Reader,
		"/desk/dispatches": news.Reporter, "/desk/dispatches/" + w.draft: news.Reporter, "/desk/comments": news.Editor, "/desk/subscribers": news.Editor,
		"/desk/deliveries": news.Editor, "/desk/deliveries/" + w.delivery: news.Editor, "/desk/users": news.Administrator,
	} {
		for _, r := range roles {
			res := r.as.get(path)
			switch {
			case r.role == "":
				if res.Request.URL.Path != "/signin" {
					t.Errorf("%s: a stranger is at %s", path, res.Request.URL)
				}
			case frame.Reaches(r.role, least) && res.StatusCode != 200:
				t.Errorf("%s: a %s is answered %d, want 200", path, r.role, res.StatusCode)
			case !frame.Reaches(r.role, least) && res.StatusCode != 403:
				t.Errorf("%s: a %s is answered %d, want 403", path, r.role, res.StatusCode)
			}
		}
	}
	for path, least := range map[string]news.Role{
		"/desk/stories/" + w.story + "/dispatch": news.Reporter, "/desk/stories/" + w.story + "/arrange": news.Reporter, "/desk/stories/" + w.story + "/matter": news.Reporter, "/desk/matters/matter_1": news.Reporter, report + "/cite": news.Reporter, "/desk/facts/fact_1": news.Reporter, "/desk/facts/fact_2/correct": news.Reporter, "/desk/frames": news.Editor, "/desk/dispatches": news.Reporter,
		"/desk/dispatches/" + w.draft: news.Reporter, "/desk/dispatches/" + w.draft + "/check": news.Reporter, "/desk/sources": news.Editor, "/desk/sources/opml": news.Editor,
		"/desk/sources/" + w.source: news.Editor, "/desk/troubles": news.Editor, "/desk/comments/" + w.comment: news.Editor, "/desk/subscribers/webhooks": news.Editor,
		"/desk/deliveries/" + w.delivery: news.Editor, "/desk/users": news.Administrator, "/desk/users/" + w.admin.ID: news.Administrator,
	} {
		for _, r := range roles[1:] {
			if !frame.Reaches(r.role, least) {
				if res := r.as.post(path, url.Values{}); res.StatusCode != 403 {
					t.Errorf("a %s posting to %s is answered %d, want 403", r.role, path, res.StatusCode)
				}
			}
		}
	}
	// What a role may not do it is not offered; what it may do it finds.
	for _, c := range []struct {
		path, selector string
		least          news.Role
	}{
		{"/desk", `nav a[href="/desk/facts"]`, news.Reader}, {"/desk", `nav a[href="/desk/dispatches"]`, news.Reporter}, {"/desk", `nav a[href="/desk/comments"]`, news.Editor},
		{"/desk", `nav a[href="/desk/users"]`, news.Administrator}, {"/desk/stories/" + w.story, `form[action$="/dispatch"]`, news.Reporter},
		{report, `input[name=sentence]`, news.Reporter}, {"/desk/facts", ".judge", news.Reporter}, {"/desk/sources", `form[action="/desk/sources"][method=post]`, news.Editor},
		{"/desk/sources/" + w.source, `button[value=pause]`, news.Editor}, {"/desk/alerts", `form[action="/desk/alerts"]`, news.Reader},
	} {
		for _, r := range roles[1:] {
			got := r.as.page(c.path, 200).Find(c.selector).Length() > 0
			if want := frame.Reaches(r.role, c.least); got != want {
				t.Errorf("%s: %s is there for a %s: %v, want %v", c.path, c.selector, r.role, got, want)
			}
		}
	}
	// Another's draft can be read by a reporter and not be changed.
	doc := roles[2].as.page("/desk/dispatches/"+w.draft, 200)
	wantCount(t, doc, editorForm, 0)
	wantCount(t, doc, "main button[name=act]", 0)
	wantText(t, doc, ".preview", "pact")
}

func TestCameFrom(t *testing.T) {
	for _, c := range []struct{ method, referer, want string }{
		{"POST", "http://desk.example/desk/reports/rep_1?version=2", "/desk/reports/rep_1?version=2"},
		{"POST", "http://evil.example/desk", ""},
		{"POST", "", ""},
		{"POST", "http://desk.example//evil.example", "/desk"},
		{"GET", "http://desk.example/desk", ""},
	} {
		r := httptest.NewRequest(c.method, "http://desk.example/desk/x", nil)
		r.Header.Set("Referer", c.referer)
		if got := frame.CameFrom(r); got != c.want {
			t.Errorf("%s from %q: %q, want %q", c.method, c.referer, got, c.want)
		}
	}
}

// A report of a story is moved out of it by the desk's form, and put back.
func TestArrangingStories(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	reporter := w.as("reporter@meridian.example")
	const form = `form[action$="/arrange"]`
	page := reporter.page("/desk/stories/"+w.story, 200)
	reports := page.Find(form + " input[name=report]").Length()
	chosen := page.Find(form+" input[name=report]").First().AttrOr("value", "")
	wantText(t, reporter.document("choosing none", reporter.submit(page, form, "", url.Values{"act": {"split"}}), 422), "main", "Choose the reports first")
	wantText(t, reporter.document("naming none", reporter.submit(page, form, "", url.Values{"act": {"merge"}}), 422), "main", "Say into which story")

	res := reporter.submit(page, form, "", url.Values{"act": {"split"}, "report": {chosen}})
	apart := res.Request.URL.Path
	doc := reporter.document("splitting", res, 200)
	wantText(t, doc, ".flash", "stay until someone moves them")
	wantText(t, doc, ".because", "put here by")
	wantText(t, doc, ".decisions", "from "+w.story)
	if apart == "/desk/stories/"+w.story || doc.Find(form+" input[name=report]").Length() != 1 {
		t.Fatalf("the report was moved to %s", apart)
	}
	res = reporter.submit(doc, form, "", url.Values{"act": {"merge"}, "to": {"/desk/stories/" + w.story + "?facts=all"}})
	doc = reporter.document("merging", res, 200)
	if got := doc.Find(form + " input[name=report]").Length(); res.Request.URL.Path != "/desk/stories/"+w.story || got != reports {
		t.Errorf("after merging at %s: %d reports, want %d", res.Request.URL.Path, got, reports)
	}
	if res := reporter.get(apart); res.Request.URL.Path != "/desk/stories/"+w.story {
		t.Errorf("the address of the merged story leads to %s", res.Request.URL.Path)
	}
}

// TestFromStoryToKill is the life of a dispatch by the desk's forms.
func TestFromStoryToKill(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	reporter, editor := w.as("reporter@meridian.example"), w.as("editor@meridian.example")
	res := reporter.submit(reporter.page("/desk/stories/"+w.story, 200), `form[action$="/dispatch"]`, "", nil)
	path := res.Request.URL.Path
	doc := reporter.document("drafting", res, 200)
	wantText(t, doc, ".flash", "each with its citation")
	if doc.Find(".citations li").Length() < 2 || doc.Find(".preview sup").Length() < 2 {
		t.Errorf("the draft has too few citations")
	}
	if marked, cited := doc.Find(".footings > li .badge:contains('source')").Length(), doc.Find(".footings > li").Length(); cited < 2 || marked != cited {
		t.Errorf("%d of %d cited sentences say on how many sources they stand", marked, cited)
	}
	// A sentence is ticked into it.
	report := reporter.page("/desk/reports/"+w.reports[2].ID, 200)
	tick := report.Find("label.sentence:contains('enters into force') input").AttrOr("value", "")
	before := doc.Find(".citations li").Length()
	res = reporter.submit(report, "form.picker", "", url.Values{"sentence": {tick}, "dispatch": {strings.TrimPrefix(path, "/desk/dispatches/")}})
	doc = reporter.document("citing", res, 200)
	wantText(t, doc, ".flash", "1 sentence was added")
	if body := doc.Find("textarea[name=body]").Text(); !strings.Contains(body, "“It enters into force in July,” Sudmark Daily reports.[^") {
		t.Errorf("the ticked sentence is not in the text (%d citations before):\n%s", before, body)
	}
	// It is rewritten, checked and submitted.
	checked := reporter.post(path+"/check", url.Values{"headline": {""}, "body": {"Nothing.[^99]"}})
	look := reporter.document("checking", checked, 200)
	wantText(t, look, ".stops", "no headline")
	if !strings.Contains(checked.body, "[^99]") || strings.Contains(checked.body, "<html lang") {
		t.Errorf("the check answers\n%.900s", checked.body)
	}
	doc = reporter.document("submitting", reporter.submit(doc, editorForm, "act=submit", url.Values{"headline": {"Pact signed at last"}, "standfirst": {"After 65 years."}}), 200)
	wantText(t, doc, ".badge", "submitted")
	wantCount(t, doc, editorForm, 0)
	wantCount(t, doc, "button[value=publish]", 0)
	wantText(t, editor.page("/desk", 200), `[data-figure=submitted]:not([hidden])`, "1")
	// The editor publishes it.
	doc = editor.page(path, 200)
	wantText(t, doc, ".preview-headline", "Pact signed at last")
	stale := doc
	doc = editor.document("publishing", editor.submit(doc, editorForm, "act=publish", url.Values{"place": {"Arvika"}, "reason": {"Checked by hand."}}), 200)
	wantText(t, doc, ".flash", "Published")
	public := doc.Find(`main a[href^="/news/"]`).AttrOr("href", "")
	wantText(t, editor.page(public, 200), "h1", "Pact signed at last")
	wantText(t, editor.page(public, 200), ".dateline", "Arvika")
	// Who still looks at the old page overwrites nothing.
	conflict := editor.document("a conflict", editor.submit(stale, editorForm, "act=save", url.Values{"headline": {"Mine"}}), 409)
	wantText(t, conflict, "[role=alert]", "Someone else changed this")
	if got := conflict.Find("input[name=headline]").AttrOr("value", ""); got != "Mine" {
		t.Errorf("after a conflict the field holds %q, want what was written", got)
	}
	wantCount(t, conflict, ".changes", 1)
	// A correction needs its note, which readers then see.
	refused := editor.document("correcting without a note", editor.submit(doc, editorForm, "act=correct", url.Values{"headline": {"Pact signed on Tuesday"}}), 422)
	wantText(t, refused, "[role=alert]", "write what was wrong")
	doc = editor.document("correcting", editor.submit(refused, editorForm, "act=correct", url.Values{"note": {"The day was missing."}, "reason": {"Checked by hand."}}), 200)
	wantText(t, doc, ".flash", "Corrected")
	page := editor.page(public, 200)
	wantText(t, page, ".correction", "The day was missing.")
	wantText(t, page, "h1", "Pact signed on Tuesday")
	if doc.Find(".decisions").First().Find("li").Length() < 5 {
		t.Errorf("the decisions are not all there: %s", text(t, doc, ".decisions"))
	}
	// Killing is meant, or it is not done.
	kill := `form:has([name=kill_note])`
	refused = editor.document("killing without a tick", editor.submit(doc, kill, "act=kill", url.Values{"kill_note": {"It was false."}}), 422)
	wantText(t, refused, "[role=alert]", "tick the box")
	doc = editor.document("killing", editor.submit(refused, kill, "act=kill", url.Values{"kill_note": {"It was false."}, "confirm": {"1"}}), 200)
	wantCount(t, doc, "main button[name=act]", 0)
	wantText(t, editor.page(public, 410), ".problem", "It was false.")
}

// A dispatch without any source goes out only with a reason, which is kept and shown.
func TestGoingOutNeedsAReason(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	editor := w.as("editor@meridian.example")
	doc := editor.document("beginning", editor.submit(editor.page("/desk/dispatches", 200), `form[action="/desk/dispatches"][method=post]`, "", nil), 200)
	fields := url.Values{"headline": {"Without a source"}, "section": {"world"}, "body": {"999 people died."}}
	refused := editor.document("publishing", editor.submit(doc, editorForm, "act=publish", fields), 422)
	wantText(t, refused, "[role=alert]", "cites no source")
	wantText(t, refused, "#look", "The newsroom's own words")
	reason := url.Values{"reason": {"Counted by our own reporter."}}
	doc = editor.document("publishing with a reason", editor.submit(refused, editorForm, "act=publish", reason), 200)
	wantText(t, doc, ".flash", "Published")
	wantText(t, doc, ".decisions", "Counted by our own reporter.")
}

func TestEmbargoAndSpike(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	editor := w.as("editor@meridian.example")
	doc := editor.document("beginning", editor.submit(editor.page("/desk/dispatches", 200), `form[action="/desk/dispatches"][method=post]`, "", nil), 200)
	fields := url.Values{"headline": {"Later"}, "section": {"world"}, "body": {"Some text."}, "until": {""}}
	refused := editor.document("an embargo without a time", editor.submit(doc, editorForm, "act=embargo", fields), 422)
	wantText(t, refused, "[role=alert]", "date and a time")
	if got := refused.Find("input[name=headline]").AttrOr("value", ""); got != "Later" {
		t.Errorf("after a refusal the headline is %q", got)
	}
	until := time.Now().UTC().Add(48 * time.Hour)
	doc = editor.document("an embargo", editor.submit(refused, editorForm, "act=embargo", url.Values{"until": {until.Format("2006-01-02T15:04")}, "reason": {"Agreed with the desk."}}), 200)
	wantText(t, doc, ".flash", until.Format("2 January 2006"))
	wantCount(t, doc, editorForm, 0)
	doc = editor.document("returning", editor.submit(doc, "form.other-acts", "act=return", nil), 200)
	wantText(t, doc, ".badge", "draft")
	doc = editor.document("spiking", editor.submit(doc, "form.other-acts", "act=spike", nil), 200)
	wantText(t, doc, ".badge", "spiked")
	path := doc.Find("form.other-acts").AttrOr("action", "")
	if list := editor.page("/desk/dispatches", 200); list.Find(`a[href="`+path+`"]`).Length() != 0 {
		t.Error("what was spiked stands in the list of all")
	}
	if list := editor.page("/desk/dispatches?state=spiked", 200); list.Find(`a[href="`+path+`"]`).Length() != 1 {
		t.Error("what was spiked is not to be found")
	}
	doc = editor.document("reopening", editor.submit(doc, "form.other-acts", "act=reopen", nil), 200)
	wantCount(t, doc, editorForm, 1)
}

func TestSources(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	editor := w.as("editor@meridian.example")
	list := editor.page("/desk/sources", 200)
	wantText(t, list, "tbody tr", "Norland Post")
	refused := editor.document("an address of nothing", editor.submit(list, `form[action="/desk/sources"][method=post]`, "", url.Values{"address": {"http://127.0.0.1:1/feed"}, "folder": {"North"}}), 422)
	wantText(t, refused, "[role=alert]", "no source")
	if got := refused.Find("form input[name=address]").AttrOr("value", ""); got != "http://127.0.0.1:1/feed" {
		t.Errorf("the form forgot the address: %q", got)
	}
	doc := editor.page("/desk/sources/"+w.source, 200)
	for _, said := range []string{"tells us at once", "4 looks, 75 % of them well", "damaged since", "every whole item is read"} {
		wantText(t, doc, "main", said)
	}
	wantCount(t, doc, "svg.fortnight rect", 1)
	wantText(t, editor.page("/desk/reports/"+w.reports[0].ID, 200), "main", "gone for good (410)")
	wantText(t, doc, ".row-title a", w.reports[0].Headline)
	form := `form:has(button[value=change])`
	doc = editor.document("renaming", editor.submit(doc, form, "act=change", url.Values{"name": {"The Post"}, "folder": {"Far north"}}), 200)
	wantText(t, doc, "h1", "The Post")
	refused = editor.document("without a name", editor.submit(doc, form, "act=change", url.Values{"name": {" "}}), 422)
	wantText(t, refused, "[role=alert]", "name")
	doc = editor.document("pausing", editor.submit(doc, form, "act=pause", nil), 200)
	wantText(t, doc, ".badge", "paused")
	doc = editor.document("resuming", editor.submit(doc, form, "act=resume", nil), 200)
	wantCount(t, doc, "button[value=pause]", 1)
	wantText(t, editor.page("/desk/sources?q=far+north", 200), "tbody tr", "The Post")
	wantText(t, editor.page("/desk/sources?q=nowhere", 200), "tbody tr", "No source fits")
	if res := editor.get("/desk/sources/opml"); !strings.Contains(res.body, "https://norland.example/feed") {
		t.Errorf("the OPML lacks the source:\n%s", res.body)
	}
	res := editor.submit(doc, form, "act=remove", nil)
	wantText(t, editor.document("removing", res, 200), ".flash", "its reports stay")
}

func TestJudgingFacts(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	reporter := w.as("reporter@meridian.example")
	at := "/desk/facts?kind=quote"
	doc := reporter.page(at, 200)
	wantCount(t, doc, ".desk-fact", 1)
	judge := `#fact_3 form.judge`
	res := reporter.submit(doc, judge, "to=approved", nil)
	if got := res.Request.URL.RequestURI() + "#" + res.Request.URL.Fragment; got != at+"#fact_3" {
		t.Errorf("judging leads to %s, want back to the fact", got)
	}
	doc = reporter.document("approving", res, 200)
	wantText(t, doc, "#fact_3 .state-approved", "approved")
	doc = reporter.document("rejecting", reporter.submit(doc, judge, "to=rejected", nil), 200)
	story := reporter.page("/desk/stories/"+w.story, 200)
	if story.Find("#fact_3").Length() != 0 && story.Find("#fact_3.is-rejected").Length() == 0 {
		t.Error("a rejected fact stands in its story as if it were not")
	}
	wantText(t, doc, ".flash", "rejected")
	if w.page("/stories/"+w.story, 200).Find(".fact:contains('the minister')").Length() != 0 {
		t.Error("readers see a rejected fact")
	}
}

func TestModeration(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	editor := w.as("editor@meridian.example")
	doc := editor.page("/desk/comments", 200)
	wantText(t, doc, ".comment-text", "Was it raining?")
	wantText(t, doc, "[data-figure=held]:not([hidden])", "1")
	doc = editor.document("approving", editor.submit(doc, "form.judge", "to=approved", nil), 200)
	wantText(t, doc, ".empty", "No comment waits")
	wantText(t, w.page("/news/"+w.pact.Slug, 200), ".comment", "Was it raining?")
	doc = editor.page("/desk/comments?state=approved&dispatch="+w.pact.ID, 200)
	wantCount(t, doc, ".comment-text", 1)
	editor.document("rejecting", editor.submit(doc, "form.judge", "to=rejected", nil), 200)
	if w.page("/news/"+w.pact.Slug, 200).Find(".comment").Length() != 0 {
		t.Error("readers see a rejected comment")
	}
}

func TestAlerts(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	reader := w.as("reader@meridian.example")
	form := `form[action="/desk/alerts"]`
	doc := reporterSearches(t, reader)
	refused := reader.document("a query that is none", reader.submit(doc, form, "", url.Values{"name": {"Pacts"}, "query": {"pact AND"}}), 422)
	wantText(t, refused, "[role=alert]", "")
	if got := refused.Find(form+" input[name=name]").AttrOr("value", ""); got != "Pacts" {
		t.Errorf("the form forgot the name: %q", got)
	}
	doc = reader.document("an alert", reader.submit(refused, form, "", url.Values{"query": {"pact"}}), 200)
	wantText(t, doc, ".row-title", "Pacts")
	doc = reader.page(doc.Find(".row-title a").AttrOr("href", ""), 200)
	wantText(t, doc, ".empty", "nothing")
	doc = reader.document("removing", reader.submit(doc, `form[action$="/remove"]`, "", nil), 200)
	wantCount(t, doc, ".row-title", 0)
	reader.page("/desk/alerts/"+w.alert, 404) // another's
	out := url.Values{"name": {"Out"}, "query": {"pact"}, "channel": {"webhook"}, "address": {"https://hooks.example/in"}}
	empty := reader.page("/desk/alerts", 200)
	wantCount(t, empty, "[name=address], option[value=webhook]", 0) // who may not is not offered it
	refused = reader.document("a reader's webhook", reader.submit(empty, form, "", out), 422)
	wantText(t, refused, "[role=alert]", "Only editors")
	editor := w.as("editor@meridian.example")
	doc = editor.document("by webhook", editor.submit(editor.page("/desk/alerts", 200), form, "", out), 200)
	wantText(t, doc, ".flash", "shown only now")
	wantText(t, doc, ".row-line", "https://hooks.example/in")
	hits := w.as(w.admin.Email).page("/desk/alerts/"+w.alert, 200)
	wantText(t, hits, ".river-headline", w.reports[0].Headline)

	tired := openServer(t, w.rig)
	administrator := w.as(w.admin.Email)
	tired.Limits.Desk = frame.NewLimiter(0, 0)
	if res := administrator.get("/desk/alerts/" + w.alert); res.StatusCode != http.StatusTooManyRequests {
		t.Errorf("what an alert found is shown however often it is asked for: status %d", res.StatusCode)
	}
}

// reporterSearches goes from a search to the form that keeps it.
func reporterSearches(t *testing.T, s *rig) *goquery.Document {
	t.Helper()
	found := s.page("/desk?q=pact", 200)
	wantText(t, found, ".river-headline", "pact")
	wantText(t, found, "mark", "pact")
	doc := s.page(found.Find(`a[href^="/desk/alerts?"]`).AttrOr("href", ""), 200)
	if got := doc.Find("input[name=query]").AttrOr("value", ""); got != "pact" {
		t.Errorf("the query of the search is %q in the form", got)
	}
	return doc
}

func TestReadersOfTheDesk(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	editor := w.as("editor@meridian.example")
	hook := `form[action="/desk/subscribers/webhooks"]`
	doc := editor.page("/desk/subscribers", 200)
	refused := editor.document("no address", editor.submit(doc, hook, "", url.Values{"address": {"ftp://x"}}), 422)
	wantCount(t, refused, "[role=alert]", 1)
	doc = editor.document("a webhook", editor.submit(refused, hook, "", url.Values{"address": {"https://hooks.example/in"}, "section": {"world"}}), 200)
	wantText(t, doc, ".flash", "secret")
	wantCount(t, editor.page("/desk/subscribers", 200), ".flash", 0)
	doc = editor.document("ending", editor.submit(editor.page("/desk/subscribers?q=hooks", 200), `form[action$="/end"]`, "", nil), 200)
	wantText(t, doc, ".badge", "left")
	doc = editor.page("/desk/deliveries/"+w.delivery, 200)
	wantText(t, doc, "dl.facts", "iris@reader.example")
	wantCount(t, doc, "main form", 0) // what is owed is not sent by hand
}

// TestSendingAgain is what a person does about a delivery that nobody can be sure of.
func TestSendingAgain(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	row, err := w.room.Reader().Delivery(context.Background(), w.delivery)
	if err != nil {
		t.Fatal(err)
	}
	row.State = news.DeliveryUnsure
	w.write(func(tx *store.Tx) error { return tx.SaveDelivery(row.Delivery, "the program died") })
	editor := w.as("editor@meridian.example")
	list := editor.page("/desk/deliveries?state=unsure", 200)
	wantText(t, list, ".said-of", "the program died")
	alarm := editor.page("/desk/troubles", 200)
	wantText(t, alarm, ".is-stuck .row-title", "may or may not have arrived: 1")
	wantText(t, alarm, ".is-stuck .said-of", "mail server's log")
	wantText(t, alarm, "[data-figure=stuck]:not([hidden])", "1")
	doc := editor.page(list.Find(".row-title a").AttrOr("href", ""), 200)
	wantText(t, doc, ".hint", "Ask its recipient")
	doc = editor.document("sending again", editor.submit(doc, `main form[action*="/del_"]`, "", nil), 200)
	wantText(t, doc, ".flash", "sent again")
	wantText(t, doc, ".badge", "owed")
	wantText(t, editor.page("/desk/deliveries?subject=confirm", 200), ".row-title", "confirm")
	wantText(t, editor.page("/desk/deliveries?subject=dispatch", 200), ".empty", "No delivery fits")
}

// An address that bounces is marked and can be opened, and what is unsure can be
// counted as sent.
func TestBouncesAndUnsure(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	ctx := context.Background()
	row, err := w.room.Reader().Delivery(ctx, w.delivery)
	if err != nil {
		t.Fatal(err)
	}
	row.State = news.DeliveryUnsure
	w.write(func(tx *store.Tx) error {
		e := news.Endpoint{Channel: row.Channel, Address: row.Address, Closed: true, Since: Began, GivenUp: 1, Reason: "no such user", ChangedAt: Began}
		return errors.Join(tx.SaveDelivery(row.Delivery, "the program died"), tx.SaveEndpoint(e))
	})
	editor := w.as("editor@meridian.example")
	doc := editor.page("/desk/subscribers?q="+url.QueryEscape(row.Address), 200)
	wantText(t, doc, ".badge.bad", "bounces")
	wantText(t, doc, ".said-of", "no such user")
	doc = editor.document("opening", editor.submit(doc, `form[action$="/open"]`, "", nil), 200)
	wantText(t, doc, ".flash", "tried again")
	wantCount(t, doc, ".badge.bad", 0)
	doc = editor.document("counting as sent", editor.submit(editor.page("/desk/deliveries/"+w.delivery, 200), `form[action$="/settle"]`, "", nil), 200)
	wantText(t, doc, ".flash", "Counted as sent: 1")
	wantCount(t, editor.page("/desk/troubles", 200), ".is-stuck", 0)
}

func TestOPML(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	editor := w.as("editor@meridian.example")
	send := func(content string) reply {
		t.Helper()
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		file, err := form.CreateFormFile("file", "sources.opml")
		if err != nil {
			t.Fatal(err)
		}
		file.Write([]byte(content))
		form.Close()
		r, err := http.NewRequest(http.MethodPost, w.server.URL+"/desk/sources/opml", &body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", form.FormDataContentType())
		return editor.do(r)
	}
	doc := editor.document("an OPML file", send(`<opml version="2.0"><body><outline text="South"><outline text="Sudmark Daily" type="rss" xmlUrl="https://sudmark.example/feed"/></outline></body></opml>`), 200)
	wantText(t, doc, ".flash", "1 source added")
	wantText(t, editor.page("/desk/sources?q=sudmark", 200), "tbody tr", "South")
	wantText(t, editor.document("no OPML", send("what is this"), 422), "[role=alert]", "OPML")
	if res := editor.post("/desk/sources/opml", url.Values{"x": {"y"}}); res.StatusCode != 415 {
		t.Errorf("a form without a file is answered %d, want 415", res.StatusCode)
	}
}

// TestDeskPaging walks a list longer than a page: each row once.
func TestDeskPaging(t *testing.T) {
	t.Parallel()
	s := openSite(t, nil)
	s.makeAdmin()
	s.signIn()
	const rows = 2*frame.RowsShown + 3
	for i := range rows {
		s.report("Wire", fmt.Sprintf("Report %d", i), fmt.Sprintf("Text of the report %d.", i), Began.Add(time.Duration(i)*time.Minute))
	}
	seen := map[string]bool{}
	pages := 0
	for at := "/desk?since="; at != ""; pages++ {
		doc := s.page(at, 200)
		doc.Find(".river-headline a").Each(func(_ int, a *goquery.Selection) {
			if href := a.AttrOr("href", ""); seen[href] {
				t.Errorf("%s stands on two pages", href)
			} else {
				seen[href] = true
			}
		})
		if live := doc.Find("[data-events]").Length() == 1; live != (pages == 0) {
			t.Errorf("page %d is live: %v", pages, live)
		}
		at = doc.Find(".pager a[rel=next]").AttrOr("href", "")
	}
	if len(seen) != rows || pages != 3 {
		t.Errorf("%d reports on %d pages, want %d on 3", len(seen), pages, rows)
	}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	w.signIn()
	add := `form[action="/desk/users"][method=post]`
	doc := w.page("/desk/users", 200)
	refused := w.document("a short password", w.submit(doc, add, "", url.Values{"name": {"Nora"}, "email": {"nora@meridian.example"}, "password": {"short"}}), 422)
	wantText(t, refused, "[role=alert]", "at least")
	if strings.Contains(refused.Text(), "short\"") || refused.Find("input[type=password]").AttrOr("value", "") != "" {
		t.Error("the page repeats the password")
	}
	w.document("a user", w.submit(refused, add, "", url.Values{"password": {password}}), 200)
	nora := w.as("nora@meridian.example")
	doc = w.page("/desk/users?q=nora", 200)
	doc = w.document("blocking", w.submit(doc, `main .row-line form:not([action$=password]):not([action$=signout])`, "", url.Values{"blocked": {"1"}}), 200)
	wantText(t, doc, ".flash", "blocked")
	if res := nora.get("/desk"); res.Request.URL.Path != "/signin" {
		t.Errorf("who was blocked is still at %s", res.Request.URL)
	}
	doc = w.page("/desk/users?q=nora", 200)
	doc.Find("[name=blocked]").RemoveAttr("checked")
	w.document("unblocking", w.submit(doc, `main .row-line form:not([action$=password]):not([action$=signout])`, "", nil), 200)
	if res := nora.get("/desk"); res.Request.URL.Path != "/signin" {
		t.Error("a session that ended with a block came back with the rights")
	}
	own := w.page("/desk/users?q=ada", 200)
	refused = w.document("taking one's own rights", w.submit(own, `main .row-line form:not([action$=signout])`, "", url.Values{"role": {"reader"}}), 422)
	wantText(t, refused, "[role=alert]", "your own rights")
}

// TestPasswords: who has a password changes it, administrators give others a new
// one, and both end the sessions that were begun with the old one.
func TestPasswords(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	w.signIn()
	if _, err := w.room.AddUser(context.Background(), w.admin, "Nora", "nora@meridian.example", news.Reader, password); err != nil {
		t.Fatal(err)
	}
	here, there := w.as("nora@meridian.example"), w.as("nora@meridian.example")
	const own = `form[action="/desk/password"]`
	const second, third = "two neighbours promise", "three ships in the harbour"
	form := here.page("/desk/password", 200)
	for problem, fields := range map[string]url.Values{
		"old password is wrong": {"old": {"nothing of the kind"}, "password": {second}, "again": {second}},
		"differ":                {"old": {password}, "password": {second}, "again": {third}},
		"too short":             {"old": {password}, "password": {"short"}, "again": {"short"}},
	} {
		doc := here.document(problem, here.submit(form, own, "", fields), 422)
		wantText(t, doc, "[role=alert]", problem)
	}
	there.page("/desk", 200)
	doc := here.document("a new password", here.submit(form, own, "", url.Values{"old": {password}, "password": {second}, "again": {second}}), 200)
	wantText(t, doc, ".flash", "Your password is changed")
	if res := there.get("/desk"); res.Request.URL.Path != "/signin" {
		t.Error("the other session outlived the password")
	}
	if res := here.get("/desk"); res.Request.URL.Path != "/desk" {
		t.Errorf("who changed the password is at %s", res.Request.URL)
	}
	doc = w.page("/desk/users?q=nora", 200)
	doc = w.document("a password from the administrator", w.submit(doc, `main form[action$="/password"]`, "", url.Values{"password": {third}}), 200)
	wantText(t, doc, ".flash", "signed out everywhere")
	if res := here.get("/desk"); res.Request.URL.Path != "/signin" {
		t.Error("the session outlived the administrator's password")
	}
	for secret, status := range map[string]int{password: 422, second: 422, third: 200} {
		there.document(secret, there.post("/signin", url.Values{"email": {"nora@meridian.example"}, "password": {secret}}), status)
	}
	nora := w.page("/desk/users?q=nora", 200).Find(`form[action$="/password"]`).AttrOr("action", "")
	if res := there.post(nora, url.Values{"password": {second}}); res.StatusCode != http.StatusForbidden {
		t.Errorf("a reader gives passwords: %d", res.StatusCode)
	}
	// Only with the old one may administrators change their own.
	if res := w.post("/desk/users/"+w.admin.ID+"/password", url.Values{"password": {second}}); res.Request.URL.Path != "/desk/password" {
		t.Errorf("an administrator's own password is set at %s", res.Request.URL)
	}
}

func TestTroubles(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	w.write(func(tx *store.Tx) error { return tx.Plan(newsroom.StepRead, w.reports[0].CaptureID, Began) })
	due, err := w.room.DB().Claim(context.Background(), newsroom.StepRead, 1, time.Now(), time.Minute)
	if err != nil || len(due) != 1 {
		t.Fatalf("claimed %v, %v", due, err)
	}
	w.write(func(tx *store.Tx) error { return tx.Stuck(due[0], "the page has no end") })
	editor := w.as("editor@meridian.example")
	doc := editor.page("/desk/troubles", 200)
	wantText(t, doc, ".is-stuck", "the page has no end")
	wantText(t, doc, "[data-figure=stuck]:not([hidden])", "1")
	doc = editor.document("trying again", editor.submit(doc, `form[action="/desk/troubles"]`, "", nil), 200)
	wantText(t, doc, ".flash", "tried again")
	wantCount(t, doc, ".is-stuck", 0)
}

func TestReportBesideItsCapture(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	w.signIn()
	path := "/desk/reports/" + w.reports[0].ID
	doc := w.page(path+"?version=1", 200)
	wantText(t, doc, "pre.raw", "<script>alert(1)</script>")
	wantText(t, doc, ".sentence.has-facts", pactSentence)
	wantCount(t, doc, ".desk-fact", 3)
	wantText(t, doc, ".tabs [aria-current]", "Version 1")
	if got := doc.Find(".sentences").Text(); !strings.Contains(strings.Join(strings.Fields(got), " "), "It was signed in the old harbour of Arvika.") {
		t.Errorf("the sentences are not the report's: %s", got)
	}
	none := w.document("nothing ticked", w.submit(doc, "form.picker", "", nil), 422)
	wantText(t, none, "[role=alert]", "No sentence was ticked")
	wantCount(t, none, "nav.rail", 1) // at the desk still
	reading := w.page(path+"/reading", 200)
	wantText(t, reading, "td strong", "body")
	if all, rest := reading.Find("tbody tr").Length(), w.page(path+"/reading?only=rest", 200).Find("td strong").Length(); all == 0 || rest != 0 {
		t.Errorf("%d blocks, and %d of body among what was left out", all, rest)
	}
	changes := w.page(path+"/changes", 200)
	wantText(t, changes, "ins", "evening")
	wantText(t, w.page(path+"/changes?from=1&to=1", 200), ".hint", "same version")
	for _, bad := range []string{path + "?version=9", path + "?version=x", path + "/changes?from=1", "/desk/reports/none", "/desk/reports/none/reading", "/desk/stories/none", "/desk/dispatches/none", "/desk/sources/none",
		"/desk/alerts/none", "/desk/deliveries/none", "/desk/events?seen=x"} {
		w.page(bad, 404)
	}
}

func TestRiver(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	w.signIn()
	doc := w.page("/desk", 200)
	wantCount(t, doc, ".river-line", 2) // the copy is left out
	wantCount(t, w.page("/desk?copies=1", 200), ".river-line", 3)
	wantCount(t, w.page("/desk?language=de", 200), ".river-line", 0)
	wantText(t, w.page("/desk?language=de", 200), ".empty", "No report fits")
	wantText(t, w.document("a query that is none", w.get("/desk?q=pact+AND"), 422), "[role=alert]", "")
	wantText(t, doc, ".river-story", "3 reports")
	events := doc.Find("[data-events]").AttrOr("data-events", "")
	if first := w.firstEvent(events); first.New != 0 {
		t.Errorf("a river just opened is told of %d new reports", first.New)
	}
	if first := w.firstEvent("/desk/events?seen=0"); first.New != 2 || first.Held != 1 || !strings.Contains(first.Work, ".") {
		t.Errorf("a river that shows nothing is told %+v", first)
	}
}

// riverFigures are the figures that an open list of incoming reports is sent.
type riverFigures struct {
	New, Held int
	Work      string
}

// firstEvent reads the first message of a stream, and leaves.
func (s *rig) firstEvent(path string) (v riverFigures) {
	s.t.Helper()
	res, err := s.client.Get(s.server.URL + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	line, err := bufio.NewReader(res.Body).ReadString('\n')
	data, found := strings.CutPrefix(line, "data: ")
	if err != nil || !found || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		s.t.Fatalf("%s: %q, %v", path, line, err)
	}
	if err := json.Unmarshal([]byte(data), &v); err != nil {
		s.t.Fatal(err)
	}
	return v
}

// TestHostileStringsAtTheDesk puts what wants to run into everything that the
// desk shows.
func TestHostileStringsAtTheDesk(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := fullDesk(t)
	w.signIn()
	r := w.report("evil"+hostile, "Headline "+hostile, "The text "+hostile+".\n\nAnother.", Began)
	w.settle()
	story := w.link(r)
	c := news.Citation{ReportID: r.ID, Version: 1, Exact: hostile, Start: 0, End: 9}
	source := news.Source{ID: news.SourceID("javascript:alert(1)"), Name: hostile, Feed: "javascript:alert(1)", Site: "javascript:alert(2)", Kind: news.SourceKind(hostile), Folder: hostile, State: news.SourceActive}
	w.write(func(tx *store.Tx) error {
		if _, _, err := tx.AddSource(source, Began); err != nil {
			return err
		}
		item := news.Item{ID: news.ItemID(source.ID, "javascript:alert(3)"), SourceID: source.ID, URL: "javascript:alert(3)", Title: hostile}
		if _, err := tx.SaveItems([]news.Item{item}, Began); err != nil {
			return err
		}
		if err := tx.ItemOutcome(item.ID, hostile); err != nil {
			return err
		}
		if err := tx.Plan(newsroom.StepRecord, r.ID, Began); err != nil {
			return err
		}
		return tx.SaveRecord(news.Record{ID: r.ID, At: Began, Facts: []news.Fact{{ID: "fact_h", Kind: news.FactEvent, Type: hostile, CAMEO: hostile, Predicate: hostile,
			Source: []news.Actor{{Text: hostile}}, Place: &news.Place{Text: hostile}, Time: &news.TimeRef{Text: hostile}, Modality: news.Modality(hostile), Quote: hostile, Citations: []news.Citation{c}}}}, 1)
	})
	due, err := w.room.DB().Claim(ctx, newsroom.StepRecord, 1, time.Now(), time.Minute)
	if err != nil || len(due) != 1 {
		t.Fatalf("claimed %v, %v", due, err)
	}
	w.write(func(tx *store.Tx) error { return tx.Stuck(due[0], hostile) })
	d := w.publish(news.Dispatch{Headline: "Headline " + hostile, Standfirst: hostile, Byline: hostile, Place: hostile, Section: "world", StoryID: story, CommentsOpen: true,
		Tags: []string{hostile}, Body: "Text " + hostile + " [x](javascript:alert(1)) [^1]", Figure: &news.Figure{URL: "/x.png", Caption: hostile, Credit: hostile, Alt: hostile},
		Citations: []news.DispatchCitation{{Number: 1, Citation: c, Outlet: hostile, URL: "javascript:alert(1)"}}})
	d = w.order(d, desk.Order{Act: desk.Correct, Reason: "Checked by hand.", Note: hostile, Draft: d})
	if err := w.room.Comment(ctx, d.Slug, "Name "+hostile[:20], hostile); err != nil {
		t.Fatal(err)
	}
	if _, err := w.room.AddUser(ctx, w.admin, hostile, "h@meridian.example", news.Reader, password); err != nil {
		t.Fatal(err)
	}
	matter, err := w.room.LinkStories(ctx, w.admin, story, w.story)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.room.NameMatter(ctx, w.admin, matter, hostile); err != nil {
		t.Fatal(err)
	}
	evil := url.QueryEscape(hostile)
	for _, path := range []string{"/desk/matters", "/desk/matters?q=" + evil + strings.Repeat("+x", 2000), "/desk/matters/" + matter, "/desk/matters/" + evil, "/stories?life=" + evil, "/stories/" + story, "/desk/stories?life=" + evil, "/desk", "/desk?q=" + evil, "/desk?source=" + evil + "&section=" + evil + "&language=" + evil + "&since=" + evil, "/desk/stories?q=" + evil, "/desk/stories/" + story,
		"/desk/reports/" + r.ID, "/desk/reports/" + r.ID + "/changes", "/desk/reports/" + r.ID + "/reading", "/desk/facts", "/desk/facts?q=" + evil + "&kind=" + evil + "&state=" + evil, "/desk/facts/fact_h", "/desk/frames?q=" + evil, "/desk/frames/say?frame=" + evil + "&type=" + evil + "&cameo=" + evil, "/desk/dispatches?q=" + evil + "&state=" + evil + "&section=" + evil,
		"/desk/dispatches", "/desk/dispatches/" + d.ID, "/desk/alerts?query=" + evil, "/desk/sources?q=" + evil, "/desk/sources", "/desk/sources/" + source.ID, "/desk/troubles", "/desk/comments",
		"/desk/comments?state=" + evil + "&dispatch=" + evil, "/desk/subscribers?q=" + evil, "/desk/deliveries?subject=" + evil + "&state=" + evil, "/desk/users?q=" + evil, "/desk/users"} {
		res := w.get(path)
		if res.StatusCode >= 500 {
			t.Errorf("%.60s: status %d", path, res.StatusCode)
		}
		testkit.Harmless(t, path, res.body)
	}
	for path, form := range map[string]url.Values{
		"/desk/alerts":                          {"name": {hostile}, "query": {hostile}, "address": {hostile}, "channel": {hostile}},
		"/desk/sources":                         {"address": {hostile}, "folder": {hostile}},
		"/desk/sources/" + source.ID:            {"act": {hostile}},
		"/desk/subscribers/webhooks":            {"address": {hostile}, "section": {hostile}},
		"/desk/users":                           {"name": {hostile}, "email": {hostile}, "role": {hostile}, "password": {hostile}},
		"/desk/dispatches/" + d.ID:              {"act": {hostile}, "revision": {"1"}, "headline": {hostile}, "body": {hostile}, "note": {hostile}, "until": {hostile}, "tags": {hostile}},
		"/desk/dispatches/" + d.ID + "/check":   {"headline": {hostile}, "body": {hostile}, "figure_url": {"javascript:alert(1)"}, "figure_caption": {hostile}, "section": {hostile}},
		"/desk/comments/" + w.comment:           {"to": {hostile}, "back": {"//evil.example/"}},
		"/desk/facts/fact_h":                    {"to": {hostile}, "back": {"https://evil.example/"}},
		"/desk/facts/fact_h/correct":            {"type": {hostile}, "cameo": {hostile}, "footing": {hostile}},
		"/desk/frames":                          {"frame": {hostile}, "type": {""}},
		"/desk/reports/" + r.ID + "/cite":       {"version": {"1"}, "sentence": {"0-99999999"}},
		"/desk/dispatches/" + w.draft:           {"act": {"save"}, "revision": {"0"}, "headline": {hostile}, "body": {hostile}},
		"/desk/stories/" + "none" + "/dispatch": {},
		"/desk/deliveries/" + w.delivery:        {},
		"/desk/troubles":                        {"kind": {hostile}, "key": {hostile}},
		"/desk/subscribers/" + "none" + "/end":  {},
		"/desk/matters/" + matter:               {"act": {"link"}, "to": {hostile}, "title": {hostile}},
		"/desk/matters/none":                    {"act": {"out"}, "story": {hostile}},
		"/desk/stories/" + story + "/matter":    {"act": {"unlink"}, "to": {hostile}, "back": {"//evil.example/"}},
	} {
		res := w.post(path, form)
		if res.StatusCode >= 500 || strings.Contains(res.Request.URL.Host, "evil") {
			t.Errorf("%s: status %d at %s", path, res.StatusCode, res.Request.URL)
		}
		testkit.Harmless(t, "the answer to "+path, res.body)
	}
}

// A block that was read wrongly is corrected in three steps, without a script:
// pick it, see what would change, say so; and the word can be taken back.
func TestCorrectingABlock(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	path := "/desk/reports/" + w.reports[0].ID + "/reading"
	reader := w.as("reader@meridian.example")
	wantCount(t, reader.page(path, 200), "a[href*='/correct']", 0)
	reader.page(path+"/correct?block=0", 403)
	reporter := w.as("reporter@meridian.example")
	doc := reporter.page(path, 200)
	link := doc.Find("tbody a[href*='/correct']").First()
	pick := reporter.page(link.AttrOr("href", ""), 200)
	wantCount(t, pick, "input[type=radio]", len(newsroom.BlockRoles))
	block := pick.Find("blockquote.block").Text()
	would := reporter.page(link.AttrOr("href", "")+"&role=byline", 200)
	wantText(t, would, "#outcome", "What would change")
	wantCount(t, would, "section .row-line", 1)
	said := reporter.document("correcting", reporter.submit(would, "form[method=post][action$='/reading']", "", nil), 200)
	wantText(t, said, ".flash", "Corrected")
	wantText(t, said, "section[aria-labelledby=said] strong", "byline")
	wantText(t, said, "section[aria-labelledby=said]", block)
	back := reporter.document("taking back", reporter.submit(said, "section[aria-labelledby=said] form", "act=take back", nil), 200)
	wantCount(t, back, "section[aria-labelledby=said]", 0)
	for _, bad := range []string{"/correct", "/correct?block=x", "/correct?block=-1", "/correct?block=9999"} {
		reporter.page(path+bad, 404)
	}
	reporter.page(link.AttrOr("href", "")+"&role=king", 422)
}

// What a story's reports tell stands once, with who tells it, as it was known at
// any time; and each of whom facts speak has a page.
func TestLedgerAndActors(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	reader := w.as("reader@meridian.example")
	path := "/desk/stories/" + w.story + "/ledger"
	doc := reader.page(path, 200)
	all := doc.Find("article.desk-fact").Length()
	if all == 0 || doc.Find("article.desk-fact details blockquote.cited").Length() < all {
		t.Errorf("%d facts are known, each must show the sentences it stands on", all)
	}
	then := reader.page(path+"?at=1999-01-01T12:00", 200)
	wantText(t, then, ".empty", "Nothing was known then")
	if got := reader.page(path+"?at=2999-01-01T12:00", 200).Find("article.desk-fact").Length(); got != all {
		t.Errorf("%d facts are known in a far future, want %d", got, all)
	}
	wantText(t, reader.page(path+"?at=tomorrow", 422), "[role=alert]", "This is no time")
	wantText(t, reader.page(path+"?q=nobody+says+this", 200), ".empty", "No fact holds that")
	quoted := doc.Find("blockquote.cited").First().Text()
	if got := reader.page(path+"?q="+url.QueryEscape(strings.TrimSpace(quoted)), 200).Find("article.desk-fact").Length(); got == 0 {
		t.Error("no fact holds a sentence that facts stand on")
	}
	reader.page(path+"?after=x.y", 400)
	asked := decode[api.List[newsroom.LedgerEntry]](t, "the ledger", reader.get("/api/stories/"+w.story+"/ledger?at=2999-01-01T12:00").body)
	if len(asked.Items) != all || len(asked.Items[0].Tellings) == 0 || asked.Items[0].Learned.IsZero() {
		t.Errorf("a program is told %+v, want the %d facts of the page", asked.Items, all)
	}
	if res := reader.get("/api/stories/" + w.story + "/ledger?at=tomorrow"); res.StatusCode != 422 {
		t.Errorf("no time: status %d", res.StatusCode)
	}
	reader.page("/desk/stories/none/ledger", 404)

	// Of a story that became another, and that another, the last one's.
	second, third := w.link(w.report("Second", "The second", "Nothing is told in it.", Began)), w.link(w.report("Third", "The third", "Nothing is told here.", Began))
	w.write(func(tx *store.Tx) error { return tx.MergeStories(second, w.story, Began) })
	w.write(func(tx *store.Tx) error { return tx.MergeStories(third, second, Began) })
	if later := decode[api.List[newsroom.LedgerEntry]](t, "the ledger", reader.get("/api/stories/"+w.story+"/ledger").body); len(later.Items) != len(asked.Items) {
		t.Errorf("by its first identifier the ledger has %d entries, want the %d that it had", len(later.Items), len(asked.Items))
	}

	list := reader.page("/desk/actors", 200)
	first := list.Find("tbody a").First()
	if first.Length() == 0 {
		t.Fatal("no actor is listed")
	}
	actor := reader.page(first.AttrOr("href", ""), 200)
	wantText(t, actor, "h1", first.Text())
	if actor.Find(".fact-list article").Length() == 0 {
		t.Errorf("%s has no facts", first.Text())
	}
	wantText(t, reader.page("/desk/actors?q=nobody+is+called+so", 200), ".empty", "No name holds that")
	reader.page("/desk/actor?name=nobody", 404)
	reader.page("/desk/actor", 404)
	reader.page("/desk/actors?after=x.y.z", 400)
}

// What is published and stands on words that its page no longer says is shown to
// editors until one lets it stand.
func TestStaleDispatches(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	r := w.reports[0]
	d := news.Dispatch{ID: "dis_stale", Slug: "stale", State: news.Published, Headline: "Stands on sand", Section: "world", Body: "It was so.[^1]", PublishedAt: Began, Edition: 1, Citations: []news.DispatchCitation{{Number: 1, Citation: news.Citation{ReportID: r.ID, Version: 1, Exact: "It was so."}}}}
	w.write(func(tx *store.Tx) error {
		if _, err := tx.SaveDispatch(d, 0, Began); err != nil {
			return err
		}
		return tx.SetStale(d.ID, []store.StaleCitation{{Number: 1, ReportID: r.ID, Version: 1, Newest: 2, At: Began}})
	})
	path := "/desk/dispatches/" + d.ID
	wantCount(t, w.as("reporter@meridian.example").page(path, 200), "form[action$='/stand']", 0)
	editor := w.as("editor@meridian.example")
	list := editor.page("/desk/dispatches?stale=1", 200)
	wantText(t, list, "nav.rail", "Pages changed")
	wantCount(t, list, "ol.rows .row-title", 1)
	doc := editor.page(path, 200)
	wantText(t, doc, "section[aria-labelledby=stale-label]", "Citation 1")
	unsaid := editor.document("without a reason", editor.submit(doc, "form[action$='/stand']", "", nil), 422)
	wantText(t, unsaid, "[role=alert]", "Write why it stands")
	stands := editor.document("letting it stand", editor.submit(doc, "form[action$='/stand']", "", url.Values{"why": {"It was so at noon."}}), 200)
	wantText(t, stands, ".flash", "It stands")
	wantText(t, stands, ".decisions", "It was so at noon.")
	wantCount(t, stands, "form[action$='/stand']", 0)
	wantCount(t, editor.page("/desk/dispatches?stale=1", 200), "ol.rows .row-title", 0)
}

// The sentence that took the place of a cited one is shown with what differs, and cited
// with the next correction by ticking it.
func TestStaleCitationIsReplaced(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	report := w.reports[0]
	sentence := newsroom.Sentences(report)[0].Exact
	old := "Yesterday " + sentence
	d := news.Dispatch{ID: "dis_stale", Slug: "stale", State: news.Published, Headline: "Stands on sand", Section: w.room.Site.Sections[0].Key, Body: "It is told.[^1]", PublishedAt: Began,
		Edition: 1, Citations: []news.DispatchCitation{{Number: 1, Citation: news.Citation{ReportID: report.ID, Version: 1, Exact: old}}}}
	w.write(func(tx *store.Tx) error {
		if _, err := tx.SaveDispatch(d, 0, Began); err != nil {
			return err
		}
		return tx.SetStale(d.ID, []store.StaleCitation{{Number: 1, ReportID: report.ID, Version: 1, Newest: 2, At: Began},
			{ReportID: report.ID, Version: 1, Newest: 2, Words: []string{"Stands"}, At: Began}})
	})
	editor := w.as("editor@meridian.example")
	doc := editor.page("/desk/dispatches/"+d.ID, 200)
	wantText(t, doc, ".stale del", "Yesterday")
	wantText(t, doc, ".stale", "“Stands”, which stands here: the headline")
	refused := editor.document("without a note", editor.submit(doc, "form#fields", "act=correct", url.Values{"recite": {"1"}}), 422)
	wantCount(t, refused, "input[name=recite][checked]", 1)
	done := editor.document("citing anew", editor.submit(refused, "form#fields", "act=correct", url.Values{"recite": {"1"}, "note": {"It was not yesterday."}, "reason": {"Checked."}}), 200)
	wantText(t, done, ".flash", "Corrected")
	row, err := w.room.Reader().Dispatch(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if row.Body != "It is told.[^2]" || len(row.Citations) != 2 || row.Citations[1].Exact == old {
		t.Errorf("the text is %q with %+v", row.Body, row.Citations)
	}
	unfetched := editor.document("checking a page", editor.submit(editor.page("/desk/reports/"+report.ID, 200), "form[action$='/check']", "", nil), 422)
	wantText(t, unfetched, "main", "no page that can be looked at again")
}

// A user says what they want to be told by e-mail.
func TestMailsAboutChanges(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	editor := w.as("editor@meridian.example")
	const form = "form[action='/desk/mails']"
	wantCount(t, editor.page("/desk/password", 200), form+" input[checked]", 0)
	editor.document("asking for mails", editor.submit(editor.page("/desk/password", 200), form, "", url.Values{"changes": {"1"}}), 200)
	wantCount(t, editor.page("/desk/password", 200), form+" input[checked]", 1)
}

// The desk says who an actor is, sees what it said, and takes it back.
func TestNamingAtTheDesk(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	reporter := w.as("reporter@meridian.example")
	list := reporter.page("/desk/actors", 200)
	path := list.Find("tbody a").First().AttrOr("href", "")
	wantCount(t, w.as("reader@meridian.example").page(path, 200), "form[action='/desk/actor']", 0)
	doc := reporter.page(path, 200)
	refused := reporter.document("a bad code", reporter.submit(doc, "form[action='/desk/actor']", "", url.Values{"code": {"1"}}), 422)
	wantText(t, refused, "[role=alert]", "capital letters")
	said := reporter.document("naming", reporter.submit(doc, "form[action='/desk/actor']", "", url.Values{"name": {"The Realm of Norland"}, "code": {"NOR"}}), 200)
	wantText(t, said, ".flash", "Noted")
	wantText(t, said, "section[aria-labelledby=words] strong", "The Realm of Norland")
	back := reporter.document("taking back", reporter.submit(said, "section[aria-labelledby=words] form", "act=take back", nil), 200)
	wantCount(t, back, "section[aria-labelledby=words]", 0)
}

// An event is corrected for its sentence, or for all of its frame: with what would
// change before it is said, and a way back.
func TestCorrectingAtTheDesk(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	reporter, editor := w.as("reporter@meridian.example"), w.as("editor@meridian.example")
	path := "/desk/facts/fact_2"
	w.as("reader@meridian.example").page(path, 403)
	wantText(t, reporter.page("/desk/facts/fact_3", 200), ".help", "Only events")
	reporter.page("/desk/facts/none", 404)
	doc := reporter.page(path, 200)
	wantCount(t, doc, "form[action='/desk/frames/say']", 0)
	correct := "form[action$='/correct']"
	refused := reporter.document("a bad code", reporter.submit(doc, correct, "", url.Values{"type": {"AGREE"}, "cameo": {"190"}}), 422)
	wantText(t, refused, "[role=alert]", "not AGREE")
	said := reporter.document("correcting", reporter.submit(doc, correct, "", url.Values{"type": {"AGREE"}, "cameo": {"031"}, "footing": {"planned"}}), 200)
	wantText(t, said, ".flash", "Corrected")
	wantText(t, said, "#fact_2 .state-approved", "approved")
	wantText(t, said, "#fact_2", "By the desk's word")
	wantText(t, said, ".decisions", "correct")
	wantCount(t, reporter.page("/desk/facts?state=approved", 200), ".desk-fact", 1)
	wantCount(t, reporter.page("/desk/facts?state=stale", 200), ".desk-fact", 0)
	wantText(t, reporter.page("/desk/facts?state=stale", 200), ".hint", "no longer say")
	// A fact that no kept version tells has its page still.
	w.write(func(tx *store.Tx) error {
		row, err := tx.Fact("fact_2")
		if err != nil {
			return err
		}
		row.ID, row.Citations[0].Exact = "fact_gone", "What the page said before."
		gone := w.reports[0].ID
		if gone == row.ReportID { // whose facts stay
			gone = w.reports[1].ID
		}
		row.Fact.ReportID, row.Fact.State = gone, news.FactApproved
		if err := tx.SaveRecord(news.Record{ID: gone, At: time.Unix(1, 0), Facts: []news.Fact{row.Fact}}, 1); err != nil {
			return err
		}
		if err := tx.JudgeFact(row.Fact, "", time.Unix(1, 0)); err != nil {
			return err
		}
		if err := tx.SetStaleFacts(gone, []string{"fact_gone"}, time.Unix(2, 0)); err != nil {
			return err
		}
		return tx.SaveRecord(news.Record{ID: gone, At: time.Unix(1, 0)}, 1)
	})
	gone := reporter.page("/desk/facts/fact_gone", 200)
	wantText(t, gone, ".help", "no longer says so")
	wantCount(t, gone, correct, 0)
	if res := reporter.post("/desk/facts/fact_gone", url.Values{"to": {"approved"}, "saw": {"said_else"}}); res.StatusCode != 422 {
		t.Errorf("approving what was not seen: status %d", res.StatusCode)
	}
	reporter.document("taking back", reporter.submit(gone, "form.judge", "to=proposed", nil), 200)
	reporter.page("/desk/facts/fact_gone", 404)

	wantText(t, editor.page("/desk/frames", 200), ".empty", "The desk has said nothing")
	frame := editor.page(path, 200)
	asked := "/desk/frames/say?type=CONSULT&swapped=1&frame=" + frame.Find("form[action='/desk/frames/say'] input[name=frame]").AttrOr("value", "")
	would := editor.page(asked, 200)
	wantText(t, would, "section[aria-labelledby=outcome]", "1 kept fact is of this frame; 0 would change. The desk spoke itself of 1 fact of them, which stays.")
	kept := editor.document("saying", editor.submit(would, "form[method=post][action='/desk/frames']", "", nil), 200)
	wantText(t, kept, ".flash", "Noted")
	wantText(t, kept, "ol.rows", "X sign Y is CONSULT, done by Y to X Edna Editor")
	wantCount(t, editor.page("/desk/frames?q=sign", 200), "ol.rows > li", 1)
	wantText(t, editor.page("/desk/frames?q=fly", 200), ".empty", "No frame holds that")
	wantText(t, editor.page("/desk/frames/say?frame=signs&type=", 200), ".hint", "an earlier word of Edna Editor")
	editor.page("/desk/frames/say?frame=signs&type=SHOUT", 422)
	for query, want := range map[string]string{
		"frame=ghost&type=x-DEATH": "x-DEATH is a kind of our own, of which CAMEO’s dictionaries, in which verbs are looked up, have no code. It holds of what the machine takes for an event of this frame, now and later; sentences in which it sees none stay without one. No kept fact is of this frame, so nothing follows now.",
		"frame=ghost&type=REJECT":  "the newest reports that have it are looked at again",
		"frame=ghost&type=":        "nothing follows now; later ones are rejected",
		"frame=sign&type=x-DEAL":   "stay without one.",
	} {
		wantText(t, editor.page("/desk/frames/say?"+query, 200), "section[aria-labelledby=outcome] .hint", want)
	}
	for query, want := range map[string]string{"frame=ghost&type=x-DEATH": "Say so", "frame=ghost&type=REJECT": "Say so, and look at those reports again", "frame=sign&type=x-DEAL": "Say so, and record these reports again"} {
		if got := editor.page("/desk/frames/say?"+query, 200).Find("section[aria-labelledby=outcome] button").Text(); got != want {
			t.Errorf("%s: the button says %q, want %q", query, got, want)
		}
	}
	editor.page("/desk/frames/say", 200)
	wantCount(t, reporter.page("/desk/frames", 200), "form[method=post][action='/desk/frames']", 0)
	if res := reporter.post("/desk/frames", url.Values{"frame": {"sign"}, "act": {"take back"}}); res.StatusCode != 403 {
		t.Errorf("a reporter takes back a frame: status %d", res.StatusCode)
	}
	back := editor.document("taking back", editor.submit(kept, "form[method=post][action='/desk/frames']", "act=take back", nil), 200)
	wantCount(t, back, "ol.rows", 0)
}

// TestEntangledTextIsRefused: a text that takes too much work to lay out is told
// so in the preview and isn't saved; the fields keep it.
func TestEntangledTextIsRefused(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	me := w.as(w.admin.Email)
	row, err := w.room.Reader().Dispatch(t.Context(), w.draft)
	if err != nil {
		t.Fatal(err)
	}
	body := strings.Repeat(">", 100_000) + " a"
	form := url.Values{"headline": {"A headline"}, "body": {body}, "act": {"save"}, "revision": {strconv.Itoa(row.Revision)}}
	if res := me.post("/desk/dispatches/"+w.draft+"/check", form); res.StatusCode != 200 || !strings.Contains(res.body, "nests quotations") {
		t.Errorf("the preview is answered %d: %.300s", res.StatusCode, res.body)
	}
	doc := me.document("saving", me.post("/desk/dispatches/"+w.draft, form), 422)
	wantText(t, doc, "[role=alert]", "nests quotations")
	if got := doc.Find("textarea[name=body]").Text(); strings.TrimSpace(got) != body {
		t.Errorf("the field keeps %d bytes of %d", len(got), len(body))
	}
}

// TestStreamEndsWithTheSignIn: an open stream of events ends when its user signs
// out, is signed out or blocked, gets a new password or another role; others go on.
func TestStreamEndsWithTheSignIn(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	users, err := w.room.Reader().Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var u news.User
	for _, one := range users {
		if one.Email == "reporter@meridian.example" {
			u = one
		}
	}
	open := func(as *rig) *bufio.Reader {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.server.URL+"/desk/events?seen=0", nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := (&http.Client{Jar: as.client.Jar}).Do(r)
		if err != nil || res.Header.Get("Content-Type") != "text/event-stream" {
			t.Fatalf("opening the events: %v, %v", res, err)
		}
		t.Cleanup(func() { res.Body.Close() })
		stream := bufio.NewReader(res.Body)
		if _, err := stream.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		return stream
	}
	bystander := open(w.as("editor@meridian.example"))
	lower, blocked := u, u
	lower.Role, blocked.State = news.Reader, news.UserBlocked
	for _, c := range []struct {
		what string
		do   func(me *rig) error
	}{
		{"signing out", func(me *rig) error { me.post("/signout", nil); return nil }},
		{"being signed out", func(*rig) error { return w.room.EndSignIns(context.Background(), w.admin, u.ID, "") }},
		{"a new password", func(*rig) error { return w.room.SetPassword(context.Background(), w.admin, u.ID, password) }},
		{"another role", func(*rig) error { return w.room.ChangeUser(context.Background(), w.admin, lower) }},
		{"being blocked", func(*rig) error { return w.room.ChangeUser(context.Background(), w.admin, blocked) }},
	} {
		me := w.as(u.Email)
		stream, ended := open(me), make(chan error, 1)
		if err := c.do(me); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		go func() {
			_, err := io.Copy(io.Discard, stream)
			ended <- err
		}()
		select {
		case <-ended:
		case <-time.After(15 * time.Second): // it asks by itself every twenty
			t.Errorf("%s: the stream goes on", c.what)
		}
	}
	w.report("Late Post", "One more", "One more report came.", Began.Add(5*time.Hour))
	for {
		line, err := bystander.ReadString('\n')
		if err != nil {
			t.Fatalf("somebody else's stream ended: %v", err)
		}
		if strings.HasPrefix(line, "data: ") {
			break
		}
	}
}
