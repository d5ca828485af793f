package join

import (
	"slices"
	"time"
)

// Some reports are never put together, however alike they read. A story is an
// event: it has a time, and a report that tells of no event belongs to none.

// A report that speaks to its reader so often, in words of a hundred, and names
// no day, is a guide, a recipe or advice.
const (
	guideAddress = 1.5
	// Less is enough if the headline asks or promises a number of things, too.
	askingAddress = 0.7
	// And this much tells a round-up, also of a day: "10 things you need to know today".
	countingAddress = 1.2
	// A round-up lists things in its headline, and its sentences have nothing to
	// do with each other.
	roundupThings = 3
	roundupLoose  = 0.5
)

// eventless reports whether a report tells of no single event: a guide or a
// round-up.
func (it *item) eventless() bool {
	m := &it.manner
	if m.listed >= roundupThings && m.loose >= roundupLoose {
		return true
	}
	if m.question > 0 && m.address >= countingAddress {
		return true
	}
	if m.dated > 0 {
		return false
	}
	return m.address >= guideAddress || m.question > 0 && m.address >= askingAddress
}

// A story may go on for so many times as long as its reports may lie apart, if
// reports come all the time.
const longestStory = 2

// Where the texts confirm their days, reports lie no further apart than this: what
// comes later is the next act.
const confirmedApart = 10 * 24 * time.Hour

// An interval is the time that some reports span; zero if none has a time.
type interval struct{ first, last time.Time }

func (i interval) and(o interval) interval {
	if i.first.IsZero() {
		return o
	}
	if !o.first.IsZero() && o.first.Before(i.first) {
		i.first = o.first
	}
	if o.last.After(i.last) {
		i.last = o.last
	}
	return i
}

// gap is the time between two intervals; 0 if they overlap or one is unknown.
func (i interval) gap(o interval) time.Duration {
	if i.first.IsZero() || o.first.IsZero() {
		return 0
	}
	return max(i.first.Sub(o.last), o.first.Sub(i.last), 0)
}

func (i interval) length() time.Duration { return i.last.Sub(i.first) }

// tooFar reports whether two bundles lie too far apart in time to tell of one
// event, or would make a story so long that it is a storyline. Where a time is
// unknown they don't.
func tooFar(a, b *bundle, apart time.Duration) bool {
	if a.sure.gap(b.sure) > min(confirmedApart, apart) {
		return true
	}
	x, y := interval{a.first, a.last}, interval{b.first, b.last}
	if x.first.IsZero() || y.first.IsZero() {
		return false
	}
	longest := max(longestStory*apart, x.length(), y.length())
	return x.gap(y) > apart || x.and(y).length() > longest
}

// parted reports whether two groups can't be one story.
func (j *Joiner) parted(a, b *group) bool {
	if a.bound != "" && b.bound != "" || tooFar(a.bundle, b.bundle, j.options.Apart) {
		return true
	}
	if a.texts[0].eventless() || b.texts[0].eventless() {
		return true
	}
	if len(a.texts) > len(b.texts) {
		a, b = b, a
	}
	return slices.ContainsFunc(a.texts, func(it *item) bool {
		return slices.ContainsFunc(it.twins, func(twin *item) bool { return slices.Contains(b.texts, twin) })
	})
}

// mayJoin reports whether a report that arrives can belong to a story.
func (j *Joiner) mayJoin(it *item, alone *bundle, s *story) bool {
	if tooFar(alone, s.texts(), j.options.Window) {
		return false
	}
	return !slices.ContainsFunc(s.members, func(m *item) bool { return m.eventless() || slices.Contains(it.twins, m) })
}

// Two reports are twins if they are written on one template: their sentences are
// the same but for numbers, names and days. Weather, markets and results come so
// day by day; each is an event of its own, and none is a copy.
const (
	// Reports that lie further apart than this come from different days.
	otherDay  = 20 * time.Hour
	longAfter = 5 * 24 * time.Hour
	// Of the sentences with numbers or names that both have, so many are changed:
	// in an update of the same day fewer are than in tomorrow's weather.
	changedNextDay  = 0.4
	changedLater    = 0.2
	changedSameDay  = 0.6
	leastSameFrames = 2      // on one day, where a single sentence may be a coincidence
	leastFramed     = 4      // words of a frame
	templateShare   = 1. / 3 // of the sentences of the shorter report are the template's
	mostTwins       = 24
)

// frames are the sentences of two reports that match but for what was filled in:
// with the same numbers, names and days, with others, and without any.
type frames struct{ same, changed, bare, of int }

func compareFrames(a, b *item) (f frames) {
	f.of = min(framedSentences(a), framedSentences(b))
	for _, s := range a.sentences {
		if s.own || s.again || s.framed < leastFramed {
			continue
		}
		matched, same := false, false
		facts := s.facts
		for _, o := range b.sentences {
			if o.frame == s.frame {
				matched, same, facts = true, same || o.facts == s.facts, facts|o.facts
			}
		}
		switch {
		case !matched:
		case facts == 0:
			f.bare++
		case same:
			f.same++
		default:
			f.changed++
		}
	}
	return f
}

func framedSentences(it *item) (n int) {
	for _, s := range it.sentences {
		if !s.own && s.framed >= leastFramed {
			n++
		}
	}
	return n
}

func areTwins(a, b *item) bool {
	f := compareFrames(a, b)
	if f.changed == 0 || float64(f.same+f.changed+f.bare) < templateShare*float64(f.of) {
		return false
	}
	share := float64(f.changed) / float64(f.changed+f.same)
	days := daysApart(a, b)
	switch {
	case days >= longAfter:
		return share >= changedLater
	case days >= otherDay:
		return share >= changedNextDay
	}
	return share >= changedSameDay && f.changed >= leastSameFrames
}

// daysApart is how far two reports lie apart; 0 if that is unknown.
func daysApart(a, b *item) time.Duration {
	if a.published.IsZero() || b.published.IsZero() {
		return 0
	}
	return a.published.Sub(b.published).Abs()
}

// twinsOf returns the reports that are remembered and are twins of one.
func (j *Joiner) twinsOf(it *item) (twins []*item) {
	met := j.copied[:0]
	for _, s := range it.sentences {
		if s.indexed() && s.facts != 0 && !s.own && s.framed >= leastFramed {
			met = j.frames.holders(met, s.frame)
		}
	}
	slices.Sort(met)
	met = slices.Compact(met)
	j.copied = met
	for _, serial := range met {
		other := j.arrived[int(serial)-j.arrived[0].serial]
		if other != it && other.id != it.id && len(twins) < mostTwins && areTwins(it, other) {
			twins = append(twins, other)
		}
	}
	if len(twins) == 0 {
		return nil
	}
	for _, serial := range met { // the values of a template may come again on another day
		other := j.arrived[int(serial)-j.arrived[0].serial]
		if other.id == it.id || len(twins) == mostTwins || slices.Contains(twins, other) {
			continue
		}
		if daysApart(it, other) >= otherDay && sharesText(it, other) {
			twins = append(twins, other)
		}
	}
	return twins
}
