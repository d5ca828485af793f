// Package support is the instrument that decides whether one sentence says what
// another says: for the sources of a brief, the marks of the desk and the ledger.
//
// In come a claim and its evidence, each a sentence with the time it was published;
// out comes a verdict – supports, contradicts or unknown – with the reason in plain
// words. A sentence is read into propositions (a predicate, its sides, numbers, days,
// polarity and certainty) by its dependency tree, and propositions are compared.
// Words in common never decide by themselves. The instrument reads English; of other
// languages it knows only that a sentence repeats another word for word.
package support

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"dateline/lang"
)

// A Verdict says how evidence bears on a claim.
type Verdict string

const (
	Supports    Verdict = "supports"    // the evidence says the same of the same
	Contradicts Verdict = "contradicts" // it says of the same what can't be so as well
	Unknown     Verdict = "unknown"     // anything else
)

// An Answer is a verdict and its reason in a sentence.
type Answer struct {
	Verdict Verdict `json:"verdict"`
	Why     string  `json:"why"`
	Swapped bool    `json:"-"` // the sides are the other way round
	Point   Point   `json:"-"` // of a contradiction
	Claimed string  `json:"-"` // on that point, by the claim
	Found   string  `json:"-"` // on that point, by the evidence
}

// Excludes reports whether two sentences can't be of one fact: one says that it is not
// so, or turns the sides round. Those that differ on a number or a day may be.
func (a Answer) Excludes() bool {
	return a.Swapped || a.Verdict == Contradicts && a.Point == Whether
}

// A Point is where a claim and its evidence differ.
type Point string

const (
	Number  Point = "number"
	Day     Point = "day"
	Name    Point = "name"
	Whether Point = "whether it is so"
)

// longest is how much of a text is read, in bytes.
const longest = 2000

// A Reading is a text as far as it is compared.
type Reading struct {
	text      string
	published time.Time
	letters   string
	sentences []*sentence
}

// Read reads one sentence, or a few. The time counts days like “Tuesday” and may be
// zero. A Reading never changes and may be shared by goroutines.
func Read(text string, published time.Time) *Reading {
	text = strings.ToValidUTF8(strings.TrimSpace(text), "")
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "")
	}
	r := &Reading{text: text, published: published, letters: lettersOf(text)}
	for _, span := range lang.FirstSentences(text, 8) {
		if s := readSentence(text, span, published); s != nil {
			r.sentences = append(r.sentences, s)
		}
	}
	return r
}

// lettersOf is a text without anything but its letters and digits, in lower case.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// sameDays reports whether the days that two readings of the same words name are one.
func (r *Reading) sameDays(o *Reading) bool {
	for i := range min(len(r.sentences), len(o.sentences)) {
		a, b := r.sentences[i].times, o.sentences[i].times
		for k := range min(len(a), len(b)) {
			if a[k].apartFrom(b[k]) {
				return false
			}
		}
	}
	return true
}

// Compare returns how evidence bears on a claim.
func Compare(claim, evidence *Reading) Answer {
	if claim.letters == "" || evidence.letters == "" {
		return Answer{Verdict: Unknown, Why: "There is nothing to compare."}
	}
	if claim.letters == evidence.letters && claim.sameDays(evidence) {
		return Answer{Verdict: Supports, Why: "Both say so in the same words."}
	}
	var cores []*proposition
	for _, s := range claim.sentences {
		cores = append(cores, s.cores...)
	}
	if len(cores) == 0 {
		return Answer{Verdict: Unknown, Why: "The claim has no statement that could be compared."}
	}
	d := differenceOf(claim, evidence)
	if d.sure {
		return d.answer()
	}
	var first Answer
	supported := 0
	for _, c := range cores {
		a := answer(c, evidence)
		if a.Verdict == Contradicts {
			return a
		}
		if a.Verdict == Supports {
			supported++
		}
		if a.Swapped {
			return a
		}
		if first.Verdict == "" || first.Verdict == Supports && a.Verdict == Unknown {
			first = a
		}
	}
	if supported == len(cores) && !covered(claim, evidence) {
		return Answer{Verdict: Unknown, Why: "The evidence says only a part of the claim."}
	}
	if first.Verdict == Supports && d.any {
		return Answer{Verdict: Unknown, Why: fmt.Sprintf("Where the claim has %q, the evidence has %q.", d.claimed, d.found)}
	}
	return first
}
