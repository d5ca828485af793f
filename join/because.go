package join

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// because says what links a report to a story: what it has in common with the
// member most like it, and the measure that decided.
func because(it, best *item, measure string) []string {
	var reasons []string
	if it.place != "" && it.place == best.place {
		reasons = append(reasons, "same place: "+it.place)
	}
	if names := sharedNames(it, best); len(names) > 0 {
		shown := strings.Join(names[:min(len(names), 5)], ", ")
		if len(names) > 5 {
			shown += " …"
		}
		reasons = append(reasons, fmt.Sprintf("%s: %s", count(len(names), "shared name or number", "shared names and numbers"), shown))
	}
	if n := sharedFeatures(it.said[inWords], best.said[inWords]); n > 0 {
		reasons = append(reasons, count(n, "shared word", "shared words"))
	}
	if both, mine, _ := common(it, best); both > 0 {
		n := both * it.shingled / mine // of a long text only a part was kept
		reasons = append(reasons, count(n, "shared phrase of five words", "shared phrases of five words"))
	}
	if !it.published.IsZero() && !best.published.IsZero() {
		days := int(it.published.Sub(best.published).Abs().Hours() / 24)
		switch days {
		case 0:
			reasons = append(reasons, "same day")
		default:
			reasons = append(reasons, count(days, "day apart", "days apart"))
		}
	}
	return append(reasons, measure)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// sharedNames gives the names of both, longest first.
func sharedNames(a, b *item) []string {
	var names []string
	texts := strings.Split(b.shownTexts, "\n")
	for i, id := range b.shown {
		if slices.Contains(a.shown, id) {
			names = append(names, texts[i])
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	return names
}

func sharedFeatures(a, b vector) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].id < b[0].id:
			a = a[1:]
		case a[0].id > b[0].id:
			b = b[1:]
		default:
			n, a, b = n+1, a[1:], b[1:]
		}
	}
	return n
}
