package read

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/dom"
	"dateline/read/field"
	"dateline/read/plain"
	"dateline/trees"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text captures are made of the labelled pages by strippers, each a way in which
// crawlers, libraries and browsers make text of a page, so that what is learned
// holds for a capture whoever made it.
type stripper struct {
	name     string
	nodes    bool // each stretch between two tags is a line
	breaks   bool // line breaks of the source stay
	rows     bool // the cells of a row stay on a line
	brs      bool // a br element breaks no line
	alts     bool // what stands for pictures is said
	all      bool // options, buttons and what is shown without scripts, too
	shown    bool // what is hidden is left out
	signs    bool // list items have a sign, headings have hashes
	links    bool // links are numbered, their addresses listed at the end
	wrap     int  // columns
	gaps     int  // blank lines: 0 none, 1 between all blocks, 2 around what browsers set apart
	disguise bool // in a language of which no word is known
}

var strippers = []stripper{
	{name: "blocks"},
	{name: "blocks apart", gaps: 1, rows: true},
	{name: "browser", gaps: 2, shown: true, rows: true},
	{name: "alts and options", alts: true, all: true},
	{name: "nodes", nodes: true},
	{name: "source lines", breaks: true, brs: true},
	{name: "terminal", wrap: 80, gaps: 2, signs: true, rows: true, links: true},
	{name: "markdown", wrap: 78, gaps: 1, signs: true},
	{name: "list signs", gaps: 2, signs: true, alts: true, rows: true},
	{name: "unknown language", gaps: 2, disguise: true},
}

// A strippedLine is a line of a capture and the block of the page it is of.
type strippedLine struct {
	text  string
	block int
	gap   int
}

type stripping struct {
	stripper
	lines []strippedLine
	buf   strings.Builder
	block int
	gap   int
	sign  string
	refs  []string
}

func (s stripper) strip(doc *html.Node) []strippedLine {
	st := &stripping{stripper: s}
	st.walk(doc)
	st.flush()
	if s.links && len(st.refs) > 0 {
		st.end(1)
		for i, ref := range append([]string{"References"}, st.refs...) {
			if i > 0 {
				ref = fmt.Sprintf("%d. %s", i, ref)
			}
			st.buf.WriteString(ref)
			st.end(0)
		}
	}
	return st.lines
}

// flush ends a line, end a block.
func (st *stripping) flush() {
	text := dom.OneLine(st.buf.String())
	st.buf.Reset()
	if !dom.HasLetter(text) && !dom.IsRule(text) && !plain.JoinsBack(text) {
		return
	}
	text = st.sign + text
	st.sign = ""
	for st.wrap > 0 && len(text) > st.wrap {
		at := strings.LastIndexByte(text[:st.wrap], ' ')
		if at <= 0 {
			break
		}
		st.add(text[:at])
		text = text[at+1:]
	}
	st.add(text)
}

func (st *stripping) add(text string) {
	st.lines = append(st.lines, strippedLine{text, st.block, st.gap})
	st.gap = 0
}

func (st *stripping) end(gap int) {
	st.flush()
	st.block++
	switch st.gaps {
	case 1:
		st.gap = 1
	case 2:
		st.gap = max(st.gap, gap)
	}
}

