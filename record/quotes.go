package record

import (
	"cmp"
	"slices"
	"strings"

	"dateline/lang"
	"dateline/news"
)

// A quotation is tokens open (the opening mark) to close (the closing one, or the
// last word of one that is left open because it goes on in the next paragraph).
type quotation struct {
	open, close int
	leftOpen    bool
}

// text is what stands between the marks.
func (d *document) quotedText(q quotation) string {
	end := d.tok(q.close).Start
	if q.leftOpen {
		end = d.tok(q.close).End
	}
	return strings.TrimSpace(d.text[d.tok(q.open).End:end])
}

// findQuotations pairs the quotation marks of each paragraph and marks what
// stands between. A mark without its partner is left open where a new quotation
// opens the next sentence or paragraph, as one does that goes on there; other lone
// marks are left alone.
func (d *document) findQuotations() []quotation {
	var out []quotation
	open := -1
	take := func(close int, leftOpen bool) {
		out = append(out, quotation{open, close, leftOpen})
		for k := open; k <= close; k++ {
			d.tokens[k].quoted, d.tokens[k].speech = true, close-open > 9
		}
		open = -1
	}
	for i := range d.tokens {
		t := d.tok(i)
		if open >= 0 && d.paragraphOf(i) != d.paragraphOf(open) {
			if t.text == d.tok(open).text && i-open > 4 {
				take(i-1, true)
			}
			open = -1
		}
		switch {
		case t.text == "“" && open >= 0 && d.tok(i-1).End == t.Start && isTerminal(d.tok(i-1).text):
			take(i, false) // written for a closing one
		case t.text == "“" || t.text == "«":
			open = i
		case t.text == "\"" && (open < 0 || d.tok(open).text == "\"" && d.tok(i-1).End < t.Start):
			// one that stands apart from the word before opens, even if the last was never closed
			if open >= 0 && i-open > 4 && d.tok(i).sentence != d.tok(open).sentence && d.sentences[d.tok(i).sentence].first == i {
				take(d.sentences[d.tok(open).sentence].last-1, true)
			}
			open = -1
			if d.opensHere(i) {
				open = i
			}
		case open >= 0 && closing[d.tok(open).text] == t.text:
			take(i, false)
		}
	}
	return out
}

var closing = map[string]string{"“": "”", "«": "»", "\"": "\""}

// opensHere tells an opening straight mark from the closing one of a quotation
// that began in an earlier paragraph: something must follow it at once.
func (d *document) opensHere(i int) bool {
	if i > 1 && d.lower(i-1) == "," && verbsOfSpeech[d.lower(i-2)] {
		return true // said," with the space on the wrong side
	}
	apart := i == 0 || d.tok(i-1).End < d.tok(i).Start || !d.tok(i-1).word && !isTerminal(d.tok(i-1).text)
	return apart && i+1 < len(d.tokens) && d.tok(i+1).Start == d.tok(i).End
}

func isTerminal(s string) bool { return s == "." || s == "," || s == "!" || s == "?" || s == "…" }

func (d *document) paragraphOf(i int) int { return d.sentences[d.tok(i).sentence].paragraph }

// paragraphEnd is the token behind the last one of the paragraph of token i.
func (d *document) paragraphEnd(i int) int {
	s := d.tok(i).sentence
	for s+1 < len(d.sentences) && d.sentences[s+1].paragraph == d.sentences[s].paragraph {
		s++
	}
	return d.sentences[s].last
}

// An attribution says whose words a quotation holds: the speaker's phrase, the
// verb, and the tokens that the citation must cover.
type attribution struct {
	speaker  phrase
	verb     int
	from, to int
}

// quoteFacts takes direct quotations: those that are attributed, and whole
// sentences between marks, whose speaker then stays unknown. Words set in marks
// for other reasons (a nickname, a title) are none.
func (d *document) quoteFacts() []news.Fact {
	var out []news.Fact
	var last *attribution
	lastQuote := quotation{-1, -1, false}
	for _, q := range d.quotes {
		if q.close == q.open+1 {
			continue
		}
		a, answer := d.answered(q, last)
		if !answer {
			a = d.attribute(q)
		}
		if a == nil && !answer && last != nil && (d.continues(lastQuote, last, q) || d.interviewed(lastQuote, q)) {
			a = &attribution{last.speaker, last.verb, last.from, last.to}
		}
		if !d.isSaid(q, a, answer) {
			continue
		}
		out = append(out, d.quoteFact(q, a))
		last, lastQuote = a, q
	}
	return out
}

// isSaid reports whether a quotation holds what somebody said: not a title in a list of
// sources, the words of a play, or what nobody said.
func (d *document) isSaid(q quotation, a *attribution, answer bool) bool {
	switch {
	case d.isLabel(q) && !answer, d.inFiction(d.sentences[d.tok(q.open).sentence]):
		return false
	case a != nil:
		return !d.unsaid(a.verb)
	}
	return (answer || d.isWholeSentence(q)) && !d.inList(q.open)
}

