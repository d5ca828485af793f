package join

import (
	"cmp"
	"dateline/news"
	"math"
	"slices"
	"time"
)

// A Matter is stories that follow from one another: the talks, the signing, the
// ratification. There are two of them at least.
type Matter struct {
	ID      string   // that of the matter in which most of its stories stood, or a new one
	Stories []string // in order of time
	Threads []Thread // one for each story but the first, and what a person linked beside
}

// A Thread says that a story follows from an earlier one.
type Thread struct {
	Before, After string  // stories
	Score         float64 // from 0; threadScore suffices
	Said          bool    // a person says so
	Because       []string
}

// A ThreadWord is what a person says of two stories: that they are of one matter,
// or that they are not.
type ThreadWord struct {
	A, B    string
	Linked  bool
	Because string // who says so, and when
}

// threadScore is what a link needs. It lies where hardly any link is wrong: a
// matter that joins what has nothing to do with each other is worse than one that
// lacks a story.
const (
	threadScore = 1.55
	// A name that tells so little is no ground for a link, however many there are.
	leastName = 0.3
	// Stories that lie further apart are of one matter only where a person says so.
	threadDays = 200
	// A story follows from what was told so much earlier, or they are told beside each other.
	leastLater = time.Hour
	// Two parts of a matter have, on the average of their stories, so much of what a link needs.
	matterShare = 0.3
)

// What must hold beside the score, but where both tell of one agreement.
const (
	// Of what either names, weighed, the other names so much: two happenings of one
	// actor have each its own names beside that.
	leastCovered = 0.4
	// And they are about the same: two affairs of one actor share hardly a word.
	leastAbout = 0.2
)

// Stories that have so much in common in what is done, names left out, are the
// same thing done twice rather than one that follows from the other.
const (
	doneTwice       = 0.35 // from here on it counts, unless the later points back,
	doneTwiceSurely = 0.5  // and here it decides
)

// How much the kinds of evidence weigh beside a name that only two stories have,
// and how fast they fade.
const (
	phraseWeight     = 0.35
	mostPhrases      = 3
	backWeight       = 0.8
	backOfMonth      = 0.4
	pointsBackSurely = 0.6
	instrumentWeight = 1
	mostNames        = 5
	coveringNames    = 8
	fadeDays         = 250
)

// Bounds of the search for earlier stories that one may follow from.
const (
	widelyHeld    = 200 // stories that have a word of a name; more tell nothing
	threadsFully  = 24  // earlier stories that are compared in full
	namesInWords  = 5
	phrasesInWord = 3
)

// Contradicts says that two stories cannot be linked because of what people said
// before: that stories with which the one is linked are not of the matter of
// stories with which the other is. What they said of the two themselves is no
// hindrance.
func Contradicts(words []ThreadWord, a, b string) bool {
	words = standing(words)
	with := func(story string) map[string]bool {
		part, grew := map[string]bool{story: true}, true
		for grew {
			grew = false
			for _, w := range words {
				if w.Linked && part[w.A] != part[w.B] {
					part[w.A], part[w.B], grew = true, true, true
				}
			}
		}
		return part
	}
	ofA, ofB := with(a), with(b)
	return slices.ContainsFunc(words, func(w ThreadWord) bool {
		these := w.A == a && w.B == b || w.A == b && w.B == a
		return !w.Linked && !these && (ofA[w.A] && ofB[w.B] || ofA[w.B] && ofB[w.A])
	})
}

// standing gives the last word on each two stories.
func standing(words []ThreadWord) []ThreadWord {
	last := map[[2]string]int{}
	for i, w := range words {
		last[[2]string{min(w.A, w.B), max(w.A, w.B)}] = i
	}
	var out []ThreadWord
	for i, w := range words {
		if last[[2]string{min(w.A, w.B), max(w.A, w.B)}] == i {
			out = append(out, w)
		}
	}
	return out
}

// StillLinked says that a story cannot be parted from some others because people
// linked it with a further one, and that with one of them: it gives the further
// one. What they said of the story and the others itself is no hindrance.
func StillLinked(words []ThreadWord, story string, others []string) (by string, linked bool) {
	words = standing(words)
	first := map[string]string{story: ""} // by story that is linked with ours: with what that begins
	for queue := []string{story}; len(queue) > 0; queue = queue[1:] {
		for _, w := range words {
			to := w.B
			if to == queue[0] {
				to = w.A
			} else if w.A != queue[0] {
				continue
			}
			if _, known := first[to]; known || !w.Linked || queue[0] == story && slices.Contains(others, to) {
				continue
			}
			first[to] = cmp.Or(first[queue[0]], to)
			if slices.Contains(others, to) {
				return first[to], true
			}
			queue = append(queue, to)
		}
	}
	return "", false
}

