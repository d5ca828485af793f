package plain

import (
	"dateline/read/body"
	"dateline/trees"
)

// Judges are what was learned of bare text: which breaks are seams within a
// paragraph, which line is the headline, what a line's words tell, and, as for HTML in body.go, two forests
// that say which lines are body. train_text_test.go learns them.
type Judges struct {
	Seams, Heads  *trees.Forest
	Words         *WordJudge
	First, Second *trees.Forest
}

// LoadJudges reads the judges from the files that are part of the program.
func LoadJudges(seams, heads, words, first, second []byte) Judges {
	w, err := decodeWords(words)
	if err != nil {
		panic("read/data/text-words.bytes: " + err.Error())
	}
	return Judges{
		Seams:  trees.MustLoad("read/data/text-seams.trees", seams, SeamFeatures()),
		Heads:  trees.MustLoad("read/data/text-heads.trees", heads, HeadFeatures()),
		Words:  w,
		First:  trees.MustLoad("read/data/text-first.trees", first, FirstFeatures()),
		Second: trees.MustLoad("read/data/text-second.trees", second, SecondFeatures()),
	}
}

// Judge judges the lines of a text.
func (c *Text) Judge(j Judges) { j.Judge(NewScene(c.Lines, c.Head, j.Words)) }

// Judge says of each line how sure it is that it is body.
func (j Judges) Judge(s *Scene) {
	numbers := make([][]float32, len(s.lines))
	first := make([]float32, len(s.lines))
	for i := range s.lines {
		numbers[i] = s.Describe(i)
		first[i] = j.First.Predict(numbers[i])
	}
	v := s.View(first)
	for i, l := range s.lines {
		if l.Sure = first[i]; first[i] >= body.Hopeless {
			l.Sure = j.Second.Predict(s.DescribeContext(numbers[i], v, i))
		}
	}
}
