package plain

import (
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

// Which line is the headline, a forest of small trees says: by how it is set, by
// the date, the byline and the story that follow it, and by how many of its words
// the story says again.

// A headScene is what the numbers of all lines that may be headlines share.
type headScene struct {
	Lines      []*Line
	traits     []traits
	begin      int                // of the longest stretch of whole sentences
	vocabulary map[uint32]float32 // how many of its lines say a word
	said       map[string]int
	sentence   []int // lines until the next whole sentence
	thread     int   // where readers begin to speak
	listed     []bool
	dated      []int // and until the next date
	bylined    []int
}

// maxHeadLines bounds the lines among which the headline is looked for.
const maxHeadLines = 800

// NewHeadScene returns what the numbers of all lines that may be headlines share.
func NewHeadScene(lines []*Line) *headScene {
	lines = lines[:min(len(lines), 2*maxHeadLines)]
	whole := NewScene(lines, -1, nil)
	s := &headScene{Lines: lines, traits: whole.traits, begin: whole.longest.begin, vocabulary: map[uint32]float32{}, said: whole.repeated}
	s.thread = threadBegins(lines)
	s.listed = listedBelow(lines)
	for _, t := range whole.traits[whole.longest.begin:whole.longest.end] {
		for _, w := range t.content {
			s.vocabulary[w]++
		}
	}
	n := len(lines)
	s.sentence, s.dated, s.bylined = make([]int, n), make([]int, n), make([]int, n)
	sentence, dated, bylined := farLabel, farLabel, farLabel
	for i := n - 1; i >= 0; i-- {
		s.sentence[i], s.dated[i], s.bylined[i] = sentence, dated, bylined
		sentence, dated, bylined = min(sentence+1, farLabel), min(dated+1, farLabel), min(bylined+1, farLabel)
		if s.traits[i].sentence {
			sentence = 1
		}
		if lines[i].dated {
			dated = 1
		}
		if lines[i].bylined {
			bylined = 1
		}
	}
	return s
}

// Possible: no headline is one word, or longer than any, or stands above whose
// picture it is.
func (s *headScene) Possible(i int) bool {
	if i >= s.thread || s.listed[i] || s.Lines[i].dated || s.isTrail(i) {
		return false
	}
	for j := i + 1; j < min(len(s.Lines), i+3); j++ {
		if o := s.Lines[j]; o.Letters != s.Lines[i].Letters {
			if o.Words <= 12 && (o.said == dom.RoleCaption || o.credited) {
				return false
			}
			break
		}
	}
	return i < maxHeadLines && s.Lines[i].Words >= 2 && s.Lines[i].Words <= 40 && len(s.Lines[i].Letters) >= 6
}

// isTrail reports whether a line is a way that lost its breaks, and whose end is said
// nowhere near: if it is, that is the headline.
func (s *headScene) isTrail(i int) bool {
	if isWay(s.Lines[i].Text) {
		return true
	}
	if gluedTrail(s.Lines[i].Text) == nil {
		return false
	}
	for j := max(0, i-8); j < min(len(s.Lines), i+9); j++ {
		if o := s.Lines[j].Letters; j != i && len(o) >= 12 && strings.HasSuffix(s.Lines[i].Letters, o) {
			return false
		}
	}
	return true
}

// isWay reports whether a line is a way from the front page in four steps or more, or one
// that begins at the front page.
func isWay(text string) bool {
	names := splitTrailText(text)
	if len(names) < 3 || !trailLike(text) {
		return false
	}
	return len(names) > 3 || phrase.RootNames[strings.ToLower(strings.TrimSpace(names[0]))]
}

// headLike: as likely as this at least is a headline.
const headLike = 0.08

// Head is the index of the headline, -1 where none is likely.
func (s *headScene) Head(heads *trees.Forest) int {
	best, at := float32(headLike), -1
	for i := range s.Lines[:min(len(s.Lines), maxHeadLines)] {
		if !s.Possible(i) || strings.Count(s.Lines[i].Text, " | ") >= 3 { // a list of links
			continue
		}
		if p := heads.Predict(s.Describe(i)); p > best {
			best, at = p, i
		}
	}
	if at < 0 {
		return at
	}
	for j := max(0, at-8); j < min(len(s.Lines), at+9); j++ { // said again, with nothing glued before it
		if o := s.Lines[j].Letters; len(o) >= 12 && len(o) < len(s.Lines[at].Letters) && strings.HasSuffix(s.Lines[at].Letters, o) && s.Possible(j) {
			return j
		}
	}
	return at
}

// HeadFeatures are the names of the numbers that describe a line that may be the
// headline.
var HeadFeatures = sync.OnceValue(func() []string {
	s := NewHeadScene(sampleLines().lines)
	return trees.Names(func(x *trees.Row) { s.describeLine(x, body.SampleBlock) })
})

// Describe returns the numbers of line i.
func (s *headScene) Describe(i int) []float32 {
	x := trees.Row{Values: make([]float32, 0, len(HeadFeatures()))}
	s.describeLine(&x, i)
	return x.Values
}

func (s *headScene) describeLine(x *trees.Row, i int) {
	s.describeWords(x, i)
	s.describeRepetition(x, i)
	l := s.Lines[i]
	x.Add("lines until the longest stretch of sentences", float32(s.begin-i))
	x.Add("lines until the next sentence", float32(s.sentence[i]))
	x.Add("lines until the next date", float32(s.dated[i]))
	x.Add("lines until the next byline", float32(s.bylined[i]))
	x.Add("lines before", float32(i))
	x.Add("share of lines before", float32(i)/float32(len(s.Lines)))
	x.Add("blank lines before", float32(l.gap))
	x.Add("lines of the text", float32(len(s.Lines)))
	for _, d := range [...]int{-2, -1, 1, 2, 3} {
		j := i + d
		if j < 0 || j >= len(s.Lines) {
			x.Values = append(x.Values, -1, 0, 0, 0, 0)
			continue
		}
		o := s.Lines[j]
		x.In("line", d)
		x.Add("words", float32(o.Words))
		x.AddIf("ends a sentence", s.traits[j].whole)
		x.AddIf("says a date or reads like a byline", o.dated || o.bylined)
		x.Add("blank lines before", float32(o.gap))
		x.AddIf("says the same", o.Letters == l.Letters)
	}
	x.In("", 0)
}

func (s *headScene) describeWords(x *trees.Row, i int) {
	l, t := s.Lines[i], &s.traits[i]
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
	x.Add("function words a word", t.function/words)
	x.Add("share of words that this text says most", t.common)
	x.Add("quotation marks", t.quotes)
	x.Add("odd signs a word", t.odd/words)
	x.AddIf("ends a sentence", t.whole)
	x.AddIf("ends with a colon", strings.HasSuffix(l.Text, ":"))
	x.AddIf("ends with a question mark", strings.HasSuffix(l.Text, "?"))
	x.AddIf("is clipped", dom.Clipped(l.Text))
	x.AddIf("begins with a capital", unicode.IsUpper(first))
	x.AddIf("begins with a small letter", unicode.IsLower(first))
	x.AddIf("begins with a digit", unicode.IsDigit(first))
	x.Add("role by its opening words", float32(l.said))
	x.AddIf("reads like a byline", l.bylined)
	x.AddIf("says a date", l.dated)
	x.AddIf("speaks of a picture", l.captioned || l.credited)
	x.AddIf("is a heading", l.kind == news.HeadingParagraph)
	x.AddIf("is a list item", rxListItem.MatchString(l.Text))
}

// describeRepetition adds which lines say what line i says, and how much of it the
// story says again.
func (s *headScene) describeRepetition(x *trees.Row, i int) {
	l := s.Lines[i]
	endings, openings := 0, 0
	for j := max(0, i-30); j < min(len(s.Lines), i+31); j++ {
		if o := s.Lines[j]; len(o.Letters) > len(l.Letters) {
			endings += int(trees.Yes(strings.HasSuffix(o.Letters, l.Letters)))
			openings += int(trees.Yes(strings.HasPrefix(o.Letters, l.Letters)))
		}
	}
	x.Add("lines that say the same", float32(min(s.said[l.Letters], 5)))
	x.Add("lines near that end so", float32(endings))
	x.Add("lines near that begin so", float32(openings))
	known, often := float32(0), float32(0)
	for _, w := range s.traits[i].content {
		known += trees.Yes(s.vocabulary[w] > 0)
		often += min(s.vocabulary[w], 5)
	}
	content := max(float32(len(s.traits[i].content)), 1)
	x.Add("words that the story says", known)
	x.Add("share of words that the story says", known/content)
	x.Add("how often the story says them", often/content)
	x.Add("content words", content)
}
