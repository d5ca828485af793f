package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
)

const aboutBackup = `
usage: dateline backup [flags] FOLDER

Copies everything that is known into FOLDER, which is made and must not hold a
backup yet. It may be run while the newsroom is running; the copy is of one
instant. All that is copied is compared with its checksums. What is damaged or
missing is named, the rest is copied, and the command exits with 1.
`

func runBackup(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("backup", flag.ContinueOnError)
	s.flags(fs)
	if status, done := parse(fs, aboutBackup, args, env); done {
		return status
	}
	if fs.NArg() != 1 {
		fmt.Fprintln(env.err, "dateline backup: name the folder to copy into")
		return 2
	}
	if _, err := os.Stat(filepath.Join(s.data, store.FileName)); err != nil {
		fmt.Fprintf(env.err, "dateline backup: there is no newsroom in %s; name its folder with --data\n", s.data)
		return 1
	}
	about, err := store.Backup(ctx, s.data, fs.Arg(0), time.Now())
	if err != nil {
		fmt.Fprintf(env.err, "dateline backup: %v\n", err)
		return 1
	}
	fmt.Fprintf(env.out, "copied to %s\n", fs.Arg(0))
	return sayDamaged("backup", about.Damaged, "the copy holds all the rest; restore these files of the data folder from an earlier backup", env)
}

// sayDamaged names what is damaged and says what to do; the status is 1 if anything is.
func sayDamaged(command string, damaged []string, advice string, env cmdEnv) int {
	if len(damaged) == 0 {
		return 0
	}
	for _, d := range damaged {
		fmt.Fprintf(env.err, "dateline %s: damaged: %s\n", command, d)
	}
	fmt.Fprintf(env.err, "dateline %s: %d parts of the evidence are damaged or missing; %s\n", command, len(damaged), advice)
	return 1
}

const aboutRestore = `
usage: dateline restore [flags] FOLDER

Puts a backup back: copies it from FOLDER into the data folder, which must not
hold anything of a newsroom, examines all of it, and only then puts it in its
place. A restore that was cut off can be repeated. Damaged evidence is named and
the rest restored; the command then exits with 1. A damaged database is not
restored.

The restored newsroom holds back all that goes out (embargoed dispatches,
editions, e-mails, webhooks, requests to hubs) until an administrator says, at
the desk or with dateline live, that it is the live one.
`

func runRestore(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("restore", flag.ContinueOnError)
	s.flags(fs)
	if status, done := parse(fs, aboutRestore, args, env); done {
		return status
	}
	if fs.NArg() != 1 {
		fmt.Fprintln(env.err, "dateline restore: name the folder of the backup")
		return 2
	}
	restored, err := store.Restore(ctx, fs.Arg(0), s.data, env.get("DATELINE_SECRET_KEY"), time.Now())
	if err != nil {
		fmt.Fprintf(env.err, "dateline restore: %v\n", err)
		return 1
	}
	fmt.Fprintf(env.out, "restored into %s\nNothing goes out until an administrator says that this is the live newsroom: at the desk, or with dateline live --data %s\n", s.data, s.data)
	if restored.Unopened > 0 {
		fmt.Fprintf(env.out, "a backup doesn't hold the key of webhooks' and subscriptions' secrets, and %d of them can't be read without it: copy the old %s into %s before you start\n", restored.Unopened, store.KeyFile, s.data)
	}
	return sayDamaged("restore", restored.Damaged, "all the rest is restored; these captures can't be shown", env)
}

const aboutLive = `
usage: dateline live [--yes] [--drop] [flags]

Says that a restored newsroom is the live one, so that what it holds back goes
out: embargoed dispatches, editions, e-mails, webhooks, requests to hubs.
Without --yes it only lists what would go out. With --drop all of that is
dropped first. Stop the newsroom that it was restored from before. At the desk
an administrator can look through the list and drop single pieces.
`

