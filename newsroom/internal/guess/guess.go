// Package guess tells passwords that someone would guess early: common ones,
// repetitions and sequences, and those made of what is known of their owner.
//
// In come a password and the words that belong to its owner and place; out comes
// why it is easy to guess, or nothing. It keeps no secret and asks nobody.
package guess

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A Reason says why a password is easy to guess.
type Reason int

const (
	Hard     Reason = iota // not easy, as far as this package knows
	Common                 // it is on the list of common passwords, whatever figures stand around it
	Repeated               // a few characters over and over
	Sequence               // mostly neighbours in the alphabet, in figures or on the keyboard
	Personal               // mostly words that belong to its owner or the newsroom
)

const (
	ownLeast  = 8 // characters that a password must have beside words that are known and sequences
	runLeast  = 4 // a shorter run of neighbours is found in ordinary words
	wordLeast = 3 // a shorter word that is known says nothing
)

// Easy returns why a password is easy to guess. Known are words and addresses that
// belong to its owner and to the newsroom.
func Easy(password string, known []string) Reason {
	p := fold(password)
	if repeated(p) {
		return Repeated
	}
	if common(candidates(p)) {
		return Common
	}
	if own := withoutWords(p, known); own != p && tooLittle(own) {
		return Personal
	}
	if own := withoutRuns(p); own != p && tooLittle(own) {
		return Sequence
	}
	return Hard
}

// fold writes a password as the lists are written.
func fold(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

// Forms returns how an entry of a list of common passwords is kept: as it stands
// if it is long enough to be a password here, and as the word inside it.
func Forms(entry string) []string {
	entry = fold(entry)
	out := []string{trim(entry), trim(plain.Replace(entry))}
	out = slices.DeleteFunc(out, func(s string) bool { return len(s) < 4 })
	if len(entry) >= 12 {
		out = append(out, entry)
	}
	return out
}

// plain takes the usual substitutes for letters back.
var plain = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i", "|", "l")

// trim cuts off figures and signs around a word.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

// candidates are the forms in which a password may be on the list: whole, the word
// inside it, and that word alone where it is said several times.
func candidates(p string) []string {
	word := plain.Replace(trim(p))
	out := []string{p, trim(p), word, trim(plain.Replace(p))}
	parts := strings.FieldsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
	out = append(out, strings.Join(parts, ""))
	slices.Sort(parts)
	if parts = slices.Compact(parts); len(parts) == 1 {
		out = append(out, parts[0])
	}
	for _, form := range slices.Clone(out) {
		out = append(out, unit(form))
	}
	return out
}

// unit returns what a text repeats, or the text.
func unit(s string) string {
	for n := 1; n <= len(s)/2; n++ {
		if len(s)%n == 0 && strings.Repeat(s[:n], len(s)/n) == s {
			return s[:n]
		}
	}
	return s
}

// repeated reports whether a password has few different characters, or repeats a
// few of them, the last time perhaps in part.
func repeated(p string) bool {
	r := []rune(p)
	different := map[rune]bool{}
	for _, c := range r {
		different[c] = true
	}
	if len(different) < 5 {
		return true
	}
	for n := 1; n < ownLeast && n <= (len(r)+1)/2; n++ {
		if slices.Equal(r[n:], r[:len(r)-n]) {
			return true
		}
	}
	return false
}

// withoutWords takes the words that are known out of a password, the longest first.
func withoutWords(p string, known []string) string {
	var words []string
	for _, k := range known {
		k = fold(k)
		words = append(words, k)
		words = append(words, strings.FieldsFunc(k, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })...)
	}
	words = slices.DeleteFunc(words, func(w string) bool { return len([]rune(w)) < wordLeast })
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	for _, w := range words {
		// What is taken out leaves a gap, so that what stood around it makes no new word.
		p = strings.ReplaceAll(p, w, " ")
		if q := plain.Replace(p); strings.Contains(q, w) && len(q) == len(p) {
			p = strings.ReplaceAll(q, w, " ")
		}
	}
	return p
}

// rows are the keys that stand side by side on common keyboards.
var rows = []string{"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
	"йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"}

// withoutRuns takes runs of neighbours out of a password.
func withoutRuns(p string) string {
	r := []rune(p)
	var out []rune
	for i := 0; i < len(r); {
		n := max(steps(r[i:], 1), steps(r[i:], -1), steps(r[i:], 0), along(r[i:]))
		if n < runLeast {
			n = 1
			out = append(out, r[i])
		} else if len(out) > 0 {
			out = append(out, ' ')
		}
		i += n
	}
	return string(out)
}

// steps returns for how long a text goes on by a step in the alphabet.
func steps(r []rune, by rune) int {
	n := 1
	for n < len(r) && r[n] == r[n-1]+by {
		n++
	}
	return n
}

// along returns for how long a text goes along a row of keys.
func along(r []rune) int {
	most := 1
	for _, row := range rows {
		keys := []rune(row)
		for _, by := range []int{1, -1} {
			n, at := 0, slices.Index(keys, r[0])
			for at >= 0 && at < len(keys) && n < len(r) && keys[at] == r[n] {
				n, at = n+1, at+by
			}
			most = max(most, n)
		}
	}
	return most
}

// tooLittle reports whether what is left of a password is too short, or common.
func tooLittle(left string) bool {
	n := 0
	for _, r := range left {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n < ownLeast || common(candidates(strings.TrimSpace(left)))
}

//go:embed data/common-passwords.gz
var list []byte

// common reports whether one of the forms is on the list. The list is read through
// each time: passwords are set rarely, and it need not stay in memory.
func common(forms []string) bool {
	wanted := map[string]bool{}
	for _, f := range forms {
		wanted[f] = true
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(list))
	if err != nil {
		panic("the list of common passwords is damaged: " + err.Error()) // it is part of the program
	}
	for lines := bufio.NewScanner(unpacked); lines.Scan(); {
		if wanted[lines.Text()] {
			return true
		}
	}
	return false
}
