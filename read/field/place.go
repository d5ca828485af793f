package field

import (
	"regexp"
	"strings"

	"dateline/news"
	"dateline/read/claims"
	"dateline/read/phrase"
)

// rxDateline finds where a report was filed, at the head of its first
// paragraph: "SELDEN —", "SELDEN, Aster (AP) -", "SELDEN, 3 June (Agency) –".
// The place is in capitals, or an agency in brackets follows it.
var (
	rxDateline     = regexp.MustCompile(`^((?:\p{Lu}[\p{Lu}.'’\-]+)(?:[ /]\p{Lu}[\p{Lu}.'’\-]+){0,3})((?:, [\p{L}.\d' ]{2,30}){0,2})\s*(?:\([^)]{2,40}\)\s*)?(?:[—–]|--?)\s*\S`)
	rxAgencyPlace  = regexp.MustCompile(`^(\p{Lu}[\p{L}.'’\-]+(?: \p{Lu}[\p{L}.'’\-]+){0,3})((?:, [\p{L}.\d' ]{2,30}){0,2})\s*\((?:\p{Lu}[\p{L}.\d/&\- ]{1,30}|(?:dpa|afp|apa|ap|epd|kna|sid|sda|ots|efe|ansa|lusa|tass|pap|dts|afx)[\p{L}\d/\-]{0,20})\)\s*(?:[—–:.]|--?)\s*\S`)
	rxAgencyBefore = regexp.MustCompile(`^(\p{Lu}[\p{L}.'’\-]+(?: \p{Lu}[\p{L}.'’\-]+){0,2}) \((?:\p{Lu}[\p{L}/]{1,12})\)`)
)

// place gives the place of the dateline, with the region that stands beside it.
func (p *Page) place(body []news.Paragraph) (place, why string) {
	if place := Dateline(body); place != "" {
		return place, "the dateline"
	}
	if s := claims.Text(p.Article["dateline"]); s != "" && len(s) < 60 {
		return strings.TrimRight(s, " ()—–-"), "JSON-LD dateline"
	}
	if s := p.NameOf(p.Article["locationCreated"]); s != "" && len(s) < 60 {
		return s, "JSON-LD locationCreated"
	}
	return "", ""
}

// Dateline returns the place with which a story's first paragraphs begin, if they do.
func Dateline(body []news.Paragraph) string {
	for _, par := range body[:min(len(body), 2)] {
		if par.Kind != news.PlainParagraph {
			continue
		}
		head := par.Text[:min(len(par.Text), 200)]
		for _, rx := range []*regexp.Regexp{rxDateline, rxAgencyPlace, rxAgencyBefore} {
			m := rx.FindStringSubmatch(head)
			if m == nil {
				continue
			}
			place := m[1]
			if len(m) > 2 {
				place += regionOf(m[2])
			}
			return place
		}
	}
	return ""
}

// regionOf keeps a region ("Mass.", "Aster") and drops a date ("3 June").
func regionOf(tail string) string {
	out := ""
	for _, part := range strings.Split(tail, ", ") {
		if strings.TrimSpace(part) == "" || strings.ContainsAny(part, "0123456789") || phrase.MonthOf(strings.TrimRight(strings.Fields(part)[0], ".")) != 0 {
			continue
		}
		out += ", " + strings.TrimSpace(part)
	}
	return out
}
