package frames

import "slices"

// mode tells how a verb stands to what happened: by its auxiliaries, by the
// adjective or verb it completes (ready to, plans to), by an “if” before it.
func (t tree) mode(v int) Mode {
	mode := Happened
	for steps := 0; v >= 0 && steps < 8; steps++ {
		for _, d := range t.with(v, "aux") {
			switch t[d].form {
			case "WILL", "'LL", "’LL", "SHALL", "WO", "WOULD":
				mode = max(mode, Planned)
			case "MAY", "MIGHT", "COULD", "CAN", "SHOULD", "MUST", "CA":
				mode = Possible
			}
		}
		for _, d := range t.with(v, "mark") {
			switch t[d].form {
			case "IF", "UNLESS", "WHETHER":
				mode = Possible
			}
		}
		g := t[v].Head - 1
		if g < 0 || t[v].relation != "xcomp" && t[v].relation != "ccomp" && t[v].relation != "conj" {
			break
		}
		if t[v].relation == "xcomp" && slices.Contains(t[v].prepositions, "TO") && intends[t[g].lemma] {
			mode = max(mode, Planned)
		}
		if t[v].relation == "ccomp" && t.isVerb(g) {
			break // what is said has its own time
		}
		v = g
	}
	return mode
}

// unless tells an act on a condition.
func (t tree) unless(v int) bool {
	for _, c := range t.with(v, "advcl") {
		for _, m := range t.with(c, "mark") {
			if t[m].form == "UNLESS" {
				return true
			}
		}
	}
	return false
}

// deontic tells what somebody is told to do: China must drop its tariffs.
func (t tree) deontic(v int) bool {
	for _, d := range t.with(v, "aux") {
		if t[d].form == "MUST" || t[d].form == "SHOULD" {
			return true
		}
	}
	return t[v].relation == "xcomp" && t[v].Head > 0 && t[t[v].Head-1].lemma == "NEED"
}

// speaks tells a verb that gives somebody's word.
func (t tree) speaks(v int) bool { return speech[t[v].lemma] }

var speech = set("SAY TELL DECLARE ANNOUNCE STATE INSIST WARN ADD STRESS EMPHASIZE EMPHASISE ARGUE REITERATE")

// intends are what comes before an act that is still to be done.
var intends = set("READY WILLING SET DUE PREPARED ABOUT LIKELY PLAN INTEND EXPECT VOW PROMISE PLEDGE SCHEDULE WANT HOPE SEEK AIM AGREE OFFER DECIDE THREATEN PREPARE TRY ATTEMPT")