func runLive(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("live", flag.ContinueOnError)
	s.flags(fs)
	yes := fs.Bool("yes", false, "say so; without it the command only lists what is held back")
	drop := fs.Bool("drop", false, "drop all that is held back first")
	if status, done := parse(fs, aboutLive, args, env); done {
		return status
	}
	return withExisting(ctx, "live", &s, env, func(room *newsroom.Newsroom) error {
		hold, err := room.Hold(ctx)
		if err != nil {
			return err
		}
		if hold == nil {
			return errors.New("nothing is held back: this is the live newsroom")
		}
		if !*yes {
			return listHeld(ctx, room, env)
		}
		if *drop {
			n, err := room.DropAll(ctx, operator)
			if err != nil {
				return err
			}
			fmt.Fprintf(env.out, "%d pieces were dropped\n", n)
		}
		fenced, err := room.GoLive(ctx, operator)
		if err != nil {
			return err
		}
		fmt.Fprintln(env.out, "this is the live newsroom now")
		if fenced != "" {
			fmt.Fprintf(env.out, "the one it was restored from, in %s, refuses to start from now on\n", fenced)
		}
		return nil
	})
}

// listHeld lists what is held back, a line each.
func listHeld(ctx context.Context, room *newsroom.Newsroom, env cmdEnv) error {
	n := 0
	for after := ""; ; {
		page, err := room.HeldPieces(ctx, news.Paging{After: after, Limit: 200})
		if err != nil {
			return err
		}
		for _, p := range page.Rows {
			gone := ""
			if p.MayHaveGone {
				gone = "  (may have gone out before the restore)"
			}
			fmt.Fprintf(env.out, "%s  %s%s\n", p.What, p.To, gone)
			n++
		}
		if after = page.Next; after == "" {
			break
		}
	}
	fmt.Fprintf(env.out, "%d pieces are held back; dateline live --yes sends them, dateline live --drop --yes drops them first\n", n)
	return nil
}

const aboutReread = `
usage: dateline reread [flags]

Reads every kept capture again with this version's reader and carries what
changed through joining and recording. Nothing is fetched; versions that were
read before stay.
`

func runReread(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("reread", flag.ContinueOnError)
	s.flags(fs)
	if status, done := parse(fs, aboutReread, args, env); done {
		return status
	}
	if !isThere("reread", &s, env) {
		return 1
	}
	return openedBy(ctx, "reread", &s, env, newsroom.Claim, func(room *newsroom.Newsroom) error {
		planned, err := room.Reread(ctx)
		if err != nil {
			return err
		}
		err = room.Once(ctx, func(p newsroom.Progress) {
			fmt.Fprintf(env.err, "\rreading %d · recording %d · matching %d ", p.Reading, p.Recording, p.Matching)
		})
		fmt.Fprintf(env.err, "\n")
		fmt.Fprintf(env.out, "%d captures read again\n", planned)
		return err
	})
}

const aboutRecheck = `
usage: dateline recheck [flags] REPORT…

Looks now at the pages of reports and says of each whether it still says what it
said. A REPORT is its identity (rep_…) or the address of its page. What else is
due is done too, as by collect. While serve runs, use the button on the report's
page at the desk.
`

func runRecheck(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("recheck", flag.ContinueOnError)
	s.flags(fs)
	if status, done := parse(fs, aboutRecheck, args, env); done {
		return status
	}
	if fs.NArg() == 0 {
		fmt.Fprintln(env.err, "dateline recheck: name the reports, each by its identity or by the address of its page")
		return 2
	}
	if !isThere("recheck", &s, env) {
		return 1
	}
	return openedBy(ctx, "recheck", &s, env, newsroom.Claim, func(room *newsroom.Newsroom) error {
		found, err := room.Recheck(ctx, fs.Args())
		for i, said := range found {
			fmt.Fprintf(env.out, "%s: %s\n", fs.Arg(i), said)
		}
		return err
	})
}

const aboutDoctor = `
usage: dateline doctor [flags]

Examines a data folder and says what is wrong and what to do: the database,
every kept capture against its digest, sources that fail, steps that need a
person, and the settings for what goes out. Exits with 1 if anything is wrong.
Nothing in the folder is changed: of a database of an earlier version it says
what bringing it up to date would do, and no more.
`

