package match

import (
	"slices"
	"sync"
	"unicode/utf8"
)

// An Index holds standing queries and finds those that a report satisfies,
// without trying them all: each query lies under a few words of which a
// matching report must hold one, and only queries that lie under a word of the
// report are tried. It may be used by several goroutines at once.
type Index struct {
	mu      sync.RWMutex
	queries map[string]entry
	under   map[key]map[string]*Query
}

type entry struct {
	query *Query
	keys  []key
}

// A key is a word that a report must hold in one way of holding it.
type key struct {
	kind  byte // a field's number, or one of those below
	token string
}

const (
	stemKey        = 's'
	formKey        = 'f'
	beginningKey   = 'p' // the first runes of a form
	fieldBeginning = 128 // added to a field's number
)

// beginningRunes is how much of a prefix lies in a key.
const beginningRunes = 3

// NewIndex gives an empty index.
func NewIndex() *Index {
	return &Index{queries: map[string]entry{}, under: map[key]map[string]*Query{}}
}

// Add puts a query in under its identifier, in place of any that was there.
func (x *Index) Add(id string, q *Query) {
	keys, _ := cover(q.root)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
	x.queries[id] = entry{q, keys}
	for _, k := range keys {
		if x.under[k] == nil {
			x.under[k] = map[string]*Query{}
		}
		x.under[k][id] = q
	}
}

// Remove takes a query out. Taking out what is not there does nothing.
func (x *Index) Remove(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
}

func (x *Index) remove(id string) {
	for _, k := range x.queries[id].keys {
		delete(x.under[k], id)
		if len(x.under[k]) == 0 {
			delete(x.under, k)
		}
	}
	delete(x.queries, id)
}

// Match gives the identifiers of the queries that a report satisfies, sorted.
func (x *Index) Match(d Doc) []string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	tried := map[string]bool{}
	var found []string
	eachKey(&d, func(k key) {
		for id, q := range x.under[k] {
			if tried[id] {
				continue
			}
			tried[id] = true
			if q.Matches(d) {
				found = append(found, id)
			}
		}
	})
	slices.Sort(found)
	return found
}

// eachKey calls visit with the keys of a report; some come more than once.
func eachKey(d *Doc, visit func(key)) {
	for _, text := range []*textColumn{&d.headline, &d.body} {
		for stem := range text.stems.at {
			visit(key{stemKey, stem})
		}
		for form := range text.forms.at {
			visit(key{formKey, form})
			eachBeginning(form, func(b string) { visit(key{beginningKey, b}) })
		}
	}
	for f := inSection; f <= inLanguage; f++ {
		for form := range d.fields[f].at {
			visit(key{byte(f), form})
			eachBeginning(form, func(b string) { visit(key{fieldBeginning + byte(f), b}) })
		}
	}
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

// cover gives keys of which every report that satisfies the condition holds
// one at least (for a condition that says only what must not occur: every
// report that fails it), and how telling the least telling of them is.
func cover(n node) ([]key, int) {
	switch n := n.(type) {
	case *not:
		return cover(n.of)
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
			return anyOf(wanted)
		case n.any:
			return bestOf(unwanted)
		case len(wanted) == 0:
			return anyOf(unwanted)
		}
		return bestOf(wanted)
	case *leaf:
		return n.cover()
	}
	return nil, 0
}

func bestOf(list []node) ([]key, int) {
	best, value := cover(list[0])
	for _, n := range list[1:] {
		if keys, v := cover(n); v > value {
			best, value = keys, v
		}
	}
	return best, value
}

func anyOf(list []node) ([]key, int) {
	all, value := cover(list[0])
	for _, n := range list[1:] {
		keys, v := cover(n)
		all, value = append(all, keys...), min(value, v)
	}
	return all, value
}

// cover chooses the longest whole word of the leaf: long words are rarer than
// short ones, and beginnings and languages say least.
func (l *leaf) cover() ([]key, int) {
	var best []key
	value := -1
	for _, p := range l.phrases {
		for i, form := range p.forms {
			last := i == len(p.forms)-1
			v := utf8.RuneCountInString(form)
			switch {
			case l.field == inLanguage:
				v = 0
			case p.prefix && last:
				v = min(v, beginningRunes) / 2
			}
			if v > value {
				best, value = l.keysOf(p, i, p.prefix && last), v
			}
		}
	}
	return best, value
}

func (l *leaf) keysOf(p phrase, i int, isBeginning bool) []key {
	form := p.forms[i]
	if isBeginning {
		eachBeginning(form, func(b string) { form = b })
		if l.field > inHeadline {
			return []key{{fieldBeginning + byte(l.field), form}}
		}
		return []key{{beginningKey, form}}
	}
	if l.field > inHeadline {
		return []key{{byte(l.field), form}}
	}
	keys := []key{{formKey, form}}
	for _, tokens := range p.stems {
		keys = append(keys, key{stemKey, tokens[i]})
	}
	return keys
}