func (st *stripping) walk(n *html.Node) {
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Template, atom.Svg:
		return
	case atom.Noscript, atom.Iframe, atom.Select, atom.Textarea, atom.Button:
		if !st.all {
			return
		}
	case atom.Img:
		if st.alts && dom.Attr(n, "alt") != "" {
			st.end(0)
			st.buf.WriteString(dom.Attr(n, "alt"))
			st.end(0)
		}
		return
	}
	if st.shown && n.Type == html.ElementNode && dom.IsHidden(n) {
		return
	}
	if n.Type == html.TextNode {
		st.text(n)
		return
	}
	breaks := dom.IsBlock(n.DataAtom) || n.DataAtom == atom.Option || n.DataAtom == atom.Br && !st.brs
	gap := 0
	switch n.DataAtom {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Blockquote, atom.Table, atom.Dl, atom.Pre, atom.Figure, atom.Hr:
		gap = 1
	case atom.Td, atom.Th:
		if st.rows {
			breaks = false
			st.buf.WriteByte(' ')
		}
	case atom.A:
		if st.links && dom.Attr(n, "href") != "" {
			st.refs = append(st.refs, dom.Attr(n, "href"))
			fmt.Fprintf(&st.buf, "[%d]", len(st.refs))
		}
	}
	if breaks {
		st.end(gap)
		switch {
		case st.signs && n.DataAtom == atom.Li:
			st.sign = "* "
		case st.signs && st.gaps == 1 && len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6':
			st.sign = strings.Repeat("#", int(n.Data[1]-'0')) + " "
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		st.walk(c)
	}
	if breaks {
		st.sign = ""
		st.end(gap)
	}
}

func (st *stripping) text(n *html.Node) {
	text := strings.ReplaceAll(n.Data, "\r", "\n")
	switch {
	case st.nodes:
		st.buf.WriteString(strings.ReplaceAll(text, "\n", " "))
		st.flush()
	case st.breaks:
		for i, part := range strings.Split(text, "\n") {
			if i > 0 {
				st.flush()
			}
			st.buf.WriteString(part)
		}
	default:
		st.buf.WriteString(strings.ReplaceAll(text, "\n", " "))
	}
}

// disguised sets a text in other letters: as a language of which no word is
// known, with capitals or, one page in three, without.
func disguised(s string, caseless bool) string {
	const latin, cyrillic, arabic = "abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопжрстувшъыз", "ابتثجحخدذرزسشصضطظعغفقكلمنه"
	from, to := []rune(latin), []rune(cyrillic)
	if caseless {
		to = []rune(arabic)
	}
	return strings.Map(func(r rune) rune {
		if at := slices.Index(from, unicode.ToLower(r)); at >= 0 {
			if unicode.IsUpper(r) {
				return unicode.ToUpper(to[at])
			}
			return to[at]
		}
		return r
	}, s)
}

// A textLesson is a capture of a labelled page, taken apart.
type textLesson struct {
	id, site      string
	form          string
	source        string
	blocks        []int  // of each raw line
	body          string // the whole body, where it is known
	guess         string // what the reader of HTML takes for it, where it is not
	with, without []string
	title         string              // letters of the headline
	marked        map[string]dom.Role // by letters: what the mark-up of the page says
	part          bool                // not the whole page: not measured

	lines        []*plain.Line
	head         int
	want, weight []float32
	rows         []int // lines to learn from
	numbers      [][]float32
	scene        *plain.Scene
	first        []float32
}

// textLessons makes captures of all labelled pages: every form of those whose
// body is known, some of the others.
func textLessons(t testing.TB) []*textLesson {
	var out []*textLesson
	dir := sharedDir(t, "data", "extraction", "scrapinghub")
	bodies := labels[bodyLabel](t, dir)
	for _, id := range slices.Sorted(maps.Keys(bodies)) {
		l := textLesson{id: id, body: bodies[id].ArticleBody}
		page, u := source(t, dir, id), address(bodies[id].URL)
		doc := l.open(t, page, u)
		if r, err := readHTML(page, u, htmlJudges(), nil); err == nil {
			l.title = dom.Letters(r.Headline)
		}
		for _, s := range strippers {
			out = append(out, l.stripped(s, doc))
		}
		for _, whole := range out[len(out)-len(strippers):] {
			if whole.form == "blocks" || whole.form == "nodes" {
				out = append(out, l.parts(whole)...)
			}
		}
	}
	dir = sharedDir(t, "data", "extraction", "trafilatura")
	strs := labels[stringLabel](t, dir)
	for nth, id := range slices.Sorted(maps.Keys(strs)) {
		page := source(t, dir, id)
		l := textLesson{id: id, with: strs[id].With, without: strs[id].Without}
		doc := l.open(t, page, address(strs[id].URL))
		if r, err := readHTML(page, address(strs[id].URL), htmlJudges(), nil); err == nil && r.Kind == news.KindArticle {
			l.guess, l.title = news.JoinParagraphs(r.Paragraphs), dom.Letters(r.Headline)
		}
		l.title = cmp.Or(dom.Letters(strs[id].Title), l.title)
		out = append(out, l.stripped(strippers[0], doc), l.stripped(strippers[1+nth%(len(strippers)-1)], doc))
	}
	return out
}

