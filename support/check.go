package support

import (
	"regexp"
	"slices"
	"strings"
)

// A Mismatch is a detail of a claim that its evidence lacks, or gives differently.
type Mismatch struct {
	Point   Point
	Claimed string // as the claim has it
	Found   string // as the evidence has it; empty: it has nothing of the kind
}

// Quoted is words in quotation marks, as a point of difference.
const Quoted Point = "quoted words"

var rxQuoted = regexp.MustCompile(`[“"„«]([^“”"„«»]{3,})[”"“»]`)

// Mismatches lists the numbers, names, days and quoted words of a claim that its
// evidence doesn't have, and a negation that only one of them has.
func Mismatches(claim, evidence *Reading) (out []Mismatch) {
	for _, s := range claim.sentences {
		for i := range s.quantities {
			if q := &s.quantities[i]; !s.insideName(q.word) && !evidence.hasValue(q) {
				out = append(out, Mismatch{Number, q.text, evidence.otherNumber(q)})
			}
		}
		for _, n := range s.names {
			if !evidence.hasName(n) {
				out = append(out, Mismatch{Name, n.text, ""})
			}
		}
		for _, d := range s.times {
			if other, missing := evidence.otherDay(d); missing {
				out = append(out, Mismatch{Day, d.text, other})
			}
		}
	}
	for _, m := range rxQuoted.FindAllStringSubmatch(claim.text, -1) {
		if !strings.Contains(evidence.letters, lettersOf(m[1])) {
			out = append(out, Mismatch{Quoted, m[1], ""})
		}
	}
	if ours, theirs := claim.negator(), evidence.negator(); len(out) == 0 && (ours == "") != (theirs == "") {
		if d := differenceOf(claim, evidence); d.any && d.point == Whether {
			out = append(out, Mismatch{Whether, ours, theirs})
		}
	}
	return out
}

// hasValue reports whether a reading has a number that fits, whatever it counts.
func (r *Reading) hasValue(q *quantity) bool {
	return slices.ContainsFunc(r.sentences, func(s *sentence) bool {
		return slices.ContainsFunc(s.quantities, func(e quantity) bool { return q.against(&e) == fits })
	})
}

// otherNumber is the number that a reading has in the place of a claimed one.
func (r *Reading) otherNumber(q *quantity) string {
	for _, s := range r.sentences {
		for i := range s.quantities {
			if e := &s.quantities[i]; e.kind == q.kind && q.counts(e) {
				return e.text
			}
		}
	}
	return ""
}

// otherDay is the day that a reading has in the place of a claimed one; missing says
// that it hasn't the claimed day.
func (r *Reading) otherDay(d day) (other string, missing bool) {
	for _, s := range r.sentences {
		for _, e := range s.times {
			if !d.apartFrom(e) {
				return "", false
			}
			other = e.text
		}
	}
	return other, d.from != "" && d.text != strings.ToLower(d.text)
}

// negator is the first word that denies something; empty: none does.
func (r *Reading) negator() string {
	for _, s := range r.sentences {
		for i := range s.words {
			if words().is("negators", s.words[i].Lemma) {
				return s.words[i].Form
			}
		}
	}
	return ""
}
