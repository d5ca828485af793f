package world

import (
	"bytes"
	"encoding/xml"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"
	"golang.org/x/text/encoding/charmap"
)

var (
	testDay0 = time.Date(2026, time.June, 10, 0, 0, 0, 0, time.UTC) // a Wednesday
	theEnd   = testDay0.AddDate(0, 0, Days)
)

const testPort = ":8090"

func started(t *testing.T) *World {
	t.Helper()
	w, err := Load()
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	w.Start(testDay0)
	return w
}

// get asks the world for an address and decodes what comes, if it is a page.
func get(t *testing.T, w *World, url string, header ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	body := rec.Body.Bytes()
	if bytes.Contains(body, []byte("charset=windows-1252")) {
		body, _ = charmap.Windows1252.NewDecoder().Bytes(body)
	}
	return rec.Result(), string(body)
}

func TestThereAreEnoughOutletsAndArticles(t *testing.T) {
	w := started(t)
	byOutlet := map[string]int{}
	for _, a := range w.Articles() {
		byOutlet[a.Outlet]++
	}
	for _, o := range w.Outlets() {
		if byOutlet[o.Key] == 0 {
			t.Errorf("%s has no article", o.Name)
		}
	}
	if len(byOutlet) < 8 {
		t.Errorf("got %d outlets, want 8 or more", len(byOutlet))
	}
}

func TestEachPageContainsItsBody(t *testing.T) {
	w := started(t)
	w.SetNow(theEnd)
	for w.PublishNext() {
	}
	for _, a := range w.Articles() {
		res, page := get(t, w, a.URL(testPort))
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: got status %d from %s, want 200", a.ID, res.StatusCode, a.URL(testPort))
			continue
		}
		if strings.ContainsAny(a.Text+a.Headline, "{}") || strings.Contains(page, "{day:") || strings.Contains(page, "{d") && strings.Contains(page, ":9}") {
			t.Errorf("%s: a placeholder was left on the page", a.ID)
		}
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
		if err != nil {
			t.Fatalf("%s: %v", a.ID, err)
		}
		text := doc.Find("body").Text()
		for _, want := range append(strings.Split(a.Text, "\n\n"), a.Headline) {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the page lacks %q", a.ID, want)
			}
		}
		if canonical, ok := doc.Find("link[rel=canonical]").Attr("href"); ok && canonical != a.URL(testPort) {
			t.Errorf("%s: got canonical address %s, want %s", a.ID, canonical, a.URL(testPort))
		}
	}
}

func TestFeedsListExactlyWhatIsVisible(t *testing.T) {
	w := started(t)
	checkFeeds(t, w) // nothing yet
	for _, hours := range []int{30, 100, 24*9 + 15, 24 * Days} {
		w.SetNow(testDay0.Add(time.Duration(hours) * time.Hour))
		checkFeeds(t, w)
	}
	for w.PublishNext() {
	}
	checkFeeds(t, w)
}

func checkFeeds(t *testing.T, w *World) {
	t.Helper()
	want := map[string][]string{}
	for _, a := range w.Articles() {
		if a.Visible {
			want[a.Outlet] = append(want[a.Outlet], a.URL(testPort)+" "+a.Published.Format(time.RFC3339)+" "+a.Headline)
		}
	}
	for i, f := range w.Feeds(testPort) {
		o := w.outlets[i]
		url := f.URL
		if o.discover {
			_, front := get(t, w, url)
			doc, _ := goquery.NewDocumentFromReader(strings.NewReader(front))
			url, _ = doc.Find(`link[rel=alternate]`).Attr("href")
		}
		_, body := get(t, w, url)
		feed, err := gofeed.NewParser().ParseString(body)
		if err != nil {
			t.Errorf("%s: gofeed: %v", f.Name, err)
			continue
		}
		var got []string
		for _, it := range feed.Items {
			link, _, _ := strings.Cut(it.Link, "?utm_source")
			when := "no date"
			if it.PublishedParsed != nil {
				when = it.PublishedParsed.UTC().Format(time.RFC3339)
			}
			got = append(got, link+" "+when+" "+html.UnescapeString(it.Title))
		}
		slices.Sort(got)
		slices.Sort(want[o.Key])
		if diff := cmp.Diff(want[o.Key], got); diff != "" {
			t.Errorf("%s: the feed does not list what is visible (-want +got):\n%s", f.Name, diff)
		}
	}
}

