package record

// supposed reports whether a sentence only supposes what its verb tells: Had X and Y
// signed it; suppose that they signed it; nearly signed it.
func (d *document) supposed(verb int, s sentence) bool {
	first := d.lower(s.first)
	if speechWords["inverted"][first] && d.tok(s.first+1).capital || speechWords["supposing"][first] {
		return true
	}
	return speechWords["nearly"][d.lower(verb-1)]
}

// officeHolders reads signers who stand for their states: “the foreign ministers of X
// and Y” and “X's minister A and his Y counterpart B”. Their phrases end at the verb.
func (d *document) officeHolders(verb int, s sentence) []phrase {
	end := d.backOverTime(verb-1, s) + 1
	for k := end - 1; k > s.first; k-- {
		switch {
		case d.lower(k) == "of" && speechWords["offices"][d.lower(k-1)]:
			list, next := d.phrasesAt(k+1, end)
			if next == end && len(list) > 1 && anyParty(list) {
				return list
			}
			return nil
		case speechWords["counterpart"][d.lower(k)]:
			return d.withCounterpart(k, end, s)
		case d.tok(k).text == "," || d.tok(k).quoted:
			return nil
		}
	}
	return nil
}

// withCounterpart reads the two persons around “and his Y counterpart” at token k.
func (d *document) withCounterpart(k, end int, s sentence) []phrase {
	nation, n := d.nationAt(k-1, k)
	if n == 0 || d.lower(k-3) != "and" || !determiners[d.lower(k-2)] {
		return nil
	}
	first, next, ok := d.phraseAt(d.clauseStart(s), k-3)
	if !ok || next != k-3 || first.kind != person || first.nation == "" {
		return nil
	}
	second := phrase{start: k - 2, end: end, kind: person, role: first.role, sector: first.sector,
		code: nation.Code, nation: nation.Name, nationText: d.words(k-1, k)}
	if k+1 < end {
		if !d.allCapital(k+1, end) {
			return nil
		}
		second.start, second.name = k+1, d.words(k+1, end)
	} else {
		second.kind = roleOnly
	}
	return []phrase{first, second}
}
