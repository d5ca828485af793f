package lang

import "regexp"

// A dateline opens a news text: where it was filed, perhaps when and by which
// agency, and a dash: "SELDEN (Kestrel Wire) — ", "MOSCOW, June 12 (Reuters) - ".
// The place is in capitals, or an agency in brackets follows it; what comes
// after the dash begins a sentence.
var (
	datelineAside   = `(?:, [\p{L}\d.' ]{2,30}){0,2} ?`
	datelineDash    = `(?:[—–:]|--?)\s+["“„«'‘(]?[\p{Lu}\d]`
	datelineCapital = regexp.MustCompile(`^\p{Lu}[\p{Lu}.'’-]+(?:[ /]\p{Lu}[\p{Lu}.'’-]+){0,3}` + datelineAside + `(?:\([^()]{2,40}\) ?)?` + datelineDash)
	datelineAgency  = regexp.MustCompile(`^\p{Lu}[\p{L}.'’-]+(?: \p{L}[\p{L}.'’-]+){0,3}` + datelineAside + `\(\p{Lu}[^()]{1,39}\) ?` + datelineDash)
	datelineEnd     = regexp.MustCompile(`["“„«'‘(]?[\p{Lu}\d]$`)
)

// datelineFull is the form that agencies give one in, by which it is known also where
// a byline or a headline stands before it.
var datelineFull = regexp.MustCompile(`\p{Lu}{3}[\p{Lu}.'’-]*(?:[ /]\p{Lu}{2}[\p{Lu}.'’-]*){0,3}, \p{Lu}\p{Ll}{2,8}\.? \d{1,2} ?\(\p{Lu}[^()]{1,39}\) ?` + datelineDash)

// maxHead is how far into a text a dateline in full form is looked for, in bytes.
const maxHead = 400

// FindDateline gives the dateline of a text: the one that it opens with, or else one
// in full form behind a headline or byline; empty if there is none.
func FindDateline(text string) Span {
	if n := Dateline(text); n > 0 {
		return Span{0, n}
	}
	head := text[:min(len(text), maxHead)]
	if at := datelineFull.FindStringIndex(head); at != nil {
		return Span{at[0], at[0] + datelineEnd.FindStringIndex(head[at[0]:at[1]])[0]}
	}
	return Span{}
}

// maxDateline bounds a dateline, in bytes.
const maxDateline = 160

// Dateline gives the length in bytes of the dateline that a text opens with, up
// to where its first sentence begins; 0 if it opens with none.
func Dateline(text string) int {
	head := text[:min(len(text), maxDateline)]
	for _, rx := range []*regexp.Regexp{datelineCapital, datelineAgency} {
		if m := rx.FindString(head); m != "" {
			return datelineEnd.FindStringIndex(m)[0]
		}
	}
	return 0
}
