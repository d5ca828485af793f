package main

import (
	"context"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/peterbourgon/ff/v3/fftoml"

	"dateline/deliver"
	"dateline/fetch"
	"dateline/newsroom"
	"dateline/publish"
)

// settings are what every command that opens a data folder can be told: by a
// flag, by an environment variable DATELINE_NAME, or by a line of dateline.toml,
// the former above the latter.
type settings struct {
	data, database, roles                                               string
	siteName, siteTagline, siteURL, siteLanguage, sections              string
	smtpHost, smtpUser, smtpPassword, smtpFrom, smtpTLS                 string
	smtpPort                                                            int
	contact, evidence, public, publicFacts, caFile, logFormat, logLevel string
	pace, fetchTimeout, keepFeeds, keepPages, keepMessages              time.Duration
	idle, life                                                          time.Duration
	resolve                                                             pairs
	minFree, reserve                                                    size
}

// pairs is a flag that may be given several times, or once with commas.
type pairs map[string]string

func (p pairs) String() string { return "" }

func (p pairs) Set(s string) error {
	for _, pair := range strings.Split(s, ",") {
		if pair = strings.TrimSpace(pair); pair == "" {
			continue
		}
		host, addr, ok := strings.Cut(pair, "=")
		if !ok {
			return fmt.Errorf("%q is not HOST:PORT=ADDRESS:PORT", pair)
		}
		p[strings.TrimSpace(host)] = strings.TrimSpace(addr)
	}
	return nil
}

func (s *settings) flags(fs *flag.FlagSet) {
	s.resolve = pairs{}
	fs.StringVar(&s.data, "data", "dateline-data", "`folder` that holds everything; made if need be")
	fs.StringVar(&s.database, "database", "", "`URL` of the database; empty: the embedded one in the data folder")
	fs.StringVar(&s.roles, "roles", "collect,read,deliver,web", "what this process does, with commas")
	fs.StringVar(&s.siteName, "site-name", "Dateline", "name of the public site")
	fs.StringVar(&s.siteTagline, "site-tagline", "Every line traced to its source", "what stands below the name")
	fs.StringVar(&s.siteURL, "site-url", "", "address under which readers reach the site; empty: the one listened on")
	fs.StringVar(&s.siteLanguage, "site-language", "en", "language of what is published (BCP 47)")
	fs.StringVar(&s.sections, "sections", "world=World,politics=Politics,business=Business,science=Science,culture=Culture,sport=Sport", "sections of the site: `KEY=TITLE` with commas")
	fs.StringVar(&s.smtpHost, "smtp-host", "", "server that takes outgoing e-mail; empty: e-mail waits")
	fs.IntVar(&s.smtpPort, "smtp-port", 587, "its port")
	fs.StringVar(&s.smtpUser, "smtp-user", "", "user name, if it asks for one")
	fs.StringVar(&s.smtpPassword, "smtp-password", "", "password; better set as DATELINE_SMTP_PASSWORD")
	fs.StringVar(&s.smtpFrom, "smtp-from", "", "address that e-mail comes from")
	fs.StringVar(&s.smtpTLS, "smtp-tls", "", "required (STARTTLS, the default), if-given, implicit (as on port 465) or never")
	fs.StringVar(&s.contact, "contact", "", "`address` that a site's owner can complain to; sent with every fetch")
	fs.StringVar(&s.public, "public", "released", "what readers see: released (only what the desk published) or all (also stories, their reports' headlines, facts and the register)")
	fs.StringVar(&s.evidence, "evidence", "excerpt", "what readers see behind a citation: excerpt (the cited sentence in its paragraph) or open (also the archived copy of the page)")
	fs.StringVar(&s.publicFacts, "public-facts", "approved", "which facts readers see: approved (by the desk) or all (also what the machine proposes)")
	fs.DurationVar(&s.keepFeeds, "keep-feeds", 90*24*time.Hour, "how long captures of feeds are kept; 0: for ever")
	fs.DurationVar(&s.keepPages, "keep-pages", 0, "how long captures of pages are kept that no report stands on; 0: for ever")
	fs.DurationVar(&s.keepMessages, "keep-messages", 30*24*time.Hour, "how long the texts of e-mails and webhooks are kept once none is pending; receipts stay; 0: for ever")
	fs.DurationVar(&s.idle, "session-idle", 12*time.Hour, "how long someone stays signed in at the desk without using it")
	fs.DurationVar(&s.life, "session-life", 7*24*time.Hour, "how long someone stays signed in at the desk at most")
	s.minFree, s.reserve = 0, 64<<20
	fs.Var(&s.minFree, "min-free", "`size` that must be free on the disk for collecting to go on, such as 2GiB; 0: a gibibyte or 2% of the disk, but at most a tenth of it")
	fs.Var(&s.reserve, "reserve", "`size` that is set aside on the disk, so that the desk can still kill and correct when the disk is full; 0: none")
	fs.DurationVar(&s.pace, "pace", time.Second, "least time between two fetches from one host")
	fs.DurationVar(&s.fetchTimeout, "fetch-timeout", 30*time.Second, "longest time of one fetch")
	fs.Var(s.resolve, "resolve", "`HOST:PORT=ADDRESS:PORT` dialled instead, such as an intranet's; may be repeated. Everything else that is not a public address is refused")
	fs.StringVar(&s.caFile, "ca-file", "", "`file` of further certificate authorities (PEM) to trust when fetching")
	fs.StringVar(&s.logFormat, "log-format", "text", "text or json")
	fs.StringVar(&s.logLevel, "log-level", "info", "debug, info, warn or error")
}

