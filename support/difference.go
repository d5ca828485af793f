package support

import (
	"fmt"
	"slices"
	"strconv"

	"dateline/lang"
)

// A difference is what two sentences have in each other's place that are otherwise
// the same word for word. It catches opposites and updates that the parser reads
// wrongly; it never makes support.
type difference struct {
	any            bool // something that can't stand for the other
	sure           bool // nothing else differs, and both can't be so
	point          Point
	claimed, found string
}

func (d difference) answer() Answer {
	why := fmt.Sprintf("Both say the same but for one point: the evidence has %s, the claim %s.", orNothing(d.found), orNothing(d.claimed))
	return Answer{Contradicts, why, false, d.point, d.claimed, d.found}
}

func orNothing(s string) string {
	if s == "" {
		return "no such word"
	}
	return strconv.Quote(s)
}

// leastAlike is the share of words in order that two sentences have in common for
// their differences to be looked at one by one.
const leastAlike = 0.6

// differenceOf compares two sentences word for word.
func differenceOf(claim, evidence *Reading) (d difference) {
	a, b := claim.telling(), evidence.telling()
	gaps, common := align(a, b)
	if len(a) < 2 || len(b) == 0 || float64(common) < leastAlike*float64(max(len(a), len(b))) {
		return d
	}
	points := 0
	for _, g := range gaps {
		point, hard := g.point()
		if !hard {
			continue
		}
		points++
		d.any, d.point = true, point
		d.claimed, d.found = g.text(g.a), g.text(g.b)
		d.sure = point != ""
	}
	d.sure = d.sure && points == 1 && common >= 2
	return d
}

// telling are the words of a reading that say something, and those that deny it.
func (r *Reading) telling() (out []*lang.Word) {
	l := words()
	for _, s := range r.sentences {
		for i := range s.words {
			w := &s.words[i]
			switch {
			case l.is("negators", w.Lemma):
				out = append(out, w)
			case w.UPOS == "PUNCT", w.UPOS == "SYM", l.is("empty", w.Lemma):
			default:
				out = append(out, w)
			}
		}
	}
	return out
}

// A gap is where two sentences differ: the words of one, and of the other.
type gap struct{ a, b, before []*lang.Word }

func (g gap) text(list []*lang.Word) (out string) {
	for i, w := range list {
		if i > 0 {
			out += " "
		}
		out += w.Form
	}
	return out
}

// align finds the longest row of words that two sentences share, and the gaps between.
func align(a, b []*lang.Word) (gaps []gap, common int) {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := len(b) - 1; k >= 0; k-- {
			if sameWord(a[i], b[k]) {
				table[i][k] = table[i+1][k+1] + 1
			} else {
				table[i][k] = max(table[i+1][k], table[i][k+1])
			}
		}
	}
	var g gap
	close := func() {
		if len(g.a)+len(g.b) > 0 {
			gaps = append(gaps, g)
		}
		g = gap{}
	}
	i, k := 0, 0
	for i < len(a) || k < len(b) {
		if len(g.a)+len(g.b) == 0 {
			g.before = slices.Concat(a[max(i-2, 0):i], b[max(k-2, 0):k])
		}
		switch {
		case i < len(a) && k < len(b) && sameWord(a[i], b[k]):
			close()
			i, k = i+1, k+1
		case k == len(b) || i < len(a) && table[i+1][k] >= table[i][k+1]:
			g.a = append(g.a, a[i])
			i++
		default:
			g.b = append(g.b, b[k])
			k++
		}
	}
	close()
	return gaps, table[0][0]
}

func sameWord(a, b *lang.Word) bool {
	if a.Lemma == b.Lemma || nameKey(a.Form) == nameKey(b.Form) {
		return true
	}
	x, ok := valueOf(a.Form)
	y, also := valueOf(b.Form)
	return ok && also && x == y
}

// point returns on what point a gap differs, if on one that can't be so in both; hard
// says that one of its sides can't stand for the other.
func (g gap) point() (p Point, hard bool) {
	l := words()
	negators := 0
	for _, w := range slices.Concat(g.a, g.b) {
		if l.is("negators", w.Lemma) {
			negators++
		}
	}
	switch {
	case negators == 1 && len(g.a)+len(g.b) <= 3:
		return Whether, true
	case len(g.a) == 0 || len(g.b) == 0:
		return "", false
	}
	for _, x := range g.a {
		for _, y := range g.b {
			if !(l.is("directions", x.Lemma) && l.is("directions", y.Lemma)) && opposites(x.Lemma, y.Lemma) && !sharesClass(x.Lemma, y.Lemma) {
				return Whether, true
			}
		}
	}
	if len(g.a) > 2 || len(g.b) > 2 {
		return "", false
	}
	return g.replaced()
}

// replaced looks at one or two words that stand for one or two.
func (g gap) replaced() (Point, bool) {
	l := words()
	x, y := g.a[0], g.b[0]
	_, number := valueOf(x.Form)
	_, also := valueOf(y.Form)
	switch {
	case number && also && !bounded(g):
		return Number, true
	case x.UPOS != y.UPOS || len(g.a) != len(g.b):
		return "", false
	case x.UPOS == "PROPN":
		return "", true
	case x.UPOS == "ADJ" && l.is("directions", x.Lemma) && l.is("directions", y.Lemma):
		return "", true
	case x.UPOS == "NOUN" || x.UPOS == "ADJ":
		return "", !l.sameNoun(x.Lemma, y.Lemma) && !sharesClass(x.Lemma, y.Lemma)
	}
	return "", false
}

// bounded reports whether one of the numbers is a bound: the propositions tell then.
func bounded(g gap) bool {
	l := words()
	return slices.ContainsFunc(slices.Concat(g.a, g.b, g.before), func(w *lang.Word) bool {
		return l.is("at least", w.Lemma) || l.is("at most", w.Lemma) || l.is("approximate", w.Lemma)
	})
}

// opposites reports whether two words are opposites, by themselves or by their classes.
func opposites(a, b string) bool {
	l := words()
	if l.opposite[[2]string{a, b}] {
		return true
	}
	for _, c := range l.byWord[a] {
		for _, d := range l.byWord[b] {
			if l.opposite[[2]string{l.classes[c].name, l.classes[d].name}] {
				return true
			}
		}
	}
	return false
}
