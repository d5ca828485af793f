package newsroom

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"dateline/news"
	"dateline/store"
)

// hashing costs 19 MiB and two passes, OWASP's least for argon2id.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// absent is the hash of no password: checking against it takes as long as
// checking a real one, so that the time does not tell which addresses exist. It
// is made once, for making it takes as long again.
var absent = sync.OnceValue(func() string {
	h, _ := argon2id.CreateHash(secret(), hashing)
	return h
})

// opens reports whether a password is the one that a hash was made of. Hashes of
// earlier versions were made of the bytes as typed, so those are tried too where
// normalising changes them.
func opens(password, hash string) (bool, error) {
	normal := norm.NFKC.String(password)
	match, err := argon2id.ComparePasswordAndHash(normal, hash)
	if err != nil || match || normal == password {
		return match, err
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

// A SignIn is a browser in which a user is signed in.
type SignIn = store.SignIn

// A FailedSignIn is an attempt to sign in that failed.
type FailedSignIn = store.FailedSignIn

// ErrWrongPassword is the kind of a refusal over a password.
var ErrWrongPassword = errors.New("the password is wrong")

// errWrong says neither which of the two is wrong nor whether the account exists.
var errWrong = &Refusal{Kind: ErrWrongPassword, Sentence: "The e-mail address or the password is wrong."}

// ErrBlocked refuses someone whose password is right but whose account is blocked.
var ErrBlocked = refuse("This account is blocked; ask an administrator.")

// SignIn opens a sign-in for the user with an e-mail address and a password, in
// the browser that from describes.
func (n *Newsroom) SignIn(ctx context.Context, email, password string, from Browser) (news.User, SignIn, error) {
	// The same is done for an address that nobody has, so that the time does not tell.
	u, hash, err := n.db.UserByEmail(ctx, normalEmail(email))
	known := err == nil
	if errors.Is(err, store.ErrNotFound) {
		hash = absent()
	} else if err != nil {
		return news.User{}, SignIn{}, err
	}
	match, err := n.hashing.opens(ctx, from.Known, password, hash)
	switch {
	case err != nil:
		return news.User{}, SignIn{}, err
	case !known || !match:
		return news.User{}, SignIn{}, errWrong
	case u.State != news.UserActive:
		return news.User{}, SignIn{}, ErrBlocked
	}
	now := n.now()
	s := SignIn{ID: news.RandomID("signin"), UserID: u.ID, Begun: now, Used: now, Confirmed: now, Address: from.Address, Browser: from.Name}
	err = n.db.WriteUrgent(ctx, "signing in", func(tx *store.Tx) error {
		limits, sure := n.SessionLimits(), n.clock.now() // a clock that jumped ahead signs nobody out
		if err := tx.ForgetSignIns(sure.Add(-limits.Life), sure.Add(-limits.Idle)); err != nil {
			return err
		}
		return tx.AddSignIn(s, hash)
	})
	if n.faultOf(err) == store.FaultFull && n.sessions.keepSignIn(s, hash) {
		err = nil
	}
	if errors.Is(err, store.ErrNotFound) { // the password was changed, or the user blocked, while it was checked
		return news.User{}, SignIn{}, errWrong
	}
	return u, s, err
}

// A Browser is where someone signs in.
type Browser struct {
	Address string
	Name    string // as it names itself; longer ones are cut
	Known   bool   // somebody signed in to the account there before
}

func normalEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// SignedIn returns a sign-in and its user; ErrNotFound when it ended, also by
// itself, or the user is blocked.
func (n *Newsroom) SignedIn(ctx context.Context, id string) (news.User, SignIn, error) {
	s, u, err := n.db.SignIn(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		s, u, err = n.keptSignIn(ctx, id)
	}
	if err != nil {
		return news.User{}, SignIn{}, err
	}
	if u.State != news.UserActive || n.over(s) {
		return news.User{}, SignIn{}, ErrNotFound
	}
	return u, s, nil
}

// over reports whether a sign-in has ended by itself.
func (n *Newsroom) over(s SignIn) bool {
	now, limits := n.clock.now(), n.SessionLimits()
	return now.Sub(s.Begun) > limits.Life || now.Sub(s.Used) > limits.Idle
}

// usedEvery is how exactly it is kept when a sign-in was last used.
const usedEvery = time.Minute

// Use keeps that a sign-in is used now.
func (n *Newsroom) Use(ctx context.Context, s SignIn) error {
	now := n.now()
	if since := now.Sub(s.Used); since >= 0 && since < usedEvery {
		return nil
	}
	return n.db.Write(ctx, "keeping that a sign-in is used", func(tx *store.Tx) error { return tx.UseSignIn(s.ID, now) })
}

// ConfirmPassword checks the password of someone who is signed in once more, and keeps
// that they entered it now.
func (n *Newsroom) ConfirmPassword(ctx context.Context, u news.User, signIn, password string) error {
	_, hash, err := n.db.UserByEmail(ctx, u.Email)
	if err != nil {
		return err
	}
	match, err := n.hashing.opens(ctx, true, password, hash)
	if err != nil {
		return err
	}
	if !match {
		return &Refusal{Kind: ErrWrongPassword, Sentence: "The password is wrong; type it again."}
	}
	return n.db.Write(ctx, "confirming a password", func(tx *store.Tx) error { return tx.ConfirmSignIn(signIn, hash, n.now()) })
}

// recently is how long a password counts as just entered.
const recently = 10 * time.Minute

// Recently reports whether the password was entered in a sign-in in the last ten minutes.
func (n *Newsroom) Recently(s SignIn) bool {
	since := n.now().Sub(s.Confirmed)
	return since >= 0 && since < recently
}

// SignIns lists the sign-ins of a user that have not ended, the last used first.
func (n *Newsroom) SignIns(ctx context.Context, userID string) ([]SignIn, error) {
	all, err := n.db.SignIns(ctx, userID)
	var open []SignIn
	for _, s := range all {
		if !n.over(s) {
			open = append(open, s)
		}
	}
	return open, err
}

// EndSignIn ends one sign-in of a user.
func (n *Newsroom) EndSignIn(ctx context.Context, userID, id string) error {
	if n.sessions.endSignIn(userID, id) {
		return n.endStreams(nil)
	}
	return n.endStreams(n.db.Write(ctx, "ending a sign-in", func(tx *store.Tx) error { return tx.EndSignIn(userID, id) }))
}

// endStreams wakes whoever watches after rights changed, so that an open stream
// asks again whether it may go on. It returns the error of the change.
func (n *Newsroom) endStreams(err error) error {
	n.watch.tell()
	return err
}

// EndSignIns ends all sign-ins of a user but one; empty: all. Those of others
// only administrators end.
func (n *Newsroom) EndSignIns(ctx context.Context, by news.User, userID, except string) error {
	if by.ID != userID && by.Role != news.Administrator {
		return refuse("Only administrators sign others out; ask one of them.")
	}
	n.sessions.endSignIns(userID, except)
	return n.endStreams(n.db.Write(ctx, "ending sign-ins", func(tx *store.Tx) error {
		if err := tx.EndSignIns(userID, except); err != nil {
			return err
		}
		return tx.Decide(by.ID, "user/"+userID, "sign out", "", n.now())
	}))
}

const deviceKey = "device-key"

// DeviceKey returns the secret by which the web knows browsers again in which
// someone signed in; empty if there is none yet and none is to be made.
func (n *Newsroom) DeviceKey(ctx context.Context, make bool) (string, error) {
	n.deviceKey.Lock()
	defer n.deviceKey.Unlock()
	if n.deviceKey.is != "" {
		return n.deviceKey.is, nil
	}
	key, err := n.db.Setting(ctx, deviceKey)
	if err == nil && key == "" && make {
		key = secret()
		err = n.db.Write(ctx, "making the key of known browsers", func(tx *store.Tx) error { return tx.SaveSetting(deviceKey, key) })
		if n.faultOf(err) == store.FaultFull {
			return key, nil // the browser is not known again, which does no harm
		}
	}
	if err != nil {
		return "", err
	}
	n.deviceKey.is = key
	return key, nil
}

// typedMost bounds what is kept of an account's name as it was typed.
const typedMost = 254

// NoteFailedSignIn keeps an attempt to sign in that failed, for administrators. What
// isn't an e-mail address is left out: it may be a password in the wrong field.
func (n *Newsroom) NoteFailedSignIn(ctx context.Context, account, address, reason string) error {
	account = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, normalEmail(account))
	switch {
	case !strings.Contains(account, "@"):
		account = "(no address)"
	case len(account) > typedMost:
		account = strings.ToValidUTF8(account[:typedMost], "")
	}
	n.log.Warn("a sign-in failed", "account", account, "address", address, "reason", reason)
	return n.db.Write(ctx, "keeping a failed sign-in", func(tx *store.Tx) error {
		return tx.AddFailedSignIn(FailedSignIn{At: n.now(), Account: account, Address: address, Reason: reason})
	})
}
