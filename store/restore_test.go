package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

var madeAt, restoredAt = time.Date(2026, 6, 14, 3, 0, 0, 0, time.UTC), time.Date(2026, 6, 15, 9, 0, 0, 0, time.UTC)

// keepSome puts captures and a delivery that is due into a data folder.
func keepSome(t *testing.T, db *store.DB) {
	t.Helper()
	var captures []store.PackedCapture
	for i := range 8 {
		body := strings.Repeat(fmt.Sprint("page ", i, " "), 400)
		captures = append(captures, db.Pack(news.Capture{URL: fmt.Sprint("https://a.example/", i), ItemID: "item", Body: []byte(body), FetchedAt: madeAt}))
	}
	err := db.Write(t.Context(), "keeping", func(tx *store.Tx) error {
		for _, c := range captures {
			if err := tx.SaveCapture(c); err != nil {
				return err
			}
		}
		for _, channel := range []news.Channel{news.ChannelEmail, news.ChannelWebhook} {
			d := news.Delivery{ID: news.DeliveryID("alert/a/r", channel, "u"), Subject: "alert/a/r", Channel: channel, Recipient: "u"}
			if _, err := tx.Owe(d); err != nil {
				return err
			}
			if err := tx.Plan("deliver", d.ID, madeAt); err != nil {
				return err
			}
		}
		return tx.SaveSetting("a", "b")
	})
	if err != nil {
		t.Fatal(err)
	}
}

