package read

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var rxCredit = regexp.MustCompile(`(?i)(?:^|[\s(\[.|])((?:photo(?:graph)?|image|picture|foto|bild|crédit|credit|quelle|source)s?(?:\s+(?:credits?|by|source|courtesy(?: of)?))?\s*(?:[:/]|\.\.\.|…)|photo(?:graph)? by|photo courtesy of|image courtesy of|©|\(c\))\s*([^()\[\]]{2,80}?)\)?\]?\s*$`)

// A picture is one that the story shows, with the elements it stands in.
type picture struct {
	figure news.Figure
	node   *html.Node
	at     int // in the order of the page
}

// gallery is what the figures of a page are gathered from.
type gallery struct {
	pictures []*picture
	within   map[*html.Node][]*picture // by the elements around them
	at       map[*html.Node]int        // of blocks' elements
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
func (p *page) figures() ([]news.Figure, string) {
	root := p.storyRoot()
	if root == nil {
		return nil, ""
	}
	g := p.gallery(root)
	var bare []*picture // captions without a picture
	why, captions := "", 0
	for _, b := range p.blocks {
		if captions >= maxCaptions {
			break
		}
		if b.role != roleCaption || b.words > maxCaption || !saysSomething(b) {
			continue
		}
		at, ok := g.at[b.node]
		if !ok || p.outside(b.node, root) {
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
			bare = append(bare, &picture{figure: news.Figure{Caption: caption, Credit: credit}, node: b.node, at: at})
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
func saysSomething(b *block) bool {
	if b.kind == news.HeadingParagraph && !captioned(b) {
		return false
	}
	return strings.IndexFunc(b.letters, unicode.IsLetter) >= 0
}

// findCaptions takes for captions the short texts that stand alone with a
// picture and that neither the page's mark-up nor the trees know to be something.
func (p *page) findCaptions() {
	if len(p.body) == 0 {
		return
	}
	head, end := p.storySpan()
	last := p.body[len(p.body)-1].node.Parent
	changed := false
	for i, b := range p.blocks[head:] {
		if i > end-head && b.node.Parent != last {
			continue // right behind the body, in the same element, stands a picture of it at times
		}
		if (b.role == roleLegal || b.role == roleShare || b.role == roleAdvert) && len(b.marks) > 0 && b.marks[len(b.marks)-1].role == roleCaption && b.sure < 0.5 && b.linkShare < 0.5 {
			b.role = roleCaption // the innermost mark is nearest to the words
			continue
		}
		if (b.role == roleNone || b.role == roleBody) && b.words >= 3 && b.words <= 60 && b.kind == news.PlainParagraph && b.linkShare < 0.5 && !b.bylined && !b.dated && besidePicture(b) {
			changed = changed || b.role == roleBody
			b.role = roleCaption
		}
	}
	if changed {
		p.body = slices.DeleteFunc(p.body, func(b *block) bool { return b.role != roleBody })
		p.around = nil
		p.begin = len(p.blocks)
		if len(p.body) > 0 {
			p.begin = slices.Index(p.blocks, p.body[0])
		}
	}
}

// besidePicture reports whether a block shares a small element with a picture and
// nothing else, or is the paragraph right under one. Of what the trees take for
// body more is asked: the element says that it is about a picture, or the words
// say whose it is.
func besidePicture(b *block) bool {
	if b.role != roleBody && underPicture(b) {
		return true
	}
	for n, depth := b.node, 0; n != nil && depth < 3; n, depth = n.Parent, depth+1 {
		if textLength(n, 2*len(b.text)+60) > len(b.text)+40 {
			return false
		}
		if !holdsPicture(n) {
			continue
		}
		if b.sure >= 0.5 && (n.DataAtom == atom.P || !pictureMarked(n)) {
			_, credit := splitCredit(b.text)
			return credit != "" && b.node != n
		}
		return true
	}
	return false
}

// underPicture reports whether a short block is the paragraph right under a picture.
func underPicture(b *block) bool {
	before := b.node.PrevSibling
	for before != nil && before.Type != html.ElementNode {
		if before.Type == html.TextNode && strings.TrimSpace(before.Data) != "" {
			return false
		}
		before = before.PrevSibling
	}
	return before != nil && b.words <= 25 && textLength(before, 10) == 0 && holdsPicture(before)
}

// pictureMarked: an element whose class says that it holds a picture.
func pictureMarked(n *html.Node) bool {
	if n.DataAtom == atom.Figure {
		return true
	}
	found := false
	class := attr(n, "class") + " " + attr(n, "id")
	eachWord(class[:min(len(class), 300)], func(w string) {
		switch w {
		case "photo", "photos", "image", "images", "img", "picture", "pictures", "pic", "media", "figure", "foto", "fotos", "bild", "bilder", "imagen", "imagem", "immagine", "illustration", "gallery", "slide", "slideshow", "lightbox", "visual", "caption":
			found = true
		}
	})
	return found
}

// storySpan is where, in blocks, the headline stands and the body ends.
func (p *page) storySpan() (head, end int) {
	head = p.headIndex()
	for i, b := range p.blocks {
		if b.role == roleBody {
			end = i
		}
	}
	return head, end
}

func captionWhy(b *block) string {
	m := b.markOf(roleCaption)
	switch {
	case m == nil:
		return "the words under a picture"
	case m.node.DataAtom == atom.Figcaption:
		return "figcaption"
	}
	return "an element marked as caption"
}

// take gives a picture its words, in as many pieces as the page sets them.
func (pic *picture) take(caption, credit string) {
	f := &pic.figure
	id, have := lettersOf(caption), lettersOf(f.Caption)
	switch {
	case caption == "" || have != "" && strings.Contains(have, id):
	case f.Caption == "" || strings.HasPrefix(id, have):
		f.Caption = caption
	case f.Credit == "" && credit == "" && endsSentence(f.Caption) && !endsSentence(caption) && countWords(caption) <= 8:
		f.Credit = cleanCredit(caption) // a line of its own behind the caption
	case strings.HasPrefix(have, strings.TrimSuffix(id, "more")): // what a script clips and shows on a click
	case countWords(f.Caption)+countWords(caption) <= maxCaption:
		f.Caption += " " + caption
	}
	f.Credit = firstOf(f.Credit, credit)
}

// ofPicture reports whether a caption whose picture is not to be seen is one of a
// picture, and not of a video or a chart.
func ofPicture(b *block) bool {
	pictures := false
	for n, depth := b.node, 0; n != nil && depth < 4; n, depth = n.Parent, depth+1 {
		pictures = pictures || n.DataAtom == atom.Figcaption || pictureMarked(n)
		class := strings.ToLower(attr(n, "class") + " " + attr(n, "id"))
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
		if n := len(out); n > 0 && (b.figure.Caption == "" || out[n-1].figure.Caption == "" || strings.HasPrefix(lettersOf(out[n-1].figure.Caption), strings.TrimSuffix(lettersOf(b.figure.Caption), "more"))) && out[n-1].figure.Credit == "" {
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
		key, words := pictureKey(f.URL), lettersOf(f.Caption)
		i, ok := byURL[key]
		if f.URL == "" {
			i, ok = byWords[words]
			if words == "" {
				continue
			}
		}
		if ok {
			out[i].Caption = firstOf(out[i].Caption, f.Caption)
			out[i].Credit = firstOf(out[i].Credit, f.Credit)
			out[i].Alt = firstOf(out[i].Alt, f.Alt)
			continue
		}
		if len(out) >= maxFigures {
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

// gallery finds the pictures of the story, and where its blocks stand.
func (p *page) gallery(root *html.Node) *gallery {
	g := &gallery{within: map[*html.Node][]*picture{}, at: map[*html.Node]int{}}
	for _, b := range p.blocks {
		if b.role == roleCaption || b.role == roleBody || b.role == roleHeadline {
			g.at[b.node] = -1
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
	eachElement(root, func(c *html.Node) bool {
		n++
		if _, ok := g.at[c]; ok {
			g.at[c] = n
		}
		if isHidden(c) || p.elsewhere(c) {
			return false
		}
		switch {
		case (c.DataAtom == atom.Img || c.Data == "amp-img") && !isIcon(c):
			caption, credit := splitCredit(text(attr(c, "data-caption")))
			add(c, news.Figure{URL: p.imageURL(c), Caption: caption, Credit: credit, Alt: altOf(c)})
		case c.DataAtom == atom.Noscript && c.Parent != nil && len(g.within[c.Parent]) == 0:
			if img := pictureWithin(rawText(c)); img != nil && !isIcon(img) {
				add(c, news.Figure{URL: p.imageURL(img), Alt: altOf(img)})
			}
		case strings.Contains(attr(c, "style"), "background-image"):
			if m := rxBackground.FindStringSubmatch(attr(c, "style")); m != nil {
				add(c, news.Figure{URL: absolute(p.base, m[1])})
			}
		}
		return true
	})
	for node, at := range g.at {
		if at < 0 {
			delete(g.at, node)
		}
	}
	if root == p.doc || root.DataAtom == atom.Body || root.DataAtom == atom.Html {
		g.keep(p)
	}
	return g
}

// keep leaves, of the pictures of a whole page, those between headline and the
// body's end.
func (g *gallery) keep(p *page) {
	from, to := 1<<30, 0
	for _, b := range p.blocks {
		if at, ok := g.at[b.node]; ok && (b.role == roleHeadline || b.role == roleBody) {
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
func (p *page) picturesOf(g *gallery, b *block, at int) []*picture {
	for n, depth := b.node, 0; n != nil && depth < maxClimb; n, depth = n.Parent, depth+1 {
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
	for _, c := range p.blocks {
		if c.role != roleBody {
			continue
		}
		if between, ok := g.at[c.node]; ok && between > last.at && between < at {
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
func (p *page) outside(n, root *html.Node) bool {
	for depth := 0; n != nil && n != root && depth < 30; n, depth = n.Parent, depth+1 {
		if p.elsewhere(n) {
			return true
		}
	}
	return false
}

// leadURL is the picture that the page names for itself.
func (p *page) leadURL() string {
	if u := absolute(p.base, p.first("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")); u != "" {
		return u
	}
	return absolute(p.base, urlOf(p.article["image"]))
}

// addLead puts the picture named in the metadata first, unless one is shown.
// What JSON-LD says of a picture that is shown is added to it.
func (p *page) addLead(out []news.Figure) []news.Figure {
	lead := news.Figure{URL: p.leadURL()}
	images, ok := p.article["image"].([]any)
	if !ok {
		images = []any{p.article["image"]}
	}
	for _, image := range images[:min(len(images), 20)] {
		m := p.thing(image)
		if m == nil {
			continue
		}
		caption, credit := splitCredit(firstOf(text(m["caption"]), text(m["description"])))
		credit = firstOf(text(m["creditText"]), p.nameOf(m["creator"]), p.nameOf(m["author"]), p.nameOf(m["copyrightHolder"]), credit)
		key := pictureKey(absolute(p.base, urlOf(m)))
		if pictureKey(lead.URL) == key && key != "" || lead.URL == "" {
			lead = news.Figure{URL: firstOf(lead.URL, absolute(p.base, urlOf(m))), Caption: caption, Credit: credit}
		}
		for i := range out {
			if key != "" && pictureKey(out[i].URL) == key && out[i].Caption == "" && !sameOrClipped(caption, p.headline) {
				out[i].Caption, out[i].Credit = caption, firstOf(out[i].Credit, credit)
			}
		}
	}
	if lead.URL == "" || len(out) > 0 || len(p.body) == 0 {
		return out
	}
	if sameOrClipped(lead.Caption, p.headline) {
		lead.Caption = ""
	}
	return []news.Figure{lead}
}

// storyRoot is the smallest element around the headline and the body.
func (p *page) storyRoot() *html.Node {
	if len(p.body) == 0 {
		return nil
	}
	root := commonAncestor(p.body[0].node, p.body[len(p.body)-1].node)
	if head := p.headIndex(); head < len(p.blocks) && p.blocks[head].role == roleHeadline {
		if with := commonAncestor(root, p.blocks[head].node); with != nil {
			root = with
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
	for _, r := range p.known.of(n) {
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
	found, budget := false, 500
	eachElement(n, func(c *html.Node) bool {
		budget--
		found = found || c.DataAtom == atom.Img && !isIcon(c)
		return !found && budget > 0
	})
	return found
}

// captionOf parts the words of a caption's block from the credit within or behind
// them.
func (p *page) captionOf(b *block) (caption, credit string) {
	n := b.node
	if m := b.markOf(roleCaption); m != nil && (m.node.DataAtom == atom.Figcaption || m.node.DataAtom != atom.Figure && hasOwnRole(m.node, roleCaption)) && !p.holdsBody(m.node) && lettersOf(visibleText(m.node)) == b.letters {
		n = m.node
	}
	whole := oneLine(b.text)
	if isCreditElement(n) && countWords(whole) <= 20 || soleCredit(whole) {
		return "", cleanCredit(whole)
	}
	eachElement(n, func(c *html.Node) bool {
		if !isCreditElement(c) {
			return true
		}
		if s := visibleText(c); s == whole {
			credit, whole = s, ""
		} else if s != "" && len(s) < 200 && credit == "" && strings.Contains(whole, s) && len(s) < len(whole) {
			credit = s
			i := strings.LastIndex(whole, s)
			whole = oneLine(whole[:i] + " " + whole[i+len(s):])
		}
		return false
	})
	whole = rxCaptionButton.ReplaceAllString(rxCaptionLabel.ReplaceAllString(whole, ""), "")
	if credit == "" {
		if s := lastPiece(n, whole); s != "" {
			whole, credit = oneLine(strings.TrimSuffix(whole, s)), s
		}
	}
	if credit != "" {
		caption, more := splitCredit(whole)
		if more != "" && lettersOf(caption) != "" && len(more) > len(credit) {
			return caption, cleanCredit(more)
		}
		return strings.TrimRight(whole, " (|[/–—-"), cleanCredit(credit)
	}
	return splitCredit(whole)
}

// lastPiece is the last element of a caption that has several, if it is a credit
// by its words: short, behind a whole sentence, with an agency or a stroke in it.
func lastPiece(n *html.Node, whole string) string {
	for n.LastChild != nil && n.FirstChild == n.LastChild && n.FirstChild.Type == html.ElementNode {
		n = n.FirstChild
	}
	last := n.LastChild
	for last != nil && (last.Type != html.ElementNode || visibleText(last) == "") {
		if last.Type == html.TextNode && strings.TrimSpace(last.Data) != "" {
			return ""
		}
		last = last.PrevSibling
	}
	if last == nil {
		return ""
	}
	s := visibleText(last)
	before := strings.TrimSpace(strings.TrimSuffix(whole, s))
	if countWords(s) > 8 || len(s) >= len(whole) || !strings.HasSuffix(whole, s) || endsSentence(s) {
		return ""
	}
	if endsSentence(before) || rxCrediting.MatchString(s) || strings.Contains(s, "/") {
		return s
	}
	return ""
}

// soleCredit: a text that says whose a picture is and nothing of it ("Name | House
// | Agency", "Agency via Agency").
func soleCredit(s string) bool {
	if countWords(s) > 9 || !rxCrediting.MatchString(s) && !strings.Contains(s, "/") || endsSentence(s) {
		return false
	}
	for _, w := range strings.Fields(s) {
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "(["))
		if unicode.IsLower(first) && w != "via" && w != "for" && w != "by" && !nameParticles[w] {
			return false
		}
	}
	return true
}

// rxCaptionButton is what can be pressed behind a caption.
var rxCaptionButton = regexp.MustCompile(`(?i)\s*(?:(?:purchase|acquire) licensing rights(?:, opens new tab)?|opens new tab|(?:hide|toggle|show) caption|enlarge(?: this)? image|open image in gallery|buy (?:photo|prints?|this photo)|view gallery|less)\s*$`)

// rxCaptionLabel is what pages write before captions for those who can't see.
var rxCaptionLabel = regexp.MustCompile(`^(?i:(?:image|media|photo|picture) caption|caption|bildunterschrift|légende|vergrößern|agrandir|ampliar|enlarge(?: this)?(?: image)?|hide caption|toggle caption)\s*:?,?\s+`)

// rxBracketed is a credit in brackets behind a caption, or behind a bar.
var (
	rxBracketed  = regexp.MustCompile(`\s*[(\[]([^()\[\]]{2,100})[)\]]\.?\s*$`)
	rxBehindStop = regexp.MustCompile(`[.!?…][”"’»)]*\s+([^.!?…]{2,80})$`)
	rxBehindBar  = regexp.MustCompile(`\s+[|/–—]\s+([^|]{2,60})$`)
	rxCrediting  = regexp.MustCompile(`(?i)\b(?:photo|foto|image|picture|bild|credit|courtesy|via|getty|reuters|afp|ap|epa|dpa|shutterstock|alamy|imago|picture alliance|handout|file|pool|ansa|efe|anp|afp|tass|xinhua|zuma|bloomberg|instagram|facebook|twitter|youtube|screenshot|archiv|archivo)\b|©`)
)

// splitCredit parts "Ships at anchor. (Photo: A. Name)" and the like at the credit.
func splitCredit(s string) (caption, credit string) {
	if m := rxBracketed.FindStringSubmatchIndex(s); m != nil && (rxCrediting.MatchString(s[m[2]:m[3]]) || strings.Contains(s[m[2]:m[3]], "/")) {
		caption, credit = strings.TrimSpace(s[:m[0]]), cleanCredit(s[m[2]:m[3]])
		if m := rxCredit.FindStringSubmatchIndex(caption); m != nil { // "Photo: A. Name (Agency)"
			return cutCredit(caption, m), cleanCredit(caption[m[4]:m[5]]) + ", " + credit
		}
		return caption, credit
	}
	if m := rxCredit.FindStringSubmatchIndex(s); m != nil {
		return cutCredit(s, m), cleanCredit(s[m[4]:m[5]])
	}
	if m := rxBehindStop.FindStringSubmatchIndex(s); m != nil && countWords(s[m[2]:m[3]]) <= 8 && soleCredit(s[m[2]:m[3]]) {
		return strings.TrimSpace(s[:m[2]]), cleanCredit(s[m[2]:m[3]])
	}
	if m := rxBehindBar.FindStringSubmatchIndex(s); m != nil && (rxCrediting.MatchString(s[m[2]:m[3]]) || strings.HasPrefix(strings.TrimSpace(s[m[0]:]), "|")) && countWords(s[m[2]:m[3]]) <= 6 {
		return strings.TrimSpace(s[:m[0]]), cleanCredit(s[m[2]:m[3]])
	}
	return strings.TrimSpace(s), ""
}

// cutCredit is a caption without the credit that rxCredit found.
func cutCredit(s string, m []int) string { return strings.TrimRight(s[:m[2]], " (|[–—-") }

// isCreditElement: one that holds whose picture it is, and not the caption, too.
func isCreditElement(n *html.Node) bool {
	if n.DataAtom == atom.Cite {
		return true
	}
	if !saysCredit(n) {
		return false
	}
	captions, budget := false, 100
	eachElement(n, func(c *html.Node) bool {
		budget--
		captions = captions || hasOwnRole(c, roleCaption) && !saysCredit(c)
		return !captions && budget > 0
	})
	return !captions
}

// saysCredit: an element whose own mark-up speaks of whose something is.
func saysCredit(n *html.Node) bool {
	credit := false
	for _, key := range []string{"class", "itemprop", "data-testid"} {
		value := attr(n, key)
		eachWord(value[:min(len(value), 300)], func(w string) {
			switch w {
			case "credit", "credits", "copyright", "photographer", "photocredit", "imagecredit", "source", "attribution", "rights", "fotograf", "bildquelle", "quelle", "crédito", "credito", "agency", "courtesy", "author":
				credit = true
			}
		})
	}
	return credit
}

var rxCreditLabel = regexp.MustCompile(`(?i)^(?:(?:photo(?:graph)?|image|picture|foto|bild)?\s*(?:credits?|copyright|source|by|courtesy(?: of)?)(?:\s*[:/,]?\s+|\s*(?:\.\.\.|…)\s*)|(?:photo(?:graph)?|image|picture|foto|bild|quelle)s?\s*[:/,]\s*|©\s*)`)

func cleanCredit(s string) string {
	s = strings.Trim(s, " ()[]|–—:")
	for range 2 {
		if m := rxCreditLabel.FindString(s); m != "" && len(m) < len(s) {
			s = s[len(m):]
		}
	}
	if s = strings.TrimSpace(s); strings.Count(s, "(") > strings.Count(s, ")") {
		s += ")"
	}
	return s
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
