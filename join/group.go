package join

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
)

// A group is reports that are to stand in one story.
type group struct {
	members []*item // in canonical order
	texts   []*item // of those, in the order in which they were put together; copies are left out
	bundle  *bundle
	story   string
	bound   string // the story in which a person put some of the members; empty: none

	place   int             // in canonical order of the groups
	near    map[*group]bool // groups that may become one with it
	version int             // raised when it changes, so that old scores are known as such
	gone    bool
}

// canonical orders items by time, then by identifier.
func canonical(a, b *item) int {
	return cmp.Or(a.published.Compare(b.published), cmp.Compare(a.id, b.id))
}

const (
	settleScore = 0.5  // how probable it must be that two groups tell of one event
	nearScore   = 0.08 // how alike two texts must be, roughly, for their groups to be compared
)

// group puts reports into groups, bottom-up: the two groups that most probably
// tell of one happening become one, as long as it is probable enough; then short
// texts are gathered. What a person put into one story is one group from the
// beginning, and what they put into two never becomes one.
func (j *Joiner) group(items []*item) []*group {
	groups, v := j.joinedGroups(items)
	return j.gather(groups, v, func(r removal, x []float32) bool {
		return j.modelsOf(r.stray.texts[0]).gather.Predict(x) >= gatherScore
	})
}

func (j *Joiner) joinedGroups(items []*item) ([]*group, *view) {
	_, groups := j.singles(items, nearScore)
	v := newView(items)
	joinGroups(groups, rule{settleScore, func(a, b *group) float64 {
		return j.modelsOf(a.members[0]).together(a, b, v.compare(a, b))
	}, nil, j.parted})
	return slices.DeleteFunc(groups, func(g *group) bool { return g.gone }), v
}

// singles makes the groups to begin with, in canonical order, and says which
// are near each other.
func (j *Joiner) singles(items []*item, near float64) (map[*item]*group, []*group) {
	slices.SortFunc(items, canonical)
	for _, it := range items {
		j.lookUp(it)
		j.weigh(it)
		it.near = it.near[:0]
		for _, f := range j.nearestTo(it) {
			it.near = append(it.near, f.item)
		}
		it.twins = j.twinsOf(it)
	}
	of := j.groupCopies(items)
	groupBound(items, of)
	var groups []*group
	for _, it := range items {
		if g := of[it]; g.members[0] == it {
			g.place = len(groups)
			groups = append(groups, g)
		}
	}
	for _, it := range items {
		if it.original != nil {
			continue
		}
		sieve := j.sieve.of(bundleOf(it))
		for _, other := range it.near {
			a, b := of[it], of[other]
			if b != nil && a != b && other.original == nil && !a.near[b] && sieve.resembles(other) >= near {
				a.meet(b)
			}
		}
	}
	return of, groups
}

// meet makes two groups near each other.
func (g *group) meet(b *group) {
	for _, pair := range [][2]*group{{g, b}, {b, g}} {
		if pair[0].near == nil {
			pair[0].near = map[*group]bool{}
		}
		pair[0].near[pair[1]] = true
	}
}

// boundTo gives the story that a person chose for a report.
func boundTo(it *item) string {
	if it.bound {
		return it.story.id
	}
	return ""
}

// groupCopies puts copies of one text into one group, of which the earliest is
// the original and the only one that counts.
func (j *Joiner) groupCopies(items []*item) map[*item]*group {
	of := map[*item]*group{}
	for _, it := range items {
		g := &group{bound: boundTo(it)}
		// Every copy of one text is met from both sides; the earlier of the two is in a group already.
		for _, c := range j.copiesOf(it) {
			other := of[c]
			if other == nil || other == g || other.bound != "" && g.bound != "" && other.bound != g.bound {
				continue
			}
			for _, m := range g.members {
				of[m] = other
			}
			other.members = append(other.members, g.members...)
			other.bound = cmp.Or(other.bound, g.bound)
			g = other
		}
		g.members = append(g.members, it)
		of[it] = g
	}
	for _, it := range items {
		g := of[it]
		if g.bundle == nil {
			slices.SortFunc(g.members, canonical)
			g.texts = []*item{g.members[0]}
			g.bundle = bundleOf(g.members[0])
		}
		it.original = nil
		if it != g.members[0] {
			it.original = g.members[0]
		}
	}
	return of
}

