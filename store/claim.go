package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
)

// lockName is the file beside the database on which a process holds its claim.
const lockName = "dateline.lock"

// ErrRunning says that another process works in the data folder.
var ErrRunning = errors.New("another Dateline is working in this data folder; stop it first, or let it do the work")

// A claim holds a data folder for the work of one process. The lock is SQLite's
// own on a file beside the database, which every system frees when a process dies.
type claim struct {
	mu   sync.Mutex
	lock *sql.DB // nil: not held
}

func (c *claim) take(ctx context.Context, folder string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lock != nil {
		return nil
	}
	file := filepath.Join(folder, lockName)
	if err := makePrivate(file); err != nil {
		return fmt.Errorf("claiming the data folder: %w", err)
	}
	lock, err := sql.Open("sqlite", "file:"+escaped(file)+"?mode=rwc&_pragma=busy_timeout(2000)")
	if err != nil {
		return fmt.Errorf("claiming the data folder: %w", err)
	}
	lock.SetMaxOpenConns(1)
	if _, err := lock.ExecContext(ctx, "BEGIN EXCLUSIVE"); err != nil {
		lock.Close()
		if strings.Contains(err.Error(), "SQLITE_BUSY") {
			return ErrRunning
		}
		return fmt.Errorf("claiming the data folder: %w", err)
	}
	c.lock = lock
	return nil
}

func (c *claim) held() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lock != nil
}

func (c *claim) release() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lock == nil {
		return nil
	}
	lock := c.lock
	c.lock = nil
	return lock.Close()
}

// Own claims the data folder for the work of this process until Close, or until
// the process ends in whatever way. Looking into the folder, and adding to it,
// needs no claim; taking what is due does.
func (db *DB) Own(ctx context.Context) error {
	return db.claim.take(ctx, filepath.Dir(db.file))
}
