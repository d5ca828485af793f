package syntax

import (
	"sort"
	"strings"
)

// lemmas turns forms into dictionary forms: by the word where it is an
// exception, otherwise by the longest ending known for its tag.
type lemmas struct {
	exceptions map[string]string // by form and tag
	rules      map[string]ending // by ending and tag
	capitals   map[string]bool   // tags whose lemmas keep the capitals of the form
}

// An ending says how many bytes to take off and what to put on.
type ending struct {
	cut int
	put string
}

const longestEnding = 5

// fineTag is the finer tag, or the universal one in treebanks without finer tags.
func fineTag(upos, xpos string) string {
	if xpos == "_" || xpos == "" {
		return upos
	}
	return xpos
}

// base is the form from which rules start: names keep their capitals.
func (l *lemmas) base(form, tag string) string {
	if l.capitals[tag] {
		return form
	}
	return strings.ReplaceAll(strings.ToLower(form), "’", "'")
}

func (l *lemmas) of(form, upos, xpos string) string {
	tag := fineTag(upos, xpos)
	b := l.base(form, tag)
	if lemma, ok := l.exceptions[b+" "+tag]; ok {
		return lemma
	}
	return l.byRule(b, tag)
}

func (l *lemmas) byRule(b, xpos string) string {
	for n := min(longestEnding, len(b)-1); n >= 0; n-- {
		if r, ok := l.rules[b[len(b)-n:]+" "+xpos]; ok && r.cut < len(b) {
			return b[:len(b)-r.cut] + r.put
		}
	}
	return b
}

// learnLemmas keeps the rules that hold for most words of an ending, and of the
// words that no rule gets right those that are no mere slip.
func learnLemmas(sentences [][]Token) lemmas {
	l := lemmas{map[string]string{}, map[string]ending{}, capitalTags(sentences)}
	lemmaOf := map[string]map[string]int{}
	for _, s := range sentences {
		for _, t := range s {
			tag := fineTag(t.UPOS, t.XPOS)
			k := l.base(t.Form, tag) + " " + tag
			if lemmaOf[k] == nil {
				lemmaOf[k] = map[string]int{}
			}
			lemmaOf[k][t.Lemma]++
		}
	}
	keys := sortedKeys(lemmaOf)
	votes := map[string]map[ending]int{}
	for _, k := range keys {
		b, xpos, _ := strings.Cut(k, " ")
		r := difference(b, mostFrequent(lemmaOf[k]))
		for n := 0; n <= min(longestEnding, len(b)-1); n++ {
			e := b[len(b)-n:] + " " + xpos
			if votes[e] == nil {
				votes[e] = map[ending]int{}
			}
			votes[e][r]++
		}
	}
	endings := sortedKeys(votes)
	sort.SliceStable(endings, func(i, j int) bool { return len(endings[i]) < len(endings[j]) })
	for _, e := range endings {
		best, n := ending{}, 0
		for r, c := range votes[e] {
			if c > n || c == n && (r.cut < best.cut || r.cut == best.cut && r.put < best.put) {
				best, n = r, c
			}
		}
		ofShorter := ending{-1, ""}
		for i := 1; i < strings.IndexByte(e, ' ')+1 && ofShorter.cut < 0; i++ {
			if r, ok := l.rules[e[i:]]; ok {
				ofShorter = r
			}
		}
		if n >= 2 && best != ofShorter {
			l.rules[e] = best
		}
	}
	for _, k := range keys {
		b, xpos, _ := strings.Cut(k, " ")
		want := mostFrequent(lemmaOf[k])
		if l.byRule(b, xpos) != want {
			l.exceptions[k] = want
		}
	}
	return l
}

// capitalTags are the tags whose capitalised words mostly have a capitalised lemma:
// names, and in German all nouns.
func capitalTags(sentences [][]Token) map[string]bool {
	kept := map[string]int{}
	for _, s := range sentences {
		for _, t := range s {
			if strings.ToLower(t.Form) == t.Form {
				continue
			}
			if strings.ToLower(t.Lemma) == t.Lemma {
				kept[fineTag(t.UPOS, t.XPOS)]--
			} else {
				kept[fineTag(t.UPOS, t.XPOS)]++
			}
		}
	}
	capitals := map[string]bool{}
	for tag, n := range kept {
		if n > 0 {
			capitals[tag] = true
		}
	}
	return capitals
}

func difference(form, lemma string) ending {
	n := 0
	for n < len(form) && n < len(lemma) && form[n] == lemma[n] {
		n++
	}
	return ending{len(form) - n, lemma[n:]}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// mostFrequent settles ties by the alphabet, so that training can be repeated.
func mostFrequent(counts map[string]int) string {
	best := ""
	for _, k := range sortedKeys(counts) {
		if counts[k] > counts[best] {
			best = k
		}
	}
	return best
}
