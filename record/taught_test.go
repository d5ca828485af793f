package record

import (
	"strings"
	"testing"

	"dateline/news"
)

// What the desk says of a frame finds events that the machine by itself does not
// take for any.
func TestTaughtFrames(t *testing.T) {
	r := news.Report{ID: "rep_1", Language: "en", Text: "Russia ghosted Germany on Tuesday. France is snubbing Italy. Spain threw a tantrum at Portugal. Egypt did not ghost Ethiopia."}
	events := func(rec *Recorder, words ...FrameWord) map[string]string {
		t.Helper()
		got := map[string]string{}
		facts := rec.Record(r).Facts
		Heed(facts, words)
		for _, f := range facts {
			if f.Kind == news.FactEvent && len(f.Target) > 0 {
				got[f.Source[0].Text+" "+f.Predicate+" "+f.Target[0].Text] = f.Type + " " + f.CAMEO + " " + f.Basis
			}
		}
		return got
	}
	before := events(&Recorder{})
	words := []FrameWord{{Frame: "ghost", Type: "REJECT", Basis: "the desk"}, {Frame: "throw tantrum", CAMEO: "111", Type: "ACCUSE", Basis: "the desk"}, {Frame: "snub", Basis: "the desk"}, {Frame: "it's", Type: "AID"}}
	after := events(NewRecorder(words), words...)
	for said, want := range map[string]string{"Russia ghosted Germany": "REJECT  the desk", "Spain threw a tantrum Portugal": "ACCUSE 111 the desk"} {
		if before[said] != "" || after[said] != want {
			t.Errorf("%s: %q before, %q after, want %q; all: %v", said, before[said], after[said], want, after)
		}
	}
	if got := after["Egypt ghost Ethiopia"]; strings.Contains(got, "desk") {
		t.Errorf("what was not done is %q", got)
	}
	if len(after) != len(before)+3 {
		t.Errorf("%v before, %v after", before, after)
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
