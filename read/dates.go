package read

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dateLayouts are the forms in which machines write dates.
var dateLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999-0700", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04-0700", "2006-01-02T15:04",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", "20060102",
	"2006-01-02T15:04:05.999-07", "2006-01-02T15:04:05-07", time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST",
	"Mon, 02 Jan 2006 15:04:05", time.UnixDate, time.ANSIC, "Mon Jan 02 15:04:05 MST 2006", "2006/01/02 15:04:05", "2006/01/02 15:04", "2006/01/02",
	"2006-01-02T15:04:05Z0700", "2006-1-2",
}

// monthNames in the languages of most of the web, in small letters. Shortened
// ones are found by their first letters, see monthOf.
var monthNames = map[string]time.Month{}

func init() {
	for _, year := range []string{
		"january february march april may june july august september october november december",
		"januar februar märz april mai juni juli august september oktober november dezember",
		"jänner feber maerz april mai juni juli august september oktober november dezember",
		"janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
		"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
		"janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
		"januari februari maart april mei juni juli augustus september oktober november december",
		"januari februari mars april maj juni juli augusti september oktober november december",
		"stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
		"января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
		"січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
		"ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
		"januari februari maret april mei juni juli agustus september oktober november desember",
		"ledna února března dubna května června července srpna září října listopadu prosince",
	} {
		for i, name := range strings.Fields(year) {
			if _, ok := monthNames[name]; !ok {
				monthNames[name] = time.Month(i + 1)
			}
		}
	}
	for short, m := range map[string]time.Month{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
		"mär": 3, "mrz": 3, "okt": 10, "dez": 12, "janv": 1, "févr": 2, "fév": 2, "avr": 4, "juil": 7, "déc": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12, "fev": 2, "set": 9, "out": 10, "gen": 1, "mag": 5, "giu": 6, "lug": 7, "ott": 10} {
		monthNames[short] = m
	}
}

