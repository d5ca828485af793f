package read

import (
	"strings"

	"dateline/news"
)

// Complete fills what a page did not say of its report from what its source
// said of the page: when it was published, its headline, its authors and tags.
// What the page itself said stays.
func Complete(r news.Report, item news.Item) news.Report {
	if r.Published.IsZero() {
		if t, err := news.ParseTime(item.Published); err == nil {
			r.Published = t
		}
	}
	if r.Modified.IsZero() {
		if t, err := news.ParseTime(item.Updated); err == nil && !t.Equal(r.Published) {
			r.Modified = t
		}
	}
	if r.Headline == "" {
		r.Headline = strings.Join(strings.Fields(item.Title), " ")
	}
	if len(r.Bylines) == 0 {
		for _, name := range item.Authors {
			if name = strings.Join(strings.Fields(name), " "); name != "" && !strings.Contains(name, "@") {
				r.Bylines = append(r.Bylines, news.Byline{Name: name})
			}
		}
	}
	if len(r.Tags) == 0 {
		r.Tags = item.Tags
	}
	if r.Language == "" {
		r.Language = item.Language
	}
	return r
}
