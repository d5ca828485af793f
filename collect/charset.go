package collect

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"

	"dateline/lang"
)

var declaredAs = regexp.MustCompile(`^[^>]*?encoding\s*=\s*["']\s*([A-Za-z0-9._:-]+)`)

// decode gives a body as text without its byte order mark, and says what had to
// be replaced. Bytes that are UTF-8 are read as UTF-8 whatever they are called;
// others by the charset of the byte order mark, else of the header, else of the
// declaration (RFC 7303 §3), else by statistics. A label that does not fit the
// bytes is passed over: it refuses nothing.
func decode(body []byte, contentType string) (text, damage string) {
	if wide, ok := fromWide(body); ok {
		body = wide
	} else if trimmed, found := bytes.CutPrefix(body, []byte("\xef\xbb\xbf")); found {
		body = trimmed
	} else if bytes.HasPrefix(body, []byte("\x4c\x6f\xa7\x94")) { // "<?xm" in EBCDIC: XML 1.0 appendix F.1
		body, _ = charmap.CodePage037.NewDecoder().Bytes(body) // every byte of it is a character
	} else if !utf8.Valid(body) || bytes.Contains(body, []byte("\x1b$")) {
		body = fromLabel(body, contentType)
	}
	if !utf8.Valid(body) {
		damage = "it holds bytes that are no characters; they were replaced"
		body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	return string(withoutControls(body)), damage
}

// withoutControls drops what XML 1.0 §2.2 has no place for, and takes the
// controls of ISO 8859 for the characters that windows-1252 has in their places,
// as HTML does with references to them. Few feeds hold any.
func withoutControls(body []byte) []byte {
	for i, c := range body {
		if suspect[c] && (c < ' ' || c == 0xC2 && body[i+1] < 0xA0 || c == 0xEF && body[i+1] == 0xBF) {
			return bytes.Map(mendControls, body)
		}
	}
	return body
}

// suspect are the first bytes of what mendControls may change.
var suspect = func() (s [256]bool) {
	for c := range s[:' '] {
		s[c] = c != '\t' && c != '\n' && c != '\r'
	}
	s[0xC2], s[0xEF] = true, true
	return s
}()

func mendControls(r rune) rune {
	switch {
	case r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF:
		return -1
	case r >= 0x80 && r < 0xA0:
		if c := charmap.Windows1252.DecodeByte(byte(r)); c != utf8.RuneError {
			return c
		}
	}
	return r
}

// A width is how UTF-16 and UTF-32 write a character.
type width struct {
	mark   string // what such a body begins with
	octets int
	skip   int // octets of the byte order mark
	big    bool
}

// widths are told by their byte order mark, else by where the zeros around the
// first "<" lie (XML 1.0 appendix F.1). Longer marks come first.
var widths = []width{
	{"\x00\x00\xfe\xff", 4, 4, true}, {"\xff\xfe\x00\x00", 4, 4, false}, {"\x00\x00\x00<", 4, 0, true}, {"<\x00\x00\x00", 4, 0, false},
	{"\xfe\xff", 2, 2, true}, {"\xff\xfe", 2, 2, false}, {"\x00<", 2, 0, true}, {"<\x00", 2, 0, false},
}

// fromWide decodes UTF-16 and UTF-32.
func fromWide(body []byte) (utf []byte, ok bool) {
	for _, w := range widths {
		if bytes.HasPrefix(body, []byte(w.mark)) {
			return w.decode(body[w.skip:]), true
		}
	}
	return nil, false
}

func (w width) decode(body []byte) []byte {
	out := make([]byte, 0, len(body)/w.octets)
	var high rune // of a surrogate pair
	for ; len(body) >= w.octets; body = body[w.octets:] {
		var r rune
		for i := range w.octets {
			if !w.big {
				i = w.octets - 1 - i
			}
			r = r<<8 | rune(body[i])
		}
		switch {
		case r >= 0xD800 && r < 0xDC00:
			high = r
			continue
		case r >= 0xDC00 && r < 0xE000 && high != 0:
			r = (high-0xD800)<<10 + (r - 0xDC00) + 0x10000
		}
		high = 0
		out = utf8.AppendRune(out, r)
	}
	return out
}

// fromLabel decodes bytes that are no UTF-8. What decodes with few faults is
// taken; when nothing does, the bytes stay, and the bad ones will be replaced.
func fromLabel(body []byte, contentType string) []byte {
	labels := []string{headerCharset(contentType)}
	if m := declaredAs.FindSubmatch(body[:min(len(body), 512)]); m != nil {
		labels = append(labels, string(m[1]))
	}
	for _, label := range labels {
		if e, name := lookup(label); name == "utf-8" && mostlyUTF8(body) {
			return body // a few bad bytes among good ones are replaced, not the charset
		} else if text, ok := decodesWell(body, e, name); ok {
			return text
		}
	}
	if mostlyUTF8(body) {
		return body
	}
	if guess, _ := lang.Charset(body, false); guess != "" {
		e, name := lookup(guess)
		if text, ok := decodesWell(body, e, name); ok {
			return text
		}
	}
	text, _ := charmap.Windows1252.NewDecoder().Bytes(body) // as on the web, where nothing is said
	return text
}

// lookup finds a charset by the names of the web, else by those of IANA.
func lookup(label string) (encoding.Encoding, string) {
	if e, name := charset.Lookup(label); e != nil {
		return e, name
	}
	e, err := ianaindex.IANA.Encoding(label)
	if err != nil {
		return nil, ""
	}
	return e, strings.ToLower(label) // e is nil for one that is known and not had
}

func headerCharset(contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return strings.Trim(params["charset"], `"' `)
	}
	_, label, _ := strings.Cut(strings.ToLower(contentType), "charset") // one that is sloppily written
	label, _, _ = strings.Cut(strings.TrimLeft(label, "= "), ";")
	return strings.Trim(label, `"' `)
}

// decodesWell decodes body, unless e is none for bytes that are no UTF-8, or
// more than one character in a hundred beyond ASCII has no meaning in it.
func decodesWell(body []byte, e encoding.Encoding, name string) ([]byte, bool) {
	if e == nil || name == "utf-8" || name == "replacement" || strings.HasPrefix(name, "utf-16") {
		return nil, false
	}
	text, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return nil, false
	}
	bad := bytes.Count(text, []byte("\uFFFD"))
	beyond := 0
	for _, c := range body {
		if c >= 0x80 {
			beyond++
		}
	}
	return text, bad == 0 || bad*100 < beyond
}

// mostlyUTF8 tells text with a few bad bytes from text of another charset.
func mostlyUTF8(body []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(body); {
		r, size := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else if size > 1 {
			good++
		}
		i += size
	}
	return good > bad
}
