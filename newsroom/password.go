package newsroom

import (
	"net/url"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"dateline/news"
	"dateline/newsroom/internal/guess"
)

// The length of a password in characters: the least as NIST SP 800-63B has it
// for one that is the only factor, the most so that hashing stays bounded.
const (
	minPassword = 12
	maxPassword = 1000
)

// easy are the sentences for passwords that are easy to guess.
var easy = map[guess.Reason]string{
	guess.Common:   "This password is on the list of common ones, which are tried first. Take another, such as four words that don't belong together.",
	guess.Repeated: "This password repeats a few characters. Take another, such as four words that don't belong together.",
	guess.Sequence: "This password is mostly a row of letters, figures or keys. Take another, such as four words that don't belong together.",
	guess.Personal: "This password is mostly made of the user's name or address, or of the newsroom's name. Take other words.",
}

// hashOf returns what is kept of a user's password. It refuses one that is too
// short, or easy to guess for someone who knows the user and the newsroom.
func (n *Newsroom) hashOf(password string, u news.User) (string, error) {
	password = norm.NFKC.String(password)
	switch length := utf8.RuneCountInString(password); {
	case length < minPassword:
		return "", refuse("The password is too short; take at least %d characters, such as four words.", minPassword)
	case length > maxPassword:
		return "", refuse("The password is too long; take at most 1,000 characters.")
	}
	known := []string{u.Name, u.Email, n.Site.Name, "dateline", "newsroom", "password"}
	if site, err := url.Parse(n.Site.BaseURL); err == nil {
		known = append(known, site.Hostname())
	}
	if said, isEasy := easy[guess.Easy(password, known)]; isEasy {
		return "", &Refusal{Sentence: said}
	}
	return argon2id.CreateHash(password, hashing)
}
