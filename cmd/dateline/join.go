package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"

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
extended; an update with another number, name or day is no copy. Lines in between say what later evidence changes:

  {"merge":["kept","gone"]}             two stories turned out to be one
  {"move":"report id","story":"…"}      a report belongs to another story

The stories at the end are the same in whatever order the reports come.

With --pairs each line has two reports to be compared, {"id":"…","a":{…},"b":{…}} or
{"id":"…","text1":"…","lang1":"en","text2":"…","lang2":"de"}, and is answered by how much
they tell of the same, as people would say it, from 0 to 1:

  {"id":"…","likeness":0.83}
`

func runJoin(_ context.Context, args []string, env cmdEnv) int {
	flags := flag.NewFlagSet("dateline join", flag.ContinueOnError)
	flags.SetOutput(env.err)
	jsonl := flags.Bool("jsonl", false, "read reports from standard input, one a line")
	window := flags.Duration("window", 0, "how far apart in time reports of one story can be; 0: 60 days")
	pairs := flags.Bool("pairs", false, "compare two reports a line")
	if status, done := parseFlags(flags, args, joinHelp, env); done {
		return status
	}
	if !*jsonl && !*pairs || *window < 0 || flags.NArg() > 0 {
		fmt.Fprintln(env.err, "dateline join needs --jsonl or --pairs, and a --window such as 720h; dateline join --help says more")
		return 2
	}
	if *pairs {
		return filterJSONL(env.in, env.out, env.err, comparePair(join.NewComparer()), nil)
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

// comparePair answers a line of two reports.
func comparePair(comparer *join.Comparer) func([]byte) ([]any, error) {
	return func(line []byte) ([]any, error) {
		var pair struct {
			ID                         string
			A, B                       news.Report
			Text1, Text2, Lang1, Lang2 string
		}
		if err := json.Unmarshal(line, &pair); err != nil {
			return nil, fmt.Errorf("not two reports in JSON: %w", err)
		}
		if pair.Text1 != "" || pair.Text2 != "" {
			pair.A = news.Report{Text: pair.Text1, Language: pair.Lang1}
			pair.B = news.Report{Text: pair.Text2, Language: pair.Lang2}
		}
		if pair.A.Text+pair.A.Headline == "" || pair.B.Text+pair.B.Headline == "" {
			return nil, fmt.Errorf("a report has no text; give both their texts")
		}
		return []any{struct {
			ID       string  `json:"id"`
			Likeness float64 `json:"likeness"`
		}{pair.ID, comparer.Compare(pair.A, pair.B)}}, nil
	}
}

// leastUnsettled is how many reports come, at the least, before all are looked
// at together in the middle of a stream; at its end they always are.
const leastUnsettled = 1000

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
