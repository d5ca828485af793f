package publish

import (
	"fmt"
	"regexp"
	"strings"
)

// Parsing Markdown takes time that grows with the square of some things: how many
// brackets a paragraph holds and how long it is, how many marks of emphasis, how
// deep quotations and lists nest. A text is therefore looked through line by line
// first, and one that would take more work than its length allows is not parsed.

const (
	nestingMost = 8      // quotations and lists within one another, opened on one line
	indentMost  = 120    // columns before a line's text; each level of a list takes some
	cellsMost   = 20_000 // of all tables together

	workAtLeast = 2_000_000 // steps that any text may take
	workPerByte = 200       // and how many more for each byte of it
)

// BodyMost bounds, in bytes, the text of a dispatch that is written now.
const BodyMost = 256 << 10

// TooComplex says in a sentence what makes a text too long or too entangled to be
// laid out, and where; it returns "" for every text that a person writes. Its own
// work is in proportion to the text's length.
func TooComplex(body string) string {
	if len(body) > BodyMost {
		return fmt.Sprintf("The text has %d KB, and a dispatch may have %d; split it.", len(body)>>10, BodyMost>>10)
	}
	return entangled(body)
}

func entangled(body string) string {
	t := tangle{left: workAtLeast + workPerByte*len(body)}
	number := 0
	for line := range strings.Lines(body) {
		number++
		if why := t.line(strings.TrimRight(line, "\r\n")); why != "" {
			return fmt.Sprintf("Line %d of the text %s.", number, why)
		}
	}
	if t.end(); t.left < 0 {
		return "The last paragraph of the text holds too many brackets or marks of emphasis; write it more simply."
	}
	return ""
}

// A tangle adds up what parsing takes. A unit is what is parsed as one: a
// paragraph, an item of a list, a heading.
type tangle struct {
	left int // steps that the text may still take

	bytes, lines              int // of the unit
	brackets, emphasis, angle int
	first                     string // line of the unit
	table                     bool   // each line is a row of a table, and parsed by itself
	columns                   int    // of the widest line since the last blank one
	rows                      int    // lines since the last blank one
	cells                     int    // of all that may be tables
}

func (t *tangle) line(line string) (why string) {
	depth, indent, item, rest := containers(line)
	switch {
	case depth > nestingMost:
		return fmt.Sprintf("nests quotations or lists more than %d deep", nestingMost)
	case indent > indentMost:
		return fmt.Sprintf("is indented by more than %d columns", indentMost)
	}
	blank := rest == ""
	t.table = !blank && (t.table || t.lines == 1 && heads(t.first, rest))
	if blank || item || t.table || strings.HasPrefix(rest, "#") {
		t.end()
	}
	if blank {
		t.endTable()
	}
	if t.lines == 0 {
		t.first = rest
	}
	t.bytes += len(line) + 1
	t.lines++
	t.rows++
	t.columns = max(t.columns, strings.Count(rest, "|"))
	t.count(rest)
	if t.cells+t.columns*t.rows > cellsMost {
		return fmt.Sprintf("makes its tables larger than %d cells", cellsMost)
	}
	if t.left-t.work() < 0 {
		return "ends a paragraph that holds too many brackets, marks of emphasis or lines; write it more simply"
	}
	return ""
}

var delimiters = regexp.MustCompile(`^\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$`)

// heads reports whether two lines begin a table.
func heads(head, second string) bool {
	pipes := func(s string) int { return strings.Count(strings.Trim(s, "| \t"), "|") }
	return !strings.Contains(head, `\|`) && pipes(head) > 0 && pipes(head) == pipes(second) && delimiters.MatchString(second)
}

// count counts what the parser goes back and forth for. Marks that stand together
// are one.
func (t *tangle) count(line string) {
	for i := range len(line) {
		switch c := line[i]; c {
		case '[', ']':
			t.brackets++
		case '<':
			t.angle++
		case '*', '_', '~', '`', '&':
			if i == 0 || line[i-1] != c {
				t.emphasis++
			}
		}
	}
}

// work estimates the steps that the unit takes, from the measured behaviour of the
// parser: each bracket may lead through the whole unit, and each mark of emphasis,
// as each line, past all the others.
func (t *tangle) work() int {
	return (t.brackets+t.angle)*t.bytes + t.emphasis*t.emphasis + t.lines*t.lines
}

func (t *tangle) end() {
	t.left -= t.work()
	t.bytes, t.lines, t.brackets, t.emphasis, t.angle = 0, 0, 0, 0, 0
}

func (t *tangle) endTable() {
	t.cells += t.columns * t.rows
	t.columns, t.rows = 0, 0
}

// containers takes the marks of quotations and lists off the beginning of a line,
// and says how many there are, whether one begins an item, and how far the text
// behind them is indented. A line across the page ("* * *") is none.
func containers(line string) (depth, indent int, item bool, rest string) {
	rest = line
	for {
		bare := strings.TrimLeft(rest, " \t")
		indent += len(rest) - len(bare) + 3*strings.Count(rest[:len(rest)-len(bare)], "\t")
		rest = bare
		mark := markOf(rest)
		if mark == 0 || isRule(rest) {
			return depth, indent, item, rest
		}
		item = item || rest[0] != '>'
		depth++
		rest = rest[mark:]
	}
}

// markOf gives the length of the mark of a quotation or an item that a line begins
// with; 0 if it begins with none.
func markOf(s string) int {
	if s == "" {
		return 0
	}
	if s[0] == '>' {
		return 1
	}
	n := 0
	for n < len(s) && n < 9 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	switch {
	case n == 0 && strings.IndexByte("-+*", s[0]) < 0:
		return 0
	case n > 0 && (n == len(s) || s[n] != '.' && s[n] != ')'):
		return 0
	}
	if n++; n == len(s) || s[n] == ' ' || s[n] == '\t' {
		return n
	}
	return 0
}

// ruleMost bounds, in bytes, what is looked at to tell a line across the page.
const ruleMost = 200

func isRule(s string) bool {
	return len(s) <= ruleMost && strings.IndexByte("-*", s[0]) >= 0 && strings.Trim(s, s[:1]+" \t") == "" && strings.Count(s, s[:1]) >= 3
}
