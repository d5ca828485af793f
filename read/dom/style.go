package dom

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What a page's own style sheets say of how its text is seen. Only rules for one class
// or id are read, alone or with the element's name (".hint", "span.br"): they are those
// that hide, break and strike out, and to know them takes no browser.

// A styling is what a rule does to the text of an element.
type styling uint8

const (
	stylesHidden styling = 1 << iota
	stylesUnseen         // left to screen readers
	stylesBlock          // on a line of its own
	stylesStruck
	stylesBroken // the line breaks behind it or before it
)

// maxStyles bounds the style sheets that are read of a page, in bytes, and maxRules their
// rules.
const (
	maxStyles = 512 << 10
	maxRules  = 4000
)

// applyStyles marks the elements that the page's style sheets hide, break off or strike
// out.
func applyStyles(doc *html.Node) {
	rules, left := map[string]styling{}, maxStyles
	EachElement(doc, func(n *html.Node) bool {
		if n.DataAtom != atom.Style {
			return n.DataAtom != atom.Script
		}
		if media := Attr(n, "media"); left > 0 && (media == "" || media == "all" || media == "screen") {
			source := RawText(n)
			readStyles(source[:min(len(source), left)], rules)
			left -= len(source)
		}
		return false
	})
	EachElement(doc, func(n *html.Node) bool {
		if n.DataAtom == atom.Script || n.DataAtom == atom.Style {
			return false
		}
		applyStyle(n, stylingOf(n, rules))
		return true
	})
}

// stylingOf is what the style sheets, and the element's own style and class, do to it.
func stylingOf(n *html.Node, rules map[string]styling) styling {
	var all styling
	for _, a := range n.Attr {
		switch a.Key {
		case "id":
			if len(rules) > 0 {
				all |= rules["#"+a.Val] | rules[n.Data+"#"+a.Val]
			}
		case "style":
			if s := squeeze(a.Val); s != "" {
				all |= declared(s) & (stylesBlock | stylesStruck)
			}
		case "class":
			for c := range strings.FieldsSeq(a.Val) {
				if len(rules) > 0 {
					all |= rules["."+c] | rules[n.Data+"."+c]
				}
				if c == "line-through" || c == "text-decoration-line-through" {
					all |= stylesStruck
				}
			}
		}
	}
	return all
}

func applyStyle(n *html.Node, s styling) {
	if n.DataAtom == atom.Button && isAmidSentence(n) {
		n.DataAtom, n.Data = atom.Span, "span" // a word with a note, not something to press
	}
	if s&stylesHidden != 0 {
		tell(n, madeHidden)
	}
	if s&stylesUnseen != 0 {
		tell(n, madeUnseen)
	}
	inline := isWordy(n)
	switch {
	case s&stylesStruck != 0 && (inline || n.DataAtom == atom.P || n.DataAtom == atom.Li):
		n.DataAtom, n.Data = atom.S, "s"
	case inline && (s&stylesBlock != 0 || n.FirstChild == nil && breaksLine(n, s)):
		n.DataAtom, n.Data = atom.Div, "div"
	}
}

// isAmidSentence reports whether an element stands between words of one sentence: what is
// before it doesn't end one, and what follows goes on with it.
func isAmidSentence(n *html.Node) bool {
	before, after := n.PrevSibling, n.NextSibling
	if before == nil || after == nil || n.Parent.DataAtom != atom.P {
		return false
	}
	if before.Type != html.TextNode || after.Type != html.TextNode || CountWords(firstText(n)) > longestLabel {
		return false
	}
	head, rest := OneLine(before.Data), strings.TrimSpace(after.Data)
	return head != "" && !EndsSentence(head) && HasLetter(rest)
}

// isWordy reports whether an element sets words within a line.
func isWordy(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Span, atom.B, atom.Strong, atom.Em, atom.I, atom.Small, atom.Font, atom.Label, atom.U, atom.Mark, atom.Wbr:
		return true
	}
	return false
}

// breaksLine reports whether an empty element's class, or a style sheet, says that it is a
// line break.
func breaksLine(n *html.Node, s styling) bool {
	if s&stylesBroken != 0 {
		return true
	}
	for c := range strings.FieldsSeq(Attr(n, "class")) {
		switch strings.ToLower(c) {
		case "br", "linebreak", "line-break", "newline", "lb", "break", "paragraph-break", "par":
			return true
		}
	}
	return false
}

