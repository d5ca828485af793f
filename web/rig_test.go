package web

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"dateline/desk"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
	"dateline/store/storetest"
	"dateline/web/frame"
)

// A rig is a newsroom of its own with its pages on loopback.
type rig struct {
	t      testing.TB
	room   *newsroom.Newsroom
	server *httptest.Server
	admin  news.User
	client *http.Client
}

var Began = time.Date(2026, time.June, 3, 9, 0, 0, 0, time.UTC)

func openSite(t testing.TB, change func(*newsroom.Config, *frame.Config)) *rig {
	t.Helper()
	s := &rig{t: t, client: newClient(t)}
	c := newsroom.Config{Data: t.TempDir(), Facts: newsroom.FactsAll, Public: newsroom.PublicAll, Evidence: newsroom.EvidenceOpen, Log: slog.New(slog.DiscardHandler),
		Site: publish.Site{Name: "The Meridian", Tagline: "News with its sources", Language: "en",
			Sections: []publish.Section{{Key: "world", Title: "World"}, {Key: "economy", Title: "Economy"}}}}
	pages := frame.Config{Log: testkit.Logger(t)}
	if change != nil {
		change(&c, &pages)
	}
	var h http.Handler = http.NotFoundHandler()
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) }))
	t.Cleanup(s.server.Close)
	c.Site.BaseURL = s.server.URL
	room, err := newsroom.Open(context.Background(), c)
	if err != nil {
		t.Fatalf("opening a newsroom: %v", err)
	}
	t.Cleanup(func() {
		if !t.Failed() {
			storetest.CheckPlans(t, s.room.DB())
		}
		s.room.Close()
	})
	s.room, pages.Room = room, room
	if h, err = New(pages); err != nil {
		t.Fatalf("making the pages: %v", err)
	}
	return s
}

func newClient(t testing.TB) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 20 * time.Second}
}

const password = "correct horse battery"

func (s *rig) makeAdmin() {
	s.t.Helper()
	u, err := s.room.MakeAdministrator(context.Background(), "Ada Admin", "ada@meridian.example", password)
	if err != nil {
		s.t.Fatalf("making the administrator: %v", err)
	}
	s.admin = u
}

// A reply is what was answered, read whole.
type reply struct {
	*http.Response
	body string
}

func (s *rig) do(r *http.Request) reply {
	s.t.Helper()
	res, err := s.client.Do(r)
	if err != nil {
		s.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	return reply{res, string(body)}
}

func (s *rig) get(path string, header ...string) reply {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, s.server.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return s.do(r)
}

func (s *rig) post(path string, form url.Values) reply {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(r)
}

// page asks for a page, which must answer with the status, as a document to be
// asked by selector.
func (s *rig) page(path string, status int) *goquery.Document {
	s.t.Helper()
	return s.document(path, s.get(path), status)
}

func (s *rig) document(what string, res reply, status int) *goquery.Document {
	s.t.Helper()
	if res.StatusCode != status {
		s.t.Fatalf("%s: status %d, want %d\n%.600s", what, res.StatusCode, status, res.body)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(res.body))
	if err != nil {
		s.t.Fatalf("%s: %v", what, err)
	}
	return doc
}

// text gives the text that a selector finds, which must find something.
func text(t testing.TB, doc *goquery.Document, selector string) string {
	t.Helper()
	found := doc.Find(selector)
	if found.Length() == 0 {
		html, _ := doc.Find("main").Html()
		t.Fatalf("nothing fits %q in\n%.2000s", selector, html)
	}
	return strings.Join(strings.Fields(found.First().Text()), " ")
}

func wantText(t testing.TB, doc *goquery.Document, selector, want string) {
	t.Helper()
	if got := text(t, doc, selector); !strings.Contains(got, want) {
		t.Errorf("%s says %q, want %q in it", selector, got, want)
	}
}

func wantCount(t testing.TB, doc *goquery.Document, selector string, want int) {
	t.Helper()
	if got := doc.Find(selector).Length(); got != want {
		t.Errorf("%d fit %q, want %d", got, selector, want)
	}
}

func (s *rig) write(do func(tx *store.Tx) error) {
	s.t.Helper()
	if err := s.room.DB().Write(context.Background(), "a test", do); err != nil {
		s.t.Fatalf("writing: %v", err)
	}
}

// report keeps a page and the report that was read from it.
func (s *rig) report(outlet, headline, text string, published time.Time) news.Report {
	s.t.Helper()
	address := fmt.Sprintf("https://%s.example/%s", strings.ToLower(strings.Fields(outlet + " x")[0]), news.DeriveID("p", outlet, headline))
	if _, err := url.Parse(address); err != nil {
		address = "https://hostile.example/" + news.DeriveID("p", headline)
	}
	capture := s.room.DB().Pack(news.Capture{URL: address, FinalURL: address, FetchedAt: published.Add(time.Minute), Status: 200,
		Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}, "X-Outlet": {outlet}}, ContentType: "text/html; charset=utf-8",
		Body: []byte("<html><h1>" + headline + "</h1><p>" + text + "</p><script>alert(1)</script></html>")})
	r := news.Report{ID: news.ReportID(address), CaptureID: capture.ID, URL: address, Kind: news.KindArticle, Outlet: outlet, Headline: headline,
		Published: published, Language: "en", Text: text, Version: 1}
	for _, p := range strings.Split(text, "\n\n") {
		r.Paragraphs = append(r.Paragraphs, news.Paragraph{Kind: news.PlainParagraph, Text: p})
	}
	s.write(func(tx *store.Tx) error {
		if err := tx.SaveCapture(capture); err != nil {
			return err
		}
		_, _, err := tx.SaveReport(r, published)
		return err
	})
	return r
}