func TestNothingOfTheFutureIsVisible(t *testing.T) {
	w := started(t)
	w.SetNow(testDay0.AddDate(0, 0, 6))
	var fronts strings.Builder
	for _, o := range w.Outlets() {
		for _, path := range []string{"/", "/sitemap.xml"} {
			_, page := get(t, w, "http://"+o.Host()+testPort+path)
			fronts.WriteString(page)
		}
	}
	seen, hidden := 0, 0
	for _, a := range w.Articles() {
		if a.Visible {
			seen++
			continue
		}
		hidden++
		if a.Path != "" {
			if res, _ := get(t, w, a.URL(testPort)); res.StatusCode != http.StatusNotFound {
				t.Errorf("%s: got status %d before its time, want 404", a.ID, res.StatusCode)
			}
			if strings.Contains(fronts.String(), html.EscapeString(a.Path)+`"`) {
				t.Errorf("%s is linked before its time", a.ID)
			}
		}
	}
	if seen == 0 || hidden == 0 {
		t.Errorf("got %d articles seen and %d hidden in the middle, want some of each", seen, hidden)
	}
}

func TestConditionalRequests(t *testing.T) {
	w := started(t)
	w.SetNow(theEnd)
	var urls []string
	for _, a := range w.Articles() {
		if a.Visible {
			urls = append(urls, a.URL(testPort))
		}
	}
	for _, o := range w.Outlets() {
		for _, path := range []string{"/", o.feed.path, "/style.css", "/sitemap.xml", "/robots.txt", o.imageDir + "a-quiet-street.svg"} {
			urls = append(urls, "http://"+o.Host()+testPort+path)
		}
	}
	for _, url := range urls {
		first, _ := get(t, w, url)
		if first.StatusCode != http.StatusOK {
			t.Errorf("%s: got status %d, want 200", url, first.StatusCode)
			continue
		}
		for _, cond := range [][2]string{{"If-None-Match", first.Header.Get("ETag")}, {"If-Modified-Since", first.Header.Get("Last-Modified")}} {
			if cond[1] == "" {
				t.Errorf("%s: no header for %s", url, cond[0])
			} else if again, _ := get(t, w, url, cond[0], cond[1]); again.StatusCode != http.StatusNotModified {
				t.Errorf("%s with %s: got status %d, want 304", url, cond[0], again.StatusCode)
			}
		}
	}
}

// An article's page must not change because others were published: a collector
// would take it for a new version.
func TestAPageStaysAsItIsUntilCorrected(t *testing.T) {
	w := started(t)
	w.SetNow(testDay0.AddDate(0, 0, 5))
	before := map[string]string{}
	for _, a := range w.Articles() {
		if a.Visible && a.Corrected.IsZero() {
			res, _ := get(t, w, a.URL(testPort))
			before[a.ID] = res.Header.Get("ETag")
		}
	}
	w.SetNow(theEnd)
	for w.PublishNext() {
	}
	for _, a := range w.Articles() {
		if tag, ok := before[a.ID]; ok && a.Corrected.IsZero() {
			if res, _ := get(t, w, a.URL(testPort)); res.Header.Get("ETag") != tag {
				t.Errorf("%s: the page changed without a correction", a.ID)
			}
		}
	}
}

