package newsroom

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"dateline/news"
	"dateline/store"
)

// minPassword is the least length of a password, as NIST SP 800-63B §3.1.1.2
// has it for one that is the only factor.
const minPassword = 12

// hashing costs 19 MiB and two passes, OWASP's least for argon2id.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// NeedsAdministrator says whether nobody may sign in yet.
func (n *Newsroom) NeedsAdministrator(ctx context.Context) (bool, error) {
	users, err := n.Store.Users(ctx)
	return len(users) == 0, err
}

// MakeAdministrator makes the first user, and only the first.
func (n *Newsroom) MakeAdministrator(ctx context.Context, name, email, password string) (news.User, error) {
	u, hash, err := newUser(name, email, news.Administrator, password)
	if err != nil {
		return u, err
	}
	return u, n.Store.Write(ctx, "making the administrator", func(tx *store.Tx) error {
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
	u, hash, err := newUser(name, email, role, password)
	if err != nil {
		return u, err
	}
	err = n.Store.Write(ctx, "making a user", func(tx *store.Tx) error {
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
	return n.Store.Write(ctx, "changing a user", func(tx *store.Tx) error {
		if err := tx.ChangeUser(u); err != nil {
			return err
		}
		if u.State != news.UserActive {
			if err := tx.SaveSetting(signInEpoch(u.ID), news.RandomID("epoch")); err != nil {
				return err
			}
		}
		return tx.Decide(by.ID, "user/"+u.ID, string(u.State), string(u.Role), n.now())
	})
}

// SetPassword gives a user a new password; by is an administrator. All their
// sessions end.
func (n *Newsroom) SetPassword(ctx context.Context, by news.User, userID, password string) error {
	if by.Role != news.Administrator {
		return refuse("Only administrators give others a password; your own you change with the old one.")
	}
	return n.savePassword(ctx, by, userID, password)
}

// ChangePassword changes a user's own password, which takes the old one. All
// their sessions end.
func (n *Newsroom) ChangePassword(ctx context.Context, u news.User, old, password string) error {
	_, hash, err := n.Store.UserByEmail(ctx, u.Email)
	if err != nil {
		return err
	}
	match, err := argon2id.ComparePasswordAndHash(old, hash)
	if err != nil {
		return err
	}
	if !match {
		return refuse("The old password is wrong; type it again, or ask an administrator for a new one.")
	}
	return n.savePassword(ctx, u, u.ID, password)
}

func (n *Newsroom) savePassword(ctx context.Context, by news.User, userID, password string) error {
	hash, err := hashOf(password)
	if err != nil {
		return err
	}
	return n.Store.Write(ctx, "setting a password", func(tx *store.Tx) error {
		if err := tx.SetPassword(userID, hash); err != nil {
			return err
		}
		if err := tx.SaveSetting(signInEpoch(userID), news.RandomID("epoch")); err != nil {
			return err
		}
		return tx.Decide(by.ID, "user/"+userID, "password", "", n.now())
	})
}

// signInEpoch names the setting that holds a user's epoch: it changes whenever
// all who signed in as that user before must sign in again.
func signInEpoch(userID string) string { return "sign-ins/" + userID }

// Epoch gives a user's epoch. A session belongs to the one in which its user
// signed in, and ends with it.
func (n *Newsroom) Epoch(ctx context.Context, userID string) (string, error) {
	return n.Store.Setting(ctx, signInEpoch(userID))
}

// SignedIn gives the user of a session that began in an epoch; ErrNotFound when
// the user is blocked or the epoch has ended.
func (n *Newsroom) SignedIn(ctx context.Context, userID, epoch string) (news.User, error) {
	u, err := n.Store.User(ctx, userID)
	if err != nil {
		return u, err
	}
	now, err := n.Epoch(ctx, userID)
	if err != nil {
		return news.User{}, err
	}
	if u.State != news.UserActive || now != epoch {
		return news.User{}, ErrNotFound
	}
	return u, nil
}

func newUser(name, email string, role news.Role, password string) (news.User, string, error) {
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
	hash, err := hashOf(password)
	return u, hash, err
}

// hashOf is what is kept of a password, if it will do.
func hashOf(password string) (string, error) {
	switch {
	case len(password) < minPassword:
		return "", refuse("The password is too short; take at least %d characters, such as four words.", minPassword)
	case len(password) > 1000:
		return "", refuse("The password is too long; take at most 1,000 characters.")
	}
	return argon2id.CreateHash(password, hashing)
}

func knownRole(r news.Role) bool {
	switch r {
	case news.Reader, news.Reporter, news.Editor, news.Administrator:
		return true
	}
	return false
}

// absent is the hash of no password: checking against it takes as long as
// checking a real one, so that the time does not tell which addresses exist. It
// is made once, for making it takes as long again.
var absent = sync.OnceValue(func() string {
	h, _ := argon2id.CreateHash(secret(), hashing)
	return h
})

// SignIn gives the user with an e-mail address and a password, and the epoch to
// which the session that begins belongs.
func (n *Newsroom) SignIn(ctx context.Context, email, password string) (u news.User, epoch string, err error) {
	// The same is done for an address that nobody has, so that the time does not
	// tell; the epoch is read before the password that it is to vouch for, so that
	// one that is changed meanwhile does not open a session.
	hash := absent()
	email = strings.ToLower(strings.TrimSpace(email))
	u, _, err = n.Store.UserByEmail(ctx, email)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return news.User{}, "", err
	}
	if epoch, err = n.Epoch(ctx, u.ID); err != nil {
		return news.User{}, "", err
	}
	u, theirs, err := n.Store.UserByEmail(ctx, email)
	known := err == nil
	if known {
		hash = theirs
	} else if !errors.Is(err, store.ErrNotFound) {
		return news.User{}, "", err
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return news.User{}, "", err
	}
	if !known || !match {
		return news.User{}, "", refuse("The e-mail address or the password is wrong.")
	}
	if u.State != news.UserActive {
		return news.User{}, "", refuse("This account is blocked; ask an administrator.")
	}
	return u, epoch, nil
}

// Sessions keeps the sessions of browsers that signed in.
type Sessions struct{ n *Newsroom }

// Sessions is where the web keeps its sessions.
func (n *Newsroom) Sessions() Sessions { return Sessions{n} }

// Find gives a session's data; found is false when there is none or it ended.
func (s Sessions) Find(token string) (data []byte, found bool, err error) {
	v, err := s.n.Store.Session(context.Background(), token, s.n.now())
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	return v.Data, err == nil, err
}

// Commit keeps a session.
func (s Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.n.Store.Write(context.Background(), "keeping a session", func(tx *store.Tx) error {
		return tx.SaveSession(token, store.Session{Data: data, Expiry: expiry}, s.n.now())
	})
}

// Delete ends a session.
func (s Sessions) Delete(token string) error {
	return s.n.Store.Write(context.Background(), "ending a session", func(tx *store.Tx) error { return tx.RemoveSession(token) })
}
