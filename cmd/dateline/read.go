package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"

	"dateline/news"
	"dateline/read"
)

const readHelp = `
usage: dateline read [--url URL] [--as html|text] [--format json|text|markdown|ninjs] [FILE|URL|-]
       dateline read --explain [--url URL] [FILE|URL|-]
       dateline read --jsonl [--workers N] [--memory FILE]

A page in, a report out: headline, standfirst, bylines, section, place, dates,
the body paragraph by paragraph, pictures with caption and credit, teasers,
tags, whether readers can comment. HTML and bare text (what remains when a page
is copied or crawled as text) are told apart by their content; gzip is accepted.
Without an argument, or with -, the page is read from standard input.

With --jsonl, standard input has lines {"id":"…","url":"…","html":"…"} or
{"id":"…","url":"…","text":"…"}; each is answered, in order, by its report with
that id, or by {"id":"…","error":"…"}.

With --memory, what pages teach about their sites is kept in FILE, so that pages
of a site read in a row get better. Such pages are read one at a time, in order.
A line may then have "feed", an item of the site's feed for the page, and
"corrections", a list of {"text":"…","role":"…"}: what the desk says of single
blocks. A role is body, headline, standfirst, byline, section, caption, teaser
or other.

With --explain, each field of the report is a line that names what on the page
said so; then each block of the page is a line: its role, how sure it is that it is
body, why, and how it begins.

Exit status: 0 all read; 1 a page could not be read; 2 the command line is wrong.

  dateline read page.html
  dateline read --format markdown https://example.org/a-story
  zcat pages.jsonl.gz | dateline read --jsonl > reports.jsonl

`

type readOptions struct {
	url, as, format string
	memory          string
	jsonl, explain  bool
	workers         int
}

// runRead is dateline read.
func runRead(ctx context.Context, args []string, env cmdEnv) int {
	var o readOptions
	flags := flag.NewFlagSet("read", flag.ContinueOnError)
	flags.SetOutput(env.err)
	flags.StringVar(&o.url, "url", "", "`address` of the page; makes its links absolute")
	flags.StringVar(&o.as, "as", "", "take the page for `html|text` instead of looking")
	flags.StringVar(&o.format, "format", "json", "what to write: `json|text|markdown|ninjs`")
	flags.BoolVar(&o.jsonl, "jsonl", false, "read lines of JSON, write a report a line")
	flags.IntVar(&o.workers, "workers", runtime.GOMAXPROCS(0), "with --jsonl: read `N` pages at a time")
	flags.StringVar(&o.memory, "memory", "", "with --jsonl: keep what was learned of sites in `FILE`")
	flags.BoolVar(&o.explain, "explain", false, "write each block with its role and why")
	names, status, done := parseMixed(flags, args, env)
	if done {
		return status
	}
	if err := o.check(names); err != nil {
		fmt.Fprintf(env.err, "dateline read: %v; dateline read --help explains\n", err)
		return 2
	}
	if o.memory != "" {
		return readRemembering(env, o.memory)
	}
	if o.jsonl {
		return readLines(env.in, env.out, env.err, o.workers, readLineOfPages)
	}
	name := "-"
	if len(names) == 1 {
		name = names[0]
	}
	if err := o.readOne(ctx, name, env); err != nil {
		fmt.Fprintf(env.err, "%s: %v\n", name, err)
		return 1
	}
	return 0
}

