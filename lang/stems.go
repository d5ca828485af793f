package lang

import (
	"slices"
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/irish"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/tamil"
	"github.com/blevesearch/snowballstem/turkish"
)

// A stemmer is one language's Snowball algorithm (snowballstem.org) and the
// script that it is written for.
type stemmer struct {
	stem   func(*snowballstem.Env) bool
	script *unicode.RangeTable
}

var stemmers = map[string]stemmer{
	"ar": {arabic.Stem, unicode.Arabic},
	"da": {danish.Stem, unicode.Latin},
	"de": {german.Stem, unicode.Latin},
	"en": {english.Stem, unicode.Latin},
	"es": {spanish.Stem, unicode.Latin},
	"fi": {finnish.Stem, unicode.Latin},
	"fr": {french.Stem, unicode.Latin},
	"ga": {irish.Stem, unicode.Latin},
	"hu": {hungarian.Stem, unicode.Latin},
	"it": {italian.Stem, unicode.Latin},
	"nl": {dutch.Stem, unicode.Latin},
	"no": {norwegian.Stem, unicode.Latin},
	"pt": {portuguese.Stem, unicode.Latin},
	"ro": {romanian.Stem, unicode.Latin},
	"ru": {russian.Stem, unicode.Cyrillic},
	"sv": {swedish.Stem, unicode.Latin},
	"ta": {tamil.Stem, unicode.Tamil},
	"tr": {turkish.Stem, unicode.Latin},
}

// StemLanguages are the languages (ISO 639-1) that Terms has stemming rules
// for, sorted.
func StemLanguages() []string {
	codes := make([]string, 0, len(stemmers))
	for code := range stemmers {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// StemLanguage gives the code of StemLanguages for a language tag such as
// "en-GB" or "nb"; empty when there are no rules for it.
func StemLanguage(tag string) string {
	tag = strings.ToLower(strings.TrimSpace(tag))
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	if tag == "nb" || tag == "nn" {
		return "no"
	}
	if _, ok := stemmers[tag]; !ok {
		return ""
	}
	return tag
}

// maxStemBytes is beyond any word: what is longer is an address or noise, and
// the algorithms take time that grows with the square of the length.
const maxStemBytes = 80

// stemmable tells whether a language's rules are meant for this word: it is
// written in the language's script and is no number.
func stemmable(lower, language string) bool {
	if len(lower) > maxStemBytes {
		return false
	}
	script := stemmers[language].script
	for _, r := range lower {
		if r < 0x80 {
			if '0' <= r && r <= '9' || script != unicode.Latin {
				return false
			}
			continue
		}
		if unicode.IsLetter(r) && !unicode.Is(script, r) || unicode.IsNumber(r) {
			return false
		}
	}
	return true
}

// stemWord gives the stem of a lower-case word. The generated algorithms index
// by hand; should one of them step outside a strange word, the word stands
// for itself.
func stemWord(lower, language string) (stem string) {
	defer func() {
		if recover() != nil {
			stem = lower
		}
	}()
	env := snowballstem.NewEnv(lower)
	stemmers[language].stem(env)
	return env.Current()
}
