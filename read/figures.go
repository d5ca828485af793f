package read

import (
	"regexp"
	"strconv"
	"strings"

	"dateline/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var rxCredit = regexp.MustCompile(`(?i)(?:^|[\s(\[.|])((?:photo(?:graph)?|image|picture|foto|bild|crédit|credit|quelle|source)s?(?:\s+(?:credits?|by|courtesy(?: of)?))?\s*[:/]|photo(?:graph)? by|photo courtesy of|image courtesy of|©|\(c\))\s*([^()\[\]]{2,80}?)\)?\]?\s*$`)

// figures gives the pictures of the story: those that stand between headline
// and the body's end, with their words; and the lead picture that the page
// names in its metadata, if it shows none.
func (p *page) figures() []news.Figure {
	root := p.storyRoot()
	var out []news.Figure
	seen := map[string]int{}
	add := func(f news.Figure) {
		if f.URL == "" || len(out) >= maxFigures {
			return
		}
		if i, ok := seen[pictureKey(f.URL)]; ok {
			out[i].Caption = firstOf(out[i].Caption, f.Caption)
			out[i].Credit = firstOf(out[i].Credit, f.Credit)
			out[i].Alt = firstOf(out[i].Alt, f.Alt)
			return
		}
		seen[pictureKey(f.URL)] = len(out)
		out = append(out, f)
	}
	if root != nil {
		eachElement(root, func(n *html.Node) bool {
			if len(out) >= maxFigures || isHidden(n) || p.elsewhere(n) {
				return false
			}
			switch {
			case n.DataAtom == atom.Figure, n.DataAtom == atom.Div && hasOwnRole(n, roleCaption) && holdsPicture(n):
				for _, f := range p.figureOf(n) {
					add(f)
				}
				return false
			case n.DataAtom == atom.Img && !isIcon(n):
				add(news.Figure{URL: p.imageURL(n), Alt: altOf(n)})
			}
			return true
		})
	}
	p.addLead(&out, add)
	return out
}

// addLead puts the picture named in the metadata first, unless it is shown.
func (p *page) addLead(out *[]news.Figure, add func(news.Figure)) {
	lead := news.Figure{URL: absolute(p.base, p.first("og:image", "og:image:url", "twitter:image", "twitter:image:src"))}
	if p.article != nil {
		image := p.article["image"]
		if list, ok := image.([]any); ok && len(list) > 0 {
			image = list[0]
		}
		if lead.URL == "" {
			lead.URL = absolute(p.base, urlOf(image))
		}
		if m, ok := image.(map[string]any); ok {
			lead.Caption = text(m["caption"])
			lead.Credit = firstOf(text(m["creditText"]), nameOf(m["copyrightHolder"]))
		}
	}
	if lead.URL == "" || len(*out) > 0 && lead.Caption == "" || len(p.body) == 0 {
		return
	}
	add(lead)
}

// storyRoot is the smallest element around the headline and the body.
func (p *page) storyRoot() *html.Node {
	if len(p.body) == 0 {
		return nil
	}
	root := commonAncestor(p.body[0].node, p.body[len(p.body)-1].node)
	for _, b := range p.blocks {
		if b.role == roleHeadline {
			if with := commonAncestor(root, b.node); with != nil && with.DataAtom != atom.Body && with.DataAtom != atom.Html {
				root = with
			}
			break
		}
	}
	for root != nil && root.Parent != nil && (root.DataAtom == atom.P || root.DataAtom != atom.Article && root.Parent.DataAtom == atom.Article) {
		root = root.Parent
	}
	return root
}

func commonAncestor(a, b *html.Node) *html.Node {
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

// elsewhere reports elements within the story's that hold other stories.
func (p *page) elsewhere(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Footer, atom.Aside, atom.Form:
		return true
	}
	for _, r := range elementRoles(n) {
		switch r {
		case roleTeaser, roleNavigation, roleComments, roleAdvert, roleShare, roleAuthorBox, roleSignup, roleByline:
			return !p.holdsBody(n)
		}
	}
	return false
}

func (p *page) holdsBody(n *html.Node) bool {
	if p.around == nil {
		p.around = map[*html.Node]bool{}
		for _, b := range p.body {
			for a := b.node; a != nil && !p.around[a]; a = a.Parent {
				p.around[a] = true
			}
		}
	}
	return p.around[n]
}

func hasOwnRole(n *html.Node, want role) bool {
	for _, r := range elementRoles(n) {
		if r == want {
			return true
		}
	}
	return false
}

func holdsPicture(n *html.Node) bool {
	found := false
	eachElement(n, func(c *html.Node) bool {
		found = found || c.DataAtom == atom.Img
		return !found
	})
	return found
}

// figureOf reads a figure: its pictures share its caption.
func (p *page) figureOf(n *html.Node) []news.Figure {
	var out []news.Figure
	var caption, credit string
	eachElement(n, func(c *html.Node) bool {
		switch {
		case len(out) >= maxFigures:
			return false
		case c.DataAtom == atom.Figure:
			out = append(out, p.figureOf(c)...)
			return false
		case c.DataAtom == atom.Img && !isIcon(c):
			out = append(out, news.Figure{URL: p.imageURL(c), Alt: altOf(c)})
		case c.DataAtom == atom.Noscript && len(out) == 0:
			if img := pictureWithin(rawText(c)); img != nil {
				out = append(out, news.Figure{URL: p.imageURL(img), Alt: altOf(img)})
			}
		case isCreditElement(c):
			credit = firstOf(credit, visibleText(c))
		case caption == "" && c.DataAtom != atom.Img && (c.DataAtom == atom.Figcaption || hasOwnRole(c, roleCaption)) && !holdsPicture(c):
			caption, credit = captionOf(c, credit)
			return false
		}
		return true
	})
	if caption == "" && n.DataAtom != atom.Figure {
		caption, credit = captionOf(n, credit)
	}
	for i := range out {
		if out[i].Caption == "" {
			out[i].Caption, out[i].Credit = caption, firstOf(out[i].Credit, credit)
		}
	}
	return out
}

// captionOf parts a caption from the credit within or behind it.
func captionOf(n *html.Node, credit string) (string, string) {
	whole := visibleText(n)
	eachElement(n, func(c *html.Node) bool {
		if isCreditElement(c) {
			if s := visibleText(c); s != "" && len(s) < 200 {
				credit = firstOf(credit, s)
				whole = oneLine(strings.Replace(whole, s, "", 1))
			}
			return false
		}
		return true
	})
	if m := rxCredit.FindStringSubmatchIndex(whole); m != nil && credit == "" {
		credit = strings.TrimSpace(whole[m[4]:m[5]])
		whole = strings.TrimRight(whole[:m[2]], " (|[")
	}
	return strings.TrimSpace(whole), cleanCredit(credit)
}

func isCreditElement(n *html.Node) bool {
	name := strings.ToLower(attr(n, "class") + " " + attr(n, "itemprop"))
	return strings.Contains(name, "credit") || strings.Contains(name, "copyright") || strings.Contains(name, "photographer") || n.DataAtom == atom.Cite
}

var rxCreditLabel = regexp.MustCompile(`(?i)^(?:(?:photo|image|picture|foto|bild)?\s*(?:credits?|copyright|source|by|courtesy(?: of)?)|photo|image|picture|foto|bild|quelle|©)\s*[:/]?\s+`)

func cleanCredit(s string) string {
	s = strings.Trim(s, " ()[]|")
	if m := rxCreditLabel.FindString(s); m != "" && len(m) < len(s) {
		s = s[len(m):]
	}
	return strings.TrimSpace(s)
}

// imageURL finds the picture's address: scripts that load pictures late keep it
// in other attributes and a blank one in src.
func (p *page) imageURL(n *html.Node) string {
	for _, key := range []string{"data-src", "data-original", "data-lazy-src", "data-hi-res-src", "data-srcset", "srcset", "src"} {
		v := attr(n, key)
		if strings.HasSuffix(key, "srcset") {
			v = largest(v)
		}
		if strings.HasPrefix(v, "data:") {
			continue
		}
		if u := absolute(p.base, v); u != "" {
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

// isIcon: pictures too small to be of the story.
func isIcon(n *html.Node) bool {
	for _, key := range []string{"width", "height"} {
		if size, err := strconv.Atoi(strings.TrimSuffix(attr(n, key), "px")); err == nil && size < 100 {
			return true
		}
	}
	src := strings.ToLower(attr(n, "src") + " " + attr(n, "class"))
	for _, w := range []string{"icon", "logo", "avatar", "gravatar", "pixel", "spacer", "sprite", "emoji", "/1x1", "tracking", "badge", ".svg"} {
		if strings.Contains(src, w) {
			return true
		}
	}
	return false
}

func altOf(n *html.Node) string {
	alt := oneLine(attr(n, "alt"))
	if len(alt) > 500 {
		return ""
	}
	return alt
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
	doc, err := parse(source[:min(len(source), 8192)])
	if err != nil {
		return nil
	}
	var img *html.Node
	eachElement(doc, func(n *html.Node) bool {
		if n.DataAtom == atom.Img && img == nil {
			img = n
		}
		return img == nil
	})
	return img
}
