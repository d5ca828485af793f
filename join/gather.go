package join

import (
	"cmp"
	"math"
	"slices"
)

// A short text says little that others say too: read beside one other text or
// two it seems to be of another happening, though its one telling word is said
// in a story of a hundred texts and nowhere else. Such texts are put together a
// second time, by what the groups say that stand by then: a naive Bayes
// classifier (with Jelinek-Mercer smoothing, Zhai and Lafferty 2001) finds the
// group where a text is most at home, and trees that learned say whether it is.
const (
	shortText  = 80 // terms that a group's texts have at most, on average: a headline with some lines
	leastHome  = 8  // texts that a home has: what two or three say of each other is settled by then
	strayTexts = 3  // a group of so many texts at most is moved as one
)

// gatherScore is how probable it must be that a group is a text's home.
const gatherScore = 0.5

// background is how much of what a short text says is taken to be of no story:
// a word that a group doesn't say counts little against it.
const background = 0.8

// A wordbook says which groups of short texts say a word.
type wordbook struct {
	j        *Joiner
	sayers   map[uint32][]sayer // in the order of the groups' places
	homely   map[*group]float64 // homeliness, once it was asked
	supports []support          // by place
}

// A sayer is a group of which so many texts say a word.
type sayer struct {
	g     *group
	texts int
}

// A support is what speaks for a group as the home of a text.
type support struct {
	words      int
	score, top float64 // of all words, and of the one that speaks most for it
}

// isShort says whether a group is of short texts.
func (g *group) isShort() bool { return g.bundle.length <= shortText*float64(g.bundle.texts) }

func (j *Joiner) newWordbook(groups []*group) *wordbook {
	b := &wordbook{j: j, sayers: map[uint32][]sayer{}, homely: map[*group]float64{}}
	places := 0
	for _, g := range groups {
		places = max(places, g.place+1)
		if len(g.texts) < 2 || !g.isShort() {
			continue
		}
		for _, it := range g.texts {
			for _, f := range it.said[inWords] {
				list := b.sayers[f.id]
				if n := len(list); n > 0 && list[n-1].g == g {
					list[n-1].texts++
				} else {
					b.sayers[f.id] = append(list, sayer{g, 1})
				}
			}
		}
	}
	b.supports = make([]support, places)
	return b
}

// unsaid is what a word counts for a group that doesn't say it.
var unsaid = math.Log(background)

// said is what a word counts for a group above that, if so many of its texts and
// so many of all reports say it.
func (b *wordbook) said(saying, texts, holders int) float64 {
	share := float64(saying) / float64(texts+1)
	everywhere := float64(max(holders, 0)+1) / float64(len(b.j.arrived)+2)
	return math.Log1p((1 - background) / background * share / everywhere)
}

// A home is the group to which most of what a stray says belongs. Scores are
// logarithms of odds against belonging nowhere, for one text.
type home struct {
	g         *group
	score     float64
	over      float64 // the score above that of the next best
	overStand float64 // the score above that of where it stands
	words     float64 // that the stray has
	held      float64 // of those, that the group says
	top       float64 // what the word that speaks most for it counts
}

// homeOf finds the home of a stray that stands in a group, as a part of it or as
// all of it; the stray itself doesn't count there. The stray's home is larger than
// the stray.
func (b *wordbook) homeOf(stray, stands *group) (home, bool) {
	var met []*group
	words := 0
	for id, mine := range stray.saying() {
		holders, telling := b.j.words.count(id)
		if !telling {
			continue
		}
		words += mine
		for _, s := range b.sayers[id] {
			texts := len(s.g.texts)
			if s.g == stands {
				s.texts, texts = s.texts-mine, texts-len(stray.texts)
			}
			if s.texts <= 0 || texts < leastHome {
				continue
			}
			t := &b.supports[s.g.place]
			if t.words == 0 {
				met = append(met, s.g)
			}
			counts := b.said(s.texts, texts, holders-mine)
			t.words += mine
			t.score += float64(mine) * counts
			t.top = max(t.top, counts)
		}
	}
	n := float64(len(stray.texts))
	nowhere := float64(words) / n * unsaid
	best, next, standing := home{score: math.Inf(-1)}, nowhere, nowhere
	for _, g := range met {
		t := &b.supports[g.place]
		texts := len(g.texts)
		if g == stands {
			texts -= len(stray.texts)
		}
		score := t.score/n + nowhere + math.Log(float64(texts))
		if g == stands {
			standing = score
		}
		if score > best.score || score == best.score && g.place < best.g.place {
			next = max(next, best.score)
			best = home{g: g, score: score, held: float64(t.words) / n, top: t.top}
		} else {
			next = max(next, score)
		}
		*t = support{}
	}
	best.over, best.overStand, best.words = best.score-next, best.score-standing, float64(words)/n
	return best, best.g != nil
}

