package frame

import (
	"context"
	"testing"
	"time"
)

// A client's requests beyond those that may wait are refused at once.
func TestTurns(t *testing.T) {
	t.Parallel()
	all := &Turns{All: map[string]*turn{}}
	ctx, cancel := context.WithCancel(context.Background())
	var leaves []func()
	for range TurnsAtOnce {
		leave, err := all.Enter(ctx, "a", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	ended := make(chan error)
	for range turnsWaiting {
		go func() {
			_, err := all.Enter(ctx, "a", time.Hour)
			ended <- err
		}()
	}
	for { // until all of them wait
		all.mu.Lock()
		n := all.All["a"].asked
		all.mu.Unlock()
		if n == TurnsAtOnce+turnsWaiting {
			break
		}
	}
	if _, err := all.Enter(ctx, "a", time.Hour); err != ErrTooMany {
		t.Errorf("one more than may wait: %v", err)
	}
	cancel()
	for range turnsWaiting {
		if err := <-ended; err != context.Canceled {
			t.Errorf("who left while waiting: %v", err)
		}
	}
	for _, leave := range leaves {
		leave()
	}
	if len(all.All) != 0 {
		t.Errorf("%d clients are remembered", len(all.All))
	}
}
