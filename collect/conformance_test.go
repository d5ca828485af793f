package collect

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
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

type feedCase struct {
	ID, Input, Group string
	Headers          map[string]string
	Expectations     []struct {
		Path  []any
		Op    string
		Value any
	}
}

func feedCases(t testing.TB) []feedCase {
	return lines[feedCase](t, shared(t, "conformance/feedparser.jsonl"))
}

// lines gives the objects of a JSONL file.
func lines[T any](t testing.TB, path string) (all []T) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var v T
		if err := json.Unmarshal(scanner.Bytes(), &v); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all = append(all, v)
	}
	return all
}

// read gives a case's feed as Dateline gives it out.
func (c feedCase) read(t testing.TB) (feed map[string]any, parsed Feed, err error) {
	t.Helper()
	body, err := os.ReadFile(shared(t, "conformance/"+c.Input))
	if err != nil {
		t.Fatal(err)
	}
	header := map[string]string{}
	for name, value := range c.Headers {
		header[strings.ToLower(name)] = value
	}
	base := "http://127.0.0.1:8097/" + strings.TrimPrefix(c.Input, "feedparser/")
	if located := absolute(base, header["content-location"]); located != "" {
		base = located
	}
	if parsed, err = ParseFeed(body, header["content-type"], base); err != nil {
		return nil, parsed, err
	}
	out, err := JSONFeed(parsed)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &feed); err != nil {
		t.Fatal(err)
	}
	return feed, parsed, nil
}

// TestFeedparserCases scores every expectation for which Dateline has a field,
// on the feed as it is given out: what a reader sees of a text, the moment of a
// date, the addresses. Those of the dead CDF do not count.
func TestFeedparserCases(t *testing.T) {
	type score struct{ right, asked int }
	scores := map[string]*score{}
	asBrowser := 0 // texts in which feedparser shows something else than a browser does
	refused, broken, without, falseAlarms, unnoticed := 0, 0, map[string]int{}, 0, 0
	for _, c := range feedCases(t) {
		top := strings.Join(strings.Split(c.Group, "/")[:min(2, strings.Count(c.Group, "/")+1)], "/")
		if top == "wellformed/cdf" {
			continue
		}
		feed, parsed, err := c.read(t)
		if strings.HasPrefix(c.Group, "encoding") || strings.HasPrefix(c.Group, "illformed") {
			if broken++; err != nil {
				refused++
				t.Logf("refused: %s: %v", c.ID, err)
			}
		}
		for _, e := range c.Expectations {
			name := pathName(e.Path)
			if name == "bozo" {
				if e.Op == "falsy" && (err != nil || parsed.Damaged != "") {
					falseAlarms++
					t.Logf("%s: well formed, yet %q, %v", c.ID, parsed.Damaged, err)
				} else if e.Op == "truthy" && err == nil && parsed.Damaged == "" {
					unnoticed++
				}
				continue
			}
			want, text := e.Value.(string)
			list, isDate := e.Value.([]any)
			field, known := fieldsOfFeedparser[name]
			if e.Op != "eq" || !known || !text && !(isDate && strings.HasSuffix(name, "_parsed")) {
				without[name]++
				continue
			}
			if scores[top] == nil {
				scores[top] = &score{}
			}
			scores[top].asked++
			got := ""
			if err == nil {
				got = at(feed, field)
			}
			if isDate {
				want = tupleTime(list)
			} else if strings.HasPrefix(name, "E.published") || strings.HasPrefix(name, "E.updated") || name == "feed.updated" || name == "modified" {
				want = dateOf(want)
			}
			hypertext := strings.HasSuffix(field[len(field)-1], "html")
			if sameText(got, want, hypertext) {
				scores[top].right++
			} else if top == "wellformed/sanitize" && c.browserShows(t, got, hypertext) {
				scores[top].right++
				asBrowser++
			} else {
				t.Logf("%s %v: got %.150q, want %.150q", c.ID, e.Path, got, want)
			}
		}
	}
	all := score{}
	for group, s := range scores {
		t.Logf("%-28s %d of %d", group, s.right, s.asked)
		if group != "wellformed/sanitize" && group != "wellformed/base" && group != "entities" {
			all.right, all.asked = all.right+s.right, all.asked+s.asked
		}
	}
	share := func(s *score) float64 { return 100 * float64(s.right) / float64(max(s.asked, 1)) }
	t.Logf("core texts: %d of %d, %.1f %%; refused %d of %d broken feeds; %d well-formed feeds called damaged, %d broken ones not", all.right, all.asked, share(&all), refused, broken, falseAlarms, unnoticed)
	t.Logf("no field for: %v", without)
	t.Logf("of the hostile markup %d texts are as a browser shows them, not as feedparser does", asBrowser)
	for group, least := range map[string]float64{"entities": 99, "wellformed/base": 94, "wellformed/sanitize": 99} {
		if s := scores[group]; s == nil || share(s) < least {
			t.Errorf("%s: got %v, want %v %%", group, s, least)
		}
	}
	if share(&all) < 97 {
		t.Errorf("core texts: %.1f %%, want 97 at least", share(&all))
	}
	if refused > 1 {
		t.Errorf("refused %d of %d broken feeds, want 1 at most", refused, broken)
	}
}

