package join

import (
	"cmp"
	"fmt"
	"slices"

	"dateline/lang"
)

// A copy is found in two steps: reports whose sketches share enough slots (one
// permutation hashing: Li, Owen, Zhang 2012) are compared by all their
// shingles. The sketch estimates how much of both is common; what counts is
// how much of the shorter lies in the longer (Broder 1997), so that a cut and
// an extended copy are copies too.
const (
	shingleTerms   = 5
	sketchSlots    = 64
	sharedSlots    = 5    // of 64: a quarter of a report is met almost surely
	crowdedSlot    = 200  // a slot shared by so many holds boilerplate
	copyShare      = 0.62 // of the shorter report's shingles
	leastShingles  = 24   // below that, a copy must be whole
	nearlyAllShare = 0.9
)

// shingle hashes each run of five terms, sorted and without repeats.
func shingle(terms []lang.Term) []uint32 {
	words := make([]uint64, min(len(terms), maxShingles))
	for i := range words {
		words[i] = hash(terms[i].Form)
	}
	if len(words) < shingleTerms {
		return nil
	}
	shingles := make([]uint32, 0, len(words)-shingleTerms+1)
	for i := range len(words) - shingleTerms + 1 {
		var h uint64
		for _, w := range words[i : i+shingleTerms] {
			h = mix(h ^ w)
		}
		shingles = append(shingles, uint32(h))
	}
	slices.Sort(shingles)
	return slices.Compact(shingles)
}

// sketch keeps the least shingle of each slot, as keys of slot and value. An
// empty slot gives no key.
func sketch(shingles []uint32) []uint64 {
	const width = 1 << 32 / sketchSlots
	var keys []uint64
	last := -1
	for _, s := range shingles { // sorted: the first of a slot is its least
		if slot := int(s / width); slot != last {
			last = slot
			keys = append(keys, uint64(slot)<<32|uint64(s))
		}
	}
	return keys
}

// A copied is a report that another one is a copy of, and how many shingles
// both have.
type copied struct {
	*item
	common int
}

// copiesOf gives the reports that have a text with this one in common.
func (j *Joiner) copiesOf(it *item) []copied {
	j.turn++
	var met []*item
	for _, key := range it.sketch {
		if len(j.copies[key]) > crowdedSlot {
			continue
		}
		for _, other := range j.copies[key] {
			if other == it {
				continue
			}
			if other.seen != j.turn {
				other.seen, other.overlap = j.turn, 0
				met = append(met, other)
			}
			other.overlap++
		}
	}
	var out []copied
	for _, other := range met {
		if other.overlap < sharedSlots && int(other.overlap) < min(len(it.sketch), len(other.sketch))/2 {
			continue
		}
		if n := shared(it.shingles, other.shingles); isCopy(n, len(it.shingles), len(other.shingles)) {
			out = append(out, copied{other, n})
		}
	}
	return out
}

// findCopy gives the earliest of the reports of which this one is a copy.
func (j *Joiner) findCopy(it *item) (*item, []string) {
	all := j.copiesOf(it)
	if len(all) == 0 {
		return nil, nil
	}
	original := slices.MinFunc(all, func(a, b copied) int { return cmp.Compare(a.serial, b.serial) })
	return original.item, copyEvidence(original.common, len(it.shingles), len(original.shingles))
}

func isCopy(common, a, b int) bool {
	shorter, longer := min(a, b), max(a, b)
	if shorter < leastShingles {
		return float64(common) >= nearlyAllShare*float64(longer)
	}
	return float64(common) >= copyShare*float64(shorter)
}

// shared counts the elements of both sorted lists.
func shared(a, b []uint32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n, a, b = n+1, a[1:], b[1:]
		}
	}
	return n
}

func copyEvidence(common, mine, theirs int) []string {
	kind := "a copy"
	switch share := float64(common) / float64(max(mine, theirs)); {
	case share >= nearlyAllShare:
		kind = "a whole copy"
	case mine < theirs:
		kind = "a cut copy"
	case mine > theirs:
		kind = "an extended copy"
	}
	return []string{fmt.Sprintf("%s: %d%% of the shorter text stands in the other", kind, 100*common/min(mine, theirs)),
		fmt.Sprintf("%d shared phrases of five words", common)}
}
