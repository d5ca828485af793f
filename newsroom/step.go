package newsroom

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"dateline/fetch"
	"dateline/store"
)

// A step is one kind of work: what is due of it is taken in batches, done by
// some workers side by side, and ended in the transaction of its output.
type step struct {
	kind    string
	role    Role
	workers int           // how many are done at the same time
	batch   int           // how many are taken at once
	ready   int           // how many of them may wait for a worker while the next are taken
	lease   time.Duration // how long one may take before it is given to another
	tries   int           // failed tries before a person is needed
	// gather is how long what one worker has done waits for what the others do,
	// so that they share a commit; 0: not at all.
	gather time.Duration
	// ahead, if there is one, loads what do needs for all that was taken at once.
	ahead func(ctx context.Context, taken []store.Due) error
	// do works on one thing. What it returns is run in the transaction that
	// ends it; do itself changes nothing.
	do func(ctx context.Context, d store.Due) (func(tx *store.Tx) error, error)
	// may, if there is one, says whether now is a moment for it; such a step is
	// not woken but looks for itself, every now and then.
	may  func(context.Context) (bool, error)
	kick chan struct{} // nil: it is not woken
	// grace is how long what is under way may go on when the newsroom stops: what
	// leaves the house is better ended than interrupted.
	grace time.Duration
}

// An ending is what is written at the end of one thing.
type ending struct {
	due    store.Due
	finish func(*store.Tx) error
}

// maxGathered bounds how many endings share a commit.
const maxGathered = 128

// putOff, from a step's do, puts the thing off without counting a failure.
type putOff struct{ until time.Time }

func (putOff) Error() string { return "put off" }

// wake tells the steps that something of theirs became due. It never blocks.
func (n *Newsroom) wake(kinds []string) {
	for _, kind := range kinds {
		for _, s := range n.steps {
			if s.kind == kind {
				s.wake()
			}
		}
		if kind == store.ChangeLog {
			for _, f := range n.followers {
				f.wake()
			}
			n.watch.tell()
		}
	}
}

func (s *step) wake()     { kick(s.kick) }
func (f *follower) wake() { kick(f.kick) }

func kick(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it is awake already
	}
}

// run works on a kind until ctx ends: it takes what is due, sleeps until the
// next is, and can be woken.
func (n *Newsroom) run(ctx context.Context, s *step) {
	tasks, endings := make(chan store.Due, s.ready), make(chan ending, maxGathered)
	var workers, writer sync.WaitGroup
	var busy atomic.Int64
	for range s.workers {
		workers.Go(func() {
			for d := range tasks {
				busy.Add(1)
				e := n.perform(ctx, s, d)
				busy.Add(-1)
				endings <- e
			}
		})
	}
	writer.Go(func() { n.end(ctx, s, endings, &busy) })
	defer writer.Wait()
	defer close(endings)
	defer workers.Wait()
	defer close(tasks)
	for ctx.Err() == nil {
		taken, err := n.claim(ctx, s)
		if err != nil && ctx.Err() == nil {
			n.sleep(ctx, s, n.notTaken(s, err))
			continue
		}
		if len(taken) == 0 {
			n.sleep(ctx, s, n.untilNext(ctx, s))
			continue
		}
		if s.ahead != nil {
			if err := s.ahead(ctx, taken); err != nil && ctx.Err() == nil {
				n.log.Error("loading ahead", "step", s.kind, "error", err) // each is then loaded by itself
			}
		}
		for i, d := range taken {
			select {
			case tasks <- d:
			case <-ctx.Done():
				n.giveBack(taken[i:])
				return
			}
		}
	}
}

// notTaken says how long to wait where nothing could be taken.
func (n *Newsroom) notTaken(s *step, err error) time.Duration {
	fault := n.faultOf(err)
	if fault == "" {
		n.log.Error("taking what is due", "step", s.kind, "error", err)
		return time.Second
	}
	if _, first := n.faults.met(fault, n.steady()); first {
		n.log.Warn("a fault of the environment; the work waits", "fault", fault, "step", s.kind, "error", err)
	}
	n.lookAtSpace()
	return spaceEvery
}

