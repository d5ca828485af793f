package plain

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/dom"
	"dateline/read/phrase"
	"dateline/trees"
)

// What the trees of textjudge.go look at: numbers that describe a line of bare
// text by its own words, by the lines around it, by its place. No element tells
// here which lines belong together, so the numbers tell it from rhythm (how long
// the lines around are, which end as sentences do), from the labels above and
// below, and from the words that a line shares with the others.

// A Scene is what the numbers of all lines of a text share.
type Scene struct {
	lines    []*Line
	traits   []traits
	head     int       // index of the headline, or -1
	before   []float32 // words before each line, and of all
	sums     []lineSum // running sums
	above    [][4]int  // lines since the last label of each of sectionRoles
	below    [][4]int  // and until the next
	runs     []run     // of whole sentences around each line
	longest  run       // of them all, by words
	rows     []run     // of lines that look alike around each line
	repeated map[string]int
	title    map[uint32]bool // content words of the headline
}

// traits are what a line shows by itself.
type traits struct {
	words, runes, perWord, digits, upper, capitals, commas, ends, function, quotes, odd float32
	sentence                                                                            bool // at least 8 words, ends as sentences do
	whole                                                                               bool // ends as sentences do
	ruled                                                                               dom.Role
	lexical                                                                             [len(WordKinds)]float32 // what its words alone tell
	shape                                                                               shape
	common                                                                              float32 // share of the words that this text says most
	content                                                                             []uint32
}

// A lineSum sums up lines up to one.
type lineSum struct{ words, sentences, whole, lexical, lexicalWords, comments, short float32 }

// A run is lines of whole sentences in a row, short ones between them allowed.
type run struct {
	begin, end int
	words      float32
}

// sectionRoles are those whose labels stand above whole parts of a page.
var sectionRoles = [4]dom.Role{dom.RoleTeaser, dom.RoleComments, dom.RoleSignup, dom.RoleLegal}

const farLabel = 60

// NewScene returns what the numbers of all lines of a text share.
func NewScene(lines []*Line, head int, w *WordJudge) *Scene {
	s := &Scene{lines: lines, head: head, repeated: map[string]int{}, title: map[uint32]bool{}}
	total, sum := float32(0), lineSum{}
	common := commonWords(lines)
	for _, l := range lines {
		t := traitsOf(l, w)
		t.common = l.share(common)
		s.traits = append(s.traits, t)
		s.before = append(s.before, total)
		total += t.words
		s.sums = append(s.sums, sum)
		sum.words += t.words
		sum.sentences += trees.Yes(t.sentence)
		sum.whole += trees.Yes(t.whole)
		sum.lexical += t.lexical[0]
		sum.lexicalWords += t.lexical[0] * t.words
		sum.comments += t.lexical[2]
		sum.short += trees.Yes(t.words <= 5)
		s.repeated[l.Letters]++
	}
	s.before, s.sums = append(s.before, total), append(s.sums, sum)
	s.findLabels()
	s.findRuns()
	s.findRows()
	if head >= 0 {
		for _, w := range s.traits[head].content {
			s.title[w] = true
		}
	}
	return s
}

func (s *Scene) findLabels() {
	n := len(s.lines)
	s.above, s.below = make([][4]int, n), make([][4]int, n)
	last := [4]int{farLabel, farLabel, farLabel, farLabel}
	step := func(i int, out [][4]int) {
		out[i] = last
		for k, r := range sectionRoles {
			last[k] = min(last[k]+1, farLabel)
			if s.lines[i].Ruled == r && s.traits[i].words <= 5 {
				last[k] = 1
			}
		}
	}
	for i := range n {
		step(i, s.above)
	}
	last = [4]int{farLabel, farLabel, farLabel, farLabel}
	for i := n - 1; i >= 0; i-- {
		step(i, s.below)
	}
}

