package body

import (
	"cmp"

	"dateline/read/dom"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// strikeThread takes out what readers wrote below the story on a page that says
// of no element that it holds that, but names the place where it begins, for links
// to jump to: all that follows there, in the same element. A thread may be longer
// than its story; where next to nothing stands before the place, the name means
// something else.
func (p *Page) strikeThread() {
	thread := p.threadSiblings()
	if len(thread) == 0 {
		return
	}
	var written []*Judged
	before, after := 0, 0 // words
	for _, b := range p.Blocks {
		if b.Role != dom.RoleBody || b.Desk != "" {
			continue
		}
		if holdsAny(thread, b.Node) {
			written, after = append(written, b), after+b.Words
		} else if len(written) == 0 {
			before += b.Words
		}
	}
	if after > 3*before {
		return
	}
	for _, b := range written {
		b.Role = dom.RoleComments
	}
}

// threadSiblings are the elements that follow the first place named for comments.
func (p *Page) threadSiblings() map[*html.Node]bool {
	var place *html.Node
	dom.EachElement(p.Doc, func(n *html.Node) bool {
		if place == nil && isPlace(n) {
			p.Known.Each(cmp.Or(dom.Attr(n, "name"), dom.Attr(n, "id")), func(r dom.Role) {
				if r == dom.RoleComments {
					place = n
				}
			})
		}
		return place == nil
	})
	if place == nil {
		return nil
	}
	// A paragraph without an end tag goes on to the heading behind the place.
	for place.NextSibling == nil && place.Parent != nil && place.Parent.DataAtom == atom.P {
		place = place.Parent
	}
	thread := map[*html.Node]bool{}
	for n := place.NextSibling; n != nil; n = n.NextSibling {
		thread[n] = true
	}
	return thread
}

// isPlace reports whether a link is but a place to jump to: it has a name and nothing
// else. One that has more, or holds an element, is a button that shows a picture.
func isPlace(n *html.Node) bool {
	if n.DataAtom != atom.A || dom.TextLength(n, 1) > 0 {
		return false
	}
	for _, a := range n.Attr {
		if a.Key != "name" && a.Key != "id" {
			return false
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			return false
		}
	}
	return true
}

func holdsAny(elements map[*html.Node]bool, n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if elements[n] {
			return true
		}
	}
	return false
}
