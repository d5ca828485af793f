package collect

import (
	"strings"
	"sync"

	"dateline/news"
)

// A fieldName is an element that says something about a feed or an item.
type fieldName struct {
	space space
	name  string
}

// A field reads an element to its end into a draft. When it leaves the element
// open, for what is within, it gives it a role.
type field func(r *reader, d *draft, e *element)

// fields is what the elements of all the vocabularies mean, for a feed and for
// an item alike. Ranks say which of two goes before the other.
var fields = sync.OnceValue(func() map[fieldName]field {
	return map[fieldName]field{
		{core, "title"}: titleOf(1), {dc, "title"}: titleOf(2), {dcterms, "title"}: titleOf(3), {media, "title"}: titleOf(5), {sitemapNews, "title"}: titleOf(1),
		{itunes, "title"}: titleOf(4),

		{core, "link"}: readLink, {core, "loc"}: addressOf(1), {feedburner, "origlink"}: addressOf(1), {core, "guid"}: readGUID, {core, "id"}: readID,
		{dc, "identifier"}: readIdentifier,

		{core, "description"}: summaryOf(2), {core, "summary"}: summaryOf(1), {core, "subtitle"}: summaryOf(1), {core, "tagline"}: summaryOf(1),
		{core, "info"}: summaryOf(3), {core, "abstract"}: summaryOf(3), {dc, "description"}: summaryOf(4), {dcterms, "abstract"}: summaryOf(4),
		{itunes, "summary"}: summaryOf(5), {itunes, "subtitle"}: summaryOf(6), {media, "description"}: summaryOf(7),

		{core, "content"}: contentOf(1), {contentModule, "encoded"}: contentOf(1), {core, "fullitem"}: contentOf(2), {xhtml, "body"}: contentOf(2),
		{core, "body"}: contentOf(2), {xhtml, "div"}: contentOf(3),

		{core, "pubdate"}: publishedAt(1), {core, "published"}: publishedAt(1), {core, "issued"}: publishedAt(1), {core, "created"}: publishedAt(4),
		{dcterms, "issued"}: publishedAt(2), {dcterms, "created"}: publishedAt(4), {dcterms, "available"}: publishedAt(3), {prism, "publicationdate"}: publishedAt(3),
		{sitemapNews, "publication_date"}: publishedAt(1),
		{core, "updated"}:                 updatedAt(1), {core, "modified"}: updatedAt(1), {core, "lastbuilddate"}: updatedAt(1), {core, "lastmod"}: updatedAt(1),
		{dcterms, "modified"}: updatedAt(2), {prism, "modificationdate"}: updatedAt(3), {dc, "date"}: readDate,

		{core, "author"}: readAuthor, {dc, "creator"}: readName, {dc, "author"}: readName, {itunes, "author"}: readLesser, {core, "managingeditor"}: readName,
		{dc, "publisher"}: readLesser, {core, "webmaster"}: readLesser, {media, "credit"}: readLesser,

		{core, "rights"}: rightsOf(1), {core, "copyright"}: rightsOf(1), {dc, "rights"}: rightsOf(2), {dcterms, "rights"}: rightsOf(3), {media, "copyright"}: rightsOf(4),
		{core, "language"}: readLanguage, {dc, "language"}: readLanguage, {dcterms, "language"}: readLanguage, {sitemapNews, "language"}: readLanguage,

		{core, "category"}: readCategory, {dc, "subject"}: readTag, {dcterms, "subject"}: readTag, {itunes, "keywords"}: readKeywords, {media, "keywords"}: readKeywords,
		{media, "category"}: readTag, {sitemapNews, "keywords"}: readKeywords, {itunes, "category"}: readPodcastCategory,

		{core, "enclosure"}: readEnclosure, {media, "content"}: readMedia, {media, "group"}: holds(roleGroup), {media, "thumbnail"}: pictureIn("url", 3),
		{itunes, "image"}: readPodcastImage, {core, "image"}: holds(rolePicture), {core, "logo"}: pictureOf(1), {core, "icon"}: pictureOf(4),

		{core, "channel"}: holds(roleFeed), {core, "feed"}: holds(roleFeed), {sitemapNews, "news"}: holds(roleItem), {sitemapNews, "publication"}: holds(roleItem),
		{sitemapImage, "image"}: holds(roleGroup), {sitemapImage, "loc"}: pictureOf(1), {core, "sitemap"}: holds(roleSitemap),

		{core, "ttl"}: readTTL, {core, "skiphours"}: holds(rolePause), {core, "skipdays"}: holds(rolePause), {core, "hour"}: readHour, {core, "day"}: readDay,
		{syndication, "updateperiod"}: readPeriod, {syndication, "updatefrequency"}: readFrequency,
	}
})

// titleOf reads a title; it goes before those of a higher rank.
func titleOf(rank int) field {
	return func(r *reader, d *draft, e *element) {
		if c := r.construct(e); c.whole {
			d.title.offer(rank, c.text())
			d.language.offer(4, languageTag(c.lang))
		}
	}
}

