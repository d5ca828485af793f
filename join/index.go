package join

import (
	"cmp"
	"math"
	"slices"
)

// A posting says which reports hold a feature, by their serials in ascending
// order. Their number is how common it is.
type posting struct {
	holders []int32
	common  bool // so many hold it that it tells nothing: it is counted no more
}

type postings map[uint32]*posting

func (p postings) add(id uint32, serial int) *posting {
	at := p[id]
	if at == nil {
		at = &posting{}
		p[id] = at
	}
	if n := len(at.holders); n == 0 || at.holders[n-1] < int32(serial) {
		if !at.common {
			at.holders = append(at.holders, int32(serial))
		}
		return at
	}
	i, _ := slices.BinarySearch(at.holders, int32(serial)) // a later version of an earlier report
	at.holders = slices.Insert(at.holders, i, int32(serial))
	return at
}

func (p postings) remove(id uint32, serial int) {
	at := p[id]
	if at == nil || at.common {
		return
	}
	switch {
	case len(at.holders) == 1:
		delete(p, id)
	case at.holders[0] == int32(serial): // the oldest report leaves
		at.holders = at.holders[1:]
	default:
		if i, ok := slices.BinarySearch(at.holders, int32(serial)); ok {
			at.holders = slices.Delete(at.holders, i, i+1)
		}
	}
}

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
			for _, f := range v {
				found = append(found, p[f.id])
			}
		}
		j.found[c] = found
	}
}

// alongside gives the postings of some features, out of those of more.
func alongside(found []*posting, v, of vector, postings []*posting) []*posting {
	i := 0
	for _, f := range v {
		for i < len(of) && of[i].id < f.id {
			i++
		}
		if i < len(of) && of[i].id == f.id {
			found = append(found, postings[i])
		} else {
			found = append(found, nil)
		}
	}
	return found
}

// enter adds a report to the postings of what it says, and leaves away what is
// common.
func (j *Joiner) enter(it *item) {
	for c := range it.said {
		v, counts, found := it.said[c], it.counts[c], j.found[c][:0]
		kept := 0
		if c == inLead {
			found = alongside(found, v, it.said[inWords], j.found[inWords])
		}
		for i, f := range v {
			var at *posting
			if c == inLead {
				at = found[i]
			} else if at = j.in(c).add(f.id, it.serial); len(j.arrived) >= manyReports && float64(len(at.holders)) > commonShare*float64(len(j.arrived)) {
				at.common, at.holders = true, nil
			}
			if at == nil || at.common {
				continue
			}
			v[kept], counts[kept] = f, counts[i]
			if c == inLead {
				found[kept] = at
			} else {
				found = append(found, at)
			}
			kept++
		}
		j.found[c] = found[:kept]
		it.said[c], it.counts[c] = v[:kept], counts[:kept]
	}
	it.keep()
}

// keep gives an item what it says for its own, in few pieces: it was the analyst's.
func (it *item) keep() {
	n := 0
	for _, v := range it.said {
		n += len(v)
	}
	said, counts := make(vector, 0, n), make([]uint8, 0, n)
	for c := range it.said {
		from := len(said)
		said, counts = append(said, it.said[c]...), append(counts, it.counts[c]...)
		it.said[c], it.counts[c] = said[from:len(said):len(said)], counts[from:len(counts):len(counts)]
	}
}

// prior stands for reports not yet seen: early on, nothing is known to be
// common, and nothing is known to be rare either.
const prior = 40

// idf is how much a feature tells that so many of the reports hold.
func (j *Joiner) idf(holders int) float64 {
	return math.Log((float64(len(j.arrived)) + prior) / (float64(holders) + 1))
}

// in gives the postings by which a channel is weighed.
func (j *Joiner) in(channel int) postings {
	switch channel {
	case inNames:
		return j.names
	case inNumbers:
		return j.numbers
	}
	return j.words // what the lead says is said in the words too
}

// weigh weighs what a report says by what is common now, each channel to unit
// length. Its postings were looked up.
func (j *Joiner) weigh(it *item) {
	for c, v := range it.said {
		var norm float64
		for i, at := range j.found[c] {
			w := 0.0
			if at != nil && !at.common {
				w = max(weightOf[it.counts[c][i]]*j.idf(len(at.holders)), 0)
			}
			v[i].weight = float32(w)
			norm += w * w
		}
		if norm > 0 {
			norm = 1 / math.Sqrt(norm)
		}
		for i := range v {
			v[i].weight *= float32(norm)
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
	weight  float64
	holders []int32
}

// A finding is a report that a search brought to light, and how well it fits.
type finding struct {
	*item
	score float32
}

// nearestTo gives the reports that share the most telling features, best first.
// The postings of the report were looked up.
func (j *Joiner) nearestTo(it *item) []finding {
	rares := j.rares[:0]
	for _, c := range [...]int{inWords, inNames} {
		for i, f := range it.said[c] {
			at := j.found[c][i]
			if at == nil || len(at.holders) == 0 || len(at.holders) > 20 && len(at.holders) > len(j.arrived)/4 {
				continue
			}
			w := j.idf(len(at.holders))
			rares = append(rares, rare{f.id, w * w * weightOf[it.counts[c][i]], at.holders})
		}
	}
	slices.SortFunc(rares, func(a, b rare) int {
		if n := len(a.holders) - len(b.holders); n != 0 {
			return n
		}
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.weight, b.weight))
	})
	j.rares = rares
	if len(j.scores) < len(j.arrived) {
		j.scores = make([]float32, 2*len(j.arrived)+64)
	}
	j.met = j.met[:0]
	entries := 0
	for _, r := range rares {
		if entries += len(r.holders); entries > mostEntries && len(j.met) >= nearest {
			break
		}
		first := int32(j.arrived[0].serial)
		for _, serial := range r.holders {
			at := serial - first
			if j.scores[at] == 0 {
				j.met = append(j.met, at)
			}
			j.scores[at] += float32(r.weight)
		}
	}
	return j.best(it)
}

// best gives the nearest of the reports that were met, and forgets the scores.
func (j *Joiner) best(it *item) []finding {
	best := make([]finding, 0, nearest+1)
	order := func(a, b finding) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return cmp.Compare(a.id, b.id)
	}
	var least float32
	for _, at := range j.met {
		score := j.scores[at]
		j.scores[at] = 0
		if score < least {
			continue
		}
		f := finding{j.arrived[at], score}
		if f.item.id == it.id || len(best) == nearest && order(f, best[nearest-1]) > 0 {
			continue
		}
		i, _ := slices.BinarySearchFunc(best, f, order)
		best = slices.Insert(best, i, f)
		if len(best) >= nearest {
			best = best[:nearest]
			least = best[nearest-1].score
		}
	}
	return best
}
