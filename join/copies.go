package join

import (
	"cmp"
	"fmt"
	"slices"

	"dateline/lang"
)

// A copy is found in two steps: reports that share enough keys are compared by
// their shingles. What counts is how much of the shorter lies in the longer
// (Broder 1997), so that a cut and an extended copy are copies too. That rules
// out sketches of a fixed size: a short text has few of the slots of a long
// one. So of each text all shingles are kept that lie below a bound (Broder's
// modulo sampling): what is left of a part is still part of what is left of
// the whole.
const (
	shingleTerms   = 5
	keptShingles   = 256    // a longer text keeps the half, the quarter or the eighth of its shingles …
	mostHalvings   = 3      // … and never less
	keyHalvings    = 3      // the eighth of the shingles are keys of the index,
	leastKeys      = 4      // or this many, of a short text
	sharedKeys     = 1. / 3 // of the keys of the shorter: what copyShare of it meets almost surely
	crowdedKey     = 200    // a key shared by so many holds boilerplate
	copyShare      = 0.62   // of the shorter report's shingles
	leastShingles  = 24     // below that, a copy must be whole
	nearlyAllShare = 0.9
)

// shingle hashes each run of five terms, sorted and without repeats, and keeps
// the least of the hashes. It also says how many there were.
func (a *analyst) shingle(terms []lang.Term) ([]uint32, int) {
	n := min(len(terms), maxShingles)
	if n < shingleTerms {
		return nil, 0
	}
	all := a.shingles.begin(n)
	for i := range n - shingleTerms + 1 {
		var h uint64
		for _, t := range terms[i : i+shingleTerms] {
			h = mix(h ^ t.FormKey)
		}
		all.count(uint32(h), 1)
	}
	a.hashes = all.ids(a.hashes[:0])
	return slices.Clone(sample(a.hashes, halvings(len(a.hashes)))), len(a.hashes)
}

// halvings is how often a text of n shingles halves what it keeps.
func halvings(n int) int {
	k := 0
	for ; n > keptShingles && k < mostHalvings; k++ {
		n /= 2
	}
	return k
}

// sample is the part of sorted shingles that is left after k halvings.
func sample(shingles []uint32, k int) []uint32 {
	n, _ := slices.BinarySearch(shingles, uint32(1<<(32-k)-1))
	return shingles[:n]
}

// keys are the shingles by which a report's copies are looked for.
func (it *item) keys() []uint32 {
	keys := sample(it.shingles, keyHalvings)
	if len(keys) < leastKeys {
		keys = it.shingles[:min(leastKeys, len(it.shingles))]
	}
	return keys
}

// common is how many shingles two reports share, of how many of each, as far as
// the samples of both go.
func common(a, b *item) (both, ofA, ofB int) {
	k := max(halvings(a.shingled), halvings(b.shingled))
	x, y := sample(a.shingles, k), sample(b.shingles, k)
	return shared(x, y), len(x), len(y)
}

// A keyIndex says which reports have a key, by serial. Most keys are had by one
// report alone.
type keyIndex struct {
	one  map[uint32]int32
	more map[uint32][]int32
}

func (x *keyIndex) add(key uint32, serial int) {
	list, shared := x.more[key]
	if !shared {
		first, known := x.one[key]
		if !known {
			x.one[key] = int32(serial)
			return
		}
		delete(x.one, key)
		list = []int32{first}
	}
	x.more[key] = append(list, int32(serial))
}

func (x *keyIndex) remove(key uint32, serial int) {
	if _, alone := x.one[key]; alone {
		delete(x.one, key)
		return
	}
	list := slices.DeleteFunc(x.more[key], func(s int32) bool { return s == int32(serial) })
	if len(list) > 1 {
		x.more[key] = list
		return
	}
	delete(x.more, key)
	if len(list) == 1 {
		x.one[key] = list[0]
	}
}

// holders appends the reports that have a key, unless they are so many that it
// is boilerplate.
func (x *keyIndex) holders(to []int32, key uint32) []int32 {
	if serial, alone := x.one[key]; alone {
		return append(to, serial)
	}
	if list := x.more[key]; len(list) <= crowdedKey {
		return append(to, list...)
	}
	return to
}

// copiesOf gives the reports that have a text with this one in common.
func (j *Joiner) copiesOf(it *item) []*item {
	keys := it.keys()
	if len(keys) == 0 {
		return nil
	}
	met := j.copied[:0]
	for _, key := range keys {
		met = j.copies.holders(met, key)
	}
	slices.Sort(met)
	j.copied = met
	var out []*item
	for len(met) > 0 {
		n := 1
		for n < len(met) && met[n] == met[0] {
			n++
		}
		other := j.arrived[int(met[0])-j.arrived[0].serial]
		met = met[n:]
		if other.id == it.id || float64(n) < sharedKeys*float64(min(len(keys), len(other.keys()))) {
			continue
		}
		if isCopy(it, other) {
			out = append(out, other)
		}
	}
	return out
}

// findCopy gives the earliest of the reports of which this one is a copy.
func (j *Joiner) findCopy(it *item) *item {
	all := j.copiesOf(it)
	if len(all) == 0 {
		return nil
	}
	return slices.MinFunc(all, func(a, b *item) int { return cmp.Compare(a.serial, b.serial) })
}

func isCopy(a, b *item) bool {
	both, ofA, ofB := common(a, b)
	if min(a.shingled, b.shingled) < leastShingles {
		return both > 0 && float64(both) >= nearlyAllShare*float64(max(ofA, ofB))
	}
	return both > 0 && float64(both) >= copyShare*float64(min(ofA, ofB))
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

// copyEvidence says what kind of copy a report is of another.
func copyEvidence(it, of *item) []string {
	both, mine, theirs := common(it, of)
	kind := "a copy"
	switch share := float64(both) / float64(max(mine, theirs)); {
	case share >= nearlyAllShare:
		kind = "a whole copy"
	case it.shingled < of.shingled:
		kind = "a cut copy"
	case it.shingled > of.shingled:
		kind = "an extended copy"
	}
	part := float64(both) / float64(min(mine, theirs))
	return []string{fmt.Sprintf("%s: %.0f%% of the shorter text stands in the other", kind, 100*part),
		fmt.Sprintf("about %.0f shared phrases of five words", part*float64(min(it.shingled, of.shingled)))}
}
