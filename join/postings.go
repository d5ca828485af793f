package join

import (
	"math/bits"
	"slices"
)

// Postings say which reports hold a feature, by their serials in ascending
// order. How many they are is how common it is.
//
// They lie in a few large pieces of memory without a pointer, because they are
// hundreds of thousands of lists, most of them of one report, which a search
// reads at random and the collector of garbage need not look through.
type postings struct {
	slots  []posting // by id: in its slot, or the next one that was free; a power of two of them
	taken  int
	chunks [][]int32          // where lists stand
	used   int                // of the last chunk
	free   [maxClass][]uint32 // blocks that were given back, by class

	newest int32

	touched uint32 // so that the compiler keeps the reading
}

// A posting is the list of one feature. That of one report stands in the slot, a
// longer one in a block of the chunks.
type posting struct {
	id    uint32
	at    [1]int32 // the holder, or the number of the block's first place
	n     int32    // of the list
	class uint8    // of the block
	skip  uint16   // places at the block's beginning that are free
}

// The classes of blocks: from blockClass on, each holds twice what the one before
// does.
const (
	noPosting   = iota // the slot is free
	commonClass        // no list: so many hold it that it tells nothing, and is counted no more
	singleClass        // no block
	blockClass         // a block of two
	maxClass    = 32

	chunkBits = 16
	mostSkip  = 1<<16 - 1
)

func (p *posting) common() bool { return p.class == commonClass }

// touch reads the slots of features that are about to be asked for. They are far
// away in memory, and the processor fetches many at once as long as nothing waits
// for what it reads.
func (p *postings) touch(v vector) {
	if len(p.slots) == 0 {
		return
	}
	mask := uint32(len(p.slots) - 1)
	var sum uint32
	for _, f := range v {
		sum += p.slots[f.id&mask].id
	}
	p.touched = sum
}

// touchEnds reads the ends of the lists in some slots, where a report is about to
// be added, for the same reason.
func (p *postings) touchEnds(slots []int32) {
	var sum int32
	for _, slot := range slots {
		if at := &p.slots[slot]; at.class >= blockClass {
			sum += p.block(at)[int(at.skip)+int(at.n)-1]
		}
	}
	p.touched = uint32(sum)
}

// place gives the slot where a feature stands or would stand.
func (p *postings) place(id uint32) int32 {
	mask := uint32(len(p.slots) - 1)
	i := id & mask
	for p.slots[i].class != noPosting && p.slots[i].id != id {
		i = (i + 1) & mask
	}
	return int32(i)
}

// find gives the slot of a feature, or -1.
func (p *postings) find(id uint32) int32 {
	if len(p.slots) == 0 {
		return -1
	}
	mask := uint32(len(p.slots) - 1)
	for i := id & mask; ; i = (i + 1) & mask {
		switch at := &p.slots[i]; {
		case at.class == noPosting:
			return -1
		case at.id == id:
			return int32(i)
		}
	}
}

// holders gives the list in a slot, until something is added or removed.
func (p *postings) holders(slot int32) []int32 {
	at := &p.slots[slot]
	if at.class < blockClass {
		return at.at[:at.n]
	}
	return p.block(at)[at.skip:][:at.n]
}

func (p *postings) block(at *posting) []int32 {
	chunk, from := uint32(at.at[0])>>chunkBits, uint32(at.at[0])&(1<<chunkBits-1)
	return p.chunks[chunk][from:][:1<<(at.class-singleClass)]
}

// count is how many reports hold a feature, or false if they are so many that it
// tells nothing, or none.
func (p *postings) count(id uint32) (int, bool) {
	slot := p.find(id)
	if slot < 0 || p.slots[slot].common() {
		return 0, false
	}
	return int(p.slots[slot].n), true
}

// reserve makes room for so many new features: until then, no slot moves when
// something is added.
func (p *postings) reserve(n int) {
	if need := p.taken + n; need > len(p.slots)*3/4 {
		old := p.slots
		p.slots = make([]posting, max(1<<bits.Len(uint(need*4/3)), 64))
		mask := uint32(len(p.slots) - 1)
		for _, at := range old {
			if at.class == noPosting {
				continue
			}
			i := at.id & mask
			for p.slots[i].class != noPosting {
				i = (i + 1) & mask
			}
			p.slots[i] = at
		}
	}
}

