package collect

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// dateOf gives a feed's date as RFC 3339 in UTC, or nothing for what cannot be
// understood: those of RFC 822 as RSS has them, those of W3CDTF as Atom and
// Dublin Core have them, and the ways in which both are written wrongly.
func dateOf(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 100 {
		return ""
	}
	t, err := time.Parse(time.RFC1123Z, s) // most are written so
	ok := err == nil
	if !ok {
		t, ok = w3cDate(s)
	}
	if !ok {
		t, ok = mailDate(s)
	}
	if t = t.UTC(); !ok || t.Year() < 1 || t.Year() > 9999 {
		return ""
	}
	return t.Format(time.RFC3339)
}

// w3cDate reads a date of W3CDTF, from the year alone to the fraction of a
// second. Hyphens and colons may be missing, a space may stand for the "T", and
// what follows the minutes may be left out.
func w3cDate(s string) (time.Time, bool) {
	date, clock := s, ""
	if at := strings.IndexAny(s, "Tt "); at >= 4 {
		date, clock = s[:at], strings.TrimSpace(s[at+1:])
	}
	var parts [3]int
	parts[1], parts[2] = 1, 1
	fields := strings.Split(date, "-")
	if len(fields) == 1 && len(date) == 8 {
		fields = []string{date[:4], date[4:6], date[6:]}
	} else if len(fields) == 1 && strings.Count(date, "/") == 2 {
		fields = strings.Split(date, "/")
	}
	if len(fields) > 3 || len(fields[0]) != 4 {
		return time.Time{}, false
	}
	for i, f := range fields {
		n, err := strconv.Atoi(f)
		if err != nil || len(f) > 4 {
			return time.Time{}, false
		}
		parts[i] = n
	}
	if len(fields) == 2 && len(fields[1]) == 3 { // the day of the year (ISO 8601 §5.2.2)
		parts[1], parts[2] = 1, parts[1]
	} else if parts[1] < 1 || parts[1] > 12 || parts[2] < 1 || parts[2] > 31 {
		return time.Time{}, false
	}
	day := time.Date(parts[0], time.Month(parts[1]), parts[2], 0, 0, 0, 0, time.UTC)
	if clock == "" {
		return day, true
	}
	zone := ""
	if at := strings.IndexAny(clock, "Zz+- "); at >= 0 {
		clock, zone = clock[:at], strings.TrimSpace(clock[at:])
	}
	since, ok := clockOf(clock)
	if !ok {
		return time.Time{}, false
	}
	offset, ok := zoneOf(zone)
	return day.Add(since - offset), ok
}

var months = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

