package record

import (
	"bufio"
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dateline/internal/testkit"

	"dateline/news"
)

// checkRecord is what holds of every record, whatever the text: it is the same
// twice, each fact is cited, each citation is where it says, and every word
// that a fact quotes stands in a sentence that it cites.
func checkRecord(t *testing.T, r news.Report) news.Record {
	t.Helper()
	rec := Record(r)
	if again := Record(r); !reflect.DeepEqual(rec, again) {
		t.Fatalf("%s: not the same twice", r.ID)
	}
	if rec.Facts == nil {
		t.Fatalf("%s: facts are nil", r.ID)
	}
	runes := []rune(r.Text)
	seen := map[string]bool{}
	for _, f := range rec.Facts {
		if len(f.Citations) == 0 || f.ID == "" || seen[f.ID] {
			t.Fatalf("%s: fact %q has %d citations or is there twice", r.ID, f.ID, len(f.Citations))
		}
		seen[f.ID] = true
		for _, c := range citations(f) {
			if c.Start < 0 || c.End > len(runes) || c.Start >= c.End || string(runes[c.Start:c.End]) != c.Exact {
				t.Fatalf("%s: fact %s: text[%d:%d] is not %q", r.ID, f.ID, c.Start, c.End, c.Exact)
			}
		}
		for field, text := range texts(f) {
			if !cited(f, text) {
				t.Fatalf("%s: %s: %s %q stands in no cited sentence of %+v", r.ID, f.Kind, field, text, f.Citations)
			}
		}
	}
	m := rec.Main
	for field, text := range map[string]string{"who": m.Who, "what": m.What, "where": m.Where} {
		if !strings.Contains(r.Text, text) && !strings.Contains(r.Headline, text) && text != r.Place {
			t.Fatalf("%s: main event: %s %q stands neither in the text nor in the headline", r.ID, field, text)
		}
	}
	if m.When != nil && !strings.Contains(r.Text, m.When.Text) && !strings.Contains(r.Headline, m.When.Text) {
		t.Fatalf("%s: main event: when %q stands neither in the text nor in the headline", r.ID, m.When.Text)
	}
	return rec
}

func citations(f news.Fact) []news.Citation {
	out := append([]news.Citation{}, f.Citations...)
	if a := f.Agreement; a != nil {
		for _, m := range a.Milestones {
			out = append(out, *m.Citation)
		}
		for _, p := range a.Provisions {
			out = append(out, *p.Citation)
		}
		for _, r := range a.Relations {
			out = append(out, *r.Citation)
		}
	}
	return out
}

// texts are all words of a fact that must stand in the text, by field.
func texts(f news.Fact) map[string]string {
	out := map[string]string{"predicate": f.Predicate, "object": f.Object, "quote": f.Quote}
	actors := func(field string, list []news.Actor) {
		for _, a := range list {
			out[field+" "+a.Text] = a.Text
		}
	}
	actors("source", f.Source)
	actors("target", f.Target)
	if f.Speaker != nil {
		out["speaker"] = f.Speaker.Text
	}
	if f.Time != nil {
		out["time"] = f.Time.Text
	}
	if f.Place != nil {
		out["place"] = f.Place.Text
	}
	if a := f.Agreement; a != nil {
		out["title"] = a.Title
		actors("party", a.Parties)
		for _, alias := range a.Aliases {
			out["alias "+alias] = alias
		}
		for _, m := range a.Milestones {
			actors("by", m.By)
			if m.Time != nil {
				out["milestone "+m.Time.Text] = m.Time.Text
			}
			if m.Place != nil {
				out["milestone at "+m.Place.Text] = m.Place.Text
			}
		}
		for _, p := range a.Provisions {
			out["provision "+p.Text] = p.Text
		}
		for _, r := range a.Relations {
			out["relation "+r.Instrument.Title] = r.Instrument.Title
			actors("relation's party", r.Instrument.Parties)
		}
	}
	return out
}

func cited(f news.Fact, text string) bool {
	for _, c := range f.Citations {
		if strings.Contains(c.Exact, text) {
			return true
		}
	}
	return false
}

