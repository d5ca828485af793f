package read

import (
	_ "embed"
	"strings"
	"sync"

	"dateline/news"
	"dateline/read/claims"
	"dateline/read/dom"
	"dateline/read/phrase"
	"dateline/trees"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Which blocks are the body, two forests of small decision trees say
// (trees). The first looks at each block and what stands around
// it, the second also at what the first said of the blocks around it, so that a
// short line between paragraphs and the same line amid teasers are told apart.
// train_test.go learns them from labelled pages.

// judges are the forests for one form of page.
type judges struct{ first, second *trees.Forest }

var (
	//go:embed data/html-first.trees
	htmlFirst []byte
	//go:embed data/html-second.trees
	htmlSecond []byte

	htmlJudges = sync.OnceValue(func() judges { return decodeJudges(htmlFirst, htmlSecond) })
)

func decodeJudges(first, second []byte) judges {
	return judges{loadForest("html-first", first, firstFeatures()), loadForest("html-second", second, secondFeatures())}
}

// Most blocks are plainly not the body. Below the log-odds of noHope the first
// trees aren't heard to the end, and where they see less than hopeless the
// second aren't asked.
const (
	noHope   = -5
	hopeless = 0.01
)

// glance is what the first trees say of each block.
func (j judges) glance(numbers [][]float32) []float32 { return j.first.Sift(numbers, noHope) }

// doubt is how many times as sure the trees must be of body as of the contrary.
// A stray line spoils a body as a missing one does, but it is more often the
// stray one that the trees are unsure of.
const doubt = 1.25

// judge gives each block the probability that it is body.
func (j judges) judge(s *scene, numbers [][]float32) {
	first := j.glance(numbers)
	v := s.view(first)
	var asked []int // blocks that the second trees are asked about
	var described [][]float32
	for i, x := range numbers {
		s.blocks[i].sure = first[i]
		if first[i] >= hopeless {
			asked, described = append(asked, i), append(described, s.describeContext(x, first, v, i))
		}
	}
	for k, p := range j.second.Sift(described, noHope) {
		s.blocks[asked[k]].sure = p / (p + (1-p)*doubt)
	}
}

// maxLinkedBody bounds, in bytes, how much of a body that a page's data gives is
// looked through for each of its blocks. A story is much shorter.
const maxLinkedBody = 60 << 10

// numbers describes all blocks of a page.
func (p *page) numbers() (*scene, [][]float32) {
	for i, b := range p.blocks {
		if b.Words <= 45 && i < maxTraced {
			b.said, b.bylined, b.dated = phrase.RoleByWords(b.Block), phrase.IsBylineLine(b.Text), phrase.IsDateLine(b.Text)
		}
		b.ruled = roleOf(b)
	}
	s := newScene(p.blocks)
	s.headline = dom.Letters(p.headline)
	s.outlet = p.outletID
	linked, metas := p.Descriptions()
	s.familiar = familiar(p.headline, append(metas, linked))
	s.authors = p.AuthorNames()
	s.echoed = echoes(p.blocks)
	for _, d := range append(metas, linked) {
		s.descriptions = append(s.descriptions, dom.Letters(strings.TrimRight(d, ".… ")))
	}
	s.captions = p.Alts
	if p.Article != nil {
		if whole, ok := p.Article["articleBody"].(string); ok && len(whole) < claims.MaxLinkedData {
			s.linkedBody = dom.Letters(whole)
			s.linkedBody = s.linkedBody[:min(len(s.linkedBody), maxLinkedBody)]
		}
	}
	numbers := make([][]float32, len(p.blocks))
	for i := range p.blocks {
		numbers[i] = s.describe(i)
	}
	return s, numbers
}

// selectBody gives each block its role and gathers the body.
func (p *page) selectBody() {
	for _, b := range p.blocks {
		if b.role != dom.RoleNone {
			continue
		}
		switch {
		case b.ruled == dom.RoleCaption && (captioned(b) || b.Pictures > 0 && phrase.SaysPhoto(b.Text)), b.ruled == dom.RoleNavigation && phrase.Shortcode(b.Text):
			b.role = b.ruled // whatever the trees say: no caption leaks
		case b.sure >= 0.5:
			b.role = dom.RoleBody
		case b.ruled != dom.RoleBody:
			b.role = b.ruled
		}
	}
	p.strikeAbove()
	p.strikeByline()
	sandwiched(len(p.blocks),
		func(i int) bool { return p.blocks[i].role == dom.RoleBody },
		func(i int) bool {
			b := p.blocks[i]
			if isQuotation(b) && b.MarkOf(dom.RoleEmbed) != nil {
				return (b.role == dom.RoleNone || b.role == dom.RoleEmbed) && b.sure >= maybeQuoted
			}
			return b.role == dom.RoleNone && b.sure >= maybeBody && b.LinkShare < 0.5
		},
		func(i int) { p.blocks[i].role = dom.RoleBody })
	p.attribute()
	p.strikeCopies()
	p.strikeThread()
	p.strikeCards()
	p.strikeLabels()
	p.body = nil
	p.begin = len(p.blocks)
	for i, b := range p.blocks {
		if b.role == dom.RoleBody {
			p.begin = min(p.begin, i)
			p.body = append(p.body, b)
		}
	}
	p.findStandfirst()
}

// strikeAbove takes out what stands above the headline: search boxes, notices,
// where on the site the reader is. Only where most of the story stands below it is
// that sure to be the story's headline, and a heading above may be it after all.
func (p *page) strikeAbove() {
	var above []*block
	before, after := 0, 0 // words
	heading, below := false, false
	for _, b := range p.blocks {
		below = below || b.role == dom.RoleHeadline
		switch {
		case b.role != dom.RoleBody:
			continue
		case below:
			after += b.Words
			continue
		}
		before += b.Words
		heading = heading || b.Kind == news.HeadingParagraph
		if !heading && b.told == "" {
			above = append(above, b)
		}
	}
	if before*4 > after {
		return
	}
	for _, b := range above {
		b.role = dom.RoleNone
	}
}

// strikeByline takes out a byline below the headline, which may have its date on
// a line of its own: "by" can begin a line of a story, but not its first.
func (p *page) strikeByline() {
	for _, b := range p.blocks[:min(len(p.blocks), maxTraced)] {
		if b.role != dom.RoleBody || b.told != "" {
			continue
		}
		if b.Words > 25 {
			return
		}
		by, other := false, false
		for line := range strings.Lines(b.Text) {
			line = strings.TrimSpace(line)
			switch {
			case phrase.IsBylineLine(line):
				by = true
			case !phrase.IsDateLine(line):
				other = true
			}
		}
		if by && !other {
			b.role = dom.RoleByline
		}
	}
}

// attribute gives the line that says whose a quotation is ("— Name, date") the
// role of the quotation that it stands in.
func (p *page) attribute() {
	for i := 1; i < len(p.blocks); i++ {
		b, before := p.blocks[i], p.blocks[i-1]
		if isQuotation(b) && isQuotation(before) && before.role == dom.RoleBody && b.role != dom.RoleBody && b.Words <= 25 && strings.IndexAny(b.Text, "—–-") == 0 && quotationOf(b) == quotationOf(before) {
			b.role = dom.RoleBody
		}
	}
}

func quotationOf(b *block) *html.Node {
	n := b.Node
	for n != nil && n.DataAtom != atom.Blockquote {
		n = n.Parent
	}
	return n
}

// captioned: the block stands in a figure's caption.
func captioned(b *block) bool {
	m := b.MarkOf(dom.RoleCaption)
	return m != nil && m.Node.DataAtom == atom.Figcaption
}

// So sure of a block that it may be body if what is around it is; and of one in a
// post quoted from elsewhere.
const (
	maybeBody   = 0.15
	maybeQuoted = 0.03
)

// sandwiched finds, between two blocks that are body, short runs of which each
// might be: a list, a short answer between two long ones.
func sandwiched(n int, isBody, might func(int) bool, take func(int)) {
	const most = 8
	last := -1
	for i := range n {
		if !isBody(i) {
			continue
		}
		if run := i - last - 1; last >= 0 && run > 0 && run <= most {
			all := true
			for j := last + 1; j < i; j++ {
				all = all && might(j)
			}
			for j := last + 1; j < i && all; j++ {
				take(j)
			}
		}
		last = i
	}
}

// surely: so sure of a first paragraph that it stays one, though the page's
// description begins as it does. (Labelled pages differ on whether a lead that is
// set apart is body.)
const surely = 0.85

// findStandfirst looks for it between the headline and the body, and takes it
// out of the body if it begins it.
func (p *page) findStandfirst() {
	if len(p.body) == 0 {
		return
	}
	head := 0
	for i, b := range p.blocks[:p.begin] {
		if b.role == dom.RoleHeadline {
			head = i
		}
	}
	for _, b := range p.blocks[head:p.begin] {
		if (b.role == dom.RoleNone || b.role == dom.RoleStandfirst) && p.standfirstRole(b, p.body[0]) {
			b.role = dom.RoleStandfirst
			return
		}
	}
	if first := p.body[0]; len(p.body) > 2 && (first.sure < surely || first.Has(dom.RoleStandfirst)) && p.standfirstRole(first, p.body[1]) {
		p.body[0].role = dom.RoleStandfirst
		p.body = p.body[1:]
	}
}

// roleOf judges one block by its marks and its words: body where nothing speaks
// against it.
func roleOf(b *block) dom.Role {
	for _, r := range []dom.Role{dom.RoleNavigation, dom.RoleComments, dom.RoleLegal, dom.RoleAdvert, dom.RoleSignup, dom.RoleShare, dom.RoleTeaser, dom.RoleTags, dom.RoleCaption, dom.RoleAuthorBox, dom.RoleSection} {
		if b.Has(r) && !((r == dom.RoleCaption || r == dom.RoleShare) && isQuotation(b)) {
			return r
		}
	}
	if b.Has(dom.RoleByline) && b.Words <= 60 {
		return dom.RoleByline
	}
	if b.Has(dom.RoleDate) && b.Words <= 25 {
		return dom.RoleDate
	}
	if b.said != dom.RoleNone {
		return b.said
	}
	if !isQuotation(b) && b.Words <= 80 && phrase.SaysPhoto(b.Text) {
		return dom.RoleCaption
	}
	if b.Words <= 14 && (b.bylined || b.dated) && !isQuotation(b) {
		return dom.RoleByline
	}
	if b.Kind == news.PlainParagraph && b.LinkShare >= 0.9 && b.Words <= 25 && !dom.EndsSentence(b.Text) {
		return dom.RoleTeaser
	}
	if b.Kind == news.PlainParagraph && b.LinkShare >= 0.9 && b.Words >= 3 && b.Text == strings.ToUpper(b.Text) {
		return dom.RoleTeaser
	}
	return dom.RoleBody
}

func isQuotation(b *block) bool { return b.Kind == news.QuoteParagraph }

// strikeCopies takes out what the body says twice: a page that loads the next
// story below the first sometimes holds the first again.
func (p *page) strikeCopies() {
	seen := map[string]bool{}
	copies, rest, first := 0, 0, -1
	for i, b := range p.blocks {
		if b.role != dom.RoleBody || b.Words < 15 {
			continue
		}
		switch {
		case seen[b.Letters]:
			if copies++; first < 0 {
				first = i
			}
			if b.Words >= 25 {
				b.role = dom.RoleTeaser
			}
		case first >= 0:
			rest++
		}
		seen[b.Letters] = true
	}
	if copies < 4 || rest*3 > copies {
		return
	}
	for first > 0 && (p.blocks[first-1].Words < 15 || p.blocks[first-1].LinkShare > 0.3) {
		first-- // the copy's own headline, byline, dates
	}
	for _, b := range p.blocks[first:] {
		if b.role == dom.RoleBody {
			b.role = dom.RoleTeaser
		}
	}
}

// strikeLabels takes out headings after which no body follows.
func (p *page) strikeLabels() {
	last := true // nothing of the body follows
	for i := len(p.blocks) - 1; i >= 0; i-- {
		b := p.blocks[i]
		if b.role != dom.RoleBody {
			continue
		}
		if b.Kind != news.HeadingParagraph {
			last = false
			continue
		}
		if last {
			b.role = dom.RoleTeaser
		}
	}
}
