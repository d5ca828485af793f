package dom

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// Attr gives an attribute's value, trimmed.
func Attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// EachElement visits the elements below n in the order of the page; visit says
// whether to go into one.
func EachElement(n *html.Node, visit func(*html.Node) bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && visit(c) {
			EachElement(c, visit)
		}
	}
}

// VisibleText is the text below n on one line; of a long one, the beginning.
func VisibleText(n *html.Node) string {
	var sb strings.Builder
	budget := 2000 // nodes looked at
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		budget--
		switch {
		case budget < 0:
		case n.Type == html.TextNode:
			sb.WriteString(n.Data)
		case n.Type == html.ElementNode && (IsSilent(n) || IsHidden(n)):
		default:
			if n.Type == html.ElementNode && (IsBlock(n.DataAtom) || isVoid(n.DataAtom)) {
				sb.WriteByte(' ')
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c)
			}
			if n.Type == html.ElementNode && IsBlock(n.DataAtom) {
				sb.WriteByte(' ')
			}
		}
	}
	walk(n)
	return OneLine(sb.String())
}

// RawText is the text below n as it stands in the source: of scripts and titles.
func RawText(n *html.Node) string {
	var sb strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			sb.WriteString(c.Data)
		}
	}
	return sb.String()
}

// TextLength counts the bytes of text below n, and stops at the limit: so that
// asking it of every element of a page stays cheap.
func TextLength(n *html.Node, limit int) int {
	total := 0
	budget := 2000 // nodes looked at
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil && total < limit && budget > 0; c = c.NextSibling {
			budget--
			if c.Type == html.TextNode {
				total += len(strings.TrimSpace(c.Data))
			} else if c.Type == html.ElementNode && !IsSilent(c) {
				walk(c)
			}
		}
	}
	walk(n)
	return total
}

// Absolute makes an address of the page's absolute; "" when it is no address of the web.
func Absolute(base *url.URL, ref string) string {
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

// Within reports whether a node stands in a box, at most so many steps up.
func Within(n, box *html.Node, steps int) bool {
	for ; n != nil && steps >= 0; n, steps = n.Parent, steps-1 {
		if n == box {
			return true
		}
	}
	return false
}

// Holds reports whether n stands within an element, or is it.
func Holds(element, n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == element {
			return true
		}
	}
	return false
}

// CommonAncestor returns the smallest element around two.
func CommonAncestor(a, b *html.Node) *html.Node {
	above := map[*html.Node]bool{}
	for n := a; n != nil; n = n.Parent {
		above[n] = true
	}
	for n := b; n != nil; n = n.Parent {
		if above[n] {
			return n
		}
	}
	return nil
}

// WebURI returns an address if it is one of the web that schemas take for a URI; else
// nothing.
func WebURI(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}