func TestCorrectedTextAppearsAtItsTime(t *testing.T) {
	w := started(t)
	corrected := 0
	for _, a := range w.articles {
		if !a.correctAt.set || a.correctAt.live > 0 || a.at.live > 0 {
			continue
		}
		corrected++
		when := a.correctAt.on(testDay0)
		w.SetNow(when.Add(-time.Minute))
		url := "http://" + a.outlet.Host() + testPort + a.path()
		res, before := get(t, w, url)
		w.SetNow(when)
		_, after := get(t, w, url, "If-None-Match", res.Header.Get("ETag"))
		note := w.fill(a, a.correctionNote)
		if strings.Contains(html.UnescapeString(before), note) || !strings.Contains(html.UnescapeString(after), note) {
			t.Errorf("%s: the correction note does not appear at its time", a.id)
		}
		if a.paywall {
			continue
		}
		for _, b := range a.correctedBody {
			if text := w.fill(a, b.Text); !strings.Contains(html.UnescapeString(after), text) {
				t.Errorf("%s: the corrected page lacks %q", a.id, text)
			}
		}
	}
	if corrected == 0 {
		t.Error("no article is ever corrected")
	}
}

func TestLiveArticlesAreStampedWithTheClock(t *testing.T) {
	w := started(t)
	at := theEnd.Add(90 * time.Second)
	for n := w.LiveLeft(); n > 0; n-- {
		at = at.Add(time.Minute)
		w.SetNow(at)
		if !w.PublishNext() {
			t.Fatalf("PublishNext said false with %d left", n)
		}
		found := false
		for _, a := range w.Articles() {
			found = found || a.Live && a.Visible && a.Published.Equal(at) || a.Corrected.Equal(at)
		}
		if !found {
			t.Errorf("no article is stamped %s after PublishNext", at)
		}
	}
	if w.PublishNext() {
		t.Error("PublishNext said true when nothing was left")
	}
	w.Start(testDay0)
	for _, a := range w.Articles() {
		if a.Visible && a.Live {
			t.Errorf("%s is still visible after Start", a.ID)
		}
	}
}

func TestCopiesSayWhoseTheyAre(t *testing.T) {
	w := started(t)
	w.SetNow(theEnd)
	for w.PublishNext() {
	}
	copies := 0
	for _, a := range w.Articles() {
		if a.CopyOf == "" {
			continue
		}
		copies++
		if _, page := get(t, w, a.URL(testPort)); !strings.Contains(strings.ToLower(page), "kestrel wire") {
			t.Errorf("%s: the page does not credit the wire", a.ID)
		}
	}
	if copies < 5 {
		t.Errorf("got %d copies of wire articles, want 5 or more", copies)
	}
}

// Every list page is executed with nothing on it and with all there is.
func TestListsEmptyAndFull(t *testing.T) {
	w := started(t)
	for _, now := range []time.Time{testDay0, theEnd} {
		w.SetNow(now)
		for _, o := range w.Outlets() {
			for _, s := range o.sections {
				url := "http://" + o.Host() + testPort + sectionPath(s)
				if res, page := get(t, w, url); res.StatusCode != http.StatusOK || !strings.Contains(strings.ToLower(page), "</html>") {
					t.Errorf("%s: got status %d and %d bytes, want a whole page", url, res.StatusCode, len(page))
				}
			}
		}
	}
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	w := started(t)
	w.SetNow(theEnd)
	checked := map[string]bool{}
	for _, a := range w.Articles() {
		if !a.Visible {
			continue
		}
		_, page := get(t, w, a.URL(testPort))
		doc, _ := goquery.NewDocumentFromReader(strings.NewReader(page))
		doc.Find("a[href], img[src], link[href]").Each(func(_ int, s *goquery.Selection) {
			url := s.AttrOr("href", s.AttrOr("src", ""))
			if strings.HasPrefix(url, "/") {
				url = "http://" + a.Outlet + hostSuffix + testPort + url
			}
			if strings.Contains(url, "/account/") || strings.Contains(url, "#") || !strings.HasPrefix(url, "http://") || checked[url] {
				return
			}
			checked[url] = true
			if res, _ := get(t, w, url); res.StatusCode != http.StatusOK {
				t.Errorf("%s: got status %d from its link %s, want 200", a.ID, res.StatusCode, url)
			}
		})
	}
}

