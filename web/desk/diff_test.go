package desk

import (
	"strings"
	"testing"
)

func TestCompareTexts(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"", "", ""},
		{"One.", "One.", "same"},
		{"One.\n\nTwo.", "One.", "same gone"},
		{"One.", "One.\n\nTwo.", "same new"},
		{"A pact was signed on Tuesday.", "A pact was signed on Tuesday evening.", "reworded"},
		{"All of it was other.", "Nothing here stayed at any rate.", "gone new"},
	} {
		var kinds []string
		for _, p := range compareTexts(c.before, c.after) {
			kinds = append(kinds, p.Kind)
		}
		if got := strings.Join(kinds, " "); got != c.want {
			t.Errorf("%q → %q: %q, want %q", c.before, c.after, got, c.want)
		}
	}
}
