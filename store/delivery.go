package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dateline/news"
)

func scanSubscriber(r *sql.Rows) (s news.Subscriber, err error) {
	var at int64
	err = r.Scan(&s.ID, &s.Channel, &s.Address, &s.Section, &s.Secret, &s.State, &at, &s.AskedSection, &s.AskedSecret)
	s.CreatedAt = fromMillis(at)
	return s, err
}

const subscriberColumns = "id, channel, address, section, secret, state, created_at, asked_section, asked_secret"

// SaveSubscriber keeps a subscriber as it is now.
func (tx *Tx) SaveSubscriber(s news.Subscriber) error {
	var before news.SubscriberState
	err := tx.row([]any{&before}, "SELECT state FROM subscriber WHERE id = ?", s.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if _, err := tx.exec(`INSERT INTO subscriber(`+subscriberColumns+`) VALUES (?,?,?,?,?,?,?,?,?)
		ON CONFLICT(id) DO UPDATE SET section = excluded.section, secret = excluded.secret, state = excluded.state,
		asked_section = excluded.asked_section, asked_secret = excluded.asked_secret`,
		s.ID, s.Channel, s.Address, s.Section, s.Secret, s.State, millis(s.CreatedAt), s.AskedSection, s.AskedSecret); err != nil {
		return err
	}
	by := 0
	if s.State == news.SubscriberConfirmed {
		by++
	}
	if before == news.SubscriberConfirmed {
		by--
	}
	return tx.count("subscribers", by)
}

// Subscriber gives one subscriber.
func (db *DB) Subscriber(ctx context.Context, id string) (news.Subscriber, error) {
	return one(ctx, db, scanSubscriber, "SELECT "+subscriberColumns+" FROM subscriber WHERE id = ?", id)
}

// Confirmed gives every subscriber that may be sent to.
func (db *DB) Confirmed(ctx context.Context) ([]news.Subscriber, error) {
	return collect(ctx, db, scanSubscriber, "SELECT "+subscriberColumns+" FROM subscriber WHERE state = 'confirmed' ORDER BY id")
}

// Subscribers lists subscribers, newest first; find narrows to addresses that have it.
func (db *DB) Subscribers(ctx context.Context, find string, p news.Paging) (Page[news.Subscriber], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[news.Subscriber]{}, err
	}
	rows, err := collect(ctx, db, scanSubscriber, "SELECT "+subscriberColumns+` FROM subscriber WHERE ?1 = '' OR instr(fold(address), fold(?1)) ORDER BY created_at DESC, id LIMIT ?2 OFFSET ?3`, find, limit+1, offset)
	return paged(rows, limit, func(news.Subscriber) string { return cursor(int64(offset + limit)) }), err
}

// A DeliveryRow is a delivery with its tries.
type DeliveryRow struct {
	news.Delivery
	Seq       int64
	Tries     int
	LastError string
}

const deliveryColumns = "seq, state, tries, last_error, secret, body"

func scanDelivery(r *sql.Rows) (d DeliveryRow, err error) {
	var body, secret string
	var state news.DeliveryState
	if err = r.Scan(&d.Seq, &state, &d.Tries, &d.LastError, &secret, &body); err == nil {
		err = json.Unmarshal([]byte(body), &d.Delivery)
	}
	d.State, d.Secret = state, secret
	return d, err
}

// Owe writes a delivery down before anything leaves the house and says whether
// it was not owed already.
func (tx *Tx) Owe(d news.Delivery) (bool, error) {
	d.State = news.DeliveryOwed
	body, err := toJSON(d)
	if err != nil {
		return false, err
	}
	n, err := tx.exec(`INSERT INTO delivery(id, subject, channel, recipient, state, decided_at, secret, body) VALUES (?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING`,
		d.ID, d.Subject, d.Channel, d.Recipient, d.State, millis(d.DecidedAt), d.Secret, body)
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.count("deliveries owed", 1)
}

// SaveDelivery keeps how a delivery stands: its state, receipt and, if it
// failed, why.
func (tx *Tx) SaveDelivery(d news.Delivery, why string) error {
	var before news.DeliveryState
	if err := tx.row([]any{&before}, "SELECT state FROM delivery WHERE id = ?", d.ID); err != nil {
		return err
	}
	body, err := toJSON(d)
	if err != nil {
		return err
	}
	tried := 0
	if before == news.DeliverySending {
		tried = 1
	}
	if _, err := tx.exec("UPDATE delivery SET state = ?, tries = tries + ?, last_error = ?, body = ? WHERE id = ?", d.State, tried, why, body, d.ID); err != nil {
		return err
	}
	open := func(s news.DeliveryState) int {
		if s == news.DeliveryOwed || s == news.DeliverySending {
			return 1
		}
		return 0
	}
	if err := tx.count("deliveries owed", open(d.State)-open(before)); err != nil {
		return err
	}
	if d.State == news.DeliverySent && before != news.DeliverySent {
		return tx.count("deliveries sent", 1)
	}
	return nil
}

// Delivery gives one delivery.
func (db *DB) Delivery(ctx context.Context, id string) (DeliveryRow, error) {
	return one(ctx, db, scanDelivery, "SELECT "+deliveryColumns+" FROM delivery WHERE id = ?", id)
}

