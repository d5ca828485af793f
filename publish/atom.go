package publish

import (
	"encoding/xml"
	"time"

	"dateline/news"
)

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      atomText       `xml:"title"`
	Links      []rssLink      `xml:"link"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Author     *atomPerson    `xml:"author"`
	Categories []atomCategory `xml:"category"`
	Summary    atomText       `xml:"summary"`
	Content    atomText       `xml:"content"`
}

// An atomDeleted says that an entry is no more (RFC 6721).
type atomDeleted struct {
	Ref     string    `xml:"ref,attr"`
	When    string    `xml:"when,attr"`
	Comment string    `xml:"at:comment"`
	Links   []rssLink `xml:"link"`
}

type atomDocument struct {
	XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang      string      `xml:"xml:lang,attr"`
	ID        string      `xml:"id"`
	Title     atomText    `xml:"title"`
	Subtitle  *atomText   `xml:"subtitle"`
	Updated   string      `xml:"updated"`
	Author    atomPerson  `xml:"author"`
	Generator string      `xml:"generator"`
	Icon      string      `xml:"icon,omitempty"`
	Links     []rssLink   `xml:"link"`
	Entries   []atomEntry `xml:"entry"`

	Tombstones string        `xml:"xmlns:at,attr,omitempty"`
	Deleted    []atomDeleted `xml:"at:deleted-entry"`
}

// Atom writes the published of these dispatches as Atom 1.0 (RFC 4287) with the
// whole text of each, and a deleted-entry for each that was killed.
func Atom(site Site, m FeedMeta, ds []news.Dispatch) ([]byte, error) {
	f, err := prepare(site, m, ds)
	if err != nil {
		return nil, err
	}
	built := f.built
	if built.IsZero() {
		built = time.Unix(0, 0).UTC() // atom:updated is required, of an empty feed too (4.1.1)
	}
	doc := atomDocument{Lang: f.language, ID: first(f.self, f.home), Title: atomText{"text", f.title}, Updated: built.Format(time.RFC3339),
		Author: atomPerson{inert(first(site.Name, f.title))}, Generator: "Dateline", Icon: f.icon,
		Links: []rssLink{{f.home, "alternate", "text/html"}}}
	if f.subtitle != "" {
		doc.Subtitle = &atomText{"text", f.subtitle}
	}
	if f.self != "" {
		doc.Links = append(doc.Links, rssLink{f.self, "self", "application/atom+xml"})
	}
	if f.hub != "" {
		doc.Links = append(doc.Links, rssLink{Href: f.hub, Rel: "hub"})
	}
	for _, it := range f.items {
		e := atomEntry{ID: it.id, Title: atomText{"text", it.title}, Links: []rssLink{{it.url, "alternate", "text/html"}},
			Published: it.published.Format(time.RFC3339), Updated: it.updated.Format(time.RFC3339),
			Summary: atomText{"text", it.summary}, Content: atomText{"html", it.content}}
		if it.author != "" {
			e.Author = &atomPerson{it.author}
		}
		for _, t := range it.tags {
			e.Categories = append(e.Categories, atomCategory{t})
		}
		doc.Entries = append(doc.Entries, e)
	}
	for _, g := range f.gone {
		doc.Tombstones = "http://purl.org/atompub/tombstones/1.0"
		doc.Deleted = append(doc.Deleted, atomDeleted{Ref: g.id, When: g.when.Format(time.RFC3339), Comment: g.title + ". " + g.note,
			Links: []rssLink{{g.url, "alternate", "text/html"}}})
	}
	return writeXML("Atom", doc)
}