// Matters finds which stories follow from which, and what that makes of all of
// them. What people said stands above it. The same stories give the same matters
// in whatever order they come, whatever their identifiers are.
func Matters(outlines []Outline, words []ThreadWord) []Matter {
	m := newWeaving(outlines)
	m.hear(words)
	for after := range m.all {
		m.findBefore(after)
	}
	return m.matters()
}

// A weaving is stories in order of time, on the way to matters.
type weaving struct {
	all     []Outline
	place   map[string]int   // in all
	holders map[uint32][]int // by word of a name: the stories that have it
	said    map[uint32]int   // by phrase: how many stories have it
	told    map[uint32]int   // by word: how many stories are about it
	scores  map[[2]int]Thread
	linked  map[[2]int]string // by two stories: who says that they belong together
	parted  map[[2]int]bool
	found   []float64 // by story, while earlier ones are looked for
}

func newWeaving(outlines []Outline) *weaving {
	m := &weaving{all: slices.Clone(outlines), place: map[string]int{}, holders: map[uint32][]int{}, said: map[uint32]int{}, told: map[uint32]int{},
		scores: map[[2]int]Thread{}, linked: map[[2]int]string{}, parted: map[[2]int]bool{}, found: make([]float64, len(outlines))}
	slices.SortFunc(m.all, func(a, b Outline) int {
		return cmp.Or(a.First.Compare(b.First), cmp.Compare(a.Key, b.Key), cmp.Compare(a.StoryID, b.StoryID))
	})
	for i, o := range m.all {
		m.place[o.StoryID] = i
		for _, n := range o.Names {
			for _, w := range n.Words {
				if h := m.holders[w]; len(h) == 0 || h[len(h)-1] != i {
					m.holders[w] = append(h, i)
				}
			}
		}
		for _, p := range o.Phrases {
			m.said[p.ID]++
		}
		for _, w := range o.Words {
			m.told[w.ID]++
		}
	}
	return m
}

// hear takes in what people said, the latest last.
func (m *weaving) hear(words []ThreadWord) {
	for _, w := range words {
		a, here := m.place[w.A]
		b, too := m.place[w.B]
		if !here || !too || a == b {
			continue
		}
		// The last word on two stories holds, also where both were more before.
		delete(m.linked, ordered(a, b))
		delete(m.parted, ordered(a, b))
		if w.Linked {
			m.linked[ordered(a, b)] = w.Because
		} else {
			m.parted[ordered(a, b)] = true
		}
	}
}

func ordered(a, b int) [2]int { return [2]int{min(a, b), max(a, b)} }

// prior stands for stories that aren't known yet.
const prior = 40

// rarity is how much it tells that stories have something in common that so many
// have: 1 where it is those two alone.
func (m *weaving) rarity(holders int) float64 {
	n := float64(len(m.all)) + prior
	return max(math.Log(n/float64(max(holders, 2)))/math.Log(n/2), 0)
}

// findBefore compares a story with the earlier ones that share most with it.
func (m *weaving) findBefore(after int) {
	b := &m.all[after]
	if b.First.IsZero() {
		return
	}
	var met []int
	for _, n := range b.Names {
		for _, w := range n.Words {
			holders := m.holders[w]
			if len(holders) > widelyHeld {
				continue
			}
			gain := m.rarity(len(holders)) * float64(n.Wide)
			for _, i := range holders {
				if i >= after {
					break
				}
				if m.found[i] == 0 {
					met = append(met, i)
				}
				m.found[i] += gain + 1e-9
			}
		}
	}
	slices.SortFunc(met, func(x, y int) int { return cmp.Or(cmp.Compare(m.found[y], m.found[x]), cmp.Compare(x, y)) })
	for i, before := range met {
		m.found[before] = 0
		if i < threadsFully {
			m.pair(before, after)
		}
	}
}

