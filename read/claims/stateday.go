package claims

import (
	"regexp"

	"dateline/read/dom"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// rxStateDay is a time of publication in the state that a page's scripts start from.
var rxStateDay = regexp.MustCompile(`(?i)\\?"(?:published_?at|datePublished|publish(?:ed)?_?date|publicationDate|` +
	`first_?published(?:_?at|_?date)?)\\?"\s*:\s*\\?"(\d{4}-\d\d-\d\d[^"\\]{0,20})`)

// maxStateDays bounds how many times are compared, and maxStateSource the bytes searched.
const (
	maxStateDays   = 50
	maxStateSource = 2 << 20
)

// StateTime returns the time of publication that a page's scripts carry, if all that they
// carry are of one day: state that holds other stories, too, has several.
func StateTime(doc *html.Node) string {
	first, agreed, left := "", true, maxStateSource
	dom.EachElement(doc, func(n *html.Node) bool {
		if n.DataAtom != atom.Script || left <= 0 || !agreed {
			return agreed && left > 0
		}
		source := dom.RawText(n)
		source = source[:min(len(source), left)]
		left -= len(source)
		for _, m := range rxStateDay.FindAllStringSubmatch(source, maxStateDays) {
			if first == "" {
				first = m[1]
			}
			agreed = agreed && m[1][:len("2006-01-02")] == first[:len("2006-01-02")]
		}
		return false
	})
	if !agreed {
		return ""
	}
	return first
}
