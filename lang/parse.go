package lang

import (
	"bytes"
	_ "embed"
	"sync"

	"dateline/lang/internal/syntax"
)

// A Word is one of a sentence in the sense of Universal Dependencies: “don't” is
// two, a comma is one.
type Word struct {
	Span
	Form, Lemma string
	UPOS        string // the universal part of speech: VERB, PROPN …
	XPOS        string // the finer tag of the Penn treebank: VBD, NNP …
	Head        int    // the number of the word it depends on, counted from 1; 0 at the root
	Deprel      string // the relation to the head: nsubj, obl:agent …
}

//go:generate go run ./internal/train -treebank ../../shared/data/facts/treebank -out data/parser.model.gz

//go:embed data/parser.model.gz
var packedParser []byte

// grammar unpacks the model on first use. The training wrote it and a test reads
// it whole, so a fault in it is a fault of the build.
var grammar = sync.OnceValue(func() *syntax.Model {
	m, err := syntax.Read(bytes.NewReader(packedParser))
	if err != nil {
		panic("lang: the embedded parser: " + err.Error())
	}
	return m
})

// Parse gives the words of an English sentence of text (one that Sentences
// found, say) in order, each with its lemma, tags and place in the dependency
// tree. The tree has one root and every word hangs on it. The spans count from
// the start of the text; time grows with the length of the sentence, no faster.
// Parse may be called from many goroutines.
func Parse(text string, sentence Span) []Word {
	spans := wordSpans(text, sentence)
	if len(spans) == 0 {
		return nil
	}
	tokens := make([]syntax.Token, len(spans))
	for i, s := range spans {
		tokens[i].Form = text[s.Start:s.End]
	}
	annotateWire(tokens)
	oneSubject(tokens)
	words := make([]Word, len(spans))
	for i, t := range tokens {
		words[i] = Word{spans[i], t.Form, t.Lemma, t.UPOS, t.XPOS, t.Head, t.Deprel}
	}
	return words
}