func TestConcurrentUse(t *testing.T) {
	w := started(t)
	server := httptest.NewServer(w.Handler())
	defer server.Close()
	var readers sync.WaitGroup
	for i := range 4 {
		readers.Add(1)
		go func() {
			defer readers.Done()
			for range 10 {
				o := w.Outlets()[i]
				r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+o.feed.path, nil)
				r.Host = o.Host()
				res, err := http.DefaultTransport.RoundTrip(r)
				if err != nil {
					t.Errorf("%s: %v", o.Name, err)
					return
				}
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
				w.Articles()
			}
		}()
	}
	for day := range Days {
		w.SetNow(testDay0.AddDate(0, 0, day))
		w.PublishNext()
	}
	readers.Wait()
}

func TestOtherHosts(t *testing.T) {
	w := started(t)
	for _, c := range []struct {
		url  string
		want int
	}{
		{"http://localhost:8090/", 200}, {"http://127.0.0.1:8090/", 200}, {"http://127.0.0.1:8090/rss.xml", 404},
		{"http://elsewhere.example/", 404}, {"http://harbour-post.localhost/", 200},
		{"http://harbour-post.localhost:8090/no/such/page", 404}, {"http://metro-daily.localhost:8090/wp-content/uploads/../x.svg", 200},
	} {
		if res, _ := get(t, w, c.url); res.StatusCode != c.want && !strings.Contains(c.url, "..") {
			t.Errorf("%s: got status %d, want %d", c.url, res.StatusCode, c.want)
		}
	}
}

