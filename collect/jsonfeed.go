package collect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"mime"
	"path"
	"strings"

	"dateline/news"
)

// The wire form of JSON Feed 1.1 (jsonfeed.org), with what 1.0 had too.
type jsonHead struct {
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
	Dateline    *jsonMore    `json:"_dateline,omitempty"`
}

// A jsonFeed as it is read: each item on its own, so that one may be wrong.
type jsonFeed struct {
	jsonHead
	Items     []json.RawMessage `json:"items"`
	Superdesk []json.RawMessage `json:"_items"` // where Superdesk has ninjs
}

// A jsonOut is a feed as it is written.
type jsonOut struct {
	jsonHead
	Items []jsonItem `json:"items"`
}

type jsonItem struct {
	ID          json.RawMessage  `json:"id"` // a string; 1.0 allowed numbers
	URL         string           `json:"url,omitempty"`
	ExternalURL string           `json:"external_url,omitempty"`
	Title       string           `json:"title,omitempty"`
	HTML        string           `json:"content_html,omitempty"`
	Text        *string          `json:"content_text,omitempty"`
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

// readJSON reads JSON Feed, or an agency's ninjs: one item, several, or several
// under "items". One that does not parse gives the items that do.
func readJSON(body []byte, baseURL string) (Feed, error) {
	if body[0] == '[' {
		body = append(append([]byte(`{"items":`), body...), '}')
	}
	var j jsonFeed
	damage := ""
	if err := lenient(body, &j); err != nil {
		damage = "its JSON does not parse; the items that are whole were kept"
		if j.Items, body = salvageJSON(body); len(j.Items) == 0 {
			return Feed{}, fmt.Errorf("%w: its JSON does not parse: %w", ErrNoFeed, err)
		}
		items := j.Items
		if lenient(body, &j) == nil {
			j.Items = items
		}
	}
	if len(j.Items) == 0 {
		j.Items = j.Superdesk
	}
	feed := j.feed(baseURL)
	feed.Damaged = damage
	if len(j.Items) == 0 && j.Version == "" || !strings.Contains(j.Version, "jsonfeed") {
		if items := readNinjs(body, j.Items, baseURL); len(items) > 0 {
			feed.Format, feed.Items = "ninjs", items
			return feed, nil
		}
	}
	if len(j.Items) == 0 && !strings.Contains(j.Version, "jsonfeed") {
		return Feed{}, ErrNoFeed
	}
	for _, raw := range j.Items[:min(len(j.Items), maxItems)] {
		var i jsonItem
		if lenient(raw, &i) == nil {
			feed.Items = append(feed.Items, i.item(baseURL, feed.Language))
		}
	}
	return feed, nil
}

// lenient unmarshals JSON; a value of the wrong type is as good as none.
func lenient(b []byte, v any) error {
	err := json.Unmarshal(b, v)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return nil
	}
	return err
}

func (j jsonFeed) feed(baseURL string) Feed {
	f := Feed{
		Format: "json", Title: oneLine(j.Title), Description: html.EscapeString(j.Description), Site: linkOn(baseURL, j.HomePage), Self: linkOn(baseURL, j.FeedURL),
		Language: j.Language, Image: linkOn(baseURL, j.Icon), Authors: authorsOf(j.Authors, j.Author),
	}
	for _, h := range j.Hubs {
		if h.Type == "WebSub" || f.Hub == "" {
			f.Hub = linkOn(baseURL, h.URL)
		}
	}
	if more := j.Dateline; more != nil {
		f.Rights, f.Updated, f.Tags = more.Rights, dateOf(more.Updated), more.Tags
	}
	return f
}

func (j jsonItem) item(baseURL, language string) news.Item {
	item := news.Item{
		URL: linkOn(baseURL, j.URL), GUID: string(j.ID), Title: oneLine(j.Title), Summary: html.EscapeString(j.Summary), Content: j.HTML,
		Published: dateOf(j.Published), Updated: dateOf(j.Modified), Authors: authorsOf(j.Authors, j.Author),
		Tags: j.Tags, Language: j.Language, Image: linkOn(baseURL, j.Image),
	}
	var id string
	if json.Unmarshal(j.ID, &id) == nil {
		item.GUID = id
	}
	if item.Content == "" && j.Text != nil {
		item.Content = html.EscapeString(*j.Text)
	}
	item.Content = resolveLinks(item.Content, baseURL)
	for _, other := range []string{linkOn(baseURL, j.ExternalURL), permalink(item.GUID)} {
		if item.URL == "" {
			item.URL = other
		}
	}
	if item.Language == "" {
		item.Language = language
	}
	if j.Dateline != nil {
		item.Rights = j.Dateline.Rights
	}
	for _, a := range j.Attachments {
		item.Enclosures = append(item.Enclosures, news.Enclosure{URL: linkOn(baseURL, a.URL), Type: a.Type, Size: max(a.Size, 0)})
	}
	return item
}

