package read

import (
	"hash/fnv"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dateline/news"

	"golang.org/x/net/publicsuffix"
)

// A Memory is what was learned of one site from its pages: which of its blocks
// are body, by the way they are set, and which texts it repeats on page after
// page. It is small, can be written as JSON, and is handed in and out; the zero
// Memory knows nothing. A redesign, or a second template of the site (live,
// video), has its own part of it. What was not seen for long is forgotten.
type Memory struct {
	Pages     int                  `json:"pages"` // read so far; also its clock
	Templates []*template          `json:"templates,omitempty"`
	Texts     map[string]*saidText `json:"texts,omitempty"` // by digest
}

// A template is one way in which the site sets its stories.
type template struct {
	Last   int                  `json:"last"` // page on which it was last seen
	Pages  int                  `json:"pages"`
	Styles map[string]*styleSum `json:"styles"` // by digest of how a block is set
}

// styleSum sums up the blocks that are set alike: how much they weigh, and how
// much of that is body.
type styleSum struct {
	Weight float32 `json:"w"`
	Body   float32 `json:"b"`
	Pages  int     `json:"p"`
	Last   int     `json:"l"`
}

// saidText is a text that the site has said.
type saidText struct {
	Pages int    `json:"p"`
	Last  int    `json:"l"`
	Story string `json:"s,omitempty"` // digest of the headline under which it was last seen
	Said  string `json:"d,omitempty"` // by the desk: "body" or "other"
}

// Site names the site of a page, for which there is one memory: its registrable
// domain. It is empty for what is no address of the web.
func Site(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	site, err := publicsuffix.EffectiveTLDPlusOne(u.Hostname())
	if err != nil {
		return u.Hostname()
	}
	return site
}

// A Correction is what the desk says of one block: whether it is body.
type Correction struct {
	Text string `json:"text"`
	Body bool   `json:"body"`
}

const (
	maxTemplates = 6
	maxStyles    = 300 // of a template
	maxTexts     = 3000
	deskWeight   = 20 // blocks that a word of the desk weighs as many as
)

// Read reads a page of the site with what is remembered of it, and remembers
// the page. Corrections are the desk's, of this page; item is what the site's
// feed says of the page, if anything.
func (m *Memory) Read(p Page, item news.Item, corrections ...Correction) (news.Report, error) {
	return readPage(p, &recall{memory: m, item: item, corrections: corrections})
}

// A recall is a memory at work on one page.
type recall struct {
	memory      *Memory
	item        news.Item
	corrections []Correction
	story       string
	styles      []string
	texts       []string
	trees       []float32 // what the trees alone said
	of          *template
	explain     bool
	explained   []Explained
}

func digest(s string) string {
	h := fnv.New64a()
	h.Write([]byte(s))
	return strconv.FormatUint(h.Sum64()&(1<<48-1), 36)
}

// weigh corrects what the trees say of each block by what is remembered.
func (r *recall) weigh(s *scene) {
	if r == nil {
		return
	}
	m := r.memory
	m.mend()
	r.story = digest(s.headline)
	seen := map[string]int{}
	for i, b := range s.blocks {
		style := s.signatures[i] + "|" + string(b.kind) + strconv.Itoa(b.level) + strconv.FormatBool(b.linkShare > 0.8)
		seen[style]++
		if seen[style] == 1 {
			style += "|first" // the first of its kind is often a standfirst, or a label
		}
		r.styles = append(r.styles, digest(style))
		r.texts = append(r.texts, digest(b.letters))
		r.trees = append(r.trees, b.sure)
	}
	r.of = m.templateOf(r.styles)
	for i, b := range s.blocks {
		if r.of != nil && b.node != nil {
			b.sure = r.of.Styles[r.styles[i]].weigh(b.sure)
		}
		if t := m.Texts[r.texts[i]]; t != nil && b.words >= 2 && t.Story != r.story {
			b.repeated = t.Pages
			if b.words >= 5 {
				b.sure *= 0.15
			} else {
				b.sure *= 0.5 // two stories may have the same subhead
			}
		}
		if t := m.Texts[r.texts[i]]; t != nil && t.Said != "" {
			b.sure = float32(yes(t.Said == "body"))
		}
	}
	for _, c := range r.corrections {
		id := lettersOf(c.Text)
		for _, b := range s.blocks {
			if b.letters == id {
				b.sure = yes(c.Body)
			}
		}
	}
}

// weigh mixes what the trees say of one block with what became of those that
// were set alike, the more the more pages there were.
func (s *styleSum) weigh(p float32) float32 {
	if s == nil || s.Pages == 0 {
		return p
	}
	before := (s.Body + 0.5) / (s.Weight + 1)
	trust := 0.6 * float64(s.Pages) / float64(s.Pages+2)
	if s.Weight >= deskWeight*float32(s.Pages) {
		trust = 0.9
	}
	x := (1-trust)*logit(p) + trust*logit(before)
	return float32(1 / (1 + math.Exp(-x)))
}

