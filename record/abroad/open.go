package abroad

import (
	"strings"

	"dateline/news"
)

// openEvent is what the main clause of a sentence tells that someone or something did to
// something, or that was done to it, whatever it was: “Das Gericht hat die Klage
// abgewiesen.” It must be past, and its sides be whole phrases in plain order.
func (c *clause) openEvent(i int) (news.Fact, bool) {
	w := c.words[i]
	f := news.Fact{Kind: news.FactEvent, Modality: news.Asserted, Confidence: 0.8, Citations: []news.Citation{c.cited}}
	subject := c.kid(i, "nsubj")
	if w.Deprel != "root" || c.in("idle", w.Lemma) || subject < 0 || subject > i || !c.isPast(i) {
		return f, false
	}
	passive := c.kid(i, "nsubj:pass") >= 0 || c.kid(i, "aux:pass") >= 0
	object := c.kid(i, "obj")
	if passive == (object >= 0) || c.kid(i, "expl", "iobj", "xcomp", "ccomp", "mark", "cop") >= 0 {
		return f, false
	}
	if !c.isKnown(subject) || object >= 0 && !c.isDefined(object) || c.deniedWithin(0, max(i, object)) {
		return f, false
	}
	side, ok := c.actor(subject)
	if !ok || passive && !c.passivePast(i) {
		return f, false
	}
	if _, end := c.phrase(subject); c.words[end].UPOS == "DET" || c.words[end].UPOS == "ADP" {
		return f, false // the phrase is broken off by a mark
	}
	f.Predicate = c.predicate(i)
	if p := c.kid(i, "compound:prt"); p >= 0 {
		f.Predicate += " " + c.words[p].Form
	}
	if passive {
		f.Target = []news.Actor{side}
	} else {
		from, to := c.phrase(object)
		text := c.text(from, to)
		if to-from >= longestPhrase || !balanced(text) || strings.ContainsAny(text, "\n()") || c.words[to].UPOS == "ADP" {
			return f, false
		}
		f.Source, f.Object = []news.Actor{side}, text
	}
	c.when(i, &f)
	return f, true
}

// isKnown reports whether a side is someone: one of the people, a body, one who speaks,
// or a name of a known kind.
func (c *clause) isKnown(i int) bool {
	w := c.words[i]
	if w.UPOS == "PROPN" {
		return c.isNamed(i)
	}
	return w.UPOS == "NOUN" && (c.isA(i, "people") || c.isA(i, "bodies") || c.isA(i, "speakers") || c.isA(i, "posts"))
}

// isDefined reports whether an object is a noun with its article, possessive or number, or
// a name. Russian has no articles.
func (c *clause) isDefined(i int) bool {
	w := c.words[i]
	return w.UPOS == "NOUN" && (c.language == "ru" || c.kid(i, "det", "nummod", "nmod:poss") >= 0) ||
		w.UPOS == "PROPN" && c.isNamed(i)
}

// isNamed reports whether a word belongs to a name whose kind is known.
func (c *clause) isNamed(i int) bool {
	for _, e := range c.names {
		if e.Start <= c.words[i].Start && c.words[i].End <= e.End {
			return true
		}
	}
	return false
}

// deniedWithin reports whether a word that denies or hedges stands between two words.
func (c *clause) deniedWithin(from, to int) bool {
	for _, w := range c.words[from : to+1] {
		form := strings.ToLower(w.Form)
		if c.in("not", form) || c.in("hedges", form) {
			return true
		}
	}
	return false
}

// passivePast reports whether a passive tells what is past.
func (c *clause) passivePast(i int) bool {
	present, perfect := false, false
	for _, k := range c.kids[i] {
		form := strings.ToLower(c.words[k].Form)
		if strings.HasPrefix(c.words[k].Deprel, "aux") {
			present = present || c.in("present", form)
			perfect = perfect || c.in("perfect", form)
		}
	}
	return perfect || !present
}

// isPast reports whether a verb is in the perfect or in a form that tells what is past.
func (c *clause) isPast(i int) bool {
	w := c.words[i]
	form := strings.ToLower(w.Form)
	for _, k := range c.kids[i] {
		if strings.HasPrefix(c.words[k].Deprel, "aux") && w.XPOS != "Inf" {
			return true
		}
	}
	if strings.HasPrefix(w.XPOS, "WW|pv|verl") {
		return true
	}
	for e := range c.lists["past"] {
		if w.XPOS == "Fin" && strings.HasSuffix(form, e) {
			return true
		}
	}
	return false
}
