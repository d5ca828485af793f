package syntax

import "math"

// A cell is the weight of one class in the row of a feature.
type cell struct {
	class  uint16
	weight int16
}

// weights are a learned linear model: features are known by 32 bits of their
// hash (a million of them among 2^32 mistake one lookup in four thousand, which
// costs no measurable accuracy), rows hold only the classes that matter.
type weights struct {
	slots []slot // open addressing, a power of two
	cells []cell
}

// A slot says where the row of a feature stands in the cells; key 0 is an empty
// slot. All of it is in one place, since a lookup mostly waits for memory.
type slot struct{ key, start, end uint32 }

// newWeights takes features with their rows one after the other; the last start
// is the end of the last row.
func newWeights(keys []uint32, start []uint32, cells []cell) weights {
	size := 16
	for size < 2*len(keys) {
		size *= 2
	}
	w := weights{make([]slot, size), cells}
	mask := uint32(size - 1)
	for r, k := range keys {
		i := k & mask
		for w.slots[i].key != 0 {
			i = (i + 1) & mask
		}
		w.slots[i] = slot{k, start[r], start[r+1]}
	}
	return w
}

// score adds the rows of the features to the scores of the classes. Rows are
// found first and added afterwards, so that the processor fetches many at once.
func (w *weights) score(features []uint32, scores []int32) {
	var found [128]slot
	mask := uint32(len(w.slots) - 1)
	for len(features) > 0 {
		n := 0
		some := features[:min(len(features), len(found))]
		features = features[len(some):]
		for _, k := range some {
			i := k & mask
			for w.slots[i].key != k && w.slots[i].key != 0 {
				i = (i + 1) & mask
			}
			found[n] = w.slots[i]
			if found[n].key != 0 {
				n++
			}
		}
		for _, f := range found[:n] {
			for _, c := range w.cells[f.start:f.end] {
				scores[c.class] += int32(c.weight)
			}
		}
	}
}

// A learner is an averaged perceptron (Collins 2002) in training. Averages are
// kept lazily: a cell remembers when it last changed.
type learner struct {
	keys []uint32
	rows []int32
	used int
	row  []learnRow
	now  int32

	least uint8   // a feature is taken up when it would be changed for the least-th time
	tries []uint8 // how often those were met that are not taken up yet, by part of the hash
}

type learnRow struct {
	key   uint32
	cells []learnCell
}

type learnCell struct {
	weight int32
	since  int32
	total  int64
	class  uint16
}

// newLearner takes up no feature before its least-th change. To leave rare ones
// out from the start is better than to drop them at the end, when the others
// have learned to rely on them.
func newLearner(least int) *learner {
	return &learner{keys: make([]uint32, 1<<20), rows: make([]int32, 1<<20), now: 1, least: uint8(least), tries: make([]uint8, 1<<26)}
}

func (l *learner) find(k uint32) int32 {
	mask := uint32(len(l.keys) - 1)
	for i := k & mask; l.keys[i] != 0; i = (i + 1) & mask {
		if l.keys[i] == k {
			return l.rows[i]
		}
	}
	return -1
}

func (l *learner) score(features []uint32, scores []int32) {
	for _, k := range features {
		if r := l.find(k); r >= 0 {
			for i := range l.row[r].cells {
				c := &l.row[r].cells[i]
				scores[c.class] += c.weight
			}
		}
	}
}

// update moves the weights of the features from the class that was chosen to the
// one that should have been.
func (l *learner) update(features []uint32, right, wrong int) {
	for _, k := range features {
		r := l.find(k)
		if r < 0 {
			if tries := &l.tries[k&(1<<26-1)]; *tries+1 < l.least {
				*tries++
				continue
			}
			r = l.add(k)
		}
		l.change(r, right, 1)
		l.change(r, wrong, -1)
	}
}

func (l *learner) change(r int32, class int, by int32) {
	cells := l.row[r].cells
	for i := range cells {
		c := &cells[i]
		if int(c.class) == class {
			c.total += int64(c.weight) * int64(l.now-c.since)
			c.since = l.now
			c.weight += by
			return
		}
	}
	l.row[r].cells = append(cells, learnCell{weight: by, since: l.now, class: uint16(class)})
}

func (l *learner) add(k uint32) int32 {
	if 2*l.used >= len(l.keys) {
		l.grow()
	}
	l.used++
	r := int32(len(l.row))
	l.row = append(l.row, learnRow{key: k})
	l.place(k, r)
	return r
}

func (l *learner) place(k uint32, r int32) {
	mask := uint32(len(l.keys) - 1)
	i := k & mask
	for l.keys[i] != 0 {
		i = (i + 1) & mask
	}
	l.keys[i], l.rows[i] = k, r
}

func (l *learner) grow() {
	l.keys, l.rows = make([]uint32, 2*len(l.keys)), make([]int32, 2*len(l.rows))
	for r := range l.row {
		l.place(l.row[r].key, int32(r))
	}
}

// frozen averages, drops the weights that round to nothing, and quantises the
// rest.
func (l *learner) frozen(scale float64) ([]uint32, []uint32, []cell) {
	var keys, start []uint32
	var cells []cell
	for _, r := range l.row {
		before := len(cells)
		for _, c := range r.cells {
			average := float64(c.total+int64(c.weight)*int64(l.now-c.since)) / float64(l.now)
			q := math.Round(average * scale)
			if q != 0 {
				cells = append(cells, cell{c.class, int16(max(-32000, min(32000, q)))})
			}
		}
		if len(cells) > before {
			keys, start = append(keys, r.key), append(start, uint32(before))
		}
	}
	return keys, append(start, uint32(len(cells))), cells
}
