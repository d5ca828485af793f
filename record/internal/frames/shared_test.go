package frames

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/lang"
)

func shared(t testing.TB, path string) []byte {
	t.Helper()
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(root, "data", "facts", path))
	if err != nil {
		t.Skipf("the shared data is not here (%v); set DATELINE_SHARED to its folder", err)
	}
	return data
}

type goldRecord struct {
	ID, Date string
	Error    any
	Events   [][3]string
	Second   [][3]string `json:"events_cameo2"`
	UD       [][]any
	Text     string
	Text2    string `json:"text_cameo2"`
}

func goldRecords(t testing.TB, file string) []goldRecord {
	var out []goldRecord
	scan := bufio.NewScanner(bytes.NewReader(shared(t, file)))
	scan.Buffer(nil, 16<<20)
	for scan.Scan() {
		var r goldRecord
		if err := json.Unmarshal(scan.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func (r goldRecord) words() []lang.Word {
	var out []lang.Word
	for _, w := range r.UD {
		out = append(out, lang.Word{Form: w[1].(string), Lemma: w[2].(string), UPOS: w[3].(string), XPOS: fmt.Sprint(w[4]), Head: int(w[5].(float64)), Deprel: w[6].(string)})
	}
	return out
}

func (r goldRecord) day() time.Time {
	t, _ := time.Parse("20060102", r.Date)
	return t
}

func keys(list []Event) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.Source.Code+" "+e.Target.Code+" "+e.Code)
	}
	slices.Sort(out)
	return out
}

func goldKeys(list [][3]string) []string {
	var out []string
	for _, e := range list {
		out = append(out, strings.Join(e[:], " "))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func unitCoder(t testing.TB) Coder {
	lex, err := ReadLexicon(bytes.NewReader(shared(t, "dictionaries/PETR.Validate.verbs.2.0.txt")))
	if err != nil {
		t.Fatal(err)
	}
	a := NewActors()
	if err := a.ReadNames(bytes.NewReader(shared(t, "dictionaries/PETR.Validate.actors.txt"))); err != nil {
		t.Fatal(err)
	}
	if err := a.ReadAgents(bytes.NewReader(shared(t, "dictionaries/PETR.Validate.agents.txt"))); err != nil {
		t.Fatal(err)
	}
	d, err := ReadDiscards(bytes.NewReader(shared(t, "dictionaries/PETR.Validate.discards.txt")))
	if err != nil {
		t.Fatal(err)
	}
	return Coder{Lexicon: lex, Actors: a, Discards: d}
}

// scores counts the records that are coded right as a whole, with their own
// trees and with those of our parser.
func scores(t *testing.T, c Coder, file string, gold func(goldRecord) (string, [][3]string)) (given, raw, all int) {
	for _, r := range goldRecords(t, file) {
		all++
		text, events := gold(r)
		want := goldKeys(events)
		got, ours := keys(c.Events(r.words(), r.day())), keys(c.Events(lang.Parse(text, lang.Span{End: len(text)}), r.day()))
		if slices.Equal(got, want) {
			given++
		} else {
			t.Logf("%s %s: given its tree %q, want %q", r.ID, text, got, want)
		}
		if slices.Equal(ours, want) {
			raw++
		} else {
			t.Logf("%s %s: from raw text %q, want %q", r.ID, text, ours, want)
		}
	}
	t.Logf("%d of %d right, %d from raw text", given, all, raw)
	return given, raw, all
}

func TestUnitRecords(t *testing.T) {
	given, raw, all := scores(t, unitCoder(t), "petrarch_unit.jsonl", func(r goldRecord) (string, [][3]string) { return r.Text2, r.Second })
	if given*100 < all*84 || raw*100 < all*76 {
		t.Errorf("%d of %d right, %d from raw text; want 84%% and 76%%", given, all, raw)
	}
}

func TestNaturalRecords(t *testing.T) {
	lex, err := ReadLexicon(bytes.NewReader(shared(t, "dictionaries/CAMEO.2.0.txt")))
	if err != nil {
		t.Fatal(err)
	}
	a := NewActors()
	if err := a.ReadNames(bytes.NewReader(shared(t, "gazetteers/phoenix_actors.tsv"))); err != nil {
		t.Fatal(err)
	}
	if err := a.ReadAgents(bytes.NewReader(shared(t, "dictionaries/Phoenix.agents.txt"))); err != nil {
		t.Fatal(err)
	}
	given, raw, all := scores(t, Coder{Lexicon: lex, Actors: a}, "petr2_gsr.jsonl", func(r goldRecord) (string, [][3]string) { return r.Text, r.Events })
	if given*100 < all*72 || raw*100 < all*60 {
		t.Errorf("%d of %d right, %d from raw text; want 72%% and 60%%", given, all, raw)
	}
}
