package collect

import (
	"encoding/json"
	"html"
	"sort"
	"strings"

	"dateline/news"
)

// ninjsItem is an item of an agency's IPTC ninjs, of any version: those of 2.0
// on have lists where 1.x had texts, in names that differ by case alone.
type ninjsItem struct {
	URI             string                       `json:"uri"`
	Language        string                       `json:"language"`
	FirstCreated    string                       `json:"firstcreated"`
	ContentCreated  string                       `json:"contentcreated"`
	VersionCreated  string                       `json:"versioncreated"`
	Headline        string                       `json:"headline"`
	Title           string                       `json:"title"`
	Name            string                       `json:"name"`
	Headlines       []ninjsText                  `json:"headlines"`
	By              string                       `json:"by"`
	Byline          string                       `json:"byline"`
	BodyHTML        string                       `json:"body_html"`
	BodyXHTML       string                       `json:"body_xhtml"`
	BodyText        string                       `json:"body_text"`
	Bodies          []ninjsText                  `json:"bodies"`
	DescriptionHTML string                       `json:"description_html"`
	DescriptionText string                       `json:"description_text"`
	Descriptions    []ninjsText                  `json:"descriptions"`
	Subject         []ninjsNamed                 `json:"subject"`
	Subjects        []ninjsNamed                 `json:"subjects"`
	Keywords        []string                     `json:"keywords"`
	Rights          string                       `json:"copyrightnotice"`
	Renditions      json.RawMessage              `json:"renditions"`
	Links           []struct{ Rel, Href string } `json:"links"`
}

type ninjsText struct {
	Value       string `json:"value"`
	ContentType string `json:"contenttype"`
}

type ninjsNamed struct {
	Name string `json:"name"`
}

type ninjsRendition struct {
	Href     string `json:"href"`
	MIMEType string `json:"mimetype"`
	Type     string `json:"contenttype"`
	Size     int64  `json:"sizeinbytes"`
}

// readNinjs reads the items given, or body as the only one. What has no uri is
// no item of ninjs, which requires nothing else.
func readNinjs(body []byte, items []json.RawMessage, baseURL string) (all []news.Item) {
	if len(items) == 0 {
		items = []json.RawMessage{body}
	}
	for _, raw := range items[:min(len(items), maxItems)] {
		var n ninjsItem
		if lenient(raw, &n) == nil && n.URI != "" {
			all = append(all, n.item(baseURL))
		}
	}
	return all
}

func (n ninjsItem) item(baseURL string) news.Item {
	d := draft{}
	d.guid.offer(1, n.URI)
	for _, l := range n.Links {
		if l.Rel == "" || l.Rel == "alternate" || l.Rel == "canonical" {
			d.url.offer(1, linkOn(baseURL, l.Href))
		}
	}
	d.language.offer(1, n.Language)
	for rank, t := range append(append([]ninjsText{{Value: n.Headline}}, n.Headlines...), ninjsText{Value: n.Title}, ninjsText{Value: n.Name}) {
		d.title.offer(rank+1, title(t.Value))
	}
	for _, by := range []string{n.By, n.Byline} {
		if len(d.authors) == 0 {
			d.addAuthor(by, "")
		}
	}
	d.content.offer(1, firstHTML(n.BodyHTML, n.BodyXHTML, n.BodyText, n.Bodies))
	d.summary.offer(1, firstHTML(n.DescriptionHTML, "", n.DescriptionText, n.Descriptions))
	d.published.offer(1, dateOf(n.FirstCreated))
	d.published.offer(2, dateOf(n.ContentCreated))
	d.updated.offer(1, dateOf(n.VersionCreated))
	d.rights.offer(1, oneLine(n.Rights))
	for _, s := range append(n.Subject, n.Subjects...) {
		d.addTag(s.Name)
	}
	for _, k := range n.Keywords {
		d.addTag(k)
	}
	for _, r := range n.renditions() {
		addEnclosure(&d.enclosures, news.Enclosure{URL: linkOn(baseURL, r.Href), Type: r.MIMEType + r.Type, Size: max(r.Size, 0)})
	}
	return d.news()
}

// renditions are a list since 2.0, and by name before.
func (n ninjsItem) renditions() (all []ninjsRendition) {
	if lenient(n.Renditions, &all) == nil && len(all) > 0 {
		return all
	}
	named := map[string]ninjsRendition{}
	if lenient(n.Renditions, &named) == nil {
		for _, r := range named {
			all = append(all, r)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Href < all[j].Href })
	return all
}

// firstHTML gives of the forms of a text the first that is there, as HTML.
func firstHTML(hypertext, xhtml, plain string, list []ninjsText) string {
	if hypertext += xhtml; hypertext != "" {
		return hypertext
	}
	if plain != "" {
		return html.EscapeString(plain)
	}
	if len(list) == 0 {
		return ""
	}
	if first := list[0]; strings.Contains(first.ContentType, "html") || first.ContentType == "" && looksLikeHTML(first.Value) {
		return first.Value
	}
	return html.EscapeString(list[0].Value)
}
