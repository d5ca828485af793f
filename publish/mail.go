package publish

import (
	"bytes"
	"fmt"
	"html/template"

	"dateline/news"
)

// mailTemplate is an e-mail that reads well where styles are dropped: a column,
// a serif face, nothing fetched but the dispatch's own picture.
var mailTemplate = template.Must(template.New("mail").Parse(`<!DOCTYPE html>
<html lang="{{.Language}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{if .Killed}}Withdrawn: {{end}}{{.Headline}}</title></head>
<body style="margin:0;padding:24px 12px;font-family:Georgia,serif;font-size:17px;line-height:1.5;color:#1a1a1a;background:#ffffff">
<div style="max-width:600px;margin:0 auto">
<p style="font-size:14px;color:#555555;margin:0 0 16px"><a href="{{.Home}}" style="color:#555555">{{.SiteName}}</a> · {{.Section.Title}}</p>
<h1 style="font-size:28px;line-height:1.2;margin:0 0 12px">{{if .Killed}}Withdrawn: {{end}}{{.Headline}}</h1>
{{if .Killed}}<p>{{.KillNote}}</p>{{else -}}
{{if .Standfirst}}<p style="font-size:19px;margin:0 0 12px">{{.Standfirst}}</p>{{end}}
<p style="font-size:14px;color:#555555">{{if .Byline}}{{.Byline}} · {{end}}{{.Published.UTC.Format "2 January 2006, 15:04 MST"}}{{if .Place}} · {{.Place}}{{end}}</p>
{{range .Corrections}}<p style="border-left:3px solid #a40000;padding-left:12px"><strong>Correction, {{.At.UTC.Format "2 January 2006, 15:04 MST"}}:</strong> {{.Note}}</p>
{{end}}{{if .Picture}}<p><img src="{{.Picture}}" alt="{{.Figure.Alt}}" width="600" style="max-width:100%;height:auto"></p><p style="font-size:14px;color:#555555">{{.Figure.Caption}}{{if .Figure.Credit}} ({{.Figure.Credit}}){{end}}</p>
{{end}}{{.Body}}
{{if .Cited}}<h2 style="font-size:19px">Sources</h2>
<ol style="font-size:14px;list-style:none;padding:0">{{range .Cited}}<li style="margin-bottom:8px">[{{.Number}}] {{.Outlet}}: “{{.Exact}}”{{if .URL}} <a href="{{.URL}}">report</a>{{end}}{{if .EvidenceURL}} <a href="{{.EvidenceURL}}">evidence</a>{{end}}</li>{{end}}</ol>
{{end}}{{end}}<p style="font-size:14px"><a href="{{.URL}}">Read this at {{.SiteName}}</a></p>
</div></body></html>
`))

// EmailHTML is the HTML part of an e-mail with a dispatch: the whole of what is
// published, the notice of what was killed. Anything else gives ErrNotReleased.
func EmailHTML(site Site, d news.Dispatch) (string, error) {
	mail := struct {
		part
		Home     string
		SiteName string
	}{Home: site.Abs("/"), SiteName: line(site.Name)}
	switch {
	case isPublished(d):
		mail.part = partOf(site, d)
	case isNotice(d):
		mail.part.ArticlePage = notice(site, d)
	default:
		return "", fmt.Errorf("dispatch %s: %w", d.ID, ErrNotReleased)
	}
	var b bytes.Buffer
	if err := mailTemplate.Execute(&b, mail); err != nil {
		return "", fmt.Errorf("composing the e-mail of dispatch %s: %w", d.ID, err)
	}
	return b.String(), nil
}
