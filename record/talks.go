package record

import (
	"slices"
	"strings"

	"dateline/news"
)

// talkFacts takes talks that are told as a noun (following talks with X; talks
// between X and Y) and those that leaders held whom the text has named before (the
// two leaders held negotiations), with their form and how long they lasted.
func (d *document) talkFacts() []news.Fact {
	var out []news.Fact
	for n, s := range d.sentences {
		for k := s.first; k < s.last; k++ {
			if !talkNouns[d.lower(k)] || d.tok(k).speech {
				continue
			}
			f, ok := d.nominalTalks(n, s, k)
			if !ok {
				f, ok = d.leadersTalks(n, s, k)
			}
			if !ok {
				continue
			}
			d.addDuration(&f, n)
			out = append(out, f)
			break
		}
	}
	return out
}

var (
	talkNouns   = set("talks negotiations discussions meeting summit consultations")
	talkBefore  = set("following after during at in held hold had holding began opened concluded ended")
	manyLeaders = set("leaders presidents ministers chancellors sides delegations heads")
)

// nominalTalks reads “following talks with X” (the other party is the subject of
// the sentence) and “talks between X and Y”.
func (d *document) nominalTalks(n int, s sentence, k int) (news.Fact, bool) {
	before := k - 1
	for before > s.first && !talkBefore[d.lower(before)] && before > k-4 && d.tok(before).word {
		before--
	}
	switch w := d.lower(before); {
	case w == "following" || w == "after" || w == "during":
	default:
		return news.Fact{}, false
	}
	f := d.talks(n, k, k+1)
	switch d.lower(k + 1) {
	case "between":
		list, _ := d.phrasesAt(k+2, s.last)
		if len(list) < 2 || allPronouns(list) {
			return f, false
		}
		f.Source = d.actors(list[:1])
		f.Target = d.actors(list[1:])
	case "with":
		list, _ := d.phrasesAt(k+2, s.last)
		subject, _ := d.phrasesAt(d.clauseStart(s), s.last)
		if len(list) == 0 || allPronouns(list) || len(subject) != 1 || subject[0].start >= k || k-subject[0].end > 8 {
			return f, false
		}
		for j := subject[0].end; j < k; j++ {
			if d.lower(j) == "," || d.tok(j).quoted {
				return f, false // “After talks with X, Y …”: somebody else may have talked
			}
		}
		if subject[0].kind == pronoun {
			speaker := d.speaker(&attribution{speaker: subject[0]})
			if speaker.Name == "" {
				return f, false
			}
			f.Source = []news.Actor{speaker}
		} else {
			f.Source = d.actors(subject[:1])
		}
		f.Target = d.actors(list)
		f.Predicate = d.words(k, k+2)
	default:
		return f, false
	}
	if !slices.ContainsFunc(d.tokens[s.first:k], func(t token) bool { return t.lower == "that" }) {
		f.Modality = news.Asserted // told on the way, by the report itself
	}
	return f, true
}

// leadersTalks reads “the two leaders held talks”, with those for whom the phrase
// stands as parties, if the text has named exactly two.
func (d *document) leadersTalks(n int, s sentence, k int) (news.Fact, bool) {
	verb := k - 1
	for verb > s.first && verb > k-4 && d.lower(verb) != "held" && d.lower(verb) != "had" && d.lower(verb) != "began" {
		verb--
	}
	if w := d.lower(verb); w != "held" && w != "had" && w != "began" || d.lower(verb-1) == "not" || d.lower(k+1) == "with" || d.lower(k+1) == "between" {
		return news.Fact{}, false
	}
	head := verb - 1
	for head > s.first && (adverbs[d.lower(head)] || auxiliaries[d.lower(head)]) {
		head--
	}
	start := head
	if d.lower(head) != "they" {
		if !manyLeaders[d.lower(head)] {
			return news.Fact{}, false
		}
		for start > s.first && !determiners[d.lower(start)] && d.lower(start) != "both" && head-start < 4 {
			start--
		}
		if w := d.lower(start); w != "the" && w != "both" && w != "their" {
			return news.Fact{}, false
		}
	}
	two := d.twoLeaders(n)
	if two == nil {
		return news.Fact{}, false
	}
	f := d.talks(n, verb, k+1)
	for _, p := range two {
		f.Source = append(f.Source, news.Actor{Text: d.words(start, head+1), Name: p.name, Code: p.code, Sector: p.sector})
	}
	from := k + 1
	if d.tok(from).text == ":" {
		from++
	}
	to := from
	for to < s.last && d.tok(to).text != "." && d.tok(to).text != ";" && !d.tok(to).quoted {
		to++
	}
	if d.tok(k+1).text == ":" && to > from {
		f.Object = d.words(from, to)
	} else {
		f.Time = d.milestoneTime(s, verb, k+1)
		f.Place = d.placeAfter(k+1, s)
	}
	return f, true
}

// twoLeaders are the two heads whom the text has named up to a sentence, nil if
// there are more or fewer, or both of one country.
func (d *document) twoLeaders(upTo int) []*known {
	var out []*known
	for _, k := range d.people.all {
		if k.sentence <= upTo && (leading[k.role] || k.role == "minister") {
			if out = append(out, k); len(out) > 2 {
				return nil
			}
		}
	}
	if len(out) != 2 || out[0].nation == out[1].nation {
		return nil
	}
	return out
}

func (d *document) talks(n, from, to int) news.Fact {
	return news.Fact{Kind: news.FactEvent, Type: "CONSULT", CAMEO: "046", Predicate: d.words(from, to), Modality: d.footing(d.sentences[n]),
		Confidence: 0.85, Citations: []news.Citation{d.cite(n, n)}}
}

// addDuration takes “Their conversation lasted about two hours” from the sentence
// behind talks, or from the talks' own.
func (d *document) addDuration(f *news.Fact, n int) {
	for _, m := range []int{n, n + 1} {
		if m >= len(d.sentences) || d.sentences[m].paragraph != d.sentences[n].paragraph {
			continue
		}
		s := d.sentences[m]
		if m > n && !slices.ContainsFunc(d.tokens[s.first:min(s.first+5, s.last)], func(t token) bool { return talkNouns[t.lower] || t.lower == "conversation" || t.lower == "it" }) {
			continue
		}
		for k := s.first; k < s.last-1; k++ {
			if w := d.lower(k); w != "lasted" && w != "took" || d.tok(k).quoted {
				continue
			}
			end := k + 1
			for end < s.last && d.tok(end).word && !durationUnits[strings.TrimSuffix(d.lower(end), "s")] && end < k+7 {
				end++
			}
			if end >= s.last || !durationUnits[strings.TrimSuffix(d.lower(end), "s")] {
				continue
			}
			f.Time = &news.TimeRef{Text: d.words(k+1, end+1), Precision: strings.TrimSuffix(d.lower(end), "s"), Basis: "duration: how long the talks lasted"}
			if m > n {
				f.Citations = []news.Citation{d.cite(n, m)}
			}
			return
		}
	}
}

var durationUnits = set("minute hour day week")