// salvageJSON gives the whole items of a feed that does not parse, and the feed
// without them. An item is told by its id, which nothing else has; the search
// for the next begins after one that is whole, and at the next brace of one that
// is not.
func salvageJSON(body []byte) (items []json.RawMessage, head []byte) {
	key := bytes.Index(body, []byte(`"items"`))
	if key < 0 {
		return nil, nil
	}
	head = append(append([]byte(nil), body[:key]...), `"items":[]}`...)
	rest := body[key:]
	for budget := 8 * len(body); budget > 0 && len(items) < maxItems; {
		at := bytes.IndexByte(rest, '{')
		if at < 0 {
			break
		}
		rest = rest[at:]
		var raw json.RawMessage
		decoder := json.NewDecoder(bytes.NewReader(rest))
		var broken *json.SyntaxError
		if err := decoder.Decode(&raw); err == nil {
			var item jsonItem
			if lenient(raw, &item) == nil && len(item.ID) > 0 {
				items = append(items, raw)
				rest = rest[len(raw):]
				continue
			}
			budget -= len(raw)
		} else if errors.As(err, &broken) {
			budget -= int(broken.Offset)
		} else {
			budget -= len(rest) // it breaks off
		}
		budget -= 512
		rest = rest[1:]
	}
	return items, head
}

func authorsOf(authors []jsonAuthor, author *jsonAuthor) []string {
	if author != nil && len(authors) == 0 {
		authors = []jsonAuthor{*author}
	}
	var all []string
	for _, a := range authors {
		if name := oneLine(a.Name); name != "" {
			all = append(all, name)
		}
	}
	return all
}

// JSONFeed writes a feed as JSON Feed 1.1. What that has no word for stands
// under "_dateline". Its HTML is harmless, its other texts are plain.
func JSONFeed(f Feed) ([]byte, error) {
	j := jsonOut{Items: []jsonItem{}, jsonHead: jsonHead{
		Version: "https://jsonfeed.org/version/1.1", Title: f.Title, HomePage: f.Site, FeedURL: f.Self, Description: textOf(f.Description),
		Icon: f.Image, Authors: toAuthors(f.Authors), Language: f.Language,
		Dateline: &jsonMore{Format: f.Format, Rights: f.Rights, Updated: f.Updated, Damaged: f.Damaged, Tags: f.Tags},
	}}
	if f.Hub != "" {
		j.Hubs = []jsonHub{{"WebSub", f.Hub}}
	}
	for _, s := range f.Sitemaps {
		j.Items = append(j.Items, toJSON(news.Item{URL: s.URL, Updated: s.Updated}))
	}
	for _, i := range f.Items {
		j.Items = append(j.Items, toJSON(i))
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(j); err != nil {
		return nil, fmt.Errorf("write the feed as JSON: %w", err)
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

// toJSON writes an item. An item has an id and a content whatever the feed left
// out (JSON Feed 1.1, "Items"): the summary serves as content, and what the item
// says of itself as its id.
func toJSON(i news.Item) jsonItem {
	id := i.GUID
	if id == "" {
		id = i.URL
	}
	if id == "" {
		id = news.DeriveID("item", i.Title, i.Published, i.Summary, i.Content)
	}
	item := jsonItem{
		ID: quoted(id), URL: i.URL, Title: i.Title, HTML: sanitize(i.Content), Summary: textOf(i.Summary), Image: i.Image,
		Published: i.Published, Modified: i.Updated, Authors: toAuthors(i.Authors), Tags: i.Tags, Language: i.Language,
	}
	if i.Content == "" {
		item.HTML = sanitize(i.Summary)
	}
	if item.HTML == "" {
		item.Text = new(string)
	}
	if i.Rights != "" {
		item.Dateline = &jsonMore{Rights: i.Rights}
	}
	for _, e := range i.Enclosures {
		item.Attachments = append(item.Attachments, jsonAttachment{e.URL, mediaType(e), e.Size})
	}
	return item
}

// mediaType is an enclosure's, which JSON Feed must have: as the feed says, else
// by the address.
func mediaType(e news.Enclosure) string {
	if e.Type != "" {
		return e.Type
	}
	address, _, _ := strings.Cut(e.URL, "?")
	if t := mime.TypeByExtension(path.Ext(address)); t != "" {
		return t
	}
	return "application/octet-stream"
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