// isLabel: one or two words without a mark of their own are a name or an irony,
// not a quotation.
func (d *document) isLabel(q quotation) bool {
	return q.close-q.open <= 3 && !isTerminal(d.tok(q.close-1).text) || d.tok(q.close-1).text == ":"
}

func (d *document) quoteFact(q quotation, a *attribution) news.Fact {
	from, to := d.tok(q.open).sentence, d.tok(q.close).sentence
	f := news.Fact{Kind: news.FactQuote, Type: "x-STATEMENT", Modality: news.Said, Confidence: 0.8,
		Quote: d.quotedText(q)}
	if a != nil {
		from = min(from, d.tok(a.from).sentence)
		to = max(to, d.tok(a.to).sentence)
		speaker := d.speaker(a)
		f.Speaker, f.Predicate, f.Confidence = &speaker, d.words(a.verb, a.verb+1), 0.95
		f.Source = []news.Actor{speaker}
	}
	f.Citations = []news.Citation{d.cite(from, to)}
	return f
}

// speaker resolves he and she only to the one person whom they can mean.
func (d *document) speaker(a *attribution) news.Actor {
	actor := d.actor(a.speaker)
	if a.speaker.kind != pronoun || d.lower(a.speaker.start) == "they" {
		return actor
	}
	k := d.inChain(a.speaker.start)
	if k == nil {
		k = d.antecedent(a.speaker.start)
	}
	if k != nil {
		actor.Name, actor.Code, actor.Sector = k.name, k.code, k.sector
	}
	return actor
}

// antecedent is whom the pronoun at token i means: the person who opens one of
// the two sentences before or speaks in it, if the first name does not contradict and nobody
// else whom it could mean is named between.
func (d *document) antecedent(i int) *known {
	sex := map[string]string{"he": "male", "she": "female"}[d.lower(i)]
	var found *known
	n := d.tok(i).sentence
	for back := n; back >= max(0, n-2) && d.sentences[back].paragraph >= d.sentences[n].paragraph-1; back-- {
		s := d.sentences[back]
		spoke := false
		for k := s.first; k < s.last && k < i; k++ {
			if !d.tok(k).capital || d.tok(k).quoted {
				continue
			}
			if other, ok := d.people.named(d.tok(k).text); ok && other.canBe(sex) {
				if found != nil && found != other {
					return nil
				}
				found, spoke = other, spoke || verbsOfSpeech[d.lower(k+1)]
			}
		}
		if spoke && back < n {
			return found
		}
		start := d.clauseStart(s)
		if p, next, ok := d.phraseAt(start, s.last); ok && back < n && p.kind == person && next < s.last {
			if k, ok := d.people.named(p.name); ok && k == found {
				return found
			}
		}
	}
	return nil
}

func (k *known) canBe(sex string) bool {
	switch k.role {
	case "mr", "sir", "king", "chairman", "spokesman":
		return sex == "male"
	case "mrs", "ms", "lady", "queen", "chairwoman", "spokeswoman":
		return sex == "female"
	}
	first, _, _ := strings.Cut(k.name, " ")
	s := lang.FirstNameSex(first)
	return s == "" || s == sex
}

// attribute looks behind the quotation first, then before it.
func (d *document) attribute(q quotation) *attribution {
	if a := d.attributedAfter(q); a != nil {
		return a
	}
	if a := d.attributedBefore(q); a != nil {
		return a
	}
	if a := d.withinStatement(q); a != nil {
		return a
	}
	return d.attributedByTree(q)
}

// attributedAfter: “…,” X said; “…,” said X; “…,” according to X.
func (d *document) attributedAfter(q quotation) *attribution {
	limit := d.paragraphEnd(q.close)
	i := q.close + 1
	if d.lower(i) == "," {
		i++
	}
	if i >= limit || d.startsAnew(q, i) {
		return nil
	}
	limit = min(limit, d.sentences[d.tok(i).sentence].last)
	if verbsOfSpeech[d.lower(i)] {
		if p, next, ok := d.phraseAt(i+1, limit); ok && d.endsSpeaker(next, limit) {
			return &attribution{p, i, i, p.end - 1}
		}
		return nil
	}
	if d.lower(i) == "according" && d.lower(i+1) == "to" {
		if p, _, ok := d.phraseAt(i+2, limit); ok && p.kind != pronoun {
			return &attribution{p, i, i, p.end - 1}
		}
		return nil
	}
	p, next, ok := d.phraseAt(i, limit)
	if !ok {
		return nil
	}
	for next < limit && (adverbs[d.lower(next)] || auxiliaries[d.lower(next)]) {
		next++
	}
	if next < limit && verbsOfSpeech[d.lower(next)] {
		return &attribution{p, next, p.start, next}
	}
	if verb := d.behindRelative(next, limit); verb > 0 && p.kind == person {
		return &attribution{p, verb, p.start, verb}
	}
	return nil
}

