package frames

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
)

// A Lexicon is a verb dictionary: verbs in blocks that share patterns.
type Lexicon struct {
	entries    map[string][]*entry // by the word of an entry that is the verb
	acts       map[string]bool     // see Acts
	bases      map[string]string   // see Base
	transforms []transform
}

// An entry is one verb of a block, perhaps of several words: BREAK_DOWN.
type entry struct {
	words []string
	head  int // which of the words is the verb
	code  string
	block *block
}

type block struct {
	code     string
	patterns []pattern
	vouched  bool // see Vouch
}

// A pattern is what must stand before and behind the verb for its code.
type pattern struct {
	before, after []item
	code          string
	paired        bool // %: the subjects did it to each other
	swapped       bool // + before the verb and $ behind it: the subject is the target
}

type itemKind int

const (
	bareItem   itemKind = iota // a word: an object's head, an adverb, a modifier
	nounItem                   // {…}: a noun with its modifiers
	prepItem                   // (…): a preposition, perhaps with its noun
	sourceItem                 // $
	targetItem                 // +
	skipItem                   // ^
)

// An item's words are alternatives each, of one word or several; of a prepItem
// the first is the preposition.
type item struct {
	kind  itemKind
	words [][][]string
	role  itemKind // of a prepItem that holds $ or +: which; bareItem for none
}

// A transform says what a verb over another one's event makes of it:
// a (a b ATTACK) SAY = a b 015.
type transform struct {
	outer, inner string // verbs; the inner one Q is any
	shape        string // who does the inner: "a b", "b .", "_ b"
	code         string
}

// ReadLexicon reads a verb dictionary in the format of CAMEO.2.0.txt. What it
// cannot read is an error that names the line.
func ReadLexicon(r io.Reader) (*Lexicon, error) {
	lex := &Lexicon{entries: map[string][]*entry{}, bases: map[string]string{}}
	raw := map[string][]string{} // synonym sets as written
	var now *block
	synset := ""
	type line struct {
		block *block
		text  string
	}
	var patterns []line // read when all synonym sets are known
	scan := bufio.NewScanner(r)
	scan.Buffer(nil, 1<<20)
	for number := 1; scan.Scan(); number++ {
		text, _, _ := strings.Cut(scan.Text(), "#")
		text = strings.TrimSpace(text)
		switch {
		case text == "":
			if strings.TrimSpace(scan.Text()) == "" { // a comment does not end a set
				synset = ""
			}
		case strings.HasPrefix(text, "---"):
			synset = ""
			now = &block{code: bracketed(text)}
		case strings.HasPrefix(text, "~"):
			if t, ok := readTransform(text); ok {
				lex.transforms = append(lex.transforms, t)
			}
		case strings.HasPrefix(text, "&") && now == nil:
			synset = strings.Fields(text)[0]
		case strings.HasPrefix(text, "+") && synset != "":
			raw[synset] = append(raw[synset], strings.TrimPrefix(text, "+"))
		case now == nil:
			return nil, fmt.Errorf("line %d: %q stands in no verb block", number, text)
		case strings.HasPrefix(text, "-") || strings.HasPrefix(text, "*"):
			patterns = append(patterns, line{now, text})
		default:
			lex.addVerb(now, text)
		}
	}
	if err := scan.Err(); err != nil {
		return nil, fmt.Errorf("reading the verb dictionary: %w", err)
	}
	sets := resolveSets(raw)
	for _, l := range patterns {
		if p, ok := readPattern(l.text, sets); ok {
			l.block.patterns = append(l.block.patterns, p)
		}
	}
	lex.index()
	return lex, nil
}

// Acts tells whether a word, written small, is a form of a verb that the dictionary
// has a code for other than of a comment (01), with or without a pattern.
func (lex *Lexicon) Acts(word string) bool { return lex.acts[word] }

// Verbs are the forms that Acts knows.
func (lex *Lexicon) Verbs() iter.Seq[string] { return maps.Keys(lex.acts) }

// index notes which words Acts knows.
func (lex *Lexicon) index() {
	lex.acts = map[string]bool{}
	for word, list := range lex.entries {
		for _, e := range list {
			if acts(e.code) || slices.ContainsFunc(e.block.patterns, func(p pattern) bool { return acts(p.code) }) {
				lex.acts[strings.ToLower(word)] = true
			}
		}
	}
}

func acts(code string) bool {
	code = strings.TrimPrefix(code, ":")
	return code != noCode && !strings.HasPrefix(code, "01")
}

