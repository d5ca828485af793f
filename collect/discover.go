package collect

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	stdhtml "html"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"dateline/fetch"
	"dateline/news"
)

// feedTypes are the media types under which a page names its feeds.
var feedTypes = map[string]bool{"application/rss+xml": true, "application/atom+xml": true, "application/feed+json": true, "application/rdf+xml": true}

// usualPaths are where a site that names no feed often has one.
var usualPaths = []string{"/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json"}

// usualSitemaps are where a site that names no sitemap often has one of its news.
var usualSitemaps = []string{"/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml"}

// maxFeedsOfSite bounds how many sources one site gives.
const maxFeedsOfSite = 5

// A Find is a source that was found at an address, and what it would bring.
type Find struct {
	news.Source
	Items []news.Item
}

// Discover gives the sources at an address: the feed or sitemap itself, or of a
// site the feeds that its page names or links to, the best first, else one in a
// usual place, else its sitemap, that of news before others, else the pages that
// list its reports. An error says why there is none.
func (c *Collector) Discover(ctx context.Context, address string) ([]Find, error) {
	resp, err := c.client.Get(ctx, fetch.Request{URL: address, Accept: acceptFeed, MaxBody: maxPage, Robots: true})
	if err != nil {
		return nil, fmt.Errorf("look at it: %w", err)
	}
	if s, err := sourceOf(address, resp); err == nil {
		return []Find{s}, nil
	} else if !errors.Is(err, ErrNoFeed) {
		return nil, err
	}
	page := namedFeeds(resp)
	found := bestFirst(c.trySources(ctx, page.named, maxFeedsOfSite))
	for _, places := range []func() []string{
		func() []string { return page.linked },
		func() []string { return placesOn(resp.FinalURL, usualPaths) },
		func() []string {
			return append(c.namedSitemaps(ctx, resp.FinalURL), placesOn(resp.FinalURL, usualSitemaps)...)
		},
	} {
		if len(found) == 0 {
			found = c.trySources(ctx, places(), 1)
		}
	}
	if len(found) == 0 {
		found = c.pageLists(ctx, resp)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("the page names no feed, none is in a usual place, and it lists no reports; enter the address of a feed or of a page that lists reports")
	}
	for i := range found {
		if found[i].Name == "" {
			found[i].Name = page.title
		}
		found[i].Site = resp.FinalURL
	}
	return found, nil
}

func placesOn(site string, paths []string) (places []string) {
	for _, p := range paths {
		places = append(places, absolute(site, p))
	}
	return places
}

// pageLists gives the page that was asked for, and the sections that it leads
// to, as far as they list reports.
func (c *Collector) pageLists(ctx context.Context, front *fetch.Response) (found []Find) {
	links := pageLinks(front.Body, front.FinalURL)
	if isPageList(links) {
		found = append(found, pageListAt(front.FinalURL, namedFeeds(front).title))
	}
	for _, section := range sectionsOf(links) {
		if len(found) == maxFeedsOfSite {
			break
		}
		resp, err := c.client.Get(ctx, fetch.Request{URL: section, Accept: acceptPage, MaxBody: maxPage, Robots: true})
		if err != nil {
			continue // there may be another
		}
		if isPageList(pageLinks(resp.Body, resp.FinalURL)) {
			found = append(found, pageListAt(section, namedFeeds(resp).title))
		}
	}
	return found
}

func pageListAt(address, name string) Find {
	return Find{Source: news.Source{ID: news.SourceID(address), Name: name, Feed: address, Kind: PageList, State: news.SourceActive}}
}

// sourceOf makes a source of an answer that is a feed.
func sourceOf(address string, resp *fetch.Response) (Find, error) {
	feed, err := ParseFeed(resp.Body, resp.Header.Get("Content-Type"), resp.FinalURL)
	if err != nil {
		return Find{}, err
	}
	if resp.Permanent != "" {
		address = resp.Permanent
	}
	s := news.Source{ID: news.SourceID(address), Name: feed.Title, Feed: address, Site: feed.Site, Kind: feed.Kind(), State: news.SourceActive}
	return Find{s, itemsOf(s, feed.Items, resp.FinalURL)}, nil
}

