package record

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/news"
)

// shared gives a file of the shared data, which is no part of the repository.
func shared(t testing.TB, path string) []byte {
	t.Helper()
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Skipf("the shared data is not here (%v); set DATELINE_SHARED to its folder", err)
	}
	return data
}

// pactReport cuts the body out of the page's text: what stands between the
// first paragraph of prose and the agency's name, without captions.
func pactReport(t testing.TB) news.Report {
	var body []news.Paragraph
	for _, p := range strings.Split(string(shared(t, "samples/pact-page.txt")), "\n\n") {
		p = strings.TrimSpace(p)
		if len(body) > 0 && !strings.ContainsAny(p, ".”") {
			if len(body) > 6 {
				break
			}
			continue
		}
		if strings.HasSuffix(p, ".") && !strings.Contains(p, "\n") {
			body = append(body, news.Paragraph{Kind: news.PlainParagraph, Text: p})
		}
	}
	return news.Report{ID: "pact", Paragraphs: body, Text: news.JoinParagraphs(body)}
}

func TestPactPage(t *testing.T) {
	r := pactReport(t)
	if len(r.Paragraphs) != 8 {
		t.Fatalf("the body has %d paragraphs, want 8", len(r.Paragraphs))
	}
	for _, published := range []string{"2024-06-19", ""} {
		r.Published, _ = news.ParseTime(published)
		rec := Record(r)
		if testing.Verbose() {
			b, _ := json.MarshalIndent(rec, "", " ")
			t.Logf("%s", b)
		}
		checkPact(t, rec, published)
		var told []string
		for _, f := range rec.Facts {
			told = append(told, label(f))
		}
		day := strings.TrimSuffix(" "+published, " ")
		want := []string{
			"agreement Comprehensive Strategic Partnership Agreement | North Korea, Russia | signed" + day + " | defence | replaces 1961, replaces 2000, replaces 2001",
			"event CONSULT Vladimir Putin > Kim Jong-un first in a delegation format, then one-on-one",
			"statement Vladimir Putin | announced | the Comprehensive Strategic Partnership",
			"statement Vladimir Putin | said | the agreement on comprehensive",
			"statement Vladimir Putin | emphasized | this is not just",
			"statement Vladimir Putin | stated | Russia does not rule",
			"quote Vladimir Putin | Today, a new fundamental",
		}
		if !slices.Equal(told, want) {
			t.Errorf("published %q: told\n%s\nwant\n%s", published, strings.Join(told, "\n"), strings.Join(want, "\n"))
		}
		for _, f := range rec.Facts {
			if f.Type == "CONSULT" && (f.Time == nil || f.Time.Text != "about two hours" || len(f.Citations) != 2) {
				t.Errorf("the talks: %+v, want about two hours, cited twice", f)
			}
		}
	}
}

func checkPact(t *testing.T, rec news.Record, published string) {
	t.Helper()
	var agreements []*news.Agreement
	quotes := 0
	for _, f := range rec.Facts {
		switch f.Kind {
		case news.FactAgreement:
			agreements = append(agreements, f.Agreement)
		case news.FactQuote:
			quotes++
			if !strings.HasPrefix(f.Quote, "Today, a new fundamental document has been prepared") || f.Speaker == nil ||
				f.Speaker.Text != "the President of Russia" || f.Speaker.Name != "Vladimir Putin" || f.Speaker.Code != "RUS" {
				t.Errorf("quote %q by %+v", f.Quote, f.Speaker)
			}
		}
	}
	if quotes != 1 || len(agreements) != 1 {
		t.Fatalf("%d quotes and %d agreements, want one of each", quotes, len(agreements))
	}
	a := agreements[0]
	if a.Title != "Comprehensive Strategic Partnership Agreement" || len(a.Parties) != 2 {
		t.Errorf("agreement %q with %d parties", a.Title, len(a.Parties))
	}
	codes := map[string]bool{}
	for _, p := range a.Parties {
		codes[p.Code] = true
	}
	if !codes["RUS"] || !codes["PRK"] {
		t.Errorf("parties %+v, want RUS and PRK", a.Parties)
	}
	years := []int{}
	for _, r := range a.Relations {
		years = append(years, r.Instrument.Year)
		if r.Act != "replaces" || len(r.Instrument.Parties) != 2 {
			t.Errorf("relation %+v", r)
		}
	}
	if len(years) != 3 || years[0] != 1961 || years[1] != 2000 || years[2] != 2001 {
		t.Errorf("replaced instruments of %v, want 1961 2000 2001", years)
	}
	if len(a.Provisions) != 1 || a.Provisions[0].Class != "defence" {
		t.Errorf("provisions %+v, want one of defence", a.Provisions)
	}
	if len(a.Milestones) != 1 || a.Milestones[0].Act != "signed" || a.Milestones[0].Time == nil || a.Milestones[0].Time.From != published {
		t.Errorf("milestones %+v, want one signing on %q", a.Milestones, published)
	}
}
