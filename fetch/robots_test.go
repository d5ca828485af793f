package fetch

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// shared gives a path in the shared test data, or skips the test without it.
func shared(t testing.TB, path string) string {
	t.Helper()
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = "../../shared"
	}
	p := filepath.Join(root, "data", path)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("no shared test data (%v); set DATELINE_SHARED to its folder", err)
	}
	return p
}

// eachLine calls f with every object of a JSONL file.
func eachLine[T any](t testing.TB, path string, f func(T)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		f(v)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// requestURI is path and query of an address, left as they are written.
func requestURI(address string) string {
	_, rest, found := strings.Cut(address, "//")
	if !found {
		rest = address
	}
	rest, _, _ = strings.Cut(rest, "#")
	slash := strings.IndexAny(rest, "/?")
	if slash < 0 {
		return "/"
	}
	if rest[slash] == '?' {
		return "/" + rest[slash:]
	}
	return rest[slash:]
}

func TestRobotsSharedCases(t *testing.T) {
	type robotsCase struct {
		ID, Robots, Agent, URL string
		Allowed                bool
		GoogleOnly             bool `json:"google_only"`
	}
	cases, beyond, beyondRight := 0, 0, 0
	eachLine(t, shared(t, "conformance/robots.jsonl"), func(c robotsCase) {
		got := ParseRobots([]byte(c.Robots)).Allowed(c.Agent, requestURI(c.URL))
		if c.GoogleOnly {
			beyond++
			if got == c.Allowed {
				beyondRight++
			}
			return
		}
		cases++
		if got != c.Allowed {
			t.Errorf("%s: %s for %s: got allowed %v, want %v, by\n%s", c.ID, c.URL, c.Agent, got, c.Allowed, c.Robots)
		}
	})
	t.Logf("%d cases of the RFC; of %d that go past it %d answered as Google does", cases, beyond, beyondRight)
}

func TestRobotsAllowed(t *testing.T) {
	const file = "\ufeffUser-agent: Dateline/2.0\r\nuser-agent: other\r\nSitemap: https://a.example/news.xml\nCrawl-delay: 2.5\n" +
		"Disallow: /private/\nAllow: /private/open*.html$\nDisallow:\n\nUser-agent: *\nDisallow: / # all\n"
	f := ParseRobots([]byte(file))
	for _, c := range []struct {
		agent, path string
		want        bool
	}{
		{"Dateline", "/", true},
		{"dateline", "/private/x", false},
		{"Dateline", "/private/open-1.html", true},
		{"Dateline", "/private/open-1.html?x", false},
		{"other", "/private/", false},
		{"Datelines", "/", false},
		{"nobody", "/robots.txt", true},
		{"Dateline", "/priv%61te/", false},
	} {
		if got := f.Allowed(c.agent, c.path); got != c.want {
			t.Errorf("%s for %s: got %v, want %v", c.path, c.agent, got, c.want)
		}
	}
	if got := f.Delay("Dateline"); got != 2500*time.Millisecond {
		t.Errorf("crawl-delay: got %v, want 2.5s", got)
	}
	if len(f.Sitemaps) != 1 || f.Sitemaps[0] != "https://a.example/news.xml" {
		t.Errorf("sitemaps: got %q", f.Sitemaps)
	}
}

// The longest rule wins, and of two that are equally long the one that allows
// (RFC 9309 §2.2.2), in whatever order they stand.
func TestRobotsDraw(t *testing.T) {
	for _, rules := range []string{"Allow: /page\nDisallow: /page", "Disallow: /page\nAllow: /page"} {
		f := ParseRobots([]byte("User-agent: *\n" + rules))
		if !f.Allowed("Dateline", "/page") {
			t.Errorf("%q forbids /page, which a rule of the same length allows", rules)
		}
	}
	for _, rules := range []string{"Allow: /p\nDisallow: /page", "Disallow: /page\nAllow: /p"} {
		f := ParseRobots([]byte("User-agent: *\n" + rules))
		if f.Allowed("Dateline", "/page") || !f.Allowed("Dateline", "/post") {
			t.Errorf("%q: the longer rule does not win", rules)
		}
	}
}

func FuzzParseRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%C3%a4"), "/a/b?c")
	f.Fuzz(func(t *testing.T, body []byte, path string) {
		file := ParseRobots(body)
		if file.Allowed("Dateline", path) != file.Allowed("DATELINE", path) {
			t.Error("the case of the agent made a difference")
		}
	})
}
