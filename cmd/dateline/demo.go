package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"dateline/demo"
	"dateline/newsroom"
)

const aboutDemo = `
usage: dateline demo [flags]

Serves a complete, running newsroom: nine invented outlets publish on a web of
their own on this machine, and go on publishing while you look. Nothing else is
needed, and nothing leaves this machine. The page says how to sign in.

Everything is kept in a folder that is removed at the end, unless you name one
with --data.
`

func runDemo(ctx context.Context, args []string, env cmdEnv) int {
	fs := flag.NewFlagSet("demo", flag.ContinueOnError)
	data := fs.String("data", "", "`folder` to keep everything in; empty: one that is removed at the end")
	listen := fs.String("listen", "127.0.0.1:8080", "`address` and port to serve on")
	every := fs.Duration("every", 20*time.Second, "how often an outlet publishes something while you look")
	logLevel := fs.String("log-level", "warn", "debug, info, warn or error")
	if status, done := parse(fs, aboutDemo, args, env); done {
		return status
	}
	if err := runDemoIn(ctx, *data, *listen, *every, *logLevel, env); err != nil {
		fmt.Fprintf(env.err, "dateline demo: %v\n", err)
		return 1
	}
	return 0
}

func runDemoIn(ctx context.Context, data, listen string, every time.Duration, logLevel string, env cmdEnv) error {
	if data == "" {
		folder, err := os.MkdirTemp("", "dateline-demo-")
		if err != nil {
			return fmt.Errorf("making a folder for the demo: %w", err)
		}
		defer os.RemoveAll(folder)
		data = folder
	}
	outlets, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listening for the demo's outlets: %w", err)
	}
	show, err := demo.New(outlets.Addr().String(), time.Now())
	if err != nil {
		return err
	}
	web := &http.Server{Handler: show.World.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go web.Serve(outlets)
	defer web.Close()

	s := settings{logLevel: logLevel, logFormat: "text"}
	c := show.Config(data)
	c.Log = s.logger(env.err)
	return serve(ctx, c, listen, serving{
		demo: show.Note(),
		begin: func(ctx context.Context, room *newsroom.Newsroom) error {
			return show.Run(ctx, room, every, func(line string) { fmt.Fprintln(env.err, line) })
		},
		ready: func(address string) {
			fmt.Fprintf(env.out, "\n  Dateline is running.\n\n  The site   %s/\n  The desk   %s/desk\n  %s\n  The outlets it collects from: http://%s/\n\n  Ctrl-C ends it.\n\n",
				address, address, show.Note(), outlets.Addr())
		},
	})
}
