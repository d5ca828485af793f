package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/web"
)

// version is what the program says of itself.
const version = "0.1"

const aboutServe = `
usage: dateline serve [flags]

Runs a newsroom: looks at its sources, reads what they bring, and serves the
public site and the desk (at /desk) on one port. All that it knows is in one
data folder. The first start says, on standard error, at which address the
administrator is made. /healthz and /readyz tell how it is, and /metrics if you
give it a token (--metrics-token) or an address of its own (--metrics-listen).

It stops on SIGTERM or Ctrl-C, within ten seconds: what it has in hand is ended
if it can be, or done again at the next start. Nothing is lost if it is killed.
`

func runServe(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	s.flags(fs)
	listen := fs.String("listen", "127.0.0.1:8080", "`address` and port to serve on")
	forwarded := fs.String("forwarded-header", "", "`header` in which the web server before this one names the client, such as X-Forwarded-For; its last address counts. Empty: there is none before it")
	var m metering
	fs.StringVar(&m.listen, "metrics-listen", "", "`address` and port that serve /metrics alone; whoever reaches it may read them. Empty: none")
	fs.StringVar(&m.token, "metrics-token", "", "`token` with which /metrics is read (Authorization: Bearer TOKEN); better set as DATELINE_METRICS_TOKEN. Empty: the site's address doesn't serve it")
	if status, done := parse(fs, aboutServe, args, env); done {
		return status
	}
	if fs.NArg() > 0 {
		fmt.Fprintf(env.err, "dateline serve: %q is one word too many; it takes flags alone\n", fs.Arg(0))
		return 2
	}
	c, err := s.config(env)
	if err != nil {
		fmt.Fprintf(env.err, "dateline serve: %v\n", err)
		return 2
	}
	if err := serve(ctx, c, *listen, serving{setupToken: env.get("DATELINE_SETUP_TOKEN"), forwardedHeader: *forwarded, metrics: m}); err != nil {
		fmt.Fprintf(env.err, "dateline serve: %v\n", err)
		return 1
	}
	return 0
}

// serving is what the demo adds to a server.
type serving struct {
	demo            string // a note for the sign-in page
	setupToken      string // asked for when the administrator is made; empty: one is made up and logged
	forwardedHeader string // in which the proxy names the client; empty: there is none
	metrics         metering
	begin           func(ctx context.Context, room *newsroom.Newsroom) error // runs beside the server, from its start
	ready           func(address string)
}

// stopGrace is how long requests and steps in hand may take at the end. Closing the
// database comes after it, and all of it takes less than the ten seconds that the
// most impatient service managers wait before they kill.
const stopGrace = 8 * time.Second

