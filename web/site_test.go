package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/mmcdole/gofeed"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
	"dateline/web/frame"
	"dateline/web/site"
)

// A world is a site on which everything there is to show is there once.
type world struct {
	*rig
	reports  []news.Report
	story    string
	pact     news.Dispatch
	killed   news.Dispatch
	register string // id of the agreement
}

const (
	pactText = "ARVIKA — The presidents of Norland and Sudmark signed a pact of mutual defence on Tuesday.\n\n" +
		"The pact replaces the Treaty of Friendship of 1961. It was signed in the old harbour of Arvika."
	pactSentence = "The pact replaces the Treaty of Friendship of 1961."
)

func fullWorld(t testing.TB) *world {
	t.Helper()
	w := &world{rig: openSite(t, nil)}
	w.makeAdmin()
	w.reports = []news.Report{
		w.report("Norland Post", "Norland and Sudmark sign pact", pactText, Began),
		w.report("Harbour Wire", "Pact signed in Arvika", pactText, Began.Add(time.Hour)),
		w.report("Sudmark Daily", "What the pact says", "The pact obliges both to help. Critics call it late.\n\nIt enters into force in July.", Began.Add(2*time.Hour)),
	}
	w.settle() // so that joining does not undo the links
	w.story = w.link(w.reports...)
	w.facts()
	w.settle()
	w.pact = w.publish(news.Dispatch{Headline: "Two neighbours promise to defend each other", Standfirst: "A pact replaces a treaty of 65 years.", Byline: "Ada Admin",
		Place: "Arvika", Section: "world", StoryID: w.story, CommentsOpen: true, Tags: []string{"Norland"},
		Body:      "Norland and Sudmark signed a pact.[^1] It replaces an older treaty.[^2]\n\n## What comes next\n\nIt enters into force in July.[^3]",
		Figure:    &news.Figure{URL: "/assets/none.png", Caption: "The harbour of Arvika", Credit: "Photo: Meridian", Alt: "Ships"},
		Citations: []news.DispatchCitation{w.cite(1, w.reports[0], strings.Split(pactText, "\n\n")[0]), w.cite(2, w.reports[0], pactSentence), w.cite(3, w.reports[2], "It enters into force in July.")}})
	w.pact = w.order(w.pact, desk.Order{Act: desk.Correct, Reason: "Checked by hand.", Note: "The treaty is of 1961, not of 1962.", Draft: w.pact})
	w.killed = w.publish(news.Dispatch{Headline: "A ferry that never sank", Section: "economy", Body: "It sank."})
	w.killed = w.order(w.killed, desk.Order{Act: desk.Kill, Subject: "A report", Note: "The report was false."})
	for i := range 7 {
		w.publish(news.Dispatch{Headline: "Notice number " + string(rune('A'+i)), Section: []string{"world", "economy"}[i%2], Body: "Some text about notices.", StoryID: w.story})
	}
	w.settle()
	return w
}

// record is what the first report tells.
func (w *world) record() news.Record {
	r := w.reports[0]
	c := w.cite(1, r, pactSentence).Citation
	norland, sudmark := news.Actor{Text: "Norland", Name: "Norland"}, news.Actor{Text: "Sudmark", Name: "Sudmark"}
	when := &news.TimeRef{Text: "Tuesday", From: "2026-06-02", To: "2026-06-02", Precision: "day"}
	return news.Record{ID: r.ID, At: Began, Facts: []news.Fact{
		{ID: "fact_1", Kind: news.FactAgreement, Citations: []news.Citation{c}, Agreement: &news.Agreement{Title: "Pact of Arvika", Kind: "pact",
			Parties:    []news.Actor{norland, sudmark},
			Milestones: []news.Milestone{{Act: "signed", Time: when, Citation: &c, Place: &news.Place{Text: "Arvika"}}},
			Provisions: []news.Provision{{Text: "help each other if attacked", Class: "defence", Citation: &c}},
			Relations:  []news.Relation{{Act: "replaces", Instrument: news.Instrument{Title: "Treaty of Friendship", Year: 1961}, Citation: &c}}}},
		{ID: "fact_2", Kind: news.FactEvent, Predicate: "signed", Source: []news.Actor{norland}, Target: []news.Actor{sudmark}, Time: when, Modality: news.Asserted, Citations: []news.Citation{c}},
		{ID: "fact_3", Kind: news.FactQuote, Speaker: &news.Actor{Text: "the minister"}, Quote: "late, but not too late", Modality: news.Said, Citations: []news.Citation{c}},
	}}
}

