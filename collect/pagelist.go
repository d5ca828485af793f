package collect

import (
	"bytes"
	"hash/fnv"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"dateline/fetch"
	"dateline/news"
)

// PageList is the kind of a source that is a page with links to reports, for
// sites without a feed. Which of its links are reports and which are the way
// about the site shows from look to look: reports come and go.
const PageList news.SourceKind = "page list"

const (
	maxLinks     = 1000 // of one page
	maxSeen      = 2000 // links remembered of a page
	leastReports = 4    // links like reports that make a page a list
)

// A Watch is what the looks at a page list leave.
type Watch struct {
	Looks int `json:"looks"`
	// Seen has the links that were there, by the hash of their address, and in
	// which look they were there last.
	Seen map[uint64]int `json:"seen,omitempty"`
	// Shapes counts, for each shape of address, the links that came after the
	// first look.
	Shapes map[string]int `json:"shapes,omitempty"`
	// Kept are links of the first look that were not like reports, by shape:
	// they are reports after all when others of their shape come and go.
	Kept map[string][]pageLink `json:"kept,omitempty"`
}

// A pageLink is a link of a page that stays on its site.
type pageLink struct {
	Address string `json:"address"`
	Text    string `json:"text,omitempty"`
	aside   bool   // in the navigation or the footer, by the page's own word
}

// readPageList gives the links of a page that are new reports since the looks
// that left w, and what this look leaves. w itself stays as it is.
func readPageList(page []byte, address string, w *Watch) ([]news.Item, *Watch) {
	next := w.copy()
	next.Looks++
	var items []news.Item
	take := func(l pageLink) { items = append(items, news.Item{URL: l.Address, Title: l.Text}) }
	var fresh []pageLink
	for _, l := range pageLinks(page, address) {
		id := hashOf(l.Address)
		_, known := next.Seen[id]
		next.Seen[id] = next.Looks
		shape := shapeOf(l.Address)
		switch {
		case known:
		case next.Looks == 1 && !l.aside && l.likeReport():
			take(l)
		case next.Looks == 1:
			if kept := next.Kept[shape]; len(kept) < 50 && len(next.Kept) < 200 {
				next.Kept[shape] = append(kept, l)
			}
		default:
			next.Shapes[shape]++
			fresh = append(fresh, l)
		}
	}
	for _, l := range fresh {
		shape := shapeOf(l.Address)
		if !l.likeReport() && next.Shapes[shape] < 2 {
			continue // the first of its shape may be a new section
		}
		for _, old := range next.Kept[shape] {
			if next.Shapes[shape] >= 2 && strings.Contains(shape, "*") {
				take(old)
			}
		}
		if next.Shapes[shape] >= 2 {
			delete(next.Kept, shape)
		}
		take(l)
	}
	next.forget()
	return items, next
}

func (w *Watch) copy() *Watch {
	next := &Watch{Seen: map[uint64]int{}, Shapes: map[string]int{}, Kept: map[string][]pageLink{}}
	if w == nil {
		return next
	}
	next.Looks = w.Looks
	for k, v := range w.Seen {
		next.Seen[k] = v
	}
	for k, v := range w.Shapes {
		next.Shapes[k] = v
	}
	for k, v := range w.Kept {
		next.Kept[k] = append([]pageLink(nil), v...)
	}
	return next
}

// forget drops the links that were not there for longest, and the shapes that
// came but once, when there are too many.
func (w *Watch) forget() {
	for age := 100; len(w.Seen) > maxSeen && age >= 0; age /= 2 {
		for id, last := range w.Seen {
			if w.Looks-last > age {
				delete(w.Seen, id)
			}
		}
		if age == 0 {
			break
		}
	}
	if len(w.Shapes) > maxSeen {
		for shape, n := range w.Shapes {
			if n < 2 {
				delete(w.Shapes, shape)
			}
		}
	}
}

