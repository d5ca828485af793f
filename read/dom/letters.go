package dom

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// OneLine collapses whitespace.
func OneLine(s string) string {
	if isOneLine(s) {
		return s
	}
	var sb strings.Builder
	sb.Grow(len(s))
	owed := false
	for _, r := range s {
		if isSpace(r) {
			owed = sb.Len() > 0
			continue
		}
		if owed {
			sb.WriteByte(' ')
			owed = false
		}
		sb.WriteRune(r)
	}
	return sb.String()
}

// isOneLine reports whether there is nothing to collapse: most often.
func isOneLine(s string) bool {
	after := true // a space, or the beginning
	for _, r := range s {
		if !isSpace(r) {
			after = false
			continue
		}
		if after || r != ' ' {
			return false
		}
		after = true
	}
	return s == "" || !after
}

// How many letters make a word in writings that set no spaces: about two of Chinese and
// Japanese, and four of Thai, Lao, Khmer and Burmese.
const (
	lettersCJK  = 2
	lettersThai = 4
)

// CountWords counts what stands between whitespace; of writings without spaces, as many
// words as their letters make on average.
func CountWords(s string) int {
	n, within := 0, false
	cjk, thai := 0, 0
	for _, r := range s {
		space := isSpace(r)
		if !space && r >= 0x0E00 {
			switch {
			case isCJK(r):
				cjk, space = cjk+1, true
			case isThai(r):
				thai, space = thai+1, true
			case r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFF20: // their punctuation
				space = true
			}
		}
		if !space && !within {
			n++
		}
		within = !space
	}
	return n + (cjk+lettersCJK-1)/lettersCJK + (thai+lettersThai-1)/lettersThai
}

func isCJK(r rune) bool {
	return r >= 0x3040 && r <= 0x30FF || r >= 0x3400 && r <= 0x4DBF || r >= 0x4E00 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFF66 && r <= 0xFF9D || r >= 0x20000 && r <= 0x323AF
}

func isThai(r rune) bool {
	return r >= 0x0E00 && r <= 0x0EFF || r >= 0x1000 && r <= 0x109F || r >= 0x1780 && r <= 0x17FF
}

// HasLetter reports whether a text has a letter or a digit.
func HasLetter(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// Letters keeps lower-case letters and digits alone: what stays the same when
// a text is set with other quotes, dashes and spaces.
func Letters(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			out = append(out, c)
		case c >= 'A' && c <= 'Z':
			out = append(out, c+'a'-'A')
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
				out = utf8.AppendRune(out, unicode.ToLower(r))
			}
			i += size
			continue
		}
		i++
	}
	return string(out)
}

func isSpace(r rune) bool {
	return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' || r == '\u00a0' || r == '\u200b' || r > 0x2000 && unicode.IsSpace(r)
}

// spaces is how many bytes of whitespace a text begins with.
func spaces(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if !isSpace(rune(c)) {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isSpace(r) {
			return i
		}
		i += size
	}
	return len(s)
}

// wordEnd is where the word that a text begins with ends.
func wordEnd(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if isSpace(rune(c)) {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if isSpace(r) {
			return i
		}
		i += size
	}
	return len(s)
}

// IsRule: a line drawn with underscores, by which agencies part their stories.
func IsRule(s string) bool {
	return len(s) >= 3 && strings.Trim(s, "_ ") == "" && strings.Contains(s, "___")
}
