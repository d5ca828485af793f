package read

import "testing"

// The day in a page's state is taken where nothing else says one, and only where it is one.
func TestTheDayInAPagesState(t *testing.T) {
	for state, want := range map[string]string{
		`{"article":{"title":"Weir","published_at":"2026-10-03T06:22:28+01:00"}}`:   "2026-10-03",
		`{"a":"{\"publishedAt\":\"2026-10-03T06:22\"}"}`:                            "2026-10-03",
		`[{"published_at":"2026-10-03T06:22"},{"published_at":"2026-10-04T06:22"}]`: "",
		`{"updated_at":"2026-10-03T06:22"}`:                                         "",
	} {
		page := `<html><head><title>` + weirHead + `</title></head><body><h1>` + weirHead + `</h1>` + weirParagraphs() +
			`<script type="application/json">` + state + `</script></body></html>`
		if r := readPageOf(t, page); dayOf(r) != want {
			t.Errorf("state %s: the day is %q, want %q", state, dayOf(r), want)
		}
	}
}

// A wall is said by the kind of the page and by the confidence, which is below what the
// desk is shown to check.
func TestAWallIsReadWithLittleConfidence(t *testing.T) {
	for _, c := range kindPages {
		r, err := Read(Page{URL: "https://mail.example" + c.url, Body: []byte(c.source)})
		if err != nil {
			t.Fatal(err)
		}
		if none := c.want == "wall" || c.want == "error"; none && r.Confidence >= 0.5 {
			t.Errorf("%s: the confidence is %.2f, want less than 0.5", c.name, r.Confidence)
		}
	}
}
