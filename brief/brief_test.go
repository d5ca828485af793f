package brief

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/internal/testkit"

	"dateline/lang"
	"dateline/news"
)

func harbourFire() []news.Report {
	day := time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)
	return []news.Report{
		{ID: "a", Language: "en", Published: day, Headline: "Fire destroys fish hall in Port Ester harbour",
			Text: "A fire destroyed the fish hall in the harbour of Port Ester on Thursday. Nobody was hurt, the fire brigade said.\n\nWhat happens now?\n\nThe café “Zur Möwe” next door stayed open all day for the crews."},
		{ID: "b", Language: "en", Published: day.Add(time.Hour), Headline: "Blaze in harbour",
			Text: "The fish hall in Port Ester's harbour was destroyed by a fire on Thursday. Sixty firefighters fought the fire for five hours.\n\nNobody was hurt, the fire brigade said."},
		{ID: "c", Language: "en", Headline: "Mayor promises new hall",
			Text: "Mayor Ilse Brandt promised to rebuild the fish hall that a fire destroyed in the harbour. Nobody was hurt, the fire brigade said."},
	}
}

func TestWrite(t *testing.T) {
	b := Write(harbourFire(), 60)
	if want := "Fire destroys fish hall in Port Ester harbour"; b.Headline != want {
		t.Errorf("headline %q, want %q", b.Headline, want)
	}
	var said *Sentence
	for i, s := range b.Sentences {
		if strings.HasPrefix(s.Text, "Nobody was hurt") {
			said = &b.Sentences[i]
		}
	}
	if said == nil || len(said.Citations) != 3 {
		t.Errorf("what all three say is cited as %+v, want three places", said)
	}
	data, err := json.Marshal(Write(nil, 0))
	if err != nil || string(data) != `{"headline":"","sentences":[]}` {
		t.Errorf("no reports give %s, %v", data, err)
	}
	if b := Write([]news.Report{{ID: "x", Headline: "Only a headline"}}, 0); b.Headline != "Only a headline" || len(b.Sentences) != 0 {
		t.Errorf("a report without a text gives %+v", b)
	}
	if b := Write([]news.Report{{ID: "x", Text: "Short one"}}, 0); len(b.Sentences) != 1 {
		t.Errorf("a report of one scrap gives %+v, want the scrap", b)
	}
}

// One source, many, and two that differ in a number.
func TestSourcesAndDisputes(t *testing.T) {
	reports := []news.Report{
		{ID: "a", Language: "en", Text: "At least 12 people died when a ferry sank off Port Ester on Monday. The captain had warned of the wind in the morning."},
		{ID: "b", Language: "en", Text: "At least 15 people died when a ferry sank off Port Ester on Monday."},
		{ID: "copy", Language: "en", Text: "At least 15 people died when a ferry sank off Port Ester on Monday."},
	}
	got := Write(reports, 100).Sentences
	if len(got) != 2 || got[0].Sources != 1 || got[1].Sources != 1 || len(got[1].Disputed) != 0 {
		t.Fatalf("got %+v, want two sentences of one text: another toll is no second source", got)
	}
	if d := got[0].Disputed; len(d) != 1 || d[0].Text == got[0].Text || !strings.Contains(d[0].Text, "people died") {
		t.Errorf("disputed: %+v, want the other number", d)
	}
}

// stories are the stories of the tests: our own, and the labelled ones where
// they are at hand.
func stories(t *testing.T) map[string][]news.Report {
	out := map[string][]news.Report{"harbour fire": harbourFire()}
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = "../../shared"
	}
	for _, name := range []string{"ecbplus", "basil", "meantime"} {
		data, err := os.ReadFile(filepath.Join(root, "data/stories", name+".jsonl"))
		if err != nil {
			t.Logf("without the labelled stories: %v", err)
			return out
		}
		for line := range strings.Lines(string(data)) {
			var row struct{ ID, Title, Text, Story, Lang string }
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				t.Fatal(err)
			}
			out[row.Story] = append(out[row.Story], news.Report{ID: row.ID, Headline: row.Title, Text: row.Text, Language: row.Lang})
		}
	}
	return out
}

