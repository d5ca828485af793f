package publish

import (
	"slices"
	"strings"
	"time"

	"dateline/news"
)

// A FrontPage is the site's first page.
type FrontPage struct {
	Lead      *Teaser   // nil: nothing is published
	Secondary []Teaser  // the next in rank
	Sections  []Block   // in the site's order, without what stands above
	Latest    []Teaser  // newest first, whatever stands elsewhere
	Updated   time.Time // of the newest change
}

// A Block is a section's part of a page.
type Block struct {
	Section
	Path    string
	Teasers []Teaser
}

// A Teaser is a dispatch in a list.
type Teaser struct {
	ID, Path, Headline, Excerpt, Byline string
	Section                             Section
	Published, Updated                  time.Time
	Figure                              *Figure
	Corrected                           bool
	Sources                             int // outlets that it cites
}

const (
	secondaryMost = 4
	blockMost     = 5
	latestMost    = 10
)

// Front lays the front page out from lists that are newest first. The newest
// dispatch with a picture among the three newest leads, else the newest.
func Front(site Site, ds []news.Dispatch) FrontPage {
	ts := Teasers(site, ds)
	if len(ts) == 0 {
		return FrontPage{}
	}
	f := FrontPage{Latest: ts[:min(len(ts), latestMost)]}
	for _, t := range ts {
		if t.Updated.After(f.Updated) {
			f.Updated = t.Updated
		}
	}
	lead := max(0, slices.IndexFunc(ts[:min(len(ts), 3)], func(t Teaser) bool { return t.Figure != nil }))
	first := ts[lead]
	f.Lead = &first
	rest := slices.Concat(ts[:lead], ts[lead+1:])
	n := min(len(rest), secondaryMost)
	f.Secondary = rest[:n]
	for _, s := range site.Sections {
		b := Block{Section: s, Path: SectionPath(s.Key)}
		for _, t := range rest[n:] {
			if t.Section.Key == s.Key && len(b.Teasers) < blockMost {
				b.Teasers = append(b.Teasers, t)
			}
		}
		if len(b.Teasers) > 0 {
			f.Sections = append(f.Sections, b)
		}
	}
	return f
}

// Teasers is a list as readers see it, in the order given, without what is not
// published.
func Teasers(site Site, ds []news.Dispatch) []Teaser {
	var out []Teaser
	for _, d := range published(ds) {
		outlets := map[string]bool{}
		r := render(d)
		excerpt := line(d.Standfirst)
		if excerpt == "" {
			excerpt = r.beginning
		}
		for _, s := range sourcesOf(d, r.marks) {
			outlets[s.Outlet] = true
		}
		out = append(out, Teaser{ID: d.ID, Path: Path(d), Headline: line(d.Headline), Excerpt: excerpt, Byline: line(d.Byline),
			Section: Section{d.Section, site.SectionTitle(d.Section)}, Published: d.PublishedAt, Updated: changed(d),
			Figure: figure(d), Corrected: len(d.Corrections) > 0, Sources: len(outlets)})
	}
	return out
}

// A CommentView is a reader's comment as others see it: plain text.
type CommentView struct {
	ID         string
	Name       string
	At         time.Time
	Paragraphs []string
}

// Comments keeps the comments that a moderator approved, in the order given.
func Comments(cs []news.Comment) []CommentView {
	var out []CommentView
	for _, c := range cs {
		if c.State != news.CommentApproved {
			continue
		}
		v := CommentView{ID: c.ID, Name: line(c.Name), At: c.At}
		for _, p := range strings.Split(c.Text, "\n\n") {
			if p = line(p); p != "" {
				v.Paragraphs = append(v.Paragraphs, p)
			}
		}
		out = append(out, v)
	}
	return out
}
