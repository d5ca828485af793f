package world

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"
)

// A page is what a template is given; Article is nil on a list.
type page struct {
	Outlet  *Outlet
	Base    string // scheme, host and port
	URL     string
	Feed    string
	Title   string
	Nav     []link
	Crumbs  []link
	Article *articleView
	List    []teaser
	Day     time.Time // of the newest change on the page
	LD      any       // JSON-LD
}

type link struct {
	Name, Path string
	Current    bool
}

// A teaser is another article as a page points to it.
type teaser struct {
	Headline, Excerpt, Path, Section, Author string
	Image                                    *figure
	Published                                time.Time
	Comments                                 int
}

type figure struct{ URL, Alt, Caption, Credit string }

type author struct{ Name, About, Path string }

// A viewBlock is a piece of a body as a page shows it, with the picture that
// follows it.
type viewBlock struct {
	block
	Figure *figure
}

type articleView struct {
	Headline, Standfirst, Place string
	Section                     string
	Tags                        []link
	Authors                     []author
	Agency                      string // of printed wire copy
	AgencyAtEnd                 bool
	Published, Modified         time.Time
	Correction                  string
	Figure                      *figure // above the body
	First                       viewBlock
	Rest                        []viewBlock
	Walled                      bool
	Comments                    []comment
	CommentCount                int
	CommentsOpen                bool
	Related                     []teaser
}

// Blocks is the whole body.
func (v *articleView) Blocks() []viewBlock { return append([]viewBlock{v.First}, v.Rest...) }

func (w *World) newPage(o *Outlet, base, path string) *page {
	p := &page{Outlet: o, Base: base, URL: base + path, Feed: base + o.feed.path, Title: o.Name}
	for _, s := range o.sections {
		p.Nav = append(p.Nav, link{Name: s, Path: sectionPath(s)})
	}
	return p
}

func sectionPath(names ...string) string {
	out := "/section"
	for _, name := range names {
		out += "/" + slugOf(name)
	}
	return out
}

func authorPath(name string) string { return "/author/" + slugOf(name) }

// articlePage is the page of one article. It depends on nothing but the article,
// its correction and what the outlet published before it, so that a page does
// not change while its story doesn't. The caller holds mu.
func (w *World) articlePage(a *article, base string) *page {
	o := a.outlet
	p := w.newPage(o, base, a.path())
	v := w.view(a, base)
	p.Article = v
	p.Title = v.Headline
	p.Day = w.changed(a)
	for i, s := range a.sections {
		p.Crumbs = append(p.Crumbs, link{Name: s, Path: sectionPath(a.sections[:i+1]...)})
	}
	for i := range p.Nav {
		p.Nav[i].Current = p.Nav[i].Name == a.sections[0]
	}
	p.LD = newsArticle(p)
	return p
}

func (w *World) view(a *article, base string) *articleView {
	v := &articleView{
		Headline: w.fill(a, a.headline), Standfirst: w.fill(a, a.standfirst), Place: a.place,
		Section: a.sections[len(a.sections)-1], Published: a.published,
		CommentCount: a.comments, CommentsOpen: a.hasComments || a.outlet.commentsOn, Walled: a.paywall,
		Related: w.related(a, base),
	}
	for _, name := range a.bylines {
		v.Authors = append(v.Authors, author{name, name + " " + a.outlet.about, authorPath(name)})
	}
	for _, tag := range a.tags {
		v.Tags = append(v.Tags, link{Name: tag, Path: "/tag/" + slugOf(tag)})
	}
	if a.copyOf != nil {
		v.Agency, v.AgencyAtEnd = a.copyOf.outlet.Name, a.outlet.bareAgency
	}
	if w.isCorrected(a) {
		v.Modified, v.Correction = a.corrected, w.fill(a, a.correctionNote)
	}
	figures := w.figures(a, base)
	if len(figures) > 0 {
		v.Figure, figures = figures[0], figures[1:]
	}
	for i, b := range w.shownBody(a) {
		vb := viewBlock{block: b}
		if i%3 == 2 && len(figures) > 0 {
			vb.Figure, figures = figures[0], figures[1:]
		}
		if i == 0 {
			v.First = vb
		} else {
			v.Rest = append(v.Rest, vb)
		}
	}
	v.Comments = commentsOn(a)
	return v
}

// shownBody is the body as the page shows it now: corrected if it was, with
// dates, cut where the paywall stands. The caller holds mu.
func (w *World) shownBody(a *article) []block {
	body := a.body
	if w.isCorrected(a) {
		body = a.correctedBody
	}
	if a.paywall {
		body = body[:min(2, len(body))]
	}
	out := make([]block, len(body))
	for i, b := range body {
		out[i] = block{b.Kind, w.fill(a, b.Text), w.fillAll(a, b.Items)}
	}
	return out
}

func (w *World) figures(a *article, base string) []*figure {
	var out []*figure
	for _, m := range a.images {
		out = append(out, &figure{base + a.outlet.imageDir + m.file, w.fill(a, m.alt), w.fill(a, m.caption), m.credit})
	}
	return out
}

// related are up to five articles that the outlet published before this one,
// those of the same section first.
func (w *World) related(a *article, base string) []teaser {
	var before []*article
	for _, b := range w.visibleOf(a.outlet) {
		if b != a && b.published.Before(a.published) {
			before = append(before, b)
		}
	}
	slices.SortStableFunc(before, func(x, y *article) int {
		return same(y, a) - same(x, a)
	})
	var out []teaser
	for _, b := range upto(5, before) {
		out = append(out, w.teaser(b, base))
	}
	return out
}