// groupBound makes one group of what a person put into one story.
func groupBound(items []*item, of map[*item]*group) {
	first := map[string]*group{}
	for _, it := range items {
		g := of[it]
		if g.bound == "" || first[g.bound] == g {
			continue
		}
		if first[g.bound] == nil {
			first[g.bound] = g
			continue
		}
		first[g.bound].take(g)
		for _, m := range g.members {
			of[m] = first[g.bound]
		}
	}
}

// Two stories that are told already become one only if it is surer, the larger the
// smaller of them is: one wrong merger spoils them all, and where they are of one
// event, that shows from many texts.
const (
	surerStep  = 0.12 // by doubling
	surerMost  = 0.4
	surerTexts = 4 // that both have
)

func surer(a, b *group) float64 {
	if a.isShort() && b.isShort() || min(len(a.texts), len(b.texts)) < surerTexts {
		return 0
	}
	return min(surerStep*math.Log2(float64(min(len(a.texts), len(b.texts)))), surerMost)
}

// A rule says which groups become one.
type rule struct {
	least float64                   // the least score of those
	score func(a, b *group) float64 // the one whose place comes first is a
	may   func(a, b *group) bool    // asked last; nil: yes
	never func(a, b *group) bool    // asked first; nil: no
}

// joinGroups makes one of the two groups that score highest, until none score
// high enough.
func joinGroups(groups []*group, r rule) {
	var queue pairs
	push := func(a, b *group) {
		if b.place < a.place {
			a, b = b, a
		}
		if r.never != nil && r.never(a, b) {
			return
		}
		if score := r.score(a, b); score >= r.least && (r.never == nil || score >= r.least+surer(a, b)) {
			heap.Push(&queue, pair{a, b, score, a.version, b.version})
		}
	}
	for _, g := range groups {
		for _, other := range inPlace(g.near) {
			if g.place < other.place {
				push(g, other)
			}
		}
	}
	for len(queue) > 0 {
		p := heap.Pop(&queue).(pair)
		if p.a.gone || p.b.gone || p.a.version != p.versionA || p.b.version != p.versionB || r.may != nil && !r.may(p.a, p.b) {
			continue
		}
		p.a.take(p.b)
		for _, other := range inPlace(p.a.near) {
			push(p.a, other)
		}
	}
}

// inPlace gives groups in their canonical order, so that the outcome depends on
// the reports alone.
func inPlace(groups map[*group]bool) []*group {
	list := make([]*group, 0, len(groups))
	for g := range groups {
		list = append(list, g)
	}
	slices.SortFunc(list, func(a, b *group) int { return cmp.Compare(a.place, b.place) })
	return list
}

// take makes another group part of g.
func (g *group) take(b *group) {
	g.members = append(g.members, b.members...)
	slices.SortFunc(g.members, canonical)
	g.texts = append(g.texts, b.texts...)
	g.bundle = g.bundle.and(b.bundle)
	g.bound = cmp.Or(g.bound, b.bound)
	delete(g.near, b)
	for other := range b.near {
		delete(other.near, b)
		if other != g {
			g.meet(other)
		}
	}
	b.near = nil
	g.version++
	b.gone = true
}

// A pair of groups, as they scored in these versions of them.
type pair struct {
	a, b               *group
	score              float64
	versionA, versionB int
}

// pairs is a heap with the highest score first; ties go by place, so that the
// outcome depends on the reports alone.
type pairs []pair

func (p pairs) Len() int      { return len(p) }
func (p pairs) Swap(i, k int) { p[i], p[k] = p[k], p[i] }
func (p *pairs) Push(x any)   { *p = append(*p, x.(pair)) }
func (p *pairs) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}
func (p pairs) Less(i, k int) bool {
	a, b := p[i], p[k]
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.a.place, b.a.place), cmp.Compare(a.b.place, b.b.place)) < 0
}

