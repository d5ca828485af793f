package collect

import (
	"bytes"
	"encoding/xml"
	"strings"

	"dateline/news"
)

// readSitemap reads a sitemap, a news sitemap or an index of sitemaps
// (sitemaps.org 0.9). It streams and takes no notice of namespaces; one that
// breaks off gives what came before.
func readSitemap(body []byte, baseURL string) Feed {
	feed := Feed{Format: "sitemap"}
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict, d.Entity = false, xml.HTMLEntity
	d.CharsetReader = nil
	var entry map[string]string
	path, text := []string{}, ""
	for len(feed.Items)+len(feed.Sitemaps) < maxItems {
		token, err := d.RawToken()
		if err != nil {
			if len(path) > 0 {
				feed.Damaged = "the sitemap is broken off or garbled; the entries that are whole were kept"
			}
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			if path = append(path, t.Name.Local); len(path) > maxDepth {
				feed.Damaged = "its elements lie too deep in each other; what came before was kept"
				return feed
			}
			text = ""
			if t.Name.Local == "url" || t.Name.Local == "sitemap" {
				entry = map[string]string{}
			}
		case xml.CharData:
			text += string(t)
		case xml.EndElement:
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
			if entry == nil {
				continue
			}
			switch name := t.Name.Local; name {
			case "url":
				feed.Items = append(feed.Items, sitemapItem(entry, baseURL))
				entry = nil
			case "sitemap":
				feed.Sitemaps = append(feed.Sitemaps, Sitemap{URL: linkOn(baseURL, entry["loc"]), Updated: timeOf(entry["lastmod"])})
				entry = nil
			default:
				key := name
				if len(path) > 0 && path[len(path)-1] == "image" {
					key = "image." + name
				}
				if entry[key] == "" {
					entry[key] = strings.TrimSpace(text)
				}
			}
			text = ""
		}
	}
	return feed
}

func sitemapItem(entry map[string]string, baseURL string) news.Item {
	item := news.Item{
		URL: linkOn(baseURL, entry["loc"]), Title: title(entry["title"]), Published: timeOf(entry["publication_date"]), Updated: timeOf(entry["lastmod"]),
		Language: entry["language"], Image: linkOn(baseURL, entry["image.loc"]),
	}
	for _, word := range strings.Split(entry["keywords"], ",") {
		if word = strings.TrimSpace(word); word != "" {
			item.Tags = append(item.Tags, word)
		}
	}
	return item
}

// timeOf gives a time of the W3C's date and time format as RFC 3339, or nothing.
func timeOf(s string) string {
	t, err := news.ParseTime(s)
	if err != nil || t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z07:00")
}