func (l *textLesson) open(t testing.TB, page string, u *url.URL) *html.Node {
	p, err := field.Open(page, u)
	if err != nil {
		t.Fatalf("%s: %v", l.id, err)
	}
	l.site = siteOf(l.id, u, p)
	l.marked = map[string]dom.Role{}
	for _, b := range p.Blocks {
		for _, r := range plain.WordKinds[1:] {
			if b.Has(r) && b.Words >= 2 {
				l.marked[b.Letters] = r
			}
		}
	}
	doc, err := dom.Parse(page)
	if err != nil {
		t.Fatalf("%s: %v", l.id, err)
	}
	return doc
}

func (l textLesson) stripped(s stripper, doc *html.Node) *textLesson {
	l.form = s.name
	l.lay(s.strip(doc))
	if s.disguise {
		caseless := foldOf(l.id, 3) == 0
		l.source, l.body, l.guess = disguised(l.source, caseless), disguised(l.body, caseless), disguised(l.guess, caseless)
		l.title = disguised(l.title, caseless)
		for _, strs := range []*[]string{&l.with, &l.without} {
			*strs = slices.Clone(*strs)
			for i, v := range *strs {
				(*strs)[i] = disguised(v, caseless)
			}
		}
	}
	return &l
}

func (l *textLesson) lay(lines []strippedLine) {
	var sb strings.Builder
	l.blocks = nil
	for _, line := range lines {
		sb.WriteString(strings.Repeat("\n", line.gap) + line.text + "\n")
		l.blocks = append(l.blocks, line.block)
	}
	l.source = sb.String()
}

// parts are the story alone and the story with a little around it, as people
// copy it.
func (l textLesson) parts(whole *textLesson) []*textLesson {
	raw := plain.CutRaw(whole.source)
	texts := make([]string, len(raw))
	for i, r := range raw {
		texts[i] = r.Text
	}
	want, _ := alignLines(texts, l.body)
	first, last := slices.Index(want, 1), len(want)-1
	for last > 0 && want[last] == 0 {
		last--
	}
	if first < 0 {
		return nil
	}
	var out []*textLesson
	for _, around := range []int{0, 6} {
		part := l
		part.form, part.part = fmt.Sprint("part of ", whole.form, " ", around), true
		var cut []strippedLine
		for i := max(0, first-around); i <= min(last+around, len(raw)-1); i++ {
			cut = append(cut, strippedLine{texts[i], whole.blocks[i], 0})
		}
		part.lay(cut)
		out = append(out, &part)
	}
	return out
}

// label says which lines are body, and what that is worth.
func (l *textLesson) label() {
	texts := make([]string, len(l.lines))
	for i, line := range l.lines {
		texts[i] = line.Text
	}
	if l.body != "" {
		l.want, l.weight = alignLines(texts, l.body)
		page := l.pageWeight()
		for i := range l.weight {
			l.weight[i] *= (1 + float32(min(l.lines[i].Words, 40))/20) / 3 * page
		}
		return
	}
	if l.guess != "" {
		l.want, l.weight = alignLines(texts, l.guess)
		for i := range l.weight {
			l.weight[i] *= guessWeight
		}
	} else {
		l.want, l.weight = make([]float32, len(texts)), make([]float32, len(texts))
	}
	has := func(text string, strs []string) bool {
		return slices.ContainsFunc(strs, func(s string) bool { return strings.Contains(text, dom.OneLine(s)) })
	}
	for i, text := range texts {
		switch {
		case has(text, l.with):
			l.want[i], l.weight[i] = 1, 1
		case has(text, l.without):
			l.want[i], l.weight[i] = 0, 1
		}
	}
}

