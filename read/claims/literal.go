package claims

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// jsLiteral reads the values that scripts write: JSON, and what programs that
// shrink scripts make of it — names without quotes, strings in any quotes, !0 for
// true, and a function whose arguments are what its object says more than once:
//
//	(function(a,b){b.title="…";return {draft:a,story:b}}(false,{}))
//
// Nothing is run; what is no value ends the reading.
type jsLiteral struct {
	source    string
	at        int
	depth     int
	functions int // around, that bind names
	failed    bool
	budget    *budget
}

// An budget is what may still be spent on what a page's scripts say. A script of
// a hundred bytes can name one value a million times, so what is looked at is
// counted wherever it is looked at, not where it is read.
type budget struct {
	values int // things that may still be looked at
	bytes  int // of strings that may still be
}

// spend says whether one more value may be looked at.
func (e *budget) spend() bool {
	e.values--
	return e.values >= 0
}

// spendOn says whether one more string may be looked at.
func (e *budget) spendOn(s string) bool {
	e.bytes -= len(s)
	return e.spend() && e.bytes >= 0
}

// A scriptName stands for a value that is bound later.
type scriptName string

const maxLiteralDepth = 100

// readJS reads the value that begins at a place of a script, and says where
// it ends.
func readJS(source string, at int, e *budget) (v any, end int, ok bool) {
	l := &jsLiteral{source: source, at: at, budget: e}
	v = l.value()
	return v, l.at, !l.failed
}

func (l *jsLiteral) fail() any {
	l.failed = true
	return nil
}

// peek skips white space and comments and gives the next byte; 0 at the end.
func (l *jsLiteral) peek() byte {
	for l.at < len(l.source) {
		switch c := l.source[l.at]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			l.at++
		case strings.HasPrefix(l.source[l.at:], "/*"):
			end := strings.Index(l.source[l.at+2:], "*/")
			if end < 0 {
				l.at = len(l.source)
				return 0
			}
			l.at += end + 4
		default:
			return c
		}
	}
	return 0
}

// take reads a byte that must come next.
func (l *jsLiteral) take(c byte) bool {
	if l.failed || l.peek() != c {
		l.failed = true
		return false
	}
	l.at++
	return true
}

// name reads an identifier; empty where there is none.
func (l *jsLiteral) name() string {
	l.peek()
	start := l.at
	for l.at < len(l.source) {
		c := l.source[l.at]
		if c == '_' || c == '$' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf || l.at > start && c >= '0' && c <= '9' {
			l.at++
			continue
		}
		break
	}
	return l.source[start:l.at]
}

func (l *jsLiteral) value() any {
	if l.depth++; l.depth > maxLiteralDepth || l.failed {
		return l.fail()
	}
	defer func() { l.depth-- }()
	switch c := l.peek(); {
	case c == '{':
		return l.object()
	case c == '[':
		l.at++
		return l.list(']')
	case c == '"' || c == '\'' || c == '`':
		return l.text()
	case c == '-' || c == '.' || c >= '0' && c <= '9':
		return l.number()
	case c == '!':
		l.at++
		n, ok := l.value().(float64)
		return ok && n == 0
	case c == '(':
		return l.bracket()
	}
	return l.named()
}

func (l *jsLiteral) object() any {
	l.take('{')
	out := map[string]any{}
	for !l.failed {
		if l.peek() == '}' {
			l.at++
			return out
		}
		key := ""
		switch c := l.peek(); {
		case c == '"' || c == '\'':
			key = l.text()
		case c >= '0' && c <= '9':
			l.number()
		default:
			if key = l.name(); key == "" {
				return l.fail()
			}
		}
		l.take(':')
		out[key] = l.value()
		if l.peek() == ',' {
			l.at++
		} else if l.peek() != '}' {
			return l.fail()
		}
	}
	return nil
}

// list reads values up to the byte that ends them.
func (l *jsLiteral) list(end byte) []any {
	var out []any
	for !l.failed {
		switch l.peek() {
		case end:
			l.at++
			return out
		case ',': // a hole
			l.at++
			continue
		}
		out = append(out, l.value())
		if c := l.peek(); c != ',' && c != end {
			l.failed = true
		} else if c == ',' {
			l.at++
		}
	}
	return nil
}

func (l *jsLiteral) number() any {
	start := l.at
	for l.at < len(l.source) && strings.IndexByte("+-.0123456789abcdefxABCDEFX", l.source[l.at]) >= 0 {
		l.at++
	}
	n, err := strconv.ParseFloat(l.source[start:l.at], 64)
	if err != nil {
		return l.fail()
	}
	return n
}

// text reads a string in the quotes that come next.
func (l *jsLiteral) text() string {
	quote := l.source[l.at]
	l.at++
	var sb strings.Builder
	for l.at < len(l.source) {
		rest := l.source[l.at:]
		i := strings.IndexAny(rest, string(quote)+"\\")
		if i < 0 || quote == '`' && strings.Contains(rest[:i], "${") {
			break
		}
		sb.WriteString(rest[:i])
		l.at += i + 1
		if rest[i] == quote {
			return sb.String()
		}
		l.escape(&sb)
	}
	l.failed = true
	return ""
}

