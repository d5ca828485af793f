package dom

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A page's text as people see it is not always its tree's: style sheets hide and break,
// scripts move what was streamed and open what was shut, small raised figures are notes
// or powers. The steps in mends bring the tree nearer to what is seen. They keep what a
// style sheet says of an element as attributes whose names no page can write.
const (
	madeHidden = "made hidden" // by a style sheet
	madeUnseen = "made unseen" // left to screen readers, by a style sheet
	madeShown  = "made shown"  // by a control that the page has for it
)

// mends are in the order in which they run.
var mends = []struct {
	name string
	run  func(*html.Node)
}{
	{"put what was streamed in its place", placeStreamed},
	{"apply the page's own style sheets", applyStyles},
	{"show what a control shows", showControlled},
	{"show the pages of a story through which a script leads", showPages},
	{"take notes and glosses out of the line, and set powers apart", mendRaised},
}

// mend brings a tree nearer to what people see.
func mend(doc *html.Node) {
	for _, m := range mends {
		m.run(doc)
	}
}

// tell adds what was found out about an element.
func tell(n *html.Node, key string) {
	n.Attr = append(n.Attr[:len(n.Attr):len(n.Attr)], html.Attribute{Key: key})
}

// maxStreamed bounds the parts of a streamed page.
const maxStreamed = 500

// placeStreamed moves what React streamed behind the page to the places that it left
// for it: <div hidden id="S:0"> to <template id="B:0">, <template id="P:0"> likewise.
func placeStreamed(doc *html.Node) {
	parts, places := map[string]*html.Node{}, map[string]*html.Node{}
	var order []string
	EachElement(doc, func(n *html.Node) bool {
		id := ""
		for _, a := range n.Attr {
			if a.Key == "id" && len(a.Val) > 2 && len(a.Val) < 80 && strings.Contains(a.Val, ":") {
				id = a.Val
			}
		}
		if id == "" || len(order) >= maxStreamed {
			return n.DataAtom != atom.Template
		}
		at := strings.LastIndexByte(id, ':')
		kind, key := id[:at], id[at+1:]
		switch {
		case n.DataAtom == atom.Template && (strings.HasSuffix(kind, "B") || strings.HasSuffix(kind, "P")):
			places[strings.TrimRight(kind, "BP")+":"+key] = n
		case strings.HasSuffix(kind, "S") && hasAttr(n, "hidden"):
			key = strings.TrimSuffix(kind, "S") + ":" + key
			if parts[key] == nil {
				parts[key] = n
				order = append(order, key)
			}
		}
		return n.DataAtom != atom.Template
	})
	for _, key := range order {
		part, place := parts[key], places[key]
		if place == nil || place.Parent == nil || Holds(part, place) {
			if place == nil {
				part.Attr = withoutAttr(part.Attr, "hidden")
			}
			continue
		}
		for c := part.FirstChild; c != nil; c = part.FirstChild {
			part.RemoveChild(c)
			place.Parent.InsertBefore(c, place)
		}
		dropFallback(place)
	}
}

// dropFallback takes out what stood in for a streamed part until it came: a short text
// without a sentence right behind its place.
func dropFallback(place *html.Node) {
	next := place.NextSibling
	for next != nil && next.Type != html.ElementNode {
		next = next.NextSibling
	}
	if next != nil && next.DataAtom != atom.Template && TextLength(next, 60) < 60 && !EndsSentence(strings.TrimRight(firstText(next), ".… ")) {
		next.Parent.RemoveChild(next)
	}
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func withoutAttr(attrs []html.Attribute, key string) []html.Attribute {
	out := make([]html.Attribute, 0, len(attrs))
	for _, a := range attrs {
		if a.Key != key {
			out = append(out, a)
		}
	}
	return out
}

//go:embed lexicon/more.txt
var moreText string

// moreWords are what controls say that show the rest of a text.
var moreWords = sync.OnceValue(func() map[string]bool { return Lexicon(moreText) })

// Lexicon returns the entries of a lexicon file: a line each, without those that begin
// with "#".
func Lexicon(text string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out[Letters(line)] = true
		}
	}
	return out
}

// SaysMore reports whether a text is what a control says that shows the rest.
func SaysMore(s string) bool {
	return len(s) <= 60 && moreWords()[Letters(s)]
}

// maxControls bounds the controls of a page that are looked at.
const maxControls = 200