// bestFirst puts that feed first which has most of what the others have: the
// site's main one, of which the others are parts. Of those that have the same it
// is the one with more text; else they stay in the page's order, where feeds of
// comments are last.
func bestFirst(found []Find) []Find {
	feeds := map[string]int{} // by page: how many feeds have it
	for _, f := range found {
		for _, i := range f.Items {
			feeds[i.URL]++
		}
	}
	shared, text := make(map[string]int, len(found)), make(map[string]int, len(found))
	for _, f := range found {
		for _, i := range f.Items {
			shared[f.ID] += feeds[i.URL] - 1
			text[f.ID] += len(i.Content) + len(i.Summary)
		}
	}
	slices.SortStableFunc(found, func(a, b Find) int {
		if by := cmp.Compare(shared[b.ID], shared[a.ID]); by != 0 {
			return by
		}
		if shared[a.ID] == 0 {
			return 0
		}
		return cmp.Compare(text[b.ID], text[a.ID])
	})
	return found
}

// trySources keeps of some addresses those that are feeds.
func (c *Collector) trySources(ctx context.Context, addresses []string, most int) (found []Find) {
	for _, a := range addresses {
		if a == "" || len(found) == most {
			continue
		}
		resp, err := c.client.Get(ctx, fetch.Request{URL: a, Accept: acceptFeed, MaxBody: maxFeed, Robots: true})
		if err != nil {
			continue // there may be another
		}
		if s, err := sourceOf(a, resp); err == nil {
			found = append(found, s)
		}
	}
	return found
}

// feedsOfPage is what a page says of feeds.
type feedsOfPage struct {
	title  string
	named  []string // by its link elements, feeds of comments last
	linked []string // by links in its text
	hub    string   // of WebSub, and the page's own address as it says (WebSub §4)
	self   string
}

func namedFeeds(resp *fetch.Response) (page feedsOfPage) {
	tokens := html.NewTokenizer(bytes.NewReader(resp.Body))
	tokens.SetMaxBuf(1 << 20)
	var comments []string
	base := resp.FinalURL
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			page.title, page.named = oneLine(page.title), append(page.named, comments...)
			return page
		case html.StartTagToken, html.SelfClosingTagToken:
			t := tokens.Token()
			switch t.DataAtom {
			case atom.Title:
				if page.title == "" && tokens.Next() == html.TextToken {
					page.title = stdhtml.UnescapeString(string(tokens.Text()))
				}
			case atom.Base:
				if b := absolute(resp.FinalURL, attribute(t, "href")); b != "" {
					base = b
				}
			case atom.A:
				if a := absolute(base, attribute(t, "href")); len(page.linked) < maxFeedsOfSite && likeFeed(a) {
					page.linked = append(page.linked, a)
				}
			case atom.Link:
				page.noteHub(t, base)
				if !feedTypes[strings.ToLower(attribute(t, "type"))] || !strings.Contains(" "+strings.ToLower(attribute(t, "rel"))+" ", " alternate ") {
					continue
				}
				a := absolute(base, attribute(t, "href"))
				if strings.Contains(strings.ToLower(attribute(t, "title")+a), "comment") {
					comments = append(comments, a)
				} else {
					page.named = append(page.named, a)
				}
			}
		}
	}
}

// noteHub keeps the first hub, and the first address of its own, that a page names.
func (page *feedsOfPage) noteHub(t html.Token, base string) {
	for _, rel := range strings.Fields(strings.ToLower(attribute(t, "rel"))) {
		switch {
		case rel == "hub" && page.hub == "":
			page.hub = absolute(base, attribute(t, "href"))
		case rel == "self" && page.self == "":
			page.self = absolute(base, attribute(t, "href"))
		}
	}
}

// likeFeed tells an address that is likely a feed's.
func likeFeed(address string) bool {
	path, _, _ := strings.Cut(strings.ToLower(address), "?")
	path = strings.TrimSuffix(path, "/")
	for _, end := range []string{".rss", ".atom", "/rss", "/feed", "/atom", "rss.xml", "atom.xml", "feed.xml", "feed.json"} {
		if strings.HasSuffix(path, end) {
			return true
		}
	}
	return false
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// namedSitemaps gives the sitemaps of a site's robots.txt, those of news first.
func (c *Collector) namedSitemaps(ctx context.Context, site string) (news []string) {
	u, err := url.Parse(site)
	if err != nil {
		return nil
	}
	robots, err := c.client.RobotsOf(ctx, u.Scheme+"://"+u.Host)
	if err != nil {
		return nil
	}
	var others []string
	for _, s := range robots.Sitemaps {
		if a := absolute(site, s); strings.Contains(strings.ToLower(a), "news") {
			news = append(news, a)
		} else {
			others = append(others, a)
		}
	}
	return append(news, others...)
}
