package event

import (
	"strings"

	"dateline/lang"
	"dateline/record/lexicon"
)

// A Modality is how a clause is told.
type Modality int

// Asserted is what the sentence itself vouches for; Said and Reported are told by
// others, Planned is to come, and Denied was not done.
const (
	Asserted Modality = iota
	Said
	Reported
	Planned
	Denied
)

// A Phrase is a noun phrase: words First to Last, both included, about the noun Head.
type Phrase struct{ Head, First, Last int }

// A Clause tells one event.
type Clause struct {
	Verb        int // the verb, or the adjective of “is ready to”
	Content     int // the verb that tells what it is about: “leave” in “refused to leave”
	First, Last int // the predicate, with negation and particle
	Passive     bool
	Sources     []Phrase
	Targets     []Phrase // whom it was done to
	Object      *Phrase
	Speaker     *Phrase
	Modality    Modality
	Negative    bool
	Background  bool    // history that the sentence mentions
	Gate        string  // why it is no event to tell; empty if it is one
	Rule        string  // what kind of clause it is
	Confidence  float64 // how likely sides and predicate are right
}

var (
	states     = lexicon.Words("states")
	light      = lexicon.Words("light")
	speech     = lexicon.Words("speech")
	vouching   = lexicon.Words("vouching")
	unsaid     = lexicon.Words("unsaid")
	undone     = lexicon.Words("undone")
	habits     = lexicon.Words("habits")
	hedges     = lexicon.Words("hedges")
	played     = lexicon.Words("played")
	planning   = lexicon.Words("planning")
	done       = lexicon.Words("done")
	refusing   = lexicon.Words("refusing")
	conditions = lexicon.Words("conditions")
	nobody     = lexicon.Words("nobody")
	modals     = lexicon.Words("modals")
	future     = lexicon.Words("future")
	abstract   = lexicon.Words("abstract")
	violence   = lexicon.Words("violence")
	particles  = lexicon.Words("particles")
	transitive = lexicon.Words("transitive")
	bloodless  = lexicon.Words("bloodless")
	charging   = lexicon.Words("charging")
	person     = lexicon.Words("person")
)

// A tree is a parsed sentence with the children of each word.
type tree struct {
	words    []lang.Word
	children [][]int
	headline bool // told in the present of headlines
}

// Clauses returns the clauses of a sentence that tell something, those that a gate
// holds back with its name. In a headline the present tells of what happened.
func Clauses(words []lang.Word, headline bool) []Clause {
	t := &tree{words: words, children: make([][]int, len(words)), headline: headline}
	for i, w := range words {
		if w.Head > 0 && w.Head <= len(words) && w.Head-1 != i {
			t.children[w.Head-1] = append(t.children[w.Head-1], i)
		}
	}
	whole := t.wholeGate()
	var out []Clause
	for i := range words {
		if !t.tells(i) {
			if t.rel(i) == "xcomp" && words[i].UPOS == "VERB" {
				out = append(out, Clause{Verb: i, Content: i, First: i, Last: i, Gate: "governed", Rule: "clause-xcomp"})
			}
			continue
		}
		c := t.clause(i)
		if whole != "" {
			c.Gate = whole
		}
		out = append(out, c)
	}
	return out
}

func (t *tree) rel(i int) string {
	r, _, _ := strings.Cut(t.words[i].Deprel, ":")
	return r
}

func (t *tree) low(i int) string { return strings.ToLower(t.words[i].Form) }

// child is the first dependent of i by one of the relations, -1 if there is none.
func (t *tree) child(i int, relations ...string) int {
	for _, k := range t.children[i] {
		for _, r := range relations {
			if t.words[k].Deprel == r || !strings.Contains(r, ":") && t.rel(k) == r {
				return k
			}
		}
	}
	return -1
}

// bearing reports whether i has a dependent of a set.
func (t *tree) bearing(i int, set map[string]bool) bool {
	for _, k := range t.children[i] {
		if set[t.low(k)] {
			return true
		}
	}
	return false
}