func TestEveryRecordIsCited(t *testing.T) {
	for _, file := range []string{"facts/gum_news.jsonl", "facts/main_event.jsonl", "facts/re3d.jsonl", "facts/plover_gsr.jsonl",
		"facts/petr2_gsr.jsonl", "stories/ecbplus.jsonl", "stories/meantime.jsonl", "stories/newswcl50.jsonl"} {
		t.Run(file, func(t *testing.T) {
			data := shared(t, "data/"+file)
			scan := bufio.NewScanner(bytes.NewReader(data))
			scan.Buffer(nil, 16<<20)
			for n := 0; scan.Scan(); n++ {
				if strings.HasPrefix(file, "stories/") && n%8 > 0 || !testkit.Part(n/8, 6) {
					continue // they are many, and what holds of them is the same
				}
				var line struct {
					ID        string   `json:"id"`
					Text      string   `json:"text"`
					Sentences []string `json:"sentences"`
				}
				if err := json.Unmarshal(scan.Bytes(), &line); err != nil {
					t.Fatal(err)
				}
				if line.Text == "" {
					line.Text = strings.Join(line.Sentences, " ")
				}
				checkRecord(t, news.Report{ID: line.ID, Text: line.Text, Published: time.Date(2024, 6, 19, 0, 0, 0, 0, time.UTC)})
			}
		})
	}
}

func TestRecordOfNothing(t *testing.T) {
	for _, text := range []string{"", " ", "\n\n", "“", "\"", "”“", "It replaces", "Treaty of", "It.\n\nIt replaces the", "\xff\xfe", "a.\x00b", "Treaty between", "“ ” said"} {
		if rec := checkRecord(t, news.Report{ID: "x", Text: text, Language: "en"}); len(rec.Facts) > 0 {
			t.Errorf("%q: %d facts, want none", text, len(rec.Facts))
		}
	}
}

// Seven languages beside English are read, and others give nothing.
func TestOtherLanguages(t *testing.T) {
	r := news.Report{ID: "es", Text: "El ministro firmó el tratado de paz en la capital el lunes con los otros ministros."}
	if rec := checkRecord(t, r); len(rec.Facts) != 1 || rec.Facts[0].Type != "AGREE" || rec.Facts[0].ID == "" {
		t.Errorf("facts of a Spanish text: %+v, want the treaty", rec.Facts)
	}
	r = news.Report{ID: "pl", Text: "Minister Jan Lis powiedział, że most jest zamknięty. „Otworzymy go w maju”, powiedział minister w stolicy."}
	if rec := checkRecord(t, r); len(rec.Facts) > 0 {
		t.Errorf("%d facts of a Polish text, want none", len(rec.Facts))
	}
}

// A text ten times as long takes about ten times the work: here only that a
// hostile one ends at all within the test's time.
func TestHostileTextEnds(t *testing.T) {
	size := 200_000
	if testkit.Raced {
		size = 20_000
	}
	for _, part := range []string{"Treaty of A, B, ", "President X said “", "“a” said A. ", "A, B, C, D and ", "of of of the ", "It replaces the Treaty of 1961, the ", "U.S.A.", "killed 3 people "} {
		Record(news.Report{ID: "x", Language: "en", Text: strings.Repeat(part, size/len(part))})
	}
}

func FuzzRecord(f *testing.F) {
	for _, c := range fixtures(f) {
		f.Add(c.Report.Text)
	}
	f.Add("“Stop,” said A. It replaces the Treaty of B and C of 1961, 2000 and the")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 4000 {
			return // a report's text is valid UTF-8: reading sees to that
		}
		checkRecord(t, news.Report{ID: "f", Language: "en", Text: text, Published: time.Date(2024, 6, 19, 0, 0, 0, 0, time.UTC)})
	})
}

func BenchmarkRecord(b *testing.B) {
	r := news.Report{ID: "b", Language: "en", Published: time.Date(2024, 6, 19, 0, 0, 0, 0, time.UTC)}
	for _, c := range fixtures(b) {
		r.Text += c.Report.Text + "\n\n"
	}
	words := len(strings.Fields(r.Text))
	b.ResetTimer()
	for range b.N {
		Record(r)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(words), "ns/word")
}

// A fact is named by its sentence: it keeps its name when the sentence moves, and
// what stands where another sentence stood has a name of its own.
func TestFactsAreNamedByTheirSentence(t *testing.T) {
	idOf := func(text string) string {
		t.Helper()
		for _, f := range Record(news.Report{ID: "rep_1", Language: "en", Text: text}).Facts {
			if f.Kind == news.FactEvent {
				return f.ID
			}
		}
		t.Fatalf("no event in %q", text)
		return ""
	}
	ankara := idOf("At least 12 people were killed in a bomb attack in Ankara.")
	if izmir := idOf("At least 12 people were killed in a bomb attack in Izmir."); izmir == ankara {
		t.Error("another place, and the same fact")
	}
	if moved := idOf("It rained. At least 12 people were killed in a bomb attack in Ankara."); moved != ankara {
		t.Error("the sentence moved, and is another fact")
	}
}
