package event

import (
	"strings"
	"testing"

	"dateline/lang"
)

// TestGates has for each gate a sentence that it holds back and a like one that is told.
func TestGates(t *testing.T) {
	for _, c := range []struct{ gate, against, told string }{
		{"governed", "Malta is unlikely to recall its envoy.", "Malta recalled its envoy."},
		{"governed", "Malta has yet to recall its envoy.", "Malta has recalled its envoy."},
		{"undone", "Malta nearly recalled its envoy.", "Malta quietly recalled its envoy."},
		{"opinion", "The mayor denied that the firm had closed the mill.", "The mayor said that the firm had closed the mill."},
		{"modal", "The firm could close the mill.", "The firm will close the mill."},
		{"condition", "If the firm closed the mill, the town would suffer.", "When the firm closed the mill, the town suffered."},
		{"question", "Has the firm closed the mill?", "The firm has closed the mill."},
		{"figure", "The vote killed the plan.", "The blast killed the driver."},
		{"habit", "The firm often closes the mill.", "The firm closed the mill."},
		{"false", "A forged letter closed the deal.", "A long letter closed the deal."},
	} {
		if got := clauses(c.against); len(got) != 0 {
			t.Errorf("%s: of %q it tells %q", c.gate, c.against, got)
		}
		if got := clauses(c.told); len(got) == 0 {
			t.Errorf("%s: of %q it tells nothing", c.gate, c.told)
		}
	}
}

// TestPredicates has what belongs to a predicate.
func TestPredicates(t *testing.T) {
	for text, want := range map[string]string{
		"The coach refused to step down.":          "refused to step down",
		"The firm laid off 40 people.":             "laid off",
		"Malta has not recalled its envoy.":        "has not recalled",
		"Two clerks were charged with forgery.":    "were charged",
		"The union will leave the talks on May 3.": "will leave",
	} {
		if got := clauses(text); len(got) != 1 || got[0] != want {
			t.Errorf("%q: predicates %q, want %q", text, got, want)
		}
	}
}

// clauses are the predicates of the clauses that a text's only sentence tells.
func clauses(text string) []string {
	words := lang.Parse(text, lang.Span{End: len(text)})
	var out []string
	for _, c := range Clauses(words, false) {
		if c.Gate == "" {
			out = append(out, strings.TrimSpace(text[words[c.First].Start:words[c.Last].End]))
		}
	}
	return out
}
