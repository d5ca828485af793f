package match

// A table finds numbers by a hash of 64 bits, with one look into memory where a
// map needs three. It keeps half of the hash; whoever asks knows the rest.
type table struct {
	slots []slot // a power of two of them, less than three quarters filled
	used  int
}

type slot struct{ half, number uint32 } // number 0: free

// goneSlot is the number of what was removed: it is passed over.
const goneSlot = 1<<32 - 1

// find gives the number under a hash of which same is true, or 0.
func (t *table) find(h uint64, same func(uint32) bool) uint32 {
	if i, ok := t.slot(h, same); ok {
		return t.slots[i].number
	}
	return 0
}

// home gives the slot at which a hash is looked for first; one without a number
// says that there is nothing under the hash.
func (t *table) home(h uint64) slot {
	if len(t.slots) == 0 {
		return slot{}
	}
	return t.slots[int(h>>32)&(len(t.slots)-1)]
}

func (t *table) slot(h uint64, same func(uint32) bool) (int, bool) {
	if len(t.slots) == 0 {
		return 0, false
	}
	half := uint32(h >> 32)
	for i := int(half) & (len(t.slots) - 1); ; i = (i + 1) & (len(t.slots) - 1) {
		switch s := t.slots[i]; {
		case s.number == 0:
			return i, false
		case s.half == half && s.number != goneSlot && same(s.number):
			return i, true
		}
	}
}

// set puts a number under a hash, in place of the one of which same is true,
// which it gives.
func (t *table) set(h uint64, number uint32, same func(uint32) bool) (before uint32) {
	if 4*(t.used+1) > 3*len(t.slots) {
		t.grow()
	}
	i, known := t.slot(h, same)
	if known {
		before = t.slots[i].number
	} else {
		t.used++
	}
	t.slots[i] = slot{uint32(h >> 32), number}
	return before
}

// remove gives the number that it took out, 0 if there was none.
func (t *table) remove(h uint64, same func(uint32) bool) (number uint32) {
	if i, ok := t.slot(h, same); ok {
		number, t.slots[i].number = t.slots[i].number, goneSlot
	}
	return number
}

func (t *table) grow() {
	old := t.slots
	t.slots, t.used = make([]slot, max(64, 2*len(old))), 0
	for _, s := range old {
		if s.number == 0 || s.number == goneSlot {
			continue
		}
		i := int(s.half) & (len(t.slots) - 1)
		for t.slots[i].number != 0 {
			i = (i + 1) & (len(t.slots) - 1)
		}
		t.slots[i] = s
		t.used++
	}
}
