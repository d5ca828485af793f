package match

import (
	"encoding/binary"
	"hash/maphash"
	"slices"
	"sync"
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
	under    postings // by word
	records  [][]byte // of the queries, in pieces
	at       []record // of each query, numbered from 1; noRecord: removed
	byID     table
	removed  int
	adding   compiler
	searches sync.Pool // of *search
}

// A record says where a query is written down: its identifier, its program (see
// compile) and its source, each with its length before it, so that a million
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
		at:       []record{noRecord},
		searches: sync.Pool{New: func() any { return &search{} }},
	}
}

// Add puts a query in under its identifier, in place of any that was there.
func (x *Index) Add(id string, q *Query) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if before := x.add(id, q); before != 0 {
		x.forget(before)
	}
}

// add gives the number of the query that was there, 0 if there was none.
func (x *Index) add(id string, q *Query) (before uint32) {
	number := uint32(len(x.at))
	c := &x.adding
	c.compile(&x.words, q.meant)
	x.at = append(x.at, x.write(id, q.source, c.program))
	before = x.byID.set(maphash.String(seed, id), number, x.named(id))
	c.placings = c.placings[:0]
	x.place(q.meant)
	for _, p := range c.placings {
		x.under.add(p.word, entry{number, p.second})
	}
	return before
}

// named tells whether a query has an identifier.
func (x *Index) named(id string) func(uint32) bool {
	return func(number uint32) bool {
		has, _ := x.read(number)
		return string(has) == id
	}
}

// write appends a record.
func (x *Index) write(id, source string, program []byte) record {
	most := len(id) + len(program) + len(source) + 3*binary.MaxVarintLen32
	last := len(x.records) - 1
	if last < 0 || len(x.records[last])+most > cap(x.records[last]) {
		x.records = append(x.records, make([]byte, 0, max(pieceBytes, most)))
		last++
	}
	b := x.records[last]
	at := record(last<<offsetBits | len(b))
	b = append(binary.AppendUvarint(b, uint64(len(id))), id...)
	b = append(binary.AppendUvarint(b, uint64(len(program))), program...)
	b = append(binary.AppendUvarint(b, uint64(len(source))), source...)
	x.records[last] = b
	return at
}

// read gives what was written: the identifier, and what follows it.
func (x *Index) read(number uint32) (id, rest []byte) {
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
	if number := x.byID.remove(maphash.String(seed, id), x.named(id)); number != 0 {
		x.forget(number)
	}
}

func (x *Index) forget(number uint32) {
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
		id, rest := x.read(uint32(number))
		_, rest = cut(rest)
		source, _ := cut(rest)
		if q, err := Parse(string(source)); err == nil { // it was parsed before
			fresh.add(string(id), q)
		}
	}
	x.words, x.under, x.records, x.at = fresh.words, fresh.under, fresh.records, fresh.at
	x.byID, x.removed = fresh.byID, 0
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
	defer s.end()
	for _, word := range s.words {
		for _, e := range x.under.of(word) {
			if !s.holds(e.second &^ decided) {
				continue
			}
			if e.second&decided != 0 || x.satisfied(e.query, s, d) {
				s.found = append(s.found, e.query)
			}
		}
	}
	slices.Sort(s.found)
	return x.identifiers(slices.Compact(s.found), s) // a query may lie under several words
}

// satisfied runs the program of a query, or where that can't decide, tries the
// query itself.
func (x *Index) satisfied(number uint32, s *search, d Doc) bool {
	if x.at[number] == noRecord {
		return false
	}
	_, rest := x.read(number)
	program, rest := cut(rest)
	if len(program) > 0 {
		ok, _ := s.run(program)
		return ok
	}
	source, _ := cut(rest)
	q, err := Parse(string(source))
	return err == nil && q.Matches(d)
}

// identifiers gives those of some queries, but for those that were removed. They
// are cut from one string: most of a report's time would go into making hundreds.
func (x *Index) identifiers(numbers []uint32, s *search) []string {
	s.at, s.ids, s.ends = s.at[:0], s.ids[:0], s.ends[:0]
	for _, number := range numbers { // waits for memory overlap in a loop that does nothing else
		s.at = append(s.at, x.at[number])
	}
	for _, at := range s.at {
		if at == noRecord {
			continue
		}
		id, _ := cut(x.records[at>>offsetBits][at&(pieceBytes-1):])
		s.ids = append(s.ids, id...)
		s.ends = append(s.ends, len(s.ids))
	}
	all, begin := string(s.ids), 0
	ids := make([]string, len(s.ends))
	for i, end := range s.ends {
		ids[i], begin = all[begin:end], end
	}
	return ids
}
