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

func (db *Reader) scanSubscriber(r *sql.Rows) (s news.Subscriber, err error) {
	var at int64
	err = r.Scan(&s.ID, &s.Channel, &s.Address, &s.Section, &s.Secret, &s.State, &at, &s.AskedSection, &s.AskedSecret, &s.MadeBy)
	s.CreatedAt = fromMillis(at)
	s.Secret = db.sealer.open(subscriberSecret.place(s.ID), s.Secret)
	s.AskedSecret = db.sealer.open(subscriberAsked.place(s.ID), s.AskedSecret)
	return s, err
}

const subscriberColumns = "id, channel, address, section, secret, state, created_at, asked_section, asked_secret, made_by"

// SaveSubscriber keeps a subscriber as it is now. An empty secret leaves the one
// that is kept, which may be one that no key opens.
func (tx *Tx) SaveSubscriber(s news.Subscriber) error {
	var before news.SubscriberState
	err := tx.row([]any{&before}, "SELECT state FROM subscriber WHERE id = ?", s.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	secret, err := tx.db.sealer.seal(subscriberSecret.place(s.ID), s.Secret)
	if err != nil {
		return err
	}
	asked, err := tx.db.sealer.seal(subscriberAsked.place(s.ID), s.AskedSecret)
	if err != nil {
		return err
	}
	if _, err := tx.exec(`INSERT INTO subscriber(`+subscriberColumns+`) VALUES (?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT(id) DO UPDATE SET section = excluded.section, secret = CASE excluded.secret WHEN '' THEN secret ELSE excluded.secret END, state = excluded.state,
		asked_section = excluded.asked_section, asked_secret = excluded.asked_secret, made_by = excluded.made_by`,
		s.ID, s.Channel, s.Address, s.Section, secret, s.State, millis(s.CreatedAt), s.AskedSection, asked, s.MadeBy); err != nil {
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
func (db *Reader) Subscriber(ctx context.Context, id string) (news.Subscriber, error) {
	return one(ctx, db, db.scanSubscriber, "SELECT "+subscriberColumns+" FROM subscriber WHERE id = ?", id)
}

// Confirmed gives every subscriber that may be sent to.
func (db *Reader) Confirmed(ctx context.Context) ([]news.Subscriber, error) {
	return collect(ctx, db, db.scanSubscriber, "SELECT "+subscriberColumns+" FROM subscriber WHERE state = 'confirmed' ORDER BY id")
}

// Subscribers lists subscribers, newest first; find narrows to addresses that have it.
func (db *Reader) Subscribers(ctx context.Context, find string, p news.Paging) (Page[news.Subscriber], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[news.Subscriber]{}, err
	}
	rows, err := collect(ctx, db, db.scanSubscriber, "SELECT "+subscriberColumns+` FROM subscriber WHERE ?1 = '' OR instr(fold(address), fold(?1)) ORDER BY created_at DESC, id LIMIT ?2 OFFSET ?3`, find, limit+1, offset)
	return paged(rows, limit, func(news.Subscriber) string { return cursor(int64(offset + limit)) }), err
}

// A DeliveryRow is a delivery with its tries, and with what pages show of it: the
// title of its message and the address that its recipient has now.
type DeliveryRow struct {
	news.Delivery
	Seq            int64
	Tries          int
	LastError      string
	Title, Address string
}

// selectDeliveries gives all deliveries. A delivery for an alert goes to the
// alert's webhook or to its owner's e-mail.
const selectDeliveries = `SELECT d.seq, d.id, d.subject, d.channel, d.recipient, d.state, d.tries, d.last_error, d.decided_by, d.decided_at, d.sent_at, d.receipt,
	coalesce(m.title, ''), coalesce(s.address, CASE d.channel WHEN 'webhook' THEN a.address ELSE u.email END, '')
	FROM delivery d LEFT JOIN message m ON m.subject = d.subject LEFT JOIN subscriber s ON s.id = d.recipient LEFT JOIN user u ON u.id = d.recipient
	LEFT JOIN alert a ON d.subject LIKE 'alert/%' AND a.id = substr(d.subject, 7, instr(substr(d.subject, 7), '/') - 1) `

func scanDelivery(r *sql.Rows) (d DeliveryRow, err error) {
	var decided, sent int64
	err = r.Scan(&d.Seq, &d.ID, &d.Subject, &d.Channel, &d.Recipient, &d.State, &d.Tries, &d.LastError, &d.DecidedBy, &decided, &sent, &d.Receipt, &d.Title, &d.Address)
	d.DecidedAt, d.SentAt = fromMillis(decided), fromMillis(sent)
	return d, err
}

// Owe writes a delivery down before anything leaves the house and says whether
// it was not owed already.
func (tx *Tx) Owe(d news.Delivery) (bool, error) {
	n, err := tx.exec(`INSERT INTO delivery(id, subject, channel, recipient, state, decided_by, decided_at) VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING`,
		d.ID, d.Subject, d.Channel, d.Recipient, news.DeliveryOwed, d.DecidedBy, millis(d.DecidedAt))
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
	tried := 0
	if before == news.DeliverySending {
		tried = 1
	}
	if _, err := tx.exec("UPDATE delivery SET state = ?, tries = tries + ?, last_error = ?, sent_at = ?, receipt = ? WHERE id = ?",
		d.State, tried, why, millis(d.SentAt), d.Receipt, d.ID); err != nil {
		return err
	}
	return tx.countDelivery(before, d.State)
}

// countDelivery keeps the counts of deliveries when one goes from a state to another.
func (tx *Tx) countDelivery(before, after news.DeliveryState) error {
	for name, in := range map[string]func(news.DeliveryState) bool{
		"deliveries owed":   func(s news.DeliveryState) bool { return s == news.DeliveryOwed || s == news.DeliverySending },
		"deliveries unsure": func(s news.DeliveryState) bool { return s == news.DeliveryUnsure },
		"deliveries sent":   func(s news.DeliveryState) bool { return s == news.DeliverySent },
	} {
		by := 0
		if in(after) {
			by++
		}
		if in(before) {
			by--
		}
		if err := tx.count(name, by); err != nil {
			return err
		}
	}
	return nil
}

// SaveMessage keeps what the deliveries of a subject have in common, unless it is
// kept already.
func (tx *Tx) SaveMessage(subject string, m news.Message, now time.Time) error {
	body := ""
	if m.Text+m.HTML+m.Payload != "" {
		var err error
		if body, err = toJSON(m); err != nil {
			return err
		}
	}
	_, err := tx.exec("INSERT INTO message(subject, title, at, body) VALUES (?,?,?,?) ON CONFLICT DO NOTHING", subject, m.Title, millis(now), body)
	return err
}

const selectMessage = "SELECT title, body FROM message WHERE subject = ?"

func scanMessage(r *sql.Rows) (m news.Message, err error) {
	var title, body string
	if err = r.Scan(&title, &body); err == nil && body != "" {
		err = json.Unmarshal([]byte(body), &m)
	}
	m.Title = title
	return m, err
}

// Message gives what the deliveries of a subject have in common; without texts
// once they were removed.
func (db *Reader) Message(ctx context.Context, subject string) (news.Message, error) {
	return one(ctx, db, scanMessage, selectMessage, subject)
}

// Message is DB.Message within a write.
func (tx *Tx) Message(subject string) (news.Message, error) {
	return one(tx.ctx, tx, scanMessage, selectMessage, subject)
}

// EmptyMessages removes the texts of messages that were composed before a time and
// of which nothing is owed or being sent. Their titles and receipts stay.
func (tx *Tx) EmptyMessages(before time.Time) (int64, error) {
	return tx.exec(`UPDATE message SET body = '' WHERE body <> '' AND at < ? AND NOT EXISTS
		(SELECT 1 FROM delivery d WHERE d.subject = message.subject AND d.state IN (?, ?))`, millis(before), news.DeliveryOwed, news.DeliverySending)
}

// SettleUnsure counts deliveries as sent of which nobody could know, because a person
// said so: one, or all if id is empty. It says how many.
func (tx *Tx) SettleUnsure(id, receipt string, now time.Time) (int64, error) {
	set := "UPDATE delivery SET state = ?, receipt = ?, sent_at = ?, last_error = '' WHERE state = ?"
	values := []any{news.DeliverySent, receipt, millis(now), news.DeliveryUnsure}
	if id != "" {
		set, values = set+" AND id = ?", append(values, id)
	}
	n, err := tx.exec(set, values...)
	if err != nil {
		return 0, err
	}
	return n, errors.Join(tx.count("deliveries unsure", -int(n)), tx.count("deliveries sent", int(n)))
}

// Delivery gives one delivery.
func (db *Reader) Delivery(ctx context.Context, id string) (DeliveryRow, error) {
	return one(ctx, db, scanDelivery, selectDeliveries+"WHERE d.id = ?", id)
}

// Deliveries lists deliveries, newest first; an empty state means all, a
// subject means only those of it.
func (db *Reader) Deliveries(ctx context.Context, state news.DeliveryState, subject string, p news.Paging) (Page[DeliveryRow], error) {
	limit := limitOf(p)
	after, err := afterCursor(p.After, 1)
	if err != nil {
		return Page[DeliveryRow]{}, err
	}
	rows, err := collect(ctx, db, scanDelivery, selectDeliveries+`WHERE d.seq < ?1 AND (?2 = '' OR d.state = ?2)
		AND (?3 = '' OR d.subject >= ?3 AND d.subject < ?3 || char(1114111)) ORDER BY d.seq DESC LIMIT ?4`, after[0], state, subject, limit+1)
	if err != nil {
		return Page[DeliveryRow]{}, fmt.Errorf("listing deliveries: %w", err)
	}
	return paged(rows, limit, func(d DeliveryRow) string { return cursor(d.Seq) }), nil
}

// A Holder is who has something of a subject, or may have it, and over which channel.
type Holder struct {
	Recipient string
	Channel   news.Channel
}

// Holders gives those who have something of the subjects that begin so: to whom it
// was sent, or of whom nobody can know. A webhook may have taken what it answered
// badly or too late; what a mail server refused nobody has.
func (db *Reader) Holders(ctx context.Context, subject string) ([]Holder, error) {
	return collect(ctx, db, func(r *sql.Rows) (h Holder, err error) { err = r.Scan(&h.Recipient, &h.Channel); return h, err },
		`SELECT DISTINCT recipient, channel FROM delivery WHERE subject >= ?1 AND subject < ?1 || char(1114111)
		AND (+state IN (?2, ?3, ?4) OR channel = ?5 AND tries > 0) ORDER BY recipient`,
		subject, news.DeliverySent, news.DeliverySending, news.DeliveryUnsure, news.ChannelWebhook)
}

// DropOwed drops what is owed of the subjects that begin so and removes the texts of
// their messages. What is being sent at this moment is left alone.
func (tx *Tx) DropOwed(subject, why string) ([]string, error) {
	const of = "subject >= ?1 AND subject < ?1 || char(1114111)"
	ids, err := collect(tx.ctx, tx, func(r *sql.Rows) (id string, err error) { err = r.Scan(&id); return id, err },
		"UPDATE delivery SET state = ?2, last_error = ?3 WHERE "+of+" AND +state = ?4 RETURNING id", subject, news.DeliveryDropped, why, news.DeliveryOwed)
	if err != nil {
		return nil, err
	}
	if _, err := tx.exec("UPDATE message SET body = '' WHERE "+of, subject); err != nil {
		return nil, err
	}
	return ids, tx.count("deliveries owed", -len(ids))
}

// Unfinished gives the deliveries that were being sent when a process died.
func (db *Reader) Unfinished(ctx context.Context) ([]DeliveryRow, error) {
	return collect(ctx, db, scanDelivery, selectDeliveries+"WHERE d.state = 'sending' ORDER BY d.seq")
}

// An AlertRow is an alert with how often it fired.
type AlertRow struct {
	news.Alert
	Secret string
	Hits   int
}

const alertColumns = "id, user_id, name, query, channel, address, secret, created_at, changes, hits"

func (db *Reader) scanAlert(r *sql.Rows) (a AlertRow, err error) {
	var at int64
	err = r.Scan(&a.ID, &a.UserID, &a.Name, &a.Query, &a.Channel, &a.Address, &a.Secret, &at, &a.Changes, &a.Hits)
	a.CreatedAt = fromMillis(at)
	a.Secret = db.sealer.open(alertSecret.place(a.ID), a.Secret)
	return a, err
}

// AddAlert keeps a new alert; secret signs what its webhook is sent.
func (tx *Tx) AddAlert(a news.Alert, secret string) error {
	sealed, err := tx.db.sealer.seal(alertSecret.place(a.ID), secret)
	if err != nil {
		return err
	}
	if _, err := tx.exec("INSERT INTO alert("+alertColumns+") VALUES (?,?,?,?,?,?,?,?,?,0)",
		a.ID, a.UserID, a.Name, a.Query, a.Channel, a.Address, sealed, millis(a.CreatedAt), a.Changes); err != nil {
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
	_, err := tx.exec("UPDATE alert SET channel = ? WHERE id = ?", news.ChannelDesk, id)
	return err
}

// Alert gives one alert.
func (db *Reader) Alert(ctx context.Context, id string) (AlertRow, error) {
	return one(ctx, db, db.scanAlert, "SELECT "+alertColumns+" FROM alert WHERE id = ?", id)
}

// Alerts gives the alerts of a user, or all if userID is empty.
func (db *Reader) Alerts(ctx context.Context, userID string) ([]AlertRow, error) {
	return collect(ctx, db, db.scanAlert, "SELECT "+alertColumns+" FROM alert WHERE ?1 = '' OR user_id = ?1 ORDER BY created_at DESC, id", userID)
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
func (db *Reader) Hits(ctx context.Context, alertID string, p news.Paging) (Page[ReportRow], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[ReportRow]{}, err
	}
	rows, err := collect(ctx, db, scanReport, "SELECT "+reportColumns+" FROM alert_hit h JOIN report r ON r.id = h.report_id LEFT JOIN story s ON s.id = r.story_id WHERE h.alert_id = ? ORDER BY h.seq DESC LIMIT ? OFFSET ?", alertID, limit+1, offset)
	return paged(rows, limit, func(ReportRow) string { return cursor(int64(offset + limit)) }), err
}
