package collect

import "testing"

func TestDateOf(t *testing.T) {
	for _, tc := range []struct{ raw, want string }{
		{"Mon, 02 Nov 2026 10:00:00 +0100", "2026-11-02T09:00:00Z"},
		{"2 Nov 26 10:00 EST", "2026-11-02T15:00:00Z"},
		{"Mon, 02 Nov 2026 10:00:00 GMT+1", "2026-11-02T09:00:00Z"},
		{"Mon, 02-Nov-2026 10:00:00 UT", "2026-11-02T10:00:00Z"},
		{"Mon Nov  2 10:00:00 2026", "2026-11-02T10:00:00Z"},
		{"November 2, 2026 3:15 pm", "2026-11-02T15:15:00Z"},
		{"Thu, 01 Jan 104 07:48:00 GMT", "2004-01-01T07:48:00Z"},
		{"Thu, 31 Jun 2026 10:00:00 GMT (a day too many)", "2026-07-01T10:00:00Z"},
		{"2026-11-02T10:00:00.25+01:00", "2026-11-02T09:00:00Z"},
		{"2026-11-02T10:00:00+0100", "2026-11-02T09:00:00Z"},
		{"2026-11-02 10:00", "2026-11-02T10:00:00Z"},
		{"2026-11-02", "2026-11-02T00:00:00Z"},
		{"20261102T100000Z", "2026-11-02T10:00:00Z"},
		{"2026-11", "2026-11-01T00:00:00Z"},
		{"2026-306", "2026-11-02T00:00:00Z"},
		{"2026", "2026-01-01T00:00:00Z"},
		{"2026-13-02", ""},
		{"2026-11-02T25:00:00Z", ""},
		{"yesterday", ""},
		{"", ""},
	} {
		if got := dateOf(tc.raw); got != tc.want {
			t.Errorf("%q: got %q, want %q", tc.raw, got, tc.want)
		}
	}
}

func FuzzDateOf(f *testing.F) {
	f.Add("Mon, 02-Nov-2026 10:00:00 GMT+1")
	f.Add("2026-11-02T10:00:00.25+01:00")
	f.Fuzz(func(t *testing.T, s string) {
		if once := dateOf(s); once != dateOf(once) {
			t.Errorf("%q gives %q, and that %q", s, once, dateOf(once))
		}
	})
}
