package store_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/store"
)

const anOlderStep = 20261125070002

// olderFolder holds a setting in a database of an older version, and what has no
// place in the steps to come is in the way of one if it is spoiled.
func olderFolder(t *testing.T, spoiled bool) string {
	t.Helper()
	folder, raw := olderDatabase(t, anOlderStep)
	insert(t, raw, "INSERT INTO setting(name, value) VALUES ('a', 'b')")
	if spoiled {
		insert(t, raw, "CREATE TABLE folded_form(a)") // which a later step makes
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	return folder
}

func settingIn(t *testing.T, file string) string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var value string
	if err := db.QueryRow("SELECT value FROM setting WHERE name = 'a'").Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// Who works in a folder brings its database up to date and keeps one copy, in the
// place of an earlier one.
func TestUpgradeKeepsOneCopy(t *testing.T) {
	folder := olderFolder(t, false)
	for _, name := range []string{"dateline.db.before-20260101000000-20260101T000000", "dateline.db.new", "dateline.db.new-wal"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("of an earlier try"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db := openIn(t, folder)
	if v, err := db.Setting(t.Context(), "a"); err != nil || v != "b" {
		t.Errorf("after the upgrade the setting is %q, %v", v, err)
	}
	db.Close()
	copies, _ := filepath.Glob(filepath.Join(folder, "*.before-*"))
	if len(copies) != 1 || settingIn(t, copies[0]) != "b" {
		t.Fatalf("kept are %q, want one copy that holds what was there", copies)
	}
	age, err := store.AgeOf(t.Context(), folder)
	if err != nil || age.Steps != 0 {
		t.Errorf("the database is of %+v, %v", age, err)
	}
}

// Who only looks, or adds to the work of another, changes nothing.
func TestOnlyTheOwnerUpgrades(t *testing.T) {
	folder := olderFolder(t, false)
	if _, err := store.Open(t.Context(), folder, store.Options{}); !errors.Is(err, store.ErrOlder) {
		t.Errorf("opening beside: %v, want ErrOlder", err)
	}
	if _, err := store.Look(t.Context(), folder, store.Options{}); !errors.Is(err, store.ErrOlder) {
		t.Errorf("looking: %v, want ErrOlder", err)
	}
	if age, err := store.AgeOf(t.Context(), folder); err != nil || age.Has != anOlderStep {
		t.Errorf("the database is of %+v, %v; want %d", age, err, anOlderStep)
	}
	holder := t.TempDir()
	first := openWith(t, holder, store.Options{Work: true})
	defer first.Close()
	if err := os.Rename(filepath.Join(folder, store.FileName), filepath.Join(holder, "older.db")); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), holder, store.Options{Work: true}); !errors.Is(err, store.ErrRunning) {
		t.Errorf("working where another works: %v, want ErrRunning", err)
	}
}

// A step that fails leaves the database as it was, and however often it is tried
// there is one of it.
func TestFailedUpgradeChangesNothing(t *testing.T) {
	folder := olderFolder(t, true)
	for range 3 {
		_, err := store.Open(t.Context(), folder, store.Options{Work: true})
		if err == nil || !strings.Contains(err.Error(), "it is as it was") || !strings.Contains(err.Error(), "folded_form") {
			t.Fatalf("a step that cannot be taken: %v", err)
		}
	}
	if names := namesIn(t, folder); !slices.Equal(names, []string{store.FileName}) {
		t.Errorf("the folder holds %q, want the database alone", names)
	}
	if age, err := store.AgeOf(t.Context(), folder); err != nil || age.Has != anOlderStep || settingIn(t, filepath.Join(folder, store.FileName)) != "b" {
		t.Errorf("the database is of %+v, %v; want %d", age, err, anOlderStep)
	}
}

// A database that somebody reads is not taken away beneath them.
func TestUpgradeWaitsForReaders(t *testing.T) {
	folder := olderFolder(t, false)
	reader := openRaw(t, folder)
	if _, err := reader.Exec("PRAGMA journal_mode = WAL"); err != nil {
		t.Fatal(err)
	}
	rows, err := reader.Query("SELECT value FROM setting")
	if err != nil || !rows.Next() {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), folder, store.Options{Work: true}); err == nil || !strings.Contains(err.Error(), "has it open") {
		t.Errorf("upgrading what is read: %v", err)
	}
	rows.Close()
	reader.Close()
	openIn(t, folder)
}

// A database whose steps are not a beginning of this version's is refused by name,
// untouched.
func TestStepsOutOfOrder(t *testing.T) {
	for name, change := range map[string]string{
		"lacks":        "DELETE FROM goose_db_version WHERE version_id = 20261125010001",
		"doesn't know": "INSERT INTO goose_db_version(version_id, is_applied) VALUES (20261125010099, 1)",
	} {
		for _, current := range []bool{false, true} {
			folder := olderFolder(t, false)
			if current {
				openIn(t, folder).Close()
			}
			raw := openRaw(t, folder)
			insert(t, raw, change)
			raw.Close()
			before := namesIn(t, folder)
			_, err := store.Open(t.Context(), folder, store.Options{Work: true})
			if !errors.Is(err, store.ErrOtherLine) || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "202611250100") {
				t.Errorf("%s: %v", change, err)
			}
			if after := namesIn(t, folder); !slices.Equal(after, before) {
				t.Errorf("the folder held %q and holds %q", before, after)
			}
		}
	}
}

// The log of a database that is gone meets no other.
func TestLogWithoutItsDatabase(t *testing.T) {
	for _, left := range []string{"dateline.db-wal", "dateline.db.before-20261125090001"} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, left), []byte("of another"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), folder, store.Options{Work: true}); err == nil || !strings.Contains(err.Error(), left) {
			t.Errorf("a folder that holds %s: %v", left, err)
		}
	}
}