const guessWeight = 0.3

// pageWeight makes each line of a short story count more: it is more of it, and
// pages, not lines, are what is measured.
func (l *textLesson) pageWeight() float32 {
	words := float64(max(dom.CountWords(l.body), 1))
	return float32(min(max(math.Sqrt(500/words), 0.5), 2))
}

// alignLines finds the lines of which the body is made: the chain of lines, in
// the order of both, that covers most of it; and those that are mostly of it.
func alignLines(texts []string, whole string) (want, weight []float32) {
	want, weight = make([]float32, len(texts)), make([]float32, len(texts))
	body := " " + strings.Join(rxToken.FindAllString(whole, -1), " ") + " "
	type place struct{ line, start, end, best, from int }
	var places []place
	for i, text := range texts {
		weight[i] = 1
		words := " " + strings.Join(rxToken.FindAllString(text, -1), " ") + " "
		if len(words) < 3 {
			continue
		}
		for at, tries := 0, 0; tries < 12; tries++ {
			k := strings.Index(body[at:], words)
			if k < 0 {
				break
			}
			places = append(places, place{line: i, start: at + k, end: at + k + len(words) - 1, from: -1})
			at += k + 1
		}
	}
	last := -1
	for i := range places {
		pl := &places[i]
		for j := range places[:i] {
			if o := &places[j]; o.line < pl.line && o.end <= pl.start && o.best > pl.best {
				pl.best, pl.from = o.best, j
			}
		}
		pl.best += pl.end - pl.start
		if last < 0 || pl.best > places[last].best {
			last = i
		}
	}
	for ; last >= 0; last = places[last].from {
		want[places[last].line] = 1
	}
	left, _, _ := grams(whole) // less what the chain covers: what is said twice is body once
	for i, text := range texts {
		if want[i] == 1 {
			have, _, _ := grams(text)
			for g, n := range have {
				left[g] -= n
			}
		}
	}
	for i, text := range texts {
		if want[i] == 1 || dom.CountWords(text) < 6 {
			continue
		}
		have, total, _ := grams(text)
		both := 0
		for g, n := range have {
			both += max(0, min(n, left[g]))
		}
		switch {
		case both*10 >= total*6:
			want[i], weight[i] = 1, 0.5
		case both*10 >= total*2:
			weight[i] = 0
		}
	}
	return want, weight
}

var (
	seamOptions       = trees.Options{Trees: 80, Leaves: 8, Rate: 0.15, MinWeight: 5, Columns: 0.5, Rows: 0.7}
	headOptions       = trees.Options{Trees: 100, Leaves: 8, Rate: 0.12, MinWeight: 4, Columns: 0.4, Rows: 0.7}
	lineFirstOptions  = trees.Options{Trees: 150, Leaves: 16, Rate: 0.09, MinWeight: 3, Columns: 0.2, Rows: 0.4}
	lineSecondOptions = trees.Options{Trees: 150, Leaves: 12, Rate: 0.07, MinWeight: 4, Columns: 0.2, Rows: 0.4}
)

