package newsroom

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// restored puts a backup of the outbox's newsroom into another folder and goes on
// there; the old one is closed.
func (o *outbox) restored() (old string) {
	o.t.Helper()
	old = filepath.Dir(o.n.db.File())
	backup, folder := filepath.Join(o.t.TempDir(), "backup"), o.t.TempDir()
	if _, err := store.Backup(o.t.Context(), old, backup, o.now); err != nil {
		o.t.Fatal(err)
	}
	if err := o.n.Close(); err != nil {
		o.t.Fatal(err)
	}
	o.passes(time.Hour)
	key, err := os.ReadFile(filepath.Join(old, store.KeyFile)) // which a backup doesn't hold
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, store.KeyFile), key, 0o600)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := store.Restore(o.t.Context(), backup, folder, "", o.now); err != nil {
		o.t.Fatal(err)
	}
	c := o.n.config
	c.Data = folder
	room, err := Claim(o.t.Context(), c)
	if err != nil {
		o.t.Fatal(err)
	}
	o.n = room
	return old
}

// A restored newsroom sends and publishes nothing, whatever was owed, composed or
// not, until an administrator says that it is the live one; what was dropped by then
// never goes out.
func TestRestoredNewsroomHoldsBack(t *testing.T) {
	o := openOutbox(t)
	chief := news.User{ID: "user_chief", Name: "Chief", Email: "chief@wire.example", Role: news.Administrator, State: news.UserActive}
	writing(t, o.n, func(tx *store.Tx) error { return tx.AddUser(chief, "", o.now) })
	o.subscribed(news.ChannelEmail, ann, "")
	o.subscribed(news.ChannelWebhook, hook, "")
	composed := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	embargoed := o.order(o.draft("world"), desk.Order{Act: desk.Embargo, Reason: "Checked by hand.", Until: o.now.Add(2 * time.Hour)})
	if err := o.n.Subscribe(t.Context(), ben, ""); err != nil {
		t.Fatal(err)
	}
	old := o.restored()
	o.passes(3 * time.Hour)
	if err := o.n.Once(t.Context(), func(Progress) {}); err != nil {
		t.Fatal(err)
	}
	o.walk(outgoing...)
	o.wantArrived()
	if row, err := o.n.db.Dispatch(t.Context(), embargoed.ID); err != nil || row.State != news.Embargoed {
		t.Errorf("while it is held the dispatch is %s, %v", row.State, err)
	}

	pieces, err := o.n.HeldPieces(t.Context(), news.Paging{})
	if err != nil || len(pieces.Rows) != 5 {
		t.Fatalf("held are %+v, %v; want 3 deliveries, an edition and a release", pieces.Rows, err)
	}
	for _, p := range pieces.Rows {
		if late := p.Kind == StepRelease; p.MayHaveGone == late {
			t.Errorf("%s may have gone out: %v", p.What, p.MayHaveGone)
		}
	}
	var refusal *Refusal
	if _, err := o.n.GoLive(t.Context(), o.editor); !errors.As(err, &refusal) {
		t.Errorf("an editor lifting the hold: %v", err)
	}
	at := slices.IndexFunc(pieces.Rows, func(p HeldPiece) bool { return strings.Contains(p.To, ann) })
	if err := o.n.Drop(t.Context(), o.editor, pieces.Rows[at].Kind, pieces.Rows[at].Key); !errors.As(err, &refusal) {
		t.Errorf("an editor dropping: %v", err)
	}
	if err := o.n.Drop(t.Context(), chief, pieces.Rows[at].Kind, pieces.Rows[at].Key); err != nil {
		t.Fatal(err)
	}
	if err := o.n.Drop(t.Context(), chief, StepLook, "src_1"); !errors.Is(err, ErrNotFound) {
		t.Errorf("dropping what is no outgoing work: %v", err)
	}
	if fenced, err := o.n.GoLive(t.Context(), chief); err != nil || fenced != old {
		t.Errorf("fenced %q, %v; want %s", fenced, err, old)
	}
	if err := o.n.Once(t.Context(), func(Progress) {}); err != nil {
		t.Fatal(err)
	}
	o.wantArrived("dispatch.published", "dispatch.published", "dispatch.published", ann+": A pact is signed", ann+": A pact is signed", ben+": Please confirm your subscription to The Wire")
	o.wantState("dispatch/"+composed.ID, ann, news.DeliveryDropped, "an administrator dropped it")
	if row, err := o.n.db.Dispatch(t.Context(), embargoed.ID); err != nil || row.State != news.Published {
		t.Errorf("after the hold the dispatch is %s, %v", row.State, err)
	}
	if _, err := o.n.GoLive(t.Context(), chief); !errors.As(err, &refusal) {
		t.Errorf("lifting what is not held: %v", err)
	}
	if _, err := store.Open(t.Context(), old, store.Options{Work: true}); !errors.Is(err, store.ErrSuperseded) {
		t.Errorf("starting the old newsroom: %v", err)
	}
}

// All that is held can be dropped at once.
func TestDropAllThatIsHeld(t *testing.T) {
	o := openOutbox(t)
	chief := news.User{ID: "user_chief", Role: news.Administrator}
	o.subscribed(news.ChannelEmail, ann, "")
	for range 3 {
		o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	}
	o.walk(StepEdition)
	o.restored()
	if n, err := o.n.DropAll(t.Context(), chief); err != nil || n != 3 {
		t.Errorf("%d were dropped, %v", n, err)
	}
	if _, err := o.n.GoLive(t.Context(), chief); err != nil {
		t.Fatal(err)
	}
	o.walk(outgoing...)
	o.wantArrived()
	if counts, err := o.n.db.Counts(t.Context()); err != nil || counts["deliveries owed"] != 0 {
		t.Errorf("%d are owed, %v", counts["deliveries owed"], err)
	}
}

// Every step that sends or publishes is held back.
func TestStepsThatAreHeld(t *testing.T) {
	o := openOutbox(t)
	for _, s := range o.n.steps {
		if want := s.role == RoleDeliver || s.kind == stepHub; s.goesOut() != want {
			t.Errorf("%s goes out: %v, want %v", s.kind, s.goesOut(), want)
		}
	}
}
