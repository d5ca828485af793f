package lang

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// relative: today, yesterday, tomorrow; this, last, next, past with a unit, a
// weekday or a month; earlier and later this week.
func (p *timeParser) relative(i int) (int, []TimeMention) {
	if n, refs := p.dayWord(i); n > 0 {
		return n, refs
	}
	start := i
	switch p.lower(i) { // later this month, early next year
	case "earlier", "later", "early", "late":
		i++
	}
	which := p.lower(i)
	if which == "the" && (p.lower(i+1) == "past" || p.lower(i+1) == "coming") {
		i++
		which = p.lower(i)
	}
	var step int
	switch which {
	case "last":
		step = -1
	case "next", "coming":
		step = 1
	case "this":
		step = 0
		switch p.lower(i + 1) {
		case "past":
			i, step = i+1, -1
		case "coming":
			i++
		}
	default:
		return 0, nil
	}
	if day, ok := weekdays[p.lower(i+1)]; ok {
		if which == "next" && p.lower(start-1) == "the" { // counted from a day of the story, which is not told
			return p.one(i+2-start, start, i+2, time.Time{}, time.Time{}, "day", "not resolved: the text tells no day that it follows")
		}
		return p.stepWeekday(start, i+2, step, which, day)
	}
	if m, n := p.month(i + 1); m > 0 && step != 0 {
		return p.stepMonthName(start, i+1+n, step, which, m)
	}
	return p.stepUnit(start, i+1, step, which)
}

func (p *timeParser) dayWord(i int) (int, []TimeMention) {
	offset, n := 0, 1
	switch w := p.lower(i); {
	case w == "today", w == "tonight":
		if w == "today" && p.nowadays(i) {
			return 0, nil
		}
	case w == "the" && p.lower(i+1) == "day" && p.lower(i+2) == "before" && p.lower(i+3) == "yesterday":
		offset, n = -2, 4
	case w == "the" && p.lower(i+1) == "day" && p.lower(i+2) == "after" && p.lower(i+3) == "tomorrow":
		offset, n = 2, 4
	case w == "yesterday":
		offset = -1
		switch p.lower(i + 1) {
		case "morning", "afternoon", "evening", "night":
			n = 2
		}
	case w == "tomorrow":
		offset = 1
		if partsOfDay[p.lower(i+1)] {
			n = 2
		}
	case w == "last" && p.lower(i+1) == "night":
		offset, n = -1, 2
	case w == "this" && (p.lower(i+1) == "morning" || p.lower(i+1) == "afternoon" || p.lower(i+1) == "evening"):
		n = 2
	default:
		return 0, nil
	}
	if p.ref.IsZero() {
		return p.unresolved(n, i, i+n, "day")
	}
	day := p.ref.AddDate(0, 0, offset)
	return p.one(n, i, i+n, day, day, "day", p.basis("%s counted from the dateline", p.lower(i)))
}

// nowadays tells the today of "USA Today", "today's world", "what it is today" and
// "as strong today as it was" from the day.
func (p *timeParser) nowadays(i int) bool {
	if p.lower(i+1) == "as" && p.lower(i-2) == "as" {
		return true
	}
	switch p.lower(i - 1) {
	case "is", "are", "am":
		switch p.lower(i - 2) {
		case "it", "they", "we", "he", "she", "i":
			return p.clauseEnds(i + 1)
		}
	case "than", "of": // the Russia of today
		return true
	}
	if p.lower(i+1) == "'" || p.lower(i+1) == "’" {
		switch p.lower(i + 3) {
		case "world", "society", "youth":
			return true
		}
	}
	return p.words[i].capital() && i > 0 && p.words[i-1].capital() // USA Today
}

func (p *timeParser) stepWeekday(start, end, step int, which string, day time.Weekday) (int, []TimeMention) {
	if p.ref.IsZero() {
		return p.unresolved(end-start, start, end, "day")
	}
	distance := (int(day) - int(p.ref.Weekday()) + 7) % 7
	basis := ""
	switch {
	case step < 0:
		if distance == 0 {
			distance = 7
		}
		distance -= 7
		basis = "last: the weekday of that name before the dateline"
	case step > 0 && which == "next" && mondayIndex(day) > mondayIndex(p.ref.Weekday()):
		return p.one(end-start, start, end, time.Time{}, time.Time{}, "day", "not resolved: next may mean this week's or the next week's")
	case step > 0 && which == "next":
		distance = mondayIndex(day) - mondayIndex(p.ref.Weekday()) + 7
		basis = "next: the weekday of that name in the week after the dateline's"
	default: // this Friday, this coming Friday
		basis = "this: the weekday of that name nearest to the dateline by the verb's tense"
		if p.tense(start, end) == past {
			distance = (distance - 7) % 7
		}
	}
	t := p.ref.AddDate(0, 0, distance)
	return p.one(end-start, start, end, t, t, "day", p.basis("%s", basis))
}

