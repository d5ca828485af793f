package match

import "strings"

// Matches tells whether a report satisfies the query.
func (q *Query) Matches(d Doc) bool { return matches(q.meant, &d) }

func matches(n node, d *Doc) bool {
	switch n := n.(type) {
	case *not:
		return !matches(n.of, d)
	case *group:
		for _, child := range n.list {
			if matches(child, d) == n.any {
				return n.any
			}
		}
		return !n.any
	case *leaf:
		return n.matches(d)
	}
	return false
}

func (l *leaf) matches(d *Doc) bool {
	if l.field > inHeadline {
		return l.holds(&d.fields[l.field], phrase.formTokens)
	}
	if l.holdsText(d.headline, d.language) {
		return true
	}
	return l.field == anywhere && l.holdsText(d.body, d.language)
}

// holdsText tries both readings: all words by the rules of the report's
// language, or all as they stand. By the rules of another language no word of
// the report can be met.
func (l *leaf) holdsText(text *textColumn, language string) bool {
	stems, forms := text.columns()
	if l.holds(forms, phrase.formTokens) {
		return true
	}
	return !l.phrases[0].prefix && l.holds(stems, func(p phrase) []string { return p.stems(language) })
}

func (p phrase) formTokens() []string { return p.forms }

// holds tells whether a column has the leaf's phrases within reach of each
// other. As in FTS5, at most near words may stand between the end of a phrase
// and the beginning of the last one, in whatever order.
func (l *leaf) holds(c *column, tokens func(phrase) []string) bool {
	starts := make([][]int32, len(l.phrases))
	for i, p := range l.phrases {
		if starts[i] = c.starts(tokens(p), p.prefix); len(starts[i]) == 0 {
			return false
		}
	}
	if len(l.phrases) == 1 {
		return true
	}
	// The phrase that begins last decides: try each place where one begins.
	for _, places := range starts {
		for _, last := range places {
			if l.within(starts, last, tokens) {
				return true
			}
		}
	}
	return false
}

func (l *leaf) within(starts [][]int32, last int32, tokens func(phrase) []string) bool {
	for i, p := range l.phrases {
		first := last - int32(len(tokens(p))) - int32(l.near)
		found := false
		for _, at := range starts[i] {
			if first <= at && at <= last {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// starts gives the places where the tokens stand side by side.
func (c *column) starts(tokens []string, prefix bool) []int32 {
	if !prefix && len(tokens) == 1 {
		return c.at[tokens[0]]
	}
	var found []int32
	if prefix && len(tokens) == 1 {
		for i, t := range c.tokens {
			if strings.HasPrefix(t, tokens[0]) {
				found = append(found, int32(i))
			}
		}
		return found
	}
	for _, at := range c.at[tokens[0]] {
		if c.standsAt(int(at), tokens, prefix) {
			found = append(found, at)
		}
	}
	return found
}

func (c *column) standsAt(at int, tokens []string, prefix bool) bool {
	if at+len(tokens) > len(c.tokens) {
		return false
	}
	for i, t := range tokens {
		held := c.tokens[at+i]
		if held != t && !(prefix && i == len(tokens)-1 && strings.HasPrefix(held, t)) {
			return false
		}
	}
	return true
}
