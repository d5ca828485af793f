package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Restoring is the folder inside a data folder in which a backup is put together
// before it takes its place; what a restore left that was cut off.
const restoring = FileName + ".restoring"

// allThere is the file in it that says that all is there and is taking its place.
const allThere = "complete"

// A Restored says what came of a restore.
type Restored struct {
	About   BackupAbout // zero for a backup of an older version
	Held    Hold
	Damaged []string // sentences on what of the evidence is damaged or missing

	Unopened int // secrets that can't be read without the key, which a backup doesn't hold
}

// Restore puts a backup into a data folder that holds no newsroom. It is put together
// beside its place and examined: the sums of its files, the database's pages and
// structure, what it counts, each record of the evidence. Only then does it take its
// place. A restore that was cut off can be repeated. The restored newsroom holds back
// all that would go out until somebody says that it is the live one. The key opens the
// secrets in it; empty: the data folder's key file does, if it is there already.
func Restore(ctx context.Context, from, folder, key string, now time.Time) (r Restored, err error) {
	if err := isBackup(from); err != nil {
		return r, err
	}
	if err := os.MkdirAll(folder, privateFolder); err != nil {
		return r, err
	}
	var own claim
	if err := own.take(ctx, folder); err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, own.release()) }()
	if err := clearRestoring(folder); err != nil {
		return r, fmt.Errorf("clearing away a restore that was cut off: %w", err)
	}
	there, err := occupied(folder)
	if err != nil {
		return r, err
	}
	if len(there) > 0 {
		return r, fmt.Errorf("%s holds %s of a newsroom; a database is several files: move all of them away together, with the folder, and restore into an empty one", folder, strings.Join(there, ", "))
	}
	place := filepath.Join(folder, restoring)
	if err := os.Mkdir(place, privateFolder); err != nil {
		return r, err
	}
	if key == "" {
		if key, err = keyIn(folder); err != nil {
			return r, err
		}
	}
	if r, err = putTogether(ctx, from, place, key, now); err != nil {
		return r, errors.Join(err, os.RemoveAll(place))
	}
	return r, takePlace(folder)
}

// isBackup refuses what is no backup, or not all of one.
func isBackup(from string) error {
	if _, err := os.Stat(filepath.Join(from, FileName)); err != nil {
		return fmt.Errorf("there is no backup in %s: %w", from, err)
	}
	if log, err := os.Stat(filepath.Join(from, FileName+"-wal")); err == nil && log.Size() > 0 {
		return fmt.Errorf("%s is no backup but a data folder whose program was killed or is running: part of it is in %s; make a backup of it with dateline backup --data %s", from, log.Name(), from)
	}
	return nil
}

// putTogether copies a backup into an empty folder and examines it.
func putTogether(ctx context.Context, from, place, key string, now time.Time) (r Restored, err error) {
	about, told, err := readAbout(from)
	if err != nil {
		return r, err
	}
	r.About = about
	file := filepath.Join(place, FileName)
	sum, err := copyFile(filepath.Join(from, FileName), file)
	if err != nil {
		return r, fmt.Errorf("copying the database: %w", err)
	}
	if said, _ := about.file(FileName); told && said.SHA256 != sum.SHA256 {
		return r, fmt.Errorf("the backup is damaged: its database is not the one that was written (its SHA-256 is %s, not %s); take another backup", sum.SHA256, said.SHA256)
	}
	if r.Damaged, err = examineCopy(ctx, file, from, place, about, told); err != nil {
		return r, err
	}
	err = r.begin(ctx, place, key, now)
	return r, err
}

// keyIn gives the keys in a data folder's key file, empty if there is none.
func keyIn(folder string) (string, error) {
	kept, err := os.ReadFile(filepath.Join(folder, KeyFile))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return string(kept), err
}

// examineCopy examines a copied database, and copies the evidence that belongs to it.
func examineCopy(ctx context.Context, file, from, place string, about BackupAbout, told bool) (damaged []string, err error) {
	db, err := connect(file, "ro")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if err := sound(ctx, db); err != nil {
		return nil, fmt.Errorf("the backup's database: %w; take another backup", err)
	}
	if told {
		counts, err := countsOf(ctx, pool{db})
		if err != nil {
			return nil, err
		}
		for noun, n := range about.Counts {
			if counts[noun] != n {
				return nil, fmt.Errorf("the backup is damaged: it should hold %d %s and holds %d; take another backup", n, noun, counts[noun])
			}
		}
	}
	files, damaged, err := copyEvidence(ctx, db, from, place)
	if err != nil {
		return nil, fmt.Errorf("putting the evidence back: %w", err)
	}
	for _, f := range files {
		if said, ok := about.file(f.Name); ok && said.SHA256 != f.SHA256 && len(damaged) == 0 {
			damaged = append(damaged, f.Name+" is not the file that was written, in a part that no capture stands in")
		}
	}
	return damaged, nil
}

// begin brings a restored database up to date, gives it the next generation, and holds
// back what would go out.
func (r *Restored) begin(ctx context.Context, place, key string, now time.Time) (err error) {
	db, err := Open(ctx, place, Options{Work: true, Readers: 1, Key: key})
	if err != nil {
		return err
	}
	r.Held = Hold{Since: now.UTC(), BackupAt: r.About.MadeAt, Before: r.About.Folder}
	err = db.Write(ctx, "holding back what would go out", func(tx *Tx) error { return tx.hold(r.Held) })
	if err == nil {
		r.Unopened, err = db.Unopened(ctx)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(place, lockName)); err != nil {
		return err
	}
	kept, err := filepath.Glob(filepath.Join(globbed(place), FileName+".before-*"))
	for _, k := range kept { // the backup itself is the copy from before
		err = errors.Join(err, os.Remove(k))
	}
	return err
}

// takePlace moves what was put together to where it belongs, the database last: a
// folder without one is no newsroom.
func takePlace(folder string) error {
	place := filepath.Join(folder, restoring)
	done := filepath.Join(place, allThere)
	if err := makePrivate(done); err != nil {
		return err
	}
	if err := syncFolder(place); err != nil {
		return err
	}
	if exists(filepath.Join(place, EvidenceFolder)) {
		if err := os.RemoveAll(filepath.Join(folder, EvidenceFolder)); err != nil { // it is empty
			return err
		}
		if err := os.Rename(filepath.Join(place, EvidenceFolder), filepath.Join(folder, EvidenceFolder)); err != nil {
			return err
		}
	}
	if exists(filepath.Join(place, KeyFile)) { // the first key, made for secrets that a backup of an older version held as they are
		if err := os.Rename(filepath.Join(place, KeyFile), filepath.Join(folder, KeyFile)); err != nil {
			return err
		}
	}
	if err := os.Rename(filepath.Join(place, FileName), filepath.Join(folder, FileName)); err != nil {
		return err
	}
	if err := syncFolder(folder); err != nil {
		return err
	}
	return os.RemoveAll(place)
}

// clearRestoring removes what a restore left that was cut off. Where the database had
// not taken its place yet the evidence may have; where it had, nothing is missing but
// this.
func clearRestoring(folder string) error {
	place := filepath.Join(folder, restoring)
	if !exists(place) {
		return nil
	}
	taking := exists(filepath.Join(place, allThere)) && exists(filepath.Join(place, FileName))
	if taking && !exists(filepath.Join(place, EvidenceFolder)) {
		if err := os.RemoveAll(filepath.Join(folder, EvidenceFolder)); err != nil {
			return err
		}
	}
	return os.RemoveAll(place)
}
