package dom

import (
	"strings"
	"unicode/utf8"
)

// Likeness says how near a heading is to a title: 10 the same, 6 a part of it
// or it of the heading, 0 another.
func Likeness(a, b string) int {
	short, long := a, b
	if len(short) > len(long) {
		short, long = long, short
	}
	switch {
	case a == b:
		return 10
	case len(short) >= 8 && len(short)*3 >= len(long) && strings.Contains(long, short):
		return 6
	case len(short) >= 20 && commonPrefix(short, long)*10 >= len(short)*6:
		return 5
	}
	return 0
}

func commonPrefix(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// SameOrClipped reports whether two texts are the same but for quotes, dashes
// and spaces, or one is the beginning of the other (as descriptions are).
func SameOrClipped(a, b string) bool {
	a, b = Letters(a), Letters(b)
	if a == b {
		return true
	}
	short, long := a, b
	if len(short) > len(long) {
		short, long = long, short
	}
	return len(short) >= 25 && strings.HasPrefix(long, short)
}

// EndsSentence reports whether a text ends as sentences do.
func EndsSentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)]」』）】")
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?。…！？．।۔؟", last)
}

// Clipped reports an excerpt that was cut to length.
func Clipped(s string) bool {
	return strings.HasSuffix(s, "...") || strings.HasSuffix(s, "…") || strings.HasSuffix(s, "[…]") || strings.HasSuffix(s, "[...]")
}
