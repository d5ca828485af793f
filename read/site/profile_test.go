package site

import "testing"

// TestRepetition at the edges between a text that a site says on page after page and one
// that two stories share.
func TestRepetition(t *testing.T) {
	for name, c := range map[string]struct {
		pages, others, words int
		want                 float64
	}{
		"a young site, said once more":      {19, 1, 5, 3 - 1.5},
		"a very young site, said once more": {16, 1, 5, saidOften},
		"an older site, said once more":     {20, 1, 5, 1.5},
		"an older site, said twice more":    {24, 2, 5, saidOften},
		"seldom on an older site":           {25, 2, 5, 2.5},
		"seldom, and by many":               {400, 9, 5, saidSometime},
		"a short text":                      {16, 1, 4, 1},
		"a short text, by many":             {16, 9, 4, saidSometime},
	} {
		m := &Profile{Pages: c.pages}
		if got := m.repetition(&saidText{}, c.others, c.words); got != c.want {
			t.Errorf("%s: %.1f speaks against it, want %.1f", name, got, c.want)
		}
	}
}

// TestDegrees: what the selection of the body tells apart, the degrees of sureness do.
func TestDegrees(t *testing.T) {
	for sure, want := range map[float32]uint8{0: 0, 0.1499: 0, 0.15: 1, 0.4999: 1, 0.5: 2, 0.8499: 2, 0.85: 3, 1: 3} {
		if got := degreeOf(sure); got != want {
			t.Errorf("%.4f is of degree %d, want %d", sure, got, want)
		}
	}
}

// TestPlainly: only blocks that are plainly body, or plainly not, teach how the site
// sets its body.
func TestPlainly(t *testing.T) {
	for sure, want := range map[uint8]style{203: {}, 204: {Body: 1}, 50: {Other: 1}, 51: {}} {
		m := &Profile{}
		m.Learn(PageProfile{blocks: []profiledBlock{{style: 7, sure: sure, words: 1}}})
		got := m.Templates[0].Styles[7]
		if got.Body != want.Body || got.Other != want.Other {
			t.Errorf("sureness %d of 255: %.0f for body and %.0f against, want %.0f and %.0f", sure, got.Body, got.Other, want.Body, want.Other)
		}
	}
}

// TestSameTemplate: a page is of the template that knows at least 35 per cent of its
// styles.
func TestSameTemplate(t *testing.T) {
	for known, want := range map[int]bool{34: false, 35: true} {
		of := &template{Styles: map[uint64]*style{}}
		var page PageProfile
		for i := range 100 {
			page.blocks = append(page.blocks, profiledBlock{style: uint64(i + 1)})
			if i < known {
				of.Styles[uint64(i+1)] = &style{}
			}
		}
		m := &Profile{Templates: []*template{of}}
		if got := m.templateOf(page) != nil; got != want {
			t.Errorf("%d of 100 styles are known: the same template: %v, want %v", known, got, want)
		}
	}
}
