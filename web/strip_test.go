package web

import (
	"net/url"
	"testing"
)

// A span that ends with a month or a year holds its days.
func TestSpanEndsWithTheLastDay(t *testing.T) {
	for said, want := range map[string]string{"2026": "2026-12-31", "2026-11": "2026-11-30", "2024-02": "2024-02-29", "2026-11-05": "2026-11-05", "": ""} {
		s, problem := spanOf(url.Values{"from": {said}, "to": {said}})
		if problem != "" || s.From != said || s.To != want {
			t.Errorf("%q is from %q to %q (%s), want to %q", said, s.From, s.To, problem, want)
		}
	}
	for _, said := range []string{"202", "2026-1", "2026-", "2026-13", "2026-11-31", "2026-11-050"} {
		if _, problem := spanOf(url.Values{"to": {said}}); problem == "" {
			t.Errorf("%q passes as a day", said)
		}
	}
}
