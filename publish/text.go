package publish

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// excerptMax is how much of a text stands for it where there is no standfirst.
const excerptMax = 240

// line folds a field into one line of plain text without characters that XML or
// a mail header cannot hold.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == 0xFFFE, r == 0xFFFF, r >= 0x202A && r <= 0x202E && r != 0x202C:
			return -1 // bidi overrides let a headline pretend to be another
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
	return strings.Join(strings.Fields(s), " ")
}

// inert is a line for feeds and other documents whose readers disagree on
// whether a title is text or HTML: what such a reader could take for a tag gets
// a single guillemet in place of its bracket, so that nothing is lost and
// nothing runs.
func inert(s string) string {
	s = line(s)
	var b strings.Builder
	for i, r := range s {
		if r == '<' && i+1 < len(s) {
			next, _ := utf8.DecodeRuneInString(s[i+1:])
			if unicode.IsLetter(next) || strings.ContainsRune("/!?%", next) {
				r = '‹'
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

func inertAll(in []string) []string {
	var out []string
	for _, s := range in {
		if s = inert(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// cut shortens a line at a word's end.
func cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	short := string(r[:most])
	if i := strings.LastIndexByte(short, ' '); i > most/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:–—-") + "…"
}

// unescape undoes what Markdown's text writes in another way: backslashes before
// punctuation and HTML's character references (CommonMark 0.31, 2.4 and 2.5).
func unescape(b []byte, raw bool) string {
	if raw {
		return string(b)
	}
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(b))))
}
