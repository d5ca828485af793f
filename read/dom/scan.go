package dom

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A scanner cuts the source of a page into tags and text, by the rules of the HTML
// standard's tokenization (13.2.5) as far as they matter to reading. html.Tokenizer
// reads from a stream and copies each token; here the whole page is at hand, and the
// tokens are parts of one string. scan_test.go compares the two.
type scanner struct {
	source string
	at     int
	raw    string // the element whose content is no mark-up, if the last tag began one
	attrs  []html.Attribute
}

// tokens calls back for each text and each tag, until one says that it has enough.
func (s *scanner) tokens(text func(string), tag func(kind html.TokenType, t html.Token) bool) {
	for s.at < len(s.source) {
		if s.raw != "" {
			s.rawText(text)
			continue
		}
		start := s.at
		s.at = s.markup(start)
		if s.at > start {
			text(unescaped(s.source[start:s.at]))
		}
		if s.at >= len(s.source) {
			return
		}
		switch c := s.source[s.at+1]; c {
		case '!', '?':
			s.comment()
		case '/':
			if !isNameStart(s.source[s.at+2]) {
				s.comment()
				continue
			}
			s.at += 2
			t, _, whole := s.tag()
			if !whole || !tag(html.EndTagToken, html.Token{DataAtom: t.DataAtom, Data: t.Data}) {
				return
			}
		default:
			s.at++
			t, closed, whole := s.tag()
			kind := html.StartTagToken
			if closed {
				kind = html.SelfClosingTagToken
			}
			if !whole || !tag(kind, t) {
				return
			}
			if isRaw(t.DataAtom) {
				s.raw = t.Data
			}
		}
	}
}

// markup finds where the next tag or comment begins; what else begins with "<"
// is text.
func (s *scanner) markup(at int) int {
	for {
		i := strings.IndexByte(s.source[at:], '<')
		if i < 0 || at+i+1 >= len(s.source) {
			return len(s.source)
		}
		at += i
		switch c := s.source[at+1]; {
		case isNameStart(c), c == '!', c == '?':
			return at
		case c == '/' && at+2 < len(s.source):
			return at
		}
		at++
	}
}

func isNameStart(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isTagSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'
}

// comment passes over a comment, a declaration, an instruction.
func (s *scanner) comment() {
	rest := s.source[s.at:]
	if !strings.HasPrefix(rest, "<!--") {
		s.pass(">")
		return
	}
	s.at += len("<!--")
	for _, end := range []string{">", "->"} { // a comment that ends as it begins
		if strings.HasPrefix(s.source[s.at:], end) {
			s.at += len(end)
			return
		}
	}
	for {
		i := strings.Index(s.source[s.at:], "--")
		if i < 0 {
			s.at = len(s.source)
			return
		}
		s.at += i + 2
		if rest := s.source[s.at:]; strings.HasPrefix(rest, ">") || strings.HasPrefix(rest, "!>") {
			s.pass(">")
			return
		}
		s.at-- // of three dashes, the last two may be those that end it
	}
}

// pass goes on behind what comes next of a sort, or to the end.
func (s *scanner) pass(what string) {
	if i := strings.Index(s.source[s.at:], what); i >= 0 {
		s.at += i + len(what)
	} else {
		s.at = len(s.source)
	}
}

// tag reads a tag from its name on: whether it closes itself, and whether it ends
// at all. Its attributes stand until the next tag is read.
func (s *scanner) tag() (t html.Token, closed, whole bool) {
	start := s.at
	for s.at < len(s.source) && !isTagSpace(s.source[s.at]) && s.source[s.at] != '/' && s.source[s.at] != '>' {
		s.at++
	}
	name := lowered(s.source[start:min(s.at, start+256)])
	if t.DataAtom = atom.Lookup([]byte(name)); t.DataAtom != 0 {
		name = t.DataAtom.String()
	}
	t.Data = name
	s.attrs = s.attrs[:0]
	for s.at < len(s.source) {
		switch c := s.source[s.at]; {
		case isTagSpace(c):
			s.at++
		case c == '/':
			s.at++
			closed = s.at < len(s.source) && s.source[s.at] == '>'
		case c == '>':
			s.at++
			t.Attr = s.attrs
			return t, closed, true
		default:
			a := s.attribute()
			if len(s.attrs) < maxAttrs && !s.has(a.Key) {
				s.attrs = append(s.attrs, a)
			}
		}
	}
	return t, false, false
}

// has reports whether the tag has said an attribute before; the first holds.
func (s *scanner) has(key string) bool {
	for i := range s.attrs {
		if s.attrs[i].Key == key {
			return true
		}
	}
	return false
}

