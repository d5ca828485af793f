package publish

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"dateline/news"
)

// An ArticlePage is what the page of one dispatch shows. All strings are plain
// text, to be escaped by the template; addresses are safe to link to.
type ArticlePage struct {
	ID          string
	Slug        string
	URL         string // absolute
	Path        string
	Language    string
	Section     Section
	Headline    string
	Standfirst  string
	Byline      string
	Place       string // of the dateline
	Published   time.Time
	Updated     time.Time // of the last correction; zero: never
	Figure      *Figure
	BodyHTML    template.HTML
	Sources     []Source
	Corrections []news.Correction // newest first
	Killed      bool              // withdrawn: KillNote in place of the text
	KillNote    string
	Tags        []string
	StoryID     string
	Comments    bool // readers may comment
	Words       int
	Minutes     int // of reading, at least 1
	Meta        Meta
	JSONLD      template.JS // of schema.org, for a script of type application/ld+json

	plain, excerpt string // the text without markup; what stands for it in a list
}

// A Figure is a picture with its words, its address checked.
type Figure struct {
	URL     string
	Alt     string
	Caption string
	Credit  string
}

// A Source is what one number of the text stands on.
type Source struct {
	Number   int
	Anchor   string   // "source-1": what the mark in the text links to
	Refs     []string // "ref-1", "ref-1-2": the marks in the text that link here
	Exact    string   // the sentence
	Outlet   string
	URL      string // the report's page; empty when unknown or not of the web
	Evidence string // path of the report and capture, the sentence marked; empty for none
}

// Meta is what a page's head says of it.
type Meta struct {
	Title       string
	Description string
	Canonical   string
	Image       string // absolute; may be empty
	OpenGraph   []Property
	NoIndex     bool
}

// A Property is one meta element: property and content.
type Property struct{ Name, Content string }

// Article is the page of a dispatch that is published, or the notice of one
// that was killed. Anything else gives ErrNotReleased.
func Article(site Site, d news.Dispatch) (ArticlePage, error) {
	if isNotice(d) {
		return notice(site, d), nil
	}
	if !isPublished(d) {
		return ArticlePage{}, fmt.Errorf("dispatch %s: %w", d.ID, ErrNotReleased)
	}
	p := page(site, d)
	p.Meta = meta(site, d, p)
	p.JSONLD = jsonLD(site, d, p)
	return p, nil
}

// Preview is the page as it would be, for the desk alone.
func Preview(site Site, d news.Dispatch) ArticlePage {
	p := page(site, d)
	p.Meta = meta(site, d, p)
	p.Meta.NoIndex = true
	p.JSONLD = "{}"
	return p
}

// page is what a page and a feed's content have in common.
func page(site Site, d news.Dispatch) ArticlePage {
	p := frame(site, d)
	p.Standfirst = line(d.Standfirst)
	p.Byline = line(d.Byline)
	p.Place = line(d.Place)
	p.Figure = figure(d)
	r := render(d)
	p.BodyHTML = template.HTML(r.html) // sanitised there
	p.Sources = sourcesOf(d, r.marks)
	p.Comments = d.CommentsOpen && d.State == news.Published
	p.plain = r.text
	p.Words = words(r.text)
	p.Minutes = max(1, (p.Words+199)/200) // 200 words a minute, a careful reader
	p.StoryID = d.StoryID
	for _, t := range d.Tags {
		if t = line(t); t != "" {
			p.Tags = append(p.Tags, t)
		}
	}
	p.Corrections = corrections(d)
	p.excerpt = p.Standfirst
	if p.excerpt == "" {
		p.excerpt = r.beginning
	}
	return p
}

// noticeSubject is what readers are told a withdrawn dispatch was about: never its
// headline, which is withdrawn too.
func noticeSubject(d news.Dispatch) string {
	return first(line(d.KillSubject), "A report of "+d.PublishedAt.UTC().Format("2 January 2006"))
}

