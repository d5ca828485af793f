package join

import "math"

// A sieve is one bundle, made ready to be compared roughly with many others: where
// a feature may stand is a look at a bit, and hardly any that the bundle doesn't
// hold come through.
type sieve struct {
	bundle *bundle
	parts  [len(roughChannels)]sieved
}

// The channels that are compared roughly, and what they weigh.
var roughChannels = [...]struct {
	channel int
	weight  float64
}{{inWords, 0.45}, {inNames, 0.55}}

// sieved is a vector by the first bits of its features.
type sieved struct {
	vector
	marks  [256]uint64 // by the first 8 bits: which of the next 6 occur
	starts [257]int32  // by the first 8 bits: where they begin
}

// of makes the sieve ready for a bundle.
func (s *sieve) of(b *bundle) *sieve {
	s.bundle = b
	for i, rough := range roughChannels {
		s.parts[i].of(b.sum[rough.channel])
	}
	return s
}

func (s *sieved) of(v vector) {
	s.vector = v
	clear(s.marks[:])
	next := uint32(0)
	for i, f := range v {
		first := f.id >> 24
		for ; next <= first; next++ {
			s.starts[next] = int32(i)
		}
		s.marks[first] |= 1 << (f.id >> 18 & 63)
	}
	for ; next < uint32(len(s.starts)); next++ {
		s.starts[next] = int32(len(v))
	}
}

func (s *sieved) dot(b vector) float64 {
	var total float64
	for _, f := range b {
		first := f.id >> 24
		if s.marks[first]>>(f.id>>18&63)&1 == 0 {
			continue
		}
		for _, own := range s.vector[s.starts[first]:s.starts[first+1]] {
			if own.id == f.id {
				total += float64(own.weight) * float64(f.weight)
			}
		}
	}
	return total
}

// roughly is how much two bundles say the same, 0 to 1: enough to leave out what
// has nothing in common.
func (s *sieve) roughly(b *bundle) (float64, [len(roughChannels)]float64) {
	return s.like(&b.sum, &b.squared)
}

// resembles is roughly of the bundle of a report alone.
func (s *sieve) resembles(it *item) float64 {
	like, _ := s.like(&it.said, &it.squared)
	return like
}

// like also gives the products of what both say, in the channels that are rough.
func (s *sieve) like(said *[channels]vector, squared *[channels]float64) (like float64, products [len(roughChannels)]float64) {
	for i, rough := range roughChannels {
		c := rough.channel
		products[i] = s.parts[i].dot(said[c])
		like += rough.weight * ratio(products[i], math.Sqrt(s.bundle.squared[c]*squared[c]))
	}
	return like, products
}

// compare is compare of the sieve's bundle with another, of which the products
// that like gives are known.
func (s *sieve) compare(b *bundle, known [len(roughChannels)]float64, x []float32) []float32 {
	products := [channels]float64{inNumbers: dot(s.bundle.sum[inNumbers], b.sum[inNumbers]), inLead: dot(s.bundle.sum[inLead], b.sum[inLead])}
	for i, rough := range roughChannels {
		products[rough.channel] = known[i]
	}
	return describe(s.bundle, b, &products, x)
}
