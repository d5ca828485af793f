package support

import (
	"embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed lexicon/*.txt
var files embed.FS

// A lexicon is what the files of the folder say.
type lexicon struct {
	sections map[string]map[string]bool
	classes  []class
	byWord   map[string][]int    // classes by a member of one word
	phrases  map[string][]phrase // members of several words, by their first
	opposite map[[2]string]bool  // classes and lemmas
	nouns    map[string][]int    // lines of nouns.txt
	forms    map[string]string   // lemmas of irregular forms
	small    map[string]float64  // numbers in words
	scales   map[string]float64  // numbers that multiply the one before
	names    map[string]int      // lines of names.txt, by the form without points
}

// A class is a set of predicates that news puts for one another.
type class struct {
	name                     string
	theme, once, sym, oneway bool
	implies                  []string
}

type phrase struct {
	rest  []string
	class int
}

var words = sync.OnceValue(func() *lexicon {
	l := &lexicon{
		sections: map[string]map[string]bool{}, byWord: map[string][]int{}, phrases: map[string][]phrase{},
		opposite: map[[2]string]bool{}, nouns: map[string][]int{}, names: map[string]int{},
		forms: map[string]string{}, small: map[string]float64{}, scales: map[string]float64{},
	}
	l.readSections(lines("words"))
	for _, line := range lines("predicates") {
		l.readClass(line)
	}
	for _, line := range lines("opposites") {
		a, b, _ := strings.Cut(line, " ")
		l.opposite[[2]string{a, b}], l.opposite[[2]string{b, a}] = true, true
	}
	for _, line := range lines("forms") {
		lemma, forms, _ := strings.Cut(line, " ")
		for _, f := range strings.Fields(forms) {
			l.forms[f] = lemma
		}
	}
	for _, line := range lines("numbers") {
		l.readNumber(line)
	}
	for i, line := range lines("nouns") {
		for _, w := range strings.Fields(line) {
			l.nouns[w] = append(l.nouns[w], i)
		}
	}
	for i, line := range lines("names") {
		for _, n := range strings.Split(line, ",") {
			l.names[nameKey(n)] = i + 1
		}
	}
	return l
})

// lines are those of a file that are neither empty nor comments.
func lines(name string) []string {
	data, err := files.ReadFile("lexicon/" + name + ".txt")
	if err != nil {
		panic("support: the embedded lexicon is incomplete: " + err.Error())
	}
	return slices.DeleteFunc(strings.Split(string(data), "\n"), func(s string) bool {
		return strings.TrimSpace(s) == "" || strings.HasPrefix(s, "#")
	})
}

func (l *lexicon) readSections(lines []string) {
	var into map[string]bool
	for _, line := range lines {
		if name, ok := strings.CutPrefix(line, "["); ok {
			into = map[string]bool{}
			l.sections[strings.TrimSuffix(name, "]")] = into
			continue
		}
		for _, w := range strings.Fields(line) {
			into[w] = true
		}
	}
}

func (l *lexicon) readClass(line string) {
	head, rest, _ := strings.Cut(line, ":")
	members, implies, _ := strings.Cut(rest, ">")
	fields := strings.Fields(head)
	has := func(flag string) bool { return slices.Contains(fields[1:], flag) }
	at := len(l.classes)
	l.classes = append(l.classes, class{
		name: fields[0], theme: has("theme"), once: has("once"), sym: has("sym"), oneway: has("oneway"),
		implies: strings.FieldsFunc(implies, func(r rune) bool { return r == ' ' || r == ',' }),
	})
	for _, m := range strings.Split(members, ",") {
		w := strings.Fields(m)
		switch len(w) {
		case 0:
		case 1:
			l.byWord[w[0]] = append(l.byWord[w[0]], at)
		default:
			l.phrases[w[0]] = append(l.phrases[w[0]], phrase{w[1:], at})
		}
	}
}

func (l *lexicon) readNumber(line string) {
	w := strings.Fields(line)
	value, err := strconv.ParseFloat(w[1], 64)
	if err != nil {
		panic("support: the embedded lexicon of numbers is wrong: " + err.Error())
	}
	if len(w) > 2 {
		l.scales[w[0]] = value
	} else {
		l.small[w[0]] = value
	}
}

// is reports whether a word stands in a section of words.txt.
func (l *lexicon) is(section, word string) bool { return l.sections[section][word] }

// nameKey is a name in lower case without points and possessive endings.
func nameKey(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimSuffix(strings.TrimSuffix(s, "'s"), "’s")
	return strings.ReplaceAll(s, ".", "")
}

// sameNoun reports whether news puts one noun for the other.
func (l *lexicon) sameNoun(a, b string) bool {
	if a == b {
		return true
	}
	return slices.ContainsFunc(l.nouns[a], func(i int) bool { return slices.Contains(l.nouns[b], i) })
}
