package lang

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/news"
)

// A TimeMention is an expression of time in a text and what it means.
type TimeMention struct {
	Span
	Ref news.TimeRef
}

// Times finds the dates that a sentence tells by itself: Times of a text that is
// this sentence alone.
func Times(sentence string, dateline time.Time) []TimeMention {
	return TextTimes(sentence, []Span{{0, len(sentence)}}, dateline)[0]
}

// A timeWord is a word or a punctuation mark; lower is its key.
type timeWord struct {
	Span
	raw, lower string
	quoted     bool
}

func (w timeWord) capital() bool {
	r, _ := utf8.DecodeRuneInString(w.raw)
	return unicode.IsUpper(r)
}

// timeWords cuts a sentence of a text into words (letters, digits and hyphens) and
// single marks. A possessive ending is cut off: Wednesday's.
func timeWords(text string, in Span) []timeWord {
	var out []timeWord
	s := text[:in.End]
	for i := in.Start; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) {
			i += size
			continue
		}
		j := i + size
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			for j < len(s) && !strings.EqualFold(s[i:j], "mid") {
				r, size := utf8.DecodeRuneInString(s[j:])
				if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !(r == '-' && j+1 < len(s) && isASCIIAlnum(s[j+1])) {
					break
				}
				j += size
			}
		}
		out = append(out, timeWord{Span: Span{i, j}, raw: s[i:j], lower: strings.ToLower(s[i:j])})
		i = j
	}
	return out
}

func isASCIIAlnum(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// A timeParser reads one sentence.
type timeParser struct {
	text      string // the whole text
	words     []timeWord
	reference            // the day that what is relative is counted from, at the word that is read
	story     *narrative // what the sentences before tell; never nil
}

// A reference is a day to count from.
type reference struct {
	ref     time.Time // midnight; zero when there is none
	against string    // how a basis names it
}

// at tries each rule at word i: how many words it took, and what they mean.
func (p *timeParser) at(i int) (int, []TimeMention) {
	for _, rule := range []func(int) (int, []TimeMention){
		p.named, p.sameDay, p.daysFrom, p.isoDate, p.numericDate, p.weekdayDate, p.holiday, p.monthDay, p.dayMonth, p.monthYear, p.season, p.relative, p.weekday, p.ago, p.endOf, p.age, p.dayOfMonth, p.years, p.decade, p.edition,
	} {
		if n, refs := rule(i); n > 0 {
			return n, refs
		}
	}
	return 0, nil
}

func (p *timeParser) lower(i int) string {
	if i < 0 || i >= len(p.words) {
		return ""
	}
	return p.words[i].lower
}

// mention makes one of words i to j-1; from and to may be zero: not resolved.
func (p *timeParser) mention(i, j int, from, to time.Time, precision, basis string) TimeMention {
	s := Span{p.words[i].Start, p.words[j-1].End}
	ref := news.TimeRef{Text: p.text[s.Start:s.End], Precision: precision, Basis: basis}
	if !from.IsZero() {
		ref.From, ref.To = from.Format(time.DateOnly), to.Format(time.DateOnly)
	}
	return TimeMention{s, ref}
}

func (p *timeParser) one(n, i, j int, from, to time.Time, precision, basis string) (int, []TimeMention) {
	return n, []TimeMention{p.mention(i, j, from, to, precision, basis)}
}

const stated = "as stated"

// isoDate: 2024-06-19.
func (p *timeParser) isoDate(i int) (int, []TimeMention) {
	t, err := time.Parse(time.DateOnly, p.words[i].raw)
	if err != nil {
		return 0, nil
	}
	return p.one(1, i, i+1, t, t, "day", stated)
}

// weekdayDate: Wednesday, June 19, 2024 or Wednesday 19 June. The date settles it.
func (p *timeParser) weekdayDate(i int) (int, []TimeMention) {
	_, n := p.weekdayName(i)
	if n == 0 {
		return 0, nil
	}
	j := i + n
	if p.lower(j) == "," {
		j++
	}
	if p.lower(j) == "the" {
		j++
	}
	if j >= len(p.words) {
		return 0, nil
	}
	for _, rule := range []func(int) (int, []TimeMention){p.monthDay, p.dayMonth} {
		if n, refs := rule(j); n > 0 && len(refs) == 1 && refs[0].Ref.Precision == "day" {
			refs[0].Span.Start = p.words[i].Start
			refs[0].Ref.Text = p.text[refs[0].Start:refs[0].End]
			return j - i + n, refs
		}
	}
	return 0, nil
}

// month reads a month's name at i and an abbreviation's full stop.
func (p *timeParser) month(i int) (time.Month, int) {
	if i < 0 || i >= len(p.words) || !p.words[i].capital() {
		return 0, 0
	}
	m, ok := months[p.lower(i)]
	if !ok {
		return 0, 0
	}
	if p.lower(i+1) == "." && len(p.lower(i)) <= 4 && m != time.May {
		return m, 2
	}
	return m, 1
}

// dayNumber reads 19 or 19th.
func dayNumber(s string) int {
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		s = strings.TrimSuffix(s, suffix)
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 31 || len(s) > 2 {
		return 0
	}
	return n
}

func yearNumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || len(s) != 4 || n < 1000 || n > 2199 {
		return 0
	}
	return n
}