// facts records what the first report tells.
func (w *world) facts() {
	w.write(func(tx *store.Tx) error { return tx.SaveRecord(w.record(), 1) })
	entries, _, err := w.room.Register(context.Background())
	if err != nil || len(entries) == 0 {
		w.t.Fatalf("the register: %d entries, error %v", len(entries), err)
	}
	for _, e := range entries {
		if e.Title == "Pact of Arvika" {
			w.register = e.ID
		}
	}
}

func TestFront(t *testing.T) {
	w := fullWorld(t)
	doc := w.page("/", 200)
	wantCount(t, doc, "h1", 1)
	wantText(t, doc, "h1", "The Meridian")
	if doc.Find(".lead h2 a, .secondary h3 a").Length() < 3 {
		t.Errorf("the front page shows %d dispatches", doc.Find(".lead h2 a, .secondary h3 a").Length())
	}
	wantText(t, doc, ".wire .story-line h3", "Norland and Sudmark sign pact")
	wantCount(t, doc, `a.skip[href="#main"]`, 1)
	wantCount(t, doc, `link[rel=alternate]`, 3)
	if got := doc.Find("body").Text(); strings.Contains(got, "A ferry that never sank") {
		t.Error("the front page shows what was killed")
	}
}

func TestFrontOfANewSite(t *testing.T) {
	s := openSite(t, nil)
	doc := s.page("/", 200)
	wantText(t, doc, "h2", "Nothing published yet")
}

func TestDispatch(t *testing.T) {
	w := fullWorld(t)
	doc := w.page("/news/"+w.pact.Slug, 200)
	wantCount(t, doc, "h1", 1)
	wantText(t, doc, "h1", "Two neighbours promise to defend each other")
	wantText(t, doc, ".standfirst", "A pact replaces")
	wantText(t, doc, ".byline", "Ada Admin")
	wantText(t, doc, ".dateline", "Arvika")
	wantText(t, doc, ".correction", "The treaty is of 1961")
	wantCount(t, doc, ".correction time[datetime]", 1)
	wantText(t, doc, "figcaption", "The harbour of Arvika")
	wantText(t, doc, "figcaption .credit", "Photo: Meridian")
	wantText(t, doc, "#source-2 blockquote", pactSentence)
	wantText(t, doc, "#source-2 cite", "Norland Post")
	if href, _ := doc.Find("#source-2 a[rel~=external]").Attr("href"); href != w.reports[0].URL {
		t.Errorf("source 2 leads to %q, want %q", href, w.reports[0].URL)
	}
	wantCount(t, doc, `.dispatch-text sup a[href="#source-2"]`, 1)
	wantCount(t, doc, `script:not([type="application/ld+json"])`, 0)
	wantText(t, doc, ".related", "Notice number")

	// The whole way: sentence, evidence, capture.
	way, _ := doc.Find(`#source-2 a[href^="/evidence/"]`).Attr("href")
	doc = w.page(way, 200)
	wantText(t, doc, "mark#cited", pactSentence)
	if got := text(t, doc, "mark#cited"); got != pactSentence {
		t.Errorf("the mark holds %q, want %q", got, pactSentence)
	}
	wantText(t, doc, ".digest", "sha256:")
	kept, _ := doc.Find(`a[href^="/captures/"]`).Attr("href")
	res := w.get(kept)
	if got := res.Header.Get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("the stored page is served as %q", got)
	}
	if got := res.Header.Get("Content-Security-Policy"); !strings.Contains(got, "sandbox") {
		t.Errorf("the stored page has the policy %q", got)
	}
	if got := news.Digest([]byte(res.body)); got != text(t, doc, "dd.digest") || !strings.Contains(res.body, pactSentence) {
		t.Errorf("the stored page has the digest %s and not the one that is shown", got)
	}
	wantText(t, w.page(kept+"/about", 200), "table", "X-Outlet")
}

