package record

import (
	"os"
	"strings"
	"testing"

	"dateline/news"
)

// TestJudgedSentences holds sentences of real news, from the coverage of Wikinews, whose
// events were judged by reading: what is told of them, and that nothing is told of
// those in which verbs of politics mean something else. The file says whose they are.
func TestJudgedSentences(t *testing.T) {
	data, err := os.ReadFile("testdata/wikinews.tsv")
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cols := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cols) != 3 {
			t.Fatalf("%q has %d columns, want 3", line, len(cols))
		}
		judged++
		published, err := news.ParseTime(cols[0])
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, f := range Record(news.Report{ID: "judged", Text: cols[2], Published: published, Language: "en"}).Facts {
			if f.Kind == news.FactEvent {
				told = append(told, label(f))
			}
		}
		if got := strings.Join(told, "; "); got != cols[1] {
			t.Errorf("%s\n  tells %q, want %q", cols[2], got, cols[1])
		}
	}
	if judged < 15 {
		t.Errorf("%d sentences, want 15 at least", judged)
	}
}
