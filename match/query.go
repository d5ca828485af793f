package match

import (
	"strconv"
	"strings"
)

// A Query is a parsed query. It always names something that a report must
// say; a query of negations alone is refused by Parse.
type Query struct {
	root   node // as it was written
	meant  node // with each spelling of what was written (respelled)
	source string
}

// A node is *leaf, *not or *group.
type node interface{ text(b *strings.Builder) }

// A leaf is a condition on the words of one field. With several phrases they
// must stand within near words of each other.
type leaf struct {
	field   field
	phrases []phrase
	near    int
	one     [1]phrase // room for the phrases of most leaves
}

// isWord tells a leaf that is one word of the headline or the body.
func (l *leaf) isWord() bool {
	return l.field == anywhere && len(l.phrases) == 1 && len(l.phrases[0].words) == 1 && !l.phrases[0].prefix
}

// A phrase is one or more words that stand side by side.
type phrase struct {
	source string // as the query says it, without quotes
	prefix bool   // the last word is only the beginning of one

	words []string // as they stand in the source
	forms []string // as forms (lang.Term.Form)
}

type not struct{ of node }

// A group joins two or more conditions: all of them, or any.
type group struct {
	any  bool
	list []node
}

// A field is where a condition looks.
type field int

const (
	anywhere field = iota // headline or body
	inHeadline
	inSection
	inPlace
	inActor
	inOutlet
	inLanguage
)

var fieldNames = [...]string{"", "headline", "section", "place", "actor", "outlet", "language"}

func fieldNamed(name string) (field, bool) {
	for i, n := range fieldNames {
		if n != "" && n == name {
			return field(i), true
		}
	}
	return 0, false
}

// String writes the query with every operator and every needed parenthesis;
// Parse reads it back to the same query.
func (q *Query) String() string {
	var b strings.Builder
	q.root.text(&b)
	return b.String()
}

func (l *leaf) text(b *strings.Builder) {
	if l.field != anywhere {
		b.WriteString(fieldNames[l.field] + ":")
		if len(l.phrases) > 1 {
			b.WriteByte('(')
			defer b.WriteByte(')')
		}
	}
	for i, p := range l.phrases {
		if i > 0 {
			b.WriteString(" NEAR/" + strconv.Itoa(l.near) + " ")
		}
		p.text(b)
	}
}

func (p *phrase) text(b *strings.Builder) {
	quoted := !isPlainWord(p.source)
	if quoted {
		b.WriteByte('"')
	}
	b.WriteString(p.source)
	if quoted {
		b.WriteByte('"')
	}
	if p.prefix {
		b.WriteByte('*')
	}
}

func (n *not) text(b *strings.Builder) {
	b.WriteString("NOT ")
	if g, ok := n.of.(*group); ok {
		b.WriteByte('(')
		defer b.WriteByte(')')
		g.text(b)
		return
	}
	n.of.text(b)
}

func (g *group) text(b *strings.Builder) {
	operator := " AND "
	if g.any {
		operator = " OR "
	}
	for i, child := range g.list {
		if i > 0 {
			b.WriteString(operator)
		}
		if inner, ok := child.(*group); ok {
			b.WriteByte('(')
			inner.text(b)
			b.WriteByte(')')
			continue
		}
		child.text(b)
	}
}
