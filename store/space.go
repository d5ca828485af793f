package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// ReserveName is the name of the file in a data folder that holds space for the
// desk: urgent writes use it up when nothing else is left.
const ReserveName = "dateline.reserve"

// A Space is how much room there is for a data folder.
type Space struct {
	Free, Size int64 // of the file system with less free, in bytes
	Reserve    int64 // bytes set aside for the desk
	Full       bool  // the last write met a full disk
	ReadOnly   bool  // opened for reading alone, because the disk was full
}

// A reserve is the file that holds space for urgent writes.
type reserve struct {
	file string
	mu   sync.Mutex
	held atomic.Int64 // bytes; 0: there is none
}

func newReserve(folder string) *reserve {
	r := &reserve{file: filepath.Join(folder, ReserveName)}
	if info, err := os.Stat(r.file); err == nil {
		r.held.Store(info.Size())
	}
	return r
}

// giveUp frees the space that is set aside, and reports whether there was any.
func (r *reserve) giveUp() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held.Load() == 0 {
		return false
	}
	r.held.Store(0)
	return os.Remove(r.file) == nil
}

// make sets space aside, unless so much is already.
func (r *reserve) make(size int64) (err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held.Load() == size {
		return nil
	}
	file, err := os.OpenFile(r.file, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("setting space aside for the desk: %w", err)
	}
	err = errors.Join(allocate(file, size), file.Close())
	if err != nil {
		r.held.Store(0)
		return errors.Join(fmt.Errorf("setting space aside for the desk: %w", err), os.Remove(r.file))
	}
	r.held.Store(size)
	return nil
}

// Space says how much room there is on the file systems of the database and of
// the evidence.
func (db *Reader) Space() (Space, error) {
	folder := filepath.Dir(db.file)
	free, size, err := room(folder)
	if err != nil {
		return Space{}, fmt.Errorf("asking for the free space of %s: %w", folder, err)
	}
	if f, s, err := room(db.evidence.folder); err == nil && f < free { // there is none before the first capture
		free, size = f, s
	}
	s := db.Fullness()
	s.Free, s.Size = free, size
	return s, nil
}

// SetAside makes the reserve that urgent writes may use up when the disk is full.
func (db *DB) SetAside(size int64) error { return db.reserve.make(size) }

// fill takes space for a file by writing to it.
func fill(file *os.File, size int64) error {
	zeros := make([]byte, 1<<20)
	for size > 0 {
		n, err := file.Write(zeros[:min(size, int64(len(zeros)))])
		if err != nil {
			return err
		}
		size -= int64(n)
	}
	return file.Sync()
}

// Fullness is Space where the file system can't be asked.
func (db *Reader) Fullness() Space {
	return Space{Reserve: db.reserve.held.Load(), Full: db.full.Load(), ReadOnly: db.readOnly}
}
