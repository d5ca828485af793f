package publish

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"dateline/news"
)

// FeedMeta is what one feed says of itself.
type FeedMeta struct {
	Title    string    // empty: the site's name
	Subtitle string    // empty: the site's tagline
	Self     string    // the feed's own address, absolute or a path of the site
	Home     string    // the page that it is the feed of; empty: the front page
	Hub      string    // a WebSub hub, absolute; empty: none
	Icon     string    // a picture of the site; empty: none
	Built    time.Time // of the feed; zero: the newest change of its items
}

// feed is a feed's values before they are written in one of the formats.
type feed struct {
	title, subtitle, self, home, hub, icon, language string
	built                                            time.Time
	items                                            []feedItem
	gone                                             []tombstone
}

// A tombstone is what a feed says of a dispatch that was killed, under the identity
// that readers have it by: not its headline, and none of its text.
type tombstone struct {
	id, url, title, note string
	published, when      time.Time
}

// GoneFor is how long feeds hold the tombstone of a dispatch that was killed.
const GoneFor = 30 * 24 * time.Hour

type feedItem struct {
	id, url, title, summary, content, author, image, imageText string
	published, updated                                         time.Time
	tags                                                       []string // the section's title first
}

// prepare gives the published dispatches, and the notices of those that were killed,
// as feed values, in the order given.
func prepare(site Site, m FeedMeta, ds []news.Dispatch) (feed, error) {
	f := feed{title: inert(first(m.Title, site.Name)), subtitle: inert(first(m.Subtitle, site.Tagline, m.Title, site.Name)),
		self: site.Abs(m.Self), home: site.Abs(first(m.Home, "/")), hub: site.Abs(m.Hub), icon: site.Abs(m.Icon),
		language: site.language(), built: m.Built.UTC()}
	for _, d := range published(ds) {
		content, p, err := contentHTML(site, d)
		if err != nil {
			return feed{}, err
		}
		it := feedItem{id: tagURI(site, d), url: site.Abs(Path(d)), title: inert(d.Headline), summary: inert(p.excerpt), content: content,
			author: inert(d.Byline), published: d.PublishedAt.UTC(), updated: changed(d).UTC(),
			tags: inertAll(append([]string{site.SectionTitle(d.Section)}, d.Tags...))}
		if p.Figure != nil {
			it.image, it.imageText = p.Picture, inert(p.Figure.Caption)
		}
		if m.Built.IsZero() && it.updated.After(f.built) {
			f.built = it.updated
		}
		f.items = append(f.items, it)
	}
	for _, d := range ds {
		if !isNotice(d) {
			continue
		}
		when := changed(d).UTC()
		f.gone = append(f.gone, tombstone{id: tagURI(site, d), url: site.Abs(Path(d)), title: "Withdrawn: " + inert(noticeSubject(d)),
			note: inert(line(d.KillNote)), published: d.PublishedAt.UTC(), when: when})
		if m.Built.IsZero() && when.After(f.built) {
			f.built = when
		}
	}
	return f, nil
}

var notAuthority = regexp.MustCompile(`[^a-z0-9.-]+`)

// tagURI names a dispatch for ever (RFC 4151): it does not change when its
// headline, its slug or the site's scheme does.
func tagURI(site Site, d news.Dispatch) string {
	host := "localhost"
	if u, err := url.Parse(site.BaseURL); err == nil && u.Hostname() != "" {
		host = notAuthority.ReplaceAllString(strings.ToLower(u.Hostname()), "-")
	}
	return "tag:" + host + "," + d.PublishedAt.UTC().Format(time.DateOnly) + ":" + url.PathEscape(d.ID)
}

func first(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
