package record

import (
	"slices"
	"strings"

	"dateline/lang"
	"dateline/news"
)

// An instrument is an agreement as a text unfolds it: what its sentences tell is
// merged here before it becomes one fact.
type instrument struct {
	agreement news.Agreement
	titled    bool
	year      int
	cited     []int // sentences
	planned   bool  // something about it is to happen
	denied    bool
}

// A ledger holds the agreements of one text while it is read; open is the one
// that "the agreement" means.
type ledger struct {
	d     *document
	known []*instrument
	open  *instrument
	// the agreement that a sentence spoke of first
	lastIn map[int]*instrument
}

// agreementFacts reads the text once, sentence by sentence, and gives a fact
// for each agreement of which something plain was told.
func (d *document) agreementFacts() []news.Fact {
	l := &ledger{d: d, lastIn: map[int]*instrument{}}
	for n, s := range d.sentences {
		ms := d.mentions(s)
		if l.it(n, s) {
			ms = append([]mention{{start: s.first, head: s.first, end: s.first + 1, definite: true, pronoun: true}}, ms...)
		}
		if len(ms) > 0 {
			l.sentence(n, s, ms)
		} else {
			l.pledge(n, s)
		}
	}
	var out []news.Fact
	for _, in := range l.known {
		if in.tellsEnough() {
			out = append(out, l.fact(in))
		}
	}
	return out
}

// it tells whether a sentence begins "It replaces" behind one whose subject was
// the open agreement.
func (l *ledger) it(n int, s sentence) bool {
	d := l.d
	if l.open == nil || n == 0 || d.lower(s.first) != "it" || d.tok(s.first).quoted || d.sentences[n-1].paragraph != s.paragraph {
		return false
	}
	next := d.lower(s.first + 1)
	if next == "also" {
		next = d.lower(s.first + 2)
	}
	if relationVerbs[next] == "" && !provisionVerbs[next] && next != "takes" && next != "will" {
		return false
	}
	before := d.mentions(d.sentences[n-1])
	if len(before) == 0 || l.lastIn[n-1] != l.open {
		return false
	}
	// only an agreement replaces or amends; other things too provide
	return relationVerbs[next] != "" || before[0].start <= d.sentences[n-1].first+2
}

// tellsEnough: a name that is only dropped (under the Geneva Convention), or a
// description whose parties are unknown, is no fact.
func (in *instrument) tellsEnough() bool {
	a := in.agreement
	if !in.titled && len(a.Parties) < 2 {
		return false
	}
	return len(a.Milestones) > 0 || len(a.Relations) > 0 || len(a.Parties) >= 2 && len(a.Provisions) > 0
}

func (l *ledger) fact(in *instrument) news.Fact {
	f := news.Fact{
		Kind: news.FactAgreement, Type: "AGREE", CAMEO: "057", Source: in.agreement.Parties, Agreement: &in.agreement,
		Modality: news.Asserted, Confidence: 0.9,
	}
	for _, m := range in.agreement.Milestones {
		if m.Act == "signed" && f.Time == nil {
			f.Predicate, f.Time, f.Place = m.Act, m.Time, m.Place
		}
	}
	if len(in.agreement.Milestones) == 0 && in.planned {
		f.Modality = news.Planned
	}
	if f.Predicate == "" {
		f.CAMEO = ""
	}
	slices.Sort(in.cited)
	for _, n := range slices.Compact(in.cited) {
		f.Citations = append(f.Citations, l.d.cite(n, n))
	}
	return f
}

func (l *ledger) sentence(n int, s sentence, ms []mention) {
	relationFrom := s.last // behind it stand the instruments that are replaced
	var last *instrument
	for i, m := range ms {
		if m.start >= relationFrom {
			break
		}
		known := len(l.known)
		in := l.resolve(n, s, m, last, i, ms)
		if in == nil {
			continue
		}
		last = in
		if l.lastIn[n] == nil {
			l.lastIn[n] = in
		}
		before := in.size()
		if !m.pronoun {
			l.name(in, m)
		}
		until := s.last
		if i+1 < len(ms) {
			until = ms[i+1].start
		}
		l.parties(in, n, s, m)
		l.milestone(in, n, s, m)
		l.provision(in, n, s, m)
		if at := l.relation(in, n, s, m, until); at > 0 {
			relationFrom = at
		}
		if in.size() > before || m.titled || len(l.known) > known {
			in.cited = append(in.cited, n)
		}
	}
}

// size tells whether a sentence added anything.
func (in *instrument) size() int {
	a := in.agreement
	n := len(a.Title) + len(a.Aliases) + len(a.Parties) + len(a.Milestones) + len(a.Provisions) + len(a.Relations)
	for _, m := range a.Milestones {
		n += len(m.By)
		if m.Time != nil {
			n++
		}
	}
	return n
}

