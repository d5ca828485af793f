package record

import (
	"strings"
	"unicode"

	"dateline/lang"
)

// leadPlace is where the headline says it happened, else the lead and the
// sentences behind it; else where the report was filed, else the country that the
// headline or lead names first, if it does not act there itself.
func (d *document) leadPlace(lead int, who string) string {
	fromHeadline := headlinePlace(d.report.Headline)
	if _, city := lang.City(fromHeadline); !city {
		if called := d.calledBy(); called != "" {
			return called
		}
	}
	country, isCountry := lang.Country(fromHeadline)
	if fromHeadline != "" && !isCountry {
		return d.withCity(fromHeadline)
	}
	other := ""
	for n := lead; n < min(lead+3, len(d.sentences)); n++ {
		s := d.sentences[n]
		for k := s.first; k+1 < s.last; k++ {
			if settlements[d.lower(k)] && d.lower(k+1) == "of" && !d.tok(k).speech { // in the northern city of
				if p := d.placeAt(k+2, s.last); p != nil {
					return p.Text
				}
			}
			if !beforePlace[d.lower(k)] || d.tok(k).speech || d.skipTime(k, s.last) > k {
				continue
			}
			p := d.placeAt(d.skipArticle(k+1), s.last)
			if p == nil || d.people.isName(p.Text) {
				continue
			}
			if p.Country != "" && (fromHeadline == "" || p.Country == country.Code) {
				return p.Text
			}
			if other == "" && !isAdjective(p.Text) && (fromHeadline == "" || !d.nameGoesOn(p.Text, d.skipArticle(k+1))) {
				other = p.Text
			}
		}
	}
	if other != "" {
		return other
	}
	if fromHeadline != "" {
		return fromHeadline
	}
	if place := strings.TrimSpace(d.report.Place); place != "" {
		return place
	}
	if at := lang.FindDateline(d.text); at.End > 0 {
		place, _, _ := strings.Cut(d.text[at.Start:at.End], ",")
		place, _, _ = strings.Cut(place, " (")
		return strings.Trim(place, " -–—:")
	}
	for n := range d.sentences[:min(lead+4, len(d.sentences))] {
		s := d.sentences[n]
		for k := s.first; k < s.last; k++ {
			if _, m := d.nationAt(k, s.last); m > 0 && d.isNameOfState(k, k+m) && !strings.Contains(who, d.words(k, k+m)) && !d.statesAct(k, k+m) && !(k > s.first && d.tok(k-1).capital) {
				return d.words(k, k+m)
			}
			if _, ok := lang.City(d.tok(k).text); ok && !d.tok(k+1).capital && !d.people.isName(d.tok(k).text) {
				return d.tok(k).text
			}
		}
	}
	return ""
}

// statesAct tells a country that does something in its sentence from one where
// something happens.
func (d *document) statesAct(i, j int) bool {
	s := d.sentences[d.tok(i).sentence]
	w := d.lower(i - 1)
	return i == s.first || w == "and" || w == "by" || w == "between" || w == "with" || d.lower(j) == "and" || isPossessive(d.tok(j)) || milestoneActs[d.lower(j)] != ""
}

func (d *document) isNameOfState(i, j int) bool {
	_, ok := lang.Country(d.words(i, j))
	return ok
}

// withCity adds the city that the text names right behind a place: Trump Tower in
// New York City.
func (d *document) withCity(place string) string {
	at := strings.Index(d.text, place+" in ")
	if at < 0 {
		return place
	}
	k := d.tokenAt(at + len(place) + 1)
	if k < 0 {
		return place
	}
	if city := d.placeAt(k+1, d.sentences[d.tok(k).sentence].last); city != nil && city.Country != "" {
		return place + " in " + city.Text
	}
	return place
}

// isAdjective tells a people's name at the end of a phrase: in North American sports.
func isAdjective(phrase string) bool {
	last := phrase[strings.LastIndexByte(phrase, ' ')+1:]
	_, nation := lang.Nationality(last)
	_, country := lang.Country(last)
	return nation && !country
}

