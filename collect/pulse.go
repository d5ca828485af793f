package collect

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

const (
	// oldestPulse is how far back what a feed publishes says something.
	oldestPulse = 60 * 24 * time.Hour
	// halfPulse is how fast what was is forgotten.
	halfPulse = 21 * 24 * time.Hour
	// oneIssue is within what time reports that come out together count as one.
	oneIssue = 10 * time.Minute
	// perLook is how many reports are to be expected between two looks.
	perLook = 0.5
)

// A Pulse is when a source publishes: how much in each hour of the day and on
// each day of the week (UTC), and how much time of each of them was seen.
type Pulse struct {
	Until    time.Time   // up to when it was seen
	Newest   time.Time   // the latest report counted
	Hours    [24]float64 // reports
	Seen     [24]float64 // hours
	Days     [7]float64  // reports
	DaysSeen [7]float64  // hours
}

// MarshalText keeps a pulse short: it is read and written at each look. The two
// times are milliseconds since 1970, the counts thousandths, to which they are
// rounded anyway.
func (p Pulse) MarshalText() ([]byte, error) {
	b := make([]byte, 0, 400)
	for _, t := range []time.Time{p.Until, p.Newest} {
		ms := int64(0)
		if !t.IsZero() {
			ms = t.UnixMilli()
		}
		b = append(strconv.AppendInt(b, ms, 10), ' ')
	}
	for _, counts := range [][]float64{p.Hours[:], p.Seen[:], p.Days[:], p.DaysSeen[:]} {
		for _, v := range counts {
			b = append(strconv.AppendInt(b, int64(math.Round(v*1000)), 10), ' ')
		}
	}
	return b[:len(b)-1], nil
}

// UnmarshalText reads what MarshalText wrote.
func (p *Pulse) UnmarshalText(text []byte) error {
	var n int64
	var err error
	for _, t := range []*time.Time{&p.Until, &p.Newest} {
		if n, text, err = readNumber(text); err != nil {
			return fmt.Errorf("reading a pulse: %w", err)
		}
		if n != 0 {
			*t = time.UnixMilli(n).UTC()
		}
	}
	for _, counts := range [][]float64{p.Hours[:], p.Seen[:], p.Days[:], p.DaysSeen[:]} {
		for i := range counts {
			if n, text, err = readNumber(text); err != nil {
				return fmt.Errorf("reading a pulse: %w", err)
			}
			counts[i] = float64(n) / 1000
		}
	}
	return nil
}

// after gives the pulse with what one more look brought. Reports that say when
// they were published count at that time; what came without a date counts as one
// report at the time of the look. Only what is new to the caller counts at all:
// there are feeds whose dates are always those of today.
func (p Pulse) after(at time.Time, published []time.Time, brought bool) Pulse {
	slices.SortFunc(published, time.Time.Compare)
	from := p.Until
	if at.Before(from) {
		at = from // a hub told meanwhile
	}
	var events []time.Time
	newest := p.Newest
	for _, t := range published {
		if t.After(at) || at.Sub(t) > oldestPulse || !t.After(newest.Add(oneIssue)) && !newest.IsZero() {
			continue
		}
		events, newest = append(events, t), t
	}
	if brought && len(events) == 0 {
		events, newest = []time.Time{at}, at
	}
	switch {
	case from.IsZero() && len(events) > 1:
		from = events[0] // the feed shows what it published before the first look
	case from.IsZero():
		from = at
	}
	p.fade(at.Sub(from))
	p.see(from, at)
	for _, t := range events {
		t = t.UTC()
		p.Hours[t.Hour()]++
		p.Days[t.Weekday()]++
	}
	p.Newest, p.Until = newest, at
	p.round()
	return p
}

// see counts the time from one moment to another.
func (p *Pulse) see(from, to time.Time) {
	for t := from.UTC(); t.Before(to); {
		next := t.Truncate(time.Hour).Add(time.Hour)
		if next.After(to) {
			next = to
		}
		p.Seen[t.Hour()] += next.Sub(t).Hours()
		p.DaysSeen[t.Weekday()] += next.Sub(t).Hours()
		t = next
	}
}

func (p *Pulse) fade(elapsed time.Duration) {
	share := math.Pow(0.5, float64(elapsed)/float64(halfPulse))
	for _, counts := range [][]float64{p.Hours[:], p.Seen[:], p.Days[:], p.DaysSeen[:]} {
		for i := range counts {
			counts[i] *= share
		}
	}
}

// round keeps what is stored short.
func (p *Pulse) round() {
	for _, counts := range [][]float64{p.Hours[:], p.Seen[:], p.Days[:], p.DaysSeen[:]} {
		for i := range counts {
			counts[i] = math.Round(counts[i]*1000) / 1000
		}
	}
}

// wait is how long it takes from now on until as many reports are to be
// expected as one look should bring.
func (p Pulse) wait(now time.Time) time.Duration {
	reports, seen := 0.0, 0.0
	for i := range p.Hours {
		reports, seen = reports+p.Hours[i], seen+p.Seen[i]
	}
	// One report that has not come yet, so that a silent source is asked after
	// half the time that it has been silent.
	mean := (reports + 1) / (seen + 0.5)
	expected := 0.0
	for t := now.UTC(); t.Sub(now) < Latest; {
		next := t.Truncate(time.Hour).Add(time.Hour)
		rate := p.rate(t, mean)
		if more := rate * next.Sub(t).Hours(); expected+more < perLook {
			expected += more
			t = next
			continue
		}
		return t.Sub(now) + time.Duration((perLook-expected)/rate*float64(time.Hour))
	}
	return Latest
}

// rate is how many reports an hour are to be expected at t. Hours and days of
// which little was seen are taken for average ones.
func (p Pulse) rate(t time.Time, mean float64) float64 {
	const hours, day = 2, 24 // how much of the average is mixed in
	ofHour := (p.Hours[t.Hour()] + hours*mean) / (p.Seen[t.Hour()] + hours)
	ofDay := (p.Days[t.Weekday()] + day*mean) / (p.DaysSeen[t.Weekday()] + day)
	return ofHour * ofDay / mean
}
