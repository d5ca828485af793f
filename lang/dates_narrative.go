package lang

import (
	"strings"
	"time"
	"unicode"
)

// dayReach is how many sentences behind the day that it counts from “the same day”
// may stand: further back a text has often turned to something else.
const dayReach = 1

// anchor is the day that was told last, if that is near enough.
func (p *timeParser) anchor() (toldDay, bool) {
	t := p.story.last
	return t, !t.day.IsZero() && p.story.sentence-t.sentence <= dayReach
}

// sameDay: the same day, later that day, that night; the following day, the day
// before, two days later, a week earlier; the next Tuesday; the last match of the
// day. They count from the day that was told last.
func (p *timeParser) sameDay(i int) (int, []TimeMention) {
	n, shift, weekday := p.shift(i)
	if n == 0 {
		return p.ofTheDay(i)
	}
	t, ok := p.anchor()
	if !ok {
		return 0, nil
	}
	if next := p.lower(i + n); next == "," && shift != 0 { // three days earlier, on 10 April: the date tells it
		k := i + n + 1
		if p.lower(k) == "on" {
			k++
		}
		if _, m := p.month(k); m > 0 || dayNumber(p.lower(k)) > 0 {
			return 0, nil
		}
	}
	day := t.day.AddDate(0, 0, shift)
	if weekday >= 0 {
		distance := (weekday - int(t.day.Weekday()) + 7) % 7
		if distance == 0 {
			distance = 7
		}
		if day = t.day.AddDate(0, 0, distance); shift < 0 {
			day = day.AddDate(0, 0, -7)
			if day.Equal(t.day) {
				day = day.AddDate(0, 0, -7)
			}
		}
	}
	if home := p.story.home.ref; weekday < 0 && !home.IsZero() && day.After(home) && !t.day.After(home) && p.tense(i, i+n) == past {
		return 0, nil // what has happened did not happen then: it is counted from another day
	}
	return p.one(n, i, i+n, day, day, "day", strings.ToLower(p.text[p.words[i].Start:p.words[i+n-1].End])+": counted from "+t.reference("the day told before it,").against)
}

// shift reads words that count from a day told before them: how many words, and how
// many days further; weekday is −1 where none is named.
func (p *timeParser) shift(i int) (n, days, weekday int) {
	switch w := p.lower(i); w {
	case "that", "the":
		k := i + 1
		same := p.lower(k) == "same" || p.lower(k) == "very"
		if same {
			k++
		}
		if (w == "that" || same) && partsOfDay[p.lower(k)] && !p.relativeClause(k+1) {
			if p.lower(k) == "date" && p.lower(k+1) == "," && w == "that" && countWord(p.lower(k+2)) > 0 {
				return 0, 0, 0 // on that date, seventy years earlier
			}
			return k + 1 - i, 0, -1
		}
		if w == "the" && p.lower(i+1) == "date" && i > 0 && marking[p.lower(i-1)] { // commemorating the date
			return 2, 0, -1
		}
		if w == "that" || same {
			return 0, 0, 0
		}
		step := map[string]int{"next": 1, "following": 1, "previous": -1, "preceding": -1}[p.lower(k)]
		if step != 0 {
			if p.lower(k+1) == "day" || p.lower(k+1) == "morning" || p.lower(k+1) == "evening" && step > 0 {
				return k + 2 - i, step, -1
			}
			if day, m := p.weekdayName(k + 1); m > 0 {
				if part := p.lower(k + 1 + m); partsOfDay[part] && part != "day" && part != "date" {
					m++
				}
				return k + 1 + m - i, step, int(day)
			}
			return 0, 0, 0
		}
		if p.lower(k) == "day" && p.clauseEnds(k+2) {
			switch p.lower(k + 1) {
			case "after":
				return 3, 1, -1
			case "before":
				return 3, -1, -1
			}
		}
	default:
		count := countWord(w)
		if count == 0 || count > 60 {
			return 0, 0, 0
		}
		unit := map[string]int{"day": 1, "days": 1, "week": 7, "weeks": 7}[p.lower(i+1)]
		if unit == 0 {
			return 0, 0, 0
		}
		switch p.lower(i + 2) {
		case "later", "afterwards", "afterward":
			return 3, count * unit, -1
		case "earlier":
			return 3, -count * unit, -1
		case "after":
			if p.clauseEnds(i + 3) {
				return 3, count * unit, -1
			}
		case "before":
			if p.clauseEnds(i + 3) {
				return 3, -count * unit, -1
			}
		}
	}
	return 0, 0, 0
}

// clauseEnds tells that nothing follows at i that “before” or “after” could govern.
func (p *timeParser) clauseEnds(i int) bool {
	w := p.lower(i)
	return w == "" || w != "“" && w != "\"" && !unicode.IsLetter(firstRune(w)) && !unicode.IsDigit(firstRune(w)) || w == "and" || w == "but" || w == "in" || w == "at" || w == "when"
}

// relativeClause: that day will come when; the same day that.
func (p *timeParser) relativeClause(i int) bool {
	switch p.lower(i) {
	case "when", "that", "which", "of", "will", "comes", "may", "might":
		return true
	}
	return false
}