// add adds a report to the list of a feature, and gives its slot. Room for the
// feature was reserved; its place was asked for, and others may have been added
// since.
func (p *postings) add(id uint32, serial int, place int32) int32 {
	mask := uint32(len(p.slots) - 1)
	i := uint32(place)
	for p.slots[i].class != noPosting && p.slots[i].id != id {
		i = (i + 1) & mask
	}
	at := &p.slots[i]
	switch at.class {
	case noPosting:
		*at = posting{id: id, at: [1]int32{int32(serial)}, n: 1, class: singleClass}
		p.taken++
		return int32(i)
	case commonClass:
		return int32(i)
	}
	if at.class == singleClass {
		p.grow(at)
	} else if size := 1 << (at.class - singleClass); int(at.n)+int(at.skip) == size {
		if int(at.n) > size/2 {
			p.grow(at)
		} else {
			p.shift(at)
		}
	}
	at.n++
	list := p.holders(int32(i))
	k := len(list) - 1
	if int32(serial) < p.newest { // a later version of an earlier report
		for ; k > 0 && list[k-1] > int32(serial); k-- {
			list[k] = list[k-1]
		}
	}
	p.newest = max(p.newest, int32(serial))
	list[k] = int32(serial)
	return int32(i)
}

// shift moves a list to the beginning of its block.
func (p *postings) shift(at *posting) {
	block := p.block(at)
	copy(block, block[at.skip:][:at.n])
	at.skip = 0
}

// grow moves a list to a block of twice the size.
func (p *postings) grow(at *posting) {
	to := posting{id: at.id, n: at.n, class: at.class + 1}
	to.at[0] = p.take(to.class)
	if at.class == singleClass {
		p.block(&to)[0] = at.at[0]
	} else {
		copy(p.block(&to), p.block(at)[at.skip:][:at.n])
		p.free[at.class] = append(p.free[at.class], uint32(at.at[0]))
	}
	*at = to
}

// take gives a block that is free.
func (p *postings) take(class uint8) int32 {
	if n := len(p.free[class]); n > 0 {
		at := p.free[class][n-1]
		p.free[class] = p.free[class][:n-1]
		return int32(at)
	}
	size := 1 << (class - singleClass)
	if len(p.chunks) == 0 || p.used+size > len(p.chunks[len(p.chunks)-1]) {
		p.chunks, p.used = append(p.chunks, make([]int32, max(size, 1<<chunkBits))), 0
	}
	at := (len(p.chunks)-1)<<chunkBits | p.used
	p.used += size
	return int32(uint32(at))
}

// drop makes a feature common: its list is given up.
func (p *postings) drop(slot int32) {
	at := &p.slots[slot]
	if at.class >= blockClass {
		p.free[at.class] = append(p.free[at.class], uint32(at.at[0]))
	}
	*at = posting{id: at.id, class: commonClass}
}

// remove takes a report off the list of a feature.
func (p *postings) remove(id uint32, serial int) {
	slot := p.find(id)
	if slot < 0 || p.slots[slot].common() {
		return
	}
	at, list := &p.slots[slot], p.holders(slot)
	switch i, found := slices.BinarySearch(list, int32(serial)); {
	case !found:
		return
	case len(list) == 1:
		p.clear(uint32(slot))
		return
	case i == 0 && at.skip < mostSkip:
		at.skip++
	default:
		copy(list[i:], list[i+1:])
	}
	if at.n--; at.n == 1 {
		p.single(at)
	}
}

// forget takes the oldest of all reports off the lists of what it says. It is the
// first of each, so that hardly any list is looked into.
func (p *postings) forget(said vector) {
	p.touch(said)
	for _, f := range said {
		slot := p.find(f.id)
		if slot < 0 || p.slots[slot].common() {
			continue
		}
		at := &p.slots[slot]
		if at.n == 1 {
			p.clear(uint32(slot))
			continue
		}
		if at.skip == mostSkip {
			p.shift(at)
		}
		at.skip++
		if at.n--; at.n == 1 {
			p.single(at)
		}
	}
}

// single moves a list of one report from its block to its slot.
func (p *postings) single(at *posting) {
	last := p.block(at)[at.skip]
	p.free[at.class] = append(p.free[at.class], uint32(at.at[0]))
	*at = posting{id: at.id, at: [1]int32{last}, n: 1, class: singleClass}
}

// clear frees a slot, and lets those move up that would else not be found.
func (p *postings) clear(slot uint32) {
	if at := &p.slots[slot]; at.class >= blockClass {
		p.free[at.class] = append(p.free[at.class], uint32(at.at[0]))
	}
	p.taken--
	mask := uint32(len(p.slots) - 1)
	for next := (slot + 1) & mask; p.slots[next].class != noPosting; next = (next + 1) & mask {
		if home := p.slots[next].id & mask; (next-home)&mask >= (next-slot)&mask {
			p.slots[slot], slot = p.slots[next], next
		}
	}
	p.slots[slot] = posting{}
}
