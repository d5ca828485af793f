package join

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"dateline/news"
)

// readWorld reads the demo world's articles as bare texts; each file is one
// happening.
func readWorld(t *testing.T) []labelled {
	files, err := filepath.Glob("../demo/world/articles/*.txtar")
	if err != nil || len(files) == 0 {
		t.Skipf("the demo world is not here: %v", err)
	}
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	day := regexp.MustCompile(`\{day:(-?\d+)\}`)
	other := regexp.MustCompile(`\{[a-z]+:[^}]*\}`)
	var set []labelled
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			head, body, _ := strings.Cut(string(f.Data), "\n\n")
			r := news.Report{ID: filepath.Base(file) + "/" + f.Name}
			for line := range strings.Lines(head) {
				key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
				switch key {
				case "headline":
					r.Headline = value
				case "language", "lang":
					r.Language = value
				case "at":
					var n, hour, minute int
					if _, err := fmt.Sscanf(value, "%d %d:%d", &n, &hour, &minute); err == nil {
						r.Published = start.AddDate(0, 0, n).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
					}
				}
			}
			body = day.ReplaceAllStringFunc(body, func(s string) string {
				n, _ := strconv.Atoi(day.FindStringSubmatch(s)[1])
				return start.AddDate(0, 0, n).Format("Monday")
			})
			r.Text = strings.TrimSpace(other.ReplaceAllString(body, "1 March"))
			set = append(set, labelled{Report: r, story: filepath.Base(file)})
		}
	}
	return set
}

// The demo world's happenings come apart.
func TestDemoWorld(t *testing.T) {
	set := readWorld(t)
	for seed := range uint64(orders) {
		s := shuffled(set, seed+1)
		_, end := joined(s, Options{})
		p, r, f := bCubed(s, end)
		t.Logf("order %d of %d reports: P %.3f R %.3f B³ %.3f", seed+1, len(s), p, r, f)
		if f < 0.92 {
			t.Errorf("order %d: B³ %.3f, want at least 0.92", seed+1, f)
			explain(t, s, end)
		}
	}
}

// explain logs which happenings share a story and which are cut.
func explain(t *testing.T, set []labelled, put map[string]string) {
	of := map[string]map[string]int{}
	gold := map[string]map[string]int{}
	for _, r := range set {
		if of[put[r.ID]] == nil {
			of[put[r.ID]] = map[string]int{}
		}
		if gold[r.story] == nil {
			gold[r.story] = map[string]int{}
		}
		of[put[r.ID]][r.story]++
		gold[r.story][put[r.ID]]++
	}
	for s, parts := range of {
		if len(parts) > 1 {
			t.Logf("  %s holds %v", s, parts)
		}
	}
	for s, parts := range gold {
		if len(parts) > 1 {
			t.Logf("  %s is cut into %v", s, parts)
		}
	}
}