// learnText makes judges of lessons. What a judge is given of an earlier one is,
// while it learns, from one that did not learn from the same site.
func learnText(ls []*textLesson, parts int) plain.Judges {
	j := plain.Judges{Seams: learnSeams(ls)}
	for _, l := range ls {
		l.lines = plain.ReadLines(l.source, j.Seams)
	}
	inner := func(l *textLesson) int { return foldOf(l.site+"/inner", parts) }
	for k := range parts {
		heads := learnHeads(ls, func(l *textLesson) bool { return inner(l) != k })
		for _, l := range ls {
			if inner(l) == k {
				l.head = plain.NewHeadScene(l.lines).Head(heads)
				plain.TellRoles(l.lines, l.head)
				l.label()
				l.draw()
			}
		}
	}
	j.Heads = learnHeads(ls, func(*textLesson) bool { return true })
	for k := range parts {
		w := learnWords(ls, func(l *textLesson) bool { return inner(l) != k })
		for _, l := range ls {
			if inner(l) == k {
				l.describe(w)
			}
		}
	}
	for k := range parts {
		f := learnLines(ls, func(l *textLesson) bool { return inner(l) != k })
		for _, l := range ls {
			if inner(l) == k {
				l.first = l.first[:0]
				for _, x := range l.numbers {
					l.first = append(l.first, f.Predict(x))
				}
			}
		}
	}
	j.Words = learnWords(ls, func(*textLesson) bool { return true })
	j.First = learnLines(ls, func(*textLesson) bool { return true })
	var x [][]float32
	var y, w []float32
	for _, l := range ls {
		v := l.scene.View(l.first)
		for _, i := range l.rows {
			x = append(x, l.scene.DescribeContext(slices.Clone(l.numbers[i]), v, i))
			y, w = append(y, l.want[i]), append(w, l.rowWeight(i))
		}
	}
	j.Second = trees.Train(x, y, w, lineSecondOptions)
	return j
}

// Of short lines far from the body there are many: one in so many is learned from.
const spareLines = 8

// draw chooses the lines to learn from.
func (l *textLesson) draw() {
	l.rows = nil
	for i, line := range l.lines {
		if l.weight[i] > 0 && (!l.spare(i) || foldOf(line.Letters, spareLines) == 0) && (l.form == strippers[0].name || foldOf(l.form+line.Letters, 2) == 0) {
			l.rows = append(l.rows, i)
		}
	}
}

// spare: a line as there are many.
func (l *textLesson) spare(i int) bool {
	return l.lines[i].Words < 8 && slices.Max(l.want[max(0, i-4):min(len(l.want), i+5)]) == 0
}

func (l *textLesson) rowWeight(i int) float32 {
	if l.spare(i) {
		return spareLines * l.weight[i]
	}
	return l.weight[i]
}

func (l *textLesson) describe(w *plain.WordJudge) {
	l.scene = plain.NewScene(l.lines, l.head, w)
	l.numbers = make([][]float32, len(l.lines))
	for i := range l.lines {
		l.numbers[i] = l.scene.Describe(i)
	}
}

func learnLines(ls []*textLesson, from func(*textLesson) bool) *trees.Forest {
	var x [][]float32
	var y, w []float32
	for _, l := range ls {
		if !from(l) {
			continue
		}
		for _, i := range l.rows {
			x, y, w = append(x, l.numbers[i]), append(y, l.want[i]), append(w, l.rowWeight(i))
		}
	}
	return trees.Train(x, y, w, lineFirstOptions)
}

func learnHeads(ls []*textLesson, from func(*textLesson) bool) *trees.Forest {
	var x [][]float32
	var y, w []float32
	for _, l := range ls {
		if !from(l) || l.title == "" || !slices.ContainsFunc(l.lines, func(line *plain.Line) bool { return line.Letters == l.title }) {
			continue
		}
		s := plain.NewHeadScene(l.lines)
		for i, line := range s.Lines {
			if !s.Possible(i) {
				continue
			}
			const one = 5 // in so many lines that are none is learned from
			if line.Letters == l.title {
				x, y, w = append(x, s.Describe(i)), append(y, 1), append(w, 1)
			} else if foldOf(l.form+line.Letters, one) == 0 {
				x, y, w = append(x, s.Describe(i)), append(y, 0), append(w, one)
			}
		}
	}
	return trees.Train(x, y, w, headOptions)
}

