package dom

import (
	"strings"
	"testing"
)

// block is the only block of a page.
func block(t *testing.T, source string) *Block {
	t.Helper()
	doc, err := Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	blocks := Segment(doc)
	if len(blocks) != 1 {
		t.Fatalf("%d blocks in %.100q, want one", len(blocks), source)
	}
	return blocks[0]
}

// TestMarkCoverage: an inline element's mark is one of the block where the element holds
// more than 60 per cent of its letters.
func TestMarkCoverage(t *testing.T) {
	for marked, want := range map[int]bool{59: false, 60: false, 61: true, 89: true} {
		b := block(t, `<p><span class="byline">`+strings.Repeat("x", marked)+`</span> `+strings.Repeat("y", 100-marked)+`</p>`)
		if got := b.Has(RoleByline); got != want {
			t.Errorf("%d of 100 letters are marked: the block has the mark: %v, want %v", marked, got, want)
		}
	}
}

// TestVoidMarks: a mark that covers more than 35 per cent of the page's long text, and
// more than 30 words, speaks of a part of its element and is void.
func TestVoidMarks(t *testing.T) {
	words := func(n int) string { return "<p>" + strings.Repeat("word ", n) + "</p>" }
	for name, c := range map[string]struct {
		inside, outside int
		void            bool
	}{
		"just few enough": {35, 65, false},
		"just too many":   {36, 64, true},
		"a short page":    {30, 15, false},
		"hardly longer":   {31, 15, true},
	} {
		doc, err := Parse(`<div class="related">` + words(c.inside) + `</div><div>` + words(c.outside) + `</div>`)
		if err != nil {
			t.Fatal(err)
		}
		m := Segment(doc)[0].MarkOf(RoleTeaser)
		if m == nil || m.Void != c.void {
			t.Errorf("%s: the mark is %+v, want it void: %v", name, m, c.void)
		}
	}
}

// TestHiddenStory: what is hidden is left out, unless most of the page's text is: then a
// script will show it.
func TestHiddenStory(t *testing.T) {
	story := strings.Repeat("<p>"+strings.Repeat("hidden words ", 10)+"</p>", 13) // over 1,500 bytes
	for shown, want := range map[int]bool{129: true, 131: false} {
		doc, err := Parse(`<div style="display: none">` + story + `</div><p>` + strings.Repeat("word ", shown) + `</p>`)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(Segment(doc)) > 1; got != want {
			t.Errorf("260 words are hidden, %d shown: the hidden ones are kept: %v, want %v", shown, got, want)
		}
	}
}

// TestLikeness at the edges of what counts as a part of a title, and as its beginning.
func TestLikeness(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"ferrystrikeends", "ferrystrikeends", 10},
		{"12345678", "x12345678x", 6},
		{"1234567", "x1234567x", 0},                           // too short to be a part
		{"12345678", strings.Repeat("x", 16) + "12345678", 6}, // a third of it
		{"12345678", strings.Repeat("x", 17) + "12345678", 0},
		{"12345678901234567890", "123456789012xxxxxxxxxxxx", 5}, // twelve of twenty
		{"12345678901234567890", "12345678901xxxxxxxxxxxxx", 0},
	} {
		if got := Likeness(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
