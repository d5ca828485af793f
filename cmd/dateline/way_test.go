package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"dateline/desk"
	"dateline/internal/testkit"
	"dateline/ledger"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
	"dateline/web"
)

// TestWayOfAReport puts one page, captured as plain text, through the whole way:
// from a feed on the web to a published dispatch, and from each cited sentence
// of that back by links to the report and to the stored capture.
func TestWayOfAReport(t *testing.T) {
	captured, err := os.ReadFile(shared(t, "samples/pact-page.txt"))
	if err != nil {
		t.Fatal(err)
	}
	outside := testkit.WebHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/feed":
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprint(w, `<rss version="2.0"><channel><title>A site of captured texts</title><link>https://texts.example/</link><description>d</description>
				<item><link>https://texts.example/page</link><pubDate>Wed, 19 Jun 2024 12:00:00 GMT</pubDate></item></channel></rss>`)
		case "/page":
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Write(captured)
		default:
			http.NotFound(w, r)
		}
	}))
	room := roomOver(t, t.TempDir(), outside)
	ctx := context.Background()
	if _, err := room.AddSource(ctx, operatorOf, "https://texts.example/feed", ""); err != nil {
		t.Fatal(err)
	}
	collectOnce(t, room)

	reports, err := room.Reader().Reports(ctx, store.ReportFilter{}, news.Paging{})
	if err != nil || len(reports.Rows) != 1 {
		t.Fatalf("%d reports, %v; want one", len(reports.Rows), err)
	}
	report, err := room.Reader().Report(ctx, reports.Rows[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	checkPactReport(t, report)
	checkPactFacts(t, room.DB(), report.ID)
	checkExport(t, room, report)

	row, err := room.Draft(ctx, operatorOf, reports.Rows[0].StoryID)
	if err != nil {
		t.Fatal(err)
	}
	if len(row.Citations) == 0 {
		t.Fatal("the draft has no citations")
	}
	if row, err = room.Order(ctx, operatorOf, row.ID, row.Revision, desk.Order{Act: desk.Publish, Reason: "Checked by hand."}); err != nil {
		t.Fatal(err)
	}
	pages, err := web.New(web.Config{Room: room, Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(pages)
	defer site.Close()
	walkBack(t, site, row, captured)
}

func checkPactReport(t *testing.T, r news.Report) {
	t.Helper()
	for _, c := range []struct{ name, got, want string }{
		{"headline", r.Headline, "Russia and North Korea Sign “Mutual Defense” Pact"},
		{"section", strings.Join(r.Section, "/"), "Defense"},
		{"paragraphs", fmt.Sprint(len(r.Paragraphs)), "8"},
		{"figures", fmt.Sprint(len(r.Figures)), "1"},
		{"teasers", fmt.Sprint(len(r.Teasers)), "5"},
		{"bylines", fmt.Sprint(len(r.Bylines)), "1"},
		{"comments", fmt.Sprint(r.Comments != nil && r.Comments.Open), "true"},
		{"published", r.Published.Format("2006-01-02"), "2024-06-19"},
	} {
		if c.got != c.want {
			t.Errorf("%s of the report: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

func checkPactFacts(t *testing.T, db *store.DB, reportID string) {
	t.Helper()
	facts, err := db.ReportFacts(context.Background(), reportID)
	if err != nil {
		t.Fatal(err)
	}
	agreements, quotes := 0, 0
	for _, f := range facts {
		switch f.Kind {
		case news.FactAgreement:
			agreements++
			var parties []string
			for _, p := range f.Agreement.Parties {
				parties = append(parties, p.Code)
			}
			if got := strings.Join(parties, " "); got != "RUS PRK" && got != "PRK RUS" {
				t.Errorf("parties %q, want RUS and PRK", got)
			}
			replaced := 0
			for _, r := range f.Agreement.Relations {
				if r.Act == "replaces" {
					replaced++
				}
			}
			if replaced != 3 {
				t.Errorf("it replaces %d instruments, want 3", replaced)
			}
		case news.FactQuote:
			quotes++
			if f.Speaker == nil || !strings.Contains(f.Speaker.Name, "Putin") {
				t.Errorf("speaker of %q is %+v, want Vladimir Putin", f.Quote, f.Speaker)
			}
		}
	}
	if agreements != 1 || quotes != 1 {
		t.Errorf("%d agreements and %d direct quotes, want one of each", agreements, quotes)
	}
}

// walkBack follows the links of a published dispatch as a reader would.
func walkBack(t *testing.T, site *httptest.Server, d store.DispatchRow, captured []byte) {
	t.Helper()
	page := open(t, site, publish.Path(d.Dispatch))
	walked := 0
	for _, c := range d.Citations {
		source := page.Find(fmt.Sprintf("#source-%d", c.Number))
		if source.Length() != 1 {
			t.Errorf("citation %d is not among the sources of the page", c.Number)
			continue
		}
		link, ok := source.Find("a[href^='/evidence/']").Attr("href")
		if !ok {
			t.Errorf("citation %d has no link to its evidence", c.Number)
			continue
		}
		evidence := open(t, site, link)
		if got := strings.Join(strings.Fields(evidence.Find("#cited").Text()), " "); got != strings.Join(strings.Fields(c.Exact), " ") {
			t.Errorf("evidence of citation %d marks %q, want %q", c.Number, got, c.Exact)
		}
		capture, ok := evidence.Find("a[href^='/captures/']").Attr("href")
		if !ok {
			t.Errorf("evidence of citation %d has no link to the stored capture", c.Number)
			continue
		}
		if kept := get(t, site, capture); !bytes.Equal(kept, captured) {
			t.Errorf("the capture of citation %d is %d bytes and differs from the %d that were served", c.Number, len(kept), len(captured))
		}
		walked++
	}
	t.Logf("walked %d of %d citations back to the capture", walked, len(d.Citations))
}

func open(t *testing.T, site *httptest.Server, path string) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(get(t, site, path)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func get(t *testing.T, site *httptest.Server, path string) []byte {
	t.Helper()
	r, err := site.Client().Get(site.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: status %d, %v", path, r.StatusCode, err)
	}
	return body
}

// checkExport: every fact leaves in the form that loses nothing, with its cited
// sentence and the page's address; none that the desk did not approve where only
// such are asked for.
func checkExport(t *testing.T, room *newsroom.Newsroom, report news.Report) {
	t.Helper()
	ctx := context.Background()
	facts, err := room.Reader().ReportFacts(ctx, report.ID)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	written, err := room.ExportFacts(ctx, &out, ledger.FactsJSONL, false)
	if err != nil || written < len(facts) {
		t.Errorf("%d facts were exported, %v; the page has %d", written, err, len(facts))
	}
	for _, f := range facts {
		if !strings.Contains(out.String(), `"id":"`+f.ID+`"`) {
			t.Errorf("the fact %s was not exported", f.ID)
		}
	}
	if got := strings.Count(out.String(), report.URL); got < len(facts) {
		t.Errorf("%d of the exported facts name their page", got)
	}
	if written, err := room.ExportFacts(ctx, io.Discard, ledger.FactsCSV, true); err != nil || written != 0 {
		t.Errorf("%d facts are approved, %v; the desk approved none", written, err)
	}
}