// parse reads flags, environment and dateline.toml into fs. The status is to be
// returned at once where done is true.
func parse(fs *flag.FlagSet, about string, args []string, env cmdEnv) (status int, done bool) {
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	if env.declares != nil {
		env.declares(fs)
	}
	config := fs.String("config", "", "`file` of settings in TOML; empty: dateline.toml here, if there is one")
	err := fs.Parse(args)
	if err == nil {
		err = fromEnvironment(fs, env)
	}
	if err == nil {
		err = fromFile(fs, *config)
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
		help(env.out, fs, about)
		return 0, true
	case err != nil:
		fmt.Fprintf(env.err, "dateline %s: %v\ndateline %s --help says what it takes\n", fs.Name(), err, fs.Name())
		return 2, true
	}
	return 0, false
}

// fromEnvironment sets the flags that the command line did not.
func fromEnvironment(fs *flag.FlagSet, env cmdEnv) error {
	return setRest(fs, func(set func(name, value string) error) error {
		var err error
		fs.VisitAll(func(f *flag.Flag) {
			name := "DATELINE_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
			if value := env.get(name); value != "" && err == nil {
				if e := set(f.Name, value); e != nil {
					err = fmt.Errorf("%s in the environment: %w", name, e)
				}
			}
		})
		return err
	})
}

// settingsFile is read where the program is started, unless another is named.
const settingsFile = "dateline.toml"

// fromFile sets the flags that neither the command line nor the environment did.
// One file serves all commands, so a key may be another command's flag; a key
// that is no flag at all is refused, for whoever wrote it counts on it.
func fromFile(fs *flag.FlagSet, file string) error {
	if file == "" {
		if _, err := os.Stat(settingsFile); err != nil {
			return nil
		}
		file = settingsFile
	}
	in, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("reading the settings: %w", err)
	}
	defer in.Close()
	return setRest(fs, func(set func(name, value string) error) error {
		var wrong error // the parser would put words of its own around it
		err := fftoml.Parser(in, func(name, value string) error {
			if wrong != nil {
				return wrong
			}
			if fs.Lookup(name) == nil {
				if !slices.Contains(flagNames(), name) {
					wrong = fmt.Errorf("%s: there is no setting %q; dateline serve --help lists them", file, name)
				}
				return wrong
			}
			if err := set(name, value); err != nil {
				wrong = fmt.Errorf("%s: %s = %q: %w", file, name, value, err)
			}
			return wrong
		})
		if wrong == nil && err != nil {
			wrong = fmt.Errorf("%s: %w", file, err)
		}
		return wrong
	})
}

// setRest lets from set flags, and leaves alone those that were set before: who
// speaks first is nearer to the person.
func setRest(fs *flag.FlagSet, from func(set func(name, value string) error) error) error {
	done := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { done[f.Name] = true })
	return from(func(name, value string) error {
		if done[name] {
			return nil
		}
		return fs.Set(name, value)
	})
}

// flagNames returns the flags of all commands that read settings: each is asked for its help.
func flagNames() (names []string) {
	env := cmdEnv{in: strings.NewReader(""), out: io.Discard, err: io.Discard, declares: func(fs *flag.FlagSet) {
		fs.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	}}
	for _, c := range commands() {
		c.run(context.Background(), []string{"--help"}, env)
	}
	return names
}

// help writes what a command is for and the flags it takes.
func help(w io.Writer, fs *flag.FlagSet, about string) {
	fmt.Fprintf(w, "%s\n\nflags (each also DATELINE_NAME in the environment and a line of dateline.toml):\n", strings.TrimSpace(about))
	describe(w, fs)
}

