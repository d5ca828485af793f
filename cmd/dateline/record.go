package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dateline/lang"
	"dateline/news"
	"dateline/record"
)

const recordHelp = `usage: dateline record --jsonl < reports.jsonl
       dateline record --parses < parses.jsonl

Takes down what reports tell: quotations with their speakers, statements,
agreements and events. Standard input has one report a line:

  {"id":"1","published":"2024-06-19","place":"Harvel","text":"…"}

"paragraphs" may stand for the text, as dateline read gives them. Each is
answered by {"id":"1","facts":[…],"main":{…}}. Every fact cites the sentences it
stands on by their code points in the text. What is not plain is left out; a
relative date ("on Wednesday") is resolved only if the report says when it was
published. Only English is read so far.

With --open-events every clause that reports what happened gives an event, by whomever
and with or without a type. About three in ten of these are wrong so far.

With --parses the coder of events works alone, on sentences whose dependency tree
is given as dateline parse writes it:

  {"id":"1","ud":[[1,"Varland","Varland","PROPN","NNP",2,"nsubj"],…],
   "verbs":"verbs.txt","actors":"actors.txt","date":"2024-06-19"}

Verbs, actors, agents and discards are files in the formats of the PETRARCH
coders; the built-in ones (CAMEO 2.0, Phoenix) stand for verbs, actors and agents
that are not named. Agents and discards that lie beside a file of actors under the
same name (x.actors.txt, x.agents.txt) are used with it. Numbering that begins
again at 1 begins another sentence. Instead of "ud" a line may have "text", which
is parsed first. Each is answered by {"id":"1","text":"…","facts":[…]}; the text
is the words with spaces between them. A party that no file knows has the code
---; code and sector together are the party's whole code.
`

func runRecord(_ context.Context, args []string, env cmdEnv) int {
	flags := flag.NewFlagSet("dateline record", flag.ContinueOnError)
	flags.SetOutput(env.err)
	jsonl := flags.Bool("jsonl", false, "read reports from standard input, one a line")
	parses := flags.Bool("parses", false, "read sentences with their dependency trees from standard input, one a line, and code their events")
	open := flags.Bool("open-events", false, "also record events of any kind and by anyone; about three in ten are wrong so far")
	if status, done := parseFlags(flags, args, recordHelp, env); done {
		return status
	}
	if *jsonl == *parses || flags.NArg() > 0 {
		fmt.Fprintln(env.err, "dateline record needs --jsonl or --parses and reads standard input; dateline record --help says more")
		return 2
	}
	if *parses {
		coders := coderShelf{}
		return filterJSONL(env.in, env.out, env.err, coders.code, nil)
	}
	recorder := &record.Recorder{}
	if *open {
		recorder = recorder.WithOpenEvents()
	}
	return filterJSONL(env.in, env.out, env.err, func(line []byte) ([]any, error) {
		var r news.Report
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, fmt.Errorf("not a report in JSON: %w", err)
		}
		return []any{recorder.Record(r)}, nil
	}, nil)
}

// A coderShelf keeps the coders that lines have asked for, by their files.
type coderShelf map[dictionaryFiles]*record.Coder

type dictionaryFiles struct{ Verbs, Actors, Agents, Discards string }

type parsedLine struct {
	ID   json.RawMessage
	UD   []udWord
	Text string
	Date string
	dictionaryFiles
}

type codedLine struct {
	ID    json.RawMessage `json:"id"`
	Text  string          `json:"text"`
	Facts []news.Fact     `json:"facts"`
}

