package join

import (
	_ "embed"
	"fmt"

	"dateline/internal/trees"
)

// What is known of like and unlike happenings was learned from labelled sets
// of news (train_test.go): when a report arrives, whether it belongs to a story
// as far as that is told; when reports are looked at together, whether two
// groups of them tell of one happening, and whether a short text belongs to the
// group where it is most at home; of two reports, how much people say that
// they tell of the same.
type models struct{ arrival, settle, gather, pairs *trees.Forest }

//go:embed data/arrival.trees
var arrivalData []byte

//go:embed data/settle.trees
var settleData []byte

//go:embed data/gather.trees
var gatherData []byte

//go:embed data/pairs.trees
var pairsData []byte

var learned = models{mustDecode("arrival", arrivalData, numbers), mustDecode("settle", settleData, numbers+localNumbers), mustDecode("gather", gatherData, homeNumbers), mustDecode("pairs", pairsData, numbers)}

func mustDecode(name string, data []byte, features int) *trees.Forest {
	f, err := trees.Decode(data, features)
	if err != nil {
		panic(fmt.Sprintf("join: the embedded trees %q: %v", name, err)) // the program was built wrong
	}
	return f
}
