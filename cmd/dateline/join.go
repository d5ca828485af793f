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

The stories at the end are the same in whatever order the reports come.

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
	answer := func(line []byte) ([]any, error) {
		var r news.Report
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, fmt.Errorf("not a report in JSON: %w", err)
		}
		if r.ID == "" {
			return nil, fmt.Errorf("the report has no id; give each its own")
		}
		answers := []any{joiner.Add(r)}
		if added, all := joiner.Unsettled(); added >= max(leastUnsettled, all/2) {
			answers = append(answers, settleLines(joiner)...)
		}
		return answers, nil
	}
	return filterJSONL(env.in, env.out, env.err, answer, func() []any { return settleLines(joiner) })
}

// leastUnsettled is how many reports come, at the least, before all are looked
// at together in the middle of a stream; at its end they always are.
const leastUnsettled = 2000

func settleLines(joiner *join.Joiner) []any {
	settled := joiner.Settle()
	lines := mergeLines(settled.Merges)
	for _, l := range settled.Moves {
		lines = append(lines, struct {
			Move  string `json:"move"`
			Story string `json:"story"`
		}{l.ReportID, l.StoryID})
	}
	return lines
}

func mergeLines(merges []join.Merge) (lines []any) {
	for _, m := range merges {
		lines = append(lines, map[string][]string{"merge": {m.Kept, m.Gone}})
	}
	return lines
}
