package match

import (
	"strings"
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
	headline, body textColumn
	fields         [len(fieldNames)]column // by field, from inSection on; forms
}

// A textColumn holds the same words twice, position by position: stems are
// marked with the language whose rules made them.
type textColumn struct{ stems, forms column }

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
}

// Analyze prepares a report, with the names of those who act in it, to be
// matched and to be stored. The words of the standfirst count as the body's.
// A report without a language is read in the one that its words show; where
// they show none, they stand for themselves.
func Analyze(r news.Report, actors []string) Doc {
	var d Doc
	if r.Language == "" {
		r.Language = lang.Detect(r.Headline + "\n" + r.Text)
	}
	d.headline = analyzeText(r.Language, r.Headline)
	d.body = analyzeText(r.Language, r.Standfirst, r.Text)
	d.fields[inSection] = analyzeField(r.Section...)
	d.fields[inPlace] = analyzeField(r.Place)
	d.fields[inActor] = analyzeField(actors...)
	d.fields[inOutlet] = analyzeField(r.Outlet)
	d.fields[inLanguage] = analyzeField(r.Language)
	return d
}

func analyzeText(language string, parts ...string) textColumn {
	var stems, forms []string
	for _, part := range parts {
		terms := lang.Terms(part, language)
		if len(terms) == 0 {
			continue
		}
		if len(stems) > 0 {
			stems, forms = append(stems, breakToken), append(forms, breakToken)
		}
		for _, t := range terms {
			stems, forms = append(stems, stemToken(t)), append(forms, clip(t.Form))
		}
	}
	return textColumn{newColumn(stems), newColumn(forms)}
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
	var forms strings.Builder
	for _, part := range []struct {
		kind string
		column
	}{{inHeadlineForm, d.headline.forms}, {inBodyForm, d.body.forms}} {
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
		Headline: join(d.headline.stems),
		Body:     join(d.body.stems),
		Forms:    forms.String(),
		Section:  join(d.fields[inSection]),
		Place:    join(d.fields[inPlace]),
		Actor:    join(d.fields[inActor]),
		Outlet:   join(d.fields[inOutlet]),
		Language: join(d.fields[inLanguage]),
	}
}

// What marks a form in Row.Forms.
const (
	inHeadlineForm = "h" + mark
	inBodyForm     = "b" + mark
)

// readingLanguages are the ways a word of a query may be stemmed; the last is
// the way of reports whose language has no rules.
var readingLanguages = append(lang.StemLanguages(), "")

// newPhrase reads the words of a query in every language, because a query does
// not say in which language the reports will be.
func newPhrase(source string, prefix bool, in field) phrase {
	source = strings.Map(func(r rune) rune {
		if quoteEnd(r) != "" {
			return ' '
		}
		return r
	}, source)
	p := phrase{source: strings.Join(strings.Fields(source), " "), prefix: prefix}
	for _, t := range lang.Terms(source, "") {
		p.forms = append(p.forms, clip(t.Form))
	}
	if prefix || in > inHeadline {
		return p
	}
	for _, language := range readingLanguages {
		var tokens []string
		for _, t := range lang.Terms(source, language) {
			tokens = append(tokens, stemToken(t))
		}
		p.stems = append(p.stems, tokens)
	}
	return p
}
