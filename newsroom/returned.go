package newsroom

import (
	"context"
	"errors"
	"sync"
	"time"

	"dateline/store"
)

// A returning is what met a fault of the environment and could not even be given
// back to the store: it is kept here until the store can be written to again.
// Were it left to its lease, that would be counted as a failed try. What a
// process holds that dies is freed at the next start, which counts nothing.
type returning struct {
	mu   sync.Mutex
	dues []returnedDue
	held []ending // of deliveries that were made and whose receipts could not be written
}

type returnedDue struct {
	due  store.Due
	wait time.Duration
}

// putBack gives back what met a fault of the environment, to be tried again
// after a while, without counting a try.
func (n *Newsroom) putBack(s *step, d store.Due, fault store.Fault, cause error) {
	wait, first := n.faults.met(fault, n.steady())
	if first {
		n.log.Warn("a fault of the environment; the work waits and nothing is charged for it", "fault", fault, "step", s.kind, "key", d.Key, "error", cause)
	}
	if fault == store.FaultFull {
		n.lookAtSpace() // so that no more is taken
	}
	if err := n.giveBackDue(s, d, wait); err != nil {
		n.returned.mu.Lock()
		defer n.returned.mu.Unlock()
		n.returned.dues = append(n.returned.dues, returnedDue{d, wait})
	}
}

func (n *Newsroom) giveBackDue(s *step, d store.Due, wait time.Duration) error {
	return n.writing(s)(context.Background(), "giving back what could not be done", func(tx *store.Tx) error {
		return tx.GiveBack(d, n.now().Add(wait))
	})
}

// has reports whether something of a kind could not be written yet.
func (r *returning) has(kind string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, d := range r.dues {
		if d.due.Kind == kind {
			return true
		}
	}
	for _, e := range r.held {
		if e.due.Kind == kind {
			return true
		}
	}
	return false
}

type write func(ctx context.Context, what string, do func(*store.Tx) error) error

// writing is how a step writes: what leaves the house may use up the desk's reserve.
func (n *Newsroom) writing(s *step) write {
	if s.role == RoleDeliver {
		return n.db.WriteUrgent
	}
	return n.db.Write
}

// hold keeps the ending of a delivery that could not be written.
func (n *Newsroom) hold(e ending) {
	n.returned.mu.Lock()
	defer n.returned.mu.Unlock()
	n.returned.held = append(n.returned.held, e)
}

// settleReturned writes what could not be written before, and reports whether
// nothing of a step is left. Until then nothing of the step is taken, because
// its leases may end meanwhile.
func (n *Newsroom) settleReturned(ctx context.Context, s *step) (settled bool) {
	n.returned.mu.Lock()
	defer n.returned.mu.Unlock()
	settled = true
	left := n.returned.dues[:0]
	for _, r := range n.returned.dues {
		if r.due.Kind == s.kind {
			if err := n.giveBackDue(s, r.due, r.wait); n.faultOf(err) != "" {
				left, settled = append(left, r), false
			}
			continue
		}
		left = append(left, r)
	}
	n.returned.dues = left
	held := n.returned.held[:0]
	for _, e := range n.returned.held {
		if e.due.Kind != s.kind {
			held = append(held, e)
			continue
		}
		err := n.writing(s)(context.WithoutCancel(ctx), s.kind+" "+e.due.Key, e.finish)
		if n.faultOf(err) != "" {
			held, settled = append(held, e), false
		} else if err != nil && !errors.Is(err, store.ErrLeaseLost) {
			n.log.Error("writing what was done", "step", s.kind, "key", e.due.Key, "error", err)
		}
	}
	n.returned.held = held
	return settled
}
