package join

import (
	"cmp"
	"slices"
	"time"

	"dateline/news"
)

// Options say how long reports can be joined. The zero value is what a
// newsroom needs.
type Options struct {
	Window time.Duration // reports older than the newest by more than this leave the index; 0: 30 days
	Apart  time.Duration // reports further apart in time than this are never one story; 0: the Window, or 60 days if that is 0 too
	Spare  int           // reports that stay however old they are, so that an archive can be joined; 0: 3,000
	Limit  int           // reports that are remembered at most; 0: 30,000
}

// A Joiner holds the reports that may still be joined. It is not safe for use
// by several goroutines: the order of arrival is part of its input.
type Joiner struct {
	options  Options
	modelsOf func(*item) models // that judge a report
	byID     map[string]*item
	arrived  []*item  // in order of arrival; their serials have no gaps
	orders   []uint64 // of each that arrived, the first bytes of its identifier: reports that score the same are put in order by them
	stories  map[string]*story
	words    postings
	names    postings
	numbers  postings
	copies   keyIndex        // by the keys of a text
	frames   keyIndex        // by the frames of its sentences
	own      map[uint32]bool // sentences that are outlets' own lines, by their words
	newest   time.Time
	serial   int
	fresh    []*item // added since reports were last looked at together

	// What a search works in, kept to be used again.
	analyst   analyst
	found     [channels][]int32 // slots of what the report says that was looked up last; -1: it has none
	idf       idf
	rares     [2][]rare
	sieve     sieve
	scores    []float32
	met       []int32
	copied    []int32
	numbersOf [arrivalNumbers]float32
}

// A story is the reports that stand in it.
type story struct {
	id      string
	members []*item
	lead    string  // the report whose headline stands for it; empty: not settled yet
	bundle  *bundle // of its latest texts; nil: to be made
}

// New gives an empty joiner.
func New(o Options) *Joiner {
	o.Apart = cmp.Or(o.Apart, o.Window, 60*24*time.Hour)
	o.Window = cmp.Or(o.Window, 30*24*time.Hour)
	o.Spare = cmp.Or(o.Spare, 3000)
	o.Limit = cmp.Or(o.Limit, 30000)
	return &Joiner{
		options:  o,
		modelsOf: func(*item) models { return learned },
		byID:     map[string]*item{},
		stories:  map[string]*story{},
		own:      map[uint32]bool{},
	}
}

// How many stories that a search brings to light are compared roughly, and how
// many of those in full.
const (
	comparedRoughly = 12
	comparedFully   = 5
)

// joinScore is how probable it must be that a report and a story tell of one event.
const joinScore = 0.5

// unknownReports are taken to be alone before anything is known of a stream.
const unknownReports = 10

// company is the share of the remembered reports that stand in a story with others
// before them. Where hardly any report has a companion the next one has none either,
// unless much speaks for it.
func (j *Joiner) company() float32 {
	return 1 - float32(len(j.stories)+unknownReports)/float32(len(j.arrived)+unknownReports)
}

// A candidate is a story that a report may belong to.
type candidate struct {
	story *story
	near  *item // the member most like the report
	score float64
	known [len(roughChannels)]float64 // see sieve.compare
}

// Add decides where a report belongs. A report whose identifier is already
// known is a later version: it keeps its story.
func (j *Joiner) Add(r news.Report) news.Link {
	it := j.prepare(r)
	if known := j.byID[r.ID]; known != nil {
		j.replace(known, it)
		return news.Link{ReportID: r.ID, StoryID: it.story.id, DuplicateOf: it.duplicateOf, Bound: it.bound,
			Because: []string{"A later version of a report that is already in this story"}}
	}
	link := news.Link{ReportID: r.ID}
	j.number(it)
	j.index(it)
	it.twins = j.twinsOf(it)
	if original := j.findCopy(it); original != nil {
		it.duplicateOf = original.id
		link.StoryID, link.DuplicateOf, link.Because = original.story.id, original.id, copyEvidence(it, original)
	} else if best := j.search(it); best.story != nil && best.score >= joinScore {
		link.StoryID = best.story.id
		link.Because = because(it, best.near, best.score)
	} else {
		link.StoryID, link.New = news.StoryID(r.ID), true
	}
	it.twins = nil
	j.put(it, link.StoryID)
	j.forget()
	return link
}

// Bind puts a report into a story because a person says so: no machine moves it
// from there. A report that is not remembered is left alone.
func (j *Joiner) Bind(reportID, storyID string) {
	it := j.byID[reportID]
	if it == nil {
		return
	}
	it.bound = true
	if it.story.id != storyID {
		j.leave(it)
		j.put(it, storyID)
		slices.SortFunc(it.story.members, func(a, b *item) int { return cmp.Compare(a.serial, b.serial) })
		it.story.bundle = nil
	}
	if !slices.Contains(j.fresh, it) {
		j.fresh = append(j.fresh, it)
	}
}

// search finds the story that a report most probably belongs to.
func (j *Joiner) search(it *item) candidate {
	alone := bundleOf(it)
	var best candidate
	company := j.company()
	for _, c := range j.candidates(it, alone) {
		c.score = float64(j.modelsOf(it).arrival.Predict(append(j.sieve.compare(c.story.texts(), c.known, j.numbersOf[:0]), company)))
		if c.score > best.score {
			best = c
		}
	}
	return best
}

