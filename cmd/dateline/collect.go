package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"dateline/desk"
	"dateline/ledger"
	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
)

const aboutCollect = `
usage: dateline collect --once [flags]

Looks at every source that is due, fetches what is new, and carries it through
reading, joining, recording and matching; ends when all of that is done. What
failed in a way that may pass is tried again by a later run, or by serve. A
source that could not be looked at is a line on standard error, and the exit
status is then 1; so it is when the matters of stories cannot be made after
several tries, which is said when all else is done.
`

func runCollect(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("collect", flag.ContinueOnError)
	s.flags(fs)
	once := fs.Bool("once", false, "look at what is due now, then end")
	quiet := fs.Bool("quiet", false, "no progress line")
	if status, done := parse(fs, aboutCollect, args, env); done {
		return status
	}
	if !*once {
		fmt.Fprintln(env.err, "dateline collect: say --once; to go on collecting use dateline serve --roles collect,read,deliver")
		return 2
	}
	frugal()
	return openedBy(ctx, "collect", &s, env, newsroom.Claim, func(room *newsroom.Newsroom) error {
		started := time.Now()
		var last newsroom.Progress
		err := room.Once(ctx, func(p newsroom.Progress) {
			last = p
			if !*quiet {
				fmt.Fprintf(env.err, "\r%s  looks %d · pages %d · reading %d · recording %d · matching %d  |  %d reports, %d stories, %d facts  ",
					time.Since(started).Truncate(100*time.Millisecond), p.Looks, p.Pages, p.Reading, p.Recording, p.Matching, p.Reports, p.Stories, p.Facts)
			}
		})
		if !*quiet {
			fmt.Fprintln(env.err)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(env.out, "%d captures, %d reports, %d stories, %d facts", last.Captures, last.Reports, last.Stories, last.Facts)
		if last.GivenUp > 0 {
			fmt.Fprintf(env.out, "; %d pages cannot be had (dateline doctor says why)", last.GivenUp)
		}
		if last.Stuck > 0 {
			fmt.Fprintf(env.out, "; %d need a person (dateline doctor says which)", last.Stuck)
		}
		fmt.Fprintln(env.out)
		return failedLooks(ctx, room, started, env.err)
	})
}

// failedLooks names the sources of which a look failed since a time, and is an
// error if there are any.
func failedLooks(ctx context.Context, room *newsroom.Newsroom, since time.Time, errOut io.Writer) error {
	since = since.Truncate(time.Millisecond) // as times are kept
	looked, failed := 0, 0
	err := room.EachSource(ctx, "", func(s store.SourceRow) error {
		if s.LastLook.Before(since) {
			return nil
		}
		looked++
		if s.Failures == 0 {
			return nil
		}
		failed++
		_, err := fmt.Fprintf(errOut, "%s: %s; it is looked at again later, or dateline source remove %s if it is gone for good\n", s.Feed, strings.TrimRight(s.LastError, "."), s.ID)
		return err
	})
	if err == nil && failed > 0 {
		err = fmt.Errorf("%d of the %d sources that were due could not be looked at", failed, looked)
	}
	return err
}

// withExisting is withRoom for a command that needs what is there: a folder that
// was mistyped must not become an empty newsroom.
func withExisting(ctx context.Context, name string, s *settings, env cmdEnv, do func(*newsroom.Newsroom) error) int {
	if !isThere(name, s, env) {
		return 1
	}
	return withRoom(ctx, name, s, env, do)
}

// isThere says whether there is a newsroom in the data folder, and if not, that.
func isThere(name string, s *settings, env cmdEnv) bool {
	if _, err := os.Stat(filepath.Join(s.data, store.FileName)); err != nil {
		fmt.Fprintf(env.err, "dateline %s: there is no newsroom in %s; name its folder with --data, or begin one with dateline serve\n", name, s.data)
		return false
	}
	return true
}

// withRoom opens the data folder for a command and says what went wrong.
func withRoom(ctx context.Context, name string, s *settings, env cmdEnv, do func(*newsroom.Newsroom) error) int {
	return openedBy(ctx, name, s, env, newsroom.Open, do)
}

// openedBy is withRoom for a newsroom that is claimed to work in, or looked into.
func openedBy(ctx context.Context, name string, s *settings, env cmdEnv, open func(context.Context, newsroom.Config) (*newsroom.Newsroom, error), do func(*newsroom.Newsroom) error) int {
	if s.logLevel == "info" {
		s.logLevel = "error" // a command speaks for itself
	}
	c, err := s.config(env)
	if err != nil {
		fmt.Fprintf(env.err, "dateline %s: %v\n", name, err)
		return 2
	}
	room, err := open(ctx, c)
	if err != nil {
		fmt.Fprintf(env.err, "dateline %s: %v\n", name, err)
		return 1
	}
	err = do(room)
	if e := room.Close(); err == nil {
		err = e
	}
	if err != nil {
		fmt.Fprintf(env.err, "dateline %s: %v\n", name, err)
		return 1
	}
	return 0
}

const aboutSource = `
usage: dateline source add [--folder NAME] ADDRESS …
       dateline source list [--json] [WORDS]
       dateline source remove ID|FEED …

add takes the address of a feed, or of a site, of whose feeds it takes the best; it
shows what would come in, and what else is there. list shows
each source with its health: how many of its looks in the last fortnight went well,
how much new it brings a day, how late it is looked at, what is wrong and what to
do. remove keeps what the source has brought.
`

func runSource(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("source", flag.ContinueOnError)
	s.flags(fs)
	folder := fs.String("folder", "", "folder to put new sources in")
	asJSON := fs.Bool("json", false, "list: one JSON object a line")
	verb := ""
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		verb, args = args[0], args[1:]
	}
	if status, done := parse(fs, aboutSource, args, env); done {
		return status
	}
	var do func(*newsroom.Newsroom) error
	with := withExisting
	switch {
	case verb == "add" && fs.NArg() > 0:
		with = withRoom // the first source may begin a newsroom
		do = func(room *newsroom.Newsroom) error { return addSources(ctx, room, fs.Args(), *folder, env) }
	case verb == "list" && fs.NArg() <= 1:
		do = func(room *newsroom.Newsroom) error { return listSources(ctx, room, fs.Arg(0), *asJSON, env.out) }
	case verb == "remove" && fs.NArg() > 0:
		do = func(room *newsroom.Newsroom) error { return removeSources(ctx, room, fs.Args(), env) }
	default:
		fmt.Fprintln(env.err, "dateline source: say add ADDRESS, list or remove ID; dateline source --help says more")
		return 2
	}
	return with(ctx, "source", &s, env, do)
}

