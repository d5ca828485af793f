package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"dateline/news"
)

const selectEndpoints = "SELECT channel, address, closed, since, given_up, reason, changed_at FROM endpoint "

func scanEndpoint(r *sql.Rows) (e news.Endpoint, err error) {
	var since, changed int64
	err = r.Scan(&e.Channel, &e.Address, &e.Closed, &since, &e.GivenUp, &e.Reason, &changed)
	e.Since, e.ChangedAt = fromMillis(since), fromMillis(changed)
	return e, err
}

// Endpoint gives what failed at an address since something last arrived there; the
// zero value with the address if nothing did.
func (db *Reader) Endpoint(ctx context.Context, channel news.Channel, address string) (news.Endpoint, error) {
	return endpoint(ctx, db, channel, address)
}

// Endpoint is DB.Endpoint within a write.
func (tx *Tx) Endpoint(channel news.Channel, address string) (news.Endpoint, error) {
	return endpoint(tx.ctx, tx, channel, address)
}

func endpoint(ctx context.Context, q querier, channel news.Channel, address string) (news.Endpoint, error) {
	e, err := one(ctx, q, scanEndpoint, selectEndpoints+"WHERE channel = ? AND address = ?", channel, address)
	if errors.Is(err, ErrNotFound) {
		return news.Endpoint{Channel: channel, Address: address}, nil
	}
	return e, err
}

// SaveEndpoint keeps what failed at an address.
func (tx *Tx) SaveEndpoint(e news.Endpoint) error {
	_, err := tx.exec(`INSERT INTO endpoint(channel, address, closed, since, given_up, reason, changed_at) VALUES (?,?,?,?,?,?,?) ON CONFLICT(channel, address)
		DO UPDATE SET closed = excluded.closed, since = excluded.since, given_up = excluded.given_up, reason = excluded.reason, changed_at = excluded.changed_at`,
		e.Channel, e.Address, e.Closed, millis(e.Since), e.GivenUp, e.Reason, millis(e.ChangedAt))
	return err
}

// OpenEndpoint forgets what failed at an address.
func (tx *Tx) OpenEndpoint(channel news.Channel, address string) error {
	_, err := tx.exec("DELETE FROM endpoint WHERE channel = ? AND address = ?", channel, address)
	return err
}

// FailingWebhooks gives webhooks that are closed or at which a delivery was given up.
func (db *Reader) FailingWebhooks(ctx context.Context, limit int) ([]news.Endpoint, error) {
	return collect(ctx, db, scanEndpoint, selectEndpoints+"WHERE channel = ? AND (closed = 1 OR given_up > 0) ORDER BY since, address LIMIT ?", news.ChannelWebhook, limit)
}

// Bounced counts the e-mail addresses that were closed since a time.
func (db *Reader) Bounced(ctx context.Context, since time.Time) (int, error) {
	return one(ctx, db, scanInt, "SELECT count(*) FROM endpoint WHERE channel = ? AND closed = 1 AND changed_at >= ?", news.ChannelEmail, millis(since))
}
