package field

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/claims"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A picture is one that the story shows, with the elements it stands in.
type picture struct {
	figure news.Figure
	node   *html.Node
	at     int // in the order of the page
}

const (
	maxPictures  = 300
	maxCaptions  = 200 // looked at
	maxClimb     = 6   // elements up from a caption in which its picture may stand
	maxCaptioned = 4   // pictures that may share a caption
	maxCaption   = 150 // words
)

// figures gives the pictures of the story: those that stand between headline
// and the body's end, with their words; and the lead picture that the page
// names in its metadata, if it shows none. A caption whose picture a script
// would bring is a figure without an address.
func (p *Page) figures() ([]news.Figure, string) {
	root := p.storyRoot()
	if root == nil {
		return nil, ""
	}
	g := p.gallery(root)
	var bare []*picture // captions without a picture
	why, captions := "", 0
	for _, b := range p.Blocks {
		if captions >= maxCaptions {
			break
		}
		if b.Role != dom.RoleCaption || b.Words > maxCaption || !saysSomething(b) {
			continue
		}
		at, ok := g.at[b.Node]
		if !ok || p.outside(b.Node, root) {
			continue
		}
		pics := p.picturesOf(g, b, at)
		caption, credit := p.captionOf(b)
		if caption == "" && credit == "" {
			continue
		}
		captions++
		why = captionWhy(b)
		if len(pics) == 0 {
			if !ofPicture(b) {
				continue
			}
			bare = append(bare, &picture{figure: news.Figure{Caption: caption, Credit: credit}, node: b.Node, at: at})
			continue
		}
		for _, pic := range pics {
			pic.take(caption, credit)
		}
	}
	bare = joinBare(bare)
	if len(bare) > 0 && len(g.pictures) == 0 {
		bare[0].figure.URL = p.leadURL() // the one that the metadata names is shown first
	}
	all := append(g.pictures, bare...)
	slices.SortStableFunc(all, func(a, b *picture) int { return a.at - b.at })
	out := gathered(all)
	return p.addLead(out), why
}

// saysSomething: a caption is more than a count of pictures, and no heading over
// other stories' pictures.
func saysSomething(b *body.Judged) bool {
	if b.Kind == news.HeadingParagraph && !body.Captioned(b) {
		return false
	}
	return strings.IndexFunc(b.Letters, unicode.IsLetter) >= 0
}

func captionWhy(b *body.Judged) string {
	m := b.MarkOf(dom.RoleCaption)
	switch {
	case m == nil:
		return "the words under a picture"
	case m.Node.DataAtom == atom.Figcaption:
		return "figcaption"
	}
	return "an element marked as caption"
}

// take gives a picture its words, in as many pieces as the page sets them.
func (pic *picture) take(caption, credit string) {
	f := &pic.figure
	id, have := dom.Letters(caption), dom.Letters(f.Caption)
	switch {
	case caption == "" || have != "" && strings.Contains(have, id):
	case f.Caption == "" || strings.HasPrefix(id, have):
		f.Caption = caption
	case f.Credit == "" && credit == "" && dom.EndsSentence(f.Caption) && !dom.EndsSentence(caption) && dom.CountWords(caption) <= 8:
		f.Credit = phrase.CleanCredit(caption) // a line of its own behind the caption
	case strings.HasPrefix(have, strings.TrimSuffix(id, "more")): // what a script clips and shows on a click
	case dom.CountWords(f.Caption)+dom.CountWords(caption) <= maxCaption:
		f.Caption += " " + caption
	}
	f.Credit = cmp.Or(f.Credit, credit)
}

// ofPicture reports whether a caption whose picture is not to be seen is one of a
// picture, and not of a video or a chart.
func ofPicture(b *body.Judged) bool {
	pictures := false
	for n, depth := b.Node, 0; n != nil && depth < 4; n, depth = n.Parent, depth+1 {
		pictures = pictures || n.DataAtom == atom.Figcaption || body.PictureMarked(n)
		class := strings.ToLower(dom.Attr(n, "class") + " " + dom.Attr(n, "id"))
		if strings.Contains(class, "video") || strings.Contains(class, "player") || strings.Contains(class, "audio") {
			return false
		}
	}
	return pictures
}

// joinBare makes one figure of a caption and the credit that follows it.
func joinBare(bare []*picture) []*picture {
	var out []*picture
	for _, b := range bare {
		if n := len(out); n > 0 && (b.figure.Caption == "" || out[n-1].figure.Caption == "" || strings.HasPrefix(dom.Letters(out[n-1].figure.Caption), strings.TrimSuffix(dom.Letters(b.figure.Caption), "more"))) && out[n-1].figure.Credit == "" {
			out[n-1].take(b.figure.Caption, b.figure.Credit)
			continue
		}
		if b.figure.Caption != "" {
			out = append(out, b)
		}
	}
	return out
}

