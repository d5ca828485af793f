package read

import (
	"dateline/read/dom"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// dateLayouts are the forms in which machines write dates.
var dateLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999-0700", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04-0700", "2006-01-02T15:04",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", "20060102",
	"2006-01-02T15:04:05.999-07", "2006-01-02T15:04:05-07", time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST",
	"Mon, 02 Jan 2006 15:04:05", time.UnixDate, time.ANSIC, "Mon Jan 02 15:04:05 MST 2006", "2006/01/02 15:04:05", "2006/01/02 15:04", "2006/01/02",
	"2006-01-02T15:04:05Z0700", "2006-1-2", "20060102T150405Z0700", "20060102T150405", "20060102150405",
}

// monthNames in the languages of most of the web, in small letters, with the
// short forms that pages print.
var monthNames = map[string]time.Month{}

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
			if _, ok := monthNames[name]; !ok {
				monthNames[name] = time.Month(i + 1)
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
	rxClock        = regexp.MustCompile(`(?i)(?:\b|T)(\d{1,2})[:.h](\d{2})(?::\d{2})?(?:\.\d+)?\s*(a\.?m\.?|p\.?m\.?)?(?:\s*(?:uhr)?\s*\(?\b(UTC|GMT|BST|CET|CEST|EST|EDT|ET|CST|CDT|CT|MST|MDT|PST|PDT|PT|IST|JST|AEST|AEDT|SAST)\b)?(?:\s*([+-]\d{2}):?(\d{2})\b)?`)
	rxURLDayLast   = regexp.MustCompile(`/(\d{2})-(\d{2})-(20\d{2})(?:\D|$)`)
	rxURLDate      = regexp.MustCompile(`/((?:19|20)\d{2})(?:/(\d{1,2}|[a-z]{3})/(\d{1,2})|-(\d{1,2})-(\d{1,2})|(\d{2})(\d{2}))(?:\D|$)`)
)

// zoneOffsets of the abbreviations that news pages print, in hours. IST is
// India's: of the three countries that use it, the one that prints most.
var zoneOffsets = map[string]float64{"UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "CEST": 2, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "IST": 5.5, "JST": 9, "ET": -5, "CT": -6, "PT": -8, "AEST": 10, "AEDT": 11, "SAST": 2}

// parseDate reads a date as machines and people write it. A date without a
// time of day is its midnight, a time without a zone is taken as UTC.
func parseDate(s string) (time.Time, bool) { return parseDay(s, false) }

// parseDay is parseDate where the page tells which of two numbers is the day.
func parseDay(s string, dayFirst bool) (time.Time, bool) {
	s = dom.OneLine(s)
	if s == "" || len(s) > 200 {
		return time.Time{}, false
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return plausible(t)
		}
	}
	if zoned, _, ok := strings.Cut(s, "["); ok && strings.HasSuffix(s, "]") {
		s = strings.TrimSpace(zoned) // "…+02:00[Europe/Berlin]", as Java writes it
		if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
			return plausible(t)
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
			return plausible(time.Unix(n, 0).UTC())
		}
	}
	day, at, ok := locateDay(s, dayFirst)
	if !ok {
		return time.Time{}, false
	}
	return plausible(withClock(day, s[:at[0]]+" "+s[at[1]:]))
}

// plausible: years in which the web had pages.
func plausible(t time.Time) (time.Time, bool) {
	if t.Year() < 1985 || t.Year() > 2100 {
		return time.Time{}, false
	}
	return t, true
}

