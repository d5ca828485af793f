package join

import (
	"cmp"
	"fmt"
	"math/bits"
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
	n = all.distinct
	a.hashes = all.below(bound(halvings(n)), a.hashes[:0])
	return slices.Clone(a.hashes), n
}

// halvings is how often a text of n shingles halves what it keeps.
func halvings(n int) int {
	k := 0
	for ; n > keptShingles && k < mostHalvings; k++ {
		n /= 2
	}
	return k
}

// bound is what shingles lie below that are left after k halvings.
func bound(k int) uint32 { return 1<<(32-k) - 1 }

// sample is the part of sorted shingles that is left after k halvings.
func sample(shingles []uint32, k int) []uint32 {
	n, _ := slices.BinarySearch(shingles, bound(k))
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
// report alone, whose serial stands with it.
type keyIndex struct {
	slots []keySlot // by key: in its slot, or the next one that was free; a power of two of them
	taken int
	lists [][]int32 // of the keys that more reports have, in ascending order
	free  []int32   // lists that no key has

	touched uint32 // see postings
}

type keySlot struct {
	key uint32
	who int32 // a serial + 1, or the list ^who; 0: the slot is free
}

// touch reads the slots of keys that are about to be asked for: see postings.
func (x *keyIndex) touch(keys []uint32) {
	if len(x.slots) == 0 {
		return
	}
	mask := uint32(len(x.slots) - 1)
	var sum uint32
	for _, key := range keys {
		sum += x.slots[key&mask].key
	}
	x.touched = sum
}

// slot gives where a key stands or would stand.
func (x *keyIndex) slot(key uint32) uint32 {
	mask := uint32(len(x.slots) - 1)
	i := key & mask
	for x.slots[i].who != 0 && x.slots[i].key != key {
		i = (i + 1) & mask
	}
	return i
}

// reserve makes room for so many new keys.
func (x *keyIndex) reserve(n int) {
	need := x.taken + n
	if need <= len(x.slots)*3/4 {
		return
	}
	old := x.slots
	x.slots = make([]keySlot, max(1<<bits.Len(uint(need*4/3)), 64))
	for _, s := range old {
		if s.who != 0 {
			x.slots[x.slot(s.key)] = s
		}
	}
}

// add says that a report has a key. Room for it was reserved.
func (x *keyIndex) add(key uint32, serial int) {
	at := &x.slots[x.slot(key)]
	switch {
	case at.who == 0:
		*at = keySlot{key, int32(serial) + 1}
		x.taken++
	default:
		if at.who > 0 {
			if len(x.free) == 0 {
				x.lists, x.free = append(x.lists, nil), append(x.free, int32(len(x.lists)))
			}
			list := x.free[len(x.free)-1]
			x.free = x.free[:len(x.free)-1]
			x.lists[list] = append(x.lists[list], at.who-1)
			at.who = ^list
		}
		list := append(x.lists[^at.who], int32(serial))
		for k := len(list) - 1; k > 0 && list[k-1] > list[k]; k-- { // a later version of an earlier report
			list[k-1], list[k] = list[k], list[k-1]
		}
		x.lists[^at.who] = list
	}
}

// remove says that a report has a key no more.
func (x *keyIndex) remove(key uint32, serial int) {
	slot := x.slot(key)
	at := &x.slots[slot]
	if at.who >= 0 {
		if at.who == int32(serial)+1 {
			x.clear(slot)
		}
		return
	}
	list := ^at.who
	left := slices.DeleteFunc(x.lists[list], func(s int32) bool { return s == int32(serial) })
	if x.lists[list] = left; len(left) == 1 {
		at.who = left[0] + 1
		x.lists[list] = nil
		x.free = append(x.free, list)
	}
}

// clear frees a slot, and lets those move up that would else not be found.
func (x *keyIndex) clear(slot uint32) {
	x.taken--
	mask := uint32(len(x.slots) - 1)
	for next := (slot + 1) & mask; x.slots[next].who != 0; next = (next + 1) & mask {
		if home := x.slots[next].key & mask; (next-home)&mask >= (next-slot)&mask {
			x.slots[slot], slot = x.slots[next], next
		}
	}
	x.slots[slot] = keySlot{}
}

// holders appends the reports that have a key, unless they are so many that it
// is boilerplate.
func (x *keyIndex) holders(to []int32, key uint32) []int32 {
	if len(x.slots) == 0 {
		return to
	}
	switch at := &x.slots[x.slot(key)]; {
	case at.who == 0:
	case at.who > 0:
		return append(to, at.who-1)
	case len(x.lists[^at.who]) <= crowdedKey:
		return append(to, x.lists[^at.who]...)
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
	j.copies.touch(keys)
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

// isCopy reports whether two reports are one text. What is only an outlet's own
// lines is no text, a report on a template is no copy of yesterday's, and neither
// is one whose editor changed what it says.
func isCopy(a, b *item) bool {
	return sharesText(a, b) && !onlyOwnLines(a, b) && !onOtherDays(a, b) && !isUpdate(a, b)
}

func sharesText(a, b *item) bool {
	both, ofA, ofB := common(a, b)
	if min(a.shingled, b.shingled) < leastShingles {
		return both > 0 && float64(both) >= nearlyAllShare*float64(max(ofA, ofB))
	}
	return both > 0 && float64(both) >= copyShare*float64(min(ofA, ofB))
}

// directShare is the share of what two reports have in common that speaks to the
// reader, in words, from which on it is no news.
const directShare = 0.25

// onlyOwnLines reports whether what two reports share is known as their outlet's
// own lines, or looks like it: neither has the other's first sentence, and what
// they share speaks to the reader.
func onlyOwnLines(a, b *item) bool {
	words, own, direct, opens := 0, 0, 0, false
	for _, s := range a.sentences {
		k, found := b.sentenceAt(s.hash)
		if !found {
			continue
		}
		words += int(s.terms)
		opens = opens || s.opening || b.sentences[k].opening
		if s.own || b.sentences[k].own {
			own += int(s.terms)
		} else if s.direct {
			direct += int(s.terms)
		}
	}
	if own > 0 {
		both, ofA, ofB := common(a, b)
		shorter := min(a.shingled, b.shingled)
		shares := both*shorter/max(min(ofA, ofB), 1) - own
		return float64(shares) < copyShare*float64(max(shorter-own, 1))
	}
	return !opens && float64(direct) >= directShare*float64(max(words, 1)) && direct > 0
}

// onOtherDays reports whether one of the texts is written on a template, and they
// are of different days.
func onOtherDays(a, b *item) bool {
	return len(a.twins)+len(b.twins) > 0 && daysApart(a, b) >= otherDay
}

// isUpdate reports whether one text corrects or brings on the other: it says so in
// its headline, or a sentence says the same with another number, name, day or "not".
func isUpdate(a, b *item) bool {
	if a.correction != b.correction || a.headlineFacts != b.headlineFacts && a.headlineFrame == b.headlineFrame {
		return true
	}
	if compareFrames(a, b).changed > 0 {
		return true
	}
	edited, otherFacts := editedSentences(a, b)
	if otherFacts || edited == 0 {
		return otherFacts
	}
	shorter, longer := min(a.length, b.length), max(a.length, b.length)
	return shorter >= nearlyAllShare*longer && (headlineAlone(a, b) || headlineAlone(b, a))
}

// editedSentences counts the sentences of a in which b has another word, and says
// whether one of them has other numbers, names or days.
func editedSentences(a, b *item) (edited int, otherFacts bool) {
	for _, s := range a.sentences {
		if s.own || s.head == 0 || b.has(s.hash) {
			continue
		}
		for _, o := range b.sentences {
			if o.terms == s.terms && (o.head == s.head || o.tail == s.tail) && o.hash != s.hash && !a.has(o.hash) {
				edited++
				otherFacts = otherFacts || o.facts != s.facts
			}
		}
	}
	return edited, otherFacts
}

// headlineAlone reports whether a word of a's headline stands in a's text and
// nowhere in b: what was edited is what a is about.
func headlineAlone(a, b *item) bool {
	return slices.ContainsFunc(a.headline, func(word uint32) bool {
		return a.counted(word) > headlineWeight && b.counted(word) == 0
	})
}

// counted is what a report makes of a word.
func (it *item) counted(word uint32) uint8 {
	i, found := it.find(inWords, word)
	if !found {
		return 0
	}
	return it.counts[inWords][i]
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
	kind := "Copy"
	switch share := float64(both) / float64(max(mine, theirs)); {
	case share >= nearlyAllShare:
		kind = "Whole copy"
	case it.shingled < of.shingled:
		kind = "Shortened copy"
	case it.shingled > of.shingled:
		kind = "Extended copy"
	}
	part := float64(both) / float64(min(mine, theirs))
	return []string{fmt.Sprintf("%s of an earlier report: %.0f%% of the shorter text is in the other", kind, 100*part),
		fmt.Sprintf("About %.0f phrases of five words in common", part*float64(min(it.shingled, of.shingled)))}
}
