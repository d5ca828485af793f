package collect

import (
	"strings"
	"time"

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
	lang                                                              string // that it lies in
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
	if name != "" && len(d.authors) < maxAuthors && !contains(d.authors, name) {
		d.authors = append(d.authors, name)
	}
}

func (d *draft) addTag(tag string) {
	if tag = oneLine(tag); tag != "" && len(d.tags) < maxTags && !contains(d.tags, tag) {
		d.tags = append(d.tags, tag)
	}
}

// addEnclosure adds a file that the item carries, or may carry by what a media
// vocabulary says: such ones come after the feed's own.
func addEnclosure(to *[]news.Enclosure, e news.Enclosure) {
	for _, known := range *to {
		if known.URL == e.URL {
			return
		}
	}
	if e.URL != "" && len(*to) < maxEnclosures {
		*to = append(*to, e)
	}
}

// carried are the files of an item, each once.
func (d *draft) carried() []news.Enclosure {
	for _, e := range d.media {
		addEnclosure(&d.enclosures, e)
	}
	for _, e := range d.enclosures {
		if strings.HasPrefix(e.Type, "image/") {
			d.image.offer(5, e.URL)
		}
	}
	return d.enclosures
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
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

// A pause is when a feed asks to be left alone.
type pause struct {
	minutes   time.Duration // RSS's ttl
	period    time.Duration // the syndication module's
	frequency int
	hours     []int
	days      []time.Weekday
}

func (p pause) ttl() time.Duration {
	return max(p.minutes, p.period/time.Duration(max(p.frequency, 1)))
}
