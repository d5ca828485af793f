package publish

import (
	"encoding/xml"
	"time"

	"dateline/news"
)

// Bounds of the sitemap protocol and of its news extension.
const (
	sitemapMost     = 50_000
	newsSitemapMost = 1000
	newsSitemapAge  = 48 * time.Hour
)

type sitemapNews struct {
	Name     string `xml:"news:publication>news:name"`
	Language string `xml:"news:publication>news:language"`
	Date     string `xml:"news:publication_date"`
	Title    string `xml:"news:title"`
}

type sitemapURL struct {
	Loc     string       `xml:"loc"`
	LastMod string       `xml:"lastmod,omitempty"`
	News    *sitemapNews `xml:"news:news"`
}

type sitemapDocument struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	News    string       `xml:"xmlns:news,attr,omitempty"`
	URLs    []sitemapURL `xml:"url"`
}

// Sitemap lists the front page, the sections and the published of these
// dispatches, the first 50,000 addresses.
func Sitemap(site Site, ds []news.Dispatch) ([]byte, error) {
	doc := sitemapDocument{URLs: []sitemapURL{{Loc: site.Abs("/")}}}
	for _, s := range site.Sections {
		doc.URLs = append(doc.URLs, sitemapURL{Loc: site.Abs(SectionPath(s.Key))})
	}
	for _, d := range published(ds) {
		doc.URLs = append(doc.URLs, sitemapURL{Loc: site.Abs(Path(d)), LastMod: rfc3339(changed(d))})
	}
	doc.URLs = doc.URLs[:min(len(doc.URLs), sitemapMost)]
	return writeXML("the sitemap", doc)
}

// NewsSitemap lists those published in the two days before now, at most 1,000,
// as news search engines ask for it.
func NewsSitemap(site Site, ds []news.Dispatch, now time.Time) ([]byte, error) {
	doc := sitemapDocument{News: "http://www.google.com/schemas/sitemap-news/0.9"}
	for _, d := range published(ds) {
		if now.Sub(d.PublishedAt) > newsSitemapAge || len(doc.URLs) == newsSitemapMost {
			continue
		}
		doc.URLs = append(doc.URLs, sitemapURL{Loc: site.Abs(Path(d)), LastMod: rfc3339(changed(d)),
			News: &sitemapNews{inert(site.Name), site.language(), rfc3339(d.PublishedAt), inert(d.Headline)}})
	}
	return writeXML("the news sitemap", doc)
}
