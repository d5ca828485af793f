package plain

import (
	"fmt"
	"regexp"
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

// A text capture comes in lines, and what a line is depends on who stripped the
// page: a paragraph; what stood between two tags, so that each link in a
// paragraph is a line of its own; eighty columns of a terminal. So the lines are
// joined again before anything else is asked of them. Which breaks are seams
// within a paragraph, a forest of small trees says, by the two lines at the seam,
// those around them and how the lines of the whole capture look.

// Line is one paragraph, or what else stood alone, of a text capture.
type Line struct {
	Text      string
	Letters   string
	Words     int
	gap       int  // blank lines before it
	within    bool // joined of several lines
	marked    bool // as a heading
	kind      news.ParagraphKind
	said      dom.Role // what its opening words say of it
	Ruled     dom.Role // what rules alone make of it
	bylined   bool     // it reads like a byline
	dated     bool     // it says a date and little else
	credited  bool     // it ends with the credit of a picture
	captioned bool     // it speaks of a photograph, or whose it is
	Role      dom.Role // what it turned out to be
	Sure      float32  // that it is body, 0 to 1
}

func newLine(text string, gap int) *Line {
	return &Line{Text: text, Letters: dom.Letters(text), Words: dom.CountWords(text), gap: gap, kind: news.PlainParagraph}
}

const (
	MaxLines    = 20_000 // of a capture, once joined
	maxRawLines = 60_000
)

// A rawLine is a line as the capture has it.
type rawLine struct {
	Text  string
	gap   int // blank lines before it
	level int // of a heading that is marked as one
	runes int
}

var (
	rxHashes   = regexp.MustCompile(`^(#{1,6}) `)
	rxMarkdown = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()\s]*(?:\s"[^"\n]*")?\)`)
)

// maxMarked bounds the captures of which links are unmarked, in bytes.
const maxMarked = 1 << 20

// unmarked takes out how terminals and converters mark links: "[7]the council",
// numbered through the page, and "[the council](/council)".
func unmarked(source string) string {
	if len(source) > maxMarked {
		return source
	}
	if strings.Contains(source, "](") {
		source = rxMarkdown.ReplaceAllString(source, "$1")
	}
	var sb strings.Builder
	kept, next, line := 0, 1, 0
	for at := 0; at < len(source); at++ {
		if source[at] != '[' || at > 0 && source[at-1] != ' ' && source[at-1] != '\n' && source[at-1] != '\t' && source[at-1] != ']' {
			continue
		}
		mark := fmt.Sprintf("[%d]", next)
		if strings.HasPrefix(source[at:], mark) {
			sb.WriteString(source[kept:at])
			if link := source[max(line, at-40):at]; line > 0 && !strings.Contains(link, "\n") && dom.CountWords(link) <= 3 {
				sb.WriteString("| ") // one link after another: a list of them
			}
			line = at + len(mark)
			kept, next = at+len(mark), next+1
			at = kept - 1
		}
	}
	if next <= 3 {
		return source
	}
	return sb.String() + source[kept:]
}

// CutRaw gives the lines that say something.
func CutRaw(source string) []rawLine {
	var out []rawLine
	gap := 0
	for raw := range strings.SplitSeq(unmarked(source), "\n") {
		for part := range strings.SplitSeq(raw, "\r") {
			text := dom.OneLine(part)
			level := 0
			if m := rxHashes.FindStringSubmatch(text[:min(len(text), 8)]); m != nil {
				level, text = len(m[1]), strings.TrimSpace(text[len(m[0]):])
			}
			if !dom.HasLetter(text) && !dom.IsRule(text) && !JoinsBack(text) {
				gap++
				continue
			}
			if len(out) >= maxRawLines {
				return out
			}
			out = append(out, rawLine{Text: text, gap: gap, level: level, runes: utf8.RuneCountInString(text)})
			gap = 0
		}
	}
	return out
}

// JoinsBack: a line of the punctuation that followed a link, say.
func JoinsBack(s string) bool {
	return s != "" && len(s) <= 6 && strings.Trim(s, ".,;:!?)]”’\"'»") == ""
}

// seamLike: as likely as this, two lines are parts of one.
const seamLike = 0.6

