package field

import (
	"cmp"
	"strings"
	"time"

	"dateline/read/claims"
	"dateline/read/dom"
	"dateline/read/phrase"
)

// publishedMetas and modifiedMetas are ordered by how often they are right.
// weakMetas often hold the day on which the page was written out or changed, and
// count behind what the page shows.
var (
	publishedMetas = []string{"article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date.created", "publish-date", "publishdate", "publication_date", "pubdate", "og:pubdate", "pub_date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "published_at", "published_time", "published-date", "article_date_original", "article.published", "rnews:datepublished", "bt:pubdate", "og:published_time", "originalpublicationdate", "displaydate", "date_published", "datecreated", "article:published", "citation_publication_date", "citation_date", "prism.publicationdate", "gentics.date"}
	weakMetas      = []string{"date", "dc.date", "dcterms.date", "created", "last-published"}
	modifiedMetas  = []string{"article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "bt:moddate", "article.updated", "article_date_updated", "last-modified", "lastmod", "article:modified", "updated_time", "updated-date", "revised"}
)

// A datum is a time that something on the page says, and what says it.
type datum struct {
	at  time.Time
	why string
}

// set takes a time if none was taken before.
func (d *datum) set(at time.Time, ok bool, why string) {
	if ok && d.at.IsZero() {
		d.at, d.why = at, why
	}
}

// dates gives when the story was published and last changed. What is said for
// machines counts before what is shown, what is shown near the headline before
// the address, and a date of the story before one of the page. The day is that of
// the zone in which it is written. Zero when nothing says so.
func (p *Page) dates() (published, modified datum) {
	for _, d := range []struct {
		of   map[string]any
		name string
	}{{p.Article, "JSON-LD"}, {p.WebPage, "JSON-LD of the page"}} {
		if published.at.IsZero() {
			at, ok := phrase.ParseDate(claims.Text(d.of["datePublished"]))
			published.set(at, ok, d.name+" datePublished")
			at, ok = phrase.ParseDate(claims.Text(d.of["dateModified"]))
			modified.set(at, ok, d.name+" dateModified")
		}
	}
	p.metaDate(&published, publishedMetas)
	p.metaDate(&modified, modifiedMetas)
	p.propertyDate(&published, "datepublished")
	p.propertyDate(&modified, "datemodified")
	p.otherThings(&published)
	if !published.at.IsZero() && !modified.at.IsZero() && !maybeMidnight(published.at) {
		return published, modified.unlessBefore(published)
	}
	shown := p.shownDates()
	for _, s := range shown {
		if !s.modified && s.sure >= plainlyShown {
			published.set(s.at, true, s.why)
		}
	}
	p.metaDate(&published, weakMetas)
	at, ok := p.openingDate()
	published.set(at, ok, "the story's first words")
	for _, s := range shown {
		if !s.modified && s.near {
			published.set(s.at, true, s.why)
		}
	}
	at, ok = phrase.URLDate(p.Base.Path, p.dayFirst())
	published.set(at, ok, "the address")
	for _, s := range shown {
		if s.modified {
			modified.set(s.at, true, s.why)
		} else {
			published.set(s.at, true, s.why)
		}
	}
	at, ok = phrase.ParseDate(claims.Text(p.Article["dateCreated"]))
	published.set(at, ok, "JSON-LD dateCreated")
	p.propertyDate(&published, "datecreated")
	at, ok = phrase.ParseDate(claims.StateTime(p.Doc))
	published.set(at, ok, "the state of the page's scripts")
	for _, s := range shown {
		if s.near { // all that is known is when it was changed; it was there by then
			published.set(s.at, true, s.why+", of a change")
		}
	}
	published.at = localMidnight(published.at, shown)
	return published, modified.unlessBefore(published)
}

// unlessBefore: a page can't have been changed before it was published.
func (d datum) unlessBefore(published datum) datum {
	if d.at.Before(published.at) {
		return datum{}
	}
	return d
}

func (p *Page) metaDate(d *datum, names []string) {
	for _, name := range names {
		if d.at.IsZero() {
			at, ok := phrase.ParseDate(p.Meta(name))
			d.set(at, ok, "meta "+name)
		}
	}
}

// propertyDate reads microdata and RDFa, of the story and not of one beside it.
func (p *Page) propertyDate(d *datum, name string) {
	if !d.at.IsZero() {
		return
	}
	for _, n := range p.Props[name] {
		if p.amid(n, dom.RoleComments) != nil || p.amid(n, dom.RoleTeaser) != nil {
			continue
		}
		for _, s := range []string{dom.Attr(n, "datetime"), dom.Attr(n, "content"), dom.VisibleText(n)} {
			if at, ok := phrase.ParseDate(s); ok {
				d.set(at, ok, "microdata "+name)
				return
			}
		}
	}
}

// otherThings reads what JSON-LD says of a recipe, a video, an episode that the
// page is about: it has the page's title.
func (p *Page) otherThings(d *datum) {
	id := dom.Letters(p.Headline)
	for _, t := range p.Others {
		if len(id) < 4 || dom.Likeness(dom.Letters(cmp.Or(claims.Text(t["headline"]), claims.Text(t["name"]))), id) == 0 {
			continue
		}
		for _, key := range []string{"datePublished", "uploadDate"} {
			at, ok := phrase.ParseDate(claims.Text(t[key]))
			d.set(at, ok, "JSON-LD "+key+" of "+claims.TypeOf(t))
		}
	}
}

// openingDate is the day that a story begins with: "(3 June 2025) The ferries …".
func (p *Page) openingDate() (time.Time, bool) {
	for _, b := range p.Body[:min(len(p.Body), 4)] {
		head := b.Text[:min(len(b.Text), 60)]
		at, span, ok := phrase.LocateDay(head, p.dayFirst())
		if ok && span[0] <= 3 && strings.IndexAny(strings.TrimSpace(head[span[1]:]), ".):–-—|/") == 0 {
			return phrase.Plausible(at)
		}
	}
	return time.Time{}, false
}

func maybeMidnight(at time.Time) bool {
	_, offset := at.Zone()
	return offset == 0 && at.Minute() == 0 && at.Second() == 0 && at.Hour() >= 21
}

// localMidnight undoes what content systems do to a day without a time: they
// take it for its midnight and write that in UTC, an hour or two before the day
// begins. The page's own shown date tells.
func localMidnight(at time.Time, shown []shownDate) time.Time {
	if !maybeMidnight(at) {
		return at
	}
	local := at.In(time.FixedZone("", (24-at.Hour())*3600))
	for _, s := range shown {
		if s.near && !s.modified && s.at.Hour() == 0 && s.at.Minute() == 0 && s.at.Year() == local.Year() && s.at.YearDay() == local.YearDay() {
			return local
		}
	}
	return at
}

// dayFirst: of two numbers before a year, most of the world writes the day first.
func (p *Page) dayFirst() bool {
	first, _ := p.dayOrder()
	return first
}

// dayOrder returns whether the page writes the day before the month, and whether that is
// known: from its language, its site's country, or a date that can be read one way only.
func (p *Page) dayOrder() (dayFirst, known bool) {
	tag := strings.ToLower(strings.ReplaceAll(cmp.Or(p.Language, p.Meta("og:locale")), "_", "-"))
	switch tag {
	case "", "en", "en-us":
		host := p.Base.Hostname()
		switch host[strings.LastIndexByte(host, '.')+1:] {
		case "uk", "au", "nz", "ie", "in", "za", "pk", "bd", "ng", "ke", "sg", "my", "lk":
			return true, true
		}
		if tag == "en-us" {
			return false, true
		}
		if p.order == nil {
			first, found := p.slashedOrder()
			p.order = &dayOrder{first, found}
		}
		return p.order.dayFirst, p.order.known
	}
	return true, true
}

// A dayOrder is the order of day and month that dates on the page give away.
type dayOrder struct{ dayFirst, known bool }

// slashedOrder looks for a date in numbers one of which is no month.
func (p *Page) slashedOrder() (dayFirst, known bool) {
	for _, b := range p.Blocks {
		if b.Words > 40 || !strings.Contains(b.Text, "/") || len(b.Text) > maxDateLine {
			continue
		}
		if first, ok := phrase.SlashedOrder(b.Text); ok {
			return first, true
		}
	}
	return false, false
}

// unsure reports whether a text says a day that can be read two ways on this page.
func (p *Page) unsure(s string) bool {
	if !phrase.Ambiguous(s) {
		return false
	}
	_, known := p.dayOrder()
	return !known
}

// excerptOf is the beginning of a line that serves as evidence.
func excerptOf(s string) string {
	const most = 60
	runes := []rune(dom.OneLine(s))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}
