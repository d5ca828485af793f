package join

import "math/bits"

// A counter counts what it is told, and gives it sorted. It is told hashes, which
// lie evenly: each has its slot near the place where it stands in the end, so
// that hardly anything is left to sort.
type counter struct {
	slots    []uint64 // id and count; 0: free
	end      int      // of the slots that may be taken
	shift    int
	distinct int
	vector   vector // what it gives, until it begins anew
	counts   []uint8
}

// begin makes the counter ready to be told at most n things.
func (c *counter) begin(n int) *counter {
	log := bits.Len(uint(n)) + 1
	c.end = 1<<log + n // what the last slots push on stands behind them
	if len(c.slots) < c.end {
		c.slots = make([]uint64, c.end)
	}
	c.shift = 32 - log
	return c
}

func (c *counter) count(id, n uint32) {
	i := int(id >> c.shift)
	for c.slots[i] != 0 {
		if uint32(c.slots[i]>>32) == id {
			c.slots[i] += uint64(n)
			return
		}
		i++
	}
	c.slots[i] = uint64(id)<<32 | uint64(n)
	c.distinct++
}

// counted gives what was counted, and forgets it. Counts above 255 are 255.
func (c *counter) counted() (vector, []uint8) {
	v, counts := c.vector[:0], c.counts[:0]
	for i := 0; len(v) < c.distinct; i++ {
		s := c.slots[i]
		if s == 0 {
			continue
		}
		c.slots[i] = 0
		f, n := feature{id: uint32(s >> 32)}, uint8(min(uint32(s), 255))
		k := len(v)
		v, counts = append(v, f), append(counts, n)
		for ; k > 0 && v[k-1].id > f.id; k-- {
			v[k], counts[k] = v[k-1], counts[k-1]
		}
		v[k], counts[k] = f, n
	}
	c.distinct, c.vector, c.counts = 0, v, counts
	return v, counts
}

// below gives what was counted and is less than a bound, and forgets all.
func (c *counter) below(bound uint32, to []uint32) []uint32 {
	// What is less than the bound stands before the first free slot behind the bound's own.
	for i, s := range c.slots {
		if s == 0 {
			if i > int(bound>>c.shift) {
				break
			}
			continue
		}
		id := uint32(s >> 32)
		if id >= bound {
			continue
		}
		k := len(to)
		to = append(to, id)
		for ; k > 0 && to[k-1] > id; k-- {
			to[k] = to[k-1]
		}
		to[k] = id
	}
	clear(c.slots[:c.end])
	c.distinct = 0
	return to
}
