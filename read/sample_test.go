package read

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/news"

	"github.com/google/go-cmp/cmp"
)

// TestCrawledTextPage reads a page that was crawled as text.
func TestCrawledTextPage(t *testing.T) {
	body, err := os.ReadFile(filepath.Join(sharedDir(t, "samples"), "pact-page.txt"))
	if err != nil {
		t.Skipf("no sample page: %v", err)
	}
	r, err := Read(Page{Body: body})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"Defense"}; !cmp.Equal(r.Section, want) {
		t.Errorf("section %q, want %q", r.Section, want)
	}
	if want := "Russia and North Korea Sign “Mutual Defense” Pact"; r.Headline != want {
		t.Errorf("headline %q, want %q", r.Headline, want)
	}
	if want := []news.Figure{{Caption: "Russian President Vladimir Putin in North Korea"}}; !cmp.Equal(r.Figures, want) {
		t.Errorf("figures %+v, want %+v", r.Figures, want)
	}
	// The page's own words stay out of the repository: what must come out stands
	// at known places of it.
	var lines []string
	for line := range strings.Lines(string(body)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	wantBylines := []news.Byline{{Name: lines[12], URL: strings.TrimPrefix(lines[13], lines[12]), About: lines[14]}}
	if !cmp.Equal(r.Bylines, wantBylines) {
		t.Errorf("bylines %+v, want %+v", r.Bylines, wantBylines)
	}
	if r.Comments == nil || !r.Comments.Open {
		t.Errorf("comments %+v, want open", r.Comments)
	}
	var texts []string
	for i, p := range r.Paragraphs {
		texts = append(texts, p.Text)
		if p.Kind != news.PlainParagraph {
			t.Errorf("paragraph %d is a %s: %q", i, p.Kind, p.Text)
		}
	}
	if diff := cmp.Diff(slices.Concat(lines[2:6], lines[8:12]), texts); diff != "" {
		t.Errorf("the eight paragraphs (-want +got):\n%s", diff)
	}
	var teasers []string
	for _, te := range r.Teasers {
		teasers = append(teasers, te.Headline, te.Excerpt)
	}
	if diff := cmp.Diff(lines[17:], teasers); diff != "" || len(r.Teasers) != 5 {
		t.Errorf("the five teasers (-want +got):\n%s", diff)
	}
	if r.Language != "en" || r.Kind != news.KindArticle {
		t.Errorf("language %q kind %q, want en and article", r.Language, r.Kind)
	}
}
