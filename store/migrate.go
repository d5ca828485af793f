package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"

	"dateline/store/pagesum"
)

// ErrNewer says that the database was written by a later version of the program.
var ErrNewer = errors.New("the database was written by a newer version of Dateline; start that version, or restore the copy that it made before it changed the database")

// ErrOlder says that the database was written by an earlier version of the program.
var ErrOlder = errors.New("the database was written by an earlier version of Dateline; start dateline serve, which copies it and brings it up to date")

// ErrOtherLine says that the database's steps aren't a beginning of this version's.
var ErrOtherLine = errors.New("start the version of Dateline that wrote it, or restore a backup from before that")

// An Age is of which version a database is: the numbers of the last step of its
// schema, and of the last one that there is.
type Age struct {
	Has, Latest int64
	Steps       int     // from the one to the other that are to be taken
	Missing     []int64 // steps of this version that were left out although later ones were taken
	Unknown     []int64 // steps that were taken and that this version doesn't have
}

// Refusal says why this version can't work with the database; nil if it can, though
// it may have to bring it up to date.
func (v Age) Refusal() error {
	switch {
	case v.Has > v.Latest:
		return ErrNewer
	case len(v.Missing) > 0:
		return fmt.Errorf("the database lacks the steps %s, which come before its last one (%d): it was written by a version of another line; %w", numbers(v.Missing), v.Has, ErrOtherLine)
	case len(v.Unknown) > 0:
		return fmt.Errorf("the database has taken the steps %s, which this version doesn't know: it was written by a version of another line; %w", numbers(v.Unknown), ErrOtherLine)
	}
	return nil
}

func numbers(steps []int64) string {
	var words []string
	for _, s := range steps {
		words = append(words, fmt.Sprint(s))
	}
	return strings.Join(words, ", ")
}

// AgeOf says of which version the database in a data folder is. It changes
// nothing in the folder.
func AgeOf(ctx context.Context, folder string) (v Age, err error) {
	file := filepath.Join(folder, FileName)
	db, err := connect(file, "ro")
	if err != nil {
		return v, fmt.Errorf("opening the database %s: %w", file, err)
	}
	defer db.Close()
	return ageOf(ctx, db, file)
}

func ageOf(ctx context.Context, db *sql.DB, file string) (v Age, err error) {
	taken, err := collect(ctx, pool{db}, func(r *sql.Rows) (n int64, err error) { err = r.Scan(&n); return n, err },
		"SELECT DISTINCT version_id FROM goose_db_version WHERE is_applied AND version_id > 0")
	if Damaged(err) {
		return v, fmt.Errorf("asking the database %s for its version: it is damaged (%w); restore a backup, with dateline restore into another folder", file, err)
	}
	if err != nil {
		return v, fmt.Errorf("asking the database %s for its version: %w", file, err)
	}
	steps, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return v, err
	}
	known := make([]int64, len(steps))
	for i, name := range steps { // in order
		if known[i], err = goose.NumericComponent(name); err != nil {
			return v, err
		}
	}
	v.Latest = known[len(known)-1]
	for _, n := range taken {
		v.Has = max(v.Has, n)
		if !slices.Contains(known, n) {
			v.Unknown = append(v.Unknown, n)
		}
	}
	for _, n := range known {
		if n > v.Has {
			v.Steps++
		} else if !slices.Contains(taken, n) {
			v.Missing = append(v.Missing, n)
		}
	}
	return v, nil
}

// upToDate sees to it that the database in a folder is there and of this version. It
// is made, or brought up to date, beside where it belongs and then put there in one
// step, by a process that has claimed the folder: whatever fails or is killed on the
// way leaves the folder as it was.
func upToDate(ctx context.Context, own *claim, folder string, work bool) error {
	is, err := hasDatabase(folder)
	if err != nil {
		return err
	}
	if !is {
		if err := own.take(ctx, folder); err != nil {
			return err
		}
		if err := begin(ctx, folder); err != nil || work {
			return err
		}
		return own.release()
	}
	v, err := AgeOf(ctx, folder)
	if err == nil {
		err = v.Refusal()
	}
	switch {
	case err != nil:
		return err
	case v.Steps == 0:
		return nil
	case !work:
		return ErrOlder
	}
	if err := upgrade(ctx, folder, v); err != nil {
		return fmt.Errorf("bringing the database from %d to %d: %w; it is as it was, and the version that wrote it can go on with it", v.Has, v.Latest, err)
	}
	return nil
}

// hasDatabase reports whether there is a database in a folder. One that was moved
// away without its log, or is not back yet under its name, is an error: the log of
// one database must not meet another.
func hasDatabase(folder string) (bool, error) {
	file := filepath.Join(folder, FileName)
	info, err := os.Stat(file)
	if err == nil && info.Size() > 0 {
		return true, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	left, err := leftOver(folder)
	if err != nil || len(left) == 0 {
		return false, err
	}
	if slices.Contains(left, restoring) {
		return false, errors.New("a restore was cut off in this folder; run dateline restore again, with the same backup or another")
	}
	return false, fmt.Errorf("there is no database %s, but there is %s, which belongs to one; put all files of that newsroom back together, or name another folder", FileName, strings.Join(left, ", "))
}

// leftOver lists what remains in a folder of a database that is gone.
func leftOver(folder string) (left []string, err error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		if n, ours := strings.CutPrefix(e.Name(), FileName); ours && n != "" && !strings.HasPrefix(n, unfinished) {
			left = append(left, e.Name())
		}
	}
	return left, err
}