func (s *scanner) attribute() (a html.Attribute) {
	start := s.at
	s.at++ // a key may begin with "="
	for s.at < len(s.source) && !isTagSpace(s.source[s.at]) && s.source[s.at] != '/' && s.source[s.at] != '>' && s.source[s.at] != '=' {
		s.at++
	}
	key := lowered(s.source[start:min(s.at, start+256)])
	if known := atom.Lookup([]byte(key)); known != 0 {
		key = known.String()
	}
	a.Key = key
	next := s.at
	for next < len(s.source) && isTagSpace(s.source[next]) {
		next++
	}
	if next >= len(s.source) || s.source[next] != '=' {
		return a
	}
	next++
	for next < len(s.source) && isTagSpace(s.source[next]) {
		next++
	}
	if next >= len(s.source) {
		s.at = next
		return a
	}
	end := next
	if quote := s.source[next]; quote == '"' || quote == '\'' {
		next++
		if i := strings.IndexByte(s.source[next:], quote); i >= 0 {
			end = next + i
			s.at = end + 1
		} else {
			end = len(s.source)
			s.at = end
		}
	} else {
		for end < len(s.source) && !isTagSpace(s.source[end]) && s.source[end] != '>' {
			end++
		}
		s.at = end
	}
	if end-next > maxValue {
		a.Val = strings.ToValidUTF8(s.source[next:next+maxValue], "")
	} else {
		a.Val = s.source[next:end]
	}
	a.Val = unescapedValue(a.Val)
	return a
}

// lowered makes small letters of ASCII's capitals, and of no others.
func lowered(s string) string {
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for i, c := range b {
				if c >= 'A' && c <= 'Z' {
					b[i] = c + 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// isRaw: elements whose content is text up to their end tag.
func isRaw(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Textarea, atom.Title, atom.Iframe, atom.Noscript, atom.Noembed, atom.Noframes, atom.Xmp, atom.Plaintext:
		return true
	}
	return false
}

// rawText gives the content of an element that holds no mark-up.
func (s *scanner) rawText(text func(string)) {
	name := s.raw
	s.raw = ""
	start := s.at
	s.at = s.rawEnd(name)
	content := s.source[start:s.at]
	if name == "title" || name == "textarea" {
		content = unescaped(content)
	}
	if content != "" {
		text(content)
	}
}

// rawEnd finds the end tag of such an element. In a script, "<!--" and "<script"
// open what has an end tag of its own.
func (s *scanner) rawEnd(name string) int {
	if name == "plaintext" {
		return len(s.source)
	}
	escaped, double := false, false
	close := 0 // where the next "-->" is
	for at := s.at; ; at++ {
		i := strings.IndexByte(s.source[at:], '<')
		if escaped && close < at {
			if j := strings.Index(s.source[at:], "-->"); j >= 0 {
				close = at + j
			} else {
				close = len(s.source)
			}
		}
		if escaped && close < len(s.source) && (i < 0 || close < at+i) {
			escaped, double = false, false
			at = close + 2
			continue
		}
		if i < 0 {
			return len(s.source)
		}
		at += i
		rest := s.source[at+1:]
		switch {
		case strings.HasPrefix(rest, "/") && named(rest[1:], name):
			if !double {
				return at
			}
			double = false
		case name == "script" && strings.HasPrefix(rest, "!--"):
			escaped = true
		case escaped && named(rest, name):
			double = true
		}
	}
}

// named: a tag's name stands here, whole.
func named(s, name string) bool {
	return len(s) > len(name) && strings.EqualFold(s[:len(name)], name) && (isTagSpace(s[len(name)]) || s[len(name)] == '/' || s[len(name)] == '>')
}

// unescaped puts characters in place of what names them: &amp; &#8217;
func unescaped(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return html.UnescapeString(s)
}

// unescapedValue does so in an attribute's value, where a name that isn't ended
// by a semicolon may be a part of an address: ?a=1&copy=2
func unescapedValue(s string) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	var sb strings.Builder
	for ; i >= 0; i = strings.IndexByte(s, '&') {
		sb.WriteString(s[:i])
		s = s[i:]
		end := 1
		if strings.HasPrefix(s, "&#") {
			end = 2
		}
		for end < len(s) && (isNameStart(s[end]) || s[end] >= '0' && s[end] <= '9') {
			end++
		}
		ended := end < len(s) && s[end] == ';'
		if ended {
			end++
		}
		whole := html.UnescapeString(s[:end])
		switch {
		case strings.HasPrefix(s, "&#"):
		case ended && strings.HasSuffix(whole, ";") && whole != ";", // only a beginning is a name
			!ended && (end < len(s) && s[end] == '=' || utf8.RuneCountInString(whole) != 1):
			whole = s[:end]
		}
		sb.WriteString(whole)
		s = s[end:]
	}
	sb.WriteString(s)
	return sb.String()
}