// browserShows says whether a text is what a browser shows of the hypertext that
// one of the feed's elements holds. Where an end tag of a script stands before its
// start tag, feedparser shows the script; HTML (§13.2.5.4) has it that nothing of a
// script is ever text, and so does this reader.
func (c feedCase) browserShows(t *testing.T, got string, hypertext bool) bool {
	t.Helper()
	body, err := os.ReadFile(shared(t, "conformance/"+c.Input))
	if err != nil {
		t.Fatal(err)
	}
	if hypertext {
		got = textOf(got)
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	var open []*strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return false
		}
		switch token := token.(type) {
		case xml.StartElement:
			open = append(open, &strings.Builder{})
		case xml.CharData:
			for _, b := range open {
				b.Write(token)
			}
		case xml.EndElement:
			raw := open[len(open)-1].String()
			open = open[:len(open)-1]
			if strings.Contains(raw, "<") && shownByTree(t, raw) == oneLine(got) {
				return true
			}
		}
	}
}

// shownByTree gives what a browser shows of a page, by the tree that the standard
// makes of it: another way than the reader's own, which goes by tags alone.
func shownByTree(t *testing.T, raw string) string {
	t.Helper()
	page, err := html.Parse(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range page.Descendants() {
		hidden := false
		for up := n.Parent; up != nil; up = up.Parent {
			hidden = hidden || unseen[up.DataAtom]
		}
		if n.Type == html.TextNode && !hidden {
			b.WriteString(n.Data)
		} else if n.Type == html.ElementNode && blocks[n.DataAtom] {
			b.WriteByte(' ')
		}
	}
	return oneLine(b.String())
}

// pathName writes a path of feedparser's, the first entry as E.
func pathName(path []any) string {
	words := []string{}
	for _, p := range path {
		words = append(words, fmt.Sprint(p))
	}
	name := strings.Join(words, ".")
	if rest, found := strings.CutPrefix(name, "entries.0."); found {
		name = "E." + rest
	}
	return strings.Replace(name, "_detail.value", "", 1)
}

// fieldsOfFeedparser says where JSON Feed has what feedparser calls by a name.
// Dateline has no field for what is not here.
var fieldsOfFeedparser = map[string][]string{
	"feed.title": {"title"}, "feed.link": {"home_page_url"},
	"feed.description": {"description"}, "feed.subtitle": {"description"}, "feed.tagline": {"description"}, "feed.info": {"description"},
	"feed.language": {"language"}, "feed.rights": {"_dateline", "rights"}, "feed.copyright": {"_dateline", "rights"},
	"feed.author": {"authors", "0", "name"}, "feed.author_detail.name": {"authors", "0", "name"}, "feed.authors.0.name": {"authors", "0", "name"}, "feed.authors.1.name": {"authors", "1", "name"},
	"feed.image.href": {"icon"}, "feed.image.url": {"icon"}, "feed.tags.0.term": {"_dateline", "tags", "0"}, "feed.tags.1.term": {"_dateline", "tags", "1"}, "feed.category": {"_dateline", "tags", "0"},
	"feed.updated": {"_dateline", "updated"}, "feed.updated_parsed": {"_dateline", "updated"}, "modified": {"_dateline", "updated"}, "feed.published_parsed": {"_dateline", "updated"},
	"E.title": {"items", "0", "title"}, "E.link": {"items", "0", "url"}, "E.id": {"items", "0", "id"}, "E.guid": {"items", "0", "id"},
	"E.summary": {"items", "0", "summary|content_html"}, "E.description": {"items", "0", "summary|content_html"}, "E.subtitle": {"items", "0", "summary|content_html"},
	"E.content.0.value": {"items", "0", "content_html"}, "E.author": {"items", "0", "authors", "0", "name"}, "E.author_detail.name": {"items", "0", "authors", "0", "name"},
	"E.authors.0.name": {"items", "0", "authors", "0", "name"}, "E.authors.1.name": {"items", "0", "authors", "1", "name"},
	"E.published": {"items", "0", "date_published"}, "E.published_parsed": {"items", "0", "date_published"}, "E.updated": {"items", "0", "date_modified"}, "E.updated_parsed": {"items", "0", "date_modified"},
	"E.tags.0.term": {"items", "0", "tags", "0"}, "E.tags.1.term": {"items", "0", "tags", "1"}, "E.category": {"items", "0", "tags", "0"}, "E.rights": {"items", "0", "_dateline", "rights"},
	"E.enclosures.0.href": {"items", "0", "attachments", "0", "url"}, "E.enclosures.0.type": {"items", "0", "attachments", "0", "mime_type"}, "E.enclosures.0.length": {"items", "0", "attachments", "0", "size_in_bytes"},
	"E.language": {"items", "0", "language"}, "E.content.0.language": {"items", "0", "language"}, "E.image.href": {"items", "0", "image"}, "E.media_thumbnail.0.url": {"items", "0", "image"},
}

// at goes down a path in a feed; of names parted by "|" the first that is there.
func at(v any, path []string) string {
	for _, step := range path {
		switch here := v.(type) {
		case map[string]any:
			v = nil
			for _, name := range strings.Split(step, "|") {
				if v == nil {
					v = here[name]
				}
			}
		case []any:
			n, err := strconv.Atoi(step)
			if v = nil; err == nil && n < len(here) {
				v = here[n]
			}
		default:
			return ""
		}
	}
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// sameText compares what a reader would see; of hypertext that is without its
// markup. An author may lack the address that follows the name.
func sameText(got, want string, hypertext bool) bool {
	g, w := oneLine(got), textOf(want)
	if hypertext && textOf(got) == w {
		return true
	}
	return g == w || g == oneLine(want) || g != "" && strings.HasPrefix(w, g+" (")
}

// tupleTime is Python's time tuple as RFC 3339.
func tupleTime(tuple []any) string {
	var n [6]int
	for i := range n {
		if f, ok := tuple[min(i, len(tuple)-1)].(float64); ok {
			n[i] = int(f)
		}
	}
	return time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.UTC).Format(time.RFC3339)
}

// TestFeedvalidatorCases reads the feeds of the validator's own tests. Those it
// lets pass must be read without a fault; those that break one of its rules must
// give the items that can be told by their tags, unless they are no XML at all.
func TestFeedvalidatorCases(t *testing.T) {
	item := regexp.MustCompile(`<(?:[A-Za-z0-9]+:)?(?:item|entry)[\s>]`)
	root := regexp.MustCompile(`(?i)<(rss|feed|rdf:rdf|channel|(?:atom:)?entry|atom:feed)[\s>]`) // the others are OPML and service documents
	cases, failed := 0, 0
	for _, c := range lines[struct {
		ID, Input, Message string
		Negated            bool
	}](t, shared(t, "conformance/feedvalidator.jsonl")) {
		body, err := os.ReadFile(shared(t, "conformance/"+c.Input))
		if err != nil {
			t.Fatal(err)
		}
		if !root.Match(body) {
			continue
		}
		cases++
		feed, err := ParseFeed(body, "", "https://a.example/feed")
		want := len(item.FindAll(body, -1))
		if !c.Negated && c.Message == "SAXError" {
			continue
		}
		if err != nil || len(feed.Items) < want || c.Negated && feed.Damaged != "" {
			failed++
			t.Logf("%s (%s, negated %v): got %d items of %d, damaged %q, %v", c.ID, c.Message, c.Negated, len(feed.Items), want, feed.Damaged, err)
		}
	}
	t.Logf("%d of %d right", cases-failed, cases)
	if failed*100 > cases {
		t.Errorf("%d of %d failed", failed, cases)
	}
}