// saying gives the words of a group and how many of its texts say each, in a
// fixed order.
func (g *group) saying() func(yield func(id uint32, texts int) bool) {
	var ids []uint32
	for _, it := range g.texts {
		for _, f := range it.said[inWords] {
			ids = append(ids, f.id)
		}
	}
	if len(g.texts) > 1 {
		slices.Sort(ids)
	}
	return func(yield func(uint32, int) bool) {
		for i := 0; i < len(ids); {
			k := i + 1
			for k < len(ids) && ids[k] == ids[i] {
				k++
			}
			if !yield(ids[i], k-i) {
				return
			}
			i = k
		}
	}
}

// askedOwn is of how many of its texts, about, a group's homeliness is the mean.
const askedOwn = 16

// homeliness is the score that a text of the group has there itself.
func (b *wordbook) homeliness(g *group) float64 {
	if score, known := b.homely[g]; known {
		return score
	}
	var total, asked float64
	for i := 0; i < len(g.texts); i += 1 + len(g.texts)/askedOwn {
		asked++
		for _, f := range g.texts[i].said[inWords] {
			holders, telling := b.j.words.count(f.id)
			if !telling {
				continue
			}
			list := b.sayers[f.id]
			k, _ := slices.BinarySearchFunc(list, g.place, func(s sayer, place int) int { return cmp.Compare(s.g.place, place) })
			total += unsaid + b.said(list[k].texts-1, len(g.texts)-1, holders-1)
		}
	}
	b.homely[g] = total/asked + math.Log(float64(len(g.texts)))
	return b.homely[g]
}

// homeNumbers is how many numbers describe a stray and its home.
const homeNumbers = numbers + localNumbers + 10

// describe describes a stray and its home in numbers: those of two groups beside
// each other, what settling made of them, and how much the stray is at home there.
func (b *wordbook) describe(v *view, stray *group, h home) []float32 {
	x := v.compare(stray, h.g)
	likely := b.j.modelsOf(stray.texts[0]).together(stray, h.g, x)
	for _, f := range [...]float64{likely, h.score, h.over, h.overStand, h.score / (h.words + 1), h.held, h.held / (h.words + 1), h.top,
		h.score - b.homeliness(h.g), math.Log(float64(len(b.j.arrived)) / float64(len(h.g.texts)))} {
		x = append(x, float32(f))
	}
	return x
}

// A removal is of texts with their copies, from the group in which they stand,
// all or some of its texts, to another.
type removal struct{ stray, stands, home *group }

// gather moves short texts to where they are at home, if they may: small groups
// as one, texts of larger ones alone. All are looked at before any is moved, so
// that the outcome depends on the reports alone.
func (j *Joiner) gather(groups []*group, v *view, may func(r removal, x []float32) bool) []*group {
	b := j.newWordbook(groups)
	var removals []removal
	goes := map[*group]bool{}
	look := func(stray, stands *group) {
		h, found := b.homeOf(stray, stands)
		if !found || h.g == stands {
			return
		}
		if stray != stands {
			stray.members, stray.bundle = stands.printing(stray.texts[0]), bundleOf(stray.texts[0])
		}
		if j.parted(stray, h.g) {
			return
		}
		if r := (removal{stray, stands, h.g}); may(r, b.describe(v, stray, h)) {
			removals = append(removals, r)
			goes[stray] = true
		}
	}
	for _, g := range groups {
		switch {
		case g.bound != "" || !g.isShort():
		case len(g.texts) <= strayTexts:
			look(g, g)
		default:
			for _, it := range g.texts {
				look(&group{texts: []*item{it}}, g)
			}
		}
	}
	leave := map[*group][]*item{}
	removals = slices.DeleteFunc(removals, func(r removal) bool { return goes[r.home] })
	for _, r := range removals {
		if r.stray != r.stands {
			leave[r.stands] = append(leave[r.stands], r.stray.members...)
		}
	}
	for _, g := range groups {
		if len(leave[g]) > 0 {
			g.giveUp(leave[g])
		}
	}
	for _, r := range removals {
		r.home.take(r.stray)
	}
	return slices.DeleteFunc(groups, func(g *group) bool { return g.gone || len(g.members) == 0 })
}

// giveUp takes texts and their copies out of a group, if need be all.
func (g *group) giveUp(items []*item) {
	leaves := map[*item]bool{}
	for _, it := range items {
		leaves[it] = true
	}
	leave := func(it *item) bool { return leaves[it] }
	g.members, g.texts = slices.DeleteFunc(g.members, leave), slices.DeleteFunc(g.texts, leave)
	g.bundle = &bundle{}
	for i, it := range g.texts {
		if i == 0 {
			g.bundle = bundleOf(it)
		} else {
			g.bundle = g.bundle.and(bundleOf(it))
		}
	}
}

// printing gives a text of a group and its copies.
func (g *group) printing(text *item) (members []*item) {
	for _, m := range g.members {
		if m == text || m.original == text {
			members = append(members, m)
		}
	}
	return members
}
