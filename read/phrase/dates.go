package phrase

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"dateline/read/dom"
)

// dateLayouts are the forms in which machines write dates.
var dateLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999-0700", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04-0700", "2006-01-02T15:04",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", "20060102",
	"2006-01-02T15:04:05.999-07", "2006-01-02T15:04:05-07", time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST",
	"Mon, 02 Jan 2006 15:04:05", time.UnixDate, time.ANSIC, "Mon Jan 02 15:04:05 MST 2006", "2006/01/02 15:04:05", "2006/01/02 15:04", "2006/01/02",
	"2006-01-02T15:04:05Z0700", "2006-1-2", "20060102T150405Z0700", "20060102T150405", "20060102150405",
}

// MonthNames in the languages of most of the web, in small letters, with the
// short forms that pages print.
var MonthNames = map[string]time.Month{}

func init() {
	for _, year := range []string{
		"january february march april may june july august september october november december",
		"jan feb mar apr may jun jul aug sep oct nov dec",
		"januar februar märz april mai juni juli august september oktober november dezember",
		"jänner feber maerz april mai juni juli august sept okt nov dez",
		"jan feb mrz apr mai jun jul aug sept okt nov dez",
		"janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		"janv févr mars avr mai juin juil aoû sept oct nov déc",
		"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
		"ene fév mär abr may jun jul ago set oct nov dic",
		"gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
		"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
		"gen feb mar apr mag giu lug ago set ott nov dic",
		"janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
		"jan fev mar abr mai jun jul ago set out nov dez",
		"januari februari maart april mei juni juli augustus september oktober november december",
		"januari februari mars april maj juni juli augusti september oktober november december",
		"januar februar marts april maj juni juli august september oktober november december",
		"januar februar mars april mai juni juli august september oktober november desember",
		"tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
		"január február március április május június július augusztus szeptember október november december",
		"ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
		"stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
		"styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
		"sty lut mar kwi maj cze lip sie wrz paź lis gru",
		"siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
		"يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
		"ledna února března dubna května června července srpna září října listopadu prosince",
		"januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
		"января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
		"янв фев мар апр май июн июл авг сен окт ноя дек",
		"січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
		"януари февруари март април май юни юли август септември октомври ноември декември",
		"јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
		"ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
		"ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
		"oca şub mar nis may haz tem ağu eyl eki kas ara",
		"januari februari maret april mei juni juli agustus september oktober november desember",
		"يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
		"ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
		"בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
		"जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
	} {
		for i, name := range strings.Fields(year) {
			if _, ok := MonthNames[name]; !ok {
				MonthNames[name] = time.Month(i + 1)
			}
		}
	}
}

var (
	rxDayMonthYear = regexp.MustCompile(`(?i)(\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?\s*(?:de\s+|d['’]|of\s+|-\s*)?([\p{L}\p{M}]{3,14})\.?,?\s*(?:de[l]?\s+|-\s*)?(\d{4})`)
	rxMonthDayYear = regexp.MustCompile(`(?i)([\p{L}\p{M}]{3,14})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:of\s+)?(\d{4})`)
	rxYearMonthDay = regexp.MustCompile(`(?i)(\d{4})\.?\s+([\p{L}\p{M}]{3,14})\s+(\d{1,2})\b`)
	rxDotted       = regexp.MustCompile(`(?:^|[^\d.,])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b`)
	rxSlashed      = regexp.MustCompile(`\b(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b`)
	rxShort        = regexp.MustCompile(`\b(\d{1,2})([./])(\d{1,2})[./](\d{2})\b`)
	rxISO          = regexp.MustCompile(`\b(\d{4})(?:[-/.]\s?|[年년]\s*)(\d{1,2})(?:[-/.]\s?|[月월]\s*)(\d{1,2})`)
	Clock          = regexp.MustCompile(`(?i)(?:\b|T)(\d{1,2})[:.h](\d{2})(?::\d{2})?(?:\.\d+)?\s*(a\.?m\.?|p\.?m\.?)?(?:\s*(?:uhr)?\s*\(?\b(UTC|GMT|BST|CET|CEST|EST|EDT|ET|CST|CDT|CT|MST|MDT|PST|PDT|PT|IST|JST|AEST|AEDT|SAST)\b)?(?:\s*([+-]\d{2}):?(\d{2})\b)?`)
	rxURLDayLast   = regexp.MustCompile(`/(\d{2})-(\d{2})-(20\d{2})(?:\D|$)`)
	rxURLDate      = regexp.MustCompile(`/((?:19|20)\d{2})(?:/(\d{1,2}|[a-z]{3})/(\d{1,2})|-(\d{1,2})-(\d{1,2})|(\d{2})(\d{2}))(?:\D|$)`)
)

