package read

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/read/body"
	"dateline/read/field"
	"dateline/read/plain"

	"github.com/google/go-cmp/cmp"
)

// TestFeatureNames compares the names of the numbers that the trees look at with
// data/features.txt, which stands beside the trees so that people can read what they
// were trained on. No number may have the name of another.
func TestFeatureNames(t *testing.T) {
	var got strings.Builder
	for _, file := range []struct {
		name     string
		features []string
	}{
		{"html-first.trees", body.FirstFeatures()},
		{"html-second.trees, behind those of html-first", body.SecondFeatures()[len(body.FirstFeatures()):]},
		{"text-seams.trees", plain.SeamFeatures()},
		{"text-heads.trees", plain.HeadFeatures()},
		{"text-first.trees", plain.FirstFeatures()},
		{"text-second.trees, behind those of text-first", plain.SecondFeatures()[len(plain.FirstFeatures()):]},
	} {
		fmt.Fprintf(&got, "# %s\n", file.name)
		seen := map[string]bool{}
		for i, name := range file.features {
			fmt.Fprintf(&got, "%d\t%s\n", i, name)
			if seen[name] {
				t.Errorf("%s: two numbers are named %q", file.name, name)
			}
			seen[name] = true
		}
	}
	path := filepath.Join("data", "features.txt")
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("the features changed, so the trees must be trained again (-want +got):\n%s", diff)
	}
}

// TestEveryBlockHasAllNumbers: a block has as many numbers wherever it stands on a page.
func TestEveryBlockHasAllNumbers(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join("testdata", "html", "*.html"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, path := range pages {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		p, err := field.Open(string(source), &url.URL{})
		if err != nil {
			t.Fatal(err)
		}
		s, numbers := p.Describe()
		first := make([]float32, len(numbers))
		v := s.View(first)
		for i, x := range numbers {
			if len(x) != len(body.FirstFeatures()) {
				t.Errorf("%s: %d numbers describe block %d, want %d", path, len(x), i, len(body.FirstFeatures()))
			}
			if x = s.DescribeContext(x, first, v, i); len(x) != len(body.SecondFeatures()) {
				t.Errorf("%s: %d numbers describe block %d and what is around it, want %d", path, len(x), i, len(body.SecondFeatures()))
			}
		}
	}
	texts, err := filepath.Glob(filepath.Join("testdata", "text", "*.txt"))
	if err != nil || len(texts) == 0 {
		t.Fatalf("no texts: %v", err)
	}
	for _, path := range texts {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := plain.Open(string(source), learnedText()).Lines
		s, h := plain.NewScene(lines, -1, nil), plain.NewHeadScene(lines)
		v := s.View(make([]float32, len(lines)))
		for i := range lines {
			x := s.Describe(i)
			if len(x) != len(plain.FirstFeatures()) || len(s.DescribeContext(x, v, i)) != len(plain.SecondFeatures()) || len(h.Describe(i)) != len(plain.HeadFeatures()) {
				t.Errorf("%s: line %d has other numbers than the trees look at", path, i)
			}
		}
	}
}