// matters puts stories together: what people linked first, then pair by pair, the
// best first, where the two parts have enough in common as wholes. What people
// parted never comes together.
func (m *weaving) matters() []Matter {
	part := make([][]int, len(m.all)) // by story, the part that it is in; a part is held by its first story
	of := make([]int, len(m.all))
	for i := range part {
		part[i], of[i] = []int{i}, i
	}
	join := func(a, b int) {
		a, b = min(of[a], of[b]), max(of[a], of[b])
		for _, i := range part[b] {
			of[i] = a
		}
		part[a], part[b] = append(part[a], part[b]...), nil
	}
	apart := func(a, b int) bool {
		for _, x := range part[of[a]] {
			for _, y := range part[of[b]] {
				if m.parted[ordered(x, y)] {
					return true
				}
			}
		}
		return false
	}
	for _, pair := range sortedPairs(m.linked) {
		if of[pair[0]] != of[pair[1]] && !apart(pair[0], pair[1]) {
			join(pair[0], pair[1])
		}
	}
	var good [][2]int
	for pair, t := range m.scores {
		if t.Score >= threadScore {
			good = append(good, pair)
		}
	}
	slices.SortFunc(good, func(x, y [2]int) int {
		return cmp.Or(cmp.Compare(m.scores[y].Score, m.scores[x].Score), cmp.Compare(x[1], y[1]), cmp.Compare(x[0], y[0]))
	})
	for _, pair := range good {
		a, b := pair[0], pair[1]
		if of[a] != of[b] && !apart(a, b) && m.meanScore(part[of[a]], part[of[b]]) >= matterShare*threadScore {
			join(a, b)
		}
	}
	var out []Matter
	for i, members := range part {
		if of[i] == i && len(members) > 1 {
			slices.Sort(members)
			out = append(out, m.woven(members))
		}
	}
	m.name(out)
	return out
}

func sortedPairs(pairs map[[2]int]string) [][2]int {
	var out [][2]int
	for p := range pairs {
		out = append(out, p)
	}
	slices.SortFunc(out, func(x, y [2]int) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	return out
}

// meanScore is the mean over the stories of two parts. Each is looked at up to
// what a link needs: one that is very sure does not stand for others. Of stories
// of which nothing is known it says nothing.
func (m *weaving) meanScore(a, b []int) float64 {
	total, pairs := 0.0, 0.0
	for _, x := range a {
		for _, y := range b {
			if pair := ordered(x, y); len(m.all[x].Names) > 0 && len(m.all[y].Names) > 0 {
				total += min(m.pair(pair[0], pair[1]).Score, threadScore)
				pairs++
			}
		}
	}
	return ratio(total, pairs)
}

// woven gives a matter of some stories, in order of time, with the threads that
// hold it together: each story follows from the earlier one that it has most to
// do with.
func (m *weaving) woven(members []int) Matter {
	var out Matter
	for n, after := range members {
		out.Stories = append(out.Stories, m.all[after].StoryID)
		best := Thread{Score: -1}
		for _, before := range members[:n] {
			if because, said := m.linked[[2]int{before, after}]; said {
				t := m.pair(before, after)
				t.Said, t.Because = true, append([]string{because}, t.Because...)
				out.Threads = append(out.Threads, t)
				continue
			}
			if t := m.pair(before, after); t.Score > best.Score {
				best = t
			}
		}
		if best.Score >= threadScore {
			out.Threads = append(out.Threads, best)
		}
	}
	return out
}

// name gives each matter the identifier of the matter in which most of its
// stories stood, but one that a person gave its title first. Of two that want
// one, the one with more of its stories has it; the other is a new matter.
func (m *weaving) name(matters []Matter) {
	type claim struct {
		id        string
		matter, n int
	}
	standing := map[string]bool{}
	var claims []claim
	for i, matter := range matters {
		n := map[string]int{}
		for _, story := range matter.Stories {
			o := m.all[m.place[story]]
			if n[o.Matter]++; o.Named {
				n[o.Matter] += len(m.all)
			}
		}
		delete(n, "") // it stood in none
		for id, n := range n {
			standing[id] = true
			claims = append(claims, claim{id, i, n})
		}
	}
	slices.SortFunc(claims, func(a, b claim) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.matter, b.matter), cmp.Compare(a.id, b.id))
	})
	taken := map[string]bool{}
	for _, c := range claims {
		if matters[c.matter].ID == "" && !taken[c.id] {
			matters[c.matter].ID, taken[c.id] = c.id, true
		}
	}
	for i := range matters {
		for key := m.all[m.place[matters[i].Stories[0]]].Key; matters[i].ID == ""; key += "/" {
			if id := news.MatterID(key); !taken[id] && !standing[id] {
				matters[i].ID, taken[id] = id, true
			}
		}
	}
}
