package match

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/lang"
)

// One thing is written in several ways that terms part differently: U.S. and US, 1,200
// and 1200, F-16, F16 and F-16s, a Korean noun with and without its particle. A query
// finds all of them. A condition on a phrase therefore becomes a choice between the
// spellings of the phrase; FTS, Matches and Index all work on that, so that they go on
// meaning the same. Query.String shows what was written.

// maxSpellings bounds the spellings of one phrase. Korean and Hebrew need most.
const maxSpellings = 24

// respelled returns a condition in which each phrase that can be spelled in several ways
// stands for all of them; phrases is how many the query may have in all. It returns the
// same node where nothing is to be added.
func respelled(n node, phrases *int) node {
	switch n := n.(type) {
	case *not:
		if of := respelled(n.of, phrases); of != n.of {
			return &not{of}
		}
	case *group:
		for i, child := range n.list {
			other := respelled(child, phrases)
			if other == child {
				continue
			}
			list := slices.Clone(n.list)
			list[i] = other
			for k := i + 1; k < len(list); k++ {
				list[k] = respelled(list[k], phrases)
			}
			return &group{n.any, list}
		}
	case *leaf:
		return respelledLeaf(n, phrases)
	}
	return n
}

// respelledLeaf leaves NEAR and prefixes as they are written.
func respelledLeaf(l *leaf, phrases *int) node {
	if len(l.phrases) > 1 || l.phrases[0].prefix || l.field == inLanguage {
		return l
	}
	spellings := spellingsOf(l.phrases[0])
	if len(spellings) == 0 || len(spellings) > *phrases {
		return l
	}
	*phrases -= len(spellings)
	list := append(make([]node, 0, len(spellings)+1), node(l))
	for _, s := range spellings {
		other := &leaf{field: l.field}
		other.phrases = append(other.one[:0], newPhrase(s, false))
		list = append(list, other)
	}
	return &group{true, list}
}

// A span is a part of a phrase's source that is spelled in several ways, the one that
// was written first.
type span struct {
	start, end int
	ways       []string
}

// spellingsOf returns the other spellings of a phrase.
func spellingsOf(p phrase) []string {
	if len(p.source) < 2 || !mayBeRespelled(p.source) {
		return nil
	}
	words := lang.AppendWords(nil, p.source)
	var spans []span
	for i := 0; i < len(words); {
		ways, n := waysOf(p.source, words[i:], i+1 >= len(words))
		if len(ways) > 0 {
			start, end := words[i].Start, words[i+n-1].End
			spans = append(spans, span{start, end, append([]string{p.source[start:end]}, ways...)})
		}
		i += n
	}
	return combined(p.source, spans)
}

// mayBeRespelled passes over most queries at once: those in small letters.
func mayBeRespelled(source string) bool {
	return strings.ContainsFunc(source, func(r rune) bool {
		return r < utf8.RuneSelf && (r >= '0' && r <= '9' || r >= 'A' && r <= 'Z') ||
			unicode.In(r, unicode.Hangul, unicode.Hebrew)
	})
}

// combined writes a source with each way of each of its spans, but for the source itself.
func combined(source string, spans []span) []string {
	texts, at := []string{""}, 0
	for _, s := range spans {
		var longer []string
		for _, text := range texts {
			for _, way := range s.ways {
				if len(longer) <= maxSpellings {
					longer = append(longer, text+source[at:s.start]+way)
				}
			}
		}
		texts, at = longer, s.end
	}
	return texts[1:]
}

// waysOf returns the other ways to write what begins with the first of some words, and
// how many of the words that is.
func waysOf(source string, words []lang.Span, single bool) (ways []string, n int) {
	if n = dotted(source, words); n > 1 {
		return []string{letters(source, words[:n])}, n
	}
	if n = grouped(source, words); n > 1 {
		return []string{letters(source, words[:n])}, n
	}
	if n = designation(source, words); n > 1 {
		joined := letters(source, words[:n])
		apart := source[words[0].Start:words[n-1].End]
		return []string{joined, joined + "s", apart + "s"}, n
	}
	return waysOfWord(source[words[0].Start:words[0].End], single), 1
}

// letters returns some words without what parts them.
func letters(source string, words []lang.Span) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(source[w.Start:w.End])
	}
	return b.String()
}

