package collect

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	ext "github.com/mmcdole/gofeed/extensions"

	"dateline/fetch"
	"dateline/news"
)

// fromGofeed gives what gofeed understood in our words.
func fromGofeed(g *gofeed.Feed, baseURL string) Feed {
	f := Feed{
		Format: g.FeedType, Title: title(g.Title), Description: g.Description, Site: linkOn(baseURL, g.Link), Self: linkOn(baseURL, g.FeedLink),
		Language: strings.TrimSpace(g.Language), Rights: title(g.Copyright), Tags: g.Categories, Authors: names(g.Authors),
		Updated: stamp(g.UpdatedParsed, g.Updated), TTL: askedPause(g), Hub: linkOn(baseURL, hub(g.Extensions)),
	}
	if f.Format == "rss" && g.FeedVersion == "1.0" {
		f.Format = "rdf"
	}
	if f.Updated == "" {
		f.Updated = stamp(g.PublishedParsed, g.Published)
	}
	if g.Image != nil {
		f.Image = linkOn(baseURL, g.Image.URL)
	}
	base := baseURL
	if base == "" {
		base = f.Site
	}
	for _, i := range g.Items[:min(len(g.Items), maxItems)] {
		f.Items = append(f.Items, itemFromGofeed(i, base, f.Language))
	}
	return f
}

func itemFromGofeed(g *gofeed.Item, base, language string) news.Item {
	item := news.Item{
		URL: linkOn(base, g.Link), GUID: g.GUID, Title: title(g.Title), Authors: names(g.Authors), Summary: g.Description, Content: g.Content,
		Published: stamp(g.PublishedParsed, g.Published), Updated: stamp(g.UpdatedParsed, g.Updated), Tags: g.Categories, Language: language,
	}
	if item.URL == "" && (strings.HasPrefix(g.GUID, "http://") || strings.HasPrefix(g.GUID, "https://")) {
		item.URL = linkOn(base, g.GUID) // a guid is a permalink unless it says otherwise
	}
	if g.Image != nil {
		item.Image = linkOn(base, g.Image.URL)
	}
	if dc := g.DublinCoreExt; dc != nil {
		item.Rights = strings.Join(dc.Rights, "\n")
		if len(dc.Language) > 0 {
			item.Language = strings.TrimSpace(dc.Language[0])
		}
	}
	for _, e := range g.Enclosures {
		size, _ := strconv.ParseInt(strings.TrimSpace(e.Length), 10, 64) // what is no number is unknown
		item.Enclosures = append(item.Enclosures, news.Enclosure{URL: linkOn(base, e.URL), Type: e.Type, Size: max(size, 0)})
	}
	return item
}

func names(people []*gofeed.Person) (all []string) {
	for _, p := range people {
		name := title(p.Name)
		if name == "" {
			name = title(p.Email)
		}
		if name != "" {
			all = append(all, name)
		}
	}
	return all
}

// stamp is a time as RFC 3339; one that cannot be understood is unknown.
func stamp(t *time.Time, raw string) string {
	if t != nil && t.Year() > 0 && t.Year() < 10000 {
		return t.UTC().Format(time.RFC3339)
	}
	return timeOf(raw)
}

// title gives text that may hold markup and entities as one line of text.
func title(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = html.UnescapeString(tag.ReplaceAllString(s, ""))
	}
	return oneLine(s)
}

var tag = regexp.MustCompile(`<[/!?A-Za-z][^>]*>`)

// linkOn gives an address that stands on the page base: as it is written where
// it is whole, else resolved. What could not be fetched is empty.
func linkOn(base, ref string) string {
	ref = strings.TrimSpace(ref)
	if strings.HasPrefix(ref, "http://") || strings.HasPrefix(ref, "https://") {
		if _, err := fetch.ParseAddress(ref); err != nil {
			return ""
		}
		return ref
	}
	return absolute(base, ref)
}

// hub is the WebSub hub that an RSS feed names by an atom:link.
func hub(e ext.Extensions) string {
	for _, space := range []string{"atom", "atom10", ""} {
		for _, link := range e[space]["link"] {
			if link.Attrs["rel"] == "hub" {
				return link.Attrs["href"]
			}
		}
	}
	return ""
}

// askedPause is how long a feed asks to be left alone, by the syndication module.
func askedPause(g *gofeed.Feed) time.Duration {
	sy := g.Extensions["sy"]
	if len(sy["updatePeriod"]) == 0 {
		return 0
	}
	period := map[string]time.Duration{"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour}[strings.TrimSpace(sy["updatePeriod"][0].Value)]
	frequency := 1
	if len(sy["updateFrequency"]) > 0 {
		if n, err := strconv.Atoi(strings.TrimSpace(sy["updateFrequency"][0].Value)); err == nil && n > 0 {
			frequency = n
		}
	}
	return period / time.Duration(frequency)
}

// oneLine is text with every run of space as one space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
