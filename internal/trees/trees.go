// Package trees holds small gradient-boosted decision trees: numbers that
// describe one thing go in, the probability that it is of the kind that the
// trees learned comes out. Train learns them from examples; the same examples
// give the same trees, bit by bit. Encode and Decode keep them in a few tens of
// kilobytes.
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
	trees [][]node
}

// A node splits at x[feature] <= threshold, or is a leaf that adds value.
type node struct {
	feature   int16 // -1: a leaf
	left      int16 // the right child stands behind it
	threshold float32
	value     float32
}

// Predict gives the probability for one thing.
func (f *Forest) Predict(x []float32) float32 {
	sum := f.bias
	for _, t := range f.trees {
		i := int16(0)
		for t[i].feature >= 0 {
			if x[t[i].feature] <= t[i].threshold {
				i = t[i].left
			} else {
				i = t[i].left + 1
			}
		}
		sum += t[i].value
	}
	return float32(1 / (1 + math.Exp(-float64(sum))))
}

// Encode writes a forest so that Decode reads it back.
func (f *Forest) Encode() []byte {
	var b []byte
	u32 := func(v uint32) { b = binary.LittleEndian.AppendUint32(b, v) }
	u16 := func(v uint16) { b = binary.LittleEndian.AppendUint16(b, v) }
	u32(math.Float32bits(f.bias))
	u32(uint32(len(f.trees)))
	for _, t := range f.trees {
		u16(uint16(len(t)))
		for _, n := range t {
			u16(uint16(n.feature))
			if n.feature < 0 {
				u32(math.Float32bits(n.value))
				continue
			}
			u16(uint16(n.left))
			u32(math.Float32bits(n.threshold))
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
		t := make([]node, size)
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
		f.trees = append(f.trees, t)
	}
	if broken != nil || r.Len() > 0 {
		return nil, errBroken
	}
	return f, nil
}
