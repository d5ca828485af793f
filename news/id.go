package news

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"io"
)

// idAlphabet is Crockford's base 32 in lower case: no letters that are
// mistaken for digits, so that an identifier can be read over the telephone.
var idAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// DeriveID names a thing by what makes it the same thing: the prefix says what
// it is ("src", "rep", "fact" …), the rest is 80 bits of the SHA-256 of the
// parts. The same parts give the same identifier on every machine and after
// every restart, which is what makes a step safe to repeat.
func DeriveID(prefix string, parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		io.WriteString(h, p)
		h.Write([]byte{0})
	}
	return prefix + "_" + idAlphabet.EncodeToString(h.Sum(nil)[:10])
}

// RandomID names a thing that a person made (a dispatch, a user, a comment),
// which nothing about it identifies.
func RandomID(prefix string) string {
	var b [10]byte
	rand.Read(b[:])
	return prefix + "_" + idAlphabet.EncodeToString(b[:])
}
