package newsroom

import (
	"context"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"

	"dateline/news"
	"dateline/store"
)

// TestPasswordRules: what a password must be, wherever one is set.
func TestPasswordRules(t *testing.T) {
	n, admin := peopled(t)
	n.Site.Name = "The Harbour Wire"
	ctx := context.Background()
	nora, err := n.AddUser(ctx, admin, "Nora Field", "nora.field@meridian.example", news.Reporter, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	_, here, err := n.SignIn(ctx, nora.Email, goodPassword, Browser{})
	if err != nil {
		t.Fatal(err)
	}
	for password, says := range map[string]string{
		"ää öö ü":                      "at least 12 characters", // 12 bytes
		"äöüßäöüßäöü":                  "at least 12 characters", // 22 bytes
		strings.Repeat("äöü xyz", 143): "at most 1,000",
		"Password1234!":                "common",
		"abcabcabcabc":                 "repeats",
		"2345678901234":                "row of",
		"nora.field@meridian.example":  "name or address",
		"harbourwire26":                "newsroom's name",
		"Dateline-2026!":               "newsroom's name",
	} {
		_, added := n.AddUser(ctx, admin, "Nora Field", "other@meridian.example", news.Reporter, password)
		if says == "name or address" {
			added = n.SetPassword(ctx, admin, nora.ID, password)
		}
		for what, err := range map[string]error{
			"adding": added, "setting": n.SetPassword(ctx, admin, nora.ID, password), "changing": n.ChangePassword(ctx, nora, here.ID, goodPassword, password),
		} {
			if err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("%s %.30q: %v, want %q", what, password, err, says)
			}
		}
	}
	for _, password := range []string{"äöüßäöüßäöü ei", strings.Repeat("four words will do. ", 4)[:64], "ﬁve ﬂat ﬁshes"} {
		if err := n.SetPassword(ctx, admin, nora.ID, password); err != nil {
			t.Errorf("%q: %v", password, err)
		}
		if _, _, err := n.SignIn(ctx, nora.Email, password, Browser{}); err != nil {
			t.Errorf("signing in with %q: %v", password, err)
		}
	}
	// The same text typed in another way is the same password.
	if _, _, err := n.SignIn(ctx, nora.Email, "five flat fishes", Browser{}); err != nil {
		t.Errorf("signing in with another form of the same letters: %v", err)
	}
}

// TestOldHashes: a password that an earlier version took as it was typed still opens.
func TestOldHashes(t *testing.T) {
	n, admin := peopled(t)
	const old = "ﬁshﬁsh"
	hash, err := argon2id.CreateHash(old, hashing)
	if err != nil {
		t.Fatal(err)
	}
	if err := n.db.Write(context.Background(), "an old hash", func(tx *store.Tx) error { return tx.SetPassword(admin.ID, hash) }); err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{old: true, "fishfish": false, "Fishﬁsh": false} {
		if _, _, err := n.SignIn(context.Background(), admin.Email, password, Browser{}); (err == nil) != want {
			t.Errorf("%q: %v", password, err)
		}
	}
}
