package join

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"dateline/news"
)

// Options say how long reports can be joined. The zero value is what a
// newsroom needs.
type Options struct {
	Window time.Duration // reports older than the newest by more than this leave the index; 0: 30 days
	Spare  int           // reports that stay however old they are, so that an archive can be joined; 0: 3,000
	Limit  int           // reports that are remembered at most; 0: 30,000
}

// A Merge says that the story Gone turned out to be the story Kept.
type Merge struct{ Kept, Gone string }

// A Decision is what one report changed: where it was put, and then what it
// showed of earlier ones.
type Decision struct {
	Link   news.Link
	Merges []Merge
}

// A Joiner holds the reports that may still be joined. It is not safe for use
// by several goroutines: the order of arrival is part of its input.
type Joiner struct {
	options   Options
	byID      map[string]*item
	arrived   []*item // in order of arrival
	stories   map[string]*story
	words     postings
	names     postings
	copies    map[uint64][]*item // by a slot of the sketch and its value
	newest    time.Time
	texts     map[uint32]string // of the names that can be shown as evidence
	turn      uint64            // marks the items that one search has already seen
	met       []*item           // by a search; kept to be used again
	serial    int
	unsettled int // reports added since all were looked at together
}

// A story is the reports that stand in it.
type story struct {
	id      string
	members []*item
	lead    string // the report whose headline stands for it; empty: not settled yet
}

// New gives an empty joiner.
func New(o Options) *Joiner {
	o.Window = cmp.Or(o.Window, 30*24*time.Hour)
	o.Spare = cmp.Or(o.Spare, 3000)
	o.Limit = cmp.Or(o.Limit, 30000)
	return &Joiner{
		options: o,
		byID:    map[string]*item{},
		stories: map[string]*story{},
		words:   postings{},
		names:   postings{},
		texts:   map[uint32]string{},
		copies:  map[uint64][]*item{},
	}
}

// Add decides where a report belongs. A report whose identifier is already
// known is a later version: it keeps its story.
func (j *Joiner) Add(r news.Report) Decision {
	it := analyse(r)
	if known := j.byID[r.ID]; known != nil {
		it.serial = known.serial
		j.replace(known, it)
		return Decision{Link: news.Link{ReportID: r.ID, StoryID: it.story.id, DuplicateOf: it.duplicateOf,
			Because: []string{"a later version of a report that is already in this story"}}}
	}
	j.unsettled++
	found := j.search(it)
	d := Decision{Link: news.Link{ReportID: r.ID}}
	switch {
	case found.copyOf != nil:
		it.duplicateOf = found.copyOf.id
		d.Link.StoryID, d.Link.DuplicateOf = found.copyOf.story.id, found.copyOf.id
		d.Link.Because = found.copyEvidence
	case len(found.stories) > 0 && found.stories[0].score >= joinScore:
		d.Link.StoryID = found.stories[0].story.id
		best := found.stories[0]
		d.Link.Because = j.because(it, best.best, fmt.Sprintf("likeness %.2f, %.2f suffices", best.score, joinScore))
	default:
		d.Link.StoryID, d.Link.New = news.StoryID(r.ID), true
	}
	j.put(it, d.Link.StoryID)
	d.Merges = j.merge(it, found.stories)
	j.forget()
	return d
}

// Restore puts back a report with what was decided about it, and leaves the
// joiner as Add left it. Reports are restored in their order of arrival, with
// the stories in which they stand now.
func (j *Joiner) Restore(r news.Report, l news.Link) {
	it := analyse(r)
	it.duplicateOf = l.DuplicateOf
	if known := j.byID[r.ID]; known != nil {
		it.serial = known.serial
		j.replace(known, it)
		return
	}
	j.put(it, l.StoryID)
	j.forget()
}

// put enters a report into the index and into a story.
func (j *Joiner) put(it *item, storyID string) {
	j.serial++
	it.serial = j.serial
	j.byID[it.id] = it
	j.arrived = append(j.arrived, it)
	s := j.stories[storyID]
	if s == nil {
		s = &story{id: storyID}
		j.stories[storyID] = s
	}
	it.story = s
	s.members = append(s.members, it)
	j.index(it)
}

func (j *Joiner) index(it *item) {
	for i, id := range it.shown {
		j.texts[id] = it.shownTexts[i]
	}
	it.shownTexts = nil // one text serves all reports that have the name
	j.words.add(it, it.words)
	j.names.add(it, it.names)
	for _, key := range it.sketch {
		j.copies[key] = append(j.copies[key], it)
	}
	if it.published.After(j.newest) {
		j.newest = it.published
	}
}

func (j *Joiner) unindex(it *item) {
	j.words.remove(it, it.words)
	j.names.remove(it, it.names)
	for _, id := range it.shown {
		if len(j.names[id]) == 0 {
			delete(j.texts, id)
		}
	}
	for _, key := range it.sketch {
		if rest := without(j.copies[key], it); len(rest) > 0 {
			j.copies[key] = rest
		} else {
			delete(j.copies, key)
		}
	}
}

// replace puts a later version in the place of an earlier one.
func (j *Joiner) replace(known, it *item) {
	j.unindex(known)
	it.story = known.story
	it.duplicateOf = cmp.Or(it.duplicateOf, known.duplicateOf)
	it.story.members[slices.Index(it.story.members, known)] = it
	j.arrived[slices.Index(j.arrived, known)] = it
	j.byID[it.id] = it
	j.index(it)
}

// forget lets go, in order of arrival, of what is too old or too much.
func (j *Joiner) forget() {
	for len(j.arrived) > j.options.Spare {
		oldest := j.arrived[0]
		if len(j.arrived) <= j.options.Limit && j.newest.Sub(oldest.published) <= j.options.Window {
			return
		}
		j.arrived[0] = nil
		j.arrived = j.arrived[1:]
		delete(j.byID, oldest.id)
		j.unindex(oldest)
		oldest.story.members = without(oldest.story.members, oldest)
		if len(oldest.story.members) == 0 {
			delete(j.stories, oldest.story.id)
		}
	}
}

// merge joins other stories to the one that a report was put in, where the
// report and the stories themselves are close enough. The older one is kept.
func (j *Joiner) merge(it *item, found []candidate) []Merge {
	var merges []Merge
	for _, c := range found {
		if c.score < bridgeScore {
			break
		}
		kept, gone := it.story, c.story
		if kept == gone || j.likeness(kept.members, gone.members) < mergeScore {
			continue
		}
		if gone.members[0].serial < kept.members[0].serial {
			kept, gone = gone, kept
		}
		for _, member := range gone.members {
			member.story = kept
		}
		kept.members = append(kept.members, gone.members...)
		slices.SortFunc(kept.members, func(a, b *item) int { return cmp.Compare(a.serial, b.serial) })
		delete(j.stories, gone.id)
		merges = append(merges, Merge{kept.id, gone.id})
	}
	return merges
}

func without(list []*item, it *item) []*item {
	if i := slices.Index(list, it); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}
