package field

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"dateline/news"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	//go:embed lexicon/kind-error.txt
	errorText string
	//go:embed lexicon/kind-wall.txt
	wallText string
	//go:embed lexicon/kind-house.txt
	houseText string
	//go:embed lexicon/kind-list-paths.txt
	listPathText string
	//go:embed lexicon/kind-cart.txt
	cartText string
	//go:embed lexicon/kind-results.txt
	resultsText string
)

// kindLexicon are the phrases by which pages that are no stories are told, in letters.
var kindLexicon = sync.OnceValue(func() (l struct{ errors, walls, houses, listPaths, carts, results map[string]bool }) {
	l.errors, l.walls, l.houses = dom.Lexicon(errorText), dom.Lexicon(wallText), dom.Lexicon(houseText)
	l.listPaths, l.carts, l.results = dom.Lexicon(listPathText), dom.Lexicon(cartText), dom.Lexicon(resultsText)
	return l
})

// A kindScene is what tells the kind of a page.
type kindScene struct {
	*Page
	report    *news.Report
	words     int // of the body
	sentences int
	signed    bool // it has a byline or a date of its own
	claimed   bool // its data says that it is an article
	listings  listings
	heading   string   // letters of its first heading
	title     string   // letters of its title without the site's name
	segments  []string // of its address
	controls  controls
}

// controls are what a page has to fill in and to press.
type controls struct {
	passwords, emails, choices, buttons int
	cart                                bool
}

func (p *Page) newKindScene(r *news.Report) *kindScene {
	s := &kindScene{Page: p, report: r}
	s.words, s.sentences = countSentences(r.Paragraphs)
	s.signed = !r.Published.IsZero() || len(r.Bylines) > 0
	s.claimed = p.Kind() == news.KindArticle
	s.listings = p.listed()
	s.heading, s.title = p.firstHeading(), dom.Letters(p.withoutSite(p.Title[:min(len(p.Title), maxTitle)]))
	for segment := range strings.SplitSeq(strings.ToLower(strings.Trim(p.Base.Path, "/")), "/") {
		if segment != "" && len(s.segments) < 12 {
			s.segments = append(s.segments, segment)
		}
	}
	s.controls = p.controls()
	return s
}

// firstHeading is the letters of the page's first heading that says something.
func (p *Page) firstHeading() string {
	for level := 1; level <= 2; level++ {
		for _, b := range p.Blocks {
			if b.Level == level && b.MarkOf(dom.RoleNavigation) == nil && b.Letters != p.OutletID {
				return b.Letters
			}
		}
	}
	return ""
}

// controls counts what the page has to fill in and to press.
func (p *Page) controls() controls {
	var c controls
	budget := 20_000
	dom.EachElement(p.Doc, func(n *html.Node) bool {
		budget--
		label := ""
		switch n.DataAtom {
		case atom.Input:
			switch strings.ToLower(dom.Attr(n, "type")) {
			case "password":
				if !p.isBesideStory(n) {
					c.passwords++
				}
			case "email":
				c.emails++
			case "checkbox":
				c.choices++
			case "submit", "button":
				c.buttons, label = c.buttons+1, dom.Attr(n, "value")
			}
		case atom.Button:
			c.buttons, label = c.buttons+1, dom.OneLine(dom.RawTextBelow(n, 60))
		case atom.A:
			if class := dom.Attr(n, "class"); strings.Contains(class, "cart") || strings.Contains(class, "btn") || strings.Contains(class, "button") {
				label = dom.OneLine(dom.RawTextBelow(n, 60))
			}
		}
		c.cart = c.cart || label != "" && kindLexicon().carts[dom.Letters(label)]
		return budget > 0
	})
	return c
}

// isBesideStory reports whether an element stands outside the article element in which the
// headline and at least two paragraphs stand.
func (p *Page) isBesideStory(n *html.Node) bool {
	root := p.storyRoot()
	return root != nil && root.DataAtom == atom.Article && len(p.Body) >= 2 && !dom.Holds(root, n)
}

// kindRules are asked in this order; the first that knows the page's kind says it.
var kindRules = []func(*kindScene) (news.PageKind, string){
	(*kindScene).missing,
	(*kindScene).walled,
	(*kindScene).houseSpeaks,
	(*kindScene).discussed,
	(*kindScene).sold,
	(*kindScene).documented,
	(*kindScene).listing,
	(*kindScene).shownOrLive,
}

