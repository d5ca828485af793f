package lang

import (
	"slices"
	"strings"
)

// instrumentKinds are the English nouns that name an agreement, and the kind each
// counts as.
var instrumentKinds = map[string]string{
	"agreement": "agreement", "treaty": "treaty", "pact": "pact", "accord": "accord", "accords": "accord", "memorandum": "memorandum",
	"protocol": "protocol", "convention": "convention", "charter": "charter", "compact": "pact", "ceasefire": "ceasefire",
	"truce": "ceasefire", "armistice": "ceasefire", "cease-fire": "ceasefire",
}

// InstrumentKind returns the kind of agreement that a lower-case English noun names,
// as "ceasefire" for "truce"; it is empty for any other word.
func InstrumentKind(noun string) string { return instrumentKinds[noun] }

// ShortensTitle reports whether the words of one title of an agreement all occur in
// another, and either they are all of it or one of them is a longer word that names no
// kind of agreement.
func ShortensTitle(short, long string) bool {
	a, b := strings.Fields(strings.ToLower(short)), strings.Fields(strings.ToLower(long))
	if len(a) > len(b) || len(a) == 0 {
		return false
	}
	content := 0
	for _, w := range a {
		if !slices.Contains(b, w) {
			return false
		}
		if InstrumentKind(w) == "" && len(w) > 3 {
			content++
		}
	}
	return content > 0 || len(a) == len(b)
}

// CompatibleKinds reports whether an agreement of kind a may later be called b.
func CompatibleKinds(a, b string) bool {
	if b == "" || a == b {
		return true
	}
	loose := func(k string) bool { return k == "agreement" || k == "treaty" || k == "pact" || k == "accord" }
	if loose(a) && loose(b) {
		return true
	}
	return b == "agreement" || b == "pact" || b == "accord"
}

// WordOverlap returns the share of the shorter text's words that the other has too.
func WordOverlap(a, b string) float64 {
	x, y := strings.Fields(strings.ToLower(a)), strings.Fields(strings.ToLower(b))
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 0
	}
	have := map[string]bool{}
	for _, w := range y {
		have[strings.Trim(w, ".,;:")] = true
	}
	n := 0
	for _, w := range x {
		if have[strings.Trim(w, ".,;:")] {
			n++
		}
	}
	return float64(n) / float64(len(x))
}
