package frame

import (
	"fmt"
	"testing"
	"time"
)

func TestWaits(t *testing.T) {
	for _, c := range []struct {
		failures int
		one, all time.Duration
	}{{1, 0, 0}, {4, 0, 0}, {5, 15 * time.Second, 0}, {6, 30 * time.Second, 0}, {9, 4 * time.Minute, 0}, {10, 5 * time.Minute, 0},
		{20, 5 * time.Minute, 2 * time.Second}, {25, 5 * time.Minute, 30 * time.Second}, {99, 5 * time.Minute, 30 * time.Second}, {1000, 5 * time.Minute, 5 * time.Minute}} {
		if one, all := OneBrowser.after(c.failures), allStrangers.after(c.failures); one != c.one || all != c.all {
			t.Errorf("after %d failures one browser waits %v, all strangers %v; want %v and %v", c.failures, one, all, c.one, c.all)
		}
	}
	a := newAttempts()
	for i := range attemptsKept + 50 {
		a.begin(map[string]Waiting{fmt.Sprint(i): OneBrowser}, began)
	}
	if len(a.all) > attemptsKept {
		t.Errorf("%d attempts are kept", len(a.all))
	}
}
