package record

import (
	"strings"
	"testing"

	"dateline/news"
)

// What the desk says of a frame finds events that the machine by itself does not
// take for any.
func TestTaughtFrames(t *testing.T) {
	r := news.Report{ID: "rep_1", Language: "en", Text: "Russia ghosted Germany on Tuesday. France is snubbing Italy. Spain threw shade at Portugal. Egypt did not ghost Ethiopia. The United States imposed sanctions on Iran."}
	events := func(rec *Recorder, words ...FrameWord) map[string]string {
		t.Helper()
		got := map[string]string{}
		facts := rec.Record(r).Facts
		Heed(facts, words)
		for _, f := range facts {
			if f.Kind == news.FactEvent {
				got[f.Source[0].Text+" "+f.Predicate+" "+actorTexts(f.Target)] = f.Type + " " + f.CAMEO + " " + f.Basis
			}
		}
		return got
	}
	before := events(&Recorder{})
	words := []FrameWord{{Frame: "ghost", Type: "REJECT", Basis: "the desk"}, {Frame: "throw shade", CAMEO: "111", Type: "ACCUSE", Basis: "the desk"}, {Frame: "impose sanctions", Type: "SANCTION", Basis: "the desk"}, {Frame: "snub", Basis: "the desk"}, {Frame: "it's", Type: "AID"}}
	after := events(NewRecorder(words), words...)
	for said, want := range map[string]string{"Russia ghosted Germany": "REJECT  the desk", "Spain threw shade ": "ACCUSE 111 the desk",
		"The United States imposed sanctions Iran": "SANCTION  the desk (the machine said COERCE 163)"} {
		if after[said] != want {
			t.Errorf("%s: %q before, %q after, want %q; all: %v", said, before[said], after[said], want, after)
		}
	}
	if got := after["Egypt ghost Ethiopia"]; strings.Contains(got, "desk") {
		t.Errorf("what was not done is %q", got)
	}
	if len(before) != 1 {
		t.Errorf("untaught it tells %v", before)
	}
	if rec := NewRecorder([]FrameWord{{Frame: "condemn", Type: "AID"}, {Frame: "resign", Type: "x-RESIGN"}, {}}); rec.coder != nil {
		t.Error("what the machine tells by itself, or has no code for, was taught")
	}
	for word, want := range map[string]string{"ghosted": "ghost", "ghosting": "ghost", "met": "meet", "zoomed": "zoom", "x": "x"} {
		if got := verbBase(word); got != want {
			t.Errorf("%s is of %s, want %s", word, got, want)
		}
	}
}

func actorTexts(actors []news.Actor) string {
	var out []string
	for _, a := range actors {
		out = append(out, a.Text)
	}
	return strings.Join(out, ", ")
}