// tells reports whether word i is the head of a clause that may tell an event.
func (t *tree) tells(i int) bool {
	w := t.words[i]
	switch t.rel(i) {
	case "root", "conj", "ccomp", "advcl", "acl", "parataxis":
	default:
		return false
	}
	if w.UPOS == "ADJ" {
		return planning[t.low(i)] && t.child(i, "xcomp") >= 0
	}
	return w.UPOS == "VERB"
}

// wholeGate names the gate that holds back all of a sentence.
func (t *tree) wholeGate() string {
	n := len(t.words)
	if n == 0 || n > 90 {
		return "length"
	}
	if t.words[n-1].Form == "?" || n > 1 && t.words[n-2].Form == "?" {
		return "question"
	}
	switch first := t.low(0); {
	case (first == "had" || first == "were" || first == "should") && t.words[0].UPOS == "AUX":
		return "counterfactual"
	case played[first] && t.words[0].UPOS == "VERB":
		return "supposed"
	}
	for i, w := range t.words {
		if w.UPOS == "NOUN" && played[w.Lemma] && t.rel(i) == "obl" {
			for _, k := range t.children[i] {
				if t.rel(k) == "case" && (t.low(k) == "in" || t.low(k) == "during" || t.low(k) == "of") {
					return "played"
				}
			}
		}
	}
	return ""
}

func (t *tree) clause(i int) Clause {
	c := Clause{Verb: i, Content: i, First: i, Last: i, Rule: "clause-" + t.rel(i)}
	x := t.child(i, "xcomp")
	infinitive := x > i && t.words[x].UPOS == "VERB" && t.words[x].XPOS == "VB"
	governor := t.words[i].Lemma
	switch leads := refusing[governor] || planning[governor] || planning[t.low(i)] || done[governor]; {
	case infinitive && leads && x-i < 9:
		c.Content = x
	case infinitive && t.child(i, "obj") < 0:
		c.Gate = "governed"
	}
	c.Passive = t.child(i, "aux:pass", "nsubj:pass") >= 0 || t.bareParticiple(i)
	t.sides(&c)
	if c.Gate == "" {
		c.Gate = t.gate(&c)
	}
	t.predicate(&c)
	t.tone(&c)
	return c
}

// bareParticiple reports whether i is a participle of the passive without auxiliary:
// “a man arrested on Monday”, “Lawmakers threatened with arrest” as a headline has it.
func (t *tree) bareParticiple(i int) bool {
	w := t.words[i]
	return w.XPOS == "VBN" && t.child(i, "aux") < 0 && (t.words[i].Deprel == "acl" || t.rel(i) == "advcl" && t.child(i, "nsubj") < 0)
}

// predicate sets the words of the predicate: the verb with what denies or governs it.
func (t *tree) predicate(c *Clause) {
	c.Last = c.Content
	if next := c.Content + 1; next < len(t.words) && particles[t.low(next)] && t.words[next].Head-1 != next+1 {
		c.Last = next
	}
	for _, k := range t.children[c.Verb] {
		if k < c.Verb && c.Verb-k <= 4 && (t.rel(k) == "aux" || nobody[t.low(k)]) && t.plainBetween(k, c.Verb) {
			c.First = min(c.First, k)
		}
	}
	if t.words[c.Verb].UPOS == "ADJ" {
		if k := t.child(c.Verb, "cop"); k >= 0 && c.Verb-k <= 3 {
			c.First = min(c.First, k)
		}
	}
	for _, k := range t.children[c.Content] {
		if k == c.Last+1 && t.words[k].Deprel == "compound:prt" {
			c.Last = k
		}
	}
	if !nobody[t.low(c.First)] && !c.Negative { // auxiliaries alone add nothing
		for c.First < c.Verb && t.words[c.First].UPOS != "ADJ" && !t.denied(c) && !c.Passive && !t.planned(c) && t.rel(c.First) != "cop" {
			c.First++
		}
	}
}

func (t *tree) plainBetween(from, to int) bool {
	for k := from + 1; k < to; k++ {
		if u := t.words[k].UPOS; u != "AUX" && u != "PART" && u != "ADV" {
			return false
		}
	}
	return true
}

func (t *tree) denied(c *Clause) bool { return t.bearing(c.Verb, nobody) }

func (t *tree) planned(c *Clause) bool { return t.bearing(c.Verb, future) }
