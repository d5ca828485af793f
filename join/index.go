package join

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// Of many reports, a word that so great a share holds is like a function word.
const (
	manyReports = 1000
	commonShare = 0.1
)

// lookUp finds the postings of what a report says.
func (j *Joiner) lookUp(it *item) {
	for c, v := range it.said {
		found, p := j.found[c][:0], j.in(c)
		if c == inLead {
			found = alongside(found, v, it.said[inWords], j.found[inWords])
		} else {
			p.touch(v)
			for _, f := range v {
				found = append(found, p.find(f.id))
			}
		}
		j.found[c] = found
	}
}

// alongside gives the postings of some features, out of those of more.
func alongside(found []int32, v, of vector, postings []int32) []int32 {
	i := 0
	for _, f := range v {
		for i < len(of) && of[i].id < f.id {
			i++
		}
		if i < len(of) && of[i].id == f.id {
			found = append(found, postings[i])
		} else {
			found = append(found, -1)
		}
	}
	return found
}

// enter adds a report to the postings of what it says, and leaves away what is
// common.
func (j *Joiner) enter(it *item) {
	most := int32(math.MaxInt32)
	if len(j.arrived) >= manyReports {
		most = int32(commonShare * float64(len(j.arrived)))
	}
	for c := range it.said {
		v, counts, common, found, p := it.said[c], it.counts[c], it.common[c], j.found[c][:0], j.in(c)
		if c == inLead {
			found = alongside(found, v, it.said[inWords], j.found[inWords])
		} else {
			p.reserve(len(v))
			p.touch(v)
			for _, f := range v {
				found = append(found, p.place(f.id))
			}
			p.touchEnds(found)
			for i, f := range v {
				slot := p.add(f.id, it.serial, found[i])
				if p.slots[slot].n > most {
					p.drop(slot)
				}
				found[i] = slot
			}
		}
		kept := 0
		for i, slot := range found {
			if slot >= 0 && !p.slots[slot].common() {
				v[kept], counts[kept], common[kept], found[kept] = v[i], counts[i], common[i], slot
				kept++
			}
		}
		j.found[c] = found[:kept]
		it.said[c], it.counts[c], it.common[c] = v[:kept], counts[:kept], common[:kept]
	}
	it.keep()
}

// keep gives an item what it says for its own, in few pieces: it was the analyst's.
func (it *item) keep() {
	n := 0
	for _, v := range it.said {
		n += len(v)
	}
	said, counts, common := make(vector, 0, n), make([]uint8, 0, n), make([]commonness, 0, n)
	for c := range it.said {
		from := len(said)
		said, counts, common = append(said, it.said[c]...), append(counts, it.counts[c]...), append(common, it.common[c]...)
		it.said[c], it.counts[c] = said[from:len(said):len(said)], counts[from:len(counts):len(counts)]
		it.common[c] = common[from:len(common):len(common)]
	}
}

// An idf is how much a feature tells that so many of the reports and of the
// background hold. It remembers what it said of the same number of reports: most
// features are held by few, and a logarithm takes as long as all else that is done
// for one.
type idf struct {
	reports int
	of      [mostCommonness + 1][]float64 // by commonness and holders; 0: not asked yet
}

const rememberedHolders = 64

func (f *idf) among(reports int) *idf {
	if f.reports != reports {
		f.reports = reports
		for c := range f.of {
			if f.of[c] == nil {
				f.of[c] = make([]float64, rememberedHolders)
			}
			clear(f.of[c])
		}
	}
	return f
}

func (f *idf) held(holders int, c commonness) float64 {
	if holders >= rememberedHolders {
		return f.log(holders, c)
	}
	w := f.of[c][holders]
	if w == 0 {
		w = f.log(holders, c)
		f.of[c][holders] = w
	}
	return w
}

func (f *idf) log(holders int, c commonness) float64 {
	return math.Log((float64(f.reports) + backgroundReports) / (float64(holders) + backgroundHolders[c] + 1))
}

// in gives the postings by which a channel is weighed.
func (j *Joiner) in(channel int) *postings {
	switch channel {
	case inNames:
		return &j.names
	case inNumbers:
		return &j.numbers
	}
	return &j.words // what the lead says is said in the words too
}

// weigh weighs what a report says by what is common now, each channel to unit
// length. Its postings were looked up.
func (j *Joiner) weigh(it *item) {
	idf := j.idf.among(len(j.arrived))
	for c, v := range it.said {
		p := j.in(c)
		var norm float64
		for i, slot := range j.found[c] {
			w := 0.0
			if slot >= 0 && !p.slots[slot].common() {
				w = max(weightOf[it.counts[c][i]]*idf.held(int(p.slots[slot].n), it.common[c][i]), 0)
			}
			v[i].weight = float32(w)
			norm += w * w
		}
		it.norms[c] = math.Sqrt(norm)
		if norm > 0 {
			norm = 1 / it.norms[c]
		}
		it.squared[c] = 0
		for i := range v {
			w := v[i].weight * float32(norm)
			v[i].weight = w
			it.squared[c] += float64(w) * float64(w)
		}
	}
}