func TestTextEncoding(t *testing.T) {
	for _, c := range []struct{ contentType, body, want string }{
		{"text/html; charset=utf-8", "<p>Grüße", "utf-8"},
		{"text/html; charset=iso-8859-1", "<p>Gr\xfc\xdfe", "windows-1252"},
		{"text/html; charset=koi8-r", "\xf0\xd2\xc9", "koi8-r"},
		{"text/html", "<meta charset=windows-1251>\xcf\xf0", "windows-1251"},
		{"application/rss+xml", "\xff\xfea\x00", "utf-16le"},
		{"image/png", "\x89PNG\x00", ""},
		{"", "\xff\x00", ""},
		{"text/html; charset=evil\r\nX: y", "\xff", "windows-1252"},
	} {
		if got := site.TextEncoding(news.Capture{ContentType: c.contentType, Body: []byte(c.body)}); got != c.want {
			t.Errorf("%q %q: %q, want %q", c.contentType, c.body, got, c.want)
		}
	}
}

func TestKilledDispatchSaysSo(t *testing.T) {
	w := fullWorld(t)
	doc := w.page("/news/"+w.killed.Slug, http.StatusGone)
	wantText(t, doc, "main", "withdrawn. The report was false.")
	if strings.Contains(doc.Find("main").Text(), "It sank") {
		t.Error("the text of what was killed is still there")
	}
	if res := w.get("/api/dispatches/" + w.killed.ID); res.StatusCode != http.StatusGone {
		t.Errorf("the API answers %d to what was killed", res.StatusCode)
	}
}

// Nothing that readers or programs are given repeats the headline of what was
// killed, not even its address; the old address leads to the notice.
func TestKilledHeadlineIsNowhere(t *testing.T) {
	s := openSite(t, nil)
	s.makeAdmin()
	d := s.publish(news.Dispatch{Headline: "Zwiebelkuchen scandal engulfs mayor", Section: "world", Body: "It engulfs."})
	old := "/news/" + d.Slug
	s.order(d, desk.Order{Act: desk.Kill, Subject: "World: a report of today", Note: "There is no scandal."})
	paths := []string{old, "/news/" + d.ID, "/api/dispatches/" + d.ID, "/", "/section/world", "/feed.rss", "/feed.atom", "/feed.json", "/section/world/feed.atom",
		"/sitemap.xml", "/news-sitemap.xml", "/api/dispatches", "/search?q=scandal"}
	for _, path := range paths {
		r, err := http.NewRequest(http.MethodGet, s.server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"Zwiebelkuchen", "zwiebelkuchen"} {
			if strings.Contains(string(body), word) || strings.Contains(res.Header.Get("Location"), word) {
				t.Errorf("%s (%d, %q) repeats the headline: %s", path, res.StatusCode, res.Header.Get("Location"), around(string(body), word))
			}
		}
	}
	doc := s.page(old, http.StatusGone)
	wantText(t, doc, "h1", "World: a report of today")
	wantText(t, doc, "main", "There is no scandal.")
	if canonical, _ := doc.Find("link[rel=canonical]").Attr("href"); strings.Contains(canonical, "zwiebel") {
		t.Errorf("the notice's canonical address is %q", canonical)
	}
	// The address is not given to another dispatch.
	again := s.publish(news.Dispatch{Headline: "Zwiebelkuchen scandal engulfs mayor", Section: "world", Body: "Again."})
	if "/news/"+again.Slug == old {
		t.Error("another dispatch took the address of what was killed")
	}
}

// around is what stands around a word.
func around(s, word string) string {
	i := strings.Index(s, word)
	if i < 0 {
		return ""
	}
	return s[max(0, i-80):min(len(s), i+80)]
}

func TestDraftIsNowhere(t *testing.T) {
	s := openSite(t, nil)
	s.makeAdmin()
	row, err := s.room.Begin(context.Background(), s.admin)
	if err != nil {
		t.Fatal(err)
	}
	s.page("/news/"+row.Slug, 404)
	if res := s.get("/api/dispatches/" + row.ID); res.StatusCode != 404 || !strings.Contains(res.body, `"error"`) {
		t.Errorf("the API answers %d %s to a draft", res.StatusCode, res.body)
	}
}