// serve runs a newsroom and its pages until ctx ends.
func serve(ctx context.Context, c newsroom.Config, listen string, extra serving) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w; name another address with --listen", listen, err)
	}
	frugal()
	address := "http://" + listener.Addr().String()
	if c.Site.BaseURL == "" {
		c.Site.BaseURL = address
	}
	room, err := newsroom.Claim(ctx, c)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	house := &house{room: room}
	cutOff := false
	defer func() {
		if !cutOff { // else steps still hold the database, and it is left as a crash would leave it
			house.now().Close()
		}
	}()
	stopping := make(chan struct{})
	pages, err := handler(ctx, room, c, extra, stopping)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	house.pages.Store(&pages)
	// The contexts of requests do not end with ctx: what someone sent before the
	// end is done. Only what would go on for ever is told.
	server := &http.Server{
		Handler: house, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(func() { close(stopping) })
	// Nobody is answered before the newsroom is at work; who comes earlier waits.
	if err := room.Start(); err != nil {
		return errors.Join(err, listener.Close())
	}
	if room.ReadOnly() {
		go house.openAnew(ctx, c, func(room *newsroom.Newsroom) (http.Handler, error) { return handler(ctx, room, c, extra, stopping) })
	}
	if err := extra.metrics.serve(ctx, house.current, c.Log); err != nil {
		return errors.Join(err, listener.Close())
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	if withoutTLS(listener.Addr(), c.Site.BaseURL) {
		c.Log.Warn("others can reach this address and nothing is encrypted: passwords can be read on the way; "+
			"put a web server with TLS before it and set --site-url to its https address", "listen", listener.Addr().String())
	}
	c.Log.Info("serving", "site", c.Site.BaseURL, "listen", listener.Addr().String(), "data", c.Data)
	if extra.ready != nil {
		extra.ready(address)
	}
	beside := make(chan error, 1)
	go func() {
		if extra.begin == nil {
			beside <- nil
			return
		}
		beside <- extra.begin(ctx, room)
	}()
	select {
	case <-ctx.Done():
	case err = <-ended:
	case err = <-beside:
		if err == nil {
			select {
			case <-ctx.Done():
			case err = <-ended:
			}
		}
	}
	c.Log.Info("stopping")
	cutOff = !stop(context.WithoutCancel(ctx), c.Log, server, house)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// stop ends requests and steps beside each other, because requests need no steps,
// and reports whether all steps have ended.
func stop(ctx context.Context, log *slog.Logger, server *http.Server, house *house) bool {
	grace, cancel := context.WithTimeout(ctx, stopGrace)
	defer cancel()
	stopped := make(chan bool, 1)
	go func() { stopped <- house.now().StopWithin(grace) }()
	if e := server.Shutdown(grace); e != nil {
		log.Warn("requests were cut off", "after", stopGrace)
		server.Close()
	}
	all := <-stopped
	if !all {
		log.Warn("steps were cut off and will be done again at the next start", "after", stopGrace)
	}
	return all
}

// handler is the pages and what tells how the program is.
func handler(ctx context.Context, room *newsroom.Newsroom, c newsroom.Config, extra serving, stopping <-chan struct{}) (http.Handler, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { ready(room, w, r) })
	if extra.metrics.token != "" {
		mux.Handle("GET /metrics", extra.metrics.asking(metricsOf(room)))
	}
	secure := strings.HasPrefix(strings.ToLower(c.Site.BaseURL), "https:")
	all := web.Headed(secure, mux)

	withWeb := len(c.Roles) == 0 // the default is all of them
	for _, r := range c.Roles {
		withWeb = withWeb || r == newsroom.RoleWeb
	}
	if !withWeb {
		return all, nil
	}
	token, err := setupToken(ctx, room, c, extra.setupToken)
	if err != nil {
		return nil, err
	}
	pages, err := web.New(web.Config{Room: room, Log: c.Log, Demo: extra.demo, SetupToken: token, ForwardedHeader: extra.forwardedHeader, Stopping: stopping})
	if err != nil {
		return nil, err
	}
	mux.Handle("/", pages)
	return all, nil
}

// ready says whether readers can be served, which a newsroom that cannot write
// still does; with ?writes, whether it can also write.
func ready(room *newsroom.Newsroom, w http.ResponseWriter, r *http.Request) {
	if _, err := room.Reader().Counts(r.Context()); err != nil {
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	hold, err := room.Hold(r.Context())
	if err != nil {
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	is, says := room.Condition(), "ready"
	if is.ReadOnly {
		says = "ready for readers, not for writes"
		if r.URL.Query().Has("writes") {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}
	fmt.Fprintln(w, says)
	for _, sentence := range is.Says {
		fmt.Fprintln(w, sentence)
	}
	if hold != nil { // it serves; what it doesn't do is for a person to say
		fmt.Fprintln(w, "held: this newsroom was restored, and nothing goes out until an administrator says that it is the live one")
	}
}

// setupToken is what proves that whoever makes the administrator can read the
// program's log; empty when there is one already.
func setupToken(ctx context.Context, room *newsroom.Newsroom, c newsroom.Config, token string) (string, error) {
	needs, err := room.NeedsAdministrator(ctx)
	if err != nil || !needs {
		return "", err
	}
	if token == "" {
		token = news.RandomID("setup")
	}
	c.Log.Info("nobody can sign in yet; make the administrator", "address", c.Site.BaseURL+"/setup", "token", token)
	return token, nil
}

// withoutTLS reports whether other machines can reach an address and readers are
// told one of plain HTTP, so that no web server with TLS seems to stand before it.
func withoutTLS(listen net.Addr, site string) bool {
	tcp, ok := listen.(*net.TCPAddr)
	return ok && !tcp.IP.IsLoopback() && !strings.HasPrefix(strings.ToLower(site), "https://")
}
