package store_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

// keep keeps one secret of each sort.
func keep(t *testing.T, db *store.DB) {
	t.Helper()
	err := db.Write(t.Context(), "keeping secrets", func(tx *store.Tx) error {
		s := news.Subscriber{ID: "sub_1", Channel: news.ChannelEmail, Address: "a@b.example", Secret: "leave-secret-1", AskedSecret: "asked-secret-1", State: news.SubscriberPending, CreatedAt: time.Unix(1, 0)}
		if err := tx.SaveSubscriber(s); err != nil {
			return err
		}
		if err := tx.AddAlert(news.Alert{ID: "alert_1", UserID: "u", Name: "n", Query: "q", Channel: news.ChannelWebhook}, "alert-secret-1"); err != nil {
			return err
		}
		return tx.SaveHub(store.HubSubscription{SourceID: "src_1", Hub: "https://hub.example", Token: "t", Secret: "hub-secret-1", State: store.HubAsked})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// secrets gives back what keep kept, as it can be read.
func secrets(t *testing.T, db *store.DB) string {
	t.Helper()
	s, err := db.Subscriber(t.Context(), "sub_1")
	if err != nil {
		t.Fatal(err)
	}
	a, err := db.Alert(t.Context(), "alert_1")
	if err != nil {
		t.Fatal(err)
	}
	h, err := db.HubSubscription(t.Context(), "src_1")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join([]string{s.Secret, s.AskedSecret, a.Secret, h.Secret}, " ")
}

const kept = "leave-secret-1 asked-secret-1 alert-secret-1 hub-secret-1"

// wantSealed reads every file of a folder but the key's.
func wantSealed(t *testing.T, folder string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() || e.Name() == store.KeyFile || strings.Contains(e.Name(), ".before-") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range append(strings.Fields(kept), "hook-secret-1") {
			if bytes.Contains(raw, []byte(secret)) {
				t.Errorf("%s can be read in %s", secret, e.Name())
			}
		}
	}
}

func unopened(t *testing.T, db *store.DB) int {
	t.Helper()
	n, err := db.Unopened(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSecretsAreEncrypted(t *testing.T) {
	folder := t.TempDir()
	db := openIn(t, folder)
	keep(t, db)
	if got := secrets(t, db); got != kept {
		t.Errorf("read back %q", got)
	}
	info, err := os.Stat(filepath.Join(folder, store.KeyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file: %v, %v; want mode 600", info, err)
	}
	backup := t.TempDir()
	if _, err := store.Backup(t.Context(), folder, backup, time.Unix(9, 0)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	wantSealed(t, folder)
	wantSealed(t, backup)
	if _, err := os.Stat(filepath.Join(backup, store.KeyFile)); err == nil {
		t.Error("the key is in the backup, beside what it encrypts")
	}

	// Without the key nobody is let in by an empty secret, and nothing is lost.
	restored := t.TempDir()
	if _, err := store.Restore(t.Context(), backup, restored, "", time.Unix(9, 0)); err != nil {
		t.Fatal(err)
	}
	locked := openIn(t, restored)
	if got := strings.TrimSpace(secrets(t, locked)); got != "" || unopened(t, locked) != 4 {
		t.Errorf("without the key: %q, %d unopened; want none readable and 4", got, unopened(t, locked))
	}
	s, err := locked.Subscriber(t.Context(), "sub_1")
	if err != nil {
		t.Fatal(err)
	}
	s.Section = "world"
	s.AskedSecret = "another"
	if err := locked.Write(t.Context(), "changing", func(tx *store.Tx) error { return tx.SaveSubscriber(s) }); err != nil {
		t.Fatal(err)
	}
	locked.Close()

	// With it, beside the key that the restored one made for what is new, all is there.
	old, err := os.ReadFile(filepath.Join(folder, store.KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadFile(filepath.Join(restored, store.KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(restored, store.KeyFile), append(old, made...), 0o600); err != nil {
		t.Fatal(err)
	}
	db = openIn(t, restored)
	if got, want := secrets(t, db), "leave-secret-1 another alert-secret-1 hub-secret-1"; got != want {
		t.Errorf("with the key: %q, want %q", got, want)
	}
}

// A new first line of the key file encrypts all anew; then the old key can go.
func TestKeysAreChanged(t *testing.T) {
	folder := t.TempDir()
	db := openIn(t, folder)
	keep(t, db)
	db.Close()
	file := filepath.Join(folder, store.KeyFile)
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fresh := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)) + "\n"
	for _, keys := range []string{fresh + string(old), fresh} {
		if err := os.WriteFile(file, []byte(keys), 0o600); err != nil {
			t.Fatal(err)
		}
		db := openIn(t, folder)
		if got := secrets(t, db); got != kept || unopened(t, db) != 0 {
			t.Errorf("read back %q, %d unopened", got, unopened(t, db))
		}
		db.Close()
	}
	given, err := store.Open(t.Context(), folder, store.Options{Work: true, Key: strings.TrimSpace(fresh)})
	if err != nil {
		t.Fatal(err)
	}
	if got := secrets(t, given); got != kept {
		t.Errorf("with the key from the environment: %q", got)
	}
	given.Close()
}

func TestKeysAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		file, given, want string
		mode              os.FileMode
	}{
		"readable by others": {base64.StdEncoding.EncodeToString(make([]byte, 32)), "", "chmod 600", 0o644},
		"short":              {"c2hvcnQ=", "", "32 bytes", 0o600},
		"not base64":         {"", "correct horse", "32 bytes", 0},
	} {
		folder := t.TempDir()
		if c.mode != 0 {
			if err := os.WriteFile(filepath.Join(folder, store.KeyFile), []byte(c.file), c.mode); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := store.Open(context.Background(), folder, store.Options{Work: true, Key: c.given}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error that says %q", name, err, c.want)
		}
	}
}

// One row's secret can't be put in the place of another's.
func TestSecretsStayInTheirPlace(t *testing.T) {
	folder := t.TempDir()
	db := openIn(t, folder)
	keep(t, db)
	db.Close()
	raw := openRaw(t, folder)
	insert(t, raw, "UPDATE subscriber SET secret = asked_secret")
	raw.Close()
	s, err := openIn(t, folder).Subscriber(t.Context(), "sub_1")
	if err != nil || s.Secret != "" {
		t.Errorf("the secret that confirms now unsubscribes: %q, %v", s.Secret, err)
	}
}

// What an older version kept whole for each recipient is kept once, without what
// was personal; what has ended keeps its receipt alone.
func TestOldDeliveries(t *testing.T) {
	folder, raw := olderDatabase(t, 20261125100001)
	insert(t, raw, "INSERT INTO subscriber(id, channel, address, section, secret, state, created_at, asked_section, asked_secret) VALUES ('sub_1', 'email', 'a@b.example', '', 'leave-secret-1', 'confirmed', 1, '', 'asked-secret-1')")
	insert(t, raw, "INSERT INTO alert(id, user_id, name, query, channel, address, secret, created_at) VALUES ('alert_1', 'u', 'n', 'q', 'webhook', 'https://h.example', 'alert-secret-1', 1)")
	insert(t, raw, "INSERT INTO websub(source_id, hub, topic, token, secret, state, reason, failures, until, last_push_at) VALUES ('src_1', 'h', 't', 'k', 'hub-secret-1', 'asked', '', 0, 0, 0)")
	const delivery = `INSERT INTO delivery(id, subject, channel, recipient, state, tries, decided_at, secret, body) VALUES (?1, ?2, ?3, ?4, ?5, 2, 5000, 'hook-secret-1', ?6)`
	text := `"text":"It was signed.\n\n-- \nTo get no more of these: https://w.example/leave?secret=leave-secret-1\n"`
	html := `"html":"<body><p>It was signed.</p><p style=\"max-width:600px;margin:24px auto 0;font-size:14px;color:#555555\"><a href=\"https://w.example/leave?secret=leave-secret-1\" style=\"color:#555555\">Get no more of these</a></p>\n</body></html>\n"`
	for i, state := range []string{"owed", "sent"} {
		id := string(rune('a' + i))
		insert(t, raw, delivery, "del_"+id, "dispatch/dis_1/1", "email", "sub_1", state, `{"id":"del_`+id+`","title":"A pact","decided_by":"user_1","sent_at":"2026-06-01T08:00:00.25Z","receipt":"250 ok",`+text+`,`+html+`}`)
	}
	insert(t, raw, delivery, "del_hook", "dispatch/dis_1/1", "webhook", "sub_2", "failed", `{"title":"A pact","payload":"{\"type\":\"dispatch.published\"}"}`)
	insert(t, raw, delivery, "del_old", "dispatch/dis_0/1", "email", "sub_1", "sent", `{"title":"Old","receipt":"250 ok",`+text+`}`)
	insert(t, raw, delivery, "del_ask", "confirm/sub_1/x", "email", "sub_1", "owed", `{"title":"Please confirm","text":"open https://w.example/confirm?secret=asked-secret-1"}`)
	insert(t, raw, delivery, "del_unsure", "alert/alert_1/rep_1", "email", "u", "unsure", `{"title":"n","text":"Found."}`)
	raw.Close()
	db := openIn(t, folder)
	for subject, want := range map[string]news.Message{
		"dispatch/dis_1/1":    {Title: "A pact", Text: "It was signed.\n", HTML: "<body><p>It was signed.</p></body></html>\n", Payload: `{"type":"dispatch.published"}`},
		"dispatch/dis_0/1":    {Title: "Old"},
		"confirm/sub_1/x":     {Title: "Please confirm"},
		"alert/alert_1/rep_1": {Title: "n", Text: "Found."},
	} {
		if got, err := db.Message(t.Context(), subject); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", subject, got, err, want)
		}
	}
	got, err := db.Delivery(t.Context(), "del_b")
	if err != nil || got.Receipt != "250 ok" || got.DecidedBy != "user_1" || got.Tries != 2 || got.Address != "a@b.example" || !got.SentAt.Equal(time.Date(2026, 6, 1, 8, 0, 0, 25e7, time.UTC)) {
		t.Errorf("after the move: %+v, %v", got, err)
	}
	if c, err := db.Counts(t.Context()); err != nil || c["deliveries unsure"] != 1 {
		t.Errorf("counts %v, %v; want one unsure", c, err)
	}
	if got := secrets(t, db); got != kept {
		t.Errorf("secrets after the move: %q", got)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	wantSealed(t, folder)
}
