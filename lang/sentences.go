package lang

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Span is a stretch of a text: byte offsets, End exclusive.
type Span struct{ Start, End int }

// Sentences cuts a text into its sentences, in order, without the white space
// between them. A blank line always ends a sentence. A full stop does not where
// it belongs to an abbreviation, an initial or a number, and a mark inside a
// quotation does not where the sentence goes on after it (“Why?” he asked.). The
// dateline that a text opens with is part of no sentence.
func Sentences(text string) []Span { return FirstSentences(text, len(text)) }

// FirstSentences is Sentences of which at most so many are wanted: what stands
// behind them is not looked at.
func FirstSentences(text string, most int) []Span { return firstSentences(text, most, nil) }

// SentencesIn is Sentences for a text in a language beside English: it knows the
// abbreviations of those that Parses knows.
func SentencesIn(language, text string) []Span {
	return firstSentences(text, len(text), writings()[language])
}

// firstSentences takes nil for English.
func firstSentences(text string, most int, w writing) []Span {
	var out []Span
	first := true
	for p := range paragraphSpans(text) {
		if len(out) >= most {
			break
		}
		if first {
			p.Start += Dateline(text[p.Start:p.End])
			first = false
		}
		out = appendSentences(out, text, p, most, w)
	}
	return out
}

// paragraphSpans cuts at blank lines, which may hold spaces.
func paragraphSpans(text string) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		start := 0
		for i := 0; i < len(text); i++ {
			next := strings.IndexByte(text[i:], '\n')
			if next < 0 {
				break
			}
			end := i + next
			j, blank := end+1, false
			for j < len(text) && (text[j] == '\n' || text[j] == ' ' || text[j] == '\t' || text[j] == '\r') {
				blank = blank || text[j] == '\n'
				j++
			}
			if blank {
				if p := trimmed(text, Span{start, end}); p.Start < p.End && !yield(p) {
					return
				}
				start = j
			}
			i = j - 1
		}
		if p := trimmed(text, Span{start, len(text)}); p.Start < p.End {
			yield(p)
		}
	}
}

// trimmed is a span without the white space at its ends.
func trimmed(text string, s Span) Span {
	part := text[s.Start:s.End]
	left := strings.TrimLeftFunc(part, unicode.IsSpace)
	s.Start += len(part) - len(left)
	s.End = s.Start + len(strings.TrimRightFunc(left, unicode.IsSpace))
	return s
}

func appendSentences(out []Span, text string, p Span, most int, w writing) []Span {
	add := func(s Span) {
		if s = trimmed(text, s); s.Start < s.End {
			out = append(out, s)
		}
	}
	start := p.Start
	for i := p.Start; i < p.End; {
		r, size := utf8.DecodeRuneInString(text[i:p.End])
		if !isTerminator(r) {
			i += size
			continue
		}
		mark := i
		i += size
		for i < p.End { // ?!, ... and what closes with the sentence
			r, size = utf8.DecodeRuneInString(text[i:p.End])
			if !isTerminator(r) && !isCloser(r) {
				break
			}
			i += size
		}
		if endsSentence(text, Span{start, p.End}, Span{mark, i}, w) {
			if add(Span{start, i}); len(out) >= most {
				return out
			}
			start = i
		}
	}
	add(Span{start, p.End})
	return out
}

func isTerminator(r rune) bool {
	switch r {
	case '.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔':
		return true
	}
	return false
}

func isCloser(r rune) bool {
	switch r {
	case '"', '\'', '”', '’', '»', ')', ']', '」', '』':
		return true
	}
	return false
}

// endsSentence judges a mark (with what closes after it) of a paragraph's rest.
func endsSentence(text string, rest, at Span, w writing) bool {
	start, mark, after, end := rest.Start, at.Start, at.End, rest.End
	if after >= end {
		return true
	}
	first, _ := utf8.DecodeRuneInString(text[mark:])
	if first == '。' || first == '！' || first == '？' || first == '।' || first == '۔' {
		return true
	}
	next, _ := utf8.DecodeRuneInString(text[after:end])
	if !unicode.IsSpace(next) {
		return false
	}
	behind := strings.TrimLeftFunc(text[after:end], unicode.IsSpace)
	word := leadingWord(behind)
	opener := unquoted(behind)
	head, _ := utf8.DecodeRuneInString(opener)
	if unicode.IsLower(head) && !isBrandLike(word) {
		return false
	}
	closed := strings.ContainsAny(text[mark:after], "\"”»")
	if closed && first != '.' && !sentenceStarters[word] && attributionFollows(behind) {
		return false
	}
	if first != '.' || after-mark > 1 {
		return !strings.ContainsRune(",;:", head)
	}
	if w != nil {
		return !w.abbreviates(text[start:mark], behind, word)
	}
	return !abbreviates(text[start:mark], behind, word)
}