// Vouch says of a dictionary that its frames mean what they say in any news. The
// larger ones were collected for wires about states, and many of their verbs mean
// something else where companies, courts or teams are told of.
func (lex *Lexicon) Vouch() {
	for _, list := range lex.entries {
		for _, e := range list {
			e.block.vouched = true
		}
	}
}

// Join adds another dictionary's verbs behind a copy of this one's: where both know
// a verb, the frame that asks for most wins, and of codes without a frame the first
// that there is.
func (lex *Lexicon) Join(more *Lexicon) *Lexicon {
	out := &Lexicon{entries: map[string][]*entry{}, bases: maps.Clone(lex.bases), transforms: append(slices.Clone(lex.transforms), more.transforms...)}
	for form, base := range more.bases {
		if out.bases[form] == "" {
			out.bases[form] = base
		}
	}
	for _, from := range []*Lexicon{lex, more} {
		for word, list := range from.entries {
			out.entries[word] = append(out.entries[word], list...)
		}
	}
	out.index()
	return out
}

// bracketed is what stands in the last [ ] of a line, --- (no code) without one.
func bracketed(s string) string {
	i, j := strings.LastIndexByte(s, '['), strings.LastIndexByte(s, ']')
	if i < 0 || j < i {
		return noCode
	}
	return strings.TrimSpace(s[i+1 : j])
}

const noCode = "---"

func (lex *Lexicon) addVerb(b *block, text string) {
	main, forms, _ := strings.Cut(text, "{")
	forms, _, _ = strings.Cut(forms, "}")
	code := b.code
	if strings.Contains(text, "[") {
		code = bracketed(text)
	}
	word, _, _ := strings.Cut(main, "[")
	spelled := strings.Fields(word)
	spelled = spelled[:min(1, len(spelled))]
	if forms == "" && len(spelled) > 0 {
		spelled = append(spelled, inflected(spelled[0])...)
	}
	irregular := strings.Fields(forms)
	for i, w := range append(spelled, irregular...) {
		e := &entry{code: code, block: b}
		for i, part := range strings.Split(w, "_") {
			if strings.HasPrefix(part, "+") {
				e.head = i
				part = part[1:]
			}
			if part != "" {
				e.words = append(e.words, part)
			}
		}
		if len(e.words) == 0 || e.head >= len(e.words) {
			continue
		}
		lex.entries[e.words[e.head]] = append(lex.entries[e.words[e.head]], e)
		lex.addForm(e.words[e.head], spelled[0], i >= len(spelled))
	}
}

// addForm notes of which verb a form is. What is listed as an irregular form is
// that before it is a verb of its own: found is of find.
func (lex *Lexicon) addForm(form, verb string, irregular bool) {
	for part := range strings.SplitSeq(verb, "_") {
		if head, marked := strings.CutPrefix(part, "+"); marked {
			verb = head
		}
	}
	verb, _, _ = strings.Cut(verb, "_")
	form, verb = strings.ToLower(form), strings.ToLower(verb)
	if lex.bases[form] == "" || irregular {
		lex.bases[form] = verb
	}
}

// Knows tells whether a word, written small, is a form of one of its verbs.
func (lex *Lexicon) Knows(word string) bool { return lex.bases[word] != "" }

// Base is the dictionary form of the verb that a word, written small, is a form
// of; the word itself if the dictionary knows no such verb.
func (lex *Lexicon) Base(word string) string { return cmp.Or(lex.bases[word], word) }

// Forms are the words that Base makes the same as this one, itself included, by
// the alphabet.
func (lex *Lexicon) Forms(word string) []string {
	base := lex.Base(word)
	out := []string{word}
	for form, of := range lex.bases {
		if of == base && form != word {
			out = append(out, form)
		}
	}
	slices.Sort(out)
	return out
}

// inflected gives the regular forms of a verb, which a dictionary lists only
// where they are irregular; of several words the marked one is inflected.
func inflected(w string) []string {
	stem, rest := w, ""
	if i := strings.LastIndexByte(w, '+'); i >= 0 || strings.Contains(w, "_") {
		if j := strings.IndexByte(w[max(i, 0):], '_'); j >= 0 {
			stem, rest = w[:max(i, 0)+j], w[max(i, 0)+j:]
		}
	}
	if len(stem) < 2 {
		return nil
	}
	last, before := stem[len(stem)-1], stem[len(stem)-2]
	vowel := func(b byte) bool { return strings.IndexByte("AEIOU", b) >= 0 }
	var out []string
	switch {
	case last == 'E':
		out = []string{stem + "S", stem + "D", stem[:len(stem)-1] + "ING"}
	case last == 'Y' && !vowel(before):
		out = []string{stem[:len(stem)-1] + "IES", stem[:len(stem)-1] + "IED", stem + "ING"}
	case strings.HasSuffix(stem, "S") || strings.HasSuffix(stem, "CH") || strings.HasSuffix(stem, "SH") || last == 'X' || last == 'Z' || last == 'O':
		out = []string{stem + "ES", stem + "ED", stem + "ING"}
	default:
		out = []string{stem + "S", stem + "ED", stem + "ING"}
		if vowel(before) && !vowel(last) && last != 'W' && last != 'Y' {
			out = append(out, stem+string(last)+"ED", stem+string(last)+"ING")
		}
	}
	for i := range out {
		out[i] += rest
	}
	return out
}