var (
	rxDayMonthYear = regexp.MustCompile(`(?i)(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s*(?:de\s+|of\s+|-\s*)?(\p{L}{3,12})\.?,?\s*(?:de[l]?\s+|-\s*)?(\d{4})`)
	rxMonthDayYear = regexp.MustCompile(`(?i)(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})`)
	rxDotted       = regexp.MustCompile(`\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b`)
	rxSlashed      = regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})/(\d{4})\b`)
	rxISO          = regexp.MustCompile(`\b(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})`)
	rxClock        = regexp.MustCompile(`(?i)\b(\d{1,2})[:.h](\d{2})(?::\d{2})?\s*(a\.?m\.?|p\.?m\.?)?(?:\s*(?:uhr)?\s*\(?\b(UTC|GMT|BST|CET|CEST|EST|EDT|ET|CST|CDT|MST|MDT|PST|PDT|IST|JST)\b)?`)
	rxURLDate      = regexp.MustCompile(`/((?:19|20)\d{2})[/-]?(\d{1,2}|[a-z]{3})[/-]?(\d{2})(?:\D|$)`)
)

// zoneOffsets of the abbreviations that news pages print, in hours. IST is
// India's: of the three countries that use it, the one that prints most.
var zoneOffsets = map[string]float64{"UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "CEST": 2, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "IST": 5.5, "JST": 9}

// parseDate reads a date as machines and people write it. A date without a
// time of day is its midnight, a time without a zone is taken as UTC.
func parseDate(s string) (time.Time, bool) {
	s = oneLine(s)
	if s == "" || len(s) > 200 {
		return time.Time{}, false
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return plausible(t)
		}
	}
	if len(s) == 10 || len(s) == 13 { // seconds or milliseconds since 1970
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			if len(s) == 13 {
				n /= 1000
			}
			return plausible(time.Unix(n, 0).UTC())
		}
	}
	day, rest, ok := findDay(s)
	if !ok {
		return time.Time{}, false
	}
	return plausible(withClock(day, rest))
}

// plausible: years in which the web had pages.
func plausible(t time.Time) (time.Time, bool) {
	if t.Year() < 1985 || t.Year() > 2100 {
		return time.Time{}, false
	}
	return t, true
}

// findDay looks for a calendar day in a text; rest is the text without it.
func findDay(s string) (day time.Time, rest string, ok bool) {
	if !holdsYear(s) {
		return time.Time{}, s, false
	}
	if m := rxISO.FindStringSubmatchIndex(s); m != nil {
		if t, ok := dayOf(s[m[2]:m[3]], s[m[4]:m[5]], s[m[6]:m[7]]); ok {
			return t, s[:m[0]] + " " + s[m[1]:], true
		}
	}
	for _, f := range []struct {
		rx               *regexp.Regexp
		year, month, day int
	}{{rxMonthDayYear, 3, 1, 2}, {rxDayMonthYear, 3, 2, 1}, {rxDotted, 3, 2, 1}, {rxSlashed, 3, 1, 2}, {rxSlashed, 3, 2, 1}} {
		m := f.rx.FindStringSubmatchIndex(s)
		if m == nil {
			continue
		}
		group := func(i int) string { return s[m[2*i]:m[2*i+1]] }
		if t, ok := dayOf(group(f.year), group(f.month), group(f.day)); ok {
			return t, s[:m[0]] + " " + s[m[1]:], true
		}
	}
	return time.Time{}, s, false
}

// holdsYear: four digits in a row, without which no form of a date is complete.
func holdsYear(s string) bool {
	run := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			run = 0
		} else if run++; run == 4 {
			return true
		}
	}
	return false
}

func dayOf(year, month, day string) (time.Time, bool) {
	y, _ := strconv.Atoi(year)
	d, _ := strconv.Atoi(day)
	m := monthOf(month)
	if m == 0 || d < 1 || d > 31 {
		return time.Time{}, false
	}
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == d
}

func monthOf(s string) time.Month {
	if n, err := strconv.Atoi(s); err == nil {
		if n >= 1 && n <= 12 {
			return time.Month(n)
		}
		return 0
	}
	return monthNames[strings.ToLower(s)]
}

func withClock(day time.Time, rest string) time.Time {
	m := rxClock.FindStringSubmatch(rest)
	if m == nil {
		return day
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	half := strings.ToLower(strings.ReplaceAll(m[3], ".", ""))
	if half != "" {
		hour %= 12
		if half == "pm" {
			hour += 12
		}
	}
	if hour > 23 || minute > 59 {
		return day
	}
	zone := time.UTC
	name := strings.ToUpper(m[4])
	if name == "ET" {
		name = "EST"
	}
	if offset := zoneOffsets[name]; offset != 0 {
		zone = time.FixedZone("", int(offset*3600))
	}
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, zone)
}

// isDateLine reports whether a line says a date and little else.
func isDateLine(s string) bool {
	if len(s) > 120 {
		return false
	}
	_, rest, ok := findDay(s)
	if !ok {
		return false
	}
	rest = rxClock.ReplaceAllString(rest, " ")
	return len(strings.Fields(lettersOnly(rest))) <= 5
}

// lettersOnly keeps words.
func lettersOnly(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r < 0x80 && !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') || isSpace(r)
	}), " ")
}

// publishedMetas and modifiedMetas are ordered by how often they are right.
var (
	publishedMetas = []string{"article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dcterms.date", "dc.date.created", "dc.date", "publish-date", "publishdate", "publication_date", "pubdate", "og:pubdate", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "last-published", "date", "og:published_time", "article.published", "article_date_original", "originalpublicationdate", "displaydate", "created", "date_published", "datecreated", "article:published", "citation_publication_date"}
	modifiedMetas  = []string{"article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "article:modified", "updated_time", "revised"}
)

// dates gives when the story was published and last changed: JSON-LD first,
// then meta elements, then what the page shows near its headline, then a date
// in the address. Zero when none says so.
func (e *evidence) dates(shown []shownDate) (published, modified time.Time) {
	for _, said := range []map[string]any{e.article, e.webPage} {
		if published.IsZero() {
			published, _ = parseDate(text(said["datePublished"]))
			modified, _ = parseDate(text(said["dateModified"]))
		}
	}
	if published.IsZero() {
		published = e.firstDate(publishedMetas)
	}
	if modified.IsZero() {
		modified = e.firstDate(modifiedMetas)
	}
	for _, s := range shown {
		if published.IsZero() && !s.modified {
			published = s.at
		}
		if modified.IsZero() && s.modified {
			modified = s.at
		}
	}
	if published.IsZero() {
		published = urlDate(e.base.Path)
	}
	if !modified.IsZero() && modified.Before(published) {
		modified = time.Time{} // a page can't have been changed before it was published
	}
	return published, modified
}

func (e *evidence) firstDate(names []string) time.Time {
	for _, name := range names {
		if t, ok := parseDate(e.first(name)); ok {
			return t
		}
	}
	return time.Time{}
}

func urlDate(path string) time.Time {
	m := rxURLDate.FindStringSubmatch(strings.ToLower(path))
	if m == nil {
		return time.Time{}
	}
	t, _ := dayOf(m[1], m[2], m[3])
	return t
}
