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
// which must not exist, and beside it what of the evidence that copy speaks of,
// while everything else goes on. It changes nothing in the folder, not even a
// database of an older version.
func Backup(ctx context.Context, folder, file string) error {
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s exists already; name a folder without a backup", file)
	}
	// A connection of its own: readers may not write, not even to another
	// file, and the writer would keep everyone waiting.
	own, err := connect(filepath.Join(folder, FileName), "copy")
	if err != nil {
		return fmt.Errorf("copying the database to %s: %w", file, err)
	}
	defer own.Close()
	if err := vacuumInto(ctx, own, file); err != nil {
		return fmt.Errorf("copying the database to %s: %w", file, err)
	}
	copied, err := connect(file, "ro")
	if err != nil {
		return fmt.Errorf("copying the evidence: %w", err)
	}
	defer copied.Close()
	if err := copyEvidence(ctx, copied, folder, filepath.Dir(file)); err != nil {
		return fmt.Errorf("copying the evidence: %w", err)
	}
	return nil
}

// copyEvidence copies the WARC files that a database speaks of, each as far as
// it does: files only grow, and stay for a while after they were given up.
func copyEvidence(ctx context.Context, database *sql.DB, from, to string) error {
	var known int
	if err := database.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name = 'evidence_file'").Scan(&known); err != nil || known == 0 {
		return err // of a version that kept everything in the database
	}
	all, err := files(ctx, pool{database})
	if err != nil || len(all) == 0 {
		return err
	}
	if err := os.MkdirAll(filepath.Join(to, EvidenceFolder), privateFolder); err != nil {
		return err
	}
	for _, f := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := copyFile(filepath.Join(from, EvidenceFolder, f.name), filepath.Join(to, EvidenceFolder, f.name), f.length); err != nil {
			return err
		}
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
	if err := os.MkdirAll(folder, privateFolder); err != nil {
		return 0, err
	}
	part := target + ".part" // so that a copy that was cut off is never taken for a newsroom
	copied, err := os.Stat(source)
	if err != nil {
		return 0, err
	}
	if err := copyFile(source, part, copied.Size()); err != nil {
		return 0, errors.Join(err, os.Remove(part))
	}
	if err := restoreEvidence(ctx, source, from, folder); err != nil {
		return 0, errors.Join(fmt.Errorf("putting the evidence back: %w", err), os.Remove(part))
	}
	if err := os.Rename(part, target); err != nil {
		return 0, err
	}
	if held, err = checkRestored(ctx, folder, o); err != nil {
		return 0, errors.Join(err, os.Remove(target))
	}
	return held, nil
}

func restoreEvidence(ctx context.Context, database, from, folder string) error {
	// The backup may be on a medium that cannot be written: it is only read.
	db, err := sql.Open("sqlite", dsn(database, "ro")+"&immutable=1")
	if err != nil {
		return err
	}
	defer db.Close()
	return copyEvidence(ctx, db, from, folder)
}

func checkRestored(ctx context.Context, folder string, o Options) (held int, err error) {
	o.Work = true
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
	return int(n), errors.Join(tx.count("deliveries owed", -int(n)), tx.count("deliveries unsure", int(n)))
}

// copyFile copies the first bytes of a file.
func copyFile(from, to string, length int64) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, privateFile)
	if err != nil {
		return err
	}
	_, err = io.CopyN(out, in, length)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}