// nameGoesOn tells that what was read of a name at token k is not all: Formula One.
func (d *document) nameGoesOn(name string, k int) bool {
	return d.tok(min(k+len(strings.Fields(name)), len(d.tokens)-1)).capital
}

func (d *document) skipArticle(k int) int {
	if w := d.lower(k); w == "the" || w == "downtown" || w == "central" {
		return k + 1
	}
	return k
}

// isName tells whether a word is a person's whom the text introduces.
func (ps people) isName(s string) bool {
	_, ok := ps.named(s)
	return ok
}

var settlements = set("city town village capital port")

var beforePlace = set("in at outside near inside")

// calledBy is a city that a headline calls what happened by (Selden tram crash), if
// the text names it too. A city before another name is that name's (Orvik Rovers).
func (d *document) calledBy() string {
	words := strings.Fields(d.report.Headline)
	for i, w := range words {
		city, known := lang.City(strings.Trim(w, ",.:;!?"))
		if !known || d.people.isName(city.Name) || i+1 < len(words) && unicode.IsUpper([]rune(words[i+1])[0]) || i > 0 && unicode.IsUpper([]rune(words[i-1])[0]) {
			continue
		}
		name := strings.Trim(w, ",.:;!?")
		if strings.Contains(d.text, " in "+name) || isHappening(words[i+1:]) && strings.Contains(d.text, name) {
			return name
		}
	}
	return ""
}

// isHappening tells that the words behind a name say what happened there: tram crash.
func isHappening(words []string) bool {
	for _, w := range words[:min(len(words), 2)] {
		if w = strings.ToLower(w); happenings[strings.Trim(w, ",.:;!?'’")] {
			return true
		} else if w != strings.Trim(w, ",.:;!?'’") {
			break
		}
	}
	return false
}

var happenings = set("crash attack attacks fire blaze blast explosion shooting bombing bombings derailment collision flood floods quake earthquake siege riot riots protest protests march rally stabbing murder killing disaster tragedy stampede summit talks")

// headlinePlace is the name behind the first in, at, outside or near of a headline
// that is written with a capital.
func headlinePlace(headline string) string {
	words := strings.Fields(headline)
	for i, w := range words {
		if !beforePlace[strings.ToLower(w)] {
			continue
		}
		var name []string
		for k := i + 1; k < len(words) && len(name) < 5; k++ {
			clean := strings.Trim(words[k], ",.:;!?'’\"()")
			first := []rune(clean + " ")[0]
			if strings.EqualFold(clean, "the") && len(name) == 0 {
				continue
			}
			if clean == "of" && len(name) > 0 && k+1 < len(words) && isCapital(words[k+1]) { // City of Orvik
				name = append(name, clean)
				continue
			}
			if !unicode.IsUpper(first) || weekdayOrMonth[strings.ToLower(clean)] {
				break
			}
			name = append(name, clean)
			if clean != words[k] {
				break
			}
		}
		next := ""
		if at := i + 1 + len(name); len(name) > 0 && at < len(words) && strings.Trim(words[at-1], ",.:;!?'’\"()") == words[at-1] {
			next = strings.ToLower(words[at])
		}
		if len(name) > 0 && !modifies(next) {
			return strings.Join(name, " ")
		}
	}
	return ""
}

// modifies tells a name before a noun (killed in Taliban raid) from a place, by the
// word that follows.
func modifies(next string) bool {
	return next != "" && next == strings.ToLower(next) && unicode.IsLetter([]rune(next)[0]) && !afterPlace[next] &&
		!strings.HasSuffix(next, "ed") && !strings.HasSuffix(next, "ing") && !strings.HasSuffix(next, "s")
}

var afterPlace = set("after as for on to by with over and or but amid before during following from at near in into that who when while until than is was are were will has have had ahead against about because since without where of again next")
