package join

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
	"unicode/utf8"

	"dateline/lang"
)

// How common a word is in its language can't be learned from a newsroom's own
// reports alone: in a language of which it has read ten, every word looks rare.
// data/background.words therefore holds how many documents of each language have
// a word, counted in public text (background_test.go makes it). It adds to the
// reports that are remembered as if so many others had been read before.
const backgroundReports = 300

// A commonness says in what share of a language's documents a word occurs, in
// half powers of two: 1 is every document, 3 is half of them. 0 is the rarest.
type commonness uint8

const mostCommonness = 22

// share returns the share of documents that a commonness stands for.
func (c commonness) share() float64 {
	if c == 0 {
		return 1. / 4000
	}
	return math.Pow(2, -float64(c-1)/2)
}

func (c commonness) rarerThan(o commonness) bool { return c == 0 || c > o }

func commonnessOf(share float64) commonness {
	return commonness(min(max(math.Round(-2*math.Log2(share)), 0), mostCommonness-1) + 1)
}

// backgroundHolders is how many of the backgroundReports have a word.
var backgroundHolders = func() (holders [mostCommonness + 1]float64) {
	for c := range holders {
		holders[c] = backgroundReports * commonness(c).share()
	}
	return holders
}()

// A languageBackground is an open-addressed table of the words of one language.
type languageBackground struct{ slots []backgroundSlot }

type backgroundSlot struct {
	id uint32
	commonness
}

//go:embed data/background.words
var backgroundData []byte

var backgrounds = mustReadBackground(backgroundData)

// appendBackground writes the words of one language, sorted by id.
func appendBackground(data []byte, language string, words []backgroundSlot) []byte {
	data = append(data, language[0], language[1])
	data = binary.AppendUvarint(data, uint64(len(words)))
	before := uint32(0)
	for _, w := range words {
		data = binary.AppendUvarint(data, uint64(w.id-before)<<5|uint64(w.commonness))
		before = w.id
	}
	return data
}

func mustReadBackground(data []byte) map[string]*languageBackground {
	out := map[string]*languageBackground{}
	for len(data) > 2 {
		language := string(data[:2])
		n, read := binary.Uvarint(data[2:])
		if data = data[2:]; read <= 0 || n > uint64(len(data)) {
			panic(fmt.Sprintf("join: the embedded background of %q is damaged", language))
		}
		data = data[read:]
		size := 16
		for size < int(n)*2 {
			size *= 2
		}
		table := &languageBackground{make([]backgroundSlot, size)}
		id := uint32(0)
		for range n {
			v, read := binary.Uvarint(data)
			if read <= 0 {
				panic(fmt.Sprintf("join: the embedded background of %q is damaged", language))
			}
			data = data[read:]
			id += uint32(v >> 5)
			table.slots[table.find(id)] = backgroundSlot{id, commonness(v & 31)}
		}
		out[language] = table
	}
	return out
}

func (b *languageBackground) find(id uint32) uint32 {
	mask := uint32(len(b.slots) - 1)
	i := id & mask
	for b.slots[i].commonness != 0 && b.slots[i].id != id {
		i = (i + 1) & mask
	}
	return i
}

// of returns how common a word is in the language; 0 if it is in no list.
func (b *languageBackground) of(id uint32) commonness { return b.slots[b.find(id)].commonness }

// commonByLength is how common a word of so many letters is taken to be in a
// language without a background: in every language short words are common ones.
func commonByLength(t lang.Term) commonness {
	switch n := utf8.RuneCountInString(t.Form); {
	case n <= 4:
		return commonnessOf(0.12)
	case n <= 6:
		return commonnessOf(0.05)
	case n <= 8:
		return commonnessOf(0.025)
	case n <= 11:
		return commonnessOf(0.012)
	}
	return commonnessOf(0.004)
}
