package collect

import (
	"errors"
	"hash/fnv"
	"time"

	"dateline/fetch"
)

const (
	soonest   = time.Minute
	latest    = 24 * time.Hour
	firstLook = 15 * time.Minute // after the first look, before anything is known
	// maxHint bounds what a feed's ttl or Cache-Control can put off: many were
	// set once and forgotten.
	maxHint   = time.Hour
	keptLooks = 24
)

// A Past is one look at a source that did not fail.
type Past struct {
	At      time.Time `json:"at"`
	Brought bool      `json:"brought"` // something new
}

// A History is what NextLook judges by. The caller keeps it; its zero value is
// that of a source never looked at.
type History struct {
	SourceID   string        `json:"source_id"`
	Looks      []Past        `json:"looks,omitempty"`       // the latest last, 24 at most
	Failures   int           `json:"failures,omitempty"`    // in a row
	Hint       time.Duration `json:"hint,omitempty"`        // the feed's ttl: no sooner than this
	RetryAfter time.Duration `json:"retry_after,omitempty"` // what the host asked for when it last failed
}

// After gives the history with one more look, made at the time at: what it
// gave, and whether it brought something new to the caller.
func (h History) After(at time.Time, look Look, brought bool, err error) History {
	h.RetryAfter = 0
	if err != nil {
		h.Failures++
		var failure *fetch.Error
		if errors.As(err, &failure) {
			h.RetryAfter = failure.RetryAfter
		}
		return h
	}
	h.Failures = 0
	if !look.NotModified {
		h.Hint = look.Feed.TTL
	}
	h.Looks = append(append([]Past(nil), h.Looks...), Past{At: at, Brought: brought})
	if extra := len(h.Looks) - keptLooks; extra > 0 {
		h.Looks = h.Looks[extra:]
	}
	return h
}

// NextLook says when a source is worth another look: about twice as often as it
// has brought something new of late, never sooner than it asks for, between a
// minute and a day from now. A source that fails is asked ever more rarely. The
// moment is spread by the source's id, so that sources added together do not
// stay together; the same history and time always give the same moment.
func NextLook(h History, now time.Time) time.Time {
	if len(h.Looks) == 0 && h.Failures == 0 {
		return now
	}
	wait := rhythm(h.Looks)
	if h.Failures > 0 {
		backoff := 5 * time.Minute << min(h.Failures-1, 9)
		wait = max(wait, backoff, h.RetryAfter)
	}
	wait = max(wait, min(h.Hint, maxHint))
	wait = min(max(wait, soonest), latest)
	return now.Add(spread(wait, h.SourceID, len(h.Looks)+h.Failures, max(soonest, h.RetryAfter)))
}

// rhythm is half the mean time between looks that brought something. Where
// none did, the time since the first of them stands for one such look.
func rhythm(looks []Past) time.Duration {
	if len(looks) < 2 {
		return firstLook
	}
	span := looks[len(looks)-1].At.Sub(looks[0].At)
	brought := 0
	for _, l := range looks[1:] { // the first began the span
		if l.Brought {
			brought++
		}
	}
	if brought == 0 {
		return max(span/2, firstLook)
	}
	return span / time.Duration(2*brought)
}

// spread moves a wait by up to a tenth either way, within [least, latest].
func spread(wait time.Duration, sourceID string, turn int, least time.Duration) time.Duration {
	hash := fnv.New64a()
	hash.Write([]byte(sourceID))
	hash.Write([]byte{byte(turn), byte(turn >> 8)})
	share := float64(hash.Sum64()>>11)/(1<<53)*0.2 - 0.1
	wait += time.Duration(share * float64(wait))
	return min(max(wait, least), latest)
}
