package field

import (
	"maps"
	"net/url"
	"strings"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/claims"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
)

// What a report holds at most. A page that has more is a list, or hostile.
const (
	MaxBylines = 20
	MaxFigures = 60
	MaxTeasers = 60
	MaxTags    = 40
)

// Page is an HTML page on its way to a report.
type Page struct {
	*body.Page
	headlineWhy string // what says so
	house       phrase.House
	around      map[*html.Node]bool // what the body's blocks stand in
	order       *dayOrder           // of numbers in dates; nil until asked
	home        *string             // letters on the link to the front page; nil until asked
}

// Open takes a page apart, up to its headline.
func Open(source string, base *url.URL) (*Page, error) {
	doc, err := dom.Parse(source)
	if err != nil {
		return nil, err
	}
	p := &Page{Page: body.New(doc, claims.Gather(doc, base))}
	p.house = p.Claims.House()
	p.Headline, p.headlineWhy = p.findHeadline()
	return p, nil
}

// Report reads each field, with what says it. The body must have been selected.
func (p *Page) Report() news.Report {
	var r news.Report
	why := news.Evidence{"headline": p.headlineWhy}
	r.CanonicalURL = p.CanonicalURL()
	r.Outlet = p.Outlet()
	r.Headline = p.Headline
	r.Description = p.description()
	r.Section, why["section"] = p.sections()
	r.Standfirst, why["standfirst"] = p.standfirst()
	r.Bylines, why["bylines"] = p.bylines()
	published, modified := p.dates()
	r.Published, why["published"] = published.at, published.why
	r.Modified, why["modified"] = modified.at, modified.why
	r.Language = p.DeclaredLanguage()
	r.Paragraphs = p.paragraphs()
	r.Place, why["place"] = p.place(r.Paragraphs)
	r.Figures, why["figures"] = p.figures()
	r.Teasers = p.teasers()
	r.Tags, why["tags"] = p.tags()
	r.Comments = p.comments()
	r.Paywalled, why["paywalled"] = p.wall()
	r.Notes, r.Withdrawn = p.notes()
	r.Truncated, why["truncated"] = p.truncated(r.Paragraphs)
	scene := p.newKindScene(&r)
	r.PageKind, why["page_kind"] = scene.pageKind()
	r.Kind = ReportKindOf(r.PageKind, len(r.Paragraphs) > 0)
	if r.Kind == news.KindListing {
		r.Teasers = scene.listings.addCards(r.Teasers)
	}
	maps.DeleteFunc(why, func(_, said string) bool { return said == "" })
	r.Evidence = why
	return r
}

// A visible body of fewer bytes than stubBody may be what is left of a story that a
// script shows: two sentences. One of as many is taken as it stands, because what
// JSON-LD gives lacks subheads, lists and links.
const stubBody = 250

// wholeBody is the least, in bytes, that JSON-LD must give as the body of a page that
// shows a stub; shorter texts are summaries.
const wholeBody = 100

// paragraphs writes the body. A page whose visible body is missing or a stub
// may carry the whole of it in its JSON-LD, or in the state of its scripts.
func (p *Page) paragraphs() []news.Paragraph {
	var out []news.Paragraph
	size := 0
	for _, b := range p.Body {
		out = append(out, news.Paragraph{Kind: b.Kind, Text: b.Text, Links: p.links(b)})
		size += len(b.Text)
	}
	if size >= stubBody {
		return out
	}
	whole, _ := p.Article["articleBody"].(string)
	if len(whole) >= 2*size && len(whole) >= wholeBody {
		return claims.SplitBody(whole)
	}
	if carried := claims.StateBody(p.Doc); len(carried) > 0 {
		return carried
	}
	return out
}

// maxNotes bounds the notes that are kept of a page, and what it has struck out.
const maxNotes = 100

// notes are the notes of the story, and the words of it that the page has struck out.
func (p *Page) notes() (notes, withdrawn []string) {
	for _, b := range p.Blocks {
		switch {
		case b.Role == dom.RoleNote && len(notes) < maxNotes:
			notes = append(notes, dom.OneLine(b.Text))
		case b.Role == dom.RoleBody && len(withdrawn) < maxNotes:
			withdrawn = append(withdrawn, b.Struck...)
		}
	}
	return notes, withdrawn[:min(len(withdrawn), maxNotes)]
}

// links are the addresses of the web to which parts of a block lead.
func (p *Page) links(b *body.Judged) []news.Hyperlink {
	var out []news.Hyperlink
	at, runes := 0, 0 // how far the text was counted, in bytes and in code points
	for _, a := range b.Anchors {
		address := dom.Absolute(p.Base, a.Href)
		if dom.WebURI(address) == "" || a.Start < at {
			continue // a link within a link was kept first
		}
		start := runes + utf8.RuneCountInString(b.Text[at:a.Start])
		at, runes = a.End, start+utf8.RuneCountInString(b.Text[a.Start:a.End])
		out = append(out, news.Hyperlink{Start: start, End: runes, URL: address})
	}
	return out
}

// What tells stories from lists of stories. A list has many teasers and hardly a whole
// sentence of its own; a page of a few words is neither.
const (
	storySentences   = 3  // whole sentences that make a story, whatever is around it
	fewSentenceWords = 12 // words of a paragraph that is more than a label
	manyTeasers      = 8  // that a story seldom has and a list always
	listTeasers      = 5  // that a list without any text has
	listWords        = 80 // words that a list's own introduction stays below
	fewWords         = 8  // below, nothing is told
)

// kind tells stories from lists of stories and from pages that hold neither.
func (p *Page) kind(r news.Report) news.ReportKind {
	words, sentences := countSentences(r.Paragraphs)
	claimed := p.Kind()
	root := p.Base.Host != "" && strings.Trim(p.Base.Path, "/") == "" && p.Base.RawQuery == ""
	many := len(r.Teasers) >= manyTeasers
	switch {
	case words == 0 && len(r.Teasers) >= listTeasers:
		return news.KindListing
	case words == 0:
		return news.KindOther
	case claimed == news.KindArticle || sentences >= storySentences:
		return news.KindArticle
	case many && (root || claimed == news.KindListing), many && sentences < 2 && words < listWords:
		return news.KindListing
	case sentences == 0 && words < fewWords:
		return news.KindOther
	}
	return news.KindArticle
}

// countSentences returns the words of some paragraphs, and how many of them are more than
// labels.
func countSentences(paragraphs []news.Paragraph) (words, sentences int) {
	for _, par := range paragraphs {
		n := dom.CountWords(par.Text)
		words += n
		if n >= fewSentenceWords && par.Kind != news.HeadingParagraph {
			sentences++
		}
	}
	return words, sentences
}
