package dom

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// IsSilent reports whether an element's content is nothing that people read as text.
func IsSilent(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Template:
		return Attr(n, "shadowrootmode") == "" // what has one is shown where it stands
	case atom.Script, atom.Style, atom.Noscript, atom.Iframe, atom.Object, atom.Embed,
		atom.Select, atom.Option, atom.Button, atom.Textarea, atom.Input, atom.Audio, atom.Video,
		atom.Canvas, atom.Head, atom.Title, atom.Svg, atom.Math, atom.Noframes, atom.Map, atom.Datalist:
		return true
	}
	return false
}

// sight says whether an element is seen.
type sight uint8

const (
	visible     sight = iota
	maybeHidden       // hidden, but so long that it may be a story that a script will show
	hidden
)

// How long, in bytes, a text is at least that may be a story although its element is
// hidden, or although it has a class for what only screen readers get.
const (
	longHidden = 1500
	longUnseen = 400
)

// sightOf returns whether the page itself keeps an element from the reader's eye.
func sightOf(n *html.Node) sight {
	if IsStruck(n) {
		return hidden
	}
	seen := visible
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			if a.Val != "until-found" {
				seen = max(seen, longIs(n, longHidden, maybeHidden))
			}
		case "aria-hidden":
			if a.Val == "true" && isDecoration(n) {
				seen = hidden
			}
		case "style":
			seen = max(seen, sightOfStyle(n, a.Val))
		case "class":
			seen = max(seen, sightOfClass(n, a.Val))
		case "id":
			if isPlaceholderClass(a.Val) && CountWords(firstText(n)) <= longestLabel && TextLength(n, 80) < 80 {
				return hidden
			}
		case "role":
			if a.Val == "button" && !hasTextBeside(n) && CountWords(firstText(n)) <= longestLabel {
				return hidden
			}
		case madeHidden:
			seen = max(seen, longIs(n, longHidden, maybeHidden))
		case madeUnseen:
			seen = max(seen, longIs(n, longUnseen, visible))
		case madeShown:
			return visible
		}
	}
	return seen
}

// longIs returns a sight for an element with as much text as this, and hidden for others.
func longIs(n *html.Node, size int, long sight) sight {
	if TextLength(n, size) < size {
		return hidden
	}
	return long
}

func sightOfStyle(n *html.Node, value string) sight {
	style := squeeze(value)
	switch {
	case strings.Contains(style, "display:none"), strings.Contains(style, "visibility:hidden"):
		return longIs(n, longHidden, maybeHidden)
	case isOffScreen(style):
		return longIs(n, longUnseen, visible)
	}
	return visible
}

func sightOfClass(n *html.Node, value string) sight {
	for c := range strings.FieldsSeq(value) {
		switch {
		case hidingClass(c):
			return longIs(n, longUnseen, visible)
		case !IsBlock(n.DataAtom) && n.DataAtom != atom.A && hoverCard(c):
			return hidden
		case isPlaceholderClass(c) && CountWords(firstText(n)) <= longestLabel && TextLength(n, 80) < 80:
			return hidden
		}
	}
	return visible
}

// longestLabel is the most words that stand on a button, or in the place of a picture.
const longestLabel = 4

// firstText is the text below an element if it is short, else its beginning.
func firstText(n *html.Node) string {
	s := RawTextBelow(n, 200)
	return OneLine(s)
}

// RawTextBelow returns the text below an element as it stands in the source, of a long
// one the beginning.
func RawTextBelow(n *html.Node, most int) string {
	var sb strings.Builder
	budget := 200 // nodes looked at
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil && sb.Len() < most && budget > 0; c = c.NextSibling {
			budget--
			if c.Type == html.TextNode {
				sb.WriteString(c.Data[:min(len(c.Data), most)])
			} else if c.Type == html.ElementNode && !IsSilent(c) {
				walk(c)
			}
		}
	}
	walk(n)
	return sb.String()
}

