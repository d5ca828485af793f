package lang

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	for _, c := range []struct {
		kind       string
		find       func(string) (Name, bool)
		word       string
		name, code string
	}{
		{"country", Country, "North Korea", "North Korea", "PRK"},
		{"country", Country, "Russian Federation", "Russia", "RUS"},
		{"country", Country, "U.S.", "United States", "USA"},
		{"country", Country, "Britain", "United Kingdom", "GBR"},
		{"country", Country, "Varland", "", ""},
		{"nationality", Nationality, "North Korean", "North Korea", "PRK"},
		{"nationality", Nationality, "Russian", "Russia", "RUS"},
		{"nationality", Nationality, "Dutch", "Netherlands", "NLD"},
		{"nationality", Nationality, "Congolese", "", ""},
		{"organisation", Organisation, "NATO", "NATO", "IGONAT"},
		{"person", Person, "Vladimir Putin", "Vladimir Putin", "RUS"},
		{"city", City, "Pyongyang", "Pyongyang", "PRK"},
		{"city", City, "Paris", "Paris", "FRA"},
	} {
		got, ok := c.find(c.word)
		if ok != (c.code != "") || got.Name != c.name || got.Code != c.code {
			t.Errorf("%s %q: got %q %q %v, want %q %q", c.kind, c.word, got.Name, got.Code, ok, c.name, c.code)
		}
	}
}

// Every line of the embedded table has the shape that unpackNames expects, and
// the whole stays small.
func TestPackedNames(t *testing.T) {
	if len(packedNames) > 2<<20 {
		t.Errorf("the table has %d bytes, want under 2 MiB", len(packedNames))
	}
	z, err := gzip.NewReader(bytes.NewReader(packedNames))
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	scan := bufio.NewScanner(z)
	for scan.Scan() {
		f := strings.Split(scan.Text(), "\t")
		lines[f[0]]++
		if want := map[string]int{"n": 3, "d": 3, "o": 4, "p": 3, "t": 5, "g": 3, "r": 3}[f[0]]; len(f) != want || f[1] == "" || len(f[2]) < 3 && f[0] != "r" {
			t.Errorf("line %q has %d fields, want %d", scan.Text(), len(f), want)
		}
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	for kind, least := range map[string]int{"n": 250, "d": 250, "o": 40, "p": 5000, "t": 3000, "g": 5000} {
		if lines[kind] < least {
			t.Errorf("%d lines of kind %q, want at least %d", lines[kind], kind, least)
		}
	}
}
