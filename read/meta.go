package read

import (
	"net/url"
	"regexp"
	"strings"

	"dateline/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// evidence is what a page says of itself apart from its visible text: meta
// elements, links, JSON-LD, the title.
type evidence struct {
	base      *url.URL
	metas     map[string][]string // by name, property or itemprop, in small letters
	title     string
	canonical string
	language  string       // of the html element
	authors   []*html.Node // elements that are marked as an author's name for machines
	alts      []string     // letters of what stands for pictures that can't be seen
	linked
}

// gather reads the evidence of a document.
func gather(doc *html.Node, base *url.URL) *evidence {
	e := &evidence{base: base, metas: map[string][]string{}}
	var scripts []string
	eachElement(doc, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Html:
			e.language = firstOf(attr(n, "lang"), attr(n, "xml:lang"))
		case atom.Base:
			if u, err := base.Parse(attr(n, "href")); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
				e.base = u
			}
		case atom.Title:
			if e.title == "" {
				e.title = oneLine(rawText(n))
			}
		case atom.Meta:
			e.meta(n)
		case atom.Link:
			if e.canonical == "" && strings.EqualFold(attr(n, "rel"), "canonical") {
				e.canonical = attr(n, "href")
			}
		case atom.A, atom.Span:
			if len(e.authors) < 20 && isAuthorCard(n) {
				e.authors = append(e.authors, n)
			}
		case atom.Img:
			if id := lettersOf(altOf(n)); len(id) >= 12 && len(e.alts) < 200 {
				e.alts = append(e.alts, id)
			}
		case atom.Script:
			if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") && len(scripts) < 50 {
				scripts = append(scripts, rawText(n))
			}
			return false
		}
		return true
	})
	e.linked = readLinked(scripts)
	return e
}

// isAuthorCard: rel=author, or hCard's "fn" within or on an author's "vcard".
func isAuthorCard(n *html.Node) bool {
	class := " " + attr(n, "class") + " "
	switch {
	case n.DataAtom == atom.A && strings.Contains(" "+attr(n, "rel")+" ", " author "):
		return true
	case strings.Contains(class, " fn "):
		for up, depth := n, 0; up != nil && depth < 4; up, depth = up.Parent, depth+1 {
			if strings.Contains(attr(up, "class"), "vcard") {
				return true
			}
		}
	}
	return strings.Contains(class, " author ") && strings.Contains(class, " vcard ") && n.FirstChild != nil && n.FirstChild == n.LastChild && n.FirstChild.Type == html.TextNode
}

func (e *evidence) meta(n *html.Node) {
	content := oneLine(attr(n, "content"))
	if content == "" || len(content) > 20_000 {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		if name := strings.ToLower(attr(n, key)); name != "" && len(e.metas[name]) < 50 {
			e.metas[name] = append(e.metas[name], content)
		}
	}
}

// first gives the content of the first meta of these names that has one.
func (e *evidence) first(names ...string) string {
	for _, name := range names {
		if vs := e.metas[name]; len(vs) > 0 {
			return vs[0]
		}
	}
	return ""
}

// canonicalURL is the address under which the page wants to be known. A page
// that names the site's root, or another site's, as its own is not believed.
func (e *evidence) canonicalURL() string {
	for _, ref := range []string{e.canonical, e.first("og:url")} {
		address := absolute(e.base, ref)
		u, err := url.Parse(address)
		if address == "" || err != nil {
			continue
		}
		if strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && strings.Trim(e.base.Path, "/") != "" {
			continue
		}
		u.Fragment = ""
		return u.String()
	}
	return ""
}

func (e *evidence) outlet() string {
	name := firstOf(e.first("og:site_name"), e.publisher, e.first("application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher"))
	name = strings.TrimPrefix(name, "@")
	if strings.HasPrefix(name, "http") || len(name) > 100 {
		return ""
	}
	return name
}

// sections gives the way from the widest section to the narrowest. The site's
// root and the story itself stand in breadcrumbs and are no sections.
func (e *evidence) sections(blocks []*block, headline string) []string {
	trail := e.breadcrumb
	if len(trail) == 0 {
		trail = visibleTrail(blocks)
	}
	trail = cleanTrail(trail, headline, e.outlet())
	if len(trail) > 0 {
		return trail
	}
	var named []string
	if e.article != nil {
		named = stringsOf(e.article["articleSection"])
	}
	if len(named) == 0 {
		named = e.metas["article:section"]
	}
	if len(named) == 0 {
		named = e.metas["section"]
	}
	return cleanTrail(named[:min(len(named), 1)], headline, e.outlet())
}

// rootNames are what breadcrumbs call the front page.
var rootNames = map[string]bool{"home": true, "homepage": true, "frontpage": true, "start": true, "startseite": true, "inicio": true, "accueil": true, "portada": true, "início": true, "index": true, "hem": true, "forside": true, "strona główna": true, "главная": true, "首页": true, "ホーム": true, "news home": true}

