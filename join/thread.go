package join

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// How two stories are compared, and what is said of why they follow from one another.

// pair compares two stories, the earlier first.
func (m *weaving) pair(before, after int) Thread {
	key := [2]int{before, after}
	if t, known := m.scores[key]; known {
		return t
	}
	t := m.compare(&m.all[before], &m.all[after])
	m.scores[key] = t
	return t
}

func (m *weaving) compare(a, b *Outline) Thread {
	t := Thread{Before: a.StoryID, After: b.StoryID}
	apart := b.First.Sub(a.Last).Hours() / 24
	if a.First.IsZero() || b.First.Sub(a.First) < leastLater || apart > threadDays {
		return t
	}
	names, telling := m.sharedNames(a, b)
	title := sharedInstrument(a, b)
	if title == "" && telling == 0 {
		return t // what has no telling name in common has at most like words
	}
	covered := m.coverage(a, b)
	if title == "" && min(covered[0], covered[1]) < leastCovered {
		return t
	}
	about, done := m.likeness(a, b, true), m.likeness(a, b, false)
	phrases, phrased := m.sharedPhrases(a, b)
	back, backing := m.pointsBack(a, b)
	grounds := telling + int(min(phrased, 2))
	if backing > 0 {
		grounds++
	}
	if title == "" && (grounds < 2 || about < leastAbout || done >= doneTwiceSurely) {
		return t
	}
	score := phraseWeight*min(phrased, mostPhrases) + backing
	for _, n := range names[:min(len(names), mostNames)] {
		score += n.weight
	}
	score *= 0.5 + (covered[0]+covered[1])/2
	if title != "" {
		score += instrumentWeight
	} else if backing < pointsBackSurely {
		score *= 1 - 0.4*max(done-doneTwice, 0)/(doneTwiceSurely-doneTwice)
	}
	t.Score = score * math.Exp(-max(apart, 0)/fadeDays)
	if t.Score < threadScore {
		return t
	}
	t.Because = inReasons(names, phrases, title, back, b.First.Sub(a.First))
	return t
}

// A sharedName is a name that two stories have.
type sharedName struct {
	text   string
	words  []uint32
	weight float64
}

// sharedNames gives the names of both, the most telling first, and how many tell
// enough to be a ground.
func (m *weaving) sharedNames(a, b *Outline) (shared []sharedName, telling int) {
	for _, x := range a.Names {
		for _, y := range b.Names {
			few, many := x, y
			if len(few.Words) > len(many.Words) {
				few, many = y, x
			}
			if !within(few.Words, many.Words) {
				continue
			}
			rarest := 0.0
			for _, w := range few.Words {
				rarest = max(rarest, m.rarity(len(m.holders[w])))
			}
			shared = append(shared, sharedName{many.Text, few.Words, rarest * float64(min(x.Wide, y.Wide)) * math.Sqrt(float64(x.Share*y.Share))})
		}
	}
	slices.SortFunc(shared, func(x, y sharedName) int { return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.text, y.text)) })
	// A name counts once, however many of its forms the two have.
	kept := shared[:0]
	for _, n := range shared {
		if !slices.ContainsFunc(kept, func(k sharedName) bool { return within(n.words, k.words) || within(k.words, n.words) }) {
			kept = append(kept, n)
			if n.weight >= leastName {
				telling++
			}
		}
	}
	return kept, telling
}

// coverage is the share of what each of two stories names that the other names
// too, by how much it tells.
func (m *weaving) coverage(a, b *Outline) (covered [2]float64) {
	for i, pair := range [2][2]*Outline{{a, b}, {b, a}} {
		var all, both float64
		for _, n := range pair[0].Names[:min(len(pair[0].Names), coveringNames)] {
			rarest := 0.0
			for _, w := range n.Words {
				rarest = max(rarest, m.rarity(len(m.holders[w])))
			}
			weight := rarest * float64(n.Wide*n.Share)
			all += weight
			if slices.ContainsFunc(pair[1].Names, func(o OutlineName) bool { return within(n.Words, o.Words) || within(o.Words, n.Words) }) {
				both += weight
			}
		}
		covered[i] = ratio(both, all)
	}
	return covered
}

