package site

import (
	"math"
	"slices"

	"dateline/read/dom"
)

// A Profile is what was learned of one site from its pages: which of its blocks
// are body, by the way they are set, and which texts it repeats on page after
// page. It is small, can be written as JSON, and is handed in and out; the zero
// Profile knows nothing. A redesign, or a second template of the site (live,
// video), has its own part of it. What was not seen for long is forgotten.
//
// It is made of PageProfiles alone: the same ones in the same order, with the same
// corrections, make the same profile, so that it can be made anew at any time
// without reading a page again.
type Profile struct {
	Pages     int                  `json:"pages"` // read so far; also its clock
	Templates []*template          `json:"templates,omitempty"`
	Texts     map[uint64]*saidText `json:"texts,omitempty"` // by digest
}

// A template is one way in which the site sets its stories.
type template struct {
	Last   int               `json:"last"` // page on which it was last seen
	Pages  int               `json:"pages"`
	Styles map[uint64]*style `json:"styles"` // by digest of how a block is set
}

// style counts the blocks that are set alike: how many are plainly body and
// how many plainly are not, by what the trees, anchors and the desk say. What is
// in doubt counts for neither.
type style struct {
	Body  float32 `json:"b,omitempty"`
	Other float32 `json:"o,omitempty"`
	Pages int     `json:"p"`
	Last  int     `json:"l"`
	Desk  bool    `json:"d,omitempty"` // the desk said something of it
	Said  string  `json:"r,omitempty"` // the role that the desk gave it, other than body
}

// saidText is a text that the site has said.
type saidText struct {
	Pages int    `json:"p"`
	First int    `json:"f,omitempty"` // page on which it was first seen
	Last  int    `json:"l"`
	Story uint64 `json:"s,omitempty"` // digest of the headline under which it was last seen
	Said  string `json:"d,omitempty"` // its role by the desk's word
}

const (
	MaxTemplates = 6
	maxStyles    = 200 // of a template
	MaxTexts     = 2000
	deskWeight   = 20 // blocks that a word of the desk weighs as many as
)

// HintsFor returns what the profile, and the desk, say of a page. It doesn't change the
// profile; several may call it at the same time.
func (m *Profile) HintsFor(t PageProfile, corrections ...Correction) Hints {
	a := Hints{blocks: make([]hint, len(t.blocks))}
	of := m.templateOf(t)
	copied := m.copied(t)
	for i, b := range t.blocks {
		x, said := logit(float32(b.sure)/255), ""
		if of != nil && b.style != 0 {
			if style := of.Styles[b.style]; style != nil {
				x += style.speaks()
				said = style.Said
			}
		}
		switch b.anchor {
		case anchorFeed:
			x += 3
		case -anchorFeed:
			x -= 8
		}
		if text := m.Texts[b.text]; text != nil {
			if n := m.repeated(text, t.story) - copied; n > 0 && b.words >= 2 {
				a.blocks[i].repeated = n
				x = min(x, logit(1)) - m.repetition(text, n, int(b.words))
			}
			if text.Said != "" {
				said = text.Said
			}
		}
		for _, c := range corrections {
			if digest(dom.Letters(c.Text)) == b.text {
				said = c.role()
			}
		}
		a.blocks[i].say(float32(b.sure)/255, float32(1/(1+math.Exp(-x))), said)
	}
	return a
}

// speaks is what blocks that were set alike say for one of them being body, or
// against it, as log-odds. Where they were of both sorts they say little; and the
// trees have the last word on a block of which they are sure.
func (s *style) speaks() float64 {
	if s.Pages == 0 {
		return 0
	}
	trust := styleTrust * float64(s.Pages) / float64(s.Pages+2)
	if s.Desk {
		trust = 2
	}
	return trust * math.Log((float64(s.Body)+0.5)/(float64(s.Other)+0.5))
}

// styleTrust is how much the trees' own judgement of blocks set alike adds to
// their judgement of one: they would make the same mistake again.
const styleTrust = 0.3

// repeated is on how many other pages a text was seen.
func (m *Profile) repeated(text *saidText, story uint64) int {
	if text.Story == story {
		return text.Pages - 1 // the page itself was learned
	}
	return text.Pages
}

// How a text that other pages of the site say, too, is weighed.
const (
	youngSite    = 20 // pages: below, one other page that says the same is enough
	oftenShare   = 8  // one page in so many that came since says it: it is said on page after page
	shortText    = 5  // words: below, two stories may well have the same subhead
	saidOften    = 8  // log-odds against body: more than the trees ever say for it
	saidSometime = 3  // log-odds: enough to overrule trees that are in doubt
)

// repetition returns what it says against a text being body that other pages say the
// same, as log-odds. What a site says on page after page stands on a good part of those
// that came since; a paragraph of background that two stories share does not. Of the
// first pages of a site nobody can tell.
func (m *Profile) repetition(text *saidText, others, words int) float64 {
	often := (others+1)*oftenShare >= m.Pages-text.First && (others > 1 || m.Pages < youngSite)
	switch {
	case words < shortText:
		return min(float64(others), saidSometime)
	case often:
		return saidOften
	}
	return min(float64(others)+0.5, saidSometime)
}