// holdsAlways reports whether what stands in an at-rule holds for everybody at a screen: it
// has no other condition.
func holdsAlways(rule string) bool {
	switch strings.Join(strings.Fields(strings.ToLower(rule)), " ") {
	case "@media screen", "@media all", "@media only screen", "@media screen, print", "@media all and (min-width:0)":
		return true
	}
	return strings.HasPrefix(rule, "@layer") || strings.HasPrefix(rule, "@supports (display:")
}

// readStyles adds the rules of a style sheet to those known. What stands in an at-rule
// holds only under conditions, and is left out, but for those that hold always.
func readStyles(source string, rules map[string]styling) {
	depth, at := 0, 0 // of blocks; where the selector began
	for i := 0; i < len(source); i++ {
		switch source[i] {
		case '/':
			if end := commentEnds(source, i); end > i {
				if i = end - 1; depth == 0 {
					at = end
				}
			}
		case ';':
			if depth == 0 {
				at = i + 1
			}
		case '{':
			if depth++; depth == 1 {
				selectors := strings.TrimSpace(source[at:i])
				if holdsAlways(selectors) {
					depth, at = 0, i+1
				}
				if strings.HasPrefix(selectors, "@") {
					continue
				}
				if end := strings.IndexByte(source[i:], '}'); end > 0 && len(selectors) <= 4000 {
					addRule(selectors, source[i+1:i+end], rules)
				}
			}
		case '}':
			if depth > 0 {
				depth--
			}
			if depth == 0 {
				at = i + 1
			}
		}
	}
}

// commentEnds is where the comment ends that begins at i, behind its last sign; i where none
// begins. One without an end goes on to the end of all.
func commentEnds(source string, i int) int {
	if !strings.HasPrefix(source[i:], "/*") {
		return i
	}
	if end := strings.Index(source[i+2:], "*/"); end >= 0 {
		return i + 2 + end + 2
	}
	return len(source)
}

// addRule adds what a rule does to each of its simple selectors.
func addRule(selectors, declarations string, rules map[string]styling) {
	if len(rules) >= maxRules {
		return
	}
	does := declared(squeeze(declarations))
	if does == 0 {
		return
	}
	for one := range strings.SplitSeq(selectors, ",") {
		does := does
		if one = strings.TrimSpace(one); strings.HasSuffix(one, ":after") || strings.HasSuffix(one, ":before") {
			one = strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(one, "after"), "before"), ":")
			does &= stylesBroken
		}
		if isSimple(one) && does != 0 && len(rules) < maxRules {
			rules[one] |= does
		}
	}
}

// isSimple reports whether a selector is for one class or one id.
func isSimple(s string) bool {
	if strings.Count(s, ".")+strings.Count(s, "#") != 1 || len(s) > 100 {
		return false
	}
	return !strings.ContainsAny(s, " >+~:[]*()\\\n\t")
}

// declared is what declarations, without spaces and in small letters, do to text.
func declared(s string) styling {
	var does styling
	if strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") {
		does |= stylesHidden
	}
	if isOffScreen(s) {
		does |= stylesUnseen
	}
	if strings.Contains(s, "display:block") {
		does |= stylesBlock
	}
	if strings.Contains(s, "line-through") {
		does |= stylesStruck
	}
	if strings.Contains(s, `content:"\a`) || strings.Contains(s, `content:'\a`) {
		does |= stylesBroken
	}
	return does
}

// offScreen are declarations that move a text away or clip it to nothing.
var offScreen = []string{
	"clip:rect(0", "clip:rect(1px", "clip-path:inset(50%", "clip-path:inset(100%",
	"left:-9999", "left:-10000", "left:-999em", "top:-9999", "top:-10000",
}

// isOffScreen reports whether declarations move a text away or clip it to nothing.
func isOffScreen(s string) bool {
	if !strings.Contains(s, "position:absolute") && !strings.Contains(s, "position:fixed") {
		return false
	}
	for _, how := range offScreen {
		if strings.Contains(s, how) {
			return true
		}
	}
	return strings.Contains(s, "width:1px") && strings.Contains(s, "height:1px") && strings.Contains(s, "overflow:hidden")
}
