package read

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFormats writes one page as ninjs and as Markdown and compares with the
// files beside it.
func TestFormats(t *testing.T) {
	body, err := os.ReadFile(filepath.Join("testdata", "html", "graph.html"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(Page{URL: "https://courier.example/world/2025/06/03/graph", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	item, err := NINJS(r)
	if err != nil {
		t.Fatal(err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, item, "", "  "); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]string{"graph.ninjs.json": indented.String() + "\n", "graph.md": Markdown(r)} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}
