package fetch

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestDomainHasItsPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(2)
		begun := time.Now()
		for _, tc := range []struct {
			host string
			at   time.Duration // when its turn comes
		}{
			{"feeds.paper.co.uk", 0},
			{"www.paper.co.uk:8080", 15 * time.Second}, // a quarter of the pace after its sister
			{"paper.co.uk", 15 * time.Second},          // the domain itself is a host like others
			{"other.co.uk", 15 * time.Second},          // another domain: no wait
			{"203.0.113.7", 15 * time.Second},
			{"feeds.paper.co.uk", time.Minute},
		} {
			release, err := p.acquire(t.Context(), tc.host, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			if got := time.Since(begun); got != tc.at {
				t.Errorf("%s: its turn came after %v, want %v", tc.host, got, tc.at)
			}
			release()
		}
	})
}

func TestPacerHoldsNothingAfterGivingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(1)
		release, err := p.acquire(t.Context(), "a.paper.example", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := p.acquire(ctx, "a.paper.example", time.Minute); err == nil {
			t.Error("two requests to a host that takes one at a time")
		}
		if _, err := p.acquire(ctx, "b.paper.example", time.Hour); err == nil {
			t.Error("a sister host had its turn at once")
		}
		release()
		for name, l := range p.lanes {
			if l.users != 0 || len(l.slots) != 0 {
				t.Errorf("%s: %d users, %d slots taken", name, l.users, len(l.slots))
			}
		}
	})
}
