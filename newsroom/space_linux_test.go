package newsroom

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/desk"
	"dateline/fetch"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/store"
)

// onSmallDisk is an outbox on a disk of its own, with a source whose feed has an item.
func onSmallDisk(t *testing.T) (*outbox, *testkit.Disk) {
	t.Helper()
	disk := testkit.SmallDisk(t, "64m")
	web := testkit.WebHandler(t, &hubWeb{pages: map[string]func(http.ResponseWriter, *http.Request){
		"pub.example/topic": serving("application/rss+xml", rssOf("", 1, 2, 3)),
		"pub.example/1":     serving("text/html", "<p>one"), "pub.example/2": serving("text/html", "<p>two"), "pub.example/3": serving("text/html", "<p>three"),
	}})
	o := openOutboxWith(t, func(o *outbox, c *Config) {
		c.Data, c.MinFree, c.Reserve = filepath.Join(disk.Folder, "data"), 12<<20, 4<<20
		resolve := web.Resolve()
		for name, to := range c.Fetch.Resolve {
			resolve[name] = to
		}
		c.Fetch = fetch.Config{Resolve: resolve, RootCAs: web.RootCAs()}
	})
	writing(t, o.n, func(tx *store.Tx) error {
		s := news.Source{ID: "src_1", Feed: "https://pub.example/topic", Kind: news.SourceFeed, State: news.SourceActive}
		if _, _, err := tx.AddSource(s, o.now); err != nil {
			return err
		}
		return tx.Plan(StepLook, s.ID, o.now)
	})
	o.n.lookAtSpace()
	return o, disk
}

// TestFullDisk plays a disk that fills to the last byte: collecting pauses first
// and loses nothing, a story can still be killed and the kill delivered, then the
// newsroom is read-only and says so, and all goes on when there is space again.
func TestFullDisk(t *testing.T) {
	o, disk := onSmallDisk(t)
	o.subscribed(news.ChannelWebhook, hook, "")
	boss := news.User{ID: "user_boss", Role: news.Administrator}
	nora, err := o.n.AddUser(t.Context(), boss, "Nora", "nora@wire.example", news.Editor, "nine blue herons at dusk")
	if err != nil {
		t.Fatal(err)
	}
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition, StepDeliver)
	o.wantArrived("dispatch.published")
	if s, err := o.n.db.Space(); err != nil || s.Reserve != 4<<20 {
		t.Fatalf("nothing is set aside for the desk: %+v, %v", s, err)
	}

	disk.Fill(8 << 20)
	o.n.lookAtSpace()
	if is := o.n.Condition(); !is.Paused || is.ReadOnly || !strings.Contains(is.Sentence(), "nearly full") {
		t.Errorf("with 8 MiB free: %+v", is)
	}
	o.walk(StepLook, StepPage)
	if err := o.n.HubTells(t.Context(), "none", nil, nil); !errors.Is(err, ErrPaused) {
		t.Errorf("a hub was answered %v, want that collecting pauses", err)
	}
	if items, err := o.n.db.Items(t.Context(), "src_1", news.Paging{}); err != nil || len(items.Rows) != 0 {
		t.Errorf("%d items were collected while collecting pauses, %v", len(items.Rows), err)
	}

	disk.Fill(0)
	second := o.draft("world") // in the reserve
	if s, err := o.n.db.Space(); err != nil || s.Reserve != 0 {
		t.Errorf("the reserve was not used: %+v, %v", s, err)
	}
	row = o.order(row, desk.Order{Act: desk.Kill, Subject: "A report", Note: "It is not so."})
	o.walk(StepEdition, StepWithdraw, StepDeliver)
	o.wantArrived("dispatch.killed")

	disk.Fill(0)
	for i := 0; err == nil && i < 100; i++ { // what is left of the database's own space is used up
		second.Dispatch.Body = strings.Repeat("It was signed. ", 10_000)
		second, err = o.n.Order(t.Context(), o.editor, second.ID, second.Revision, desk.Order{Act: desk.Save, Draft: second.Dispatch})
	}
	if said := Unsaved(err); !strings.Contains(said, "disk is full") {
		t.Fatalf("an order on a full disk got %v", err)
	}
	o.n.lookAtSpace()
	if is := o.n.Condition(); !is.ReadOnly || !strings.Contains(is.Sentence(), "nothing can be saved") {
		t.Errorf("on a full disk: %+v", is)
	}
	if got, err := o.n.db.Dispatch(t.Context(), row.ID); err != nil || got.State != news.Killed {
		t.Errorf("the killed dispatch reads as %s, %v", got.State, err)
	}
	big := []byte(strings.Repeat("session ", 4<<10))
	if err := o.n.Sessions().Commit("token", big, time.Now().Add(24*time.Hour)); err != nil {
		t.Errorf("signing in on a full disk: %v", err)
	}
	if data, found, err := o.n.Sessions().Find("token"); err != nil || !found || string(data) != string(big) {
		t.Errorf("who signed in on a full disk is not known: %v, %v", found, err)
	}
	_, signIn, err := o.n.SignIn(t.Context(), nora.Email, "nine blue herons at dusk", Browser{})
	if err != nil {
		t.Fatalf("signing in on a full disk: %v", err)
	}
	if u, _, err := o.n.SignedIn(t.Context(), signIn.ID); err != nil || u.ID != nora.ID {
		t.Errorf("signed in on a full disk is %q, %v; want Nora", u.Name, err)
	}

	disk.Empty()
	o.n.lookAtSpace()
	o.n.markTime(t.Context())
	o.n.lookAtSpace()
	o.n.saveSessions()
	if is := o.n.Condition(); is.Paused || is.ReadOnly || len(is.Says) > 0 {
		t.Errorf("with space again: %+v", is)
	}
	if s, err := o.n.db.Space(); err != nil || s.Reserve != 4<<20 {
		t.Errorf("the reserve was not made again: %+v, %v", s, err)
	}
	o.walk(StepLook, StepPage)
	if items, err := o.n.db.Items(t.Context(), "src_1", news.Paging{}); err != nil || len(items.Rows) != 3 {
		t.Errorf("%d items were collected afterwards, %v, want 3", len(items.Rows), err)
	}
	if rows := troubles(t, o.n); len(rows) > 0 {
		t.Errorf("the full disk was charged to %+v", rows)
	}
	if _, u, err := o.n.db.SignIn(t.Context(), signIn.ID); err != nil || u.ID != nora.ID {
		t.Errorf("the sign-in was not saved afterwards: %q, %v", u.Name, err)
	}
	if _, err := o.n.db.Session(t.Context(), "token", o.now); err != nil {
		t.Errorf("the session was not saved afterwards: %v", err)
	}
}
