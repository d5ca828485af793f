package abroad

import (
	"embed"
	"slices"
	"strings"
	"sync"
)

//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// A lexicon is what a language tells facts with.
type lexicon struct {
	kinds    map[string][]string // of a verb's lemma
	lists    map[string]map[string]bool
	examples []example
}

// An example is a sentence in which a lemma tells a fact of a kind.
type example struct{ kind, lemma, sentence string }

func (l *lexicon) in(list, word string) bool { return l.lists[list][word] }

// lexicons reads the files on first use; a test reads them whole.
var lexicons = sync.OnceValue(func() map[string]*lexicon {
	all := map[string]*lexicon{}
	files, err := lexiconFiles.ReadDir("lexicon")
	if err != nil {
		panic("abroad: the embedded lexicons: " + err.Error())
	}
	for _, f := range files {
		b, err := lexiconFiles.ReadFile("lexicon/" + f.Name())
		if err != nil {
			panic("abroad: the embedded lexicons: " + err.Error())
		}
		all[strings.TrimSuffix(f.Name(), ".txt")] = readLexicon(string(b))
	}
	return all
})

func readLexicon(text string) *lexicon {
	l := &lexicon{kinds: map[string][]string{}, lists: map[string]map[string]bool{}}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		kind, rest, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if list, ok := strings.CutPrefix(kind, "="); ok {
			l.lists[list] = map[string]bool{}
			for _, w := range strings.Fields(rest) {
				l.lists[list][w] = true
			}
			continue
		}
		lemmas, sentence, _ := strings.Cut(rest, "|")
		for i, lemma := range strings.Split(lemmas, ",") {
			lemma = strings.TrimSpace(lemma)
			l.kinds[lemma] = append(l.kinds[lemma], kind)
			if i == 0 {
				l.examples = append(l.examples, example{kind, lemma, strings.TrimSpace(sentence)})
			}
		}
	}
	return l
}

// kindsOf gives the kinds of the verb at i: of its lemma with or without its particle, or
// of its form, for verbs whose lemma is often mistaken.
func (c *clause) kindsOf(i int) []string {
	w := c.words[i]
	if w.UPOS != "VERB" && w.UPOS != "AUX" {
		return nil
	}
	lemma := strings.ToLower(w.Lemma)
	names := []string{lemma, strings.ToLower(w.Form), strings.TrimSuffix(lemma, "se")}
	if p := c.kid(i, "compound:prt"); p >= 0 {
		particle := strings.ToLower(c.words[p].Form)
		names = []string{particle + lemma, particle + strings.ToLower(w.Form), lemma}
	}
	for _, name := range names {
		if kinds := c.kinds[name]; len(kinds) > 0 {
			return kinds
		}
	}
	return nil
}

func (c *clause) says(i int) bool { return slices.Contains(c.kindsOf(i), "say") }
