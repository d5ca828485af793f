package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limits are how often one address may do what costs or annoys others.
type limits struct {
	signIn    *limiter // each costs a password hash
	comment   *limiter
	subscribe *limiter // each sends an e-mail to whoever was named
	search    *limiter // searches and other costly pages of the site
	desk      *limiter // those of the desk, by people who are known
	turns     *turns   // of both
}

func newLimits() limits {
	return limits{
		signIn:    newLimiter(rate.Every(6*time.Second), 10),
		comment:   newLimiter(rate.Every(20*time.Second), 5),
		subscribe: newLimiter(rate.Every(time.Minute), 5),
		search:    newLimiter(rate.Every(200*time.Millisecond), 60),
		desk:      newLimiter(rate.Every(50*time.Millisecond), 200),
		turns:     &turns{all: map[string]*turn{}},
	}
}

// addressesMax bounds what a limiter remembers.
const addressesMax = 10_000

// A limiter lets each address do something so often.
type limiter struct {
	every rate.Limit
	burst int

	mu  sync.Mutex
	all map[string]*rate.Limiter
}

func newLimiter(every rate.Limit, burst int) *limiter {
	return &limiter{every: every, burst: burst, all: map[string]*rate.Limiter{}}
}

// allow says whether an address may do it once more now.
func (l *limiter) allow(address string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.all[address]
	if one == nil {
		if len(l.all) >= addressesMax {
			l.forget(now)
		}
		one = rate.NewLimiter(l.every, l.burst)
		l.all[address] = one
	}
	return one.AllowN(now, 1)
}

// forget makes room: whoever was quiet long enough begins anew anyway; if all
// are busy, some lose their count, which is better than growing without end.
func (l *limiter) forget(now time.Time) {
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

// limited refuses what one address does too often.
func (s *server) limited(l *limiter, r *http.Request) error {
	if l.allow(s.clientOf(r), time.Now()) {
		return nil
	}
	return errTooMany
}

// clientOf names who asks: their address, or of IPv6 the network that one
// customer has. Behind a proxy it is the last address that the proxy put into
// its header; those before it are whatever the client claims.
func (s *server) clientOf(r *http.Request) string {
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
