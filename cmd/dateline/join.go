package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"time"

	"dateline/join"
	"dateline/news"
)

const joinHelp = `usage: dateline join --jsonl < reports.jsonl

Puts reports into stories as they arrive. Standard input has one report a line
(id, headline, text, published; published may be empty), in order of arrival.
Each is answered at once:

  {"id":"…","story":"…","new":true}
  {"id":"…","story":"…","new":false,"duplicate_of":"…","because":["…"]}

duplicate_of names the earlier report that this one is a copy of, whole, cut or
extended. Lines in between say what later evidence changes:

  {"merge":["kept","gone"]}             two stories turned out to be one
  {"move":"report id","story":"…"}      a report belongs to another story

flags:
`

func runJoin(_ context.Context, args []string, env cmdEnv) int {
	flags := flag.NewFlagSet("dateline join", flag.ContinueOnError)
	flags.SetOutput(env.err)
	jsonl := flags.Bool("jsonl", false, "read reports from standard input, one a line")
	window := flags.Duration("window", 30*24*time.Hour, "how long after the newest report an older one can be joined")
	if status, done := parseFlags(flags, args, joinHelp, env); done {
		return status
	}
	if !*jsonl || *window <= 0 || flags.NArg() > 0 {
		fmt.Fprintln(env.err, "dateline join needs --jsonl, and a --window such as 720h; dateline join --help says more")
		return 2
	}
	joiner := join.New(join.Options{Window: *window})
	return filterJSONL(env.in, env.out, env.err, func(line []byte) ([]any, error) {
		var r news.Report
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, fmt.Errorf("not a report in JSON: %w", err)
		}
		if r.ID == "" {
			return nil, fmt.Errorf("the report has no id; give each its own")
		}
		d := joiner.Add(r)
		answers := []any{d.Link}
		for _, m := range d.Merges {
			answers = append(answers, map[string][]string{"merge": {m.Kept, m.Gone}})
		}
		for _, m := range d.Moves {
			answers = append(answers, struct {
				Move  string `json:"move"`
				Story string `json:"story"`
			}{m.ReportID, m.StoryID})
		}
		return answers, nil
	})
}
