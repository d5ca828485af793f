package read

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/dom"
	"dateline/trees"
)

// Which line is the headline, a forest of small trees says: by how it is set, by
// the date, the byline and the story that follow it, and by how many of its words
// the story says again.

// A headScene is what the numbers of all lines that may be headlines share.
type headScene struct {
	lines      []*line
	traits     []traits
	begin      int                // of the longest stretch of whole sentences
	vocabulary map[uint32]float32 // how many of its lines say a word
	said       map[string]int
	sentence   []int // lines until the next whole sentence
	dated      []int // and until the next date
	bylined    []int
}

// maxHeadLines bounds the lines among which the headline is looked for.
const maxHeadLines = 800

func newHeadScene(lines []*line) *headScene {
	lines = lines[:min(len(lines), 2*maxHeadLines)]
	whole := newLineScene(lines, -1, nil)
	s := &headScene{lines: lines, traits: whole.traits, begin: whole.longest.begin, vocabulary: map[uint32]float32{}, said: whole.repeated}
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

// possible: no headline is one word, or longer than any, or stands above whose
// picture it is.
func (s *headScene) possible(i int) bool {
	for j := i + 1; j < min(len(s.lines), i+3); j++ {
		if o := s.lines[j]; o.letters != s.lines[i].letters {
			if o.words <= 12 && (o.said == dom.RoleCaption || o.credited) {
				return false
			}
			break
		}
	}
	return i < maxHeadLines && s.lines[i].words >= 2 && s.lines[i].words <= 40 && len(s.lines[i].letters) >= 6
}

// headLike: as likely as this at least is a headline.
const headLike = 0.08

// head is the index of the headline, -1 where none is likely.
func (s *headScene) head(heads *trees.Forest) int {
	best, at := float32(headLike), -1
	for i := range s.lines[:min(len(s.lines), maxHeadLines)] {
		if !s.possible(i) || strings.Count(s.lines[i].text, " | ") >= 3 { // a list of links
			continue
		}
		if p := heads.Predict(s.describe(i)); p > best {
			best, at = p, i
		}
	}
	if at < 0 {
		return at
	}
	for j := max(0, at-8); j < min(len(s.lines), at+9); j++ { // said again, with nothing glued before it
		if o := s.lines[j].letters; len(o) >= 12 && len(o) < len(s.lines[at].letters) && strings.HasSuffix(s.lines[at].letters, o) && s.possible(j) {
			return j
		}
	}
	return at
}

// describe gives the numbers of line i.
func (s *headScene) describe(i int) []float32 {
	l, t := s.lines[i], &s.traits[i]
	words := max(t.words, 1)
	first, _ := utf8.DecodeRuneInString(l.text)
	x := make([]float32, 0, headNumbers)
	x = append(x, t.words, t.runes, t.perWord, t.digits, t.upper, t.capitals, t.commas/words, t.ends, t.function/words, t.common, t.quotes, t.odd/words)
	x = append(x, yes(t.whole), yes(strings.HasSuffix(l.text, ":")), yes(strings.HasSuffix(l.text, "?")), yes(dom.Clipped(l.text)), yes(unicode.IsUpper(first)), yes(unicode.IsLower(first)), yes(unicode.IsDigit(first)))
	x = append(x, float32(l.said), yes(l.bylined), yes(l.dated), yes(l.captioned || l.credited), yes(l.kind == news.HeadingParagraph), yes(rxListItem.MatchString(l.text)))
	endings, openings := 0, 0
	for j := max(0, i-30); j < min(len(s.lines), i+31); j++ {
		if o := s.lines[j]; len(o.letters) > len(l.letters) {
			endings += int(yes(strings.HasSuffix(o.letters, l.letters)))
			openings += int(yes(strings.HasPrefix(o.letters, l.letters)))
		}
	}
	x = append(x, float32(min(s.said[l.letters], 5)), float32(endings), float32(openings))
	known, often := float32(0), float32(0)
	for _, w := range t.content {
		known += yes(s.vocabulary[w] > 0)
		often += min(s.vocabulary[w], 5)
	}
	content := max(float32(len(t.content)), 1)
	x = append(x, known, known/content, often/content, content)
	x = append(x, float32(s.begin-i), float32(s.sentence[i]), float32(s.dated[i]), float32(s.bylined[i]), float32(i), float32(i)/float32(len(s.lines)), float32(l.gap), float32(len(s.lines)))
	for _, d := range [...]int{-2, -1, 1, 2, 3} {
		if j := i + d; j >= 0 && j < len(s.lines) {
			o := s.lines[j]
			x = append(x, float32(o.words), yes(s.traits[j].whole), yes(o.dated || o.bylined), float32(o.gap), yes(o.letters == l.letters))
		} else {
			x = append(x, -1, 0, 0, 0, 0)
		}
	}
	return x
}

const headNumbers = 12 + 7 + 6 + 3 + 4 + 8 + 25
