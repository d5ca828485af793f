package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// EvidenceFolder is the name of the folder of WARC files inside a data folder.
const EvidenceFolder = "evidence"

// An EvidenceKind says what a WARC file holds: how long it is kept differs.
type EvidenceKind string

const (
	EvidenceFeeds EvidenceKind = "feeds" // captures of feeds, sitemaps and page lists
	EvidencePages EvidenceKind = "pages" // captures of items' pages
)

// fullFile is the size at which the next WARC file is begun (the specification
// recommends a gigabyte at most; smaller ones are easier to copy and to drop).
const fullFile = 256 << 20

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// The evidence is the folder of WARC files. Records are only ever appended, by
// the one writer, and are on disk before the transaction that names their place
// is committed: a row never points to what is not there, and what a crash
// leaves behind the last row is never read. A file that does not end where the
// rows say is not written to again, so nothing is ever cut off.
type evidence struct {
	folder string
	full   int64
	open   map[EvidenceKind]*evidenceFile
}

// An evidenceFile is a file that is written to.
type evidenceFile struct {
	id    int64
	file  *os.File
	end   int64
	dirty bool
}

func newEvidence(folder string, full int64) *evidence {
	return &evidence{folder: folder, full: full, open: map[EvidenceKind]*evidenceFile{}}
}

// append writes a packed record to the file of its kind and says where it is.
func (tx *Tx) append(kind EvidenceKind, record []byte, at time.Time) (file, place int64, err error) {
	e := tx.db.evidence
	f := e.open[kind]
	if f != nil && f.end >= e.full {
		if err := f.close(); err != nil {
			return 0, 0, err
		}
		delete(e.open, kind)
		f = nil
	}
	if f == nil {
		if f, err = tx.continueFile(kind); err == nil && f == nil {
			f, err = tx.beginFile(kind, at)
		}
		if err != nil {
			return 0, 0, fmt.Errorf("opening a WARC file: %w", err)
		}
		e.open[kind] = f
	}
	tx.appended = true
	place = f.end
	n, err := f.file.WriteAt(record, place)
	f.end, f.dirty = place+int64(n), true
	if err != nil {
		return 0, 0, fmt.Errorf("writing evidence: %w", err)
	}
	return f.id, place, nil
}

// continueFile opens the newest file of a kind again, if it ends where the rows
// say and nobody else can be writing to it; else there is none.
func (tx *Tx) continueFile(kind EvidenceKind) (*evidenceFile, error) {
	if !tx.db.claim.held() {
		return nil, nil
	}
	var f evidenceFile
	var name string
	err := tx.row([]any{&f.id, &name, &f.end}, "SELECT id, name, "+endOfFile+" FROM evidence_file e WHERE kind = ? AND dropped_at = 0 ORDER BY id DESC LIMIT 1", kind)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if f.file, err = os.OpenFile(filepath.Join(tx.db.evidence.folder, name), os.O_WRONLY, 0); err != nil {
		return nil, nil // the examination says so; new evidence goes on
	}
	if info, err := f.file.Stat(); err != nil || info.Size() != f.end || f.end >= tx.db.evidence.full {
		return nil, f.file.Close()
	}
	return &f, nil
}

// endOfFile is where the last record of evidence_file e ends.
const endOfFile = "max(e.head, coalesce((SELECT place + length FROM capture WHERE file = e.id ORDER BY place DESC LIMIT 1), 0))"

