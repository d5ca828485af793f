package collect

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestFormats reads a feed of each format, and compares what it gives out with
// the file beside it.
func TestFormats(t *testing.T) {
	files, err := filepath.Glob("testdata/feeds/*")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		if filepath.Ext(file) == ".golden" {
			continue
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		feed, err := ParseFeed(body, "", "https://courier.example/feeds/this")
		if err != nil || feed.Damaged != "" {
			t.Errorf("%s: damaged %q, %v", file, feed.Damaged, err)
			continue
		}
		line, err := JSONFeed(feed)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := json.Indent(&got, line, "", "\t"); err != nil {
			t.Fatal(err)
		}
		got.WriteByte('\n')
		golden := file + ".golden"
		if *update {
			if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s: got\n%s\nwant\n%s", file, got.Bytes(), want)
		}
	}
}

// TestPauses reads when a feed asks to be left alone.
func TestPauses(t *testing.T) {
	read := func(name string) Feed {
		body, err := os.ReadFile("testdata/feeds/" + name)
		if err != nil {
			t.Fatal(err)
		}
		feed, err := ParseFeed(body, "", "")
		if err != nil {
			t.Fatal(err)
		}
		return feed
	}
	if f := read("rss.xml"); f.TTL != 30*time.Minute || len(f.SkipHours) != 2 || f.SkipHours[1] != 0 || len(f.SkipDays) != 1 || f.SkipDays[0] != time.Sunday {
		t.Errorf("RSS: got %v, %v, %v", f.TTL, f.SkipHours, f.SkipDays)
	}
	if f := read("rdf.xml"); f.TTL != 6*time.Hour {
		t.Errorf("RDF: got %v, want 6h", f.TTL)
	}
}