func TestPortOf(t *testing.T) {
	for in, want := range map[string]string{"8090": ":8090", ":8090": ":8090", "127.0.0.1:81": ":81", "[::1]:81": ":81", "": "", ":80": "", "localhost": ""} {
		if got := portOf(in); got != want {
			t.Errorf("portOf(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestDatesInTexts(t *testing.T) {
	w := started(t)
	en, es := w.outlets[0], w.outlets[8]
	for _, c := range []struct {
		o        *Outlet
		in, want string
	}{
		{en, "on {day:9}", "on Friday"}, {en, "{date:9}", "19 June 2026"}, {en, "{d:9}", "19 June"},
		{en, "{d:-10} and {date:25}", "31 May and 5 July 2026"}, {en, "{day:today}", "Thursday"},
		{es, "el {day:9} {d:9}", "el viernes 19 de junio"}, {es, "{date:9}", "19 de junio de 2026"},
	} {
		a := &article{outlet: c.o, published: testDay0.AddDate(0, 0, 1)}
		if got := w.fill(a, c.in); got != c.want {
			t.Errorf("%q in %s: got %q, want %q", c.in, c.o.Language, got, c.want)
		}
	}
}

func TestPicturesAreSteadyAndWellFormed(t *testing.T) {
	for _, name := range []string{"signing.svg", "halden-bay-ferry.svg", "port-amity-city.svg", "a.svg", "sarn-valley.svg", "x-1.svg"} {
		first := picture(name)
		if err := xml.Unmarshal([]byte(first), new(struct{})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for range 10 {
			if picture(name) != first {
				t.Fatalf("%s: the same name gave two pictures", name)
			}
		}
	}
}

// TestTheWorldIsLargeEnough holds what the demo promises.
func TestTheWorldIsLargeEnough(t *testing.T) {
	w := started(t)
	if got := len(w.Articles()); got < 150 {
		t.Errorf("got %d articles, want 150 or more", got)
	}
	if got := len(w.Happenings()); got < 25 {
		t.Errorf("got %d happenings, want 25 or more", got)
	}
	tellers, printers := map[string]bool{}, map[string]bool{}
	for _, a := range w.Articles() {
		if a.Happening == "pact" && a.CopyOf == "" {
			tellers[a.Outlet] = true
		} else if a.Happening == "pact" {
			printers[a.Outlet] = true
		}
	}
	if len(tellers) != len(w.Outlets()) || len(printers) != 5 {
		t.Errorf("the pact is told by %d outlets and its wire copy printed by %d, want %d and 5", len(tellers), len(printers), len(w.Outlets()))
	}
}

const goodEntry = "What happens.\n-- harbour-post/a --\nat: 1 10:00\nsection: World\nheadline: A\n\nText.\n"

func TestFaultsNameFileAndLine(t *testing.T) {
	for _, c := range []struct{ name, file, data, want string }{
		{"no fault", "01-a.txtar", goodEntry, ""},
		{"file name", "a.txtar", goodEntry, "a.txtar:1: the name"},
		{"no truth", "01-a.txtar", strings.TrimPrefix(goodEntry, "What happens.\n"), "01-a.txtar:1: the file does not begin"},
		{"outlet", "01-a.txtar", strings.Replace(goodEntry, "harbour-post", "nobody", 1), `01-a.txtar:2: there is no outlet "nobody"`},
		{"no such header", "01-a.txtar", strings.Replace(goodEntry, "section", "sektion", 1), `01-a.txtar:4: there is no header "sektion"`},
		{"time", "01-a.txtar", strings.Replace(goodEntry, "1 10:00", "14 10:00", 1), "01-a.txtar:3:"},
		{"live zero", "01-a.txtar", strings.Replace(goodEntry, "1 10:00", "live 0", 1), "01-a.txtar:3: live numbers"},
		{"no body", "01-a.txtar", strings.Replace(goodEntry, "Text.\n", "", 1), "01-a.txtar:2: harbour-post/a has no body"},
		{"placeholder", "01-a.txtar", strings.Replace(goodEntry, "Text.", "On {dya:3}.", 1), "01-a.txtar:7:"},
		{"copy of nothing", "01-a.txtar", strings.Replace(goodEntry, "headline: A", "headline: A\ncopy: kestrel-wire", 1), "01-a.txtar:2: harbour-post/a is called a copy"},
		{"correction without text", "01-a.txtar", strings.Replace(goodEntry, "headline: A", "headline: A\ncorrect: 2 10:00 | Wrong.", 1), "01-a.txtar:2: harbour-post/a needs both"},
		{"correction too early", "01-a.txtar", strings.Replace(goodEntry, "headline: A", "headline: A\ncorrect: 0 10:00 | Wrong.", 1) + "=== corrected\nNew.\n", "01-a.txtar:2: harbour-post/a is corrected before"},
		{"twice", "01-a.txtar", goodEntry + strings.TrimPrefix(goodEntry, "What happens.\n"), "01-a.txtar:8: harbour-post/a is there already"},
		{"second entry's line", "01-a.txtar", goodEntry + "-- the-ledger/b --\nat: soon\n", "01-a.txtar:9:"},
	} {
		_, err := load(fstest.MapFS{c.file: {Data: []byte(c.data)}})
		got := ""
		if err != nil {
			got = err.Error()
		}
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got error %q, want it to contain %q", c.name, got, c.want)
		}
	}
}

func TestParseBody(t *testing.T) {
	got := parseBody(strings.Split("One\nline.\n\n## Head\nAfter it.\n> Quoted\n> on.\n* a\n* b\n\nEnd.", "\n"))
	want := []block{
		{Kind: plainBlock, Text: "One line."}, {Kind: headingBlock, Text: "Head"}, {Kind: plainBlock, Text: "After it."},
		{Kind: quoteBlock, Text: "Quoted on."}, {Kind: listBlock, Items: []string{"a", "b"}}, {Kind: plainBlock, Text: "End."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parseBody (-want +got):\n%s", diff)
	}
}

func FuzzParseHappening(f *testing.F) {
	f.Add(goodEntry)
	f.Add("x\n-- harbour-post/a --\nimage: a.svg | b\n=== corrected\n* \n> ")
	f.Fuzz(func(t *testing.T, data string) {
		h, _ := parseHappening("01-a.txtar", []byte(data))
		_ = h.linkCopies()
	})
}
