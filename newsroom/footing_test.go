package newsroom

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// A draft from a story knows what its sentences stand on, and each keeps its
// citations while the desk edits.
func TestFootingsOfADraft(t *testing.T) {
	n, now := corridor(t)
	texts := []struct{ outlet, text, copyOf string }{
		{"Herald", "At least 12 people died when the ferry Santa Pola sank off Port Ester on Monday. The captain had warned of the wind in the morning, said his brother.", ""},
		{"Tribune", "At least 15 people died when the ferry Santa Pola sank off Port Ester on Monday. Minister Ilse Brandt promised an inquiry into the company.", ""},
		{"Metro", "At least 15 people died when the ferry Santa Pola sank off Port Ester on Monday. Minister Ilse Brandt promised an inquiry into the company.", "rep_1"},
		{"Courier", "Minister Ilse Brandt promised an inquiry into the company on Tuesday. Divers looked for those who are missing.", ""},
	}
	writing(t, n, func(tx *store.Tx) error {
		for i, r := range texts {
			id := fmt.Sprint("rep_", i)
			report := news.Report{ID: id, URL: "http://" + id, Outlet: r.outlet, Kind: news.KindArticle, Language: "en", Headline: "Ferry sinks", Text: r.text, Published: now.Add(time.Duration(i) * time.Hour)}
			if _, _, err := tx.SaveReport(report, *now); err != nil {
				return err
			}
			if err := tx.SaveLink(news.Link{ReportID: id, StoryID: "story_1", DuplicateOf: r.copyOf}, *now); err != nil {
				return err
			}
		}
		// What the machine recorded of one sentence: a number that two tell differently.
		for i, object := range []string{"12 people", "15 people"} {
			exact, _, _ := strings.Cut(texts[i].text, ". ")
			f := news.Fact{ID: fmt.Sprint("fact_", i), Kind: news.FactEvent, Type: "x-DEATH", Predicate: "died", Object: object, Modality: news.Asserted,
				Citations: []news.Citation{{Exact: exact + ".", Start: 0, End: len([]rune(exact)) + 1}}}
			if err := tx.SaveRecord(news.Record{ID: fmt.Sprint("rep_", i), At: *now, Facts: []news.Fact{f}}, 1); err != nil {
				return err
			}
		}
		return nil
	})
	reporter := news.User{ID: "user_1", Name: "Ada Quill", Role: news.Reporter, State: news.UserActive}
	row, err := n.Draft(t.Context(), reporter, "story_1")
	if err != nil {
		t.Fatal(err)
	}
	footings := func(d news.Dispatch) map[string]Footing {
		t.Helper()
		all, err := n.Footings(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]Footing{}
		for _, f := range all {
			out[strings.Trim(strings.Fields(f.Text)[0], "“")] = f
		}
		return out
	}
	check := func(when string, d news.Dispatch) {
		t.Helper()
		got := footings(d)
		dead, captain, minister := got["At"], got["The"], got["Minister"]
		if len(dead.Outlets) != 1 || len(dead.Disputes) != 1 || dead.Disputes[0].Point != "number" || len(dead.Disputes[0].Answers) != 2 {
			t.Errorf("%s: how many died stands on %v, disputed %+v; want Herald alone, and Tribune to differ", when, dead.Outlets, dead.Disputes)
		}
		if reworded := !strings.Contains(captain.Text, "had warned"); reworded {
			// Words in quotation marks that the source doesn't have stand on nothing.
			if captain.Fault == nil || len(captain.Outlets) != 0 {
				t.Errorf("%s: the reworded quotation stands on %v, want a fault", when, captain.Outlets)
			}
		} else if !captain.OneSource() || !slices.Equal(captain.Outlets, []string{"Herald"}) {
			t.Errorf("%s: what the captain said stands on %v, want Herald alone", when, captain.Outlets)
		}
		if minister.OneSource() || slices.Contains(minister.Outlets, "Metro") || !slices.Contains(minister.Outlets, "Courier") {
			t.Errorf("%s: the minister's promise stands on %v, want Tribune and Courier without the copy", when, minister.Outlets)
		}
	}
	check("as drafted", row.Dispatch)
	before := row.Dispatch
	passages := desk.Passages(before.Body)
	if len(passages) < 3 {
		t.Fatalf("the draft has the passages %+v, want three at least", passages)
	}

	// The desk turns the order round, rewords one sentence, drops the last, and
	// takes another one in.
	cited := map[string]news.DispatchCitation{}
	for _, c := range before.Citations {
		cited[fmt.Sprint(c.Number)] = c
	}
	paragraphs := strings.Split(before.Body, "\n\n")
	slices.Reverse(paragraphs)
	draft := before
	draft.Headline, draft.Body = "Ferry sinks off Port Ester", strings.ReplaceAll(strings.Join(paragraphs, "\n\n"), "The captain had warned of the wind", "The captain, his brother says, warned of wind")
	row, err = n.Order(t.Context(), reporter, row.ID, row.Revision, desk.Order{Act: desk.Save, Draft: draft})
	if err != nil {
		t.Fatal(err)
	}
	check("after editing", row.Dispatch)
	row, err = n.AddSentences(t.Context(), reporter, row.ID, []news.Citation{{ReportID: "rep_3", Version: 1, Start: strings.Index(texts[3].text, "Divers"), End: len(texts[3].text)}})
	if err != nil {
		t.Fatal(err)
	}
	check("with another sentence", row.Dispatch)
	for _, c := range row.Citations {
		if was, known := cited[fmt.Sprint(c.Number)]; known && was != c {
			t.Errorf("citation %d became %+v, was %+v", c.Number, c, was)
		}
		text := []rune(texts[c.ReportID[len("rep_")]-'0'].text)
		if string(text[c.Start:c.End]) != c.Exact {
			t.Errorf("citation %d is %q, and its place in the report says %q", c.Number, c.Exact, string(text[c.Start:c.End]))
		}
	}
	if got := footings(row.Dispatch)["Divers"]; !slices.Equal(got.Outlets, []string{"Courier"}) {
		t.Errorf("the sentence that was added stands on %v, want Courier", got.Outlets)
	}
}