// describe writes a line for each flag: its name, what it takes, what it is for,
// and what it is if it is not said.
func describe(w io.Writer, fs *flag.FlagSet) {
	fs.VisitAll(func(f *flag.Flag) {
		name, usage := flag.UnquoteUsage(f)
		if !strings.Contains(name, "|") { // of which one is to be written as it stands
			name = strings.ToUpper(name)
		}
		fmt.Fprintf(w, "  --%-28s %s", strings.TrimSpace(f.Name+" "+name), usage)
		if f.DefValue != "" && f.DefValue != "0" && f.DefValue != "false" && f.DefValue != "map[]" {
			fmt.Fprintf(w, " (%s)", f.DefValue)
		}
		fmt.Fprintln(w)
	})
}

// config turns the settings into what a newsroom is told.
func (s *settings) config(env cmdEnv) (newsroom.Config, error) {
	c := newsroom.Config{Data: s.data, Evidence: newsroom.EvidencePolicy(s.evidence), Facts: newsroom.FactsPolicy(s.publicFacts), Public: newsroom.PublicPolicy(s.public), Keep: newsroom.Keep{Feeds: s.keepFeeds, Pages: s.keepPages, Messages: s.keepMessages},
		SecretKey: env.get("DATELINE_SECRET_KEY"), Sessions: newsroom.SessionLimits{Idle: s.idle, Life: s.life}, Log: s.logger(env.err)}
	if s.database != "" {
		return c, fmt.Errorf("--database %s: this version keeps everything in the data folder; leave --database out", s.database)
	}
	c.MinFree, c.Reserve = int64(s.minFree), int64(s.reserve)
	if c.Evidence != newsroom.EvidenceOpen && c.Evidence != newsroom.EvidenceExcerpt {
		return c, fmt.Errorf("--evidence is open or excerpt, not %q", s.evidence)
	}
	if c.Facts != newsroom.FactsApproved && c.Facts != newsroom.FactsAll {
		return c, fmt.Errorf("--public-facts is approved or all, not %q", s.publicFacts)
	}
	if c.Public != newsroom.PublicReleased && c.Public != newsroom.PublicAll {
		return c, fmt.Errorf("--public is released or all, not %q", s.public)
	}
	for _, r := range strings.Split(s.roles, ",") {
		role := newsroom.Role(strings.TrimSpace(r))
		switch role {
		case newsroom.RoleCollect, newsroom.RoleRead, newsroom.RoleDeliver, newsroom.RoleWeb:
			c.Roles = append(c.Roles, role)
		default:
			return c, fmt.Errorf("--roles: there is no role %q; there are collect, read, deliver and web", role)
		}
	}
	c.Site = publish.Site{Name: s.siteName, Tagline: s.siteTagline, BaseURL: strings.TrimRight(s.siteURL, "/"), Language: s.siteLanguage}
	for _, pair := range strings.Split(s.sections, ",") {
		key, title, ok := strings.Cut(pair, "=")
		if !ok || strings.TrimSpace(key) == "" {
			return c, fmt.Errorf("--sections: %q is not KEY=TITLE", pair)
		}
		c.Site.Sections = append(c.Site.Sections, publish.Section{Key: strings.TrimSpace(key), Title: strings.TrimSpace(title)})
	}
	var roots *x509.CertPool
	if s.caFile != "" {
		pem, err := os.ReadFile(s.caFile)
		if err != nil {
			return c, fmt.Errorf("--ca-file: %w", err)
		}
		if roots, err = x509.SystemCertPool(); err != nil {
			roots = x509.NewCertPool()
		}
		if !roots.AppendCertsFromPEM(pem) {
			return c, fmt.Errorf("--ca-file: there is no certificate in %s", s.caFile)
		}
	}
	c.Fetch = fetch.Config{UserAgent: fetch.UserAgent(version, s.contact), Timeout: s.fetchTimeout, Pace: s.pace, Resolve: s.resolve, RootCAs: roots}
	c.SMTP = deliver.SMTPConfig{Host: s.smtpHost, Port: s.smtpPort, User: s.smtpUser, Password: s.smtpPassword, From: s.smtpFrom, FromName: s.siteName, TLS: deliver.TLSPolicy(s.smtpTLS), RootCAs: roots}
	return c, nil
}

func (s *settings) logger(w io.Writer) *slog.Logger {
	var level slog.Level
	if level.UnmarshalText([]byte(s.logLevel)) != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if s.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
