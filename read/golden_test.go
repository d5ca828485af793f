package read

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what is read into the golden files, to be looked at as a diff")

// TestGolden reads each page of testdata and compares the whole report with the
// one beside it.
func TestGolden(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join("testdata", "[ht]*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, path := range pages {
		if strings.HasSuffix(path, ".json") || strings.Contains(path, "fuzz") {
			continue
		}
		read++
		t.Run(filepath.Base(path), func(t *testing.T) {
			body, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			url := ""
			if strings.HasSuffix(path, ".html") {
				url = "https://courier.example/world/2025/06/03/" + strings.TrimSuffix(filepath.Base(path), ".html")
			}
			r, err := Read(Page{URL: url, Body: body})
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			enc := json.NewEncoder(&got)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(r); err != nil {
				t.Fatal(err)
			}
			golden := path + ".json"
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		})
	}
	if read < 5 {
		t.Errorf("%d pages in testdata, want at least 5", read)
	}
}