// A view is what reports that are looked at together say beside each other.
// What all reports of a neighbourhood say tells nothing there, however rare it
// is elsewhere, and neither does what one of them says alone: two shop fires
// are told apart by the names that half of the reports hold.
type view struct {
	ids   map[uint32]int32
	keys  []key   // by number
	asked []int32 // keys of which one of the two groups says something
	turn  int     // of comparing
	x     [homeNumbers]float32
}

// A key is what is known, while two groups are compared, of what a report says.
type key struct {
	asked    float32 // 1: one of the groups says it
	holders  float32 // in the neighbourhood, if it is asked
	inA, inB float32 // share of a group's texts that hold it
}

func newView(items []*item) *view {
	v := &view{ids: map[uint32]int32{}}
	for _, it := range items {
		v.keysOf(it)
	}
	return v
}

// keysOf gives the names, the numbers and the words of the lead of a report.
func (v *view) keysOf(it *item) []int32 {
	if it.view == v {
		return it.told
	}
	var keys []int32
	for _, c := range [...]int{inNames, inNumbers, inLead} {
		for _, f := range it.said[c] {
			id, known := v.ids[f.id]
			if !known {
				id = int32(len(v.ids))
				v.ids[f.id] = id
				v.keys = append(v.keys, key{})
			}
			keys = append(keys, id)
		}
	}
	slices.Sort(keys)
	it.view, it.told, it.turn = v, slices.Compact(keys), 0
	return it.told
}

// The neighbourhood of two groups: their texts and the nearest of the first few of them.
const (
	localTexts   = 4
	localNearest = 20
	localNumbers = 3
)

// compare describes two groups beside each other in numbers: those of their
// bundles, and how much they share of what is told apart in their neighbourhood.
func (v *view) compare(a, b *group) []float32 {
	x := compare(a.bundle, b.bundle, v.x[:0])
	if a.bundle.texts > b.bundle.texts {
		a, b = b, a
	}
	v.asked = v.asked[:0]
	ask := func(g *group, count func(k *key, share float32)) {
		for _, it := range g.texts {
			for _, id := range v.keysOf(it) {
				k := &v.keys[id]
				if k.asked == 0 {
					k.asked = 1
					v.asked = append(v.asked, id)
				}
				count(k, 1/float32(len(g.texts)))
			}
		}
	}
	ask(a, func(k *key, share float32) { k.inA += share })
	ask(b, func(k *key, share float32) { k.inB += share })
	v.turn++
	around := 0.0
	meet := func(it *item) {
		told := v.keysOf(it)
		if it.turn == v.turn {
			return
		}
		it.turn = v.turn
		around++
		for _, id := range told { // most keys of the neighbours are not asked: adding nothing costs less than finding that out
			k := &v.keys[id]
			k.holders += k.asked
		}
	}
	for _, g := range [...]*group{a, b} {
		for i, it := range g.texts {
			meet(it)
			if i < localTexts {
				for _, other := range it.near[:min(len(it.near), localNearest)] {
					meet(other)
				}
			}
		}
	}
	var both, squareA, squareB, allA, allB, metA, metB float64
	for _, id := range v.asked {
		holders, inA, inB := float64(v.keys[id].holders), float64(v.keys[id].inA), float64(v.keys[id].inB)
		v.keys[id] = key{}
		if holders < 2 {
			continue
		}
		w := math.Log((around + 0.5) / holders)
		squareA, squareB, both = squareA+w*w*inA*inA, squareB+w*w*inB*inB, both+w*w*inA*inB
		allA, allB = allA+w*inA, allB+w*inB
		if inA > 0 && inB > 0 {
			metA, metB = metA+w*inA, metB+w*inB
		}
	}
	return append(x, float32(ratio(both, math.Sqrt(squareA*squareB))), float32(ratio(metA, allA)), float32(ratio(metB, allB)))
}
