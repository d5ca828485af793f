package web

import (
	"path/filepath"
	"testing"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
)

// TestHoldAtTheDesk: a restored newsroom says on every page of the desk that nothing
// goes out; an administrator drops pieces, and says with their password that it is the
// live one.
func TestHoldAtTheDesk(t *testing.T) {
	t.Parallel()
	old, backup, folder := t.TempDir(), filepath.Join(t.TempDir(), "backup"), t.TempDir()
	before, err := store.Open(t.Context(), old, store.Options{Work: true})
	if err != nil {
		t.Fatal(err)
	}
	err = before.Write(t.Context(), "owing", func(tx *store.Tx) error {
		for _, to := range []string{"ann@reader.example", "ben@reader.example"} {
			d := news.Delivery{ID: news.DeliveryID("confirm/x", news.ChannelEmail, to), Subject: "confirm/" + to,
				Channel: news.ChannelEmail, Recipient: to, DecidedAt: time.Now()}
			if _, err := tx.Owe(d); err != nil {
				return err
			}
			if err := tx.Plan("deliver", d.ID, time.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Backup(t.Context(), old, backup, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := before.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Restore(t.Context(), backup, folder, "", time.Now()); err != nil {
		t.Fatal(err)
	}
	later := time.Duration(0)
	s := openSite(t, func(c *newsroom.Config, _ *frame.Config) {
		c.Data, c.Clock = folder, func() time.Time { return time.Now().Add(later) }
	})
	s.makeAdmin()
	s.signIn()
	wantText(t, s.page("/desk/sources", 200), ".hint", "nothing goes out")
	doc := s.page("/desk/hold", 200)
	if n := doc.Find(".row-line").Length(); n != 2 {
		t.Fatalf("%d pieces are held, want 2", n)
	}
	wantText(t, doc, ".row-line .badge", "may have gone out already")
	later = 20 * time.Minute
	for _, path := range []string{"/desk/hold/live", "/desk/hold/drop"} {
		wantText(t, s.document(path, s.post(path, nil), 403), "h1", "Enter your password again")
	}
	asked := s.document("asked for the password", s.post("/desk/hold/live", nil), 403)
	s.document("the password", s.submit(asked, "main form", "", map[string][]string{"password": {password}}), 200)
	doc = s.document("dropping one", s.submit(s.page("/desk/hold", 200), "main .row-line:first-child form", "", nil), 200)
	if n := doc.Find(".row-line").Length(); n != 1 {
		t.Errorf("%d pieces are held after one was dropped, want 1", n)
	}
	doc = s.document("going live", s.submit(doc, `form[action="/desk/hold/live"]`, "", nil), 200)
	wantText(t, doc, ".flash", "live newsroom now")
	wantText(t, doc, ".flash", old)
	if doc.Find(".hint").Length() > 0 {
		t.Error("the banner stays")
	}
	s.page("/desk/hold", 404)
}
