package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// A HubState is where a subscription at a hub is in its life: asked → active or
// denied → leaving, when its source is not looked at any more → ended.
type HubState string

const (
	HubAsked   HubState = "asked"  // or to be asked; the hub has not confirmed it
	HubActive  HubState = "active" // until a time
	HubDenied  HubState = "denied"
	HubLeaving HubState = "leaving" // the hub is to tell us no more, and has not confirmed it
	HubEnded   HubState = "ended"
)

// A HubSubscription is a source's subscription at a WebSub hub.
type HubSubscription struct {
	SourceID, Hub, Topic string
	Token                string // of our address that the hub is given
	Secret               string // signs what the hub sends; empty: it signs nothing
	State                HubState
	Reason               string
	Failures             int
	Until, LastPush      time.Time
}

const hubColumns = "source_id, hub, topic, token, secret, state, reason, failures, until, last_push_at"

func (db *Reader) scanHub(r *sql.Rows) (s HubSubscription, err error) {
	var until, push int64
	err = r.Scan(&s.SourceID, &s.Hub, &s.Topic, &s.Token, &s.Secret, &s.State, &s.Reason, &s.Failures, &until, &push)
	s.Until, s.LastPush = fromMillis(until), fromMillis(push)
	s.Secret = db.sealer.open(hubSecret.place(s.SourceID), s.Secret)
	return s, err
}

// HubSubscription gives a source's subscription; ErrNotFound if it has none.
func (db *Reader) HubSubscription(ctx context.Context, sourceID string) (HubSubscription, error) {
	return one(ctx, db, db.scanHub, "SELECT "+hubColumns+" FROM websub WHERE source_id = ?", sourceID)
}

// HubSubscriptionAt gives the subscription whose hub was given a token.
func (db *Reader) HubSubscriptionAt(ctx context.Context, token string) (HubSubscription, error) {
	return one(ctx, db, db.scanHub, "SELECT "+hubColumns+" FROM websub WHERE token = ?", token)
}

// HubSubscription gives a source's subscription as it is in this transaction.
func (tx *Tx) HubSubscription(sourceID string) (HubSubscription, error) {
	return one(tx.ctx, tx, tx.db.scanHub, "SELECT "+hubColumns+" FROM websub WHERE source_id = ?", sourceID)
}

// HubSubscriptionAt gives the subscription whose hub was given a token, as it is
// in this transaction.
func (tx *Tx) HubSubscriptionAt(token string) (HubSubscription, error) {
	return one(tx.ctx, tx, tx.db.scanHub, "SELECT "+hubColumns+" FROM websub WHERE token = ?", token)
}

// NameHub keeps the hub that a source names and says whether it is another than
// before, or the first: then s is a new subscription to ask for.
func (tx *Tx) NameHub(s HubSubscription) (fresh bool, err error) {
	before, err := tx.HubSubscription(s.SourceID)
	if err == nil && before.Hub == s.Hub && before.Topic == s.Topic && before.State != HubLeaving && before.State != HubEnded {
		return false, nil
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return false, err
	}
	return true, tx.SaveHub(s)
}

// SaveHub keeps a source's subscription.
func (tx *Tx) SaveHub(s HubSubscription) error {
	secret, err := tx.db.sealer.seal(hubSecret.place(s.SourceID), s.Secret)
	if err != nil {
		return err
	}
	_, err = tx.exec("INSERT INTO websub("+hubColumns+`) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT(source_id) DO UPDATE SET hub = excluded.hub, topic = excluded.topic,
		token = excluded.token, secret = excluded.secret, state = excluded.state, reason = excluded.reason, failures = excluded.failures, until = excluded.until, last_push_at = excluded.last_push_at`,
		s.SourceID, s.Hub, s.Topic, s.Token, secret, s.State, s.Reason, s.Failures, millis(s.Until), millis(s.LastPush))
	return err
}
