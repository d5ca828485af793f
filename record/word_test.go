package record

import (
	"slices"
	"strings"
	"testing"

	"dateline/news"
)

func TestFrameOf(t *testing.T) {
	for predicate, want := range map[string]string{
		"slammed": "slam", "slamming": "slam", "Slams": "slam", "imposed sanctions": "impose sanctions", "struck Hezbollah positions": "strike positions",
		"rejected a proposal": "reject proposal", "met": "meet", "held talks with": "hold talks with", "": "", "!": "",
		"was slammed": "slam", "had been sideswiped": "sideswipe", "will not meet": "meet",
		"were killed": "kill", "killed": "kill", "was found dead": "find dead", "exceed": "exceed",
	} {
		if got := FrameOf(predicate); got != want {
			t.Errorf("the frame of %q is %q, want %q", predicate, got, want)
		}
		if again := FrameOf(want); again != want {
			t.Errorf("the frame of the frame %q is %q", want, again)
		}
	}
	if forms := VerbForms("strike positions"); !slices.Contains(forms, "struck") || !slices.Contains(forms, "strikes") || slices.Contains(forms, "slammed") {
		t.Errorf("forms of strike: %v", forms)
	}
}

// What a word cannot teach it says, and why.
func TestCannotTeach(t *testing.T) {
	for _, c := range []struct {
		word FrameWord
		want string
	}{
		{FrameWord{Frame: "ghost", Type: "REJECT"}, ""}, {FrameWord{Frame: "ghost", CAMEO: "120"}, ""},
		{FrameWord{Frame: "ghost", Type: "x-DEATH"}, "x-DEATH is a kind of our own"},
		{FrameWord{Frame: "ghost"}, "it makes events none"},
		{FrameWord{Frame: "ghost the party of friends", Type: "REJECT"}, "four words at most"},
		{FrameWord{Frame: "slam", Type: "REJECT"}, "by this verb anyway"}, {FrameWord{Frame: "slam door", Type: "REJECT"}, ""},
	} {
		if got := c.word.CannotTeach(); !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%+v: %q, want %q", c.word, got, c.want)
		}
		if taught := NewRecorder([]FrameWord{c.word}).coder != nil; taught != (c.want == "") {
			t.Errorf("%+v is taught: %v", c.word, taught)
		}
	}
}

func eventOf(predicate, source, target string) news.Fact {
	f := news.Fact{Kind: news.FactEvent, Type: "ASSAULT", CAMEO: "190", Predicate: predicate, Source: []news.Actor{{Text: source}}, Citations: []news.Citation{{Exact: source + " " + predicate + " " + target + "."}}}
	if target != "" {
		f.Target = []news.Actor{{Text: target}}
	}
	return f
}

func TestPassivesFit(t *testing.T) {
	for frame, predicates := range map[string][]string{"kill": {"were killed", "killed"}, "slam": {"was slammed"}, "sideswipe": {"was sideswiped", "sideswiping"}} {
		for _, p := range predicates {
			if !(FrameWord{Frame: frame}).Fits(eventOf(p, "Varland", "Kestria")) {
				t.Errorf("%q does not fit the frame %q", p, frame)
			}
		}
	}
	if (FrameWord{Frame: "kill"}).Fits(eventOf("were met", "Varland", "Kestria")) {
		t.Error("were met fits kill")
	}
}

