package join

import (
	"cmp"
	"math"
	"slices"

	"dateline/news"
)

// A Merge says that the story Gone turned out to be the story Kept.
type Merge struct{ Kept, Gone string }

// A Settlement is what settling changed: first stories that turned out to be one,
// then single reports, each with its new link.
type Settlement struct {
	Merges []Merge
	Moves  []news.Link // reports that stand in another story now
	Copies []news.Link // reports that stay, but are now known as copies, or as none, or as those of another
	Leads  []Lead      // of stories of several reports
}

// A Lead says which report tells a story most like all the others do, so that
// its headline can stand for the story.
type Lead struct{ StoryID, ReportID string }

// Settle puts the reports that are remembered into stories once more, all
// together and without regard to the order in which they arrived, and says what
// is different from what was decided as they came. The same reports give the
// same stories in whatever order they were added. A story keeps its identifier
// where most of its reports stay together.
func (j *Joiner) Settle() Settlement { return j.settle(slices.Clone(j.arrived)) }

// neighbourScore is how alike a new report and another must be, roughly, for the
// story of the other to be looked at again.
const neighbourScore = 0.12

// SettleFresh does the same for the reports that were added since reports were
// last settled and the stories that lie near them. It costs what is new, not
// what is remembered; now and then Settle takes all together.
func (j *Joiner) SettleFresh() Settlement {
	in := map[*story]bool{}
	for _, it := range j.fresh {
		in[it.story] = true
		j.lookUp(it)
		sieve := j.sieve.of(bundleOf(it))
		for _, f := range j.nearestTo(it) {
			if !in[f.item.story] && sieve.resembles(f.item) >= neighbourScore {
				in[f.item.story] = true
			}
		}
	}
	var items []*item
	for s := range in {
		items = append(items, s.members...)
	}
	return j.settle(items)
}

// Unsettled is how many reports were added since any were last settled, of how many.
func (j *Joiner) Unsettled() (added, all int) { return len(j.fresh), len(j.arrived) }

// settle looks at reports together. They are all the members of their stories.
func (j *Joiner) settle(items []*item) Settlement {
	slices.SortFunc(items, func(a, b *item) int { return cmp.Compare(a.serial, b.serial) })
	groups := j.group(slices.Clone(items))
	j.nameGroups(groups, items)
	j.fresh = nil
	return j.apply(groups, items)
}

// nameGroups gives each group the story that a person chose for it, or that in
// which most of its reports stand already; of two groups that want one story,
// the one with more reports in it has it. The other groups are new stories.
func (j *Joiner) nameGroups(groups []*group, items []*item) {
	type claim struct {
		g     *group
		story string
		n     int
	}
	var claims []claim
	for _, g := range groups {
		stands := map[string]int{}
		for _, m := range g.members {
			stands[m.story.id]++
		}
		for id, n := range stands {
			if id == g.bound {
				n = math.MaxInt
			}
			claims = append(claims, claim{g, id, n})
		}
	}
	slices.SortFunc(claims, func(a, b claim) int {
		return cmp.Or(cmp.Compare(b.n, a.n), canonical(a.g.members[0], b.g.members[0]), cmp.Compare(a.story, b.story))
	})
	taken := map[string]bool{}
	for _, c := range claims {
		if c.g.story == "" && !taken[c.story] {
			c.g.story, taken[c.story] = c.story, true
		}
	}
	for _, g := range groups {
		for _, m := range g.members {
			if id := news.StoryID(m.id); g.story == "" && !taken[id] && j.stories[id] == nil {
				g.story, taken[id] = id, true
			}
		}
		for again := g.members[0].id; g.story == ""; {
			again += "/"
			if id := news.StoryID(again); !taken[id] && j.stories[id] == nil {
				g.story, taken[id] = id, true
			}
		}
	}
}

// apply puts the reports where the groups say, and says what that changed.
func (j *Joiner) apply(groups []*group, items []*item) Settlement {
	var out Settlement
	of := map[*item]*group{}
	stories := map[string]*story{}
	for _, g := range groups {
		for _, m := range g.members {
			of[m] = g
		}
		s := &story{id: g.story, lead: j.lead(g)}
		stories[g.story] = s
		if old := j.stories[g.story]; s.lead != "" && (old == nil || old.lead != s.lead) {
			out.Leads = append(out.Leads, Lead{g.story, s.lead})
		}
	}
	gone := map[string]string{} // stories that no group goes on with, and where most of their reports went
	for _, it := range items {
		old := it.story
		if stories[old.id] != nil || gone[old.id] != "" {
			continue
		}
		kept := mostOf(old.members, of).story
		gone[old.id] = kept
		out.Merges = append(out.Merges, Merge{kept, old.id})
	}
	for _, it := range items {
		delete(j.stories, it.story.id)
	}
	for _, g := range groups {
		for _, m := range g.members {
			moved := cmp.Or(gone[m.story.id], m.story.id) != g.story
			if gone[m.story.id] != "" && news.StoryID(m.id) == m.story.id {
				moved = true // it founded a story that is gone, and so has no reason yet to stand here
			}
			before := m.duplicateOf
			m.duplicateOf = ""
			if m.original != nil {
				m.duplicateOf = m.original.id
			}
			m.story = stories[g.story]
			m.story.members = append(m.story.members, m)
			switch link := (news.Link{ReportID: m.id, StoryID: g.story, DuplicateOf: m.duplicateOf, Bound: m.bound}); {
			case moved:
				link.Because = j.why(m, g)
				out.Moves = append(out.Moves, link)
			case m.duplicateOf != before:
				link.Because = j.why(m, g)
				out.Copies = append(out.Copies, link)
			}
		}
	}
	for id, s := range stories {
		slices.SortFunc(s.members, func(a, b *item) int { return cmp.Compare(a.serial, b.serial) })
		j.stories[id] = s
	}
	for _, it := range items { // nothing holds what is forgotten
		for _, other := range it.near {
			other.view, other.told = nil, nil
		}
		it.near, it.view, it.told, it.twins = nil, nil, nil, nil
	}
	return out
}

// lead gives the original that is most like its group: that has the most in
// common with the sum of all.
func (j *Joiner) lead(g *group) string {
	if len(g.members) < 2 {
		return ""
	}
	var lead *item
	best := -1.0
	sieve := j.sieve.of(g.bundle)
	for _, m := range g.members {
		if m.original != nil {
			continue
		}
		if score := sieve.resembles(m); score > best {
			lead, best = m, score
		}
	}
	return lead.id
}

// mostOf gives the group in which most of the members stand.
func mostOf(members []*item, of map[*item]*group) *group {
	n := map[*group]int{}
	for _, m := range members {
		n[of[m]]++
	}
	return of[slices.MaxFunc(slices.SortedFunc(slices.Values(members), canonical), func(a, b *item) int { return cmp.Compare(n[of[a]], n[of[b]]) })]
}

// why says what links a report to the group that it was put in.
func (j *Joiner) why(it *item, g *group) []string {
	if it.original != nil {
		return copyEvidence(it, it.original)
	}
	var nearest *item
	best := -1.0
	sieve := j.sieve.of(bundleOf(it))
	for _, m := range g.texts {
		if score := sieve.resembles(m); m != it && score > best {
			nearest, best = m, score
		}
	}
	if nearest == nil {
		return []string{"Not the event of the story in which it first stood"}
	}
	rest := *g.bundle
	if len(g.texts) == 2 {
		rest = *bundleOf(nearest)
	}
	probability := j.modelsOf(it).arrival.Predict(append(compare(bundleOf(it), &rest, nil), j.company()))
	return because(it, nearest, float64(probability))
}
