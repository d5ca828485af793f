package match

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
)

// Tokens are made so that SQLite's unicode61 tokeniser, told to keep letters,
// numbers, marks and private-use characters together, leaves each of them
// whole, and so that no word of a text can look like another kind of token.
const (
	mark       = "\ue000" // between a token's kind (a language, h, b) and its word
	breakToken = "\ue001" // what no phrase crosses: the end of a standfirst, of one section of two
)

// maxTokenBytes cuts what is no word. Both sides are cut, so that they still meet.
const maxTokenBytes = 96

// A Doc is a report as queries see it.
type Doc struct {
	language       string // of lang.StemLanguages, or empty
	headline, body *textColumn
	fields         [len(fieldNames)]column // by field, from inSection on; forms
}

// A textColumn holds the same words twice, position by position: as stems,
// marked with the language whose rules made them, and as they stand. Its
// columns are made when somebody asks for them.
type textColumn struct {
	terms        []lang.Term // one without a form is what no phrase crosses
	once         sync.Once
	stems, forms column
}

// A column is a list of tokens and where each stands in it.
type column struct {
	tokens []string
	at     map[string][]int32
}

// A Row is what a full-text index stores of a report: for each column its
// tokens, parted by spaces. Forms holds the words of the headline and of the
// body as they stand, each marked with where it stands, for prefixes and for
// words that a query spells exactly.
type Row struct {
	Headline, Body, Forms, Section, Place, Actor, Outlet, Language string

	Reading string // the language by whose rules words were stemmed, of lang.StemLanguages; empty: by none

	// Folded are the forms, in order, that stand for a word with another stem than
	// the form itself has: seran, for the Spanish serán. Only they need to be looked up as they stand.
	Folded []string
}

// Analyze prepares a report, with the names of those who act in it, to be
// matched and to be stored. The words of the standfirst count as the body's.
// A report without a language is read in the one that its words show; where
// they show none, they stand for themselves.
func Analyze(r news.Report, actors []string) Doc {
	var d Doc
	r.Language = languageOf(r)
	d.language = lang.StemLanguage(r.Language)
	d.headline = analyzeText(r.Language, r.Headline)
	d.body = analyzeText(r.Language, r.Standfirst, r.Text)
	d.fields[inSection] = analyzeField(r.Section...)
	d.fields[inPlace] = analyzeField(r.Place)
	d.fields[inActor] = analyzeField(actors...)
	d.fields[inOutlet] = analyzeField(r.Outlet)
	d.fields[inLanguage] = analyzeField(r.Language)
	return d
}

func languageOf(r news.Report) string {
	if r.Language != "" {
		return r.Language
	}
	return lang.Detect(r.Headline + "\n" + r.Text)
}

func analyzeText(language string, parts ...string) *textColumn {
	text := &textColumn{}
	for _, part := range parts {
		terms := lang.Terms(part, language)
		switch {
		case len(terms) == 0:
		case text.terms == nil:
			text.terms = terms
		default:
			text.terms = append(append(text.terms, betweenParts), terms...)
		}
	}
	return text
}

// betweenParts stands between the terms of two parts: no phrase reaches over it.
var betweenParts = lang.Term{Analysis: &lang.Analysis{}}

func (text *textColumn) columns() (stems, forms *column) {
	text.once.Do(func() {
		inStems, inForms := make([]string, len(text.terms)), make([]string, len(text.terms))
		for i, t := range text.terms {
			if t.Form == "" {
				inStems[i], inForms[i] = breakToken, breakToken
				continue
			}
			inStems[i], inForms[i] = stemToken(t), clip(t.Form)
		}
		text.stems, text.forms = newColumn(inStems), newColumn(inForms)
	})
	return &text.stems, &text.forms
}

func analyzeField(values ...string) column {
	var tokens []string
	for _, value := range values {
		if len(tokens) > 0 {
			tokens = append(tokens, breakToken)
		}
		for _, t := range lang.Terms(value, "") {
			tokens = append(tokens, clip(t.Form))
		}
	}
	return newColumn(tokens)
}

func newColumn(tokens []string) column {
	at := make(map[string][]int32, len(tokens))
	for i, t := range tokens {
		at[t] = append(at[t], int32(i))
	}
	return column{tokens, at}
}

