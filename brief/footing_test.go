package brief

import (
	"slices"
	"testing"

	"dateline/news"
)

func TestWeigh(t *testing.T) {
	reports := []news.Report{
		{ID: "a", Language: "en", Text: "At least 12 people died when a ferry sank off Port Ester on Monday. The captain had warned of the wind in the morning."},
		{ID: "b", Language: "en", Text: "At least 15 people died when a ferry sank off Port Ester on Monday. The minister promised an inquiry into the company."},
		{ID: "copy", Language: "en", Text: "At least 15 people died when a ferry sank off Port Ester on Monday. The minister promised an inquiry into the company."},
		{ID: "d", Language: "en", Text: "When the ferry sank off Port Ester on Monday the price of fish rose by nine per cent in the halls of Selden, traders told the exchange."},
		{ID: "c", Language: "en", Text: "An inquiry into the company was promised by the minister on Tuesday."},
	}
	got := Weigh(reports, []Cited{
		{"a", "At least 12 people died when a ferry sank off Port Ester on Monday."},
		{"a", "The captain had warned of the wind in the morning."},
		{"copy", "The minister promised an inquiry into the company."},
		{"elsewhere", "Divers found the wheel of a coach."},
		{"a", "And so it was."},
		{"d", "When the ferry sank off Port Ester on Monday the price of fish rose by nine per cent in the halls of Selden, traders told the exchange."}, // what is shared is what all tell
	})
	for i, want := range [][]string{{"a", "b"}, {"a"}, {"b", "c"}, {"elsewhere"}, {"a"}, {"d"}} {
		if !slices.Equal(got[i].Tellers, want) {
			t.Errorf("sentence %d is told by %v, want %v", i, got[i].Tellers, want)
		}
	}
	d := got[0].Differ
	if len(d) != 1 || d[0].Citation.ID != "b" || !slices.Equal(d[0].Here, []string{"12"}) || !slices.Equal(d[0].There, []string{"15"}) {
		t.Errorf("differ: %+v, want 12 here and 15 at b", d)
	}
	if got := Weigh(nil, []Cited{{"a", "It sank."}}); len(got) != 1 || !slices.Equal(got[0].Tellers, []string{"a"}) {
		t.Errorf("without reports: %+v", got)
	}
	slices.Reverse(reports)
	if again := Weigh(reports, []Cited{{"a", "At least 12 people died when a ferry sank off Port Ester on Monday."}}); !slices.Equal(again[0].Tellers, got[0].Tellers) {
		t.Errorf("another order gives %v, want %v", again[0].Tellers, got[0].Tellers)
	}
}
