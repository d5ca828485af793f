package frames

import (
	"strings"

	"dateline/lang"
)

// A node is a word of a sentence with what the dictionaries and the rules want of it.
type node struct {
	lang.Word
	form, lemma  string // in capitals, as the dictionaries write
	dependents   []int  // indices from 0
	relation     string // in the terms of Universal Dependencies 2, without what follows the colon
	subrelation  string // what follows it
	preposition  string // the first case or mark that introduces it, in capitals
	prepositions []string
}

// A tree is a sentence's words with what hangs on them.
type tree []node

// newTree takes both versions of Universal Dependencies: dobj and obj, nmod of a
// verb and obl, neg.
func newTree(words []lang.Word) tree {
	t := make(tree, len(words))
	for i := range t {
		w := &t[i]
		w.Word = words[i]
		w.form, w.lemma = strings.ToUpper(w.Form), strings.ToUpper(w.Lemma)
		w.relation, w.subrelation, _ = strings.Cut(w.Deprel, ":")
		switch w.relation {
		case "dobj":
			w.relation = "obj"
		case "nsubjpass":
			w.relation, w.subrelation = "nsubj", "pass"
		case "csubjpass":
			w.relation, w.subrelation = "csubj", "pass"
		case "auxpass":
			w.relation, w.subrelation = "aux", "pass"
		case "name", "mwe":
			w.relation = "flat"
		case "neg":
			w.relation = "advmod"
		}
		if w.Head < 0 || w.Head > len(t) || w.Head == i+1 {
			w.Head = 0
		}
	}
	t.breakLoops()
	for i := range t {
		if h := t[i].Head - 1; h >= 0 {
			t[h].dependents = append(t[h].dependents, i)
		}
	}
	for i := range t {
		w := &t[i]
		if w.relation == "nmod" && w.subrelation != "poss" && w.Head > 0 && t.isVerb(w.Head-1) {
			w.relation = "obl"
		}
		for _, d := range w.dependents {
			if r := t[d].relation; (r == "case" || r == "mark") && t[d].form != "'S" && t[d].form != "’S" && t[d].form != "'" {
				w.prepositions = append(w.prepositions, t[d].form)
			}
		}
		if len(w.prepositions) > 0 {
			w.preposition = w.prepositions[0]
		}
	}
	return t
}

// breakLoops makes a root of a word that hangs on itself in the end: trees come
// from outside, too.
func (t tree) breakLoops() {
	const open, done = 1, 2
	state := make([]uint8, len(t))
	for i := range t {
		var path []int
		for k := i; k >= 0 && state[k] != done; k = t[k].Head - 1 {
			if state[k] == open {
				t[k].Head = 0
				break
			}
			state[k] = open
			path = append(path, k)
		}
		for _, k := range path {
			state[k] = done
		}
	}
}

func (t tree) isVerb(i int) bool {
	return t[i].UPOS == "VERB" && t[i].relation != "aux" && t[i].relation != "cop"
}

func (t tree) isNoun(i int) bool {
	switch t[i].UPOS {
	case "NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "SYM":
		return true
	}
	return false
}

// with gives the dependents of i in one of the relations.
func (t tree) with(i int, relations ...string) []int {
	var out []int
	for _, d := range t[i].dependents {
		for _, r := range relations {
			if t[d].relation == r {
				out = append(out, d)
				break
			}
		}
	}
	return out
}

// conjuncts is i and what is coordinated with it.
func (t tree) conjuncts(i int) []int {
	out := []int{i}
	for k := 0; k < len(out) && len(out) < 64; k++ {
		out = append(out, t.with(out[k], "conj")...)
	}
	return out
}

// passive tells a verb whose subject has it done to itself.
func (t tree) passive(v int) bool {
	for _, d := range t[v].dependents {
		if (t[d].relation == "nsubj" || t[d].relation == "aux" || t[d].relation == "csubj") && t[d].subrelation == "pass" {
			return true
		}
	}
	if t[v].relation == "acl" && t[v].subrelation == "" && t[v].XPOS == "VBN" {
		return true
	}
	return t[v].relation == "conj" && t[v].XPOS == "VBN" && t[v].Head > 0 && len(t.with(v, "nsubj", "aux")) == 0 && t.isVerb(t[v].Head-1) && t.passive(t[v].Head-1)
}

func (t tree) negated(v int) bool {
	for _, d := range t[v].dependents {
		switch t[d].form {
		case "NOT", "N'T", "N’T", "NEVER":
			return true
		}
	}
	return false
}

// within tells whether i hangs on top, directly or not.
func (t tree) within(i, top int) bool {
	for steps := 0; i >= 0 && steps <= len(t); steps++ {
		if i == top {
			return true
		}
		i = t[i].Head - 1
	}
	return false
}
