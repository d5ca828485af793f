package fetch_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"dateline/collect"
	"dateline/deliver"
	"dateline/fetch"
	"dateline/internal/testkit"
	"dateline/news"
)

// calls is how often each file of the program asks the client for something.
// Whoever adds a way out adds it here, and to ways.
var calls = map[string]int{
	"collect/collector.go":  3, // a feed, a sitemap of an index, a page
	"collect/again.go":      1, // a page once more
	"collect/discover.go":   4, // an address, a section, a feed that a page names, robots.txt
	"collect/websub.go":     1, // a hub
	"deliver/webhook.go":    1, // a webhook
	"cmd/dateline/input.go": 1, // an address on the command line
}

// TestWaysOutAreKnown: nothing goes out over HTTP but by the guarded client, and
// each place where it does is in the list.
func TestWaysOutAreKnown(t *testing.T) {
	asks := regexp.MustCompile(`\.(Get\(ctx, (fetch\.Request\{|request\))|Post\(ctx, |RobotsOf\(ctx, )`)
	other := regexp.MustCompile(`http\.(Get|Head|Post|PostForm)\(|http\.(Client|Transport)\{|http\.DefaultClient|net\.Dial`)
	found := map[string]int{}
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator)))
		if d.IsDir() && (rel == "fetch" || rel == "bench" || rel == "internal" || strings.HasPrefix(d.Name(), ".") && name != "..") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if n := len(asks.FindAll(source, -1)); n > 0 {
			found[rel] = n
		}
		if way := other.Find(source); way != nil {
			t.Errorf("%s goes out by %s, past the guard", rel, way)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(found) != fmt.Sprint(calls) {
		t.Errorf("ways out: %v; the list has %v", found, calls)
	}
}

// A way is one by which an address that others name comes to be fetched.
type way struct {
	name  string
	exact bool // the address itself is asked for, as it is
	never bool // it is named and not fetched, whatever it is
	try   func(ctx context.Context, client *fetch.Client, address string)
}

const outlet = "https://outlet.example"

func look(path string, kind news.SourceKind) func(context.Context, *fetch.Client, string) {
	return func(ctx context.Context, c *fetch.Client, _ string) {
		collect.New(c).Look(ctx, news.Source{ID: "src", Feed: outlet + path, Kind: kind}, collect.Memory{})
	}
}

var ways = []way{
	{name: "feed", exact: true, try: func(ctx context.Context, c *fetch.Client, a string) {
		collect.New(c).Look(ctx, news.Source{ID: "src", Feed: a, Kind: news.SourceFeed}, collect.Memory{})
	}},
	{name: "page list", exact: true, try: func(ctx context.Context, c *fetch.Client, a string) {
		collect.New(c).Look(ctx, news.Source{ID: "src", Feed: a, Kind: collect.PageList}, collect.Memory{})
	}},
	{name: "page", exact: true, try: func(ctx context.Context, c *fetch.Client, a string) { collect.New(c).Page(ctx, news.Item{URL: a}) }},
	{name: "page again", exact: true, try: func(ctx context.Context, c *fetch.Client, a string) {
		collect.New(c).PageAgain(ctx, news.Item{URL: a}, collect.Revisit{})
	}},
	{name: "import of a list", exact: true, try: func(ctx context.Context, c *fetch.Client, a string) { collect.New(c).Discover(ctx, a) }},
	{name: "import of OPML", try: func(ctx context.Context, c *fetch.Client, a string) {
		read, err := collect.ReadSubscriptions(strings.NewReader(`<opml><body><outline type="rss" xmlUrl="` + html.EscapeString(a) + `"/></body></opml>`))
		for _, s := range read.Sources {
			collect.New(c).Look(ctx, s, collect.Memory{})
		}
		_ = err // a file whose address is no XML is refused
	}},
	{name: "redirect of a feed", try: look("/moved", news.SourceFeed)},
	{name: "redirect of a page", try: func(ctx context.Context, c *fetch.Client, _ string) {
		collect.New(c).Page(ctx, news.Item{URL: outlet + "/moved"})
	}},
	{name: "sitemap of an index", try: look("/index.xml", news.SourceSitemap)},
	{name: "item's page", try: func(ctx context.Context, c *fetch.Client, _ string) {
		collector := collect.New(c)
		l, err := collector.Look(ctx, news.Source{ID: "src", Feed: outlet + "/feed", Kind: news.SourceFeed}, collect.Memory{})
		if err != nil {
			return
		}
		for _, i := range l.Feed.Items {
			collector.Page(ctx, i)
		}
	}},
	{name: "icon, images and enclosures", never: true, try: look("/pictures", news.SourceFeed)},
	{name: "feed of a site, its sections and sitemaps", try: func(ctx context.Context, c *fetch.Client, _ string) { collect.New(c).Discover(ctx, outlet+"/site") }},
	{name: "hub", exact: true, try: func(ctx context.Context, c *fetch.Client, a string) {
		collect.New(c).AskHub(ctx, collect.HubRequest{Hub: a, Topic: outlet + "/feed", Callback: "https://us.example/websub/x"})
	}},
	{name: "redirect of a hub", try: func(ctx context.Context, c *fetch.Client, _ string) {
		collect.New(c).AskHub(ctx, collect.HubRequest{Hub: outlet + "/moved", Topic: outlet + "/feed", Callback: "https://us.example/websub/x"})
	}},
	{name: "webhook", exact: true, try: func(ctx context.Context, c *fetch.Client, a string) {
		deliver.NewWebhooks(c).Send(ctx, deliver.Letter{Delivery: news.Delivery{ID: "del", Channel: news.ChannelWebhook}, Address: a, Secret: "s", Message: news.Message{Payload: "{}"}})
	}},
	{name: "redirect of a webhook", never: true, try: func(ctx context.Context, c *fetch.Client, _ string) {
		deliver.NewWebhooks(c).Send(ctx, deliver.Letter{Delivery: news.Delivery{ID: "del", Channel: news.ChannelWebhook}, Address: outlet + "/moved", Secret: "s", Message: news.Message{Payload: "{}"}})
	}},
}

