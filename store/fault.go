package store

import (
	"errors"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A Fault is a failure of the machine rather than of the work: it says nothing
// about what was being done, and the same work succeeds once the fault is gone.
type Fault string

const (
	FaultFull   Fault = "full"   // no space left, or a quota is used up
	FaultIO     Fault = "io"     // the disk or the file system failed
	FaultBusy   Fault = "busy"   // another process held the database for too long
	FaultFiles  Fault = "files"  // too many open files
	FaultMemory Fault = "memory" // no memory
)

// ErrReadOnly is what a write gets where the data folder was opened for reading
// alone because its file system is full.
var ErrReadOnly error = &fault{FaultFull, errors.New("the file system is full, so the database was opened for reading alone")}

type fault struct {
	kind Fault
	err  error
}

func (f *fault) Error() string { return f.err.Error() }
func (f *fault) Unwrap() error { return f.err }

var (
	faultsOfSystem = map[syscall.Errno]Fault{
		syscall.ENOSPC: FaultFull, syscall.EDQUOT: FaultFull, syscall.EIO: FaultIO, syscall.EROFS: FaultIO, syscall.ESTALE: FaultIO,
		syscall.EMFILE: FaultFiles, syscall.ENFILE: FaultFiles, syscall.ENOMEM: FaultMemory,
	}
	faultsOfSQLite = map[int]Fault{
		sqlite3.SQLITE_FULL: FaultFull, sqlite3.SQLITE_IOERR: FaultIO, sqlite3.SQLITE_BUSY: FaultBusy, sqlite3.SQLITE_LOCKED: FaultBusy,
		sqlite3.SQLITE_PROTOCOL: FaultBusy, sqlite3.SQLITE_CANTOPEN: FaultFiles, sqlite3.SQLITE_NOMEM: FaultMemory, sqlite3.SQLITE_READONLY: FaultIO,
	}
)

// FaultOf says which fault of the machine an error comes from; empty: none.
func FaultOf(err error) Fault {
	var own *fault
	if errors.As(err, &own) {
		return own.kind
	}
	var system syscall.Errno
	if errors.As(err, &system) && faultsOfSystem[system] != "" {
		return faultsOfSystem[system]
	}
	var engine *sqlite.Error
	if !errors.As(err, &engine) {
		return ""
	}
	// SQLite reports a full disk as an I/O error where it cannot extend the
	// index of its log, which is shared memory in a file.
	if engine.Code() == sqlite3.SQLITE_IOERR_SHMSIZE || engine.Code() == sqlite3.SQLITE_IOERR_SHMMAP {
		return FaultFull
	}
	return faultsOfSQLite[engine.Code()&0xff]
}
