package event

import "strings"

// gate names why a clause is no event to tell, empty if it is one.
func (t *tree) gate(c *Clause) string {
	for _, g := range []func(*Clause) string{t.state, t.tense, t.doubt, t.governed, t.figure, t.voiceless, t.lacking} {
		if why := g(c); why != "" {
			return why
		}
	}
	return ""
}

// state holds back verbs that tell how something is, and verbs of speech.
func (t *tree) state(c *Clause) string {
	lemma := t.words[c.Content].Lemma
	if t.words[c.Verb].UPOS == "ADJ" {
		return ""
	}
	switch {
	case light[lemma] && (c.Object != nil || t.child(c.Content, "compound:prt") >= 0 || t.child(c.Content, "obl") >= 0):
		return ""
	case speech[lemma]:
		return "speech"
	case states[lemma]:
		return "state"
	}
	return ""
}

// tense holds back habits, wishes and what may be.
func (t *tree) tense(c *Clause) string {
	v := t.words[c.Verb]
	if v.UPOS == "ADJ" {
		if t.child(c.Verb, "cop") < 0 {
			return "tense"
		}
		return ""
	}
	auxes := ""
	for _, k := range t.children[c.Verb] {
		if t.rel(k) == "aux" {
			auxes += " " + t.low(k)
			if modals[t.low(k)] && !(strings.HasSuffix(t.low(k), "d") && t.laterTold(c)) {
				return "modal"
			}
		}
	}
	switch v.XPOS {
	case "VBD", "VBN":
		if v.XPOS == "VBN" && auxes == "" && !c.Passive && t.rel(c.Verb) != "conj" && !t.headline {
			return "tense"
		}
		if c.Passive && !t.bareParticiple(c.Verb) && !t.pastOrPerfect(c.Verb) {
			return "habit"
		}
		return ""
	case "VBG":
		if auxes == "" && t.rel(c.Verb) != "advcl" && t.rel(c.Verb) != "acl" && t.rel(c.Verb) != "conj" {
			return "tense"
		}
		return ""
	case "VB":
		if t.planned(c) || t.inheritsPlan(c.Verb) || strings.Contains(auxes, " did") || strings.Contains(auxes, " would") {
			return ""
		}
		return "tense"
	}
	if t.headline {
		return ""
	}
	return "habit"
}

// laterTold reports whether “would” is the future told in the past: said it would close.
func (t *tree) laterTold(c *Clause) bool {
	h := t.words[c.Verb].Head - 1
	for _, k := range t.children[c.Verb] {
		if t.low(k) == "have" {
			return false
		}
	}
	return h >= 0 && t.rel(c.Verb) == "ccomp" && vouching[t.words[h].Lemma] && t.words[h].XPOS == "VBD" && t.low(h) != "reported"
}

// pastOrPerfect reports whether a passive is no habit: was charged, has been charged.
func (t *tree) pastOrPerfect(i int) bool {
	seen := false
	for _, k := range t.children[i] {
		if t.rel(k) != "aux" {
			continue
		}
		seen = true
		switch t.words[k].XPOS {
		case "VBD", "VBN", "MD", "VBG":
			return true
		}
	}
	return !seen || t.headline
}

func (t *tree) inheritsPlan(i int) bool {
	h := t.words[i].Head - 1
	return t.rel(i) == "conj" && h >= 0 && t.child(i, "nsubj") < 0 && t.bearing(h, future)
}

// doubt holds back what is nearly, perhaps or usually done, and whose subject denies
// or invents it.
func (t *tree) doubt(c *Clause) string {
	for _, at := range []int{c.Verb, c.Content} {
		for _, k := range t.children[at] {
			switch w := t.low(k); {
			case undone[w] && t.rel(k) != "conj":
				return "undone"
			case habits[w]:
				return "habit"
			case w == "but" && k > 0 && t.low(k-1) == "all":
				return "undone"
			}
		}
	}
	if v := c.Verb; v > 1 && t.low(v-1) == "but" && t.low(v-2) == "all" {
		return "undone"
	}
	for _, p := range c.Sources {
		if t.bearing(p.Head, unsaid) {
			return "false"
		}
	}
	if m := t.child(c.Verb, "mark"); m >= 0 && conditions[t.low(m)] {
		return "condition"
	}
	return ""
}