// hasTextBeside reports whether an element stands in a line of text.
func hasTextBeside(n *html.Node) bool {
	for _, s := range []*html.Node{n.PrevSibling, n.NextSibling} {
		if s != nil && s.Type == html.TextNode && HasLetter(s.Data) {
			return true
		}
	}
	return false
}

// isDecoration reports whether an element that screen readers skip says nothing to
// others either: it has no letters, or it is the sign of a link to a heading. A caption
// that the picture's alt text repeats, or a letter set large, is there to be read.
func isDecoration(n *html.Node) bool {
	if !HasLetter(firstText(n)) {
		return true
	}
	for up, depth := n, 0; up != nil && depth < 6; up, depth = up.Parent, depth+1 {
		if up.DataAtom == atom.Figcaption || up.DataAtom == atom.Figure {
			return false
		}
	}
	if !IsBlock(n.DataAtom) && hasTextBeside(n) {
		return false
	}
	for _, r := range ElementRoles(n) {
		if r == RoleCaption {
			return false
		}
	}
	return TextLength(n, longUnseen) < longUnseen
}

// IsHidden reports whether an element is not seen, nor may be.
func IsHidden(n *html.Node) bool { return sightOf(n) == hidden }

// IsStruck reports whether an element's words are struck out: withdrawn by the page. An
// element as long as a story was never closed.
func IsStruck(n *html.Node) bool {
	switch n.DataAtom {
	case atom.S, atom.Del, atom.Strike:
		return TextLength(n, longHidden) < longHidden
	}
	return false
}

// unseenPairs are words side by side in class names for what only screen readers get.
var unseenPairs = map[[2]string]bool{
	{"visually", "hidden"}: true, {"sr", "only"}: true, {"screen", "reader"}: true, {"off", "screen"}: true,
	{"hidden", "visually"}: true, {"a11y", "hidden"}: true, {"a", "hidden"}: true, {"assistive", "text"}: true,
	{"show", "for"}: true, {"element", "invisible"}: true, {"accessibility", "hidden"}: true, {"accessible", "hidden"}: true,
}

// unseenWords are single words that say the same.
var unseenWords = map[string]bool{"visuallyhidden": true, "offscreen": true, "screenreader": true, "sronly": true, "hiddenvisually": true, "screenreaders": true}

// hidingClass reports whether a class name says that people don't see the element.
func hidingClass(c string) bool {
	if len(c) < 4 || len(c) > 60 || strings.Contains(c, ":") {
		return false
	}
	switch strings.ToLower(c) {
	case "u-hidden", "is-hidden", "hidden", "hide", "noprint-hidden":
		return true
	}
	found, before := false, ""
	EachWord(c, func(w string) {
		found = found || unseenWords[w] || unseenPairs[[2]string{before, w}] && !(w == "for" && !strings.HasSuffix(c, "sr"))
		if before == "not" || before == "un" {
			found = false
		}
		before = w
	})
	return found
}

// isPlaceholderClass reports whether a class name says that something else will stand
// where the element stands.
func isPlaceholderClass(c string) bool {
	found := false
	EachWord(c[:min(len(c), 60)], func(w string) { found = found || w == "placeholder" || w == "skeleton" })
	return found
}

// hoverCard reports whether a class name is that of a card which is laid over a
// paragraph when the pointer rests on a name. A name with a colon sets how an element
// looks then ("hover:text-blue"), and the element stays where it is.
func hoverCard(class string) bool {
	if strings.Contains(class, ":") {
		return false
	}
	over, hover, card := false, false, false
	EachWord(class, func(w string) {
		switch w {
		case "rollover", "tooltip", "popover":
			over = true
		case "hover":
			hover = true
		case "box", "card", "content", "panel":
			card = true
		case "block", "text", "body":
			card = card || over
		case "tooltiptext", "hovercard":
			over, card = true, true
		}
	})
	return (over || hover) && card
}

func squeeze(s string) string {
	if len(s) > 2000 {
		s = s[:2000]
	}
	return strings.ToLower(strings.ReplaceAll(s, " ", ""))
}
