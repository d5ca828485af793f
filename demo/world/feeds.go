package world

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// A feed is where an outlet's feed is and who writes it.
type feed struct {
	path  string
	write func(f *feedDoc) (contentType string, body []byte)
}

// A feedDoc is what a feed says, before it is written in one of the formats.
type feedDoc struct {
	outlet  *Outlet
	base    string
	self    string
	changed time.Time
	items   []feedItem
}

type feedItem struct {
	title, url, summary, html, section string
	authors, tags                      []string
	published, updated                 time.Time
	image                              *figure
}

// feedAnswer lists all that is visible, newest first. The caller holds mu.
func (w *World) feedAnswer(o *Outlet, base string, visible []*article) (*answer, error) {
	f := &feedDoc{outlet: o, base: base, self: base + o.feed.path, changed: w.day0}
	for _, a := range visible {
		t := w.teaser(a, base)
		it := feedItem{title: t.Headline, url: base + t.Path, summary: t.Excerpt, section: t.Section,
			authors: a.bylines, tags: a.tags, published: a.published, updated: w.changed(a), image: t.Image}
		it.html = bodyHTML(w.shownBody(a))
		if t.Author != "" && a.copyOf != nil {
			it.authors = []string{t.Author}
		}
		if it.updated.After(f.changed) {
			f.changed = it.updated
		}
		f.items = append(f.items, it)
	}
	contentType, body := o.feed.write(f)
	return &answer{contentType, f.changed, body}, nil
}

func bodyHTML(body []block) string {
	var b strings.Builder
	tags := map[blockKind]string{plainBlock: "p", headingBlock: "h3", quoteBlock: "blockquote"}
	for _, blk := range body {
		if blk.Kind == listBlock {
			b.WriteString("<ul>")
			for _, item := range blk.Items {
				fmt.Fprintf(&b, "<li>%s</li>", esc(item))
			}
			b.WriteString("</ul>\n")
			continue
		}
		fmt.Fprintf(&b, "<%[1]s>%[2]s</%[1]s>\n", tags[blk.Kind], esc(blk.Text))
	}
	return b.String()
}

// esc is text inside XML or HTML.
func esc(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) // a Buffer never fails
	return b.String()
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// rssFeed is RSS 2.0 as most papers have it: title, link, a summary, RFC 1123 dates.
func rssFeed(f *feedDoc) (string, []byte) {
	return "application/rss+xml; charset=utf-8", rss(f, func(b *strings.Builder, it feedItem) {
		fmt.Fprintf(b, "<description>%s</description>\n<guid isPermaLink=\"true\">%s</guid>\n<pubDate>%s</pubDate>\n",
			esc(it.summary), esc(it.url), it.published.Format(time.RFC1123Z))
		if it.image != nil {
			fmt.Fprintf(b, "<enclosure url=\"%s\" type=\"image/svg+xml\" length=\"0\"/>\n", esc(it.image.URL))
		}
	})
}

// mediaFeed is RSS 2.0 with Media RSS pictures and Dublin Core dates in RFC 3339.
func mediaFeed(f *feedDoc) (string, []byte) {
	return "text/xml; charset=utf-8", rss(f, func(b *strings.Builder, it feedItem) {
		fmt.Fprintf(b, "<description><![CDATA[<p>%s</p>]]></description>\n<guid isPermaLink=\"false\">urn:radio-selden:%s</guid>\n<dc:date>%s</dc:date>\n",
			esc(it.summary), it.url[strings.LastIndexByte(it.url, '-')+1:], it.published.Format(time.RFC3339))
		if it.image != nil {
			fmt.Fprintf(b, "<media:content url=\"%s\" medium=\"image\"><media:description>%s</media:description><media:credit>%s</media:credit></media:content>\n",
				esc(it.image.URL), esc(it.image.Caption), esc(it.image.Credit))
		}
	})
}

