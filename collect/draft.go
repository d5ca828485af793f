package collect

import (
	"slices"
	"strings"

	"dateline/news"
)

// A choice is a value that several elements may give: of the lowest rank, and
// of equals the first.
type choice struct {
	value string
	rank  int
}

// offer takes a value that is better than the one that is there; ranks begin at 1.
func (c *choice) offer(rank int, value string) {
	if value != "" && (c.rank == 0 || rank < c.rank) {
		c.value, c.rank = value, rank
	}
}

const (
	maxTags       = 100 // of one item
	maxAuthors    = 100
	maxEnclosures = 100
)

// A draft is a feed or an item as far as it was read.
type draft struct {
	lang string // the xml:lang that it lies in

	title, summary, content, url, guid, language, rights, image, self choice
	published, updated, hub                                           choice
	authors, lesser                                                   []string // lesser: those named where there is no author
	tags                                                              []string
	enclosures, media                                                 []news.Enclosure
}

func (d *draft) addAuthor(name, email string) {
	if name = oneLine(name); name == "" {
		name = oneLine(email)
	}
	if name != "" && len(d.authors) < maxAuthors && !slices.Contains(d.authors, name) {
		d.authors = append(d.authors, name)
	}
}

func (d *draft) addTag(tag string) {
	if tag = oneLine(tag); tag != "" && len(d.tags) < maxTags && !slices.Contains(d.tags, tag) {
		d.tags = append(d.tags, tag)
	}
}

func (d *draft) people() []string {
	if len(d.authors) == 0 {
		return d.lesser
	}
	return d.authors
}

func (d *draft) news() news.Item {
	d.language.offer(3, languageTag(d.lang))
	d.url.offer(9, permalink(d.guid.value))
	carried := d.carried()
	return news.Item{
		URL: d.url.value, GUID: d.guid.value, Title: d.title.value, Authors: d.people(), Summary: d.summary.value, Content: d.content.value,
		Published: d.published.value, Updated: d.updated.value, Tags: d.tags, Language: d.language.value, Image: d.image.value,
		Rights: d.rights.value, Enclosures: carried,
	}
}

// permalink is an identifier that is an address too.
func permalink(id string) string {
	if strings.HasPrefix(id, "http://") || strings.HasPrefix(id, "https://") {
		return linkOn("", id)
	}
	return ""
}

func (d *draft) feed() Feed {
	d.updated.offer(9, d.published.value)
	d.language.offer(3, languageTag(d.lang))
	return Feed{
		Title: d.title.value, Description: d.summary.value, Site: d.url.value, Self: d.self.value, Hub: d.hub.value, Language: d.language.value,
		Rights: d.rights.value, Image: d.image.value, Authors: d.people(), Tags: d.tags, Updated: d.updated.value,
	}
}
