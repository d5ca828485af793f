package testkit

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A Disk is a file system of its own that a test can fill to the last byte.
type Disk struct {
	Folder  string // where it is mounted
	t       testing.TB
	ballast string
}

// SmallDisk mounts a file system of a size in memory. A test that may not mount
// is skipped; whoever runs as root, as the checks do, runs it.
func SmallDisk(t testing.TB, size string) *Disk {
	t.Helper()
	d := &Disk{Folder: t.TempDir(), t: t}
	d.ballast = filepath.Join(d.Folder, "ballast")
	if err := syscall.Mount("tmpfs", d.Folder, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a small file system cannot be mounted here (%v); run the test as root", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(d.Folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return d
}

// Fill writes ballast until so many bytes are left; 0: none.
func (d *Disk) Fill(left int64) {
	d.t.Helper()
	file, err := os.OpenFile(d.ballast, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		d.t.Fatal(err)
	}
	defer file.Close()
	page := make([]byte, 4096)
	for d.Free() > left {
		if _, err := file.Write(page); err != nil {
			if errors.Is(err, syscall.ENOSPC) {
				return
			}
			d.t.Fatal(err)
		}
	}
}

// Empty removes the ballast.
func (d *Disk) Empty() {
	d.t.Helper()
	if err := os.Remove(d.ballast); err != nil {
		d.t.Fatal(err)
	}
}

// Free is how many bytes are left.
func (d *Disk) Free() int64 {
	d.t.Helper()
	var s syscall.Statfs_t
	if err := syscall.Statfs(d.Folder, &s); err != nil {
		d.t.Fatal(err)
	}
	return int64(s.Bavail) * s.Bsize
}