// pageKind returns what the page is, and what says so.
func (s *kindScene) pageKind() (news.PageKind, string) {
	for _, rule := range kindRules {
		if kind, why := rule(s); kind != "" {
			return kind, why
		}
	}
	switch s.kind(*s.report) {
	case news.KindListing:
		return news.PageListing, "many teasers and little text"
	case news.KindOther:
		return news.PageOther, ""
	}
	return news.PageArticle, ""
}

// ReportKindOf returns the kind of a report of a page of this kind, with or without text.
func ReportKindOf(kind news.PageKind, text bool) news.ReportKind {
	switch kind {
	case news.PageListing:
		return news.KindListing
	case news.PageArticle, news.PageLive, news.PageGallery, news.PageVideo:
		if text {
			return news.KindArticle
		}
	}
	return news.KindOther
}

// How long, in words, a page is at most that says that something isn't there, or asks for
// something before it shows a story. Those who explain much are shorter than a report.
const (
	longestError = 200
	longestWall  = 350
	fewestAsks   = 3 // different phrases, without one in the heading
)

// missing tells a page that says that there is nothing here.
func (s *kindScene) missing() (news.PageKind, string) {
	if s.words > longestError || s.signed && s.claimed || !s.report.Published.IsZero() {
		return "", ""
	}
	if len(s.report.Bylines) > 0 && s.sentences > storySentences {
		return "", ""
	}
	if s.sentences < storySentences && s.saysStatus() {
		return news.PageError, "a line with the status"
	}
	for phrase := range kindLexicon().errors {
		if says(s.heading, phrase) && len(s.heading) <= s.headingLimit(phrase) || says(s.title, phrase) && len(s.title) <= s.headingLimit(phrase)-30 {
			return news.PageError, "the heading"
		}
	}
	return "", ""
}

// headingLimit is how many letters a heading has at most that says with a phrase that
// nothing is here. One above several sentences is that of a story if it says more.
func (s *kindScene) headingLimit(phrase string) int {
	if s.sentences > storySentences {
		return len(phrase) + 15 // and no title
	}
	return 3*len(phrase) + 60
}

// rxStatus is a line that says the status of an answer of HTTP and nothing else.
var rxStatus = regexp.MustCompile(`^(?i:(?:http )?(?:error|status|code|fehler|erreur|errore|erro|foutcode)(?: code)?[ :–—-]*)?(?:40[034]|410|50[0234])(?i:[ :–—-]*(?:error|not found|page not found|gone))?[.!]?$`)

// saysStatus reports whether a line of the page is but the status of an error.
func (s *kindScene) saysStatus() bool {
	for _, b := range s.Blocks[:min(len(s.Blocks), 100)] {
		if b.Words <= 5 && rxStatus.MatchString(strings.TrimSpace(b.Text)) {
			return true
		}
	}
	return false
}

// says reports whether letters hold a phrase; a number alone must begin or end them.
func says(letters, phrase string) bool {
	if len(phrase) <= 3 {
		return strings.HasPrefix(letters, phrase) || strings.HasSuffix(letters, phrase)
	}
	return strings.Contains(letters, phrase)
}

// walled tells a page that asks for something before it shows a story.
func (s *kindScene) walled() (news.PageKind, string) {
	if s.report.Paywalled && s.words < fewSentenceWords && len(s.listings.cards) < manyTeasers {
		return news.PageWall, "nothing is shown to readers who don't pay"
	}
	if s.words > longestWall || s.claimed && s.sentences > storySentences || !s.report.Published.IsZero() && s.sentences >= storySentences {
		return "", ""
	}
	if s.controls.passwords > 0 && !s.signed && s.sentences <= storySentences && s.words < listWords && len(s.listings.cards) < listTeasers {
		return news.PageWall, "a password to fill in"
	}
	asked, headed := s.askedFor()
	switch {
	case len(s.report.Bylines) > 0 && s.claimed:
		return "", ""
	case headed && (asked >= 2 || s.controls.buttons > 0 && s.words < listWords), asked >= fewestAsks && s.asksMuch(asked):
		return news.PageWall, "the page asks for something first"
	}
	return "", ""
}

