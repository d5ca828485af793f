package ledger

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"dateline/news"
)

// registerFacts returns what was recorded of six invented reports. Four report one
// treaty, one of them without its name; another reports an older one that it replaces.
func registerFacts(t testing.TB) []news.Fact {
	t.Helper()
	data, err := os.ReadFile("testdata/treaties.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var facts []news.Fact
	for dec := json.NewDecoder(bytes.NewReader(data)); dec.More(); {
		var rec news.Record
		if err := dec.Decode(&rec); err != nil {
			t.Fatal(err)
		}
		facts = append(facts, rec.Facts...)
	}
	return facts
}

func TestMergeAgreements(t *testing.T) {
	facts := registerFacts(t)
	entries := MergeAgreements(facts)
	var titles []string
	for _, e := range entries {
		titles = append(titles, e.Title)
	}
	if got, want := strings.Join(titles, "; "), "Friendship Treaty; Treaty of Common Defence; Treaty of Common Fisheries"; got != want {
		t.Fatalf("entries %s, want %s", got, want)
	}
	e := entries[1]
	if len(e.Reports) != 4 || len(e.Parties) != 2 || len(e.Provisions) != 1 || len(e.Relations) != 1 || len(e.Milestones) != 1 {
		t.Errorf("%d reports, %d parties, %d provisions, %d relations, %d milestones; want 4 2 1 1 1", len(e.Reports), len(e.Parties), len(e.Provisions), len(e.Relations), len(e.Milestones))
	}
	if got := e.Relations[0].Instrument.Title; got != "Friendship Treaty" {
		t.Errorf("replaces %q, want the name that one of the reports gives", got)
	}
	for _, c := range e.Citations {
		if c.ReportID == "" {
			t.Errorf("citation %q names no report", c.Exact)
		}
	}
	for range 20 { // any order gives the same register
		rand.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		if again := MergeAgreements(facts); !reflect.DeepEqual(again, entries) {
			t.Fatalf("another order of the same facts gave\n%+v\nwant\n%+v", again, entries)
		}
	}
}

func TestMergeNothing(t *testing.T) {
	if got := MergeAgreements(nil); got == nil || len(got) != 0 {
		t.Errorf("got %v, want an empty register", got)
	}
	rejected := registerFacts(t)
	for i := range rejected {
		rejected[i].State = news.FactRejected
	}
	if got := MergeAgreements(rejected); len(got) != 0 {
		t.Errorf("%d entries of rejected facts, want none", len(got))
	}
}

func TestBinding(t *testing.T) {
	entries := MergeAgreements(registerFacts(t))
	for _, c := range []struct{ a, b, day, want string }{
		{"Varland", "Kestria", "1950-01-01", ""},
		{"Varland", "Kestria", "1990-01-01", "Friendship Treaty"},
		{"Kestria", "Varland", "2031-04-16", "Treaty of Common Defence"},
		{"Morvane", "Kestria", "2031-04-17", "Treaty of Common Fisheries"},
		{"Morvane", "Varland", "2031-04-17", ""},
		{"", "Varland", "2031-04-17", ""},
	} {
		day, _ := time.Parse(time.DateOnly, c.day)
		var got []string
		for _, e := range Binding(entries, c.a, c.b, day) {
			got = append(got, e.Title)
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s and %s on %s: got %q, want %q", c.a, c.b, c.day, got, c.want)
		}
	}
}
