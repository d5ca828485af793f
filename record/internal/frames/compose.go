package frames

import (
	"slices"
	"strings"
)

// compose makes events of a clause. A verb that says, wants or refuses what its
// complement does becomes one event with it: “a said that b condemned c” is a's
// word on b; “a wants to help b” is an intent.
func (c Coder) compose(t tree, k *clause, all map[int]*clause) []Event {
	if lower := all[k.governed(t)]; lower != nil && lower.known {
		return nil // the verb above speaks for it
	}
	return c.eventsOf(t, k, all, 0)
}

// governed is the verb whose complement this one is, -1 for none.
func (k *clause) governed(t tree) int {
	g := t[k.verb].Head - 1
	if g >= 0 && t.isVerb(g) && slices.Contains(t.complements(g), k.verb) {
		return g
	}
	return -1
}

// complements are the clauses that say what v is about. What stands before v is
// told for itself, and v only says by whose word: “…, officials said”.
func (t tree) complements(v int) []int {
	return slices.DeleteFunc(t.with(v, "ccomp", "xcomp"), func(d int) bool { return d < v })
}

func (c Coder) eventsOf(t tree, k *clause, all map[int]*clause, depth int) []Event {
	own := k.events(t, c.news)
	if depth > 6 {
		return own
	}
	for _, d := range t.complements(k.verb) {
		low := all[d]
		if c.news && low != nil && k.tells() && t.deontic(d) && !t.passive(d) && !k.negated && t.speaks(k.verb) {
			if out := k.demands(low); len(out) > 0 {
				return out
			}
		}
		if low == nil || !low.known {
			continue
		}
		inner := c.eventsOf(t, low, all, depth+1)
		if len(inner) == 0 {
			continue
		}
		var out []Event
		for _, s := range k.sources {
			for _, in := range inner {
				if !s.same(in.Source) && slices.ContainsFunc(k.sources, in.Source.same) {
					continue // each of several spoke for themselves
				}
				e := in
				switch {
				case in.Source.same(s):
					e.Code, e.Framed = c.joined(k, low, in), in.Framed || k.m.pattern != nil && !k.comments()
					e.Vouched = in.Vouched || k.m.pattern != nil && k.m.vouched()
				case c.news && k.tells():
					e.Speaker = s
				case c.news:
					continue
				case k.m.pattern != nil:
					continue
				default:
					e.Source, e.Target = s, in.Source
				}
				if !e.Source.same(e.Target) && e.Code != noCode && len(out) < most*most {
					out = append(out, e)
				}
			}
		}
		if len(out) > 0 {
			return out
		}
		if len(k.sources) == 0 && (!c.news || k.tells() || t.passive(k.verb)) {
			return inner
		}
	}
	return own
}

// demands are what somebody says that another must do, whatever it is.
func (k *clause) demands(low *clause) []Event {
	var out []Event
	for _, s := range k.sources {
		for _, g := range low.sources {
			if !s.same(g) && len(out) < most {
				out = append(out, Event{Code: "100", Source: s, Target: g, Verb: k.verb, Vouched: true})
			}
		}
	}
	return out
}

// comments tells a verb that by itself only comments: its own code is CAMEO's 01 or
// none, whatever a pattern makes of it.
func (k *clause) comments() bool {
	return k.m.entry != nil && (k.m.entry.code == noCode || strings.HasPrefix(k.m.entry.code, "01"))
}

// tells says that a verb only gives somebody's word for what follows it.
func (k *clause) tells() bool {
	return strings.HasPrefix(k.m.code, "01") || k.m.code == noCode
}

// joined is the code of a verb with its complement's, both done by one party:
// that of a rule of the dictionary, that of the frame which took the
// complement's words, else what the first verb makes of the second.
func (c Coder) joined(k, low *clause, in Event) string {
	for _, tr := range c.Lexicon.transforms {
		if tr.shape == "a b" && tr.inner != "Q" && c.Lexicon.inBlock(tr.outer, k.m.entry) && c.Lexicon.inBlock(tr.inner, low.m.entry) {
			return tr.code
		}
	}
	if c.news && k.comments() && !(k.m.words[low.verb] && k.m.vouched()) {
		return in.Code // what they say they will do is told by the verb that says what
	}
	if k.m.pattern != nil && k.m.code != noCode && !strings.Contains(k.m.code, ":") {
		return own(k.m.code)
	}
	return stance(k.m.code, in.Code)
}

