package match

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"dateline/lang"
)

// A SyntaxError says in a sentence what is wrong with a query, and where.
type SyntaxError struct {
	Position int // the character that the sentence is about, counted from 1
	Sentence string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("character %d: %s", e.Position, e.Sentence)
}

// Parse reads a query: words, "phrases", AND OR NOT and parentheses, prefix*,
// NEAR/n between words or phrases, and field:word for headline, section,
// place, actor, outlet and language. Words side by side must all occur; AND
// binds closer than OR, NOT closer than AND, NEAR closest. Operators are
// written in capitals, so that and, or, not and near remain words; a minus right before
// a word, a phrase or a parenthesis is NOT. The error is a *SyntaxError.
func Parse(query string) (*Query, error) { return parse(query, false) }

// ParseSaved reads a query that was accepted earlier. What stands for too many
// words to be searched for, such as a*, is allowed: alerts that were saved before
// there was a bound go on.
func ParseSaved(query string) (*Query, error) { return parse(query, true) }

func parse(query string, saved bool) (*Query, error) {
	p := parsers.Get().(*parser)
	defer p.leave()
	p.query, p.saved = query, saved
	root, err := p.parse()
	if err != nil {
		err.Position = utf8.RuneCountInString(query[:min(err.Position, len(query))]) + 1
		return nil, err
	}
	room := maxPhrases - p.phrases
	return &Query{root: root, meant: respelled(root, &room), source: query}, nil
}

type parser struct {
	query  string
	tokens []token
	at     int
	depth  int
	saved  bool // the query was accepted earlier

	phrases, words, prefixes int // read so far
}

// parsers are used again for the room of their tokens: a million queries are
// read when a newsroom starts.
var parsers = sync.Pool{New: func() any { return &parser{} }}

func (p *parser) leave() {
	clear(p.tokens)
	*p = parser{tokens: p.tokens[:0]}
	parsers.Put(p)
}

// fail makes a SyntaxError at a byte offset; Parse turns it into a character.
func fail(at int, format string, args ...any) *SyntaxError {
	return &SyntaxError{at, fmt.Sprintf(format, args...)}
}

func (p *parser) parse() (node, *SyntaxError) {
	if len(p.query) > maxQueryBytes {
		return nil, fail(0, "the query is longer than %d bytes; split it into several", maxQueryBytes)
	}
	var err *SyntaxError
	if p.tokens, err = scan(p.tokens, p.query); err != nil {
		return nil, err
	}
	if len(p.tokens) == 1 {
		return nil, fail(0, "the query is empty; give a word to look for")
	}
	root, err := p.either(anywhere)
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind == closeToken {
		return nil, fail(t.at, "this ) closes nothing; remove it or add a ( before it")
	}
	if isNegative(root) {
		return nil, fail(0, "the query only says what must not occur; add something to look for")
	}
	return root, nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != endToken {
		p.at++
	}
	return t
}

// either reads conditions parted by OR.
func (p *parser) either(in field) (node, *SyntaxError) {
	first, err := p.all(in)
	if err != nil || p.peek().kind != orToken {
		return first, err
	}
	list := append(make([]node, 0, 3), first)
	for p.peek().kind == orToken {
		p.next()
		following, err := p.all(in)
		if err != nil {
			return nil, err
		}
		list = append(list, following)
	}
	return &group{true, list}, nil
}

// all reads conditions parted by AND or by nothing.
func (p *parser) all(in field) (node, *SyntaxError) {
	first, err := p.negated(in)
	if err != nil || p.peek().kind != andToken && !startsCondition(p.peek().kind) {
		return first, err
	}
	list := append(make([]node, 0, 3), first)
	for {
		if p.peek().kind == andToken {
			p.next()
		} else if !startsCondition(p.peek().kind) {
			return &group{false, list}, nil
		}
		following, err := p.negated(in)
		if err != nil {
			return nil, err
		}
		list = append(list, following)
	}
}

func startsCondition(k tokenKind) bool {
	return k == wordToken || k == phraseToken || k == fieldToken || k == openToken || k == notToken
}

func (p *parser) negated(in field) (node, *SyntaxError) {
	if p.peek().kind != notToken {
		return p.condition(in)
	}
	t := p.next()
	if p.depth++; p.depth > maxDepth {
		return nil, fail(t.at, "conditions are nested deeper than %d; simplify the query", maxDepth)
	}
	defer func() { p.depth-- }()
	of, err := p.negated(in)
	if err != nil {
		return nil, err
	}
	if double, ok := of.(*not); ok {
		return double.of, nil
	}
	return &not{of}, nil
}