// beginFile makes the next file of a kind, which begins with a record that says
// what it is.
func (tx *Tx) beginFile(kind EvidenceKind, at time.Time) (*evidenceFile, error) {
	e := tx.db.evidence
	if err := os.MkdirAll(e.folder, privateFolder); err != nil {
		return nil, err
	}
	var f evidenceFile
	if err := tx.row([]any{&f.id}, "SELECT coalesce(max(id), 0) + 1 FROM evidence_file"); err != nil {
		return nil, err
	}
	var name string
	for serial := f.id; f.file == nil; serial++ {
		name = fmt.Sprintf("%s-%s-%06d.warc.gz", kind, at.UTC().Format("20060102"), serial)
		file, err := os.OpenFile(filepath.Join(e.folder, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, privateFile)
		switch {
		case errors.Is(err, os.ErrExist): // a transaction that was not committed left it
		case err != nil:
			return nil, err
		default:
			f.file = file
		}
	}
	head, err := tx.db.packHead(name, at)
	if err == nil {
		_, err = f.file.Write(head)
	}
	if err == nil {
		err = syncFolder(e.folder)
	}
	if err == nil {
		_, err = tx.exec("INSERT INTO evidence_file(id, name, kind, head, head_sum) VALUES (?,?,?,?,?)", f.id, name, kind, len(head), crc32.Checksum(head, castagnoli))
	}
	if err != nil {
		return nil, errors.Join(err, f.file.Close())
	}
	f.end, f.dirty = int64(len(head)), true
	return &f, nil
}

// syncFolder makes the name of a new file outlast a loss of power.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// sync puts on disk what was appended.
func (e *evidence) sync() error {
	for _, f := range e.open {
		if !f.dirty {
			continue
		}
		if err := f.file.Sync(); err != nil {
			return fmt.Errorf("writing evidence: %w", err)
		}
		f.dirty = false
	}
	return nil
}

// forget closes the files, because what was appended is in no row: the next
// record looks anew where it may go.
func (e *evidence) forget() error {
	var err error
	for kind, f := range e.open {
		err = errors.Join(err, f.close())
		delete(e.open, kind)
	}
	return err
}

func (f *evidenceFile) close() error {
	err := f.file.Sync()
	return errors.Join(err, f.file.Close())
}

// errDamaged says that what is kept is not what was kept.
var errDamaged = errors.New("its bytes are not those that were kept; restore the file from a backup")

// readRecord gives the packed record at a place of a file, compared with its sum.
func (e *evidence) readRecord(name string, place, length int64, sum uint32) ([]byte, error) {
	file, err := os.Open(filepath.Join(e.folder, name))
	if err != nil {
		return nil, fmt.Errorf("%w; restore the file from a backup", err)
	}
	defer file.Close()
	record := make([]byte, length)
	if _, err := file.ReadAt(record, place); err != nil {
		return nil, fmt.Errorf("reading %s at %d: %w; restore the file from a backup", name, place, err)
	}
	if crc32.Checksum(record, castagnoli) != sum {
		return nil, fmt.Errorf("%s at %d: %w", name, place, errDamaged)
	}
	return record, nil
}

// A fileRow is a WARC file as the database knows it.
type fileRow struct {
	id           int64
	name         string
	head, length int64
	sum          uint32
}

func scanFile(r *sql.Rows) (f fileRow, err error) {
	err = r.Scan(&f.id, &f.name, &f.head, &f.sum, &f.length)
	return f, err
}

const fileColumns = "e.id, e.name, e.head, e.head_sum, " + endOfFile

// files lists the WARC files that hold something.
func files(ctx context.Context, q querier) ([]fileRow, error) {
	return collect(ctx, q, scanFile, "SELECT "+fileColumns+" FROM evidence_file e WHERE dropped_at = 0 ORDER BY id")
}

// WriteWARC writes the kept captures, of one source or, for an empty sourceID,
// all, as one compressed WARC file: the records as they were kept, each compared
// with its sum on the way. It says how many captures it wrote.
func (db *DB) WriteWARC(ctx context.Context, w io.Writer, sourceID string) (n int, err error) {
	if err := db.MoveCaptures(ctx); err != nil {
		return 0, err
	}
	all, err := files(ctx, db)
	if err != nil {
		return 0, fmt.Errorf("listing WARC files: %w", err)
	}
	for _, f := range all {
		head, err := db.evidence.readRecord(f.name, 0, f.head, f.sum)
		if err != nil {
			return n, err
		}
		places, err := collect(ctx, db, scanPlace, "SELECT id, place, length, sum FROM capture WHERE file = ?1 AND (?2 = '' OR source_id = ?2) ORDER BY place", f.id, sourceID)
		if err != nil {
			return n, fmt.Errorf("listing captures: %w", err)
		}
		for i, p := range places {
			if err := ctx.Err(); err != nil {
				return n, err
			}
			record, err := db.evidence.readRecord(f.name, p.place, p.length, p.sum)
			if err != nil {
				return n, fmt.Errorf("capture %s is damaged: %w", p.id, err)
			}
			if i == 0 {
				record = slices.Concat(head, record)
			}
			if _, err := w.Write(record); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// A recordPlace is where the record of a capture stands in its file.
type recordPlace struct {
	id            string
	place, length int64
	sum           uint32
}

func scanPlace(r *sql.Rows) (p recordPlace, err error) {
	err = r.Scan(&p.id, &p.place, &p.length, &p.sum)
	return p, err
}

// neededCapture is a condition on a capture c: something stands on it.
const neededCapture = `(EXISTS (SELECT 1 FROM report_version v WHERE v.capture_id = c.id) OR c.id IN (SELECT key FROM due))`

// droppable is a condition on an evidence_file e, of a kind, in which nothing was
// seen since a time: at least half of its captures may go, and it is not the
// newest of its kind, which is written to.
const droppable = `e.kind = ? AND e.dropped_at = 0 AND e.id < (SELECT max(id) FROM evidence_file n WHERE n.kind = e.kind AND n.dropped_at = 0)
	AND NOT EXISTS (SELECT 1 FROM capture WHERE file = e.id AND seen_at >= ?)
	AND 2 * (SELECT count(*) FROM capture c WHERE file = e.id AND ` + neededCapture + `) <= (SELECT count(*) FROM capture WHERE file = e.id)`

// movedBytes is how much evidence is moved in one write, behind which all others
// wait.
const movedBytes = 4 << 20

// DropEvidence gives up one file of a kind in which nothing was seen since a
// time, and says how many captures went with it; more says that there may be
// another. A capture that a version of a report stands on, or that something is
// still due with, is never given up: it moves to the file that is written to. So
// that no such capture moves for nothing, a file goes when at least half of its
// captures do.
// The file itself stays until RemoveDropped, so that a backup that has just
// copied the database still finds it.
func (db *DB) DropEvidence(ctx context.Context, kind EvidenceKind, before, now time.Time) (dropped int, more bool, err error) {
	f, err := one(ctx, db, scanFile, "SELECT "+fileColumns+" FROM evidence_file e WHERE "+droppable+" ORDER BY e.id LIMIT 1", kind, millis(before))
	if errors.Is(err, ErrNotFound) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	needed, err := collect(ctx, db, scanPlace, "SELECT id, place, length, sum FROM capture c WHERE file = ? AND "+neededCapture+" ORDER BY place", f.id)
	if err != nil {
		return 0, false, err
	}
	if err := db.moveEvidence(ctx, kind, f, needed, now); err != nil {
		return 0, false, err
	}
	err = db.Write(ctx, "giving up evidence", func(tx *Tx) error {
		dropped, err = tx.dropFile(kind, f, before, now)
		return err
	})
	return dropped, err == nil, err
}

// moveEvidence copies records of a file to the one that is written to. They are
// read before it is the writer's turn, and a few megabytes at a time are written
// in one: a stop on the way leaves each either here or there.
func (db *DB) moveEvidence(ctx context.Context, kind EvidenceKind, f fileRow, places []recordPlace, now time.Time) error {
	for len(places) > 0 {
		var records [][]byte
		for size := 0; len(records) < len(places) && size < movedBytes; {
			p := places[len(records)]
			record, err := db.evidence.readRecord(f.name, p.place, p.length, p.sum)
			if err != nil {
				return fmt.Errorf("capture %s is damaged: %w", p.id, err)
			}
			records, size = append(records, record), size+len(record)
		}
		err := db.Write(ctx, "moving evidence", func(tx *Tx) error {
			for i, record := range records {
				file, place, err := tx.append(kind, record, now)
				if err != nil {
					return err
				}
				if _, err := tx.exec("UPDATE capture SET file = ?, place = ? WHERE id = ? AND file = ?", file, place, places[i].id, f.id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		places = places[len(records):]
	}
	return nil
}

// dropFile gives up a file and the captures in it, if it may still go and nothing
// in it has come to be needed meanwhile; else none, and it may be tried again.
func (tx *Tx) dropFile(kind EvidenceKind, f fileRow, before, now time.Time) (int, error) {
	var free bool
	err := tx.row([]any{&free}, "SELECT NOT EXISTS (SELECT 1 FROM capture c WHERE file = e.id AND "+neededCapture+") FROM evidence_file e WHERE "+droppable+" AND e.id = ?", kind, millis(before), f.id)
	if errors.Is(err, ErrNotFound) || err == nil && !free {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	gone, err := tx.exec("DELETE FROM capture WHERE file = ?", f.id)
	if err != nil {
		return 0, err
	}
	if _, err := tx.exec("UPDATE evidence_file SET dropped_at = ? WHERE id = ?", millis(now), f.id); err != nil {
		return 0, err
	}
	return int(gone), tx.count("captures", -int(gone))
}

// RemoveDropped deletes the files that were given up before a time.
func (tx *Tx) RemoveDropped(before time.Time) error {
	gone, err := collect(tx.ctx, tx, scanFile, "SELECT "+fileColumns+" FROM evidence_file e WHERE dropped_at > 0 AND dropped_at < ?", millis(before))
	if err != nil {
		return err
	}
	for _, f := range gone {
		if err := os.Remove(filepath.Join(tx.db.evidence.folder, f.name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if _, err := tx.exec("DELETE FROM evidence_file WHERE id = ?", f.id); err != nil {
			return err
		}
	}
	return nil
}
