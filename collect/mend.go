package collect

import (
	"bytes"
	"errors"
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html/charset"
)

var (
	xmlDeclaration = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)
	declaredAs     = regexp.MustCompile(`encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)
	rootElement    = regexp.MustCompile(`^<(?:[A-Za-z0-9_]+:)?([A-Za-z][A-Za-z0-9]*)`)
	ampersand      = regexp.MustCompile(`&(#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)?`)
	wholeItem      = regexp.MustCompile(`(?is)<((?:[a-z0-9]+:)?(?:item|entry))(?:\s[^>]*)?>.*?</((?:[a-z0-9]+:)?(?:item|entry))\s*>`)
	itemStart      = regexp.MustCompile(`(?i)<(?:[a-z0-9]+:)?(?:item|entry)[\s>]`)
	outerElement   = regexp.MustCompile(`(?is)<((?:[a-z0-9]+:)?(?:rss|feed|rdf|channel))(?:\s[^>]*)?>`)
	strayLess      = regexp.MustCompile(`<([^A-Za-z_/!?])`)
)

// decode gives a body as UTF-8 without a byte order mark or XML declaration,
// and what had to be replaced. The charset is that of the byte order mark, else
// the header's, else the declaration's; a label that is wrong refuses nothing.
func decode(body []byte, contentType string) (utf []byte, damage string) {
	body = fromWide(body)
	if trimmed, found := bytes.CutPrefix(body, []byte("\xef\xbb\xbf")); found {
		body = trimmed
	} else if !utf8.Valid(body) || bytes.Contains(body, []byte("\x1b$")) {
		body = fromLabel(body, contentType)
	}
	if !utf8.Valid(body) {
		damage = "it holds bytes that are no characters; they were replaced"
		body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	body = bytes.TrimLeft(bytes.Map(dropControls, body), " \t\r\n")
	body = xmlDeclaration.ReplaceAll(body, nil)
	return bytes.TrimLeft(body, " \t\r\n"), damage
}

// dropControls drops what XML 1.0 §2.2 has no place for.
func dropControls(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return -1
	}
	return r
}

// fromWide decodes UTF-16 and UTF-32, by byte order mark or by where the zeros
// of the first "<" lie.
func fromWide(body []byte) []byte {
	width, offset := 0, 0
	big := false
	switch {
	case bytes.HasPrefix(body, []byte("\x00\x00\xfe\xff")):
		width, offset, big = 4, 4, true
	case bytes.HasPrefix(body, []byte("\xff\xfe\x00\x00")):
		width, offset = 4, 4
	case bytes.HasPrefix(body, []byte("\x00\x00\x00<")):
		width, big = 4, true
	case bytes.HasPrefix(body, []byte("<\x00\x00\x00")):
		width = 4
	case bytes.HasPrefix(body, []byte("\xfe\xff")):
		width, offset, big = 2, 2, true
	case bytes.HasPrefix(body, []byte("\xff\xfe")):
		width, offset = 2, 2
	case bytes.HasPrefix(body, []byte("\x00<")):
		width, big = 2, true
	case bytes.HasPrefix(body, []byte("<\x00")):
		width = 2
	default:
		return body
	}
	var out bytes.Buffer
	var high rune // of a surrogate pair
	for i := offset; i+width <= len(body); i += width {
		var r rune
		for j := range width {
			k := j
			if !big {
				k = width - 1 - j
			}
			r = r<<8 | rune(body[i+k])
		}
		switch {
		case r >= 0xD800 && r < 0xDC00:
			high = r
			continue
		case r >= 0xDC00 && r < 0xE000 && high != 0:
			r = (high-0xD800)<<10 + (r - 0xDC00) + 0x10000
		}
		high = 0
		out.WriteRune(r)
	}
	return out.Bytes()
}

// fromLabel decodes by the charset of the header or of the declaration,
// whichever is known first; without either it is windows-1252, as on the web.
func fromLabel(body []byte, contentType string) []byte {
	labels := []string{}
	if _, label, found := strings.Cut(strings.ToLower(contentType), "charset="); found {
		label, _, _ = strings.Cut(label, ";")
		labels = append(labels, strings.Trim(label, `"' `))
	}
	if m := declaredAs.FindSubmatch(body[:min(len(body), 256)]); m != nil {
		labels = append(labels, string(m[1]))
	}
	for _, label := range append(labels, "windows-1252") {
		encoding, name := charset.Lookup(label)
		if encoding == nil || name == "utf-8" && len(label) > 0 && mostlyUTF8(body) {
			if name == "utf-8" {
				return body // a few bad bytes among good ones are replaced, not the charset
			}
			continue
		}
		if name == "utf-8" || strings.HasPrefix(name, "utf-16") || name == "replacement" {
			continue // it is not what it says
		}
		if decoded, err := encoding.NewDecoder().Bytes(body); err == nil {
			return decoded
		}
	}
	return body
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

// rootName is the local name of the first element, in lower case.
func rootName(body []byte) string {
	for {
		body = bytes.TrimLeft(body, " \t\r\n")
		end := -1
		switch {
		case bytes.HasPrefix(body, []byte("<!--")):
			end = bytes.Index(body, []byte("-->")) + 2
		case bytes.HasPrefix(body, []byte("<?")):
			end = bytes.IndexByte(body, '>')
		case bytes.HasPrefix(body, []byte("<!")):
			end = bytes.IndexByte(body, '>')
			if open := bytes.IndexByte(body, '['); open >= 0 && open < end {
				end = bytes.Index(body, []byte("]>")) + 1
			}
		default:
			if m := rootElement.FindSubmatch(body); m != nil {
				return strings.ToLower(string(m[1]))
			}
			return ""
		}
		if end < 2 {
			return ""
		}
		body = body[end+1:]
	}
}

// tooDeep tells whether tags lie deeper in each other than maxDepth. It counts
// tags without reading them, and may count markup within CDATA: that lies flat.
func tooDeep(body []byte) bool {
	depth := 0
	for {
		at := bytes.IndexByte(body, '<')
		if at < 0 || at+1 >= len(body) {
			return false
		}
		body = body[at+1:]
		if data, found := bytes.CutPrefix(body, []byte("![CDATA[")); found {
			end := bytes.Index(data, []byte("]]>"))
			if end < 0 {
				return false
			}
			body = data[end:]
			continue
		}
		end := bytes.IndexByte(body, '>')
		if end < 0 {
			return false
		}
		switch {
		case body[0] == '/':
			depth--
		case body[0] != '!' && body[0] != '?' && body[max(end-1, 0)] != '/':
			depth++
		}
		if depth > maxDepth {
			return true
		}
		body = body[end:]
	}
}

// mend turns what breaks an XML parser but not its meaning into XML: a bare
// "&", an entity of HTML, a "<" that opens nothing.
func mend(body []byte) []byte {
	var out bytes.Buffer
	for len(body) > 0 {
		cdata := bytes.Index(body, []byte("<![CDATA["))
		text := body
		if cdata >= 0 {
			text = body[:cdata]
		}
		text = ampersand.ReplaceAllFunc(text, mendEntity)
		out.Write(strayLess.ReplaceAll(text, []byte("&lt;$1")))
		if cdata < 0 {
			break
		}
		body = body[cdata:]
		end := bytes.Index(body, []byte("]]>"))
		if end < 0 {
			break // cut off within: what follows belongs to no whole item
		}
		out.Write(body[:end+3])
		body = body[end+3:]
	}
	return out.Bytes()
}

func mendEntity(entity []byte) []byte {
	switch s := string(entity); {
	case s == "&":
		return []byte("&amp;")
	case s == "&amp;" || s == "&lt;" || s == "&gt;" || s == "&quot;" || s == "&apos;":
		return entity
	default:
		meaning := html.UnescapeString(s)
		if meaning == s || strings.HasSuffix(meaning, ";") {
			return append([]byte("&amp;"), entity[1:]...)
		}
		return []byte(html.EscapeString(string(bytes.Map(dropControls, []byte(meaning)))))
	}
}

// maxHead bounds what is parsed again before each item.
const maxHead = 16 << 10

// salvage reads what is whole of a feed that cannot be read: the head before
// the first item, and every item from its start to its end, each on its own.
func salvage(body []byte) (*gofeed.Feed, error) {
	head, rest := body, []byte(nil)
	if first := itemStart.FindIndex(body); first != nil {
		head, rest = body[:first[0]], body[first[0]:]
	}
	head = head[:bytes.LastIndexByte(head, '>')+1] // a tag that was cut off says nothing
	if len(head) == 0 {
		return nil, errors.New("there is no root element")
	}
	open := head
	opened, closing := outermost(head)
	feed, err := parseStrictly(append(append([]byte(nil), open...), closing...))
	if err != nil || len(head) > maxHead {
		// The head is garbled or long: each item gets its root element alone,
		// with the namespaces.
		open = opened
		_, closing = outermost(open)
		bare, e := parseStrictly(append(append([]byte(nil), open...), closing...))
		if e != nil || len(open) > maxHead {
			return nil, errors.New("the root element is garbled")
		}
		if err != nil {
			feed = bare
		}
	}
	feed.Items = nil
	for _, item := range wholeItem.FindAll(rest, maxItems) {
		one, err := parseStrictly(bytes.Join([][]byte{open, item, closing}, nil))
		if err != nil || len(one.Items) == 0 {
			continue
		}
		feed.Items = append(feed.Items, one.Items[0])
	}
	return feed, nil
}

// outermost gives the root of a feed's head (and its channel, which RSS has
// within) and the tags that close what stands open.
func outermost(head []byte) (open, closing []byte) {
	for _, m := range outerElement.FindAllSubmatch(head, 2) {
		open = append(open, m[0]...)
		closing = append([]byte("</"+string(m[1])+">"), closing...)
	}
	if at := bytes.LastIndex(bytes.ToLower(head), []byte("</channel")); at >= 0 {
		// RDF closes its channel before its items.
		closing = bytes.Replace(closing, []byte("</channel>"), nil, 1)
	}
	return open, closing
}
