package join

import "dateline/news"

// A Comparer says how much two reports tell of the same, as people would say
// it. It remembers what words are common in the reports that it has seen, and
// nothing else of them.
type Comparer struct{ j *Joiner }

// mostCompared is how many reports are remembered before it begins anew.
const mostCompared = 20000

// NewComparer gives a comparer that has seen no report.
func NewComparer() *Comparer { return &Comparer{New(Options{})} }

// Compare gives 0 for two reports that have nothing to do with each other, and 1
// for two that tell the same.
func (c *Comparer) Compare(a, b news.Report) float64 {
	return float64(learned.pairs.Predict(c.describe(a, b)))
}

func (c *Comparer) describe(a, b news.Report) []float32 {
	if len(c.j.arrived) >= mostCompared {
		c.j = New(Options{})
	}
	var bundles [2]*bundle
	var items [2]*item
	for i, r := range []news.Report{a, b} {
		it := c.j.analyst.analyse(r)
		it.serial = c.j.serial
		c.j.serial++
		c.j.arrived = append(c.j.arrived, it)
		c.j.enter(it)
		items[i] = it
	}
	for i, it := range items {
		c.j.lookUp(it)
		c.j.weigh(it)
		bundles[i] = bundleOf(it)
	}
	return compare(bundles[0], bundles[1], nil)
}