// unfinished ends the name of a database that is not in its place yet.
const unfinished = ".new"

// begin makes an empty database.
func begin(ctx context.Context, folder string) error {
	empty, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return err
	}
	defer empty.Close()
	made, err := copyInto(ctx, empty, folder)
	if err == nil {
		err = takeSteps(ctx, made)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("making the database: %w", err), removeUnfinished(folder))
	}
	return putInPlace(folder)
}

// upgrade brings a copy up to date and puts it in the database's place; the database
// as it was stays beside it under another name, in the place of an earlier such copy.
func upgrade(ctx context.Context, folder string, v Age) (err error) {
	file := filepath.Join(folder, FileName)
	old, err := holdAlone(ctx, file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, old.Close()) }() // only when the new one is in its place
	made, err := copyInto(ctx, old, folder)
	if err != nil {
		return errors.Join(fmt.Errorf("copying it: %w", err), removeUnfinished(folder))
	}
	if err := takeSteps(ctx, made); err != nil {
		return errors.Join(err, removeUnfinished(folder))
	}
	if err := keepCopy(folder, fmt.Sprintf("%s.before-%d", FileName, v.Latest)); err != nil {
		return errors.Join(fmt.Errorf("keeping it as it was: %w", err), removeUnfinished(folder))
	}
	return putInPlace(folder)
}

// holdAlone opens a database so that nobody else can read or write it, with all that
// its log holds carried over into the file.
func holdAlone(ctx context.Context, file string) (*sql.DB, error) {
	db, err := connect(file, "alone")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	for _, query := range []string{"PRAGMA journal_mode = DELETE", "BEGIN EXCLUSIVE", "COMMIT"} {
		if _, err = db.ExecContext(ctx, query); err != nil {
			break
		}
	}
	if err != nil && strings.Contains(err.Error(), "SQLITE_BUSY") {
		err = errors.New("another program has it open, such as dateline doctor or backup; start again when that has ended")
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// copyInto copies a database to where an unfinished one is made, with room for the
// sums of its pages, and gives the file.
func copyInto(ctx context.Context, from *sql.DB, folder string) (file string, err error) {
	if err := removeUnfinished(folder); err != nil {
		return "", err
	}
	file = filepath.Join(folder, FileName+unfinished)
	return file, vacuumInto(ctx, from, file)
}

// vacuumInto writes a database, without gaps and with sums on its pages, into a new
// file, and has that on disk when it returns.
func vacuumInto(ctx context.Context, from *sql.DB, file string) error {
	if err := makePrivate(file); err != nil {
		return err
	}
	if _, err := from.ExecContext(ctx, "VACUUM INTO ?", fmt.Sprintf("file:%s?reserve=%d", escaped(file), pagesum.Reserve)); err != nil {
		return err
	}
	return syncFile(file)
}

// takeSteps takes the steps of the schema that a database lacks, in order.
func takeSteps(ctx context.Context, file string) (err error) {
	db, err := connect(file, "rw")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	steps, err := fs.Sub(schema, "schema")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, steps, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("reading the schema: %w", err)
	}
	// What a step removes may have been secret: it is overwritten, not only unlinked.
	if _, err := db.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// keepCopy gives the database a second name, and removes what was kept so before an
// earlier upgrade: one copy is enough, and each is as large as the database.
func keepCopy(folder, name string) error {
	kept, err := filepath.Glob(filepath.Join(globbed(folder), FileName+".before-*"))
	if err != nil {
		return err
	}
	file := filepath.Join(folder, name)
	if slices.Contains(kept, file) { // a try that was killed at its end left it
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	if err := os.Link(filepath.Join(folder, FileName), file); err != nil {
		return err
	}
	for _, earlier := range kept {
		if earlier != file {
			err = errors.Join(err, os.Remove(earlier))
		}
	}
	return err
}

// globbed is a path as a pattern that only it matches.
func globbed(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// putInPlace gives the unfinished database its name. It was closed, so it has no log;
// and that of the one whose place it takes is empty, for that was held alone.
func putInPlace(folder string) error {
	file := filepath.Join(folder, FileName)
	if err := syncFile(file + unfinished); err != nil {
		return err
	}
	if err := os.Rename(file+unfinished, file); err != nil {
		return err
	}
	return syncFolder(folder)
}

// removeUnfinished removes what a try left that did not come to its end.
func removeUnfinished(folder string) error {
	var err error
	for _, end := range []string{"", "-wal", "-shm", "-journal"} {
		if e := os.Remove(filepath.Join(folder, FileName+unfinished+end)); !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// syncFile has a file on disk that nobody has open.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
