package record

import (
	"testing"
	"time"

	"dateline/news"
)

// Open events are recorded only where they are asked for.
func TestOpenEventsAreAskedFor(t *testing.T) {
	r := news.Report{ID: "r", Language: "en", Published: time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC),
		Text: "Two prison officers were charged with fraud on Monday."}
	events := func(rec news.Record) (out []news.Fact) {
		for _, f := range rec.Facts {
			if f.Kind == news.FactEvent {
				out = append(out, f)
			}
		}
		return out
	}
	if got := events(Record(r)); len(got) > 0 {
		t.Errorf("unasked it records %+v", got)
	}
	got := events((&Recorder{}).WithOpenEvents().Record(r))
	if len(got) != 1 || got[0].Type != "x-CHARGE" || string([]rune(r.Text)[got[0].PredicateStart:got[0].PredicateEnd]) != got[0].Predicate {
		t.Errorf("asked for, it records %+v", got)
	}
}
