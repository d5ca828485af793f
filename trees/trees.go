// Package trees holds small gradient-boosted decision trees: numbers that describe one
// thing go in, the probability that it is of the kind that the trees were trained on
// comes out.
//
// Train learns a Forest from examples; the same examples give the same trees, bit by
// bit. A Row gathers the numbers of one thing, each under its name. Save writes a forest
// with a hash of those names, and Load refuses one that was trained on other features or
// in another order; Encode and Decode write and read the trees alone. A forest takes a
// few tens of kilobytes.
package trees

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// A Forest is a sum of trees.
type Forest struct {
	bias  float32
	roots []int32 // where each tree begins in nodes
	nodes []node  // all trees' nodes, in one piece
}

// A node splits at x[feature] <= value: to the node that is left further on, or
// to the one behind that. A leaf adds its value.
type node struct {
	feature int16 // -1: a leaf
	left    int16
	value   float32
}

// Predict gives the probability for one thing.
func (f *Forest) Predict(x []float32) float32 {
	return probability(f.add(f.bias, x, 0, len(f.roots)))
}

func probability(logOdds float32) float32 { return float32(1 / (1 + math.Exp(-float64(logOdds)))) }

// add adds what some of the trees say of one thing.
func (f *Forest) add(sum float32, x []float32, from, to int) float32 {
	for _, root := range f.roots[from:to] {
		t := f.nodes[root:]
		n, i := t[0], 0
		for ; n.feature >= 0; n = t[i] {
			i += int(n.left)
			if !(x[n.feature] <= n.value) {
				i++
			}
		}
		sum += n.value
	}
	return sum
}

const asked = 20 // trees that are asked at a time

// Score is Predict for many things, few of them of the kind: where the log-odds
// of one fall below least, the trees that are left aren't asked any more, and
// the probability says so much as that it is small. The things are gone through
// with a few trees at a time, which the processor then has at hand.
func (f *Forest) Score(xs [][]float32, least float32) []float32 {
	out := make([]float32, len(xs))
	left := make([]int, len(xs))
	for i := range xs {
		out[i], left[i] = f.bias, i
	}
	for from := 0; from < len(f.roots); from += asked {
		to := min(from+asked, len(f.roots))
		kept := left[:0]
		for _, i := range left {
			if out[i] = f.add(out[i], xs[i], from, to); out[i] >= least {
				kept = append(kept, i)
			}
		}
		left = kept
	}
	for i := range out {
		out[i] = probability(out[i])
	}
	return out
}

// plant puts a tree, whose nodes know their children by index, behind the others.
func (f *Forest) plant(t []split) {
	f.roots = append(f.roots, int32(len(f.nodes)))
	for i, s := range t {
		n := node{feature: s.feature, value: s.value}
		if s.feature >= 0 {
			n.left, n.value = s.left-int16(i), s.threshold
		}
		f.nodes = append(f.nodes, n)
	}
}

// tree is the k-th, in one piece.
func (f *Forest) tree(k int) []node {
	if k+1 < len(f.roots) {
		return f.nodes[f.roots[k]:f.roots[k+1]]
	}
	return f.nodes[f.roots[k]:]
}

// A split is a node as it is learned and kept.
type split struct {
	feature   int16 // -1: a leaf
	left      int16 // index of the left child; the right one stands behind it
	threshold float32
	value     float32
}

// Encode writes a forest so that Decode reads it back.
func (f *Forest) Encode() []byte {
	var b []byte
	u32 := func(v uint32) { b = binary.LittleEndian.AppendUint32(b, v) }
	u16 := func(v uint16) { b = binary.LittleEndian.AppendUint16(b, v) }
	u32(math.Float32bits(f.bias))
	u32(uint32(len(f.roots)))
	for k := range f.roots {
		t := f.tree(k)
		u16(uint16(len(t)))
		for i, n := range t {
			u16(uint16(n.feature))
			if n.feature >= 0 {
				u16(uint16(int(n.left) + i))
			}
			u32(math.Float32bits(n.value))
		}
	}
	return b
}

var errBroken = errors.New("this is no forest, or one that was cut")

// Decode reads what Encode wrote. features is how many numbers Predict will be
// given; a forest that asks for more is refused.
func Decode(data []byte, features int) (*Forest, error) {
	r := bytes.NewReader(data)
	var broken error
	get := func(v any) {
		if err := binary.Read(r, binary.LittleEndian, v); err != nil {
			broken = errBroken
		}
	}
	f := &Forest{}
	var count uint32
	get(&f.bias)
	get(&count)
	for i := uint32(0); i < count && broken == nil; i++ {
		var size uint16
		get(&size)
		t := make([]split, size)
		for j := range t {
			n := &t[j]
			get(&n.feature)
			if n.feature < 0 {
				get(&n.value)
				continue
			}
			get(&n.left)
			get(&n.threshold)
			if int(n.feature) >= features || int(n.left) <= j || int(n.left)+1 >= len(t) {
				return nil, fmt.Errorf("tree %d, node %d: %w", i, j, errBroken)
			}
		}
		if size == 0 {
			return nil, errBroken
		}
		f.plant(t)
	}
	if broken != nil || r.Len() > 0 {
		return nil, errBroken
	}
	return f, nil
}
