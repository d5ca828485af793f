package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"time"

	"dateline/support"
)

const supportHelp = `usage: dateline support --jsonl < pairs.jsonl

Decides whether one sentence says what another says. Standard input has one pair a
line; when each was published may be left out:

  {"id":"1","claim":"…","evidence":"…","claim_published":"2026-06-03T08:00:00Z",
   "evidence_published":"2026-06-03T09:00:00Z"}

Each is answered, in order, by a verdict and the reason:

  {"id":"1","verdict":"supports","why":"…"}

supports     the evidence says the same of the same sides, with numbers, names,
             places, days, polarity and certainty that agree
contradicts  the same, but one of these can't be so in both
unknown      anything else
`

// A supportPair is a line of the input.
type supportPair struct {
	ID                json.RawMessage `json:"id"`
	Claim             *string         `json:"claim"`
	Evidence          *string         `json:"evidence"`
	ClaimPublished    string          `json:"claim_published"`
	EvidencePublished string          `json:"evidence_published"`
}

func runSupport(_ context.Context, args []string, env cmdEnv) int {
	flags := flag.NewFlagSet("dateline support", flag.ContinueOnError)
	flags.SetOutput(env.err)
	jsonl := flags.Bool("jsonl", false, "read pairs from standard input, one a line")
	if status, done := parseFlags(flags, args, supportHelp, env); done {
		return status
	}
	if !*jsonl || flags.NArg() > 0 {
		fmt.Fprintln(env.err, "dateline support needs --jsonl and reads standard input; dateline support --help says more")
		return 2
	}
	return filterJSONL(env.in, env.out, env.err, answerPair, nil)
}

func answerPair(line []byte) ([]any, error) {
	var p supportPair
	if err := json.Unmarshal(line, &p); err != nil {
		return nil, fmt.Errorf("not a pair in JSON: %w", err)
	}
	if p.Claim == nil || p.Evidence == nil {
		return nil, errors.New("a pair needs claim and evidence")
	}
	claimed, err := timeOf(p.ClaimPublished)
	if err != nil {
		return nil, fmt.Errorf("claim_published: %w", err)
	}
	found, err := timeOf(p.EvidencePublished)
	if err != nil {
		return nil, fmt.Errorf("evidence_published: %w", err)
	}
	a := support.Compare(support.Read(*p.Claim, claimed), support.Read(*p.Evidence, found))
	return []any{struct {
		ID json.RawMessage `json:"id,omitempty"`
		support.Answer
	}{p.ID, a}}, nil
}

// timeOf reads a time or a day; empty is the zero time.
func timeOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return t, fmt.Errorf("%q is no time; write it like 2026-06-03T08:00:00Z or 2026-06-03", s)
	}
	return t, nil
}
