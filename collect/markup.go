package collect

import (
	"html"
	"strings"
)

type tokenKind uint8

const (
	endOfFeed tokenKind = iota
	charData            // text in which references are to be resolved
	cdata               // text as it is
	startTag
	endTag
)

// A token is a piece of a feed. Its texts are slices of the feed.
type token struct {
	kind  tokenKind
	text  string
	name  string // of a tag, as written
	attrs []attr // of a start tag; good until the next token
	empty bool   // a start tag that is its own end: <a/>
	at    int    // where it begins
}

// An attr is an attribute: its name as written, its value with references resolved.
type attr struct{ name, value string }

const (
	maxAttributes = 64      // kept of one element
	maxEntity     = 4 << 10 // bytes of an entity that a document type declares
	maxExpanded   = 1 << 20 // bytes that such entities may come to in one feed
)

// A tokenizer cuts a feed into tokens. It forgives what breaks XML parsers, and
// notes that there was something to forgive. It looks at no byte more than a
// fixed number of times, whatever the feed holds.
type tokenizer struct {
	s        string
	pos      int
	faulty   bool   // it is not well formed
	within   string // the element whose text is read, if one is
	attrs    []attr
	entities map[string]string // of the document type's internal subset
	expanded int
	ends     map[string]int // where an end comes next; past the feed when it does not
}

// next gives the next token; comments, instructions and the document type are
// passed over.
func (t *tokenizer) next() token {
	for t.pos < len(t.s) {
		at := t.pos
		rest := t.s[at:]
		if rest[0] != '<' {
			end := strings.IndexByte(rest, '<')
			if end < 0 {
				end = len(rest)
			}
			t.pos += end
			return token{kind: charData, text: rest[:end], at: at}
		}
		switch {
		case len(rest) == 1:
			t.faulty, t.pos = true, len(t.s)
		case isNameStart(rest[1]):
			return t.startTag()
		case rest[1] == '/' && len(rest) > 2 && isNameStart(rest[2]):
			return t.endTag()
		case strings.HasPrefix(rest, "<![CDATA["):
			return t.cdata()
		case strings.HasPrefix(rest, "<!--"):
			t.skipPast(len("<!--"), "-->")
		case rest[1] == '?':
			t.skipPast(len("<?"), "?>")
		case len(rest) >= 9 && strings.EqualFold(rest[:9], "<!doctype"):
			t.doctype()
		case rest[1] == '!':
			t.skipPast(len("<!"), ">")
		default: // it opens nothing
			t.faulty = true
			t.pos++
			return token{kind: charData, text: "<", at: at}
		}
	}
	return token{kind: endOfFeed, at: len(t.s)}
}

// skipPast passes over what opens with so many bytes and ends with end. What
// does not end is passed over alone.
func (t *tokenizer) skipPast(open int, end string) {
	t.pos += open
	if n := t.find(end); n >= 0 {
		t.pos += n + len(end)
	} else {
		t.faulty = true
	}
}

// find looks for end from here on, and gives how far it is or -1. What it found
// ahead, or did not, it remembers: the same stretch is not searched twice.
func (t *tokenizer) find(end string) int {
	at, known := t.ends[end]
	if !known || at < t.pos {
		if at = strings.Index(t.s[t.pos:], end); at < 0 {
			at = len(t.s)
		} else {
			at += t.pos
		}
		if t.ends == nil {
			t.ends = map[string]int{}
		}
		t.ends[end] = at
	}
	if at == len(t.s) {
		return -1
	}
	return at - t.pos
}

func isNameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func (t *tokenizer) skipSpace() {
	for t.pos < len(t.s) && isSpace(t.s[t.pos]) {
		t.pos++
	}
}

// name reads up to what cannot be part of a name.
func (t *tokenizer) name() string {
	from := t.pos
	for t.pos < len(t.s) {
		switch t.s[t.pos] {
		case ' ', '\n', '\t', '\r', '>', '/', '<', '=', '"', '\'':
			return t.s[from:t.pos]
		}
		t.pos++
	}
	return t.s[from:]
}

func (t *tokenizer) startTag() token {
	tok := token{kind: startTag, at: t.pos}
	t.pos++
	tok.name = t.name()
	t.attrs = t.attrs[:0]
	for {
		t.skipSpace()
		if t.pos == len(t.s) { // a tag that was cut off says nothing
			t.faulty = true
			return token{kind: endOfFeed, at: tok.at}
		}
		switch c := t.s[t.pos]; c {
		case '>':
			t.pos++
			tok.attrs = t.attrs
			return tok
		case '<': // its end is missing
			t.faulty = true
			tok.attrs = t.attrs
			return tok
		case '/':
			t.pos++
			tok.empty = t.pos < len(t.s) && t.s[t.pos] == '>'
		case '=', '"', '\'': // nothing that has a name
			t.faulty = true
			t.pos++
		default:
			t.attribute()
		}
	}
}

