package lang

import (
	"bytes"
	"embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

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

//go:generate go run ./internal/train -treebank ../../shared/data/facts/treebank -out data

//go:embed data/*.parser.gz
var packedGrammars embed.FS

// grammars unpack the model of a language on first use. The training wrote them and a
// test reads them whole, so a fault in one is a fault of the build.
var grammars = func() map[string]func() *syntax.Model {
	all := map[string]func() *syntax.Model{}
	for _, language := range []string{inEnglish, "de", "es", "fr", "it", "nl", "pt", "ru"} {
		all[language] = sync.OnceValue(func() *syntax.Model {
			b, err := packedGrammars.ReadFile("data/" + language + ".parser.gz")
			if err != nil {
				panic("lang: the embedded parser: " + err.Error())
			}
			m, err := syntax.Read(bytes.NewReader(b))
			if err != nil {
				panic("lang: the embedded parser of " + language + ": " + err.Error())
			}
			return m
		})
	}
	return all
}()

func grammar() *syntax.Model { return grammars[inEnglish]() }

// inEnglish is the language that the rooms read most, and the only one with rules for wire copy.
const inEnglish = "en"

// Parses reports whether there is a parser for a language, ISO 639-1.
func Parses(language string) bool { return grammars[language] != nil }

// ParseIn is Parse for a sentence in another language: de, es, fr, it, nl, pt, ru or en.
// Of any other it gives nothing. A written word that the treebanks take for several
// (French “du”: “de le”) gives several words with the span of the whole.
func ParseIn(language, text string, sentence Span) []Word {
	if language == inEnglish {
		return Parse(text, sentence)
	}
	if !Parses(language) {
		return nil
	}
	m := grammars[language]()
	w := writings()[language]
	spans := w.surfaceSpans(text, sentence)
	forms := make([]string, len(spans))
	for i, s := range spans {
		forms[i] = text[s.Start:s.End]
	}
	tokens := make([]syntax.Token, 0, len(spans)+8)
	at := make([]Span, 0, len(spans)+8)
	for i, parts := range m.Split(forms) {
		if parts == nil {
			parts = w.enclitics(forms[i], m.IsInfinitive)
		}
		if parts == nil {
			parts = []string{forms[i]}
		} else {
			parts = likeCapitals(forms[i], parts)
		}
		for _, p := range parts {
			tokens, at = append(tokens, syntax.Token{Form: p}), append(at, spans[i])
		}
	}
	m.Annotate(tokens)
	words := make([]Word, len(tokens))
	for i, t := range tokens {
		words[i] = Word{at[i], t.Form, t.Lemma, t.UPOS, t.XPOS, t.Head, t.Deprel}
	}
	return words
}

// likeCapitals writes the pieces of a word with capitals where the word has them.
func likeCapitals(surface string, parts []string) []string {
	parts = slices.Clone(parts)
	first, _ := utf8.DecodeRuneInString(surface)
	if !unicode.IsUpper(first) {
		return parts
	}
	if utf8.RuneCountInString(surface) > 2 && surface == strings.ToUpper(surface) {
		for i := range parts {
			parts[i] = strings.ToUpper(parts[i])
		}
		return parts
	}
	r, size := utf8.DecodeRuneInString(parts[0])
	parts[0] = string(unicode.ToUpper(r)) + parts[0][size:]
	return parts
}

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
