package record

import (
	"slices"
	"strings"

	"dateline/lang"
	"dateline/news"
)

// A frame is a verb phrase that means one kind of event when a plain subject
// stands before it and what it needs behind it.
type frame struct {
	words string // of the phrase, in lower case
	typ   string // PLOVER's, or one of our own
	cameo string
	needs need
}

type need int

const (
	nothing need = iota
	target       // an actor
	object       // words to the end of the clause
)

// frames are tried in order, so the longer phrase stands first.
var plainFrames = []frame{
	{"resigned", "x-RESIGN", "", nothing},
	{"stepped down", "x-RESIGN", "", nothing},
	{"was found guilty of", "x-VERDICT", "", object},
	{"was convicted of", "x-VERDICT", "", object},
	{"was acquitted of", "x-VERDICT", "", object},
	{"was cleared of", "x-VERDICT", "", object},
	{"was sentenced to", "x-VERDICT", "", object},
	{"was appointed", "x-APPOINT", "", object},
	{"was sworn in as", "x-APPOINT", "", object},
	{"was elected", "x-ELECT", "", object},
	{"was re-elected", "x-ELECT", "", object},
}

// eventFacts takes the events whose subject opens the sentence, and the dead
// that a sentence counts; what the agreements tell already is left to them, and what
// the report tells twice is one fact.
func (d *document) eventFacts(agreements []news.Fact) []news.Fact {
	all := append(d.codedEvents(), d.talkFacts()...)
	for n, s := range d.sentences {
		if f, ok := d.framed(n, s); ok {
			all = append(all, f)
		}
		if f, ok := d.toll(n, s); ok {
			all = append(all, f)
		}
	}
	if d.recorder != nil && d.recorder.open {
		all = d.openEvents(all)
	}
	sortFacts(all)
	var out []news.Fact
	for _, f := range all {
		if !toldBy(agreements, f) {
			out = addTold(out, f)
		}
	}
	return out
}

// toldBy tells an event that is an agreement's own: its signing, on a sentence that
// the agreement cites.
func toldBy(agreements []news.Fact, f news.Fact) bool {
	agreed := f.CAMEO == "057" || f.Type == "AGREE" && slices.ContainsFunc(strings.Fields(strings.ToLower(f.Predicate)), func(w string) bool { return lang.InstrumentKind(w) != "" })
	agreed = agreed || f.Rule != "" && slices.ContainsFunc(strings.Fields(strings.ToLower(f.Predicate)), func(w string) bool { return instrumentActs[w] })
	return agreed && slices.ContainsFunc(agreements, func(a news.Fact) bool {
		return slices.ContainsFunc(a.Citations, func(c news.Citation) bool { return c.Start <= f.Citations[0].Start && f.Citations[0].End <= c.End })
	})
}

// addTold adds an event, or its citation to the one that is the same happening told
// before: of one type, by and to the same, and by the same verb or, of talks, whatever
// they are called. Where the second telling knows more it says so.
func addTold(list []news.Fact, f news.Fact) []news.Fact {
	for i := range list {
		o := &list[i]
		if o.Type != f.Type || o.Modality != f.Modality || !news.MayBeSameTime(o.Time, f.Time) || o.Place != nil && f.Place != nil && o.Place.Name != f.Place.Name {
			continue
		}
		talks := f.CAMEO == "046" && o.CAMEO == "046" && len(f.Source) > 0 && sameParties(*o, f)
		same := strings.EqualFold(o.Predicate, f.Predicate) && sameActors(o.Source, f.Source) && sameActors(o.Target, f.Target) &&
			(len(f.Target) > 0 || f.Object != "" || len(f.Source) == 0) && (len(f.Target) > 0 || strings.EqualFold(o.Object, f.Object))
		if !talks && !same {
			continue
		}
		if o.Object == "" {
			o.Object = f.Object
		}
		if o.Time == nil || f.Time != nil && o.Time.From == "" {
			if f.Time != nil {
				o.Time = f.Time
			}
		}
		if o.Place == nil {
			o.Place = f.Place
		}
		for _, c := range f.Citations {
			if !slices.Contains(o.Citations, c) {
				o.Citations = append(o.Citations, c)
			}
		}
		return list
	}
	return append(list, f)
}

