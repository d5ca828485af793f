package trees

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
)

// magic begins a file that Save wrote; the hash of the features follows, then the
// forest as Encode writes it.
const magic = "trees 1\n"

// hashSize is how many bytes of the features' hash a file keeps.
const hashSize = 16

// ErrFeatures is returned for a forest that was trained on other features than it is
// to be used with.
var ErrFeatures = errors.New("these trees were trained on other features, or on the same in another order; train them again")

// HashOf returns what a file keeps of the features that its forest was trained on:
// it depends on all their names and their order.
func HashOf(features []string) [hashSize]byte {
	h := sha256.New()
	for _, name := range features {
		fmt.Fprintf(h, "%q\n", name)
	}
	return [hashSize]byte(h.Sum(nil))
}

// Save writes a forest with the hash of the features that it was trained on.
func (f *Forest) Save(features []string) []byte {
	hash := HashOf(features)
	return append(append([]byte(magic), hash[:]...), f.Encode()...)
}

// Load reads what Save wrote. It refuses a forest that was trained on other features.
func Load(data []byte, features []string) (*Forest, error) {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok || len(rest) < hashSize {
		return nil, errBroken
	}
	if hash := HashOf(features); !bytes.Equal(rest[:hashSize], hash[:]) {
		return nil, ErrFeatures
	}
	return Decode(rest[hashSize:], len(features))
}

// MustLoad is Load for a file that is part of the program: one that can't be read is a
// fault of whoever built the program, and panics.
func MustLoad(name string, data []byte, features []string) *Forest {
	f, err := Load(data, features)
	if err != nil {
		panic(name + ": " + err.Error())
	}
	return f
}