// escape reads what follows a backslash.
func (l *jsLiteral) escape(sb *strings.Builder) {
	if l.at >= len(l.source) {
		l.failed = true
		return
	}
	c := l.source[l.at]
	l.at++
	switch c {
	case 'n':
		sb.WriteByte('\n')
	case 't':
		sb.WriteByte('\t')
	case 'r', '\n', 'b', 'f', 'v', '0':
	case 'x':
		sb.WriteRune(l.hex(2))
	case 'u':
		r := l.hex(4)
		if utf16.IsSurrogate(r) && strings.HasPrefix(l.source[l.at:], `\u`) {
			l.at += 2
			r = utf16.DecodeRune(r, l.hex(4))
		}
		sb.WriteRune(r)
	default:
		sb.WriteByte(c)
	}
}

func (l *jsLiteral) hex(digits int) rune {
	if l.at+digits > len(l.source) {
		l.failed = true
		return utf8.RuneError
	}
	n, err := strconv.ParseUint(l.source[l.at:l.at+digits], 16, 32)
	if err != nil {
		l.failed = true
		return utf8.RuneError
	}
	l.at += digits
	return rune(n)
}

// named reads what begins with a name: a constant, a call, a name that a
// function around binds.
func (l *jsLiteral) named() any {
	switch name := l.name(); name {
	case "":
		return l.fail()
	case "true":
		return true
	case "false":
		return false
	case "null", "undefined", "NaN", "Infinity":
		return nil
	case "void":
		l.value()
		return nil
	case "new":
		if l.name(); l.peek() != '(' {
			return nil
		}
		return l.first()
	case "JSON":
		if l.take('.'); l.name() != "parse" {
			return l.fail()
		}
		inner, _ := l.first().(string)
		var v any
		if json.Unmarshal([]byte(inner), &v) != nil {
			return l.fail()
		}
		return v
	default:
		if l.peek() == '(' {
			return l.first()
		}
		if l.functions == 0 {
			return l.fail() // bound by nothing that is read here
		}
		return scriptName(name)
	}
}

// first reads the arguments of a call and gives the first.
func (l *jsLiteral) first() any {
	l.take('(')
	if args := l.list(')'); len(args) > 0 {
		return args[0]
	}
	return nil
}

// bracket reads a value in brackets, or a function and the call of it.
func (l *jsLiteral) bracket() any {
	l.take('(')
	l.peek()
	if !strings.HasPrefix(l.source[l.at:], "function") {
		v := l.value()
		l.take(')')
		return v
	}
	l.at += len("function")
	l.name()
	l.take('(')
	var names []string
	for !l.failed && l.peek() != ')' {
		if names = append(names, l.name()); l.peek() == ',' {
			l.at++
		}
		if names[len(names)-1] == "" {
			return l.fail()
		}
	}
	l.at++
	return l.called(names)
}

// called reads a function's body and what it is called with.
func (l *jsLiteral) called(names []string) any {
	l.take('{')
	l.functions++
	set := map[string]any{}
	for !l.failed && !strings.HasPrefix(l.source[min(l.at, len(l.source)):], "return") {
		l.statement(set)
		l.peek()
	}
	if l.failed {
		return nil
	}
	l.at += len("return")
	v := l.value()
	if l.peek() == ';' {
		l.at++
	}
	l.take('}')
	l.functions--
	wrapped := l.peek() == ')' // (function…)(…) or (function…(…))
	if wrapped {
		l.at++
	}
	l.take('(')
	args := l.list(')')
	if !wrapped {
		l.take(')')
	}
	bound := map[string]any{}
	for i, name := range names {
		if i < len(args) {
			bound[name] = args[i]
		}
		if s, ok := set[name]; ok {
			bound[name] = s
		}
	}
	for _, s := range set {
		l.bind(s, bound, 0)
	}
	return l.bind(v, bound, 0)
}

// statement reads "a.title=…;", by which a function fills what it was given. Of
// one thing all that is set is kept together; of a list, in the order of setting.
func (l *jsLiteral) statement(set map[string]any) {
	name := l.name()
	if name == "" {
		l.failed = true
		return
	}
	key, listed := "", false
	switch l.peek() {
	case '.':
		l.at++
		key = l.name()
	case '[':
		l.at++
		k := l.value()
		l.take(']')
		if key, _ = k.(string); key == "" {
			listed = true
		}
	}
	l.take('=')
	v := l.value()
	if c := l.peek(); c == ';' || c == ',' {
		l.at++
	}
	switch have := set[name].(type) {
	case nil:
		if listed {
			set[name] = []any{v}
		} else {
			set[name] = map[string]any{key: v}
		}
	case map[string]any:
		have[key] = v
	case []any:
		set[name] = append(have, v)
	}
}

// bind puts in place of names what they are bound to.
func (l *jsLiteral) bind(v any, bound map[string]any, depth int) any {
	if depth > maxLiteralDepth || !l.budget.spend() {
		return l.fail()
	}
	switch v := v.(type) {
	case scriptName:
		return bound[string(v)]
	case []any:
		for i := range v {
			v[i] = l.bind(v[i], bound, depth+1)
		}
	case map[string]any:
		for k, e := range v {
			v[k] = l.bind(e, bound, depth+1)
		}
	}
	return v
}