func mondayIndex(d time.Weekday) int { return (int(d) + 6) % 7 }

func (p *timeParser) stepMonthName(start, end, step int, which string, m time.Month) (int, []TimeMention) {
	if p.ref.IsZero() {
		return p.unresolved(end-start, start, end, "month")
	}
	year := p.ref.Year()
	if step < 0 && m >= p.ref.Month() {
		year--
	}
	if step > 0 && m <= p.ref.Month() {
		year++
	}
	return p.one(end-start, start, end, civil(year, m, 1), civil(year, m+1, 0), "month", p.basis("%s: the nearest month of that name", which))
}

// stepUnit: last week, next month, this year, this weekend.
func (p *timeParser) stepUnit(start, unit, step int, which string) (int, []TimeMention) {
	end := unit + 1
	name := p.lower(unit)
	if step == 0 && name == "years" && p.wordFollows(end) {
		name = "year" // this years festival, the apostrophe left out
	}
	if !timeUnits[name] {
		return 0, nil
	}
	if p.ref.IsZero() {
		return p.unresolved(end-start, start, end, strings.Replace(name, "weekend", "day", 1))
	}
	ref := p.ref
	monday := ref.AddDate(0, 0, -mondayIndex(ref.Weekday()))
	var from, to time.Time
	precision := name
	switch name {
	case "week":
		from = monday.AddDate(0, 0, 7*step)
		to = from.AddDate(0, 0, 6)
	case "weekend":
		if step == 0 && mondayIndex(ref.Weekday()) < 3 && p.tense(start, end) == past { // "this weekend" early in the week, told as past
			step = -1
		}
		from, precision = monday.AddDate(0, 0, 7*step+5), "day"
		to = from.AddDate(0, 0, 1)
	case "month":
		from = civil(ref.Year(), ref.Month()+time.Month(step), 1)
		to = from.AddDate(0, 1, -1)
	case "quarter":
		first := (int(ref.Month())-1)/3*3 + 1
		from = civil(ref.Year(), time.Month(first+3*step), 1)
		to = from.AddDate(0, 3, -1)
	case "year":
		from, to = civil(ref.Year()+step, 1, 1), civil(ref.Year()+step, 12, 31)
	case "decade":
		from = civil(ref.Year()/10*10+10*step, 1, 1)
		to = civil(from.Year()+9, 12, 31)
	}
	return p.one(end-start, start, end, from, to, precision, p.basis("%s %s: the calendar %s", which, name, name))
}

// weekdayName reads a weekday and how many words it takes: Wednesday, Wed. with its
// full stop and a capital, because sat and sun are other words too.
func (p *timeParser) weekdayName(i int) (time.Weekday, int) {
	if day, ok := weekdays[p.lower(i)]; ok {
		return day, 1
	}
	if day, ok := shortWeekdays[p.lower(i)]; ok && p.lower(i+1) == "." && p.words[i].capital() && p.words[i].End == p.words[i+1].Start {
		return day, 2
	}
	return 0, 0
}

// weekday: on Wednesday, Wednesday; "Earlier on Wednesday" is taken whole.
func (p *timeParser) weekday(i int) (int, []TimeMention) {
	start := i
	switch p.lower(i) {
	case "earlier", "late", "early", "later":
		i++
		if p.lower(i) == "on" {
			i++
		}
	}
	day, n := p.weekdayName(i)
	if n == 0 || !p.words[i].capital() || namedWeekdays[p.lower(i-1)] && p.words[i-1].capital() || i == start && indefinite[p.lower(i-1)] {
		return 0, nil
	}
	end := i + n
	switch p.lower(end) {
	case "mornings", "afternoons", "evenings", "nights":
		return 0, nil // of every week
	case "the":
		if w := p.lower(end + 1); dayNumber(w) > 0 && !unicode.IsDigit(rune(w[len(w)-1])) {
			return end + 2 - start, nil // Friday the 13th: a name, or a day of some month
		}
	case "morning", "afternoon", "evening", "night":
		end++
	}
	if p.ref.IsZero() {
		return p.unresolved(end-start, start, end, "day")
	}
	distance := (int(day) - int(p.ref.Weekday()) + 7) % 7
	if distance == 0 {
		return p.one(end-start, start, end, p.ref, p.ref, "day", p.basis("weekday: the dateline's own"))
	}
	var basis string
	switch p.tense(start, end) {
	case past:
		distance -= 7
		basis = "weekday: the nearest one before, because the verb is of the past"
	case future:
		basis = "weekday: the nearest one after, because the verb is of the future"
	default:
		return p.one(end-start, start, end, time.Time{}, time.Time{}, "day", "not resolved: the sentence does not tell whether the weekday is before or after the dateline")
	}
	t := p.ref.AddDate(0, 0, distance)
	return p.one(end-start, start, end, t, t, "day", p.basis("%s", basis))
}