func cleanTrail(trail []string, headline, outlet string) []string {
	var out []string
	for i, name := range trail {
		name = oneLine(name)
		switch {
		case name == "" || len(name) > 60 || strings.Contains(name, "://"):
		case rootNames[strings.ToLower(name)]:
		case i == 0 && outlet != "" && lettersOf(name) == lettersOf(outlet):
		case headline != "" && sameOrClipped(name, headline):
		default:
			if len(out) == 0 || !strings.EqualFold(out[len(out)-1], name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// visibleTrail reads a breadcrumb that the page shows.
func visibleTrail(blocks []*block) []string {
	for i, b := range blocks {
		m := b.markOf(roleSection)
		if m == nil || !strings.Contains(strings.ToLower(attr(m.node, "class")+attr(m.node, "id")+attr(m.node, "aria-label")+attr(m.node, "itemtype")), "breadcrumb") {
			continue
		}
		var trail []string
		for _, c := range blocks[i:] {
			if c.markOf(roleSection) != m {
				break
			}
			trail = append(trail, splitTrail(c)...)
		}
		return trail[:min(len(trail), 8)]
	}
	return nil
}

// splitTrail parts a breadcrumb that stands in one block at its links.
func splitTrail(b *block) []string {
	var names []string
	for _, a := range b.anchors {
		names = append(names, b.text[a.start:a.end])
	}
	if len(names) == 0 {
		names = strings.FieldsFunc(b.text, func(r rune) bool { return r == '>' || r == '›' || r == '»' || r == '/' || r == '|' })
	}
	return names
}

// markOf is the nearest mark of a role, whether void or not.
func (b *block) markOf(r role) *mark {
	for i := len(b.marks) - 1; i >= 0; i-- {
		if b.marks[i].role == r {
			return b.marks[i]
		}
	}
	return nil
}

// tags are the keywords that editors gave the story.
func (e *evidence) tags(blocks []*block) []string {
	var raw []string
	raw = append(raw, e.metas["article:tag"]...)
	if len(raw) == 0 && e.article != nil {
		raw = stringsOf(e.article["keywords"])
	}
	if len(raw) == 0 {
		for _, b := range blocks {
			if m := b.markOf(roleTags); m != nil && b.linkShare > 0.5 && b.words < 40 {
				raw = append(raw, splitTrail(b)...)
			}
		}
	}
	if len(raw) == 0 {
		raw = e.metas["news_keywords"]
	}
	if len(raw) == 0 {
		raw = e.metas["keywords"]
	}
	return cleanTags(raw)
}

func cleanTags(raw []string) []string {
	var tags []string
	seen := map[string]bool{}
	for _, r := range raw {
		for _, t := range strings.FieldsFunc(r, func(c rune) bool { return c == ',' || c == ';' }) {
			t = strings.TrimLeft(oneLine(t), "#")
			key := strings.ToLower(t)
			if t == "" || len(t) > 80 || seen[key] || strings.Contains(t, "://") || len(tags) >= maxTags {
				continue
			}
			seen[key] = true
			tags = append(tags, t)
		}
	}
	return tags
}

// stringsOf is a JSON value that may be one string or several.
func stringsOf(v any) []string {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []string
	for _, e := range list[:min(len(list), 100)] {
		if s := nameOf(e); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// rxWall is what the boxes say that keep readers from the rest of a story.
var rxWall = regexp.MustCompile(`(?i)\bto (?:continue|keep) reading\b|\bsubscribe to (?:read|continue|unlock)\b|\b(?:article|story|content) is (?:reserved |only |exclusively )*(?:for|available to) (?:our )?(?:subscribers|members)\b|\bum weiterzulesen\b|\bnur für abonnent|\bréservée? (?:à|aux) (?:nos )?abonnés|\bpara (?:seguir|continuar) (?:leyendo|lendo)\b|\bexclusivo para (?:sus|as)|\b(?:solo|riservato) (?:per|agli) abbonati|\balleen voor abonnees|\btylko dla (?:subskrybentów|prenumeratorów)`)

// wallWords, in letters alone, are what each of those sayings has one of; to
// look for them is much faster.
var wallWords = []string{"reading", "subscri", "members", "weiterzulesen", "abonn", "leyendo", "lendo", "exclusivopara", "subskry", "prenumera"}

func hasWallWord(letters string) bool {
	for _, w := range wallWords {
		if strings.Contains(letters, w) {
			return true
		}
	}
	return false
}

// paywalled: what the page says of itself, in its data or in a box that stands
// where the story breaks off; never a guess from its length.
func (p *page) paywalled() bool {
	if said, known := p.declaredWall(); known {
		return said
	}
	for i, b := range p.blocks {
		if b.role != roleBody && b.words <= 40 && i >= p.begin && !b.has(roleTeaser) && !b.has(roleComments) && hasWallWord(b.letters) && rxWall.MatchString(b.text) {
			return true
		}
	}
	return false
}

// declaredWall is what the page's data says of who may read it.
func (e *evidence) declaredWall() (wall, known bool) {
	if e.article != nil {
		switch v := e.article["isAccessibleForFree"].(type) {
		case bool:
			return !v, true
		case string:
			return strings.EqualFold(strings.TrimSpace(v), "false"), true
		}
	}
	switch strings.ToLower(e.first("article:content_tier", "og:article:content_tier")) {
	case "locked", "metered":
		return true, true
	case "free":
		return false, true
	}
	return false, false
}

// declaredLanguage is the page's own word on its language, ISO 639-1.
func (e *evidence) declaredLanguage() string {
	inLanguage := ""
	if e.article != nil {
		inLanguage = nameOf(e.article["inLanguage"])
	}
	for _, tag := range []string{e.language, inLanguage, e.first("og:locale", "content-language", "dc.language", "language")} {
		code, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
		if len(code) == 2 {
			return code
		}
	}
	return ""
}

// kindOfPage says whether the page claims to be an article or a list of them.
func (e *evidence) kindOfPage() news.ReportKind {
	if e.linked.kind != "" {
		return news.KindArticle
	}
	if strings.HasPrefix(e.first("og:type"), "article") {
		return news.KindArticle
	}
	if e.page == "CollectionPage" || e.page == "SearchResultsPage" {
		return news.KindListing
	}
	return ""
}