func learnSeams(ls []*textLesson) *trees.Forest {
	var x [][]float32
	var y, w []float32
	for _, l := range ls {
		raw := plain.CutRaw(l.source)
		s := plain.NewSeamScene(raw)
		for j := 1; j < len(raw) && len(raw) == len(l.blocks); j++ {
			if s.Possible(j) && foldOf(raw[j].Text+raw[j-1].Text, 5) == 0 {
				x, y, w = append(x, s.Describe(j)), append(y, trees.Yes(l.blocks[j] == l.blocks[j-1])), append(w, 1)
			}
		}
	}
	return trees.Train(x, y, w, seamOptions)
}

// A wordExample is a line that words are learned from.
type wordExample struct {
	features []uint32
	y        [len(plain.WordKinds)]float32
	w        [len(plain.WordKinds)]float32
}

// learnWords learns which words speak for body, and which, where the mark-up of
// the page says so, rather for a caption, a comment, a teaser. Words that fewer
// than three sites say are left out.
func learnWords(ls []*textLesson, from func(*textLesson) bool) *plain.WordJudge {
	var examples []wordExample
	sites := make([]map[string]bool, plain.WordDigests)
	seen := map[string]bool{}
	for _, l := range ls {
		if !from(l) {
			continue
		}
		for _, i := range l.rows {
			key := l.site + l.lines[i].Letters
			if seen[key] {
				continue // each line once, in however many captures it is
			}
			seen[key] = true
			e := l.wordExample(i)
			for _, k := range e.features {
				if sites[k] == nil {
					sites[k] = map[string]bool{}
				}
				if len(sites[k]) < 3 {
					sites[k][l.site] = true
				}
			}
			examples = append(examples, e)
		}
	}
	known := make([]bool, plain.WordDigests)
	for k, s := range sites {
		known[k] = len(s) >= 3
	}
	w := &plain.WordJudge{}
	for kind := range plain.WordKinds {
		w[kind] = fitWords(examples, kind, known)
	}
	return w
}

func (l *textLesson) wordExample(i int) wordExample {
	e := wordExample{features: plain.WordFeatures(l.lines[i].Text)}
	e.y[0], e.w[0] = l.want[i], l.weight[i]
	marked := l.marked[l.lines[i].Letters]
	for k, r := range plain.WordKinds[1:] {
		switch {
		case l.want[i] > 0.5:
			e.w[k+1] = l.weight[i]
		case marked == r:
			e.y[k+1], e.w[k+1] = 1, l.weight[i]
		}
	}
	return e
}

// fitWords fits the weights of one kind by the logistic loss, a step for each
// line (AdaGrad).
func fitWords(examples []wordExample, kind int, known []bool) plain.WordWeights {
	weights, squares := make([]float64, plain.WordDigests), make([]float64, plain.WordDigests)
	bias, biasSquare := 0.0, 1.0
	const rate, decay = 0.3, 1e-4
	for epoch := range 4 {
		for n := range examples {
			e := &examples[(n*7919+epoch*104729)%len(examples)]
			if e.w[kind] == 0 || len(e.features) == 0 {
				continue
			}
			norm := 1 / math.Sqrt(float64(len(e.features)))
			z := bias
			for _, k := range e.features {
				z += weights[k] * norm
			}
			g := float64(e.w[kind]) * (1/(1+math.Exp(-z)) - float64(e.y[kind]))
			biasSquare += g * g
			bias -= rate * g / math.Sqrt(biasSquare)
			for _, k := range e.features {
				if !known[k] {
					continue
				}
				gk := g*norm + decay*weights[k]
				squares[k] += gk * gk
				weights[k] -= rate * gk / math.Sqrt(squares[k]+1)
			}
		}
	}
	most := 1e-6
	for _, v := range weights {
		most = max(most, math.Abs(v))
	}
	out := plain.WordWeights{Bias: float32(bias), Scale: float32(most / 127)}
	for _, v := range weights {
		out.Weights = append(out.Weights, int8(math.Round(v*127/most)))
	}
	return out
}

