package join

import (
	"cmp"
	"math"
	"slices"
)

// postings say which items hold a feature. Their length is how common it is.
type postings map[uint64][]*item

func (p postings) add(it *item, v vector) {
	for _, f := range v {
		p[f.id] = append(p[f.id], it)
	}
}

func (p postings) remove(it *item, v vector) {
	for _, f := range v {
		if rest := without(p[f.id], it); len(rest) > 0 {
			p[f.id] = rest
		} else {
			delete(p, f.id)
		}
	}
}

// idf is how much a feature tells, 0 when most reports hold it. The prior
// stands for reports not yet seen: early on, nothing is known to be common,
// and nothing is known to be rare either.
func (j *Joiner) idf(p postings, id uint64) float64 {
	const prior = 40
	return math.Log((float64(len(j.arrived)) + prior) / (float64(len(p[id])) + 1))
}

// A candidate is a story that a report may belong to.
type candidate struct {
	story *story
	score float64
	best  *item // the member most like the report
}

// found is what a search brings to light.
type found struct {
	copyOf       *item
	copyEvidence []string
	stories      []candidate // best first
}

// How many reports are compared in full.
const compared = 80

func (j *Joiner) search(it *item) found {
	var f found
	f.copyOf, f.copyEvidence = j.findCopy(it)
	near := j.nearest(it)
	byStory := map[*story][]scored{}
	var order []*story
	q := j.weigh(it)
	for _, other := range near {
		if byStory[other.story] == nil {
			order = append(order, other.story)
		}
		byStory[other.story] = append(byStory[other.story], scored{other, j.similarity(q, j.weigh(other))})
	}
	for _, s := range order {
		f.stories = append(f.stories, storyScore(s, byStory[s]))
	}
	slices.SortStableFunc(f.stories, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.story.members[0].serial, b.story.members[0].serial))
	})
	return f
}

type scored struct {
	item  *item
	score float64
}

// nearest gives the items that share the most telling features, best first.
func (j *Joiner) nearest(it *item) []*item {
	j.turn++
	var met []*item
	collect := func(p postings, v vector) {
		for _, f := range v {
			holders := p[f.id]
			if len(holders) > 20 && len(holders) > len(j.arrived)/4 {
				continue
			}
			w := j.idf(p, f.id)
			for _, other := range holders {
				if other.seen != j.turn {
					other.seen, other.overlap = j.turn, 0
					met = append(met, other)
				}
				other.overlap += f.weight * w * w
			}
		}
	}
	collect(j.words, it.words)
	collect(j.names, it.names)
	slices.SortFunc(met, func(a, b *item) int {
		return cmp.Or(cmp.Compare(b.overlap, a.overlap), cmp.Compare(a.serial, b.serial))
	})
	return met[:min(len(met), compared)]
}

// weighed is an item with its features weighed by what is common now.
type weighed struct {
	*item
	words, names         vector
	wordsNorm, namesNorm float64
}

func (j *Joiner) weigh(it *item) weighed {
	w := weighed{item: it}
	w.words, w.wordsNorm = j.weighVector(j.words, it.words)
	w.names, w.namesNorm = j.weighVector(j.names, it.names)
	return w
}

func (j *Joiner) weighVector(p postings, v vector) (vector, float64) {
	out := make(vector, 0, len(v))
	var sum float64
	for _, f := range v {
		w := f.weight * j.idf(p, f.id)
		if w <= 0 {
			continue
		}
		out = append(out, feature{f.id, w})
		sum += w * w
	}
	return out, math.Sqrt(sum)
}

// Weights and thresholds, chosen on labelled sets split by topic; see score_test.go.
var (
	nameShare   = 0.45
	joinScore   = 0.26
	bridgeScore = 0.24
	mergeScore  = 0.25
	topMembers  = 4
)

// similarity is 0 to 1: the cosine of the words and that of the names and
// numbers, lowered as the reports lie apart in time.
func (j *Joiner) similarity(a, b weighed) float64 {
	names := cosine(a.names, b.names, a.namesNorm, b.namesNorm)
	if a.language != b.language && a.language != "" && b.language != "" {
		return names * closeness(a.item, b.item) // their words can't meet
	}
	words := cosine(a.words, b.words, a.wordsNorm, b.wordsNorm)
	share := nameShare
	if len(a.names) == 0 || len(b.names) == 0 {
		share = 0
	}
	return ((1-share)*words + share*names) * closeness(a.item, b.item)
}

func cosine(a, b vector, normA, normB float64) float64 {
	if normA == 0 || normB == 0 {
		return 0
	}
	var dot float64
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].id < b[0].id:
			a = a[1:]
		case a[0].id > b[0].id:
			b = b[1:]
		default:
			dot += a[0].weight * b[0].weight
			a, b = a[1:], b[1:]
		}
	}
	return dot / (normA * normB)
}

// closeness is 1 for reports of about the same day or of unknown time, and
// falls with the days between them.
func closeness(a, b *item) float64 {
	if a.published.IsZero() || b.published.IsZero() {
		return 1
	}
	days := a.published.Sub(b.published).Abs().Hours() / 24
	if days <= 3 {
		return 1
	}
	return max(0.5, 1-0.1*math.Log2(days/3))
}

// storyScore is the mean likeness to the members that are most like the
// report: one likeness may be chance, and a long story need not be alike in all
// its parts.
func storyScore(s *story, members []scored) candidate {
	slices.SortFunc(members, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.item.serial, b.item.serial))
	})
	n := min(topMembers, len(s.members))
	var sum float64
	for _, m := range members[:min(n, len(members))] {
		sum += m.score
	}
	return candidate{s, sum / float64(n), members[0].item}
}

// likeness of two stories is the mean over their members' pairs; of long
// stories the latest members stand for all.
func (j *Joiner) likeness(a, b *story) float64 {
	const enough = 12
	first := a.members[max(0, len(a.members)-enough):]
	second := b.members[max(0, len(b.members)-enough):]
	others := make([]weighed, len(second))
	for i, m := range second {
		others[i] = j.weigh(m)
	}
	var sum float64
	for _, m := range first {
		w := j.weigh(m)
		for _, o := range others {
			sum += j.similarity(w, o)
		}
	}
	return sum / float64(len(first)*len(second))
}
