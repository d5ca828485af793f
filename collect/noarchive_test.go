package collect

import (
	"net/http"
	"testing"
)

func TestNoArchive(t *testing.T) {
	for _, c := range []struct {
		tag, body string
		want      bool
	}{
		{"", "<p>robots: noarchive</p>", false},
		{"noindex, NoArchive", "", true},
		{"somebot: noarchive", "", true},
		{"none", "", true},
		{"max-snippet: 5", "", false},
		{"", `<html><head><meta name="Robots" content="index,noarchive">`, true},
		{"", `<meta name="robots" content="noindex">`, false},
		{"", `<meta name="description" content="noarchive robots">`, false},
	} {
		header := http.Header{}
		if c.tag != "" {
			header.Set("X-Robots-Tag", c.tag)
		}
		if got := NoArchive(header, []byte(c.body)); got != c.want {
			t.Errorf("%q, %q: %v", c.tag, c.body, got)
		}
	}
}
