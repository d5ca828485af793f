package body

import (
	"strings"

	"dateline/news"
	"dateline/read/claims"
	"dateline/read/dom"
	"dateline/read/phrase"
	"dateline/trees"

	"golang.org/x/net/html"
)

// Judges are two forests of small decision trees that say which blocks are the body.
// The first looks at each block and what stands around it, the second also at what the
// first said of the blocks around it, so that a short line between paragraphs and the
// same line amid teasers are told apart. train_test.go in read trains them on labelled
// pages.
type Judges struct{ First, Second *trees.Forest }

// LoadJudges reads the forests from the files that are part of the program.
func LoadJudges(first, second []byte) Judges {
	return Judges{trees.MustLoad("read/data/html-first.trees", first, FirstFeatures()), trees.MustLoad("read/data/html-second.trees", second, SecondFeatures())}
}

// Most blocks are plainly not the body, and asking all trees of each would take most of
// the time. Once the log-odds fall below noHope (a chance of one in 150) the trees that
// are left aren't asked; where the first see less than Hopeless the second aren't.
const (
	noHope   = -5
	Hopeless = 0.01
)

// FirstPass is what the first trees say of each block.
func (j Judges) FirstPass(numbers [][]float32) []float32 { return j.First.Score(numbers, noHope) }

// doubt is how many times as sure the trees must be of body as of the contrary.
// A stray line spoils a body as a missing one does, but it is more often the
// stray one that the trees are unsure of.
const doubt = 1.25

// doubted lowers a probability so that even odds ask for as much as doubt says.
func doubted(p float32) float32 { return p / (p + (1-p)*doubt) }

// Judge gives each block the probability that it is body.
func (j Judges) Judge(s *Scene, numbers [][]float32) {
	first := j.FirstPass(numbers)
	v := s.View(first)
	var asked []int // blocks that the second trees are asked about
	var described [][]float32
	for i, x := range numbers {
		s.Blocks[i].Sure = first[i]
		if first[i] >= Hopeless {
			asked, described = append(asked, i), append(described, s.DescribeContext(x, first, v, i))
		}
	}
	for k, p := range j.Second.Score(described, noHope) {
		s.Blocks[asked[k]].Sure = doubted(p)
	}
}

// A Page is a page whose story is to be told from what is around it.
type Page struct {
	Doc *html.Node
	*claims.Claims
	Blocks   []*Judged
	Headline string
	OutletID string // letters of the outlet's name
	Body     []*Judged
	Begin    int // index in blocks of the first body block; len(blocks) without one
	Known    dom.ClassRoles
}

// New returns a page whose blocks are not judged yet.
func New(doc *html.Node, said *claims.Claims) *Page {
	return &Page{Doc: doc, Claims: said, Blocks: unjudged(dom.Segment(doc)), OutletID: said.House().Outlet, Known: dom.ClassRoles{}}
}

// MaxLinkedBody bounds, in bytes, how much of a body that a page's data gives is
// looked through for each of its blocks. A story is much shorter.
const MaxLinkedBody = 60 << 10

// Describe returns the numbers of all blocks of a page, and what they share.
func (p *Page) Describe() (*Scene, [][]float32) {
	for i, b := range p.Blocks {
		if b.Words <= 45 && i < MaxTraced {
			b.Said, b.Bylined, b.Dated = phrase.RoleByWords(b.Block), phrase.IsBylineLine(b.Text), phrase.IsDateLine(b.Text)
		}
		b.Ruled = roleOf(b)
	}
	s := NewScene(p.Blocks)
	s.Headline = dom.Letters(p.Headline)
	s.outlet = p.OutletID
	linked, metas := p.Descriptions()
	s.familiar = familiar(p.Headline, append(metas, linked))
	s.authors = p.AuthorNames()
	s.echoed = echoes(p.Blocks)
	for _, d := range append(metas, linked) {
		s.descriptions = append(s.descriptions, dom.Letters(strings.TrimRight(d, ".… ")))
	}
	s.captions = p.Alts
	if p.Article != nil {
		if whole, ok := p.Article["articleBody"].(string); ok && len(whole) < claims.MaxLinkedData {
			s.LinkedBody = dom.Letters(whole)
			s.LinkedBody = s.LinkedBody[:min(len(s.LinkedBody), MaxLinkedBody)]
		}
	}
	numbers := make([][]float32, len(p.Blocks))
	for i := range p.Blocks {
		numbers[i] = s.describe(i)
	}
	return s, numbers
}

// strongestFirst are the roles that a mark alone gives a block, in the order in which
// they count where several marks stand around it.
var strongestFirst = [...]dom.Role{dom.RoleNavigation, dom.RoleComments, dom.RoleLegal, dom.RoleAdvert, dom.RoleSignup,
	dom.RoleShare, dom.RoleTeaser, dom.RoleTags, dom.RoleCaption, dom.RoleAuthorBox, dom.RoleSection}

// How long, in words, a block may be that is something else than body by rules. Longer
// ones are body in which a name, a date or a picture is spoken of.
const (
	longByline   = 60 // marked as one: authors with their offices
	longDate     = 25 // marked as one: published, updated, reading time
	longCaption  = 80 // that says whose the photograph is
	shortLeader  = 14 // that reads like a byline or says a date
	longTeaser   = 25 // that is but a link
	fewestShouts = 3  // in capitals, and but a link
)

// roleOf judges one block by its marks and its words: body where nothing speaks
// against it.
func roleOf(b *Judged) dom.Role {
	if r := roleByMarks(b); r != dom.RoleNone {
		return r
	}
	quotation := isQuotation(b)
	switch {
	case b.Said != dom.RoleNone:
		return b.Said
	case !quotation && b.Words <= longCaption && phrase.SaysPhoto(b.Text):
		return dom.RoleCaption
	case !quotation && b.Words <= shortLeader && (b.Bylined || b.Dated):
		return dom.RoleByline
	case isLinkedTitle(b):
		return dom.RoleTeaser
	}
	return dom.RoleBody
}

// roleByMarks is what the elements around a block say that it is for.
func roleByMarks(b *Judged) dom.Role {
	for _, r := range strongestFirst {
		if b.Has(r) && !(isQuotation(b) && (r == dom.RoleCaption || r == dom.RoleShare)) {
			return r
		}
	}
	switch {
	case b.Words <= longByline && b.Has(dom.RoleByline):
		return dom.RoleByline
	case b.Words <= longDate && b.Has(dom.RoleDate):
		return dom.RoleDate
	}
	return dom.RoleNone
}

// isLinkedTitle reports whether a paragraph is but a link and no whole sentence, or is
// written in capitals.
func isLinkedTitle(b *Judged) bool {
	if b.Kind != news.PlainParagraph || b.LinkShare < 0.9 {
		return false
	}
	return b.Words <= longTeaser && !dom.EndsSentence(b.Text) || b.Words >= fewestShouts && b.Text == strings.ToUpper(b.Text)
}

func isQuotation(b *Judged) bool { return b.Kind == news.QuoteParagraph }
