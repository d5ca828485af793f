package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

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
	return withRoom(ctx, "backup", &s, env, func(room *newsroom.Newsroom) error {
		if err := os.MkdirAll(fs.Arg(0), 0o750); err != nil {
			return err
		}
		file := filepath.Join(fs.Arg(0), store.FileName)
		if err := room.Store.Backup(ctx, file); err != nil {
			return err
		}
		fmt.Fprintf(env.out, "copied to %s\n", file)
		return nil
	})
}

const aboutRestore = `
usage: dateline restore [flags] FOLDER

Puts a backup back: checks it and copies it from FOLDER into the data folder,
which must not hold a newsroom yet. Move the old one away first.
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
	if err := restore(ctx, fs.Arg(0), s.data); err != nil {
		fmt.Fprintf(env.err, "dateline restore: %v\n", err)
		return 1
	}
	fmt.Fprintf(env.out, "restored into %s\n", s.data)
	return 0
}

func restore(ctx context.Context, from, to string) error {
	source, target := filepath.Join(from, store.FileName), filepath.Join(to, store.FileName)
	if _, err := os.Stat(source); err != nil {
		return fmt.Errorf("there is no backup in %s: %w", from, err)
	}
	if _, err := os.Stat(target); err == nil {
		return fmt.Errorf("%s holds a newsroom already; move it away first", to)
	}
	if err := os.MkdirAll(to, 0o750); err != nil {
		return err
	}
	part := target + ".part" // so that a copy that was cut off is never taken for a newsroom
	if err := copyFile(source, part); err != nil {
		os.Remove(part)
		return err
	}
	if err := os.Rename(part, target); err != nil {
		return err
	}
	db, err := store.Open(ctx, to, store.Options{})
	if err == nil {
		var wrong []string
		if wrong, err = db.Check(ctx); err == nil && len(wrong) > 0 {
			err = fmt.Errorf("the backup is damaged: %s", strings.Join(wrong, "; "))
		}
		db.Close()
	}
	if err != nil {
		os.Remove(target)
	}
	return err
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	if err := out.Sync(); err != nil {
		out.Close()
		return err
	}
	return out.Close()
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
	return withRoom(ctx, "reread", &s, env, func(room *newsroom.Newsroom) error {
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
`

func runDoctor(ctx context.Context, args []string, env cmdEnv) int {
	var s settings
	fs := flag.NewFlagSet("doctor", flag.ContinueOnError)
	s.flags(fs)
	if status, done := parse(fs, aboutDoctor, args, env); done {
		return status
	}
	if _, err := os.Stat(filepath.Join(s.data, store.FileName)); err != nil {
		fmt.Fprintf(env.err, "dateline doctor: there is no newsroom in %s; name its folder with --data, or begin one with dateline serve\n", s.data)
		return 1
	}
	findings := 0
	status := withRoom(ctx, "doctor", &s, env, func(room *newsroom.Newsroom) error {
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

const aboutUser = `
usage: dateline user add --email ADDRESS --name NAME [--role ROLE]
       dateline user list

add makes a user who may sign in at the desk; the password is read from standard
input. Roles: reader, reporter, editor, administrator.
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
	case "list":
		return withRoom(ctx, "user", &s, env, func(room *newsroom.Newsroom) error {
			users, err := room.Store.Users(ctx)
			for _, u := range users {
				fmt.Fprintf(env.out, "%s  %s  %s  %s  %s\n", u.ID, u.Email, u.Role, u.State, u.Name)
			}
			return err
		})
	}
	fmt.Fprintln(env.err, "dateline user: say add or list; dateline user --help says more")
	return 2
}
