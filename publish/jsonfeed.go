package publish

import (
	"encoding/json"
	"fmt"
	"html"
	"time"

	"dateline/news"
)

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type jsonItem struct {
	ID            string       `json:"id"`
	URL           string       `json:"url"`
	Title         string       `json:"title"`
	Summary       string       `json:"summary,omitempty"`
	ContentHTML   string       `json:"content_html"`
	Image         string       `json:"image,omitempty"`
	DatePublished string       `json:"date_published"`
	DateModified  string       `json:"date_modified"`
	Authors       []jsonAuthor `json:"authors,omitempty"`
	Tags          []string     `json:"tags,omitempty"`
	Language      string       `json:"language,omitempty"`

	Dateline *jsonState `json:"_dateline,omitempty"` // an extension, as JSON Feed allows
}

type jsonState struct {
	Withdrawn bool `json:"withdrawn"`
}

type jsonDocument struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url"`
	FeedURL     string       `json:"feed_url,omitempty"`
	Description string       `json:"description,omitempty"`
	Icon        string       `json:"icon,omitempty"`
	Language    string       `json:"language"`
	Authors     []jsonAuthor `json:"authors"`
	Hubs        []jsonHub    `json:"hubs,omitempty"`
	Items       []jsonItem   `json:"items"`
}

// JSONFeed writes the published of these dispatches as JSON Feed 1.1 with the
// whole text of each, and an item with the notice for each that was killed.
func JSONFeed(site Site, m FeedMeta, ds []news.Dispatch) ([]byte, error) {
	f, err := prepare(site, m, ds)
	if err != nil {
		return nil, err
	}
	doc := jsonDocument{Version: "https://jsonfeed.org/version/1.1", Title: f.title, HomePageURL: f.home, FeedURL: f.self,
		Description: f.subtitle, Icon: f.icon, Language: f.language, Authors: []jsonAuthor{{inert(site.Name)}}, Items: []jsonItem{}}
	if f.hub != "" {
		doc.Hubs = []jsonHub{{"WebSub", f.hub}}
	}
	for _, it := range f.items {
		item := jsonItem{ID: it.id, URL: it.url, Title: it.title, Summary: it.summary, ContentHTML: it.content, Image: it.image,
			DatePublished: it.published.Format(time.RFC3339), DateModified: it.updated.Format(time.RFC3339), Tags: it.tags, Language: f.language}
		if it.author != "" {
			item.Authors = []jsonAuthor{{it.author}}
		}
		doc.Items = append(doc.Items, item)
	}
	// JSON Feed knows no deletion: an item of the same id takes the place of the old one.
	for _, g := range f.gone {
		doc.Items = append(doc.Items, jsonItem{ID: g.id, URL: g.url, Title: g.title, ContentHTML: "<p>" + html.EscapeString(g.note) + "</p>",
			DatePublished: g.published.Format(time.RFC3339), DateModified: g.when.Format(time.RFC3339), Language: f.language, Dateline: &jsonState{Withdrawn: true}})
	}
	out, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		return nil, fmt.Errorf("writing JSON Feed: %w", err)
	}
	return append(out, '\n'), nil
}
