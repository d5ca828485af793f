package match

import (
	"encoding/binary"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"dateline/lang"
)

// An Index holds standing queries and finds those that a report satisfies,
// without trying them all: each query lies under the rarest word that a
// matching report must hold (or under one for each side of an OR), beside
// another such word; only where both occur is the query itself looked at, and
// most queries are decided by then. Queries can be added and removed while
// reports are matched, by several goroutines at once.
type Index struct {
	mu       sync.RWMutex
	words    vocabulary
	under    [][]entry // by word
	records  [][]byte  // of the queries, in pieces
	at       []record  // of each query, numbered from 1; noRecord: removed
	byID     table
	removed  int
	searches sync.Pool // of *search
}

// An entry is a query under a word.
type entry struct {
	query  uint32
	second uint32 // another word that must occur, 0 if none, and decided
}

// decided says of an entry that the two words are all that the query asks for.
const decided = 1 << 31

// A record says where a query is written down: its program (see compile), its
// identifier and its source, each with its length before it, so that a million
// of them fit into a small machine.
type record uint32

const (
	noRecord   = record(1<<32 - 1)
	offsetBits = 20
	pieceBytes = 1 << offsetBits // a piece begins with no record behind that
)

var seed = maphash.MakeSeed()

// NewIndex gives an empty index.
func NewIndex() *Index {
	return &Index{
		words:    newVocabulary(),
		under:    make([][]entry, 1),
		at:       []record{noRecord},
		searches: sync.Pool{New: func() any { return &search{} }},
	}
}

// Add puts a query in under its identifier, in place of any that was there.
func (x *Index) Add(id string, q *Query) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
	x.add(id, q)
}

func (x *Index) add(id string, q *Query) {
	number := uint32(len(x.at))
	program, exact := x.words.compile(q.root)
	defer clear(x.words.compiled)
	x.at = append(x.at, x.write(id, q.source, program))
	x.byID.set(maphash.String(seed, id), number, x.named(id))
	for len(x.under) < len(x.words.list) {
		x.under = append(x.under, nil)
	}
	entries, _ := x.place(q.root)
	for _, e := range entries {
		second := e.second
		if exact && len(program) == 1 || exact && len(program) == 3 && second != 0 && program[0] == opAll|2<<opBits {
			second |= decided // one word, or two that must both occur
		}
		x.under[e.word] = append(x.under[e.word], entry{number, second})
	}
}

// named tells whether a query has an identifier.
func (x *Index) named(id string) func(uint32) bool {
	return func(number uint32) bool {
		has, _ := x.read(number)
		return string(has) == id
	}
}

// write appends a record.
func (x *Index) write(id, source string, program []uint32) record {
	var ops []byte
	for _, op := range program {
		ops = binary.AppendUvarint(ops, uint64(op))
	}
	b := make([]byte, 0, len(ops)+len(id)+len(source)+6)
	for _, part := range [...]string{string(ops), id, source} {
		b = append(binary.AppendUvarint(b, uint64(len(part))), part...)
	}
	last := len(x.records) - 1
	if last < 0 || len(x.records[last])+len(b) > cap(x.records[last]) {
		x.records = append(x.records, make([]byte, 0, max(pieceBytes, len(b))))
		last++
	}
	at := record(last<<offsetBits | len(x.records[last]))
	x.records[last] = append(x.records[last], b...)
	return at
}

// read gives what was written.
func (x *Index) read(number uint32) (id, source []byte) {
	_, rest := x.program(number)
	id, rest = cut(rest)
	source, _ = cut(rest)
	return id, source
}

// program gives the program of a query, which is read most, and what follows it.
func (x *Index) program(number uint32) (program, rest []byte) {
	at := x.at[number]
	return cut(x.records[at>>offsetBits][at&(pieceBytes-1):])
}

// cut parts what was written with its length before it from what follows.
func cut(b []byte) (first, rest []byte) {
	n, size := binary.Uvarint(b)
	return b[size : size+int(n)], b[size+int(n):]
}

// Remove takes a query out. Taking out what is not there does nothing.
func (x *Index) Remove(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
}

func (x *Index) remove(id string) {
	h, named := maphash.String(seed, id), x.named(id)
	number := x.byID.find(h, named)
	if number == 0 {
		return
	}
	x.byID.remove(h, named)
	x.at[number] = noRecord
	if x.removed++; x.removed > 1000 && x.removed > len(x.at)/2 {
		x.sweep()
	}
}