func addSources(ctx context.Context, room *newsroom.Newsroom, addresses []string, folder string, env cmdEnv) error {
	failed := 0
	for _, address := range addresses {
		a, err := room.AddSource(ctx, operator, address, folder)
		if err != nil {
			fmt.Fprintf(env.err, "%s: %v\n", address, err)
			failed++
			continue
		}
		if len(a.Added) == 0 {
			fmt.Fprintf(env.out, "%s: is a source already\n", address)
		}
		for _, s := range a.Added {
			fmt.Fprintf(env.out, "%s  %s  %s\n", s.ID, s.Feed, s.Name)
		}
		for _, item := range a.Brings[:min(len(a.Brings), 5)] {
			fmt.Fprintf(env.out, "    brings %s  %s\n", item.Published, cmp.Or(item.Title, item.URL))
		}
		for _, s := range a.Others {
			fmt.Fprintf(env.out, "    also there, not added: %s  %s\n", s.Feed, s.Name)
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d addresses could not be added", failed, len(addresses))
	}
	return nil
}

// operator is who acts through the command line: whoever may read the data folder may do everything.
var operator = news.User{ID: desk.Program.ID, Name: "command line", Role: news.Administrator, State: news.UserActive}

func listSources(ctx context.Context, room *newsroom.Newsroom, find string, asJSON bool, out io.Writer) error {
	if asJSON {
		enc := json.NewEncoder(out)
		return room.EachSource(ctx, find, func(s store.SourceRow) error {
			h := newsroom.HealthOf(s, room.Now())
			return enc.Encode(map[string]any{"id": s.ID, "name": s.Name, "feed": s.Feed, "site": s.Site, "folder": s.Folder, "state": s.State, "items": s.Items,
				"reports": s.Reports, "last_success": s.LastSuccess, "next_look": s.NextLook, "failures": s.Failures, "error": s.LastError,
				"health": h.State, "words": h.Words, "advice": h.Advice, "looks": h.Looks, "success": h.Success, "per_day": h.PerDay, "late_seconds": h.Late.Seconds()})
		})
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tNAME\tFOLDER\tREPORTS\tLAST SUCCESS\tWELL\tA DAY\tLATE\tHEALTH\tFEED")
	err := room.EachSource(ctx, find, func(s store.SourceRow) error {
		h := newsroom.HealthOf(s, room.Now())
		words := h.Words
		if h.Advice != "" {
			words += ". " + strings.TrimSuffix(h.Advice, ".")
		}
		_, err := fmt.Fprintf(w, "%s\t%.40s\t%s\t%d\t%s\t%.0f%%\t%.1f\t%s\t%s\t%s\n", s.ID, s.Name, s.Folder, s.Reports, when(s.LastSuccess), 100*h.Success, h.PerDay, h.Late, words, s.Feed)
		return err
	})
	if err != nil {
		return err
	}
	return w.Flush()
}

func when(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Local().Format("2006-01-02 15:04")
}

func removeSources(ctx context.Context, room *newsroom.Newsroom, names []string, env cmdEnv) error {
	for _, name := range names {
		row, err := room.Reader().Source(ctx, name)
		if err != nil {
			row, err = room.Reader().Source(ctx, news.SourceID(name))
		}
		if err != nil {
			return fmt.Errorf("there is no source %s; dateline source list shows them", name)
		}
		row.State = news.SourceRemoved
		if err := room.ChangeSource(ctx, operator, row.Source); err != nil {
			return err
		}
		fmt.Fprintf(env.out, "removed %s (%s); its %d reports stay\n", row.Name, row.Feed, row.Reports)
	}
	return nil
}

const aboutImport = `
usage: dateline import [flags] FILE

Adds the sources of a file: OPML, as feed readers export it, with its folders;
FreshRSS's packed export; the list of feeds of Miniflux's or the Google Reader
interface as JSON; or a list of addresses of feeds or sites, one a line, each of
which is asked what it is. What is there already is left as it is, so an import
that was broken off is taken up by running it again. Each entry that cannot be a
source is a line on standard error, and the exit status is then 1.

With --atop FILE is a CSV in the fields of the Alliance Treaty Obligations and
Provisions project, one alliance a row; its agreements stand in the register beside
those that reports tell of, in place of those of an earlier file. Bring your own
copy.
`

func runImport(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("import", flag.ContinueOnError)
	s.flags(fs)
	quiet := fs.Bool("quiet", false, "no progress line")
	atop := fs.Bool("atop", false, "the file is a CSV in ATOP's fields, of agreements for the register")
	if status, done := parse(fs, aboutImport, args, env); done {
		return status
	}
	if fs.NArg() != 1 {
		fmt.Fprintln(env.err, "dateline import: name one file, or - for standard input")
		return 2
	}
	return withRoom(ctx, "import", &s, env, func(room *newsroom.Newsroom) error {
		var in io.Reader = env.in
		if name := fs.Arg(0); name != "-" {
			file, err := os.Open(name)
			if err != nil {
				return err
			}
			defer file.Close()
			in = file
		}
		if *atop {
			brought, err := room.ImportATOP(ctx, operator, in)
			if err == nil {
				fmt.Fprintf(env.out, "%d agreements are in the register\n", brought)
			}
			return err
		}
		started := time.Now()
		got, err := room.Import(ctx, operator, in, func(i newsroom.Import) {
			if !*quiet {
				fmt.Fprintf(env.err, "\r%d of %d · %d added · %d there already · %d failed · %.0f a second ", i.Done(), i.Total, i.Added, i.Known, len(i.Failed),
					float64(i.Done())/max(time.Since(started).Seconds(), 0.001))
			}
		})
		if !*quiet {
			fmt.Fprintln(env.err)
		}
		for _, f := range got.Failed {
			fmt.Fprintf(env.err, "%s: %s\n", f.Entry, f.Why)
		}
		if ctx.Err() != nil {
			return fmt.Errorf("broken off after %d of %d; the same command goes on from there", got.Done(), got.Total)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(env.out, "%d sources added, %d were there already; dateline collect --once looks at them\n", got.Added, got.Known)
		if len(got.Failed) > 0 {
			return fmt.Errorf("%d of %d entries could not be added", len(got.Failed), got.Total)
		}
		return nil
	})
}

const aboutExport = `
usage: dateline export [flags] >sources.opml
       dateline export --warc [--source ID] >captures.warc.gz
       dateline export --facts FORMAT [--approved] >facts

Writes all sources as OPML, with their folders, to standard output; with --warc
the captures that are kept, as one compressed WARC file, each compared with its
digest on the way; with --facts what is recorded, the newest first, without what
the desk rejected: as jsonl, csv, gdelt (the 61 columns of GDELT 2.0; events with a
CAMEO code), polecat (a table after POLECAT; events) or jsonld (schema.org). With
--approved only what the desk approved.
`

func runExport(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("export", flag.ContinueOnError)
	s.flags(fs)
	warc := fs.Bool("warc", false, "write the captures, not the sources")
	source := fs.String("source", "", "with --warc: only the captures of the source with this `ID`")
	facts := fs.String("facts", "", "write what is recorded, as `"+strings.Join(ledger.FactFormats, "|")+"`")
	approved := fs.Bool("approved", false, "with --facts: only what the desk approved")
	if status, done := parse(fs, aboutExport, args, env); done {
		return status
	}
	if fs.NArg() > 0 || *source != "" && !*warc || *warc && *facts != "" || *approved && *facts == "" {
		fmt.Fprintln(env.err, "dateline export: it takes --warc and, with it, --source ID, or --facts FORMAT and, with it, --approved; dateline export --help says more")
		return 2
	}
	if *facts != "" && !slices.Contains(ledger.FactFormats, *facts) {
		fmt.Fprintf(env.err, "dateline export: there is no format %q of facts; take one of %s\n", *facts, strings.Join(ledger.FactFormats, ", "))
		return 2
	}
	return withExisting(ctx, "export", &s, env, func(room *newsroom.Newsroom) error {
		if *facts != "" {
			written, err := room.ExportFacts(ctx, env.out, *facts, *approved)
			if err == nil {
				fmt.Fprintf(env.err, "%d facts\n", written)
			}
			return err
		}
		if !*warc {
			return room.ExportOPML(ctx, env.out)
		}
		written, err := room.WriteWARC(ctx, env.out, *source)
		if err == nil {
			fmt.Fprintf(env.err, "%d captures\n", written)
		}
		return err
	})
}
