package match

import "math/bits"

// An entry is a query under a word.
type entry struct {
	query  uint32
	second uint32 // another word that must occur, 0 if none, and decided
}

// decided says of an entry that where its words occur the query is satisfied.
const decided = 1 << 31

// A placing is a word under which a query lies, and another that must occur too.
type placing struct{ word, second uint32 }

// What looking at a query costs beside looking at an entry: its program lies
// elsewhere in memory.
const unsure = 8

// place chooses words of which every report that satisfies the condition holds
// one at least (for a condition that says only what must not occur: every
// report that fails it), so that as few queries as possible are looked at in
// vain. It appends them to the placings and gives what they cost.
func (x *Index) place(n node) (cost int) {
	switch n := n.(type) {
	case *not:
		return x.place(n.of)
	case *group:
		negative := 0
		for _, child := range n.list {
			if isNegative(child) {
				negative++
			}
		}
		whole := negative == 0 || negative == len(n.list)
		switch {
		case n.any && negative == 0, !n.any && negative == len(n.list): // not (not a and not b) is a or b
			for _, child := range n.list {
				cost += x.place(child)
			}
			return cost
		case n.any: // not (a or not b) is b and not a
			return x.placeBest(n.list, true, whole)
		}
		return x.placeBest(n.list, false, whole)
	case *leaf:
		return x.placeLeaf(n)
	}
	return 0
}

// placeLeaf chooses the two rarest words of a leaf.
func (x *Index) placeLeaf(l *leaf) int {
	best, cost := placing{}, 0
	for _, w := range x.adding.needs(l) {
		switch c := x.cost(w); {
		case best.word == 0:
			best.word, cost = w, c
		case w == best.word:
		case c < cost:
			best, cost = placing{w, best.word}, c
		case best.second == 0 || c < x.cost(best.second):
			best.second = w
		}
	}
	if l.isWord() {
		best.second |= decided
	}
	x.adding.placings = append(x.adding.placings, best)
	return cost
}

// placeBest places a condition that asks for all of several, of those that are
// negative or of those that are not: under the cheapest, beside a word of another.
// Whole says that nothing else is asked for.
func (x *Index) placeBest(list []node, negative, whole bool) int {
	c := &x.adding
	begin := len(c.placings)
	const mostTried = 8 // conditions in which the rarest is looked for
	type part struct{ from, to, cost int }
	var parts [mostTried]part
	n := 0
	for _, child := range list {
		if n == mostTried {
			whole = false
			break
		}
		if isNegative(child) != negative {
			continue
		}
		from := len(c.placings)
		cost := x.place(child)
		parts[n] = part{from, len(c.placings), cost}
		n++
	}
	single := func(i int) bool { return parts[i].to == parts[i].from+1 }
	lonely := func(i int) bool { // there is no word to put beside it
		if c.placings[parts[i].from].second&^decided != 0 {
			return false
		}
		for k := range n {
			if k != i && single(k) {
				return false
			}
		}
		return n > 1
	}
	best, bestCost := 0, 0
	for i := range n {
		cost := parts[i].cost
		if lonely(i) {
			cost *= unsure
		}
		if i == 0 || cost < bestCost {
			best, bestCost = i, cost
		}
	}
	beside, besideCost := placing{}, 0
	for i := range n {
		if p := parts[i]; i != best && single(i) && (beside.word == 0 || p.cost < besideCost) {
			beside, besideCost = c.placings[p.from], p.cost
		}
	}
	chosen := c.placings[parts[best].from:parts[best].to]
	for i, p := range chosen {
		sure := p.second & decided
		switch {
		case p.second&^decided == 0 && beside.word != p.word:
			p.second = beside.word
			if !whole || n != 2 || beside.second != decided {
				sure = 0
			}
		default:
			sure = 0
		}
		chosen[i].second = p.second&^decided | sure
	}
	c.placings = append(c.placings[:begin], chosen...)
	return parts[best].cost
}

// cost is how much it costs to put one more query under a word: what lies there
// is looked at whenever the word occurs.
func (x *Index) cost(word uint32) int {
	return (1 + x.under.count(word)) * int(x.words.often[word])
}

// postings hold lists of entries by word, in runs whose room is a power of two,
// without a pointer for each.
type postings struct {
	lists  []list
	pieces [][]entry
	free   [33][]uint32 // runs that were given up, by the power of two
}

// A list is where the entries of a word lie: at counts pieces of runEntries.
type list struct{ at, n uint32 }

const (
	runBits    = 14
	runEntries = 1 << runBits // of a piece, unless one list needs more
)

func (p *postings) count(word uint32) int {
	if int(word) >= len(p.lists) {
		return 0
	}
	return int(p.lists[word].n)
}

func (p *postings) of(word uint32) []entry {
	if int(word) >= len(p.lists) {
		return nil
	}
	return p.entries(p.lists[word])
}

func (p *postings) entries(l list) []entry {
	if l.n == 0 {
		return nil
	}
	return p.pieces[l.at>>runBits][l.at&(runEntries-1):][:l.n]
}

func (p *postings) add(word uint32, e entry) {
	for int(word) >= len(p.lists) {
		p.lists = append(p.lists, list{})
	}
	l := &p.lists[word]
	if l.n&(l.n-1) == 0 { // it is full
		power := bits.Len32(l.n) // of the room it needs now
		at := p.run(power)
		old := p.entries(*l)
		copy(p.pieces[at>>runBits][at&(runEntries-1):][:len(old)], old)
		if l.n > 0 {
			p.free[power-1] = append(p.free[power-1], l.at)
		}
		l.at = at
	}
	l.n++
	p.entries(*l)[l.n-1] = e
}

// run finds room for so many entries, as a power of two.
func (p *postings) run(power int) uint32 {
	if free := p.free[power]; len(free) > 0 {
		at := free[len(free)-1]
		p.free[power] = free[:len(free)-1]
		return at
	}
	room := 1 << power
	last := len(p.pieces) - 1
	if last < 0 || len(p.pieces[last])+room > cap(p.pieces[last]) {
		if last >= 0 {
			p.keep(last)
		}
		p.pieces = append(p.pieces, make([]entry, 0, max(runEntries, room)))
		last++
	}
	begin := len(p.pieces[last])
	p.pieces[last] = p.pieces[last][:begin+room]
	return uint32(last<<runBits | begin)
}

// keep puts what is left of a piece on the lists of free runs.
func (p *postings) keep(last int) {
	piece := p.pieces[last]
	for len(piece) < cap(piece) {
		power := bits.Len(uint(cap(piece)-len(piece))) - 1
		p.free[power] = append(p.free[power], uint32(last<<runBits|len(piece)))
		piece = piece[:len(piece)+1<<power]
	}
	p.pieces[last] = piece
}