func trainText(t *testing.T) {
	j := learnText(textLessons(t), 3)
	keepLearned(t, "text-seams.trees", j.Seams.Save(plain.SeamFeatures()))
	keepLearned(t, "text-heads.trees", j.Heads.Save(plain.HeadFeatures()))
	keepLearned(t, "text-words.bytes", j.Words.Encode())
	keepLearned(t, "text-first.trees", j.First.Save(plain.FirstFeatures()))
	keepLearned(t, "text-second.trees", j.Second.Save(plain.SecondFeatures()))
}

// crossValidateText measures each form of capture on sites that were not
// learned from.
func crossValidateText(t *testing.T) {
	began := time.Now()
	ls := textLessons(t)
	t.Logf("%v for %d lessons", time.Since(began), len(ls))
	scores, best := map[string]*score{}, map[string]*score{}
	var asked, right atomic.Int32 // headlines
	var mu sync.Mutex
	var wg sync.WaitGroup
	slots := make(chan bool, 2)
	for k := range *folds {
		wg.Go(func() {
			slots <- true
			defer func() { <-slots }()
			var apart []*textLesson
			for _, l := range ls {
				if foldOf(l.site, *folds) != k {
					own := *l
					apart = append(apart, &own)
				}
			}
			j := learnText(apart, 3)
			t.Logf("%v learned fold %d of %d lessons", time.Since(began), k, len(apart))
			for _, l := range ls {
				if foldOf(l.site, *folds) != k || l.part {
					continue
				}
				c := plain.Open(l.source, j)
				l.lines, l.head = c.Lines, c.Head
				l.label()
				if l.title != "" && slices.ContainsFunc(l.lines, func(line *plain.Line) bool { return line.Letters == l.title }) {
					asked.Add(1)
					if l.head >= 0 && l.lines[l.head].Letters == l.title {
						right.Add(1)
					}
				}
				r := readText(l.source, j, nil)
				mu.Lock()
				for _, m := range []map[string]*score{scores, best} {
					if m[l.form] == nil {
						m[l.form] = &score{}
					}
				}
				scores[l.form].addText(l, news.JoinParagraphs(r.Paragraphs), j)
				best[l.form].addText(l, l.labelled(), j)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	mean, worst := 0.0, 1.0
	for _, s := range strippers {
		t.Logf("%-18s %v", s.name, *scores[s.name])
		t.Logf("%-18s %v (lines chosen by the labels)", "", *best[s.name])
		f := scores[s.name].f1()
		mean, worst = mean+f/float64(len(strippers)), min(worst, f)
		keepForLooking(t, "text-"+strings.ReplaceAll(s.name, " ", "-"), scores[s.name].Bad)
	}
	t.Logf("headlines %d of %d", right.Load(), asked.Load())
	t.Logf("F1 of bodies: mean %.4f, worst %.4f", mean, worst)
}

func (l *textLesson) labelled() string {
	var out []string
	for i, line := range l.lines {
		if l.want[i] > 0.5 {
			out = append(out, line.Text)
		}
	}
	return strings.Join(out, "\n\n")
}

func (s *score) addText(l *textLesson, text string, j plain.Judges) {
	of := &lesson{id: l.id, url: &url.URL{Host: l.site}, body: l.body, with: l.with, without: l.without, scene: &body.Scene{}}
	if l.body != "" {
		c := plain.Open(l.source, j)
		j.Judge(plain.NewScene(c.Lines, c.Head, j.Words))
		for _, line := range c.Lines {
			of.scene.Blocks = append(of.scene.Blocks, &body.Judged{Block: &dom.Block{Text: line.Text, Letters: line.Letters}, Judgement: body.Judgement{Ruled: line.Ruled, Sure: line.Sure}})
		}
		of.want, of.weight = l.want, l.weight
	}
	s.add(of, text)
}

func (s *score) f1() float64 {
	p, r := s.precision/float64(s.withOutput), s.recall/float64(s.pages)
	return 2 * p * r / (p + r)
}