// governed climbs the clauses above: what is denied, doubted, wished or supposed is
// not told, and what somebody said is theirs.
func (t *tree) governed(c *Clause) string {
	i := c.Verb
	for range 8 {
		h := t.words[i].Head - 1
		if h < 0 {
			return ""
		}
		switch t.rel(i) {
		case "ccomp":
			if why := t.voucher(c, h); why != "" {
				return why
			}
		case "acl":
			if t.child(i, "mark") >= 0 && t.words[i].Deprel == "acl" {
				return "claim" // the report that it had sunk
			}
		case "advcl", "csubj":
			if m := t.child(i, "mark"); m >= 0 && conditions[t.low(m)] {
				return "condition"
			}
		case "xcomp":
			return "governed"
		case "conj":
			if t.child(i, "nsubj", "nsubj:pass") < 0 && t.modal(h) && !t.ownFinite(i) {
				return "modal"
			}
		}
		i = h
	}
	return ""
}

func (t *tree) ownFinite(i int) bool {
	x := t.words[i].XPOS
	return x == "VBD" || t.child(i, "aux") >= 0
}

func (t *tree) modal(i int) bool {
	for _, k := range t.children[i] {
		if t.rel(k) == "aux" && modals[t.low(k)] {
			return true
		}
	}
	return false
}

// voucher sets who says what the clause tells; a governor that doesn't vouch is a gate.
func (t *tree) voucher(c *Clause, h int) string {
	if !vouching[t.words[h].Lemma] || t.words[h].UPOS != "VERB" {
		return "opinion"
	}
	if t.bearing(h, nobody) || t.modal(h) || t.bearing(h, undone) {
		return "unsaid"
	}
	if m := t.child(h, "mark"); m >= 0 && conditions[t.low(m)] {
		return "condition"
	}
	s := t.child(h, "nsubj")
	if s >= 0 && (nobody[t.low(s)] || t.bearing(s, unsaid) || t.bearing(s, nobody)) {
		return "unsaid"
	}
	if c.Speaker == nil && s >= 0 {
		p := t.phrase(s)
		c.Speaker = &p
	}
	if c.Modality == Asserted {
		c.Modality = Said
	}
	return ""
}

// figure holds back violence that is done to no body and no thing.
func (t *tree) figure(c *Clause) string {
	lemma := t.words[c.Content].Lemma
	if c.Object != nil && (violence[t.words[c.Object.Head].Lemma] || t.words[c.Object.Head].Lemma == "offensive") && t.bearing(c.Object.Head, bloodless) {
		return "figure"
	}
	if !violence[lemma] {
		return ""
	}
	if c.Object != nil && abstract[t.words[c.Object.Head].Lemma] {
		return "figure"
	}
	for _, k := range t.children[c.Content] {
		if t.rel(k) == "obl" && abstract[t.words[k].Lemma] || t.words[k].Deprel == "compound:prt" {
			return "figure"
		}
	}
	return ""
}

// voiceless holds back clauses without sides, and those about the writer or the reader.
func (t *tree) voiceless(c *Clause) string {
	if len(c.Sources) == 0 && (!c.Passive || len(c.Targets) == 0 && c.Object == nil) {
		return "no-sides"
	}
	for _, p := range append(c.Sources, c.Targets...) {
		switch w := t.words[p.Head]; {
		case w.UPOS == "PRON" && t.generic(p.Head):
			return "person"
		case w.UPOS == "DET" || w.UPOS == "SCONJ":
			return "person"
		}
	}
	return ""
}