// zoneOffsets of the abbreviations that news pages print, in hours. IST is
// India's: of the three countries that use it, the one that prints most.
var zoneOffsets = map[string]float64{"UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "CEST": 2, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "IST": 5.5, "JST": 9, "ET": -5, "CT": -6, "PT": -8, "AEST": 10, "AEDT": 11, "SAST": 2}

// ParseDate reads a date as machines and people write it. A date without a
// time of day is its midnight, a time without a zone is taken as UTC.
func ParseDate(s string) (time.Time, bool) { return ParseDay(s, false) }

// ParseDay is parseDate where the page tells which of two numbers is the day.
func ParseDay(s string, dayFirst bool) (time.Time, bool) {
	s = dom.OneLine(s)
	if s == "" || len(s) > 200 {
		return time.Time{}, false
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return Plausible(t)
		}
	}
	if zoned, _, ok := strings.Cut(s, "["); ok && strings.HasSuffix(s, "]") {
		s = strings.TrimSpace(zoned) // "…+02:00[Europe/Berlin]", as Java writes it
		if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
			return Plausible(t)
		}
	}
	if strings.HasPrefix(s, "/Date(") {
		s = strings.Trim(s, "/Date()")
	}
	if len(s) == 10 || len(s) == 13 { // seconds or milliseconds since 1970
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			if len(s) == 13 {
				n /= 1000
			}
			return Plausible(time.Unix(n, 0).UTC())
		}
	}
	day, at, ok := LocateDay(s, dayFirst)
	if !ok {
		return time.Time{}, false
	}
	return Plausible(WithClock(day, s[:at[0]]+" "+s[at[1]:]))
}

// Plausible: years in which the web had pages.
func Plausible(t time.Time) (time.Time, bool) {
	if t.Year() < 1985 || t.Year() > 2100 {
		return time.Time{}, false
	}
	return t, true
}

// FindDay looks for a calendar day in a text; rest is the text without it. Of
// two numbers before a year, the first is taken for the month where it can be.
func FindDay(s string) (day time.Time, rest string, ok bool) {
	day, at, ok := LocateDay(s, false)
	if !ok {
		return day, s, false
	}
	return day, s[:at[0]] + " " + s[at[1]:], true
}

// dayForms are the forms in which people write a day, with the groups that hold
// its year, month and day.
var dayForms = []struct {
	rx               *regexp.Regexp
	year, month, day int
}{{rxISO, 1, 2, 3}, {rxMonthDayYear, 3, 1, 2}, {rxDayMonthYear, 3, 2, 1}, {rxDotted, 3, 2, 1}, {rxSlashed, 3, 1, 2}, {rxSlashed, 3, 2, 1}, {rxYearMonthDay, 1, 2, 3}}

// LocateDay finds where a text says a calendar day. Where numbers alone leave
// open which is the day, dayFirst decides.
func LocateDay(s string, dayFirst bool) (day time.Time, at [2]int, ok bool) {
	if !HoldsYear(s) {
		return day, at, false
	}
	for i := range dayForms {
		f := dayForms[i]
		if dayFirst && f.rx == rxSlashed {
			f.month, f.day = f.day, f.month
		}
		m := f.rx.FindStringSubmatchIndex(s)
		if m == nil {
			continue
		}
		group := func(i int) string { return s[m[2*i]:m[2*i+1]] }
		if t, ok := dayOf(group(f.year), group(f.month), group(f.day)); ok {
			return t, [2]int{min(m[2], m[4], m[6]), m[1]}, true
		}
	}
	return day, at, false
}

// ShortDay reads a day whose year has lost its century, where an element is
// marked as a date and holds nothing else.
func ShortDay(s string, dayFirst bool) (time.Time, bool) {
	day, at, ok := LocateShortDay(s, dayFirst)
	if !ok || len(s) > 40 {
		return time.Time{}, false
	}
	return WithClock(day, s[:at[0]]+" "+s[at[1]:]), true
}

// longestShortLine bounds, in bytes, the lines in which a day without its century is
// looked for.
const longestShortLine = 120

// LocateShortDay finds where a line says a day whose year has lost its century.
func LocateShortDay(s string, dayFirst bool) (day time.Time, at [2]int, ok bool) {
	if len(s) > longestShortLine {
		return day, at, false
	}
	m := rxShort.FindStringSubmatchIndex(s)
	if m == nil {
		return day, at, false
	}
	group := func(i int) string { return s[m[2*i]:m[2*i+1]] }
	month, number := group(3), group(1)
	if group(2) == "/" && !dayFirst {
		month, number = number, month
	}
	day, ok = dayOf("20"+group(4), month, number)
	return day, [2]int{m[0], m[1]}, ok
}

// Ambiguous reports whether a day that a text says in numbers alone can be read two ways,
// as "03/04/2026" can.
func Ambiguous(s string) bool {
	m := rxSlashed.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[2])
	return a <= 12 && b <= 12 && a != b
}

// SlashedOrder returns the order of day and month that a date in numbers gives away: one
// of them is no month.
func SlashedOrder(s string) (dayFirst, known bool) {
	m := rxSlashed.FindStringSubmatch(s)
	if m == nil {
		return false, false
	}
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[2])
	return a > 12, a > 12 && b <= 12 || b > 12 && a <= 12
}

