package ledger

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"dateline/news"
)

func exportedFacts() []ExportedFact {
	told := time.Date(2026, 6, 10, 9, 0, 0, 0, time.UTC)
	cited := []news.Citation{{Exact: "Varland's minister\tmet Kestria's in Oradell.", End: 44}}
	of := func(f news.Fact) ExportedFact {
		f.Citations = cited
		return ExportedFact{Telling{Fact: f, Outlet: "Herald", Told: told, Learned: told.Add(time.Minute)}, "https://herald.example/1", "Ministers meet", "story_1"}
	}
	speaker := news.Actor{Text: "Lund", Name: "Ada Lund"}
	return []ExportedFact{
		of(news.Fact{ID: "f1", Kind: news.FactEvent, Type: "CONSULT", CAMEO: "042", Predicate: "met", Source: []news.Actor{{Text: "Varland's minister", Code: "RUS", Sector: "GOV"}}, Target: []news.Actor{{Text: "Kestria's", Code: "PRK", Sector: "GOV"}},
			Place: &news.Place{Text: "Oradell", Country: "RUS", Lat: 55.5, Lon: 37.25}, Time: &news.TimeRef{From: "2026-06-09", To: "2026-06-09", Precision: "day"}, Modality: news.Asserted, Confidence: 0.9}),
		of(news.Fact{ID: "f2", Kind: news.FactQuote, Speaker: &speaker, Quote: `=HYPERLINK("x") she "said"`}),
		of(news.Fact{ID: "f3", Kind: news.FactAgreement, Agreement: &news.Agreement{Title: "Treaty of Oradell", Kind: "treaty", Parties: []news.Actor{{Text: "Varland"}, {Text: "Kestria"}}}}),
		of(news.Fact{ID: "f4", Kind: news.FactEvent, Type: "x-DEATH", Predicate: "died", Object: "two people", Source: []news.Actor{{Text: "@SUM(A1)"}},
			Place: &news.Place{Text: "Oradell", Lat: -33.5, Lon: 18.25}}),
	}
}

func exported(t *testing.T, format string) (string, int) {
	t.Helper()
	var sb strings.Builder
	w, err := NewFactWriter(&sb, format)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range exportedFacts() {
		wrote, err := w.Write(f)
		if err != nil {
			t.Fatal(err)
		}
		if wrote {
			n++
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return sb.String(), n
}

func TestExportedFacts(t *testing.T) {
	if _, err := NewFactWriter(&strings.Builder{}, "xml"); err == nil || !strings.Contains(err.Error(), "polecat") {
		t.Errorf("an unknown format: %v", err)
	}

	out, n := exported(t, FactsGDELT)
	rows := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if n != 1 || len(rows) != 1 {
		t.Fatalf("%d events have a CAMEO code, want 1:\n%s", n, out)
	}
	cells := strings.Split(rows[0], "\t")
	if len(cells) != 61 {
		t.Fatalf("%d columns, want 61", len(cells))
	}
	for at, want := range map[int]string{1: "20260609", 2: "202606", 3: "2026", 5: "RUSGOV", 7: "RUS", 12: "GOV", 15: "PRKGOV", 26: "042", 27: "042", 28: "04", 29: "1", 52: "Oradell", 53: "RUS", 56: "55.5000", 57: "37.2500", 59: "20260610090100", 60: "https://herald.example/1"} {
		if cells[at] != want {
			t.Errorf("column %d is %q, want %q", at+1, cells[at], want)
		}
	}

	out, n = exported(t, FactsPOLECAT)
	rows = strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if n != 2 || len(rows) != 3 {
		t.Fatalf("%d events and %d rows, want 2 and 3", n, len(rows))
	}
	if !strings.Contains(rows[2], "\t'@SUM(A1)\t") || !strings.Contains(rows[2], "\t-33.5000\t") {
		t.Errorf("a spreadsheet would run a name, or reads no number: %q", rows[2])
	}
	for _, row := range rows {
		if got := strings.Count(row, "\t") + 1; got != len(polecatColumns) {
			t.Errorf("%d columns, want %d in %q", got, len(polecatColumns), row)
		}
	}

	out, n = exported(t, FactsCSV)
	table, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || n != 4 || len(table) != 5 {
		t.Fatalf("%d rows of %d facts, %v", len(table), n, err)
	}
	for i, name := range table[0] {
		if name == "lat" && table[4][i] != "-33.5000" {
			t.Errorf("a latitude is %q", table[4][i])
		}
		if name == "quote" && table[2][i] != `'=HYPERLINK("x") she "said"` {
			t.Errorf("a spreadsheet would run %q", table[2][i])
		}
	}

	out, _ = exported(t, FactsJSONL)
	for _, line := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
		var f struct {
			ID, URL string
			Learned time.Time
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil || f.ID == "" || f.URL == "" || f.Learned.IsZero() {
			t.Errorf("%v in %s", err, line)
		}
	}

	out, _ = exported(t, FactsJSONLD)
	var doc struct {
		Graph []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil || len(doc.Graph) != 4 {
		t.Fatalf("%d nodes, %v:\n%s", len(doc.Graph), err, out)
	}
	for i, want := range []string{"Event", "Quotation", "CreativeWork", "Event"} {
		if doc.Graph[i]["@type"] != want {
			t.Errorf("node %d is a %v, want %s", i, doc.Graph[i]["@type"], want)
		}
	}
}
