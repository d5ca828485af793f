package body

import (
	"errors"

	"dateline/read/dom"
	"dateline/read/phrase"
)

// A pass cleans the body that the trees chose. The passes run in the order of the
// list, each on what those before it left.
type pass struct {
	name  string
	run   func(*Page)
	needs func(*Page) error // what must hold before, if it needs more than roles
	from  []dom.Role        // the roles that it may take from a block; none: any
	to    []dom.Role        // the roles that it may give; none: any
	holds func(*Page) error // what holds afterwards
}

// passes are in the order in which they run. TestPasses checks of each, on pages of
// testdata and on small ones of its own, what it needs, which roles it changes, and
// what then holds.
var passes = []pass{
	{"give each block its role", (*Page).assignRoles,
		onlyGivenRoles, roles(dom.RoleNone), nil, likelyIsBody},
	{"leave out what stands above the headline", (*Page).strikeAbove,
		likelyIsBody, roles(dom.RoleBody), roles(dom.RoleNone), nil},
	{"leave out the byline below the headline", (*Page).strikeByline,
		nil, roles(dom.RoleBody), roles(dom.RoleByline), nil},
	{"take in what stands between body", (*Page).takeBetween,
		nil, roles(dom.RoleNone, dom.RoleEmbed), roles(dom.RoleBody), nil},
	{"take in the last words of a short body", (*Page).takeLastWords,
		nil, roles(dom.RoleNone), roles(dom.RoleBody), nil},
	{"take in whose a quotation is", (*Page).attribute,
		nil, nil, roles(dom.RoleBody), nil},
	{"leave out copies", (*Page).strikeCopies,
		nil, roles(dom.RoleBody), roles(dom.RoleTeaser), saidOnce},
	{"leave out a thread of comments", (*Page).strikeThread,
		saidOnce, roles(dom.RoleBody), roles(dom.RoleComments), nil},
	{"leave out comments that are marked one by one", (*Page).strikeMarkedComments,
		saidOnce, roles(dom.RoleBody), roles(dom.RoleComments), nil},
	{"leave out the next story", (*Page).strikeNextStories,
		saidOnce, roles(dom.RoleBody), roles(dom.RoleTeaser), nil},
	{"leave out what stands in places that scripts fill", (*Page).strikeMachinery,
		nil, roles(dom.RoleBody), roles(dom.RoleAdvert), nil},
	{"leave out boxes that ask for something", (*Page).strikeOffers,
		nil, roles(dom.RoleBody), roles(dom.RoleSignup), nil},
	{"leave out lists of links", (*Page).strikeLinkLists,
		nil, roles(dom.RoleBody), roles(dom.RoleTeaser), nil},
	{"leave out boxes that are links", (*Page).strikeLinkedBoxes,
		nil, roles(dom.RoleBody), roles(dom.RoleTeaser), nil},
	{"leave out boxes on related stories", (*Page).strikeRelated,
		nil, roles(dom.RoleBody), roles(dom.RoleTeaser), nil},
	{"leave out quotations pulled from the story", (*Page).strikePullQuotes,
		nil, roles(dom.RoleBody), roles(dom.RoleTeaser), nil},
	{"leave out notes", (*Page).strikeNotes,
		nil, roles(dom.RoleBody, dom.RoleNone), roles(dom.RoleNote), nil},
	{"leave out cards of other stories", (*Page).strikeCards,
		saidOnce, roles(dom.RoleBody, dom.RoleNone), roles(dom.RoleTeaser), nil},
	{"take in headings that read like labels", (*Page).takeHeadings,
		nil, roles(dom.RoleNone, dom.RoleTeaser), roles(dom.RoleBody), nil},
	{"take in the hours of a live report", (*Page).takeHours,
		nil, nil, roles(dom.RoleBody), nil},
	{"leave out labels that head nothing", (*Page).strikeLabels,
		nil, roles(dom.RoleBody), roles(dom.RoleTeaser), endsInText},
	{"gather the body", (*Page).gather,
		endsInText, roles(), roles(), bodyIsGathered},
	{"find the standfirst", (*Page).findStandfirst,
		bodyIsGathered, roles(dom.RoleNone, dom.RoleBody), roles(dom.RoleStandfirst), bodyIsGathered},
	{"leave out the standfirst's copy", (*Page).dropStandfirstCopy,
		bodyIsGathered, roles(dom.RoleBody), roles(dom.RoleStandfirst), bodyIsGathered},
	{"find captions", (*Page).findCaptions,
		bodyIsGathered, nil, roles(dom.RoleCaption), bodyIsGathered},
	{"find the standfirst by the description", (*Page).findSummary,
		bodyIsGathered, nil, roles(dom.RoleStandfirst), nil},
}

func roles(r ...dom.Role) []dom.Role { return append([]dom.Role{}, r...) }

// Select gives each block its role and gathers the body.
func (p *Page) Select() {
	for _, x := range passes {
		x.run(p)
	}
}

// even is how sure the trees must be of a block that it is body. They already ask
// for more than even odds: see doubt.
const even = 0.5

