package dom

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Small raised figures lose their meaning when they are set in the line: a note's mark
// behind "12" makes "123", a power behind "10" makes "106".

// mendRaised takes marks of notes and glosses out of the tree, and writes powers and
// fractions so that they stay apart.
func mendRaised(doc *html.Node) {
	var gone []*html.Node
	EachElement(doc, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Script, atom.Style:
			return false
		case atom.Rt, atom.Rp:
			gone = append(gone, n)
			return false
		case atom.Sup:
			if isNoteMark(n) {
				gone = append(gone, n)
			} else {
				mendPower(n)
			}
			return false
		case atom.A, atom.Span:
			if isMarkedNote(n) {
				gone = append(gone, n)
				return false
			}
		}
		return true
	})
	for _, n := range gone {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// isNoteMark reports whether a raised text leads to a note, or is a note's number by
// its class or its brackets.
func isNoteMark(n *html.Node) bool {
	text := OneLine(RawTextBelow(n, 40))
	if text == "" || !isMarkText(text) {
		return false
	}
	if strings.HasPrefix(text, "[") {
		return false // its brackets keep it apart
	}
	if hasNoteClass(n) {
		return true
	}
	linked := false
	EachElement(n, func(c *html.Node) bool {
		linked = linked || c.DataAtom == atom.A && strings.Contains(Attr(c, "href"), "#")
		return !linked
	})
	return linked || LinkAround(n) != "" && strings.Contains(LinkAround(n), "#")
}

// isMarkedNote reports whether a link, or what stands in the line, is the mark of a note
// by its class.
func isMarkedNote(n *html.Node) bool {
	if !hasNoteClass(n) {
		return false
	}
	text := OneLine(RawTextBelow(n, 40))
	return text != "" && !strings.HasPrefix(text, "[") && isMarkText(text)
}

// isMarkText reports whether a text is short enough for the mark of a note: a number, a
// letter or a sign, perhaps in brackets.
func isMarkText(s string) bool {
	inner := strings.Trim(s, "[](){} .,")
	if inner == "" || utf8.RuneCountInString(inner) > 8 {
		return strings.Trim(s, "*†‡§¶") == "" && s != ""
	}
	digits, letters := 0, 0
	for _, r := range inner {
		if unicode.IsDigit(r) {
			digits++
		} else if unicode.IsLetter(r) {
			letters++
		}
	}
	return digits > 0 && digits <= 3 || letters == 1 || letters == 0 && digits == 0 || s != inner
}

func hasNoteClass(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "role":
			if a.Val == "doc-noteref" {
				return true
			}
		case "class", "epub:type", "rel":
			found := false
			EachWord(a.Val[:min(len(a.Val), 200)], func(w string) {
				switch w {
				case "footnote", "footnotes", "noteref", "footnoteref", "endnote", "reference", "citation", "fn", "fnref", "sidenote":
					found = true
				}
			})
			if found {
				return true
			}
		}
	}
	return false
}

// raisedSigns are figures as they are raised.
var raisedSigns = map[rune]rune{'0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹', '+': '⁺', '-': '⁻', '−': '⁻', '–': '⁻'}

//go:embed lexicon/units.txt
var unitsText string

var units = sync.OnceValue(func() map[string]bool { return Lexicon(unitsText) })

// mendPower rewrites a raised number behind a number or a word: as a fraction before a
// stroke, as it is behind a unit ("m3"), and else with raised figures.
func mendPower(n *html.Node) {
	text := strings.TrimSpace(RawTextBelow(n, 40))
	raised := raise(text)
	before := textBefore(n)
	last, _ := utf8.DecodeLastRuneInString(before)
	if raised == "" || !unicode.IsDigit(last) && !unicode.IsLetter(last) {
		return
	}
	switch {
	case unicode.IsDigit(last) && beginsFraction(n):
		raised = " " + text
	case unicode.IsLetter(last) && units()[Letters(lastToken(before))]:
		return
	}
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
	n.AppendChild(&html.Node{Type: html.TextNode, Data: raised})
}

// raise returns a number in raised figures; "" if a text is none.
func raise(s string) string {
	var sb strings.Builder
	digit := false
	for _, r := range s {
		up, ok := raisedSigns[r]
		if !ok {
			return ""
		}
		digit = digit || unicode.IsDigit(r)
		sb.WriteRune(up)
	}
	if !digit || len(s) > 8 {
		return ""
	}
	return sb.String()
}

// beginsFraction reports whether a stroke and a lowered number follow.
func beginsFraction(n *html.Node) bool {
	next := n.NextSibling
	if next == nil || next.Type != html.TextNode {
		return next != nil && next.DataAtom == atom.Sub && strings.HasPrefix(strings.TrimSpace(RawTextBelow(next, 10)), "/")
	}
	return strings.HasPrefix(next.Data, "/") || strings.HasPrefix(next.Data, "⁄")
}

// textBefore is the end of the text right before an element in its line.
func textBefore(n *html.Node) string {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		s := p.Data
		if p.Type == html.ElementNode {
			s = RawTextBelow(p, 400)
		} else if p.Type != html.TextNode {
			continue
		}
		if s != "" {
			return s[max(0, len(s)-40):]
		}
	}
	if n.Parent != nil && n.Parent.Type == html.ElementNode && !IsBlock(n.Parent.DataAtom) {
		return textBefore(n.Parent)
	}
	return ""
}

func lastToken(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	return words[len(words)-1]
}
