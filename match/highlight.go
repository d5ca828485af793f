package match

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
)

// A Piece is a part of a shown text, with or without what the query asks for.
// The pieces of a text, side by side, are the text.
type Piece struct {
	Text  string
	Found bool
}

// excerptWords is how many words of a body are shown.
const excerptWords = 30

// How much of a text is looked through, and how many hits of it are kept, so that
// neither a long report nor a long query holds up the page.
const (
	searchedWords = 20_000
	mostHits      = 500
)

// A Highlighter shows where reports say what a query asks for. It is to be used
// by one goroutine at a time.
type Highlighter struct {
	phrases []*wanted
	first   [256]bool // what the words with which a wanted phrase begins begin with
	words   []lang.Span
	held    []*lang.Analysis // of each word, once one has been asked for
	hits    []hit
}

// A wanted phrase is one that the query does not negate, in the readings in
// which a report may have it.
type wanted struct {
	phrase
	headlineOnly bool
	readings     map[string][]string // stems by language
}

// A hit is a place of a wanted phrase: words from to to, exclusive.
type hit struct{ phrase, from, to int }

// NewHighlighter makes ready to show what a query found.
func NewHighlighter(q *Query) *Highlighter {
	h := &Highlighter{}
	h.collect(q.meant, false)
	for _, w := range h.phrases {
		h.begins(w.forms)
	}
	return h
}

func (h *Highlighter) collect(n node, negated bool) {
	switch n := n.(type) {
	case *not:
		h.collect(n.of, !negated)
	case *group:
		for _, child := range n.list {
			h.collect(child, negated)
		}
	case *leaf:
		if negated || n.field > inHeadline {
			return
		}
		for _, p := range n.phrases {
			h.phrases = append(h.phrases, &wanted{p, n.field == inHeadline, map[string][]string{}})
		}
	}
}

func (h *Highlighter) begins(tokens []string) {
	if len(tokens) > 0 {
		h.first[tokens[0][0]] = true
	}
}

// Report gives a report's headline, and of its standfirst or its text the part
// that says most of what the query asks for, or the beginning where none does.
func (h *Highlighter) Report(r news.Report) (headline, excerpt []Piece) {
	language := lang.StemLanguage(languageOf(r))
	h.read(language)
	h.find(r.Headline, language, true)
	headline = h.pieces(r.Headline, 0, len(r.Headline))
	body := r.Text
	h.find(body, language, false)
	if len(h.hits) == 0 && r.Standfirst != "" {
		if h.find(r.Standfirst, language, false); len(h.hits) > 0 {
			body = r.Standfirst
		} else {
			h.find(body, language, false)
		}
	}
	start, end := h.window(body)
	excerpt = h.pieces(body, start, end)
	if n := len(excerpt); n > 0 && start > 0 {
		excerpt = append([]Piece{{Text: "… "}}, excerpt...)
	}
	if len(excerpt) > 0 && strings.TrimSpace(body[end:]) != "" {
		excerpt = append(excerpt, Piece{Text: " …"})
	}
	return headline, excerpt
}

// read makes the stems of the phrases by a language's rules ready.
func (h *Highlighter) read(language string) {
	for _, w := range h.phrases {
		if _, known := w.readings[language]; known || w.prefix {
			continue
		}
		var stems []string
		for _, word := range w.words {
			for _, t := range lang.Terms(word, language) {
				stems = append(stems, clip(t.Text))
			}
		}
		w.readings[language] = stems
		h.begins(stems)
	}
}

// find finds the places of the phrases in a text: at a word, of the longest phrase
// that begins there.
func (h *Highlighter) find(text, language string, isHeadline bool) {
	h.words, h.hits = lang.AppendWords(h.words[:0], text), h.hits[:0]
	h.held = slices.Grow(h.held[:0], len(h.words))[:len(h.words)]
	clear(h.held)
	for i, word := range h.words[:min(len(h.words), searchedWords)] {
		if len(h.hits) == mostHits {
			return
		}
		if !h.mayBegin(text[word.Start], language) {
			continue
		}
		longest := hit{from: i, to: i}
		for n, w := range h.phrases {
			if w.headlineOnly && !isHeadline || i+len(w.forms) <= longest.to {
				continue
			}
			if h.stands(text, language, i, w.forms, w.prefix, false) || !w.prefix && h.stands(text, language, i, w.readings[language], false, true) {
				longest = hit{n, i, i + len(w.forms)}
			}
		}
		if longest.to > i {
			h.hits = append(h.hits, longest)
		}
	}
}

// mayBegin tells whether a wanted phrase may begin with a word that begins with a
// byte, so that most words need not be stemmed: stemming and folding leave an
// ASCII letter at the beginning as it is, but in Irish, where it is the beginnings
// that change.
func (h *Highlighter) mayBegin(c byte, language string) bool {
	if 'A' <= c && c <= 'Z' {
		c |= 0x20
	}
	return c >= utf8.RuneSelf || h.first[c] || language == "ga"
}

// stands tells whether words stand at a place, by their stems or as they are.
func (h *Highlighter) stands(text, language string, at int, words []string, prefix, stems bool) bool {
	if at+len(words) > len(h.words) || len(words) == 0 {
		return false
	}
	for i, word := range words {
		a := h.held[at+i]
		if a == nil {
			place := h.words[at+i]
			a = lang.Analyse(text[place.Start:place.End], language)
			h.held[at+i] = a
		}
		held := a.Form
		if stems {
			held = a.Text
		}
		if held == word || clip(held) == word {
			continue
		}
		if !prefix || i < len(words)-1 || !strings.HasPrefix(held, word) {
			return false
		}
	}
	return true
}

// window gives the stretch of the text, about excerptWords long, in which most
// phrases stand; of several, the first. It begins with a sentence where one
// begins nearby.
func (h *Highlighter) window(text string) (start, end int) {
	if len(h.words) == 0 {
		return 0, 0
	}
	const before = 8 // words that may be shown before the first hit
	best, most := 0, -1
	for i, first := range h.hits {
		score := 0
		var seen uint64 // phrases, as far as 64 can tell them apart
		for _, other := range h.hits[i:] {
			if other.to > first.from+excerptWords-before {
				break
			}
			score++
			if bit := uint64(1) << (other.phrase % 64); seen&bit == 0 {
				seen |= bit
				score += excerptWords
			}
		}
		if score > most {
			best, most = first.from, score
		}
	}
	from := max(0, best-before/2)
	for i := best; i >= max(0, best-before); i-- {
		if i == 0 || strings.ContainsAny(text[h.words[i-1].End:h.words[i].Start], ".!?…。\n") {
			from = i
			break
		}
	}
	to := min(len(h.words), from+excerptWords)
	if start = h.words[from].Start; from == 0 {
		start = 0
	}
	if end = h.words[to-1].End; to == len(h.words) {
		end = len(text)
	}
	return start, end
}

// pieces cuts a stretch of the text at the hits in it.
func (h *Highlighter) pieces(text string, start, end int) []Piece {
	var out []Piece
	at := start
	for _, hit := range h.hits {
		from, to := h.words[hit.from].Start, min(end, h.words[hit.to-1].End)
		if from >= end {
			break
		}
		if to <= at {
			continue
		}
		if from > at {
			out = append(out, Piece{Text: text[at:from]})
		}
		out = append(out, Piece{text[max(at, from):to], true})
		at = to
	}
	if at < end {
		out = append(out, Piece{Text: text[at:end]})
	}
	return out
}
