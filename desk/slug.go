package desk

import (
	"strings"
	"time"

	"github.com/gosimple/slug"

	"dateline/news"
)

const slugMax = 60 // characters of the headline's part

// Slug is the readable part of a dispatch's address: the day of publication and
// the headline's first words in plain ASCII letters, other scripts
// transliterated. It is stable, but not unique: the dispatch's own slug has four
// letters of its identity behind it.
func Slug(headline string, published time.Time) string {
	words := strings.FieldsFunc(slug.Make(headline), func(r rune) bool { return r == '-' || r == '_' })
	s := published.UTC().Format(time.DateOnly)
	day := len(s)
	for _, w := range words {
		if len(s)-day+1+len(w) > slugMax {
			break
		}
		s += "-" + w
	}
	if len(s) == day && len(words) > 0 { // one very long word
		s += "-" + words[0][:min(len(words[0]), slugMax-1)]
	}
	return s
}

// withdrawnSlug is the address of a notice: it holds nothing of the headline.
func withdrawnSlug(d news.Dispatch) string {
	_, own, ok := strings.Cut(d.ID, "_")
	if !ok {
		own = d.ID
	}
	return "withdrawn-" + own
}

// slugOf is the slug that a dispatch keeps: two of the same day and headline
// still have two addresses.
func slugOf(d news.Dispatch, published time.Time) string {
	_, own, ok := strings.Cut(d.ID, "_")
	if !ok || len(own) < 4 {
		return Slug(d.Headline, published)
	}
	return Slug(d.Headline, published) + "-" + own[len(own)-4:]
}
