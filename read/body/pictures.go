package body

import (
	"strconv"
	"strings"

	"dateline/news"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// findCaptions takes for captions the short texts that stand alone with a
// picture and that neither the page's mark-up nor the trees know to be something.
func (p *Page) findCaptions() {
	if len(p.Body) == 0 {
		return
	}
	head, end := p.storySpan()
	last := p.Body[len(p.Body)-1].Node.Parent
	changed := false
	for i, b := range p.Blocks[head:] {
		if i > end-head && b.Node.Parent != last {
			continue // right behind the body, in the same element, stands a picture of it at times
		}
		switch {
		case markedInside(b): // the innermost mark is nearest to the words
			b.Role = dom.RoleCaption
		case mayBeCaption(b) && besidePicture(b):
			changed = changed || b.Role == dom.RoleBody
			b.Role = dom.RoleCaption
		}
	}
	if changed {
		p.gather()
	}
}

// markedInside reports whether a block that an outer mark makes something else stands in
// an element that is marked as a caption.
func markedInside(b *Judged) bool {
	switch b.Role {
	case dom.RoleLegal, dom.RoleShare, dom.RoleAdvert:
	case dom.RoleTeaser, dom.RoleNavigation, dom.RoleNone:
		return IsPictureAlone(b.MarkOf(b.Role)) && Captioned(b)
	default:
		return false
	}
	n := len(b.Marks)
	return n > 0 && b.Marks[n-1].Role == dom.RoleCaption && b.Sure < even && b.LinkShare < mostlyLinks
}

// IsPictureAlone reports whether an element holds a picture with its caption, and nothing
// else: no heading, no words that lead elsewhere. What its class says of it is about where
// it stands.
func IsPictureAlone(m *dom.Mark) bool { return m != nil && HoldsPictureAlone(m.Node) }

// HoldsPictureAlone is IsPictureAlone of an element.
func HoldsPictureAlone(n *html.Node) bool {
	var caption *html.Node
	alone, budget := true, 200
	dom.EachElement(n, func(c *html.Node) bool {
		switch budget--; c.DataAtom {
		case atom.Figcaption:
			caption = c
		case atom.A:
			alone = alone && dom.TextLength(c, 1) == 0
		case atom.H1, atom.H2, atom.H3:
			alone = false
		}
		return alone && budget > 0
	})
	if !alone || budget <= 0 || !holdsPicture(n) && n.DataAtom != atom.Figcaption {
		return false
	}
	return n.DataAtom == atom.Figcaption || caption != nil && dom.TextLength(n, 1000) <= dom.TextLength(caption, 1000)
}

// A text under a picture that is shorter than its caption would be is a button, one that
// is longer is a paragraph.
const (
	shortestCaption = 3  // words
	longestCaption  = 60 // words
)

// mostlyLinks is the share of a block's letters in links from which on it leads
// elsewhere rather than says something.
const mostlyLinks = 0.5

// mayBeCaption reports whether a block has the form of a caption and no other role.
func mayBeCaption(b *Judged) bool {
	switch {
	case b.Role != dom.RoleNone && b.Role != dom.RoleBody, b.Bylined, b.Dated:
		return false
	case b.Words < shortestCaption, b.Words > longestCaption:
		return false
	}
	return b.Kind == news.PlainParagraph && b.LinkShare < mostlyLinks
}

// besidePicture reports whether a block shares a small element with a picture and
// nothing else, or is the paragraph right under one. Of what the trees take for
// body more is asked: the element says that it is about a picture, or the words
// say whose it is.
func besidePicture(b *Judged) bool {
	if b.Role != dom.RoleBody && underPicture(b) {
		return true
	}
	for n, depth := b.Node, 0; n != nil && depth < 3; n, depth = n.Parent, depth+1 {
		if dom.TextLength(n, 2*len(b.Text)+60) > len(b.Text)+40 {
			return false
		}
		if !holdsPicture(n) {
			continue
		}
		if b.Sure >= 0.5 && (n.DataAtom == atom.P || !PictureMarked(n)) {
			_, credit := phrase.SplitCredit(b.Text)
			return credit != "" && b.Node != n
		}
		return true
	}
	return false
}

// underPicture reports whether a short block is the paragraph right under a picture.
func underPicture(b *Judged) bool {
	before := b.Node.PrevSibling
	for before != nil && before.Type != html.ElementNode {
		if before.Type == html.TextNode && strings.TrimSpace(before.Data) != "" {
			return false
		}
		before = before.PrevSibling
	}
	return before != nil && b.Words <= 25 && dom.TextLength(before, 10) == 0 && holdsPicture(before)
}

// PictureMarked: an element whose class says that it holds a picture.
func PictureMarked(n *html.Node) bool {
	if n.DataAtom == atom.Figure {
		return true
	}
	found := false
	class := dom.Attr(n, "class") + " " + dom.Attr(n, "id")
	dom.EachWord(class[:min(len(class), 300)], func(w string) {
		switch w {
		case "photo", "photos", "image", "images", "img", "picture", "pictures", "pic", "media", "figure", "foto", "fotos", "bild", "bilder", "imagen", "imagem", "immagine", "illustration", "gallery", "slide", "slideshow", "lightbox", "visual", "caption":
			found = true
		}
	})
	return found
}

// storySpan is where, in blocks, the headline stands and the body ends.
func (p *Page) storySpan() (head, end int) {
	head = p.HeadIndex()
	for i, b := range p.Blocks {
		if b.Role == dom.RoleBody {
			end = i
		}
	}
	return head, end
}

func holdsPicture(n *html.Node) bool {
	found, budget := false, 500
	dom.EachElement(n, func(c *html.Node) bool {
		budget--
		found = found || c.DataAtom == atom.Img && !IsIcon(c)
		return !found && budget > 0
	})
	return found
}

// IsIcon: pictures too small to be of the story.
func IsIcon(n *html.Node) bool {
	for _, key := range []string{"width", "height"} {
		if size, err := strconv.Atoi(strings.TrimSuffix(dom.Attr(n, key), "px")); err == nil && size < 100 {
			return true
		}
	}
	src := strings.ToLower(dom.Attr(n, "src") + " " + dom.Attr(n, "class"))
	for _, w := range []string{"icon", "logo", "avatar", "gravatar", "pixel", "spacer", "sprite", "emoji", "/1x1", "tracking", "badge", ".svg"} {
		if strings.Contains(src, w) {
			return true
		}
	}
	return false
}

// HeadIndex is where the headline stands that the body follows: it may be said
// before in a breadcrumb, too.
func (p *Page) HeadIndex() int {
	head := -1
	for i, b := range p.Blocks[:min(p.Begin+1, len(p.Blocks))] {
		if b.Role == dom.RoleHeadline && (head < 0 || b.Kind == news.HeadingParagraph || p.Blocks[head].Kind != news.HeadingParagraph) {
			head = i
		}
	}
	return max(head, 0)
}

// Captioned reports whether a block stands in a figure's caption.
func Captioned(b *Judged) bool {
	for _, m := range b.Marks {
		if m.Role == dom.RoleCaption && m.Node.DataAtom == atom.Figcaption {
			return true
		}
	}
	return false
}