// notice is what stays of a dispatch that was killed: that it was, and why. Its
// corrections go with it, because they speak of what it said.
func notice(site Site, d news.Dispatch) ArticlePage {
	p := frame(site, d)
	p.Killed = true
	p.Headline = noticeSubject(d)
	p.KillNote = line(d.KillNote)
	p.Meta = Meta{Title: p.Headline, Description: p.KillNote, Canonical: p.URL, NoIndex: true}
	p.JSONLD = "{}"
	return p
}

// frame is what a page and a notice have in common.
func frame(site Site, d news.Dispatch) ArticlePage {
	return ArticlePage{ID: d.ID, Slug: d.Slug, URL: site.Abs(Path(d)), Path: Path(d), Language: site.language(),
		Section: Section{d.Section, site.SectionTitle(d.Section)}, Headline: line(d.Headline),
		Published: d.PublishedAt, Updated: d.UpdatedAt}
}

func corrections(d news.Dispatch) []news.Correction {
	cs := slices.Clone(d.Corrections)
	slices.Reverse(cs)
	for i := range cs {
		cs[i].Note = line(cs[i].Note)
		cs[i].By = "" // a user's id is no reader's business
	}
	return cs
}

func figure(d news.Dispatch) *Figure {
	if d.Figure == nil {
		return nil
	}
	address := SafeURL(d.Figure.URL)
	if address == "" || strings.HasPrefix(address, "mailto:") {
		return nil
	}
	f := Figure{URL: address, Alt: line(d.Figure.Alt), Caption: line(d.Figure.Caption), Credit: line(d.Figure.Credit)}
	if f.Alt == "" {
		f.Alt = f.Caption
	}
	return &f
}

// sourcesOf lists the citations that the text uses, by number. A citation that
// no mark leads to is left out.
func sourcesOf(d news.Dispatch, marked map[int]int) []Source {
	var out []Source
	for _, c := range d.Citations {
		n := marked[c.Number]
		if n == 0 || slices.ContainsFunc(out, func(s Source) bool { return s.Number == c.Number }) {
			continue
		}
		s := Source{Number: c.Number, Anchor: "source-" + strconv.Itoa(c.Number), Exact: line(c.Exact), Outlet: line(c.Outlet), URL: SafeURL(c.URL)}
		if !strings.HasPrefix(s.URL, "http") {
			s.URL = ""
		}
		if c.ReportID != "" {
			s.Evidence = EvidencePath(c.Citation)
		}
		for i := range n {
			ref := "ref-" + strconv.Itoa(c.Number)
			if i > 0 {
				ref += "-" + strconv.Itoa(i+1)
			}
			s.Refs = append(s.Refs, ref)
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Source) int { return a.Number - b.Number })
	return out
}

func words(s string) int {
	return len(strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' && r != '-'
	}))
}

func meta(site Site, d news.Dispatch, p ArticlePage) Meta {
	m := Meta{Title: p.Headline, Description: p.excerpt, Canonical: p.URL}
	if p.Figure != nil {
		m.Image = site.Abs(p.Figure.URL)
	}
	add := func(name, content string) {
		if content != "" {
			m.OpenGraph = append(m.OpenGraph, Property{name, content})
		}
	}
	add("og:type", "article")
	add("og:site_name", site.Name)
	add("og:title", m.Title)
	add("og:description", m.Description)
	add("og:url", p.URL)
	add("og:locale", strings.ReplaceAll(site.language(), "-", "_"))
	add("og:image", m.Image)
	if p.Figure != nil {
		add("og:image:alt", p.Figure.Alt)
	}
	add("article:published_time", rfc3339(d.PublishedAt))
	add("article:modified_time", rfc3339(changed(d)))
	add("article:section", p.Section.Title)
	for _, t := range p.Tags {
		add("article:tag", t)
	}
	return m
}

// changed is when readers last got something new of a dispatch.
func changed(d news.Dispatch) time.Time {
	if d.UpdatedAt.After(d.PublishedAt) {
		return d.UpdatedAt
	}
	return d.PublishedAt
}

func rfc3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
