package join

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Postings and the index of keys say of each feature what a map of lists would
// say, whatever is added, removed and forgotten, and hold little that is forgotten.
func TestPostings(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var p postings
	var x keyIndex
	want := map[uint32][]int32{}
	holds := map[int32][]uint32{}
	first, next := int32(0), int32(0)
	add := func(serial int32) {
		var ids []uint32
		for range 30 { // some of them are held by many
			ids = append(ids, uint32(rng.IntN(1+rng.IntN(4000)))*0x9e3779b1)
		}
		slices.Sort(ids)
		ids = slices.Compact(ids)
		p.reserve(len(ids))
		x.reserve(len(ids))
		for _, id := range ids {
			if slot := p.add(id, int(serial), p.place(id)); p.slots[slot].id != id {
				t.Fatalf("%d was added at the slot of %d", id, p.slots[slot].id)
			}
			x.add(id, int(serial))
			want[id] = append(want[id], serial)
			slices.Sort(want[id])
		}
		holds[serial] = ids
	}
	for step := range 3000 {
		add(next)
		next++
		if serial := first + rng.Int32N(next-first); rng.IntN(4) == 0 { // a later version of what is known
			for _, id := range holds[serial] {
				p.remove(id, int(serial))
				x.remove(id, int(serial))
				want[id] = slices.DeleteFunc(want[id], func(s int32) bool { return s == serial })
			}
			add(serial)
		}
		if next-first > 200 {
			var said vector
			for _, id := range holds[first] {
				said = append(said, feature{id: id})
				x.remove(id, int(first))
				want[id] = want[id][1:]
			}
			p.forget(said)
			delete(holds, first)
			first++
		}
		if step%50 != 0 {
			continue
		}
		live := 0
		for id, list := range want {
			if len(list) > 0 {
				live++
			}
			var got []int32
			if slot := p.find(id); slot >= 0 {
				got = p.holders(slot)
			}
			if n, found := p.count(id); !slices.Equal(got, list) || n != len(list) || found != (n > 0) {
				t.Fatalf("step %d: %d is held by %v, %d of them; want %v", step, id, got, n, list)
			}
			if got := x.holders(nil, id); len(list) <= crowdedKey && !slices.Equal(got, list) {
				t.Fatalf("step %d: key %d is had by %v, want %v", step, id, got, list)
			}
		}
		if p.taken != live || x.taken != live {
			t.Fatalf("step %d: %d features and %d keys are kept for %d that are held", step, p.taken, x.taken, live)
		}
	}
	room := 0
	for _, chunk := range p.chunks {
		room += len(chunk)
	}
	if room > 1<<chunkBits {
		t.Errorf("lists of at most 6,000 places take %d: blocks are not used again", room)
	}
	slot := p.find(uint32(0))
	p.drop(slot)
	if n, found := p.count(0); found || n != 0 || len(p.holders(slot)) != 0 {
		t.Error("what is common is counted still")
	}
	p.add(0, int(next), p.place(0))
	if !p.slots[p.find(0)].common() {
		t.Error("what is common became telling again")
	}
}

// A counter counts as a map would, and gives what it counted sorted.
func TestCounter(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	var c counter
	for _, n := range []int{0, 1, 5, 600, 40, 3000, 2} {
		c.begin(n)
		want := map[uint32]uint32{}
		for range n {
			id := []uint32{rng.Uint32(), rng.Uint32N(50), ^rng.Uint32N(9), 0}[rng.IntN(4)]
			want[id] += 7
			c.count(id, 7)
		}
		v, counts := c.counted()
		if len(v) != len(want) || !slices.IsSortedFunc(v, func(a, b feature) int { return int(int64(a.id) - int64(b.id)) }) {
			t.Fatalf("%d things: %d counted, want %d, sorted", n, len(v), len(want))
		}
		for i, f := range v {
			if got := counts[i]; uint32(got) != min(want[f.id], 255) {
				t.Errorf("%d was counted as %d, want %d", f.id, got, want[f.id])
			}
		}
		for id := range want {
			c.count(id, 1)
		}
		bound := ^uint32(0)
		if n%2 == 0 {
			bound = 1 << 31
		}
		for id := range want {
			if id >= bound {
				delete(want, id)
			}
		}
		if ids := c.below(bound, nil); len(ids) != len(want) || !slices.IsSorted(ids) {
			t.Errorf("%d things: ids %v are not what was counted, sorted", n, ids)
		}
	}
}
