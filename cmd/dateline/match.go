package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"dateline/match"
	"dateline/news"
)

const matchHelp = `usage: dateline match --queries FILE --jsonl < reports.jsonl

Says which standing queries each report satisfies. FILE has one query a line:

  {"id":"harbours","query":"harbour* (fire OR flood) NOT headline:drill"}

Standard input has one report a line (id, headline, text, language …; "actors"
may list names). Each is answered by {"id":"…","queries":["…"]}.

A query may use
  fire harbour          both words, in headline or body, in any of their endings
  "fire brigade"        words side by side
  AND OR NOT ( )        in capitals; NOT binds closest, then AND, then OR
  fire -(drill OR test) without some words; the same as NOT
  harb*                 words that begin so
  fire NEAR/5 harbour   at most five words between them
  headline:fire         in one field: headline section place actor outlet language
`

func runMatch(_ context.Context, args []string, env cmdEnv) int {
	flags := flag.NewFlagSet("dateline match", flag.ContinueOnError)
	flags.SetOutput(env.err)
	queries := flags.String("queries", "", "`FILE` of queries, one a line")
	jsonl := flags.Bool("jsonl", false, "read reports from standard input, one a line")
	if status, done := parseFlags(flags, args, matchHelp, env); done {
		return status
	}
	if *queries == "" || !*jsonl || flags.NArg() > 0 {
		fmt.Fprintln(env.err, "dateline match needs --queries FILE and --jsonl; dateline match --help says more")
		return 2
	}
	index, status, err := readQueries(*queries, env.err)
	if err != nil {
		fmt.Fprintf(env.err, "dateline match: %v\n", err)
		return 2
	}
	return max(status, filterJSONL(env.in, env.out, env.err, func(line []byte) ([]any, error) {
		var r news.Report
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, fmt.Errorf("not a report in JSON: %w", err)
		}
		var with struct {
			Actors []string `json:"actors"`
		}
		if err := json.Unmarshal(line, &with); err != nil {
			return nil, fmt.Errorf("actors must be a list of names: %w", err)
		}
		found := index.Match(match.Analyze(r, with.Actors))
		if found == nil {
			found = []string{}
		}
		return []any{struct {
			ID      string   `json:"id"`
			Queries []string `json:"queries"`
		}{r.ID, found}}, nil
	}, nil))
}

// readQueries fills an index from a file of queries. A query that can't be
// read is named on errOut and left out: the status is then 1.
func readQueries(name string, errOut io.Writer) (*match.Index, int, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, fmt.Errorf("opening the queries: %w", err)
	}
	defer f.Close()
	index, status := match.NewIndex(), 0
	in := bufio.NewReaderSize(f, 1<<16)
	for number := 1; ; number++ {
		line, err := in.ReadBytes('\n')
		if text := strings.TrimSpace(string(line)); text != "" {
			var q struct{ ID, Query string }
			if e := json.Unmarshal([]byte(text), &q); e != nil {
				fmt.Fprintf(errOut, "%s line %d (%s): not {\"id\":\"…\",\"query\":\"…\"}: %v\n", name, number, strings.Trim(string(idOf([]byte(text))), `"`), e)
				status = 1
			} else if parsed, e := match.Parse(q.Query); e != nil {
				fmt.Fprintf(errOut, "%s line %d (%s): %v\n", name, number, q.ID, e)
				status = 1
			} else {
				index.Add(q.ID, parsed)
			}
		}
		if errors.Is(err, io.EOF) {
			return index, status, nil
		}
		if err != nil {
			return nil, 0, fmt.Errorf("reading the queries: %w", err)
		}
	}
}