// candidates gives the stories that are worth comparing with a report in full.
func (j *Joiner) candidates(it *item, alone *bundle) []candidate {
	var found []candidate
	if it.eventless() {
		return nil
	}
	for _, f := range j.nearestTo(it) {
		if !slices.ContainsFunc(found, func(c candidate) bool { return c.story == f.item.story }) {
			if !j.mayJoin(it, alone, f.item.story) {
				continue
			}
			if found = append(found, candidate{story: f.item.story, near: f.item}); len(found) == comparedRoughly {
				break
			}
		}
	}
	sieve := j.sieve.of(alone)
	for i := range found {
		found[i].score, found[i].known = sieve.roughly(found[i].story.texts())
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	return found[:min(len(found), comparedFully)]
}

// Restore puts back a report with what was decided about it. Reports are
// restored in their order of arrival, with the stories in which they stand now.
func (j *Joiner) Restore(r news.Report, l news.Link) {
	it := j.prepare(r)
	it.duplicateOf, it.bound = l.DuplicateOf, l.Bound
	if known := j.byID[r.ID]; known != nil {
		j.replace(known, it)
		return
	}
	j.number(it)
	j.index(it)
	j.put(it, l.StoryID)
	j.forget()
}

func (j *Joiner) number(it *item) {
	it.serial = j.serial
	j.serial++
	j.arrived = append(j.arrived, it)
	j.orders = append(j.orders, firstBytes(it.id))
	j.byID[it.id] = it
	j.fresh = append(j.fresh, it)
}

// put enters a report into a story.
func (j *Joiner) put(it *item, storyID string) {
	s := j.stories[storyID]
	if s == nil {
		s = &story{id: storyID}
		j.stories[storyID] = s
	}
	s.put(it)
}

// mostTexts is how many texts stand for a story, and latestTexts how many are
// left when they become more: what a story tells changes.
const (
	mostTexts   = 64
	latestTexts = 48
)

func (s *story) put(it *item) {
	it.story = s
	s.members = append(s.members, it)
	switch {
	case s.bundle == nil || it.duplicateOf != "":
	case s.bundle.texts == mostTexts:
		s.bundle = nil
	default:
		s.bundle = s.bundle.and(bundleOf(it))
	}
}

// texts gives the bundle of the story's latest texts. Copies count once.
func (s *story) texts() *bundle {
	if s.bundle != nil {
		return s.bundle
	}
	for i := len(s.members) - 1; i >= 0; i-- {
		switch m := s.members[i]; {
		case s.bundle == nil && (m.duplicateOf == "" || i == 0):
			s.bundle = bundleOf(m)
		case m.duplicateOf == "" && s.bundle.texts < latestTexts:
			s.bundle = s.bundle.and(bundleOf(m))
		}
	}
	return s.bundle
}

// index makes a report findable, and weighs it with itself counted in.
func (j *Joiner) index(it *item) {
	j.enter(it)
	j.weigh(it)
	keys := it.keys()
	j.copies.reserve(len(keys))
	for _, key := range keys {
		j.copies.add(key, it.serial)
	}
	j.frames.reserve(len(it.sentences))
	for _, s := range it.sentences {
		if s.indexed() {
			j.frames.add(s.frame, it.serial)
		}
	}
	if it.published.After(j.newest) {
		j.newest = it.published
	}
}

// unindex takes a report out of the index.
func (j *Joiner) unindex(it *item) {
	for _, c := range [...]int{inWords, inNames, inNumbers} {
		for _, f := range it.said[c] {
			j.in(c).remove(f.id, it.serial)
		}
	}
	j.removeKeys(it)
}

func (j *Joiner) removeKeys(it *item) {
	keys := it.keys()
	j.copies.touch(keys)
	for _, key := range keys {
		j.copies.remove(key, it.serial)
	}
	for _, s := range it.sentences {
		if s.indexed() {
			j.frames.remove(s.frame, it.serial)
		}
	}
}

// replace puts a later version in the place of an earlier one.
func (j *Joiner) replace(known, it *item) {
	j.unindex(known)
	it.serial, it.story = known.serial, known.story
	it.duplicateOf, it.bound = cmp.Or(it.duplicateOf, known.duplicateOf), it.bound || known.bound
	it.story.members[slices.Index(it.story.members, known)] = it
	it.story.bundle = nil
	j.arrived[it.serial-j.arrived[0].serial] = it
	j.byID[it.id] = it
	j.fresh = append(slices.DeleteFunc(j.fresh, func(f *item) bool { return f == known }), it)
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
		j.arrived, j.orders = j.arrived[1:], j.orders[1:]
		for _, c := range [...]int{inWords, inNames, inNumbers} {
			j.in(c).forget(oldest.said[c])
		}
		j.removeKeys(oldest)
		delete(j.byID, oldest.id)
		if len(j.fresh) > 0 && j.fresh[0] == oldest {
			j.fresh = j.fresh[1:]
		} else if i := slices.Index(j.fresh, oldest); i >= 0 {
			j.fresh = slices.Delete(j.fresh, i, i+1)
		}
		j.leave(oldest)
	}
}

// leave takes a report out of its story.
func (j *Joiner) leave(it *item) {
	s := it.story
	s.members = slices.DeleteFunc(s.members, func(m *item) bool { return m == it })
	s.bundle = nil
	if len(s.members) == 0 {
		delete(j.stories, s.id)
	}
}
