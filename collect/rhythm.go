package collect

import (
	"errors"
	"hash/fnv"
	"slices"
	"time"

	"dateline/fetch"
)

const (
	soonest = time.Minute
	// Latest is how rarely a source that answers is looked at at least.
	Latest = 24 * time.Hour
	// latestFailing is how rarely a source that fails is tried at least.
	latestFailing = 30 * 24 * time.Hour
	// maxHint bounds what a feed's ttl or Cache-Control can put off: many were
	// set once and forgotten.
	maxHint = time.Hour
	// hubSilence is how many times longer than without it a hub that tells what
	// is new may be silent: as long as a dozen reports should take.
	hubSilence = 24
)

// A History is what NextLook judges by. The caller keeps it; its zero value is
// that of a source never looked at.
type History struct {
	SourceID   string         `json:"source_id"`
	Turn       int            `json:"turn,omitempty"`        // how many looks there were
	Pulse      Pulse          `json:"pulse,omitzero"`        // when it publishes
	Failures   int            `json:"failures,omitempty"`    // in a row
	Settled    bool           `json:"settled,omitempty"`     // the last failure will not pass by itself
	RetryAfter time.Duration  `json:"retry_after,omitempty"` // what the host asked for when it last failed
	Hint       time.Duration  `json:"hint,omitempty"`        // no sooner than this, by the feed's ttl
	MaxAge     time.Duration  `json:"max_age,omitempty"`     // no sooner than this, by Cache-Control
	SkipHours  []int          `json:"skip_hours,omitempty"`  // UTC
	SkipDays   []time.Weekday `json:"skip_days,omitempty"`
	Days       Fortnight      `json:"fortnight,omitempty"` // how its looks went
	Hub        time.Time      `json:"hub,omitzero"`        // until when a WebSub hub is relied on to tell what is new
}

// After gives the history with one more look, made at the time at: what it
// gave, and whether it brought something new to the caller.
func (h History) After(at time.Time, look Look, brought bool, err error) History {
	h.RetryAfter = 0
	h.Turn++
	if err != nil {
		h.Failures++
		h.Settled = false
		var failure *fetch.Error
		if errors.As(err, &failure) {
			h.RetryAfter, h.Settled = failure.RetryAfter, !failure.Later
		}
		return h
	}
	h.Failures, h.Settled = 0, false
	h.MaxAge = look.MaxAge
	if !look.NotModified {
		h.Hint, h.SkipHours, h.SkipDays = look.Feed.TTL, look.Feed.SkipHours, look.Feed.SkipDays
	}
	return h.Told(at, look.Feed, brought)
}

// Told gives the history with what was told of the source at a time, whoever
// asked, and whether it brought something new to the caller.
func (h History) Told(at time.Time, feed Feed, brought bool) History {
	var published []time.Time
	if brought {
		for _, item := range feed.Items {
			if t, err := time.Parse(time.RFC3339, item.Published); err == nil {
				published = append(published, t)
			}
		}
	}
	h.Pulse = h.Pulse.after(at, published, brought)
	return h
}

// NextLook says when a source is worth another look: about twice as often as it
// publishes at that time of the day and of the week, never sooner than it asks
// for, between a minute and a day from now. Where a hub tells what is new, not
// before so much should have come that the hub must have failed, and not after
// what it promised ends. One that fails is asked ever more
// rarely, but once a month at least. The moment is spread by the source's id, so
// that sources added together do not stay together; the same history and time
// always give the same moment.
func NextLook(h History, now time.Time) time.Time {
	if h.Turn == 0 {
		return now
	}
	wait := min(max(h.Pulse.wait(now), min(h.Hint, maxHint), min(h.MaxAge, maxHint), soonest), Latest)
	if told := h.Hub.Sub(now); told > wait {
		wait = min(wait*hubSilence, told, Latest)
	}
	if h.Failures == 0 {
		return h.awake(now, now.Add(spread(wait, h, soonest, Latest)))
	}
	backoff := 5 * time.Minute
	if h.Settled {
		backoff = time.Hour
	}
	backoff <<= min(h.Failures-1, 13)
	wait = min(max(wait, backoff, h.RetryAfter*9/8), latestFailing)
	return now.Add(spread(wait, h, max(soonest, h.RetryAfter), latestFailing))
}

// spread moves a wait by up to a tenth either way, within [least, most].
func spread(wait time.Duration, h History, least, most time.Duration) time.Duration {
	hash := fnv.New64a()
	hash.Write([]byte(h.SourceID))
	hash.Write([]byte{byte(h.Turn), byte(h.Turn >> 8)})
	share := float64(hash.Sum64()>>11)/(1<<53)*0.2 - 0.1
	wait += time.Duration(share * float64(wait))
	return min(max(wait, least), most)
}

// awake moves a look out of the hours and days in which the feed does not want
// to be asked (RSS 2.0, skipHours and skipDays), by a day at most.
func (h History) awake(now, at time.Time) time.Time {
	for hour := at.UTC(); hour.Sub(now) < Latest; hour = hour.Truncate(time.Hour).Add(time.Hour) {
		if slices.Contains(h.SkipHours, hour.Hour()) || slices.Contains(h.SkipDays, hour.Weekday()) {
			continue
		}
		if hour.Equal(at) {
			return at
		}
		// Not all on the stroke of the hour.
		return hour.Add(spread(10*time.Minute, h, 0, Latest)).Add(time.Duration(h.Turn%10) * time.Minute)
	}
	return at
}
