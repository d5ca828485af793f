package actor

import (
	"strings"

	"dateline/lang"
)

// caseOf returns the form of a pronoun: 0 he, 1 him, 2 his, 3 himself.
func caseOf(w lang.Word) float32 {
	switch {
	case strings.HasPrefix(w.XPOS, "PRP$") || strings.HasPrefix(w.Deprel, "nmod:poss"):
		return 2
	case strings.HasSuffix(w.Form, "self"):
		return 3
	case strings.HasPrefix(w.Deprel, "nsubj"):
		return 0
	}
	return 1
}

// relations are grouped by what they mean for whom a pronoun stands.
var relations = []string{
	"nsubj:pass",
	"nsubj",
	"obj",
	"iobj",
	"obl:agent",
	"obl",
	"nmod:poss",
	"nmod",
	"appos",
	"conj",
	"root",
	"compound",
	"flat",
	"parataxis",
	"vocative",
}

func relation(deprel string) float32 {
	for i, r := range relations {
		if strings.HasPrefix(deprel, r) {
			return float32(i)
		}
	}
	return float32(len(relations))
}

// nounHead climbs from a name to the noun that it names, over titles, appositions and
// coordination.
func nounHead(ws []lang.Word, i int) int {
	for range 6 {
		d := ws[i].Deprel
		h := ws[i].Head - 1
		if h < 0 || d != "appos" && d != "compound" && d != "flat" && d != "conj" {
			return i
		}
		if d == "conj" && ws[h].UPOS != "PROPN" && ws[h].UPOS != "NOUN" && ws[h].UPOS != "PRON" {
			return i
		}
		i = h
	}
	return i
}

func isClause(w lang.Word) bool {
	for _, d := range []string{"root", "ccomp", "xcomp", "advcl", "acl", "csubj", "parataxis"} {
		if strings.HasPrefix(w.Deprel, d) {
			return true
		}
	}
	return w.Deprel == "conj" && (w.UPOS == "VERB" || w.UPOS == "AUX")
}

// governor returns the head of the clause that a word stands in.
func governor(ws []lang.Word, i int) int {
	for range len(ws) {
		h := ws[i].Head - 1
		if h < 0 {
			return i
		}
		i = h
		if isClause(ws[i]) {
			return i
		}
	}
	return i
}

// above reports whether word a is word b or stands over it in the tree.
func above(ws []lang.Word, a, b int) bool {
	for range len(ws) + 1 {
		if a == b {
			return true
		}
		if b = ws[b].Head - 1; b < 0 {
			return false
		}
	}
	return false
}

func clausesAbove(ws []lang.Word, i int) int {
	n := 0
	for range len(ws) {
		h := ws[i].Head - 1
		if h < 0 {
			break
		}
		i = h
		if isClause(ws[i]) && ws[i].Head > 0 {
			n++
		}
	}
	return n
}

func depth(ws []lang.Word, i int) int {
	n := 0
	for ws[i].Head > 0 && n < len(ws) {
		i = ws[i].Head - 1
		n++
	}
	return n
}

// clausesBetween counts the heads of clauses on the way from one word to the other.
func clausesBetween(ws []lang.Word, a, b int) int {
	n := 0
	for i, steps := b, 0; !above(ws, i, a) && ws[i].Head > 0 && steps < len(ws); steps++ {
		if isClause(ws[i]) {
			n++
		}
		i = ws[i].Head - 1
	}
	for i, steps := a, 0; !above(ws, i, b) && ws[i].Head > 0 && steps < len(ws); steps++ {
		if isClause(ws[i]) {
			n += 10
		}
		i = ws[i].Head - 1
	}
	return n
}

func coordinated(ws []lang.Word, a, b int) bool {
	return ws[b].Deprel == "conj" && ws[b].Head-1 == a ||
		ws[b].Deprel == "conj" && ws[a].Deprel == "conj" && ws[a].Head == ws[b].Head
}

func hasChild(ws []lang.Word, i int, deprel string) bool {
	for _, w := range ws {
		if w.Head-1 == i && w.Deprel == deprel {
			return true
		}
	}
	return false
}

func isRoot(ws []lang.Word, i int) bool { return i >= 0 && ws[i].Head == 0 }

// inQuotes reports whether an odd number of quotation marks stands before a word.
func inQuotes(ws []lang.Word, i int) bool {
	open := false
	for _, w := range ws[:i] {
		switch w.Form {
		case `"`, "''", "``":
			open = !open
		case "“", "«", "„":
			open = true
		case "”", "»":
			open = false
		}
	}
	return open
}

// ownedBy reports whether a name is a relation of somebody whom a pronoun means: "his
// brother Tom".
func (r *reading) ownedBy(m *Mention) bool {
	ws := r.sentences[m.sentence].Words
	h := nounHead(ws, m.head)
	for _, w := range ws {
		if w.Head-1 == h && strings.HasPrefix(w.Deprel, "nmod:poss") && w.UPOS == "PRON" {
			return true
		}
	}
	for i := max(0, m.first-3); i < m.first; i++ {
		if words["kin"][strings.ToLower(ws[i].Lemma)] {
			return true
		}
	}
	return false
}
