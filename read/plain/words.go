package plain

import (
	endian "encoding/binary"
	"errors"
	"hash/fnv"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/read/dom"
)

// A WordJudge says what the words of a line alone tell: whether it is body, or
// rather a caption, a reader's comment, a teaser. It has a weight for each word,
// for its first words in their order, for its last. The labels of comment threads,
// newsletter boxes and related stories are thus learned (train_text_test.go), in
// whatever languages the labelled pages are. Words are known by their digest
// only, and only words of several sites count.
type WordJudge [len(WordKinds)]WordWeights

// WordKinds are the roles that words alone are asked for.
var WordKinds = [...]dom.Role{dom.RoleBody, dom.RoleCaption, dom.RoleComments, dom.RoleTeaser}

// WordWeights are those of one kind of line, by the digests of its words.
type WordWeights struct {
	Bias, Scale float32
	Weights     []int8
}

// WordDigests is how many digests words are told by.
const WordDigests = 1 << 14

// eachLineWord visits the words of a text, the first hundred of them.
func eachLineWord(text string, visit func(word string, nth int)) {
	start, nth := -1, 0
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			visit(text[start:i], nth)
			start = -1
			if nth++; nth >= 100 {
				return
			}
		}
	}
	if start >= 0 {
		visit(text[start:], nth)
	}
}

// WordFeatures are the digests of what counts in a text. Digits count as one.
func WordFeatures(text string) []uint32 {
	var out []uint32
	add := func(kind, s string) {
		h := fnv.New32a()
		h.Write([]byte(kind))
		h.Write([]byte(s))
		out = append(out, h.Sum32()%WordDigests)
	}
	last := ""
	eachLineWord(text, func(word string, nth int) {
		if len(word) > 40 {
			word = word[:40]
		}
		word = strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return '0'
			}
			return unicode.ToLower(r)
		}, word)
		add("", word)
		if nth < 3 {
			add("^"+string(rune('0'+nth)), word)
		}
		if nth == 1 {
			add("^^", last+" "+word)
		}
		last = word
	})
	if last != "" {
		add("$", last)
	}
	end, _ := utf8.DecodeLastRuneInString(text)
	if !unicode.IsLetter(end) {
		add("$$", string(end))
	}
	return out
}

// judge gives, for each kind, the logit of its probability.
func (w *WordJudge) judge(text string) (logits [len(WordKinds)]float32) {
	if w == nil {
		return logits
	}
	features := WordFeatures(text)
	norm := float32(1 / math.Sqrt(float64(max(len(features), 1))))
	for k := range w {
		sum := 0
		for _, f := range features {
			sum += int(w[k].Weights[f])
		}
		logits[k] = w[k].Bias + w[k].Scale*float32(sum)*norm
	}
	return logits
}

// Encode writes a judge so that decodeWords reads it back.
func (w *WordJudge) Encode() (b []byte) {
	for _, k := range w {
		b = endian.LittleEndian.AppendUint32(b, math.Float32bits(k.Bias))
		b = endian.LittleEndian.AppendUint32(b, math.Float32bits(k.Scale))
		for _, v := range k.Weights {
			b = append(b, byte(v))
		}
	}
	return b
}

func decodeWords(data []byte) (*WordJudge, error) {
	w := &WordJudge{}
	const each = 8 + WordDigests
	if len(data) != each*len(w) {
		return nil, errors.New("these are no weights of words, or they were cut")
	}
	for k := range w {
		own := data[k*each : (k+1)*each]
		w[k].Bias = math.Float32frombits(endian.LittleEndian.Uint32(own))
		w[k].Scale = math.Float32frombits(endian.LittleEndian.Uint32(own[4:]))
		for _, v := range own[8:] {
			w[k].Weights = append(w[k].Weights, int8(v))
		}
	}
	return w, nil
}
