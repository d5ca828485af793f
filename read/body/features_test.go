package body

import "testing"

// TestFeatureValues: numbers that one can tell from a page by looking at it.
func TestFeatureValues(t *testing.T) {
	p := judged(t, pierHead+pierTitle+`<p>“Will it hold?” the <a href="/board">harbour board</a> asked, 3 times.</p><aside><ul><li class="related"><b>Read:</b></li></ul></aside>`)
	_, numbers := p.Describe()
	if len(p.Blocks) != 3 {
		t.Fatalf("%d blocks, want 3", len(p.Blocks))
	}
	for block, want := range map[int]map[string]float32{
		0: {"words": 11, "is a heading": 1, "level of the heading": 1, "likeness to the headline": 10, "ends a sentence": 0, "blocks since the headline": 0, "blocks before": 0},
		1: {"words": 9, "ends of sentences": 2, "quotation marks": 2, "links": 1, "begins with a quotation mark": 1, "ends a sentence": 1,
			"is a paragraph": 1, "is a heading": 0, "stands in p": 1, "parent is div": 1, "blocks since the headline": 1, "words since the headline": 11,
			"block -1: is a heading": 1, "block -1: words": 11, "block +1: words": 1, "next block +1: share in bold": 1, "mark of role +10: elements up": farMark},
		2: {"words": 1, "is a list item": 1, "ends with a colon": 1, "share in bold": 1, "elements up to a list": 1, "elements up to an aside": 2,
			"mark of role +10: elements up": 0, "blocks of the page": 3, "block -2: words": 11, "block +1: words": -1},
	} {
		for name, value := range want {
			found := false
			for k, feature := range FirstFeatures() {
				if feature == name {
					found = true
					if got := numbers[block][k]; got != value {
						t.Errorf("block %d, %s: %v, want %v", block, name, got, value)
					}
				}
			}
			if !found {
				t.Errorf("no feature is named %q", name)
			}
		}
	}
}
