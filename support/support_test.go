package support

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/internal/testkit"
)

// A pair is one of testdata/pairs.txt.
type pair struct{ kind, want, claim, evidence string }

func pairsOf(t testing.TB, file string) (out []pair) {
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(data), "\n") {
		if f := strings.Split(line, " | "); len(f) == 4 && !strings.HasPrefix(line, "#") {
			out = append(out, pair{f[0], f[1], f[2], f[3]})
		}
	}
	return out
}

// TestPairs holds how many of our own pairs come out right, and that no pair of
// different events or opposites counts as support.
func TestPairs(t *testing.T) {
	pairs := pairsOf(t, "pairs.txt")
	right := 0
	for n, p := range pairs {
		if !testkit.Part(n, 5) {
			continue
		}
		got := Compare(Read(p.claim, time.Time{}), Read(p.evidence, time.Time{}))
		if string(got.Verdict) == p.want {
			right++
			continue
		}
		t.Logf("%s: %s, want %s: %s / %s (%s)", p.kind, got.Verdict, p.want, p.claim, p.evidence, got.Why)
		if got.Verdict == Supports {
			t.Errorf("false support")
		}
	}
	t.Logf("%d of %d right", right, len(pairs))
	if !testkit.Raced && right < 137 {
		t.Errorf("%d of %d pairs are right, want 137", right, len(pairs))
	}
}

// TestTwoEvents: sentences on two events of one topic hardly ever support each other.
func TestTwoEvents(t *testing.T) {
	root := cmp.Or(os.Getenv("DATELINE_SHARED"), "../../shared")
	data, err := os.ReadFile(filepath.Join(root, "data/facts/support_pairs.jsonl"))
	if err != nil {
		t.Skipf("without the labelled pairs: %v", err)
	}
	same, different := 0, 0
	for n, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if !testkit.Part(n, 6) {
			continue
		}
		var p struct {
			Claim, Evidence string
			Same            bool
		}
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		switch got := Compare(Read(p.Claim, time.Time{}), Read(p.Evidence, time.Time{})); {
		case got.Verdict != Supports:
		case p.Same:
			same++
		default:
			different++
			t.Logf("false: %s / %s (%s)", p.Claim, p.Evidence, got.Why)
		}
	}
	t.Logf("%d supports, %d of them false", same+different, different)
	if float64(same) < 0.97*float64(same+different) {
		t.Errorf("precision %d of %d, want 0.97", same, same+different)
	}
}

// TestKinds: numbers of different kinds aren't compared with one another.
func TestKinds(t *testing.T) {
	for _, c := range []struct{ claim, evidence string }{
		{"Ten people missed the train.", "The train at 10:00 was missed."},
		{"The ferry left with 10 cars.", "The ferry left at 06:10."},
		{"Rovers scored 3 goals.", "Rovers won 3-1."},
	} {
		if got := Compare(Read(c.claim, time.Time{}), Read(c.evidence, time.Time{})); got.Verdict == Supports {
			t.Errorf("%q supports %q: %s", c.evidence, c.claim, got.Why)
		}
	}
}

// TestDays: a weekday is compared by the day it means.
func TestDays(t *testing.T) {
	tuesday := time.Date(2026, time.June, 2, 12, 0, 0, 0, time.UTC)
	claim := Read("Mara Lund died on Monday.", tuesday)
	if got := Compare(claim, Read("Mara Lund died on Monday.", tuesday.AddDate(0, 0, 7))); got.Verdict == Supports {
		t.Errorf("Mondays of two weeks: %+v", got)
	}
	if got := Compare(claim, Read("Mara Lund died yesterday.", tuesday)); got.Verdict != Supports {
		t.Errorf("yesterday: %+v", got)
	}
	if got := Compare(claim, Read("Mara Lund died yesterday.", tuesday.AddDate(0, 0, 3))); got.Verdict != Contradicts || got.Point != Day {
		t.Errorf("another day: %+v", got)
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("Police arrested 4 men on Monday.", "Four men weren't arrested \xff")
	f.Add("“No,” he said", "Ten to 06:10")
	f.Fuzz(func(t *testing.T, claim, evidence string) {
		a := Compare(Read(claim, time.Time{}), Read(evidence, time.Time{}))
		if a.Why == "" || a.Verdict == "" {
			t.Fatalf("no reason: %+v", a)
		}
	})
}
