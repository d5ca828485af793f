package newsroom

import (
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"dateline/news"
)

// The length of a password in characters: the least as NIST SP 800-63B has it
// for one that is the only factor, the most so that hashing stays bounded.
const (
	minPassword = 12
	maxPassword = 1000
)

// hashOf returns what is kept of a user's password, if it will do.
func (n *Newsroom) hashOf(password string, u news.User) (string, error) {
	password = norm.NFKC.String(password)
	switch length := utf8.RuneCountInString(password); {
	case length < minPassword:
		return "", refuse("The password is too short; take at least %d characters, such as four words.", minPassword)
	case length > maxPassword:
		return "", refuse("The password is too long; take at most 1,000 characters.")
	}
	return argon2id.CreateHash(password, hashing)
}