// TestGuardOnEveryWay tries the addresses of the shared cases by each way in
// which the outside can name one: what must be blocked is never dialled.
func TestGuardOnEveryWay(t *testing.T) {
	type urlCase struct {
		ID, URL   string
		MustBlock bool `json:"must_block"`
		DNS       map[string][]string
	}
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = "../../shared"
	}
	file, err := os.Open(filepath.Join(root, "data/conformance/urls.jsonl"))
	if err != nil {
		t.Skipf("no shared test data (%v); set DATELINE_SHARED to its folder", err)
	}
	defer file.Close()
	var named atomic.Value
	named.Store("")
	web := testkit.WebHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw := named.Load().(string)
		a := html.EscapeString(raw)
		switch r.URL.Path {
		case "/moved":
			w.Header().Set("Location", raw)
			w.WriteHeader(http.StatusTemporaryRedirect)
		case "/index.xml":
			fmt.Fprintf(w, `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>%s</loc></sitemap></sitemapindex>`, a)
		case "/feed":
			fmt.Fprintf(w, `<rss version="2.0"><channel><title>F</title><item><title>x</title><link>%s</link></item></channel></rss>`, a)
		case "/pictures":
			fmt.Fprintf(w, `<rss version="2.0"><channel><title>F</title><link>%s</link><image><url>%[1]s</url></image><item><title>x</title><link>https://outlet.example/1</link><enclosure url="%[1]s" type="image/png"/></item></channel></rss>`, a)
		case "/site":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, `<html><head><link rel="icon" href="%s"><link rel="alternate" type="application/rss+xml" href="%[1]s"></head><body><nav><a href="%[1]s">News</a></nav></body></html>`, a)
		case "/robots.txt":
			fmt.Fprintf(w, "User-agent: *\nSitemap: %s\n", strings.NewReplacer("\n", "", "\r", "").Replace(raw))
		default:
			http.NotFound(w, r)
		}
	}))
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	cases, reached := 0, map[string]int{}
	for lines.Scan() {
		var c urlCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases++
		named.Store(c.URL)
		for _, w := range ways {
			resolve := map[string]string{"outlet.example:443": web.Resolve()["*:443"]}
			client, dialled, err := fetch.Watched(c.DNS, resolve, web.RootCAs())
			if err != nil {
				t.Fatal(err)
			}
			w.try(t.Context(), client, c.URL)
			client.Close()
			went := dialled()
			reached[w.name] += len(went)
			switch {
			case c.MustBlock && len(went) > 0:
				t.Errorf("%s: %q by way of %s was dialled: %v", c.ID, c.URL, w.name, went)
			case !c.MustBlock && w.exact && len(went) == 0:
				t.Errorf("%s: %q by way of %s was not tried", c.ID, c.URL, w.name)
			}
		}
	}
	if err := lines.Err(); err != nil || cases == 0 {
		t.Fatal(cases, err)
	}
	for _, w := range ways {
		if (reached[w.name] == 0) != w.never {
			t.Errorf("by way of %s %d addresses were tried; never is %v", w.name, reached[w.name], w.never)
		}
	}
	t.Logf("%d addresses by %d ways", cases, len(ways))
}
