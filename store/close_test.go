package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

// Run with -race: whoever writes while the database is being closed is either
// served or told that it is closed.
func TestWritesWhileClosing(t *testing.T) {
	for range 6 {
		db, err := store.Open(t.Context(), t.TempDir(), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var writers sync.WaitGroup
		wrote := make(chan struct{}, 100)
		for range 8 {
			writers.Go(func() {
				for {
					err := db.Write(context.Background(), "busy", func(tx *store.Tx) error { return tx.SaveSetting("a", "b") })
					if errors.Is(err, store.ErrClosed) {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					select {
					case wrote <- struct{}{}:
					default:
					}
				}
			})
		}
		<-wrote
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		writers.Wait()
	}
}

// Run with -race: the folder is claimed while evidence is written.
func TestClaimedWhileWriting(t *testing.T) {
	db := openWith(t, t.TempDir(), store.Options{})
	var writer sync.WaitGroup
	for i := range 2 {
		writer.Go(func() {
			c := db.Pack(news.Capture{URL: "https://a.example/" + string(rune('a'+i)), Body: []byte("page"), FetchedAt: time.Unix(1, 0)})
			if err := db.Write(context.Background(), "keeping", func(tx *store.Tx) error { return tx.SaveCapture(c) }); err != nil {
				t.Error(err)
			}
		})
		writer.Go(func() {
			if err := db.Own(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	writer.Wait()
}

// A folder that was closed holds the database in one file, so that whoever copies
// or moves that file has all of it.
func TestCloseLeavesOneFile(t *testing.T) {
	folder := t.TempDir()
	db := openIn(t, folder)
	if err := db.Write(t.Context(), "setting", func(tx *store.Tx) error { return tx.SaveSetting("a", "b") }); err != nil {
		t.Fatal(err)
	}
	if v, err := db.Setting(t.Context(), "a"); err != nil || v != "b" {
		t.Fatalf("%q, %v", v, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, store.FileName+"*")); len(left) != 1 {
		t.Errorf("the folder holds %q after closing, want the database alone", left)
	}
	moved := t.TempDir()
	if err := os.Rename(filepath.Join(folder, store.FileName), filepath.Join(moved, store.FileName)); err != nil {
		t.Fatal(err)
	}
	if v, err := openIn(t, moved).Setting(t.Context(), "a"); err != nil || v != "b" {
		t.Errorf("the moved file holds %q, %v; want b", v, err)
	}
}

// namesIn lists what a folder holds, without what SQLite puts beside a database
// that is looked into.
func namesIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if n := e.Name(); !strings.HasPrefix(n, "dateline.lock") && !strings.HasSuffix(n, "-shm") && !strings.HasSuffix(n, "-wal") {
			names = append(names, n)
		}
	}
	return names
}

// Nothing in a data folder can be read by other users, also where an older version
// left it open to them, and no more can a backup.
func TestFilesAreTheOwnersAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	keep := func(db *store.DB, url string) {
		t.Helper()
		if err := db.Own(t.Context()); err != nil {
			t.Fatal(err)
		}
		c := db.Pack(news.Capture{URL: url, Body: []byte("page"), FetchedAt: time.Unix(1, 0)})
		if err := db.Write(t.Context(), "keeping", func(tx *store.Tx) error { return tx.SaveCapture(c) }); err != nil {
			t.Fatal(err)
		}
		private(t, folder)
	}
	db := openIn(t, folder)
	keep(db, "https://a.example/1")
	db.Close()
	for _, path := range everything(t, folder) {
		mode := os.FileMode(0o644)
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			mode = 0o755
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	if open, err := store.OpenToOthers(folder); err != nil || len(open) < 4 {
		t.Errorf("open to others are said to be %q, %v", open, err)
	}
	keep(openIn(t, folder), "https://a.example/2")
	backup := filepath.Join(t.TempDir(), "backup")
	if _, err := store.Backup(t.Context(), folder, backup, time.Unix(9, 0)); err != nil {
		t.Fatal(err)
	}
	private(t, backup)
}

func everything(t *testing.T, folder string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		paths = append(paths, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func private(t *testing.T, folder string) {
	t.Helper()
	for _, path := range everything(t, folder) {
		info, err := os.Stat(path)
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
	}
}
