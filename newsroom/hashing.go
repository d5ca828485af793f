package newsroom

import (
	"context"
	"errors"
	"runtime"
	"time"
)

// ErrCrowded says that as many passwords are being checked as there may be.
var ErrCrowded = errors.New("too many passwords are being checked")

// hashPlaces bound how many passwords are checked at once, because each takes 19 MiB and
// a core: many strangers, each from an address of its own, would take all there is.
// Browsers that are known to their account have places of their own.
type hashPlaces struct {
	known, strangers chan struct{}
	wait             time.Duration // for a place
}

func newHashPlaces() hashPlaces {
	n := max(2, runtime.GOMAXPROCS(0))
	return hashPlaces{known: make(chan struct{}, n), strangers: make(chan struct{}, n), wait: 5 * time.Second}
}

// enter waits for a place and returns what gives it back; ErrCrowded if there is none in time.
func (h hashPlaces) enter(ctx context.Context, known bool) (leave func(), err error) {
	places := h.strangers
	if known {
		places = h.known
	}
	leave = func() { <-places }
	select {
	case places <- struct{}{}:
		return leave, nil
	default:
	}
	wait := time.NewTimer(h.wait)
	defer wait.Stop()
	select {
	case places <- struct{}{}:
		return leave, nil
	case <-wait.C:
		return nil, ErrCrowded
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// opens reports whether a password is the one that a hash was made of, as soon as there
// is a place to find out.
func (h hashPlaces) opens(ctx context.Context, known bool, password, hash string) (bool, error) {
	leave, err := h.enter(ctx, known)
	if err != nil {
		return false, err
	}
	defer leave()
	return opens(password, hash)
}
