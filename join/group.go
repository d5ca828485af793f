package join

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
	"time"
)

// A group is reports that are to stand in one story.
type group struct {
	members []*item // in canonical order
	story   string

	texts       int       // different ones: copies count once
	words       []tongue  // in order of language
	names       vector    // the sum of the texts' unit vectors
	named       int       // texts that have names
	first, last time.Time // of the members whose time is known

	place   int             // in canonical order of the groups
	near    map[*group]bool // groups that may become one with it
	version int             // raised when it changes, so that old scores are known as such
	gone    bool
}

// A tongue is what a group's texts in one language say: the sum of their unit vectors.
type tongue struct {
	language string
	texts    int
	words    vector
}

// canonical orders items by time, then by identifier.
func canonical(a, b *item) int {
	return cmp.Or(a.published.Compare(b.published), cmp.Compare(a.id, b.id))
}

// group puts the reports that are remembered into groups, bottom-up by group
// average (Sokal, Michener 1958): the two groups of texts that are most alike
// become one, as long as they are alike enough and not apart.
func (j *Joiner) group() []*group {
	items := slices.Clone(j.arrived)
	slices.SortFunc(items, canonical)
	of := j.groupCopies(items)
	var groups []*group
	for _, it := range items {
		if g := of[it]; g.members[0] == it {
			g.place = len(groups)
			groups = append(groups, g)
		}
	}
	for _, it := range items {
		for _, other := range j.nearest(it) {
			if a, b := of[it], of[other]; a != b && !a.near[b] && alike(a, b) >= nearScore {
				a.meet(b)
			}
		}
	}
	joinGroups(groups)
	return slices.DeleteFunc(groups, func(g *group) bool { return g.gone })
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

// groupCopies puts copies of one text into one group, of which the earliest is
// the original and the only one that counts.
func (j *Joiner) groupCopies(items []*item) map[*item]*group {
	of := map[*item]*group{}
	for _, it := range items {
		g := &group{}
		// Every copy of one text is met from both sides; the earlier of the two is in a group already.
		for _, c := range j.copiesOf(it) {
			if other := of[c.item]; other != nil && other != g {
				if len(g.members) > 0 {
					for _, m := range g.members {
						of[m] = other
					}
					other.members = append(other.members, g.members...)
				}
				g = other
			}
		}
		g.members = append(g.members, it)
		of[it] = g
	}
	for _, it := range items {
		g := of[it]
		if g.words == nil {
			slices.SortFunc(g.members, canonical)
			g.fill(j.weigh(g.members[0]))
		}
		it.original = nil
		if it != g.members[0] {
			it.original = g.members[0]
		}
	}
	return of
}

// fill makes a group stand for one text.
func (g *group) fill(w weighed) {
	g.texts = 1
	w.words.scale(1 / w.wordsNorm)
	w.names.scale(1 / w.namesNorm)
	g.words = []tongue{{w.language, 1, w.words}}
	g.names = w.names
	g.named = min(len(g.names), 1)
	for _, m := range g.members {
		g.span(m.published)
	}
}

// span stretches the time that a group tells of; the zero time is none.
func (g *group) span(at time.Time) {
	if at.IsZero() {
		return
	}
	if g.first.IsZero() || at.Before(g.first) {
		g.first = at
	}
	if at.After(g.last) {
		g.last = at
	}
}

func (v vector) scale(by float64) {
	for i := range v {
		v[i].weight *= float32(by)
	}
}

// joinGroups makes one of the two groups that are most alike, until none are
// alike enough.
func joinGroups(groups []*group) {
	var queue pairs
	push := func(a, b *group) {
		if b.place < a.place {
			a, b = b, a
		}
		if score := alike(a, b); score >= settleScore && !apart(a, b, score) {
			heap.Push(&queue, pair{a, b, score, a.version, b.version})
		}
	}
	for _, g := range groups {
		for other := range g.near {
			if g.place < other.place {
				push(g, other)
			}
		}
	}
	for len(queue) > 0 {
		p := heap.Pop(&queue).(pair)
		if p.a.gone || p.b.gone || p.a.version != p.versionA || p.b.version != p.versionB {
			continue
		}
		p.a.take(p.b)
		for other := range p.a.near {
			push(p.a, other)
		}
	}
}

// take makes another group part of g.
func (g *group) take(b *group) {
	g.members = append(g.members, b.members...)
	slices.SortFunc(g.members, canonical)
	for _, t := range b.words {
		i, found := slices.BinarySearchFunc(g.words, t.language, func(x tongue, l string) int { return cmp.Compare(x.language, l) })
		if !found {
			g.words = slices.Insert(g.words, i, t)
			continue
		}
		g.words[i].texts += t.texts
		g.words[i].words = sum(g.words[i].words, t.words)
	}
	g.texts += b.texts
	g.names = sum(g.names, b.names)
	g.named += b.named
	g.span(b.first)
	g.span(b.last)
	delete(g.near, b)
	for other := range b.near {
		delete(other.near, b)
		if other != g {
			g.meet(other)
		}
	}
	b.words, b.names, b.near = nil, nil, nil
	g.version++
	b.gone = true
}

// alike is how much two groups tell of one happening, 0 to 1: the mean of the
// likenesses of each text of the one with each of the other.
func alike(a, b *group) float64 {
	m := mean{all: a.texts * b.texts, named: a.named * b.named, names: dot(a.names, b.names)}
	for _, x := range a.words {
		for _, y := range b.words {
			if x.language == y.language || x.language == "" || y.language == "" {
				m.words += dot(x.words, y.words)
				m.sameTongue += x.texts * y.texts
			}
		}
	}
	likeness := m.likeness()
	if a.first.IsZero() || b.first.IsZero() {
		return likeness
	}
	return likeness * nearness(max(a.first.Sub(b.last), b.first.Sub(a.last), 0))
}

// inside is the mean of the likenesses of a group's texts with each other, 0 if
// there is but one.
func (g *group) inside() float64 {
	if g.texts < 2 {
		return 0
	}
	m := mean{all: g.texts * (g.texts - 1), named: g.named * (g.named - 1), names: dot(g.names, g.names) - float64(g.named)}
	for _, t := range g.words {
		m.words += dot(t.words, t.words) - float64(t.texts)
		m.sameTongue += t.texts * (t.texts - 1)
	}
	return m.likeness()
}

// apart says that two groups are much less like each other than each is within
// itself: they tell of two happenings of one kind, however much they share.
func apart(a, b *group, likeness float64) bool {
	return likeness < apartShare*math.Sqrt(a.inside()*b.inside())
}

// A mean is taken of the likenesses of pairs of texts. Words and names are the
// sums of their cosines.
type mean struct {
	words, names           float64
	all, named, sameTongue int // pairs: of texts, of texts with names, of texts in one language
}

// likeness is what the similarity of two texts is, on the mean.
func (m mean) likeness() float64 {
	all := float64(m.all)
	names := m.names / all
	if m.sameTongue == 0 {
		return otherTongue * names
	}
	words := m.words / float64(m.sameTongue)
	tongue := float64(m.sameTongue) / all
	return tongue*((1-nameShare*float64(m.named)/all)*words+nameShare*names) + (1-tongue)*otherTongue*names
}

// A pair of groups, as alike as they were in these versions of them.
type pair struct {
	a, b               *group
	score              float64
	versionA, versionB int
}

// pairs is a heap with the most alike first; ties go by place, so that the
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