// startsAnew tells a sentence of its own behind a quotation that was closed
// with a full stop from the rest of the quotation's sentence.
func (d *document) startsAnew(q quotation, i int) bool {
	return d.tok(i).sentence != d.tok(q.close).sentence
}

// endsSpeaker rejects a phrase that goes on into what we could not read: “…,”
// said X's brother.
func (d *document) endsSpeaker(i, limit int) bool {
	return i >= limit || !isPossessive(d.tok(i)) && d.lower(i) != "of"
}

// attributedBefore: X said: “…”; X told reporters that “…”.
func (d *document) attributedBefore(q quotation) *attribution {
	s := d.sentences[d.tok(q.open).sentence]
	i := q.open
	if i > s.first && (d.lower(i-1) == "," || d.lower(i-1) == ":" || d.lower(i-1) == "that") {
		i--
	}
	verb := -1
	for k := i - 1; k >= s.first && k >= i-9; k-- {
		if verbsOfSpeech[d.lower(k)] {
			verb = k
			break
		}
		if d.tok(k).quoted || d.tok(k).text == ";" {
			return nil
		}
	}
	if verb < 0 || verb < i-1 && !d.onlyCircumstance(verb+1, i) {
		return nil
	}
	if d.lower(verb-1) == "," {
		if p, ok := d.explained(verb, s); ok {
			return &attribution{p, verb, p.start, q.close}
		}
	}
	list, ok := d.subject(verb, s.first)
	if !ok || len(list) != 1 {
		return nil
	}
	return &attribution{list[0], verb, list[0].start, q.close}
}

// explained reads a full name with an apposition of any wording before the verb:
// Ana Belic, curator and director of exhibits at the museum, said.
func (d *document) explained(verb int, s sentence) (phrase, bool) {
	for i := s.first; i < verb-3; i++ {
		if i > s.first && d.lower(i-1) != "," || !d.tok(i).capital {
			continue
		}
		end := i
		for end < verb && d.tok(end).capital && d.tok(end).word && !d.functionWord(end) {
			end++
		}
		if end-i < 2 || end-i > 4 || d.lower(end) != "," || verb-end > 24 || d.hasBodyWord(i, end) || d.isNameOfCountry(i, verb) {
			continue
		}
		for k := end; k < verb; k++ {
			if w := d.lower(k); d.tok(k).quoted || w == ";" || verbsOfSpeech[w] || auxiliaries[w] || isBe(w) || w == "who" {
				return phrase{}, false
			}
		}
		return phrase{start: i, end: end, kind: person, name: d.words(i, end)}, true
	}
	return phrase{}, false
}

// onlyCircumstance tells whether between a verb of speech and the quotation
// stands nothing but whom it was told, when and where.
func (d *document) onlyCircumstance(i, j int) bool {
	if k := d.skipTime(i, j); k > i {
		i = k
	}
	if i >= j {
		return true
	}
	switch d.lower(i) {
	case "reporters", "journalists", "parliament", "lawmakers", "in", "at", "on", "during", "after":
	case "the", "a":
		if d.lower(i-1) != "told" {
			return false
		}
	default:
		return d.lower(i-1) == "told" && d.tok(i).capital
	}
	for k := i; k < j; k++ {
		if w := d.lower(k); w == "that" || w == "," || w == "is" || w == "was" || w == "are" || w == "were" || w == "had" || w == "has" || w == "and" {
			return false
		}
	}
	return d.lower(j) == "," || d.lower(j) == ":" || d.lower(j) == "that" || d.tok(j-1).word
}

// continues tells whether q goes on where an attributed quotation of the same
// paragraph stopped, with nothing but the attribution between them.
func (d *document) continues(before quotation, a *attribution, q quotation) bool {
	if before.leftOpen && q.open == before.close+1 {
		return true // the mark was left open because the quotation goes on here
	}
	if before.close < 0 || d.paragraphOf(before.close) != d.paragraphOf(q.open) || q.open <= before.close {
		return false
	}
	sentence := d.tok(q.open).sentence
	gap := sentence - d.tok(max(a.to, before.close)).sentence
	if gap > 1 {
		return false
	}
	return d.sentences[sentence].first == q.open || d.lower(q.open-1) == "," && gap == 0 && a.to > before.close && q.open-a.to <= 2
}

// isWholeSentence: it begins where a sentence begins and ends like one.
func (d *document) isWholeSentence(q quotation) bool {
	if d.sentences[d.tok(q.open).sentence].first != q.open || q.close-q.open < 5 {
		return false
	}
	last := d.tok(q.close - 1).text
	if last != "." && last != "!" && last != "?" && last != "…" {
		return false
	}
	return d.sentences[d.tok(q.close).sentence].last == q.close+1
}

// sortFacts orders by first citation, then kind and wording.
func sortFacts(facts []news.Fact) {
	slices.SortStableFunc(facts, func(a, b news.Fact) int {
		return cmp.Or(cmp.Compare(a.Citations[0].Start, b.Citations[0].Start), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Citations[0].End, b.Citations[0].End))
	})
}
