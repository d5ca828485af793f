package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dateline/news"
)

// Backup writes a consistent copy of the database in a data folder into file,
// which must not exist, while everything else goes on. It changes nothing in
// the folder, not even a database of an older version.
func Backup(ctx context.Context, folder, file string) error {
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s exists already; name a folder without a backup", file)
	}
	// A connection of its own: readers may not write, not even to another
	// file, and the writer would keep everyone waiting.
	own, err := sql.Open("sqlite", dsn(filepath.Join(folder, FileName), "rw"))
	if err != nil {
		return fmt.Errorf("copying the database to %s: %w", file, err)
	}
	defer own.Close()
	if _, err := own.ExecContext(ctx, "VACUUM INTO ?", file); err != nil {
		return fmt.Errorf("copying the database to %s: %w", file, err)
	}
	return nil
}

// Restore copies a backup into a data folder that holds no newsroom yet, and
// checks it. E-mails that were owed when the backup was made may have been sent
// since: they wait for a person, and held says how many. (What goes to a
// webhook again has the identity by which its receiver knows it.)
func Restore(ctx context.Context, from, folder string, o Options) (held int, err error) {
	source, target := filepath.Join(from, FileName), filepath.Join(folder, FileName)
	if _, err := os.Stat(source); err != nil {
		return 0, fmt.Errorf("there is no backup in %s: %w", from, err)
	}
	if _, err := os.Stat(target); err == nil {
		return 0, fmt.Errorf("%s holds a newsroom already; move it away first", folder)
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return 0, err
	}
	part := target + ".part" // so that a copy that was cut off is never taken for a newsroom
	if err := copyFile(source, part); err != nil {
		return 0, errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, target); err != nil {
		return 0, err
	}
	if held, err = checkRestored(ctx, folder, o); err != nil {
		return 0, errors.Join(err, os.Remove(target))
	}
	return held, nil
}

func checkRestored(ctx context.Context, folder string, o Options) (held int, err error) {
	db, err := Open(ctx, folder, o)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	wrong, err := db.Check(ctx)
	if err != nil {
		return 0, err
	}
	if len(wrong) > 0 {
		return 0, fmt.Errorf("the backup is damaged: %s", strings.Join(wrong, "; "))
	}
	err = db.Write(ctx, "holding e-mails back", func(tx *Tx) error { held, err = tx.holdEmails(); return err })
	return held, err
}

// holdEmails leaves every e-mail that is owed to a person.
func (tx *Tx) holdEmails() (int, error) {
	owed := "channel = ? AND state IN (?, ?)"
	args := []any{news.ChannelEmail, news.DeliveryOwed, news.DeliverySending}
	if _, err := tx.exec("DELETE FROM due WHERE key IN (SELECT id FROM delivery WHERE "+owed+")", args...); err != nil {
		return 0, err
	}
	n, err := tx.exec("UPDATE delivery SET state = ?, last_error = ? WHERE "+owed,
		append([]any{news.DeliveryUnsure, "a backup was restored: it may have been sent since that was made"}, args...)...)
	if err != nil {
		return 0, err
	}
	return int(n), tx.count("deliveries owed", -int(n))
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
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}
