package read

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// attr gives an attribute's value, trimmed.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// eachElement visits the elements below n in the order of the page; visit says
// whether to go into one.
func eachElement(n *html.Node, visit func(*html.Node) bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && visit(c) {
			eachElement(c, visit)
		}
	}
}

// visibleText is the text below n on one line; of a long one, the beginning.
func visibleText(n *html.Node) string {
	var sb strings.Builder
	budget := 2000 // nodes looked at
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		budget--
		switch {
		case budget < 0:
		case n.Type == html.TextNode:
			sb.WriteString(n.Data)
		case n.Type == html.ElementNode && (isSilent(n) || isHidden(n)):
		default:
			if n.Type == html.ElementNode && (isBlock(n.DataAtom) || isVoid(n.DataAtom)) {
				sb.WriteByte(' ')
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c)
			}
			if n.Type == html.ElementNode && isBlock(n.DataAtom) {
				sb.WriteByte(' ')
			}
		}
	}
	walk(n)
	return oneLine(sb.String())
}

// rawText is the text below n as it stands in the source: of scripts and titles.
func rawText(n *html.Node) string {
	var sb strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			sb.WriteString(c.Data)
		}
	}
	return sb.String()
}

// textLength counts the bytes of text below n, and stops at the limit: so that
// asking it of every element of a page stays cheap.
func textLength(n *html.Node, limit int) int {
	total := 0
	budget := 2000 // nodes looked at
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil && total < limit && budget > 0; c = c.NextSibling {
			budget--
			if c.Type == html.TextNode {
				total += len(strings.TrimSpace(c.Data))
			} else if c.Type == html.ElementNode && !isSilent(c) {
				walk(c)
			}
		}
	}
	walk(n)
	return total
}

// oneLine collapses whitespace.
func oneLine(s string) string {
	if isOneLine(s) {
		return s
	}
	var sb strings.Builder
	sb.Grow(len(s))
	owed := false
	for _, r := range s {
		if isSpace(r) {
			owed = sb.Len() > 0
			continue
		}
		if owed {
			sb.WriteByte(' ')
			owed = false
		}
		sb.WriteRune(r)
	}
	return sb.String()
}

// isOneLine reports whether there is nothing to collapse: most often.
func isOneLine(s string) bool {
	after := true // a space, or the beginning
	for _, r := range s {
		if !isSpace(r) {
			after = false
			continue
		}
		if after || r != ' ' {
			return false
		}
		after = true
	}
	return s == "" || !after
}

// countWords counts what stands between whitespace.
func countWords(s string) int {
	n, within := 0, false
	for _, r := range s {
		space := isSpace(r)
		if !space && !within {
			n++
		}
		within = !space
	}
	return n
}

func hasLetter(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// lettersOf keeps lower-case letters and digits alone: what stays the same when
// a text is set with other quotes, dashes and spaces.
func lettersOf(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			out = append(out, c)
		case c >= 'A' && c <= 'Z':
			out = append(out, c+'a'-'A')
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
				out = utf8.AppendRune(out, unicode.ToLower(r))
			}
			i += size
			continue
		}
		i++
	}
	return string(out)
}

// absolute makes an address of the page's absolute; "" when it is no address of the web.
func absolute(base *url.URL, ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" || strings.HasPrefix(ref, "#") || len(ref) > 4096 {
		return ""
	}
	u, err := base.Parse(ref)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		if err == nil && !base.IsAbs() && u.Scheme == "" && u.Path != "" {
			return u.String() // the page's address isn't known; better relative than lost
		}
		return ""
	}
	return u.String()
}