func hashOf(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// likeReport tells a link that reads like a headline and leads to an address
// like a report's, as far as one look can tell.
func (l pageLink) likeReport() bool {
	words := len(strings.Fields(l.Text))
	spaceless := words < 3 && utf8.RuneCountInString(l.Text) >= 10 && len(l.Text) > 2*utf8.RuneCountInString(l.Text) // a script without spaces
	return (words >= 4 || spaceless) && strings.ContainsAny(shapeOf(l.Address), "*#")
}

// shapeOf is an address without what tells one report from another: numbers
// become "#", and slugs, the words of a headline, "*".
func shapeOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i, s := range segments {
		digits := strings.Count(strings.Map(toDigit, s), "#")
		switch {
		case s == "":
		case digits == len(s):
			segments[i] = "#"
		case digits >= 4, strings.Count(s, "-")+strings.Count(s, "_") >= 2, i > 0 && i == len(segments)-1 && len(s) > 20:
			segments[i] = "*"
		}
	}
	shape := u.Host + "/" + strings.Join(segments, "/")
	if u.RawQuery != "" {
		shape += "?" + strings.Map(toDigit, u.RawQuery)
	}
	return shape
}

func toDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return '#'
	}
	return r
}

// pageLinks gives a page's links to its own site, each once, with the longest
// of their texts.
func pageLinks(page []byte, address string) []pageLink {
	own, err := fetch.ParseAddress(address)
	if err != nil {
		return nil
	}
	var links []pageLink
	places := map[string]int{}
	var open *pageLink
	var text strings.Builder
	end := func() {
		if open == nil {
			return
		}
		open.Text = oneLine(text.String())
		if at, known := places[open.Address]; !known {
			places[open.Address] = len(links)
			links = append(links, *open)
		} else {
			if len(open.Text) > len(links[at].Text) {
				links[at].Text = open.Text
			}
			links[at].aside = links[at].aside && open.aside
		}
		open = nil
	}
	aside := 0
	base := own.String()
	tokens := html.NewTokenizer(bytes.NewReader(page))
	tokens.SetMaxBuf(1 << 20)
	for len(links) < maxLinks {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			break
		}
		switch kind {
		case html.TextToken:
			if open != nil && text.Len() < 1000 {
				text.Write(tokens.Text())
				text.WriteByte(' ')
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := tokens.Token()
			switch t.DataAtom {
			case atom.Base:
				if b := absolute(own.String(), attribute(t, "href")); b != "" {
					base = b
				}
			case atom.Nav, atom.Footer:
				aside++
			case atom.Script, atom.Style:
				skipElement(tokens, t.DataAtom)
			case atom.A:
				end()
				if to, err := NormalizeURL(base, attribute(t, "href")); err == nil && onSite(own, to) {
					open = &pageLink{Address: to, aside: aside > 0}
					text.Reset()
				}
			}
		case html.EndTagToken:
			switch name, _ := tokens.TagName(); atom.Lookup(name) {
			case atom.A:
				end()
			case atom.Nav, atom.Footer:
				aside = max(0, aside-1)
			}
		}
	}
	end()
	return links
}

// onSite tells whether an address is another page of the site of own.
func onSite(own *url.URL, address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Path == own.Path && u.RawQuery == own.RawQuery || u.Path == "/" || u.Path == "" {
		return false
	}
	return strings.TrimPrefix(u.Host, "www.") == strings.TrimPrefix(own.Host, "www.")
}

// sectionsOf gives the pages that a page's navigation leads to.
func sectionsOf(links []pageLink) (sections []string) {
	for _, l := range links {
		u, err := url.Parse(l.Address)
		if err != nil || !l.aside || u.RawQuery != "" || l.Text == "" || len(strings.Fields(l.Text)) > 3 {
			continue
		}
		if depth := strings.Count(strings.Trim(u.Path, "/"), "/"); depth <= 1 && !strings.ContainsAny(shapeOf(l.Address), "*#") {
			sections = append(sections, l.Address)
		}
	}
	return sections
}

// isPageList tells whether enough of a page's links are like reports.
func isPageList(links []pageLink) bool {
	n := 0
	for _, l := range links {
		if !l.aside && l.likeReport() {
			n++
		}
	}
	return n >= leastReports
}
