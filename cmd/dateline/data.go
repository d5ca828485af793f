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
instant.
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
	file := filepath.Join(fs.Arg(0), store.FileName)
	err := os.MkdirAll(fs.Arg(0), 0o700)
	if err == nil {
		err = store.Backup(ctx, s.data, file)
	}
	if err != nil {
		fmt.Fprintf(env.err, "dateline backup: %v\n", err)
		return 1
	}
	fmt.Fprintf(env.out, "copied to %s\n", file)
	return 0
}

const aboutRestore = `
usage: dateline restore [flags] FOLDER

Puts a backup back: checks it and copies it from FOLDER into the data folder,
which must not hold a newsroom yet. Move the old one away first. E-mails that
were owed when the backup was made wait for a person, who knows whether they
were sent since.
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
	held, err := store.Restore(ctx, fs.Arg(0), s.data, store.Options{Key: env.get("DATELINE_SECRET_KEY")})
	if err != nil {
		fmt.Fprintf(env.err, "dateline restore: %v\n", err)
		return 1
	}
	fmt.Fprintf(env.out, "restored into %s\n", s.data)
	if env.get("DATELINE_SECRET_KEY") == "" {
		fmt.Fprintf(env.out, "a backup doesn't hold the key of webhooks' and subscriptions' secrets: copy the old %s into %s before you start\n", store.KeyFile, s.data)
	}
	if held > 0 {
		fmt.Fprintf(env.out, "%d e-mails were owed when the backup was made and may have been sent since; the desk's page of deliveries asks what to do\n", held)
	}
	return 0
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
			u, _, err := room.Store.UserByEmail(ctx, strings.ToLower(strings.TrimSpace(*email)))
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
			users, err := room.Store.Users(ctx)
			for _, u := range users {
				fmt.Fprintf(env.out, "%s  %s  %s  %s  %s\n", u.ID, u.Email, u.Role, u.State, u.Name)
			}
			return err
		})
	}
	fmt.Fprintln(env.err, "dateline user: say add, password or list; dateline user --help says more")
	return 2
}
