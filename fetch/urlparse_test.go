package fetch

import (
	"strings"
	"testing"
)

// TestURLStandardCases compares addresses with what the URL standard makes of
// them, user names, passwords and fragments apart, which are never sent. What it
// refuses, and what is not http or https, must be refused.
func TestURLStandardCases(t *testing.T) {
	type urlCase struct {
		ID, Input, Base, Href, Host string
		Failure                     bool
	}
	cases, right := 0, 0
	eachLine(t, shared(t, "conformance/urlparse.jsonl"), func(c urlCase) {
		fetched := strings.HasPrefix(c.Href, "http:") || strings.HasPrefix(c.Href, "https:")
		cases++
		want := ""
		if fetched {
			want = bare(c.Href)
		}
		got := ""
		u, err := ResolveAddress(c.Base, c.Input)
		if err == nil {
			got = u.String()
		}
		if got == want {
			right++
		} else {
			t.Logf("%s: %q on %q: got %q, want %q (%v)", c.ID, c.Input, c.Base, got, want, err)
		}
	})
	t.Logf("%d of %d", right, cases)
	// A percent sign that escapes nothing goes out escaped, as net/url has it, and
	// a host of dots alone is refused.
	if cases-right > cases/40 {
		t.Errorf("%d of %d addresses are not what the URL standard makes of them", cases-right, cases)
	}
}

// bare is an address without what is never sent.
func bare(href string) string {
	href, _, _ = strings.Cut(href, "#")
	scheme, rest, _ := strings.Cut(href, "://")
	authority, path, slash := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		authority = authority[at+1:]
	}
	if slash {
		path = "/" + path
	}
	return scheme + "://" + authority + path
}