func same(x, a *article) int {
	if x.sections[0] == a.sections[0] {
		return 1
	}
	return 0
}

func (w *World) teaser(a *article, base string) teaser {
	t := teaser{
		Headline: w.fill(a, a.headline), Excerpt: w.fill(a, a.standfirst), Path: a.path(),
		Section: a.sections[len(a.sections)-1], Published: a.published, Comments: a.comments,
		Author: strings.Join(a.bylines, ", "),
	}
	if t.Excerpt == "" {
		t.Excerpt = cutWords(w.fill(a, a.body[0].Text), 24)
	}
	if f := w.figures(a, base); len(f) > 0 {
		t.Image = f[0]
	}
	if a.copyOf != nil {
		t.Author = a.copyOf.outlet.Name
	}
	return t
}

// cutWords is the beginning of a text, with an ellipsis where it was cut.
func cutWords(s string, n int) string {
	words := strings.Fields(s)
	if len(words) <= n {
		return s
	}
	return strings.TrimRight(strings.Join(words[:n], " "), ".,;:—") + "…"
}

// listPage is the front page or a part of it. The caller holds mu.
func (w *World) listPage(o *Outlet, base, path, title string, list []*article) *page {
	p := w.newPage(o, base, path)
	if title != "" {
		p.Title = title
		p.Crumbs = []link{{Name: title, Path: path}}
	}
	p.Day = w.day0
	for _, a := range list {
		p.List = append(p.List, w.teaser(a, base))
		if t := w.changed(a); t.After(p.Day) {
			p.Day = t
		}
	}
	p.LD = map[string]any{"@context": "https://schema.org", "@type": "WebSite", "name": o.Name, "url": base + "/"}
	return p
}

// newsArticle is a page's description for machines, as schema.org has it.
func newsArticle(p *page) any {
	v := p.Article
	ld := map[string]any{
		"@context": "https://schema.org", "@type": "NewsArticle",
		"mainEntityOfPage": p.URL, "headline": v.Headline, "inLanguage": p.Outlet.Language,
		"datePublished": v.Published.Format(time.RFC3339), "dateModified": p.Day.Format(time.RFC3339),
		"articleSection": v.Section, "isAccessibleForFree": !v.Walled,
		"publisher": map[string]any{"@type": "NewsMediaOrganization", "name": p.Outlet.Name,
			"logo": map[string]any{"@type": "ImageObject", "url": p.Base + "/favicon.svg"}},
	}
	if v.Standfirst != "" {
		ld["description"] = v.Standfirst
	}
	var people []any
	for _, a := range v.Authors {
		people = append(people, map[string]any{"@type": "Person", "name": a.Name, "url": p.Base + a.Path})
	}
	if v.Agency != "" {
		people = append(people, map[string]any{"@type": "Organization", "name": v.Agency})
	}
	if people != nil {
		ld["author"] = people
	}
	if v.Figure != nil {
		ld["image"] = []any{v.Figure.URL}
	}
	if v.CommentsOpen {
		ld["commentCount"] = v.CommentCount
	}
	return ld
}

// A comment is what a reader left under an article.
type comment struct {
	Name, Text string
	When       time.Time
}

// commentsOn gives an article as many readers' comments as its file says.
func commentsOn(a *article) []comment {
	pool := englishComments
	if a.outlet.Language == "es" {
		pool = spanishComments
	}
	h := fnv.New32a()
	fmt.Fprint(h, a.id)
	start := int(h.Sum32() % uint32(len(pool)))
	var out []comment
	for i := range min(a.comments, len(pool)) {
		c := pool[(start+i)%len(pool)]
		c.When = a.published.Add(time.Duration(11+17*i) * time.Minute)
		out = append(out, c)
	}
	return out
}

var englishComments = []comment{
	{Name: "Sarnside", Text: "About time somebody wrote this down plainly. Thank you."},
	{Name: "old_harbour_hand", Text: "I have lived here for forty years and have heard all of this before."},
	{Name: "Quill", Text: "Could you please add a map next time? Not all of us know where that is."},
	{Name: "Bette R.", Text: "My brother was there. It was louder than you make it sound."},
	{Name: "NotConvinced", Text: "And who is going to pay for it? Us, as always."},
	{Name: "Ferryman", Text: "The third paragraph says it all."},
	{Name: "Lin Adair", Text: "I would like to hear the other side as well before I make up my mind."},
	{Name: "tram_9", Text: "First!"},
	{Name: "H. Osgood", Text: "There is a small mistake in the second sentence, but the rest is sound."},
	{Name: "Marrow & Sons", Text: "Good for trade, if it lasts. A big if."},
	{Name: "P. Velde", Text: "Read it twice and still do not see what changes for the valley."},
	{Name: "duskwatcher", Text: "The picture is lovely. Who took it?"},
}

var spanishComments = []comment{
	{Name: "Lector de Alba", Text: "Por fin alguien lo explica con claridad."},
	{Name: "marisol_v", Text: "¿Y cuánto nos va a costar todo esto?"},
	{Name: "Don Eusebio", Text: "Llevo treinta años leyendo la misma noticia."},
	{Name: "Puerto Viejo", Text: "Muy buen artículo, pero falta la opinión de los vecinos."},
	{Name: "T. Arce", Text: "Ojalá se cumpla lo prometido."},
}