// sweep builds the index anew, without what was removed.
func (x *Index) sweep() {
	fresh := NewIndex()
	for number := range x.at {
		if x.at[number] == noRecord {
			continue
		}
		id, source := x.read(uint32(number))
		if q, err := Parse(string(source)); err == nil { // it was parsed before
			fresh.add(string(id), q)
		}
	}
	x.words, x.under, x.records, x.at = fresh.words, fresh.under, fresh.records, fresh.at
	x.byID, x.removed = fresh.byID, 0
}

// A placing is a word under which a query lies, and another that must occur too.
type placing struct{ word, second uint32 }

// place chooses words of which every report that satisfies the condition holds
// one at least (for a condition that says only what must not occur: every
// report that fails it), so that as few queries as possible are looked at in
// vain. It gives what that costs.
func (x *Index) place(n node) ([]placing, int) {
	switch n := n.(type) {
	case *not:
		return x.place(n.of)
	case *group:
		var wanted, unwanted []node
		for _, child := range n.list {
			if isNegative(child) {
				unwanted = append(unwanted, child)
			} else {
				wanted = append(wanted, child)
			}
		}
		switch {
		case n.any && len(unwanted) == 0:
			return x.placeAny(wanted)
		case n.any:
			return x.placeBest(unwanted)
		case len(wanted) == 0:
			return x.placeAny(unwanted)
		}
		return x.placeBest(wanted)
	case *leaf:
		p, cost := x.placeLeaf(n)
		return []placing{p}, cost
	}
	return nil, 0
}

// placeLeaf chooses the two rarest words of a leaf.
func (x *Index) placeLeaf(l *leaf) (best placing, cost int) {
	for _, w := range x.words.compiled[l] {
		switch c := x.cost(w); {
		case best.word == 0:
			best.word, cost = w, c
		case w == best.word:
		case c < cost:
			best, cost = placing{w, best.word}, c
		case best.second == 0 || c < x.cost(best.second):
			best.second = w
		}
	}
	return best, cost
}

func (x *Index) placeAny(list []node) (all []placing, cost int) {
	for _, n := range list {
		placings, c := x.place(n)
		all, cost = append(all, placings...), cost+c
	}
	return all, cost
}

func (x *Index) placeBest(list []node) ([]placing, int) {
	best, cost := x.place(list[0])
	second, secondCost := uint32(0), 0
	for _, n := range list[1:] {
		placings, c := x.place(n)
		if c < cost {
			best, placings, cost, c = placings, best, c, cost
		}
		if len(placings) == 1 && (second == 0 || c < secondCost) {
			second, secondCost = placings[0].word, c
		}
	}
	if len(best) == 1 && best[0].second == 0 && second != best[0].word {
		best[0].second = second
	}
	return best, cost
}

// cost is how much it costs to put one more query under a word: what lies there
// is looked at whenever the word occurs.
func (x *Index) cost(word uint32) int {
	n := 1
	if int(word) < len(x.under) {
		n += len(x.under[word])
	}
	return n * x.words.list[word].often
}

// Match gives the identifiers of the queries that a report satisfies, in the
// order in which they were added.
func (x *Index) Match(d Doc) []string {
	x.mu.RLock()
	for !x.words.knows(d.language) {
		x.mu.RUnlock()
		x.mu.Lock()
		x.words.learn(d.language)
		x.mu.Unlock()
		x.mu.RLock()
	}
	defer x.mu.RUnlock()
	s := x.searches.Get().(*search)
	defer x.searches.Put(s)
	s.begin(&x.words, &d)
	for _, word := range s.words {
		for _, e := range x.under[word] {
			if second := e.second &^ decided; second != 0 && !s.holds(second) || x.at[e.query] == noRecord {
				continue
			}
			if e.second&decided != 0 || x.satisfied(e.query, s, d) {
				s.found = append(s.found, e.query)
			}
		}
	}
	slices.Sort(s.found)
	s.found = slices.Compact(s.found) // a query may lie under several words
	ids := make([]string, len(s.found))
	for i, number := range s.found {
		id, _ := x.read(number)
		ids[i] = string(id)
	}
	return ids
}

// satisfied runs the program of a query, or where that can't decide, tries the
// query itself.
func (x *Index) satisfied(number uint32, s *search, d Doc) bool {
	if program, _ := x.program(number); len(program) > 0 {
		ok, _ := s.run(program)
		return ok
	}
	_, source := x.read(number)
	q, err := Parse(string(source))
	return err == nil && q.Matches(d)
}