func TestComments(t *testing.T) {
	w := fullWorld(t)
	path := "/news/" + w.pact.Slug
	doc := w.document("an empty comment", w.post(path+"/comments", url.Values{"name": {"Rita"}, "text": {" "}}), 422)
	wantText(t, doc, ".comments [role=alert]", "empty")
	if got, _ := doc.Find(".comments input[name=name]").Attr("value"); got != "Rita" {
		t.Errorf("the form forgot the name: %q", got)
	}
	doc = w.document("a comment", w.post(path+"/comments", url.Values{"name": {"Rita"}, "text": {"About <b>time</b>."}}), 200)
	wantText(t, doc, ".comments .flash", "moderator")
	wantCount(t, doc, ".comment", 0)
	held, err := w.room.Reader().Comments(context.Background(), news.CommentHeld, w.pact.ID, news.Paging{})
	if err != nil || len(held.Rows) != 1 {
		t.Fatalf("%d comments are held, error %v; want 1", len(held.Rows), err)
	}
	if err := w.room.Moderate(context.Background(), w.admin, held.Rows[0].ID, news.CommentApproved); err != nil {
		t.Fatal(err)
	}
	doc = w.page(path, 200)
	wantText(t, doc, ".comment", "About <b>time</b>.")
	for range 10 {
		if res := w.post(path+"/comments", url.Values{"name": {"Rita"}, "text": {"again"}}); res.StatusCode == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("one address may comment without end")
}

// TestEvidence: in open mode too, readers see the places that are cited and no
// others, and only the desk is shown a place that isn't.
func TestEvidence(t *testing.T) {
	w := fullWorld(t)
	base := "/evidence/" + w.reports[0].ID + "/1"
	whole := len([]rune(w.reports[0].Text))
	cited := publish.EvidencePath(w.pact.Citations[1].Citation)
	fact := publish.EvidencePath(w.record().Facts[0].Citations[0])
	other := base + "?start=0&end=6"
	wantText(t, w.page(cited, 200), "article", "The marked sentence is cited")
	w.page(fact, 200)
	wantCount(t, w.page(base, 200), ".passage", 0) // what is known of the page, without its text
	own := []string{other, fmt.Sprintf("%s?start=0&end=%d", base, whole), fmt.Sprintf("%s?start=1&end=%d", base, whole)}
	broken := []string{base + "?start=-1&end=6", base + "?start=6&end=6", base + "?start=0&end=99999999", base + "?start=x&end=6", base + "?start=0",
		"/evidence/" + w.reports[0].ID + "/2", "/evidence/" + w.reports[0].ID + "/x", "/evidence/none/1"}
	for _, path := range append(own, broken...) {
		w.page(path, 404)
	}
	w.signIn()
	for _, path := range own {
		w.page(path, 200)
	}
	for _, path := range broken {
		w.page(path, 404)
	}
	doc := w.page(other, 200)
	wantText(t, doc, "article", "Nothing published cites this passage")
	if got := doc.Find("article").Text(); strings.Contains(got, "is cited, letter by letter") {
		t.Error("a place that nothing cites is called cited")
	}
	wantText(t, w.page(cited, 200), "article", "The marked sentence is cited")
}

// A page that asks that no copy be shown is shown whole to the desk alone.
func TestNoArchiveIsKept(t *testing.T) {
	s := openSite(t, nil)
	s.makeAdmin()
	open := s.report("Norland Post", "A headline", pactText, Began)
	shut := s.report("Norland Post", `A headline <meta name="robots" content="noarchive">`, pactText, Began)
	for r, status := range map[string]int{open.CaptureID: 200, shut.CaptureID: 404} {
		s.page("/captures/"+r, status)
		s.page("/captures/"+r+"/about", status)
	}
	d := s.publish(news.Dispatch{Headline: "Two neighbours promise", Section: "world", Body: "They signed.[^1]", Citations: []news.DispatchCitation{s.cite(1, shut, pactSentence)}})
	doc := s.page(publish.EvidencePath(d.Citations[0].Citation), 200)
	if got := text(t, doc, ".passage"); got != pactSentence+" …" {
		t.Errorf("of a page that asks for no copies the cited sentence alone is shown, not %q", got)
	}
	wantCount(t, doc, `a[href^="/captures/"]`, 0)
	for _, r := range []news.Report{open, shut} {
		s.page(fmt.Sprintf("/evidence/%s/1?start=0&end=%d", r.ID, len([]rune(r.Text))), 404)
	}
}

func TestExcerptKeepsCapturesAtTheDesk(t *testing.T) {
	s := openSite(t, func(c *newsroom.Config, _ *frame.Config) { c.Evidence = newsroom.EvidenceExcerpt })
	s.makeAdmin()
	r := s.report("Norland Post", "A headline", pactText, Began)
	first := s.cite(1, r, strings.Split(pactText, "\n\n")[0])
	way := publish.EvidencePath(first.Citation)
	s.page(way, 404)
	d := s.publish(news.Dispatch{Headline: "Two neighbours promise", Section: "world", Body: "They signed.[^1]", Citations: []news.DispatchCitation{first}})
	doc := s.page(way, 200)
	wantText(t, doc, ".passage", "ARVIKA")
	wantCount(t, doc, `a[href^="/captures/"]`, 0)
	if got := doc.Find("main").Text(); strings.Contains(got, pactSentence) {
		t.Error("more than the cited paragraph is shown")
	}
	for _, path := range []string{"", "/about"} {
		s.page("/captures/"+r.CaptureID+path, 404)
	}
	// Any other place would give away the text, piece by piece or at once.
	whole := len([]rune(r.Text))
	for _, at := range [][2]int{{0, whole}, {0, whole - 3}, {0, first.End - 1}, {1, first.End}, {first.End + 2, whole}} {
		s.page(fmt.Sprintf("/evidence/%s/1?start=%d&end=%d", r.ID, at[0], at[1]), 404)
	}
	// A fact that readers are shown is cited, until the desk rejects it.
	second := s.cite(2, r, pactSentence).Citation
	s.write(func(tx *store.Tx) error {
		return tx.SaveRecord(news.Record{ID: r.ID, At: Began, Facts: []news.Fact{{ID: "fact_1", Kind: news.FactEvent, Predicate: "replaces", Citations: []news.Citation{second}}}}, 1)
	})
	s.page(publish.EvidencePath(second), 200)
	if err := s.room.JudgeFact(context.Background(), s.admin, "fact_1", "", news.FactRejected); err != nil {
		t.Fatal(err)
	}
	s.page(publish.EvidencePath(second), 404)
	// A dispatch that is withdrawn cites nothing any more.
	s.order(d, desk.Order{Act: desk.Kill, Subject: "A report", Note: "They did not."})
	s.page(way, 404)
	s.signIn()
	s.page(way, 200)
	s.page("/captures/"+r.CaptureID, 200)
}

// What the machine recorded is public when the desk approved it, not before,
// unless the owner says otherwise.
func TestFactsArePublicWhenApproved(t *testing.T) {
	w := &world{rig: openSite(t, func(c *newsroom.Config, _ *frame.Config) { c.Facts = newsroom.FactsApproved })}
	w.makeAdmin()
	w.reports = []news.Report{w.report("Norland Post", "Norland and Sudmark sign pact", pactText, Began)}
	w.settle()
	w.story = w.link(w.reports...)
	w.write(func(tx *store.Tx) error { return tx.SaveRecord(w.record(), 1) })
	w.settle()
	wantCount(t, w.page("/stories/"+w.story, 200), ".fact", 0)
	wantText(t, w.page("/register", 200), ".empty", "No agreement is recorded yet")
	for _, id := range []string{"fact_1", "fact_2"} {
		if err := w.room.JudgeFact(t.Context(), w.admin, id, "", news.FactApproved); err != nil {
			t.Fatal(err)
		}
	}
	wantCount(t, w.page("/stories/"+w.story, 200), ".fact", 2)
	wantCount(t, w.page("/register", 200), ".empty", 0)
}

func TestStory(t *testing.T) {
	w := fullWorld(t)
	doc := w.page("/stories/"+w.story, 200)
	wantCount(t, doc, "h1", 1)
	wantCount(t, doc, ".texts > li", 2)
	wantText(t, doc, ".texts details summary", "One text, 2 outlets")
	wantText(t, doc, ".texts details li", "Harbour Wire")
	wantText(t, doc, ".timeline", "Norland signed Sudmark")
	wantText(t, doc, ".timeline-day", "2 June 2026")
	wantText(t, doc, ".fact .cited", pactSentence)
	wantText(t, doc, ".timeline li:last-child .timeline-day", "Told on 3 June 2026")
	wantText(t, doc, ".said", "late, but not too late")
	labels := doc.Find(".timeline-day").Map(func(_ int, d *goquery.Selection) string { return d.Text() })
	atDesk := w.as("ada@meridian.example").page("/desk/stories/"+w.story, 200)
	if got := atDesk.Find(".timeline-day").Map(func(_ int, d *goquery.Selection) string { return d.Text() }); !slices.Equal(got, labels) {
		t.Errorf("the desk puts facts under %q, readers see them under %q", got, labels)
	}
	wantText(t, doc, ".story-dispatches", "Notice number")
	doc = w.page("/stories", 200)
	wantText(t, doc, ".story-row h2", "Norland and Sudmark sign pact")
	doc = w.page("/stories?q=pact", 200)
	wantCount(t, doc, ".story-row", 1)
}

func TestMergedStoryLeadsOn(t *testing.T) {
	s := openSite(t, nil)
	a, b := s.report("One", "First", "First text.", Began), s.report("Two", "Second", "Second text.", Began)
	kept, gone := s.link(a), s.link(b)
	s.write(func(tx *store.Tx) error { return tx.MergeStories(kept, gone, Began) })
	res := s.get("/stories/" + gone)
	if res.StatusCode != 200 || res.Request.URL.Path != "/stories/"+kept {
		t.Errorf("a merged story leads to %s with %d, want /stories/%s", res.Request.URL.Path, res.StatusCode, kept)
	}
}

func TestRegister(t *testing.T) {
	w := fullWorld(t)
	doc := w.page("/register", 200)
	wantText(t, doc, ".agreement-row h3", "Pact of Arvika")
	for query, want := range map[string]int{"?q=arvika": 1, "?q=arvika+sudmark": 1, "?q=zzz": 0, "?party=Norland": 1, "?party=Nowhere": 0, "?year=2026": 1, "?year=1990": 0} {
		doc := w.page("/register"+query, 200)
		if got := doc.Find("section .agreement-row").Length(); got != want {
			t.Errorf("%s finds %d agreements, want %d", query, got, want)
		}
	}
	doc = w.page("/register?a=Norland&b=Sudmark&day=2026-06-10", 200)
	wantText(t, doc, ".bound-answer", "Pact of Arvika")
	doc = w.page("/register?a=Norland&b=Atlantis&day=2026-06-10", 200)
	wantText(t, doc, ".bound-answer", "knows of nothing")
	doc = w.page("/register?a=Norland&b=Sudmark&day=soon", 422)
	wantText(t, doc, ".bound [role=alert]", "year, month and day")

	doc = w.page("/register/"+w.register, 200)
	wantText(t, doc, "h1", "Pact of Arvika")
	wantText(t, doc, ".timeline-day", "signed, 2 June 2026")
	wantText(t, doc, ".provision-class", "defence")
	wantText(t, doc, "section .fact-line .badge", "replaces")
	wantCount(t, doc, ".network svg[role=group][aria-label]", 1)
	wantCount(t, doc, ".network .node", 4)
	w.page("/register/none", 404)
}

func TestSearch(t *testing.T) {
	w := fullWorld(t)
	doc := w.page("/search?q=neighbours", 200)
	wantText(t, doc, ".teaser h3", "Two neighbours")
	if got, _ := doc.Find("header input[name=q]").Attr("value"); got != "neighbours" {
		t.Errorf("the search box forgot its words: %q", got)
	}
	doc = w.page("/search?q=ferry", 200)
	wantText(t, doc, ".teaser-list", "No dispatch")
	doc = w.page("/search?q=%28open", 422)
	wantCount(t, doc, "[role=alert]", 1)
	w.page("/search", 200)
}

func TestPaging(t *testing.T) {
	s := openSite(t, nil)
	s.makeAdmin()
	for i := range 45 {
		s.publish(news.Dispatch{Headline: "Headline " + string(rune('a'+i%26)) + string(rune('a'+i/26)), Section: "world", Body: "Text."})
	}
	seen := map[string]bool{}
	path, pages := "/section/world", 0
	for path != "" {
		doc := s.page(path, 200)
		doc.Find("main h2 a").Each(func(_ int, a *goquery.Selection) { seen[a.Text()] = true })
		path, _ = doc.Find(".pager a[rel=next]").Attr("href")
		if pages++; pages > 5 {
			t.Fatal("the pages have no end")
		}
	}
	if len(seen) != 45 || pages != 3 {
		t.Errorf("%d dispatches on %d pages, want 45 on 3", len(seen), pages)
	}
	for _, after := range []string{"x.y.z", "%00", "1", "!.!", strings.Repeat("9", 60) + ".1"} {
		s.page("/section/world?after="+after, 400)
	}
}

func TestFeeds(t *testing.T) {
	w := fullWorld(t)
	for _, path := range []string{"/feed.rss", "/feed.atom", "/feed.json", "/section/world/feed.rss", "/section/world/feed.atom", "/section/world/feed.json"} {
		res := w.get(path)
		if res.StatusCode != 200 {
			t.Fatalf("%s: status %d", path, res.StatusCode)
		}
		feed, err := gofeed.NewParser().ParseString(res.body)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		want := 9 // with what was withdrawn
		if strings.Contains(path, "atom") {
			want = 8 // and a deleted-entry
		}
		if !strings.Contains(path, "section") && len(feed.Items) != want {
			t.Errorf("%s has %d items, want %d", path, len(feed.Items), want)
		}
		for _, item := range feed.Items {
			if item.Title == w.killed.Headline {
				t.Errorf("%s holds what was killed", path)
			}
		}
		etag := res.Header.Get("ETag")
		if again := w.get(path, "If-None-Match", etag); again.StatusCode != 304 || etag == "" {
			t.Errorf("%s: status %d to its own ETag %q, want 304", path, again.StatusCode, etag)
		}
		if res.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", path)
		}
	}
	w.page("/section/none/feed.rss", 404)
	for path, want := range map[string]string{"/sitemap.xml": "/news/" + w.pact.Slug, "/news-sitemap.xml": "<news:title>", "/robots.txt": "Disallow: /desk"} {
		if res := w.get(path); res.StatusCode != 200 || !strings.Contains(res.body, want) {
			t.Errorf("%s: status %d, lacks %q: %.400s", path, res.StatusCode, want, res.body)
		}
	}
}