// parseMixed lets flags stand before and behind the argument.
func parseMixed(flags *flag.FlagSet, args []string, env cmdEnv) (names []string, status int, done bool) {
	for {
		if status, done := parseFlags(flags, args, strings.TrimLeft(readHelp, "\n"), env); done {
			return nil, status, true
		}
		if flags.NArg() == 0 {
			return names, 0, false
		}
		names = append(names, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

func (o readOptions) check(names []string) error {
	switch {
	case len(names) > 1:
		return errors.New("give one FILE, one URL or -; for many pages there is --jsonl")
	case o.jsonl && len(names) > 0:
		return errors.New("--jsonl reads standard input and takes no argument")
	case o.as != "" && o.as != "html" && o.as != "text":
		return fmt.Errorf("--as %s: it is html or text", o.as)
	case o.format != "json" && o.format != "text" && o.format != "markdown" && o.format != "ninjs":
		return fmt.Errorf("--format %s: it is json, text, markdown or ninjs", o.format)
	case o.jsonl && o.format != "json":
		return errors.New("--jsonl writes JSON; leave --format out")
	case o.memory != "" && !o.jsonl:
		return errors.New("--memory learns from many pages; it goes with --jsonl")
	case o.explain && (o.jsonl || o.format != "json"):
		return errors.New("--explain has a form of its own; leave --jsonl and --format out")
	case o.workers < 1 || o.workers > 256:
		return errors.New("--workers: from 1 to 256")
	}
	return nil
}

func (o readOptions) readOne(ctx context.Context, name string, env cmdEnv) error {
	page, err := o.page(ctx, name, env)
	if err != nil {
		return err
	}
	if o.explain {
		return explain(page, env.out)
	}
	report, err := read.Read(page)
	if err != nil {
		return err
	}
	switch o.format {
	case "text":
		_, err = fmt.Fprintln(env.out, report.Text)
	case "markdown":
		_, err = io.WriteString(env.out, read.Markdown(report))
	case "ninjs":
		var item []byte
		if item, err = read.NINJS(report); err == nil {
			_, err = fmt.Fprintf(env.out, "%s\n", item)
		}
	default:
		enc := json.NewEncoder(env.out)
		enc.SetEscapeHTML(false)
		err = enc.Encode(report)
	}
	return err
}

func (o readOptions) page(ctx context.Context, name string, env cmdEnv) (read.Page, error) {
	body, contentType, address, err := openInput(ctx, name, env)
	page := read.Page{URL: o.url, As: read.Form(o.as), Body: body, ContentType: contentType}
	if page.URL == "" {
		page.URL = address
	}
	return page, err
}

// answered is a line on its way out.
type answered struct {
	number int
	id     string
	report news.Report
	err    error
}

// readLines answers each line by a report, several at a time, in input order.
// No more lines are held than workers have in hand and a few that wait.
func readLines(in io.Reader, out, errOut io.Writer, workers int, answer func(line []byte, number int) answered) int {
	type job struct {
		line   []byte
		number int
		done   chan answered
	}
	jobs := make(chan job)
	order := make(chan chan answered, workers)
	for range workers {
		go func() {
			for j := range jobs {
				j.done <- answer(j.line, j.number)
			}
		}()
	}
	var readErr error
	go func() {
		defer close(order)
		defer close(jobs)
		r := bufio.NewReaderSize(in, 1<<20)
		for number := 1; ; number++ {
			line, err := readLine(r)
			if len(line) > 0 {
				done := make(chan answered, 1)
				order <- done
				jobs <- job{line, number, done}
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					readErr = fmt.Errorf("line %d: %w", number, err)
				}
				return
			}
		}
	}()
	status := writeAnswers(order, out, errOut)
	for range order { // a reader that is gone must not leave the others waiting
	}
	if readErr != nil {
		fmt.Fprintln(errOut, readErr)
		return 1
	}
	return status
}

func writeAnswers(order <-chan chan answered, out, errOut io.Writer) int {
	w := bufio.NewWriterSize(out, 1<<16)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	status := 0
	for done := range order {
		a := <-done
		var err error
		if a.err != nil {
			fmt.Fprintf(errOut, "line %d (%s): %v\n", a.number, a.id, a.err)
			status = 1
			err = enc.Encode(map[string]string{"id": a.id, "error": a.err.Error()})
		} else {
			err = enc.Encode(a.report)
		}
		if err == nil && len(order) == 0 {
			err = w.Flush()
		}
		if err != nil {
			return 1 // whoever reads us is gone
		}
	}
	if w.Flush() != nil {
		return 1
	}
	return status
}

// pageLine is a line of --jsonl.
type pageLine struct {
	ID, URL     string
	HTML, Text  *string
	Feed        news.Item
	Corrections []read.Correction
}

func readLineOfPages(line []byte, number int) answered {
	return answerPage(line, number, func(p read.Page, _ pageLine) (news.Report, error) { return read.Read(p) })
}

func answerPage(line []byte, number int, with func(read.Page, pageLine) (news.Report, error)) answered {
	var page pageLine
	a := answered{number: number}
	if err := json.Unmarshal(line, &page); err != nil {
		a.err = fmt.Errorf("this is no line of JSON: %w", err)
		return a
	}
	a.id = page.ID
	for _, c := range page.Corrections {
		if a.err = c.Check(); a.err != nil {
			return a
		}
	}
	p := read.Page{ID: page.ID, URL: page.URL}
	switch {
	case page.HTML != nil:
		p.Body, p.As = []byte(*page.HTML), read.FormHTML
	case page.Text != nil:
		p.Body, p.As = []byte(*page.Text), read.FormText
	default:
		a.err = errors.New(`the line has neither "html" nor "text"; give one of them`)
		return a
	}
	// A line is UTF-8 whatever the page within declares about its former self.
	p.ContentType = "text/html; charset=utf-8"
	a.report, a.err = with(p, page)
	a.report.ID = page.ID
	return a
}
