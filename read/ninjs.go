package read

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/dom"
)

// The shape of an item of IPTC ninjs 3.1, as far as reports fill it
// (https://iptc.org/std/ninjs/ninjs-schema_3.1.json).
type ninjsItem struct {
	Standard       ninjsStandard     `json:"standard"`
	URI            string            `json:"uri"`
	Type           string            `json:"type"`
	Representation string            `json:"representationType,omitempty"`
	Version        string            `json:"version,omitempty"`
	ContentCreated string            `json:"contentCreated,omitempty"`
	VersionCreated string            `json:"versionCreated,omitempty"`
	PubStatus      string            `json:"pubStatus,omitempty"`
	Language       string            `json:"language,omitempty"`
	Title          string            `json:"title,omitempty"`
	By             string            `json:"by,omitempty"`
	Located        string            `json:"located,omitempty"`
	Headlines      []ninjsText       `json:"headlines,omitempty"`
	Descriptions   []ninjsText       `json:"descriptions,omitempty"`
	Bodies         []ninjsText       `json:"bodies,omitempty"`
	Subjects       []ninjsNamed      `json:"subjects,omitempty"`
	InfoSources    []ninjsNamed      `json:"infoSources,omitempty"`
	Renditions     []ninjsRendition  `json:"renditions,omitempty"`
	Associations   []json.RawMessage `json:"associations,omitempty"`
	AltIDs         []ninjsAltID      `json:"altIds,omitempty"`
}

type ninjsStandard struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Schema  string `json:"schema"`
}

type ninjsText struct {
	Role        string `json:"role,omitempty"`
	ContentType string `json:"contentType,omitempty"`
	CharCount   int    `json:"charCount,omitempty"`
	WordCount   int    `json:"wordCount,omitempty"`
	Value       string `json:"value"`
}

type ninjsNamed struct {
	Name string `json:"name"`
	Role string `json:"role,omitempty"` // of infoSources
	Rel  string `json:"rel,omitempty"`  // of subjects
	URI  string `json:"uri,omitempty"`
}

type ninjsRendition struct {
	Name  string `json:"name"`
	Href  string `json:"href"`
	Title string `json:"title,omitempty"`
}

type ninjsAltID struct {
	Role  string `json:"role"`
	Value string `json:"value"`
}

// ninjsPicture is an association; it is an item and has a name and no standard.
type ninjsPicture struct {
	Name         string           `json:"name"`
	URI          string           `json:"uri"`
	Type         string           `json:"type"`
	Credit       string           `json:"copyrightNotice,omitempty"`
	Descriptions []ninjsText      `json:"descriptions,omitempty"`
	Renditions   []ninjsRendition `json:"renditions,omitempty"`
}

// NINJS writes a report as an item of IPTC ninjs 3.1.
func NINJS(r news.Report) ([]byte, error) {
	item := ninjsItem{
		Standard:       ninjsStandard{"ninjs", "3.1", "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"},
		URI:            itemURI(r),
		Type:           "text",
		Representation: "full",
		ContentCreated: stamp(r.Published),
		VersionCreated: stamp(r.Modified),
		PubStatus:      "usable",
		Language:       r.Language,
		Title:          r.Headline,
		Located:        r.Place,
	}
	if r.Version > 0 {
		item.Version = strconv.Itoa(r.Version)
	}
	if r.Paywalled {
		item.Representation = "partial"
	}
	if r.Headline != "" {
		item.Headlines = []ninjsText{{Role: "main", ContentType: "text/plain", Value: r.Headline}}
	}
	if r.Standfirst != "" {
		item.Descriptions = []ninjsText{{Role: "summary", ContentType: "text/plain", Value: r.Standfirst}}
	}
	if r.Text != "" {
		words, chars := dom.CountWords(r.Text), utf8.RuneCountInString(r.Text)
		item.Bodies = []ninjsText{
			{Role: "text", ContentType: "text/plain", CharCount: chars, WordCount: words, Value: r.Text},
			{Role: "html", ContentType: "text/html", WordCount: words, Value: bodyHTML(r.Paragraphs)},
		}
	}
	var names []string
	for _, b := range r.Bylines {
		names = append(names, b.Name)
		item.InfoSources = append(item.InfoSources, ninjsNamed{Name: b.Name, Role: "author", URI: dom.WebURI(b.URL)})
	}
	item.By = strings.Join(names, ", ")
	if r.Outlet != "" {
		item.InfoSources = append(item.InfoSources, ninjsNamed{Name: r.Outlet, Role: "publisher"})
	}
	for _, s := range r.Section {
		item.Subjects = append(item.Subjects, ninjsNamed{Name: s, Rel: "section"})
	}
	for _, t := range r.Tags {
		item.Subjects = append(item.Subjects, ninjsNamed{Name: t, Rel: "keyword"})
	}
	if r.ID != "" {
		item.AltIDs = []ninjsAltID{{Role: "report", Value: r.ID}}
	}
	if address := dom.WebURI(r.URL); address != "" {
		item.Renditions = []ninjsRendition{{Name: "web", Href: address}}
	}
	for i, f := range r.Figures {
		picture, err := json.Marshal(pictureItem(item.URI, i, f))
		if err != nil {
			return nil, fmt.Errorf("writing figure %d as ninjs: %w", i+1, err)
		}
		item.Associations = append(item.Associations, picture)
	}
	out, err := json.Marshal(item)
	if err != nil {
		return nil, fmt.Errorf("writing a report as ninjs: %w", err)
	}
	return out, nil
}

