package claims

import (
	"cmp"
	"net/url"
	"strings"

	"dateline/news"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/publicsuffix"
)

// Claims is what a page says of itself apart from its visible text: meta
// elements, links, JSON-LD, the title.
type Claims struct {
	Base      *url.URL
	Metas     map[string][]string // by name, property or itemprop, in small letters
	Title     string
	canonical string
	Language  string                  // of the html element
	Authors   []*html.Node            // elements that are marked as an author's name for machines
	Labels    []*html.Node            // links of the kinds tag and category
	Props     map[string][]*html.Node // elements that say a property of the story in microdata or RDFa
	Alts      []string                // letters of what stands for pictures that can't be seen
	Linked
}

// maxProps bounds the elements that are kept of a property.
const maxProps = 20

const maxLabels = 100

// Gather reads what a document says of itself.
func Gather(doc *html.Node, base *url.URL) *Claims {
	e := &Claims{Base: base, Metas: map[string][]string{}, Props: map[string][]*html.Node{}}
	var scripts []string
	dom.EachElement(doc, func(n *html.Node) bool {
		e.property(n)
		switch n.DataAtom {
		case atom.Html:
			e.Language = cmp.Or(dom.Attr(n, "lang"), dom.Attr(n, "xml:lang"))
		case atom.Base:
			if u, err := base.Parse(dom.Attr(n, "href")); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
				e.Base = u
			}
		case atom.Title:
			if e.Title == "" {
				e.Title = dom.OneLine(dom.RawText(n))
			}
		case atom.Meta:
			e.meta(n)
		case atom.Link:
			if e.canonical == "" && strings.EqualFold(dom.Attr(n, "rel"), "canonical") {
				e.canonical = dom.Attr(n, "href")
			}
		case atom.A, atom.Span:
			if rel := dom.Attr(n, "rel"); len(e.Labels) < maxLabels && (strings.Contains(rel, "tag") || strings.Contains(rel, "category")) {
				e.Labels = append(e.Labels, n)
			}
			if len(e.Authors) < 20 && isAuthorCard(n) {
				e.Authors = append(e.Authors, n)
			}
		case atom.Img:
			if id := dom.Letters(AltOf(n)); len(id) >= 12 && len(e.Alts) < 200 {
				e.Alts = append(e.Alts, id)
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
	for _, t := range []string{e.Meta("og:title"), e.Meta("twitter:title"), e.Title} {
		if id := dom.Letters(t); len(id) >= 4 {
			titles = append(titles, id)
		}
	}
	for _, a := range []string{e.Base.String(), e.CanonicalURL()} {
		if a = plainAddress(a); a != "" {
			addresses = append(addresses, a)
		}
	}
	e.Linked = readLinked(scripts, titles, addresses)
	return e
}

// property keeps an element that says, in microdata or RDFa, who wrote the story
// or when. A content system that marks a list of stories so marks each of them;
// whoever asks looks at where the element stands.
func (e *Claims) property(n *html.Node) {
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
				if len(e.Props[local]) < maxProps {
					e.Props[local] = append(e.Props[local], n)
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

func (e *Claims) meta(n *html.Node) {
	content := dom.OneLine(dom.Attr(n, "content"))
	if content == "" || len(content) > 20_000 {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		if name := strings.ToLower(dom.Attr(n, key)); name != "" && len(e.Metas[name]) < 50 {
			e.Metas[name] = append(e.Metas[name], content)
		}
	}
}

// Meta gives the content of the first meta of these names that has one.
func (e *Claims) Meta(names ...string) string {
	for _, name := range names {
		if vs := e.Metas[name]; len(vs) > 0 {
			return vs[0]
		}
	}
	return ""
}

// CanonicalURL is the address under which the page wants to be known. A page
// that names the site's root, or another site's, as its own is not believed.
func (e *Claims) CanonicalURL() string {
	for _, ref := range []string{e.canonical, e.Meta("og:url")} {
		address := dom.Absolute(e.Base, ref)
		u, err := url.Parse(address)
		if address == "" || err != nil {
			continue
		}
		if strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && strings.Trim(e.Base.Path, "/") != "" {
			continue
		}
		u.Fragment = ""
		return u.String()
	}
	return ""
}

// Outlet returns the name of the outlet, if the page gives one that is a name.
func (e *Claims) Outlet() string {
	name := cmp.Or(e.Meta("og:site_name"), e.Publisher, e.Meta("application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher"))
	name = strings.TrimPrefix(name, "@")
	if strings.HasPrefix(name, "http") || len(name) > 100 {
		return ""
	}
	return name
}

// StringsOf is a JSON value that may be one string or several.
func (l *Linked) StringsOf(v any) []string {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []string
	for _, e := range list[:min(len(list), 100)] {
		if s := l.NameOf(e); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Wall is what the page's data says of who may read it; no why where it
// says nothing.
func (e *Claims) Wall() (wall bool, why string) {
	for _, said := range []map[string]any{e.Article, e.WebPage} {
		switch v := said["isAccessibleForFree"].(type) {
		case bool:
			return !v, "JSON-LD isAccessibleForFree"
		case string:
			return strings.HasSuffix(strings.ToLower(strings.TrimSpace(v)), "false"), "JSON-LD isAccessibleForFree"
		}
	}
	switch strings.ToLower(e.Meta("article:content_tier", "og:article:content_tier")) {
	case "locked", "metered":
		return true, "meta article:content_tier"
	case "free":
		return false, "meta article:content_tier"
	}
	return false, ""
}

// DeclaredLanguage is the page's own word on its language, ISO 639-1.
func (e *Claims) DeclaredLanguage() string {
	inLanguage := ""
	if e.Article != nil {
		inLanguage = e.NameOf(e.Article["inLanguage"])
	}
	for _, tag := range []string{e.Language, inLanguage, e.Meta("og:locale", "content-language", "dc.language", "language")} {
		code, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
		if len(code) == 2 {
			return code
		}
	}
	return ""
}

// ArticleType is the schema.org type of the article that the page describes.
func (e *Claims) ArticleType() string { return e.Linked.kind }

// Kind says whether the page claims to be an article or a list of them.
func (e *Claims) Kind() news.ReportKind {
	if e.Linked.kind != "" {
		return news.KindArticle
	}
	if strings.HasPrefix(e.Meta("og:type"), "article") {
		return news.KindArticle
	}
	if e.page == "CollectionPage" || e.page == "SearchResultsPage" {
		return news.KindListing
	}
	return ""
}

// AltOf returns the words that stand for a picture where it can't be seen.
func AltOf(n *html.Node) string {
	alt := dom.OneLine(dom.Attr(n, "alt"))
	if len(alt) > 500 {
		return ""
	}
	return alt
}

// AuthorNames are the names that the page's data gives as its authors, in letters.
func (e *Claims) AuthorNames() []string {
	var names []string
	if e.Article != nil {
		names = e.StringsOf(e.Article["author"])
	}
	for _, key := range []string{"author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "twitter:creator"} {
		names = append(names, e.Metas[key]...)
	}
	var out []string
	for _, name := range names[:min(len(names), 20)] {
		for _, one := range strings.FieldsFunc(strings.ReplaceAll(name, " and ", ","), func(r rune) bool { return r == ',' || r == ';' || r == '|' || r == '&' }) {
			if id := dom.Letters(one); len(id) >= 6 && len(id) <= 60 && !strings.Contains(one, "/") {
				out = append(out, id)
			}
		}
	}
	return out
}

// Descriptions are the page's summaries of itself; those of JSON-LD are meant
// for readers, those of meta elements often for search engines alone.
func (e *Claims) Descriptions() (linked string, metas []string) {
	if e.Article != nil {
		linked = Text(e.Article["description"])
	}
	for _, name := range []string{"og:description", "description", "twitter:description", "dc.description"} {
		if d := e.Meta(name); d != "" {
			metas = append(metas, d)
		}
	}
	return linked, metas
}

// House is whose the page says that it is.
func (e *Claims) House() phrase.House {
	return phrase.House{
		Outlet:    dom.Letters(e.Outlet()),
		Publisher: dom.Letters(e.Publisher),
		Host:      dom.Letters(strings.TrimPrefix(e.Base.Hostname(), "www.")),
	}
}

// Site returns the site of a page, for which there is one profile: its registrable
// domain. It is empty for what is no address of the web.
func Site(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	site, err := publicsuffix.EffectiveTLDPlusOne(u.Hostname())
	if err != nil {
		return u.Hostname()
	}
	return site
}
