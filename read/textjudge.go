package read

import (
	_ "embed"
	"sync"

	"dateline/read/body"
	"dateline/trees"
)

// textJudges are what was learned of bare text: which breaks are seams within a
// paragraph, which line is the headline, what a line's words tell, and, as for HTML in body.go, two forests
// that say which lines are body. train_text_test.go learns them.
type textJudges struct {
	seams, heads  *trees.Forest
	words         *wordJudge
	first, second *trees.Forest
}

var (
	//go:embed data/text-seams.trees
	textSeams []byte
	//go:embed data/text-heads.trees
	textHeads []byte
	//go:embed data/text-words.bytes
	textWords []byte
	//go:embed data/text-first.trees
	textFirst []byte
	//go:embed data/text-second.trees
	textSecond []byte

	learnedText = sync.OnceValue(func() textJudges {
		words, err := decodeWords(textWords)
		if err != nil {
			panic("read/data: " + err.Error())
		}
		return textJudges{
			seams:  trees.MustLoad("read/data/text-seams.trees", textSeams, seamFeatures()),
			heads:  trees.MustLoad("read/data/text-heads.trees", textHeads, headFeatures()),
			words:  words,
			first:  trees.MustLoad("read/data/text-first.trees", textFirst, lineFirstFeatures()),
			second: trees.MustLoad("read/data/text-second.trees", textSecond, lineSecondFeatures()),
		}
	})
)

// judge says of each line how sure it is that it is body.
func (j textJudges) judge(s *lineScene) {
	numbers := make([][]float32, len(s.lines))
	first := make([]float32, len(s.lines))
	for i := range s.lines {
		numbers[i] = s.describe(i)
		first[i] = j.first.Predict(numbers[i])
	}
	v := s.view(first)
	for i, l := range s.lines {
		if l.sure = first[i]; first[i] >= body.Hopeless {
			l.sure = j.second.Predict(s.describeContext(numbers[i], v, i))
		}
	}
}
