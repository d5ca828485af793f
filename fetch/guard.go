package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"code.dny.dev/ssrf"
)

// otherServices are the ports above 1023 that the Fetch standard refuses
// (§2.9, "bad port"): they speak another protocol, which an HTTP request could
// be made to feed.
var otherServices = map[uint16]bool{
	1719: true, 1720: true, 1723: true, 2049: true, 3659: true, 4045: true, 4190: true, 5060: true, 5061: true,
	6000: true, 6566: true, 6665: true, 6666: true, 6667: true, 6668: true, 6669: true, 6679: true, 6697: true, 10080: true,
}

// A dialer connects to public addresses only. The check is made on the address
// that is dialled, after resolution, so that no name, no notation and no second
// answer of a name server gets round it.
type dialer struct {
	guard   *ssrf.Guardian
	resolve map[string]string
	lookup  func(ctx context.Context, host string) ([]netip.Addr, error)
	connect func(ctx context.Context, network, address string) (net.Conn, error)
}

func newDialer(cfg Config) *dialer {
	plain := &net.Dialer{Timeout: 10 * time.Second}
	lookup := cfg.Lookup
	if lookup == nil {
		lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	return &dialer{
		guard:   ssrf.New(ssrf.WithAnyPort()), // ports have a rule of their own: publicPort
		resolve: cfg.Resolve,
		lookup:  lookup,
		connect: plain.DialContext,
	}
}

// exception tells where a host and port are sent by the named exceptions:
// "host:port" before "*.suffix:port" (the longest first) before "*:port".
func (d *dialer) exception(hostport string) (string, bool) {
	if to, ok := d.resolve[hostport]; ok {
		return to, true
	}
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return "", false
	}
	for rest := host; ; {
		dot := strings.IndexByte(rest, '.')
		if dot < 0 {
			break
		}
		rest = rest[dot+1:]
		if to, ok := d.resolve["*."+rest+":"+port]; ok {
			return to, true
		}
	}
	to, ok := d.resolve["*:"+port]
	return to, ok
}

// DialContext connects to host:port, trying the addresses of the name in turn.
func (d *dialer) DialContext(ctx context.Context, network, hostport string) (net.Conn, error) {
	if to, ok := d.exception(hostport); ok {
		return d.connect(ctx, "tcp", to)
	}
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, &Error{Reason: BadAddress, Detail: "the address has no proper host", Err: err}
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || !publicPort(uint16(number)) {
		return nil, &Error{Reason: Blocked, Detail: "port " + port + " belongs to another service and is not dialled"}
	}
	addrs, err := d.addresses(ctx, host)
	if err != nil {
		return nil, err
	}
	var last error
	for i, addr := range addrs {
		if i == 4 {
			break // a name with more addresses that all fail is not worth the time
		}
		conn, err := d.dialGuarded(ctx, netip.AddrPortFrom(addr.Unmap(), uint16(number)))
		if err == nil {
			return conn, nil
		}
		last = err
		var refused *Error
		if errors.As(err, &refused) && refused.Reason == Blocked || ctx.Err() != nil {
			// One private answer taints the name: it may be trying its luck.
			return nil, err
		}
	}
	return nil, last
}

func (d *dialer) dialGuarded(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	network := "tcp4"
	if to.Addr().Is6() {
		network = "tcp6"
	}
	if err := d.guard.Safe(network, to.String(), nil); err != nil {
		return nil, &Error{Reason: Blocked, Detail: fmt.Sprintf("it leads to %s, which is not an address of the public internet", to.Addr()), Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return d.connect(ctx, network, to.String())
}

// addresses gives what a host resolves to; a literal address is itself.
func (d *dialer) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	addrs, err := d.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	if len(addrs) == 0 {
		return nil, &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	return addrs, nil
}

// publicPort is the rule of ports: the web's two, and those that any user may
// open, without the ones known for another service.
func publicPort(port uint16) bool {
	return port == 80 || port == 443 || port >= 1024 && !otherServices[port]
}
