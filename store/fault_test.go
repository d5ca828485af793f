package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"dateline/store"
)

// TestFaultOf: what the machine does to the store is told from what is wrong with
// the work.
func TestFaultOf(t *testing.T) {
	file := filepath.Join(t.TempDir(), "locked.db")
	var held [2]*sql.DB
	for i := range held {
		db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(0)&_txlock=immediate")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		held[i] = db
	}
	tx, err := held[0].Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	_, locked := held[1].Begin()
	if _, err := held[0].Exec("CREATE TABLE a(b UNIQUE)"); err == nil {
		t.Fatal("two write at once")
	}
	_, wrong := tx.Exec("SELECT nothing FROM nowhere")
	for _, c := range []struct {
		err  error
		want store.Fault
	}{
		{nil, ""},
		{errors.New("a stage failed"), ""},
		{store.ErrNotFound, ""},
		{store.ErrLeaseLost, ""},
		{wrong, ""},
		{os.ErrNotExist, ""},
		{fmt.Errorf("writing: %w", locked), store.FaultBusy},
		{store.ErrReadOnly, store.FaultFull},
		{&os.PathError{Op: "write", Err: syscall.ENOSPC}, store.FaultFull},
		{os.NewSyscallError("fsync", syscall.EIO), store.FaultIO},
		{os.NewSyscallError("open", syscall.EROFS), store.FaultIO},
		{os.NewSyscallError("open", syscall.ENFILE), store.FaultFiles},
		{errors.Join(errors.New("first"), os.NewSyscallError("mmap", syscall.ENOMEM)), store.FaultMemory},
	} {
		if got := store.FaultOf(c.err); got != c.want {
			t.Errorf("%v is %q, want %q", c.err, got, c.want)
		}
	}
}