// cutLines gives the lines of a capture, joined where they were cut.
func cutLines(source string, seams *trees.Forest) []*Line {
	raw := CutRaw(source)
	s := NewSeamScene(raw)
	var out []*Line
	for i := 0; i < len(raw) && len(out) < MaxLines; {
		parts := []string{raw[i].Text}
		j := i + 1
		for ; j < len(raw) && s.Possible(j) && seams.Predict(s.Describe(j)) >= seamLike; j++ {
			parts = append(parts, raw[j].Text)
		}
		l := newLine(joinParts(parts), raw[i].gap)
		l.within = len(parts) > 1
		if raw[i].level > 0 {
			l.kind, l.marked = news.HeadingParagraph, true
		}
		if dom.HasLetter(l.Text) || dom.IsRule(l.Text) {
			out = append(out, l)
		}
		i = j
	}
	return out
}

// joinParts joins what was one, with a space unless punctuation goes before.
func joinParts(parts []string) string {
	if len(parts) == 1 {
		return parts[0]
	}
	var sb strings.Builder
	for i, p := range parts {
		first, _ := utf8.DecodeRuneInString(p)
		if i > 0 && !strings.ContainsRune(".,;:!?)]”’»", first) {
			sb.WriteByte(' ')
		}
		sb.WriteString(p)
	}
	return sb.String()
}

// A seamScene is what the numbers of all breaks of a capture share.
type seamScene struct {
	raw              []rawLine
	longest, most    float32 // runes: of the longest line, and of nine in ten
	lower, full, gap float32 // shares: begin with a small letter, are nearly as long as most, follow a gap
	hyphens          float32 // of lines that end with a comma, a hyphen or a small word
}

// NewSeamScene returns what the numbers of all breaks of a capture share.
func NewSeamScene(raw []rawLine) *seamScene {
	s := &seamScene{raw: raw}
	if len(raw) == 0 {
		return s
	}
	var lengths []int
	for _, l := range raw {
		lengths = append(lengths, l.runes)
		first, _ := utf8.DecodeRuneInString(l.Text)
		s.lower += trees.Yes(unicode.IsLower(first))
		s.gap += trees.Yes(l.gap > 0)
		s.hyphens += trees.Yes(leadsOn(l.Text))
	}
	slices.Sort(lengths)
	n := len(lengths)
	s.longest, s.most = float32(lengths[n-1]), float32(lengths[n*9/10])
	for _, l := range lengths {
		s.full += trees.Yes(float32(l) > s.longest-12 && l >= 40)
	}
	s.lower, s.gap, s.hyphens, s.full = s.lower/float32(n), s.gap/float32(n), s.hyphens/float32(n), s.full/float32(n)
	return s
}

// leadsOn: a line doesn't end here.
func leadsOn(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	if last == ',' || last == '-' || last == '–' || last == '—' || last == '(' || last == '“' || last == ';' {
		return true
	}
	return phrase.FunctionWords[lastWord(s)] != 0
}

func lastWord(s string) string {
	at := strings.LastIndexByte(s, ' ') + 1
	return strings.ToLower(s[at:][:min(len(s)-at, 40)])
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s[:min(len(s), 60)], " ")
	return strings.ToLower(word)
}

