package frame

import (
	"fmt"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

var began = time.Date(2026, time.June, 3, 9, 0, 0, 0, time.UTC)

func TestLimiter(t *testing.T) {
	l := NewLimiter(rate.Every(time.Minute), 3)
	now := began
	for i, want := range []bool{true, true, true, false} {
		if got := l.allow("a", now); got != want {
			t.Errorf("the %d. time: %v, want %v", i+1, got, want)
		}
	}
	if !l.allow("b", now) {
		t.Error("one address takes from another")
	}
	if !l.allow("a", now.Add(time.Minute)) {
		t.Error("a minute later it is still refused")
	}
	for i := range addressesMax + 500 {
		l.allow(fmt.Sprint("x", i), now)
	}
	if len(l.all) > addressesMax {
		t.Errorf("it remembers %d addresses, want at most %d", len(l.all), addressesMax)
	}
}
