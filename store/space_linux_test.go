package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/internal/testkit"
	"dateline/store"
)

// saving writes a setting of a number of kilobytes.
func saving(name string, kilobytes int) func(*store.Tx) error {
	return func(tx *store.Tx) error { return tx.SaveSetting(name, strings.Repeat("x", kilobytes<<10)) }
}

// TestReserve: on a full disk an urgent write uses up what is set aside, also
// where it shares its commit with one that does not fit; no other write does.
func TestReserve(t *testing.T) {
	disk := testkit.SmallDisk(t, "24m")
	db := openIn(t, filepath.Join(disk.Folder, "data"))
	if err := db.SetAside(4 << 20); err != nil {
		t.Fatal(err)
	}
	disk.Fill(0)
	if err := db.Write(t.Context(), "collecting", saving("a", 512)); store.FaultOf(err) != store.FaultFull {
		t.Fatalf("a write on a full disk: %v, want that it is full", err)
	}
	if s, err := db.Space(); err != nil || s.Reserve != 4<<20 || !s.Full {
		t.Errorf("after a write that can wait: %+v, %v; want the reserve untouched and the disk full", s, err)
	}
	errs := db.WriteEach(t.Context(), []store.Part{
		{What: "collecting", Do: saving("b", 512)},
		{What: "killing", Do: saving("kill", 512), Urgent: true},
		{What: "collecting", Do: saving("c", 512)},
	})
	if errs[1] != nil {
		t.Errorf("an urgent write with space set aside: %v", errs[1])
	}
	if got, err := db.Setting(t.Context(), "kill"); err != nil || len(got) != 512<<10 {
		t.Errorf("the urgent write left %d bytes, %v", len(got), err)
	}
	if store.FaultOf(errs[0]) != store.FaultFull || store.FaultOf(errs[2]) != store.FaultFull {
		t.Errorf("what can wait got %v and %v, want that the disk is full", errs[0], errs[2])
	}
	disk.Fill(0)
	if err := db.WriteUrgent(t.Context(), "killing", saving("last", 6<<10)); store.FaultOf(err) != store.FaultFull {
		t.Errorf("an urgent write when the reserve is gone: %v, want that the disk is full", err)
	}
	disk.Empty()
	if err := db.SetAside(4 << 20); err != nil {
		t.Errorf("setting space aside again: %v", err)
	}
	if err := db.Write(t.Context(), "collecting", saving("a", 512)); err != nil {
		t.Errorf("a write when there is space again: %v", err)
	}
	if s, _ := db.Space(); s.Full || s.Reserve != 4<<20 {
		t.Errorf("when there is space again: %+v", s)
	}
}

// TestFullDiskUndoesWhole: SQLite undoes a whole transaction when the disk is
// full; none of the writes that shared it is said to be done, and none remains.
func TestFullDiskUndoesWhole(t *testing.T) {
	disk := testkit.SmallDisk(t, "24m")
	db := openIn(t, filepath.Join(disk.Folder, "data"))
	disk.Fill(1 << 20)
	errs := db.WriteEach(t.Context(), []store.Part{
		{What: "small", Do: saving("small", 1)},
		{What: "large", Do: saving("large", 16<<10)},
		{What: "after", Do: saving("after", 1)},
	})
	for i, name := range []string{"small", "large", "after"} {
		got, err := db.Setting(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if (errs[i] == nil) != (got != "") {
			t.Errorf("%s: the write said %v and left %d bytes", name, errs[i], len(got))
		}
	}
	if err := db.Write(t.Context(), "small", saving("small", 1)); err != nil {
		t.Errorf("a small write after one that did not fit: %v", err)
	}
}

// TestOpensOnFullDisk: a database opens for reading when there is no byte left,
// whether it was closed or its process was killed.
func TestOpensOnFullDisk(t *testing.T) {
	for _, killed := range []bool{false, true} {
		disk := testkit.SmallDisk(t, "24m")
		folder := filepath.Join(disk.Folder, "data")
		db := openIn(t, folder)
		if err := db.Write(t.Context(), "setting", saving("kept", 64)); err != nil {
			t.Fatal(err)
		}
		if killed { // what is on disk while a process works is what one leaves that is killed
			left := filepath.Join(disk.Folder, "left")
			if err := os.Mkdir(left, 0o700); err != nil {
				t.Fatal(err)
			}
			for _, ending := range []string{"", "-wal"} {
				body, err := os.ReadFile(filepath.Join(folder, store.FileName+ending))
				if err == nil {
					err = os.WriteFile(filepath.Join(left, store.FileName+ending), body, 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			folder = left
		}
		db.Close()
		disk.Fill(0)
		full, err := store.Open(t.Context(), folder, store.Options{})
		if err != nil {
			t.Fatalf("killed %v: opening on a full disk: %v", killed, err)
		}
		if got, err := full.Setting(t.Context(), "kept"); err != nil || len(got) != 64<<10 {
			t.Errorf("killed %v: read %d bytes, %v", killed, len(got), err)
		}
		// Where the index of the log is still there, the database may open as ever.
		if s, err := full.Space(); err != nil || killed && !(s.ReadOnly && s.Full) {
			t.Errorf("killed %v: %+v, %v; want it read-only", killed, s, err)
		}
		if err := full.WriteUrgent(t.Context(), "killing", saving("a", 1)); store.FaultOf(err) != store.FaultFull {
			t.Errorf("killed %v: a write got %v", killed, err)
		}
		if err := full.Close(); err != nil {
			t.Errorf("killed %v: closing: %v", killed, err)
		}
		disk.Empty()
		again := openIn(t, folder)
		if got, err := again.Setting(t.Context(), "kept"); err != nil || len(got) != 64<<10 {
			t.Errorf("killed %v: with space again %d bytes, %v", killed, len(got), err)
		}
		if err := again.Write(t.Context(), "setting", saving("a", 1)); err != nil {
			t.Errorf("killed %v: a write with space again: %v", killed, err)
		}
		again.Close()
	}
}