// Possible: no seam is where a list's sign begins the line, at the label of a list
// of stories, nor behind a sentence after which there was room.
func (s *seamScene) Possible(j int) bool {
	a, b := &s.raw[j-1], &s.raw[j]
	if isRelatedLabel(a.Text) || isRelatedLabel(b.Text) {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(b.Text); dom.EndsSentence(a.Text) && !unicode.IsLower(first) {
		around := 0
		for k := max(0, j-4); k < min(len(s.raw), j+4); k++ {
			around = max(around, s.raw[k].runes)
		}
		if float32(a.runes+1+utf8.RuneCountInString(firstWord(b.Text))) < 0.8*float32(around) {
			return false
		}
	}
	return b.gap <= 1 && a.level == 0 && b.level == 0 && !rxListItem.MatchString(b.Text) && !rxNumbered.MatchString(b.Text)
}

// SeamFeatures are the names of the numbers that describe a break between two lines.
var SeamFeatures = sync.OnceValue(func() []string {
	s := NewSeamScene(make([]rawLine, 2*body.SampleBlock+1))
	return trees.Names(func(x *trees.Row) { s.describeBreak(x, body.SampleBlock) })
})

// Describe returns the numbers of the break before line j.
func (s *seamScene) Describe(j int) []float32 {
	x := trees.Row{Values: make([]float32, 0, len(SeamFeatures()))}
	s.describeBreak(&x, j)
	return x.Values
}

func (s *seamScene) describeBreak(x *trees.Row, j int) {
	s.describeLengths(x, j)
	s.describeEdges(x, &s.raw[j-1], &s.raw[j])
	for _, d := range [...]int{-3, -2, 1, 2} {
		k := j + d
		if k < 0 || k >= len(s.raw) {
			x.Values = append(x.Values, -1, 0, 0, 0, 0)
			continue
		}
		o := &s.raw[k]
		first, _ := utf8.DecodeRuneInString(o.Text)
		x.In("line", d)
		x.Add("runes", float32(o.runes))
		x.Add("blank lines before", float32(o.gap))
		x.AddIf("ends a sentence", dom.EndsSentence(o.Text))
		x.AddIf("begins with a small letter", unicode.IsLower(first))
		x.AddIf("leads on", leadsOn(o.Text))
	}
	x.In("", 0)
}

// describeLengths adds how long the lines are, at the break and in the capture.
func (s *seamScene) describeLengths(x *trees.Row, j int) {
	a, b := &s.raw[j-1], &s.raw[j]
	x.Add("capture: runes of the longest line", s.longest)
	x.Add("capture: runes of nine lines in ten", s.most)
	x.Add("capture: share that begins with a small letter", s.lower)
	x.Add("capture: share of full lines", s.full)
	x.Add("capture: share behind a blank line", s.gap)
	x.Add("capture: share that leads on", s.hyphens)
	x.Add("capture: lines", float32(len(s.raw)))
	x.Add("blank lines between", float32(b.gap))
	x.Add("blank lines before the upper line", float32(a.gap))
	around := 0 // the longest of the lines near
	for k := max(0, j-4); k < min(len(s.raw), j+4); k++ {
		around = max(around, s.raw[k].runes)
	}
	word := utf8.RuneCountInString(firstWord(b.Text))
	x.Add("upper: runes", float32(a.runes))
	x.Add("lower: runes", float32(b.runes))
	x.Add("upper: runes of nine lines in ten", float32(a.runes)/max(s.most, 1))
	x.Add("runes of the longest line near", float32(around))
	x.Add("runes too many for the longest line near", float32(a.runes+1+word-around))
	x.Add("runes too many for nine lines in ten", float32(a.runes+1+word)-s.most)
}

// describeEdges adds how the upper line ends and the lower one begins.
func (s *seamScene) describeEdges(x *trees.Row, a, b *rawLine) {
	last, _ := utf8.DecodeLastRuneInString(a.Text)
	first, _ := utf8.DecodeRuneInString(b.Text)
	x.AddIf("upper: ends a sentence", dom.EndsSentence(a.Text))
	x.AddIf("upper: ends with a letter", unicode.IsLetter(last))
	x.AddIf("upper: ends with a comma", last == ',')
	x.AddIf("upper: ends with a colon", last == ':')
	x.AddIf("upper: ends with a digit", unicode.IsDigit(last))
	x.AddIf("upper: leads on", leadsOn(a.Text))
	x.AddIf("upper: ends with a function word", phrase.FunctionWords[lastWord(a.Text)] != 0)
	x.AddIf("lower: begins with a small letter", unicode.IsLower(first))
	x.AddIf("lower: begins with a capital", unicode.IsUpper(first))
	x.AddIf("lower: begins with a digit", unicode.IsDigit(first))
	x.AddIf("lower: begins with a mark that ends", strings.ContainsRune(".,;:!?)]”’»", first))
	x.AddIf("lower: begins with a mark that opens", strings.ContainsRune("([“„\"«", first))
	x.AddIf("lower: begins with a function word", phrase.FunctionWords[firstWord(b.Text)] != 0)
	x.Add("upper: words", float32(dom.CountWords(a.Text[:min(len(a.Text), 200)])))
	x.Add("lower: words", float32(dom.CountWords(b.Text[:min(len(b.Text), 200)])))
	x.AddIf("lower: ends a sentence", dom.EndsSentence(b.Text))
	x.AddIf("both say the same", strings.EqualFold(a.Text, b.Text))
}
