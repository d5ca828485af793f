package newsroom

import (
	"context"
	"errors"
	"net/mail"
	"strings"

	"dateline/news"
	"dateline/store"
)

// NeedsAdministrator says whether nobody may sign in yet.
func (n *Newsroom) NeedsAdministrator(ctx context.Context) (bool, error) {
	users, err := n.db.Users(ctx)
	return len(users) == 0, err
}

// MakeAdministrator makes the first user, and only the first.
func (n *Newsroom) MakeAdministrator(ctx context.Context, name, email, password string) (news.User, error) {
	u, hash, err := n.newUser(name, email, news.Administrator, password)
	if err != nil {
		return u, err
	}
	return u, n.db.Write(ctx, "making the administrator", func(tx *store.Tx) error {
		has, err := tx.HasUser()
		if err != nil {
			return err
		}
		if has {
			return refuse("There is an administrator already; sign in, or ask them for an account.")
		}
		return tx.AddUser(u, hash, n.now())
	})
}

// AddUser makes a user; by is an administrator.
func (n *Newsroom) AddUser(ctx context.Context, by news.User, name, email string, role news.Role, password string) (news.User, error) {
	if by.Role != news.Administrator {
		return news.User{}, refuse("Only administrators make users; ask one of them.")
	}
	u, hash, err := n.newUser(name, email, role, password)
	if err != nil {
		return u, err
	}
	err = n.db.Write(ctx, "making a user", func(tx *store.Tx) error {
		if err := tx.AddUser(u, hash, n.now()); err != nil {
			return err
		}
		return tx.Decide(by.ID, "user/"+u.ID, "add", string(role), n.now())
	})
	if errors.Is(err, store.ErrTaken) {
		err = refuse("A user with the address %s exists already.", u.Email)
	}
	return u, err
}

// ChangeUser changes a user's name, role and state; by is an administrator, who
// cannot lock themselves out. Who is blocked is signed out for good: their
// sessions do not come back with their rights.
func (n *Newsroom) ChangeUser(ctx context.Context, by news.User, u news.User) error {
	if by.Role != news.Administrator {
		return refuse("Only administrators change users; ask one of them.")
	}
	if u.ID == by.ID && (u.Role != news.Administrator || u.State != news.UserActive) {
		return refuse("You cannot take your own rights away; another administrator can.")
	}
	if !knownRole(u.Role) {
		return refuse("There is no role %q.", u.Role)
	}
	return n.endStreams(n.db.WriteUrgent(ctx, "changing a user", func(tx *store.Tx) error {
		if err := tx.ChangeUser(u); err != nil {
			return err
		}
		if u.State != news.UserActive {
			if err := tx.EndSignIns(u.ID, ""); err != nil {
				return err
			}
		}
		return tx.Decide(by.ID, "user/"+u.ID, string(u.State), string(u.Role), n.now())
	}))
}

// SetPassword gives a user a new password and ends all their sign-ins; by is an
// administrator.
func (n *Newsroom) SetPassword(ctx context.Context, by news.User, userID, password string) error {
	if by.Role != news.Administrator {
		return refuse("Only administrators give others a password; your own you change with the old one.")
	}
	u, err := n.db.User(ctx, userID)
	if err != nil {
		return err
	}
	return n.savePassword(ctx, by, u, "", password)
}

// ChangePassword changes a user's own password, which takes the old one, and
// ends all their sign-ins but the one in which they do it.
func (n *Newsroom) ChangePassword(ctx context.Context, u news.User, signIn, old, password string) error {
	_, hash, err := n.db.UserByEmail(ctx, u.Email)
	if err != nil {
		return err
	}
	match, err := n.hashing.opens(ctx, true, old, hash)
	if err != nil {
		return err
	}
	if !match {
		return &Refusal{Kind: ErrWrongPassword, Sentence: "The old password is wrong; type it again, or ask an administrator for a new one."}
	}
	return n.savePassword(ctx, u, u, signIn, password)
}

func (n *Newsroom) savePassword(ctx context.Context, by, u news.User, except, password string) error {
	hash, err := n.hashOf(password, u)
	if err != nil {
		return err
	}
	return n.endStreams(n.db.WriteUrgent(ctx, "setting a password", func(tx *store.Tx) error {
		if err := tx.SetPassword(u.ID, hash); err != nil {
			return err
		}
		if err := tx.EndSignIns(u.ID, except); err != nil {
			return err
		}
		return tx.Decide(by.ID, "user/"+u.ID, "password", "", n.now())
	}))
}

func (n *Newsroom) newUser(name, email string, role news.Role, password string) (news.User, string, error) {
	u := news.User{ID: news.RandomID("user"), Name: strings.TrimSpace(name), Role: role, State: news.UserActive}
	parsed, err := mail.ParseAddress(strings.TrimSpace(email))
	switch {
	case err != nil || parsed.Name != "":
		return u, "", refuse("%q is no e-mail address.", email)
	case u.Name == "":
		return u, "", refuse("A user needs a name.")
	case !knownRole(role):
		return u, "", refuse("There is no role %q; there are reader, reporter, editor and administrator.", role)
	}
	u.Email = strings.ToLower(parsed.Address)
	hash, err := n.hashOf(password, u)
	return u, hash, err
}

func knownRole(r news.Role) bool {
	switch r {
	case news.Reader, news.Reporter, news.Editor, news.Administrator:
		return true
	}
	return false
}
