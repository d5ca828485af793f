package syntax

import "math/bits"

// Weights are packed by an adaptive binary range coder (Martin 1979, in the form of
// LZMA): each bit has a probability of its own context, which learns as it goes. A
// third is saved against gzip, mostly because the weights of a row add up to nothing.

type odds uint16 // the probability that a bit is 0, of 2048

const (
	evens     odds = 1024
	learnRate odds = 5
)

func newOdds(n int) []odds {
	p := make([]odds, n)
	for i := range p {
		p[i] = evens
	}
	return p
}

type packer struct {
	out     []byte
	low     uint64
	span    uint32
	held    byte
	pending int
}

func newPacker() *packer { return &packer{span: 1<<32 - 1, pending: 1} }

func (c *packer) bit(p *odds, b int) {
	bound := c.span >> 11 * uint32(*p)
	if b == 0 {
		c.span = bound
		*p += (2048 - *p) >> learnRate
	} else {
		c.low += uint64(bound)
		c.span -= bound
		*p -= *p >> learnRate
	}
	for c.span < 1<<24 {
		c.span <<= 8
		c.shift()
	}
}

func (c *packer) shift() {
	if uint32(c.low) < 0xFF000000 || c.low>>32 != 0 {
		carry := byte(c.low >> 32)
		for b := c.held; c.pending > 0; c.pending-- {
			c.out = append(c.out, b+carry)
			b = 0xFF
		}
		c.held = byte(c.low >> 24)
	}
	c.pending++
	c.low = c.low & 0x00FFFFFF << 8
}

func (c *packer) bytes() []byte {
	for range 5 {
		c.shift()
	}
	return c.out
}

type unpacker struct {
	in   []byte
	span uint32
	code uint32
}

func newUnpacker(in []byte) *unpacker {
	c := &unpacker{in: in, span: 1<<32 - 1}
	for range 5 {
		c.code = c.code<<8 | uint32(c.next())
	}
	return c
}

// next is 0 behind the end: a damaged file gives wrong weights, and its checksum tells.
func (c *unpacker) next() byte {
	if len(c.in) == 0 {
		return 0
	}
	b := c.in[0]
	c.in = c.in[1:]
	return b
}

func (c *unpacker) bit(p *odds) int {
	bound := c.span >> 11 * uint32(*p)
	b := 0
	if c.code < bound {
		c.span = bound
		*p += (2048 - *p) >> learnRate
	} else {
		b = 1
		c.code -= bound
		c.span -= bound
		*p -= *p >> learnRate
	}
	if c.span < 1<<24 {
		c.span <<= 8
		c.code = c.code<<8 | uint32(c.next())
	}
	return b
}

// tree is that of a coder: nearly all the time goes into it, so it keeps its state at hand.
func (c *unpacker) tree(p []odds, size int) int {
	span, code, node := c.span, c.code, 1
	for range size {
		o := p[node]
		bound := span >> 11 * uint32(o)
		if code < bound {
			span, node = bound, node<<1
			o += (2048 - o) >> learnRate
		} else {
			code, span = code-bound, span-bound
			o -= o >> learnRate
			p[node] = o
			node = node<<1 | 1
			if span < 1<<24 {
				span, code = span<<8, code<<8|uint32(c.next())
			}
			continue
		}
		p[node>>1] = o
		if span < 1<<24 {
			span, code = span<<8, code<<8|uint32(c.next())
		}
	}
	c.span, c.code = span, code
	return node - 1<<size
}

// A coder packs or unpacks: both walk the same way through the contexts.
type coder struct {
	to   *packer
	from *unpacker
}

func (c coder) bit(p *odds, b int) int {
	if c.to != nil {
		c.to.bit(p, b)
		return b
	}
	return c.from.bit(p)
}

// tree codes a number of so many bits, the highest first, each bit in the context of
// those before it.
func (c coder) tree(p []odds, size, n int) int {
	if c.from != nil {
		return c.from.tree(p, size)
	}
	node := 1
	for i := size - 1; i >= 0; i-- {
		node = node<<1 | c.bit(&p[node], n>>i&1)
	}
	return node - 1<<size
}

// raw codes bits that nothing is known of.
func (c coder) raw(size, n int) int {
	got := 0
	for i := size - 1; i >= 0; i-- {
		p := evens
		got = got<<1 | c.bit(&p, n>>i&1)
	}
	return got
}

// number codes its length in bits, then the bits.
func (c coder) number(p []odds, n int) int {
	size := c.tree(p, 6, bits.Len64(uint64(n+1)))
	if size < 2 {
		return size - 1
	}
	return (1<<(size-1) | c.raw(size-1, (n+1)&(1<<(size-1)-1))) - 1
}

// The contexts of a table of weights.
type weightCoder struct {
	coder
	gap, length []odds
	classBits   int
	class       [][]odds                 // by the class before
	weight      [4][2*nearest + 1][]odds // by how many are left and what the rest is
}

// nearest bounds the rests that are told apart.
const nearest = 12

func newWeightCoder(c coder, classes int) *weightCoder {
	w := &weightCoder{coder: c, gap: newOdds(64), length: newOdds(64), classBits: bits.Len(uint(classes))}
	for range classes + 1 {
		w.class = append(w.class, newOdds(1<<w.classBits))
	}
	for left := range w.weight {
		for rest := range w.weight[left] {
			w.weight[left][rest] = newOdds(128)
		}
	}
	return w
}

// cells codes a row, whose classes ascend. rest is the sum of the weights so far with
// its sign turned: the last one is near it.
func (c *weightCoder) cells(row []cell) {
	rest, last := 0, 0
	for i := range row {
		class := c.tree(c.class[last], c.classBits, int(row[i].class))
		last = min(class+1, len(c.class)-1)
		weight := c.signed(min(len(row)-i, 3), rest, int(row[i].weight))
		rest -= weight
		row[i] = cell{uint16(class), int16(weight)}
	}
}

func (c *weightCoder) signed(left, rest, n int) int {
	p := c.weight[left][max(-nearest, min(nearest, rest))+nearest]
	if left == 1 { // near the rest
		n -= rest
	}
	code := n << 1
	if n < 0 {
		code = -n<<1 - 1
	}
	small := c.tree(p, 6, min(code, 63))
	if small == 63 {
		small += c.number(p[64:], code-63)
	}
	n = small >> 1
	if small&1 == 1 {
		n = -(small + 1) >> 1
	}
	if left == 1 {
		n += rest
	}
	return n
}