// likeness is the cosine of what two stories are about, with the words of their
// names or without them.
func (m *weaving) likeness(a, b *Outline, names bool) float64 {
	weight := func(w OutlineWord) float64 { return m.rarity(m.told[w.ID]) * float64(w.Share) }
	var both, aa, bb float64
	name := map[uint32]bool{}
	at := map[uint32]float64{}
	for _, w := range b.Words {
		if w.Name && !names {
			name[w.ID] = true
			continue
		}
		at[w.ID] = weight(w)
	}
	for _, w := range a.Words {
		if !names && (w.Name || name[w.ID]) {
			delete(at, w.ID)
			continue
		}
		both += weight(w) * at[w.ID]
		aa += weight(w) * weight(w)
	}
	for _, w := range b.Words {
		bb += at[w.ID] * at[w.ID]
	}
	return ratio(both, math.Sqrt(aa*bb))
}

// sharedPhrases gives the phrases of both, and how much they tell together. Those
// that are names of both are told already.
func (m *weaving) sharedPhrases(a, b *Outline) (texts []string, weight float64) {
	type found struct {
		text   string
		weight float64
	}
	var all []found
	for _, p := range a.Phrases {
		i := slices.IndexFunc(b.Phrases, func(q OutlinePhrase) bool { return q.ID == p.ID })
		if i < 0 || isName(p.Text, a) {
			continue
		}
		rare := m.rarity(m.said[p.ID])
		all = append(all, found{p.Text, rare * rare * math.Sqrt(float64(p.Share*b.Phrases[i].Share))})
	}
	slices.SortFunc(all, func(x, y found) int { return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.text, y.text)) })
	for _, f := range all {
		weight += f.weight
		texts = append(texts, f.text)
	}
	return texts, weight
}

func isName(phrase string, o *Outline) bool {
	return slices.ContainsFunc(o.Names, func(n OutlineName) bool { return strings.Contains(n.Text, phrase) || strings.Contains(phrase, n.Text) })
}

// pointsBack finds a sentence of the later story that points to the day of the
// earlier one and speaks of what that is about.
func (m *weaving) pointsBack(a, b *Outline) (text string, weight float64) {
	from, to := a.First.AddDate(0, 0, -1).Format(time.DateOnly), a.First.Format(time.DateOnly)
	for _, r := range b.Backs {
		if r.To < from || r.From > to {
			continue
		}
		w := float64(backWeight)
		if days(r.From, r.To) > 8 {
			w = backOfMonth
		}
		about := 0.0
		for _, word := range a.Words {
			if _, ok := slices.BinarySearch(r.Words, word.ID); ok {
				about += m.rarity(m.told[word.ID]) * float64(word.Share)
			}
		}
		if w *= min(about/2, 1); about >= 1 && w > weight {
			text, weight = r.Text, w
		}
	}
	return text, weight
}

// days counts the days from one to another.
func days(from, to string) int {
	a, err1 := time.Parse(time.DateOnly, from)
	b, err2 := time.Parse(time.DateOnly, to)
	if err1 != nil || err2 != nil {
		return math.MaxInt
	}
	return int(b.Sub(a).Hours() / 24)
}

func sharedInstrument(a, b *Outline) string {
	for _, x := range a.Instruments {
		if slices.ContainsFunc(b.Instruments, func(y string) bool { return strings.EqualFold(x, y) }) {
			return x
		}
	}
	return ""
}

// inReasons says why a story follows from another, in words.
func inReasons(names []sharedName, phrases []string, title, back string, later time.Duration) []string {
	var out []string
	if title != "" {
		out = append(out, "both tell of one agreement: "+title)
	}
	if len(names) > 0 {
		var texts []string
		for _, n := range names {
			texts = append(texts, n.text)
		}
		out = append(out, count(len(names), "name in common", "names in common")+": "+some(texts, namesInWords))
	}
	if len(phrases) > 0 {
		out = append(out, count(len(phrases), "phrase in common", "phrases in common")+": "+some(phrases, phrasesInWord))
	}
	if back != "" {
		out = append(out, "points back: “"+back+"”")
	}
	if n := int(later.Hours() / 24); n > 0 {
		return append(out, count(n, "day later", "days later"))
	}
	return append(out, fmt.Sprintf("%s later", count(max(int(later.Hours()), 1), "hour", "hours")))
}

func some(texts []string, most int) string {
	if len(texts) <= most {
		return strings.Join(texts, ", ")
	}
	return strings.Join(texts[:most], ", ") + " …"
}
