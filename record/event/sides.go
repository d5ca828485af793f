package event

import "strings"

// sides sets who did it and to whom or what, by where they stand in the clause.
func (t *tree) sides(c *Clause) {
	subject := t.subject(c)
	if c.Passive {
		if subject >= 0 {
			t.undergo(c, subject)
		}
		for _, k := range t.children[c.Verb] {
			if t.words[k].Deprel == "obl:agent" || t.rel(k) == "obl" && t.casedBy(k) && t.somebody(k) {
				c.Sources = append(c.Sources, t.phrases(k)...)
			}
		}
	} else if subject >= 0 {
		c.Sources = t.phrases(subject)
	}
	for _, k := range t.children[c.Content] {
		switch t.rel(k) {
		case "iobj":
			c.Targets = append(c.Targets, t.phrases(k)...)
		case "obj":
			t.undergo(c, k)
		}
	}
	if c.Object == nil && len(c.Targets) == 0 {
		for _, k := range t.children[c.Content] {
			if t.rel(k) == "obl" && k > c.Content && t.words[k].Deprel != "obl:tmod" && t.words[k].Deprel != "obl:agent" && t.complement(k) {
				t.undergo(c, k)
				break
			}
		}
	}
	c.Confidence = t.confidence(c, subject)
}

// complement reports whether an oblique tells whom or what it was about, not when or where.
func (t *tree) complement(k int) bool {
	at := t.child(k, "case")
	if at < 0 {
		return false
	}
	switch t.low(at) {
	case "with", "to", "against", "from", "into", "for", "about", "over", "of":
		return t.words[k].UPOS != "NUM"
	}
	return false
}

// undergo adds what the noun at k stands for to the side that it was done to.
func (t *tree) undergo(c *Clause, k int) {
	if t.somebody(k) && len(c.Targets) == 0 {
		c.Targets = append(c.Targets, t.phrases(k)...)
		return
	}
	if c.Object == nil {
		p := t.whole(k)
		c.Object = &p
	}
}

// somebody reports whether a noun is of a person or a body of people.
func (t *tree) somebody(k int) bool {
	switch t.words[k].UPOS {
	case "PROPN":
		return true
	case "PRON":
		switch t.low(k) {
		case "him", "her", "them", "he", "she", "they", "himself", "herself", "themselves":
			return true
		}
		return false
	}
	return person[t.words[k].Lemma] || person[strings.TrimSuffix(t.low(k), "s")] || person[t.low(k)]
}

func (t *tree) casedBy(k int) bool {
	at := t.child(k, "case")
	return at >= 0 && t.low(at) == "by"
}

// subject finds the clause's subject, its own or that of the clause it leans on.
func (t *tree) subject(c *Clause) int {
	i := c.Verb
	for range 4 {
		if k := t.child(i, "nsubj", "nsubj:pass"); k >= 0 {
			if t.words[k].UPOS != "PRON" || !t.relative(k) {
				return k
			}
			if t.rel(i) == "acl" {
				return t.words[i].Head - 1
			}
			return -1
		}
		h := t.words[i].Head - 1
		if h < 0 {
			return -1
		}
		switch t.rel(i) {
		case "acl":
			if t.words[i].Deprel == "acl:relcl" || t.words[i].XPOS == "VB" {
				return -1 // the deal they signed: its subject was not read
			}
			return h
		case "conj", "advcl":
			if t.words[h].UPOS != "VERB" && t.words[h].UPOS != "ADJ" {
				return -1
			}
			if t.rel(i) == "advcl" && t.child(i, "mark") >= 0 {
				return -1
			}
			if t.rel(i) == "advcl" && t.words[i].XPOS != "VBG" && t.words[i].XPOS != "VBN" {
				return -1
			}
			i = h
		default:
			return -1
		}
	}
	return -1
}

func (t *tree) relative(k int) bool {
	switch t.low(k) {
	case "who", "which", "that":
		return true
	}
	return false
}

// phrases gives a noun's phrase and those joined to it by “and”.
func (t *tree) phrases(k int) []Phrase {
	out := []Phrase{t.phrase(k)}
	for _, j := range t.children[k] {
		if t.rel(j) == "conj" && (t.words[j].UPOS == "NOUN" || t.words[j].UPOS == "PROPN") && len(out) < 8 {
			out = append(out, t.phrase(j))
		}
	}
	return out
}

// phrase is a noun with what tells which one, without clauses, appositions and
// what is joined to it.
func (t *tree) phrase(k int) Phrase {
	return t.span(k, func(j int) bool {
		switch t.rel(j) {
		case "appos":
			return j == k+1 || j > k && t.words[j].UPOS == "PROPN" && t.words[j-1].UPOS != "PUNCT" && j-k < 4
		case "acl", "parataxis", "conj", "cc", "punct", "dep", "case", "advcl", "obl", "cop", "nsubj", "advmod", "list", "discourse", "ccomp", "mark":
			return false
		}
		return t.words[j].Deprel != "nmod:tmod" && t.words[j].Deprel != "obl:tmod"
	})
}

// whole is an object's whole phrase, with what is joined to it and what it is about.
func (t *tree) whole(k int) Phrase {
	return t.span(k, func(j int) bool {
		switch t.rel(j) {
		case "parataxis", "dep", "case", "advcl", "obl", "cop", "nsubj", "list", "discourse", "ccomp", "mark":
			return false
		case "appos":
			return false
		case "punct", "cc":
			return true
		}
		return t.words[j].Deprel != "acl:relcl" && t.words[j].Deprel != "nmod:tmod"
	})
}

// span is the unbroken run of words about noun k that the keep rule leaves.
func (t *tree) span(k int, keep func(int) bool) Phrase {
	in := map[int]bool{k: true}
	var add func(i, depth int)
	add = func(i, depth int) {
		if depth > 30 {
			return
		}
		for _, j := range t.children[i] {
			if !in[j] && (i != k || keep(j)) && t.words[j].Deprel != "acl:relcl" {
				in[j] = true
				add(j, depth+1)
			}
		}
	}
	add(k, 0)
	p := Phrase{k, k, k}
	for in[p.First-1] {
		p.First--
	}
	for in[p.Last+1] {
		p.Last++
	}
	edge := func(i int) bool { return t.words[i].UPOS == "PUNCT" || t.words[i].UPOS == "CCONJ" }
	for p.First < k && edge(p.First) {
		p.First++
	}
	for p.Last > k && edge(p.Last) {
		p.Last--
	}
	return p
}