// Regular gives a verb, written small, with the regular forms of it.
func Regular(verb string) []string {
	out := []string{verb}
	for _, f := range inflected(strings.ToUpper(verb)) {
		out = append(out, strings.ToLower(f))
	}
	return out
}

// resolveSets spells out synonym sets, those within others too, as lists of
// alternatives.
func resolveSets(raw map[string][]string) map[string][][]string {
	out := map[string][][]string{}
	var resolve func(name string, depth int) [][]string
	resolve = func(name string, depth int) [][]string {
		var list [][]string
		for _, w := range raw[name] {
			w = strings.Trim(w, "() ")
			if strings.HasPrefix(w, "&") && depth < 4 {
				list = append(list, resolve(w, depth+1)...)
				continue
			}
			if parts := strings.FieldsFunc(w, func(r rune) bool { return r == '_' || r == ' ' }); len(parts) > 0 {
				list = append(list, parts)
			}
		}
		return list
	}
	for name := range raw {
		out[name] = resolve(name, 0)
	}
	return out
}

func readTransform(text string) (transform, bool) {
	left, code, ok := strings.Cut(strings.TrimPrefix(text, "~"), "=")
	if !ok {
		return transform{}, false
	}
	open, shut := strings.IndexByte(left, '('), strings.IndexByte(left, ')')
	if open < 0 || shut < open {
		return transform{}, false
	}
	inner := strings.Fields(left[open+1 : shut])
	result := strings.Fields(code)
	if len(inner) != 3 || len(result) != 3 {
		return transform{}, false
	}
	return transform{outer: strings.TrimSpace(left[shut+1:]), inner: inner[2], shape: inner[0] + " " + inner[1], code: result[2]}, true
}

func readPattern(text string, sets map[string][][]string) (pattern, bool) {
	body, _, ok := strings.Cut(strings.TrimPrefix(text, "-"), "[")
	before, after, star := strings.Cut(body, "*")
	p := pattern{code: bracketed(text)}
	if !ok || !star {
		return p, false
	}
	if code := strings.TrimPrefix(p.code, ":"); p.code != noCode && (code == "" || code[0] < '0' || code[0] > '9') {
		return p, false // +++, ###: marked as out of use
	}
	p.before, p.after = readItems(before, sets), readItems(after, sets)
	p.paired = strings.Contains(body, "%")
	p.swapped = strings.Contains(before, "+") && strings.Contains(after, "$")
	return p, true
}

func readItems(text string, sets map[string][][]string) []item {
	var out []item
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		kind, shut := bareItem, ""
		switch text[0] {
		case '{':
			kind, shut = nounItem, "}"
		case '(':
			kind, shut = prepItem, ")"
		}
		inner, rest := text, ""
		if shut != "" {
			inner, rest, _ = strings.Cut(text[1:], shut)
		} else if i := strings.IndexAny(text, " \t{("); i > 0 {
			inner, rest = text[:i], text[i:]
		}
		text = rest
		it := item{kind: kind}
		switch {
		case inner == "%":
			continue
		case inner == "$":
			it.kind = sourceItem
		case inner == "+":
			it.kind = targetItem
		case inner == "^":
			it.kind = skipItem
		default:
			for _, w := range strings.FieldsFunc(strings.NewReplacer("{", " ", "}", " ", "(", " ", ")", " ").Replace(inner), isGap) {
				switch w {
				case "$":
					it.role = sourceItem
				case "+":
					it.role = targetItem
				case "^", "%":
					if it.role == bareItem {
						it.role = skipItem
					}
				default:
					if alternatives := spell(w, sets); len(alternatives) > 0 {
						it.words = append(it.words, alternatives)
					}
				}
			}
			if len(it.words) == 0 {
				continue
			}
		}
		out = append(out, it)
	}
	return out
}

func isGap(r rune) bool { return r == ' ' || r == '\t' || r == '_' }

func spell(w string, sets map[string][][]string) [][]string {
	if strings.HasPrefix(w, "&") {
		return sets[w]
	}
	return [][]string{{w}}
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