// TestListsAfterAKill: whoever has a list from before a dispatch was withdrawn
// gets a new one, also if they ask by its date.
func TestListsAfterAKill(t *testing.T) {
	w := fullWorld(t)
	const newest = "A bridge that never fell"
	d := w.publish(news.Dispatch{Headline: newest, Section: "world", Body: "It fell."})
	before := map[string]reply{}
	for _, path := range []string{"/feed.rss", "/feed.atom", "/feed.json", "/section/world/feed.rss", "/news-sitemap.xml"} {
		before[path] = w.get(path)
		if !strings.Contains(before[path].body, newest) {
			t.Fatalf("%s lacks what was just published", path)
		}
	}
	w.order(d, desk.Order{Act: desk.Kill, Subject: "A report", Note: "It stands."})
	for path, had := range before {
		date := had.Header.Get("Last-Modified")
		if date == "" {
			date = time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)
		}
		if res := w.get(path, "If-Modified-Since", date); res.StatusCode != 200 || strings.Contains(res.body, newest) {
			t.Errorf("%s: status %d to who has it from before the kill", path, res.StatusCode)
		}
		if res := w.get(path, "If-None-Match", had.Header.Get("ETag")); res.StatusCode != 200 {
			t.Errorf("%s: status %d to the ETag from before the kill", path, res.StatusCode)
		}
	}
}

