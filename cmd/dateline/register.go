package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"strings"
	"time"

	"dateline/ledger"
	"dateline/news"
	"dateline/record"
)

const registerHelp = `usage: dateline register --jsonl < reports.jsonl

Keeps the register of the agreements that reports tell of: what several reports say
of one agreement is one entry. Standard input has lines as dateline record reads
them or as it answers them ({"id":"1","facts":[…]}), mixed as you like. At the end
the entries come out, a line each, sorted by title:

  {"id":"agr_…","title":"…","parties":[…],"milestones":[…],"provisions":[…],
   "relations":[…],"reports":["1"],"citations":[…]}

Every milestone, provision and relation has the citation it came with.

  --between A,B   only the entries that bind both, by name or ISO 3166 alpha-3
  --attacked X    only the entries by which others must defend X
  --on DAY        the day that these two ask for (2024-06-19); needed with them

An entry binds on a day if it was signed or in force by then, and not ended,
suspended, withdrawn from or replaced.
`

func runRegister(_ context.Context, args []string, env cmdEnv) int {
	flags := flag.NewFlagSet("dateline register", flag.ContinueOnError)
	flags.SetOutput(env.err)
	jsonl := flags.Bool("jsonl", false, "read reports or their facts from standard input, one a line")
	between := flags.String("between", "", "two `parties`, with a comma between them")
	attacked := flags.String("attacked", "", "a `party`")
	on := flags.String("on", "", "the `day` that is asked for")
	if status, done := parseFlags(flags, args, registerHelp, env); done {
		return status
	}
	if !*jsonl || flags.NArg() > 0 {
		fmt.Fprintln(env.err, "dateline register needs --jsonl and reads standard input; dateline register --help says more")
		return 2
	}
	choose, err := registerQuestion(*between, *attacked, *on)
	if err != nil {
		fmt.Fprintln(env.err, err)
		return 2
	}
	var facts []news.Fact
	return filterJSONL(env.in, env.out, env.err, func(line []byte) ([]any, error) {
		var rec news.Record
		if err := json.Unmarshal(line, &rec); err != nil {
			return nil, fmt.Errorf("not a report in JSON: %w", err)
		}
		if rec.Facts == nil {
			var r news.Report
			if err := json.Unmarshal(line, &r); err != nil {
				return nil, fmt.Errorf("not a report in JSON: %w", err)
			}
			rec = record.Record(r)
		}
		for _, f := range rec.Facts {
			if f.ReportID == "" {
				f.ReportID = rec.ID
			}
			facts = append(facts, f)
		}
		return nil, nil
	}, func() []any {
		out := []any{}
		for _, e := range choose(ledger.MergeAgreements(facts)) {
			out = append(out, e)
		}
		return out
	})
}

// registerQuestion makes of the flags what chooses among the entries.
func registerQuestion(between, attacked, on string) (func([]ledger.RegisterEntry) []ledger.RegisterEntry, error) {
	if between == "" && attacked == "" {
		return func(all []ledger.RegisterEntry) []ledger.RegisterEntry { return all }, nil
	}
	day, err := time.Parse(time.DateOnly, on)
	if err != nil {
		return nil, fmt.Errorf("--on must say which day is asked for, as in --on 2024-06-19")
	}
	if attacked != "" && between != "" {
		return nil, fmt.Errorf("--between and --attacked are two questions; ask one at a time")
	}
	if attacked != "" {
		return func(all []ledger.RegisterEntry) []ledger.RegisterEntry { return ledger.Defending(all, attacked, day) }, nil
	}
	a, b, two := strings.Cut(between, ",")
	if !two {
		return nil, fmt.Errorf("--between needs two parties with a comma between them")
	}
	return func(all []ledger.RegisterEntry) []ledger.RegisterEntry {
		return ledger.Binding(all, strings.TrimSpace(a), strings.TrimSpace(b), day)
	}, nil
}
