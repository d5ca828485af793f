package actor

import (
	_ "embed"
	"strings"
)

//go:embed data/words.txt
var wordList string

// A lexicon holds sets of words, each under what it tells.
type lexicon map[string]map[string]bool

var words = readLexicon(wordList)

func readLexicon(list string) lexicon {
	l := lexicon{}
	for line := range strings.Lines(list) {
		kind, rest, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if l[kind] == nil {
			l[kind] = map[string]bool{}
		}
		for _, w := range strings.Fields(rest) {
			l[kind][w] = true
		}
	}
	return l
}

// sexOfWord returns "male" or "female" for a title or noun that tells it.
func sexOfWord(w string) string {
	switch {
	case words["male"][w]:
		return "male"
	case words["female"][w]:
		return "female"
	}
	return ""
}
