package join

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// How sure it must be for the words that the desk reads.
const (
	nearlyCertain = 0.9
	likely        = 0.7
)

// Two reports within so many days of each other are said to be near in time. What
// lies further apart is no reason for them to be together.
const daysNamed = 3

// because returns the reasons why a report stands in a story, in the desk's words:
// how sure it is, and what the report has in common with the member most like it.
func because(it, best *item, probability float64) []string {
	names := sharedNames(it, best)
	var common []string
	if it.place != "" && it.place == best.place {
		common = append(common, "same place ("+it.place+")")
	}
	if !it.published.IsZero() && !best.published.IsZero() {
		switch days := int(daysApart(it, best).Hours() / 24); {
		case days == 0:
			common = append(common, "same day")
		case days <= daysNamed:
			common = append(common, count(days, "day apart", "days apart"))
		}
	}
	if len(names) > 0 {
		common = append(common, count(len(names), "name or number in common", "names and numbers in common"))
	}
	if n := sharedFeatures(it.said[inWords], best.said[inWords]); n > 0 {
		common = append(common, count(n, "word in common", "words in common"))
	}
	reasons := []string{"Same event? " + sureness(probability) + ": " + strings.Join(common, ", ")}
	if len(common) == 0 {
		reasons[0] = "Same event? " + sureness(probability) + ", by other reports of the story"
	}
	if len(names) > 0 {
		shown := strings.Join(names[:min(len(names), 6)], ", ")
		if len(names) > 6 {
			shown += " …"
		}
		reasons = append(reasons, "In common: "+shown)
	}
	return reasons
}

func sureness(probability float64) string {
	switch {
	case probability >= nearlyCertain:
		return "Almost certainly"
	case probability >= likely:
		return "Likely"
	}
	return "Perhaps"
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// sharedNames returns the telling names and numbers of both, longest first. A day
// or a word that any report may have is no evidence.
func sharedNames(a, b *item) []string {
	var names []string
	texts := strings.Split(b.shownTexts, "\n")
	for i, id := range b.shown {
		if slices.Contains(a.shown, id) && a.telling(id) {
			names = append(names, texts[i])
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	return names
}

// tellingCommonness is how common a name is at most to be shown as evidence.
var tellingCommonness = commonnessOf(0.06)

// telling reports whether a name is rare enough to be shown as evidence. One of
// several words isn't counted by the background, and is.
func (it *item) telling(id uint32) bool {
	for _, c := range [...]int{inNames, inNumbers} {
		if i, found := it.find(c, id); found {
			return it.common[c][i].rarerThan(tellingCommonness)
		}
	}
	return true
}

// find returns where a feature stands in a channel.
func (it *item) find(channel int, id uint32) (int, bool) {
	return slices.BinarySearchFunc(it.said[channel], id, func(f feature, id uint32) int { return cmp.Compare(f.id, id) })
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