func summaryOf(rank int) field {
	return func(r *reader, d *draft, e *element) {
		if c := r.construct(e); c.whole {
			d.summary.offer(rank, c.html())
			d.language.offer(4, languageTag(c.lang))
		}
	}
}

func contentOf(rank int) field {
	return func(r *reader, d *draft, e *element) {
		src := r.link(e.base, e.attr("src")) // RFC 4287 §4.1.3.2: content that lies elsewhere
		if c := r.construct(e); c.whole && src == "" {
			d.content.offer(rank, c.html())
			d.language.offer(2, languageTag(c.lang))
		}
		d.url.offer(8, src)
	}
}

func publishedAt(rank int) field {
	return func(r *reader, d *draft, e *element) { d.published.offer(rank, dateOf(r.plain(e))) }
}

func updatedAt(rank int) field {
	return func(r *reader, d *draft, e *element) { d.updated.offer(rank, dateOf(r.plain(e))) }
}

func rightsOf(rank int) field {
	return func(r *reader, d *draft, e *element) {
		if c := r.construct(e); c.whole {
			d.rights.offer(rank, c.text())
		}
	}
}

func addressOf(rank int) field {
	return func(r *reader, d *draft, e *element) { d.url.offer(rank, r.link(e.base, r.plain(e))) }
}

func pictureOf(rank int) field {
	return func(r *reader, d *draft, e *element) { d.image.offer(rank, r.link(e.base, r.plain(e))) }
}

// pictureIn reads a picture that an attribute names.
func pictureIn(attribute string, rank int) field {
	return func(r *reader, d *draft, e *element) {
		d.image.offer(rank, r.link(e.base, e.attr(attribute)))
		r.plain(e)
	}
}

// holds leaves an element open, for what is within.
func holds(as role) field { return func(_ *reader, _ *draft, e *element) { e.role = as } }

func readLanguage(r *reader, d *draft, e *element) { d.language.offer(1, languageTag(r.plain(e))) }

// languageTag is a language as BCP 47 writes it: many feeds write it as Unix does.
func languageTag(s string) string { return strings.ReplaceAll(oneLine(s), "_", "-") }

func readTag(r *reader, d *draft, e *element) { d.addTag(r.plain(e)) }

func readKeywords(r *reader, d *draft, e *element) {
	for _, word := range strings.Split(r.plain(e), ",") {
		d.addTag(word)
	}
}

func readLink(r *reader, d *draft, e *element) {
	rel, href, kind := strings.ToLower(e.attr("rel")), e.attr("href"), strings.ToLower(e.attr("type"))
	size := sizeOf(e.attr("length"))
	text := r.plain(e)
	if href == "" { // RSS: the address is the text
		d.url.offer(2, r.link(e.base, text))
		return
	}
	address := r.link(e.base, href)
	switch strings.TrimPrefix(rel, "http://www.iana.org/assignments/relation/") {
	case "", "alternate":
		rank := 2 // RFC 4287 §4.2.7.2
		if kind != "" && kind != "text/html" && kind != "application/xhtml+xml" {
			rank = 3
		}
		d.url.offer(rank, address)
	case "enclosure":
		addEnclosure(&d.enclosures, news.Enclosure{URL: address, Type: kind, Size: size})
	case "self":
		d.self.offer(1, address)
	case "hub":
		d.hub.offer(1, address)
	}
}

func readGUID(r *reader, d *draft, e *element) {
	permanent := !strings.EqualFold(e.attr("isPermaLink"), "false") // RSS 2.0: it is one unless it says otherwise
	id := strings.TrimSpace(r.plain(e))
	d.guid.offer(1, r.rooted(e.base, id))
	if permanent {
		d.url.offer(4, permalink(r.rooted(e.base, id)))
	} else {
		d.url.offer(9, permalink(id))
	}
}

func readID(r *reader, d *draft, e *element) {
	d.guid.offer(1, r.rooted(e.base, strings.TrimSpace(r.plain(e))))
}

func readIdentifier(r *reader, d *draft, e *element) { d.guid.offer(2, strings.TrimSpace(r.plain(e))) }

// rooted makes an identifier that begins with a slash absolute; any other may
// be relative or just look so.
func (r *reader) rooted(base, id string) string {
	if strings.HasPrefix(id, "/") {
		if whole := r.link(base, id); whole != "" {
			return whole
		}
	}
	return id
}

// readDate reads dc:date, which does not say what happened then: it stands for
// both when nothing else does.
func readDate(r *reader, d *draft, e *element) {
	date := dateOf(r.plain(e))
	d.published.offer(5, date)
	d.updated.offer(5, date)
}

func readCategory(r *reader, d *draft, e *element) {
	term, label := e.attr("term"), e.attr("label")
	text := r.plain(e)
	for _, t := range []string{term, text, label} {
		if strings.TrimSpace(t) != "" {
			d.addTag(t)
			return
		}
	}
}

func readPodcastCategory(r *reader, d *draft, e *element) {
	d.addTag(e.attr("text"))
	e.role = roleGroup // a category of it may lie within
}
