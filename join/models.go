package join

import (
	_ "embed"
	"fmt"

	"dateline/trees"
)

// What is known of like and unlike happenings was learned from labelled sets
// of news (train_test.go): when a report arrives, whether it belongs to a story
// as far as that is told; when reports are looked at together, whether two
// groups of them tell of one happening, learned once more for groups of short
// texts, and whether a short text belongs to the group where it is most at home;
// of two reports, how much people say that they tell of the same.
type models struct{ arrival, settle, short, gather, pairs *trees.Forest }

//go:embed data/arrival.trees
var arrivalData []byte

//go:embed data/settle.trees
var settleData []byte

//go:embed data/short.trees
var shortData []byte

//go:embed data/gather.trees
var gatherData []byte

//go:embed data/pairs.trees
var pairsData []byte

var learned = models{
	arrival: mustDecode("arrival", arrivalData, arrivalNumbers),
	settle:  mustDecode("settle", settleData, numbers+localNumbers),
	short:   mustDecode("short", shortData, numbers+localNumbers),
	gather:  mustDecode("gather", gatherData, homeNumbers),
	pairs:   mustDecode("pairs", pairsData, numbers),
}

// together is how probable it is that two groups tell of one happening, which
// are described beside each other in numbers. Of short texts two forests are
// asked: each errs now and then on large groups, seldom both on the same.
func (m models) together(a, b *group, x []float32) float64 {
	likely := m.settle.Predict(x)
	if a.isShort() && b.isShort() {
		likely = (likely + m.short.Predict(x)) / 2
	}
	return float64(likely)
}

func mustDecode(name string, data []byte, features int) *trees.Forest {
	f, err := trees.Decode(data, features)
	if err != nil {
		panic(fmt.Sprintf("join: the embedded trees %q: %v", name, err)) // the program was built wrong
	}
	return f
}