// ago: three days ago, a week ago, 20 years ago.
func (p *timeParser) ago(i int) (int, []TimeMention) {
	if p.lower(i) == "[" && p.lower(i+2) == "]" && p.lower(i+4) == "ago" && i+4 < len(p.words) { // “[Ten] years ago”
		q := *p
		q.words = append([]timeWord{p.words[i+1]}, p.words[i+3:]...)
		if n, refs := q.ago(0); n > 0 {
			refs[0].Start = p.words[i].Start
			refs[0].Ref.Text = p.text[refs[0].Start:refs[0].End]
			return n + 2, refs
		}
	}
	if p.lower(i+2) != "ago" {
		return 0, nil
	}
	count := countWord(p.lower(i))
	if count == 0 || count > 1000 {
		return 0, nil
	}
	ref := p.ref
	unit := strings.TrimSuffix(p.lower(i+1), "s")
	var from, to time.Time
	switch unit {
	case "day":
		from = ref.AddDate(0, 0, -count)
		to = from
	case "week":
		from = ref.AddDate(0, 0, -mondayIndex(ref.Weekday())-7*count)
		to = from.AddDate(0, 0, 6)
	case "month":
		from = civil(ref.Year(), ref.Month()-time.Month(count), 1)
		to = from.AddDate(0, 1, -1)
	case "year":
		from, to = civil(ref.Year()-count, 1, 1), civil(ref.Year()-count, 12, 31)
	default:
		return 0, nil
	}
	if ref.IsZero() {
		return p.unresolved(3, i, i+3, unit)
	}
	return p.one(3, i, i+3, from, to, unit, p.basis("ago: counted back in calendar %ss", unit))
}

func countWord(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return n
	}
	return numberWords[s]
}

type tense int

const (
	unknown tense = iota
	past
	future
	unsettled // it may be either, and no other verb tells
)

// tense tells whether words i to j-1 stand with a verb of the past or of the
// future: the nearest one before them, else the nearest after.
//
// Words inside a quotation say nothing of those outside it, nor the other way round.
func (p *timeParser) tense(i, j int) tense {
	const reach = 40 // words; keeps long texts linear
	if t := p.nounTense(i, j); t != unknown {
		return t
	}
	by := p.deadline(i)
	scheduled := false
	for k := i - 1; k >= 0 && k >= i-reach; k-- {
		if p.words[k].quoted != p.words[i].quoted {
			if p.words[i].quoted {
				break
			}
			continue
		}
		if t := p.tenseOf(k); t != unknown {
			if by && intentions[p.lower(k)] {
				return future // promised an answer by Friday
			}
			if p.lower(k) == "to" && p.possessive(j) {
				return unsettled // they were told to discuss Tuesday's vote
			}
			return t
		}
		scheduled = scheduled || schedules[p.lower(k)]
	}
	for k := j; k < len(p.words) && k < j+reach; k++ {
		if p.words[k].quoted != p.words[i].quoted {
			if p.words[i].quoted {
				break
			}
			continue
		}
		if t := p.tenseOf(k); t != unknown {
			return t
		}
	}
	if scheduled {
		return future
	}
	return unknown
}

// nounTense: ahead of Tuesday's vote; the victims of Tuesday's fire. Before a noun the
// verb of the sentence tells less than the words that stand there.
func (p *timeParser) nounTense(i, j int) tense {
	if p.lower(i-1) == "since" {
		return past
	}
	if !p.possessive(j) {
		return unknown
	}
	switch w := p.lower(i - 1); {
	case w == "of" && p.lower(i-2) == "ahead", w == "to" && (p.lower(i-2) == "up" || p.lower(i-2) == "run-up"):
		return future
	case w == "before":
		return unsettled // which has happened since, or not
	case w == "after", w == "since", w == "following", w == "of" && aftermath[p.lower(i-2)]:
		return past
	}
	return unknown
}

func (p *timeParser) possessive(j int) bool {
	w := p.lower(j)
	return (w == "'" || w == "’") && p.lower(j+1) == "s"
}

// deadline: by Friday, until Friday, to Friday; for what is promised or put off.
func (p *timeParser) deadline(i int) bool {
	switch p.lower(i - 1) {
	case "by", "until", "till", "to", "for":
		return true
	}
	return false
}

