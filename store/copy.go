package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// copyEvidence copies the WARC files that a database speaks of, each as far as it
// does: files only grow, and stay for a while after they were given up. Each record
// is compared with its sum on the way. What is damaged is copied as it is and named,
// what is missing is named, and the rest goes on.
func copyEvidence(ctx context.Context, database *sql.DB, from, to string) (sums []FileSum, damaged []string, err error) {
	var known int
	if err := database.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name = 'evidence_file'").Scan(&known); err != nil || known == 0 {
		return nil, nil, err // of a version that kept everything in the database
	}
	all, err := files(ctx, pool{database})
	if err != nil || len(all) == 0 {
		return nil, nil, err
	}
	if err := os.MkdirAll(filepath.Join(to, EvidenceFolder), privateFolder); err != nil {
		return nil, nil, err
	}
	for _, f := range all {
		records, err := collect(ctx, pool{database}, scanPlace, "SELECT id, place, length, sum FROM capture WHERE file = ? ORDER BY place", f.id)
		if err != nil {
			return nil, nil, err
		}
		records = slices.Insert(records, 0, recordPlace{"", 0, f.head, f.sum})
		sum, wrong, err := copyWARC(ctx, f.name, records, filepath.Join(from, EvidenceFolder), filepath.Join(to, EvidenceFolder))
		if err != nil {
			return nil, nil, err
		}
		damaged = append(damaged, wrong...)
		if sum.Name != "" {
			sums = append(sums, sum)
		}
	}
	return sums, damaged, syncFolder(filepath.Join(to, EvidenceFolder))
}

// copyWARC copies a file up to the end of its last record. An error is of writing;
// what is wrong with what is read is told in sentences.
func copyWARC(ctx context.Context, name string, records []recordPlace, from, to string) (sum FileSum, wrong []string, err error) {
	in, err := os.Open(filepath.Join(from, name))
	if err != nil {
		return sum, []string{fmt.Sprintf("%s can't be read, and the %d captures in it are not in the copy (%v)", name, len(records)-1, err)}, nil
	}
	defer in.Close()
	out, err := os.OpenFile(filepath.Join(to, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, privateFile)
	if err != nil {
		return sum, nil, err
	}
	c := copying{in: bufio.NewReaderSize(in, 1<<20), out: out, sum: sha256.New()}
	for i, r := range records {
		if err := ctx.Err(); err != nil {
			return sum, wrong, errors.Join(err, out.Close())
		}
		got, err := c.record(r)
		if unreadable := (*unreadable)(nil); errors.As(err, &unreadable) {
			wrong = append(wrong, fmt.Sprintf("%s can be read up to %d only, and %d captures in it are not in the copy (%v)", name, c.at, len(records)-max(i, 1), unreadable.error))
			break
		}
		if err != nil {
			return sum, wrong, errors.Join(err, out.Close())
		}
		switch {
		case got == r.sum:
		case r.id == "":
			wrong = append(wrong, fmt.Sprintf("the beginning of %s: %v", name, errDamaged))
		default:
			wrong = append(wrong, fmt.Sprintf("capture %s in %s at %d: %v", r.id, name, r.place, errDamaged))
		}
	}
	err = errors.Join(out.Sync(), out.Close())
	return FileSum{path.Join(EvidenceFolder, name), c.at, hex.EncodeToString(c.sum.Sum(nil))}, wrong, err
}

// copying is a file on its way to another.
type copying struct {
	in   io.Reader
	out  io.Writer
	sum  hash.Hash
	at   int64
	data []byte
}

// An unreadable error is one of reading.
type unreadable struct{ error }

// record copies what there is up to the end of a record, and gives the record's sum.
func (c *copying) record(r recordPlace) (uint32, error) {
	if r.place < c.at {
		return 0, unreadableAt(r)
	}
	if err := c.copy(r.place - c.at); err != nil {
		return 0, err
	}
	if err := c.copy(r.length); err != nil {
		return 0, err
	}
	return crc32.Checksum(c.data, castagnoli), nil
}

func unreadableAt(r recordPlace) error {
	return &unreadable{fmt.Errorf("the database says that a record begins at %d, where another is", r.place)}
}

func (c *copying) copy(length int64) error {
	c.data = slices.Grow(c.data[:0], int(length))[:length]
	n, readErr := io.ReadFull(c.in, c.data)
	c.data = c.data[:n]
	c.sum.Write(c.data)
	c.at += int64(n)
	if _, err := c.out.Write(c.data); err != nil {
		return err
	}
	if readErr != nil {
		return &unreadable{readErr}
	}
	return nil
}

// copyFile copies a file that nobody writes to and gives the sum of what was read.
func copyFile(from, to string) (sum FileSum, err error) {
	in, err := os.Open(from)
	if err != nil {
		return sum, err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, privateFile)
	if err != nil {
		return sum, err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, h), in)
	if err == nil {
		err = out.Sync()
	}
	return FileSum{filepath.Base(from), n, hex.EncodeToString(h.Sum(nil))}, errors.Join(err, out.Close())
}

// sumFile reads a file that nobody has open and gives its sum.
func sumFile(file string) (sum FileSum, err error) {
	in, err := os.Open(file)
	if err != nil {
		return sum, err
	}
	defer in.Close()
	h := sha256.New()
	n, err := io.Copy(h, in)
	return FileSum{filepath.Base(file), n, hex.EncodeToString(h.Sum(nil))}, err
}

// exists reports whether there is something at a path.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
