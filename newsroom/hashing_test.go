package newsroom

import (
	"errors"
	"testing"
)

// A few passwords are checked at once, whoever sends them; strangers can't keep out a
// browser that its account knows.
func TestPasswordsAreCheckedByAFew(t *testing.T) {
	n, admin := peopled(t)
	n.hashing.wait = 0
	ctx := t.Context()
	var leaves []func()
	for range cap(n.hashing.strangers) {
		leave, err := n.hashing.enter(ctx, false)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	if _, _, err := n.SignIn(ctx, admin.Email, goodPassword, Browser{}); !errors.Is(err, ErrCrowded) {
		t.Errorf("beyond the places a stranger gets %v, want ErrCrowded", err)
	}
	if _, _, err := n.SignIn(ctx, admin.Email, goodPassword, Browser{Known: true}); err != nil {
		t.Errorf("a known browser is kept out by strangers: %v", err)
	}
	for _, leave := range leaves {
		leave()
	}
	if _, _, err := n.SignIn(ctx, admin.Email, goodPassword, Browser{}); err != nil {
		t.Errorf("when the places are free again: %v", err)
	}
}