// Deliveries lists deliveries, newest first; an empty state means all, a
// subject means only those of it.
func (db *DB) Deliveries(ctx context.Context, state news.DeliveryState, subject string, p news.Paging) (Page[DeliveryRow], error) {
	limit := limitOf(p)
	after, err := afterCursor(p.After, 1)
	if err != nil {
		return Page[DeliveryRow]{}, err
	}
	rows, err := collect(ctx, db, scanDelivery, "SELECT "+deliveryColumns+` FROM delivery
		WHERE seq < ?1 AND (?2 = '' OR state = ?2) AND (?3 = '' OR subject >= ?3 AND subject < ?3 || char(1114111)) ORDER BY seq DESC LIMIT ?4`, after[0], state, subject, limit+1)
	if err != nil {
		return Page[DeliveryRow]{}, fmt.Errorf("listing deliveries: %w", err)
	}
	return paged(rows, limit, func(d DeliveryRow) string { return cursor(d.Seq) }), nil
}

// Recipients gives those to whom something of a subject, or of those that begin
// with it, was ever owed.
func (db *DB) Recipients(ctx context.Context, subject string) ([]string, error) {
	return collect(ctx, db, func(r *sql.Rows) (id string, err error) { err = r.Scan(&id); return id, err },
		"SELECT DISTINCT recipient FROM delivery WHERE subject >= ?1 AND subject < ?1 || char(1114111) ORDER BY recipient", subject)
}

// Unfinished gives the deliveries that were being sent when a process died.
func (db *DB) Unfinished(ctx context.Context) ([]DeliveryRow, error) {
	return collect(ctx, db, scanDelivery, "SELECT "+deliveryColumns+" FROM delivery WHERE state = 'sending' ORDER BY seq")
}

// An AlertRow is an alert with how often it fired.
type AlertRow struct {
	news.Alert
	Secret string
	Hits   int
}

const alertColumns = "id, user_id, name, query, channel, address, secret, created_at, changes, hits"

func scanAlert(r *sql.Rows) (a AlertRow, err error) {
	var at int64
	err = r.Scan(&a.ID, &a.UserID, &a.Name, &a.Query, &a.Channel, &a.Address, &a.Secret, &at, &a.Changes, &a.Hits)
	a.CreatedAt = fromMillis(at)
	return a, err
}

// AddAlert keeps a new alert; secret signs what its webhook is sent.
func (tx *Tx) AddAlert(a news.Alert, secret string) error {
	_, err := tx.exec("INSERT INTO alert("+alertColumns+") VALUES (?,?,?,?,?,?,?,?,?,0)", a.ID, a.UserID, a.Name, a.Query, a.Channel, a.Address, secret, millis(a.CreatedAt), a.Changes)
	if err != nil {
		return err
	}
	return tx.count("alerts", 1)
}

// RemoveAlert removes an alert with its hits.
func (tx *Tx) RemoveAlert(id string) error {
	n, err := tx.exec("DELETE FROM alert WHERE id = ?", id)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNotFound
	}
	if _, err := tx.exec("DELETE FROM alert_hit WHERE alert_id = ?", id); err != nil {
		return err
	}
	return tx.count("alerts", -1)
}

// ShowAtDesk makes an alert one that is only shown at the desk.
func (tx *Tx) ShowAtDesk(id string) error {
	_, err := tx.exec("UPDATE alert SET channel = ?, address = '' WHERE id = ?", news.ChannelDesk, id)
	return err
}

// Alert gives one alert.
func (db *DB) Alert(ctx context.Context, id string) (AlertRow, error) {
	return one(ctx, db, scanAlert, "SELECT "+alertColumns+" FROM alert WHERE id = ?", id)
}

// Alerts gives the alerts of a user, or all if userID is empty.
func (db *DB) Alerts(ctx context.Context, userID string) ([]AlertRow, error) {
	return collect(ctx, db, scanAlert, "SELECT "+alertColumns+" FROM alert WHERE ?1 = '' OR user_id = ?1 ORDER BY created_at DESC, id", userID)
}

// Hit notes that an alert fired on a report and says whether it was the first time.
func (tx *Tx) Hit(alertID, reportID string, now time.Time) (bool, error) {
	n, err := tx.exec("INSERT INTO alert_hit(alert_id, report_id, at) VALUES (?,?,?) ON CONFLICT DO NOTHING", alertID, reportID, millis(now))
	if err != nil || n == 0 {
		return false, err
	}
	_, err = tx.exec("UPDATE alert SET hits = hits + 1 WHERE id = ?", alertID)
	return true, err
}

// Hits lists the reports that an alert fired on, newest first.
func (db *DB) Hits(ctx context.Context, alertID string, p news.Paging) (Page[ReportRow], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[ReportRow]{}, err
	}
	rows, err := collect(ctx, db, scanReport, "SELECT "+reportColumns+" FROM alert_hit h JOIN report r ON r.id = h.report_id LEFT JOIN story s ON s.id = r.story_id WHERE h.alert_id = ? ORDER BY h.seq DESC LIMIT ? OFFSET ?", alertID, limit+1, offset)
	return paged(rows, limit, func(ReportRow) string { return cursor(int64(offset + limit)) }), err
}
