package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"dateline/news"
)

// A PackedCapture is a capture whose body is compressed already, so that the
// writer, behind whom everyone waits, does not have to.
type PackedCapture struct {
	news.Capture
	zstd []byte
}

// Pack compresses a capture's body and states its digest, size and identity.
func (db *DB) Pack(c news.Capture) PackedCapture {
	c.Digest = news.Digest(c.Body)
	c.Size = len(c.Body)
	c.ID = news.CaptureID(c.URL, c.Digest)
	return PackedCapture{c, db.pack(c.Body)}
}

// SaveCapture keeps a capture. One that is there already stays as it is, but is
// known to have been seen again.
func (tx *Tx) SaveCapture(c PackedCapture) error {
	header, err := toJSON(c.Header)
	if err != nil {
		return err
	}
	if _, err := tx.exec("INSERT INTO capture_body(digest, zstd) VALUES (?, ?) ON CONFLICT DO NOTHING", c.Digest, c.zstd); err != nil {
		return err
	}
	n, err := tx.exec(`INSERT INTO capture(id, source_id, item_id, url, final_url, fetched_at, seen_at, status, header, content_type, digest, size)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING`,
		c.ID, c.SourceID, c.ItemID, c.URL, c.FinalURL, millis(c.FetchedAt), millis(c.FetchedAt), c.Status, header, c.ContentType, c.Digest, c.Size)
	if err != nil {
		return err
	}
	if n == 0 {
		if _, err := tx.exec("UPDATE capture SET seen_at = max(seen_at, ?) WHERE id = ?", millis(c.FetchedAt), c.ID); err != nil {
			return err
		}
	}
	return tx.count("captures", int(n))
}

// Capture gives a capture with its body, whose digest is checked.
func (db *DB) Capture(ctx context.Context, id string) (news.Capture, error) {
	var packed []byte
	c, err := one(ctx, db, func(r *sql.Rows) (c news.Capture, err error) {
		var header string
		var fetched int64
		err = r.Scan(&c.ID, &c.SourceID, &c.ItemID, &c.URL, &c.FinalURL, &fetched, &c.Status, &header, &c.ContentType, &c.Digest, &c.Size, &packed)
		c.FetchedAt = fromMillis(fetched)
		if err == nil {
			err = json.Unmarshal([]byte(header), &c.Header)
		}
		return c, err
	}, `SELECT c.id, c.source_id, c.item_id, c.url, c.final_url, c.fetched_at, c.status, c.header, c.content_type, c.digest, c.size, b.zstd
		FROM capture c JOIN capture_body b ON b.digest = c.digest WHERE c.id = ?`, id)
	if err != nil {
		return c, fmt.Errorf("capture %s: %w", id, err)
	}
	if c.Body, err = db.unpack(packed); err != nil {
		return c, fmt.Errorf("capture %s is damaged: %w", id, err)
	}
	if got := news.Digest(c.Body); got != c.Digest {
		return c, fmt.Errorf("capture %s is damaged: its digest is %s, its body's %s; restore it from a backup", id, c.Digest, got)
	}
	return c, nil
}

// CheckCaptures reads every kept body and gives the captures that are damaged;
// progress is told how many were read.
func (db *DB) CheckCaptures(ctx context.Context, progress func(n int)) ([]string, error) {
	ids, err := collect(ctx, db, func(r *sql.Rows) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	}, "SELECT id FROM capture ORDER BY id")
	if err != nil {
		return nil, fmt.Errorf("listing captures: %w", err)
	}
	var bad []string
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
