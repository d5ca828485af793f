package lang

import (
	"strconv"
	"strings"
	"time"
)

// numericDate: 12.03.2031 is day and month; 04/15/2031 and 15/04/2031 tell which is
// which where one of them is above twelve, and say nothing else.
func (p *timeParser) numericDate(i int) (int, []TimeMention) {
	mark := p.lower(i + 1)
	if mark != "." && mark != "/" || p.lower(i+3) != mark || len(p.lower(i)) > 2 || len(p.lower(i+2)) > 2 {
		return 0, nil
	}
	day, month, year := dayNumber(p.lower(i)), dayNumber(p.lower(i+2)), yearNumber(p.lower(i+4))
	if day == 0 || month == 0 || year == 0 || p.words[i].End != p.words[i+1].Start || p.words[i+4].Start != p.words[i+3].End {
		return 0, nil
	}
	if mark == "/" {
		if day <= 12 && month <= 12 && day != month {
			return p.one(5, i, i+5, time.Time{}, time.Time{}, "day", "not resolved: day and month may stand in either order")
		}
		if month > 12 {
			day, month = month, day
		}
	}
	t := civil(year, time.Month(month), day)
	if month > 12 || t.Day() != day {
		return 0, nil
	}
	return p.one(5, i, i+5, t, t, "day", stated)
}

// dayOfMonth: on the 9th, between the 3rd and the 5th; a floor or an anniversary is
// none. The month is that of the day told last, else the dateline's, or the one
// before or after it by the verb's tense.
func (p *timeParser) dayOfMonth(i int) (int, []TimeMention) {
	w := p.lower(i + 1)
	if p.lower(i) != "the" || len(w) < 3 || w[0] < '0' || w[0] > '9' || !strings.HasSuffix(w, "h") && !strings.HasSuffix(w, "t") && !strings.HasSuffix(w, "d") {
		return 0, nil
	}
	day := dayNumber(w)
	switch before := p.lower(i - 1); {
	case day == 0 || strconv.Itoa(day) == w:
		return 0, nil
	case before != "on" && before != "until" && before != "since" && before != "by" && before != "between" && before != "and":
		return 0, nil
	case before == "and" && dayNumber(p.lower(i-2)) == 0:
		return 0, nil
	}
	if next := p.lower(i + 2); next != "and" && next != "to" && next != "but" && next != "when" && !p.clauseEnds(i+2) || next == "-" {
		return 0, nil
	}
	if p.ref.IsZero() {
		return p.unresolved(2, i, i+2, "day")
	}
	t := civil(p.ref.Year(), p.ref.Month(), day)
	switch tense := p.tense(i, i+2); {
	case tense == past && t.After(p.ref):
		t = civil(p.ref.Year(), p.ref.Month()-1, day)
	case tense == future && t.Before(p.ref):
		t = civil(p.ref.Year(), p.ref.Month()+1, day)
	case tense != past && tense != future:
		return p.one(2, i, i+2, time.Time{}, time.Time{}, "day", "not resolved: the sentence does not tell which month is meant")
	}
	if t.Day() != day {
		return 0, nil
	}
	return p.one(2, i, i+2, t, t, "day", p.basis("the nearest day of that number by the verb's tense"))
}

// holiday: Christmas Eve, Good Friday, the Fourth of July, Thanksgiving Day; with a
// year, or the nearest one by the verb's tense. A name goes on behind it in capitals
// (the Good Friday Agreement) and is none.
func (p *timeParser) holiday(i int) (int, []TimeMention) {
	if i >= len(p.words) || !p.words[i].capital() {
		return 0, nil
	}
	n, on := 0, (func(int) time.Time)(nil)
	for _, h := range holidays[p.lower(i)] {
		if len(h.words) > n && p.are(i+1, h.words[1:]) {
			n, on = len(h.words), h.on
		}
	}
	if n == 0 {
		return 0, nil
	}
	j := i + n
	year, more := p.yearAfter(j)
	if j+more < len(p.words) && p.words[j+more].capital() && year == 0 && len(p.lower(j)) > 1 {
		return 0, nil
	}
	if j += more; year > 0 {
		t := on(year)
		return p.one(j-i, i, j, t, t, "day", "the holiday of that year")
	}
	if p.ref.IsZero() {
		return p.unresolved(j-i, i, j, "day")
	}
	t := on(p.ref.Year())
	switch p.lower(i - 1) {
	case "last":
		if !t.Before(p.ref) {
			t = on(p.ref.Year() - 1)
		}
	case "next":
		if !t.After(p.ref) {
			t = on(p.ref.Year() + 1)
		}
	case "every", "each", "a":
		return 0, nil
	default:
		for _, y := range []int{p.ref.Year() - 1, p.ref.Year() + 1} {
			if other := on(y); other.Sub(p.ref).Abs() < t.Sub(p.ref).Abs() {
				t = other
			}
		}
		switch tense := p.tense(i, j); {
		case tense == past && t.After(p.ref):
			t = on(t.Year() - 1)
		case tense == future && t.Before(p.ref):
			t = on(t.Year() + 1)
		}
	}
	return p.one(j-i, i, j, t, t, "day", p.basis("the nearest holiday of that name"))
}