// copied is on how many other pages the half of a page's story was seen: one
// whose headline was changed, or that has two addresses, repeats all of itself,
// and that speaks against none of it.
func (m *Profile) copied(t PageProfile) int {
	var seen []int // a word each
	for _, b := range t.blocks {
		if b.sure < 128 || b.words < 8 {
			continue
		}
		n := 0
		if text := m.Texts[b.text]; text != nil {
			n = m.repeated(text, t.story)
		}
		for range b.words {
			seen = append(seen, n)
		}
	}
	if len(seen) == 0 {
		return 0
	}
	slices.Sort(seen)
	return seen[len(seen)/2]
}

func logit(p float32) float64 {
	q := min(max(float64(p), 0.01), 0.99)
	return math.Log(q / (1 - q))
}

// sameTemplate is the least share of a page's styles that a template must know. It
// is low because a page's own list or table brings styles that no other has; a redesign
// leaves next to none (TestRedesign).
const sameTemplate = 0.35

// templateOf returns the template whose styles are most of the page's.
func (m *Profile) templateOf(t PageProfile) *template {
	styles := make([]uint64, 0, len(t.blocks))
	for _, b := range t.blocks {
		styles = append(styles, b.style)
	}
	slices.Sort(styles)
	styles = slices.Compact(styles)
	var best *template
	most := sameTemplate
	for _, of := range m.Templates {
		if of == nil {
			continue
		}
		known := 0
		for _, s := range styles {
			if of.Styles[s] != nil {
				known++
			}
		}
		if share := float64(known) / float64(max(len(styles), 1)); share >= most {
			best, most = of, share
		}
	}
	return best
}

// From which sureness on, of 255, a block is plainly body, and below which it plainly is
// not: 0.8 and 0.2. What lies between teaches nothing of how it is set.
const (
	plainlyBody  = 204
	plainlyOther = 51
)

// Learn learns from a page by its profile, with what the desk says of the page.
func (m *Profile) Learn(t PageProfile, corrections ...Correction) {
	m.mend()
	m.Pages++
	of := m.templateOf(t)
	if of == nil {
		of = &template{Styles: map[uint64]*style{}}
		m.Templates = append(m.Templates, of)
	}
	of.Last = m.Pages
	of.Pages++
	counted := map[uint64]bool{}
	copied := m.copied(t) > 0
	for _, b := range t.blocks {
		sum := of.Styles[b.style]
		if sum == nil {
			sum = &style{}
			of.Styles[b.style] = sum
		}
		if !counted[b.style] {
			counted[b.style] = true
			sum.Pages++
		}
		sum.Last = m.Pages
		switch {
		case b.anchor > 0:
			sum.Body += 3
		case b.anchor < 0:
			sum.Other += 3
		case b.sure >= plainlyBody:
			sum.Body++
		case b.sure < plainlyOther:
			sum.Other++
		}
		m.learnText(t.story, b, copied)
	}
	for _, c := range corrections {
		m.learnCorrection(of, t, c)
	}
	m.forget()
}

// learnText keeps what a block says, unless nobody would take it for body.
func (m *Profile) learnText(story uint64, b profiledBlock, copied bool) {
	if b.words < 2 || b.sure < 3 {
		return
	}
	t := m.Texts[b.text]
	if t == nil {
		t = &saidText{First: m.Pages}
		m.Texts[b.text] = t
	}
	if t.Pages == 0 || t.Story != story && !copied {
		t.Pages++
	}
	t.Story, t.Last = story, m.Pages
}

func (m *Profile) learnCorrection(of *template, t PageProfile, c Correction) {
	id := digest(dom.Letters(c.Text))
	for _, b := range t.blocks {
		if b.text != id {
			continue
		}
		m.Texts[id] = &saidText{Pages: 1, First: m.Pages, Last: m.Pages, Story: t.story, Said: c.role()}
		sum := of.Styles[b.style]
		if dom.RoleNamed(c.role()).FillsField() {
			sum.Said = c.role()
		}
		// Where the blocks set alike are plainly of the other sort, the word is about
		// this text and not about how it is set.
		mine, theirs := &sum.Other, sum.Body
		if c.role() == dom.RoleBody.Name() {
			mine, theirs = &sum.Body, sum.Other
		}
		if theirs <= 3 || theirs <= 4**mine {
			*mine += deskWeight
			sum.Desk = true
		}
	}
}

// mend makes sound what came from a file that others may have written.
func (m *Profile) mend() {
	m.Templates = slices.DeleteFunc(m.Templates, func(t *template) bool { return t == nil || t.Styles == nil })
	if m.Texts == nil {
		m.Texts = map[uint64]*saidText{}
	}
}

// forget keeps a profile small: the oldest go first, and of texts those that were
// seen once.
func (m *Profile) forget() {
	if len(m.Templates) > MaxTemplates {
		slices.SortStableFunc(m.Templates, func(a, b *template) int { return b.Last - a.Last })
		m.Templates = m.Templates[:MaxTemplates]
	}
	for _, t := range m.Templates {
		for age := 200; len(t.Styles) > maxStyles && age > 0; age /= 2 {
			for id, s := range t.Styles {
				if m.Pages-s.Last >= age {
					delete(t.Styles, id)
				}
			}
		}
	}
	for age := 100; len(m.Texts) > MaxTexts && age >= 0; age = age/2 - 1 {
		for id, t := range m.Texts {
			if t.Said == "" && (m.Pages-t.Last > age && t.Pages == 1 || m.Pages-t.Last > 4*age+50) {
				delete(m.Texts, id)
			}
		}
	}
}
