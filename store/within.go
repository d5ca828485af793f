package store

import (
	"time"

	"dateline/news"
)

// What a transaction reads before it writes: things as they are at that moment,
// which no other write can change until it has ended.

// Held says ErrLeaseLost when what was claimed is another's by now.
func (tx *Tx) Held(d Due) error {
	var n int64
	err := tx.row([]any{&n}, "SELECT count(*) FROM due WHERE kind = ? AND key = ? AND fence = ?", d.Kind, d.Key, d.Fence)
	return fenced(n, err)
}

// IsStuck says whether something waits for a person.
func (tx *Tx) IsStuck(kind, key string) (bool, error) {
	var n int
	err := tx.row([]any{&n}, "SELECT count(*) FROM due WHERE kind = ? AND key = ? AND stuck = 1", kind, key)
	return n > 0, err
}

// Delivery gives one delivery.
func (tx *Tx) Delivery(id string) (DeliveryRow, error) {
	return one(tx.ctx, tx, scanDelivery, selectDeliveries+"WHERE d.id = ?", id)
}

// DecidedSince counts the deliveries of subjects with a beginning that were
// decided on after a time.
func (tx *Tx) DecidedSince(subject string, after time.Time) (n int, err error) {
	err = tx.row([]any{&n}, "SELECT count(*) FROM delivery WHERE subject >= ?1 AND subject < ?1 || char(1114111) AND decided_at > ?2", subject, millis(after))
	return n, err
}

// Dispatch gives one dispatch.
func (tx *Tx) Dispatch(id string) (DispatchRow, error) {
	return one(tx.ctx, tx, scanDispatch, "SELECT "+dispatchColumns+" FROM dispatch WHERE id = ?", id)
}

// Source gives one source.
func (tx *Tx) Source(id string) (SourceRow, error) {
	return one(tx.ctx, tx, scanSource, "SELECT "+sourceColumns+" FROM source WHERE id = ?", id)
}

// Story gives one story.
func (tx *Tx) Story(id string) (StoryRow, error) {
	return one(tx.ctx, tx, scanStory, "SELECT "+storyColumns+" FROM story WHERE id = ?", id)
}

// StoryReports gives all reports of a story, the earliest first.
func (tx *Tx) StoryReports(storyID string) ([]ReportRow, error) {
	return collect(tx.ctx, tx, scanReport, selectStoryReports, storyID)
}

// Subscriber gives one subscriber.
func (tx *Tx) Subscriber(id string) (news.Subscriber, error) {
	return one(tx.ctx, tx, tx.db.scanSubscriber, "SELECT "+subscriberColumns+" FROM subscriber WHERE id = ?", id)
}

// Alert gives one alert.
func (tx *Tx) Alert(id string) (AlertRow, error) {
	return one(tx.ctx, tx, tx.db.scanAlert, "SELECT "+alertColumns+" FROM alert WHERE id = ?", id)
}

// AlertsOf counts the alerts of a user.
func (tx *Tx) AlertsOf(userID string) (n int, err error) {
	err = tx.row([]any{&n}, "SELECT count(*) FROM alert WHERE user_id = ?", userID)
	return n, err
}

// Users lists all users.
func (tx *Tx) Users() ([]news.User, error) {
	return collect(tx.ctx, tx, scanUser, "SELECT "+userColumns+" FROM user ORDER BY id")
}

// User gives one user.
func (tx *Tx) User(id string) (news.User, error) {
	return one(tx.ctx, tx, scanUser, "SELECT "+userColumns+" FROM user WHERE id = ?", id)
}
