package newsroom

import (
	"context"
	"log/slog"
	"testing"

	"dateline/news"
)

const goodPassword = "correct horse battery"

func peopled(t *testing.T) (*Newsroom, news.User) {
	t.Helper()
	n, err := Open(context.Background(), Config{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	admin, err := n.MakeAdministrator(context.Background(), "Ada", "ada@meridian.example", goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	return n, admin
}

// TestAbsentIsMadeOnce: making the hash that stands for an unknown address costs
// as much as checking it, and would tell by the time that the address is unknown.
func TestAbsentIsMadeOnce(t *testing.T) {
	if first, second := absent(), absent(); first != second {
		t.Error("each unknown address costs another hash")
	}
}

// TestEpochs: a session holds while nothing happened to its user's sign-ins.
func TestEpochs(t *testing.T) {
	n, admin := peopled(t)
	ctx := context.Background()
	nora, err := n.AddUser(ctx, admin, "Nora", "nora@meridian.example", news.Reporter, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	holds := func(epoch string) bool {
		_, err := n.SignedIn(ctx, nora.ID, epoch)
		return err == nil
	}
	enter := func(password string) string {
		t.Helper()
		u, epoch, err := n.SignIn(ctx, "Nora@Meridian.example ", password)
		if err != nil || u.ID != nora.ID {
			t.Fatalf("signing in: %+v, %v", u, err)
		}
		if !holds(epoch) {
			t.Fatal("the session that just began does not hold")
		}
		return epoch
	}
	first := enter(goodPassword)
	if err := n.ChangePassword(ctx, nora, goodPassword, "another good password"); err != nil {
		t.Fatal(err)
	}
	if holds(first) {
		t.Error("a session outlives the password")
	}
	second := enter("another good password")
	blocked := nora
	blocked.State = news.UserBlocked
	for _, u := range []news.User{blocked, nora} {
		if err := n.ChangeUser(ctx, admin, u); err != nil {
			t.Fatal(err)
		}
		if holds(second) {
			t.Errorf("a session holds after its user was %s", u.State)
		}
	}
	third := enter("another good password")
	nora.Role = news.Editor
	if err := n.ChangeUser(ctx, admin, nora); err != nil || !holds(third) {
		t.Errorf("a new role ends the session: %v", err)
	}
	if err := n.SetPassword(ctx, nora, admin.ID, "another good password"); err == nil {
		t.Error("an editor gives an administrator a password")
	}
	if _, _, err := n.SignIn(ctx, "nobody@meridian.example", goodPassword); err == nil {
		t.Error("nobody signs in")
	}
}