func runDoctor(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("doctor", flag.ContinueOnError)
	s.flags(fs)
	if status, done := parse(fs, aboutDoctor, args, env); done {
		return status
	}
	findings := 0
	if !isThere("doctor", &s, env) {
		return 1
	}
	age, err := store.AgeOf(ctx, s.data)
	if err == nil {
		if done, status := sayAge(age, env); done {
			return status
		}
	} // else whoever opens it says so
	status := openedBy(ctx, "doctor", &s, env, newsroom.Look, func(room *newsroom.Newsroom) error {
		return room.Examine(ctx, func(f newsroom.Finding) {
			mark := "ok   "
			if f.Wrong {
				mark = "WRONG"
				findings++
			}
			fmt.Fprintf(env.out, "%s  %s\n", mark, f.Sentence)
		})
	})
	if status == 0 && findings > 0 {
		return 1
	}
	return status
}

// sayAge says of which version a database is, and whether that ends the examination.
func sayAge(age store.Age, env cmdEnv) (done bool, status int) {
	if err := age.Refusal(); err != nil {
		fmt.Fprintf(env.out, "WRONG  %s.\n", sentence(err.Error()))
		return true, 1
	}
	if age.Steps == 0 {
		fmt.Fprintf(env.out, "ok     The database is of schema %d, which is this version's.\n", age.Has)
		return false, 0
	}
	fmt.Fprintf(env.out, "ok     The database is of schema %d; this version's is %d. dateline serve would bring it up to date in %d steps and keep a copy as it is; then this command can examine it.\n", age.Has, age.Latest, age.Steps)
	return true, 0
}

// sentence begins an error as a sentence begins.
func sentence(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

const aboutUser = `
usage: dateline user add --email ADDRESS --name NAME [--role ROLE]
       dateline user password --email ADDRESS
       dateline user list

add makes a user who may sign in at the desk; password gives one a new password
and ends their sessions. The password is read from standard input. Roles: reader,
reporter, editor, administrator.
`

func runUser(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("user", flag.ContinueOnError)
	s.flags(fs)
	email := fs.String("email", "", "e-mail address to sign in with")
	name := fs.String("name", "", "name as it stands in bylines")
	role := fs.String("role", string(news.Reporter), "reader, reporter, editor or administrator")
	verb := ""
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		verb, args = args[0], args[1:]
	}
	if status, done := parse(fs, aboutUser, args, env); done {
		return status
	}
	switch verb {
	case "add":
		password, err := io.ReadAll(io.LimitReader(env.in, 2000))
		if err != nil {
			fmt.Fprintf(env.err, "dateline user: reading the password: %v\n", err)
			return 1
		}
		return withRoom(ctx, "user", &s, env, func(room *newsroom.Newsroom) error {
			u, err := room.AddUser(ctx, operator, *name, *email, news.Role(*role), strings.TrimRight(string(password), "\r\n"))
			if err == nil {
				fmt.Fprintf(env.out, "%s  %s  %s  %s\n", u.ID, u.Email, u.Role, u.Name)
			}
			return err
		})
	case "password":
		password, err := io.ReadAll(io.LimitReader(env.in, 2000))
		if err != nil {
			fmt.Fprintf(env.err, "dateline user: reading the password: %v\n", err)
			return 1
		}
		return withExisting(ctx, "user", &s, env, func(room *newsroom.Newsroom) error {
			u, _, err := room.Reader().UserByEmail(ctx, strings.ToLower(strings.TrimSpace(*email)))
			if errors.Is(err, store.ErrNotFound) {
				return fmt.Errorf("nobody has the address %q; dateline user list shows all", *email)
			}
			if err == nil {
				err = room.SetPassword(ctx, operator, u.ID, strings.TrimRight(string(password), "\r\n"))
			}
			if err == nil {
				fmt.Fprintf(env.out, "%s has a new password and is signed out everywhere\n", u.Email)
			}
			return err
		})
	case "list":
		if !isThere("user", &s, env) {
			return 1
		}
		return openedBy(ctx, "user", &s, env, newsroom.Look, func(room *newsroom.Newsroom) error {
			users, err := room.Reader().Users(ctx)
			for _, u := range users {
				fmt.Fprintf(env.out, "%s  %s  %s  %s  %s\n", u.ID, u.Email, u.Role, u.State, u.Name)
			}
			return err
		})
	}
	fmt.Fprintln(env.err, "dateline user: say add, password or list; dateline user --help says more")
	return 2
}
