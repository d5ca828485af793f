package frame

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits are how often one address may do what costs or annoys others.
type Limits struct {
	SignIn    *Limiter // each costs a password hash
	Comment   *Limiter
	Subscribe *Limiter // each sends an e-mail to whoever was named
	Search    *Limiter // searches and other costly pages of the site
	Desk      *Limiter // those of the desk, by people who are known
	Turns     *Turns   // of both
}

func newLimits() Limits {
	return Limits{
		SignIn:    NewLimiter(rate.Every(6*time.Second), 10),
		Comment:   NewLimiter(rate.Every(20*time.Second), 5),
		Subscribe: NewLimiter(rate.Every(time.Minute), 5),
		Search:    NewLimiter(rate.Every(200*time.Millisecond), 60),
		Desk:      NewLimiter(rate.Every(50*time.Millisecond), 200),
		Turns:     &Turns{All: map[string]*turn{}},
	}
}

// addressesMax bounds what a limiter remembers.
const addressesMax = 10_000

// A Limiter lets each address do something so often.
type Limiter struct {
	Every rate.Limit
	burst int

	mu  sync.Mutex
	all map[string]*rate.Limiter
}

// NewLimiter returns a limiter that lets an address do something burst times at once, and then every so often.
func NewLimiter(every rate.Limit, burst int) *Limiter {
	return &Limiter{Every: every, burst: burst, all: map[string]*rate.Limiter{}}
}

// allow says whether an address may do it once more now.
func (l *Limiter) allow(address string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.all[address]
	if one == nil {
		if len(l.all) >= addressesMax {
			l.forget(now)
		}
		one = rate.NewLimiter(l.Every, l.burst)
		l.all[address] = one
	}
	return one.AllowN(now, 1)
}

// forget makes room: whoever was quiet long enough begins anew anyway; if all
// are busy, some lose their count, which is better than growing without end.
func (l *Limiter) forget(now time.Time) {
	for address, one := range l.all {
		if one.TokensAt(now) >= float64(l.burst) {
			delete(l.all, address)
		}
	}
	for address := range l.all {
		if len(l.all) < addressesMax {
			return
		}
		delete(l.all, address)
	}
}

// Limited refuses what one address does too often.
func (s *Server) Limited(l *Limiter, r *http.Request) error {
	if l.allow(s.ClientOf(r), time.Now()) {
		return nil
	}
	return ErrTooMany
}

// ClientOf names who asks: their address, or of IPv6 the network that one
// customer has. Behind a proxy it is the last address that the proxy put into
// its header; those before it are whatever the client claims.
func (s *Server) ClientOf(r *http.Request) string {
	name, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		name = r.RemoteAddr
	}
	if s.ForwardedHeader != "" {
		all := strings.Split(strings.Join(r.Header.Values(s.ForwardedHeader), ","), ",")
		if last := strings.TrimSpace(all[len(all)-1]); last != "" {
			name = last
			if with, err := netip.ParseAddrPort(last); err == nil { // some proxies add the port, which is another each time
				name = with.Addr().String()
			}
		}
	}
	ip, err := netip.ParseAddr(name)
	if err != nil {
		return name
	}
	if ip = ip.Unmap(); ip.Is6() {
		if network, err := ip.Prefix(64); err == nil {
			return network.String()
		}
	}
	return ip.String()
}
