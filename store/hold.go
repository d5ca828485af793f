package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"dateline/news"
)

// The settings that say which newsroom a database is and whether it is the live one.
const (
	settingNewsroom   = "newsroom"   // the same in all copies of one
	settingGeneration = "generation" // one more in each that was restored
	settingHold       = "hold"
)

// A Hold is in force in a newsroom that was restored, until somebody says that it is
// the live one: nothing leaves the house, because another copy may be at work.
type Hold struct {
	Since    time.Time `json:"since"`
	BackupAt time.Time `json:"backup_at"` // zero: the backup doesn't say
	Before   string    `json:"before"`    // the folder that the backup was made of
}

// Hold gives the hold that is in force, nil if there is none.
func (db *Reader) Hold(ctx context.Context) (*Hold, error) {
	said, err := db.Setting(ctx, settingHold)
	if err != nil || said == "" {
		return nil, err
	}
	var h Hold
	if err := json.Unmarshal([]byte(said), &h); err != nil {
		return nil, fmt.Errorf("reading what is held: %w", err)
	}
	return &h, nil
}

// hold holds back what would go out, and makes the database one of the next generation.
func (tx *Tx) hold(h Hold) error {
	said, err := toJSON(h)
	if err != nil {
		return err
	}
	var generation string
	if err := tx.row([]any{&generation}, "SELECT value FROM setting WHERE name = ?", settingGeneration); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	n, err := strconv.Atoi(generation)
	if err != nil {
		n = 1
	}
	if err := tx.SaveSetting(settingGeneration, strconv.Itoa(n+1)); err != nil {
		return err
	}
	return tx.SaveSetting(settingHold, said)
}

// Release ends the hold: what is due goes out.
func (tx *Tx) Release() error {
	n, err := tx.exec("DELETE FROM setting WHERE name = ?", settingHold)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// DueOf lists what is due of some kinds up to a time, whatever its tries, in order.
func (db *Reader) DueOf(ctx context.Context, kinds []string, until time.Time, p news.Paging) (Page[Due], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[Due]{}, err
	}
	list, err := toJSON(kinds)
	if err != nil {
		return Page[Due]{}, err
	}
	rows, err := collect(ctx, db, scanDue, `SELECT kind, key, at, fence, tries, last_error, stuck FROM due
		WHERE kind IN (SELECT value FROM json_each(?)) AND at <= ? AND stuck = 0 ORDER BY kind, at, key LIMIT ? OFFSET ?`, list, until.UnixMilli(), limit+1, offset)
	if err != nil {
		return Page[Due]{}, fmt.Errorf("listing what is due: %w", err)
	}
	return paged(rows, limit, func(Due) string { return cursor(int64(offset + limit)) }), nil
}

// supersededName is the mark in a data folder of which a restored copy was said to be
// the live one.
const supersededName = "dateline.superseded"

// ErrSuperseded says that a restored copy of the newsroom is the live one.
var ErrSuperseded = errors.New("a restored copy of this newsroom was said to be the live one")

// notSuperseded refuses to work in a folder that bears the mark.
func notSuperseded(folder string) error {
	mark := filepath.Join(folder, supersededName)
	by, err := os.ReadFile(mark)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return fmt.Errorf("%w, in the folder %s: both would send and publish the same; remove %s if this one is to work all the same", ErrSuperseded, by, mark)
}

// Fence marks the folder that this newsroom was restored from, so that no program works
// there any more, and reports whether it did. It can where that folder is on this
// machine and still holds the same newsroom, of an earlier generation. A program that
// works there now is an error.
func (db *DB) Fence(ctx context.Context, before string) (fenced bool, err error) {
	here, err := filepath.Abs(filepath.Dir(db.file))
	if err != nil || before == "" || before == here || !exists(filepath.Join(before, FileName)) {
		return false, err
	}
	ours, err := identity(ctx, db)
	if err != nil {
		return false, err
	}
	old, err := connect(filepath.Join(before, FileName), "ro")
	if err != nil {
		return false, nil
	}
	defer old.Close()
	theirs, err := identity(ctx, pool{old})
	if err != nil || ours[settingNewsroom] == "" || theirs[settingNewsroom] != ours[settingNewsroom] || theirs[settingGeneration] == ours[settingGeneration] {
		return false, nil // it can't be read, or is another's by now
	}
	var claimed claim
	if err := claimed.take(ctx, before); err != nil {
		if errors.Is(err, ErrRunning) {
			err = fmt.Errorf("the newsroom that this one was restored from is at work in %s; stop it first", before)
		}
		return false, err
	}
	defer func() { err = errors.Join(err, claimed.release()) }()
	return true, os.WriteFile(filepath.Join(before, supersededName), []byte(here), privateFile)
}

// identity gives the settings that say which newsroom a database is.
func identity(ctx context.Context, q querier) (map[string]string, error) {
	out := map[string]string{}
	_, err := collect(ctx, q, func(r *sql.Rows) (int, error) {
		var name, value string
		err := r.Scan(&name, &value)
		out[name] = value
		return 0, err
	}, "SELECT name, value FROM setting WHERE name IN (?, ?)", settingNewsroom, settingGeneration)
	return out, err
}
