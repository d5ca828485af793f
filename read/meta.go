package read

import (
	"dateline/read/dom"
	"net/url"
	"regexp"
	"strings"
	"unicode"

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
	language  string                  // of the html element
	authors   []*html.Node            // elements that are marked as an author's name for machines
	labels    []*html.Node            // links of the kinds tag and category
	props     map[string][]*html.Node // elements that say a property of the story in microdata or RDFa
	alts      []string                // letters of what stands for pictures that can't be seen
	linked
}

// maxProps bounds the elements that are kept of a property.
const maxProps = 20

const maxLabels = 100

// gather reads the evidence of a document.
func gather(doc *html.Node, base *url.URL) *evidence {
	e := &evidence{base: base, metas: map[string][]string{}, props: map[string][]*html.Node{}}
	var scripts []string
	dom.EachElement(doc, func(n *html.Node) bool {
		e.property(n)
		switch n.DataAtom {
		case atom.Html:
			e.language = firstOf(dom.Attr(n, "lang"), dom.Attr(n, "xml:lang"))
		case atom.Base:
			if u, err := base.Parse(dom.Attr(n, "href")); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
				e.base = u
			}
		case atom.Title:
			if e.title == "" {
				e.title = dom.OneLine(dom.RawText(n))
			}
		case atom.Meta:
			e.meta(n)
		case atom.Link:
			if e.canonical == "" && strings.EqualFold(dom.Attr(n, "rel"), "canonical") {
				e.canonical = dom.Attr(n, "href")
			}
		case atom.A, atom.Span:
			if rel := dom.Attr(n, "rel"); len(e.labels) < maxLabels && (strings.Contains(rel, "tag") || strings.Contains(rel, "category")) {
				e.labels = append(e.labels, n)
			}
			if len(e.authors) < 20 && isAuthorCard(n) {
				e.authors = append(e.authors, n)
			}
		case atom.Img:
			if id := dom.Letters(altOf(n)); len(id) >= 12 && len(e.alts) < 200 {
				e.alts = append(e.alts, id)
			}
		case atom.Script:
			if strings.Contains(strings.ToLower(dom.Attr(n, "type")), "ld+json") && len(scripts) < 50 {
				scripts = append(scripts, dom.RawText(n))
			}
			return false
		}
		return true
	})
	var titles, addresses []string
	for _, t := range []string{e.first("og:title"), e.first("twitter:title"), e.title} {
		if id := dom.Letters(t); len(id) >= 4 {
			titles = append(titles, id)
		}
	}
	for _, a := range []string{e.base.String(), e.canonicalURL()} {
		if a = plainAddress(a); a != "" {
			addresses = append(addresses, a)
		}
	}
	e.linked = readLinked(scripts, titles, addresses)
	return e
}

// property keeps an element that says, in microdata or RDFa, who wrote the story
// or when. A content system that marks a list of stories so marks each of them;
// whoever asks looks at where the element stands.
func (e *evidence) property(n *html.Node) {
	for _, a := range n.Attr {
		if a.Key != "itemprop" && a.Key != "property" || len(a.Val) > 60 {
			continue
		}
		for _, name := range strings.Fields(strings.ToLower(a.Val)) {
			prefix, local, found := strings.Cut(name, ":")
			if !found {
				local = name
			} else if prefix != "schema" && prefix != "dc" && prefix != "dcterms" {
				continue
			}
			switch local {
			case "datepublished", "datemodified", "datecreated", "author", "creator":
				if len(e.props[local]) < maxProps {
					e.props[local] = append(e.props[local], n)
				}
			}
		}
	}
}

// isAuthorCard: rel=author, or hCard's "fn" within or on an author's "vcard".
func isAuthorCard(n *html.Node) bool {
	class := " " + dom.Attr(n, "class") + " "
	switch {
	case n.DataAtom == atom.A && strings.Contains(" "+dom.Attr(n, "rel")+" ", " author "):
		return true
	case strings.Contains(class, " fn "):
		for up, depth := n, 0; up != nil && depth < 4; up, depth = up.Parent, depth+1 {
			if strings.Contains(dom.Attr(up, "class"), "vcard") {
				return true
			}
		}
	}
	return strings.Contains(class, " author ") && strings.Contains(class, " vcard ") && n.FirstChild != nil && n.FirstChild == n.LastChild && n.FirstChild.Type == html.TextNode
}