func (n *Newsroom) claim(ctx context.Context, s *step) ([]store.Due, error) {
	n.lookAtClock(ctx) // before leases are judged by it
	if n.pauses(s) || !n.settleReturned(ctx, s) {
		return nil, nil
	}
	if held, err := n.held(ctx, s); err != nil || held {
		return nil, err
	}
	if s.may != nil {
		if may, err := s.may(ctx); err != nil || !may {
			return nil, err
		}
	}
	if s.role == RoleDeliver {
		return n.db.ClaimUrgent(ctx, s.kind, s.batch, n.until(s.kind), s.lease)
	}
	return n.db.Claim(ctx, s.kind, s.batch, n.until(s.kind), s.lease)
}

// until is up to when what is due of a kind is to be done now.
func (n *Newsroom) until(kind string) time.Time {
	switch {
	case n.once && (kind == StepLook || kind == stepAgain):
		return n.begun // what becomes due later is for another time
	case n.once && kind == stepStudy:
		return n.now().Add(studyPause) // there is no need to wait for more
	}
	return n.now()
}

// untilNext is how long nothing of a kind is due, at most a minute.
func (n *Newsroom) untilNext(ctx context.Context, s *step) time.Duration {
	switch {
	case n.pauses(s) || n.returned.has(s.kind):
		return spaceEvery
	case s.may != nil && n.once:
		return 50 * time.Millisecond // somebody waits for it
	case s.may != nil:
		return 2 * time.Second
	}
	if held, err := n.held(ctx, s); err != nil || held {
		return time.Minute // lifting the hold wakes it; by another process, this minute ends
	}
	next, err := n.db.NextDue(ctx, s.kind)
	if err != nil || next.IsZero() {
		return time.Minute
	}
	return min(max(next.Sub(n.now()), 10*time.Millisecond), time.Minute)
}

func (n *Newsroom) sleep(ctx context.Context, s *step, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-s.kick:
	case <-timer.C:
	}
}

// giveBack gives back what was taken and not begun.
func (n *Newsroom) giveBack(ds []store.Due) {
	err := n.db.Write(context.Background(), "giving back what was not begun", func(tx *store.Tx) error {
		for _, d := range ds {
			if err := tx.GiveBack(d, n.now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		n.log.Error("stopping", "error", err)
	}
}

// perform does one thing and gives how it ends; finish is nil when there is
// nothing more to write.
func (n *Newsroom) perform(ctx context.Context, s *step, d store.Due) ending {
	if ctx.Err() != nil {
		n.giveBack([]store.Due{d})
		return ending{}
	}
	if d.Tries >= s.tries { // lost its lease as often as it may fail
		n.failed(s, d, fmt.Errorf("it took longer than %s each time it was tried; the last failure: %s", s.lease, cmp.Or(d.LastError, "none was told")))
		return ending{}
	}
	work, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.lease*9/10)
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		if s.grace == 0 {
			cancel()
			return
		}
		time.AfterFunc(s.grace, cancel) // no harm is done by one that has ended
	})()
	finish, err := n.try(work, s, d)
	if err != nil {
		n.ended(ctx, s, d, err)
		return ending{}
	}
	if s.gather > 0 {
		return ending{d, finish}
	}
	n.write(ctx, s, []ending{{d, finish}})
	return ending{}
}

// end writes what the workers have done, several endings in one commit: it waits
// for more no longer than the step's gathering time, nor when nobody is at work.
func (n *Newsroom) end(ctx context.Context, s *step, endings <-chan ending, busy *atomic.Int64) {
	for first := range endings {
		group := gathered(nil, first)
		timer := time.NewTimer(s.gather)
	gather:
		for len(group) > 0 && len(group) < maxGathered && (busy.Load() > 0 || len(endings) > 0) {
			select {
			case e, open := <-endings:
				if !open {
					break gather
				}
				group = gathered(group, e)
			case <-timer.C:
				break gather
			}
		}
		timer.Stop()
		if len(group) > 0 {
			n.write(ctx, s, group)
		}
	}
}

