package fetch

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
)

// Watched is a client whose connections end at the moment of dialling, except
// those to a web of the test's; dialled gives where the others would have gone.
func Watched(dns map[string][]string, resolve map[string]string, roots *x509.CertPool) (c *Client, dialled func() []string, err error) {
	c, err = New(Config{Pace: -1, Resolve: resolve, RootCAs: roots, Lookup: func(_ context.Context, host string) ([]netip.Addr, error) {
		var addrs []netip.Addr
		for _, a := range dns[host] {
			addr, err := netip.ParseAddr(strings.Trim(a, "[]"))
			if err != nil {
				return nil, errors.Join(err, errTried)
			}
			addrs = append(addrs, addr)
		}
		return addrs, nil
	}})
	if err != nil {
		return nil, nil, err
	}
	var mu sync.Mutex
	var went []string
	connect := c.dialer.connect
	c.dialer.connect = func(ctx context.Context, network, address string) (net.Conn, error) {
		for _, to := range resolve {
			if address == to {
				return connect(ctx, network, address)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		went = append(went, address)
		return nil, errTried
	}
	return c, func() []string { mu.Lock(); defer mu.Unlock(); return went }, nil
}