// TestAddresses: what is published has a readable address, two of the same
// headline have two, and the address by identity leads there.
func TestAddresses(t *testing.T) {
	s := openSite(t, nil)
	s.makeAdmin()
	draft := news.Dispatch{Headline: "The harbour reopens", Section: "world", Body: "It does."}
	a, b := s.publish(draft), s.publish(draft)
	day := a.PublishedAt.UTC().Format(time.DateOnly)
	for _, d := range []news.Dispatch{a, b} {
		if !strings.HasPrefix(d.Slug, day+"-the-harbour-reopens") {
			t.Errorf("the address of %s is %q", d.ID, d.Slug)
		}
		s.page("/news/"+d.Slug, 200)
		if res := s.get("/news/" + d.ID); res.StatusCode != 200 || res.Request.URL.Path != "/news/"+d.Slug {
			t.Errorf("/news/%s leads to %s, %d", d.ID, res.Request.URL.Path, res.StatusCode)
		}
	}
	if a.Slug == b.Slug {
		t.Errorf("two dispatches are at %s", a.Slug)
	}
	d := s.order(a, desk.Order{Act: desk.Kill, Subject: "A report", Note: "It is shut."})
	if res := s.get("/news/" + d.ID); res.StatusCode != http.StatusGone || res.Request.URL.Path != "/news/"+d.Slug {
		t.Errorf("the identity of what was killed leads to %s, %d", res.Request.URL.Path, res.StatusCode)
	}
	row, err := s.room.Begin(context.Background(), s.admin)
	if err != nil {
		t.Fatal(err)
	}
	s.page("/news/"+row.ID, 404)
}

