package publish

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"

	"dateline/news"
)

// What our feed writers write, a feed reader reads back to the same values.
func TestFeedsAreReadBack(t *testing.T) {
	second := sample()
	second.ID, second.Slug, second.Headline, second.Figure, second.Byline = "dis_2", "2024-06-20-other", "Ünïcode “quotes” ]]> &amp; 条約", nil, ""
	second.PublishedAt, second.UpdatedAt, second.Corrections = noon.Add(24*time.Hour), time.Time{}, nil
	killed := sample()
	killed.ID, killed.Slug, killed.State, killed.KillSubject, killed.KillNote = "dis_3", "withdrawn-3", news.Killed, "A report <b>", "It is not so."
	killed.UpdatedAt = noon.Add(48 * time.Hour)
	ds := []news.Dispatch{second, killed, sample()}
	for name, write := range map[string]func(Site, FeedMeta, []news.Dispatch) ([]byte, error){"rss": RSS, "atom": Atom, "json": JSONFeed} {
		doc, err := write(site, meta1, ds)
		if err != nil {
			t.Fatal(err)
		}
		f, err := gofeed.NewParser().ParseString(string(doc))
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, doc)
		}
		if f.Title != site.Name || f.Link != "https://news.example.org/" || f.FeedLink != "https://news.example.org/feeds/rss.xml" || f.Language != "en-GB" || f.Description != site.Tagline {
			t.Errorf("%s: feed read back as %q %q %q %q %q", name, f.Title, f.Link, f.FeedLink, f.Language, f.Description)
		}
		tomb := 1
		if name == "atom" {
			tomb = 0 // it has a deleted-entry
		}
		if len(f.Items) != 2+tomb {
			t.Fatalf("%s: %d items, want %d", name, len(f.Items), 2+tomb)
		}
		wantTombstone(t, name, string(doc), f, killed)
		for i, d := range []news.Dispatch{second, sample()} {
			it := f.Items[i]
			content, _, _ := contentHTML(site, d)
			got := []string{it.Title, it.Link, it.GUID, it.Description, it.Content, it.PublishedParsed.UTC().String(), fmt.Sprint(it.Categories)}
			want := []string{d.Headline, "https://news.example.org/news/" + d.Slug, "tag:news.example.org," + d.PublishedAt.Format(time.DateOnly) + ":" + d.ID,
				d.Standfirst, content, d.PublishedAt.String(), "[World pact treaties]"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: item %d (-want +got):\n%s", name, i, diff)
			}
			if d.Byline != "" && (len(it.Authors) != 1 || it.Authors[0].Name != d.Byline) {
				t.Errorf("%s: item %d has authors %v", name, i, it.Authors)
			}
		}
		if !strings.Contains(string(doc), "https://hub.example.org/") {
			t.Errorf("%s names no hub", name)
		}
	}
}

// wantTombstone looks for what a feed says of a dispatch that was killed: that it is
// withdrawn, under the identity that it had, and nothing of what it said.
func wantTombstone(t *testing.T, name, doc string, f *gofeed.Feed, killed news.Dispatch) {
	t.Helper()
	id := tagURI(site, killed)
	switch name {
	case "atom":
		var feed struct {
			Deleted []struct {
				Ref     string `xml:"ref,attr"`
				When    string `xml:"when,attr"`
				Comment string `xml:"http://purl.org/atompub/tombstones/1.0 comment"`
			} `xml:"http://purl.org/atompub/tombstones/1.0 deleted-entry"`
		}
		if err := xml.Unmarshal([]byte(doc), &feed); err != nil {
			t.Fatal(err)
		}
		if d := feed.Deleted; len(d) != 1 || d[0].Ref != id || d[0].When != killed.UpdatedAt.Format(time.RFC3339) || !strings.Contains(d[0].Comment, "It is not so.") {
			t.Errorf("atom: deleted entries %+v", d)
		}
	default:
		it := f.Items[2]
		if it.GUID != id || !strings.HasPrefix(it.Title, "Withdrawn: A report") || it.Link != "https://news.example.org/news/withdrawn-3" || !strings.Contains(it.Description+it.Content, "It is not so.") {
			t.Errorf("%s: tombstone %+v", name, it)
		}
	}
	if name == "json" && !strings.Contains(doc, `"withdrawn": true`) {
		t.Error("json: the tombstone is not marked for programs")
	}
}