func TestHeed(t *testing.T) {
	words := []FrameWord{
		{Frame: "fire", Type: "ASSAULT", CAMEO: "190", Basis: "fire"},
		{Frame: "fire minister", Type: "x-RESIGN", Basis: "fire minister"},
		{Frame: "slam", Type: "ACCUSE", CAMEO: "111", Swapped: true, Basis: "slam"},
		{Frame: "beat", Basis: "beat"},
	}
	for _, c := range []struct {
		fact              news.Fact
		typ, cameo, basis string
		state             news.FactState
		source            string
	}{
		{eventOf("fired", "Police", "tear gas"), "ASSAULT", "190", "fire", "", "Police"},
		{eventOf("fires", "The king", "the interior minister"), "x-RESIGN", "", "fire minister (the machine said ASSAULT 190)", "", "The king"},
		{eventOf("slammed", "Varland", "Kestria"), "ACCUSE", "111", "slam (the machine said ASSAULT 190)", "", "Kestria"},
		{eventOf("beat", "Varland", "Kestria"), "ASSAULT", "190", "beat (the machine said ASSAULT 190)", news.FactRejected, "Varland"},
		{eventOf("was beaten", "Varland", "Kestria"), "ASSAULT", "190", "beat (the machine said ASSAULT 190)", news.FactRejected, "Varland"},
		{eventOf("firmed", "Varland", "Kestria"), "ASSAULT", "190", "", "", "Varland"},
	} {
		facts := []news.Fact{c.fact}
		Heed(facts, words)
		f := facts[0]
		if f.Type != c.typ || f.CAMEO != c.cameo || f.Basis != c.basis || f.State != c.state || f.Source[0].Text != c.source {
			t.Errorf("%s: %+v", c.fact.Citations[0].Exact, f)
		}
	}
	said := eventOf("slammed", "Varland", "Kestria")
	said.State = news.FactApproved
	statement := eventOf("slammed", "Varland", "Kestria")
	statement.Kind = news.FactStatement
	facts := []news.Fact{said, statement}
	Heed(facts, words)
	if facts[0].Basis != "" || facts[1].Basis != "" {
		t.Errorf("a frame changed what the desk judged itself, or what is no event: %+v", facts)
	}
}

func TestBind(t *testing.T) {
	sentence := "Varland struck Kestria."
	at := func(text string, start int, state news.FactState) news.Fact {
		f := eventOf("struck", "Varland", "Kestria")
		f.ID, f.State = "fact_judged", state
		f.Citations = []news.Citation{{Exact: text, Start: start, End: start + len([]rune(text))}}
		return f
	}
	machine := at(sentence, 40, "")
	machine.ID, machine.Type = "fact_new", "COERCE"
	other := eventOf("met", "Varland", "Kestria")
	other.ID, other.Citations = "fact_other", []news.Citation{{Exact: sentence, Start: 40, End: 63}}

	r := news.Report{ID: "rep_1", Version: 2, Text: "Ünüsual news came in on this Wednesday. " + sentence + " More is expected. " + sentence}
	for _, state := range []news.FactState{news.FactApproved, news.FactRejected} {
		bound, stale := Bind(r, []news.Fact{machine, other}, []news.Fact{at(sentence, 33, state)})
		if len(stale) != 0 || len(bound) != 2 || bound[0].ID != "fact_judged" && bound[1].ID != "fact_judged" {
			t.Fatalf("%s: %+v, stale %v", state, bound, stale)
		}
		for _, f := range bound {
			if f.ID == "fact_judged" && (f.State != state || f.Type != "ASSAULT" || f.Citations[0].Start != 40 || f.Citations[0].End != 63 || f.Citations[0].Version != 2) {
				t.Errorf("%s: %+v", state, f)
			}
		}
	}
	bound, stale := Bind(r, []news.Fact{machine}, []news.Fact{at("Varland struck at Kestria.", 40, news.FactApproved)})
	if len(bound) != 1 || bound[0].ID != "fact_new" || !slices.Equal(stale, []string{"fact_judged"}) {
		t.Errorf("a sentence that changed: %+v, stale %v", bound, stale)
	}
	by := machine
	by.Source = []news.Actor{{Text: "Kestria"}}
	by.Target = []news.Actor{{Text: "Varland"}}
	if bound, _ := Bind(r, []news.Fact{by}, []news.Fact{at(sentence, 40, news.FactRejected)}); len(bound) != 2 {
		t.Errorf("the other way round is another fact: %+v", bound)
	}
	swapped := at(sentence, 40, news.FactApproved)
	swapped.Source, swapped.Target, swapped.Basis = by.Source, by.Target, "the desk's word"
	if bound, _ := Bind(r, []news.Fact{machine}, []news.Fact{swapped}); len(bound) != 1 {
		t.Errorf("what the desk swapped came back: %+v", bound)
	}
	early := at(sentence, 1<<20, news.FactApproved)
	if bound, _ := Bind(r, nil, []news.Fact{early}); bound[0].Citations[0].Start != 82 {
		t.Errorf("not the nearest: %+v", bound[0].Citations)
	}
}
