package publish

import (
	"encoding/xml"
	"fmt"
	"mime"
	"path"
	"strings"

	"dateline/news"
)

type rssLink struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
}

type rssImage struct {
	URL   string `xml:"url"`
	Title string `xml:"title"`
	Link  string `xml:"link"`
}

type rssGUID struct {
	Permalink bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

type rssMedia struct {
	URL         string `xml:"url,attr"`
	Medium      string `xml:"medium,attr"`
	Type        string `xml:"type,attr,omitempty"`
	Description string `xml:"media:description,omitempty"`
}

type rssItem struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	GUID        rssGUID   `xml:"guid"`
	PubDate     string    `xml:"pubDate"`
	Creator     string    `xml:"dc:creator,omitempty"`
	Categories  []string  `xml:"category"`
	Description string    `xml:"description"`
	Content     string    `xml:"content:encoded"`
	Media       *rssMedia `xml:"media:content"`
}

type rssDocument struct {
	XMLName xml.Name `xml:"rss"`
	Version string   `xml:"version,attr"`
	Atom    string   `xml:"xmlns:atom,attr"`
	Content string   `xml:"xmlns:content,attr"`
	DC      string   `xml:"xmlns:dc,attr"`
	Media   string   `xml:"xmlns:media,attr"`
	Channel struct {
		Title         string    `xml:"title"`
		Link          string    `xml:"link"`
		Description   string    `xml:"description"`
		Language      string    `xml:"language"`
		LastBuildDate string    `xml:"lastBuildDate,omitempty"`
		Generator     string    `xml:"generator"`
		Docs          string    `xml:"docs"`
		Image         *rssImage `xml:"image"`
		Links         []rssLink `xml:"atom:link"`
		Items         []rssItem `xml:"item"`
	} `xml:"channel"`
}

// rssTime is the date of RSS 2.0 (RFC 822 with four digits of the year).
const rssTime = "Mon, 02 Jan 2006 15:04:05 GMT"

// RSS writes the published of these dispatches, in the order given, as RSS 2.0
// with the whole text of each, and an item with the notice for each that was killed.
func RSS(site Site, m FeedMeta, ds []news.Dispatch) ([]byte, error) {
	f, err := prepare(site, m, ds)
	if err != nil {
		return nil, err
	}
	doc := rssDocument{Version: "2.0", Atom: "http://www.w3.org/2005/Atom", Content: "http://purl.org/rss/1.0/modules/content/",
		DC: "http://purl.org/dc/elements/1.1/", Media: "http://search.yahoo.com/mrss/"}
	ch := &doc.Channel
	ch.Title, ch.Link, ch.Description, ch.Language = f.title, f.home, f.subtitle, f.language
	ch.Generator, ch.Docs = "Dateline", "https://www.rssboard.org/rss-specification"
	if !f.built.IsZero() {
		ch.LastBuildDate = f.built.Format(rssTime)
	}
	if f.icon != "" {
		ch.Image = &rssImage{f.icon, f.title, f.home} // title and link must be the channel's
	}
	if f.self != "" {
		ch.Links = append(ch.Links, rssLink{f.self, "self", "application/rss+xml"})
	}
	if f.hub != "" {
		ch.Links = append(ch.Links, rssLink{Href: f.hub, Rel: "hub"})
	}
	for _, it := range f.items {
		item := rssItem{Title: it.title, Link: it.url, GUID: rssGUID{false, it.id}, PubDate: it.published.Format(rssTime),
			Creator: it.author, Categories: it.tags, Description: it.summary, Content: it.content}
		if it.image != "" {
			item.Media = &rssMedia{URL: it.image, Medium: "image", Type: imageType(it.image), Description: it.imageText}
		}
		ch.Items = append(ch.Items, item)
	}
	// RSS knows no deletion: an item of the same guid takes the place of the old one.
	for _, g := range f.gone {
		ch.Items = append(ch.Items, rssItem{Title: g.title, Link: g.url, GUID: rssGUID{false, g.id}, PubDate: g.when.Format(rssTime),
			Description: g.note, Content: g.note})
	}
	return writeXML("RSS", doc)
}

// imageType is the media type that an address's ending promises; empty for others.
func imageType(address string) string {
	address, _, _ = strings.Cut(address, "?")
	switch strings.ToLower(path.Ext(address)) {
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".png", ".gif", ".webp", ".avif":
		return mime.TypeByExtension(strings.ToLower(path.Ext(address)))
	}
	return ""
}

func writeXML(name string, doc any) ([]byte, error) {
	body, err := xml.MarshalIndent(doc, "", " ")
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", name, err)
	}
	return append([]byte(xml.Header), append(body, '\n')...), nil
}