// sameParties tells whether two talks are between the same, whoever is named first.
func sameParties(a, b news.Fact) bool {
	names := func(f news.Fact) []string {
		var out []string
		for _, p := range slices.Concat(f.Source, f.Target) {
			out = append(out, p.Name+"\x00"+p.Code)
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	x := names(a)
	return len(x) > 1 && x[0][0] != 0 && slices.Equal(x, names(b))
}

func (d *document) framed(n int, s sentence) (news.Fact, bool) {
	start := d.clauseStart(s)
	if start >= s.last || d.tok(start).quoted {
		return news.Fact{}, false
	}
	subject, verb := d.phrasesAt(start, s.last)
	if len(subject) == 0 || allPronouns(subject) {
		return news.Fact{}, false
	}
	for verb < s.last && (adverbs[d.lower(verb)] || d.lower(verb) == "has" || d.lower(verb) == "have") {
		verb++
	}
	for _, fr := range plainFrames {
		end, ok := d.phraseMatches(verb, s.last, fr.words)
		if !ok {
			continue
		}
		f := news.Fact{Kind: news.FactEvent, Type: fr.typ, CAMEO: fr.cameo, Predicate: d.words(verb, end), Source: d.actors(subject),
			Modality: d.footing(s), Confidence: 0.85, Citations: []news.Citation{d.cite(n, n)}}
		switch fr.needs {
		case target:
			list, next := d.phrasesAt(end, s.last)
			if len(list) == 0 || allPronouns(list) || next < s.last && isPossessive(d.tok(next)) {
				return news.Fact{}, false
			}
			f.Target, end = d.actors(list), next
		case object:
			stop := d.clauseEnd(end, s.last)
			if stop == end {
				return news.Fact{}, false
			}
			f.Object = d.words(end, stop)
		}
		f.Time = d.milestoneTime(s, verb, end)
		f.Place = d.placeAfter(end, s)
		return f, true
	}
	return news.Fact{}, false
}

func (d *document) phraseMatches(i, limit int, words string) (int, bool) {
	for w := range strings.FieldsSeq(words) {
		if i >= limit || d.lower(i) != w {
			return i, false
		}
		i++
	}
	return i, true
}

// clauseEnd is the first comma, semicolon, date or new clause behind token i.
func (d *document) clauseEnd(i, limit int) int {
	k := i
	for k < limit {
		t := d.tok(k)
		w := t.lower
		if !t.word && !isPossessive(t) && t.text != "-" || t.quoted || w == "after" || w == "before" || w == "while" || w == "who" || w == "which" || w == "but" || w == "according" || d.skipTime(k, limit) > k {
			break
		}
		k++
	}
	return k
}

// toll takes "killed 12 people", "12 people were killed", "at least 12 people
// died" where nothing else is counted between. What kills may stand before.
func (d *document) toll(n int, s sentence) (news.Fact, bool) {
	if d.unsure(s) {
		return news.Fact{}, false
	}
	for k := s.first; k+2 < s.last; k++ {
		if d.tok(k).quoted {
			continue
		}
		if d.lower(k) == "killed" && k > s.first && !isBe(d.lower(k-1)) && d.lower(k-1) != "not" && d.lower(k-1) != "to" {
			if from, to, ok := d.counted(k+1, s.last); ok {
				return d.tollFact(n, s, k, k+1, from, to), true
			}
		}
		from, to, ok := d.counted(k, s.last)
		if !ok {
			continue
		}
		v := to
		if isBe(d.lower(v)) && d.lower(v+1) == "killed" && v+1 < s.last {
			return d.tollFact(n, s, v, v+2, from, to), true
		}
		if d.lower(v) == "died" && v < s.last {
			return d.tollFact(n, s, v, v+1, from, to), true
		}
		k = to - 1
	}
	return news.Fact{}, false
}

// footing is said where the sentence says who says so, reported where it says
// that it was reported.
func (d *document) footing(s sentence) news.Modality {
	for k := s.first; k < s.last; k++ {
		switch w := d.lower(k); {
		case d.tok(k).quoted:
		case d.tok(k).capital && k > s.first: // the United States, not what it states
		case w == "reportedly" || w == "reported" || w == "reports":
			return news.Reported
		case w == "say" || verbsOfSpeech[w] && w != "continued" || w == "according":
			return news.Said
		}
	}
	return news.Asserted
}

// unsure sentences, with "if", "could" or a negation, count nobody.
func (d *document) unsure(s sentence) bool {
	return slices.ContainsFunc(d.tokens[s.first:s.last], func(t token) bool {
		switch t.lower {
		case "if", "could", "may", "might", "would", "no", "not", "nobody", "never", "denied", "claimed", "feared":
			return true
		}
		return false
	})
}

// counted reads a number of people: at least 12 people; three sailors.
func (d *document) counted(i, limit int) (from, to int, ok bool) {
	k := i
	switch {
	case d.lower(k) == "at" && d.lower(k+1) == "least":
		k += 2
	case d.lower(k) == "more" && d.lower(k+1) == "than":
		k += 2
	case d.lower(k) == "some" || d.lower(k) == "about" || d.lower(k) == "nearly":
		k++
	}
	if k+1 >= limit {
		return 0, 0, false
	}
	number := d.tok(k).text
	if !numberWords[d.lower(k)] && (number[0] < '1' || number[0] > '9') || yearOf(number) > 0 || strings.Contains(number, ".") {
		return 0, 0, false
	}
	if !countedPeople[d.lower(k+1)] {
		return 0, 0, false
	}
	return i, k + 2, true
}

func (d *document) tollFact(n int, s sentence, verb, after, from, to int) news.Fact {
	return news.Fact{Kind: news.FactEvent, Type: "x-DEATH", Predicate: d.words(verb, after), Object: d.words(from, to), Modality: d.footing(s),
		Confidence: 0.85, Time: d.milestoneTime(s, verb, max(after, to)), Place: d.knownPlace(max(after, to), s), Citations: []news.Citation{d.cite(n, n)}}
}

var (
	numberWords   = set("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty dozens hundreds")
	countedPeople = set("people civilians soldiers passengers sailors workers miners men women children students firefighters villagers protesters residents pilgrims migrants crew")
)
