package match

import (
	"encoding/binary"
	"slices"
)

// A program decides a query by the words of the index's vocabulary alone. It
// is a list of operations in Polish notation; the low bits say which, the high
// ones are its number.
const (
	opWord   = iota // the word of this number occurs in headline or body
	opAll           // of this many that follow, all hold
	opAny           // of this many that follow, any holds
	opNot           // what follows doesn't hold
	opPhrase        // this many words follow, which stand side by side
	opBits   = 3
)

// compile writes the program of a condition, and keeps which words its leaves need. Fields, prefixes and NEAR are left
// to Query.Matches: exact is then false, and the program empty.
func (v *vocabulary) compile(n node) (program []uint32, exact bool) {
	program, exact = v.append(nil, n)
	if !exact {
		return nil, false
	}
	return program, true
}

func (v *vocabulary) append(to []uint32, n node) ([]uint32, bool) {
	switch n := n.(type) {
	case *not:
		return v.append(append(to, opNot), n.of)
	case *group:
		op := uint32(opAll)
		if n.any {
			op = opAny
		}
		to = append(to, op|uint32(len(n.list))<<opBits)
		exact := true
		for _, child := range n.list {
			var ok bool
			to, ok = v.append(to, child)
			exact = exact && ok
		}
		return to, exact
	case *leaf:
		var words []uint32
		for _, p := range n.phrases {
			words = append(words, v.must(n.field, p)...)
		}
		v.compiled[n] = words
		if n.field != anywhere || len(n.phrases) > 1 || n.phrases[0].prefix {
			return to, false
		}
		if len(words) > 1 {
			to = append(to, opPhrase|uint32(len(words))<<opBits)
		}
		for _, w := range words {
			to = append(to, opWord|w<<opBits)
		}
		return to, true
	}
	return to, false
}

// A search is one report's way through an index.
type search struct {
	marks  []uint32 // by word: the turn in which it was met last
	turn   uint32
	words  []uint32 // that were met
	stems  *stems
	forms  *chain
	parts  [2]hashes // of headline and body
	found  []uint32
	phrase []uint32
}

// hashes are the words of a text, position by position; 0 is what no phrase crosses.
type hashes struct{ stems, forms []uint64 }

// begin meets the words of a report.
func (s *search) begin(v *vocabulary, d *Doc) {
	if s.turn++; s.turn == 0 { // after four thousand million reports
		clear(s.marks)
		s.turn = 1
	}
	if len(s.marks) < len(v.list) {
		s.marks = append(s.marks, make([]uint32, len(v.list)-len(s.marks))...)
	}
	s.words, s.found, s.stems, s.forms = s.words[:0], s.found[:0], v.languages[d.language], &v.forms
	meet := func(c *chain, h uint64) {
		for n := c.find(h); n != 0; n = c.next[n] {
			if s.marks[n] != s.turn {
				s.marks[n] = s.turn
				s.words = append(s.words, n)
			}
		}
	}
	for i, text := range [...]*textColumn{d.headline, d.body} {
		part := &s.parts[i]
		part.stems, part.forms = part.stems[:0], part.forms[:0]
		for _, t := range text.terms {
			var stem, form uint64
			if t.Form != "" {
				stem, form = hashStem(t), hashForm(t.Form)
				meet(&s.stems.chain, stem)
				meet(&v.forms, form)
				if v.beginnings {
					eachBeginning(clip(t.Form), func(b string) { meet(&v.forms, hashBeginning(anywhere, b)) })
				}
			}
			part.stems, part.forms = append(part.stems, stem), append(part.forms, form)
		}
	}
	for f := inSection; f <= inLanguage; f++ {
		for _, form := range d.fields[f].tokens {
			meet(&v.forms, hashField(f, form))
			if v.beginnings {
				eachBeginning(form, func(b string) { meet(&v.forms, hashBeginning(f, b)) })
			}
		}
	}
}

func (s *search) holds(word uint32) bool { return s.marks[word] == s.turn }

// run runs a program and gives what is left of it.
func (s *search) run(program []byte) (holds bool, rest []byte) {
	op, size := binary.Uvarint(program)
	rest = program[size:]
	n := uint32(op >> opBits)
	switch op & (1<<opBits - 1) {
	case opWord:
		return s.holds(n), rest
	case opNot:
		holds, rest = s.run(rest)
		return !holds, rest
	case opPhrase:
		s.phrase = s.phrase[:0]
		holds = true
		for range n {
			op, size := binary.Uvarint(rest)
			rest = rest[size:]
			word := uint32(op >> opBits)
			holds = holds && s.holds(word)
			s.phrase = append(s.phrase, word)
		}
		return holds && s.sideBySide(), rest
	}
	all := op&(1<<opBits-1) == opAll
	holds = all
	for range n {
		var one bool
		if one, rest = s.run(rest); one != all {
			holds = one
		}
	}
	return holds, rest
}

// sideBySide tells whether the words of the phrase stand so, all by their stems
// or all as they are.
func (s *search) sideBySide() bool {
	for _, part := range s.parts {
		if stands(part.stems, len(s.phrase), func(i int) uint64 { return s.stems.of[s.phrase[i]] }) ||
			stands(part.forms, len(s.phrase), func(i int) uint64 { return s.forms.of[s.phrase[i]] }) {
			return true
		}
	}
	return false
}

func stands(text []uint64, n int, word func(int) uint64) bool {
	first := word(0)
	for at := 0; at+n <= len(text); at++ {
		i := slices.Index(text[at:len(text)-n+1], first)
		if i < 0 {
			return false
		}
		at += i
		k := 1
		for k < n && text[at+k] == word(k) {
			k++
		}
		if k == n {
			return true
		}
	}
	return false
}