func (p *timeParser) tenseOf(k int) tense {
	w := p.lower(k)
	switch {
	case p.lower(k-1) == "been" && p.lower(k-2) == "had":
		if futureWords[w] && p.lower(k+1) != "to" {
			return unsettled // had been scheduled for Friday, and is so no more
		}
		return past // had been expected to, and did or did not
	case w == "would" && p.lower(k+1) != "have": // said that it would
		return future
	case w == "due" && (p.lower(k+1) == "to" && p.lower(k+2) != "" && p.lower(k-1) != "" && causes[p.lower(k+2)]):
		return unknown // due to the storm
	case futureWords[w]:
		return future
	case w == "to" && p.infinitive(k):
		return future
	case p.lower(k-1) == "be" || p.lower(k-2) == "be" && strings.HasSuffix(p.lower(k-1), "ly"):
		return unknown // will be held: the word before “be” tells
	case pastWords[w]:
		return past
	case len(w) > 4 && strings.HasSuffix(w, "ed") && !p.words[k].capital() && !notPast[w]:
		return past
	}
	return unknown
}

// infinitive tells whether the “to” at k says what somebody intends, is asked or is
// expected to do: agreed to meet, is to follow, urged both armies to stop. What was
// managed, failed or begun has happened.
func (p *timeParser) infinitive(k int) bool {
	if next := p.lower(k + 1); next == "" || causes[next] || !unicode.IsLower(firstRune(p.words[k+1].raw)) {
		return false
	}
	switch p.lower(k - 1) {
	case "is", "are":
		return true
	}
	if p.lower(k-1) == "forced" || p.lower(k+1) == "have" {
		return false
	}
	for m := k - 1; m >= 0 && m >= k-5; m-- {
		if w := p.lower(m); intentions[w] {
			return p.lower(m-1) != "been" || p.lower(m-2) != "had"
		} else if w == "to" || p.tenseOf(m) != unknown || !unicode.IsLetter(firstRune(w)) {
			return false
		}
	}
	return false
}

var (
	// what is intended, promised or asked for lies ahead of it
	intentions = set(`agree agrees agreed plan plans planned vow vows vowed promise promises promised pledge pledges pledged expect expects expected
		intend intends intended hope hopes hoped decide decides decided invite invited urge urges urged ask asks asked want wants wanted order orders
		ordered offer offers offered threaten threatens threatened prepare prepares prepared preparing demand demands demanded sworn commit committed
		postpone postponed adjourn adjourned delay delayed extend extended remanded rescheduled put deadline ultimatum aims aim seeks ready likely going`)
	aftermath = set("result results outcome aftermath wake winner winners loser losers victim victims survivor survivors scene site")
	// verbs whose present tense tells what is arranged: parliament votes on Tuesday
	schedules = set(`meet meets meeting visit visits visiting travel travels travelling traveling host hosts hosting vote votes voting go goes going head heads
		return returns returning play plays face faces take takes hold holds arrive arrives arriving leave leaves leaving hear hears resume resumes
		launch launches end ends expire expires close closes speak speaks address addresses debate debates gather gathers mark marks celebrate celebrates
		unveil unveils join joins fly flies`)
	// what may follow “to” and is no verb
	causes = set("the a an its his her their this that these those it him them reporters journalists be-")

	// Good Friday, Bloody Sunday: a day that history or the calendar has named
	namedWeekdays = set("good black bloody ash palm maundy holy easter whit shrove super cyber fat giving remembrance")

	shortWeekdays = map[string]time.Weekday{"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 0}
	weekdays      = map[string]time.Weekday{"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0}
	months        = map[string]time.Month{
		"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
		"october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8,
		"sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
	}
	timeUnits         = set("week weekend month quarter year decade")
	monthPrepositions = set("in since until till by from during of before after through for")
	yearPrepositions  = set("in since until till from during before after of by for early late mid through to between circa around about spring summer autumn fall winter")
	// what may come after a year that is not being counted
	afterYear = set(`and or but to when after before while as the a an with for by was were is are had has have he she it they who
		which that at on under over between because where in since until from, said says would will did through until its his their onwards`)
	counted     = set("people men women children staff troops police cattle sheep feet km kg metric percent per more million billion")
	numberWords = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
		"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
		"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
	futureWords = set("will ll shall expected scheduled due planned set slated forecast begins starts opens kicks")
	pastWords   = set(`was were had did said told met went came began begun held gave took made saw fell rose lost left died shot
		won shed bore bet bound bred chosen dealt drew drank ate fed forgave forgot froze ground hung hid hurt lent lay lit meant rang rode
		sought shone shrank slept slid spread sprang stole stuck swam swept swung taught tore threw wore wept wound overcame overthrew
		fought found became brought bought built sent spoke wrote broke drove led ran sat stood struck swore thought understood sold
		paid put read kept grew flew felt fled hit cut let quit has have been beat heard knew laid withdrew chose shook sank spent`)
	notPast = set("united need indeed speed proceed exceed succeed breed wounded armed unprecedented need alleged so-called")
)
