package record

import (
	"strings"

	"dateline/lang"
	"dateline/news"
)

// provisionVerbs say what an agreement does when they follow it as its subject.
var provisionVerbs = set(`provides includes commits obliges requires stipulates calls bars prohibits bans allows permits guarantees binds
	provided included committed obliged required barred contains covers says states sets foresees envisages`)

// provision reads what an agreement at mention m provides: the Treaty (signed
// by X and Y) provides …; under the treaty, each side must ….
func (l *ledger) provision(in *instrument, n int, s sentence, m mention) {
	d := l.d
	start, end := d.underClause(m, s), s.last
	if from, to := d.saidByInstrument(m, s); to > from {
		start, end = from, to
	} else if start == 0 {
		verb := d.provisionVerb(m, s)
		if verb == 0 || d.negated(verb, s) {
			return
		}
		start = d.provisionStart(verb, s)
	}
	for k := start; k < end; k++ {
		if w := d.tok(k).text; w == ";" || w == "—" || w == "–" {
			end = k
			break
		}
		if d.tok(k).text == "," && k+2 < s.last && (verbsOfSpeech[d.lower(k+1)] || d.attributesAt(k+1, s.last)) {
			end = k
			break
		}
	}
	for end > start && !d.tok(end-1).word {
		end--
	}
	if end-start < 3 {
		return
	}
	text := d.words(start, end)
	c := d.cite(n, n)
	p := news.Provision{Text: text, Class: provisionClass(text), Citation: &c}
	for _, old := range in.agreement.Provisions {
		if old.Class == p.Class && lang.WordOverlap(old.Text, p.Text) > 0.6 {
			in.cited = append(in.cited, n)
			return
		}
	}
	in.agreement.Provisions = append(in.agreement.Provisions, p)
	in.cited = append(in.cited, n)
}

// attributesAt tells ", Belic said" at the end of a sentence.
func (d *document) attributesAt(i, limit int) bool {
	_, next, ok := d.phraseAt(i, limit)
	return ok && next < limit && verbsOfSpeech[d.lower(next)]
}

// saidByInstrument reads “Each shall help the other, the pact says.”: all that
// stands before the comma is its provision.
func (d *document) saidByInstrument(m mention, s sentence) (from, to int) {
	k := m.start - 1
	if determiners[d.lower(k)] {
		k--
	}
	if w := d.lower(m.end); d.lower(k) != "," || k-s.first < 4 || w != "says" && w != "said" && w != "states" && w != "provides" {
		return 0, 0
	}
	return s.first, k
}

// pledge reads what the parties undertake in the sentence behind the one that
// tells of their agreement: Both countries pledged to consult each other.
func (l *ledger) pledge(n int, s sentence) {
	d := l.d
	in := l.open
	if in == nil || n == 0 || l.lastIn[n-1] != in || d.sentences[n-1].paragraph != s.paragraph || len(in.agreement.Milestones) == 0 {
		return
	}
	k := s.first
	switch d.lower(k) {
	case "both", "each", "neither", "they":
		k++
	case "the":
		if w := d.lower(k + 1); w != "two" && w != "three" && w != "parties" && w != "countries" {
			return
		}
		k++
	default:
		return
	}
	for k < s.last && (d.lower(k) == "two" || d.lower(k) == "three" || d.lower(k) == "countries" || d.lower(k) == "sides" || d.lower(k) == "parties" || d.lower(k) == "governments" || d.lower(k) == "of" || d.lower(k) == "them") {
		k++
	}
	switch d.lower(k) {
	case "pledged", "promised", "undertook", "agreed", "committed":
	default:
		return
	}
	if d.lower(k+1) != "to" && d.lower(k+1) != "not" {
		return
	}
	end := s.last
	for end > k && !d.tok(end-1).word {
		end--
	}
	if end-k < 5 || l.planned(in) {
		return
	}
	text := d.words(k+1, end)
	if d.lower(k+1) == "to" {
		text = d.words(k+2, end)
	}
	c := d.cite(n, n)
	in.agreement.Provisions = append(in.agreement.Provisions, news.Provision{Text: text, Class: provisionClass(text), Citation: &c})
	in.cited = append(in.cited, n)
}

