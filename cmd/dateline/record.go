package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"

	"dateline/news"
	"dateline/record"
)

const recordHelp = `usage: dateline record --jsonl < reports.jsonl

Takes down what reports tell: quotations with their speakers, statements,
agreements and a few plain events. Standard input has one report a line:

  {"id":"1","published":"2024-06-19","place":"Harvel","text":"…"}

"paragraphs" may stand for the text, as dateline read gives them. Each is
answered by {"id":"1","facts":[…],"main":{…}}. Every fact cites the sentences it
stands on by their code points in the text. What is not plain is left out; a
relative date ("on Wednesday") is resolved only if the report says when it was
published. Only English is read so far.

flags:
`

func runRecord(_ context.Context, args []string, env cmdEnv) int {
	flags := flag.NewFlagSet("dateline record", flag.ContinueOnError)
	flags.SetOutput(env.err)
	jsonl := flags.Bool("jsonl", false, "read reports from standard input, one a line")
	if status, done := parseFlags(flags, args, recordHelp, env); done {
		return status
	}
	if !*jsonl || flags.NArg() > 0 {
		fmt.Fprintln(env.err, "dateline record needs --jsonl and reads standard input; dateline record --help says more")
		return 2
	}
	return filterJSONL(env.in, env.out, env.err, func(line []byte) ([]any, error) {
		var r news.Report
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, fmt.Errorf("not a report in JSON: %w", err)
		}
		return []any{record.Record(r)}, nil
	}, nil)
}