// unquoted is what a sentence begins with behind its opening marks.
func unquoted(s string) string {
	return strings.TrimLeft(s, "\"'“‘«([„-–— ")
}

func leadingWord(s string) string {
	s = unquoted(s)
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' })
	if end < 0 {
		return s
	}
	return s[:end]
}

// isBrandLike tells names that begin in lower case (iPhone, eBay) from words.
func isBrandLike(word string) bool {
	for i, r := range word {
		if i > 0 && unicode.IsUpper(r) {
			return true
		}
	}
	return false
}

// attributionFollows tells whether what comes after a closed quotation only
// says whose it was: “Never again!” Minister Ana Belic said.
func attributionFollows(rest string) bool {
	if r, _ := utf8.DecodeRuneInString(rest); !unicode.IsLetter(r) {
		return false
	}
	for i := 0; i < 7; i++ {
		end := strings.IndexFunc(rest, unicode.IsSpace)
		word := rest
		if end >= 0 {
			word = rest[:end]
		}
		switch strings.TrimRight(word, ".,:;") {
		case "said", "says", "asked", "added", "told", "wrote", "replied", "shouted", "continued", "warned", "tweeted":
			return i > 0
		}
		if end < 0 || (strings.ContainsAny(word, ".!?:;,\"“”") && !isAbbreviation(strings.TrimSuffix(word, "."))) {
			return false
		}
		rest = strings.TrimLeftFunc(rest[end:], unicode.IsSpace)
	}
	return false
}

// abbreviates judges a single full stop after before, with rest to follow.
func abbreviates(before, rest, next string) bool {
	i := strings.LastIndexFunc(before, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("(\"“‘[—–/", r) })
	if i >= 0 {
		_, size := utf8.DecodeRuneInString(before[i:])
		i += size
	} else {
		i = 0
	}
	word := before[i:]
	digit := rest != "" && rest[0] >= '0' && rest[0] <= '9'
	lower := strings.ToLower(word)
	switch {
	case word == "":
		return false
	case titleAbbreviations[lower]:
		return true
	case numberAbbreviations[lower]:
		return digit
	case utf8.RuneCountInString(word) == 1 && word != "I":
		r, _ := utf8.DecodeRuneInString(word)
		return unicode.IsUpper(r) && !sentenceStarters[next]
	case dotted(word) || tailAbbreviations[lower]:
		return !sentenceStarters[next]
	}
	return false
}

// dotted tells U.S, a.m and Ph.D (their last dot taken off) from other words.
func dotted(word string) bool {
	dot := strings.IndexByte(word, '.')
	if dot < 1 || dot > 3 {
		return false
	}
	for _, part := range strings.Split(word, ".") {
		if utf8.RuneCountInString(part) > 2 || part == "" {
			return false
		}
		if r, _ := utf8.DecodeRuneInString(part); !unicode.IsLetter(r) {
			return false
		}
	}
	return true
}

func isAbbreviation(word string) bool {
	lower := strings.ToLower(word)
	return titleAbbreviations[lower] || tailAbbreviations[lower] || dotted(word) || utf8.RuneCountInString(word) == 1
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	// before a name: never the end of a sentence
	titleAbbreviations = set(`mr mrs ms mx dr prof rev fr sr st ste mt gen lt col maj capt cmdr cpl sgt adm brig pvt
		gov sen rep pres amb hon messrs supt det insp vs cf eg ie e.g i.e al approx lt.gen maj.gen`)
	// before a number
	numberAbbreviations = set("no nos art arts sec ch fig figs p pp vol jan feb mar apr jun jul aug sep sept oct nov dec c ca para paras")
	// may stand in the middle or at the end
	tailAbbreviations = set("inc corp co ltd plc bros jr sr dept univ ave blvd etc ph.d est fla calif mass wash ariz okla tenn minn mich penn wis conn colo")
	// words that begin a sentence and hardly ever continue a name
	sentenceStarters = set(`The A An This That These Those He She It They We I You His Her Its Their Our My There Here In On At For From
		By With After Before During While When Where If As But And Or So Yet However Although Though Since Because According
		Meanwhile Officials Police Both Some Many Most All One Two Three No Not What Who How Why Under Earlier Later Now Then Also`)
)