func (t *tree) generic(i int) bool {
	switch t.low(i) {
	case "i", "we", "you", "one", "there", "it", "this", "that", "which", "what", "who", "everyone", "anyone":
		return true
	}
	return false
}

// tone sets whether the clause is denied, planned, only told, or history.
func (t *tree) tone(c *Clause) {
	if t.bearing(c.Verb, future) || t.inheritsPlan(c.Verb) || t.bearing(c.Verb, modals) {
		c.Modality = Planned
	}
	if c.Content != c.Verb {
		switch governor := t.words[c.Verb].Lemma; {
		case refusing[governor]:
			c.Negative = true
		case planning[governor] || planning[t.low(c.Verb)]:
			c.Modality = Planned
		}
	}
	if t.bearing(c.Verb, hedges) {
		c.Modality = Reported
	}
	denied := t.denied(c) || c.Object != nil && t.bearing(c.Object.Head, nobody)
	for _, p := range append(append([]Phrase{}, c.Sources...), c.Targets...) {
		denied = denied || t.bearing(p.Head, nobody) || nobody[t.low(p.Head)]
	}
	for _, k := range t.children[c.Verb] { // with no troops; neither … nor
		denied = denied || t.rel(k) == "obl" && t.bearing(k, nobody)
	}
	if denied || c.Negative {
		c.Negative, c.Modality = true, Denied
	}
	had := t.child(c.Verb, "aux")
	c.Background = t.words[c.Verb].Deprel == "acl:relcl" && c.Modality != Planned || t.words[c.Verb].Deprel == "acl" || had >= 0 && t.low(had) == "had" && c.Speaker == nil
}

// lacking holds back verbs that need an object and have none, as participles that were
// read as verbs do, and those whose two sides are one.
func (t *tree) lacking(c *Clause) string {
	lemma := t.words[c.Content].Lemma
	if c.Object != nil && t.bare(c.Object) {
		return "bare-object"
	}
	if why := t.slight(c); why != "" {
		return why
	}
	empty := c.Object == nil && len(c.Targets) == 0
	if transitive[lemma] && !c.Passive && (empty || charging[lemma] && !t.of(c.Content)) && t.child(c.Content, "ccomp", "xcomp") < 0 {
		return "no-object"
	}
	for _, a := range c.Sources {
		for _, b := range c.Targets {
			if a.Head == b.Head || t.words[a.Head].UPOS == "PROPN" && t.words[a.Last].Form == t.words[b.Last].Form {
				return "same-side"
			}
		}
	}
	return ""
}

// of reports whether “of” follows a verb within its clause.
func (t *tree) of(i int) bool {
	for k := i + 1; k < len(t.words) && k < i+16; k++ {
		if t.low(k) == "of" {
			return true
		}
	}
	return false
}

// bare reports whether an object is a word that says nothing by itself: what, it, any.
func (t *tree) bare(p *Phrase) bool {
	switch t.words[p.Head].UPOS {
	case "PRON", "DET", "ADJ", "ADV", "SCONJ":
		return p.First == p.Last
	}
	return false
}

// slight holds back clauses that lean on another and say little by themselves: light
// verbs without object, participles and “as …” without one, and words of speech that
// the tokens show by marks of old wire copy.
func (t *tree) slight(c *Clause) string {
	empty := c.Object == nil && len(c.Targets) == 0
	rel := t.rel(c.Verb)
	switch {
	case empty && light[t.words[c.Content].Lemma] && !c.Passive && c.Last == c.Content:
		return "light"
	case empty && !c.Passive && (rel == "acl" || rel == "advcl" || t.words[c.Verb].XPOS == "VBG"):
		return "slight"
	}
	for i := range t.words {
		if f := t.words[i].Form; f == "``" || f == "''" || f == "`" {
			return "quoted"
		}
	}
	return ""
}
