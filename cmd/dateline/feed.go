package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"

	"dateline/collect"
)

const aboutFeed = `
usage: dateline feed [--url URL] [FILE|URL|-]
       dateline feed --jsonl

Reads any feed (RSS, Atom, RDF, JSON Feed, sitemap, news sitemap, ninjs; packed
by gzip or not; broken ones as far as they can be understood) and writes it as
JSON Feed 1.1. Its HTML is harmless, its addresses are absolute where --url or
the feed tells on what they stand. What JSON Feed has no word for is in
"_dateline".

With --jsonl, standard input has lines {"id","url","body"}, or "body_base64",
with an optional "content_type"; each is answered by {"id","feed":{…}}, or by
{"id","error"}.
`

func runFeed(ctx context.Context, args []string, env cmdEnv) int {
	fs := flag.NewFlagSet("feed", flag.ContinueOnError)
	base := fs.String("url", "", "address that the feed was fetched from, for relative links")
	jsonl := fs.Bool("jsonl", false, "read lines of JSON from standard input")
	var names []string
	for rest := args; ; { // flags may stand behind the name too
		if status, done := parseFlags(fs, rest, aboutFeed[1:], env); done {
			return status
		}
		if fs.NArg() == 0 {
			break
		}
		names, rest = append(names, fs.Arg(0)), fs.Args()[1:]
	}
	if *jsonl {
		if len(names) > 0 {
			fmt.Fprintln(env.err, "dateline feed: --jsonl reads standard input and takes no file")
			return 2
		}
		return filterJSONL(env.in, env.out, env.err, feedLine, nil)
	}
	if len(names) > 1 {
		fmt.Fprintln(env.err, "dateline feed: name one file or address, or - for standard input")
		return 2
	}
	name := "-"
	if len(names) == 1 {
		name = names[0]
	}
	body, contentType, final, err := openInput(ctx, name, env)
	if err == nil && *base != "" {
		final = *base
	}
	var out []byte
	if err == nil {
		var feed collect.Feed
		if feed, err = collect.ParseFeed(body, contentType, final); err == nil {
			out, err = collect.JSONFeed(feed)
		}
	}
	if err != nil {
		if name == "-" {
			name = "standard input"
		}
		fmt.Fprintf(env.err, "dateline feed: %s: %v\n", name, err)
		return 1
	}
	fmt.Fprintf(env.out, "%s\n", out)
	return 0
}

func feedLine(line []byte) ([]any, error) {
	var in struct {
		ID          string  `json:"id"`
		URL         string  `json:"url"`
		Body        *string `json:"body"`
		Base64      *string `json:"body_base64"`
		ContentType string  `json:"content_type"`
	}
	if err := json.Unmarshal(line, &in); err != nil {
		return nil, fmt.Errorf("the line is no JSON object of this form: %w", err)
	}
	var body []byte
	switch {
	case in.Base64 != nil:
		var err error
		if body, err = base64.StdEncoding.DecodeString(*in.Base64); err != nil {
			return nil, fmt.Errorf("body_base64: %w", err)
		}
	case in.Body != nil:
		body = []byte(*in.Body)
	default:
		return nil, fmt.Errorf("there is neither body nor body_base64")
	}
	feed, err := collect.ParseFeed(body, in.ContentType, in.URL)
	if err != nil {
		return nil, err
	}
	out, err := collect.JSONFeed(feed)
	if err != nil {
		return nil, err
	}
	return []any{struct {
		ID   string          `json:"id"`
		Feed json.RawMessage `json:"feed"`
	}{in.ID, out}}, nil
}
