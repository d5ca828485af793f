package publish

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"golang.org/x/net/html"

	"dateline/news"
)

// part is what the content of feeds, ninjs and e-mails is made from.
type part struct {
	ArticlePage
	Body    template.HTML // with absolute addresses
	Picture string        // absolute
	Cited   []citedLink
}

type citedLink struct {
	Source
	EvidenceURL string // absolute
}

// contentTemplate is a dispatch as it stands in a feed: without the headline,
// which has a field of its own.
var contentTemplate = template.Must(template.New("content").Parse(`
{{- if .Standfirst}}<p><strong>{{.Standfirst}}</strong></p>{{end}}
{{- range .Corrections}}<p><em>Correction, {{.At.UTC.Format "2 January 2006, 15:04 MST"}}: {{.Note}}</em></p>{{end}}
{{- if .Picture}}<p><img src="{{.Picture}}" alt="{{.Figure.Alt}}"></p><p>{{.Figure.Caption}}{{if .Figure.Credit}} ({{.Figure.Credit}}){{end}}</p>{{end}}
{{- if .Place}}<p>{{.Place}}</p>{{end}}
{{- .Body}}
{{- if .Cited}}<h2>Sources</h2><ol>{{range .Cited}}<li>[{{.Number}}] {{.Outlet}}: “{{.Exact}}”{{if .URL}} <a href="{{.URL}}">report</a>{{end}}{{if .EvidenceURL}} <a href="{{.EvidenceURL}}">evidence</a>{{end}}</li>{{end}}</ol>{{end}}`))

// contentHTML is the content of a published dispatch with absolute addresses, and
// what it was made from.
func contentHTML(site Site, d news.Dispatch) (string, part, error) {
	var b bytes.Buffer
	p := partOf(site, d)
	if err := contentTemplate.Execute(&b, p); err != nil {
		return "", part{}, fmt.Errorf("composing the content of dispatch %s: %w", d.ID, err)
	}
	return Sanitize(b.String()), p, nil
}

func partOf(site Site, d news.Dispatch) part {
	p := part{ArticlePage: page(site, d)}
	p.Body = template.HTML(absolute(site, p.URL, string(p.BodyHTML))) // still sanitised: only addresses changed
	if p.Figure != nil {
		p.Picture = site.Abs(p.Figure.URL)
	}
	for _, s := range p.Sources {
		p.Cited = append(p.Cited, citedLink{s, site.Abs(s.Evidence)})
	}
	return p
}

// absolute makes the addresses of sanitised HTML absolute; one within the page
// becomes one within the dispatch's own page.
func absolute(site Site, pageURL, body string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			b.Write(z.Raw())
			continue
		}
		t := z.Token()
		changed := false
		for i, a := range t.Attr {
			if a.Key != "href" && a.Key != "src" {
				continue
			}
			if strings.HasPrefix(a.Val, "#") {
				t.Attr[i].Val = pageURL + a.Val
			} else {
				t.Attr[i].Val = site.Abs(a.Val)
			}
			changed = true
		}
		if changed {
			b.WriteString(t.String())
		} else {
			b.Write(z.Raw())
		}
	}
}