func (e *evidence) meta(n *html.Node) {
	content := dom.OneLine(dom.Attr(n, "content"))
	if content == "" || len(content) > 20_000 {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		if name := strings.ToLower(dom.Attr(n, key)); name != "" && len(e.metas[name]) < 50 {
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
		address := dom.Absolute(e.base, ref)
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
func (p *page) sections() (trail []string, why string) {
	for _, said := range []struct {
		names func() []string
		why   string
	}{
		{func() []string { return p.breadcrumb }, "JSON-LD breadcrumb"},
		{func() []string { return visibleTrail(p.blocks) }, "the breadcrumb"},
		{func() []string { return firstName(p.stringsOf(p.article["articleSection"])) }, "JSON-LD articleSection"},
		{func() []string {
			return firstName([]string{p.first("article:section", "og:article:section", "section", "parsely-section", "og:section", "article.section", "category")})
		}, "a meta element"},
		{func() []string { names, _ := p.linkedLabels(); return firstName(names) }, "a link to the category"},
	} {
		if trail = cleanTrail(said.names(), p.headline, p.outlet()); len(trail) > 0 {
			return trail, said.why
		}
	}
	return nil, ""
}

// firstName is the first section of those that a story is filed under; they may
// be one string.
func firstName(names []string) []string {
	if len(names) == 0 {
		return nil
	}
	first, _, _ := strings.Cut(names[0], ",")
	return []string{first}
}

// linkedLabels are the names of the categories and tags to which links of these
// kinds lead (rel="category tag", rel="tag") that stand with the story.
func (p *page) linkedLabels() (categories, tags []string) {
	for _, n := range p.labels {
		name := dom.VisibleText(n)
		if name == "" || len(name) > 80 || p.amid(n, dom.RoleTeaser) != nil || p.amid(n, dom.RoleComments) != nil {
			continue
		}
		if nav := p.amid(n, dom.RoleNavigation); nav != nil && (nav.DataAtom != atom.Footer && !strings.Contains(dom.Attr(nav, "class"), "entry") && !strings.Contains(dom.Attr(nav, "class"), "post") || p.amid(nav.Parent, dom.RoleNavigation) != nil) {
			continue // a story's own footer lists its tags, the site's all of them
		}
		if strings.Contains(dom.Attr(n, "rel"), "category") {
			categories = append(categories, name)
		} else {
			tags = append(tags, name)
		}
	}
	return categories, tags
}

// rootNames are what breadcrumbs call the front page.
var rootNames = map[string]bool{"الرئيسية": true, "ana sayfa": true, "home": true, "homepage": true, "frontpage": true, "start": true, "startseite": true, "inicio": true, "accueil": true, "portada": true, "início": true, "index": true, "hem": true, "forside": true, "strona główna": true, "главная": true, "首页": true, "ホーム": true, "news home": true}

// noSections are what stands before a breadcrumb, and what templates call the
// sort of page that it is.
var noSections = map[string]bool{"siesindhier": true, "siebefindensichhier": true, "dubisthier": true, "youarehere": true, "youarein": true, "estásaquí": true, "ustedestáaquí": true, "estáaquí": true, "vousêtesici": true, "seiqui": true, "tiseiqui": true, "vocêestáaqui": true, "ubenthier": true, "jebenthier": true, "jesteśtutaj": true, "duärhär": true, "duerher": true, "вынаходитесьздесь": true,
	"zurstartseite": true, "zurückzurstartseite": true, "post": true, "posts": true, "article": true, "articles": true, "artikel": true, "artículo": true, "artículos": true, "articolo": true, "articoli": true, "artigo": true, "artigos": true, "artykuł": true, "page": true, "single": true, "singlepost": true, "detail": true, "default": true, "content": true, "story": true, "undefined": true, "null": true, "none": true}

// undoubled is "News" for "News - News", as a template writes it that asks for a
// section and for the section above it.
func undoubled(name string) string {
	for _, mark := range []string{" - ", " – ", " | ", " / ", " > ", " » "} {
		if first, rest, ok := strings.Cut(name, mark); ok && strings.EqualFold(strings.TrimSpace(first), strings.TrimSpace(rest)) {
			return strings.TrimSpace(first)
		}
	}
	return name
}

func cleanTrail(trail []string, headline, outlet string) []string {
	var out []string
	for i, name := range trail {
		name = undoubled(strings.TrimLeft(dom.OneLine(name), "›>»· "))
		switch {
		case noSections[dom.Letters(name)] || strings.IndexFunc(name, unicode.IsLetter) < 0 || monthNames[strings.ToLower(name)] != 0:
		case strings.HasSuffix(name, ":") || strings.ContainsAny(name, "{}") || strings.HasPrefix(name, "‹") || strings.HasPrefix(name, "←") || strings.HasPrefix(name, "«"):
			// what leads to the way or back from here, or was never filled in
		case name == "" || len(name) > 60 || strings.Contains(name, "://"):
		case rootNames[strings.ToLower(name)]:
		case i == 0 && outlet != "" && dom.Letters(name) == dom.Letters(outlet):
		case headline != "" && dom.SameOrClipped(name, headline):
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
		m := b.MarkOf(dom.RoleSection)
		if m == nil || !strings.Contains(strings.ToLower(dom.Attr(m.Node, "class")+dom.Attr(m.Node, "id")+dom.Attr(m.Node, "aria-label")+dom.Attr(m.Node, "itemtype")), "breadcrumb") {
			continue
		}
		var trail []string
		for _, c := range blocks[i:] {
			if c.MarkOf(dom.RoleSection) != m {
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
	for _, a := range b.Anchors {
		names = append(names, b.Text[a.Start:a.End])
	}
	if len(names) == 0 {
		names = strings.FieldsFunc(b.Text, func(r rune) bool { return r == '>' || r == '›' || r == '»' || r == '/' || r == '|' })
	}
	return names
}

// tags are the keywords that editors gave the story.
func (p *page) tags() (tags []string, why string) {
	for _, said := range []struct {
		names func() []string
		why   string
	}{
		{func() []string { return p.metas["article:tag"] }, "meta article:tag"},
		{func() []string { return p.stringsOf(p.article["keywords"]) }, "JSON-LD keywords"},
		{func() []string { _, tags := p.linkedLabels(); return tags }, "links to tags"},
		{p.shownTags, "the list of tags"},
		{func() []string { return p.metas["news_keywords"] }, "meta news_keywords"},
		{func() []string { return p.metas["parsely-tags"] }, "meta parsely-tags"},
		{func() []string { return p.metas["keywords"] }, "meta keywords"},
	} {
		if tags = cleanTags(said.names()); len(tags) > 0 {
			return tags, said.why
		}
	}
	return nil, ""
}

// shownTags are what blocks that are marked as tags link to.
func (p *page) shownTags() []string {
	var out []string
	for _, b := range p.blocks {
		m := b.MarkOf(dom.RoleTags)
		if m == nil || b.LinkShare <= 0.5 || b.Words >= 40 || b.Has(dom.RoleShare) {
			continue
		}
		if nav := p.amid(b.Node, dom.RoleNavigation); nav != nil && nav.DataAtom != atom.Footer {
			continue
		}
		for _, a := range b.Anchors {
			if strings.Trim(a.Href, "#") != "" && !strings.HasPrefix(a.Href, "mailto:") {
				out = append(out, b.Text[a.Start:a.End])
			}
		}
	}
	return out
}

// rxTagCount is how many stories have a tag.
var rxTagCount = regexp.MustCompile(`\s*\(\d+(?:\s+\pL+)?\)$`)

func cleanTags(raw []string) []string {
	var tags []string
	seen := map[string]bool{}
	for _, r := range raw {
		for _, t := range strings.FieldsFunc(r, func(c rune) bool { return c == ',' || c == ';' }) {
			t = strings.Trim(rxTagCount.ReplaceAllString(strings.TrimLeft(dom.OneLine(t), "#"), ""), " \"'“”„«»‘’[]")
			key := strings.ToLower(t)
			if t == "" || len(t) > 80 || seen[key] || strings.Contains(t, "://") || strings.HasSuffix(t, ":") || len(tags) >= maxTags {
				continue
			}
			seen[key] = true
			tags = append(tags, t)
		}
	}
	return tags
}

// description is the summary that the page's data gives of it.
func (p *page) description() string {
	linked, metas := p.descriptions()
	said := linked
	if len(metas) > 0 && len(metas[0]) > len(linked) {
		said = metas[0]
	}
	if said = text(said); len(said) > 2000 || dom.SameOrClipped(said, p.headline) {
		return ""
	}
	return said
}

// stringsOf is a JSON value that may be one string or several.
func (l *linked) stringsOf(v any) []string {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []string
	for _, e := range list[:min(len(list), 100)] {
		if s := l.nameOf(e); s != "" {
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

// wall says whether the story is kept from readers who don't pay, and what says so:
// what the page says of itself, in its data or in a box that stands
// where the story breaks off; never a guess from its length.
func (p *page) wall() (paywalled bool, why string) {
	if said, why := p.declaredWall(); why != "" {
		return said, why
	}
	for i, b := range p.blocks {
		if b.role != dom.RoleBody && b.Words <= 40 && i >= p.begin && !b.Has(dom.RoleTeaser) && !b.Has(dom.RoleComments) && hasWallWord(b.Letters) && rxWall.MatchString(b.Text) {
			return true, "the line “" + excerptOf(b.Text) + "”"
		}
	}
	return false, ""
}

// declaredWall is what the page's data says of who may read it; no why where it
// says nothing.
func (e *evidence) declaredWall() (wall bool, why string) {
	for _, said := range []map[string]any{e.article, e.webPage} {
		switch v := said["isAccessibleForFree"].(type) {
		case bool:
			return !v, "JSON-LD isAccessibleForFree"
		case string:
			return strings.HasSuffix(strings.ToLower(strings.TrimSpace(v)), "false"), "JSON-LD isAccessibleForFree"
		}
	}
	switch strings.ToLower(e.first("article:content_tier", "og:article:content_tier")) {
	case "locked", "metered":
		return true, "meta article:content_tier"
	case "free":
		return false, "meta article:content_tier"
	}
	return false, ""
}

// declaredLanguage is the page's own word on its language, ISO 639-1.
func (e *evidence) declaredLanguage() string {
	inLanguage := ""
	if e.article != nil {
		inLanguage = e.nameOf(e.article["inLanguage"])
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