// dullFeed is RSS 2.0 with dates as RFC 822 had them, two digits for the year.
func dullFeed(f *feedDoc) (string, []byte) {
	return "application/xml", rss(f, func(b *strings.Builder, it feedItem) {
		fmt.Fprintf(b, "<dc:creator><![CDATA[%s]]></dc:creator>\n<description><![CDATA[<img src=\"%s\" width=\"150\"> %s [&#8230;] <a href=\"%s\">Read more</a>]]></description>\n<guid isPermaLink=\"false\">%s/?p=%d</guid>\n<pubDate>%s</pubDate>\n",
			strings.Join(it.authors, ", "), f.base+"/favicon.svg", esc(it.summary), esc(it.url), f.base, it.published.Unix()/60, it.published.Format(time.RFC822))
	})
}

// fullFeed is RSS 2.0 that carries the whole text.
func fullFeed(f *feedDoc) (string, []byte) {
	return "application/rss+xml", rss(f, func(b *strings.Builder, it feedItem) {
		fmt.Fprintf(b, "<description>%s</description>\n<content:encoded><![CDATA[%s]]></content:encoded>\n<guid>%s</guid>\n<pubDate>%s</pubDate>\n",
			esc(it.summary), it.html, esc(it.url), it.published.Format("Mon, 02 Jan 2006 15:04:05 GMT"))
	})
}

func rss(f *feedDoc, rest func(*strings.Builder, feedItem)) []byte {
	var b strings.Builder
	b.WriteString(xmlHead + `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">` + "\n<channel>\n")
	fmt.Fprintf(&b, "<title>%s</title>\n<link>%s/</link>\n<description>%s</description>\n<language>%s</language>\n<atom:link href=\"%s\" rel=\"self\" type=\"application/rss+xml\"/>\n<lastBuildDate>%s</lastBuildDate>\n",
		esc(f.outlet.Name), esc(f.base), esc(f.outlet.Tagline), f.outlet.Language, esc(f.self), f.changed.Format(time.RFC1123Z))
	for _, it := range f.items {
		fmt.Fprintf(&b, "<item>\n<title>%s</title>\n<link>%s</link>\n<category>%s</category>\n", esc(it.title), esc(it.url), esc(it.section))
		rest(&b, it)
		b.WriteString("</item>\n")
	}
	b.WriteString("</channel>\n</rss>\n")
	return []byte(b.String())
}

// brokenFeed is RSS 2.0 as a neglected script writes it: ampersands that are
// not escaped, an entity that XML does not know, an empty line before the XML
// declaration, links with tracking marks, HTML that is not closed, and the wrong
// content type.
func brokenFeed(f *feedDoc) (string, []byte) {
	var b strings.Builder
	b.WriteString("\n" + xmlHead + "<rss version=\"2.0\">\n<channel>\n")
	fmt.Fprintf(&b, "<title>%s - News & more</title>\n<link>%s</link>\n<description>%s</description>\n<copyright>&copy; Metro Daily</copyright>\n", f.outlet.Name, f.base, f.outlet.Tagline)
	for _, it := range f.items {
		fmt.Fprintf(&b, "<item>\n<title>%s</title>\n<link>%s?utm_source=rss&utm_medium=feed</link>\n<description>%s <br> More & more at Metro Daily</description>\n<pubDate>%s</pubDate>\n</item>\n",
			it.title, it.url, esc(it.summary), it.published.Format("Mon, 2 Jan 2006 15:04:05 UT"))
	}
	b.WriteString("</channel>\n</rss>\n")
	return "text/html; charset=utf-8", []byte(b.String())
}

func atomFeed(f *feedDoc) (string, []byte) {
	var b strings.Builder
	fmt.Fprintf(&b, xmlHead+"<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%[1]s\">\n<id>%[2]s</id>\n<title>%[3]s</title>\n<subtitle>%[4]s</subtitle>\n<link rel=\"self\" href=\"%[2]s\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"%[5]s/\"/>\n<updated>%[6]s</updated>\n",
		f.outlet.Language, esc(f.self), esc(f.outlet.Name), esc(f.outlet.Tagline), esc(f.base), f.changed.Format(time.RFC3339))
	for _, it := range f.items {
		fmt.Fprintf(&b, "<entry>\n<id>%[1]s</id>\n<title type=\"text\">%[2]s</title>\n<link rel=\"alternate\" href=\"%[1]s\"/>\n<published>%[3]s</published>\n<updated>%[4]s</updated>\n<summary>%[5]s</summary>\n<category term=\"%[6]s\"/>\n",
			esc(it.url), esc(it.title), it.published.Format(time.RFC3339), it.updated.Format(time.RFC3339), esc(it.summary), esc(it.section))
		for _, name := range it.authors {
			fmt.Fprintf(&b, "<author><name>%s</name></author>\n", esc(name))
		}
		b.WriteString("</entry>\n")
	}
	b.WriteString("</feed>\n")
	return "application/atom+xml; charset=utf-8", []byte(b.String())
}

