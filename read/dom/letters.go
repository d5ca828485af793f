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

// CountWords counts what stands between whitespace.
func CountWords(s string) int {
	n, within := 0, false
	for _, r := range s {
		space := isSpace(r)
		if !space && !within {
			n++
		}
		within = !space
	}
	return n
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
