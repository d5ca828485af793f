package record

import (
	"strings"
	"testing"
	"time"

	"dateline/news"
)

// TestSigners reads made-up sentences: the parties of the agreement that one enters,
// empty for none, and the day of what was done to it.
func TestSigners(t *testing.T) {
	for _, c := range []struct{ text, parties, act, day string }{
		{"Finnish Trade Minister Aino Virta and her Estonian counterpart Jaan Tamm signed a ferry agreement in Turku on Tuesday.", "EST FIN", "signed", "2026-11-24"},
		{"The prime ministers of Ghana and Togo signed a border treaty in Accra on Tuesday.", "GHA TGO", "signed", "2026-11-24"},
		{"Peru terminated its 2011 fishing agreement with Chile on Tuesday.", "CHL PER", "ended", "2026-11-24"},
		{"Had Peru and Chile signed the fishing agreement, the quotas would have doubled.", "", "", ""},
		{"Suppose that Peru and Chile signed a fishing agreement on Tuesday.", "", "", ""},
		{"Peru and Chile nearly signed a fishing agreement on Tuesday.", "", "", ""},
	} {
		r := news.Report{ID: "x", Text: c.text, Language: "en", Published: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
		parties, act, day := "", "", ""
		for _, f := range Record(r).Facts {
			if f.Agreement == nil {
				continue
			}
			var codes []string
			for _, p := range f.Agreement.Parties {
				codes = append(codes, p.Code)
			}
			if len(codes) == 2 && codes[0] > codes[1] {
				codes[0], codes[1] = codes[1], codes[0]
			}
			parties = strings.Join(codes, " ")
			for _, m := range f.Agreement.Milestones {
				act = m.Act
				if m.Time != nil {
					day = m.Time.From
				}
			}
		}
		if parties != c.parties || act != c.act || day != c.day {
			t.Errorf("%q: got parties %q, %s on %q, want %q, %s on %q", c.text, parties, act, day, c.parties, c.act, c.day)
		}
	}
}
