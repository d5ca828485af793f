package lang

import (
	"strings"
	"time"
	"unicode"
)

// season: last summer, this spring, the summer of 2012, winter 2012. Seasons are
// the three months of the northern half of the earth; a winter belongs to the year
// in which it begins.
func (p *timeParser) season(i int) (int, []TimeMention) {
	step, relative := map[string]int{"last": -1, "this": 0, "next": 1}[p.lower(i)]
	k := i
	if relative {
		k++
	}
	first, ok := seasons[p.lower(k)]
	if !ok {
		return 0, nil
	}
	if !relative {
		j := k + 1
		if p.lower(j) == "of" {
			j++
		}
		y := yearNumber(p.lower(j))
		if y == 0 {
			return 0, nil
		}
		return p.one(j+1-i, i, j+1, civil(y, first, 1), civil(y, first+3, 0), "quarter", stated)
	}
	if p.ref.IsZero() {
		return p.unresolved(k+1-i, i, k+1, "quarter")
	}
	year := p.ref.Year()
	switch {
	case step < 0 && p.ref.Month() < first+3: // this year's has not ended: the one before
		year--
	case step > 0 && p.ref.Month() >= first:
		year++
	}
	return p.one(k+1-i, i, k+1, civil(year, first, 1), civil(year, first+3, 0), "quarter", p.basis("%s: the calendar season", p.lower(i)))
}

var seasons = map[string]time.Month{"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

// endOf: the end of the year, end of this month, year end.
func (p *timeParser) endOf(i int) (int, []TimeMention) {
	k := i
	unit := ""
	switch {
	case p.lower(k) == "year" && p.lower(k+1) == "end":
		unit, k = "year", k+2
	case p.lower(k) == "year-end":
		unit, k = "year", k+1
	case p.lower(k) == "end" && p.lower(k+1) == "of" && (p.lower(k+2) == "the" || p.lower(k+2) == "this"):
		unit, k = p.lower(k+3), k+4
	}
	if unit != "year" && unit != "month" {
		return 0, nil
	}
	next := k
	for p.lower(next) == "," || p.lower(next) == "on" {
		next++
	}
	if _, n := p.month(next); n > 0 && next > k { // the date tells it
		return 0, nil
	}
	if p.ref.IsZero() {
		return p.unresolved(k-i, i, k, "day")
	}
	t := civil(p.ref.Year(), 12, 31)
	if unit == "month" {
		t = civil(p.ref.Year(), p.ref.Month()+1, 0)
	}
	return p.one(k-i, i, k, t, t, "day", p.basis("the last day of the calendar %s", unit))
}

// age: the sixties, the 20th century.
func (p *timeParser) age(i int) (int, []TimeMention) {
	if p.lower(i) != "the" {
		return 0, nil
	}
	if tens := decadeWords[p.lower(i+1)]; tens > 0 && !p.wordFollows(i+2) {
		return p.one(2, i, i+2, civil(1900+tens, 1, 1), civil(1909+tens, 12, 31), "decade", "a decade by its tens is the twentieth century's")
	}
	n := dayNumber(p.lower(i + 1))
	if n < 10 || n > 21 || p.lower(i+2) != "century" || p.lower(i+1) == "" || !strings.HasSuffix(p.lower(i+1), "h") && !strings.HasSuffix(p.lower(i+1), "st") {
		return 0, nil
	}
	return p.one(3, i, i+3, civil(100*(n-1), 1, 1), civil(100*n-1, 12, 31), "century", stated)
}

func (p *timeParser) wordFollows(i int) bool {
	return i < len(p.words) && unicode.IsLetter(firstRune(p.words[i].raw)) && !afterYear[p.lower(i)]
}

var decadeWords = map[string]int{"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90}

// edition: World Cup 2018, the year behind a name.
func (p *timeParser) edition(i int) (int, []TimeMention) {
	y := yearNumber(p.lower(i))
	if y < 1900 || y > 2099 || i == 0 || !p.words[i-1].capital() || len(p.lower(i-1)) < 3 {
		return 0, nil
	}
	if _, month := months[p.lower(i-1)]; month {
		return 0, nil
	}
	if next := p.lower(i + 1); next != "" && unicode.IsLetter(firstRune(next)) && (p.words[i+1].capital() || counted[next] || strings.HasSuffix(next, "s")) {
		return 0, nil
	}
	return p.one(1, i, i+1, civil(y, 1, 1), civil(y, 12, 31), "year", stated)
}
