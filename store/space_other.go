//go:build !linux

package store

import (
	"errors"
	"os"
)

// room is known on Linux alone; elsewhere a full disk is noticed when a write fails.
func room(string) (free, size int64, err error) { return 0, 0, errors.ErrUnsupported }

// allocate takes space on the disk for a file.
func allocate(file *os.File, size int64) error { return fill(file, size) }