// gathered makes one figure of those that show the same picture in several sizes
// or say the same words.
func gathered(all []*picture) []news.Figure {
	var out []news.Figure
	byURL, byWords := map[string]int{}, map[string]int{}
	for _, pic := range all {
		f := pic.figure
		key, words := pictureKey(f.URL), dom.Letters(f.Caption)
		i, ok := byURL[key]
		if f.URL == "" {
			i, ok = byWords[words]
			if words == "" {
				continue
			}
		}
		if ok {
			out[i].Caption = cmp.Or(out[i].Caption, f.Caption)
			out[i].Credit = cmp.Or(out[i].Credit, f.Credit)
			out[i].Alt = cmp.Or(out[i].Alt, f.Alt)
			continue
		}
		if len(out) >= MaxFigures {
			break
		}
		byURL[key] = len(out)
		if _, said := byWords[words]; !said {
			byWords[words] = len(out)
		}
		out = append(out, f)
	}
	return out
}

// leadURL is the picture that the page names for itself.
func (p *Page) leadURL() string {
	if u := dom.Absolute(p.Base, p.Meta("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")); u != "" {
		return u
	}
	return dom.Absolute(p.Base, claims.UrlOf(p.Article["image"]))
}

// addLead puts the picture named in the metadata first, unless one is shown.
// What JSON-LD says of a picture that is shown is added to it.
func (p *Page) addLead(out []news.Figure) []news.Figure {
	lead := news.Figure{URL: p.leadURL()}
	images, ok := p.Article["image"].([]any)
	if !ok {
		images = []any{p.Article["image"]}
	}
	for _, image := range images[:min(len(images), 20)] {
		m := p.Thing(image)
		if m == nil {
			continue
		}
		caption, credit := phrase.SplitCredit(cmp.Or(claims.Text(m["caption"]), claims.Text(m["description"])))
		credit = cmp.Or(claims.Text(m["creditText"]), p.NameOf(m["creator"]), p.NameOf(m["author"]), p.NameOf(m["copyrightHolder"]), credit)
		key := pictureKey(dom.Absolute(p.Base, claims.UrlOf(m)))
		if pictureKey(lead.URL) == key && key != "" || lead.URL == "" {
			lead = news.Figure{URL: cmp.Or(lead.URL, dom.Absolute(p.Base, claims.UrlOf(m))), Caption: caption, Credit: credit}
		}
		for i := range out {
			if key != "" && pictureKey(out[i].URL) == key && out[i].Caption == "" && !dom.SameOrClipped(caption, p.Headline) {
				out[i].Caption, out[i].Credit = caption, cmp.Or(out[i].Credit, credit)
			}
		}
	}
	if lead.URL == "" || len(out) > 0 || len(p.Body) == 0 {
		return out
	}
	if dom.SameOrClipped(lead.Caption, p.Headline) {
		lead.Caption = ""
	}
	return []news.Figure{lead}
}

// storyRoot is the smallest element around the headline and the body.
func (p *Page) storyRoot() *html.Node {
	if len(p.Body) == 0 {
		return nil
	}
	root := dom.CommonAncestor(p.Body[0].Node, p.Body[len(p.Body)-1].Node)
	if head := p.HeadIndex(); head < len(p.Blocks) && p.Blocks[head].Role == dom.RoleHeadline {
		if with := dom.CommonAncestor(root, p.Blocks[head].Node); with != nil {
			root = with
		}
	}
	for root != nil && root.Parent != nil && (root.DataAtom == atom.P || root.DataAtom != atom.Article && root.Parent.DataAtom == atom.Article) {
		root = root.Parent
	}
	return root
}

// elsewhere reports elements within the story's that hold other stories.
func (p *Page) elsewhere(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Footer, atom.Aside, atom.Form:
		return true
	}
	for _, r := range p.Known.Of(n) {
		switch r {
		case dom.RoleTeaser, dom.RoleNavigation, dom.RoleComments, dom.RoleAdvert, dom.RoleShare, dom.RoleAuthorBox, dom.RoleSignup, dom.RoleByline:
			return !p.holdsBody(n) && !body.HoldsPictureAlone(n)
		}
	}
	return false
}

func (p *Page) holdsBody(n *html.Node) bool {
	if p.around == nil {
		p.around = map[*html.Node]bool{}
		for _, b := range p.Body {
			for a := b.Node; a != nil && !p.around[a]; a = a.Parent {
				p.around[a] = true
			}
		}
	}
	return p.around[n]
}

func hasOwnRole(n *html.Node, want dom.Role) bool {
	for _, r := range dom.ElementRoles(n) {
		if r == want {
			return true
		}
	}
	return false
}