func TestSubscribe(t *testing.T) {
	s := openSite(t, nil)
	doc := s.document("no address", s.post("/subscribe", url.Values{"address": {"nonsense"}}), 422)
	wantCount(t, doc, "[role=alert]", 1)
	doc = s.document("an address", s.post("/subscribe", url.Values{"address": {"rita@reader.example"}, "section": {"world"}}), 200)
	wantText(t, doc, ".flash", "mailbox")
	id := news.SubscriberID(news.ChannelEmail, "rita@reader.example")
	state := func() news.SubscriberState {
		sub, err := s.room.Reader().Subscriber(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		return sub.State
	}
	sub, err := s.room.Reader().Subscriber(context.Background(), id)
	if err != nil || sub.State != news.SubscriberPending {
		t.Fatalf("the subscriber is %q, error %v", sub.State, err)
	}
	link := "?" + url.Values{"id": {id}, "secret": {sub.Secret}}.Encode()
	s.page("/subscribe/confirm"+link, 200)
	if state() != news.SubscriberPending {
		t.Error("looking at the link confirmed it")
	}
	s.document("a wrong secret", s.post("/subscribe/confirm", url.Values{"id": {id}, "secret": {"wrong"}}), 422)
	s.document("confirming", s.post("/subscribe/confirm", url.Values{"id": {id}, "secret": {sub.Secret}}), 200)
	if state() != news.SubscriberConfirmed {
		t.Errorf("after confirming it is %s", state())
	}
	if got := s.get("/subscribe/leave" + link).Header.Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("a page whose address holds a secret has the referrer policy %q", got)
	}
	// What a mail program posts by itself, RFC 8058 §3.2.
	s.document("leaving", s.post("/subscribe/leave"+link, url.Values{"List-Unsubscribe": {"One-Click"}}), 200)
	if state() != news.SubscriberLeft {
		t.Errorf("after leaving it is %s", state())
	}
}

