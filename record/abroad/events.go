package abroad

import (
	"strings"

	"dateline/lang"
	"dateline/news"
)

// An eventKind says how a kind of verb is told: what its sides must be.
type eventKind struct {
	typ, cameo string
	patient    string // the list that the head of who it happens to must be in
	agent      string // the list that the head of who does it must be in, empty: any
	alone      bool   // the subject is who it happens to
}

var eventKinds = map[string]eventKind{
	"die":      {typ: "x-DEATH", patient: "people", alone: true},
	"kill":     {typ: "x-DEATH", patient: "people"},
	"injure":   {typ: "x-INJURY", patient: "people"},
	"arrest":   {typ: "x-ARREST", patient: "people"},
	"charge":   {typ: "x-CHARGE", patient: "people"},
	"sentence": {typ: "x-SENTENCE", patient: "people"},
	"meet":     {typ: "CONSULT", cameo: "040", patient: "people", agent: "people"},
	"sign":     {typ: "AGREE", patient: "instruments"},
	"appoint":  {typ: "x-APPOINT", patient: "people"},
	"resign":   {typ: "x-RESIGN", patient: "people", alone: true},
	"elect":    {typ: "x-ELECT", patient: "people"},
	"vote":     {typ: "x-VOTE", patient: "laws", agent: "bodies"},
}

// events are the clauses of the sentence that tell one for certain.
func (c *clause) events() []news.Fact {
	var out []news.Fact
	if strings.HasSuffix(c.cited.Exact, "?") {
		return nil
	}
	for i := range c.words {
		kinds := c.kindsOf(i)
		if c.words[i].UPOS != "VERB" || !c.tells(i) {
			continue
		}
		if len(kinds) == 0 {
			if f, ok := c.openEvent(i); ok {
				out = append(out, f)
			}
			continue
		}
		for _, k := range kinds {
			kind, known := eventKinds[k]
			if !known {
				continue
			}
			if f, ok := c.event(i, kind); ok {
				out = append(out, f)
			}
		}
	}
	return out
}

// tells reports whether a verb heads a clause of its own that is neither denied nor
// supposed nor hedged nor yet to come.
func (c *clause) tells(i int) bool {
	w := c.words[i]
	switch w.Deprel {
	case "root", "conj", "parataxis", "ccomp":
	default:
		return false
	}
	if w.Deprel == "conj" && c.words[w.Head-1].UPOS != "VERB" {
		return false
	}
	finite := w.XPOS == "Fin" || strings.HasPrefix(w.XPOS, "WW|pv")
	for _, k := range c.kids[i] {
		form := strings.ToLower(c.words[k].Form)
		if c.in("not", form) || c.in("hedges", form) || c.in("suppose", form) || c.words[k].Deprel == "aux:caus" {
			return false
		}
		if strings.HasPrefix(c.words[k].Deprel, "aux") && !lang.IsFuture(c.language, form) {
			finite = true
		}
	}
	if !finite || c.quoted(i) || lang.IsFuture(c.language, strings.ToLower(w.Form)) {
		return false
	}
	if w.Deprel == "root" {
		return true
	}
	return c.hangsSurely(w.Head - 1)
}

// hangsSurely reports whether nothing above a clause denies, supposes or hedges it.
func (c *clause) hangsSurely(i int) bool {
	for steps := 0; i >= 0 && steps < 8; steps++ {
		w := c.words[i]
		if w.Deprel == "advcl" || strings.HasPrefix(w.Deprel, "acl") || w.Deprel == "csubj" {
			return false
		}
		for _, k := range c.kids[i] {
			form := strings.ToLower(c.words[k].Form)
			if c.in("not", form) || c.in("hedges", form) || c.in("suppose", form) {
				return false
			}
		}
		if w.UPOS == "VERB" && len(c.kindsOf(i)) == 0 {
			return false // wants, hopes, fears that
		}
		i = w.Head - 1
	}
	return true
}

// quoted reports whether a quotation is open at a word.
func (c *clause) quoted(i int) bool {
	open := 0
	for _, w := range c.words[:i] {
		switch w.Form {
		case "«", "„":
			open = 1
		case "»":
			open = 0
		case "\"", "“", "”":
			open = 1 - open
		}
	}
	return open == 1
}