// HoldsYear: four digits in a row, without which no form of a date is complete.
func HoldsYear(s string) bool {
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
	m := MonthOf(month)
	if m == 0 || d < 1 || d > 31 {
		return time.Time{}, false
	}
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == d
}

// MonthOf returns the month that a number or a name says; 0 if it says none.
func MonthOf(s string) time.Month {
	if n, err := strconv.Atoi(s); err == nil {
		if n >= 1 && n <= 12 {
			return time.Month(n)
		}
		return 0
	}
	return MonthNames[strings.ToLower(s)]
}

// WithClock returns a day at the time of day that a text says, if it says one.
func WithClock(day time.Time, rest string) time.Time {
	m := Clock.FindStringSubmatch(rest)
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
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, zoneOf(m[4], m[5], m[6]))
}

// zoneOf is the zone that stands behind a time of day, by its name or its
// distance from Greenwich; UTC if none does.
func zoneOf(name, hours, minutes string) *time.Location {
	offset := int(zoneOffsets[strings.ToUpper(name)] * 3600)
	if hours != "" {
		h, _ := strconv.Atoi(hours)
		m, _ := strconv.Atoi(minutes)
		if h < 0 || hours[0] == '-' {
			m = -m
		}
		offset = h*3600 + m*60
	}
	if offset == 0 || offset < -12*3600 || offset > 14*3600 {
		return time.UTC
	}
	return time.FixedZone("", offset)
}

// IsDateLine reports whether a line says a date and little else.
func IsDateLine(s string) bool {
	if len(s) > 120 {
		return false
	}
	_, rest, ok := FindDay(s)
	if !ok {
		return false
	}
	rest = Clock.ReplaceAllString(rest, " ")
	return len(strings.Fields(LettersOnly(rest))) <= 5
}

// LettersOnly keeps words.
func LettersOnly(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }), " ")
}

// URLDate is the day in an address, if there is a whole one.
func URLDate(path string, dayFirst bool) (time.Time, bool) {
	path = strings.ToLower(path)
	year, month, day := "", "", ""
	if m := rxURLDate.FindStringSubmatch(path); m != nil {
		year, month, day = m[1], cmp.Or(m[2], m[4], m[6]), cmp.Or(m[3], m[5], m[7])
	} else if m := rxURLDayLast.FindStringSubmatch(path); m != nil {
		year, month, day = m[3], m[2], m[1]
		if !dayFirst {
			month, day = day, month
		}
	}
	t, ok := dayOf(year, month, day)
	if !ok {
		return t, false
	}
	return Plausible(t)
}

var (
	Modified = regexp.MustCompile(`(?i)\b(?:updated?|modified|edited|last|aktualisiert|geändert|änderung|actualizado|actualizada|actualización|mis à jour|mise à jour|màj|modifié|aggiornato|atualizado|atualizada|bijgewerkt|zaktualizowano|aktualizacja|uppdaterad|opdateret|oppdatert|päivitetty|güncelleme|güncellendi|diperbarui)\b|обновлен|оновлено|ενημέρωση|aktualizov`)
	Issued   = regexp.MustCompile(`(?i)\b(?:published|posted|issued|filed|veröffentlicht|publiziert|erschienen|erstellt|geschrieben|verfasst|eingestellt|gepostet|publicado|publicada|publié|publiée|paru|pubblicato|geplaatst|gepubliceerd|opublikowano|dodano|publicerad|publiceret|publisert|julkaistu|yayınlanma|diterbitkan)|опубликован|опубліковано|δημοσίευση|publikován`)
	// OtherDay is said of days that are not the story's.
	OtherDay = regexp.MustCompile(`(?i)©|copyright|\b(?:registriert|registered|joined|anmeldedatum|member since|mitglied seit|born|geboren|died|gestorben|expires?|gültig|valid|deadline|next|nächste[nrs]?|prochaine?|bis|until|since|seit|retrieved|abgerufen)\b`)
)

// WithoutDate returns a byline without the date that stands beside the names.
func WithoutDate(s string) string {
	for _, cut := range []string{" | ", " • ", " · ", " — ", " – ", "\n"} {
		if head, tail, ok := strings.Cut(s, cut); ok {
			if _, _, dated := FindDay(tail); dated {
				s = head
			}
		}
	}
	if _, at, ok := LocateDay(s, false); ok {
		if at[0] > 12 {
			s = strings.TrimRight(rxWeekday.ReplaceAllString(s[:at[0]], ""), " ,(–—-") // what is behind the day is not the name
		} else {
			s = s[at[1]:]
		}
	}
	return Clock.ReplaceAllString(s, " ")
}

// rxWeekday is what leads over from a name to a day.
var rxWeekday = regexp.MustCompile(`(?i)[\s,]*(?:\b(?:on|am|vom|le|el|il|em|op|den|dnia|updated|published|posted|at|um|à)\b[\s,:]*)*(?:\b(?:mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b)?[\s,.]*$`)