// assignRoles takes for body what the trees are sure of, and else the role that the
// rules know.
func (p *Page) assignRoles() {
	for _, b := range p.Blocks {
		if b.Role != dom.RoleNone {
			continue
		}
		switch {
		case neverBody(b):
			b.Role = b.Ruled
		case b.Ruled == dom.RoleCaption && !Captioned(b) && phrase.IsBylineLine(b.Text):
			b.Role = dom.RoleByline // a class for small letters, not for captions
		case b.Ruled == dom.RoleCaption && !Captioned(b) && b.Dated:
			b.Role = dom.RoleDate
		case b.Sure >= even:
			b.Role = dom.RoleBody
		case b.Ruled != dom.RoleBody:
			b.Role = b.Ruled
		}
	}
}

// neverBody reports whether the rules are so sure of a block that the trees aren't
// asked: of a caption in a figure, of an order to the page's own machinery.
func neverBody(b *Judged) bool {
	switch b.Ruled {
	case dom.RoleCaption:
		return Captioned(b) || b.Pictures > 0 && phrase.SaysPhoto(b.Text)
	case dom.RoleNavigation:
		_, pages := phrase.PageOf(b.Text)
		return pages > 0 || phrase.Shortcode(b.Text)
	}
	return false
}

// gather collects the blocks of the body.
func (p *Page) gather() {
	p.Body = nil
	p.Begin = len(p.Blocks)
	for i, b := range p.Blocks {
		if b.Role == dom.RoleBody {
			p.Begin = min(p.Begin, i)
			p.Body = append(p.Body, b)
		}
	}
}

// So sure of a block that it may be body if the body goes on around it. maybeQuoted
// is of a block in a post quoted from elsewhere, whose lines are short and which the
// trees therefore take for other people's.
const (
	MaybeBody   = 0.15
	maybeQuoted = 0.03
)

// takeBetween takes in short runs of blocks between body that may be body, too.
func (p *Page) takeBetween() {
	Sandwiched(len(p.Blocks),
		func(i int) bool { return p.Blocks[i].Role == dom.RoleBody },
		func(i int) bool { return mayStandBetween(p.Blocks[i]) },
		func(i int) { p.Blocks[i].Role = dom.RoleBody })
}

func mayStandBetween(b *Judged) bool {
	if isQuotation(b) && b.MarkOf(dom.RoleEmbed) != nil {
		return (b.Role == dom.RoleNone || b.Role == dom.RoleEmbed) && b.Sure >= maybeQuoted
	}
	return b.Role == dom.RoleNone && b.Sure >= MaybeBody && b.LinkShare < 0.5
}

// longestGap bounds, in blocks, what may be taken in between two blocks of the body.
// The lists and posts that stories hold are shorter; a longer run is a box.
const longestGap = 8

// Sandwiched finds, between two things that are body, short runs of which each
// might be: a list, a short answer between two long ones.
func Sandwiched(n int, isBody, might func(int) bool, take func(int)) {
	last := -1
	for i := range n {
		if !isBody(i) {
			continue
		}
		if run := i - last - 1; last >= 0 && run > 0 && run <= longestGap {
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

// onlyGivenRoles: the headline was found, the desk may have said what a block is, and
// no other block has a role.
func onlyGivenRoles(p *Page) error {
	for _, b := range p.Blocks {
		if b.Role != dom.RoleNone && b.Role != dom.RoleHeadline && b.Desk == "" {
			return errors.New("a block has a role before any was given: " + b.Text)
		}
	}
	return nil
}

// likelyIsBody: what the trees are sure of is body, unless it is something else for
// certain.
func likelyIsBody(p *Page) error {
	for _, b := range p.Blocks {
		if b.Role == dom.RoleNone && b.Sure >= even {
			return errors.New("a block that is surely body has no role: " + b.Text)
		}
	}
	return nil
}

// saidOnce: no long paragraph is in the body twice.
func saidOnce(p *Page) error {
	seen := map[string]bool{}
	for _, b := range p.Blocks {
		if b.Role != dom.RoleBody || b.Words < longCopy {
			continue
		}
		if seen[b.Letters] {
			return errors.New("the body says twice: " + b.Text)
		}
		seen[b.Letters] = true
	}
	return nil
}

// endsInText: the last block of the body is no heading.
func endsInText(p *Page) error {
	for i := len(p.Blocks) - 1; i >= 0; i-- {
		if b := p.Blocks[i]; b.Role == dom.RoleBody {
			if isLabel(b) {
				return errors.New("the body ends in a heading: " + b.Text)
			}
			return nil
		}
	}
	return nil
}

// bodyIsGathered: the body is made of the blocks that have its role, in the order of
// the page, and begins nowhere before begin.
func bodyIsGathered(p *Page) error {
	k := 0
	for i, b := range p.Blocks {
		if b.Role != dom.RoleBody {
			continue
		}
		if k >= len(p.Body) || p.Body[k] != b || i < p.Begin {
			return errors.New("the body lacks: " + b.Text)
		}
		k++
	}
	if k != len(p.Body) {
		return errors.New("the body holds a block that has another role: " + p.Body[k].Text)
	}
	return nil
}