// The register also holds what the desk brought from a collection, says so, and
// answers who must defend whom.
func TestImportedAgreements(t *testing.T) {
	w := fullWorld(t)
	brought, err := w.room.ImportATOP(t.Context(), w.admin, strings.NewReader("atopid,begyr,begmo,begday,endyr,defense,mem1,mem2\n9001,1961,7,6,0,1,365,731\n"))
	if err != nil || brought != 1 {
		t.Fatalf("brought %d, %v", brought, err)
	}
	if _, err := w.room.ImportATOP(t.Context(), w.admin, strings.NewReader("x\n")); err == nil {
		t.Error("a file of another kind was taken")
	}
	list := w.page("/register?q=alliance", 200)
	wantText(t, list, ".agreement-row", "ATOP 9001")
	wantText(t, w.page(list.Find(".agreement-row a").AttrOr("href", ""), 200), ".texts .empty", "it comes from a collection")
	wantText(t, w.page("/register?attacked=PRK&day=1970-01-01", 200), ".bound-answer", "others had to defend it by 1 agreement")
	wantText(t, w.page("/register?attacked=PRK&day=1950-01-01", 200), ".bound-answer", "knows of nothing")
	wantText(t, w.page("/register?attacked=PRK&day=x", 422), "[role=alert]", "Write the day")
}