func (t *tokenizer) attribute() {
	a := attr{name: t.name()}
	t.skipSpace()
	if t.pos < len(t.s) && t.s[t.pos] == '=' {
		t.pos++
		t.skipSpace()
		a.value = t.unescape(t.value())
	} else {
		t.faulty = true
	}
	if len(t.attrs) < maxAttributes {
		t.attrs = append(t.attrs, a)
	}
}

// value reads an attribute's value. Where a quote is missing it ends with its
// tag at the latest.
func (t *tokenizer) value() string {
	if t.pos == len(t.s) {
		return ""
	}
	end, quotes := -1, 1
	switch quote := t.s[t.pos]; quote {
	case '"', '\'':
		t.pos++
		end = strings.IndexByte(t.s[t.pos:], quote)
		if end < 0 {
			end, quotes = strings.IndexAny(t.s[t.pos:], "<>"), 0
		} else if cut := runsOn(t.s[t.pos : t.pos+end]); cut >= 0 {
			end, quotes = cut, 0
		}
	default:
		end, quotes = strings.IndexAny(t.s[t.pos:], " \t\r\n><"), 0
	}
	if end < 0 {
		end = len(t.s) - t.pos
	}
	v := t.s[t.pos : t.pos+end]
	t.pos += end + quotes
	if quotes == 0 {
		t.faulty = true
		if strings.HasSuffix(v, "/") {
			t.pos-- // the tag is its own end
			v = v[:len(v)-1]
		}
	}
	return v
}

// runsOn finds in an attribute's value the end of its tag, where the closing
// quote is missing: a ">" and then, but for space, the next "<".
func runsOn(v string) int {
	next := strings.IndexByte(v, '<')
	if next < 0 {
		return -1
	}
	before := strings.TrimRight(v[:next], " \t\r\n")
	if strings.HasSuffix(before, ">") {
		return len(before) - 1
	}
	return -1
}

func (t *tokenizer) endTag() token {
	tok := token{kind: endTag, at: t.pos}
	t.pos += len("</")
	tok.name = t.name()
	for t.pos < len(t.s) && t.s[t.pos] != '<' {
		t.pos++
		if t.s[t.pos-1] == '>' {
			return tok
		}
	}
	t.faulty = true
	return tok
}

// cdata reads a CDATA section. One that was not closed swallows what follows its
// element: it ends where that does, or where there is no saying, opens nothing.
func (t *tokenizer) cdata() token {
	const open = "<![CDATA["
	tok := token{kind: cdata, at: t.pos}
	t.pos += len(open)
	end := t.find("]]>")
	if end < 0 || t.within == "" {
		t.faulty = t.faulty || end < 0
		return tok
	}
	tok.text = t.s[t.pos : t.pos+end]
	if again := strings.Index(tok.text, open); again >= 0 {
		if cut := strings.Index(tok.text[:again], "</"+t.within+">"); cut >= 0 {
			t.faulty = true
			t.pos += cut
			tok.text = tok.text[:cut]
			return tok
		}
	}
	t.pos += end + len("]]>")
	return tok
}

// unescape resolves the references of a text: those of XML and of HTML, and the
// entities that the document type declares. A "&" that begins none is itself.
func (t *tokenizer) unescape(s string) string {
	amp := strings.IndexByte(s, '&')
	if amp < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for amp >= 0 {
		b.WriteString(s[:amp])
		s = s[amp:]
		meaning, n := t.reference(s)
		b.WriteString(meaning)
		s = s[n:]
		amp = strings.IndexByte(s, '&')
	}
	b.WriteString(s)
	return b.String()
}

// reference gives what the reference at the start of s means, and its length.
func (t *tokenizer) reference(s string) (meaning string, n int) {
	for n = 1; n < len(s) && n < 40 && (isNameStart(s[n]) || s[n] >= '0' && s[n] <= '9' || s[n] == '#' || s[n] == '.' || s[n] == '-'); n++ {
	}
	if n == len(s) || s[n] != ';' || n == 1 {
		t.faulty = true
		return "&", 1
	}
	n++
	switch name := s[1 : n-1]; name {
	case "amp":
		return "&", n
	case "lt":
		return "<", n
	case "gt":
		return ">", n
	case "quot":
		return `"`, n
	case "apos":
		return "'", n
	default:
		if declared, ok := t.entities[name]; ok {
			if t.expanded += len(declared); t.expanded > maxExpanded {
				return "", n
			}
			return declared, n
		}
	}
	// Numbers of windows-1252's own characters are read as HTML does.
	if meaning = html.UnescapeString(s[:n]); meaning == s[:n] {
		t.faulty = true
		return "&", 1
	}
	return strings.Map(mendControls, meaning), n
}
