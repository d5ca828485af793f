package join

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/news"
)

// Short local news, most of it alone, comes apart in whatever order it arrives. The
// trees have learned from it: TestCrossValidated measures towns that they haven't
// learned from.
func TestLocalStream(t *testing.T) {
	set := readLocal(t)
	if len(set) < 300 {
		t.Fatalf("%d items, want 300 at least", len(set))
	}
	for seed := range uint64(orders) {
		arrival, end := joined(shuffled(set, seed+1), Options{})
		for when, put := range map[string]map[string]string{"on arrival": arrival, "at the end": end} {
			if _, _, f := bCubed(set, put); f < 0.985 {
				t.Errorf("order %d: B³ %s %.3f, want at least 0.985", seed+1, when, f)
				explain(t, set, put)
			}
		}
	}
}

// A small newsroom has few reports in a language, and they are of different events.
func TestFewReportsInALanguage(t *testing.T) {
	j := New(Options{})
	for i, text := range []string{
		"Kunnan uusi silta avattiin lauantaina. Kunnanjohtaja Kari Moisio leikkasi nauhan, ja ensimmäisen tunnin aikana sillan ylitti satoja ihmisiä.",
		"Näyttelijä Liina Dahl synnytti tyttären autossa matkalla ensi-iltaan perjantaina. Hän kertoo, että kuljettaja pysähtyi huoltoasemalle.",
		"Lasten jalkapallojoukkue on lopettanut harjoittelun sateessa. Valmentaja sanoo, että vanhemmat ovat tyytyväisiä.",
		"Mies tuomittiin viideksi kuukaudeksi vankeuteen mopojen varastamisesta. Hän joutuu myös maksamaan korvauksia.",
	} {
		r := news.Report{ID: string(rune('a' + i)), Headline: strings.Join(strings.Fields(text)[:4], " "), Text: text, Language: "fi", Published: day}
		if l := j.Add(r); !l.New {
			t.Errorf("report %d: %v", i+1, l.Because)
		}
	}
	if j.Settle(); len(j.stories) != 4 {
		t.Errorf("%d stories, want 4", len(j.stories))
	}
}

// The cases of ../shared, where they are.
func TestCases(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(sharedFolder(), "cases/join/*.jsonl"))
	if len(files) == 0 {
		t.Skip("the cases are not here")
	}
	for _, file := range files {
		var set []labelled
		for _, line := range lines(t, file) {
			var right struct {
				Right string `json:"right_story"`
			}
			r := labelled{Report: report(t, line)}
			if err := json.Unmarshal([]byte(line), &right); err != nil {
				t.Fatal(err)
			}
			r.story = right.Right
			set = append(set, r)
		}
		_, end := joined(set, Options{})
		if _, _, f := bCubed(set, end); f < 1 {
			t.Errorf("%s: B³ %.3f", filepath.Base(file), f)
			explain(t, set, end)
		}
	}
}

// A reported case says of pairs of reports what is right.
type reportedCase struct {
	ID                    string
	Reports               []json.RawMessage
	Apart, Together, Copy [][2]string
	NotCopy               [][2]string `json:"not_copy"`
}

func TestReportedCases(t *testing.T) {
	for _, line := range lines(t, filepath.Join(sharedFolder(), "cases/reported/join.jsonl")) {
		var c reportedCase
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		j := New(Options{})
		for _, r := range c.Reports {
			j.Add(report(t, string(r)))
		}
		j.Settle()
		together := func(p [2]string) bool { return j.byID[p[0]].story == j.byID[p[1]].story }
		copied := func(p [2]string) bool { return j.byID[p[0]].duplicateOf != "" }
		for _, want := range []struct {
			what  string
			pairs [][2]string
			holds func([2]string) bool
			want  bool
		}{{"in one story", c.Apart, together, false}, {"in one story", c.Together, together, true},
			{"a copy", c.Copy, copied, true}, {"a copy", c.NotCopy, copied, false}} {
			for _, p := range want.pairs {
				if got := want.holds(p); got != want.want {
					t.Errorf("%s: %v %s: %v, want %v", c.ID, p, want.what, got, want.want)
				}
			}
		}
	}
}

func lines(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Skipf("the cases are not here: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

func report(t *testing.T, line string) (r news.Report) {
	t.Helper()
	var when struct{ Published string }
	var rest map[string]any
	if err := json.Unmarshal([]byte(line), &when); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(line), &rest); err != nil {
		t.Fatal(err)
	}
	published, err := news.ParseTime(when.Published)
	if err != nil {
		t.Fatal(err)
	}
	delete(rest, "published")
	data, err := json.Marshal(rest)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	r.Published = published
	return r
}
