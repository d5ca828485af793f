package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"

	"dateline/brief"
	"dateline/news"
)

const briefHelp = `usage: dateline brief --jsonl [--words N] < reports-of-one-story.jsonl

Tells one story shortly. Standard input has the story's reports, one a line (id,
headline, text, published); one object comes out when the input ends:

  {"headline":"…","sentences":[{"text":"…","citations":[{"id","start","end"}]}]}

Every sentence stands word for word in a report, at the code points cited.
`

func runBrief(_ context.Context, args []string, env cmdEnv) int {
	flags := flag.NewFlagSet("dateline brief", flag.ContinueOnError)
	flags.SetOutput(env.err)
	jsonl := flags.Bool("jsonl", false, "read the reports from standard input, one a line")
	words := flags.Int("words", 120, "length of the brief in words, about `N`")
	if status, done := parseFlags(flags, args, briefHelp, env); done {
		return status
	}
	if !*jsonl || *words < 1 || flags.NArg() > 0 {
		fmt.Fprintln(env.err, "dateline brief needs --jsonl, and --words of 1 or more; dateline brief --help says more")
		return 2
	}
	var reports []news.Report
	status := filterJSONL(env.in, env.out, env.err, func(line []byte) ([]any, error) {
		var r news.Report
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, fmt.Errorf("not a report in JSON: %w", err)
		}
		reports = append(reports, r)
		return nil, nil
	}, nil)
	enc := json.NewEncoder(env.out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(brief.Write(reports, *words)); err != nil {
		return 1 // whoever reads us is gone
	}
	return status
}