// findRuns finds the stretches of whole sentences, with at most two other lines
// in a row between them.
func (s *Scene) findRuns() {
	s.runs = make([]run, len(s.lines))
	for i := 0; i < len(s.lines); {
		if !s.traits[i].sentence {
			s.runs[i] = run{begin: i, end: i}
			i++
			continue
		}
		r, missed, end := run{begin: i}, 0, i
		for j := i; j < len(s.lines) && missed <= 2; j++ {
			if s.traits[j].sentence {
				end, missed = j+1, 0
				r.words += s.traits[j].words
			} else {
				missed++
			}
		}
		r.end = end
		for j := i; j < end; j++ {
			s.runs[j] = r
		}
		if r.words > s.longest.words {
			s.longest = r
		}
		i = end
	}
}

// A shape is how a line looks: two items of a list look alike.
type shape struct {
	start, end          rune // kind of the first and the last letter
	words               int  // steps of its length
	digits, commas, odd bool
	first               uint32 // digest of the first word
}

func shapeOf(l *Line, t *traits) shape {
	first, _ := utf8.DecodeRuneInString(l.Text)
	last, _ := utf8.DecodeLastRuneInString(l.Text)
	steps := 0
	for n := l.Words; n > 1; n = n * 2 / 3 {
		steps++
	}
	return shape{start: letterKind(first), end: letterKind(last), words: steps, digits: t.digits > 0, commas: t.commas > 0, odd: t.odd > 0, first: hashWord(firstWord(l.Text))}
}

// letterKind is the same for runes of a kind: capitals, small letters, digits; a sign
// is of its own kind.
func letterKind(r rune) rune {
	switch {
	case unicode.IsUpper(r):
		return 'A'
	case unicode.IsLetter(r):
		return 'a'
	case unicode.IsDigit(r):
		return '0'
	}
	return r
}

// alike says how much two lines look alike, 0 to 1.
func (s *Scene) alike(i, j int) float32 {
	if j < 0 || j >= len(s.lines) {
		return 0
	}
	a, b := &s.traits[i].shape, &s.traits[j].shape
	steps := a.words - b.words
	return (trees.Yes(a.start == b.start) + trees.Yes(a.end == b.end) + trees.Yes(a.digits == b.digits) + trees.Yes(a.commas == b.commas) + trees.Yes(a.odd == b.odd) + trees.Yes(a.first == b.first) + max(0, 2-float32(steps*steps))) / 8
}

const alikeRow = 0.75

// findRows finds the stretches of lines each of which looks like the one before it.
func (s *Scene) findRows() {
	s.rows = make([]run, len(s.lines))
	for i := 0; i < len(s.lines); {
		r := run{begin: i, end: i + 1, words: s.traits[i].words}
		for ; r.end < len(s.lines) && s.alike(r.end-1, r.end) >= alikeRow; r.end++ {
			r.words += s.traits[r.end].words
		}
		for j := i; j < r.end; j++ {
			s.rows[j] = r
		}
		i = r.end
	}
}

// traitsOf counts what a line shows by itself.
func traitsOf(l *Line, w *WordJudge) traits {
	st := phrase.StatsOf(l.Text)
	t := traits{words: float32(l.Words), runes: st.Runes, commas: st.Commas, ends: st.Ends, quotes: st.Quotes, odd: st.Odd, ruled: l.Ruled}
	letters, words := max(st.Runes, 1), max(t.words, 1)
	t.perWord, t.digits, t.upper, t.function = st.Runes/words, st.Digits/letters, st.Upper/letters, st.Function
	t.whole = dom.EndsSentence(l.Text)
	t.sentence = t.whole && l.Words >= 8 && !dom.Clipped(l.Text)
	capitals, counted := float32(0), float32(0)
	eachLineWord(l.Text, func(word string, nth int) {
		first, _ := utf8.DecodeRuneInString(word)
		if nth > 0 && unicode.IsLetter(first) {
			counted++
			capitals += trees.Yes(unicode.IsUpper(first))
		}
		if utf8.RuneCountInString(word) >= 4 && len(t.content) < 60 {
			lower := strings.ToLower(word)
			if phrase.FunctionWords[lower] == 0 {
				t.content = append(t.content, hashWord(lower))
			}
		}
	})
	t.capitals = capitals / max(counted, 1)
	t.lexical = w.judge(l.Text)
	t.shape = shapeOf(l, &t)
	return t
}