// backedUp is a data folder and a backup of it.
func backedUp(t *testing.T) (folder, backup string) {
	t.Helper()
	folder, backup = t.TempDir(), filepath.Join(t.TempDir(), "backup")
	db := openIn(t, folder)
	keepSome(t, db)
	about, err := store.Backup(t.Context(), folder, backup, madeAt)
	if err != nil || len(about.Damaged) > 0 || len(about.Files) != 2 || about.Counts["captures"] != 8 || about.Newsroom == "" {
		t.Fatalf("%+v, %v", about, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return folder, backup
}

func warcIn(t *testing.T, folder string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, store.EvidenceFolder, "*.warc.gz"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%q, %v", found, err)
	}
	return found[0]
}

// A restored newsroom is the one that was backed up, and holds back what would go out.
func TestRestoreHoldsBack(t *testing.T) {
	from, backup := backedUp(t)
	folder := filepath.Join(t.TempDir(), "new")
	r, err := store.Restore(t.Context(), backup, folder, "", restoredAt)
	if err != nil || len(r.Damaged) > 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := store.Restore(t.Context(), backup, folder, "", restoredAt); err == nil {
		t.Error("a newsroom was overwritten")
	}
	db := openIn(t, folder)
	hold, err := db.Hold(t.Context())
	if err != nil || hold == nil || !hold.Since.Equal(restoredAt) || !hold.BackupAt.Equal(madeAt) || hold.Before != from {
		t.Errorf("the hold is %+v, %v", hold, err)
	}
	counts, err := db.Counts(t.Context())
	if err != nil || counts["deliveries owed"] != 2 || counts["captures"] != 8 {
		t.Errorf("%v, %v", counts, err)
	}
	due, err := db.DueOf(t.Context(), []string{"deliver"}, restoredAt, news.Paging{})
	if err != nil || len(due.Rows) != 2 {
		t.Errorf("due are %+v, %v", due.Rows, err)
	}
	if bad, err := db.CheckCaptures(t.Context(), func(int) {}); err != nil || len(bad) > 0 {
		t.Errorf("damaged captures %q, %v", bad, err)
	}
	if err := db.Write(t.Context(), "lifting", func(tx *store.Tx) error { return tx.Release() }); err != nil {
		t.Fatal(err)
	}
	if hold, err := db.Hold(t.Context()); err != nil || hold != nil {
		t.Errorf("after lifting the hold is %+v, %v", hold, err)
	}
}

// killed copies the files of a folder in which a program is at work, as they would be
// left if it were killed now.
func killed(t *testing.T, at string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	entries, err := os.ReadDir(at)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(at, e.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, e.Name()), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// A database is several files: one that is left of another newsroom is not taken for
// part of what is restored, and what has a log is no backup.
func TestRestoreWhereALogIsLeft(t *testing.T) {
	_, backup := backedUp(t)
	at := t.TempDir()
	db := openIn(t, at)
	if err := db.Write(t.Context(), "setting", func(tx *store.Tx) error { return tx.SaveSetting("a", "of the old newsroom") }); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"", store.FileName, store.FileName + "-shm"} {
		folder := killed(t, at)
		if gone != "" {
			if err := os.Remove(filepath.Join(folder, gone)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := store.Restore(t.Context(), backup, folder, "", restoredAt); err == nil || !strings.Contains(err.Error(), "dateline.db-wal") {
			t.Errorf("restored into a folder with a log and without %q: %v", gone, err)
		}
	}
	if _, err := store.Restore(t.Context(), killed(t, at), t.TempDir(), "", restoredAt); err == nil || !strings.Contains(err.Error(), "dateline backup") {
		t.Errorf("restored from a folder with a log: %v", err)
	}
	if v, err := openIn(t, killed(t, at)).Setting(t.Context(), "a"); err != nil || v != "of the old newsroom" {
		t.Errorf("what was left says %q, %v", v, err)
	}
	empty := t.TempDir()
	if _, err := store.Restore(t.Context(), backup, empty, "", restoredAt); err != nil {
		t.Fatal(err)
	}
	if v, err := openIn(t, empty).Setting(t.Context(), "a"); err != nil || v != "b" {
		t.Errorf("restored says %q, %v", v, err)
	}
}

// spoil changes a file: flips a bit in its middle, cuts its end off, or removes it.
func spoil(t *testing.T, file, how string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	switch how {
	case "missing":
		err = os.Remove(file)
	case "cut":
		err = os.WriteFile(file, b[:len(b)*2/3], 0o600)
	case "flipped":
		b[len(b)/2] ^= 8
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// What is damaged of the evidence is named, in a backup and in a restore, and all the
// rest is copied.
func TestDamagedEvidenceIsNamed(t *testing.T) {
	for how, want := range map[string]string{"flipped": "capture cap_", "cut": "can be read up to", "missing": "the 8 captures in it"} {
		t.Run(how, func(t *testing.T) {
			folder, backup := backedUp(t)
			spoil(t, warcIn(t, backup), how)
			restored := t.TempDir()
			r, err := store.Restore(t.Context(), backup, restored, "", restoredAt)
			named(t, r.Damaged, want, err)
			bad, err := openIn(t, restored).CheckCaptures(t.Context(), func(int) {})
			if err != nil || how != "missing" && (len(bad) == 0 || len(bad) > 6) {
				t.Errorf("restored with %d damaged captures of 8, %v", len(bad), err)
			}

			spoil(t, warcIn(t, folder), how)
			second := filepath.Join(t.TempDir(), "second")
			about, err := store.Backup(t.Context(), folder, second, madeAt)
			named(t, about.Damaged, want, err)
			r, err = store.Restore(t.Context(), second, t.TempDir(), "", restoredAt)
			if err != nil || len(r.Damaged) == 0 {
				t.Errorf("restored from a backup of what is damaged: %q, %v", r.Damaged, err)
			}
		})
	}
}

func named(t *testing.T, damaged []string, want string, err error) {
	t.Helper()
	if err != nil || len(damaged) != 1 || !strings.Contains(damaged[0], want) {
		t.Errorf("damaged are said to be %q, %v; want one that says %q", damaged, err, want)
	}
}

// A damaged database is neither restored nor taken for a backup; nothing is left of
// the try.
func TestDamagedDatabaseIsRefused(t *testing.T) {
	for _, how := range []string{"cut", "flipped"} {
		for _, told := range []bool{true, false} {
			folder, backup := backedUp(t)
			spoil(t, filepath.Join(backup, store.FileName), how)
			if !told { // as a backup of an older version
				if err := os.Remove(filepath.Join(backup, "backup.json")); err != nil {
					t.Fatal(err)
				}
			}
			target := t.TempDir()
			if _, err := store.Restore(t.Context(), backup, target, "", restoredAt); err == nil || !strings.Contains(err.Error(), "take another backup") {
				t.Errorf("%s, with sums %v: %v", how, told, err)
			}
			if names := namesIn(t, target); len(names) > 0 {
				t.Errorf("%s: %q are left", how, names)
			}
			spoil(t, filepath.Join(folder, store.FileName), how)
			second := filepath.Join(t.TempDir(), "second")
			if _, err := store.Backup(t.Context(), folder, second, madeAt); err == nil {
				t.Errorf("%s: a damaged database was backed up", how)
			}
			if _, err := store.Restore(t.Context(), second, t.TempDir(), "", restoredAt); err == nil {
				t.Errorf("%s: what was begun is taken for a backup", how)
			}
		}
	}
}

// A restore that was cut off anywhere can be repeated, and until then nobody works in
// what it left.
func TestRestoreAfterOneThatWasCutOff(t *testing.T) {
	_, backup := backedUp(t)
	const restoring = store.FileName + ".restoring"
	whole := func(t *testing.T, folder string) { // all put together, nothing in its place
		t.Helper()
		if _, err := store.Restore(t.Context(), backup, folder, "", restoredAt); err != nil {
			t.Fatal(err)
		}
		must(t, os.Mkdir(filepath.Join(folder, restoring), 0o700))
		must(t, os.WriteFile(filepath.Join(folder, restoring, "complete"), nil, 0o600))
		must(t, os.Rename(filepath.Join(folder, store.FileName), filepath.Join(folder, restoring, store.FileName)))
	}
	for name, cut := range map[string]func(t *testing.T, folder string){
		"while it copied": func(t *testing.T, folder string) {
			must(t, os.Mkdir(filepath.Join(folder, restoring), 0o700))
			must(t, os.WriteFile(filepath.Join(folder, restoring, store.FileName), []byte("half"), 0o600))
		},
		"before it took its place": func(t *testing.T, folder string) {
			whole(t, folder)
			must(t, os.Rename(filepath.Join(folder, store.EvidenceFolder), filepath.Join(folder, restoring, store.EvidenceFolder)))
		},
		"between evidence and database": whole,
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			cut(t, folder)
			if _, err := store.Open(t.Context(), folder, store.Options{Work: true}); err == nil || !strings.Contains(err.Error(), "cut off") {
				t.Errorf("opening what was cut off: %v", err)
			}
			if _, err := store.Restore(t.Context(), backup, folder, "", restoredAt); err != nil {
				t.Fatal(err)
			}
			db := openIn(t, folder)
			if bad, err := db.CheckCaptures(t.Context(), func(int) {}); err != nil || len(bad) > 0 {
				t.Errorf("damaged captures %q, %v", bad, err)
			}
		})
	}
	t.Run("after it took its place", func(t *testing.T) {
		folder := t.TempDir()
		whole(t, folder)
		must(t, os.Rename(filepath.Join(folder, restoring, store.FileName), filepath.Join(folder, store.FileName)))
		openIn(t, folder)
		if names := namesIn(t, folder); len(names) != 2 {
			t.Errorf("the folder holds %q, want database and evidence", names)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Evidence of another newsroom is not mixed with what is restored.
func TestRestoreBesideOtherEvidence(t *testing.T) {
	_, backup := backedUp(t)
	folder := t.TempDir()
	must(t, os.Mkdir(filepath.Join(folder, store.EvidenceFolder), 0o700))
	must(t, os.WriteFile(filepath.Join(folder, store.EvidenceFolder, "pages-1.warc.gz"), []byte("other"), 0o600))
	if _, err := store.Restore(t.Context(), backup, folder, "", restoredAt); err == nil || !strings.Contains(err.Error(), store.EvidenceFolder) {
		t.Errorf("restored beside other evidence: %v", err)
	}
}

// When a restored copy is said to be the live newsroom, the one it was restored from
// starts no more, if it can be reached; not while it is at work, and no other.
func TestTheOldCopyIsFenced(t *testing.T) {
	old, backup := backedUp(t)
	folder := t.TempDir()
	if _, err := store.Restore(t.Context(), backup, folder, "", restoredAt); err != nil {
		t.Fatal(err)
	}
	db := openIn(t, folder)
	working := openWith(t, old, store.Options{Work: true})
	if _, err := db.Fence(t.Context(), old); err == nil || !strings.Contains(err.Error(), "stop it first") {
		t.Errorf("fencing what is at work: %v", err)
	}
	must(t, working.Close())
	other := t.TempDir()
	openIn(t, other).Close()
	for before, want := range map[string]bool{other: false, filepath.Join(other, "nowhere"): false, folder: false, "": false, old: true} {
		if fenced, err := db.Fence(t.Context(), before); err != nil || fenced != want {
			t.Errorf("fencing %q: %v, %v; want %v", before, fenced, err, want)
		}
	}
	if _, err := store.Open(t.Context(), old, store.Options{Work: true}); !errors.Is(err, store.ErrSuperseded) || !strings.Contains(err.Error(), folder) {
		t.Errorf("working in the old copy: %v, want ErrSuperseded", err)
	}
	openIn(t, other)
}