func (p *parser) condition(in field) (node, *SyntaxError) {
	switch t := p.next(); t.kind {
	case fieldToken:
		if in != anywhere {
			return nil, fail(t.at, "%s: stands inside %s:( ); name one field at a time", t.text, fieldNames[in])
		}
		if k := p.peek().kind; k != wordToken && k != phraseToken && k != openToken {
			return nil, fail(t.at, "%s: needs a word, a \"phrase\" or ( ) right after it", t.text)
		}
		inner, _ := fieldNamed(t.text)
		if p.peek().kind == openToken {
			return p.condition(inner)
		}
		return p.near(inner)
	case openToken:
		if p.depth++; p.depth > maxDepth {
			return nil, fail(t.at, "conditions are nested deeper than %d; simplify the query", maxDepth)
		}
		defer func() { p.depth-- }()
		if p.peek().kind == closeToken {
			return nil, fail(t.at, "there is nothing between ( and ); put a word there")
		}
		inside, err := p.either(in)
		if err != nil {
			return nil, err
		}
		if p.next().kind != closeToken {
			return nil, fail(t.at, "this ( is never closed; add a )")
		}
		if k := p.peek(); k.kind == nearToken {
			return nil, fail(k.at, "NEAR joins words and phrases, not ( )")
		}
		return inside, nil
	case wordToken, phraseToken:
		p.at--
		return p.near(in)
	case nearToken:
		return nil, fail(t.at, "NEAR needs a word or a \"phrase\" before it")
	case andToken, orToken:
		return nil, fail(t.at, "%s needs something to look for before it", t.text)
	case closeToken:
		return nil, fail(t.at, "there is nothing to look for before this )")
	default:
		before := p.tokens[max(p.at-1, 0)]
		return nil, fail(before.at, "something to look for must follow %s", before.text)
	}
}

// near reads one phrase, or several joined by NEAR/n.
func (p *parser) near(in field) (node, *SyntaxError) {
	l := &leaf{field: in}
	l.phrases = l.one[:0]
	for {
		t := p.next()
		if t.kind != wordToken && t.kind != phraseToken {
			return nil, fail(t.at, "NEAR needs a word or a \"phrase\" after it")
		}
		ph := newPhrase(t.text, t.prefix)
		if err := p.bound(t, ph); err != nil {
			return nil, err
		}
		l.phrases = append(l.phrases, ph)
		n := p.peek()
		if n.kind == nearToken && t.prefix || t.prefix && len(l.phrases) > 1 {
			return nil, fail(t.at, "NEAR joins whole words and phrases; write %s without *", t.text)
		}
		if n.kind != nearToken {
			return l, nil
		}
		p.next()
		if len(l.phrases) > 1 && n.near != l.near {
			return nil, fail(n.at, "a chain of NEAR needs one distance; write NEAR/%d or use AND", l.near)
		}
		l.near = n.near
	}
}

// isNegative tells a condition that says only what must not occur: it is true
// of reports that hold none of its words.
func isNegative(n node) bool {
	switch n := n.(type) {
	case *not:
		return !isNegative(n.of)
	case *group:
		for _, child := range n.list {
			if isNegative(child) == n.any {
				return n.any
			}
		}
		return !n.any
	}
	return false
}

type tokenKind int

const (
	endToken tokenKind = iota
	wordToken
	phraseToken
	fieldToken
	andToken
	orToken
	notToken
	nearToken
	openToken
	closeToken
)

type token struct {
	kind   tokenKind
	text   string
	at     int // byte offset
	prefix bool
	near   int
}

// scan appends the tokens of a query, the last of which is endToken.
func scan(tokens []token, query string) ([]token, *SyntaxError) {
	for i := 0; i < len(query); {
		r, size := utf8.DecodeRuneInString(query[i:])
		switch {
		case unicode.IsSpace(r):
			i += size
		case r == '(':
			tokens = append(tokens, token{kind: openToken, text: "(", at: i})
			i++
		case excludes(query, i):
			tokens = append(tokens, token{kind: notToken, text: query[i : i+size], at: i})
			i += size
		case r == ')':
			tokens = append(tokens, token{kind: closeToken, text: ")", at: i})
			i++
		case quoteEnd(r) != "":
			t, end, err := scanPhrase(query, i, size, quoteEnd(r))
			if err != nil {
				return tokens, err
			}
			if t.text != "" {
				tokens = append(tokens, t)
			}
			i = end
		default:
			t, end, err := scanWord(query, i)
			if err != nil {
				return tokens, err
			}
			if t.text != "" {
				tokens = append(tokens, t)
			}
			i = end
		}
	}
	return append(tokens, token{kind: endToken, text: "the end", at: len(query)}), nil
}

