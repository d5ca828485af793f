package lang

import (
	"strings"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"
)

// detectSample bounds how much of a text is looked at, in bytes: enough to be
// sure, and a long text takes no longer than a short one.
const detectSample = 4000

// Detect names the language that a text is written in, ISO 639-1, or "" when
// it is too short or too mixed to be sure of.
func Detect(text string) string {
	text = strings.TrimSpace(text)
	if len(text) > detectSample {
		cut := detectSample
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	if utf8.RuneCountInString(text) < 20 {
		return ""
	}
	info := whatlanggo.Detect(text)
	if !info.IsReliable() && !(info.Confidence > 0.5 && len(text) >= 200) {
		return ""
	}
	return info.Lang.Iso6391()
}