func stemToken(t lang.Term) string { return t.Language + mark + clip(t.Text) }

func clip(word string) string {
	if len(word) <= maxTokenBytes {
		return word
	}
	end := maxTokenBytes
	for !utf8.RuneStart(word[end]) {
		end--
	}
	return word[:end]
}

// Row gives the report's columns for a full-text index.
func (d Doc) Row() Row {
	headline, headlineForms := d.headline.columns()
	body, bodyForms := d.body.columns()
	var forms strings.Builder
	for _, part := range []struct {
		kind string
		*column
	}{{inHeadlineForm, headlineForms}, {inBodyForm, bodyForms}} {
		for _, token := range part.tokens {
			if forms.Len() > 0 {
				forms.WriteByte(' ')
			}
			if token != breakToken {
				forms.WriteString(part.kind)
			}
			forms.WriteString(token)
		}
	}
	join := func(c column) string { return strings.Join(c.tokens, " ") }
	return Row{
		Headline: join(*headline),
		Body:     join(*body),
		Forms:    forms.String(),
		Section:  join(d.fields[inSection]),
		Place:    join(d.fields[inPlace]),
		Actor:    join(d.fields[inActor]),
		Outlet:   join(d.fields[inOutlet]),
		Language: join(d.fields[inLanguage]),
		Reading:  d.language,
		Folded:   d.folded(),
	}
}

func (d Doc) folded() []string {
	var folded []string
	for _, text := range []*textColumn{d.headline, d.body} {
		stems, forms := text.columns()
		for form, places := range forms.at {
			if form == breakToken {
				continue
			}
			own := stemOfForm(form, d.language)
			if slices.ContainsFunc(places, func(i int32) bool { return stems.tokens[i] != own }) {
				folded = append(folded, form)
			}
		}
	}
	slices.Sort(folded)
	return slices.Compact(folded)
}

// stemOfForm gives the token of the stem that a form has, taken for a word.
func stemOfForm(form, language string) string {
	return stemToken(lang.Term{Analysis: lang.Analyse(form, language)})
}

// What marks a form in Row.Forms.
const (
	inHeadlineForm = "h" + mark
	inBodyForm     = "b" + mark
)

func newPhrase(source string, prefix bool) phrase {
	if n := plainWords(source); n > 0 { // the common case at once
		return newPlainPhrase(source, prefix, n)
	}
	source = strings.Map(func(r rune) rune {
		if quoteEnd(r) != "" {
			return ' '
		}
		return r
	}, source)
	p := phrase{source: strings.Join(strings.Fields(source), " "), prefix: prefix}
	for _, t := range lang.Terms(source, "") {
		p.words = append(p.words, source[t.Start:t.End])
		p.forms = append(p.forms, clip(t.Form))
	}
	return p
}

// plainWords counts the words of what is nothing but words of the letters a to
// z with a space between each two; it is 0 for everything else.
func plainWords(s string) int {
	n, inside := 0, false
	for i := range len(s) {
		switch c := s[i] | 0x20; {
		case 'a' <= c && c <= 'z':
			if !inside {
				n, inside = n+1, true
			}
		case s[i] == ' ' && inside:
			inside = false
		default:
			return 0
		}
	}
	if !inside {
		return 0
	}
	return n
}

func newPlainPhrase(source string, prefix bool, n int) phrase {
	words := make([]string, 0, n)
	for rest, more := source, true; more; {
		var word string
		word, rest, more = strings.Cut(rest, " ")
		words = append(words, word)
	}
	forms := words
	if strings.ToLower(source) != source || len(source) > maxTokenBytes {
		forms = make([]string, n)
		for i, word := range words {
			forms[i] = clip(strings.ToLower(word))
		}
	}
	return phrase{source: source, prefix: prefix, words: words, forms: forms}
}

// stems gives the words of the phrase by the rules of one language.
func (p phrase) stems(language string) []string {
	tokens := make([]string, 0, len(p.words))
	for _, w := range p.words {
		for _, t := range lang.Terms(w, language) {
			tokens = append(tokens, stemToken(t))
		}
	}
	return tokens
}