// yearAfter reads an optional comma and a year at i.
func (p *timeParser) yearAfter(i int) (year, n int) {
	if y := yearNumber(p.lower(i)); y > 0 {
		return y, 1
	}
	if p.lower(i) == "," || p.lower(i) == "of" {
		if y := yearNumber(p.lower(i + 1)); y > 0 {
			return y, 2
		}
	}
	return 0, 0
}

// monthDay: June 19, 2024; June 19; June 19-21; June 19 to 21.
func (p *timeParser) monthDay(i int) (int, []TimeMention) {
	m, n := p.month(i)
	if m == 0 {
		return 0, nil
	}
	j := i + n
	if p.lower(j) == "the" {
		j++
	}
	first, last, n := p.days(j)
	if first == 0 {
		return 0, nil
	}
	j += n
	year, n := p.yearAfter(j)
	j += n
	return p.days2(i, j, year, m, first, last)
}

// dayMonth: 19 June 2024; the 19th of June; 19-21 June.
func (p *timeParser) dayMonth(i int) (int, []TimeMention) {
	first, last, n := p.days(i)
	if first == 0 {
		return 0, nil
	}
	j := i + n
	if p.lower(j) == "of" {
		j++
	}
	m, n := p.month(j)
	if m == 0 {
		return 0, nil
	}
	j += n
	year, n := p.yearAfter(j)
	j += n
	return p.days2(i, j, year, m, first, last)
}

// days reads 19, 19th, 19-21, 19 – 21 or 19 to 21.
func (p *timeParser) days(i int) (first, last, n int) {
	if i >= len(p.words) {
		return 0, 0, 0
	}
	if a, b, ok := strings.Cut(p.lower(i), "-"); ok {
		first, last = dayNumber(a), dayNumber(b)
		if first == 0 || last <= first {
			return 0, 0, 0
		}
		return first, last, 1
	}
	first = dayNumber(p.lower(i))
	if first == 0 {
		return 0, 0, 0
	}
	switch p.lower(i + 1) {
	case "–", "-", "to":
		if last = dayNumber(p.lower(i + 2)); last > first {
			return first, last, 3
		}
	}
	return first, first, 1
}

func (p *timeParser) days2(i, j, year int, m time.Month, first, last int) (int, []TimeMention) {
	basis := stated
	if year == 0 {
		if p.ref.IsZero() {
			return p.one(j-i, i, j, time.Time{}, time.Time{}, "day", "not resolved: the year is not told and there is no dateline")
		}
		year = nearestYear(p.ref, m, first)
		basis = "the year nearest to " + p.against
	}
	from, to := civil(year, m, first), civil(year, m, last)
	if from.Month() != m || to.Month() != m { // 31 June
		return 0, nil
	}
	return p.one(j-i, i, j, from, to, "day", basis)
}

func nearestYear(ref time.Time, m time.Month, day int) int {
	best, distance := 0, time.Duration(1<<62)
	for y := ref.Year() - 1; y <= ref.Year()+1; y++ {
		if d := civil(y, m, day).Sub(ref).Abs(); d < distance {
			best, distance = y, d
		}
	}
	return best
}

// monthYear: June 2024; in June; early June 2024; last June is a relative rule's.
func (p *timeParser) monthYear(i int) (int, []TimeMention) {
	part, j := p.partOf(i)
	m, n := p.month(j)
	if m == 0 || dayNumber(p.lower(i-1)) > 0 { // what is left of 31 June 2024 is no month
		return 0, nil
	}
	j += n
	year, n := p.yearAfter(j)
	basis := stated
	if year == 0 {
		if n, refs := p.bareMonth(i, j, m, part); n > 0 {
			return n, refs
		}
		return 0, nil
	}
	j += n
	from, to := cutMonth(year, m, part)
	return p.one(j-i, i, j, from, to, precisionOf(part, "month"), basis)
}

// partOf reads early, mid or late before a month or year.
func (p *timeParser) partOf(i int) (string, int) {
	switch w := p.lower(i); w {
	case "early", "late", "mid":
		if p.lower(i+1) == "-" {
			return w, i + 2
		}
		return w, i + 1
	}
	return "", i
}