// mailDate reads a date of RFC 822 as RFC 5322 §4.3 has readers read it, and
// asctime's: the parts are told by what they look like, in whatever order.
func mailDate(s string) (time.Time, bool) {
	day, month, year := 0, time.Month(0), -1
	var clock, offset time.Duration
	for _, word := range strings.FieldsFunc(withoutComments(s), func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		if parts := strings.Split(word, "-"); len(parts) == 3 && !strings.ContainsAny(word, ":+") { // 02-Nov-2026
			return mailDate(strings.Replace(s, word, strings.Join(parts, " "), 1))
		}
		number, err := strconv.Atoi(word)
		switch {
		case word[0] == '+' || word[0] == '-':
			var ok bool
			if offset, ok = zoneOf(word); !ok {
				return time.Time{}, false
			}
		case strings.Contains(word, ":") && word[0] >= '0' && word[0] <= '9':
			at := strings.IndexAny(word, "+-Zz")
			if at > 0 {
				offset, _ = zoneOf(word[at:])
				word = word[:at]
			}
			var ok bool
			if clock, ok = clockOf(word); !ok {
				return time.Time{}, false
			}
		case err == nil && day == 0 && number <= 31 && len(word) <= 2:
			day = number
		case err == nil && year < 0:
			year = fullYear(number, len(word))
		case err == nil:
			return time.Time{}, false
		case month == 0 && len(word) >= 3 && months[strings.ToLower(word[:3])] != 0:
			month = months[strings.ToLower(word[:3])]
		case strings.EqualFold(word, "pm") && clock < 12*time.Hour:
			clock += 12 * time.Hour
		default: // a zone, or the day of the week
			if z, ok := zoneOf(word); ok {
				offset = z
			}
		}
	}
	if day == 0 || month == 0 || year < 0 {
		return time.Time{}, false
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Add(clock - offset), true
}

// fullYear is RFC 5322 §4.3: years of two and three digits are of the last century.
func fullYear(n, digits int) int {
	switch {
	case digits <= 2 && n < 50:
		return 2000 + n
	case digits <= 3:
		return 1900 + n
	}
	return n
}

// withoutComments drops what stands in parentheses (RFC 5322 §3.2.2).
func withoutComments(s string) string {
	for {
		before, rest, found := strings.Cut(s, "(")
		_, after, closed := strings.Cut(rest, ")")
		if !found || !closed {
			return s
		}
		s = before + " " + after
	}
}

// clockOf reads hours, minutes and perhaps seconds, with or without colons.
func clockOf(s string) (time.Duration, bool) {
	s, fraction, _ := strings.Cut(strings.ReplaceAll(s, ",", "."), ".")
	parts := strings.Split(s, ":")
	if len(parts) == 1 && (len(s) == 4 || len(s) == 6) {
		parts = nil
		for ; len(s) > 0; s = s[2:] {
			parts = append(parts, s[:2])
		}
	}
	if len(parts) > 3 {
		return 0, false
	}
	var total time.Duration
	for i, bound := range []int{24, 59, 60} {
		if i >= len(parts) {
			break
		}
		n, err := strconv.Atoi(parts[i])
		if err != nil || n < 0 || n > bound {
			return 0, false
		}
		total += time.Duration(n) * []time.Duration{time.Hour, time.Minute, time.Second}[i]
	}
	if f, err := strconv.ParseFloat("0."+fraction, 64); err == nil && fraction != "" {
		total += time.Duration(f * float64(time.Second))
	}
	return total, true
}

// zones are the names of RFC 822 §5.1, and those that feeds use besides.
var zones = map[string]int{ // in hours and minutes, as +0530 is written
	"": 0, "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "est": -500, "edt": -400, "cst": -600, "cdt": -500, "mst": -700, "mdt": -600,
	"pst": -800, "pdt": -700, "akst": -900, "akdt": -800, "hst": -1000, "ast": -400, "adt": -300, "nst": -330, "ndt": -230, "et": -500, "ct": -600, "mt": -700, "pt": -800,
	"bst": 100, "west": 100, "cet": 100, "met": 100, "mez": 100, "cest": 200, "mest": 200, "mesz": 200, "eet": 200, "eest": 300, "msk": 300, "sast": 200,
	"ist": 530, "hkt": 800, "sgt": 800, "awst": 800, "jst": 900, "kst": 900, "aest": 1000, "aedt": 1100, "nzst": 1200, "nzdt": 1300,
}

// zoneOf gives how far a zone is ahead of UTC.
func zoneOf(s string) (time.Duration, bool) {
	s = strings.ToLower(s)
	n, known := zones[s]
	if !known {
		for _, name := range []string{"gmt", "utc", "ut"} { // GMT+1
			if rest, found := strings.CutPrefix(s, name); found && rest != "" {
				s = rest
				break
			}
		}
		if s[0] != '+' && s[0] != '-' {
			return 0, false
		}
		digits := strings.ReplaceAll(s[1:], ":", "")
		var err error
		if n, err = strconv.Atoi(digits); err != nil || n < 0 || len(digits) > 4 {
			return 0, false
		}
		if len(digits) <= 2 {
			n *= 100
		}
		if s[0] == '-' {
			n = -n
		}
	}
	if n < -2400 || n > 2400 {
		return 0, false
	}
	return time.Duration(n/100)*time.Hour + time.Duration(n%100)*time.Minute, true
}
