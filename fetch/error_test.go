package fetch

import (
	"net/http"
	"testing"
	"time"
)

// TestWall: an answer by which something before the site keeps programs out is
// told from one by which the site itself says no.
func TestWall(t *testing.T) {
	for _, c := range []struct {
		status int
		header http.Header
		want   Reason
		later  bool
	}{
		{403, http.Header{"Cf-Mitigated": {"challenge"}}, Wall, true},
		{403, http.Header{"Cf-Mitigated": {"other"}}, Status, false},
		{429, http.Header{"X-Amzn-Waf-Action": {"captcha"}}, Wall, true},
		{404, http.Header{"X-Datadome": {"protected"}}, Status, false},
		{403, http.Header{"Server": {"nginx"}}, Status, false},
	} {
		e := statusError("https://a.example/", c.status, c.header, time.Now())
		if e.Reason != c.want || e.Later != c.later || e.Status != c.status {
			t.Errorf("%d %v: %s, later %v; want %s, %v", c.status, c.header, e.Reason, e.Later, c.want, c.later)
		}
	}
}