func precisionOf(part, whole string) string {
	if part != "" && whole == "month" {
		return "week"
	}
	return whole
}

// cutMonth is a month or its first, second or last third.
func cutMonth(year int, m time.Month, part string) (from, to time.Time) {
	from, to = civil(year, m, 1), civil(year, m+1, 0)
	switch part {
	case "early":
		to = civil(year, m, 10)
	case "mid":
		from, to = civil(year, m, 11), civil(year, m, 20)
	case "late":
		from = civil(year, m, 21)
	}
	return from, to
}

// bareMonth is a month without a year, which counts only behind a preposition:
// May and March are other words too.
func (p *timeParser) bareMonth(i, j int, m time.Month, part string) (int, []TimeMention) {
	if part == "" && !monthPrepositions[p.lower(i-1)] {
		return 0, nil
	}
	none := time.Time{}
	if p.ref.IsZero() {
		return p.one(j-i, i, j, none, none, precisionOf(part, "month"), "not resolved: the year is not told and there is no dateline")
	}
	year := p.ref.Year()
	switch p.tense(i, j) {
	case past:
		if m > p.ref.Month() {
			year--
		}
	case future:
		if m < p.ref.Month() {
			year++
		}
	default:
		return p.one(j-i, i, j, none, none, precisionOf(part, "month"), "not resolved: the sentence does not tell which year is meant")
	}
	from, to := cutMonth(year, m, part)
	return p.one(j-i, i, j, from, to, precisionOf(part, "month"), "the nearest such month by the verb's tense, against "+p.against)
}

// years: in 1961; in 1961, 2000, and 2001; from 1914 to 1918; (1958).
func (p *timeParser) years(i int) (int, []TimeMention) {
	y := yearNumber(p.lower(i))
	if y == 0 || !p.yearContext(i) {
		return 0, nil
	}
	add := func(out []TimeMention, k, y int) []TimeMention {
		return append(out, p.mention(k, k+1, civil(y, 1, 1), civil(y, 12, 31), "year", stated))
	}
	out, j := add(nil, i, y), i+1
	for { // the list goes on: ", 2000", ", and 2001", "and 2001", "or 2001"
		k := j
		for p.lower(k) == "," || p.lower(k) == "and" || p.lower(k) == "or" || p.lower(k) == "again" || p.lower(k) == "in" {
			k++
		}
		y := yearNumber(p.lower(k))
		if k == j || y == 0 || !p.yearEnds(k+1) {
			return j - i, out
		}
		out, j = add(out, k, y), k+1
	}
}

// yearContext tells a year from a number: the word before must want a year, and
// the word after must not be what is counted.
func (p *timeParser) yearContext(i int) bool {
	before := p.lower(i - 1)
	switch {
	case before == "(":
		return p.lower(i+1) == ")" || p.lower(i+1) == "–" || p.lower(i+1) == ","
	case yearPrepositions[before]:
		return p.yearEnds(i + 1)
	case before == "the" || before == "a" || before == "its" || before == "their": // the 2018 World Cup, the 1961 treaty
		y := yearNumber(p.lower(i))
		return y >= 1800 && y < 2100 && i+1 < len(p.words) && unicode.IsLetter(firstRune(p.words[i+1].raw)) && !strings.HasSuffix(p.lower(i+1), "s")
	case before == "-" || before == "–":
		return yearNumber(p.lower(i-2)) > 0 && p.yearEnds(i+1)
	case before == "and" || before == "to":
		y := yearNumber(p.lower(i - 2))
		return y > 0 && p.yearEnds(i+1)
	}
	return false
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// yearEnds tells whether word i can follow a year.
func (p *timeParser) yearEnds(i int) bool {
	w := p.lower(i)
	if w == "" || afterYear[w] {
		return true
	}
	if !unicode.IsLetter(firstRune(w)) {
		return w != "%"
	}
	y := yearNumber(p.lower(i - 1))
	return y >= 1800 && y < 2100 && !strings.HasSuffix(w, "s") && !counted[w]
}

// decade: the 1990s.
func (p *timeParser) decade(i int) (int, []TimeMention) {
	w := p.lower(i)
	y := 0
	if len(w) == 5 && w[4] == 's' {
		y = yearNumber(w[:4])
	}
	if y == 0 || y%10 != 0 {
		return 0, nil
	}
	return p.one(1, i, i+1, civil(y, 1, 1), civil(y+9, 12, 31), "decade", stated)
}

func civil(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func (p *timeParser) unresolved(n, i, j int, precision string) (int, []TimeMention) {
	return p.one(n, i, j, time.Time{}, time.Time{}, precision, "not resolved: there is no dateline")
}

func (p *timeParser) basis(format string, args ...any) string {
	return fmt.Sprintf(format, args...) + ", against " + p.against
}
