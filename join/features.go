package join

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// A bundle is what the texts of one story, or of one group of reports, say
// together. It keeps what its texts share and levels out what each of them
// says alone. Copies count once.
type bundle struct {
	texts       int
	sum         [channels]vector  // of the texts' unit vectors
	squared     [channels]float64 // length of sum, squared
	norms       [channels]float64 // of the texts' vectors before they were brought to unit length, summed
	length      float64           // of all texts, in words
	manner      manner            // summed over the texts
	first, last time.Time         // of the texts whose time is known
	sure        interval          // from the first to the last of those that the texts confirm
	languages   []string
}

func bundleOf(it *item) *bundle {
	b := &bundle{texts: 1, sum: it.said, squared: it.squared, norms: it.norms, manner: it.manner, length: float64(it.length), first: it.published, last: it.published, languages: []string{it.language}}
	if it.confirmed {
		b.sure = interval{it.published, it.published}
	}
	return b
}

// and gives the bundle of the texts of both.
func (b *bundle) and(o *bundle) *bundle {
	out := &bundle{texts: b.texts + o.texts, length: b.length + o.length, first: b.first, last: b.last, languages: b.languages}
	out.manner = b.manner.and(&o.manner)
	for c := range b.sum {
		out.norms[c] = b.norms[c] + o.norms[c]
		out.sum[c] = sum(b.sum[c], o.sum[c])
		out.squared[c] = dot(out.sum[c], out.sum[c])
	}
	out.sure = b.sure.and(o.sure)
	if out.first.IsZero() || !o.first.IsZero() && o.first.Before(out.first) {
		out.first = o.first
	}
	if o.last.After(out.last) {
		out.last = o.last
	}
	for _, l := range o.languages {
		if !slices.Contains(out.languages, l) {
			out.languages = append(slices.Clip(out.languages), l)
		}
	}
	return out
}

// inside is the mean likeness of the texts of a bundle with each other in one
// channel; -1 if there is but one text.
func (b *bundle) inside(channel int) float64 {
	n := float64(b.texts)
	if n < 2 {
		return -1
	}
	return max((b.squared[channel]-n)/(n*(n-1)), 0.01)
}

// numbers is how many numbers describe two bundles beside each other.
const numbers = 27 + channels + 2*sharedNumbers + 2*mannerNumbers

// arrivalNumbers is how many describe a report that arrives beside a story: also the
// company that reports have.
const arrivalNumbers = numbers + 1

// compare describes two bundles beside each other in numbers, for trees that
// know which of them tell of one happening. The smaller one comes first.
func compare(a, b *bundle, x []float32) []float32 {
	var products [channels]float64
	for c := range products {
		products[c] = dot(a.sum[c], b.sum[c])
	}
	return describe(a, b, &products, x)
}

// describe does that when the products of what both say are known, by channel.
func describe(a, b *bundle, products *[channels]float64, x []float32) []float32 {
	if a.texts > b.texts {
		a, b = b, a
	}
	x = x[:0]
	put := func(vs ...float64) {
		for _, v := range vs {
			x = append(x, float32(v))
		}
	}
	na, nb := float64(a.texts), float64(b.texts)
	for c, d := range products {
		mean := d / (na * nb)
		put(mean, ratio(d, math.Sqrt(a.squared[c]*b.squared[c])))
		// Two happenings of one kind are like each other, but each story is more like itself.
		inA, inB := a.inside(c), b.inside(c)
		switch {
		case inB < 0:
			put(-1)
		case inA < 0:
			put(mean / inB)
		default:
			put(mean / math.Sqrt(inA*inB))
		}
		if c == inWords || c == inNames {
			put(max(inA, inB))
		}
	}
	for _, c := range [...]int{inNames, inNumbers} {
		put(covered(a.sum[c], b.sum[c]), covered(b.sum[c], a.sum[c]))
	}
	put(missing(a.sum[inNames], b.sum[inNames])/na, missing(b.sum[inNames], a.sum[inNames])/nb, missing(a.sum[inNumbers], b.sum[inNumbers])/na)
	apart := -1.0
	if !a.first.IsZero() && !b.first.IsZero() {
		apart = math.Log1p(max(a.first.Sub(b.last), b.first.Sub(a.last), 0).Hours() / 24)
	}
	long, short := a.length/na, b.length/nb
	if long < short {
		long, short = short, long
	}
	oneTongue := 1.0
	for _, l := range a.languages {
		if !slices.Contains(b.languages, l) {
			oneTongue = 0
		}
	}
	put(apart, math.Log(na), math.Log(nb), math.Log1p(short), math.Log1p(long), oneTongue)
	for c, d := range products {
		put(math.Log1p(d * a.norms[c] * b.norms[c] / (na * na * nb * nb)))
	}
	for _, c := range [...]int{inNames, inLead} {
		s := inCommon(a.sum[c], b.sum[c], a.norms[c]/(na*na), b.norms[c]/(nb*nb))
		put(s[:]...)
	}
	mannerA, mannerB := a.manner.numbers(), b.manner.numbers()
	for i := range mannerA {
		inA, inB := float64(mannerA[i])/na, float64(mannerB[i])/nb
		put(min(inA, inB), max(inA, inB))
	}
	return x
}

// sharedNumbers is how many numbers say what two bundles have in common in one channel.
const sharedNumbers = 3

// inCommon returns how many features both bundles have, and how telling the two
// most telling of them are. Unlike a share of what they say, that doesn't grow
// when a report is short: a short one has to name something that is rare.
func inCommon(a, b vector, scaleA, scaleB float64) [sharedNumbers]float64 {
	var n, first, second float64
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].id < b[0].id:
			a = a[1:]
		case a[0].id > b[0].id:
			b = b[1:]
		default:
			n++
			if w := float64(a[0].weight) * float64(b[0].weight); w > first {
				first, second = w, first
			} else if w > second {
				second = w
			}
			a, b = a[1:], b[1:]
		}
	}
	scale := scaleA * scaleB
	return [...]float64{math.Log1p(n), math.Sqrt(first * scale), math.Sqrt(second * scale)}
}

// covered is the share of what one says that the other says too.
func covered(a, b vector) float64 {
	var all, both float64
	for _, f := range a {
		all += float64(f.weight)
	}
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].id < b[0].id:
			a = a[1:]
		case a[0].id > b[0].id:
			b = b[1:]
		default:
			both += float64(a[0].weight)
			a, b = a[1:], b[1:]
		}
	}
	return ratio(both, all)
}

// missing is the weight of the most telling of what one says and the other
// doesn't: another name, another number.
func missing(a, b vector) float64 {
	var most float32
	for _, f := range a {
		if f.weight <= most {
			continue
		}
		if _, ok := slices.BinarySearchFunc(b, f.id, func(e feature, id uint32) int { return cmp.Compare(e.id, id) }); !ok {
			most = f.weight
		}
	}
	return float64(most)
}
