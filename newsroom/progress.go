package newsroom

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Progress says how far the work has come.
type Progress struct {
	Looks, Pages, Reading, Recording, Matching, Delivering int // still to do now
	Captures, Reports, Stories, Facts                      int // kept in all
	GivenUp, Stuck                                         int // pages that cannot be had; steps that need a person
}

// Idle says that nothing is left to do now.
func (p Progress) Idle() bool {
	return p.Looks+p.Pages+p.Reading+p.Recording+p.Matching+p.Delivering == 0
}

// Progress tells how far the work has come.
func (n *Newsroom) Progress(ctx context.Context) (p Progress, err error) {
	hold, err := n.db.Hold(ctx)
	if err != nil {
		return p, err
	}
	for _, w := range []struct {
		into  *int
		kinds []string
	}{
		{&p.Looks, []string{StepLook}},
		{&p.Pages, []string{StepPage, stepAgain}},
		{&p.Reading, []string{StepRead, stepStudy}},
		{&p.Recording, []string{StepRecord}},
		{&p.Matching, []string{StepMatch}},
		{&p.Delivering, []string{StepRelease, StepEdition, StepDeliver, StepWithdraw}},
	} {
		for _, kind := range w.kinds {
			if hold != nil && (&step{kind: kind}).goesOut() {
				continue // it waits for a person
			}
			until := n.until(kind)
			if kind == stepStudy {
				until = n.now().Add(studyPause) // it only waits whether more comes
			}
			pending, err := n.db.Pending(ctx, kind, until)
			if err != nil {
				return p, err
			}
			*w.into += pending
		}
	}
	last, err := n.db.LastChange(ctx)
	if err != nil {
		return p, err
	}
	for _, name := range []string{followJoin, followIndex, followSettle, followStale} {
		mark, err := n.db.Mark(ctx, name)
		if err != nil {
			return p, err
		}
		if mark < last {
			p.Recording++ // what waits there becomes due there
		}
	}
	if some, err := n.db.MattersOutdated(ctx); err != nil {
		return p, err
	} else if some && n.matters.failed() == nil {
		p.Recording++
	}
	counts, err := n.db.Counts(ctx)
	p.Captures, p.Reports, p.Stories, p.Facts = counts["captures"], counts["reports"], counts["stories"], counts["facts"]
	p.GivenUp, p.Stuck = counts["pages given up"], counts["stuck"]
	return p, err
}

// Once looks at what is due now and returns when all that follows from it is
// done; tell is told of the progress on the way. What must be tried again later
// is left for later. That matters cannot be made is an error when all else is done.
func (n *Newsroom) Once(ctx context.Context, tell func(Progress)) error {
	n.once = true
	n.matters.gaveUp.Store(nil)
	defer func() {
		n.once = false
		n.matters.gaveUp.Store(nil)
	}()
	changed, cancel := n.Watch()
	defer cancel()
	if err := n.Start(); err != nil {
		return err
	}
	defer n.Stop()
	tick := time.NewTicker(200 * time.Millisecond) // for what ends without a change
	defer tick.Stop()
	for {
		p, err := n.Progress(ctx)
		if err != nil {
			return err
		}
		tell(p)
		if n.Paused() && !p.Idle() {
			return fmt.Errorf("%w; free some space and start again: what is due is kept", ErrPaused)
		}
		if p.Idle() {
			if err := n.matters.failed(); err != nil {
				return fmt.Errorf("all else is done, but bringing matters up to date failed %d times: %w", mattersTries, err)
			}
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case <-changed:
			select { // not more often than a person can see
			case <-tick.C:
			case <-ctx.Done():
			}
		}
	}
}

// watchers are told, without waiting for them, that something changed.
type watchers struct {
	mu  sync.Mutex
	all map[chan struct{}]bool
}

// Watch gives a channel on which something comes after each change, and a
// function that ends it.
func (n *Newsroom) Watch() (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	n.watch.mu.Lock()
	defer n.watch.mu.Unlock()
	if n.watch.all == nil {
		n.watch.all = map[chan struct{}]bool{}
	}
	n.watch.all[c] = true
	return c, func() {
		n.watch.mu.Lock()
		defer n.watch.mu.Unlock()
		delete(n.watch.all, c)
	}
}

func (w *watchers) tell() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.all {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Work is what is due and in hand of one kind, for the metrics.
func (n *Newsroom) Work(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	for _, s := range n.steps {
		pending, err := n.db.Pending(ctx, s.kind, n.now())
		if err != nil {
			return nil, err
		}
		out[s.kind] = pending
	}
	return out, nil
}