func (l *ledger) planned(in *instrument) bool { return in.planned || in.denied }

// underClause: Under the treaty, … at the head of a sentence.
func (d *document) underClause(m mention, s sentence) int {
	if d.lower(s.first) != "under" || m.start > s.first+4 {
		return 0
	}
	k := m.end
	if d.lower(k) == "," && k+1 < s.last {
		return k + 1
	}
	if k < s.last && determiners[d.lower(k)] {
		return k
	}
	return 0
}

// provisionVerb finds the verb whose subject is the mention, over what may
// stand between: signed by X and Y, signed today, also.
func (d *document) provisionVerb(m mention, s sentence) int {
	k := m.end
	for steps := 0; k < s.last && steps < 8; steps++ {
		w := d.lower(k)
		switch {
		case provisionVerbs[w] && !d.tok(k).capital:
			return k
		case w == "," || w == "”" || w == "also" || w == "which" || milestoneActs[w] != "" && w != "announced":
			k++
		case w == "by" || w == "between" || w == "with":
			_, next := d.phrasesAt(k+1, s.last)
			if next == k+1 {
				for next < s.last && next < k+5 && (d.lower(next) == "the" || d.lower(next) == "two" || d.lower(next) == "three" || d.lower(next) == "countries" || d.lower(next) == "sides" || d.lower(next) == "neighbours") {
					next++
				}
			}
			if next == k+1 {
				return 0
			}
			k = next
		default:
			next := d.skipTime(k, s.last)
			if next == k && w == "in" && d.placeAt(k+1, s.last) != nil {
				next = k + 2
				for next < s.last && d.tok(next).capital {
					next++
				}
			}
			if next == k {
				return 0
			}
			k = next
		}
	}
	return 0
}

// provisionStart leaves out what introduces: for, that, among other things, a
// provision of.
func (d *document) provisionStart(verb int, s sentence) int {
	k := verb + 1
	for k < s.last {
		switch {
		case d.lower(k) == "for" || d.lower(k) == "that" || d.lower(k) == ",":
			k++
		case d.lower(k) == "among" && d.lower(k+1) == "other" && d.lower(k+2) == "things":
			k += 3
		case determiners[d.lower(k)] && (d.lower(k+1) == "provision" || d.lower(k+1) == "clause" || d.lower(k+1) == "promise") && (d.lower(k+2) == "of" || d.lower(k+2) == "on" || d.lower(k+2) == "for"):
			k += 3
		default:
			return min(k, s.last)
		}
	}
	return s.last
}

// provisionClass sorts by ATOP's classes of obligation (Leeds and others,
// Alliance Treaty Obligations and Provisions), by the words they are put in.
func provisionClass(text string) string {
	t := strings.ToLower(text)
	for _, c := range []struct{ class, cues string }{
		{"non-aggression", "not to attack|not attack|non-aggression|nonaggression|refrain from the use of force|refrain from force|refrain from attack|not to use force|not use force"},
		{"neutrality", "neutral"},
		{"defence", "mutual assistance|mutual defence|mutual defense|mutual aid|military assistance|military aid|come to the aid|come to each other|each other's aid|each other’s aid|the other's aid|other’s aid|to the other's defence|to the other’s defence|armed attack|event of aggression|event of an attack|suffers aggression|victim of aggression|if either is attacked|if attacked|is attacked|defend each other|defend the other|assist the other|attack on both|aggression against both|attack against both|attack on all|aggression against either|attack on either|attack on one"},
		{"offence", "jointly attack|joint attack|joint offensive|join the war"},
		{"consultation", "consult"},
	} {
		for _, cue := range strings.Split(c.cues, "|") {
			if strings.Contains(t, cue) {
				return c.class
			}
		}
	}
	return "other"
}