// asksMuch reports whether so many phrases are much for the page: next to no links, and
// not more than so many words for each.
func (s *kindScene) asksMuch(asked int) bool {
	const perAsk = 45
	return s.words <= asked*perAsk && len(s.listings.cards) < listTeasers && !s.signed
}

// askedFor counts the different phrases of a wall in the page's text outside its frame,
// and says whether the heading or the title has one.
func (s *kindScene) askedFor() (asked int, headed bool) {
	var letters strings.Builder
	for _, b := range s.Blocks[:min(len(s.Blocks), 200)] {
		if !b.Has(dom.RoleNavigation) && !b.Has(dom.RoleComments) && letters.Len() < 8000 {
			letters.WriteString(b.Letters)
			letters.WriteByte(' ')
		}
	}
	text := letters.String()
	for phrase := range kindLexicon().walls {
		if len(phrase) < 5 {
			continue
		}
		headed = headed || strings.Contains(s.heading, phrase) && len(s.heading) <= len(phrase)+40 || strings.Contains(s.title, phrase) && len(s.title) <= len(phrase)+20
		if strings.Contains(text, phrase) {
			asked++
		}
	}
	return asked, headed
}

// houseSpeaks tells an imprint, terms, a page of newsletters: their headings are the same
// everywhere.
func (s *kindScene) houseSpeaks() (news.PageKind, string) {
	if s.claimed && s.signed || len(s.report.Bylines) > 0 && !s.report.Published.IsZero() {
		return "", ""
	}
	last := ""
	if len(s.segments) > 0 {
		last, _, _ = strings.Cut(s.segments[len(s.segments)-1], ".")
	}
	houses := kindLexicon().houses
	switch {
	case houses[s.heading]:
		return news.PageOther, "the heading"
	case houses[s.title] && (s.heading == "" || houses[dom.Letters(last)]):
		return news.PageOther, "the title"
	case houses[dom.Letters(last)] && s.controls.emails > 0 && s.controls.buttons > 0 && s.report.Published.IsZero():
		return news.PageOther, "the address"
	}
	return s.offersLetters()
}

// fewestLetters are how many newsletters a page offers at least that lets choose.
const fewestLetters = 2

// offersLetters tells a page on which newsletters can be chosen.
func (s *kindScene) offersLetters() (news.PageKind, string) {
	c := s.controls
	if s.signed || s.words >= listWords || c.emails == 0 {
		return "", ""
	}
	if c.choices < fewestLetters || c.buttons == 0 {
		return "", ""
	}
	return news.PageOther, "a choice of letters to sign up for"
}

// fewestPosts make a discussion.
const fewestPosts = 3

// discussed tells a page on which people write to each other.
func (s *kindScene) discussed() (news.PageKind, string) {
	if s.Describes("DiscussionForumPosting", "QAPage") && !s.claimed {
		return news.PageForum, "JSON-LD"
	}
	if s.claimed || strings.HasPrefix(s.Meta("og:type"), "article") {
		return "", ""
	}
	if s.posts() >= fewestPosts {
		return news.PageForum, "posts one by one"
	}
	return "", ""
}