// Addresses in a feed's content lead somewhere from anywhere.
func TestContentIsAbsolute(t *testing.T) {
	content, _, err := contentHTML(site, sample())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, piece := range strings.FieldsFunc(content, func(r rune) bool { return r == '"' }) {
		if strings.HasPrefix(piece, "/") || strings.HasPrefix(piece, "#") {
			t.Errorf("relative address %q in %s", piece, content)
		}
		if strings.HasPrefix(piece, "https://") {
			n++
			if _, err := url.Parse(piece); err != nil {
				t.Error(err)
			}
		}
	}
	if want := "https://news.example.org/evidence/rep_a/2?start=10&amp;end=25#cited"; n < 6 || !strings.Contains(content, want) {
		t.Errorf("%d addresses, want 6 or more and %s:\n%s", n, want, content)
	}
}

func TestEmptyFeeds(t *testing.T) {
	for name, write := range map[string]func(Site, FeedMeta, []news.Dispatch) ([]byte, error){"rss": RSS, "atom": Atom, "json": JSONFeed} {
		doc, err := write(site, FeedMeta{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := gofeed.NewParser().ParseString(string(doc)); err != nil {
			t.Errorf("%s: %v\n%s", name, err, doc)
		}
	}
}

func TestSitemaps(t *testing.T) {
	old := sample()
	old.Slug, old.PublishedAt = "old", noon.Add(-72*time.Hour)
	all, err := Sitemap(site, []news.Dispatch{sample(), old})
	if err != nil {
		t.Fatal(err)
	}
	recent, err := NewsSitemap(site, []news.Dispatch{sample(), old}, noon.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(all), "<loc>"); n != 5 {
		t.Errorf("sitemap has %d addresses, want 5:\n%s", n, all)
	}
	if s := string(recent); strings.Count(s, "<loc>") != 1 || !strings.Contains(s, "<news:publication_date>2024-06-19T12:00:00Z<") || !strings.Contains(s, "<news:language>en-GB<") {
		t.Errorf("news sitemap:\n%s", s)
	}
}

// ninjs is checked against the names and values that its schema allows.
func TestNINJSKeepsToItsSchema(t *testing.T) {
	var schema struct {
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.NewDecoder(shared(t, "data/conformance/ninjs/schema/ninjs-schema_3.1.json")).Decode(&schema); err != nil {
		t.Fatal(err)
	}
	killed := sample()
	killed.State, killed.KillNote = news.Killed, "Wrong."
	for name, d := range map[string]news.Dispatch{"published": sample(), "killed": killed} {
		doc, err := NINJS(site, d)
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(doc, &v); err != nil {
			t.Fatal(err)
		}
		for _, broken := range against(schema.Defs, schema.Defs["ninjsType"], v, "") {
			t.Errorf("%s: %s\n%s", name, broken, doc)
		}
	}
	if len(against(schema.Defs, schema.Defs["ninjsType"], map[string]any{"pubStatus": "nonsense", "nonsense": 1}, "")) != 2 {
		t.Error("the check does not see what is wrong")
	}
}

// against checks what we use of JSON Schema: $ref into $defs, properties,
// required, enum, type, items.
func against(defs map[string]json.RawMessage, raw json.RawMessage, v any, path string) []string {
	var s struct {
		Ref        string                     `json:"$ref"`
		Type       string                     `json:"type"`
		Enum       []any                      `json:"enum"`
		Required   []string                   `json:"required"`
		Properties map[string]json.RawMessage `json:"properties"`
		Items      json.RawMessage            `json:"items"`
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil // true or false
	}
	var base struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		if s.Properties == nil {
			return against(defs, defs[name], v, path)
		}
		_ = json.Unmarshal(defs[name], &base)
	}
	var out []string
	if s.Enum != nil && !slices.Contains(s.Enum, v) {
		out = append(out, fmt.Sprintf("%s: %v is none of %v", path, v, s.Enum))
	}
	switch v := v.(type) {
	case map[string]any:
		for _, k := range s.Required {
			if v[k] == nil {
				out = append(out, path+"."+k+" is missing")
			}
		}
		for k, x := range v {
			p, ok := s.Properties[k]
			if !ok {
				p, ok = base.Properties[k]
			}
			if !ok && s.Type != "" {
				out = append(out, path+"."+k+" is not in the schema")
			}
			out = append(out, against(defs, p, x, path+"."+k)...)
		}
	case []any:
		for i, x := range v {
			out = append(out, against(defs, s.Items, x, fmt.Sprintf("%s[%d]", path, i))...)
		}
	default:
		kind := map[bool]string{true: "string", false: "integer"}[fmt.Sprintf("%T", v) == "string"]
		if s.Type != "" && s.Type != kind {
			out = append(out, fmt.Sprintf("%s: %v is no %s", path, v, s.Type))
		}
	}
	return out
}
