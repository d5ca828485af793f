package phrase

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/read/dom"
)

var rxCredit = regexp.MustCompile(`(?i)(?:^|[\s(\[.|])((?:photo(?:graph)?|image|picture|foto|bild|crédit|credit|quelle|source)s?(?:\s+(?:credits?|by|source|courtesy(?: of)?))?\s*(?:[:/]|\.\.\.|…)|photo(?:graph)? by|photo courtesy of|image courtesy of|©|\(c\))\s*([^()\[\]]{2,80}?)\)?\]?\s*$`)

// SoleCredit: a text that says whose a picture is and nothing of it ("Name | House
// | Agency", "Agency via Agency").
func SoleCredit(s string) bool {
	if dom.CountWords(s) > 9 || !Crediting.MatchString(s) && !strings.Contains(s, "/") || dom.EndsSentence(s) {
		return false
	}
	for _, w := range strings.Fields(s) {
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "(["))
		if unicode.IsLower(first) && w != "via" && w != "for" && w != "by" && !nameParticles[w] {
			return false
		}
	}
	return true
}

// rxBracketed is a credit in brackets behind a caption, or behind a bar.
var (
	rxBracketed  = regexp.MustCompile(`\s*[(\[]([^()\[\]]{2,100})[)\]]\.?\s*$`)
	rxBehindStop = regexp.MustCompile(`[.!?…][”"’»)]*\s+([^.!?…]{2,80})$`)
	rxBehindBar  = regexp.MustCompile(`\s+[|/–—]\s+([^|]{2,60})$`)
	Crediting    = regexp.MustCompile(`(?i)\b(?:photo|foto|image|picture|bild|credit|courtesy|via|getty|reuters|afp|ap|epa|dpa|shutterstock|alamy|imago|picture alliance|handout|file|pool|ansa|efe|anp|afp|tass|xinhua|zuma|bloomberg|instagram|facebook|twitter|youtube|screenshot|archiv|archivo)\b|©`)
)

// SplitCredit parts "Ships at anchor. (Photo: A. Name)" and the like at the credit.
func SplitCredit(s string) (caption, credit string) {
	if m := rxBracketed.FindStringSubmatchIndex(s); m != nil && (Crediting.MatchString(s[m[2]:m[3]]) || strings.Contains(s[m[2]:m[3]], "/")) {
		caption, credit = strings.TrimSpace(s[:m[0]]), CleanCredit(s[m[2]:m[3]])
		if m := rxCredit.FindStringSubmatchIndex(caption); m != nil { // "Photo: A. Name (Agency)"
			return cutCredit(caption, m), CleanCredit(caption[m[4]:m[5]]) + ", " + credit
		}
		return caption, credit
	}
	if m := rxCredit.FindStringSubmatchIndex(s); m != nil {
		return cutCredit(s, m), CleanCredit(s[m[4]:m[5]])
	}
	if m := rxBehindStop.FindStringSubmatchIndex(s); m != nil && dom.CountWords(s[m[2]:m[3]]) <= 8 && SoleCredit(s[m[2]:m[3]]) {
		return strings.TrimSpace(s[:m[2]]), CleanCredit(s[m[2]:m[3]])
	}
	if m := rxBehindBar.FindStringSubmatchIndex(s); m != nil && (Crediting.MatchString(s[m[2]:m[3]]) || strings.HasPrefix(strings.TrimSpace(s[m[0]:]), "|")) && dom.CountWords(s[m[2]:m[3]]) <= 6 {
		return strings.TrimSpace(s[:m[0]]), CleanCredit(s[m[2]:m[3]])
	}
	return strings.TrimSpace(s), ""
}

// cutCredit is a caption without the credit that rxCredit found.
func cutCredit(s string, m []int) string { return strings.TrimRight(s[:m[2]], " (|[–—-") }

var rxCreditLabel = regexp.MustCompile(`(?i)^(?:(?:photo(?:graph)?|image|picture|foto|bild)?\s*(?:credits?|copyright|source|by|courtesy(?: of)?)(?:\s*[:/,]?\s+|\s*(?:\.\.\.|…)\s*)|(?:photo(?:graph)?|image|picture|foto|bild|quelle)s?\s*[:/,]\s*|©\s*)`)

// CleanCredit returns whose a picture is, without the label before it.
func CleanCredit(s string) string {
	s = strings.Trim(s, " ()[]|–—:")
	for range 2 {
		if m := rxCreditLabel.FindString(s); m != "" && len(m) < len(s) {
			s = s[len(m):]
		}
	}
	if s = strings.TrimSpace(s); strings.Count(s, "(") > strings.Count(s, ")") {
		s += ")"
	}
	return s
}

// rxLineCredit is rxCredit for more languages.
var rxLineCredit = regexp.MustCompile(`(?i)(?:^|[\s(\[.|])((?:crédit photo|фото|иллюстрация|zdjęcie|fotoğraf|صورة|تصوير)\s*:)\s*([^()\[\]]{2,80}?)\)?\]?\s*$`)

// PartCredit parts "Ships at anchor. (Photo: A. Name)" at the credit.
func PartCredit(s string) (caption, credit string) {
	m := rxLineCredit.FindStringSubmatchIndex(s)
	if m == nil {
		m = rxCredit.FindStringSubmatchIndex(s)
	}
	if m == nil {
		return s, ""
	}
	return strings.TrimRight(s[:m[2]], " (|["), CleanCredit(s[m[4]:m[5]])
}
