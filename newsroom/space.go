package newsroom

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"dateline/store"
)

// ErrPaused is what gets who brings something while the disk is nearly full.
var ErrPaused = errors.New("collecting pauses because the disk is nearly full")

// How much space must be free for work that makes the data folder grow, where
// the settings don't say: a gibibyte or a fiftieth of a large disk, but never
// more than a tenth of a small one.
const (
	leastFree      = 1 << 30
	leastFreeShare = 50
	mostFreeShare  = 10
)

// spaceEvery is how often the free space is looked at.
const spaceEvery = 2 * time.Second

// A spaceWatch is what was last seen of the free space.
type spaceWatch struct {
	mu    sync.Mutex
	seen  store.Space
	short atomic.Bool // collecting pauses
}

// leastFree is how many bytes must be free on a disk of a size.
func (n *Newsroom) leastFree(size int64) int64 {
	if n.config.MinFree != 0 {
		return n.config.MinFree
	}
	return min(max(leastFree, size/leastFreeShare), size/mostFreeShare)
}

// lookAtSpace looks at the free space and lets collecting pause or go on.
func (n *Newsroom) lookAtSpace() {
	n.space.mu.Lock()
	defer n.space.mu.Unlock()
	s, err := n.db.Space()
	if errors.Is(err, errors.ErrUnsupported) {
		s, err = n.db.Fullness(), nil
	}
	if err != nil {
		if n.space.seen != (store.Space{}) {
			n.log.Error("looking at the free space", "error", err)
		}
		n.space.seen = store.Space{}
		return
	}
	s = n.setAside(s)
	n.space.seen = s
	least := n.leastFree(s.Size)
	if n.space.short.Load() {
		least += least / 8 // so that it doesn't pause and go on at every file
	}
	short := s.Full || s.ReadOnly || s.Size > 0 && s.Free < least
	if !n.space.short.CompareAndSwap(!short, short) {
		return
	}
	if short {
		n.log.Warn("the disk is nearly full: collecting pauses until there is space again", "free", Bytes(s.Free), "needed", Bytes(least), "data", n.config.Data)
		return
	}
	n.log.Info("there is space again: collecting goes on", "free", Bytes(s.Free))
	n.wakeAll()
}

// setAside makes the desk's reserve where there is none and it fits.
func (n *Newsroom) setAside(s store.Space) store.Space {
	want := n.config.Reserve
	if want <= 0 || s.Reserve == want || s.ReadOnly || s.Size > 0 && s.Free+s.Reserve < want+want/4 {
		return s
	}
	if err := n.db.SetAside(want); err != nil {
		if n.faultOf(err) != store.FaultFull {
			n.log.Error("setting space aside for the desk", "error", err)
		}
		return s
	}
	s.Free += s.Reserve - want
	s.Reserve = want
	return s
}

func (n *Newsroom) wakeAll() {
	for _, s := range n.steps {
		s.wake()
	}
	for _, f := range n.followers {
		f.wake()
	}
}

// Paused reports whether work that makes the data folder grow waits until there
// is space on the disk.
func (n *Newsroom) Paused() bool { return n.space.short.Load() }

// pauses reports whether a step waits while the disk is nearly full. What leaves
// the house goes on, and so does giving up old evidence, which makes space.
func (n *Newsroom) pauses(s *step) bool {
	return s.role != RoleDeliver && s.kind != stepRetain && n.Paused()
}

// untilSpace waits while the disk is nearly full.
func (n *Newsroom) untilSpace(ctx context.Context) {
	for ctx.Err() == nil && n.Paused() {
		timer := time.NewTimer(spaceEvery)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// tend looks after what the newsroom stands on, its disk and its clock, until ctx ends.
func (n *Newsroom) tend(ctx context.Context) {
	tick := time.NewTicker(spaceEvery)
	defer tick.Stop()
	for {
		n.lookAtClock(ctx)
		n.lookAtSpace()
		if !n.db.Fullness().Full {
			n.saveSessions()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// SpaceReturned waits until a newsroom that was opened for reading alone, because
// the disk was full, can be opened anew; it returns at once when ctx ends.
func (n *Newsroom) SpaceReturned(ctx context.Context) bool {
	const enough = 4 << 20 // for the database's log, its index and what the desk writes
	tick := time.NewTicker(spaceEvery)
	defer tick.Stop()
	for {
		if s, err := n.db.Space(); err == nil && s.Free >= enough {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
}

// Bytes writes a size as people read it.
func Bytes(n int64) string {
	const unit = 1 << 10
	if n < unit {
		return fmt.Sprintf("%d bytes", max(n, 0))
	}
	size, power := float64(n)/unit, 0
	for ; size >= unit && power < 4; power++ {
		size /= unit
	}
	return fmt.Sprintf("%.1f %ciB", size, "KMGTP"[power])
}

// disk names where the space is missing.
func (n *Newsroom) disk() string {
	if folder, err := filepath.Abs(n.config.Data); err == nil {
		return folder
	}
	return n.config.Data
}