// Bounds of a search: so many reports it brings to light, and it looks through
// so many entries of the index, the rarest features first. The common ones
// would cost most and tell least.
const (
	nearest     = 40
	mostEntries = 3000
)

// rare is a feature by which reports are looked for.
type rare struct {
	id      uint32
	channel uint8
	slot, n int32 // of its posting
	weight  float32
}

// A finding is a report that a search brought to light, and how well it fits.
type finding struct {
	*item
	score float32
}

// nearestTo gives the reports that share the most telling features, best first.
// The postings of the report were looked up.
func (j *Joiner) nearestTo(it *item) []finding {
	if len(j.scores) < len(j.arrived) {
		j.scores = make([]float32, 2*len(j.arrived)+64)
	}
	first := int32(j.arrived[0].serial)
	rares, few, entries := j.rarest(it)
	met, scores := append(j.met[:0], int32(it.serial)-first), j.scores
	scores[met[0]] = 1
	for i, r := range rares {
		if entries += int(r.n); entries > mostEntries && len(met) >= nearest {
			break
		}
		if i == few { // seldom: there is not enough that few hold
			slices.SortFunc(rares[few:], func(a, b rare) int {
				return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.channel, b.channel), cmp.Compare(a.id, b.id))
			})
			r = rares[few]
		}
		// Each holder is written behind those that were met, and counted only if it is
		// new: whether it is can't be foreseen, and to guess wrong costs more.
		holders := j.in(int(r.channel)).holders(r.slot)
		n := len(met)
		met = slices.Grow(met, len(holders))[:n+len(holders)]
		for _, serial := range holders {
			at := serial - first
			met[n] = at
			score := scores[at]
			if score == 0 {
				n++
			}
			scores[at] = score + r.weight
		}
		met = met[:n]
	}
	j.met = met
	return j.best(it)
}

// rarest gives what a report says by which others can be found: first the features
// that few hold, the rarest first, then the others. alone is how many only the
// report itself holds, which is in the index: they find nothing.
func (j *Joiner) rarest(it *item) (rares []rare, few, alone int) {
	idf := j.idf.among(len(j.arrived))
	all := j.rares[0][:0]
	for _, c := range [...]int{inWords, inNames} {
		p := j.in(c)
		for i, slot := range j.found[c] {
			if slot < 0 || p.slots[slot].n == 0 {
				continue
			}
			n := p.slots[slot].n
			if n == 1 {
				alone++
				continue
			}
			if n > 20 && int(n) > len(j.arrived)/4 {
				continue
			}
			w := idf.held(int(n), it.common[c][i])
			all = append(all, rare{it.said[c][i].id, uint8(c), slot, n, float32(w * w * weightOf[it.counts[c][i]])})
		}
	}
	// Put in their places by counting how many come before.
	const many = 256
	var place [many + 1]int
	for _, r := range all {
		place[min(r.n, many)]++
	}
	before := 0
	for i, n := range place {
		place[i], before = before, before+n
	}
	few = place[many]
	rares = append(j.rares[1][:0], all...)
	for _, r := range all {
		at := &place[min(r.n, many)]
		rares[*at] = r
		*at++
	}
	j.rares[0], j.rares[1] = all, rares
	return rares, few, alone
}

// best gives the nearest of the reports that were met, and forgets the scores.
func (j *Joiner) best(it *item) []finding {
	type near struct {
		at    int32
		score float32
	}
	var best [nearest]near
	n, own := 0, int32(it.serial-j.arrived[0].serial)
	for _, at := range j.met {
		score := j.scores[at]
		j.scores[at] = 0
		if n == nearest && score < best[n-1].score || at == own {
			continue
		}
		// Where it comes in: behind those that score higher, or the same with a smaller identifier.
		i, end := 0, n
		for i < end {
			middle := (i + end) / 2
			if b := best[middle]; score > b.score || score == b.score && j.inOrder(at, b.at) {
				end = middle
			} else {
				i = middle + 1
			}
		}
		if i == nearest {
			continue
		}
		n = min(n+1, nearest)
		copy(best[i+1:n], best[i:])
		best[i] = near{at, score}
	}
	out := make([]finding, n)
	for i, b := range best[:n] {
		out[i] = finding{j.arrived[b.at], b.score}
	}
	return out
}

// inOrder says whether one of the reports that arrived stands before another by
// its identifier.
func (j *Joiner) inOrder(a, b int32) bool {
	if x, y := j.orders[a], j.orders[b]; x != y {
		return x < y
	}
	return j.arrived[a].id < j.arrived[b].id
}

// firstBytes is a number by which identifiers are in the order of their first
// eight bytes.
func firstBytes(id string) uint64 {
	var first [8]byte
	copy(first[:], id)
	return binary.BigEndian.Uint64(first[:])
}
