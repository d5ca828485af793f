package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"dateline/newsroom"
)

// TestMetricsAreNobodysByDefault: the site's address serves metrics to whoever has
// the token, an address of their own to whoever reaches it; and every answer of
// either carries the headers that keep browsers safe.
func TestMetricsAreNobodysByDefault(t *testing.T) {
	ask := func(address, authorization string, status int) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		if authorization != "" {
			r.Header.Set("Authorization", authorization)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != status {
			t.Errorf("%s with %q: %s, %v; want %d", address, authorization, res.Status, err, status)
		}
		if res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s lacks headers: %v", address, res.Header)
		}
		return string(body)
	}
	for name, m := range map[string]metering{"nothing said": {}, "a token": {token: "s3cret"}, "an address": {listen: "127.0.0.1:0"}, "both": {listen: "127.0.0.1:0", token: "s3cret"}} {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			address, own, ended := make(chan string, 1), &capturing{found: make(chan string, 1)}, make(chan error, 1)
			s := settings{logLevel: "info", logFormat: "text"}
			c := newsroom.Config{Data: t.TempDir(), Roles: []newsroom.Role{newsroom.RoleWeb}, Log: s.logger(own)}
			go func() {
				ended <- serve(ctx, c, "127.0.0.1:0", serving{setupToken: "sesame", metrics: m, ready: func(a string) { address <- a }})
			}()
			site := <-address
			ask(site+"/healthz", "", 200)
			ask(site+"/readyz", "", 200)
			if m.token == "" {
				ask(site+"/metrics", "Bearer ", 404)
			} else {
				ask(site+"/metrics", "", 401)
				ask(site+"/metrics", "Bearer wrong", 401)
				if got := ask(site+"/metrics", "Bearer s3cret", 200); !strings.Contains(got, "go_goroutines") {
					t.Errorf("the metrics are %.200s", got)
				}
			}
			if m.listen != "" {
				with, none := "", 200
				if m.token != "" {
					with, none = "Bearer s3cret", 401
				}
				at := <-own.found
				ask(at, with, 200)
				ask(at, "", none)
				ask(strings.TrimSuffix(at, "/metrics")+"/desk", "", 404)
			}
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}

// capturing finds the address of the metrics in a log.
type capturing struct{ found chan string }

func (c *capturing) Write(b []byte) (int, error) {
	if _, rest, ok := strings.Cut(string(b), `msg="serving metrics" address=`); ok {
		c.found <- strings.TrimSpace(rest)
	}
	return len(b), nil
}
