package fetch

import (
	"context"
	"net"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"
)

// maxLanes is how many hosts the pacer remembers before it forgets those whose
// turn is free.
const maxLanes = 4096

// A pacer gives requests their turn: to one host no more than a few at a time,
// and none sooner after the last than the host's pace; to all the hosts of one
// registrable domain together twice as many, at four times that pace.
type pacer struct {
	perHost int
	mu      sync.Mutex
	lanes   map[string]*lane
}

type lane struct {
	slots chan struct{}
	users int // under pacer.mu: requests that wait or run
	next  time.Time
}

func newPacer(perHost int) *pacer {
	return &pacer{perHost: perHost, lanes: map[string]*lane{}}
}

// acquire waits for a turn at the host, no longer than ctx lasts. release must
// be called when the request is done.
func (p *pacer) acquire(ctx context.Context, host string, pace time.Duration) (release func(), err error) {
	leave, err := p.turn(ctx, host, p.perHost, pace)
	if err != nil {
		return nil, err
	}
	domain := domainOf(host)
	if domain == "" {
		return leave, nil
	}
	// The host's turn came first, so that one slow host does not hold up its sisters.
	leaveDomain, err := p.turn(ctx, "*."+domain, 2*p.perHost, pace/4)
	if err != nil {
		leave()
		return nil, err
	}
	return func() { leaveDomain(); leave() }, nil
}

// domainOf is the registrable domain of a host that is not one itself.
func domainOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil || domain == host || net.ParseIP(strings.Trim(host, "[]")) != nil {
		return ""
	}
	return domain
}

// turn waits for a turn in one lane, which takes so many at a time.
func (p *pacer) turn(ctx context.Context, name string, most int, pace time.Duration) (release func(), err error) {
	l := p.enter(name, most)
	select {
	case l.slots <- struct{}{}:
	case <-ctx.Done():
		p.leave(l)
		return nil, ctx.Err()
	}
	release = func() {
		<-l.slots
		p.leave(l)
	}
	if wait := p.reserve(l, pace); wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			release()
			return nil, ctx.Err()
		}
	}
	return release, nil
}

func (p *pacer) enter(name string, most int) *lane {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lanes[name]
	if l == nil {
		p.forget()
		l = &lane{slots: make(chan struct{}, most)}
		p.lanes[name] = l
	}
	l.users++
	return l
}

func (p *pacer) leave(l *lane) {
	p.mu.Lock()
	l.users--
	p.mu.Unlock()
}

// reserve takes the next moment at which the host may be asked.
func (p *pacer) reserve(l *lane, pace time.Duration) (wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	at := now
	if l.next.After(now) {
		at = l.next
	}
	l.next = at.Add(max(pace, 0))
	return at.Sub(now)
}

// forget drops lanes that hold nothing, so that the table does not grow with
// the web. p.mu is held.
func (p *pacer) forget() {
	if len(p.lanes) < maxLanes {
		return
	}
	now := time.Now()
	for host, l := range p.lanes {
		if l.users == 0 && !l.next.After(now) {
			delete(p.lanes, host)
		}
	}
}