// What every brief must hold to: each sentence stands where it says, no two are
// alike, the words suffice, and the order of the reports makes no difference.
func TestBriefsHoldTrue(t *testing.T) {
	all := stories(t)
	for n, name := range slices.Sorted(maps.Keys(all)) {
		if n%6 != 0 || !testkit.Part(n/6, 5) {
			continue // each takes a while
		}
		reports := all[name]
		b := Write(reports, 100)
		texts := map[string][]rune{}
		for _, r := range reports {
			texts[r.ID] = []rune(r.Text)
		}
		words := 0
		for i, s := range b.Sentences {
			words += len(lang.Terms(s.Text, ""))
			if len(s.Citations) == 0 {
				t.Errorf("%s: %q is not cited", name, s.Text)
			}
			for _, c := range s.Citations {
				if got := string(texts[c.ID][c.Start:c.End]); got != s.Text {
					t.Errorf("%s: %s %d-%d is %q, not %q", name, c.ID, c.Start, c.End, got, s.Text)
				}
			}
			for _, other := range b.Sentences[:i] {
				if n := overlap(s.Text, other.Text); n > 0.5 {
					t.Errorf("%s: %q says %.0f%% of %q", name, s.Text, 100*n, other.Text)
				}
			}
		}
		if len(b.Sentences) == 0 || len(b.Sentences) > 1 && words > 100 {
			t.Errorf("%s: %d sentences of %d words, want some, of at most 100", name, len(b.Sentences), words)
		}
		rng := rand.New(rand.NewPCG(7, 7))
		for range 2 {
			rng.Shuffle(len(reports), func(i, k int) { reports[i], reports[k] = reports[k], reports[i] })
			if again := Write(reports, 100); !reflect.DeepEqual(b, again) {
				t.Errorf("%s: another order gives\n%v\nnot\n%v", name, again, b)
			}
		}
	}
}

// overlap is the share of the words of the shorter sentence that the other has.
func overlap(a, b string) float64 {
	set := func(s string) map[string]bool {
		words := map[string]bool{}
		for _, t := range lang.Terms(s, "") {
			words[t.Form] = true
		}
		return words
	}
	x, y := set(a), set(b)
	common := 0
	for w := range x {
		if y[w] {
			common++
		}
	}
	return float64(common) / float64(min(len(x), len(y)))
}

// BenchmarkWrite is a brief of a story of fifty reports.
func BenchmarkWrite(b *testing.B) {
	var reports []news.Report
	for i := range 50 {
		var text strings.Builder
		for k := range 25 {
			fmt.Fprintf(&text, "The council of village %d met on day %d and spoke about its well, its %d sheep and the road to the harbour of Port Ester.\n", (i+k)%17, i, k*13%29)
		}
		reports = append(reports, news.Report{ID: fmt.Sprint(i), Language: "en", Headline: "Villages meet", Text: text.String()})
	}
	for b.Loop() {
		Write(reports, 0)
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("A fire broke out. Nobody was hurt.", "The fire \xff broke out.\n\n“Why?”", 20)
	f.Fuzz(func(t *testing.T, one, two string, words int) {
		reports := []news.Report{{ID: "1", Text: one}, {ID: "2", Text: two}}
		b := Write(reports, words)
		for _, s := range b.Sentences {
			for _, c := range s.Citations {
				text := []rune(map[string]string{"1": one, "2": two}[c.ID])
				if c.Start < 0 || c.End > len(text) || string(text[c.Start:c.End]) != string([]rune(s.Text)) {
					t.Fatalf("%q is not at %+v", s.Text, c)
				}
			}
		}
	})
}

func ExampleWrite() {
	for _, s := range Write(harbourFire(), 30).Sentences {
		fmt.Println(s.Text, len(s.Citations))
	}
	// Output:
	// A fire destroyed the fish hall in the harbour of Port Ester on Thursday. 1
	// Nobody was hurt, the fire brigade said. 3
	// Sixty firefighters fought the fire for five hours. 1
}

// A hostile page's endless sentence is not parsed, also where the reports hold no other.
func TestEndlessSentence(t *testing.T) {
	r := news.Report{ID: "rep_1", Version: 1, Headline: "Ministers meet", Text: strings.Repeat("(a ", 50_000)}
	Write([]news.Report{{ID: "rep_0", Version: 1, Text: "Ministers of two states met in Arvika on Monday."}}, 100) // unpacks the grammar
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	Write([]news.Report{r}, 100)
	runtime.ReadMemStats(&after)
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 64 {
		t.Errorf("a sentence of 150 KB took %d MB", took)
	}
}
