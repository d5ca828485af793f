package read

import (
	"os"
	"path/filepath"
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
	wantBylines := []news.Byline{{Name: "Frontier India News Network", URL: "https://frontierindia.com/briefs", About: "Frontier India News Network is the in-house news collection and distribution agency."}}
	if !cmp.Equal(r.Bylines, wantBylines) {
		t.Errorf("bylines %+v, want %+v", r.Bylines, wantBylines)
	}
	if r.Comments == nil || !r.Comments.Open {
		t.Errorf("comments %+v, want open", r.Comments)
	}
	if len(r.Paragraphs) != 8 {
		t.Errorf("%d paragraphs, want 8:\n%s", len(r.Paragraphs), r.Text)
	}
	for i, p := range r.Paragraphs {
		if p.Kind != news.PlainParagraph {
			t.Errorf("paragraph %d is a %s: %q", i, p.Kind, p.Text)
		}
	}
	if len(r.Teasers) != 5 {
		t.Errorf("%d teasers, want 5: %+v", len(r.Teasers), r.Teasers)
	}
	for _, te := range r.Teasers {
		if te.Headline == "" || te.Excerpt == "" {
			t.Errorf("teaser %+v lacks headline or excerpt", te)
		}
	}
	if r.Language != "en" || r.Kind != news.KindArticle {
		t.Errorf("language %q kind %q, want en and article", r.Language, r.Kind)
	}
}
