package frame

import (
	"errors"
	"sync"
	"time"

	"dateline/newsroom"
	"dateline/web/frame/texts"
)

// A Waiting says how failed attempts are answered: some are free, then each makes
// the next wait twice as long, up to a few minutes. Nobody is locked out for longer.
type Waiting struct {
	free        int
	first, most time.Duration
	worse       int           // from so many failures on, the wait is always worst
	worst       time.Duration // 0: never
}

var (
	// OneBrowser is for one address that tries one account, and for one browser that
	// is known to the account.
	OneBrowser = Waiting{free: 5, first: 15 * time.Second, most: 5 * time.Minute}
	// allStrangers is for all browsers together that are not known to an account.
	// The waits are short, so that many attackers keep out a person in a new browser
	// for moments only; they still leave too few guesses to find a password.
	allStrangers = Waiting{free: 20, first: 2 * time.Second, most: 30 * time.Second, worse: 100, worst: 5 * time.Minute}
)

// after returns how long the next attempt must wait after so many failures.
func (p Waiting) after(failures int) time.Duration {
	if p.worst > 0 && failures >= p.worse {
		return p.worst
	}
	if failures < p.free {
		return 0
	}
	return min(p.first<<min(failures-p.free, 16), p.most)
}

const (
	attemptsKept   = 20_000
	attemptsForget = time.Hour // after the last failure
)

// attempts count what failed in a row, by who tried what. They are kept in memory:
// a restart forgives.
type attempts struct {
	mu  sync.Mutex
	all map[string]*attempt
}

type attempt struct {
	failures    int
	last, until time.Time
}

func newAttempts() *attempts { return &attempts{all: map[string]*attempt{}} }

// A try is one attempt under way, under each key that it counts for.
type try struct {
	of   *attempts
	keys map[string]Waiting
}

// begin counts an attempt as failed before it is made, so that many at the same
// time are not free. It returns how long to wait if it can't be made yet; then
// nothing is counted.
func (a *attempts) begin(keys map[string]Waiting, now time.Time) (try, time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var wait time.Duration
	for key := range keys {
		if one := a.all[key]; one != nil && now.Sub(one.last) < attemptsForget {
			wait = max(wait, one.until.Sub(now))
		}
	}
	if wait > 0 {
		return try{}, wait
	}
	for key, p := range keys {
		one := a.all[key]
		if one == nil || now.Sub(one.last) >= attemptsForget {
			a.room(now)
			one = &attempt{}
			a.all[key] = one
		}
		one.failures++
		one.last, one.until = now, now.Add(p.after(one.failures))
	}
	return try{a, keys}, 0
}

// succeeded forgets what failed before.
func (t try) succeeded() {
	t.of.mu.Lock()
	defer t.of.mu.Unlock()
	for key := range t.keys {
		delete(t.of.all, key)
	}
}

// undone takes an attempt back that was not made.
func (t try) undone() {
	t.of.mu.Lock()
	defer t.of.mu.Unlock()
	for key, p := range t.keys {
		if one := t.of.all[key]; one != nil && one.failures > 0 {
			one.failures--
			one.until = one.last.Add(p.after(one.failures))
		}
	}
}

// room keeps the number of attempts bounded: first go those that are forgotten
// anyway, then any.
func (a *attempts) room(now time.Time) {
	if len(a.all) < attemptsKept {
		return
	}
	for key, one := range a.all {
		if now.Sub(one.last) >= attemptsForget {
			delete(a.all, key)
		}
	}
	for key := range a.all {
		if len(a.all) < attemptsKept {
			return
		}
		delete(a.all, key)
	}
}

// A waitRefusal refuses an attempt because too many failed before.
type waitRefusal struct{ wait time.Duration }

func (e *waitRefusal) Error() string {
	return "Too many attempts failed. Wait " + inSeconds(e.wait) + " and try again."
}

func (e *waitRefusal) Unwrap() error { return ErrTooMany }

// inSeconds writes a short time, rounded up.
func inSeconds(d time.Duration) string {
	if d > time.Minute {
		return texts.Count(int((d+time.Minute-1)/time.Minute), "minute", "minutes")
	}
	return texts.Count(max(1, int((d+time.Second-1)/time.Second)), "second", "seconds")
}

// Guarded makes an attempt that a wrong password refuses, unless too many failed before.
func (s *Server) Guarded(keys map[string]Waiting, attempt func() error) error {
	try, wait := s.attempts.begin(keys, s.Room.Now())
	if wait > 0 {
		return &waitRefusal{wait}
	}
	err := attempt()
	switch {
	case err == nil:
		try.succeeded()
	case !errors.Is(err, newsroom.ErrWrongPassword):
		try.undone()
	}
	return err
}
