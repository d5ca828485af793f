package collect

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"

	"dateline/news"
)

// The wire form of JSON Feed 1.1 (jsonfeed.org), with what 1.0 had too.
type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePage    string       `json:"home_page_url,omitempty"`
	FeedURL     string       `json:"feed_url,omitempty"`
	Description string       `json:"description,omitempty"`
	Icon        string       `json:"icon,omitempty"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Author      *jsonAuthor  `json:"author,omitempty"` // 1.0
	Language    string       `json:"language,omitempty"`
	Hubs        []jsonHub    `json:"hubs,omitempty"`
	Items       []jsonItem   `json:"items"`
	Dateline    *jsonMore    `json:"_dateline,omitempty"`
}

type jsonItem struct {
	ID          json.RawMessage  `json:"id"` // a string; 1.0 allowed numbers
	URL         string           `json:"url,omitempty"`
	ExternalURL string           `json:"external_url,omitempty"`
	Title       string           `json:"title,omitempty"`
	HTML        string           `json:"content_html,omitempty"`
	Text        string           `json:"content_text,omitempty"`
	Summary     string           `json:"summary,omitempty"`
	Image       string           `json:"image,omitempty"`
	Published   string           `json:"date_published,omitempty"`
	Modified    string           `json:"date_modified,omitempty"`
	Authors     []jsonAuthor     `json:"authors,omitempty"`
	Author      *jsonAuthor      `json:"author,omitempty"` // 1.0
	Tags        []string         `json:"tags,omitempty"`
	Language    string           `json:"language,omitempty"`
	Attachments []jsonAttachment `json:"attachments,omitempty"`
	Dateline    *jsonMore        `json:"_dateline,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type jsonAttachment struct {
	URL  string `json:"url"`
	Type string `json:"mime_type"`
	Size int64  `json:"size_in_bytes,omitempty"`
}

// jsonMore is what JSON Feed has no word for.
type jsonMore struct {
	Format  string   `json:"format,omitempty"`
	Rights  string   `json:"rights,omitempty"`
	Updated string   `json:"updated,omitempty"`
	Damaged string   `json:"damaged,omitempty"`
	Tags    []string `json:"tags,omitempty"`
}

func readJSONFeed(body []byte, baseURL string) (Feed, error) {
	var j jsonFeed
	if err := json.Unmarshal(body, &j); err != nil {
		return Feed{}, fmt.Errorf("%w: its JSON does not parse: %w", ErrNoFeed, err)
	}
	if len(j.Items) == 0 && j.Version == "" {
		return Feed{}, ErrNoFeed
	}
	f := Feed{
		Format: "json", Title: title(j.Title), Description: j.Description, Site: linkOn(baseURL, j.HomePage), Self: linkOn(baseURL, j.FeedURL),
		Language: j.Language, Image: linkOn(baseURL, j.Icon), Authors: authorsOf(j.Authors, j.Author),
	}
	for _, h := range j.Hubs {
		if h.Type == "WebSub" || f.Hub == "" {
			f.Hub = h.URL
		}
	}
	for _, i := range j.Items[:min(len(j.Items), maxItems)] {
		item := news.Item{
			URL: linkOn(baseURL, i.URL), GUID: string(bytes.Trim(i.ID, `"`)), Title: title(i.Title), Summary: i.Summary, Content: i.HTML,
			Published: timeOf(i.Published), Updated: timeOf(i.Modified), Authors: authorsOf(i.Authors, i.Author),
			Tags: i.Tags, Language: i.Language, Image: linkOn(baseURL, i.Image),
		}
		var id string
		if json.Unmarshal(i.ID, &id) == nil {
			item.GUID = id
		}
		if item.Content == "" {
			item.Content = html.EscapeString(i.Text)
		}
		if item.URL == "" {
			item.URL = linkOn(baseURL, i.ExternalURL)
		}
		for _, a := range i.Attachments {
			item.Enclosures = append(item.Enclosures, news.Enclosure{URL: linkOn(baseURL, a.URL), Type: a.Type, Size: max(a.Size, 0)})
		}
		f.Items = append(f.Items, item)
	}
	return f, nil
}

func authorsOf(authors []jsonAuthor, author *jsonAuthor) []string {
	if author != nil && len(authors) == 0 {
		authors = []jsonAuthor{*author}
	}
	var all []string
	for _, a := range authors {
		if name := title(a.Name); name != "" {
			all = append(all, name)
		}
	}
	return all
}

// JSONFeed writes a feed as JSON Feed 1.1. What that has no word for stands
// under "_dateline".
func JSONFeed(f Feed) ([]byte, error) {
	j := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: f.Title, HomePage: f.Site, FeedURL: f.Self, Description: f.Description,
		Icon: f.Image, Authors: toAuthors(f.Authors), Language: f.Language, Items: []jsonItem{},
		Dateline: &jsonMore{Format: f.Format, Rights: f.Rights, Updated: f.Updated, Damaged: f.Damaged, Tags: f.Tags},
	}
	if f.Hub != "" {
		j.Hubs = []jsonHub{{"WebSub", f.Hub}}
	}
	for _, s := range f.Sitemaps {
		j.Items = append(j.Items, jsonItem{ID: quoted(s.URL), URL: s.URL, Modified: s.Updated})
	}
	for _, i := range f.Items {
		id := i.GUID
		if id == "" {
			id = i.URL
		}
		item := jsonItem{
			ID: quoted(id), URL: i.URL, Title: i.Title, HTML: i.Content, Summary: i.Summary, Image: i.Image,
			Published: i.Published, Modified: i.Updated, Authors: toAuthors(i.Authors), Tags: i.Tags, Language: i.Language,
		}
		if i.Rights != "" {
			item.Dateline = &jsonMore{Rights: i.Rights}
		}
		for _, e := range i.Enclosures {
			item.Attachments = append(item.Attachments, jsonAttachment{e.URL, e.Type, e.Size})
		}
		j.Items = append(j.Items, item)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(j); err != nil {
		return nil, fmt.Errorf("write the feed as JSON: %w", err)
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

func toAuthors(names []string) []jsonAuthor {
	var all []jsonAuthor
	for _, n := range names {
		all = append(all, jsonAuthor{Name: n})
	}
	return all
}

func quoted(s string) json.RawMessage {
	b, _ := json.Marshal(s) // a string always can be written
	return b
}