// itemURI: ninjs wants one identifier; a page's address is its report's.
func itemURI(r news.Report) string {
	if address := cmp.Or(dom.WebURI(r.CanonicalURL), dom.WebURI(r.URL)); address != "" {
		return address
	}
	id := cmp.Or(r.ID, news.DeriveID("rep", r.Headline, r.Text))
	return "urn:dateline:report:" + url.PathEscape(id)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func pictureItem(uri string, i int, f news.Figure) ninjsPicture {
	p := ninjsPicture{Name: "figure-" + strconv.Itoa(i+1), Type: "picture", Credit: f.Credit}
	p.URI = dom.WebURI(f.URL)
	if p.URI == "" {
		p.URI = uri + "#figure-" + strconv.Itoa(i+1)
	} else {
		p.Renditions = []ninjsRendition{{Name: "original", Href: p.URI}}
	}
	if f.Caption != "" {
		p.Descriptions = append(p.Descriptions, ninjsText{Role: "caption", ContentType: "text/plain", Value: f.Caption})
	}
	if f.Alt != "" {
		p.Descriptions = append(p.Descriptions, ninjsText{Role: "alt", ContentType: "text/plain", Value: f.Alt})
	}
	return p
}

// bodyHTML writes the body as HTML that holds nothing of the page's own mark-up.
func bodyHTML(ps []news.Paragraph) string {
	var sb strings.Builder
	for i, p := range ps {
		var piece strings.Builder
		eachPiece(p, func(text, address string) {
			if text = html.EscapeString(text); address != "" {
				text = `<a href="` + html.EscapeString(address) + `">` + text + "</a>"
			}
			piece.WriteString(text)
		})
		escaped := piece.String()
		item := p.Kind == news.ListItemParagraph
		if item && (i == 0 || ps[i-1].Kind != p.Kind) {
			sb.WriteString("<ul>")
		}
		switch p.Kind {
		case news.HeadingParagraph:
			sb.WriteString("<h2>" + escaped + "</h2>")
		case news.QuoteParagraph:
			sb.WriteString("<blockquote><p>" + escaped + "</p></blockquote>")
		case news.ListItemParagraph:
			sb.WriteString("<li>" + escaped + "</li>")
		case news.CodeParagraph:
			sb.WriteString("<pre>" + escaped + "</pre>")
		case news.TableParagraph:
			sb.WriteString("<table>")
			for row := range strings.SplitSeq(escaped, "\n") {
				sb.WriteString("<tr><td>" + strings.ReplaceAll(row, " | ", "</td><td>") + "</td></tr>")
			}
			sb.WriteString("</table>")
		default:
			sb.WriteString("<p>" + strings.ReplaceAll(escaped, "\n", "<br>") + "</p>")
		}
		if item && (i+1 == len(ps) || ps[i+1].Kind != p.Kind) {
			sb.WriteString("</ul>")
		}
	}
	return sb.String()
}
