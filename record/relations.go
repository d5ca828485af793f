package record

import (
	"slices"

	"dateline/lang"
	"dateline/news"
)

// relationVerbs say what an agreement does to another.
var relationVerbs = map[string]string{
	"replaces": "replaces", "replace": "replaces", "replaced": "replaces", "replacing": "replaces",
	"supersedes": "replaces", "supersede": "replaces", "superseded": "replaces", "superseding": "replaces",
	"amends": "amends", "amending": "amends", "implements": "implements", "implementing": "implements",
}

// plurals are what a text calls several agreements at once.
var plurals = set("documents treaties agreements pacts accords protocols memoranda memorandums conventions instruments")

// relation reads "replaces the documents between A and B signed in 1961, 2000
// and 2001" behind mention m and says where what is replaced begins, 0 for
// nowhere.
func (l *ledger) relation(in *instrument, n int, s sentence, m mention, until int) int {
	d := l.d
	verb := 0
	for k := m.end; k < s.last && k < m.end+16; k++ {
		w := d.lower(k)
		if relationVerbs[w] != "" && !d.tok(k).capital {
			verb = k
			break
		}
		if (w == "takes" || w == "taking") && d.lower(k+1) == "the" && d.lower(k+2) == "place" && d.lower(k+3) == "of" && k+3 < s.last {
			verb = k + 3
			break
		}
		if provisionVerbs[w] || w == "and" && !d.tok(k+1).capital && d.lower(k+1) != "replaces" && d.lower(k+1) != "supersedes" || w == ";" || verbsOfSpeech[w] {
			return 0
		}
	}
	if verb == 0 || d.negated(verb, s) || isBe(d.lower(verb-1)) || d.lower(verb) == "replaced" && auxiliaries[d.lower(verb-1)] && isBe(d.lower(verb-2)) {
		return 0
	}
	if until < verb {
		return 0 // another mention stands nearer to the verb and reads it itself
	}
	act := relationVerbs[d.lower(verb)]
	if d.lower(verb) == "of" {
		act = "replaces"
	}
	for _, r := range d.instrumentsAt(verb+1, s) {
		c := d.cite(n, n)
		rel := news.Relation{Act: act, Instrument: r, Citation: &c}
		if !slices.ContainsFunc(in.agreement.Relations, func(old news.Relation) bool { return news.SameRelation(old, rel) }) {
			in.agreement.Relations = append(in.agreement.Relations, rel)
		}
		in.cited = append(in.cited, n)
	}
	return verb + 1
}

// instrumentsAt reads a list of what is replaced; behind "three older documents:"
// it is the list that counts.
func (d *document) instrumentsAt(i int, s sentence) []news.Instrument {
	var out []news.Instrument
	at := i
	for k := i; k < s.last && k < i+8; k++ {
		if d.tok(k).text == ":" {
			at = k + 1
		}
	}
	for at < s.last && len(out) < 20 {
		found, end := d.instrumentAt(at, s)
		if len(found) == 0 {
			break
		}
		out = append(out, found...)
		if d.lower(end) == "," {
			end++
		}
		if d.lower(end) == "and" {
			end++
		}
		if end >= s.last || end <= at || d.lower(end-1) != "," && d.lower(end-1) != "and" {
			break
		}
		at = end
	}
	return out
}

// instrumentAt reads what is replaced: one with a title or a year, or several
// years of what is not named.
func (d *document) instrumentAt(i int, s sentence) ([]news.Instrument, int) {
	limit := min(s.last, i+40)
	var head, parties = -1, []news.Actor(nil)
	for k := i; k < limit && k < i+12; k++ {
		if plurals[d.lower(k)] || lang.InstrumentKind(d.lower(k)) != "" || bareReferences[d.lower(k)] {
			head = k
			break
		}
		if w := d.lower(k); w == ";" || verbsOfSpeech[w] || w == "," && yearOf(d.tok(k-1).text) == 0 {
			return nil, i
		}
	}
	if head < 0 {
		return nil, i
	}
	m := mention{start: head, head: head, end: head + 1}
	if d.tok(head).capital && !plurals[d.lower(head)] {
		m = d.mentionAt(head, s)
	}
	between := -1
	for k := m.end; k < limit && k < m.end+3; k++ {
		if d.lower(k) == "between" || d.lower(k) == "with" {
			between = k
			break
		}
	}
	after := m.end
	if between >= 0 {
		list, next := d.phrasesAt(between+1, limit)
		if len(list) >= 2 && anyParty(list) {
			for _, p := range list {
				parties = append(parties, d.actor(p))
			}
			after = next
		}
	}
	years := d.yearsBefore(i, head)
	if len(years) == 0 {
		years, after = d.yearsAfter(after, limit)
	}
	title := ""
	if m.titled {
		title = d.words(m.start, m.end)
	}
	if len(years) == 0 {
		if title == "" {
			return nil, i
		}
		return []news.Instrument{{Title: title, Parties: parties}}, after
	}
	if title != "" && len(years) > 1 { // the Treaty of 1958, the Pact of 1994: the next year is the next one's
		years = years[:1]
		after = d.behindYear(m.end, years[0], limit)
	}
	var out []news.Instrument
	for _, y := range years {
		out = append(out, news.Instrument{Title: title, Parties: parties, Year: y})
	}
	return out, after
}

// yearsBefore: the 1961 treaty; the 1974 and 1989 pacts.
func (d *document) yearsBefore(i, head int) []int {
	var out []int
	for k := i; k < head; k++ {
		if y := yearOf(d.tok(k).text); y > 0 {
			out = append(out, y)
		}
	}
	return out
}

// yearsAfter: signed in 1961, 2000, and 2001; of 1974 and 1989; (1958); , from
// 1961. It also gives the token behind the last year.
func (d *document) yearsAfter(i, limit int) ([]int, int) {
	var out []int
	end := i
	for k := i; k < limit; k++ {
		w := d.lower(k)
		if y := yearOf(w); y > 0 {
			out, end = append(out, y), k+1
			continue
		}
		between := w == "," || w == "and" || w == "in" || w == "of" || w == ")"
		number := months[w] || len(w) <= 2 && w[0] >= '0' && w[0] <= '9' // signed on 5 June 1961
		if !between && (len(out) > 0 || !number && !beforeYear[w]) {
			break
		}
	}
	return out, end
}

func (d *document) behindYear(i, year, limit int) int {
	for k := i; k < limit; k++ {
		if yearOf(d.tok(k).text) == year {
			return k + 1
		}
	}
	return i
}

// what may stand between "treaties" and their years
var beforeYear = set("from ( signed concluded dating agreed on which were was that between two three countries the them sides states back to they both governments")

var months = map[string]bool{"january": true, "february": true, "march": true, "april": true, "may": true, "june": true, "july": true,
	"august": true, "september": true, "october": true, "november": true, "december": true}