// excludes reports whether a minus begins at a byte that people write before what they
// don't want, as in fire -drill: right before a word, a quotation mark or a parenthesis,
// and not inside a word.
func excludes(query string, at int) bool {
	minus, size := utf8.DecodeRuneInString(query[at:])
	if minus != '-' && minus != '−' {
		return false
	}
	if before, _ := utf8.DecodeLastRuneInString(query[:at]); at > 0 && !unicode.IsSpace(before) && before != '(' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(query[at+size:])
	return next == '(' || quoteEnd(next) != "" || unicode.IsLetter(next) || unicode.IsNumber(next)
}

// quoteEnd gives what closes a phrase that r opens: keyboards and text
// processors give several kinds of quotation marks.
func quoteEnd(r rune) string {
	switch r {
	case '"', '“', '”', '„', '‟':
		return "\"“”‟"
	case '«':
		return "»"
	case '»':
		return "«"
	}
	return ""
}

func scanPhrase(query string, at, size int, closing string) (token, int, *SyntaxError) {
	inside := query[at+size:]
	n := strings.IndexAny(inside, closing)
	if n < 0 {
		return token{}, 0, fail(at, "this quotation mark is never closed; add another one")
	}
	_, closeSize := utf8.DecodeRuneInString(inside[n:])
	t := token{kind: phraseToken, text: inside[:n], at: at}
	end := at + size + n + closeSize
	if end < len(query) && query[end] == '*' {
		t.prefix = true
		end++
	}
	if !hasTerms(t.text) {
		return token{}, 0, fail(at, "there is no word between these quotation marks")
	}
	return t, end, nil
}

// scanWord reads up to the next space, parenthesis or quotation mark. What
// holds no letter and no digit (a dash, an ampersand) is passed over: its token
// has no text.
func scanWord(query string, at int) (token, int, *SyntaxError) {
	end := len(query)
	for i, r := range query[at:] {
		if unicode.IsSpace(r) || r == '(' || r == ')' || quoteEnd(r) != "" {
			end = at + i
			break
		}
	}
	word := query[at:end]
	switch word {
	case "AND":
		return token{kind: andToken, text: word, at: at}, end, nil
	case "OR":
		return token{kind: orToken, text: word, at: at}, end, nil
	case "NOT":
		return token{kind: notToken, text: word, at: at}, end, nil
	case "NEAR":
		return token{kind: nearToken, text: word, at: at, near: defaultNear}, end, nil
	}
	if distance, ok := strings.CutPrefix(word, "NEAR/"); ok {
		n, err := strconv.Atoi(distance)
		if err != nil || n < 1 || n > maxNear {
			return token{}, 0, fail(at, "NEAR/ needs a number of words from 1 to %d, such as NEAR/5", maxNear)
		}
		return token{kind: nearToken, text: word, at: at, near: n}, end, nil
	}
	if name, rest, ok := strings.Cut(word, ":"); ok {
		if _, known := fieldNamed(name); known {
			return token{kind: fieldToken, text: name, at: at}, end - len(rest), nil
		}
	}
	prefix := strings.HasSuffix(word, "*")
	word = strings.TrimRight(word, "*")
	if !hasTerms(word) {
		if prefix {
			return token{}, 0, fail(at, "* needs the beginning of a word before it")
		}
		return token{}, end, nil
	}
	return token{kind: wordToken, text: word, at: at, prefix: prefix}, end, nil
}

func hasTerms(s string) bool {
	for i := range len(s) { // the common case at once
		if c := s[i] | 0x20; 'a' <= c && c <= 'z' || '0' <= s[i] && s[i] <= '9' {
			return true
		}
	}
	return len(lang.Terms(s, "")) > 0
}

// isPlainWord tells a word that Parse reads as that one word without quotes.
func isPlainWord(s string) bool {
	tokens, err := scan(nil, s)
	return err == nil && len(tokens) == 2 && tokens[0].kind == wordToken && tokens[0].text == s && !tokens[0].prefix
}