// dotted counts the single letters that points join: U.S., U.N.
func dotted(source string, words []lang.Span) int {
	n := 0
	for n < len(words) && n < 5 && words[n].End-words[n].Start == 1 && isLetter(source[words[n].Start]) {
		if n > 0 && source[words[n-1].End:words[n].Start] != "." {
			break
		}
		n++
	}
	return n
}

// grouped counts the groups of digits that make one number: 1,200 or 1.200.000.
func grouped(source string, words []lang.Span) int {
	if !isNumber(source[words[0].Start:words[0].End]) || words[0].End-words[0].Start > 3 {
		return 1
	}
	n := 1
	for n < len(words) && words[n].End-words[n].Start == 3 && isNumber(source[words[n].Start:words[n].End]) {
		if !isGroupMark(source[words[n-1].End:words[n].Start]) {
			break
		}
		n++
	}
	return n
}

func isGroupMark(between string) bool {
	switch between {
	case ",", ".", "'", "’", "\u00a0", "\u202f", "\u2009":
		return true
	}
	return false
}

// designation counts the words of a type's name with a hyphen before its number: F-16.
func designation(source string, words []lang.Span) int {
	if len(words) < 2 || source[words[0].End:words[1].Start] != "-" || !isNumber(source[words[1].Start:words[1].End]) {
		return 1
	}
	if word := source[words[0].Start:words[0].End]; len(word) > 5 ||
		strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return 1
	}
	return 2
}

// waysOfWord returns the other ways to write one word.
func waysOfWord(word string, single bool) []string {
	first, _ := utf8.DecodeRuneInString(word)
	switch {
	case isNumber(word):
		return groups(word)
	case isInitials(word):
		return []string{strings.Join(strings.Split(word, ""), ".")}
	case isLetter(word[0]):
		return parted(word)
	case single && unicode.Is(unicode.Hangul, first):
		return affixed(word, "ko")
	case single && unicode.Is(unicode.Hebrew, first):
		return affixed(word, "he")
	}
	return nil
}

// isInitials reports whether a word may be short for others: two or three capitals.
// Longer ones are rarely written with points, and a search for many single letters
// would read much of the index.
func isInitials(word string) bool {
	if len(word) < 2 || len(word) > 3 {
		return false
	}
	for i := range len(word) {
		if word[i] < 'A' || word[i] > 'Z' {
			return false
		}
	}
	return true
}

// groups writes a number with a mark before each three digits. What may be a year is
// left: nobody writes years so.
func groups(number string) []string {
	if len(number) < 4 || len(number) > 15 || number[0] == '0' {
		return nil
	}
	if len(number) == 4 && (number[:2] == "19" || number[:2] == "20") {
		return nil
	}
	var parts []string
	for len(number) > 3 {
		parts = append(parts, number[len(number)-3:])
		number = number[:len(number)-3]
	}
	parts = append(parts, number)
	slices.Reverse(parts)
	return []string{strings.Join(parts, ",")}
}

// parted writes F16 as F-16.
func parted(word string) []string {
	i := strings.IndexAny(word, "0123456789")
	if i < 1 || i > 5 || !isNumber(word[i:]) {
		return nil
	}
	apart := word[:i] + "-" + word[i:]
	return []string{apart, apart + "s", word + "s"}
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

//go:embed data/affixes.txt
var affixList string

// An affix is what a language writes onto a word.
type affix struct {
	text   string
	before bool
}

// affixes are those of each language, in the list's order.
var affixes = func() map[string][]affix {
	out := map[string][]affix{}
	for line := range strings.Lines(affixList) {
		if f := strings.Fields(line); len(f) > 3 && f[0] != "#" {
			out[f[0]] = append(out[f[0]], affix{f[2], f[1] == "before"})
		}
	}
	return out
}()

// affixed returns a word with each of its language's affixes and, where it ends or
// begins with one, without it. A word of one letter or syllable is left as it is.
func affixed(word, language string) []string {
	if utf8.RuneCountInString(word) < 2 {
		return nil
	}
	var ways []string
	for _, a := range affixes[language] {
		bare, with := strings.CutSuffix(word, a.text)
		longer := word + a.text
		if a.before {
			bare, with = strings.CutPrefix(word, a.text)
			longer = a.text + word
		}
		ways = append(ways, longer)
		if with && utf8.RuneCountInString(bare) >= 2 {
			ways = append(ways, bare)
		}
	}
	return ways
}