// resolve says which agreement a mention means: one named before (whole or
// shortened), the open one for "the agreement", or a new one; nil where a
// mention is too vague to open anything.
func (l *ledger) resolve(n int, s sentence, m mention, last *instrument, at int, ms []mention) *instrument {
	if m.pronoun {
		return l.open
	}
	if m.titled {
		title := l.d.words(m.start, m.end)
		for _, in := range l.known {
			if in.titled && sameTitle(in, title) && (m.year == 0 || in.year == 0 || m.year == in.year) {
				l.open = in
				return in
			}
		}
		if in := l.adopts(m, last, at, ms); in != nil {
			return in
		}
		return l.begin(m, title)
	}
	if last != nil && !m.definite && l.d.lower(m.start-1) != "" && l.apposed(ms[at-1], m) {
		return last // the Treaty of X, a new agreement that replaces …
	}
	if m.year > 0 {
		if w := l.d.lower(m.start - 2); last == nil && l.open == nil && (w == "their" || w == "its") {
			return l.begin(m, l.d.words(m.start, m.end)) // they extended their 2019 agreement
		}
		return nil // the 1961 treaty is another one; only a relation speaks of it
	}
	if m.definite || m.kind == "ceasefire" && !m.indefinite {
		if l.open != nil && lang.CompatibleKinds(l.open.agreement.Kind, m.kind) && !l.another(m) {
			return l.open
		}
		if m.kind == "" || l.open != nil {
			return nil
		}
		return l.begin(m, l.d.words(m.start, m.end))
	}
	if m.kind == "" || !m.indefinite && m.kind != "ceasefire" || l.another(m) {
		return nil
	}
	if l.open != nil && lang.CompatibleKinds(l.open.agreement.Kind, m.kind) {
		return l.open // wire copy tells the same signing again: "signed a pact"
	}
	return l.begin(m, l.d.words(m.start, m.end))
}

// another tells "a separate agreement", "an earlier pact", "any treaty".
func (l *ledger) another(m mention) bool {
	switch l.d.lower(m.start - 1) {
	case "separate", "earlier", "previous", "another", "other", "existing", "any", "no", "draft", "similar":
		return true
	}
	return false
}

func (l *ledger) begin(m mention, title string) *instrument {
	in := &instrument{titled: m.titled, year: m.year}
	in.agreement.Title, in.agreement.Kind = title, m.kind
	l.known = append(l.known, in)
	l.open = in
	return in
}

// adopts gives its name to what was only described: a pact, called the Treaty
// of Harvel.
func (l *ledger) adopts(m mention, last *instrument, at int, ms []mention) *instrument {
	if last == nil || last.titled {
		return nil
	}
	for k := ms[at-1].end; k < m.start; k++ {
		switch l.d.lower(k) {
		case "called", "named", "titled", "entitled", "known", "dubbed":
			last.agreement.Aliases = append(last.agreement.Aliases, last.agreement.Title)
			last.agreement.Title, last.titled = l.d.words(m.start, m.end), true
			l.open = last
			return last
		}
	}
	return nil
}

// apposed tells whether only a comma (and words about the title) part two
// mentions: the Agreement between the two countries, a new agreement that ….
func (l *ledger) apposed(first, second mention) bool {
	article := second.start - 1
	for article > first.end && !determiners[l.d.lower(article)] && second.start-article < 3 {
		article--
	}
	if article <= first.end-1 || !determiners[l.d.lower(article)] || l.d.lower(article-1) != "," {
		return false
	}
	for k := first.end; k < article-1; k++ {
		if w := l.d.lower(k); w == "," || w == "and" && l.d.lower(k-1) != "countries" && !l.d.tok(k-1).capital || auxiliaries[w] || w == "is" || w == "was" {
			return false
		}
	}
	return true
}

// sameTitle tells whether a title is one of an instrument's, or that title
// shortened: every word of one is in the other, and the heads agree.
func sameTitle(in *instrument, title string) bool {
	if lang.ShortensTitle(title, in.agreement.Title) || lang.ShortensTitle(in.agreement.Title, title) {
		return true
	}
	return slices.ContainsFunc(in.agreement.Aliases, func(a string) bool { return strings.EqualFold(a, title) })
}

// name adds what a mention calls an agreement: a fuller title replaces the
// shorter one, and a description with words of its own is an alias if it shares
// one with the title.
func (l *ledger) name(in *instrument, m mention) {
	text := l.d.words(m.start, m.end)
	a := &in.agreement
	if strings.EqualFold(text, a.Title) || slices.Contains(a.Aliases, text) {
		return
	}
	if m.titled && lang.ShortensTitle(a.Title, text) {
		a.Aliases = append(a.Aliases, a.Title)
		a.Title = text
		return
	}
	if m.titled || m.end-m.start > 1 && sharesContent(text, a.Title) {
		a.Aliases = append(a.Aliases, text)
	}
}

func sharesContent(a, b string) bool {
	words := strings.Fields(strings.ToLower(b))
	for _, w := range strings.Fields(strings.ToLower(a)) {
		if len(w) > 4 && lang.InstrumentKind(w) == "" && slices.Contains(words, w) {
			return true
		}
	}
	return false
}
