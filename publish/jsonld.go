package publish

import (
	"encoding/json"
	"html/template"

	"dateline/news"
)

// jsonLD describes a dispatch to machines in the words of schema.org. JSON as
// encoding/json writes it holds no "<", ">" or "&", so nothing can end the
// script that it stands in.
func jsonLD(site Site, d news.Dispatch, p ArticlePage) template.JS {
	type thing map[string]any
	doc := thing{
		"@context":         "https://schema.org",
		"@type":            "NewsArticle",
		"headline":         inert(d.Headline),
		"description":      inert(p.excerpt),
		"url":              site.Abs(Path(d)),
		"mainEntityOfPage": site.Abs(Path(d)),
		"datePublished":    rfc3339(d.PublishedAt),
		"dateModified":     rfc3339(changed(d)),
		"articleSection":   inert(site.SectionTitle(d.Section)),
		"inLanguage":       site.language(),
		"publisher":        thing{"@type": "NewsMediaOrganization", "name": inert(site.Name), "url": site.Abs("/")},
	}
	if by := inert(d.Byline); by != "" {
		doc["author"] = thing{"@type": "Person", "name": by}
	}
	if tags := inertAll(d.Tags); len(tags) > 0 {
		doc["keywords"] = tags
	}
	if f := p.Figure; f != nil {
		doc["image"] = thing{"@type": "ImageObject", "url": site.Abs(f.URL), "caption": inert(f.Caption), "creditText": inert(f.Credit)}
	}
	if place := inert(d.Place); place != "" {
		doc["dateline"] = place
	}
	var cited []thing
	for _, s := range p.Sources {
		if s.URL != "" {
			cited = append(cited, thing{"@type": "CreativeWork", "url": s.URL, "publisher": inert(s.Outlet)})
		}
	}
	if len(cited) > 0 {
		doc["citation"] = cited
	}
	var fixed []thing
	for _, c := range p.Corrections {
		fixed = append(fixed, thing{"@type": "CorrectionComment", "text": inert(c.Note), "datePublished": rfc3339(c.At)})
	}
	if len(fixed) > 0 {
		doc["correction"] = fixed
	}
	out, err := json.Marshal(doc)
	if err != nil {
		return "{}" // of strings alone, so it cannot fail
	}
	return template.JS(out)
}