func (c *clause) event(i int, kind eventKind) (news.Fact, bool) {
	doer, done := c.sides(i, kind)
	f := news.Fact{Kind: news.FactEvent, Type: kind.typ, CAMEO: kind.cameo, Modality: news.Asserted, Confidence: 0.85,
		Citations: []news.Citation{c.cited}}
	if done < 0 || !c.isA(done, kind.patient) {
		return f, false
	}
	if doer >= 0 {
		if kind.agent != "" && !c.isA(doer, kind.agent) {
			return f, false
		}
		f.Source = c.actors(doer)
		if passive := done == c.kid(i, "nsubj"); passive && !c.isA(doer, "people") && !c.isA(doer, "bodies") {
			f.Source = nil // “por el cobro …” is why, not who
		} else if f.Source == nil {
			return f, false
		}
	}
	patient, ok := c.actor(done)
	switch {
	case !ok:
		return f, false
	case kind.patient == "instruments" || kind.patient == "laws":
		f.Object = patient.Text
	case kind.alone:
		f.Source = []news.Actor{patient}
	default:
		f.Target = []news.Actor{patient}
	}
	if doer < 0 && (kind.agent != "" || kind.patient == "instruments") {
		return f, false
	}
	f.Predicate = c.predicate(i)
	c.when(i, &f)
	c.said(i, &f)
	return f, f.Predicate != ""
}

// sides finds who did it and to whom; -1 where the clause doesn't tell.
func (c *clause) sides(i int, kind eventKind) (doer, done int) {
	subject := c.kid(i, "nsubj")
	passive := c.kid(i, "nsubj:pass") >= 0 || c.kid(i, "aux:pass") >= 0
	switch {
	case subject < 0 || c.unsure(subject):
		return -1, -1
	case kind.alone:
		return -1, subject
	case passive:
		agent := c.kid(i, "obl:agent")
		if agent < 0 {
			agent = c.oblique(i, "by")
		}
		if kind.typ == "AGREE" && agent < 0 {
			return -1, -1
		}
		return agent, subject
	case kind.typ == "CONSULT":
		if with := c.oblique(i, "with"); with >= 0 {
			return subject, with
		}
	}
	object := c.kid(i, "obj")
	if object < 0 && kind.patient == "people" {
		object = c.oblique(i, "marked")
	}
	if object < 0 || c.kid(i, "expl") >= 0 || c.isReflexive(i) {
		return -1, -1
	}
	return subject, object
}

// unsure reports whether a subject is a pronoun, a relative or an empty phrase.
func (c *clause) unsure(i int) bool {
	w := c.words[i]
	return w.UPOS == "PRON" || w.UPOS == "DET" || w.UPOS == "ADJ"
}

// isReflexive reports whether the object is the pronoun of the verb itself.
func (c *clause) isReflexive(i int) bool {
	o := c.kid(i, "obj")
	return o >= 0 && c.words[o].UPOS == "PRON"
}

// oblique gives the phrase of a verb with a preposition of a list, or -1.
func (c *clause) oblique(i int, list string) int {
	for _, k := range c.kids[i] {
		if !strings.HasPrefix(c.words[k].Deprel, "obl") {
			continue
		}
		if p := c.kid(k, "case"); p >= 0 && c.in(list, strings.ToLower(c.words[p].Form)) {
			return k
		}
	}
	return -1
}

// isA reports whether the head of a phrase is in a list; a person's name is one of the
// people, a name of a state or an organisation a body.
func (c *clause) isA(i int, list string) bool {
	w := c.words[i]
	if c.in(list, w.Lemma) || c.in(list, strings.ToLower(w.Lemma)) || c.in(list, strings.ToLower(w.Form)) {
		return true
	}
	if list != "people" && list != "bodies" {
		return false
	}
	for _, e := range c.names {
		if e.Start <= w.Start && w.End <= e.End {
			return (list == "people") == (e.Kind == "person")
		}
	}
	return list == "people" && w.UPOS == "NUM"
}

// predicate is the verb with its auxiliaries and particle, as one stretch of the text.
func (c *clause) predicate(i int) string {
	from := i
	for from > 0 && c.words[from-1].Head == i+1 && strings.HasPrefix(c.words[from-1].Deprel, "aux") {
		from--
	}
	return c.text(from, i)
}

// when gives a fact the only day of its sentence, or the one under its verb; a day
// after the report makes it planned.
func (c *clause) when(i int, f *news.Fact) {
	var at *lang.TimeMention
	for k := range c.times {
		if at != nil {
			return
		}
		at = &c.times[k]
	}
	if at == nil {
		return
	}
	ref := at.Ref
	f.Time = &ref
	if !c.day.IsZero() && ref.From > c.day.Format("2006-01-02") {
		f.Modality = news.Planned
	}
}

// said makes a fact one that its speaker tells, where it is under a verb of speech.
func (c *clause) said(i int, f *news.Fact) {
	w := c.words[i]
	if w.Deprel != "ccomp" {
		return
	}
	verb := w.Head - 1
	if !c.says(verb) {
		return
	}
	f.Modality = news.Said
	if s := c.kid(verb, "nsubj"); s >= 0 && !c.unsure(s) {
		if a, ok := c.actor(s); ok {
			f.Speaker = &a
		}
	}
}
