package read

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"dateline/internal/testkit"

	"dateline/read/dom"
)

// TestTextFields measures the fields beside the body of pages stripped to their
// text, where they are labelled and the text still says them.
func TestTextFields(t *testing.T) {
	dir := sharedDir(t, "data", "extraction", "trafilatura")
	strs := labels[stringLabel](t, dir)
	counts := map[string][3]int{} // asked, given, right
	var misses []string
	count := func(field, id, want, got string) {
		c := counts[field]
		c[0]++
		if got != "" {
			c[1]++
		}
		if got == want {
			c[2]++
		} else {
			misses = append(misses, id+" "+field+" want "+want+" got "+got)
		}
		counts[field] = c
	}
	for n, id := range slices.Sorted(maps.Keys(strs)) {
		if !testkit.Part(n, 6) {
			continue
		}
		l := strs[id]
		doc, err := dom.Parse(source(t, dir, id))
		if err != nil {
			t.Fatal(err)
		}
		own := textLesson{}
		own.lay(strippers[0].strip(doc))
		r := readText(own.source, learnedText(), nil)
		said := dom.Letters(own.source)
		if want := dom.Letters(l.Title); want != "" && strings.Contains(said, want) {
			count("headline", id, want, dom.Letters(r.Headline))
		}
		if want := authorLetters(l.Author); want != "" && strings.Contains(said, want) {
			got := ""
			for _, b := range r.Bylines {
				got += dom.Letters(b.Name)
			}
			count("authors", id, want, got)
		}
		if l.Date != "" {
			got := ""
			if !r.Published.IsZero() {
				got = r.Published.Format("2006-01-02")
			}
			count("date", id, l.Date, got)
		}
	}
	least := map[string]float64{"headline": 0.6, "authors": 0.55, "date": 0.7} // of those given
	for _, field := range slices.Sorted(maps.Keys(counts)) {
		c := counts[field]
		if share := float64(c[2]) / float64(max(c[1], 1)); !testkit.Raced && share < least[field] {
			t.Errorf("%s: %.3f of those given are right; want at least %.2f", field, share, least[field])
		}
		t.Logf("%-8s asked %d, given %d, right %d: %.3f of those asked, %.3f of those given", field, c[0], c[1], c[2], float64(c[2])/float64(c[0]), float64(c[2])/float64(max(c[1], 1)))
	}
	keepForLooking(t, "text-fields", misses)
}
