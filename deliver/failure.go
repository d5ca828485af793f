package deliver

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"dateline/news"
)

// A Failure is why a delivery was not made. Every error of Send is one.
type Failure struct {
	Later bool          // trying again may help
	After time.Duration // not sooner than this, where the other side said so; 0 when it did not
	Err   error         // what happened, in words for the desk

	// Unsure: the connection broke when the message was whole at the other side
	// but before it answered, so it may have arrived. Then Later is false: over a
	// channel that can't tell a repeat, only a person may send it again.
	Unsure bool

	// Gone: the receiver asks for an end of it (410), so the subscription ends.
	Gone bool

	Fault Fault // whose it is
}

func (f *Failure) Error() string { return f.Err.Error() }
func (f *Failure) Unwrap() error { return f.Err }

func never(format string, args ...any) error { return &Failure{Err: fmt.Errorf(format, args...)} }

func later(format string, args ...any) error {
	return &Failure{Later: true, Err: fmt.Errorf(format, args...)}
}

// ordinary and urgent are how long to wait after each failed try: soon at first,
// then through a night and a day of trouble at the other side, as Standard
// Webhooks recommends. The notice that a dispatch was withdrawn is urgent: it is
// tried every hour, for three days.
var (
	ordinary = []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute,
		2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 10 * time.Hour}
	urgent = append(slices.Clone(ordinary[:5]), slices.Repeat([]time.Duration{time.Hour}, 72)...)
)

// longestAfter bounds how long the other side can put a delivery off.
const longestAfter = time.Hour

// Tries is how often a delivery is tried before it is given up.
func Tries(isUrgent bool) int { return len(schedule(isUrgent)) + 1 }

// Backoff is how long to wait after the given number of failed tries, 1 or more.
// Up to a fifth is added at random, so that deliveries which failed together are
// not all tried at the same instant.
func Backoff(tries int, isUrgent bool) time.Duration {
	waits := schedule(isUrgent)
	wait := waits[min(max(tries, 1), len(waits))-1]
	return wait + rand.N(wait/5)
}

func schedule(isUrgent bool) []time.Duration {
	if isUrgent {
		return urgent
	}
	return ordinary
}

// Repeatable says whether a delivery over the channel may be sent again when the
// program died while sending. A webhook's receiver can tell a repeat by its
// webhook-id; a person who gets an e-mail twice can not be helped.
func Repeatable(c news.Channel) bool { return c == news.ChannelWebhook }
