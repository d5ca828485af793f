package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Everything in a data folder is for the user that Dateline runs as: it holds
// passwords' sums, addresses of readers, and what is not published yet.
const (
	privateFolder fs.FileMode = 0o700
	privateFile   fs.FileMode = 0o600
)

// makePrivate makes an empty file, unless it is there, that only its owner can
// read. SQLite would make it readable for all, and gives its log the same rights.
func makePrivate(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY, privateFile)
	if err != nil {
		return err
	}
	return f.Close()
}

// closeToOthers takes from other users the rights that an older version left them
// on a data folder. What belongs to somebody else stays as they have it.
func closeToOthers(folder string) error {
	open, err := OpenToOthers(folder)
	if err != nil {
		return err
	}
	for _, path := range open {
		info, err := os.Stat(path)
		if err == nil {
			err = os.Chmod(path, info.Mode().Perm()&privateFolder)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return err
		}
	}
	return nil
}

// OpenToOthers lists what in a data folder other users of the machine can reach:
// the folder itself, the database with its log and copies, the evidence.
func OpenToOthers(folder string) (open []string, err error) {
	if runtime.GOOS == "windows" { // where files have no such rights
		return nil, nil
	}
	paths := []string{folder}
	evidence := filepath.Join(folder, EvidenceFolder)
	for of, ours := range map[string]func(name string) bool{
		folder: func(name string) bool {
			return name == EvidenceFolder || strings.HasPrefix(name, FileName) || strings.HasPrefix(name, lockName)
		},
		evidence: func(name string) bool { return strings.HasSuffix(name, ".warc.gz") },
	} {
		entries, err := os.ReadDir(of)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			if ours(e.Name()) {
				paths = append(paths, filepath.Join(of, e.Name()))
			}
		}
	}
	slices.Sort(paths)
	for _, path := range paths {
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if info.Mode().Perm()&0o077 != 0 && (info.IsDir() || info.Mode().IsRegular()) {
			open = append(open, path)
		}
	}
	return open, nil
}
