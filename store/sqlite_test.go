package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
	"dateline/store/storetest"
)

func open(t *testing.T) *store.DB {
	t.Helper()
	return openIn(t, t.TempDir())
}

// openIn opens a database as a process does that works in the folder.
func openIn(t *testing.T, folder string) *store.DB {
	t.Helper()
	return openWith(t, folder, store.Options{Work: true})
}

func openWith(t *testing.T, folder string, o store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), folder, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestSQLite(t *testing.T) { storetest.Run(t, open) }

func TestRefusesNewerDatabase(t *testing.T) {
	folder := t.TempDir()
	openIn(t, folder).Close()
	raw := openRaw(t, folder)
	if _, err := raw.Exec("INSERT INTO goose_db_version(version_id, is_applied) VALUES (99990101000001, 1)"); err != nil {
		t.Fatal(err)
	}
	raw.Close()
	if _, err := store.Open(context.Background(), folder, store.Options{}); !errors.Is(err, store.ErrNewer) {
		t.Errorf("opening a newer database: %v, want ErrNewer", err)
	}
}

// What a folder of an older version is searched in is found out when it is brought
// up to date.
func TestLanguagesOfAnOlderFolder(t *testing.T) {
	folder := t.TempDir()
	db := openIn(t, folder)
	if err := db.Write(t.Context(), "indexing", func(tx *store.Tx) error {
		for i, language := range []string{"de", "nb", "en gb", "xx"} {
			r := news.Report{ID: fmt.Sprint("rep_", i), Headline: "h", Text: "t"}
			if _, _, err := tx.SaveReport(r, time.Unix(0, 0)); err != nil {
				return err
			}
			if err := tx.IndexReports([]store.SearchRow{{ID: r.ID, Body: "word", Language: language}}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	db.Close()
	raw := openRaw(t, folder)
	step, err := store.Schema.ReadFile("schema/20261125050001_search_language.sql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Exec("DROP TABLE search_language; " + string(step)); err != nil {
		t.Fatal(err)
	}
	raw.Close()
	got, err := openIn(t, folder).SearchLanguages(t.Context())
	if want := []string{"", "de", "en", "no"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("languages %q, %v; want %q", got, err, want)
	}
}

func TestOptionsReachEveryConnection(t *testing.T) {
	db := open(t)
	for name, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		for _, got := range store.Pragma(db, name) {
			if got != want {
				t.Errorf("PRAGMA %s is %q on one connection, want %q", name, got, want)
			}
		}
	}
}

func TestBackupWhileWriting(t *testing.T) {
	db := open(t)
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
			if err := db.Write(context.Background(), "busy", func(tx *store.Tx) error { return tx.SaveSetting("n", strings.Repeat("x", i%100)) }); err != nil {
				stopped <- err
				return
			}
		}
	}()
	folder, from := t.TempDir(), filepath.Dir(db.File())
	if _, err := store.Backup(t.Context(), from, folder, time.Unix(9, 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Backup(t.Context(), from, folder, time.Unix(9, 0)); err == nil {
		t.Error("a backup overwrote another")
	}
	close(stop)
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if wrong, err := openIn(t, folder).Check(t.Context()); err != nil || len(wrong) > 0 {
		t.Errorf("the backup is not sound: %v, %v", wrong, err)
	}
}

func TestClosedDatabaseRefusesWrites(t *testing.T) {
	db := openIn(t, t.TempDir())
	db.Close()
	if err := db.Write(context.Background(), "late", func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Errorf("a write after Close: %v, want ErrClosed", err)
	}
}

func TestOneProcessWorks(t *testing.T) {
	folder := t.TempDir()
	first, second := openWith(t, folder, store.Options{}), openWith(t, folder, store.Options{})
	if err := first.Own(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := second.Own(t.Context()); !errors.Is(err, store.ErrRunning) {
		t.Errorf("claiming a folder that another works in: %v, want ErrRunning", err)
	}
	if err := second.Write(t.Context(), "beside", func(tx *store.Tx) error { return tx.SaveSetting("a", "b") }); err != nil {
		t.Errorf("adding to a folder that another works in: %v", err)
	}
	first.Close()
	if err := second.Own(t.Context()); err != nil {
		t.Errorf("claiming a folder that was let go: %v", err)
	}
}

func TestFolderThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(context.Background(), filepath.Join(file, "data"), store.Options{}); err == nil {
		t.Error("opened a database inside a file")
	}
}

func openRaw(t *testing.T, folder string) *sql.DB {
	t.Helper()
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(folder, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	return raw
}
