package trees

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Options say how to learn.
type Options struct {
	Trees     int
	Leaves    int     // of a tree, at most
	Rate      float64 // of what a tree says that is added
	MinWeight float64 // of the examples (their second derivative) in a leaf
	Columns   float64 // share of the features that a tree may use
	Rows      float64 // share of the examples that a tree sees
	Easy      float64 // share that it sees of those on which the trees are right already; 0: as of all
}

const maxBins = 64

// Train learns from examples: numbers, whether each is of the kind (0 to 1), and
// what it weighs.
func Train(x [][]float32, y, weight []float32, o Options) *Forest {
	t := newTrainer(x, y, weight, o)
	for range o.Trees {
		t.forest.plant(t.tree())
	}
	return t.forest
}

type trainer struct {
	o          Options
	forest     *Forest
	random     *rand.Rand
	cuts       [][]float32 // of each feature: upper edges of its bins but the last
	bins       [][]uint8   // by feature, then example
	y, weight  []float32
	score      []float64
	grad, hess []float64
}

func newTrainer(x [][]float32, y, weight []float32, o Options) *trainer {
	t := &trainer{o: o, forest: &Forest{}, random: rand.New(rand.NewPCG(1, 2)), y: y, weight: weight}
	features := len(x[0])
	t.cuts, t.bins = make([][]float32, features), make([][]uint8, features)
	for f := range features {
		t.cuts[f] = cutsOf(x, f)
		t.bins[f] = make([]uint8, len(x))
		for i := range x {
			at, _ := slices.BinarySearch(t.cuts[f], x[i][f])
			t.bins[f][i] = uint8(at)
		}
	}
	var sum, total float64
	for i := range y {
		sum += float64(y[i] * weight[i])
		total += float64(weight[i])
	}
	p := min(max(sum/total, 1e-4), 1-1e-4)
	t.forest.bias = float32(math.Log(p / (1 - p)))
	t.score, t.grad, t.hess = make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x))
	for i := range t.score {
		t.score[i] = float64(t.forest.bias)
	}
	return t
}

// cutsOf parts the values of a feature into bins of about as many examples.
func cutsOf(x [][]float32, f int) []float32 {
	values := make([]float32, len(x))
	for i := range x {
		values[i] = x[i][f]
	}
	slices.Sort(values)
	distinct := slices.Compact(slices.Clone(values))
	if len(distinct) <= maxBins {
		return distinct[:len(distinct)-1]
	}
	var cuts []float32
	for b := 1; b < maxBins; b++ {
		v := values[b*len(values)/maxBins]
		if (len(cuts) == 0 || v > cuts[len(cuts)-1]) && v < values[len(values)-1] {
			cuts = append(cuts, v)
		}
	}
	return cuts
}

// A leaf is what a tree may still split.
type leaf struct {
	at         int // index of its node
	rows       []int32
	grad, hess float64
	sums       []sums // by column, then bin
	gain       float64
	feature    int
	bin        uint8
}

// sums are those of the loss's derivatives over some examples.
type sums struct{ grad, hess float64 }