// commonWords are the short words that most of the longer lines say: what holds
// sentences together, in whatever language.
func commonWords(lines []*Line) map[string]bool {
	const most, enough = 40, 400
	counts := map[string]int{}
	long := 0
	for _, l := range lines {
		if l.Words < 10 {
			continue
		}
		if long++; long > enough {
			break
		}
		seen := map[string]bool{}
		eachLineWord(l.Text, func(word string, _ int) {
			if lower := strings.ToLower(word); utf8.RuneCountInString(word) <= 5 && !seen[lower] {
				seen[lower] = true
				counts[lower]++
			}
		})
	}
	words := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
	})
	common := map[string]bool{}
	for _, w := range words[:min(len(words), most)] {
		if counts[w] >= 2 {
			common[w] = true
		}
	}
	return common
}

// share of a line's words that are among some.
func (l *Line) share(of map[string]bool) float32 {
	all, among := float32(0), float32(0)
	eachLineWord(l.Text, func(word string, _ int) {
		all++
		among += trees.Yes(of[strings.ToLower(word)])
	})
	return among / max(all, 1)
}

func hashWord(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

// Describe returns the numbers of line i, with room for what describeContext adds.
func (s *Scene) Describe(i int) []float32 {
	x := trees.Row{Values: make([]float32, 0, len(SecondFeatures()))}
	s.describeLine(&x, i)
	return x.Values
}

func (s *Scene) describeLine(x *trees.Row, i int) {
	s.describeWords(x, i)
	s.describeRole(x, i)
	s.describePlace(x, i)
	s.describeRows(x, i)
	s.describeSurroundings(x, i)
	for _, d := range [...]int{-4, -3, -2, -1, 1, 2, 3, 4} {
		x.In("line", d)
		s.describeNeighbour(x, i+d)
	}
	x.In("", 0)
}

// FirstFeatures are the names of the numbers that the first trees look at,
// SecondFeatures those of the second: see firstFeatures.
var (
	FirstFeatures = sync.OnceValue(func() []string {
		s := sampleLines()
		return trees.Names(func(x *trees.Row) { s.describeLine(x, body.SampleBlock) })
	})
	SecondFeatures = sync.OnceValue(func() []string {
		s := sampleLines()
		v := s.View(make([]float32, len(s.lines)))
		return append(FirstFeatures(), trees.Names(func(x *trees.Row) { s.describeLikely(x, v, body.SampleBlock) })...)
	})
)

func sampleLines() *Scene {
	var lines []*Line
	for range 2*body.SampleBlock + 1 {
		lines = append(lines, newLine("words", 0))
	}
	return NewScene(lines, -1, nil)
}

func (s *Scene) describeWords(x *trees.Row, i int) {
	l, t := s.lines[i], &s.traits[i]
	words := max(t.words, 1)
	first, _ := utf8.DecodeRuneInString(l.Text)
	x.Add("words", t.words)
	x.Add("runes", t.runes)
	x.Add("runes a word", t.perWord)
	x.Add("share of digits", t.digits)
	x.Add("share of capitals", t.upper)
	x.Add("share of words with a capital", t.capitals)
	x.Add("commas a word", t.commas/words)
	x.Add("ends of sentences", t.ends)
	x.Add("ends of sentences a word", t.ends/words)
	x.Add("function words a word", t.function/words)
	x.Add("share of words that this text says most", t.common)
	x.Add("quotation marks", t.quotes)
	x.Add("odd signs a word", t.odd/words)
	x.AddIf("ends a sentence", t.whole)
	x.AddIf("is a whole sentence", t.sentence)
	x.AddIf("ends with a colon", strings.HasSuffix(l.Text, ":"))
	x.AddIf("is clipped", dom.Clipped(l.Text))
	x.AddIf("ends with a question mark", strings.HasSuffix(l.Text, "?"))
	x.AddIf("ends with an exclamation mark", strings.HasSuffix(l.Text, "!"))
	x.AddIf("begins with a capital", unicode.IsUpper(first))
	x.AddIf("begins with a small letter", unicode.IsLower(first))
	x.AddIf("begins with a digit", unicode.IsDigit(first))
	x.AddIf("begins with a sign", !unicode.IsLetter(first) && !unicode.IsDigit(first))
	x.AddIf("begins with a quotation mark", body.OpensQuotation(first))
	x.AddIf("has an address", strings.Contains(l.Text, "http"))
	x.AddIf("has an at sign", strings.Contains(l.Text, "@"))
	x.AddIf("has a copyright sign", strings.Contains(l.Text, "©"))
	x.AddIf("has a bar", strings.Contains(l.Text, "|"))
	x.AddIf("has brackets", strings.ContainsAny(l.Text, "()[]"))
}

// describeRole adds what rules and words alone make of line i, and what it has in
// common with the headline.
func (s *Scene) describeRole(x *trees.Row, i int) {
	l, t := s.lines[i], &s.traits[i]
	x.Add("role by rules", float32(l.Ruled))
	x.Add("role by its opening words", float32(l.said))
	x.AddIf("reads like a byline", l.bylined)
	x.AddIf("says a date", l.dated)
	x.AddIf("has a role", l.Role != dom.RoleNone)
	x.AddIf("speaks of a photograph", l.captioned)
	x.AddIf("says a year", phrase.HoldsYear(l.Text))
	x.AddIf("ends with a credit", l.credited)
	x.Add("by its words: body", t.lexical[0])
	x.Add("by its words: caption", t.lexical[1])
	x.Add("by its words: comment", t.lexical[2])
	x.Add("by its words: teaser", t.lexical[3])
	like := 0
	if s.head >= 0 {
		like = dom.Likeness(l.Letters, s.lines[s.head].Letters)
	}
	shared := float32(0)
	for _, w := range t.content {
		shared += trees.Yes(s.title[w])
	}
	x.Add("likeness to the headline", float32(like))
	x.Add("words of the headline", shared)
	x.Add("share of words of the headline", shared/max(float32(len(t.content)), 1))
	x.Add("lines that say the same", float32(min(s.repeated[l.Letters], 5)))
	x.AddIf("was joined of several", l.within)
	x.AddIf("is a heading", l.kind == news.HeadingParagraph)
	x.AddIf("is a list item", rxListItem.MatchString(l.Text))
}

func (s *Scene) describePlace(x *trees.Row, i int) {
	n := len(s.lines)
	all := max(s.before[n], 1)
	sinceHead, wordsSince := float32(-100), float32(-100)
	if s.head >= 0 {
		sinceHead, wordsSince = float32(i-s.head), s.before[i]-s.before[s.head]
	}
	x.Add("lines before", float32(i))
	x.Add("lines of the text", float32(n))
	x.Add("share of lines before", float32(i)/float32(n))
	x.Add("share of words before", s.before[i]/all)
	x.Add("words before", s.before[i])
	x.Add("words from here on", all-s.before[i])
	x.Add("words of the text", all)
	x.Add("lines since the headline", sinceHead)
	x.Add("words since the headline", wordsSince)
	x.Add("blank lines before", float32(s.lines[i].gap))
	for k, r := range sectionRoles {
		x.In("label of role", int(r))
		x.Add("lines since the last", float32(s.above[i][k]))
		x.Add("lines until the next", float32(s.below[i][k]))
	}
	x.In("", 0)
}

// describeRows adds which rows of lines that look alike, and which stretch of whole
// sentences, line i stands in.
func (s *Scene) describeRows(x *trees.Row, i int) {
	all := max(s.before[len(s.lines)], 1)
	r := s.runs[i]
	row := s.rows[i]
	x.Add("row: lines", float32(row.end-row.begin))
	x.Add("row: lines before", float32(i-row.begin))
	x.Add("row: lines from here on", float32(row.end-i))
	x.Add("row: words a line", row.words/float32(row.end-row.begin))
	for _, d := range [...]int{-1, 1, -2, 2} {
		x.In("line", d)
		x.Add("looks alike", s.alike(i, i+d))
	}
	x.In("", 0)
	x.Add("stretch: words", r.words)
	x.Add("stretch: share of the text's words", r.words/all)
	x.Add("stretch: lines before", float32(i-r.begin))
	x.Add("stretch: lines from here on", float32(r.end-i))
	x.Add("longest stretch: lines since its first", float32(i-s.longest.begin))
	x.Add("longest stretch: lines until its end", float32(s.longest.end-i))
	x.Add("longest stretch: share of the text's words", s.longest.words/all)
}

// describeSurroundings sums up the lines before and after line i.
func (s *Scene) describeSurroundings(x *trees.Row, i int) {
	for _, span := range [...]int{-40, -15, -6, 6, 15, 40} {
		from, to := i+1, i+1+span
		if span < 0 {
			from, to = i+span, i
		}
		from, to = max(from, 0), min(to, len(s.lines))
		if from >= to {
			x.Values = append(x.Values, -1, -1, -1, -1, -1, -1, -1)
			continue
		}
		a, b, n := s.sums[from], s.sums[to], float32(to-from)
		words := b.words - a.words
		x.In("lines within", span)
		x.Add("words a line", words/n)
		x.Add("share of sentences", (b.sentences-a.sentences)/n)
		x.Add("share that ends a sentence", (b.whole-a.whole)/n)
		x.Add("body by words, a line", (b.lexical-a.lexical)/n)
		x.Add("body by words, a word", (b.lexicalWords-a.lexicalWords)/max(words, 1))
		x.Add("comment by words, a line", (b.comments-a.comments)/n)
		x.Add("share of short lines", (b.short-a.short)/n)
	}
	x.In("", 0)
}

func (s *Scene) describeNeighbour(x *trees.Row, j int) {
	if j < 0 || j >= len(s.lines) {
		x.Values = append(x.Values, -1, 0, 0, 0, 0, 0, 0, 0, 0)
		return
	}
	t := &s.traits[j]
	x.Add("words", t.words)
	x.Add("function words a word", t.function/max(t.words, 1))
	x.Add("share of words that this text says most", t.common)
	x.AddIf("ends a sentence", t.whole)
	x.Add("share of words with a capital", t.capitals)
	x.Add("by its words: body", t.lexical[0])
	x.Add("by its words: caption", t.lexical[1])
	x.Add("role by rules", float32(t.ruled))
	x.Add("blank lines before", float32(s.lines[j].gap))
}

// A lineView is what the first trees said of a text as a whole.
type lineView struct {
	first                []float32
	before, sums         []float32 // by words; plain
	begin, end           int       // around the lines that are likely body
	from, to             int       // the stretch that gains most: of likely lines over unlikely ones
	sinceSure, untilSure []int
	sentenceBefore       []float32          // what was said of the last whole sentence before
	sentenceAfter        []float32          // and of the next
	vocabulary           map[uint32]float32 // how many likely lines have a word
	all                  float32
}

// View sums up what the first trees say of a text.
func (s *Scene) View(first []float32) *lineView {
	v := &lineView{first: first, begin: -1, vocabulary: map[uint32]float32{}}
	v.sinceSure, v.untilSure = make([]int, len(first)), make([]int, len(first))
	v.sentenceBefore, v.sentenceAfter = make([]float32, len(first)), make([]float32, len(first))
	const far = 50
	sentence := float32(-1)
	since, sum := far, float32(0)
	gain, best, start := float32(0), float32(0), 0
	for i, p := range first {
		v.before, v.sums = append(v.before, v.all), append(v.sums, sum)
		sum += p
		v.all += p * s.traits[i].words
		if p > 0.5 && s.traits[i].words >= 8 {
			if v.begin < 0 {
				v.begin = i
			}
			v.end = i
		}
		v.sentenceBefore[i] = sentence
		if s.traits[i].sentence {
			sentence = p
		}
		v.sinceSure[i] = since
		since = min(since+1, far)
		if p > 0.7 && s.traits[i].words >= 12 {
			since = 1
		}
		if p > 0.3 {
			for _, w := range s.traits[i].content {
				v.vocabulary[w] += p
			}
		}
		if gain <= 0 {
			gain, start = 0, i
		}
		gain += (p - 0.4) * min(s.traits[i].words+2, 40)
		if gain > best {
			best, v.from, v.to = gain, start, i+1
		}
	}
	v.before, v.sums = append(v.before, v.all), append(v.sums, sum)
	until := far
	sentence = -1
	for i := len(first) - 1; i >= 0; i-- {
		v.sentenceAfter[i] = sentence
		if s.traits[i].sentence {
			sentence = first[i]
		}
		v.untilSure[i] = until
		until = min(until+1, far)
		if first[i] > 0.7 && s.traits[i].words >= 12 {
			until = 1
		}
	}
	return v
}

// DescribeContext adds, to the numbers of line i, what the first trees said of
// it and of the lines around it.
func (s *Scene) DescribeContext(numbers []float32, v *lineView, i int) []float32 {
	x := trees.Row{Values: numbers}
	s.describeLikely(&x, v, i)
	return x.Values
}

func (s *Scene) describeLikely(x *trees.Row, v *lineView, i int) {
	for d := -5; d <= 5; d++ {
		x.In("line", d)
		x.Add("sure", v.at(i+d))
	}
	for _, span := range [...][2]int{{-3, -1}, {1, 3}, {-8, -1}, {1, 8}, {-20, -1}, {1, 20}} {
		from, to := max(i+span[0], 0), min(i+span[1]+1, len(v.first))
		if from >= to {
			x.Values = append(x.Values, -1, -1)
			continue
		}
		x.In("lines within", span[0]+span[1])
		x.Add("sure a word", (v.before[to]-v.before[from])/max(s.before[to]-s.before[from], 1))
		x.Add("sure a line", (v.sums[to]-v.sums[from])/float32(to-from))
	}
	x.In("", 0)
	row := s.rows[i]
	x.Add("row: sure a line", (v.sums[row.end]-v.sums[row.begin])/float32(row.end-row.begin))
	x.Add("row: sure of the line before", v.at(row.begin-1))
	x.Add("row: sure of the line behind", v.at(row.end))
	x.Add("row: sure of the first", v.at(row.begin))
	x.Add("row: sure of the last", v.at(row.end-1))
	x.Add("sure of the line before, if it looks alike", s.alike(i, i-1)*v.at(i-1))
	x.Add("sure of the line behind, if it looks alike", s.alike(i, i+1)*v.at(i+1))
	x.Add("sure of the last sentence before", v.sentenceBefore[i])
	x.Add("sure of the next sentence", v.sentenceAfter[i])
	s.describeStory(x, v, i)
}

// describeStory adds where line i stands towards the story that the first trees see.
func (s *Scene) describeStory(x *trees.Row, v *lineView, i int) {
	own, known := float32(0), float32(0)
	if v.first[i] > 0.3 {
		own = v.first[i]
	}
	for _, w := range s.traits[i].content {
		known += min(max(v.vocabulary[w]-own, 0), 1)
	}
	content := float32(len(s.traits[i].content))
	x.Add("words that likely lines say", known)
	x.Add("share of words that likely lines say", known/max(content, 1))
	x.Add("content words", content)
	x.Add("text: sure a word", v.all/max(s.before[len(s.lines)], 1))
	x.Add("words of the likely body", v.all)
	x.Add("lines since the likely body's first", float32(i-v.begin))
	x.Add("lines since the likely body's last", float32(i-v.end))
	x.Add("share of the likely body before", v.before[i]/max(v.all, 1))
	x.Add("words of the likely body before", v.before[i])
	x.Add("words of the likely body from here on", v.all-v.before[i])
	x.Add("lines since the best stretch began", float32(i-v.from))
	x.Add("lines until the best stretch ends", float32(v.to-i))
	x.Add("best stretch: share of the likely body", (v.before[v.to]-v.before[v.from])/max(v.all, 1))
	x.Add("lines since one that is sure", float32(v.sinceSure[i]))
	x.Add("lines until one that is sure", float32(v.untilSure[i]))
}

// at returns what the first trees said of line j; -1 where there is none.
func (v *lineView) at(j int) float32 {
	if j < 0 || j >= len(v.first) {
		return -1
	}
	return v.first[j]
}