func gathered(group []ending, e ending) []ending {
	if e.finish == nil {
		return group
	}
	return append(group, e)
}

// write writes endings in one commit, each wholly or not at all.
func (n *Newsroom) write(ctx context.Context, s *step, group []ending) {
	parts := make([]store.Part, len(group))
	for i, e := range group {
		parts[i] = store.Part{What: s.kind + " " + e.due.Key, Do: e.finish, Urgent: s.role == RoleDeliver}
	}
	for i, err := range n.db.WriteEach(context.WithoutCancel(ctx), parts) { // what is done is kept, even while stopping
		if sends := s.kind == StepDeliver || s.kind == StepWithdraw; sends && n.faultOf(err) != "" {
			n.hold(group[i]) // it has left the house: it must not be done again
			continue
		}
		n.ended(ctx, s, group[i].due, err)
	}
}

// ended sees to what failed.
func (n *Newsroom) ended(ctx context.Context, s *step, d store.Due, err error) {
	switch {
	case err == nil:
		n.log.Debug("done", "step", s.kind, "key", d.Key)
	case errors.Is(err, store.ErrLeaseLost): // another does it, or did
	case ctx.Err() != nil:
		n.giveBack([]store.Due{d})
	default:
		n.failed(s, d, err)
	}
}

// try keeps a panic in a stage from taking the newsroom down.
func (n *Newsroom) try(ctx context.Context, s *step, d store.Due) (finish func(*store.Tx) error, err error) {
	defer func() {
		if p := recover(); p != nil {
			n.log.Error("panic", "step", s.kind, "key", d.Key, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("the program failed on it (%v)", p)
		}
	}()
	return s.do(ctx, d)
}

// failed writes that a try failed: another later if that can help, else a
// person is needed.
func (n *Newsroom) failed(s *step, d store.Due, cause error) {
	if fault := n.faultOf(cause); fault != "" {
		n.putBack(s, d, fault, cause)
		return
	}
	ctx := context.Background() // the failure is kept even while stopping
	later, after := mayHelp(cause)
	err := n.writing(s)(ctx, "keeping a failure", func(tx *store.Tx) error {
		var off putOff
		switch {
		case errors.As(cause, &off):
			return tx.Later(d, off.until)
		case !later || d.Tries+1 >= s.tries:
			n.log.Warn("needs a person", "step", s.kind, "key", d.Key, "tries", d.Tries+1, "error", cause)
			return tx.Stuck(d, cause.Error())
		default:
			n.log.Info("will be tried again", "step", s.kind, "key", d.Key, "tries", d.Tries+1, "error", cause)
			return tx.Failed(d, cause.Error(), n.now().Add(max(after, backoff(d.Tries))))
		}
	})
	if fault := n.faultOf(err); fault != "" {
		n.putBack(s, d, fault, err)
		return
	}
	if err != nil && !errors.Is(err, store.ErrLeaseLost) {
		n.log.Error("keeping a failure", "step", s.kind, "key", d.Key, "error", err)
	}
}

// mayHelp says whether trying again can help, and not before how long.
func mayHelp(err error) (later bool, after time.Duration) {
	var f *fetch.Error
	if errors.As(err, &f) {
		return f.Later, f.RetryAfter
	}
	return true, 0
}

// backoff is how long to wait after a number of failed tries: half a minute,
// doubled each time, at most six hours, spread by a fifth.
func backoff(tries int) time.Duration {
	d := 30 * time.Second << min(tries, 12)
	d = min(d, 6*time.Hour)
	return d + time.Duration(rand.Int64N(int64(d)/5))
}
