package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
	"dateline/record/actor"
)

const parseHelp = `usage: dateline parse --jsonl < texts.jsonl

Finds the sentences of texts in English, German, Spanish, French, Italian, Dutch,
Portuguese and Russian, and of each sentence the words with their
lemmas, parts of speech and dependency tree (Universal Dependencies). Standard
input has one text a line:

  {"id":"1","text":"The minister met him."}

Each is answered, in order, by its sentences; start and end count code points of
the text, end exclusive:

  {"id":"1","sentences":[{"start":0,"end":21,"ud":[
    [1,"The","the","DET","DT",2,"det"],
    [2,"minister","minister","NOUN","NN",3,"nsubj"],
    [3,"met","meet","VERB","VBD",0,"root"],
    [4,"him","he","PRON","PRP",3,"obj"],
    [5,".",".","PUNCT",".",3,"punct"]]}]}

"names" are the persons, places and organisations of a sentence, where it names
any: {"start":15,"end":22,"kind":"place","text":"Varland","chain":2}, in code points
too, and its pronouns ("he", "her") and roles ("the minister") of kind "pronoun" and
"role". What means the same within the text has the same number of "chain"; a pronoun
or role that can't be resolved with certainty has none.
"times" are its dates: {"start":7,"end":16,"text":"Wednesday","from":"2024-06-19",
"to":"2024-06-19","precision":"day","basis":"…"}; what is relative is counted from
the line's "published", and without one has no from and to.

A line may give its "language" ("fr"); otherwise the text tells it. Of texts in other
languages only the sentences are found. French “du” and the like are two words, "de"
and "le"; outside English the finer tag tells only the form of a verb (Fin, Inf, Ger,
Part), in Dutch it is that of its treebank.

A word is [number, form, lemma, universal tag, Penn tag, number of its head (0:
it is the root), relation]. A dateline in front (HARVEL, June 19 (ANA) -) is no
part of a sentence. A line that fails is answered by {"id":…,"error":…}.
`

// A udWord is written as the list [id, form, lemma, upos, xpos, head, deprel].
type udWord [7]any

type parsedSentence struct {
	Start int         `json:"start"`
	End   int         `json:"end"`
	UD    []udWord    `json:"ud"`
	Names []namedSpan `json:"names,omitempty"`
	Times []timeSpan  `json:"times,omitempty"`
}

// A namedSpan is a name of a person, a place or an organisation, a role or a pronoun.
type namedSpan struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Chain int    `json:"chain,omitempty"`
}

// A timeSpan is an expression of time and what it means.
type timeSpan struct {
	Start int `json:"start"`
	End   int `json:"end"`
	news.TimeRef
}

type parsedText struct {
	ID        json.RawMessage  `json:"id"`
	Sentences []parsedSentence `json:"sentences"`
}

func runParse(_ context.Context, args []string, env cmdEnv) int {
	flags := flag.NewFlagSet("dateline parse", flag.ContinueOnError)
	flags.SetOutput(env.err)
	jsonl := flags.Bool("jsonl", false, "read texts from standard input, one a line")
	if status, done := parseFlags(flags, args, parseHelp, env); done {
		return status
	}
	if !*jsonl || flags.NArg() > 0 {
		fmt.Fprintln(env.err, "dateline parse needs --jsonl and reads standard input; dateline parse --help says more")
		return 2
	}
	return filterJSONL(env.in, env.out, env.err, func(line []byte) ([]any, error) {
		var in struct {
			ID        json.RawMessage
			Text      *string
			Language  string
			Published string
		}
		if err := json.Unmarshal(line, &in); err != nil {
			return nil, fmt.Errorf("not a text in JSON: %w", err)
		}
		if in.Text == nil {
			return nil, errors.New(`the line has no "text"`)
		}
		if in.ID == nil {
			in.ID = json.RawMessage(`""`)
		}
		published, err := news.ParseTime(in.Published)
		if err != nil {
			return nil, fmt.Errorf("reading published: %w", err)
		}
		return []any{parsedText{in.ID, parseText(*in.Text, languageOf(in.Language, *in.Text), published)}}, nil
	}, nil)
}

// languageOf is the language that a line says its text has, without its region, or else
// the one that the text looks like, or else English.
func languageOf(said, text string) string {
	said, _, _ = strings.Cut(strings.ToLower(said), "-")
	if said == "" {
		said = lang.Detect(text)
	}
	if said == "" {
		return "en"
	}
	return said
}

func parseText(text, language string, published time.Time) []parsedSentence {
	out := []parsedSentence{}
	spans := lang.SentencesIn(language, text)
	sentences := actor.ReadIn(language, text, spans)
	mentions := actor.ChainsIn(language, sentences)
	at, points := 0, 0
	for i, s := range spans {
		points += utf8.RuneCountInString(text[at:s.Start])
		p := parsedSentence{Start: points, UD: []udWord{}}
		points += utf8.RuneCountInString(text[s.Start:s.End])
		p.End, at = points, s.End
		for len(mentions) > 0 && mentions[0].Start < s.End {
			m := mentions[0]
			mentions = mentions[1:]
			start := p.Start + utf8.RuneCountInString(text[s.Start:m.Start])
			words := text[m.Start:m.End]
			p.Names = append(p.Names, namedSpan{start, start + utf8.RuneCountInString(words), string(m.Kind), words, m.Chain})
		}
		for _, m := range lang.TimesIn(language, text, s, published) {
			start := p.Start + utf8.RuneCountInString(text[s.Start:m.Start])
			p.Times = append(p.Times, timeSpan{start, start + utf8.RuneCountInString(text[m.Start:m.End]), m.Ref})
		}
		for i, w := range sentences[i].Words {
			p.UD = append(p.UD, udWord{i + 1, w.Form, w.Lemma, w.UPOS, w.XPOS, w.Head, w.Deprel})
		}
		out = append(out, p)
	}
	return out
}
