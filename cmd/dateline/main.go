// Dateline is a news agency in one binary. The command only starts things: it
// reads the command line, hands over to the room that does the work, and turns
// the outcome into an exit status (0 all done, 1 some input failed, 2 the
// command line is wrong).
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// cmdEnv is the world a command runs in, handed in so that tests can run it
// in-process.
type cmdEnv struct {
	in       io.Reader
	out, err io.Writer
	environ  []string // as os.Environ gives it

	declares func(*flag.FlagSet) // is given the flags of a command that reads settings; nil: nobody asks
}

// get gives the value of an environment variable; of one that is set twice, the last.
func (e cmdEnv) get(name string) string {
	value := ""
	for _, pair := range e.environ {
		if key, v, ok := strings.Cut(pair, "="); ok && key == name {
			value = v
		}
	}
	return value
}

// A command is one of the words after "dateline".
type command struct {
	name  string
	short string // one line for the overview
	run   func(ctx context.Context, args []string, env cmdEnv) int
}

// commands are listed in the order in which help shows them.
func commands() []command {
	return []command{
		{"demo", "a complete, running newsroom over an invented web; nothing else needed", runDemo},
		{"serve", "run a newsroom: collect, read, and serve the site and the desk", runServe},
		{"collect", "look at what is due once, and do all that follows", runCollect},
		{"source", "add, list and remove sources", runSource},
		{"import", "add the sources of a file that a feed reader exported, or of a list", runImport},
		{"export", "write all sources as OPML", runExport},
		{"user", "add and list users, give them passwords", runUser},
		{"doctor", "examine a data folder: what is wrong and what to do", runDoctor},
		{"backup", "copy everything, while it runs", runBackup},
		{"restore", "put a backup back", runRestore},
		{"live", "say that a restored newsroom is the live one", runLive},
		{"reread", "derive everything again from the kept captures", runReread},
		{"recheck", "look at the page of a report now", runRecheck},
		{"read", "a page in, a report out", runRead},
		{"feed", "any feed in, JSON Feed out", runFeed},
		{"parse", "texts in, sentences, words and dependency trees out", runParse},
		{"record", "reports in, cited facts out", runRecord},
		{"register", "reports in, the register of their agreements out", runRegister},
		{"join", "reports in, stories out, as they arrive", runJoin},
		{"match", "reports in, standing queries that match out", runMatch},
		{"support", "claims and evidence in, whether the one says the other out", runSupport},
		{"brief", "the reports of one story in, a cited brief out", runBrief},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], cmdEnv{in: os.Stdin, out: os.Stdout, err: os.Stderr, environ: os.Environ()}))
}

func run(ctx context.Context, args []string, env cmdEnv) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		overview(env.out)
		if len(args) == 0 {
			return 2
		}
		return 0
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:], env)
		}
	}
	fmt.Fprintf(env.err, "dateline: there is no command %q; dateline help lists them\n", args[0])
	return 2
}

func overview(w io.Writer) {
	fmt.Fprint(w, strings.TrimLeft(`
Dateline is a news agency in one binary: it collects reports from the open web,
reads and joins them, records cited facts, and publishes what the desk releases.

usage: dateline COMMAND [flags] [arguments]

`, "\n"))
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.short)
	}
	fmt.Fprint(w, "\ndateline COMMAND --help says what a command does and takes.\n")
}
