package join

import (
	"cmp"
	"slices"

	"dateline/news"
)

// An outlet puts lines of its own below its reports: newsletters, appeals, the
// terms of its paywall. They make unlike reports alike. A sentence is known as such
// a line when two reports have it whose headlines and first sentences have nothing
// in common; it then counts for nothing, neither in those that come nor in those
// that are here.
const (
	leastFrame      = 3     // words of a sentence that is looked for
	mostHoldersRead = 12    // reports that are looked at
	openingsAlike   = 1     // telling words that the openings of different events may share, the place, …
	openingShare    = 0.25  // … but not more than this of those of the shorter
	mostOwnLines    = 50000 // that are remembered
)

// indexed reports whether the sentence is looked for in other reports.
func (s *sentence) indexed() bool { return s.frame != 0 && s.terms >= leastFrame && !s.again }

// prepare takes a report apart, the outlet's own lines left out.
func (j *Joiner) prepare(r news.Report) *item {
	j.analyst.own = j.isOwn
	it := j.analyst.analyse(r)
	lines, holders := j.newOwnLines(it)
	if len(lines) == 0 {
		return it
	}
	if len(j.own) > mostOwnLines {
		clear(j.own)
	}
	for _, hash := range lines {
		j.own[hash] = true
	}
	for _, h := range holders {
		j.strip(h, lines)
	}
	return j.analyst.analyse(r)
}

func (j *Joiner) isOwn(hash uint32) bool { return j.own[hash] }

// newOwnLines finds the sentences of a report that other reports have too, and
// which show now that they are an outlet's own lines, and the reports that have them.
func (j *Joiner) newOwnLines(it *item) (lines []uint32, holders []*item) {
	met := j.copied[:0]
	for _, s := range it.sentences {
		if s.own || !s.indexed() {
			continue
		}
		met = j.frames.holders(met[:0], s.frame)
		var having []*item
		unlike := false
		for _, serial := range met[:min(len(met), mostHoldersRead)] {
			other := j.arrived[int(serial)-j.arrived[0].serial]
			if other.id == it.id || !other.has(s.hash) {
				continue
			}
			having = append(having, other)
			unlike = unlike || openUnlike(it, other)
		}
		if unlike {
			lines, holders = append(lines, s.hash), append(holders, having...)
		}
	}
	j.copied = met
	return lines, holders
}

func (it *item) has(hash uint32) bool {
	_, found := it.sentenceAt(hash)
	return found
}

func (it *item) sentenceAt(hash uint32) (int, bool) {
	return slices.BinarySearchFunc(it.sentences, hash, func(s sentence, hash uint32) int {
		return cmp.Compare(s.hash, hash)
	})
}

// openUnlike reports whether the openings of two reports say nothing of one event.
func openUnlike(a, b *item) bool {
	shorter, both := min(len(a.opening), len(b.opening)), shared(a.opening, b.opening)
	return shorter > openingsAlike && both <= openingsAlike && float64(both) <= openingShare*float64(shorter)
}

// strip takes lines out of a report that has arrived before: what they say is no
// longer counted. The analyst holds a report with the same lines.
func (j *Joiner) strip(it *item, lines []uint32) {
	a, d := &j.analyst, &j.analyst.dissection
	var gone []sentence
	for _, s := range d.out {
		if k, found := it.sentenceAt(s.hash); found && slices.Contains(lines, s.hash) && !it.sentences[k].own {
			it.sentences[k].own = true
			s.weighed = it.sentences[k].first
			gone = append(gone, s)
		}
	}
	if len(gone) == 0 {
		return
	}
	j.unindex(it)
	a.beginCounting()
	for _, s := range gone {
		a.countSentence(s)
	}
	for c := range it.said {
		less, by := a.counters[c].counted()
		it.subtract(c, less, by)
	}
	j.index(it)
	if it.story != nil {
		it.story.bundle = nil
	}
}

// subtract takes counts away from those of a channel.
func (it *item) subtract(c int, less vector, by []uint8) {
	v, counts, common, n := it.said[c], it.counts[c], it.common[c], 0
	for i, f := range v {
		left := counts[i]
		k, found := slices.BinarySearchFunc(less, f.id, func(f feature, id uint32) int { return cmp.Compare(f.id, id) })
		if found {
			left -= min(left, by[k])
		}
		if left > 0 {
			v[n], counts[n], common[n] = f, left, common[i]
			n++
		}
	}
	it.said[c], it.counts[c], it.common[c] = v[:n], counts[:n], common[:n]
}
