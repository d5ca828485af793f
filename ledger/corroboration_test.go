package ledger

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/news"
)

// ferry are the reports of one story: the third prints the second's text, the fourth
// has taken a sentence out of its page.
func ferry() []Source {
	at := time.Date(2026, time.June, 2, 8, 0, 0, 0, time.UTC)
	return []Source{
		{ReportID: "a", Outlet: "Herald", Published: at, Text: "Twelve people died when the ferry Halden sank off Port Ester on Monday. The ferry left at 06:10 with 152 passengers."},
		{ReportID: "b", Outlet: "Tribune", Published: at, Text: "The sinking of the ferry Halden off Port Ester is a riddle. Minister Ilse Brandt promised an inquiry into the company."},
		{ReportID: "c", Outlet: "Metro", Original: "b", Published: at, Text: "The sinking of the ferry Halden off Port Ester is a riddle. Minister Ilse Brandt promised an inquiry into the company."},
		{ReportID: "d", Outlet: "Courier", Published: at, Text: "An inquiry into the company was promised by minister Ilse Brandt. Divers searched the wreck."},
		{ReportID: "e", Outlet: "Metro Daily - News & more", Published: at, Text: "Lights burned off the coast! Nobody slept."},
	}
}

func cites(report, exact string) []news.DispatchCitation {
	for _, s := range ferry() {
		if s.ReportID == report {
			return []news.DispatchCitation{{Citation: news.Citation{ReportID: report, Exact: exact}, Outlet: s.Outlet}}
		}
	}
	return nil
}

func TestPassage(t *testing.T) {
	c := NewCorroborator(ferry(), nil)
	for _, test := range []struct {
		name, text, report, exact string
		outlets                   []string
		fault                     string // part of what is said of it; empty: none
	}{
		{"said by two, a copy aside", "Minister Ilse Brandt promised an inquiry into the company.", "b",
			"Minister Ilse Brandt promised an inquiry into the company.", []string{"Tribune", "Courier"}, ""},
		{"an editor's own number", "999 people died when the ferry Halden sank.", "a",
			"Twelve people died when the ferry Halden sank off Port Ester on Monday.", nil, "999"},
		{"a time is no number", "Ten people left the ferry Halden.", "a",
			"The ferry left at 06:10 with 152 passengers.", nil, "Ten"},
		{"a name that nobody gives", "Minister Olaf Dahl promised an inquiry into the company.", "b",
			"Minister Ilse Brandt promised an inquiry into the company.", nil, "Olaf Dahl"},
		{"the opposite", "Minister Ilse Brandt did not promise an inquiry into the company.", "b",
			"Minister Ilse Brandt promised an inquiry into the company.", nil, "not"},
		{"words that were never said", "Ilse Brandt promised “a full and open inquiry” into the company.", "b",
			"Minister Ilse Brandt promised an inquiry into the company.", nil, "a full and open inquiry"},
		{"a quotation with who wrote it", "“Twelve people died when the ferry Halden sank off Port Ester on Monday,” Herald reports.", "a",
			"Twelve people died when the ferry Halden sank off Port Ester on Monday.", []string{"Herald"}, ""},
		{"a short quotation with an outlet of many words", "“Lights burned off the coast!” Metro Daily - News & more reports.", "e",
			"Lights burned off the coast!", []string{"Metro Daily - News & more"}, ""},
		{"gone from its page", "The captain was drunk.", "d", "The captain was drunk.", nil, ""},
	} {
		got := c.Passage(test.text, cites(test.report, test.exact))
		if !slices.Equal(got.Outlets, test.outlets) {
			t.Errorf("%s: supported by %v, want %v", test.name, got.Outlets, test.outlets)
		}
		switch {
		case test.fault == "" && got.Fault != nil:
			t.Errorf("%s: %s", test.name, got.Fault.Sentence())
		case test.fault != "" && (got.Fault == nil || !strings.Contains(got.Fault.Sentence(), test.fault)):
			t.Errorf("%s: fault %+v, want one that names %q", test.name, got.Fault, test.fault)
		}
	}
}

func TestBorrowed(t *testing.T) {
	text := "Yesterday twelve people died when the ferry Halden sank off Port Ester on Monday, which is sad. " +
		"“Minister Ilse Brandt promised an inquiry into the company. The sinking of the ferry Halden off Port Ester is a riddle,” Tribune wrote."
	got := Borrowed(text, ferry(), 12)
	if len(got) != 1 || got[0].Outlet != "Herald" || got[0].Count != 13 {
		t.Errorf("borrowed: %+v, want the 13 words of Herald that stand outside quotation marks", got)
	}
}