// A vocabulary is the words of queries, numbered from 1. A word is met in a
// report as it stands or by its stem in the report's language.
type vocabulary struct {
	list       []word
	numbers    table // by key
	forms      chain
	languages  map[string]*stems
	beginnings bool               // there are words of which only the beginning is known
	compiled   map[*leaf][]uint32 // the words that the leaves of one query need
}

type word struct {
	key   uint64 // the hash of what makes it the same word
	text  string // as queries write it; empty: it stands for a field's word or for a beginning
	often int    // a guess at how often it occurs: 1, or more
}

// stems are the words as one language's rules have them.
type stems struct{ chain }

// A chain gives, for a hash, the words that have it.
type chain struct {
	of    []uint64 // by word; 0: none
	next  []uint32 // by word
	first table
}

func (c *chain) add(h uint64) {
	number := uint32(len(c.of))
	c.of, c.next = append(c.of, h), append(c.next, 0)
	if h != 0 {
		c.next[number] = c.find(h)
		c.first.set(h, number, func(n uint32) bool { return c.of[n] == h })
	}
}

// find gives the first word that has a hash, 0 if there is none.
func (c *chain) find(h uint64) uint32 {
	return c.first.find(h, func(n uint32) bool { return c.of[n] == h })
}

func newVocabulary() vocabulary {
	v := vocabulary{list: make([]word, 1), languages: map[string]*stems{}, compiled: map[*leaf][]uint32{}}
	v.forms.add(0)
	return v
}

// What a guess at a word's frequency says.
const (
	rarely      = 1
	functionish = 100
	beginningly = 1000
)

// beginningRunes is how much of a prefix lies in a key.
const beginningRunes = 3

func hashForm(form string) uint64           { return maphash.String(seed, clip(form)) | 1 }
func hashStem(t lang.Term) uint64           { return maphash.String(seed, stemToken(t)) | 1 }
func hashField(f field, form string) uint64 { return maphash.String(seed, fieldNames[f]+":"+form) | 1 }
func hashBeginning(f field, b string) uint64 {
	return maphash.String(seed, fieldNames[f]+":"+b+"*") | 1
}

// number gives the number of a word, a new one if it is new.
func (v *vocabulary) number(w word, form uint64) uint32 {
	same := func(n uint32) bool { return v.list[n].key == w.key }
	if n := v.numbers.find(w.key, same); n != 0 {
		return n
	}
	n := uint32(len(v.list))
	w.text = strings.Clone(w.text)
	v.list = append(v.list, w)
	v.numbers.set(w.key, n, same)
	v.forms.add(form)
	return n
}

// must gives the words that must occur for a phrase to.
func (v *vocabulary) must(in field, p phrase) []uint32 {
	words := make([]uint32, len(p.words))
	for i, text := range p.words {
		form := p.forms[i]
		often := rarely
		if lang.IsFunctionWord(form) || utf8.RuneCountInString(form) < 3 {
			often = functionish
		}
		switch {
		case p.prefix && i == len(p.words)-1:
			f := in
			if f == inHeadline {
				f = anywhere
			}
			eachBeginning(form, func(b string) { form = b })
			v.beginnings = true
			h := hashBeginning(f, form)
			words[i] = v.number(word{key: h, often: beginningly}, h)
		case in > inHeadline:
			if in == inLanguage {
				often = beginningly
			}
			h := hashField(in, form)
			words[i] = v.number(word{key: h, often: often}, h)
		default:
			lower := strings.ToLower(text)
			words[i] = v.number(word{maphash.String(seed, lower), lower, often}, hashForm(form))
		}
	}
	return words
}

func eachBeginning(form string, visit func(string)) {
	end := 0
	for range beginningRunes {
		if end == len(form) {
			return
		}
		_, size := utf8.DecodeRuneInString(form[end:])
		end += size
		visit(form[:end])
	}
}

// knows tells whether the stems of a language are those of all words.
func (v *vocabulary) knows(language string) bool {
	s := v.languages[language]
	return s != nil && len(s.of) == len(v.list)
}

// learn adds the stems of the words that came since it was last asked to.
func (v *vocabulary) learn(language string) {
	s := v.languages[language]
	if s == nil {
		s = &stems{}
		v.languages[language] = s
	}
	for n := len(s.of); n < len(v.list); n++ {
		var h uint64
		if text := v.list[n].text; text != "" {
			for _, t := range lang.Terms(text, language) {
				h = hashStem(t)
			}
		}
		s.add(h)
	}
}
