package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"hash/crc32"

	"dateline/news"
)

// A PackedCapture is a capture that is a packed record already, so that the
// writer, behind whom everyone waits, only has to append it.
type PackedCapture struct {
	news.Capture
	record []byte
	err    error
}

// Pack makes a capture's record, and states its digest, size and identity.
func (db *DB) Pack(c news.Capture) PackedCapture {
	if c.Digest == "" {
		c.Digest = news.Digest(c.Body)
	}
	c.Size = len(c.Body)
	c.ID = news.CaptureID(c.URL, c.Digest)
	record, err := db.packRecord(c)
	return PackedCapture{c, record, err}
}

// SaveCapture keeps a capture. One that is there already stays as it is, but is
// known to have been seen again.
func (tx *Tx) SaveCapture(c PackedCapture) error {
	if c.err != nil {
		return fmt.Errorf("packing a capture: %w", c.err)
	}
	n, err := tx.exec("UPDATE capture SET seen_at = max(seen_at, ?) WHERE id = ?", millis(c.FetchedAt), c.ID)
	if err != nil || n > 0 {
		return err
	}
	kind := EvidencePages
	if c.ItemID == "" {
		kind = EvidenceFeeds
	}
	file, place, err := tx.append(kind, c.record, c.FetchedAt)
	if err != nil {
		return err
	}
	if _, err := tx.exec(`INSERT INTO capture(id, source_id, item_id, url, final_url, fetched_at, seen_at, status, content_type, digest, size, file, place, length, sum)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		c.ID, c.SourceID, c.ItemID, c.URL, c.FinalURL, millis(c.FetchedAt), millis(c.FetchedAt), c.Status, c.ContentType, c.Digest, c.Size,
		file, place, len(c.record), crc32.Checksum(c.record, castagnoli)); err != nil {
		return err
	}
	return tx.count("captures", 1)
}

// A captureRow is a capture and where its record is.
type captureRow struct {
	news.Capture
	file, oldHeader string
	old             []byte // the body of one that has not been moved into a WARC file
	recordPlace
}

const captureColumns = `c.id, c.source_id, c.item_id, c.url, c.final_url, c.fetched_at, c.status, c.content_type, c.digest, c.size,
	coalesce(e.name, ''), c.place, c.length, c.sum, c.old_header, b.zstd`

const captureFrom = " FROM capture c LEFT JOIN evidence_file e ON e.id = c.file LEFT JOIN capture_body b ON c.file = 0 AND b.digest = c.digest "

func scanCapture(r *sql.Rows) (c captureRow, err error) {
	var fetched int64
	err = r.Scan(&c.ID, &c.SourceID, &c.ItemID, &c.URL, &c.FinalURL, &fetched, &c.Status, &c.ContentType, &c.Digest, &c.Size,
		&c.file, &c.place, &c.length, &c.sum, &c.oldHeader, &c.old)
	c.FetchedAt = fromMillis(fetched)
	return c, err
}

// Capture gives a capture with its body, whose digest is checked.
func (db *Reader) Capture(ctx context.Context, id string) (news.Capture, error) {
	row, err := one(ctx, db, scanCapture, "SELECT "+captureColumns+captureFrom+"WHERE c.id = ?", id)
	if err != nil {
		return row.Capture, fmt.Errorf("capture %s: %w", id, err)
	}
	c, err := db.wholeCapture(row)
	if err != nil {
		err = fmt.Errorf("capture %s is damaged: %w", id, err)
	}
	return c, err
}

// wholeCapture reads a capture's headers and body.
func (db *Reader) wholeCapture(row captureRow) (c news.Capture, err error) {
	c = row.Capture
	if row.file == "" {
		return db.oldCapture(row)
	}
	record, err := db.evidence.readRecord(row.file, row.place, row.length, row.sum)
	if err == nil {
		c.Header, c.Body, err = unpackRecord(record, c.Digest)
	}
	return c, err
}

// oldCapture reads a capture that an older version kept in the database.
func (db *Reader) oldCapture(row captureRow) (c news.Capture, err error) {
	c = row.Capture
	if err := json.Unmarshal([]byte(row.oldHeader), &c.Header); err != nil {
		return c, err
	}
	if c.Body, err = db.unpack(row.old); err != nil {
		return c, err
	}
	if got := news.Digest(c.Body); got != c.Digest {
		return c, fmt.Errorf("its digest is %s, its body's %s: %w", c.Digest, got, errDamaged)
	}
	return c, nil
}

// movedAtOnce bounds how many captures are moved in one transaction.
const movedAtOnce = 200

// MoveCaptures moves what an older version kept in the database into WARC files.
func (db *DB) MoveCaptures(ctx context.Context) error {
	for {
		var moved int
		err := db.Write(ctx, "moving captures", func(tx *Tx) (err error) { moved, err = tx.moveCaptures(); return err })
		if err != nil || moved == 0 {
			return err
		}
	}
}

// moveCaptures moves some. One that is damaged stays where it is, under a place
// that is in no file, for the examination to tell of.
func (tx *Tx) moveCaptures() (moved int, err error) {
	rows, err := collect(tx.ctx, tx, scanCapture, "SELECT "+captureColumns+captureFrom+"WHERE c.file = 0 AND c.place = 0 ORDER BY c.fetched_at LIMIT ?", movedAtOnce)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		c, err := tx.db.oldCapture(row)
		if err != nil {
			if _, err := tx.exec("UPDATE capture SET place = -1 WHERE id = ?", row.ID); err != nil {
				return 0, err
			}
			continue
		}
		kind := EvidencePages
		if c.ItemID == "" {
			kind = EvidenceFeeds
		}
		packed := tx.db.Pack(c)
		if packed.err != nil {
			return 0, packed.err
		}
		file, place, err := tx.append(kind, packed.record, c.FetchedAt)
		if err != nil {
			return 0, err
		}
		if _, err := tx.exec("UPDATE capture SET file = ?, place = ?, length = ?, sum = ?, old_header = '' WHERE id = ?",
			file, place, len(packed.record), crc32.Checksum(packed.record, castagnoli), c.ID); err != nil {
			return 0, err
		}
	}
	if len(rows) < movedAtOnce {
		_, err = tx.exec("DELETE FROM capture_body WHERE digest NOT IN (SELECT digest FROM capture WHERE file = 0)")
	}
	return len(rows), err
}

// CheckCaptures reads every kept capture, and the record that each WARC file
// begins with, and gives what is damaged; progress is told how many captures
// were read.
func (db *Reader) CheckCaptures(ctx context.Context, progress func(n int)) ([]string, error) {
	all, err := files(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("listing WARC files: %w", err)
	}
	var bad []string
	for _, f := range all {
		if _, err := db.evidence.readRecord(f.name, 0, f.head, f.sum); err != nil {
			bad = append(bad, fmt.Sprintf("the beginning of %s is damaged: %v", f.name, err))
		}
	}
	ids, err := collect(ctx, db, func(r *sql.Rows) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	}, "SELECT id FROM capture ORDER BY file, place")
	if err != nil {
		return nil, fmt.Errorf("listing captures: %w", err)
	}
	for n, id := range ids {
		if err := ctx.Err(); err != nil {
			return bad, err
		}
		if _, err := db.Capture(ctx, id); err != nil {
			bad = append(bad, err.Error())
		}
		progress(n + 1)
	}
	return bad, nil
}