// findDay looks for a calendar day in a text; rest is the text without it. Of
// two numbers before a year, the first is taken for the month where it can be.
func findDay(s string) (day time.Time, rest string, ok bool) {
	day, at, ok := locateDay(s, false)
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

// locateDay finds where a text says a calendar day. Where numbers alone leave
// open which is the day, dayFirst decides.
func locateDay(s string, dayFirst bool) (day time.Time, at [2]int, ok bool) {
	if !holdsYear(s) {
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

// shortDay reads a day whose year has lost its century, where an element is
// marked as a date and holds nothing else.
func shortDay(s string, dayFirst bool) (time.Time, bool) {
	m := rxShort.FindStringSubmatch(s)
	if m == nil || len(s) > 40 {
		return time.Time{}, false
	}
	month, day := m[3], m[1]
	if m[2] == "/" && !dayFirst {
		month, day = day, month
	}
	t, ok := dayOf("20"+m[4], month, day)
	if !ok {
		return time.Time{}, false
	}
	return withClock(t, strings.Replace(s, m[0], " ", 1)), true
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
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }), " ")
}

// publishedMetas and modifiedMetas are ordered by how often they are right.
// weakMetas often hold the day on which the page was written out or changed, and
// count behind what the page shows.
var (
	publishedMetas = []string{"article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date.created", "publish-date", "publishdate", "publication_date", "pubdate", "og:pubdate", "pub_date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "published_at", "published_time", "published-date", "article_date_original", "article.published", "rnews:datepublished", "bt:pubdate", "og:published_time", "originalpublicationdate", "displaydate", "date_published", "datecreated", "article:published", "citation_publication_date", "citation_date", "prism.publicationdate", "gentics.date"}
	weakMetas      = []string{"date", "dc.date", "dcterms.date", "created", "last-published"}
	modifiedMetas  = []string{"article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "bt:moddate", "article.updated", "article_date_updated", "last-modified", "lastmod", "article:modified", "updated_time", "updated-date", "revised"}
)

// A datum is a time that something on the page says, and what says it.
type datum struct {
	at  time.Time
	why string
}

// set takes a time if none was taken before.
func (d *datum) set(at time.Time, ok bool, why string) {
	if ok && d.at.IsZero() {
		d.at, d.why = at, why
	}
}

// dates gives when the story was published and last changed. What is said for
// machines counts before what is shown, what is shown near the headline before
// the address, and a date of the story before one of the page. The day is that of
// the zone in which it is written. Zero when nothing says so.
func (p *page) dates() (published, modified datum) {
	for _, d := range []struct {
		of   map[string]any
		name string
	}{{p.article, "JSON-LD"}, {p.webPage, "JSON-LD of the page"}} {
		if published.at.IsZero() {
			at, ok := parseDate(text(d.of["datePublished"]))
			published.set(at, ok, d.name+" datePublished")
			at, ok = parseDate(text(d.of["dateModified"]))
			modified.set(at, ok, d.name+" dateModified")
		}
	}
	p.metaDate(&published, publishedMetas)
	p.metaDate(&modified, modifiedMetas)
	p.propertyDate(&published, "datepublished")
	p.propertyDate(&modified, "datemodified")
	p.otherThings(&published)
	if !published.at.IsZero() && !modified.at.IsZero() && !maybeMidnight(published.at) {
		return published, modified.unlessBefore(published)
	}
	shown := p.shownDates()
	for _, s := range shown {
		if !s.modified && s.sure >= plainlyShown {
			published.set(s.at, true, s.why)
		}
	}
	p.metaDate(&published, weakMetas)
	at, ok := p.openingDate()
	published.set(at, ok, "the story's first words")
	for _, s := range shown {
		if !s.modified && s.near {
			published.set(s.at, true, s.why)
		}
	}
	at, ok = urlDate(p.base.Path, p.dayFirst())
	published.set(at, ok, "the address")
	for _, s := range shown {
		if s.modified {
			modified.set(s.at, true, s.why)
		} else {
			published.set(s.at, true, s.why)
		}
	}
	at, ok = parseDate(text(p.article["dateCreated"]))
	published.set(at, ok, "JSON-LD dateCreated")
	p.propertyDate(&published, "datecreated")
	for _, s := range shown {
		if s.near { // all that is known is when it was changed; it was there by then
			published.set(s.at, true, s.why+", of a change")
		}
	}
	published.at = localMidnight(published.at, shown)
	return published, modified.unlessBefore(published)
}

// unlessBefore: a page can't have been changed before it was published.
func (d datum) unlessBefore(published datum) datum {
	if d.at.Before(published.at) {
		return datum{}
	}
	return d
}

func (p *page) metaDate(d *datum, names []string) {
	for _, name := range names {
		if d.at.IsZero() {
			at, ok := parseDate(p.first(name))
			d.set(at, ok, "meta "+name)
		}
	}
}

// propertyDate reads microdata and RDFa, of the story and not of one beside it.
func (p *page) propertyDate(d *datum, name string) {
	if !d.at.IsZero() {
		return
	}
	for _, n := range p.props[name] {
		if p.amid(n, dom.RoleComments) != nil || p.amid(n, dom.RoleTeaser) != nil {
			continue
		}
		for _, s := range []string{dom.Attr(n, "datetime"), dom.Attr(n, "content"), dom.VisibleText(n)} {
			if at, ok := parseDate(s); ok {
				d.set(at, ok, "microdata "+name)
				return
			}
		}
	}
}

// otherThings reads what JSON-LD says of a recipe, a video, an episode that the
// page is about: it has the page's title.
func (p *page) otherThings(d *datum) {
	id := dom.Letters(p.headline)
	for _, t := range p.others {
		if len(id) < 4 || dom.Likeness(dom.Letters(firstOf(text(t["headline"]), text(t["name"]))), id) == 0 {
			continue
		}
		for _, key := range []string{"datePublished", "uploadDate"} {
			at, ok := parseDate(text(t[key]))
			d.set(at, ok, "JSON-LD "+key+" of "+typeOf(t))
		}
	}
}

// openingDate is the day that a story begins with: "(3 June 2025) The ferries …".
func (p *page) openingDate() (time.Time, bool) {
	for _, b := range p.body[:min(len(p.body), 4)] {
		head := b.Text[:min(len(b.Text), 60)]
		at, span, ok := locateDay(head, p.dayFirst())
		if ok && span[0] <= 3 && strings.IndexAny(strings.TrimSpace(head[span[1]:]), ".):–-—|/") == 0 {
			return plausible(at)
		}
	}
	return time.Time{}, false
}

func maybeMidnight(at time.Time) bool {
	_, offset := at.Zone()
	return offset == 0 && at.Minute() == 0 && at.Second() == 0 && at.Hour() >= 21
}

// localMidnight undoes what content systems do to a day without a time: they
// take it for its midnight and write that in UTC, an hour or two before the day
// begins. The page's own shown date tells.
func localMidnight(at time.Time, shown []shownDate) time.Time {
	if !maybeMidnight(at) {
		return at
	}
	local := at.In(time.FixedZone("", (24-at.Hour())*3600))
	for _, s := range shown {
		if s.near && !s.modified && s.at.Hour() == 0 && s.at.Minute() == 0 && s.at.Year() == local.Year() && s.at.YearDay() == local.YearDay() {
			return local
		}
	}
	return at
}

// dayFirst: of two numbers before a year, most of the world writes the day first.
func (p *page) dayFirst() bool {
	tag := strings.ToLower(strings.ReplaceAll(firstOf(p.language, p.first("og:locale")), "_", "-"))
	switch tag {
	case "", "en", "en-us":
		host := p.base.Hostname()
		switch host[strings.LastIndexByte(host, '.')+1:] {
		case "uk", "au", "nz", "ie", "in", "za", "pk", "bd", "ng", "ke", "sg", "my", "lk":
			return true
		}
		return false
	}
	return true
}

// urlDate is the day in an address, if there is a whole one.
func urlDate(path string, dayFirst bool) (time.Time, bool) {
	path = strings.ToLower(path)
	year, month, day := "", "", ""
	if m := rxURLDate.FindStringSubmatch(path); m != nil {
		year, month, day = m[1], firstOf(m[2], m[4], m[6]), firstOf(m[3], m[5], m[7])
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
	return plausible(t)
}