func (t *trainer) tree() []split {
	rows := t.draw()
	columns := t.random.Perm(len(t.cuts))[:max(1, int(t.o.Columns*float64(len(t.cuts))))]
	slices.Sort(columns)
	root := &leaf{rows: rows}
	for _, i := range rows {
		root.grad += t.grad[i]
		root.hess += t.hess[i]
	}
	nodes := []split{{feature: -1}}
	root.sums = t.sum(rows, columns)
	t.bestSplit(root, columns)
	leaves := []*leaf{root}
	for len(leaves) < t.o.Leaves {
		best := -1
		for i, l := range leaves {
			if l.gain > 1e-6 && (best < 0 || l.gain > leaves[best].gain) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		l := leaves[best]
		left, right := t.part(l)
		left.at, right.at = len(nodes), len(nodes)+1
		nodes[l.at] = split{feature: int16(l.feature), left: int16(left.at), threshold: t.cuts[l.feature][l.bin]}
		nodes = append(nodes, split{feature: -1}, split{feature: -1})
		small, large := left, right
		if len(small.rows) > len(large.rows) {
			small, large = large, small
		}
		small.sums, large.sums = t.sum(small.rows, columns), l.sums
		for i, s := range small.sums { // what is left of the whole is the large one's
			large.sums[i].grad -= s.grad
			large.sums[i].hess -= s.hess
		}
		t.bestSplit(left, columns)
		t.bestSplit(right, columns)
		leaves[best] = left
		leaves = append(leaves, right)
	}
	for _, l := range leaves {
		nodes[l.at].value = float32(-t.o.Rate * l.grad / (l.hess + lambda))
	}
	t.add(nodes)
	return nodes
}

const lambda = 1.0

// draw renews the derivatives of the logistic loss and draws examples. Where it
// is said to, it draws those on which the trees are right the more seldom, and
// then at more weight: most of a page is plainly not its story, and little is to
// be learned from that again.
func (t *trainer) draw() []int32 {
	var rows []int32
	for i := range t.score {
		p := 1 / (1 + math.Exp(-t.score[i]))
		wrong := p - float64(t.y[i])
		chance := t.o.Rows
		if t.o.Easy > 0 {
			chance = min(t.o.Easy+8*math.Abs(wrong), chance)
		}
		if t.random.Float64() >= chance {
			continue
		}
		w := float64(t.weight[i]) * t.o.Rows / chance
		t.grad[i] = w * wrong
		t.hess[i] = w * p * (1 - p)
		rows = append(rows, int32(i))
	}
	return rows
}

// sum adds up the derivatives of examples by column and bin.
func (t *trainer) sum(rows []int32, columns []int) []sums {
	own := make([]sums, len(rows))
	for k, i := range rows {
		own[k] = sums{t.grad[i], t.hess[i]}
	}
	out := make([]sums, len(columns)*maxBins)
	for c, f := range columns {
		into, bins := out[c*maxBins:(c+1)*maxBins], t.bins[f]
		for k, i := range rows {
			s := &into[bins[i]&(maxBins-1)]
			s.grad += own[k].grad
			s.hess += own[k].hess
		}
	}
	return out
}

func (t *trainer) bestSplit(l *leaf, columns []int) {
	whole := l.grad * l.grad / (l.hess + lambda)
	for c, f := range columns {
		g, h := 0.0, 0.0
		for b := range t.cuts[f] {
			g += l.sums[c*maxBins+b].grad
			h += l.sums[c*maxBins+b].hess
			if h < t.o.MinWeight || l.hess-h < t.o.MinWeight {
				continue
			}
			gain := g*g/(h+lambda) + (l.grad-g)*(l.grad-g)/(l.hess-h+lambda) - whole
			if gain > l.gain {
				l.gain, l.feature, l.bin = gain, f, uint8(b)
			}
		}
	}
}

func (t *trainer) part(l *leaf) (left, right *leaf) {
	left, right = &leaf{}, &leaf{}
	for _, i := range l.rows {
		side := right
		if t.bins[l.feature][i] <= l.bin {
			side = left
		}
		side.rows = append(side.rows, i)
		side.grad += t.grad[i]
		side.hess += t.hess[i]
	}
	return left, right
}

// add lets a tree speak on all examples, drawn or not.
func (t *trainer) add(nodes []split) {
	for i := range t.score {
		at := int16(0)
		for nodes[at].feature >= 0 {
			f := nodes[at].feature
			if cut := t.cuts[f]; int(t.bins[f][i]) < len(cut) && cut[t.bins[f][i]] <= nodes[at].threshold {
				at = nodes[at].left
			} else {
				at = nodes[at].left + 1
			}
		}
		t.score[i] += float64(nodes[at].value)
	}
}
