package record

import (
	"strings"

	"dateline/lang"
)

// A known is someone whom the text introduces by name.
type known struct {
	name, role, code, nation, sector string
	sentence                         int // where first named
}

// people are those whom the text introduces, by full name and by surname.
type people struct {
	byName    map[string]*known
	bySurname map[string]*known // nil where two share it
	all       []*known
}

// findPeople takes those introduced with a title (Foreign Minister Ana Belic)
// or with an apposition (Ana Belic, the foreign minister,).
func (d *document) findPeople() people {
	ps := people{map[string]*known{}, map[string]*known{}, nil}
	d.people = ps
	for n, s := range d.sentences {
		for i := s.first; i < s.last; i++ {
			t := d.tok(i)
			if !t.word || i > s.first && (d.tok(i-1).capital || isRole(d.lower(i-1)) || roleModifiers[d.lower(i-1)]) && !capitalFunctionWords[d.lower(i-1)] {
				continue // inside a phrase that has begun before
			}
			if !t.capital && !isRole(t.lower) && !roleModifiers[t.lower] {
				continue
			}
			if w := d.lower(i - 1); i > s.first && (w == "in" || w == "from" || w == "at" || w == "to") && isCountry(t.text) {
				continue // In Turkey Minister Ellwood met: no minister of Turkey's
			}
			p, next, ok := d.phraseAt(i, s.last)
			if !ok || p.kind != person {
				continue
			}
			ps.add(known{p.name, p.role, p.code, p.nation, p.sector, n})
			d.people = ps
			i = max(i, min(next, p.end)-1)
		}
	}
	d.namedInSpeech(&ps)
	return ps
}

// introducing is how many sentences are asked for names that no list has: who speaks
// later was introduced before.
const introducing = 8

// namedInSpeech adds the persons of full name whom the recogniser finds in
// sentences that give somebody's word: titles that no list has stand before them.
func (d *document) namedInSpeech(ps *people) {
	for n, s := range d.sentences[:min(len(d.sentences), introducing)] {
		if !d.strangerSpeaks(s, ps) {
			continue
		}
		for _, e := range lang.Entities(d.parse(n)) {
			words := strings.Fields(d.text[e.Start:e.End])
			if e.Kind != "person" || len(words) < 2 || len(words) > 3 {
				continue
			}
			if _, there := ps.named(d.text[e.Start:e.End]); !there && ps.bySurname[words[len(words)-1]] == nil {
				ps.add(known{name: d.text[e.Start:e.End], sentence: n})
			}
		}
	}
}

// strangerSpeaks tells whether beside a verb of speech stand two capitals in a row
// that are the name of nobody yet: only then is the recogniser asked.
func (d *document) strangerSpeaks(s sentence, ps *people) bool {
	for k := s.first; k < s.last; k++ {
		if !verbsOfSpeech[d.lower(k)] || d.tok(k).quoted {
			continue
		}
		for i := max(s.first, k-6); i+1 < min(s.last, k+6); i++ {
			if !d.tok(i).capital || !d.tok(i+1).capital || d.tok(i).quoted || d.functionWord(i) || isRole(d.lower(i)) {
				continue
			}
			if _, known := ps.named(d.tok(i + 1).text); !known && !d.isNameOfCountry(i, s.last) {
				return true
			}
		}
	}
	return false
}

func (ps *people) add(k known) {
	words := strings.Fields(k.name)
	if len(words) == 0 {
		return
	}
	surname := words[len(words)-1]
	old := ps.byName[k.name]
	if old == nil && len(words) == 1 {
		old = ps.bySurname[surname]
	}
	if old != nil {
		old.complete(k)
		return
	}
	added := &k
	ps.all = append(ps.all, added)
	ps.byName[k.name] = added
	if other, taken := ps.bySurname[surname]; taken && other != added {
		ps.bySurname[surname] = nil
		return
	}
	ps.bySurname[surname] = added
}

func (k *known) complete(more known) {
	if k.role == "" {
		k.role, k.sector = more.role, more.sector
	}
	if k.code == "" {
		k.code = more.code
	}
	if k.nation == "" {
		k.nation = more.nation
	}
}

// named finds someone by full name or, where only one bears it, by surname.
func (ps people) named(name string) (*known, bool) {
	if k := ps.byName[name]; k != nil {
		return k, true
	}
	k := ps.bySurname[name]
	return k, k != nil
}

// inRole finds the one person named up to a sentence whom a role can mean: the
// same head of title and, where told, the same country; "leader" is whoever
// heads a state.
func (ps people) inRole(role, nation string, upTo int) (*known, bool) {
	var found *known
	if role == "" {
		return nil, false
	}
	for _, k := range ps.all {
		if k.sentence > upTo || !(k.role == role || role == "leader" && leading[k.role]) {
			continue
		}
		if nation != "" && k.nation != nation {
			continue
		}
		if found != nil {
			return nil, false
		}
		found = k
	}
	return found, found != nil
}