// are tells whether the words from i on are these.
func (p *timeParser) are(i int, words []string) bool {
	for k, w := range words {
		if p.lower(i+k) != w {
			return false
		}
	}
	return true
}

// A holidayName is one that falls on one day wherever it is kept under that name.
type holidayName struct {
	words []string
	on    func(year int) time.Time
}

var holidays = func() map[string][]holidayName {
	m := map[string][]holidayName{}
	add := func(name string, on func(int) time.Time) {
		words := strings.Fields(name)
		m[words[0]] = append(m[words[0]], holidayName{words, on})
	}
	for name, date := range map[string][2]int{
		"new year ' s day": {1, 1}, "new year ’ s day": {1, 1}, "new year ' s eve": {12, 31}, "new year ’ s eve": {12, 31},
		"christmas eve": {12, 24}, "christmas day": {12, 25}, "boxing day": {12, 26}, "valentine ' s day": {2, 14}, "valentine ’ s day": {2, 14},
		"st patrick ' s day": {3, 17}, "st patrick ’ s day": {3, 17}, "st . patrick ' s day": {3, 17}, "st . patrick ’ s day": {3, 17},
		"may day": {5, 1}, "halloween": {10, 31}, "armistice day": {11, 11}, "veterans day": {11, 11}, "anzac day": {4, 25},
		"bastille day": {7, 14}, "canada day": {7, 1}, "australia day": {1, 26}, "fourth of july": {7, 4}, "earth day": {4, 22},
		"epiphany": {1, 6}, "juneteenth": {6, 19},
	} {
		add(name, func(year int) time.Time { return civil(year, time.Month(date[0]), date[1]) })
	}
	for name, days := range map[string]int{"ash wednesday": -46, "palm sunday": -7, "maundy thursday": -3, "good friday": -2,
		"holy saturday": -1, "easter sunday": 0, "easter day": 0, "easter monday": 1, "ascension day": 39, "whit monday": 50} {
		add(name, func(year int) time.Time { return easter(year).AddDate(0, 0, days) })
	}
	add("thanksgiving day", func(y int) time.Time { return nthWeekday(y, time.November, time.Thursday, 4) })
	add("black friday", func(y int) time.Time { return nthWeekday(y, time.November, time.Thursday, 4).AddDate(0, 0, 1) })
	add("labor day", func(y int) time.Time { return nthWeekday(y, time.September, time.Monday, 1) })
	add("memorial day", func(y int) time.Time { return nthWeekday(y, time.June, time.Monday, 0) })
	add("martin luther king day", func(y int) time.Time { return nthWeekday(y, time.January, time.Monday, 3) })
	return m
}()

// nthWeekday is the nth weekday of that name in a month; the 0th is the last of the
// month before.
func nthWeekday(year int, m time.Month, day time.Weekday, n int) time.Time {
	first := civil(year, m, 1)
	return first.AddDate(0, 0, (int(day)-int(first.Weekday())+7)%7+7*(n-1))
}

// easter is Easter Sunday of the western churches, by the rule of Meeus, Jones and
// Butcher (Nature, 1876).
func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	d := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	e := (32 + 2*(b%4) + 2*(c/4) - d - c%4) % 7
	f := d + e - 7*((a+11*d+22*e)/451) + 114
	return civil(y, time.Month(f/31), f%31+1)
}
