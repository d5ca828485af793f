package collect

import "strings"

// A space is a vocabulary that feeds use.
type space uint8

const (
	core    space = iota // RSS of every version, Atom, and whatever has no namespace
	foreign              // one that says nothing we have a word for
	dc
	dcterms
	contentModule
	media
	itunes
	xhtml
	syndication
	feedburner
	prism
	sitemapNews
	sitemapImage
)

// spaces are the namespaces by their names, in lower case and without what they
// end in: feeds get case and closing slashes wrong.
var spaces = map[string]space{
	"":                                                core,
	"http://backend.userland.com/rss":                 core,
	"http://backend.userland.com/rss2":                core,
	"http://blogs.law.harvard.edu/tech/rss":           core,
	"http://purl.org/rss/1.0":                         core,
	"http://my.netscape.com/rdf/simple/0.9":           core,
	"http://channel.netscape.com/rdf/simple/0.9":      core,
	"http://my.netscape.com/publish/formats/rss-0.91": core,
	"http://purl.org/atom/ns":                         core,
	"http://www.w3.org/2005/atom":                     core,
	"http://www.w3.org/1999/02/22-rdf-syntax-ns":      core,
	"http://www.sitemaps.org/schemas/sitemap/0.9":     core,
	"http://www.google.com/schemas/sitemap/0.84":      core,
	"http://purl.org/dc/elements/1.1":                 dc,
	"http://purl.org/dc/elements/1.0":                 dc,
	"http://purl.org/dc/terms":                        dcterms,
	"http://purl.org/rss/1.0/modules/content":         contentModule,
	"http://search.yahoo.com/mrss":                    media,
	"http://www.itunes.com/dtds/podcast-1.0.dtd":      itunes,
	"http://www.w3.org/1999/xhtml":                    xhtml,
	"http://purl.org/rss/1.0/modules/syndication":     syndication,
	"http://rssnamespace.org/feedburner/ext/1.0":      feedburner,
	"http://prismstandard.org/namespaces/basic/2.0":   prism,
	"http://prismstandard.org/namespaces/1.2/basic":   prism,
	"http://www.google.com/schemas/sitemap-news/0.9":  sitemapNews,
	"http://www.google.com/schemas/sitemap-image/1.1": sitemapImage,
}

// usualPrefixes serve where a prefix is not declared, or with a name that
// nobody knows.
var usualPrefixes = map[string]space{
	"atom": core, "rss": core, "rdf": core, "a10": core, "dc": dc, "dcterms": dcterms, "content": contentModule, "media": media, "itunes": itunes,
	"xhtml": xhtml, "sy": syndication, "feedburner": feedburner, "prism": prism, "news": sitemapNews, "image": sitemapImage,
}

// A binding is a prefix that stands for a space, where its element lasts.
type binding struct {
	prefix string
	space  space
}

const maxBindings = 64 // of prefixes, at one place

// bind takes note of the prefixes that an element's attributes declare.
func (r *reader) bind(attrs []attr) {
	for _, a := range attrs {
		if !strings.HasPrefix(a.name, "xmlns") || len(r.bindings) == maxBindings {
			continue
		}
		prefix, declares := strings.CutPrefix(a.name, "xmlns:")
		if a.name == "xmlns" {
			prefix, declares = "", true
		}
		if !declares {
			continue
		}
		s, known := spaces[strings.TrimRight(strings.ToLower(strings.TrimSpace(a.value)), "/#")]
		if !known {
			s = foreign
			if usual, ok := usualPrefixes[prefix]; ok {
				s = usual
			}
			if prefix == "" && len(r.open) == 0 {
				s = core // a feed whose own vocabulary has an odd name
			}
		}
		r.bindings = append(r.bindings, binding{prefix, s})
	}
}

// resolve gives the space of a name, and the name without its prefix in lower
// case: feeds disagree about case.
func (r *reader) resolve(name string) (space, string) {
	prefix, local, found := strings.Cut(name, ":")
	if !found {
		prefix, local = "", name
	}
	local = strings.ToLower(local)
	for i := len(r.bindings) - 1; i >= 0; i-- {
		if r.bindings[i].prefix == prefix {
			return r.bindings[i].space, local
		}
	}
	if prefix == "" {
		return core, local
	}
	if s, ok := usualPrefixes[strings.ToLower(prefix)]; ok {
		return s, local
	}
	return foreign, local
}