// showControlled marks as shown what stays hidden until a control that says "Read more"
// is used: the rest of the story. The control names it, or stands right beside it.
func showControlled(doc *html.Node) {
	var controls []*html.Node
	byID := map[string]*html.Node{}
	EachElement(doc, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.A, atom.Button, atom.Span, atom.Label, atom.Summary:
			if len(controls) < maxControls && SaysMore(OneLine(RawText(n))) {
				controls = append(controls, n)
			}
		}
		if id := Attr(n, "id"); id != "" && len(byID) < 4*maxBlocks {
			byID[id] = n
		}
		return n.DataAtom != atom.Script && n.DataAtom != atom.Style
	})
	for _, control := range controls {
		for _, id := range namedBy(control) {
			showRest(byID[id])
		}
		for up, depth := control, 0; up != nil && depth < 2; up, depth = up.Parent, depth+1 {
			showRest(elementBefore(up))
			showRest(elementAfter(up))
		}
	}
}

// rxNamed finds the names of elements in a script that a control runs.
var rxNamed = regexp.MustCompile(`["'#]([A-Za-z][\w-]{0,60})["' ]`)

// namedBy are the names of the elements that a control may show.
func namedBy(control *html.Node) []string {
	var ids []string
	for n, depth := control, 0; n != nil && depth < 2; n, depth = n.Parent, depth+1 {
		for _, a := range n.Attr {
			switch a.Key {
			case "aria-controls", "for":
				ids = append(ids, a.Val)
			case "data-target", "data-bs-target", "href", "data-toggle-target":
				if strings.HasPrefix(a.Val, "#") {
					ids = append(ids, a.Val[1:])
				}
			case "onclick":
				for _, m := range rxNamed.FindAllStringSubmatch(a.Val[:min(len(a.Val), 500)], 5) {
					ids = append(ids, m[1])
				}
			}
		}
	}
	return ids
}

// showRest shows an element that is hidden and holds prose.
func showRest(n *html.Node) {
	const fewest = 60 // bytes of a sentence
	if n == nil || sightOf(n) == visible || TextLength(n, fewest) < fewest {
		return
	}
	if all := TextLength(n, 4000); linkedLength(n, all)*10 > all*3 {
		return
	}
	tell(n, madeShown)
}

// linkedLength counts the bytes of text in links below an element, up to a limit.
func linkedLength(n *html.Node, limit int) int {
	total, budget := 0, 2000
	EachElement(n, func(c *html.Node) bool {
		if budget--; c.DataAtom == atom.A && total < limit && budget > 0 {
			total += TextLength(c, limit)
		}
		return c.DataAtom != atom.A && total < limit && budget > 0
	})
	return total
}

func elementBefore(n *html.Node) *html.Node {
	for n = n.PrevSibling; n != nil && n.Type != html.ElementNode; n = n.PrevSibling {
		if HasLetter(n.Data) {
			return nil
		}
	}
	return n
}

func elementAfter(n *html.Node) *html.Node {
	for n = n.NextSibling; n != nil && n.Type != html.ElementNode; n = n.NextSibling {
		if HasLetter(n.Data) {
			return nil
		}
	}
	return n
}

// showPages shows hidden elements that hold prose, and that have the classes of one beside
// them that is shown: the pages of a story through which a script leads one by one.
func showPages(doc *html.Node) {
	budget := maxBlocks
	EachElement(doc, func(n *html.Node) bool {
		if n.DataAtom == atom.Script || n.DataAtom == atom.Style {
			return false
		}
		if budget > 0 && IsBlock(n.DataAtom) && len(n.Attr) > 0 && hidesItself(n) {
			budget--
			if before := elementBefore(n); before != nil && before.DataAtom == n.DataAtom && isPageClass(n, before) && sightOf(before) == visible {
				showRest(n)
			}
		}
		return true
	})
}

// hidesItself reports whether an element has an attribute that may hide it.
func hidesItself(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden", madeHidden:
			return true
		case "style":
			return strings.Contains(squeeze(a.Val), "display:none")
		}
	}
	return false
}

// isPageClass reports whether two elements have the same classes but for those that say
// which is shown, and are not the leaves of a folder or the same text in two languages.
func isPageClass(a, b *html.Node) bool {
	plain := func(n *html.Node) string {
		var sb strings.Builder
		for c := range strings.FieldsSeq(Attr(n, "class")) {
			switch {
			case hidingClass(c), c == "active", c == "is-active", c == "current", c == "visible", c == "show":
			default:
				sb.WriteString(c + " ")
			}
		}
		return sb.String()
	}
	class := plain(a)
	return class != "" && class == plain(b) && !strings.Contains(class, "tab") && !strings.Contains(class, "modal") && Attr(a, "lang") == Attr(b, "lang")
}
