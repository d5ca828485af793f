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

// A compiler is the work on one query that is put in, with room that is used again.
type compiler struct {
	program  []byte
	words    []uint32 // that the leaves need, one leaf's after the other's
	leaves   []needed
	placings []placing
}

// needed says which of a compiler's words a leaf needs.
type needed struct {
	leaf     *leaf
	from, to int
}

// compile writes the program of a condition, and keeps which words its leaves
// need. Fields, prefixes and NEAR are left to Query.Matches: the program is then
// empty.
func (c *compiler) compile(v *vocabulary, n node) {
	c.program, c.words = c.program[:0], c.words[:0]
	clear(c.leaves) // the query itself is not to be held
	c.leaves = c.leaves[:0]
	if !c.append(v, n) {
		c.program = c.program[:0]
	}
}

func (c *compiler) op(op, n uint32) {
	c.program = binary.AppendUvarint(c.program, uint64(op|n<<opBits))
}

// append says false where a program can't decide.
func (c *compiler) append(v *vocabulary, n node) bool {
	switch n := n.(type) {
	case *not:
		c.op(opNot, 0)
		return c.append(v, n.of)
	case *group:
		op := uint32(opAll)
		if n.any {
			op = opAny
		}
		c.op(op, uint32(len(n.list)))
		exact := true
		for _, child := range n.list {
			exact = c.append(v, child) && exact
		}
		return exact
	case *leaf:
		from := len(c.words)
		for i := range n.phrases {
			c.words = v.appendNeeded(c.words, n.field, &n.phrases[i])
		}
		words := c.words[from:]
		c.leaves = append(c.leaves, needed{n, from, len(c.words)})
		if n.field != anywhere || len(n.phrases) > 1 || n.phrases[0].prefix {
			return false
		}
		if len(words) > 1 {
			c.op(opPhrase, uint32(len(words)))
		}
		for _, w := range words {
			c.op(opWord, w)
		}
		return true
	}
	return false
}

// needs gives the words that a leaf of the query needs.
func (c *compiler) needs(l *leaf) []uint32 {
	i := slices.IndexFunc(c.leaves, func(n needed) bool { return n.leaf == l })
	return c.words[c.leaves[i].from:c.leaves[i].to]
}

// A search is one report's way through an index.
type search struct {
	held   []uint64 // a bit for each word that the report holds; the first, which is no word, is always held
	words  []uint32 // those words
	stems  *chain
	forms  *chain
	parts  [2]hashes          // of headline and body
	met    hashes             // the report's words, most of them once
	seen   [1 << 10][2]uint64 // stem and form of some of them
	slots  []slot
	found  []uint32
	phrase []uint32
	at     []record
	ids    []byte
	ends   []int
}

// hashes are the words of a text, position by position; 0 is what no phrase crosses.
type hashes struct{ stems, forms []uint64 }

// begin meets the words of a report.
func (s *search) begin(v *vocabulary, d *Doc) {
	if n := len(v.keys)/64 + 1; len(s.held) < n {
		s.held = append(s.held, make([]uint64, n-len(s.held))...)
	}
	s.held[0] |= 1
	s.stems, s.forms = v.languages[d.language], &v.forms
	clear(s.seen[:])
	s.met.stems, s.met.forms = s.met.stems[:0], s.met.forms[:0]
	language := hashLanguage(d.language)
	plain := hashLanguage("")
	for i, text := range [...]*textColumn{d.headline, d.body} {
		part := &s.parts[i]
		part.stems, part.forms = part.stems[:0], part.forms[:0]
		for k := range text.terms {
			t := &text.terms[k]
			if t.Form == "" {
				part.stems, part.forms = append(part.stems, 0), append(part.forms, 0)
				continue
			}
			form := hashForm(t.Form)
			stem := form
			if t.Text != t.Form {
				stem = hashForm(t.Text)
			}
			if t.Language == "" {
				stem = inLanguageOf(stem, plain)
			} else {
				stem = inLanguageOf(stem, language)
			}
			part.stems, part.forms = append(part.stems, stem), append(part.forms, form)
			if again := &s.seen[form>>1%uint64(len(s.seen))]; *again != [...]uint64{stem, form} {
				*again = [...]uint64{stem, form}
				s.met.stems, s.met.forms = append(s.met.stems, stem), append(s.met.forms, form)
				if v.beginnings {
					s.meetBeginnings(anywhere, clip(t.Form))
				}
			}
		}
	}
	for f := inSection; f <= inLanguage; f++ {
		for _, form := range d.fields[f].tokens {
			s.met.forms = append(s.met.forms, hashField(f, form))
			if v.beginnings {
				s.meetBeginnings(f, form)
			}
		}
	}
	s.meet(s.stems, s.met.stems)
	s.meet(s.forms, s.met.forms)
}

func (s *search) meetBeginnings(f field, form string) {
	eachBeginning(form, func(b string) { s.met.forms = append(s.met.forms, hashBeginning(f, b)) })
}

// meet holds the words that have one of some hashes. All hashes are looked for
// before the first word is: waits for memory overlap then, and they are most of
// what matching costs.
func (s *search) meet(c *chain, hashes []uint64) {
	s.slots = s.slots[:0]
	for _, h := range hashes {
		s.slots = append(s.slots, c.first.home(h))
	}
	for i, h := range hashes {
		if s.slots[i].number == 0 {
			continue
		}
		for n := c.find(h); n != 0; n = c.links[n].next {
			if bit := uint64(1) << (n % 64); s.held[n/64]&bit == 0 {
				s.held[n/64] |= bit
				s.words = append(s.words, n)
			}
		}
	}
}

// end forgets the report.
func (s *search) end() {
	for _, n := range s.words {
		s.held[n/64] = 0
	}
	s.words, s.found = s.words[:0], s.found[:0]
}

func (s *search) holds(word uint32) bool { return s.held[word/64]>>(word%64)&1 != 0 }

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
	for i := range s.parts {
		if s.stands(s.parts[i].stems, s.stems) || s.stands(s.parts[i].forms, s.forms) {
			return true
		}
	}
	return false
}

func (s *search) stands(text []uint64, c *chain) bool {
	n := len(s.phrase)
	first := c.links[s.phrase[0]].hash
	for at := 0; at+n <= len(text); at++ {
		i := slices.Index(text[at:len(text)-n+1], first)
		if i < 0 {
			return false
		}
		at += i
		k := 1
		for k < n && text[at+k] == c.links[s.phrase[k]].hash {
			k++
		}
		if k == n {
			return true
		}
	}
	return false
}
