package fetch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
)

var errTried = errors.New("dialled")

// guarded is a client whose connections end at the moment of dialling, and are
// recorded instead.
func guarded(t *testing.T, dns map[string][]string, resolve map[string]string) (*Client, *[]string) {
	t.Helper()
	c, err := New(Config{Pace: -1, Resolve: resolve, Lookup: func(_ context.Context, host string) ([]netip.Addr, error) {
		var addrs []netip.Addr
		for _, a := range dns[host] {
			addrs = append(addrs, netip.MustParseAddr(a))
		}
		return addrs, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	dialled := new([]string)
	c.dialer.connect = func(_ context.Context, _, address string) (net.Conn, error) {
		*dialled = append(*dialled, address)
		return nil, errTried
	}
	return c, dialled
}

func TestGuardSharedCases(t *testing.T) {
	type urlCase struct {
		ID, URL, Reason string
		MustBlock       bool `json:"must_block"`
		DNS             map[string][]string
	}
	cases := 0
	eachLine(t, shared(t, "conformance/urls.jsonl"), func(c urlCase) {
		cases++
		for _, robots := range []bool{false, true} {
			client, dialled := guarded(t, c.DNS, nil)
			_, err := client.Get(t.Context(), Request{URL: c.URL, Robots: robots})
			if c.MustBlock && len(*dialled) > 0 {
				t.Errorf("%s: %q (%s) was dialled: %v", c.ID, c.URL, c.Reason, *dialled)
			}
			if !c.MustBlock && !errors.Is(err, errTried) {
				t.Errorf("%s: %q was not tried: %v", c.ID, c.URL, err)
			}
		}
		client, dialled := guarded(t, c.DNS, nil)
		client.Post(t.Context(), c.URL, nil, nil)
		if c.MustBlock == (len(*dialled) > 0) {
			t.Errorf("%s: Post to %q dialled %v, must block: %v", c.ID, c.URL, *dialled, c.MustBlock)
		}
	})
	t.Logf("%d cases", cases)
}

func TestGuard(t *testing.T) {
	dns := map[string][]string{
		"public.example":  {"93.184.215.14"},
		"mixed.example":   {"127.0.0.1", "93.184.215.14"},
		"private.example": {"10.1.2.3"},
		"own.localhost":   {"127.0.0.1"},
	}
	resolve := map[string]string{"*.localhost:8123": "127.0.0.1:8123", "named.example:443": "127.0.0.1:9443"}
	for _, tc := range []struct{ url, dialled string }{
		{"http://public.example/", "93.184.215.14:80"},
		{"https://public.example:8443/", "93.184.215.14:8443"},
		{"https://public.example:25/", ""},
		{"https://public.example:6667/", ""},
		{"http://mixed.example/", ""},
		{"http://private.example/", ""},
		{"http://own.localhost:8123/", "127.0.0.1:8123"},
		{"http://a.b.localhost:8123/", "127.0.0.1:8123"},
		{"http://own.localhost:8124/", ""},
		{"https://named.example/", "127.0.0.1:9443"},
		{"http://named.example/", ""},
		{"http://[::ffff:127.0.0.1]/", ""},
		{"http://0x7f.1/", ""},
		{"http://2130706433/", ""},
		{"http://[fe80::1%25eth0]/", ""},
	} {
		c, dialled := guarded(t, dns, resolve)
		c.Get(t.Context(), Request{URL: tc.url})
		got := ""
		if len(*dialled) > 0 {
			got = (*dialled)[0]
		}
		if got != tc.dialled {
			t.Errorf("%s: dialled %q, want %q", tc.url, got, tc.dialled)
		}
	}
}

func TestResolveAddress(t *testing.T) {
	for _, tc := range []struct{ base, ref, want string }{
		{"https://a.example/x/y?q", "z", "https://a.example/x/z"},
		{"https://a.example/x/y?q", "?p=1", "https://a.example/x/y?p=1"},
		{"https://a.example/x/y?q", "#f", "https://a.example/x/y?q"},
		{"https://a.example/x/y?q", "//B.example/", "https://b.example/"},
		{"https://a.example/x/y?q", "../w?u=../v", "https://a.example/w?u=../v"},
		{"https://a.example/x/y?q", "", "https://a.example/x/y?q"},
		{"https://a.example", "x:y", ""},
		{"https://a.example/", "http:other.example/", "http://other.example/"},
		{"https://a.example/", `\\b.example\x`, "https://b.example/x"},
		{"https://a.example/", "/a b", "https://a.example/a%20b"},
		{"https://a.example/", "/caf\u00e9?q=\u00e9", "https://a.example/caf%C3%A9?q=%C3%A9"},
		{"https://a.example/", "javascript:alert(1)", ""},
	} {
		got := ""
		if u, err := ResolveAddress(tc.base, tc.ref); err == nil {
			got = u.String()
		}
		if got != tc.want {
			t.Errorf("%q on %s: got %q, want %q", tc.ref, tc.base, got, tc.want)
		}
	}
}

func FuzzResolveAddress(f *testing.F) {
	f.Add("https://a.example/x", `..\y?z#w`)
	f.Add("http://0x7f.1:80", "http:%41")
	f.Add("http:0///", strings.Repeat("\xe2", 5000)) // which escaping makes three times as long
	f.Fuzz(func(t *testing.T, base, ref string) {
		u, err := ResolveAddress(base, ref)
		if err != nil {
			return
		}
		again, err := ParseAddress(u.String())
		if err != nil || again.String() != u.String() {
			t.Errorf("%q on %q gives %q, which reads as %v, %v", ref, base, u, again, err)
		}
	})
}

// TestGuardAfterRedirect sends the client to each address by a redirect, from a
// public host that answers.
func TestGuardAfterRedirect(t *testing.T) {
	type urlCase struct {
		ID, URL, Reason string
		MustBlock       bool `json:"must_block"`
		DNS             map[string][]string
	}
	var target atomic.Value
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", target.Load().(string))
		w.WriteHeader(http.StatusFound)
	}))
	defer origin.Close()
	const public = "93.184.215.14"
	eachLine(t, shared(t, "conformance/urls.jsonl"), func(c urlCase) {
		if strings.ContainsFunc(c.URL, func(r rune) bool { return r < ' ' && r != '\t' }) {
			return // no header can hold it
		}
		dns := map[string][]string{"origin.example": {public}}
		for host, addresses := range c.DNS {
			dns[host] = addresses
		}
		client, dialled := guarded(t, dns, nil)
		record := client.dialer.connect
		client.dialer.connect = func(ctx context.Context, network, address string) (net.Conn, error) {
			if address == public+":8080" && len(*dialled) == 0 {
				return (&net.Dialer{}).DialContext(ctx, network, origin.Listener.Addr().String())
			}
			return record(ctx, network, address)
		}
		target.Store(c.URL)
		_, err := client.Get(t.Context(), Request{URL: "http://origin.example:8080/"})
		if c.MustBlock && len(*dialled) > 0 {
			t.Errorf("%s: %q (%s) was dialled after a redirect: %v", c.ID, c.URL, c.Reason, *dialled)
		}
		if err == nil {
			t.Errorf("%s: %q was fetched", c.ID, c.URL)
		}
		relative := !strings.Contains(c.URL, "//") // as a redirect it leads to the origin again
		if !c.MustBlock && !relative && !errors.Is(err, errTried) {
			t.Errorf("%s: %q was not tried after a redirect: %v", c.ID, c.URL, err)
		}
		client.Close()
	})
}
