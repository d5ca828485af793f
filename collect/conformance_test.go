package collect

import (
	"bufio"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
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

func feedCases(t testing.TB) (cases []feedCase) {
	t.Helper()
	file, err := os.Open(shared(t, "conformance/feedparser.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c feedCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	return cases
}

func (c feedCase) parse(t testing.TB) (Feed, error) {
	t.Helper()
	body, err := os.ReadFile(shared(t, "conformance/"+c.Input))
	if err != nil {
		t.Fatal(err)
	}
	header := map[string]string{}
	for name, value := range c.Headers {
		header[strings.ToLower(name)] = value
	}
	return ParseFeed(body, header["content-type"], header["content-location"])
}

// TestFeedparserCases scores the core texts of feedparser's cases: what the
// case expects of a title, link, id, summary, content, author, date, tag,
// enclosure, language, right or image, against what the feed gave. Links within
// markup (group base), hostile markup and the dead CDF are no core texts.
func TestFeedparserCases(t *testing.T) {
	right, asked := map[string]int{}, map[string]int{}
	refused, broken := 0, 0
	for _, c := range feedCases(t) {
		feed, err := c.parse(t)
		if strings.HasPrefix(c.Group, "encoding") || strings.HasPrefix(c.Group, "illformed") {
			if broken++; err != nil {
				refused++
				t.Logf("refused: %s: %v", c.ID, err)
			}
		}
		if strings.Contains(c.Group, "sanitize") || strings.Contains(c.Group, "cdf") || strings.Contains(c.Group, "base") {
			continue
		}
		for _, e := range c.Expectations {
			got, known := core(feed, e.Path)
			want, text := e.Value.(string)
			if e.Op != "eq" || !known || !text {
				continue
			}
			asked[c.Group]++
			if same(got, want) {
				right[c.Group]++
			} else if testing.Verbose() {
				t.Logf("%s %v: got %.80q, want %.80q", c.ID, e.Path, got, want)
			}
		}
	}
	all, good := 0, 0
	for group, n := range asked {
		all, good = all+n, good+right[group]
		t.Logf("%-28s %d of %d", group, right[group], n)
	}
	score := 100 * float64(good) / float64(max(all, 1))
	t.Logf("core texts: %d of %d, %.1f %%; refused %d of %d broken feeds", good, all, score, refused, broken)
	if score < 84 {
		t.Errorf("core texts: %.1f %%, want 84 at least", score)
	}
	if refused > 12 {
		t.Errorf("refused %d of %d broken feeds, want 12 at most", refused, broken)
	}
}

// same compares what a reader would see: texts without markup and the spelling
// of space and entities. An author may lack the address that follows the name.
func same(got, want string) bool {
	visible := func(s string) string { return oneLine(html.UnescapeString(tag.ReplaceAllString(s, ""))) }
	g, w := visible(got), visible(want)
	return g == w || oneLine(got) == w || g != "" && strings.HasPrefix(w, g+" (")
}

// core finds what feedparser calls path in a feed; known is false for what
// Dateline has no field for.
func core(f Feed, path []any) (got string, known bool) {
	words := []string{}
	for _, p := range path {
		words = append(words, fmt.Sprint(p))
	}
	if len(words) == 0 {
		return "", false
	}
	name := strings.TrimSuffix(strings.Join(words[1:], "."), "_detail.value")
	if words[0] == "feed" {
		return pick(name, map[string]string{
			"title": f.Title, "link": f.Site, "description": f.Description, "subtitle": f.Description, "tagline": f.Description,
			"language": f.Language, "rights": f.Rights, "copyright": f.Rights, "author": first(f.Authors), "author_detail.name": first(f.Authors),
			"image.href": f.Image, "image.url": f.Image, "tags.0.term": first(f.Tags), "category": first(f.Tags),
		})
	}
	if words[0] != "entries" || len(words) < 3 || words[1] != "0" {
		return "", false
	}
	name = strings.TrimSuffix(strings.Join(words[2:], "."), "_detail.value")
	fields := map[string]string{
		"title": "", "link": "", "id": "", "guid": "", "summary": "", "description": "", "content.0.value": "", "author": "",
		"author_detail.name": "", "tags.0.term": "", "category": "", "enclosures.0.href": "", "enclosures.0.url": "", "rights": "",
	}
	if len(f.Items) > 0 {
		i := f.Items[0]
		summary := i.Summary
		if summary == "" {
			summary = i.Content
		}
		content := i.Content
		if content == "" {
			content = i.Summary
		}
		fields = map[string]string{
			"title": i.Title, "link": i.URL, "id": i.GUID, "guid": i.GUID, "summary": summary, "description": summary, "content.0.value": content,
			"author": first(i.Authors), "author_detail.name": first(i.Authors), "tags.0.term": first(i.Tags), "category": first(i.Tags), "rights": i.Rights,
			"enclosures.0.href": "", "enclosures.0.url": "",
		}
		if len(i.Enclosures) > 0 {
			fields["enclosures.0.href"], fields["enclosures.0.url"] = i.Enclosures[0].URL, i.Enclosures[0].URL
		}
	}
	return pick(name, fields)
}

func pick(name string, fields map[string]string) (string, bool) {
	got, known := fields[name]
	return got, known
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}