// rdfFeed is RSS 1.0, where the items stand beside the channel.
func rdfFeed(f *feedDoc) (string, []byte) {
	var b strings.Builder
	fmt.Fprintf(&b, xmlHead+"<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel rdf:about=\"%s\">\n<title>%s</title>\n<link>%s/</link>\n<description>%s</description>\n<items><rdf:Seq>\n",
		esc(f.self), esc(f.outlet.Name), esc(f.base), esc(f.outlet.Tagline))
	for _, it := range f.items {
		fmt.Fprintf(&b, "<rdf:li rdf:resource=\"%s\"/>\n", esc(it.url))
	}
	b.WriteString("</rdf:Seq></items>\n</channel>\n")
	for _, it := range f.items {
		fmt.Fprintf(&b, "<item rdf:about=\"%[1]s\">\n<title>%[2]s</title>\n<link>%[1]s</link>\n<description>%[3]s</description>\n<dc:date>%[4]s</dc:date>\n<dc:subject>%[5]s</dc:subject>\n",
			esc(it.url), esc(it.title), esc(it.summary), it.published.Format(time.RFC3339), esc(it.section))
		for _, name := range it.authors {
			fmt.Fprintf(&b, "<dc:creator>%s</dc:creator>\n", esc(name))
		}
		b.WriteString("</item>\n")
	}
	b.WriteString("</rdf:RDF>\n")
	return "application/rdf+xml; charset=utf-8", []byte(b.String())
}

// jsonFeed is JSON Feed 1.1.
func jsonFeed(f *feedDoc) (string, []byte) {
	items := []any{}
	for _, it := range f.items {
		item := map[string]any{"id": it.url, "url": it.url, "title": it.title, "summary": it.summary,
			"content_text": it.summary, "date_published": it.published.Format(time.RFC3339),
			"date_modified": it.updated.Format(time.RFC3339), "language": f.outlet.Language}
		var people []any
		for _, name := range it.authors {
			people = append(people, map[string]any{"name": name})
		}
		if people != nil {
			item["authors"] = people
		}
		if it.tags != nil {
			item["tags"] = it.tags
		}
		if it.image != nil {
			item["image"] = it.image.URL
		}
		items = append(items, item)
	}
	body, err := json.MarshalIndent(map[string]any{"version": "https://jsonfeed.org/version/1.1",
		"title": f.outlet.Name, "description": f.outlet.Tagline, "home_page_url": f.base + "/",
		"feed_url": f.self, "language": f.outlet.Language, "items": items}, "", " ")
	if err != nil {
		panic(err) // only strings, slices and maps went in
	}
	return "application/feed+json", body
}

// sitemap lists every visible article with the news extension. The caller holds mu.
func (w *World) sitemap(o *Outlet, base string, visible []*article) *answer {
	var b strings.Builder
	b.WriteString(xmlHead + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">` + "\n")
	changed := w.day0
	for _, a := range visible {
		t := w.changed(a)
		if t.After(changed) {
			changed = t
		}
		fmt.Fprintf(&b, "<url><loc>%s</loc><lastmod>%s</lastmod><news:news><news:publication><news:name>%s</news:name><news:language>%s</news:language></news:publication><news:publication_date>%s</news:publication_date><news:title>%s</news:title></news:news></url>\n",
			esc(base+a.path()), t.Format(time.RFC3339), esc(o.Name), o.Language, a.published.Format(time.RFC3339), esc(w.fill(a, a.headline)))
	}
	b.WriteString("</urlset>\n")
	return &answer{"application/xml; charset=utf-8", changed, []byte(b.String())}
}