func logit(p float32) float64 {
	q := min(max(float64(p), 0.01), 0.99)
	return math.Log(q / (1 - q))
}

// templateOf is the template whose styles are most of the page's.
func (m *Memory) templateOf(styles []string) *template {
	distinct := slices.Compact(slices.Sorted(slices.Values(styles)))
	var best *template
	most := 0.35
	for _, t := range m.Templates {
		known := 0
		for _, s := range distinct {
			if t.Styles[s] != nil {
				known++
			}
		}
		if share := float64(known) / float64(max(len(distinct), 1)); share >= most {
			best, most = t, share
		}
	}
	return best
}

// learn remembers a page that was read.
func (r *recall) learn(s *scene, body []*block) {
	if r == nil {
		return
	}
	m := r.memory
	m.Pages++
	if r.of == nil {
		r.of = &template{Styles: map[string]*styleSum{}}
		m.Templates = append(m.Templates, r.of)
	}
	r.of.Last = m.Pages
	r.of.Pages++
	anchored := r.anchors(s, body)
	counted := map[string]bool{}
	for i, b := range s.blocks {
		sum := r.of.Styles[r.styles[i]]
		if sum == nil {
			sum = &styleSum{}
			r.of.Styles[r.styles[i]] = sum
		}
		if !counted[r.styles[i]] {
			counted[r.styles[i]] = true
			sum.Pages++
		}
		sum.Last = m.Pages
		weight, share := float32(1), r.trees[i]
		if a := anchored[i]; a != 0 {
			weight, share = 3, yes(a > 0)
		}
		sum.Weight += weight
		sum.Body += weight * share
		r.learnText(b, r.texts[i])
	}
	for _, c := range r.corrections {
		r.learnCorrection(s, c)
	}
	m.forget()
}

func (r *recall) learnText(b *block, id string) {
	if b.words < 2 || b.words > 120 {
		return
	}
	t := r.memory.Texts[id]
	if t == nil {
		t = &saidText{}
		r.memory.Texts[id] = t
	}
	if t.Story != r.story || t.Pages == 0 {
		t.Pages++
	}
	t.Story, t.Last = r.story, r.memory.Pages
}

func (r *recall) learnCorrection(s *scene, c Correction) {
	id := lettersOf(c.Text)
	for i, b := range s.blocks {
		if b.letters != id {
			continue
		}
		said := "other"
		if c.Body {
			said = "body"
		}
		// Where the blocks set alike are plainly of the other sort, the word is about
		// this text and not about how it is set.
		sum := r.of.Styles[r.styles[i]]
		if mean := sum.Body / sum.Weight; sum.Weight < 3 || math.Abs(float64(mean-yes(c.Body))) < 0.6 {
			sum.Weight += deskWeight
			sum.Body += deskWeight * yes(c.Body)
		}
		r.memory.Texts[r.texts[i]] = &saidText{Pages: 1, Last: r.memory.Pages, Story: r.story, Said: said}
	}
}

// anchors are blocks of which something other than the page's look tells what
// they are: 1 for body, -1 for what is not. The feed's full text, and the body
// that JSON-LD gives, are precise and often cut, so what is missing in them is
// held against a block only where they go on behind it.
func (r *recall) anchors(s *scene, body []*block) map[int]int {
	out := map[int]int{}
	full := s.linkedBody
	if text := lettersOf(stripTags(r.item.Content)); len(text) > len(full) {
		full = text
	}
	if len(full) < 400 || len(body) == 0 {
		return out
	}
	last := -1
	for i, b := range s.blocks {
		if b.words >= 5 && len(b.letters) >= 20 && strings.Contains(full, b.letters) {
			out[i], last = 1, i
		}
	}
	for i, b := range s.blocks[:max(last, 0)] {
		if out[i] == 0 && b.words >= 8 {
			out[i] = -1
		}
	}
	return out
}

// mend makes sound what came from a file that others may have written.
func (m *Memory) mend() {
	m.Templates = slices.DeleteFunc(m.Templates, func(t *template) bool { return t == nil || t.Styles == nil })
	if m.Texts == nil {
		m.Texts = map[string]*saidText{}
	}
}

// forget keeps a memory small: the oldest go first, and of texts those that were
// seen once.
func (m *Memory) forget() {
	if len(m.Templates) > maxTemplates {
		slices.SortStableFunc(m.Templates, func(a, b *template) int { return b.Last - a.Last })
		m.Templates = m.Templates[:maxTemplates]
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
	for age := 100; len(m.Texts) > maxTexts && age >= 0; age = age/2 - 1 {
		for id, t := range m.Texts {
			if t.Said == "" && (m.Pages-t.Last > age && t.Pages == 1 || m.Pages-t.Last > 4*age+50) {
				delete(m.Texts, id)
			}
		}
	}
}