func (shelf coderShelf) code(line []byte) ([]any, error) {
	in := parsedLine{ID: json.RawMessage(`""`)}
	if err := json.Unmarshal(line, &in); err != nil {
		return nil, fmt.Errorf("not a parse in JSON: %w", err)
	}
	coder, err := shelf.coder(in.dictionaryFiles)
	if err != nil {
		return nil, err
	}
	var day time.Time
	if in.Date != "" {
		if day, err = givenDay(in.Date); err != nil {
			return nil, err
		}
	}
	sentences, err := in.sentences()
	if err != nil {
		return nil, err
	}
	out := codedLine{ID: in.ID, Facts: []news.Fact{}}
	for _, s := range sentences {
		facts, text := coder.Code(strings.Trim(string(in.ID), `"`), s, day)
		offset := 0
		if out.Text != "" {
			out.Text += "\n\n"
			offset = len([]rune(out.Text))
		}
		out.Text += text
		for _, f := range facts {
			for i := range f.Citations {
				f.Citations[i].Start += offset
				f.Citations[i].End += offset
			}
			out.Facts = append(out.Facts, f)
		}
	}
	return []any{out}, nil
}

// givenDay also takes 20080804, as the dictionaries write days.
func givenDay(s string) (time.Time, error) {
	if t, err := time.Parse("20060102", s); err == nil {
		return t, nil
	}
	t, err := news.ParseTime(s)
	if err != nil {
		return t, fmt.Errorf("date: %w", err)
	}
	return t, nil
}

// sentences gives the words of each sentence and refuses what is no tree.
func (in parsedLine) sentences() ([][]lang.Word, error) {
	if in.UD == nil {
		if in.Text == "" {
			return nil, errors.New(`the line has neither "ud" nor "text"`)
		}
		var out [][]lang.Word
		for _, s := range lang.Sentences(in.Text) {
			out = append(out, lang.Parse(in.Text, s))
		}
		return out, nil
	}
	var out [][]lang.Word
	for i, w := range in.UD {
		number, ok1 := w[0].(float64)
		form, ok2 := w[1].(string)
		head, ok3 := w[5].(float64)
		if !ok1 || !ok2 || !ok3 {
			return nil, fmt.Errorf("word %d of the tree is not [id, form, lemma, upos, xpos, head, deprel]", i+1)
		}
		if number == 1 {
			out = append(out, nil)
		}
		if len(out) == 0 || int(number) != len(out[len(out)-1])+1 {
			return nil, fmt.Errorf("word %d of the tree has the number %v, which does not follow the one before", i+1, w[0])
		}
		word := lang.Word{Form: form, Head: int(head)}
		word.Lemma, _ = w[2].(string)
		word.UPOS, _ = w[3].(string)
		word.XPOS, _ = w[4].(string)
		word.Deprel, _ = w[6].(string)
		out[len(out)-1] = append(out[len(out)-1], word)
	}
	for _, s := range out {
		for i, w := range s {
			if w.Head < 0 || w.Head > len(s) || w.Head == i+1 {
				return nil, fmt.Errorf("the head of word %d (%s) is %d, which is no other word of its sentence", i+1, w.Form, w.Head)
			}
		}
	}
	return out, nil
}

func (shelf coderShelf) coder(files dictionaryFiles) (*record.Coder, error) {
	if c := shelf[files]; c != nil {
		return c, nil
	}
	full := files
	if full.Agents == "" {
		full.Agents = beside(files.Actors, "agents")
	}
	if full.Discards == "" {
		full.Discards = beside(files.Actors, "discards")
	}
	var d record.Dictionaries
	for _, part := range []struct {
		path string
		to   *io.Reader
	}{{full.Verbs, &d.Verbs}, {full.Actors, &d.Actors}, {full.Agents, &d.Agents}, {full.Discards, &d.Discards}} {
		if part.path == "" {
			continue
		}
		f, err := os.Open(part.path)
		if err != nil {
			return nil, fmt.Errorf("a dictionary: %w", err)
		}
		defer f.Close()
		*part.to = f
	}
	c, err := record.NewCoder(d)
	if err != nil {
		return nil, fmt.Errorf("reading the dictionaries: %w", err)
	}
	shelf[files] = c
	return c, nil
}

// beside is the file next to one of actors that is called the same but for what
// it holds, empty if there is none.
func beside(actors, what string) string {
	dir, name := filepath.Split(actors)
	other := strings.Replace(name, "actors", what, 1)
	if other == name {
		return ""
	}
	if _, err := os.Stat(filepath.Join(dir, other)); err != nil {
		return ""
	}
	return filepath.Join(dir, other)
}
