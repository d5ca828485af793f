package join

import (
	"cmp"
	"slices"

	"dateline/news"
)

// A Settlement is what Settle changed: first stories that turned out to be one,
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
func (j *Joiner) Settle() Settlement {
	groups := j.group()
	j.nameGroups(groups)
	return j.apply(groups)
}

// nameGroups gives each group the story in which most of its reports stand
// already; of two groups that want one story, the one with more reports in it
// has it. The other groups are new stories.
func (j *Joiner) nameGroups(groups []*group) {
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
func (j *Joiner) apply(groups []*group) Settlement {
	var out Settlement
	of := map[*item]*group{}
	for _, g := range groups {
		for _, m := range g.members {
			of[m] = g
		}
	}
	stories := map[string]*story{}
	for _, g := range groups {
		stories[g.story] = &story{id: g.story, lead: j.lead(g)}
		lead := stories[g.story].lead
		if old := j.stories[g.story]; lead != "" && (old == nil || old.lead != lead) {
			out.Leads = append(out.Leads, Lead{g.story, lead})
		}
	}
	gone := map[string]string{} // stories that no group goes on with, and where most of their reports went
	for _, it := range j.arrived {
		old := it.story
		if stories[old.id] != nil || gone[old.id] != "" {
			continue
		}
		kept := mostOf(old.members, of).story
		gone[old.id] = kept
		out.Merges = append(out.Merges, Merge{kept, old.id})
	}
	for _, g := range groups {
		for _, m := range g.members {
			moved := cmp.Or(gone[m.story.id], m.story.id) != g.story
			before := m.duplicateOf
			m.duplicateOf = ""
			if m.original != nil {
				m.duplicateOf = m.original.id
			}
			m.story = stories[g.story]
			m.story.members = append(m.story.members, m)
			switch link := (news.Link{ReportID: m.id, StoryID: g.story, DuplicateOf: m.duplicateOf}); {
			case moved:
				link.Because = j.why(m, g)
				out.Moves = append(out.Moves, link)
			case m.duplicateOf != before:
				link.Because = j.why(m, g)
				out.Copies = append(out.Copies, link)
			}
		}
	}
	for _, s := range stories {
		slices.SortFunc(s.members, func(a, b *item) int { return cmp.Compare(a.serial, b.serial) })
	}
	j.stories, j.unsettled = stories, 0
	return out
}

// Unsettled is how many reports were added since Settle was last called, of how many.
func (j *Joiner) Unsettled() (added, all int) { return j.unsettled, len(j.arrived) }

// lead gives the original that is most like its group: that has the most in
// common with the sum of all.
func (j *Joiner) lead(g *group) string {
	var lead *item
	best := -1.0
	for _, m := range g.members {
		if m.original != nil || len(g.members) < 2 {
			continue
		}
		w := j.weigh(m)
		score := nameShare * ratio(dot(w.names, g.names), w.namesNorm)
		for _, t := range g.words {
			if t.language == m.language {
				score += (1 - nameShare) * ratio(dot(w.words, t.words), w.wordsNorm)
			}
		}
		if score > best {
			lead, best = m, score
		}
	}
	if lead == nil {
		return ""
	}
	return lead.id
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
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
		return copyEvidence(shared(it.shingles, it.original.shingles), len(it.shingles), len(it.original.shingles))
	}
	best := candidate{score: -1}
	w := j.weigh(it)
	for _, m := range g.members {
		if m != it && m.original == nil {
			if score := j.similarity(w, j.weigh(m)); score > best.score {
				best.best, best.score = m, score
			}
		}
	}
	if best.best == nil {
		return []string{"tells of another happening than the story in which it first stood"}
	}
	return j.because(it, best.best, "put here when all reports were looked at together")
}