// rxPost is in the class or id of what people wrote, each for themselves.
var rxPost = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:post|message|reply|answer|posting|beitrag|msg|topic-post|thread-post)(?:$|[\s_-]|\d)`)

// posts counts elements beside each other that are marked as posts, and each of which
// names who wrote it, and when, without being a link to another page.
func (s *kindScene) posts() int {
	count := map[*html.Node]int{}
	most, budget := 0, 20_000
	dom.EachElement(s.Doc, func(n *html.Node) bool {
		budget--
		if n.DataAtom != atom.Div && n.DataAtom != atom.Li && n.DataAtom != atom.Article && n.DataAtom != atom.Tr && n.DataAtom != atom.Section || n.Parent == nil {
			return budget > 0
		}
		if rxPost.MatchString(dom.Attr(n, "class")+" "+dom.Attr(n, "id")) && isPost(n) {
			count[n.Parent]++
			most = max(most, count[n.Parent])
		}
		return budget > 0
	})
	return most
}

// isPost reports whether an element holds an author, a date and words, and no headline
// that leads on.
func isPost(n *html.Node) bool {
	author, date, headline, budget := false, false, false, 200
	dom.EachElement(n, func(c *html.Node) bool {
		budget--
		for _, r := range dom.ElementRoles(c) {
			author = author || r == dom.RoleByline || r == dom.RoleAuthorBox
			date = date || r == dom.RoleDate
		}
		class := dom.Attr(c, "class")
		author = author || strings.Contains(class, "user") || strings.Contains(class, "poster") || strings.Contains(class, "avatar")
		date = date || strings.Contains(class, "date") || strings.Contains(class, "time")
		switch c.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4:
			headline = headline || hasLink(c)
		}
		return budget > 0
	})
	if !author || headline || dom.TextLength(n, 60) < 60 {
		return false
	}
	return date || saysWhen(n)
}

// saysWhen reports whether the first words of a post say a day, or the post's own mark-up
// names its author for scripts.
func saysWhen(n *html.Node) bool {
	if dom.Attr(n, "data-author") != "" {
		return true
	}
	_, _, ok := phrase.FindDay(dom.OneLine(dom.RawTextBelow(n, 120)))
	return ok
}

func hasLink(n *html.Node) bool {
	found, budget := false, 100
	dom.EachElement(n, func(c *html.Node) bool {
		budget--
		found = found || c.DataAtom == atom.A && dom.Attr(c, "href") != ""
		return !found && budget > 0
	})
	return found
}

// sold tells a page on which one thing is for sale.
func (s *kindScene) sold() (news.PageKind, string) {
	if s.claimed || s.signed && s.sentences >= storySentences {
		return "", ""
	}
	product := s.Describes("Product", "ProductGroup", "IndividualProduct", "Vehicle") || strings.HasPrefix(s.Meta("og:type"), "product") || s.Meta("product:price:amount", "og:price:amount") != ""
	switch {
	case product && s.controls.cart:
		return news.PageProduct, "a product that can be bought"
	case product && s.sentences < storySentences:
		return news.PageProduct, "a product"
	case s.controls.cart && s.sentences < storySentences && !s.signed:
		return news.PageProduct, "something that can be bought"
	}
	return "", ""
}

// rxDocsMaker is what makes pages that document software.
var rxDocsMaker = regexp.MustCompile(`(?i)\b(?:sphinx|mkdocs|docusaurus|doxygen|gitbook|vuepress|vitepress|javadoc|antora|asciidoctor|mdbook|rustdoc|read the docs|docsify|yard|slate|hugo-book)\b`)

// documented tells a page that documents software.
func (s *kindScene) documented() (news.PageKind, string) {
	if s.claimed && s.signed || s.Describes("BlogPosting", "NewsArticle") {
		return "", ""
	}
	if s.Describes("TechArticle", "APIReference") {
		return news.PageDocs, "JSON-LD"
	}
	if rxDocsMaker.MatchString(s.Meta("generator")) && len(s.report.Bylines) == 0 {
		return news.PageDocs, "the program that made the page"
	}
	code, named := 0, strings.HasPrefix(s.Base.Hostname(), "docs.")
	for _, b := range s.Blocks {
		if b.Kind == news.CodeParagraph {
			code++
		}
	}
	for _, segment := range s.segments {
		switch segment {
		case "docs", "doc", "documentation", "reference", "api", "manual", "man", "apidocs", "javadoc":
			named = true
		}
	}
	if named && code > 0 && !s.signed || code >= 4 && len(s.report.Bylines) == 0 && s.report.Published.IsZero() {
		return news.PageDocs, "code, and an address of documents"
	}
	return "", ""
}

// What makes a gallery: as many pictures, and no more words for each.
const (
	manyFigures  = 6
	wordsAFigure = 12
)

// shownOrLive tells stories that are told in another way than in prose.
func (s *kindScene) shownOrLive() (news.PageKind, string) {
	switch {
	case s.words > 0 && s.IsLive():
		return news.PageLive, "entries with their hours"
	case s.words > 0 && s.words < listWords && (strings.HasPrefix(s.Meta("og:type"), "video") || !s.claimed && s.Describes("VideoObject")):
		return news.PageVideo, "a video"
	case s.Describes("ImageGallery", "MediaGallery"), len(s.report.Figures) >= manyFigures && s.words < wordsAFigure*len(s.report.Figures):
		if s.words > 0 {
			return news.PageGallery, "pictures with few words"
		}
	}
	return "", ""
}