// link puts reports into the story that the first of them opened; copies say so.
func (s *rig) link(reports ...news.Report) string {
	s.t.Helper()
	story := news.StoryID(reports[0].ID)
	s.write(func(tx *store.Tx) error {
		for i, r := range reports {
			l := news.Link{ReportID: r.ID, StoryID: story, New: i == 0}
			if i > 0 && r.Text == reports[0].Text {
				l.DuplicateOf = reports[0].ID
			}
			if err := tx.SaveLink(l, Began); err != nil {
				return err
			}
		}
		return nil
	})
	return story
}

// cite cites the first place at which a sentence stands in a report.
func (s *rig) cite(number int, r news.Report, sentence string) news.DispatchCitation {
	s.t.Helper()
	before, _, found := strings.Cut(r.Text, sentence)
	if !found {
		s.t.Fatalf("%q is not in the report", sentence)
	}
	start := len([]rune(before))
	return news.DispatchCitation{Number: number, Outlet: r.Outlet, URL: r.URL,
		Citation: news.Citation{ReportID: r.ID, Version: 1, Exact: sentence, Start: start, End: start + len([]rune(sentence))}}
}

// publish writes a dispatch the way the desk does, and releases it.
func (s *rig) publish(draft news.Dispatch) news.Dispatch {
	s.t.Helper()
	row, err := s.room.Begin(context.Background(), s.admin)
	if err != nil {
		s.t.Fatalf("beginning a dispatch: %v", err)
	}
	if draft.StoryID != "" {
		d := row.Dispatch
		d.StoryID = draft.StoryID
		s.write(func(tx *store.Tx) error {
			row, err = tx.SaveDispatch(d, row.Revision, Began)
			return err
		})
	}
	for _, o := range []desk.Order{{Act: desk.Save, Draft: draft}, {Act: desk.Publish, Reason: "Checked by hand."}} {
		if row, err = s.room.Order(context.Background(), s.admin, row.ID, row.Revision, o); err != nil {
			s.t.Fatalf("%s: %v", o.Act, err)
		}
	}
	return row.Dispatch
}

func (s *rig) order(d news.Dispatch, o desk.Order) news.Dispatch {
	s.t.Helper()
	row, err := s.room.Reader().Dispatch(context.Background(), d.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	if row, err = s.room.Order(context.Background(), s.admin, d.ID, row.Revision, o); err != nil {
		s.t.Fatalf("%s: %v", o.Act, err)
	}
	return row.Dispatch
}

// settle lets the newsroom do all that is due, the search index too.
func (s *rig) settle() {
	s.t.Helper()
	if err := s.room.Once(context.Background(), func(newsroom.Progress) {}); err != nil {
		s.t.Fatalf("settling: %v", err)
	}
}
