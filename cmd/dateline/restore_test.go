package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

// backupOfMany makes a backup that takes a while to put back.
func backupOfMany(t *testing.T) (backup string, captures int) {
	t.Helper()
	folder, backup := t.TempDir(), filepath.Join(t.TempDir(), "backup")
	db, err := store.Open(t.Context(), folder, store.Options{Work: true, FullFile: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 0))
	const n = 200
	for i := range n {
		body := make([]byte, 30_000)
		for at := range body {
			body[at] = byte(r.IntN(256))
		}
		c := db.Pack(news.Capture{URL: fmt.Sprint("https://a.example/", i), ItemID: "item", Body: body, FetchedAt: time.Unix(1, 0)})
		if err := db.Write(t.Context(), "keeping", func(tx *store.Tx) error { return tx.SaveCapture(c) }); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Backup(t.Context(), folder, backup, time.Unix(2, 0)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return backup, n
}

func restoring(t *testing.T, backup, folder string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Args = []string{"dateline", "restore", "--data", folder, backup}
	return c
}

// TestKilledWhileRestoring: a restore that is killed at any moment leaves either no
// newsroom, and can be run again, or all of it with what goes out held back.
func TestKilledWhileRestoring(t *testing.T) {
	backup, captures := backupOfMany(t)
	began := time.Now()
	if out, err := restoring(t, backup, t.TempDir()).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	whole := time.Since(began)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d; a restore takes %v", seed, whole)
	r := rand.New(rand.NewPCG(seed, 0))
	cut := 0
	for range 12 {
		folder := t.TempDir()
		for range 3 { // on what the last one left
			c := restoring(t, backup, folder)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			timer := time.AfterFunc(time.Duration(r.Int64N(int64(whole)*3/2)), func() { c.Process.Kill() })
			c.Wait() // the error is that it was killed, or that all was done before
			timer.Stop()
			if _, err := os.Stat(filepath.Join(folder, store.FileName)); err == nil {
				break
			}
			cut++
		}
		if _, err := os.Stat(filepath.Join(folder, store.FileName)); err != nil {
			if out, err := restoring(t, backup, folder).CombinedOutput(); err != nil {
				t.Fatalf("restoring after one that was cut off: %v\n%s", err, out)
			}
		}
		wantRestored(t, folder, captures)
	}
	t.Logf("%d restores were cut off", cut)
	if cut == 0 {
		t.Error("no restore was cut off; the moments must be earlier")
	}
}

// wantRestored examines a restored newsroom.
func wantRestored(t *testing.T, folder string, captures int) {
	t.Helper()
	db, err := store.Open(context.Background(), folder, store.Options{Work: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if hold, err := db.Hold(t.Context()); err != nil || hold == nil {
		t.Errorf("nothing is held: %+v, %v", hold, err)
	}
	read := 0
	bad, err := db.CheckCaptures(t.Context(), func(n int) { read = n })
	if err != nil || len(bad) > 0 || read != captures {
		t.Errorf("%d captures of %d, damaged %q, %v", read, captures, bad, err)
	}
	if wrong, err := db.Check(t.Context()); err != nil || len(wrong) > 0 {
		t.Errorf("the database: %q, %v", wrong, err)
	}
	left, err := filepath.Glob(filepath.Join(folder, "*restoring*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%q is left, %v", left, err)
	}
}

// TestRestoreCommands: what the commands say of backups, damage and the hold.
func TestRestoreCommands(t *testing.T) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	folder, backup, restored := t.TempDir(), filepath.Join(t.TempDir(), "backup"), t.TempDir()
	if status, _, said := runIn(t, "a long password of mine", nil, "user", "add", "--data", folder, "--email", "a@b.example", "--name", "Ada Quill", "--role", "administrator"); status != 0 {
		t.Fatal(said)
	}
	for _, c := range []struct {
		status int
		want   string
		args   []string
	}{
		{0, "copied to", []string{"backup", "--data", folder, backup}},
		{1, "name an empty folder", []string{"backup", "--data", folder, backup}},
		{1, "nothing is held back", []string{"live", "--data", folder}},
		{0, "Nothing goes out until", []string{"restore", "--data", restored, backup}},
		{1, "move all of them away", []string{"restore", "--data", restored, backup}},
		{1, "until an administrator says that it is the live one", []string{"doctor", "--data", restored}},
		{0, "0 pieces are held back", []string{"live", "--data", restored}},
		{0, "refuses to start from now on", []string{"live", "--yes", "--drop", "--data", restored}},
		{0, "is sound", []string{"doctor", "--data", restored}},
		{1, "a restored copy of this newsroom was said to be the live one", []string{"collect", "--once", "--data", folder}},
	} {
		status, out, said := runIn(t, "", nil, c.args...)
		if status != c.status || !strings.Contains(out+said, c.want) {
			t.Errorf("dateline %s: %d\n%s%s\nwant %d and %q", strings.Join(c.args, " "), status, out, said, c.status, c.want)
		}
	}
}