// own turns an appeal for what one does oneself into the intent to do it.
func own(code string) string {
	if strings.HasPrefix(code, "02") {
		return "03" + code[2:]
	}
	return code
}

// inBlock tells whether a verb stands in the same block as an entry.
func (lex *Lexicon) inBlock(verb string, e *entry) bool {
	return e != nil && slices.ContainsFunc(lex.entries[verb], func(o *entry) bool { return o.block == e.block })
}

// stance is the code of appealing for, intending, demanding, refusing or
// threatening an act: CAMEO's second digit names the act by the first digits of
// its own code. Of other verbs the act counts.
func stance(outer, act string) string {
	outer, _, _ = strings.Cut(outer, ":")
	if len(outer) < 2 || len(act) < 2 {
		return act
	}
	what := map[string]string{"06": "1", "05": "2", "07": "3", "083": "4", "08": "5", "04": "6"}
	digit := what[act[:2]]
	if len(act) > 2 && what[act[:3]] != "" {
		digit = what[act[:3]]
	}
	outer = own(outer)
	switch outer[:2] {
	case "03", "10":
		if digit != "" {
			return outer[:2] + digit
		}
		if act[:2] == outer[:2] {
			return act
		}
		if outer[:2] == "03" && act[0] == '1' && act[1] >= '5' {
			return act
		}
	case "12":
		if digit != "" {
			return "12" + map[string]string{"1": "1", "2": "1", "3": "2", "4": "3", "5": "4", "6": "5"}[digit]
		}
		return "120"
	case "13":
		switch act[:2] {
		case "18", "19", "20":
			return "138"
		case "17":
			return "137"
		case "15", "14":
			return "13" + act[1:2]
		}
		return "130"
	}
	return act
}

// denied turns the code of what did not happen: not agreeing is rejecting, not
// criticising is supporting. Of force nothing is left.
func denied(code string) string {
	if len(code) < 2 {
		return code
	}
	switch code[:2] {
	case "11":
		return "050"
	case "05":
		return "110"
	case "03", "04", "06", "07", "08":
		return "120"
	case "12":
		return "030"
	}
	return noCode
}

// events pairs a clause's sources with its targets, both ways where the code
// says so.
func (k *clause) events(t tree, news bool) []Event {
	forth, back, both := strings.Cut(k.m.code, ":")
	mode, vouched := t.mode(k.verb), k.m.vouched()
	var out []Event
	add := func(code string, s, g Party) {
		if k.negated {
			code = denied(code)
		}
		if news && mode == Planned && t.unless(k.verb) && len(code) > 1 && (code[0] != '0' || code[1] == '8') {
			code, vouched = "130", true // what will be done unless something else is done is a threat
		}
		if news && mode == Planned && len(code) > 1 && code[0] == '0' && code[1] >= '4' {
			code = stance("030", code)
		}
		if code == "" || code == noCode || s.same(g) {
			return
		}
		e := Event{Code: code, Source: s, Target: g, Verb: k.verb, Negated: k.negated, Inferred: k.inferred, Framed: k.m.pattern != nil, Vouched: vouched, Mode: mode}
		for w := range k.m.words {
			e.Words = append(e.Words, w)
		}
		slices.Sort(e.Words)
		out = append(out, e)
	}
	targets := k.targets
	if len(targets) == 0 && len(k.sources) > 1 && (both && forth != "" || k.m.pattern != nil && k.m.pattern.paired || reciprocal(forth)) {
		for _, s := range k.sources {
			for _, g := range k.sources {
				add(forth, s, g)
			}
		}
		return out
	}
	if len(targets) == 0 && news && !strings.HasPrefix(forth, "04") {
		targets = []Party{{}}
	}
	for _, s := range k.sources {
		for _, g := range targets {
			add(forth, s, g)
			if both && len(g.Words) > 0 {
				add(back, g, s)
			}
		}
	}
	return out
}

// reciprocal acts need two who do them: what several did without an object they
// did with each other.
func reciprocal(code string) bool {
	return len(code) >= 2 && code[0] == '0' && code[1] >= '3' && code[1] <= '6'
}
