package match

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// FTS gives the query as an FTS5 MATCH expression over a table of the columns
// of Row, named headline, body, forms, section, place, actor, outlet and
// language, tokenised by
//
//	tokenize = "unicode61 categories 'L* N* M* Co' remove_diacritics 0"
//
// It finds exactly the reports of which Matches is true, among those whose words
// were stemmed by the rules of the languages that are given (Row.Reading): a
// query does not say in which language the reports will be, and each language
// more is one more stem to look up for each word.
//
// folded are those of q.Forms that are among Row.Folded of some report; more may
// be given, and cost time. Words as they stand are looked up only for them: for
// all others the stem finds whatever the word as it stands would.
func (q *Query) FTS(languages, folded []string) string {
	return reader{languages, folded}.expression(q.meant)
}

// Forms gives the forms of the words that the query looks for by their stems.
func (q *Query) Forms() []string {
	var forms []string
	eachLeaf(q.meant, func(l *leaf) {
		if l.field > inHeadline || l.phrases[0].prefix {
			return
		}
		for _, p := range l.phrases {
			forms = append(forms, p.forms...)
		}
	})
	slices.Sort(forms)
	return slices.Compact(forms)
}

// Prefixes returns the beginnings of tokens that the query looks for, as they stand
// in the index. What they cost is known before a search: all tokens that begin so
// are read first.
func (q *Query) Prefixes() []string {
	var prefixes []string
	eachLeaf(q.meant, func(l *leaf) {
		p := l.phrases[0]
		if !p.prefix {
			return
		}
		last := p.forms[len(p.forms)-1]
		switch l.field {
		case anywhere:
			prefixes = append(prefixes, inHeadlineForm+last, inBodyForm+last)
		case inHeadline:
			prefixes = append(prefixes, inHeadlineForm+last)
		default:
			prefixes = append(prefixes, last)
		}
	})
	slices.Sort(prefixes)
	return prefixes // one that is written twice is read twice
}

// PrefixLetters counts the letters that a person wrote of one of Prefixes.
func PrefixLetters(prefix string) int {
	_, form, marked := strings.Cut(prefix, mark)
	if !marked {
		form = prefix
	}
	return utf8.RuneCountInString(form)
}

func eachLeaf(n node, visit func(*leaf)) {
	switch n := n.(type) {
	case *not:
		eachLeaf(n.of, visit)
	case *group:
		for _, child := range n.list {
			eachLeaf(child, visit)
		}
	case *leaf:
		visit(n)
	}
}

// A reader writes expressions for the languages that reports were read in, where
// some forms were folded.
type reader struct{ languages, folded []string }

// expression writes a condition, or its opposite where the condition is one
// that says only what must not occur: FTS5 knows no NOT that stands alone.
func (r reader) expression(n node) string {
	switch n := n.(type) {
	case *not:
		return r.expression(n.of)
	case *group:
		var wanted, unwanted []string
		for _, child := range n.list {
			if isNegative(child) {
				unwanted = append(unwanted, r.expression(child))
			} else {
				wanted = append(wanted, r.expression(child))
			}
		}
		if n.any { // not (a or not b) is b and not a
			if len(unwanted) == 0 {
				return joined(wanted, " OR ")
			}
			return butNot(joined(unwanted, " AND "), wanted)
		}
		if len(wanted) == 0 { // not (not a and not b) is a or b
			return joined(unwanted, " OR ")
		}
		return butNot(joined(wanted, " AND "), unwanted)
	case *leaf:
		return r.leaf(n)
	}
	return ""
}

func butNot(wanted string, unwanted []string) string {
	if len(unwanted) == 0 {
		return wanted
	}
	return "(" + wanted + " NOT " + joined(unwanted, " OR ") + ")"
}

func joined(list []string, operator string) string {
	if len(list) == 1 {
		return list[0]
	}
	return "(" + strings.Join(list, operator) + ")"
}

func (r reader) leaf(l *leaf) string {
	if l.field > inHeadline {
		return fieldNames[l.field] + " : " + l.inReading(phrase.formTokens, "")
	}
	forms := []string{l.inReading(phrase.formTokens, inHeadlineForm)}
	if l.field == anywhere {
		forms = append(forms, l.inReading(phrase.formTokens, inBodyForm))
	}
	// The marks of stems and forms say where they stand: a filter for the column
	// would look at each place of each once more.
	asItStands := joined(forms, " OR ")
	if l.phrases[0].prefix || len(r.languages) == 0 {
		return asItStands
	}
	var stems []string
	for _, language := range r.languages {
		stems = append(stems, l.inReading(func(p phrase) []string { return p.stems(language) }, ""))
	}
	slices.Sort(stems)
	byStem := joined(slices.Compact(stems), " OR ")
	if l.field == inHeadline {
		byStem = "headline : " + byStem
	}
	if !r.mayBeFolded(l) {
		return byStem
	}
	return "(" + byStem + " OR " + asItStands + ")"
}

// mayBeFolded tells whether a report may have the words of the leaf as they stand,
// but not by their stems: where the stem of a word, there or here, is not the one
// of its form.
func (r reader) mayBeFolded(l *leaf) bool {
	for _, p := range l.phrases {
		for _, form := range p.forms {
			if slices.Contains(r.folded, form) {
				return true
			}
		}
		for _, language := range r.languages {
			stems := p.stems(language)
			if len(stems) != len(p.forms) {
				return true
			}
			for i, form := range p.forms {
				if stems[i] != stemOfForm(form, language) {
					return true
				}
			}
		}
	}
	return false
}

// inReading writes the leaf in one reading.
func (l *leaf) inReading(tokens func(phrase) []string, kind string) string {
	texts := make([]string, len(l.phrases))
	for i, p := range l.phrases {
		texts[i] = `"` + kind + strings.Join(tokens(p), " "+kind) + `"`
		if p.prefix {
			texts[i] += " *"
		}
	}
	if len(texts) == 1 {
		return texts[0]
	}
	return fmt.Sprintf("NEAR(%s, %d)", strings.Join(texts, " "), l.near)
}
