package collect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
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

// maxFeedsOfSite bounds how many feeds one site gives.
const maxFeedsOfSite = 5

// Discover gives the source at an address: the feed or sitemap itself, or of a
// site the feeds that its page names, else one in a usual place, else the
// sitemap that its robots.txt names. An error says why there is none.
func (c *Collector) Discover(ctx context.Context, address string) ([]news.Source, error) {
	resp, err := c.client.Get(ctx, fetch.Request{URL: address, Accept: acceptFeed, MaxBody: maxPage, Robots: true})
	if err != nil {
		return nil, fmt.Errorf("look at it: %w", err)
	}
	if s, err := sourceOf(address, resp); err == nil {
		return []news.Source{s}, nil
	} else if !errors.Is(err, ErrNoFeed) {
		return nil, err
	}
	title, named := namedFeeds(resp)
	found := c.trySources(ctx, named, maxFeedsOfSite)
	if len(found) == 0 {
		var usual []string
		for _, p := range usualPaths {
			usual = append(usual, absolute(resp.FinalURL, p))
		}
		found = c.trySources(ctx, usual, 1)
	}
	if len(found) == 0 {
		found = c.trySources(ctx, c.namedSitemaps(ctx, resp.FinalURL), 1)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("the page names no feed, and none is in a usual place; enter the feed's own address")
	}
	for i := range found {
		if found[i].Name == "" {
			found[i].Name = title
		}
		found[i].Site = resp.FinalURL
	}
	return found, nil
}

// sourceOf makes a source of an answer that is a feed.
func sourceOf(address string, resp *fetch.Response) (news.Source, error) {
	feed, err := ParseFeed(resp.Body, resp.Header.Get("Content-Type"), resp.FinalURL)
	if err != nil {
		return news.Source{}, err
	}
	if resp.Permanent != "" {
		address = resp.Permanent
	}
	return news.Source{ID: news.SourceID(address), Name: feed.Title, Feed: address, Site: feed.Site, Kind: feed.Kind(), State: news.SourceActive}, nil
}

// trySources keeps of some addresses those that are feeds.
func (c *Collector) trySources(ctx context.Context, addresses []string, most int) (found []news.Source) {
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

// namedFeeds gives a page's title and the feeds that its links name, comment
// feeds last.
func namedFeeds(resp *fetch.Response) (title string, feeds []string) {
	tokens := html.NewTokenizer(bytes.NewReader(resp.Body))
	tokens.SetMaxBuf(1 << 20)
	var comments []string
	base := resp.FinalURL
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return oneLine(title), append(feeds, comments...)
		case html.StartTagToken, html.SelfClosingTagToken:
			t := tokens.Token()
			switch t.DataAtom {
			case atom.Title:
				if title == "" && tokens.Next() == html.TextToken {
					title = string(tokens.Text())
				}
			case atom.Base:
				if b := absolute(resp.FinalURL, attribute(t, "href")); b != "" {
					base = b
				}
			case atom.Link:
				if !feedTypes[strings.ToLower(attribute(t, "type"))] || !strings.Contains(" "+strings.ToLower(attribute(t, "rel"))+" ", " alternate ") {
					continue
				}
				a := absolute(base, attribute(t, "href"))
				if strings.Contains(strings.ToLower(attribute(t, "title")+a), "comment") {
					comments = append(comments, a)
				} else {
					feeds = append(feeds, a)
				}
			}
		}
	}
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
