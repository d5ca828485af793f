package join

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// postings say which items hold a feature. Their length is how common it is.
type postings map[uint32][]*item

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
func (j *Joiner) idf(p postings, id uint32) float64 {
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

// How many reports, then how many stories, are compared in full, and how many
// of a story's members, the latest, stand for it.
const (
	compared        = 60
	comparedStories = 6
	comparedMembers = 10
)

func (j *Joiner) search(it *item) found {
	var f found
	f.copyOf, f.copyEvidence = j.findCopy(it)
	q := j.weigh(it)
	var close []candidate
	met := map[*story]int{}
	for _, other := range j.nearest(it) {
		score := j.similarity(q, j.weigh(other))
		at, ok := met[other.story]
		if !ok {
			at = len(close)
			met[other.story] = at
			close = append(close, candidate{story: other.story, best: other, score: -1})
		}
		if score > close[at].score {
			close[at].score, close[at].best = score, other
		}
	}
	slices.SortStableFunc(close, compareCandidates)
	f.stories = close[:min(len(close), comparedStories)]
	for i := range f.stories {
		f.stories[i].score = j.likeness([]*item{it}, f.stories[i].story.members)
	}
	slices.SortStableFunc(f.stories, compareCandidates)
	return f
}

func compareCandidates(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.story.members[0].serial, b.story.members[0].serial))
}

// nearest gives the items that share the most telling features, best first.
func (j *Joiner) nearest(it *item) []*item {
	j.turn++
	j.met = j.met[:0]
	collect := func(p postings, v vector) {
		for _, f := range v {
			holders := p[f.id]
			if len(holders) > 20 && len(holders) > len(j.arrived)/4 {
				continue
			}
			w := j.idf(p, f.id)
			w *= w * float64(f.weight)
			for _, other := range holders {
				if other.seen != j.turn {
					other.seen, other.overlap = j.turn, 0
					j.met = append(j.met, other)
				}
				other.overlap += w
			}
		}
	}
	collect(j.words, it.words)
	collect(j.names, it.names)
	// The best are kept in order while going through: most are worse than the
	// last of them and cost one comparison.
	best := make([]*item, 0, compared+1)
	order := func(a, b *item) int { return cmp.Or(cmp.Compare(b.overlap, a.overlap), cmp.Compare(a.id, b.id)) }
	for _, other := range j.met {
		if other == it || len(best) == compared && order(other, best[compared-1]) > 0 {
			continue
		}
		i, _ := slices.BinarySearchFunc(best, other, order)
		best = slices.Insert(best, i, other)
		best = best[:min(len(best), compared)]
	}
	return best
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
		w := float64(f.weight) * j.idf(p, f.id)
		if w <= 0 {
			continue
		}
		out = append(out, feature{f.id, float32(w)})
		sum += w * w
	}
	return out, math.Sqrt(sum)
}

// Weights and thresholds, chosen on labelled sets of news (score_test.go) where
// small changes make no difference.
const (
	prior       = 40   // reports not yet seen, in idf
	nameShare   = 0.55 // of names and numbers in a likeness; the rest is words
	otherTongue = 0.60 // of the likeness of names alone, where words can't meet
	joinScore   = 0.24 // the least likeness to a story
	bridgeScore = 0.24 // the least likeness of a report to two stories that it may merge
	mergeScore  = 0.45 // the least likeness of the two
	nearScore   = 0.08 // the least likeness of two texts on whose account their groups are compared
	settleScore = 0.08 // the least mean likeness of two groups that settling makes one
	apartShare  = 0.63 // the least share of the likeness within them

)

// similarity is 0 to 1: the cosine of the words and that of the names and
// numbers, lowered as the reports lie apart in time.
func (j *Joiner) similarity(a, b weighed) float64 {
	names := cosine(a.names, b.names, a.namesNorm, b.namesNorm)
	if a.language != b.language && a.language != "" && b.language != "" {
		return names * otherTongue * closeness(a.item, b.item) // their words can't meet
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
	return dot(a, b) / (normA * normB)
}

func dot(a, b vector) float64 {
	var total float64
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].id < b[0].id:
			a = a[1:]
		case a[0].id > b[0].id:
			b = b[1:]
		default:
			total += float64(a[0].weight) * float64(b[0].weight)
			a, b = a[1:], b[1:]
		}
	}
	return total
}

// sum adds two vectors.
func sum(a, b vector) vector {
	out := make(vector, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].id < b[0].id:
			out, a = append(out, a[0]), a[1:]
		case a[0].id > b[0].id:
			out, b = append(out, b[0]), b[1:]
		default:
			out = append(out, feature{a[0].id, a[0].weight + b[0].weight})
			a, b = a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// closeness is 1 for reports of about the same day or of unknown time, and
// falls with the days between them.
func closeness(a, b *item) float64 {
	if a.published.IsZero() || b.published.IsZero() {
		return 1
	}
	return nearness(a.published.Sub(b.published).Abs())
}

func nearness(apart time.Duration) float64 {
	days := apart.Hours() / 24
	if days <= 3 {
		return 1
	}
	return max(0.5, 1-0.1*math.Log2(days/3))
}

// likeness of two groups of reports is the cosine of their centres, where
// the products of two reports are their similarity. A centre keeps what its
// reports share and levels out what each of them says alone, so that a new
// report is more like the story than like any one member.
func (j *Joiner) likeness(a, b []*item) float64 {
	first, second := j.latest(a), j.latest(b)
	var between float64
	for _, x := range first {
		for _, y := range second {
			between += j.similarity(x, y)
		}
	}
	if between == 0 {
		return 0
	}
	return between / math.Sqrt(j.within(first)*j.within(second))
}

func (j *Joiner) latest(members []*item) []weighed {
	members = members[max(0, len(members)-comparedMembers):]
	out := make([]weighed, len(members))
	for i, m := range members {
		out[i] = j.weigh(m)
	}
	return out
}

// within is the squared length of a centre, times the number of reports squared.
func (j *Joiner) within(members []weighed) float64 {
	sum := float64(len(members))
	for i, a := range members {
		for _, b := range members[:i] {
			sum += 2 * j.similarity(a, b)
		}
	}
	return sum
}
