package field

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/claims"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// gallery is what the figures of a page are gathered from.
type gallery struct {
	pictures []*picture
	within   map[*html.Node][]*picture // by the elements around them
	at       map[*html.Node]int        // of blocks' elements
}

// gallery finds the pictures of the story, and where its blocks stand.
func (p *Page) gallery(root *html.Node) *gallery {
	g := &gallery{within: map[*html.Node][]*picture{}, at: map[*html.Node]int{}}
	for _, b := range p.Blocks {
		if b.Role == dom.RoleCaption || b.Role == dom.RoleBody || b.Role == dom.RoleHeadline {
			g.at[b.Node] = -1
		}
	}
	n := 0
	add := func(node *html.Node, f news.Figure) {
		if len(g.pictures) >= maxPictures || f.URL == "" && f.Alt == "" {
			return
		}
		pic := &picture{figure: f, node: node, at: n}
		g.pictures = append(g.pictures, pic)
		for up, depth := node.Parent, 0; up != nil && depth < 2*maxClimb; up, depth = up.Parent, depth+1 {
			g.within[up] = append(g.within[up], pic)
		}
	}
	dom.EachElement(root, func(c *html.Node) bool {
		n++
		if _, ok := g.at[c]; ok {
			g.at[c] = n
		}
		if dom.IsHidden(c) || p.elsewhere(c) {
			return false
		}
		switch {
		case (c.DataAtom == atom.Img || c.Data == "amp-img") && !body.IsIcon(c):
			caption, credit := phrase.SplitCredit(claims.Text(dom.Attr(c, "data-caption")))
			add(c, news.Figure{URL: p.imageURL(c), Caption: caption, Credit: credit, Alt: claims.AltOf(c)})
		case c.DataAtom == atom.Noscript && c.Parent != nil && len(g.within[c.Parent]) == 0:
			if img := pictureWithin(dom.RawText(c)); img != nil && !body.IsIcon(img) {
				add(c, news.Figure{URL: p.imageURL(img), Alt: claims.AltOf(img)})
			}
		case strings.Contains(dom.Attr(c, "style"), "background-image"):
			if m := rxBackground.FindStringSubmatch(dom.Attr(c, "style")); m != nil {
				add(c, news.Figure{URL: dom.Absolute(p.Base, m[1])})
			}
		}
		return true
	})
	for node, at := range g.at {
		if at < 0 {
			delete(g.at, node)
		}
	}
	if root == p.Doc || root.DataAtom == atom.Body || root.DataAtom == atom.Html {
		g.keep(p)
	}
	return g
}

// keep leaves, of the pictures of a whole page, those between headline and the
// body's end.
func (g *gallery) keep(p *Page) {
	from, to := 1<<30, 0
	for _, b := range p.Blocks {
		if at, ok := g.at[b.Node]; ok && (b.Role == dom.RoleHeadline || b.Role == dom.RoleBody) {
			from, to = min(from, at), max(to, at)
		}
	}
	const around = 12
	g.pictures = slices.DeleteFunc(g.pictures, func(pic *picture) bool { return pic.at < from-around || pic.at > to+around })
	for node, at := range g.at {
		if at < from-around || at > to+around {
			delete(g.at, node)
		}
	}
}

var rxBackground = regexp.MustCompile(`background-image:\s*url\(\s*['"]?([^'")\s]{4,1000})`)

// picturesOf are the pictures that a caption speaks of: those in the smallest
// element around it that holds any, or the last one before it with no text of the
// story between.
func (p *Page) picturesOf(g *gallery, b *body.Judged, at int) []*picture {
	for n, depth := b.Node, 0; n != nil && depth < maxClimb; n, depth = n.Parent, depth+1 {
		if p.holdsBody(n) {
			break
		}
		if pics := g.within[n]; len(pics) > 0 {
			if len(pics) <= maxCaptioned {
				return pics
			}
			return g.nearest(pics, at)
		}
	}
	var last *picture
	for _, pic := range g.pictures {
		if pic.at > at {
			break
		}
		last = pic
	}
	if last == nil {
		return nil
	}
	for _, c := range p.Blocks {
		if c.Role != dom.RoleBody {
			continue
		}
		if between, ok := g.at[c.Node]; ok && between > last.at && between < at {
			return nil
		}
	}
	return []*picture{last}
}

// nearest is, of many pictures in one element, the one just before the caption,
// or else the first.
func (g *gallery) nearest(pics []*picture, at int) []*picture {
	best := pics[0]
	for _, pic := range pics {
		if pic.at <= at {
			best = pic
		}
	}
	return []*picture{best}
}

// outside reports whether an element stands in one that holds other stories.
func (p *Page) outside(n, root *html.Node) bool {
	for depth := 0; n != nil && n != root && depth < 30; n, depth = n.Parent, depth+1 {
		if p.elsewhere(n) {
			return true
		}
	}
	return false
}

// imageURL finds the picture's address: scripts that load pictures late keep it
// in other attributes and a blank one in src.
func (p *Page) imageURL(n *html.Node) string {
	for _, key := range []string{"data-src", "data-original", "data-lazy-src", "data-hi-res-src", "data-srcset", "srcset", "src"} {
		v := dom.Attr(n, key)
		if strings.HasSuffix(key, "srcset") {
			v = largest(v)
		}
		if strings.HasPrefix(v, "data:") {
			continue
		}
		if u := dom.Absolute(p.Base, v); u != "" {
			return u
		}
	}
	return ""
}

// largest picks the widest candidate of a srcset.
func largest(set string) string {
	best, width := "", -1.0
	for _, candidate := range strings.Split(set, ", ") {
		fields := strings.Fields(candidate)
		if len(fields) == 0 {
			continue
		}
		w := 1.0
		if len(fields) > 1 {
			w, _ = strconv.ParseFloat(strings.TrimRight(fields[1], "wx,"), 64)
		}
		if w > width {
			best, width = strings.TrimRight(fields[0], ","), w
		}
	}
	return best
}

// pictureKey makes one of the sizes in which a picture is offered.
func pictureKey(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address
}

func pictureWithin(source string) *html.Node {
	if !strings.Contains(source, "<img") {
		return nil
	}
	doc, err := dom.Parse(source[:min(len(source), 8192)])
	if err != nil {
		return nil
	}
	var img *html.Node
	dom.EachElement(doc, func(n *html.Node) bool {
		if n.DataAtom == atom.Img && img == nil {
			img = n
		}
		return img == nil
	})
	return img
}
