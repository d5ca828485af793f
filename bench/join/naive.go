package main

import (
	"math"
	"strings"

	"dateline/news"
)

// A naive joiner is a single pass over TF-IDF vectors of all words: a report
// goes to the story whose centroid is most like it. It is written as one would
// who wants it fast: words are numbered once, and each keeps the stories that
// have it with what they make of it.
type naive struct {
	least   float64
	limit   int // stories that are remembered; 0: all
	ids     map[string]int32
	words   []naiveWord
	squared []float64 // of each story, the length of its centroid
	scores  []float64 // by story
	met     []int32   // the stories that have one
	reports int
}

type naiveWord struct {
	reports int // that have it
	count   int // in this one
	in      []naiveEntry
}

type naiveEntry struct {
	story  int32
	weight float64
}

// naiveLeast are the likenesses that suffice; of each set the best is shown.
var naiveLeast = []float64{0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5}

// commonWord is how many stories a word may have that stories are looked for by.
const commonWord = 2000

func newNaive(least float64) *naive { return &naive{least: least, ids: map[string]int32{}} }

func (n *naive) add(r news.Report) int {
	var said []int32
	for _, w := range strings.FieldsFunc(strings.ToLower(r.Headline+" "+r.Text), func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c < 0x80 }) {
		id, known := n.ids[w]
		if !known {
			id = int32(len(n.words))
			n.ids[strings.Clone(w)], n.words = id, append(n.words, naiveWord{})
		}
		if n.words[id].count++; n.words[id].count == 1 {
			said = append(said, id)
		}
	}
	n.reports++
	var squared float64
	weights := make([]float64, len(said))
	for i, id := range said {
		w := &n.words[id]
		w.reports++
		weights[i] = (1 + math.Log(float64(w.count))) * math.Log(float64(n.reports+40)/float64(w.reports+1))
		squared += weights[i] * weights[i]
		w.count = 0
		n.forget(w)
		if len(w.in) > commonWord {
			continue
		}
		for _, e := range w.in {
			if n.scores[e.story] == 0 {
				n.met = append(n.met, e.story)
			}
			n.scores[e.story] += weights[i] * e.weight
		}
	}
	best, most := int32(-1), n.least
	for _, s := range n.met {
		if like := n.scores[s] / math.Sqrt(squared*n.squared[s]); like > most || like == most && s < best {
			best, most = s, like
		}
		n.scores[s] = 0
	}
	n.met = n.met[:0]
	fresh := best < 0
	if fresh {
		best = int32(len(n.squared))
		n.squared, n.scores = append(n.squared, 0), append(n.scores, 0)
	}
	for i, id := range said {
		w := &n.words[id]
		k := len(w.in) - 1
		for k >= 0 && !fresh && w.in[k].story != best {
			k--
		}
		if fresh || k < 0 {
			k = len(w.in)
			w.in = append(w.in, naiveEntry{story: best})
		}
		was := w.in[k].weight
		w.in[k].weight += weights[i]
		n.squared[best] += w.in[k].weight*w.in[k].weight - was*was
	}
	return int(best)
}

// forget takes the oldest stories off a word, when there are more than enough.
func (n *naive) forget(w *naiveWord) {
	if n.limit == 0 || len(n.squared) <= n.limit {
		return
	}
	first := int32(len(n.squared) - n.limit)
	k := 0
	for k < len(w.in) && w.in[k].story < first {
		k++
	}
	w.in = w.in[k:]
}
