package dom

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A mark that covers more of the page's long text than a part of it does, in per cent,
// speaks of something within its element: a post quoted at length, or the headline's
// element, may hold more.
const (
	mostMarked   = 35
	mostEmbedded = 60
	fewMarked    = 30 // words; on a short page, shares say little
)

// weighMarks makes void each mark that covers much of the page's long text: a
// class name that speaks of a part of the element, not of all of it. So it does with a
// word that the page's maker uses for each box ("widget"), however small each is.
func weighMarks(blocks []*Block) {
	total := 0
	said := map[namedRole]int{} // words of long blocks in elements that a word marks
	for _, b := range blocks {
		if b.Words < 15 || b.LinkShare >= 0.3 {
			continue
		}
		total += b.Words
		for i, m := range b.Marks {
			m.Words += b.Words
			if key := (namedRole{m.Role, m.word}); m.word != "" && !saidBefore(b.Marks[:i], key) {
				said[key] += b.Words
			}
		}
	}
	threads := map[*html.Node]bool{}
	for _, b := range blocks {
		for _, m := range b.Marks {
			limit := total * mostMarked / 100
			switch {
			case m.Role == RoleEmbed || m.Role == RoleHeadline:
				limit = total * mostEmbedded / 100
			case m.Role == RoleComments && isThread(m.Node, threads):
				m.Thread = true
				continue // readers may write more than the story has
			}
			m.Void = m.Words > limit && m.Words > fewMarked
			if all := said[namedRole{m.Role, m.word}]; m.word != "" && namesBoxes(m.Role) && all > limit && all > fewMarked {
				m.Void = true
			}
		}
	}
}

func saidBefore(marks []*Mark, key namedRole) bool {
	return slices.ContainsFunc(marks, func(m *Mark) bool { return m.Role == key.role && m.word == key.word })
}

// namesBoxes reports whether a word for this role may be one for all boxes of a page.
func namesBoxes(r Role) bool {
	switch r {
	case RoleNavigation, RoleShare, RoleAdvert, RoleLegal, RoleSection, RoleTags, RoleCaption:
		return true
	}
	return false
}

// fewestComments make a thread.
const fewestComments = 2

// isThread reports whether an element holds comments one by one, each named so.
func isThread(n *html.Node, known map[*html.Node]bool) bool {
	if is, ok := known[n]; ok {
		return is
	}
	found, budget := 0, 2000
	EachElement(n, func(c *html.Node) bool {
		if budget--; isComment(c) {
			found++
		}
		return found < fewestComments && budget > 0
	})
	known[n] = found >= fewestComments
	return known[n]
}

// isComment reports whether an element's id or class says that it is one comment.
func isComment(n *html.Node) bool {
	if !IsBlock(n.DataAtom) {
		return false
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "id":
			id := strings.ToLower(a.Val[:min(len(a.Val), 40)])
			if rest, ok := strings.CutPrefix(id, "comment"); ok && strings.ContainsAny(rest, "0123456789") {
				return true
			}
		case "class":
			if hasCommentClass(a.Val[:min(len(a.Val), 200)]) {
				return true
			}
		case "itemprop":
			if a.Val == "comment" {
				return true
			}
		case "data-comment-id", "data-commentid", "data-comment":
			return a.Val != ""
		}
	}
	return false
}

// hasCommentClass reports whether a class says that an element is one comment.
func hasCommentClass(class string) bool {
	for c := range strings.FieldsSeq(strings.ToLower(class)) {
		switch c {
		case "comment", "comment-body", "comment-content", "kommentar", "comentario", "commentaire":
			return true
		}
	}
	return false
}