// ofTheDay: the first game of the day, earlier in the day. The day is the one told
// last, or the only one that the text tells.
func (p *timeParser) ofTheDay(i int) (int, []TimeMention) {
	if p.lower(i) != "the" || p.lower(i+1) != "day" || i < 2 {
		return 0, nil
	}
	switch p.lower(i - 1) {
	case "of":
		if !p.ordinalBefore(i - 1) {
			return 0, nil
		}
	case "in":
		if w := p.lower(i - 2); w != "earlier" && w != "later" && w != "early" && w != "late" {
			return 0, nil
		}
	default:
		return 0, nil
	}
	p.story.wait(p)
	t, ok := p.anchor()
	if !ok {
		if t = p.story.question; t.day.IsZero() {
			return 0, nil
		}
	}
	return p.one(2, i, i+2, t.day, t.day, "day", "the day that the text is about, "+t.reference("").against[1:])
}

// ordinalBefore: the last match of, the opening two races of.
func (p *timeParser) ordinalBefore(of int) bool {
	for k := of - 2; k >= max(0, of-4); k-- {
		switch p.lower(k) {
		case "first", "second", "third", "fourth", "fifth", "last", "final", "opening", "closing", "only", "other":
			return p.lower(of-1) != "thing" && p.lower(of-1) != "hours" && p.lower(of-1) != "word"
		}
	}
	return false
}

// daysFrom: the day after Tuesday, two days before 5 June, a week after Friday's
// vote; the day before yesterday.
func (p *timeParser) daysFrom(i int) (int, []TimeMention) {
	count, k := 0, i+1
	switch w := p.lower(i); {
	case w == "the" && p.lower(k) == "day":
		count = 1
	default:
		if count = countWord(w); count == 0 || count > 60 {
			return 0, nil
		}
		switch p.lower(k) {
		case "day", "days":
		case "week", "weeks":
			count *= 7
		default:
			return 0, nil
		}
	}
	k++
	switch p.lower(k) {
	case "after":
	case "before":
		count = -count
	default:
		return 0, nil
	}
	k++
	if k >= len(p.words) {
		return 0, nil
	}
	for _, rule := range []func(int) (int, []TimeMention){p.dayWord, p.isoDate, p.weekdayDate, p.holiday, p.monthDay, p.dayMonth, p.weekday} {
		n, refs := rule(k)
		if n == 0 || len(refs) != 1 || refs[0].Ref.Precision != "day" {
			continue
		}
		inner := refs[0].Ref
		if inner.From == "" {
			return p.one(k+n-i, i, k+n, time.Time{}, time.Time{}, "day", inner.Basis)
		}
		day, err := time.Parse(time.DateOnly, inner.From)
		if err != nil || inner.From != inner.To {
			return 0, nil
		}
		day = day.AddDate(0, 0, count)
		return p.one(k+n-i, i, k+n, day, day, "day", "counted from “"+inner.Text+"”, "+inner.From+" ("+inner.Basis+")")
	}
	return 0, nil
}

// explains keeps what a text calls a day that words i to j-1 tell, where one
// explains the other: on Saturday night, the opening night,; Yesterday, day five of
// the regatta; Opening night, 3 May. The name stands for the day from then on.
func (p *timeParser) explains(i, j int) {
	t := p.story.last
	if t.sentence != p.story.sentence || p.text[p.words[i].Start:p.words[j-1].End] != t.text {
		return
	}
	keep := func(name string) {
		if p.story.known == nil {
			p.story.known = map[string]toldDay{}
		}
		if _, found := p.story.known[name]; !found && len(p.story.known) < 16 {
			p.story.known[name] = t
		}
	}
	if p.lower(j) == "," {
		k := j + 1
		if p.lower(k) == "the" {
			k++
		}
		if name, n := p.dayName(k); n > 0 {
			keep(name)
		}
	}
	if i >= 3 && p.lower(i-1) == "," {
		if name, n := p.dayName(i - 3); n == 2 {
			keep(name)
		}
	}
}

// dayName reads what a day may be called by: opening night, polling day, day five.
func (p *timeParser) dayName(k int) (string, int) {
	if k < 0 || k+1 >= len(p.words) {
		return "", 0
	}
	a, b := p.lower(k), p.lower(k+1)
	if a == "day" && countWord(b) > 0 && b != "a" && b != "an" {
		return a + " " + b, 2
	}
	if (b == "day" || b == "night" || b == "evening") && unicode.IsLetter(firstRune(a)) && !notNames[a] {
		if _, n := p.weekdayName(k); n == 0 {
			return a + " " + b, 2
		}
	}
	return "", 0
}

// named: the opening night, where the text has told which day that was.
func (p *timeParser) named(i int) (int, []TimeMention) {
	if len(p.story.known) == 0 {
		return 0, nil
	}
	k := i
	if p.lower(k) == "the" {
		k++
	}
	name, n := p.dayName(k)
	if n == 0 {
		return 0, nil
	}
	t, ok := p.story.known[name]
	if !ok || k == i && indefinite[p.lower(i-1)] {
		return 0, nil
	}
	return p.one(k+n-i, i, k+n, t.day, t.day, "day", t.reference("“"+name+"” is explained by the text:").against)
}

var (
	partsOfDay = set("day date morning afternoon evening night")
	marking    = set("commemorate commemorates commemorated commemorating mark marks marked marking celebrate celebrates celebrated celebrating observe observes observed observing honour honor honoring honouring")
	notNames   = set("the a an that this same next following previous every each one all any some last first per by later earlier another good in on at of")
	indefinite = set("a an any every each another no some")
)
