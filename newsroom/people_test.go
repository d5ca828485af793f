package newsroom

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

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

// TestSignInsEnd: a sign-in holds until something happens to its user, or its time is over.
func TestSignInsEnd(t *testing.T) {
	n, admin := peopled(t)
	ctx := context.Background()
	nora, err := n.AddUser(ctx, admin, "Nora", "nora@meridian.example", news.Reporter, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	holds := func(s SignIn) bool {
		_, _, err := n.SignedIn(ctx, s.ID)
		return err == nil
	}
	enter := func(password string) SignIn {
		t.Helper()
		u, s, err := n.SignIn(ctx, "Nora@Meridian.example ", password, Browser{Address: "192.0.2.1", Name: "Firefox/1"})
		if err != nil || u.ID != nora.ID {
			t.Fatalf("signing in: %+v, %v", u, err)
		}
		if !holds(s) {
			t.Fatal("the sign-in that just began does not hold")
		}
		return s
	}
	first, here := enter(goodPassword), enter(goodPassword)
	if err := n.ChangePassword(ctx, nora, here.ID, goodPassword, "another good password"); err != nil {
		t.Fatal(err)
	}
	if holds(first) || !holds(here) {
		t.Errorf("after a new password the others hold: %v, this one: %v", holds(first), holds(here))
	}
	second := enter("another good password")
	blocked := nora
	blocked.State = news.UserBlocked
	for _, u := range []news.User{blocked, nora} {
		if err := n.ChangeUser(ctx, admin, u); err != nil {
			t.Fatal(err)
		}
		if holds(second) {
			t.Errorf("a sign-in holds after its user was %s", u.State)
		}
	}
	third := enter("another good password")
	nora.Role = news.Editor
	if err := n.ChangeUser(ctx, admin, nora); err != nil || !holds(third) {
		t.Errorf("a new role ends the sign-in: %v", err)
	}
	if err := n.SetPassword(ctx, nora, admin.ID, "another good password"); err == nil {
		t.Error("an editor gives an administrator a password")
	}
	if err := n.EndSignIns(ctx, nora, admin.ID, ""); err == nil {
		t.Error("an editor signs an administrator out")
	}
	if err := n.EndSignIn(ctx, admin.ID, third.ID); err == nil || !holds(third) {
		t.Error("someone ends the sign-in of another")
	}
	if err := n.EndSignIns(ctx, admin, nora.ID, ""); err != nil || holds(third) {
		t.Errorf("an administrator signs a user out: %v", err)
	}
	if _, _, err := n.SignIn(ctx, "nobody@meridian.example", goodPassword, Browser{}); err == nil {
		t.Error("nobody signs in")
	}
}

// TestSignInsEndByThemselves: after they were idle, and after their whole life.
func TestSignInsEndByThemselves(t *testing.T) {
	ctx, now := context.Background(), time.Now()
	start := now
	n, err := Open(ctx, Config{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler), Clock: func() time.Time { return now }, Steady: func() time.Duration { return now.Sub(start) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	admin, err := n.MakeAdministrator(ctx, "Ada", "ada@meridian.example", goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	enter := func() SignIn {
		t.Helper()
		_, s, err := n.SignIn(ctx, admin.Email, goodPassword, Browser{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	use := func(s SignIn, after time.Duration) error {
		now = now.Add(after)
		_, s, err := n.SignedIn(ctx, s.ID)
		if err == nil {
			err = n.Use(ctx, s)
		}
		return err
	}
	s := enter()
	if !n.Recently(s) {
		t.Error("who just signed in is asked for the password")
	}
	for range 14 {
		if err := use(s, 11*time.Hour); err != nil {
			t.Fatalf("a sign-in that is used ends %v after it began: %v", now.Sub(s.Begun), err)
		}
	}
	if s, err := n.db.SignIns(ctx, admin.ID); err != nil || n.Recently(s[0]) {
		t.Errorf("a password of last week counts as just entered: %v", err)
	}
	if err := use(s, 15*time.Hour); !errors.Is(err, ErrNotFound) {
		t.Errorf("after seven days a sign-in holds: %v", err)
	}
	s = enter()
	if err := use(s, 12*time.Hour+time.Minute); !errors.Is(err, ErrNotFound) {
		t.Errorf("after twelve idle hours a sign-in holds: %v", err)
	}
	if all, err := n.SignIns(ctx, admin.ID); err != nil || len(all) != 0 {
		t.Errorf("%d sign-ins that ended are listed, %v", len(all), err)
	}
	s = enter()
	if all, err := n.db.SignIns(ctx, admin.ID); err != nil || len(all) != 1 || all[0].ID != s.ID {
		t.Errorf("sign-ins that ended are kept: %+v, %v", all, err)
	}
	now = now.Add(10 * time.Minute)
	if err := n.ConfirmPassword(ctx, admin, s.ID, "wrong"); err == nil {
		t.Error("a wrong password confirms")
	}
	if err := n.ConfirmPassword(ctx, admin, s.ID, goodPassword); err != nil {
		t.Fatal(err)
	}
	if _, s, err := n.SignedIn(ctx, s.ID); err != nil || !n.Recently(s) {
		t.Errorf("a password that was just entered does not count: %v", err)
	}
}
